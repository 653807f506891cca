"""Words that every group shares: denials, ends of statements, words that change nothing, what was not done."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ...sources import Source
from .tokens import BREAK, key_of, spellings_of

USAGE: Final = Source(
    "usage", "usage in case report forms and reports", note="assumed: no publication lists these words"
)
"""Source of words that nobody published."""

NOT_DONE_TERMS: Final = Source("cdisc-nd", "CDISC SDTM controlled terminology, ND (C66789)", note="recalled")


def _spelt(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(spelling for phrase in text.split("|") for spelling in spellings_of(phrase.strip()))


_DENIALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "no | none | not | without | denies | denied | never | no longer | nor | neither",
        "de": "kein | keine | keinen | keiner | keines | keinem | nicht | ohne | nie | nein | verneint | nicht mehr",
        "fr": "pas | non | sans | aucun | aucune | jamais",
        "es": "sin | ningún | ninguna | ninguno | nunca | niega",
        "it": "senza | nessun | nessuno | nessuna | mai | nega",
    }
)
"""Words that turn what follows, by language; `no` and `non` are those of several languages."""

_UNDOING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "excluded | ruled out | disproved",
        "de": "ausgeschlossen | widerlegt",
        "fr": "exclu | exclue | écarté | écartée",
        "es": "descartado | descartada | excluido | excluida",
        "it": "escluso | esclusa",
    }
)
"""Words that turn their whole statement."""

_BREAKS: Final = (
    "and | & | but | however | und | aber | jedoch | sondern | sowie | et | mais | pero | sino | ma | però | e"
)

_FILLERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "a | an | the | of | in | on | at | by | for | to | from | with | is | was | are | were | be | been | "
        "has | have | had | there | this | that | any | or | as | it | its | patient | patients | subject | "
        "result | results | finding | findings | test | visit | today | now | currently | current | clear | "
        "clearly | clinical | clinically | evidence | sign | signs | per | did | does | do | which | shows | "
        "show | showed | due | total | overall | remains | remained | status | all",
        "de": "der | die | das | des | dem | den | ein | eine | einer | eines | einem | einen | im | in | am | an | "
        "auf | von | vom | zu | zum | zur | mit | bei | ist | war | sind | waren | wird | wurde | es | oder | "
        "patient | patientin | patienten | befund | ergebnis | aktuell | derzeit | klinisch | klinische | "
        "klinischer | klinischen | zeichen | anhalt | hinweis | hinweise | auf einen | für",
        "fr": "le | la | les | l | un | une | des | du | de | d | en | au | aux | à | par | pour | est | était | "
        "sont | ou | ne | il | patient | patiente | résultat | actuellement | clinique | cliniques | "
        "cliniquement | signe | signes | preuve | mise en évidence",
        "es": "el | la | los | las | lo | un | una | de | del | en | al | por | para | con | es | fue | está | se | "
        "o | paciente | resultado | actualmente | clínica | clínico | clínicamente | signos | evidencia | hay",
        "it": "il | lo | la | i | gli | le | l | un | uno | una | di | del | della | dello | dei | delle | in | "
        "nel | nella | al | per | con | da | è | era | si | o | paziente | risultato | attualmente | clinica | "
        "clinico | clinicamente | segni | segno | evidenza",
    }
)
"""Words that change nothing, by language."""

_NOTHING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "not done | not performed | not assessed | not evaluated | not collected | not applicable | "
        "not available | not tested | not examined | not recorded | not reported | not evaluable | unevaluable | "
        "inevaluable | indeterminate | inconclusive | pending | missing | unknown | unk | n/a | na | n.a. | "
        "none recorded | no sample | no result | sample missing | insufficient sample | awaiting result | "
        "to follow | tbd | not known | uncertain | .",
        "de": "nicht durchgeführt | nicht gemacht | nicht bestimmt | nicht untersucht | nicht beurteilbar | "
        "nicht auswertbar | nicht erhoben | nicht anwendbar | nicht bekannt | unbekannt | fehlt | ausstehend | "
        "entfällt | keine angabe | k.a. | kein material | folgt",
        "fr": "non fait | non faite | non réalisé | non réalisée | non évalué | non évaluée | non évaluable | "
        "non applicable | non disponible | inconnu | inconnue | en attente | manquant",
        "es": "no realizado | no realizada | no evaluado | no evaluada | no evaluable | no aplica | no disponible | "
        "desconocido | desconocida | pendiente",
        "it": "non eseguito | non eseguita | non valutato | non valutata | non valutabile | non applicabile | "
        "non disponibile | sconosciuto | sconosciuta | in attesa",
    }
)
"""Texts that say that nothing was found out: as good as empty."""

_SEVERAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nd": "ND can mean not done or not detected",
        "n d": "n.d. can mean not done or not detected",
        "nr": "NR can mean no response, not reached or not reported",
        "n r": "n.r. can mean no response, not reached or not reported",
        "nb": "NB can mean not determined or no finding",
        "ob": "o. B. can mean no finding or no progression",
        "neg pos": "both answers are given",
        "pos neg": "both answers are given",
        "+/-": "+/- can mean weakly positive or undecided",
        "±": "± can mean weakly positive or undecided",
        "0": "0 can be a code or a count",
        "1": "1 can be a code or a count",
        "oligoclonal": "oligoclonal bands can be the monoclonal protein or an immune system that recovers",
        "oligoclonal band": "oligoclonal bands can be the monoclonal protein or an immune system that recovers",
        "oligoclonal bands": "oligoclonal bands can be the monoclonal protein or an immune system that recovers",
        "apheresis": "an apheresis can exchange plasma or collect cells",
        "major response": "a major response is PR, VGPR or CR",
        "ncr": "a near complete response is no category of these criteria",
        "near complete response": "a near complete response is no category of these criteria",
        "relapse": "a relapse from complete response need not be progression",
    }
)
"""Key of a text with several meanings -> what they are."""

DENIALS: Final = _spelt(" | ".join(_DENIALS.values()))
LAST_DENIALS: Final = _spelt(
    "no | nein | non | verneint | denied | none | keine | kein | aucun | aucune | ninguna | nessuna"
)
"""Denials that reverse what precedes them, as last words: `Progression: no`."""
UNDONE: Final = _spelt(" | ".join(_UNDOING.values()))
BREAKS: Final = _spelt(_BREAKS) | {(BREAK,)}
FILLERS: Final = _spelt(" | ".join(_FILLERS.values()))
NOTHING: Final[Mapping[str, str]] = MappingProxyType(
    {
        key: language
        for language, phrases in _NOTHING.items()
        for phrase in phrases.split("|")
        for key in (key_of(phrase), *(" ".join(spelling) for spelling in spellings_of(phrase.strip())))
        if key
    }
    | {"-9": "", "999": "", "-99": ""}
)
"""Key of each text that is as good as empty -> its language."""
AMBIGUOUS: Final = _SEVERAL

SHARED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"denials": _DENIALS, "denials of a whole statement": _UNDOING, "as good as empty": _NOTHING}
)
"""What the documentation lists beside the groups."""
