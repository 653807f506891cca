"""Toxicities of a protocol, those that the field's table does not know included."""

from ...protocol.dose_plan import dose_plan_of
from ...protocol.schema import Protocol
from ...toxicity.terms import ALIASES, TERMS, ToxicityTerm, toxicity_term


def term_named(name: str) -> ToxicityTerm:
    """The toxicity of this name; an unknown name stands for adverse events of exactly these words."""
    plain = name.strip().lower()
    if plain in TERMS or plain in ALIASES:
        return toxicity_term(plain)
    return ToxicityTerm(plain, events=frozenset({plain.upper()}))


def named_terms(protocol: Protocol) -> tuple[str, ...]:
    """Toxicities that the protocol reports, changes the dose for, or stops the study for."""
    stopping = [term for rule in protocol.stopping or () for term in rule.terms]
    named = (*protocol.toxicity.terms, *sorted(dose_plan_of(protocol).graded), *stopping)
    return tuple(dict.fromkeys(name for name in named if name not in protocol.assays))


def terms_of(names: tuple[str, ...]) -> tuple[ToxicityTerm, ...]:
    """Every toxicity that the table knows, and those of a protocol that it does not."""
    return tuple({term.name: term for term in (*TERMS.values(), *map(term_named, names))}.values())
