"""From the words of a protocol back to the design."""

from ..errors import UsageError
from . import bayesian, bayesian_optimal, boundaries, randomised, response_toxicity, safety, single_arm, survival
from .result import Design

FAMILIES = (
    *single_arm.FAMILIES,
    *boundaries.FAMILIES,
    *safety.FAMILIES,
    *bayesian_optimal.FAMILIES,
    *response_toxicity.FAMILIES,
    *bayesian.FAMILIES,
    *survival.FAMILIES,
    *randomised.FAMILIES,
)
"""Every sentence that a design can have."""


def parse(text: str) -> Design:
    """The design that a protocol's sentence, or the paragraph of an analysis plan, states.

    Nothing is searched: the numbers of the sentence are taken and what they attain is computed.

    Args:
        text: text that holds one of the sentences; line breaks do not matter.

    Raises:
        UsageError: no sentence of a design is found, or its numbers contradict each other.

    Example:
        >>> from paraprotein.design import simon
        >>> design = simon(0.10, 0.30, 0.05, 0.20).optimal
        >>> parse(design.sap) == design
        True
    """
    for family in FAMILIES:
        values = family.sentence.read(text)
        if values is not None:
            return family.build(values)
    found = " ".join(text.split())[:60] or "nothing"
    fix = "give the sentence as a design of `paraprotein design` prints it"
    raise UsageError.one("text", f"no sentence of a design in: {found}", fix, "design.sentence")
