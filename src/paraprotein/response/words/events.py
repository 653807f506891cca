"""Words for what happened: plasma exchange, later therapy, the end of treatment, death and its cause."""

from types import MappingProxyType
from typing import Final

from ...sources import Source
from .shared import USAGE
from .vocabulary import WordGroup, says

PROCEDURES: Final = Source("cdisc-procedur", "CDISC SDTM controlled terminology, PROCEDUR (C101858)", note="recalled")
COMPLETION: Final = Source("cdisc-ncomplt", "CDISC SDTM controlled terminology, NCOMPLT (C66727)", note="recalled")
MILESTONES: Final = Source("cdisc-protmlst", "CDISC SDTM controlled terminology, PROTMLST (C114118)", note="recalled")
CATEGORIES: Final = Source("cdisc-dscat", "CDISC SDTM controlled terminology, DSCAT (C74558)", note="recalled")
STATUSES: Final = Source("cdisc-sdthsdxs", "CDISC SDTM controlled terminology, SDTHSDXS (C124304)", note="recalled")
OUTCOMES: Final = Source("cdisc-out", "CDISC SDTM controlled terminology, OUT (C66768)", note="recalled")
ACTIONS: Final = Source("cdisc-acn", "CDISC SDTM controlled terminology, ACN (C66767)", note="recalled")
SEVERITIES: Final = Source("cdisc-aesev", "CDISC SDTM controlled terminology, AESEV (C66769)", note="recalled")
ATC: Final = Source(
    "who-atc", "WHO Collaborating Centre, ATC classification, names of groups L01 to L04", note="recalled"
)
ICD: Final = Source("who-icd10", "WHO, ICD-10, chapter II: C88.0, C90, and E85", note="recalled")

PROCEDURE = WordGroup(
    name="procedure",
    title="Procedures: was plasma exchanged?",
    terms=("PLASMAPHERESIS", "DISEASE TREATMENT", "OTHER PROCEDURE"),
    opposite=MappingProxyType({"PLASMAPHERESIS": "OTHER PROCEDURE", "DISEASE TREATMENT": "OTHER PROCEDURE"}),
    words=(
        says("PLASMAPHERESIS", "en", PROCEDURES, "plasmapheresis | plasma exchange"),
        says("PLASMAPHERESIS", "en", USAGE, "tpe | plex | pex | pe therapy | dfpp | "
             "double filtration plasmapheresis | plasmaphereses | plasma exchanges | exchange of plasma | "
             "plasma apheresis | plasma filtration | plasma pheresis"),
        says("PLASMAPHERESIS", "de", USAGE, "plasmapherese | plasmapheresen | plasmaaustausch | "
             "plasmaaustauschbehandlung | plasmaseparation"),
        says("PLASMAPHERESIS", "fr", USAGE, "plasmaphérèse | plasmaphérèses | échange plasmatique | "
             "échanges plasmatiques"),
        says("PLASMAPHERESIS", "es", USAGE, "plasmaféresis | recambio plasmático | intercambio plasmático"),
        says("PLASMAPHERESIS", "it", USAGE, "plasmaferesi | scambio plasmatico | plasma exchange terapeutico"),
        says("DISEASE TREATMENT", "en", PROCEDURES, "radiotherapy | radiation therapy | stem cell transplant | "
             "stem cell transplantation | autologous stem cell transplant | autologous stem cell transplantation | "
             "allogeneic stem cell transplant | bone marrow transplant | bone marrow transplantation"),
        says("DISEASE TREATMENT", "en", USAGE, "asct | hsct | sct | auto sct | allo sct | autologous transplant | "
             "autologous transplantation | irradiation | car t cell infusion | car t infusion"),
        says("DISEASE TREATMENT", "de", USAGE, "bestrahlung | strahlentherapie | stammzelltransplantation | "
             "autologe stammzelltransplantation"),
        says("DISEASE TREATMENT", "fr", USAGE, "radiothérapie | greffe | autogreffe"),
        says("DISEASE TREATMENT", "es", USAGE, "radioterapia | trasplante"),
        says("DISEASE TREATMENT", "it", USAGE, "radioterapia | trapianto"),
        says("OTHER PROCEDURE", "en", PROCEDURES, "biopsy | bone marrow biopsy | bone marrow aspiration | "
             "bone marrow aspirate | ct scan | mri | pet scan | pet ct | computed tomography | "
             "magnetic resonance imaging | x ray | ultrasound | echocardiogram | echocardiography | "
             "electrocardiogram | ecg | endoscopy | colonoscopy | gastroscopy | surgery | transfusion | "
             "blood transfusion | red blood cell transfusion | platelet transfusion | "
             "leukapheresis | plateletpheresis | stem cell apheresis | "
             "stem cell collection | catheterization | central venous catheter placement | dialysis | hemodialysis | "
             "lumbar puncture | paracentesis | thoracentesis | vaccination | aspiration | bronchoscopy | "
             "physical examination | dental extraction | appendectomy | cholecystectomy | cataract surgery | "
             "port placement"),
        says("OTHER PROCEDURE", "en", USAGE, "bmbx | bma | not done | not performed | cancelled | canceled"),
        says("OTHER PROCEDURE", "de", USAGE, "knochenmarkpunktion | knochenmarkbiopsie | transfusion | "
             "operation | leukapherese | dialyse"),
        says("OTHER PROCEDURE", "fr", USAGE, "biopsie | biopsie médullaire | myélogramme | transfusion"),
        says("OTHER PROCEDURE", "es", USAGE, "biopsia | transfusión | cirugía"),
        says("OTHER PROCEDURE", "it", USAGE, "biopsia | trasfusione | chirurgia"),
    ),
    neutral=(
        says("", "en", USAGE, "therapeutic | therapeutische | thérapeutique | thérapeutiques | terapéutico | "
             "terapeutico | session | sessions | first | second | third | emergency | urgent | single | x1 | x2 | "
             "x3 | procedure | hyperviscosity | symptomatic"),
    ),
)  # fmt: skip
"""PRDECOD, else PRTRT."""

