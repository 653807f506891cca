"""What the response rules must know of a drug: IgM flares after it, or rebounds while it is held.

A record names a drug in many ways: substance, brand, biosimilar, code of its development, regimen (`R-CHOP`),
combination (`rituximab + bendamustine`). All of them are looked up here, whatever table holds them.

Interpretation: a name that is not in the table has no effect. One that looks like an antibody against CD20 or an
inhibitor of BTK is suspect (`is_suspect`), so that it can be reported instead of passed over.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from ..sources import Source

Effect = Literal["flare", "rebound"]
"""flare: IgM may rise after the first dose without progression · rebound: IgM may rise while the drug is held"""


@dataclass(frozen=True)
class DrugFact:
    """One drug, or one regimen that contains it.

    Attributes:
        name: the substance, or the regimen.
        effects: what its record means for the marker; empty where it means nothing.
        spellings: other names, in capitals and without punctuation.
        source: where the effect, or the class of the drug, is described.
    """

    name: str
    effects: frozenset[Effect]
    spellings: tuple[str, ...]
    source: Source


GHOBRIAL = Source(
    "ghobrial2004", "Ghobrial et al., Cancer 2004;101:2593", "10.1002/cncr.20658", "abstract: IgM flare after rituximab"
)
FURMAN = Source(
    "furman2017", "Furman et al., Lancet Haematol 2017;4:e24", "10.1016/S2352-3026(16)30166-1",
    "recalled: IgM flare after ofatumumab",
)  # fmt: skip
ANTIBODIES = Source(
    "alduaij2011", "Alduaij & Illidge, Blood 2011;117:2993", "10.1182/blood-2010-07-298356",
    "recalled: antibodies against CD20 in development; a flare after each of them is assumed from the class",
)  # fmt: skip
WITHDRAWAL = Source(
    "castillo2018", "Castillo et al., Haematologica 2018;103:e307", "10.3324/haematol.2017.186908",
    "ibrutinib held in 89 of 189 patients: symptoms within 2 days, IgM regained within 3 months of the restart; "
    "the same is assumed of other inhibitors of BTK",
)  # fmt: skip
DRC = Source("dimopoulos2007", "Dimopoulos et al., J Clin Oncol 2007;25:3344", "10.1200/JCO.2007.09.9926")
BDR = Source("dimopoulos2013", "Dimopoulos et al., Blood 2013;122:3276", "10.1182/blood-2013-05-503862")
STIL = Source("rummel2013", "Rummel et al., Lancet 2013;381:1203", "10.1016/S0140-6736(12)61763-2")
RCHOP = Source("buske2009", "Buske et al., Leukemia 2009;23:153", "10.1038/leu.2008.261")
FCR = Source("tedeschi2012", "Tedeschi et al., Cancer 2012;118:434", "10.1002/cncr.26303")
IDR = Source("castillo2018b", "Castillo et al., Clin Cancer Res 2018;24:3247", "10.1158/1078-0432.CCR-18-0152")

_FLARE = frozenset[Effect]({"flare"})
_REBOUND = frozenset[Effect]({"rebound"})

DRUGS: Final[tuple[DrugFact, ...]] = (
    DrugFact("RITUXIMAB", _FLARE, ("RITUXAN", "MABTHERA", "TRUXIMA", "BLITZIMA", "RITEMVIA", "RITUZENA", "TUXELLA",
             "RIXATHON", "RIXIMYO", "RUXIENCE", "RIABNI", "REDITUX", "ACELLBIA", "HANLIKANG", "RITUCAD", "IKGDAR",
             "ZYTUX", "MABION", "RITUXIMABUM", "RITUXIMABE", "RYTUKSYMAB", "РИТУКСИМАБ", "IDEC C2B8", "C2B8",
             "CT P10", "GP2013", "PF 05280586", "ABP 798", "HLX01", "DRL RI", "BCD 020", "SAIT101", "IBI301"),
             GHOBRIAL),
    DrugFact("OFATUMUMAB", _FLARE, ("ARZERRA", "KESIMPTA", "HUMAX CD20", "OMB157", "GSK1841157"), FURMAN),
    DrugFact("OBINUTUZUMAB", _FLARE, ("GAZYVA", "GAZYVARO", "AFUTUZUMAB", "GA101", "RO5072759", "RG7159"), ANTIBODIES),
    DrugFact("VELTUZUMAB", _FLARE, ("HA20", "IMMU 106"), ANTIBODIES),
    DrugFact("UBLITUXIMAB", _FLARE, ("BRIUMVI", "TG 1101", "LFB R603"), ANTIBODIES),
    DrugFact("OCRELIZUMAB", _FLARE, ("OCREVUS", "PRO70769", "RHUMAB 2H7"), ANTIBODIES),
    DrugFact("OCARATUZUMAB", _FLARE, ("AME 133V", "LY2469298"), ANTIBODIES),
    DrugFact("TOSITUMOMAB", _FLARE, ("BEXXAR", "IODINE I 131 TOSITUMOMAB"), ANTIBODIES),
    DrugFact("IBRITUMOMAB", _FLARE, ("IBRITUMOMAB TIUXETAN", "ZEVALIN"), ANTIBODIES),
    DrugFact("IBRUTINIB", _REBOUND, ("IMBRUVICA", "PCI 32765", "ИБРУТИНИБ"), WITHDRAWAL),
    DrugFact("ACALABRUTINIB", _REBOUND, ("CALQUENCE", "ACP 196"), WITHDRAWAL),
    DrugFact("ZANUBRUTINIB", _REBOUND, ("BRUKINSA", "BGB 3111", "ЗАНУБРУТИНИБ"), WITHDRAWAL),
    DrugFact("TIRABRUTINIB", _REBOUND, ("VELEXBRU", "ONO 4059", "GS 4059"), WITHDRAWAL),
    DrugFact("PIRTOBRUTINIB", _REBOUND, ("JAYPIRCA", "LOXO 305", "LY3527727"), WITHDRAWAL),
    DrugFact("ORELABRUTINIB", _REBOUND, ("INNOBRUKA", "ICP 022"), WITHDRAWAL),
    DrugFact("NEMTABRUTINIB", _REBOUND, ("ARQ 531", "MK 1026"), WITHDRAWAL),
    DrugFact("SPEBRUTINIB", _REBOUND, ("CC 292", "AVL 292"), WITHDRAWAL),
    DrugFact("EVOBRUTINIB", _REBOUND, ("M2951",), WITHDRAWAL),
    DrugFact("VECABRUTINIB", _REBOUND, ("SNS 062",), WITHDRAWAL),
    DrugFact("ANTI-CD20", _FLARE, ("ANTI CD20", "CD20 ANTIBODY", "ANTI CD20 ANTIBODY"), ANTIBODIES),
    DrugFact("R-CHOP", _FLARE, ("R CHOP", "CHOP R", "R MINI CHOP", "R CVP", "CVP R", "R COP", "R DHAP", "R ICE",
             "R ESHAP", "R GEMOX", "R CHLORAMBUCIL"), RCHOP),
    DrugFact("DRC", _FLARE, ("DRC",), DRC),
    DrugFact("BDR", _FLARE, ("BDR", "R VELCADE", "R BORTEZOMIB"), BDR),
    DrugFact("BR", _FLARE, ("BR", "RB", "R BENDA", "BENDA R", "R BENDAMUSTINE", "BENDAMUSTINE R"), STIL),
    DrugFact("FCR", _FLARE, ("FCR", "R FC", "R FLUDARABINE", "R CLADRIBINE", "CLADRIBINE R"), FCR),
    DrugFact("IDR", _FLARE, ("IDR", "R IXAZOMIB"), IDR),
    DrugFact("IBRUTINIB-RITUXIMAB", _FLARE | _REBOUND, ("R IBRUTINIB", "IBRUTINIB R"), WITHDRAWAL),
)  # fmt: skip
"""Drugs with an effect; a source that does not name the drug itself says so in its note."""

WITHOUT_EFFECT: Final = frozenset(
    {"ALEMTUZUMAB", "BELANTAMAB", "BENDAMUSTINE", "BORTEZOMIB", "BRENTUXIMAB", "CARFILZOMIB", "CETUXIMAB",
     "CHLORAMBUCIL", "CLADRIBINE", "CYCLOPHOSPHAMIDE", "DARATUMUMAB", "DEXAMETHASONE", "DOXORUBICIN", "ELOTUZUMAB",
     "EVEROLIMUS", "FLUDARABINE", "IDELALISIB", "IMATINIB", "ISATUXIMAB", "IXAZOMIB", "LENALIDOMIDE",
     "LONCASTUXIMAB", "MELPHALAN", "PANITUMUMAB", "PENTOSTATIN", "PERIFOSINE", "POLATUZUMAB", "POMALIDOMIDE",
     "PREDNISOLONE", "PREDNISONE", "SELINEXOR", "SILTUXIMAB", "THALIDOMIDE", "TRASTUZUMAB", "VENETOCLAX",
     "VINCRISTINE"}
)  # fmt: skip
"""Drugs of the field without such an effect: so known that a name like them is not suspect."""

NAMES_WITHOUT_EFFECT: Final[Mapping[str, str]] = MappingProxyType(
    {"AFINITOR": "EVEROLIMUS", "ALKERAN": "MELPHALAN", "BENDAMUSTIN": "BENDAMUSTINE", "BENDEKA": "BENDAMUSTINE",
     "BLENREP": "BELANTAMAB", "CLADRIBIN": "CLADRIBINE", "CYCLOPHOSPHAMID": "CYCLOPHOSPHAMIDE", "CYTOXAN":
     "CYCLOPHOSPHAMIDE", "DARZALEX": "DARATUMUMAB", "EMPLICITI": "ELOTUZUMAB", "ENDOXAN": "CYCLOPHOSPHAMIDE",
     "FLUDARA": "FLUDARABINE", "FLUDARABIN": "FLUDARABINE", "GLEEVEC": "IMATINIB", "GLIVEC": "IMATINIB",
     "IMNOVID": "POMALIDOMIDE", "KYPROLIS": "CARFILZOMIB", "LEUKERAN": "CHLORAMBUCIL", "LEUSTATIN": "CLADRIBINE",
     "LEVACT": "BENDAMUSTINE", "NINLARO": "IXAZOMIB", "POMALYST": "POMALIDOMIDE", "REVLIMID": "LENALIDOMIDE",
     "RIBOMUSTIN": "BENDAMUSTINE", "SARCLISA": "ISATUXIMAB", "TREANDA": "BENDAMUSTINE", "VELCADE": "BORTEZOMIB",
     "VENCLEXTA": "VENETOCLAX", "VENCLYXTO": "VENETOCLAX", "XPOVIO": "SELINEXOR"}
)  # fmt: skip
"""Brands of those drugs and their names in other languages -> substance; from labels, recalled."""

_WITHOUT_EFFECT: Final = WITHOUT_EFFECT | NAMES_WITHOUT_EFFECT.keys()

_ALSO_SUPPORTIVE: Final = frozenset({"DEXAMETHASONE", "PREDNISOLONE", "PREDNISONE"})
"""Drugs that patients take for many reasons."""

_LOOKS_LIKE: Final = re.compile(
    r"(?:TUXIMAB|TUMUMAB|TUMOMAB|TUZUMAB|LIZUMAB|CD20|BRUTINIB|FITAMAB|CORITAMAB|NEXTAMAB)$"
)
"""Endings of the international names of antibodies against tumors and CD20, and of inhibitors of BTK."""

_AMBIGUOUS: Final = frozenset({"R", "R2", "RCD", "CDR", "RCP", "CPR", "RVD", "VDR", "BRD", "FR", "IR", "ZR", "RD"})
"""Regimens whose R may be rituximab or lenalidomide (Revlimid)."""

_FILLERS: Final = frozenset(
    {
        "REGIMEN",
        "PROTOCOL",
        "CHEMOTHERAPY",
        "CHEMO",
        "THERAPY",
        "TREATMENT",
        "CYCLE",
        "CYCLES",
        "COURSE",
        "COURSES",
        "X",
    }
)
_NO_DRUG: Final = frozenset({"PLACEBO", "SHAM"})
_DENIALS: Final = frozenset({"NO", "NOT", "WITHOUT", "NEVER", "EXCEPT"})
STUDY_DRUG: Final = frozenset(
    {"STUDY DRUG", "STUDY TREATMENT", "STUDY MEDICATION", "INVESTIGATIONAL PRODUCT",
     "INVESTIGATIONAL MEDICINAL PRODUCT", "IMP", "IP", "ACTIVE", "ACTIVE DRUG"}
)  # fmt: skip
"""Names of a drug that say nothing but that the protocol's own is meant."""

