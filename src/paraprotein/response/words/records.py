"""Words of records: recorded responses, evaluators, lesions, relation to treatment, results that are no number."""

from types import MappingProxyType
from typing import Final

from ...sources import Source
from ..status import LABELS, Status
from .findings import LBSTRESC
from .shared import USAGE
from .vocabulary import WordGroup, says

RESPONSES: Final = Source("cdisc-oncrsr", "CDISC SDTM controlled terminology, ONCRSR (C96785)", note="recalled")
EVALUATORS: Final = Source("cdisc-eval", "CDISC SDTM controlled terminology, EVAL (C78735)", note="recalled")
LOCATIONS: Final = Source("cdisc-loc", "CDISC SDTM controlled terminology, LOC (C74456)", note="recalled")
METHODS: Final = Source("cdisc-method", "CDISC SDTM controlled terminology, METHOD (C85492)", note="recalled")
LESION_WORDS: Final = Source(
    "cdisc-tuidrs", "CDISC SDTM controlled terminology, TUIDRS (C123650) and TRPROPRS (C124309)", note="recalled"
)
IMWG: Final = Source("kumar2016", "Kumar et al., Lancet Oncol 2016;17:e328", "10.1016/S1470-2045(16)30206-6")

RESPONSE = WordGroup(
    name="response",
    title="Recorded response",
    terms=tuple(label for status, label in LABELS.items() if status != Status.NONE),
    words=(
        says("sCR", "en", RESPONSES, "scr | stringent complete response | stringent cr | stringent complete remission"),
        says("CR", "en", RESPONSES, "cr | complete response"),
        says("CR", "en", USAGE, "complete remission | complete"),
        says("VGPR", "en", RESPONSES, "vgpr | very good partial response"),
        says("VGPR", "en", USAGE, "very good partial remission | very good pr"),
        says("PR", "en", RESPONSES, "pr | partial response"),
        says("PR", "en", USAGE, "partial remission | partial"),
        says("MR", "en", IMWG, "mr | minimal response | minor response"),
        says("MR", "en", USAGE, "minor remission | minimal remission"),
        says("SD", "en", RESPONSES, "sd | stable disease"),
        says("SD", "en", USAGE, "stable | no change | nc | no response | unchanged"),
        says("PD", "en", RESPONSES, "pd | progressive disease"),
        says("PD", "en", USAGE, "disease progression | progression | progressed | progression of disease | "
             "clinical progression | biochemical progression"),
        says("NE", "en", RESPONSES, "ne | not evaluable | inevaluable | unevaluable | not assessable | not applicable"),
        says("uPD", "en", USAGE, "upd | unconfirmed pd | unconfirmed progressive disease | unconfirmed progression"),
        says("FLARE", "en", USAGE, "flare | igm flare"),
        says("CR", "de", USAGE, "komplette remission | vollständige remission | komplettremission | "
             "komplettes ansprechen"),
        says("VGPR", "de", USAGE, "sehr gute partielle remission | sehr gute teilremission"),
        says("PR", "de", USAGE, "partielle remission | teilremission | partielles ansprechen"),
        says("MR", "de", USAGE, "geringes ansprechen | minimales ansprechen | minimale remission"),
        says("SD", "de", USAGE, "stabile erkrankung | stabile krankheit | kein ansprechen | keine änderung | stabil"),
        says("PD", "de", USAGE, "progrediente erkrankung | progress | krankheitsprogress | krankheitsprogression | "
             "progrediente krankheit"),
        says("CR", "fr", USAGE, "réponse complète | rémission complète | rc"),
        says("VGPR", "fr", USAGE, "très bonne réponse partielle | tbrp"),
        says("PR", "fr", USAGE, "réponse partielle | rémission partielle | rp"),
        says("MR", "fr", USAGE, "réponse mineure | réponse minime"),
        says("SD", "fr", USAGE, "maladie stable"),
        says("PD", "fr", USAGE, "maladie progressive | maladie évolutive | progression de la maladie"),
        says("CR", "es", USAGE, "respuesta completa | remisión completa"),
        says("VGPR", "es", USAGE, "muy buena respuesta parcial"),
        says("PR", "es", USAGE, "respuesta parcial | remisión parcial"),
        says("MR", "es", USAGE, "respuesta mínima | respuesta menor"),
        says("SD", "es", USAGE, "enfermedad estable"),
        says("PD", "es", USAGE, "enfermedad progresiva | progresión | progresión de la enfermedad"),
        says("CR", "it", USAGE, "risposta completa | remissione completa"),
        says("VGPR", "it", USAGE, "ottima risposta parziale | risposta parziale molto buona"),
        says("PR", "it", USAGE, "risposta parziale | remissione parziale"),
        says("MR", "it", USAGE, "risposta minima | risposta minore"),
        says("SD", "it", USAGE, "malattia stabile"),
        says("PD", "it", USAGE, "malattia in progressione | progressione | progressione di malattia | "
             "malattia progressiva"),
    ),
    neutral=(says("", "en", USAGE, "response | overall | hematologic | haematologic"),),
)  # fmt: skip
"""RS test OVRLRESP. A denied response is not understood."""