THERAPY = WordGroup(
    name="therapy",
    title="Category of a medication: another treatment of the disease?",
    terms=("ANTICANCER THERAPY", "ANTI-CD20", "PRIOR THERAPY", "OTHER MEDICATION"),
    opposite=MappingProxyType({"ANTICANCER THERAPY": "OTHER MEDICATION", "ANTI-CD20": "OTHER MEDICATION"}),
    words=(
        says("ANTICANCER THERAPY", "en", USAGE, "anticancer therapy | anti cancer therapy | anticancer treatment | "
             "anti cancer treatment | anticancer | anti cancer | cancer therapy | antineoplastic therapy | "
             "antineoplastic | anti neoplastic | antimyeloma therapy | anti myeloma therapy | antilymphoma therapy | "
             "anti lymphoma therapy | systemic therapy | chemotherapy | immunochemotherapy | chemoimmunotherapy | "
             "immunotherapy | targeted therapy | cancer treatment | antitumor therapy | anti tumor therapy | "
             "anti tumour therapy | oncologic therapy | anticancer medication | anticancer medications | "
             "anticancer drug | treatment of disease | therapy for disease | disease therapy", "weak"),
        says("ANTICANCER THERAPY", "en", USAGE, "new anticancer therapy | subsequent therapy | "
             "subsequent treatment | subsequent | next line | next line therapy | next therapy | next treatment | "
             "salvage | salvage therapy | salvage treatment | rescue therapy | new therapy | new treatment | "
             "new line of therapy | second line | third line | further therapy | further line | follow up therapy | "
             "post study therapy | post study treatment | post treatment therapy | poststudy anticancer therapy | "
             "subsequent line of therapy | new anti cancer therapy | nact | other anticancer therapy | "
             "off study therapy | therapy after study | later therapy | additional anticancer therapy", "weak"),
        says("ANTICANCER THERAPY", "en", ATC, "antineoplastic agents | antineoplastic and immunomodulating agents | "
             "antineoplastic agent | l01 | proteasome inhibitors | protein kinase inhibitors", "weak"),
        says("ANTICANCER THERAPY", "de", USAGE, "krebstherapie | antineoplastische therapie | chemotherapie | "
             "folgetherapie | neue therapie | nachfolgetherapie | tumortherapie | salvagetherapie | immuntherapie | "
             "nächste therapielinie | systemtherapie", "weak"),
        says("ANTICANCER THERAPY", "fr", USAGE, "traitement anticancéreux | chimiothérapie | traitement ultérieur | "
             "nouvelle ligne | nouveau traitement | traitement suivant | immunothérapie | traitement de rattrapage | "
             "ligne ultérieure", "weak"),
        says("ANTICANCER THERAPY", "es", USAGE, "terapia anticancerosa | tratamiento anticanceroso | "
             "tratamiento antineoplásico | quimioterapia | terapia posterior | tratamiento posterior | "
             "nueva terapia | nuevo tratamiento | inmunoterapia | siguiente línea", "weak"),
        says("ANTICANCER THERAPY", "it", USAGE, "terapia antitumorale | terapia antineoplastica | chemioterapia | "
             "terapia successiva | trattamento successivo | nuova terapia | nuova linea | immunoterapia | "
             "linea successiva", "weak"),
        says("ANTI-CD20", "en", USAGE, "anti cd20 | anti cd20 antibody | anti cd20 therapy | cd20 antibody | "
             "anti cd20 monoclonal antibody | rituximab | ofatumumab | obinutuzumab | anti cd20 antikörper | "
             "anticorps anti cd20 | anticuerpo anti cd20 | anticorpo anti cd20 | antikörper gegen cd20"),
        says("PRIOR THERAPY", "en", USAGE, "prior | previous | prior therapy | prior treatment | pretreatment | "
             "before study | history | prior anticancer therapy | previous therapy"),
        says("PRIOR THERAPY", "de", USAGE, "vorherige | vortherapie | vorbehandlung | frühere"),
        says("PRIOR THERAPY", "fr", USAGE, "antérieur | antérieure | traitement antérieur | préalable"),
        says("PRIOR THERAPY", "es", USAGE, "previo | previa | anterior"),
        says("PRIOR THERAPY", "it", USAGE, "precedente | pregressa"),
        says("OTHER MEDICATION", "en", USAGE, "concomitant | general | medication | medications | "
             "other medication", "whole"),
        says("OTHER MEDICATION", "en", USAGE, "concomitant medication | concomitant medications | concomitant drug | "
             "con med | conmed | conmeds | general concomitant medication | general conmed | supportive care | "
             "supportive therapy | supportive treatment | supportive | supportive medication | premedication | "
             "prophylaxis | prophylactic | antibiotic | antibiotics | antiviral | antivirals | antifungal | "
             "antiemetic | antiemetics | growth factor | growth factors | analgesic | analgesics | "
             "antihypertensive | anticoagulant | vaccine | vaccination | transfusion | blood product | "
             "blood products | vitamin | vitamins | diuretic | diuretics | comedication | hormone replacement | "
             "antidiabetic | statin | statins | antihistamine | antihistamines | non cancer medication | "
             "background medication | medication for adverse event | herbal | nutritional supplement | "
             "oral contraceptive"),
        says("OTHER MEDICATION", "de", USAGE, "begleitmedikation | begleittherapie | supportive therapie | "
             "prämedikation | prophylaxe | dauermedikation | hausmedikation"),
        says("OTHER MEDICATION", "fr", USAGE, "traitement concomitant | traitements concomitants | "
             "médicament concomitant | prémédication | soins de support"),
        says("OTHER MEDICATION", "es", USAGE, "medicación concomitante | tratamiento de soporte | premedicación | "
             "profilaxis"),
        says("OTHER MEDICATION", "it", USAGE, "terapia concomitante | farmaco concomitante | terapia di supporto | "
             "premedicazione | profilassi"),
    ),
    neutral=(says("", "en", USAGE, "new | other | therapy | treatment | line | medication | regimen | lymphoma | "
        "wm | myeloma | mm"),),
)  # fmt: skip
"""CMCAT, else CMSCAT."""

