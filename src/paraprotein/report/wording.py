"""Sentences and cells that a page and a terminal share."""

from collections import Counter
from collections.abc import Iterator

from .contents import Record, Report
from .numbers import format_fraction, format_interval, format_percent, format_published, format_unit, format_value

COUNTED = {"kaplan-meier": " events", "reverse-kaplan-meier": " still followed"}
"""What N counts where it is not patients with a value: method -> word."""


DEVIATIONS = ("deviation", "no level")
"""Verdicts on a dose that the protocol's rules do not allow: too high, or no permitted dose at all."""


def simulated_cell(figure: Record, arm: str, trials: int) -> tuple[str, str]:
    """Median and 90 % interval of one arm, and what must be said beside it.

    Args:
        figure: one compared figure.
        arm: `simulated` or `no_drug`.
        trials: number of simulated trials.

    Returns:
        For example `("2.1 (0.9 to 3.4)", "")` or `("not estimable", "")`; the second part tells in how many trials the
        figure could be estimated when not in all.
    """
    numbers, unit, identifier = figure[arm], figure["unit"], figure["id"]
    missing = numbers["not_estimable"]
    if numbers["median"] is None and missing >= trials:
        return "not estimable", ""
    interval = format_interval(numbers["low"], numbers["high"], unit, identifier)
    median = format_value(numbers["median"], unit, identifier)
    return (
        f"{median} ({interval})" if interval else median,
        f"in {trials - missing:,} of {trials:,} trials" if missing else "",
    )


def percentile_text(figure: Record) -> str:
    """Where the published value falls, 0 to 100; a dash for a bound or where there is nothing to compare."""
    percentile = figure["percentile"]
    if percentile is None or figure["relation"] != "=":
        return "–"
    if percentile < 1:
        return "<1"
    return ">99" if percentile > 99 else f"{percentile:.0f}"


def published_text(figure: Record) -> str:
    """The published value with unit and denominator: `7 of 27`, `3,110 mg/dL`."""
    text, unit = format_published(figure), figure["unit"]
    if figure["published"] is None:
        return text
    if unit == "patients":
        return f"{text} of {figure['denominator']}" if figure["denominator"] else text
    return f"{text} {format_unit(unit)}".rstrip()


def verdict(figure: Record) -> str:
    """`inside`, `outside`, or why nothing can be said."""
    if figure["inside"] is None:
        return "not reported" if figure["published"] is None else "not estimable"
    return "inside" if figure["inside"] else "outside"


def calibration_text(report: Report) -> str:
    """What agreement is worth when the virtual patients were fitted; empty when nothing was."""
    parameters = (report.population or {"parameters": []})["parameters"]
    fitted = sum(parameter["standing"] == "calibrated" for parameter in parameters)
    if not fitted:
        return ""
    return (
        f"{fitted} of {len(parameters)} parameters of these virtual patients were calibrated, that is, fitted to "
        "published figures. Where those are figures of this table, agreement is the doing of the fit and no evidence "
        "for the model"
    )


def self_check_text(comparison: Record) -> str:
    """What the engine found when it checked itself."""
    check = comparison["self_check"]
    same = "bit for bit" if check["replay_difference"] == 0 else f"within {check['replay_difference']:.0e}"
    return (
        f"on {check['patients']} patients halving the integration steps changes no value by more than "
        f"{check['halved_step_error']:.1e} of it, and the doses given, replayed, lead to the same course {same}"
    )


def stopping_sentences(comparison: Record) -> list[str]:
    """One sentence for each rule that stops the study: how often it did so to the simulated trials."""
    return [
        f"{record['rule']} ({record['event']} within {record['within_days']:.0f} days; stops at {record['boundary']}): "
        f"{_stopped(record['simulated'])}; without drug {_stopped(record['no_drug'])}"
        for record in comparison.get("stopping", [])
    ]