EVALUATOR = WordGroup(
    name="evaluator",
    title="Who judged?",
    terms=("INVESTIGATOR", "INDEPENDENT ASSESSOR"),
    words=(
        says("INVESTIGATOR", "en", EVALUATORS, "investigator"),
        says("INVESTIGATOR", "en", USAGE, "principal investigator | sub investigator | pi | inv | site | local | "
             "site investigator | treating physician | physician | local investigator | local review | "
             "local assessment | investigator assessment"),
        says("INVESTIGATOR", "de", USAGE, "prüfarzt | prüfer | untersucher | behandelnder arzt"),
        says("INVESTIGATOR", "fr", USAGE, "investigateur | investigatrice"),
        says("INVESTIGATOR", "es", USAGE, "investigador | investigadora"),
        says("INVESTIGATOR", "it", USAGE, "sperimentatore | ricercatore"),
        says("INDEPENDENT ASSESSOR", "en", EVALUATORS, "independent assessor | adjudicator | adjudication committee"),
        says("INDEPENDENT ASSESSOR", "en", USAGE, "irc | independent review committee | independent review | bicr | "
             "icr | central | central review | independent central review | blinded independent central review | "
             "independent | independent reviewer | central reader | central assessor | irac | "
             "independent review facility | irf | independent radiologist | reader 1 | reader 2 | "
             "independent assessor 1 | independent assessor 2"),
        says("INDEPENDENT ASSESSOR", "de", USAGE, "unabhängige beurteilung | zentrale beurteilung | "
             "unabhängiges komitee"),
        says("INDEPENDENT ASSESSOR", "fr", USAGE, "comité indépendant | relecture centralisée"),
        says("INDEPENDENT ASSESSOR", "es", USAGE, "comité independiente | revisión central"),
        says("INDEPENDENT ASSESSOR", "it", USAGE, "comitato indipendente | revisione centrale"),
    ),
)  # fmt: skip
"""RSEVAL; empty: the investigator."""

LESION = WordGroup(
    name="lesion",
    title="Identified lesion: a new one?",
    terms=("TARGET", "NON-TARGET", "NEW"),
    opposite=MappingProxyType({"NEW": "NON-TARGET"}),
    words=(
        says("TARGET", "en", LESION_WORDS, "target | target lesion | measurable | measurable lesion | index lesion"),
        says("NON-TARGET", "en", LESION_WORDS, "non target | non target lesion | nontarget | non measurable | "
             "nonmeasurable | not new | old | known | existing | preexisting | pre existing | baseline | bekannt | "
             "connue | conocida | nota"),
        says("NEW", "en", LESION_WORDS, "new | new target | new non target | new lesion | new lesions | "
             "new unequivocal"),
        says("NEW", "de", USAGE, "neu | neue | neue läsion"),
        says("NEW", "fr", USAGE, "nouveau | nouvelle | nouvelle lésion"),
        says("NEW", "es", USAGE, "nueva | nuevo | nueva lesión"),
        says("NEW", "it", USAGE, "nuova | nuovo | nuova lesione"),
    ),
    neutral=(says("", "en", USAGE, "lesion | lesions | node | lymph node | mass | plasmacytoma"),),
)  # fmt: skip
"""TUSTRESC, else TUORRES."""

LESION_STATE = WordGroup(
    name="lesion state",
    title="State of a lesion: is it gone?",
    terms=("ABSENT", "PRESENT"),
    opposite=MappingProxyType({"PRESENT": "ABSENT"}),
    words=(
        says("ABSENT", "en", LESION_WORDS, "absent"),
        says("ABSENT", "en", USAGE, "gone | resolved | disappeared | not present | not seen | not detected | "
             "complete response"),
        says("ABSENT", "de", USAGE, "verschwunden | nicht vorhanden | nicht nachweisbar"),
        says("ABSENT", "fr", USAGE, "absente | disparue | disparu"),
        says("ABSENT", "es", USAGE, "ausente | desaparecida"),
        says("ABSENT", "it", USAGE, "assente | scomparsa"),
        says("PRESENT", "en", LESION_WORDS, "present | unequivocal progression | unequivocal"),
        says("PRESENT", "en", USAGE, "visible | persistent | seen | detected | non cr | non cr non pd | stable | "
             "increased | decreased | unchanged | progression | new"),
        says("PRESENT", "de", USAGE, "vorhanden | nachweisbar | unverändert"),
        says("PRESENT", "fr", USAGE, "présente | présent"),
        says("PRESENT", "es", USAGE, "presente"),
    ),
    neutral=(says("", "en", USAGE, "lesion | node | tumor | tumour"),),
)  # fmt: skip
"""TR test TUMSTATE."""