_SHORTEST = 5
"""Letters from which a spelling is found inside a longer text; a shorter one, such as `BR`, must be the whole text."""

_MOST_WORDS = 4
"""Words that a spelling has at most."""


def effects_of(text: str) -> frozenset[Effect]:
    """What a recorded drug means for the marker; nothing for placebo, for an unknown name and for a denial.

    Example:
        >>> sorted(effects_of("Rituximab-abbs SC + bendamustine"))
        ['flare']
        >>> sorted(effects_of("rituximab placebo"))
        []
    """
    facts = _facts_in(_words(text))
    return frozenset[Effect]().union(*(fact.effects for fact in facts))


def is_known(text: str) -> bool:
    """Whether a recorded name holds a drug known here, with or without an effect."""
    words = _words(text)
    return bool(_facts_in(words)) or not _WITHOUT_EFFECT.isdisjoint(words.split())


def is_anticancer(text: str) -> bool:
    """Whether a recorded name holds a drug against the diseases of this field, other than a corticosteroid.

    Example:
        >>> is_anticancer("Velcade 1.3 mg/m2"), is_anticancer("aspirin")
        (True, False)
    """
    words = _words(text)
    return bool(_facts_in(words)) or not (_WITHOUT_EFFECT - _ALSO_SUPPORTIVE).isdisjoint(words.split())


