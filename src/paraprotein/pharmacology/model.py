"""What a mechanistic disease-drug model declares, and nothing about how it is integrated.

A model names its states, parameters and observables once, with units and sources, and gives four pure functions of
arrays. Every array has shape (n_patients,); the functions use the arrays' own namespace, so they run under NumPy and
inside compiled JAX alike. The drug reaches the disease only through `effects`, which the engine either evaluates
within the day or averages over the dosing interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, runtime_checkable

from ..arrays import Floats
from ..sources import Provenance, Source

Parameters = Mapping[str, Floats]
"""Parameter name -> values, one per patient, in the unit that the model declares."""

State = tuple[Floats, ...]
"""State values in the order of `Model.states`."""

Effects = tuple[Floats, ...]
"""Drug effects in the order of `Model.effect_names`; all zero without drug."""


@dataclass(frozen=True)
class StateVariable:
    """One differential state of a model."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Parameter:
    """One parameter of a model, as a population file must supply it."""

    name: str
    unit: str
    meaning: str
    provenance: Provenance


@dataclass(frozen=True)
class Observable:
    """One quantity that can be seen: by an assay, named by its laboratory test code, or at the bedside.

    Attributes:
        grades: for a bedside sign, the value above which it reaches each CTCAE grade; empty for a laboratory value,
            which is graded by the protocol's edition of the CTCAE like a real one.
        term: for a bedside sign, the adverse-event term that it is reported under.
    """

    code: str
    unit: str
    meaning: str
    grades: Mapping[int, float] = field(default_factory=dict)
    term: str = ""


@dataclass(frozen=True)
class DoseRange:
    """Doses per administration that data behind a model cover, mg.

    Attributes:
        low_mg: lowest.
        high_mg: highest.
        covers: what was seen at these doses, in words that end a sentence.
        source: where.
    """

    low_mg: float
    high_mg: float
    covers: str
    source: Source


@dataclass(frozen=True)
class Scope:
    """What a model can be asked for; whatever else a protocol states is refused or reported before it is simulated.

    Attributes:
        drug: the drug, as a protocol writes it.
        other_names: other names of the same drug, lower case.
        route: how it is given.
        every_days: the one dosing interval that the engine executes with this model, days.
        doses: ranges of doses with data behind them, widest first; beyond the widest nothing is known.
        disease: `study.disease` of the patients; its response criteria are those that can be followed.
    """

    drug: str
    other_names: frozenset[str]
    route: str
    every_days: float
    doses: tuple[DoseRange, ...]
    disease: str

    def is_drug(self, name: str) -> bool:
        """Whether a name means this model's drug; case and spaces do not matter."""
        plain = " ".join(name.lower().split())
        return plain == self.drug or plain in self.other_names


class OralKinetics(NamedTuple):
    """One-compartment oral kinetics: what the engine needs to give doses. Arrays of shape (n_patients,)."""

    absorption: Floats  # first-order absorption rate, 1/day
    elimination: Floats  # first-order elimination rate CL/V, 1/day
    volume: Floats  # apparent volume V/F, L


class Lag(NamedTuple):
    """A state that follows one effect with a delay: y' = rate (effect - y)."""

    state: int  # position in `Model.states`
    effect: int  # position in `Model.effect_names`
    rate: Floats | float  # 1/day; a number or shape (n_patients,)


class Kink(NamedTuple):
    """A concentration at which the slope of one effect jumps, as where a linear effect meets its ceiling."""

    effect: int  # position in `Model.effect_names`
    concentration: Floats  # mg/L, finite, shape (n_patients,)
    jump: Floats  # slope above less slope below, L/mg, shape (n_patients,)


class Hints(NamedTuple):
    """What an integrator may exploit. The full equations are in `derivatives`; hints change accuracy and speed.

    Attributes:
        turnover: first-order loss rate of each state, 1/day (a number or shape (n_patients,)): where it is large
            against a step of a day it is integrated exactly; 0.0 where a state has none.
        lags: states that do nothing but follow one effect.
        kinks: where effects are not smooth in concentration; never of an effect that a lag follows.
    """

    turnover: tuple[Floats | float, ...]
    lags: tuple[Lag, ...] = ()
    kinks: tuple[Kink, ...] = ()


@runtime_checkable
class Model(Protocol):
    """A disease under a drug."""

    name: str
    scope: Scope
    states: tuple[StateVariable, ...]
    parameters: tuple[Parameter, ...]
    effect_names: tuple[str, ...]
    observables: tuple[Observable, ...]

    def kinetics(self, p: Parameters) -> OralKinetics:
        """Absorption and elimination of the drug."""
        ...

    def initial(self, p: Parameters) -> State:
        """State at the first dose."""
        ...

    def effects(self, concentration: Floats, p: Parameters) -> Effects:
        """Drug effects at a total plasma concentration, mg/L; exactly zero at concentration zero."""
        ...

    def derivatives(self, y: State, effects: Effects, p: Parameters) -> State:
        """Rate of change of each state, per day; affine in the effects, so that they may be averaged."""
        ...

    def observe(self, y: State, effects: Effects, p: Parameters) -> dict[str, Floats]:
        """True value of each observable by its code, before assay error; `effects` averaged over the last day."""
        ...


@runtime_checkable
class HintedModel(Protocol):
    """A model that also declares what an integrator may exploit."""

    def hints(self, p: Parameters) -> Hints:
        """Loss rates, lags and kinks."""
        ...