LOCATION = WordGroup(
    name="location",
    title="Location of a lesion: a lymph node?",
    terms=("LYMPH NODE",),
    words=(
        says("LYMPH NODE", "en", LOCATIONS, "lymph node | lymph nodes"),
        says("LYMPH NODE", "en", USAGE, "lymphnode | nodal | node | nodes | ln"),
        says("LYMPH NODE", "de", USAGE, "lymphknoten"),
        says("LYMPH NODE", "fr", USAGE, "ganglion | ganglion lymphatique | ganglions lymphatiques"),
        says("LYMPH NODE", "es", USAGE, "ganglio | ganglio linfático | ganglios linfáticos"),
        says("LYMPH NODE", "it", USAGE, "linfonodo | linfonodi"),
    ),
)  # fmt: skip
"""TULOC, which may name any other place."""

RELATION = WordGroup(
    name="relation",
    title="Is an adverse event related to treatment?",
    terms=("RELATED", "NOT RELATED"),
    opposite=MappingProxyType({"RELATED": "NOT RELATED"}),
    words=(
        says("RELATED", "en", USAGE, "y | yes | related | possibly related | probably related | possible | "
             "probable | definite | definitely related | certain | likely | likely related | suspected | "
             "very likely | possibly | probably | definitely | reasonable possibility | treatment related"),
        says("NOT RELATED", "en", USAGE, "n | no | none", "whole"),
        says("NOT RELATED", "en", USAGE, "not related | unrelated | not suspected | unlikely | unlikely related | "
             "remote | doubtful | probably not related | definitely not related | no reasonable possibility | "
             "not likely | improbable | nontreatment related"),
        says("RELATED", "de", USAGE, "ja | möglich | wahrscheinlich | gesichert | zusammenhang möglich"),
        says("NOT RELATED", "de", USAGE, "unwahrscheinlich | kein zusammenhang | nicht verwandt"),
        says("NOT RELATED", "de", USAGE, "nein", "whole"),
        says("RELATED", "fr", USAGE, "oui | lié | liée | probable | certain"),
        says("NOT RELATED", "fr", USAGE, "non lié | non liée | improbable"),
        says("NOT RELATED", "fr", USAGE, "non", "whole"),
        says("RELATED", "es", USAGE, "relacionado | relacionada | posible | sí"),
        says("NOT RELATED", "es", USAGE, "no relacionado | no relacionada"),
        says("RELATED", "it", USAGE, "correlato | correlata | possibile"),
        says("NOT RELATED", "it", USAGE, "non correlato | non correlata | improbabile"),
    ),
    neutral=(says("", "en", USAGE, "study drug | study treatment | drug | treatment | event"),),
)  # fmt: skip
"""AEREL, and DDRESCAT of a death."""

METHOD = WordGroup(
    name="method",
    title="Assay method: are two spellings one method?",
    terms=("NEPHELOMETRY", "TURBIDIMETRY", "ELECTROPHORESIS", "CAPILLARY ELECTROPHORESIS", "MASS SPECTROMETRY"),
    words=(
        says("NEPHELOMETRY", "en", METHODS, "nephelometry"),
        says("NEPHELOMETRY", "en", USAGE, "nephelometric | nephelometric assay | rate nephelometry"),
        says("NEPHELOMETRY", "de", USAGE, "nephelometrie"),
        says("NEPHELOMETRY", "fr", USAGE, "néphélométrie"),
        says("NEPHELOMETRY", "es", USAGE, "nefelometría"),
        says("NEPHELOMETRY", "it", USAGE, "nefelometria"),
        says("TURBIDIMETRY", "en", METHODS, "turbidimetry"),
        says("TURBIDIMETRY", "en", USAGE, "turbidimetric | immunoturbidimetry | immunoturbidimetric"),
        says("TURBIDIMETRY", "de", USAGE, "turbidimetrie | immunturbidimetrie"),
        says("TURBIDIMETRY", "fr", USAGE, "turbidimétrie"),
        says("TURBIDIMETRY", "es", USAGE, "turbidimetría"),
        says("TURBIDIMETRY", "it", USAGE, "turbidimetria"),
        says("ELECTROPHORESIS", "en", METHODS, "electrophoresis"),
        says("ELECTROPHORESIS", "en", USAGE, "spep | serum protein electrophoresis | protein electrophoresis | upep | "
             "urine protein electrophoresis"),
        says("ELECTROPHORESIS", "de", USAGE, "elektrophorese | serumelektrophorese"),
        says("ELECTROPHORESIS", "fr", USAGE, "électrophorèse | électrophorèse des protéines"),
        says("ELECTROPHORESIS", "es", USAGE, "electroforesis"),
        says("ELECTROPHORESIS", "it", USAGE, "elettroforesi"),
        says("CAPILLARY ELECTROPHORESIS", "en", METHODS, "capillary electrophoresis | "
             "capillary zone electrophoresis | cze"),
        says("MASS SPECTROMETRY", "en", METHODS, "mass spectrometry"),
    ),
)  # fmt: skip
"""LBMETHOD; any other method is its own."""

