"""A design as text, HTML, JSON and as the paragraph of the statistical analysis plan."""

import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .wording import NO_BOUND, percent, write_runs

if TYPE_CHECKING:
    from .result import Boundary, Design, Designs, Scenario

Row = tuple[str, ...]


def sap_of(design: "Design") -> str:
    """The protocol's sentence, then what the design attains, then the method and its source."""
    parts = [design.sentence, *(_scenario_sentence(design, scenario) for scenario in design.scenarios)]
    return " ".join([*parts, f"{design.method} ({design.source.citation})."])


def text_of(design: "Design") -> str:
    """One design for the terminal."""
    lines = [design.title, "", *_pairs("asked", design.asked), *_pairs("design", design.numbers)]
    for table in (_boundary_table(design), _error_table(design), _scenario_table(design)):
        if len(table) > 1:
            lines += ["", *_aligned(table)]
    lines += ["", design.sentence, "", f"{design.method}.", f"Source: {design.source.citation}."]
    return "\n".join(lines)


def text_of_all(designs: "Designs") -> str:
    """The designs that answer one question, one after another, and the admissible ones in a table."""
    blocks = [f"{name.upper()}\n\n{text_of(design)}" for name, design in designs.chosen.items()]
    if designs.admissible:
        blocks.append("\n".join(["ADMISSIBLE", "", *_aligned(_admissible_table(designs))]))
    return "\n\n".join(blocks)


def html_of(design: "Design") -> str:
    """One design for a notebook."""
    tables = (_boundary_table(design), _error_table(design), _scenario_table(design))
    body = "".join(_html_table(table) for table in tables if len(table) > 1)
    words = html.escape(design.sentence)
    note = html.escape(f"{design.method}. Source: {design.source.citation}.")
    return f"<h4>{html.escape(design.title)}</h4><p>{words}</p>{body}<p><small>{note}</small></p>"


def html_of_all(designs: "Designs") -> str:
    """The designs that answer one question, for a notebook."""
    blocks = [f"<h3>{html.escape(name)}</h3>{html_of(design)}" for name, design in designs.chosen.items()]
    if designs.admissible:
        blocks.append(f"<h3>admissible</h3>{_html_table(_admissible_table(designs))}")
    return "".join(blocks)


def dict_of(design: "Design") -> dict[str, object]:
    """One design with every digit; whatever does not apply is null."""
    known = {scenario.name: scenario for scenario in design.scenarios}
    null, alternative = known.get("null"), known.get("alternative")
    return {
        "verb": design.verb,
        "title": design.title,
        "asked": _plain(design.asked),
        "design": _plain(design.numbers),
        "type_i": null.reject if null else None,
        "power": alternative.reject if alternative else None,
        "expected_n": null.expected_n if null else None,
        "pet": null.pet if null else None,
        "errors": [{"name": e.name, "nominal": e.nominal, "attained": e.attained} for e in design.errors],
        "boundaries": [
            {"endpoint": b.endpoint, "n": b.n, "stop_low": b.stop_low, "stop_high": b.stop_high}
            for b in design.boundaries
        ],
        "scenarios": [_scenario_dict(scenario) for scenario in design.scenarios],
        "is_exact": design.is_exact,
        "method": design.method,
        "source": {"citation": design.source.citation, "doi": design.source.doi or None},
        "sentence": design.sentence,
        "sap": sap_of(design),
    }


def dict_of_all(designs: "Designs") -> dict[str, object]:
    """The designs that answer one question, with every digit."""
    result: dict[str, object] = {"verb": designs.verb, "title": designs.title}
    result.update({name: dict_of(design) for name, design in designs.chosen.items()})
    if designs.considered:
        result["considered"] = [{"n": n, "expected_n": expected} for n, expected in designs.considered]
    if designs.admissible:
        result["admissible"] = [
            {"weight_low": a.weight_low, "weight_high": a.weight_high, **dict_of(a.design)} for a in designs.admissible
        ]
    return result


