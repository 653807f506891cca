"""Words for what was found: immunofixation, marrow, progression, nodes and spleen, heart failure."""

from types import MappingProxyType
from typing import Final

from ...sources import Source
from .shared import USAGE
from .vocabulary import WordGroup, says

LBSTRESC: Final = Source("cdisc-lbstresc", "CDISC SDTM controlled terminology, LBSTRESC (C102580)", note="recalled")
NO_YES: Final = Source("cdisc-ny", "CDISC SDTM controlled terminology, NY (C66742)", note="recalled")
NYHA_CLASSES: Final = Source(
    "nyha1994",
    "Criteria Committee, New York Heart Association, Nomenclature and Criteria, 9th edition, 1994",
    note="recalled",
)
IWWM: Final = Source(
    "owen2013", "Owen et al., Br J Haematol 2013;160:171", "10.1111/bjh.12102", "words for organs recalled"
)

_ISOTYPES = (
    "igm | igg | iga | igd | ige | kappa | lambda | k | l | light chain | light chains | free light chain | "
    "free light chains | heavy chain | type | serum | urine | immunofixation | "
    "immunofixation electrophoresis | ife | sife | uife | fixation | electrophoresis | gel | "
    "immunofixationselektrophorese | immunfixation | immunofixationselektrophorese im serum | urin | leichtkette | "
    "leichtketten | freie leichtketten | typ | immunofixation sérique | sérum | sérique | urines | urinaire | "
    "chaîne légère | chaînes légères | inmunofijación | suero | orina | cadena ligera | cadenas ligeras | "
    "immunofissazione | siero | catena leggera | catene leggere | plasma cells | plasma cell | bone marrow | "
    "immunohistochemistry | cells | immunoglobulin | immunoglobuline"
)

DETECTION = WordGroup(
    name="detection",
    title="Immunofixation and clonal plasma cells: is anything monoclonal there?",
    terms=("NEGATIVE", "POSITIVE"),
    opposite=MappingProxyType({"POSITIVE": "NEGATIVE"}),
    words=(
        says("NEGATIVE", "en", LBSTRESC, "negative | not detected | absent"),
        says("NEGATIVE", "en", USAGE, "neg | nondetected | non detected | undetected | undetectable | "
             "not detectable | not seen | none detected | none seen | not present | not identified | not found | "
             "absence | normal pattern | normal | polyclonal | polyclonal only | polyclonal pattern | "
             "no monoclonal protein | not visible | disappeared | clean | free of"),
        says("NEGATIVE", "en", USAGE, "none | nil | no | no band | no bands | clear", "whole"),
        says("NEGATIVE", "", USAGE, "-", "whole"),
        says("NEGATIVE", "de", USAGE, "negativ | nicht nachweisbar | kein nachweis | ohne nachweis | "
             "nicht nachgewiesen | nicht detektierbar | nicht vorhanden | nicht mehr nachweisbar | nicht sichtbar | "
             "unauffällig | polyklonal"),
        says("NEGATIVE", "de", USAGE, "keine | kein | n.n. | nein", "whole"),
        says("NEGATIVE", "fr", USAGE, "négatif | négative | non détecté | non détectée | non détectable | "
             "indétectable | absent | absente | absence | polyclonal | normale"),
        says("NEGATIVE", "fr", USAGE, "aucun | aucune | non", "whole"),
        says("NEGATIVE", "es", USAGE, "negativo | negativa | no detectado | no detectada | no se detecta | "
             "indetectable | ausente | ausencia | no se observa | policlonal"),
        says("NEGATIVE", "it", USAGE, "negativo | negativa | non rilevato | non rilevata | non rilevabile | "
             "assente | assenza | non evidenziata | non presente | policlonale"),
        says("POSITIVE", "en", LBSTRESC, "positive | detected | present"),
        says("POSITIVE", "en", USAGE, "pos | detectable | seen | identified | found | visible | persistent | "
             "persists | abnormal | +"),
        says("POSITIVE", "", USAGE, "++ | +++ | ++++", "whole"),
        says("POSITIVE", "en", USAGE, "monoclonal | monoclonal protein | monoclonal band | monoclonal bands | "
             "monoclonal gammopathy | monoclonal component | m protein | m spike | m band | m component | "
             "paraprotein | paraprotein band | band | bands | clonal | biclonal | bence jones | "
             "bence jones protein | gammopathy | restriction", "weak"),
        says("POSITIVE", "en", USAGE, "igm kappa | igm lambda | igg kappa | igg lambda | iga kappa | iga lambda | "
             "igd kappa | igd lambda | ige kappa | ige lambda | kappa igm | lambda igm | igm k | igm l | igg k | "
             "igg l | iga k | iga l | kappa light chain | lambda light chain | kappa light chains | "
             "lambda light chains | free kappa | free lambda", "weak"),
        says("POSITIVE", "en", USAGE, "yes", "whole"),
        says("POSITIVE", "de", USAGE, "positiv | nachweisbar | nachgewiesen | nachweis | vorhanden | sichtbar | "
             "auffällig | detektierbar"),
        says("POSITIVE", "de", USAGE, "monoklonal | monoklonale | monoklonalen | monoklonales | monoklonaler | "
             "bande | banden | paraprotein | gammopathie | m gradient | m protein | m komponente", "weak"),
        says("POSITIVE", "de", USAGE, "ja", "whole"),
        says("POSITIVE", "fr", USAGE, "positif | positive | détecté | détectée | détectable | présent | présente | "
             "présence"),
        says("POSITIVE", "fr", USAGE, "monoclonale | monoclonales | composant monoclonal | bande | bandes | "
             "pic monoclonal | gammapathie | gammapathie monoclonale", "weak"),
        says("POSITIVE", "fr", USAGE, "oui", "whole"),
        says("POSITIVE", "es", USAGE, "positivo | positiva | detectado | detectada | presente | presencia | "
             "se detecta"),
        says("POSITIVE", "es", USAGE, "banda monoclonal | componente monoclonal | pico monoclonal | "
             "gammapatía monoclonal | banda | bandas", "weak"),
        says("POSITIVE", "it", USAGE, "positivo | positiva | rilevato | rilevata | rilevabile | presente | presenza"),
        says("POSITIVE", "it", USAGE, "componente monoclonale | banda monoclonale | picco monoclonale | "
             "gammopatia monoclonale", "weak"),
    ),
    neutral=(says("", "en", USAGE, _ISOTYPES),),
)  # fmt: skip
"""Immunofixation in serum and urine, clonal plasma cells in the marrow."""

