"""Verbs for a study that is over: its response rate, after a two-stage design or without any look."""

from typing import TYPE_CHECKING, Annotated

import typer

from ..handler import as_json, deliver
from .options import Json, Out

if TYPE_CHECKING:
    from ...statistics import DesignInference

Level = Annotated[float, typer.Option("--level", help="Confidence level; 0.90 agrees with a one-sided test at 5 %.")]
Evaluable1 = Annotated[
    int | None, typer.Option("--evaluable-1", help="Patients evaluated in the first stage, where not as planned.")
]
Evaluable2 = Annotated[
    int | None, typer.Option("--evaluable-2", help="Patients evaluated after it, where not as planned.")
]


def inference(
    r1: Annotated[int, typer.Argument(help="Most responders of the first stage that stop the study.")],
    n1: Annotated[int, typer.Argument(help="Patients planned for the first stage.")],
    r: Annotated[int, typer.Argument(help="Most responders in all that do not reject.")],
    n: Annotated[int, typer.Argument(help="Patients planned in all.")],
    p0: Annotated[float, typer.Argument(help="Response rate of the null hypothesis.")],
    responders_1: Annotated[int, typer.Argument(help="Responders of the first stage.")],
    responders_2: Annotated[int | None, typer.Argument(help="Responders of the second stage alone.")] = None,
    evaluable_1: Evaluable1 = None,
    evaluable_2: Evaluable2 = None,
    level: Level = 0.95,
    json: Json = False,
    out: Out = None,
) -> None:
    """Analyse a two-stage study by its design: unbiased estimate, p-value, interval, also after changed stages."""
    from ...design import inference as find

    found = find(r1, n1, r, n, p0, responders_1, responders_2, evaluable_1, evaluable_2, level)
    deliver(as_json(found.to_dict()) if json else _text(found), out)


def proportion(
    responders: Annotated[int, typer.Argument(help="Patients who responded.")],
    n: Annotated[int, typer.Argument(help="Patients evaluated.")],
    level: Level = 0.95,
    json: Json = False,
    out: Out = None,
) -> None:
    """A response rate without any look: five intervals side by side."""
    from ...design import proportion as find

    found = find(responders, n, level)
    deliver(as_json(found.to_dict()) if json else found.text(), out)


def _text(found: "DesignInference") -> str:
    estimates = {
        "observed": found.observed,
        "unbiased (UMVUE)": found.unbiased,
        "conditionally unbiased": found.conditionally_unbiased,
        "median unbiased": found.median,
        "bias adjusted": found.bias_adjusted,
        "p, one-sided": found.p,
        "lower limit": found.lower,
        "upper limit": found.upper,
        "unadjusted p": found.unadjusted_p,
        "unadjusted lower": found.unadjusted_lower,
        "unadjusted upper": found.unadjusted_upper,
    }
    rows = [f"{name:<24} {'none' if value is None else format(value, '.4f')}" for name, value in estimates.items()]
    return "\n".join([*rows, "", found.sentence, f"Method: {found.method}."])