_PROGRESSION = (
    "progressive disease | disease progression | progression of disease | progression of the disease | progression | "
    "progress | pd | clinical progression | progressed | lymphoma progression | myeloma progression | "
    "biochemical progression | tumor progression"
)

DISPOSITION = WordGroup(
    name="disposition",
    title="Disposition: how did it end?",
    terms=("COMPLETED", "PROGRESSIVE DISEASE", "DEATH", "LOST TO FOLLOW-UP", "SCREEN FAILURE", "OTHER REASON", "OTHER"),
    opposite=MappingProxyType(
        {"PROGRESSIVE DISEASE": "OTHER REASON", "COMPLETED": "OTHER REASON", "SCREEN FAILURE": "OTHER REASON"}
    ),
    words=(
        says("COMPLETED", "en", COMPLETION, "completed", "weak"),
        says("COMPLETED", "en", USAGE, "complete | completed treatment | completed study | completed as planned | "
             "completed therapy | treatment completed | study completed | completion | completion of treatment | "
             "end of planned treatment | finished", "weak"),
        says("COMPLETED", "de", USAGE, "abgeschlossen | planmäßig beendet | behandlung abgeschlossen", "weak"),
        says("COMPLETED", "fr", USAGE, "terminé | traitement terminé", "weak"),
        says("COMPLETED", "es", USAGE, "completado | finalizado", "weak"),
        says("COMPLETED", "it", USAGE, "completato | terminato", "weak"),
        says("PROGRESSIVE DISEASE", "en", COMPLETION, "progressive disease", "weak"),
        says("PROGRESSIVE DISEASE", "en", USAGE, _PROGRESSION, "weak"),
        says("PROGRESSIVE DISEASE", "de", USAGE, "progression | krankheitsprogression | progress | "
             "krankheitsprogress | progredienz | fortschreiten der erkrankung", "weak"),
        says("PROGRESSIVE DISEASE", "fr", USAGE, "progression de la maladie | maladie évolutive", "weak"),
        says("PROGRESSIVE DISEASE", "es", USAGE, "progresión | progresión de la enfermedad", "weak"),
        says("PROGRESSIVE DISEASE", "it", USAGE, "progressione | progressione di malattia", "weak"),
        says("DEATH", "en", COMPLETION, "death"),
        says("DEATH", "en", USAGE, "died | dead | deceased | exitus | expired | fatal outcome"),
        says("DEATH", "de", USAGE, "tod | verstorben | gestorben | tot | todesfall"),
        says("DEATH", "fr", USAGE, "décès | décédé | décédée | mort"),
        says("DEATH", "es", USAGE, "muerte | fallecido | fallecida | fallecimiento | éxitus"),
        says("DEATH", "it", USAGE, "morte | decesso | deceduto | deceduta"),
        says("LOST TO FOLLOW-UP", "en", COMPLETION, "lost to follow up", "weak"),
        says("LOST TO FOLLOW-UP", "en", USAGE, "ltfu | lost to followup | lost | unable to contact", "weak"),
        says("LOST TO FOLLOW-UP", "de", USAGE, "lost to follow up | nicht erreichbar | kontakt verloren", "weak"),
        says("LOST TO FOLLOW-UP", "fr", USAGE, "perdu de vue | perdue de vue", "weak"),
        says("LOST TO FOLLOW-UP", "es", USAGE, "perdido de seguimiento | pérdida de seguimiento", "weak"),
        says("LOST TO FOLLOW-UP", "it", USAGE, "perso al follow up", "weak"),
        says("SCREEN FAILURE", "en", COMPLETION, "screen failure", "weak"),
        says("SCREEN FAILURE", "en", USAGE, "screening failure | screen fail | scrnfail | screen failed | "
             "failed screening | not eligible | ineligible", "weak"),
        says("OTHER REASON", "en", COMPLETION, "adverse event | adverse events | disease relapse | "
             "failure to meet continuation criteria | lack of efficacy | noncompliance with study drug | "
             "non compliance with study drug | non compliance | physician decision | pregnancy | "
             "protocol deviation | protocol violation | recovery | screening not completed | "
             "site terminated by sponsor | study terminated by sponsor | technical problems | "
             "withdrawal by parent guardian | withdrawal by subject | symptomatic deterioration | "
             "non compliance with study schedule | patient refusal | sponsor request | lack of compliance", "weak"),
        says("OTHER", "", COMPLETION, "other | others | other reason | sonstiges | andere | autre | otro | "
             "altro", "weak"),
        says("OTHER REASON", "en", USAGE, "toxicity | unacceptable toxicity | withdrawal of consent | "
             "withdrew consent | consent withdrawn | withdrew | withdrawal | subject decision | patient decision | "
             "investigator decision | new therapy | start of new therapy | new anticancer therapy | ongoing | "
             "alive | treatment ongoing | transplant | stem cell transplant | administrative | "
             "intercurrent illness | second malignancy | no response | relapse | refusal | refused treatment", "weak"),
        says("OTHER REASON", "en", MILESTONES, "informed consent obtained | enrolled | randomized | randomised | "
             "first dose | eligibility criteria met | entered into trial | registered", "weak"),
        says("OTHER REASON", "de", USAGE, "nebenwirkung | unerwünschtes ereignis | toxizität | "
             "einwilligung zurückgezogen | widerruf der einwilligung | arztentscheidung | patientenwunsch", "weak"),
        says("OTHER REASON", "fr", USAGE, "événement indésirable | toxicité | retrait du consentement | "
             "décision du médecin", "weak"),
        says("OTHER REASON", "es", USAGE, "evento adverso | toxicidad | retirada del consentimiento", "weak"),
        says("OTHER REASON", "it", USAGE, "evento avverso | tossicità | ritiro del consenso", "weak"),
    ),
    neutral=(says("", "en", USAGE, "disease | study | treatment | therapy | trial | planned | documented | "
        "discontinued | discontinuation | stopped | off | reason | end | subject | early"),),
)  # fmt: skip
"""DSDECOD, and DSTERM where that says OTHER or is not known."""