AMOUNT = WordGroup(
    name="amount",
    title="Result that is no number: below the limit, not detected, or no M-protein at all?",
    terms=("BELOW THE LIMIT", "NOT DETECTED", "NONE"),
    words=(
        says("BELOW THE LIMIT", "en", USAGE, "blq | bloq | bql | lloq | llq | lod | below lloq | below loq | "
             "below lod | < lloq | < llq | < loq | < lod | < blq | < bloq | < bql | below limit | below the limit | "
             "below detection limit | below limit of detection | below the limit of detection | "
             "below limit of quantitation | below limit of quantification | below the limit of quantitation | "
             "below the limit of quantification | below quantitation limit | below quantification limit | "
             "below detection | below quantitation | below assay limit | below the assay limit | "
             "below lower limit of quantitation | below the lower limit of quantitation | "
             "below lower limit of detection | less than lloq | under detection limit | too low to quantify | "
             "too small to quantify | not quantifiable | non quantifiable | unquantifiable | "
             "below measurable range | below reportable range | below the detection limit | "
             "below the quantitation limit"),
        says("BELOW THE LIMIT", "de", USAGE, "unter nachweisgrenze | unter der nachweisgrenze | "
             "unterhalb der nachweisgrenze | unter bestimmungsgrenze | unterhalb der bestimmungsgrenze | "
             "< nachweisgrenze | < bestimmungsgrenze | < nwg | nicht quantifizierbar"),
        says("BELOW THE LIMIT", "fr", USAGE, "inférieur à la limite de détection | "
             "inférieur à la limite de quantification | non quantifiable"),
        says("BELOW THE LIMIT", "es", USAGE, "por debajo del límite de detección | "
             "por debajo del límite de cuantificación | no cuantificable"),
        says("BELOW THE LIMIT", "it", USAGE, "inferiore al limite di rilevabilità | sotto il limite di rilevabilità | "
             "non quantificabile"),
        says("NOT DETECTED", "en", LBSTRESC, "not detected"),
        says("NOT DETECTED", "en", USAGE, "not detectable | undetectable | nondetected | undetected | none detected | "
             "non detectable | < not detected"),
        says("NOT DETECTED", "de", USAGE, "nicht nachweisbar | nicht nachgewiesen | kein nachweis | "
             "nicht detektierbar | n.n."),
        says("NOT DETECTED", "fr", USAGE, "non détecté | non détectée | indétectable | non détectable"),
        says("NOT DETECTED", "es", USAGE, "no detectado | no detectada | indetectable | no se detecta"),
        says("NOT DETECTED", "it", USAGE, "non rilevato | non rilevata | non rilevabile"),
        says("NONE", "en", LBSTRESC, "negative | absent"),
        says("NONE", "en", IMWG, "neg | not seen | none seen | not present | no m spike | "
             "no m protein | no monoclonal protein | no paraprotein | no spike | no band | no monoclonal band | "
             "no monoclonal spike | not identified | no monoclonal component | not visible | no m component | "
             "no m protein detected | no m spike detected | no monoclonal protein detected | "
             "no paraprotein detected | no monoclonal spike detected | no monoclonal band detected | "
             "m spike absent | m spike not detected | m protein not detected | no detectable m protein | "
             "no detectable m spike | no measurable m protein | no m spike seen | no m protein seen | disappeared | "
             "no m spike present | no m protein present | no monoclonal protein seen | "
             "no monoclonal protein present | m protein absent | paraprotein not detected"),
        says("NONE", "en", USAGE, "none | nil | keine | kein | aucun | ninguno | nessuno", "whole"),
        says("NONE", "de", USAGE, "negativ | kein m gradient | kein paraprotein | kein m protein | "
             "nicht vorhanden | kein m gradient nachweisbar | kein paraprotein nachweisbar"),
        says("NONE", "fr", USAGE, "absent | absence | négatif | pas de pic | pas de pic monoclonal | "
             "absence de pic | absence de pic monoclonal"),
        says("NONE", "es", USAGE, "ausente | negativo | sin pico monoclonal | sin componente monoclonal | ausencia"),
        says("NONE", "it", USAGE, "assente | negativo | assenza di picco | assenza di picco monoclonale | assenza"),
    ),
)  # fmt: skip
"""LBSTRESC, LBORRES of tests with a unit."""