_YES_NO = (
    says("Y", "en", NO_YES, "y | yes"),
    says("N", "en", NO_YES, "n | no", "whole"),
    says("Y", "", USAGE, "1 | true | checked | ticked", "whole"),
    says("N", "", USAGE, "0 | false | unchecked", "whole"),
    says("Y", "de", USAGE, "ja | j | zutreffend | wahr", "whole"),
    says("N", "de", USAGE, "nein | nicht zutreffend | falsch", "whole"),
    says("Y", "fr", USAGE, "oui | vrai", "whole"),
    says("N", "fr", USAGE, "non | faux", "whole"),
    says("Y", "es", USAGE, "sí | verdadero", "whole"),
    says("Y", "it", USAGE, "si | vero", "whole"),
    says("N", "es", USAGE, "falso", "whole"),
    says("Y", "en", USAGE, "ja | oui | sí"),
)

MARROW = WordGroup(
    name="marrow",
    title="Marrow: is it normal?",
    terms=("Y", "N"),
    opposite=MappingProxyType({"Y": "N", "N": "Y"}),
    words=(
        *_YES_NO,
        says("Y", "en", USAGE, "normal | normocellular | unremarkable | uninvolved | not involved | "
             "not infiltrated | within normal limits"),
        says("N", "en", USAGE, "abnormal | involved | infiltrated | infiltration | involvement | abnormality | "
             "not normal"),
        says("N", "en", USAGE, "lymphoma | lymphoplasmacytic infiltrate | infiltrate | residual disease", "weak"),
        says("Y", "de", USAGE, "normal | normale | unauffällig | nicht infiltriert | keine infiltration | "
             "ohne infiltration"),
        says("N", "de", USAGE, "pathologisch | auffällig | infiltriert | infiltration | befall | abnormal"),
        says("Y", "fr", USAGE, "normal | normale | non envahie | non infiltrée"),
        says("N", "fr", USAGE, "anormal | anormale | envahie | envahissement | infiltrée"),
        says("Y", "es", USAGE, "normal | no infiltrada"),
        says("N", "es", USAGE, "anormal | infiltrada | infiltración"),
        says("Y", "it", USAGE, "normale | non infiltrato"),
        says("N", "it", USAGE, "anormale | infiltrato | infiltrazione"),
    ),
    neutral=(
        says("", "en", USAGE, "marrow | bone marrow | bm | aspirate | biopsy | trephine | histology | cytology | "
             "cellularity | knochenmark | biopsie | moelle | moelle osseuse | médula | médula ósea | midollo | "
             "midollo osseo | morphology | morphologically"),
    ),
)  # fmt: skip
"""RS test BMNORM."""

