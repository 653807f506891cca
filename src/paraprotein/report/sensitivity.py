"""Words and cells on how false responses depend on assay, visits and confirmation."""

from collections.abc import Sequence

from .contents import Record
from .numbers import NOT_ESTIMABLE, format_percent

OWN = "as planned"
"""The protocol's own setting, which stands first."""

ARTICLES = {"more precise assay": "a ", "less precise assay": "a "}


def name_settings(settings: Sequence[Record]) -> list[str]:
    """What is different in each setting from the first, the protocol's own."""
    return [_difference(settings[0], setting) for setting in settings]


def _difference(own: Record, other: Record) -> str:
    if other["cv"] != own["cv"]:
        return "more precise assay" if other["cv"] < own["cv"] else "less precise assay"
    if other["visit_interval"] != own["visit_interval"]:
        return "more visits" if other["visit_interval"] < own["visit_interval"] else "fewer visits"
    return OWN


def sensitivity_rows(settings: Sequence[Record]) -> list[dict[str, str]]:
    """The cells of each setting."""
    return [
        {
            "setting": name,
            "cv": format_variation(setting),
            "interval": format_days(setting),
            "responses": _with_limits(setting["responses"]),
            "confirmed": _with_limits(setting["confirmed"]),
            "significant": format_percent(setting["significant_best"]),
            "trials": f"{setting['trials']:,}",
        }
        for name, setting in zip(name_settings(settings), settings, strict=True)
    ]


def flat_setting(setting: Record) -> Record:
    """A setting in one row of numbers."""
    row = {name: value for name, value in setting.items() if not isinstance(value, dict)}
    for reading in ("responses", "confirmed"):
        rate = setting[reading]
        row |= {reading: rate["estimate"], f"{reading}_low": rate["low"], f"{reading}_high": rate["high"]}
    return row


def describe_sensitivity(settings: Sequence[Record]) -> str:
    """What the settings say, in plain words."""
    own = settings[0]
    planned = (
        f"As planned, with a within-patient variation of {format_variation(own)} and a visit every {format_days(own)}, "
        f"{of_hundred(own['responses'])} of 100 evaluable patients would be called responders although the drug does "
        f"nothing."
    )
    others = "; ".join(
        f"with {ARTICLES.get(name, '')}{name} ({_what(own, setting)}) {of_hundred(setting['responses'])}"
        for name, setting in zip(name_settings(settings)[1:], settings[1:], strict=True)
    )
    return f"{planned} {others[:1].upper()}{others[1:]}{'.' if others else ''} {_confirmation(settings)}".strip()


def _what(own: Record, other: Record) -> str:
    return format_variation(other) if other["cv"] != own["cv"] else f"every {format_days(other)}"


def _confirmation(settings: Sequence[Record]) -> str:
    """What confirmation does where it matters most."""
    known = [setting for setting in settings if setting["responses"]["estimate"]]
    if not known:
        return "In no setting is there a false response that confirmation could prevent."
    worst = max(known, key=lambda setting: setting["responses"]["estimate"])
    return (
        "Asking that the next visit upholds a response takes the highest of these numbers from "
        f"{of_hundred(worst['responses'])} to {of_hundred(worst['confirmed'])}."
    )


def of_hundred(rate: Record) -> str:
    """A share as patients of 100: `10.4`, `fewer than 0.1`."""
    value = rate["estimate"]
    if value is None:
        return NOT_ESTIMABLE
    return f"{100 * value:.1f}" if value == 0 or value >= 0.0005 else "fewer than 0.1"


def format_variation(setting: Record) -> str:
    """The coefficient of variation: `8 %`."""
    return f"{100 * setting['cv']:.3g} %"


def format_days(setting: Record) -> str:
    """The interval between visits: `28 days`."""
    days = setting["visit_interval"]
    return "day" if days == 1 else f"{days:g} days"


def _with_limits(rate: Record) -> str:
    if rate["estimate"] is None:
        return NOT_ESTIMABLE
    return f"{100 * rate['estimate']:.1f} % ({100 * rate['low']:.1f} to {100 * rate['high']:.1f})"