DISPOSED = WordGroup(
    name="disposed",
    title="Subcategory of a disposition: what ended?",
    terms=("STUDY TREATMENT", "STUDY PARTICIPATION"),
    words=(
        says("STUDY TREATMENT", "en", CATEGORIES, "study treatment"),
        says("STUDY TREATMENT", "en", USAGE, "treatment | end of treatment | eot | treatment discontinuation | "
             "drug | study drug | therapy | treatment completion | end of study treatment | treatment disposition | "
             "study medication | treatment period | treatment phase"),
        says("STUDY TREATMENT", "de", USAGE, "behandlung | therapie | therapieende | studienmedikation | "
             "behandlungsende"),
        says("STUDY TREATMENT", "fr", USAGE, "traitement | fin de traitement"),
        says("STUDY TREATMENT", "es", USAGE, "tratamiento | fin de tratamiento"),
        says("STUDY TREATMENT", "it", USAGE, "trattamento | fine trattamento"),
        says("STUDY PARTICIPATION", "en", CATEGORIES, "study participation"),
        says("STUDY PARTICIPATION", "en", USAGE, "study | end of study | eos | participation | trial | "
             "study completion | study discontinuation | study disposition | end of trial | trial participation | "
             "follow up | survival follow up | study status"),
        says("STUDY PARTICIPATION", "de", USAGE, "studie | studienende | studienteilnahme | nachbeobachtung"),
        says("STUDY PARTICIPATION", "fr", USAGE, "étude | fin d'étude"),
        says("STUDY PARTICIPATION", "es", USAGE, "estudio | fin de estudio"),
        says("STUDY PARTICIPATION", "it", USAGE, "studio | fine studio"),
    ),
)  # fmt: skip
"""DSSCAT; empty: both."""

