"""Single-arm designs for a response rate that a search finds: single stage, and Simon's two stages."""

from ..sources import Source
from ..stopping.exact import final_look, with_final
from ..stopping.simon import search_simon
from ..stopping.single_stage import SingleStage, search_single_stage
from ..stopping.two_stage import TwoStage
from ..stopping.two_stage_search import Candidate, admissible
from .checks import Checks
from .family import Family, Values, error_rates, number, pick, response_boundaries, response_scenarios, whole
from .result import Admissible, Design, Designs
from .wording import Sentence, Value

AHERN = Source("ahern2001", "A'Hern, Stat Med 2001;20:859", "10.1002/sim.721")
SIMON = Source("simon1989", "Simon, Control Clin Trials 1989;10:1", "10.1016/0197-2456(89)90015-9")
JUNG = Source("jung2004", "Jung et al., Stat Med 2004;23:561", "10.1002/sim.1600")

SINGLE_STAGE_WORDS = Sentence(
    "A single-stage design of {criterion:name} tests a response rate of {p0:rate} against {p1:rate} with a one-sided "
    "type I error of {alpha:rate} and a type II error of {beta:rate}: {n:whole} patients are evaluated, and the null "
    "hypothesis is rejected if at least {responses:whole} respond."
)
SIMON_WORDS = Sentence(
    "Simon's {criterion:name} two-stage design tests a response rate of {p0:rate} against {p1:rate} with a one-sided "
    "type I error of {alpha:rate} and a type II error of {beta:rate}: if at most {r1:whole} of the first {n1:whole} "
    "patients respond, the study stops for futility; otherwise {n:whole} patients are evaluated in all, and the null "
    "hypothesis is rejected if more than {r:whole} respond."
)


def single_stage(p0: float, p1: float, alpha: float, beta: float) -> Designs:
    """Single-stage designs: `smallest` n, and `steady`, the smallest n from which every larger n holds too.

    Args:
        p0: response rate that is not of interest.
        p1: response rate that is, above p0.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: A'Hern, Stat Med 2001;20:859.

    Example:
        >>> single_stage(0.05, 0.20, 0.05, 0.20).steady.n
        33
    """
    _check_rates(p0, p1, alpha, beta)
    found = search_single_stage(p0, p1, alpha, beta)

    def build(criterion: str, design: SingleStage) -> Design:
        return build_single_stage(
            {
                "criterion": criterion,
                "p0": p0,
                "p1": p1,
                "alpha": alpha,
                "beta": beta,
                "n": design.n,
                "responses": design.responses,
            }
        )

    chosen = {"smallest": build("the smallest size", found.smallest), "steady": build("steady size", found.steady)}
    return Designs("single-stage", "Exact single-stage designs", chosen)


def build_single_stage(values: Values) -> Design:
    """A single-stage design from its numbers, without a search."""
    looks = final_look(whole(values, "responses") - 1, whole(values, "n"))
    scenarios = response_scenarios(looks, number(values, "p0"), number(values, "p1"))
    return Design(
        verb="single-stage",
        title=f"Exact single-stage design, {values['criterion']}",
        asked=pick(values, "p0", "p1", "alpha", "beta", "criterion"),
        numbers={"n": whole(values, "n"), "responses": whole(values, "responses"), "r": looks.futility[-1]},
        boundaries=response_boundaries(looks),
        errors=error_rates(number(values, "alpha"), number(values, "beta"), scenarios),
        scenarios=scenarios,
        is_exact=True,
        method="Exact binomial probabilities; a steady size is one from which every larger size holds too",
        source=AHERN,
        sentence=SINGLE_STAGE_WORDS.write(values),
        looks=looks,
    )


def simon(p0: float, p1: float, alpha: float, beta: float) -> Designs:
    """Simon's two-stage designs: `optimal`, `minimax`, and every admissible one.

    Args:
        p0: response rate that is not of interest.
        p1: response rate that is, above p0.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.

    Raises:
        UsageError: an argument cannot be used, or the rates are so close that no phase II study fits; all at once.

    Source: Simon, Control Clin Trials 1989;10:1; admissible: Jung et al., Stat Med 2004;23:561.

    Example:
        >>> best = simon(0.10, 0.30, 0.05, 0.20).optimal
        >>> (best.r1, best.n1, best.r, best.n)
        (1, 10, 5, 29)
    """
    _check_rates(p0, p1, alpha, beta)
    found = search_simon(p0, p1, alpha, beta)

    def build(criterion: str, design: Candidate) -> Design:
        asked: dict[str, Value] = {"criterion": criterion, "p0": p0, "p1": p1, "alpha": alpha, "beta": beta}
        return build_simon({**asked, "r1": design.r1, "n1": design.n1, "r": design.r, "n": design.n})

    return Designs(
        "simon",
        "Simon's two-stage designs",
        {"optimal": build("optimal", found[-1]), "minimax": build("minimax", found[0])},
        tuple(Admissible(build("admissible", design), low, high) for design, low, high in admissible(found)),
        tuple((design.n, design.expected_n) for design in found),
    )


def build_simon(values: Values) -> Design:
    """One of Simon's designs from its numbers, without a search."""
    design = TwoStage(whole(values, "r1"), whole(values, "n1"), whole(values, "r"), whole(values, "n"))
    looks = with_final((design.n1, design.n), (design.r1, design.r))
    scenarios = response_scenarios(looks, number(values, "p0"), number(values, "p1"))
    is_admissible = values["criterion"] == "admissible"
    return Design(
        verb="simon",
        title=f"Simon's two-stage design, {values['criterion']}",
        asked=pick(values, "p0", "p1", "alpha", "beta", "criterion"),
        numbers=pick(values, "r1", "n1", "r", "n"),
        boundaries=response_boundaries(looks),
        errors=error_rates(number(values, "alpha"), number(values, "beta"), scenarios),
        scenarios=scenarios,
        is_exact=True,
        method="Exact binomial probabilities; exhaustive search without a largest n",
        source=JUNG if is_admissible else SIMON,
        sentence=SIMON_WORDS.write(values),
        looks=looks,
    )


def _check_rates(p0: float, p1: float, alpha: float, beta: float) -> None:
    check = Checks().rate("p0", p0).rate("p1", p1).rises("p0", p0, "p1", p1)
    check.error("alpha", alpha).error("beta", beta).apart(p0, p1, alpha, beta, 20_000).done()


FAMILIES = (
    Family(SINGLE_STAGE_WORDS, build_single_stage),
    Family(SIMON_WORDS, build_simon),
)