def is_placebo(text: str) -> bool:
    """Whether a recorded drug is none."""
    return not _NO_DRUG.isdisjoint(_words(text).split())


def is_study_drug(text: str, drug: str) -> bool:
    """Whether a recorded name means the protocol's drug: its name or brand, alone or in a longer text, or `STUDY DRUG`.

    Args:
        text: the record's name of the drug.
        drug: `treatment.drug` of the protocol.
    """
    words, own = _words(text), _words(drug)
    named = bool(own) and f" {own} " in f" {words} "
    same = bool(_substances(words)) and _substances(words) == _substances(own)
    return words in STUDY_DRUG or named or same


def _substances(words: str) -> frozenset[str]:
    """Drugs that a text names, each by its substance."""
    others = {NAMES_WITHOUT_EFFECT.get(word, word) for word in words.split() if word in _WITHOUT_EFFECT}
    return frozenset({fact.name for fact in _facts_in(words)} | others)


@cache
def is_suspect(text: str) -> bool:
    """Whether a name may be one of the drugs with an effect although none was read from it.

    So are a misspelling of one, an unknown name with their ending (`-tuximab`, `-brutinib`), a regimen whose R may be
    rituximab, and a text that denies one.
    """
    words = _words(text)
    if effects_of(text) or is_placebo(text):
        return False
    kept = [word for word in words.split() if word not in _DENIALS]
    denied = len(kept) < len(words.split()) and any(fact.effects for fact in _facts_in(" ".join(kept)))
    unknown = [word for word in words.split() if len(word) >= _SHORTEST and word not in _WITHOUT_EFFECT]
    alike = any(_LOOKS_LIKE.search(word) or get_close_matches(word, _MARKED, 1, 0.85) for word in unknown)
    return denied or alike or _whole(words) in _AMBIGUOUS