def _scenario_dict(scenario: "Scenario") -> dict[str, object]:
    return {
        "name": scenario.name,
        "rates": dict(scenario.rates),
        "reject": scenario.reject,
        "expected_n": scenario.expected_n,
        "pet": scenario.pet,
        "stop_low": list(scenario.stop_low),
        "stop_high": list(scenario.stop_high),
    }


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _scenario_sentence(design: "Design", scenario: "Scenario") -> str:
    rates = ", ".join(f"{name} {_rate(value)}" for name, value in scenario.rates.items())
    what = design.decision
    words = [f"Under the {scenario.name} ({rates}) the study will {what} with probability {_short(scenario.reject)}"]
    if scenario.expected_n is not None:
        words.append(f"evaluate {scenario.expected_n:.1f} patients{design.per_arm} on average")
    if scenario.pet is not None:
        words.append(f"stop early with probability {_short(scenario.pet)}")
    return (", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]) + "."


def _rate(value: float) -> str:
    return percent(value) if 0 <= value <= 1 else f"{value:g}"


def _short(value: float) -> str:
    return f"{value:.4f}"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, tuple) and all(item is None or isinstance(item, int) for item in value):
        return ", ".join(write_runs(value, 4)).replace(NO_BOUND, "-")
    if isinstance(value, tuple):
        return ", ".join(_cell(item) for item in value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _pairs(name: str, values: Mapping[str, object]) -> list[str]:
    return [f"{name + ':':<8} " + "; ".join(f"{key} {_cell(value)}" for key, value in values.items())] if values else []


def _boundary_table(design: "Design") -> list[Row]:
    head = ("counted", "patients", design.low_words, design.high_words)
    return [head, *(_boundary_row(boundary) for boundary in design.boundaries)]


def _boundary_row(boundary: "Boundary") -> Row:
    return (boundary.endpoint, str(boundary.n), _cell(boundary.stop_low), _cell(boundary.stop_high))


def _error_table(design: "Design") -> list[Row]:
    rows = [(e.name, _cell(e.nominal), f"{e.attained:.7f}") for e in design.errors]
    return [("error", "nominal", "attained"), *rows]


def _scenario_table(design: "Design") -> list[Row]:
    head = ("truth", "rates", f"P({design.decision})", "expected n", "P(early stop)", "P(stop) by look")
    return [head, *(_scenario_row(scenario) for scenario in design.scenarios)]


def _scenario_row(scenario: "Scenario") -> Row:
    both = [low + high for low, high in zip(scenario.stop_low, scenario.stop_high, strict=False)] or scenario.stop_low
    early = list(both)[:-1]
    looks = ", ".join(f"{value:.3f}" for value in early[:8]) + (", ..." if len(early) > 8 else "")
    rates = ", ".join(f"{name} {value:g}" for name, value in scenario.rates.items())
    expected = "-" if scenario.expected_n is None else f"{scenario.expected_n:.2f}"
    pet = "-" if scenario.pet is None else f"{scenario.pet:.4f}"
    return (scenario.name, rates, f"{scenario.reject:.6f}", expected, pet, looks or "-")


def _admissible_table(designs: "Designs") -> list[Row]:
    names = list(designs.admissible[0].design.numbers)
    head = (*names, "expected n", "P(early stop)", "type I error", "power", "weights of n")
    rows = []
    for entry in designs.admissible:
        design = entry.design
        attained = (f"{design.expected_n:.2f}", f"{design.pet:.4f}", f"{design.type_i:.5f}", f"{design.power:.5f}")
        weights = f"{entry.weight_low:.3f} to {entry.weight_high:.3f}"
        rows.append((*(_cell(design.numbers[name]) for name in names), *attained, weights))
    return [head, *rows]


def _aligned(table: Sequence[Row]) -> list[str]:
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


def _html_table(table: Sequence[Row]) -> str:
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in table[0])
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in table[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