PROGRESSION = WordGroup(
    name="progression",
    title="Clinical progression: was there any?",
    terms=("Y", "N"),
    opposite=MappingProxyType({"Y": "N"}),
    words=(
        *_YES_NO,
        says("Y", "en", USAGE, "pd | progressed | progressing | progresses | present | seen | found | detected"),
        says("Y", "en", USAGE, "progression | disease progression | progressive disease | progressive | "
             "clinical progression | progress | progression of disease | progression of the disease | new lesion | "
             "new lesions | new plasmacytoma | new plasmacytomas | new lymphadenopathy | growth | "
             "transformation", "weak"),
        says("N", "en", USAGE, "none | nil | keine", "whole"),
        says("N", "en", USAGE, "igm stable | igm falling | igm unchanged"),
        says("N", "en", USAGE, "stable | stable disease | no change | unchanged | response | responding | "
             "remission | improved | improvement | partial response | complete response | absent | "
             "not progressed | not progressing | not present | not seen | not found | not detected | "
             "progression free | regression"),
        says("Y", "de", USAGE, "progredient | progrediente | vorhanden | nachgewiesen | nachweisbar"),
        says("Y", "de", USAGE, "progression | krankheitsprogression | progress | progress der erkrankung | "
             "krankheitsprogress | krankheitsfortschreiten | fortschreiten | neue läsion | neue läsionen", "weak"),
        says("N", "de", USAGE, "stabil | stabile erkrankung | unverändert | ansprechen | kein nachweis | "
             "nicht nachweisbar | nicht progredient | progressionsfrei"),
        says("Y", "fr", USAGE, "progressé | évolutive"),
        says("Y", "fr", USAGE, "progression | progression de la maladie | maladie évolutive | maladie progressive | "
             "nouvelle lésion | nouvelles lésions", "weak"),
        says("N", "fr", USAGE, "stable | maladie stable | réponse | rémission | inchangé | inchangée | absence"),
        says("Y", "es", USAGE, "ha progresado"),
        says("Y", "es", USAGE, "progresión | progresión de la enfermedad | enfermedad progresiva | "
             "enfermedad en progresión | nueva lesión | nuevas lesiones", "weak"),
        says("N", "es", USAGE, "estable | enfermedad estable | respuesta | remisión | sin cambios | ausencia"),
        says("Y", "it", USAGE, "progredita"),
        says("Y", "it", USAGE, "progressione | progressione di malattia | malattia in progressione | "
             "malattia progressiva | nuova lesione | nuove lesioni", "weak"),
        says("N", "it", USAGE, "stabile | malattia stabile | risposta | remissione | invariata | assenza"),
    ),
    neutral=(
        says("", "en", USAGE, "disease | the disease | wm | mm | waldenstrom | waldenström | macroglobulinemia | "
             "macroglobulinaemia | myeloma | erkrankung | krankheit | maladie | enfermedad | malattia | "
             "confirmed | documented | bestätigt"),
    ),
)  # fmt: skip
"""RS test CLINPD."""

