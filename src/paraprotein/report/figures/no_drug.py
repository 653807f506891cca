"""How many patients would have "responded" had the drug done nothing, beside the drug and the published number."""

from matplotlib.axes import Axes

from ..contents import Record
from .drawing import INK, Drawing, new_figure, styled
from .palette import CURVE, NO_DRUG
from .patients import show_empty

WIDTH = 0.42
"""Width of one bar; two stand side by side at every count."""


def plot_no_drug(record: Record) -> Drawing:
    """Share of simulated trials by number of responders, without an effective drug and with the drug.

    Args:
        record: `NoDrugTrial.record()`.
    """
    with styled():
        drawing = Drawing(
            name="no-drug",
            title="The same trial with a drug that does nothing",
            caption=describe_no_drug_trial(record),
            figure=new_figure(9.6, 3.6),
            section="comparison",
        )
        axes = drawing.figure.add_subplot()
        if not record["response_counts"]:
            show_empty(axes, "no trial could count responders")
            return drawing
        _draw_counts(axes, record["response_counts"], -WIDTH / 2, NO_DRUG, "drug without effect")
        _draw_counts(axes, record["response_counts_drug"], WIDTH / 2, CURVE, "drug of the population file")
        if record["published_responders"] is not None:
            axes.axvline(record["published_responders"], color=INK, linewidth=1.2, linestyle=(0, (4, 2)))
            axes.annotate(
                "published", (record["published_responders"], 1), (4, -4), xycoords=("data", "axes fraction"),
                textcoords="offset points", va="top", color=INK,
            )  # fmt: skip
        axes.set_xlabel("patients who respond in one trial")
        axes.set_ylabel("simulated trials, %")
        drawing.figure.legend(loc="outside lower center", ncols=2)
    return drawing


def _draw_counts(axes: Axes, counts: list[int], shift: float, colour: str, label: str) -> None:
    shares = [100 * count / sum(counts) for count in counts]
    places = [place + shift for place in range(len(shares))]
    axes.bar(places, shares, width=WIDTH, color=colour, label=label)


def describe_no_drug_trial(record: Record) -> str:
    """What the no-drug trial says, in plain words."""
    rate, confirmed, any_one, significant = (
        f"{100 * record[name]:.{digits}f} %"
        for name, digits in (
            ("false_response_rate", 1), ("false_response_rate_confirmed", 1), ("false_responder", 0),
            ("significant_best", 0),
        )
    )  # fmt: skip
    words = (
        f"{record['trials']:,} simulated trials with a drug that does nothing: {rate} of evaluable patients respond "
        f"by chance ({confirmed} when the next visit must confirm), and {any_one} of the trials have at least one such "
        f"responder. The paired test at best response finds a fall with p < 0.05 in {significant} of these trials."
    )
    fall = next((f for f in record["figures"] if f["id"].endswith("_best_fall") and f["explained"] is not None), None)
    if fall is None:
        return words
    without = fall["no_drug"][1]
    if without < 0:
        published = f"{fall['published']:.0f} %"
        return f"{words} The median would have risen by {-without:.0f} %; published is a fall of {published}."
    return (
        f"{words} Of the published fall at best response ({fall['published']:.0f} %), noise and the visit schedule "
        f"alone give {without:.0f} percentage points."
    )