def _stopped(arm: Record) -> str:
    """`stopped 12 of 1,000 trials (1.2 %, Monte Carlo 95 % interval 0.6 % to 2.1 %), after 9 patients (5 to 17)`."""
    if arm["share"] is None:
        return "no trial"
    percent, low, high = (f"{100 * arm[name]:.1f} %" for name in ("share", "low", "high"))
    often = f"stopped {arm['stopped']:,} of {arm['trials']:,} trials "
    often += f"({percent}, Monte Carlo 95 % interval {low} to {high})"
    if not arm["stopped"]:
        return often
    median, first, last = (f"{arm[name]:g}" for name in ("patients", "patients_low", "patients_high"))
    return f"{often}, after {median} treated patients in the median (90 % {first} to {last})"


def disagreements(report: Report) -> tuple[int, list[Record]]:
    """Visits that both the investigator and the rules judged, and those on which they differ."""
    visits = [visit for visit in report.tables.get("discordance", []) if visit["AGREES"] is not None]
    return len(visits), [visit for visit in visits if not visit["AGREES"]]


def agreement_sentences(report: Report) -> list[str]:
    """One sentence for every two who judged response: visits, agreement, kappa with its interval."""
    return [
        f"{row['FIRST'].capitalize()} and {row['SECOND']}: the same category at {row['AGREE']} of {row['N']} visits"
        f"{_kappa('kappa', row['KAPPA'], row['LOW'], row['HIGH'])}"
        f"{_kappa('weighted', row['WEIGHTED'], row['WEIGHTED_LOW'], row['WEIGHTED_HIGH'])}"
        + (f"; {row['LEFT_OUT']} more visits not comparable" if row["LEFT_OUT"] else "")
        for row in report.tables.get("kappa", [])
    ]


def _kappa(name: str, value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return f", {name} not estimable"
    return f", {name} {value:.2f} ({low:.2f} to {high:.2f})".replace("-", "−")


def dose_audit(report: Report) -> tuple[dict[str, int], list[Record]]:
    """Visits by the verdict on their dose, and those at which the dose was not what the protocol's rules allow."""
    visits = report.tables.get("dose_audit", [])
    deviations = [visit for visit in visits if visit["VERDICT"] in DEVIATIONS]
    return dict(sorted(Counter(visit["VERDICT"] for visit in visits).items())), deviations


def count_verdicts(figures: list[Record]) -> dict[str, int]:
    """How many figures lie inside, outside, or cannot be compared."""
    verdicts = [figure["inside"] for figure in figures]
    return {"inside": verdicts.count(True), "outside": verdicts.count(False), "open": verdicts.count(None)}


def not_due_to_drug(report: Report) -> Iterator[Record]:
    """Published figures that a drug without effect explains as well: inside the no-drug interval.

    Figures that a drug cannot change (who was enrolled, values before treatment) are left out, and so are bounds.
    """
    for figure in (report.comparison or {"figures": []})["figures"]:
        low, high, value = figure["no_drug"]["low"], figure["no_drug"]["high"], figure["published"]
        if figure["relation"] != "=" or not _can_change(figure, report) or None in (low, high, value):
            continue
        if low <= value <= high:
            yield figure


def _can_change(figure: Record, report: Report) -> bool:
    """Whether a drug can change a figure."""
    entry = report.figures.get(figure["id"], {"section": ""})
    before = any(part in figure["id"] for part in ("_baseline_", "_before_"))
    return entry["section"] != "Patients" and not before and figure["simulated"] != figure["no_drug"]


def estimate_cells(record: Record, entry: dict[str, str]) -> dict[str, str]:
    """Value, interval and counts of one estimate as text."""
    unit, method = entry["unit"], record["METHOD"]
    value = format_value(record["VALUE"], unit, record["ID"])
    if method == "count":
        low, high = record["LOW"], record["HIGH"]
        interval = "" if low is None else f"{format_percent(low)} to {format_percent(high)}"
        return {"value": value, "interval": interval, "counts": format_fraction(record["N"], record["DENOM"])}
    has_limits = record["LEVEL"] is not None and (record["VALUE"] is not None or record["LOW"] is not None)
    interval = format_interval(record["LOW"], record["HIGH"], unit) or "NE to NE" if has_limits else ""
    with_unit = value if record["VALUE"] is None else f"{value} {format_unit(unit)}".rstrip()
    counts = f"{record['N']}{COUNTED.get(method, '')} of {record['DENOM']}"
    return {"value": with_unit, "interval": interval, "counts": counts}
