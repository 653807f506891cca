"""Results as tables for a terminal."""

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from ..plain_text import plain_line
from .contents import Record, Report
from .safety import safety_lines
from .wording import (
    calibration_text,
    count_verdicts,
    estimate_cells,
    percentile_text,
    published_text,
    self_check_text,
    simulated_cell,
    stopping_sentences,
    verdict,
)


def cell(text: str, style: str = "") -> Text:
    """A cell of a table or a line of a block: never markup, and nothing in it steers the terminal."""
    return Text(plain_line(text), style=style)


COLOURS = {"inside": "green", "outside": "bold red"}


def comparison_table(report: Report) -> Table:
    """Published figures beside simulated trials; `[10/250]`: the figure could be estimated in 10 of 250 trials."""
    comparison = report.comparison or {"figures": [], "trials": 0}
    table = _new_table(report)
    table.add_column("Figure", min_width=12, overflow="fold")
    table.add_column("Published", justify="right", no_wrap=True)
    table.add_column("Simulated, median (90 %)", justify="right")
    table.add_column("Pctl", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("Without drug, median (90 %)", justify="right", style="dim")
    for figure in comparison["figures"]:
        word = verdict(figure)
        simulated, no_drug = (_cell(figure, arm, comparison["trials"]) for arm in ("simulated", "no_drug"))
        table.add_row(
            cell(figure["label"]),
            cell(published_text(figure)),
            cell(simulated),
            cell(percentile_text(figure)),
            Text(word.upper() if word == "outside" else word, style=COLOURS.get(word, "")),
            cell(no_drug),
        )
    return table


def _cell(figure: Record, arm: str, trials: int) -> str:
    text, is_partial = simulated_cell(figure, arm, trials)
    known = trials - figure[arm]["not_estimable"]
    return f"{text} [{known}/{trials}]" if is_partial else text


def _new_table(report: Report) -> Table:
    """An empty table, headed by what must be known of a stand-in and of a cut."""
    sentences = [sentence for sentence in (report.stand_in, report.cut_sentence) if sentence]
    title = cell("\n".join(sentences)) if sentences else None
    return Table(box=SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")


def comparison_summary(report: Report) -> str:
    """One line: how many figures lie inside, and what made the numbers."""
    comparison = report.comparison or {}
    counts = count_verdicts(comparison["figures"])
    compared = counts["inside"] + counts["outside"]
    extra = f"; {counts['open']} cannot be compared" if counts["open"] else ""
    failed = comparison["failed_integrations"]
    return (
        f"{counts['inside']} of {compared} published figures lie inside the 90 % interval of the simulated trials"
        f"{extra}.\nseed {comparison['seed']}, {comparison['trials']} trials"
        f", population {comparison['population']['name']}, protocol {report.protocol_hash[:12]}"
        f", paraprotein {report.versions['paraprotein']}"
        + (f"; the integration failed for {failed} patient{'' if failed == 1 else 's'}" if failed else "")
        + (f".\n{calibration}." if (calibration := calibration_text(report)) else "")
        + "".join(f"\nstopping rule, {sentence}" for sentence in stopping_sentences(comparison))
        + f"\nself-check: {self_check_text(comparison)}"
        + (f"\n{report.stand_in}" if report.stand_in else "")
    )


def estimates_table(report: Report) -> Table:
    """Every estimate of a study, by section."""
    table = _new_table(report)
    table.add_column("Figure", min_width=12, overflow="fold")
    table.add_column("Value", justify="right", no_wrap=True)
    table.add_column("95 % interval", justify="right", no_wrap=True)
    table.add_column("Patients", justify="right", no_wrap=True)
    table.add_column("Method", no_wrap=True)
    section = ""
    for record in report.estimates:
        entry = report.figures[record["ID"]]
        if entry["section"] != section:
            section = entry["section"]
            table.add_section()
            table.add_row(cell(section, "bold"))
        cells = estimate_cells(record, entry)
        label = entry["label"] + (f" ({record['REASON']})" if record["REASON"] else "")
        shown = (label, cells["value"], cells["interval"], cells["counts"], record["METHOD"])
        table.add_row(*map(cell, shown))
    return table


def safety_block(report: Report) -> Text:
    """Severe, serious, fatal and uncoded adverse events and deaths in a few lines; empty without the table AE."""
    return Text("\n".join(safety_lines(report)))