DISPOSITION_KIND = WordGroup(
    name="disposition kind",
    title="Category of a disposition: an event, or a milestone of the protocol?",
    terms=("DISPOSITION EVENT", "PROTOCOL MILESTONE", "OTHER EVENT"),
    words=(
        says("DISPOSITION EVENT", "en", CATEGORIES, "disposition event"),
        says("OTHER EVENT", "en", CATEGORIES, "other event"),
        says("OTHER EVENT", "en", USAGE, "other | other events"),
        says("DISPOSITION EVENT", "en", USAGE, "disposition | event | end of treatment | end of study | "
             "discontinuation"),
        says("PROTOCOL MILESTONE", "en", CATEGORIES, "protocol milestone"),
        says("PROTOCOL MILESTONE", "en", USAGE, "milestone | protocol milestones | milestones | consent | "
             "randomization"),
    ),
)  # fmt: skip
"""DSCAT; empty: an event."""

VITAL_STATUS = WordGroup(
    name="vital status",
    title="Status of a subject: alive or dead?",
    terms=("ALIVE", "DEAD"),
    words=(
        says("ALIVE", "en", STATUSES, "alive"),
        says("ALIVE", "en", USAGE, "living | lives | not dead | not deceased"),
        says("ALIVE", "de", USAGE, "lebt | am leben | lebend"),
        says("ALIVE", "fr", USAGE, "vivant | vivante | en vie"),
        says("ALIVE", "es", USAGE, "vivo | viva"),
        says("ALIVE", "it", USAGE, "vivente | in vita"),
        says("DEAD", "en", STATUSES, "dead"),
        says("DEAD", "en", USAGE, "died | deceased | death | not alive"),
        says("DEAD", "de", USAGE, "tot | verstorben | gestorben"),
        says("DEAD", "fr", USAGE, "décédé | décédée | mort"),
        says("DEAD", "es", USAGE, "muerto | muerta | fallecido | fallecida"),
        says("DEAD", "it", USAGE, "morto | morta | deceduto | deceduta"),
    ),
)  # fmt: skip
"""SSSTRESC, else SSORRES."""