def _words(text: str) -> str:
    """Capitals, digits and single blanks: `Rituximab-abbs (SC)` is `RITUXIMAB ABBS SC`."""
    plain = unicodedata.normalize("NFKD", text.upper())
    return " ".join(re.findall(r"[^\W_]+", "".join(letter for letter in plain if not unicodedata.combining(letter))))


def _whole(words: str) -> str:
    """A text without blanks, counts and words such as `regimen`."""
    return "".join(word for word in words.split() if word not in _FILLERS and not word.isdigit())


def _runs(words: str) -> frozenset[str]:
    """Every run of neighbouring words, written as one: `GA 101` holds GA, 101 and GA101."""
    parts = words.split()
    return frozenset(
        "".join(parts[first : first + length]) for length in range(1, _MOST_WORDS + 1) for first in range(len(parts))
    )


@cache
def _facts_in(words: str) -> tuple[DrugFact, ...]:
    """Every drug that a text names; none where it is placebo or denied."""
    if not (_NO_DRUG | _DENIALS).isdisjoint(words.split()):
        return ()
    named = {run for run in _runs(words) if len(run) >= _SHORTEST} | {_whole(words)}
    return tuple(fact for spelling, fact in _BY_SPELLING.items() if spelling in named)


_BY_SPELLING: Final[Mapping[str, DrugFact]] = MappingProxyType(
    {_words(spelling).replace(" ", ""): fact for fact in DRUGS for spelling in (fact.name, *fact.spellings)}
)
_MARKED: Final = tuple(name for name, fact in _BY_SPELLING.items() if fact.effects and len(name) > _SHORTEST)