ENLARGEMENT = WordGroup(
    name="enlargement",
    title="Nodes and spleen, plasmacytomas: what is there, compared with before treatment?",
    terms=("PRESENT", "INCREASED", "SAME", "REDUCED", "HALF", "RESOLVED"),
    opposite=MappingProxyType({"PRESENT": "RESOLVED"}),
    words=(
        says("PRESENT", "en", IWWM, "present | enlarged | lymphadenopathy | splenomegaly | hepatosplenomegaly | "
             "adenopathy | palpable | extramedullary disease | plasmacytoma | plasmacytomas | detected | seen | "
             "visible | positive", "weak"),
        says("PRESENT", "", NO_YES, "y | yes | true | ja | oui | sí", "whole"),
        says("INCREASED", "en", USAGE, "increased | larger | bigger | grown | growing | growth | progressive | "
             "progressed | enlarging | worse | increase"),
        says("SAME", "en", IWWM, "same | unchanged | stable | no change | no smaller | persistent | persists | "
             "not changed"),
        says("REDUCED", "en", IWWM, "reduced | smaller | decreased | improved | shrinking | shrunk | regressing | "
             "partially resolved | reduction | decrease | partial regression"),
        says("HALF", "en", IWWM, "half | halved | reduced by half | reduced by 50 % | reduced by at least 50 % | "
             "reduced by more than 50 % | decreased by 50 % | decreased by at least 50 % | >= 50 % reduction | "
             "≥ 50 % reduction | at least 50 % reduction | reduced >= 50 % | reduced ≥ 50 % | >= 50 % smaller"),
        says("RESOLVED", "en", IWWM, "resolved | absent | gone | disappeared | normal | normalized | normalised | "
             "not enlarged | not palpable | normal size | not present | not seen | negative | "
             "complete resolution | completely resolved | not detected | absence"),
        says("RESOLVED", "en", NO_YES, "n | no | nil | none | false | 0 | keine", "whole"),
        says("PRESENT", "de", USAGE, "vorhanden | vergrößert | vergroessert | tastbar | lymphadenopathie | "
             "splenomegalie | nachweisbar | plasmozytom | plasmozytome", "weak"),
        says("INCREASED", "de", USAGE, "größer | groesser | zugenommen | gewachsen | progredient | zunahme"),
        says("SAME", "de", USAGE, "unverändert | gleich | stabil | konstant"),
        says("REDUCED", "de", USAGE, "kleiner | verkleinert | rückläufig | abgenommen | regredient | reduziert"),
        says("RESOLVED", "de", USAGE, "verschwunden | nicht vorhanden | normal groß | nicht vergrößert | "
             "unauffällig | nicht nachweisbar | nicht tastbar | normalisiert | zurückgebildet"),
        says("RESOLVED", "de", USAGE, "nein", "whole"),
        says("PRESENT", "fr", USAGE, "présent | présente | présents | augmenté de volume | adénopathie | "
             "adénopathies | splénomégalie", "weak"),
        says("INCREASED", "fr", USAGE, "augmenté | augmentée | majoration | progression"),
        says("SAME", "fr", USAGE, "inchangé | inchangée | stable | identique"),
        says("REDUCED", "fr", USAGE, "réduit | réduite | diminué | diminuée | diminution | régression partielle"),
        says("RESOLVED", "fr", USAGE, "disparu | disparue | résolu | résolue | absent | absente | absence | normale"),
        says("RESOLVED", "fr", USAGE, "non | aucun | aucune", "whole"),
        says("PRESENT", "es", USAGE, "presente | aumentado de tamaño | adenopatía | adenopatías | "
             "esplenomegalia", "weak"),
        says("SAME", "es", USAGE, "sin cambios | igual | estable"),
        says("REDUCED", "es", USAGE, "reducido | reducida | disminuido | disminuida | menor"),
        says("RESOLVED", "es", USAGE, "resuelto | resuelta | ausente | desaparecido | desaparecida | ausencia"),
        says("PRESENT", "it", USAGE, "presente | ingrandito | ingrandita | linfoadenopatia | splenomegalia", "weak"),
        says("SAME", "it", USAGE, "invariato | invariata | stabile | uguale"),
        says("REDUCED", "it", USAGE, "ridotto | ridotta | diminuito | diminuita"),
        says("RESOLVED", "it", USAGE, "risolto | risolta | assente | scomparso | scomparsa | assenza"),
    ),
    neutral=(
        says("", "en", USAGE, "node | nodes | lymph node | lymph nodes | spleen | liver | lesion | lesions | mass | "
             "masses | size | lymphknoten | milz | läsion | läsionen | ganglion | ganglions | rate | lésion | "
             "lésions | ganglio | ganglios | bazo | lesión | lesiones | linfonodo | linfonodi | milza | lesione | "
             "lesioni | compared | baseline | disease | extramedullary"),
    ),
)  # fmt: skip
"""RS test EMD."""

NYHA = WordGroup(
    name="nyha",
    title="NYHA class",
    terms=("I", "II", "III", "IV"),
    words=(
        says("I", "", NYHA_CLASSES, "i | 1 | one"),
        says("II", "", NYHA_CLASSES, "ii | 2 | two"),
        says("III", "", NYHA_CLASSES, "iii | 3 | three | iiia | iiib | 3a | 3b"),
        says("IV", "", NYHA_CLASSES, "iv | 4 | four"),
    ),
    neutral=(
        says("", "en", USAGE, "nyha | class | functional | functional class | fc | cl | grade | stage | klasse | "
             "stadium | classe | clase | grado | stade | stadio | heart failure | herzinsuffizienz | "
             "new york heart association"),
    ),
)  # fmt: skip
"""RS test NYHA."""