OUTCOME = WordGroup(
    name="outcome",
    title="Outcome of an adverse event: was it fatal?",
    terms=("FATAL", "NOT FATAL"),
    opposite=MappingProxyType({"FATAL": "NOT FATAL"}),
    words=(
        says("FATAL", "en", OUTCOMES, "fatal"),
        says("FATAL", "en", USAGE, "death | died | dead | lethal | resulted in death | deceased"),
        says("FATAL", "de", USAGE, "tödlich | tod | verstorben | letal"),
        says("FATAL", "fr", USAGE, "mortel | mortelle | décès | fatale"),
        says("FATAL", "es", USAGE, "mortal | muerte"),
        says("FATAL", "it", USAGE, "fatale | mortale | morte | decesso"),
        says("NOT FATAL", "en", OUTCOMES, "not recovered not resolved | recovered resolved | "
             "recovered resolved with sequelae | recovering resolving | not recovered | not resolved | recovered | "
             "resolved | recovering | resolving | recovered with sequelae | resolved with sequelae"),
        says("NOT FATAL", "en", USAGE, "ongoing | continuing | improved | unchanged | stable | worsened | persistent | "
             "sequelae | persisting"),
        says("NOT FATAL", "de", USAGE, "abgeklungen | andauernd | wiederhergestellt | erholt | gebessert"),
        says("NOT FATAL", "fr", USAGE, "résolu | en cours | guéri"),
        says("NOT FATAL", "es", USAGE, "recuperado | resuelto | en curso"),
        says("NOT FATAL", "it", USAGE, "risolto | in corso | guarito"),
    ),
)  # fmt: skip
"""AEOUT."""

