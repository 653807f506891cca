"""What the label of imatinib says about the dose: rows as data, for protocols that have no rule of their own.

Waldenström's macroglobulinemia is in no row, and the rows for a start at 400 mg and at 600 mg differ. The founding
trial states only that a reduction to 300 mg was permitted for toxicity; its bundled protocol takes the 400 mg row.
"""

from dataclasses import dataclass

from ..sources import Source, Standing

GLEEVEC_US = Source(
    "gleevec-label", "Gleevec (imatinib mesylate) US prescribing information, section 2", note="read in a copy"
)
ELN2016 = Source(
    "eln2016",
    "Steegmann et al., Leukemia 2016;30:1648, Table 8",
    doi="10.1038/leu.2016.104",
    note="repeats the label's rules for cytopenia",
)


@dataclass(frozen=True)
class LabelRule:
    """One row.

    Attributes:
        population: for whom.
        start_mg: daily dose at the start; 0 where the row applies to every dose.
        when: condition in the language of `conditions`.
        action: what the label does.
        until: condition for taking the drug again, "" where none is given as values.
        first_mg: daily dose after the first time; 0 for the same dose.
        later_mg: daily dose after a later time; 0 where the row does not say.
        note: what a condition cannot say.
        sources: where it was read.
        standing: its evidence level.
    """

    population: str
    start_mg: float
    when: str
    action: str
    until: str
    first_mg: float
    later_mg: float
    note: str
    sources: tuple[Source, ...]
    standing: Standing = "secondary"


LABEL_RULES = (
    LabelRule(
        population="chronic-phase CML, MDS/MPD, GIST",
        start_mg=400,
        when="NEUT < 1.0 or PLAT < 50",
        action="hold",
        until="NEUT >= 1.5 and PLAT >= 75",
        first_mg=0,
        later_mg=300,
        note="on recurrence hold again and resume at 300 mg",
        sources=(GLEEVEC_US, ELN2016),
    ),
    LabelRule(
        population="HES/CEL, aggressive systemic mastocytosis",
        start_mg=100,
        when="NEUT < 1.0 or PLAT < 50",
        action="hold",
        until="NEUT >= 1.5 and PLAT >= 75",
        first_mg=0,
        later_mg=0,
        note="resume at the dose before the reaction",
        sources=(GLEEVEC_US,),
    ),
    LabelRule(
        population="accelerated-phase and blast-crisis CML, Ph+ ALL",
        start_mg=600,
        when="NEUT < 0.5 or PLAT < 10",
        action="reduce",
        until="NEUT >= 1.0 and PLAT >= 20",
        first_mg=400,
        later_mg=300,
        note="only if unrelated to leukemia (marrow): reduce to 400 mg; to 300 mg if it lasts 2 weeks; if it lasts 4 "
        "weeks hold until recovery and resume at 300 mg",
        sources=(GLEEVEC_US, ELN2016),
    ),
    LabelRule(
        population="DFSP",
        start_mg=800,
        when="NEUT < 1.0 or PLAT < 50",
        action="hold",
        until="NEUT >= 1.5 and PLAT >= 75",
        first_mg=600,
        later_mg=400,
        note="",
        sources=(GLEEVEC_US,),
    ),
    LabelRule(
        population="all: liver",
        start_mg=0,
        when="BILI > 3 x ULN or ALT > 5 x ULN or AST > 5 x ULN",
        action="hold",
        until="BILI < 1.5 x ULN and ALT < 2.5 x ULN and AST < 2.5 x ULN",
        first_mg=300,
        later_mg=0,
        note="one step lower: 400 to 300, 600 to 400, 800 to 600 mg; first_mg is the step from 400 mg",
        sources=(GLEEVEC_US,),
    ),
    LabelRule(
        population="all: severe non-hematologic reaction, e.g. fluid retention",
        start_mg=0,
        when="EDEMA grade >= 3",
        action="hold",
        until="",
        first_mg=0,
        later_mg=0,
        note="hold until resolved, then as appropriate to its initial severity; `severe` is read as grade 3 here",
        sources=(GLEEVEC_US,),
    ),
)
"""The label has no rule for anemia: a protocol must state its own."""


def label_rule(start_mg: float) -> LabelRule:
    """The row for cytopenia of patients who start at this daily dose.

    Raises:
        KeyError: the label has no such starting dose.
    """
    return next(rule for rule in LABEL_RULES if rule.start_mg == start_mg > 0)
