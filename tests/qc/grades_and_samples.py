"""Random laboratory values for toxicity grades, organ markers and samples, on and beside every threshold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from amyloidosis_oracle import Chains, Heart, Kidney, Liver
from courses import Pick, round_to, sometimes
from ctcae_oracle import TERMS, VERSIONS, Limits

LOWER = {"HGB": "120", "WBC": "4.0", "NEUT": "1.8", "PLAT": "150", "LYM": "1.0", "CD4": "0.6"}
CUTS = {
    "HGB": ("100", "80", "65", "120", "140"),
    "WBC": ("3.0", "2.0", "1.0", "4.0", "0"),
    "NEUT": ("1.5", "1.0", "0.5", "0.1", "1.8", "0"),
    "PLAT": ("75", "50", "25", "10", "150", "0"),
    "LYM": ("0.8", "0.5", "0.2", "1.0"),
    "CD4": ("0.6", "0.5", "0.2", "0.05"),
}
UPPER = {"ALT": "40", "AST": "35", "ALP": "120", "BILI": "1.2", "CREAT": "1.2", "LIPASET": "60", "AMYLASE": "100",
         "CK": "200", "APTT": "36", "LDH": "250"}  # fmt: skip
MULTIPLES = ("0.5", "0.9", "1", "1.5", "2", "2.5", "3", "4", "5", "6", "10", "20", "1.1", "25")


@dataclass(frozen=True)
class Laboratory:
    """One value to grade."""

    term: str
    version: str
    value: Fraction | None
    limits: Limits


def build_laboratory(pick: Pick) -> Laboratory:
    """One laboratory value with its limits and baseline, any of which may be missing."""
    term, version = pick(TERMS), pick(VERSIONS)
    step = pick((0, 0, 1, -1)) * Fraction(1, 100)
    if term in LOWER:
        lower = None if sometimes(pick, 6) else Fraction(LOWER[term])
        value = max(Fraction(0), Fraction(pick(CUTS[term])) + step)
        return Laboratory(term, version, None if sometimes(pick, 20) else value, Limits(lower=lower))
    if term == "FIBRINO":
        return build_fibrinogen(pick, version, step)
    upper = Fraction(UPPER[term])
    lower = upper * Fraction(7, 12)
    baseline = upper * Fraction(pick(("0.8", "1", "0.5", "2", "1.5", "1.1", "3", "5", "5.1", "6")))
    value = pick((upper, baseline)) * Fraction(pick(MULTIPLES)) + step
    limits = Limits(
        lower=None if sometimes(pick, 10) else round_to(lower, 3),
        upper=None if sometimes(pick, 10) else upper,
        baseline=None if sometimes(pick, 10) else baseline,
    )
    return Laboratory(term, version, None if sometimes(pick, 20) else value, limits)


def build_fibrinogen(pick: Pick, version: str, step: Fraction) -> Laboratory:
    """One fibrinogen, mg/dL, at a share of its limit or of a baseline that is below it or not."""
    lower = Fraction(200)
    baseline = None if sometimes(pick, 10) else lower * Fraction(pick(("0.8", "1", "0.5", "1.5")))
    value = pick((lower, baseline or lower)) * Fraction(pick(("1", "0.75", "0.5", "0.25", "0.9", "0.3"))) + step
    limits = Limits(lower=None if sometimes(pick, 10) else lower, baseline=baseline)
    return Laboratory("FIBRINO", version, pick((value, value, Fraction(50), Fraction(49))), limits)


@dataclass(frozen=True)
class Amyloid:
    """Baseline and later visits of the blood; baseline and one later visit of each organ."""

    chains: tuple[Chains, ...]
    heart: tuple[Heart, Heart]
    kidney: tuple[Kidney, Kidney]
    liver: tuple[Liver, Liver]


def maybe(pick: Pick, value: Fraction, one_in: int = 12) -> Fraction | None:
    """The value, or missing once in so many times."""
    return None if sometimes(pick, one_in) else value


def scaled(pick: Pick, base: Fraction, percents: tuple[int, ...], step: Fraction) -> Fraction:
    """A percentage of baseline, or just beside it."""
    return max(Fraction(0), round_to(base * Fraction(pick(percents), 100) + pick((0, 0, 1, -1)) * step, 4))


DIFFERENCES = (180, 100, 50, 49, 45, 20, 19, 15)


def pick_chains(pick: Pick) -> tuple[Chains, ...]:
    """Baseline and up to five visits: the difference of the chains on and beside its limits."""
    base, other = Fraction(pick(DIFFERENCES)), Fraction(pick((10, 10, 5, 40)))
    is_kappa = pick((True, True, False))
    serum, urine = pick((None, Fraction(0), Fraction(6), Fraction(4))), pick((None, Fraction(0), Fraction(300)))

    def at(difference: Fraction, uninvolved: Fraction, ife: tuple[str | None, str | None]) -> Chains:
        pair = (max(Fraction(0), uninvolved + difference), uninvolved)
        kappa, lambda_ = pair if is_kappa else pair[::-1]
        amounts = (
            maybe(pick, factor * amount) if amount else amount for factor, amount in pick_masses(pick, serum, urine)
        )
        return Chains(maybe(pick, kappa, 15), maybe(pick, lambda_, 25), *ife, *amounts)

    anchors = (
        base / 2,
        base,
        Fraction(40),
        Fraction(39),
        Fraction(10),
        Fraction(9),
        base / 4,
        Fraction(5),
        Fraction(0),
    )
    baseline = Chains(maybe(pick, other + base, 20), maybe(pick, other, 40), serum_m=serum, urine_m=urine)
    if not is_kappa:
        baseline = replace(baseline, kappa=baseline.lambda_, lambda_=baseline.kappa)
    signs = (None, "-", "-", "-", "+")
    visits = [
        at(
            pick((*anchors, 2 * base, base + 60)) + pick((0, 0, 1, -1)) * Fraction(1, 10),
            pick((other, other, Fraction(8))),
            (pick(signs), pick(signs)),
        )
        for _ in range(pick((3, 4, 2, 5, 1)))
    ]
    return (baseline, *visits)


def pick_masses(
    pick: Pick, serum: Fraction | None, urine: Fraction | None
) -> tuple[tuple[Fraction, Fraction | None], tuple[Fraction, Fraction | None]]:
    """M-proteins of a visit as multiples of baseline."""
    factors = tuple(Fraction(text) for text in ("1", "0.5", "0", "1.5", "1.49", "2", "0.7"))
    return (pick(factors), serum), (pick(factors), urine)


def build_amyloid(pick: Pick) -> Amyloid:
    """One patient with AL amyloidosis at two visits."""
    one = Fraction(1)
    alp = Fraction(pick((200, 120, 121, 100)))
    probnp = Fraction(pick((1000, 649, 650, 651, 800, 600, 2000, 5000)))
    probnp_later = pick(
        (
            scaled(pick, probnp, (70, 130, 100, 40), one),
            probnp - 300,
            probnp - 301,
            probnp + 301,
            Fraction(350),
            Fraction(351),
        )
    )
    protein = Fraction(pick(("5.0", "0.5", "0.51", "0.6", "0.4", "1.0")))
    egfr, troponin = Fraction(60), Fraction(100)
    return Amyloid(
        chains=pick_chains(pick),
        heart=(
            Heart(maybe(pick, probnp), pick((None, 1, 2, 3, 4)), maybe(pick, troponin), maybe(pick, Fraction(60))),
            Heart(
                maybe(pick, probnp_later),
                pick((None, 1, 2, 3, 4)),
                maybe(pick, scaled(pick, troponin, (100, 133, 90), one)),
                maybe(pick, Fraction(pick((60, 50, 51, 49)))),
            ),
        ),
        kidney=(
            Kidney(maybe(pick, protein), maybe(pick, egfr)),
            Kidney(
                maybe(
                    pick,
                    pick((scaled(pick, protein, (70, 100, 50, 40), Fraction(1, 100)), Fraction(1, 2), Fraction(1, 5))),
                ),
                maybe(pick, scaled(pick, egfr, (75, 100, 74), one)),
            ),
        ),
        liver=(
            Liver(maybe(pick, alp), Fraction(120), maybe(pick, Fraction(20), 2)),
            Liver(
                maybe(pick, scaled(pick, alp, (50, 100, 49), one)),
                Fraction(120),
                maybe(pick, Fraction(pick((18, 19, 20))), 2),
            ),
        ),
    )


@dataclass(frozen=True)
class Survival:
    """Times in days with ties, events and two groups."""

    times: tuple[int, ...]
    is_event: tuple[bool, ...]
    is_second_group: tuple[bool, ...]


def build_survival(pick: Pick) -> Survival:
    """One small trial."""
    n = pick(range(1, 31))
    times = tuple(pick((29, 57, 85, 113, 1, 40, 141, 200)) + pick((0, 0, 0, 3)) for _ in range(n))
    return Survival(
        times, tuple(pick((True, True, False)) for _ in range(n)), tuple(pick((False, True)) for _ in range(n))
    )


def build_differences(pick: Pick) -> tuple[Fraction, ...]:
    """Paired differences with ties and zeros."""
    return tuple(Fraction(pick(range(-6, 9)), 2) for _ in range(pick(range(1, 26))))