ACTION = WordGroup(
    name="action",
    title="Action taken with study treatment for an adverse event",
    terms=(
        "DRUG WITHDRAWN", "DRUG INTERRUPTED", "DOSE REDUCED", "DOSE INCREASED", "DOSE NOT CHANGED", "NOT APPLICABLE",
    ),
    words=(
        says("DRUG WITHDRAWN", "en", ACTIONS, "drug withdrawn"),
        says("DRUG WITHDRAWN", "en", USAGE, "withdrawn | discontinued | permanently discontinued | "
             "permanent discontinuation | drug discontinued | treatment discontinued | stopped | drug stopped | "
             "treatment stopped | permanently stopped | discontinuation | study drug discontinued | off treatment"),
        says("DRUG WITHDRAWN", "de", USAGE, "abgesetzt | dauerhaft abgesetzt | therapie beendet | "
             "therapieabbruch"),
        says("DRUG WITHDRAWN", "fr", USAGE, "arrêt définitif | arrêté définitivement | arrêt du traitement"),
        says("DRUG WITHDRAWN", "es", USAGE, "suspendido permanentemente | retirado | retirada del fármaco"),
        says("DRUG WITHDRAWN", "it", USAGE, "sospeso definitivamente | interrotto definitivamente"),
        says("DRUG INTERRUPTED", "en", ACTIONS, "drug interrupted"),
        says("DRUG INTERRUPTED", "en", USAGE, "interrupted | held | dose held | drug held | hold | dose interrupted | "
             "temporarily interrupted | treatment interrupted | delayed | dose delayed | drug delayed | "
             "dose omitted | omitted | temporarily held | temporarily stopped | temporarily discontinued | "
             "dose interruption | dose delay | temporary interruption"),
        says("DRUG INTERRUPTED", "de", USAGE, "unterbrochen | pausiert | therapiepause | dosis verschoben"),
        says("DRUG INTERRUPTED", "fr", USAGE, "interrompu | arrêt temporaire | suspendu temporairement"),
        says("DRUG INTERRUPTED", "es", USAGE, "interrumpido | suspendido temporalmente | retrasado"),
        says("DRUG INTERRUPTED", "it", USAGE, "sospeso temporaneamente | interruzione temporanea | ritardato"),
        says("DOSE REDUCED", "en", ACTIONS, "dose reduced | dose rate reduced"),
        says("DOSE REDUCED", "en", USAGE, "reduced | dose reduction | reduction | dose decreased | decreased dose | "
             "de escalated | rate reduced | infusion rate reduced"),
        says("DOSE REDUCED", "de", USAGE, "dosis reduziert | reduziert | dosisreduktion"),
        says("DOSE REDUCED", "fr", USAGE, "dose réduite | réduction de dose"),
        says("DOSE REDUCED", "es", USAGE, "dosis reducida | reducción de dosis"),
        says("DOSE REDUCED", "it", USAGE, "dose ridotta | riduzione della dose"),
        says("DOSE INCREASED", "en", ACTIONS, "dose increased"),
        says("DOSE NOT CHANGED", "en", ACTIONS, "dose not changed"),
        says("DOSE NOT CHANGED", "en", USAGE, "none | no action | no action taken | unchanged | no change | "
             "not changed | dose unchanged | no dose change | continued | treatment continued"),
        says("DOSE NOT CHANGED", "de", USAGE, "keine | keine änderung | dosis unverändert | unverändert"),
        says("DOSE NOT CHANGED", "fr", USAGE, "aucune | dose inchangée | inchangée"),
        says("DOSE NOT CHANGED", "es", USAGE, "ninguna | dosis no modificada | sin cambios"),
        says("DOSE NOT CHANGED", "it", USAGE, "nessuna | dose invariata"),
        says("NOT APPLICABLE", "en", ACTIONS, "not applicable"),
        says("NOT APPLICABLE", "en", USAGE, "n a | na"),
    ),
    neutral=(says("", "en", USAGE, "study drug | study treatment | treatment | drug | due to ae"),),
)  # fmt: skip
"""AEACN. CDISC's DOSE RATE REDUCED counts as a reduction."""

SEVERITY = WordGroup(
    name="severity",
    title="Severity of an adverse event, which is no grade of the CTCAE",
    terms=("MILD", "MODERATE", "SEVERE"),
    words=(
        says("MILD", "en", SEVERITIES, "mild"),
        says("MODERATE", "en", SEVERITIES, "moderate"),
        says("SEVERE", "en", SEVERITIES, "severe"),
        says("MILD", "de", USAGE, "leicht | mild | gering"),
        says("MODERATE", "de", USAGE, "mäßig | mittel | mittelschwer | moderat"),
        says("SEVERE", "de", USAGE, "schwer | stark"),
        says("MILD", "fr", USAGE, "léger | légère | bénin"),
        says("MODERATE", "fr", USAGE, "modéré | modérée"),
        says("SEVERE", "fr", USAGE, "sévère | grave"),
        says("MILD", "es", USAGE, "leve"),
        says("MODERATE", "es", USAGE, "moderado | moderada"),
        says("SEVERE", "es", USAGE, "severo | severa"),
        says("MILD", "it", USAGE, "lieve"),
        says("MODERATE", "it", USAGE, "moderato | moderata"),
        says("SEVERE", "it", USAGE, "severo | severa"),
    ),
)  # fmt: skip
"""AESEV."""

CAUSE = WordGroup(
    name="cause of death",
    title="Cause of death: the disease?",
    terms=("DISEASE", "ADVERSE EVENT", "OTHER CAUSE", "NOT STATED"),
    opposite=MappingProxyType({"DISEASE": "OTHER CAUSE", "ADVERSE EVENT": "OTHER CAUSE"}),
    words=(
        says("DISEASE", "en", USAGE, "disease under study | study disease | underlying disease | disease related | "
             "disease progression | progressive disease | progression | pd | progression of disease | "
             "disease progressed | lymphoma | disease | progressed | hyperviscosity | hyperviscosity syndrome"),
        says("DISEASE", "en", ICD, "waldenstrom | waldenström | waldenstroms | waldenströms | "
             "waldenstrom macroglobulinemia | macroglobulinemia | macroglobulinaemia | lymphoplasmacytic lymphoma | "
             "lpl | wm | myeloma | multiple myeloma | plasma cell myeloma | amyloidosis | amyloid | al amyloidosis | "
             "al | cardiac amyloidosis | plasma cell leukemia"),
        says("DISEASE", "de", USAGE, "krankheitsprogression | grunderkrankung | progress | morbus waldenström | "
             "makroglobulinämie | myelom | multiples myelom | amyloidose | tumorprogression | progrediente erkrankung"),
        says("DISEASE", "fr", USAGE, "progression de la maladie | maladie de waldenström | myélome | "
             "myélome multiple | amylose | maladie"),
        says("DISEASE", "es", USAGE, "progresión de la enfermedad | progresión | macroglobulinemia | mieloma | "
             "mieloma múltiple | amiloidosis"),
        says("DISEASE", "it", USAGE, "progressione di malattia | progressione | macroglobulinemia | mieloma | "
             "mieloma multiplo | amiloidosi"),
        says("ADVERSE EVENT", "en", USAGE, "adverse event | toxicity | treatment related | drug related | "
             "treatment related toxicity | study drug | side effect"),
        says("ADVERSE EVENT", "de", USAGE, "nebenwirkung | toxizität | therapiebedingt"),
        says("ADVERSE EVENT", "fr", USAGE, "événement indésirable | toxicité"),
        says("ADVERSE EVENT", "es", USAGE, "evento adverso | toxicidad"),
        says("ADVERSE EVENT", "it", USAGE, "evento avverso | tossicità"),
        says("OTHER CAUSE", "en", USAGE, "infection | pneumonia | "
             "sepsis | septic shock | covid 19 | covid | heart disease | heart failure | cardiac arrest | "
             "myocardial infarction | stroke | hemorrhage | haemorrhage | intracranial hemorrhage | bleeding | "
             "pulmonary embolism | accident | suicide | second malignancy | second primary malignancy | "
             "other malignancy | lung cancer | renal failure | respiratory failure | multi organ failure | "
             "multiorgan failure | liver failure | old age | other | other cause | other causes | cardiac | "
             "cardiovascular | fall | trauma | influenza | unrelated | not related"),
        says("OTHER CAUSE", "de", USAGE, "infektion | pneumonie | herzinfarkt | herzinsuffizienz | schlaganfall | "
             "blutung | unfall | andere ursache | lungenembolie | herzversagen"),
        says("OTHER CAUSE", "fr", USAGE, "infection | pneumonie | infarctus | avc | hémorragie | autre cause | "
             "choc septique"),
        says("OTHER CAUSE", "es", USAGE, "infección | neumonía | infarto | ictus | hemorragia | otra causa | "
             "choque séptico"),
        says("OTHER CAUSE", "it", USAGE, "infezione | polmonite | infarto | emorragia | altra causa | shock settico"),
        says("NOT STATED", "en", COMPLETION, "death", "weak"),
        says("NOT STATED", "en", USAGE, "died | dead | deceased | expired | unknown cause | cause unknown | "
             "death nos | death of unknown cause | sudden death | unknown | not reported", "weak"),
        says("NOT STATED", "de", USAGE, "tod | verstorben | gestorben | todesfall", "weak"),
        says("NOT STATED", "fr", USAGE, "décès | décédé | décédée", "weak"),
        says("NOT STATED", "es", USAGE, "muerte | fallecido | fallecida | éxitus", "weak"),
        says("NOT STATED", "it", USAGE, "morte | decesso | deceduto | deceduta", "weak"),
    ),
    neutral=(says("", "en", USAGE, "cause | caused | related to | s | because | secondary to | progressive | after | "
        "during | home | hospital | end stage | advanced | study | underlying | under | reason | unknown to | "
        "subject died | progression of"),),
)  # fmt: skip
"""DSTERM of a death."""
