"""What columns and tests are called in tables that are not CDISC: words of registries and laboratories, as data.

Names are compared without case, accents and signs; English first, then German, French, Spanish and Italian. Source:
usage, assumed.
"""

from collections.abc import Mapping
from types import MappingProxyType

from ..response.words import DETECTION, ENLARGEMENT, MARROW, NYHA, PROGRESSION, RESPONSE, WordGroup

COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "DM": {
            "SEX": ("sex", "gender", "geschlecht", "sexe", "sexo", "sesso"),
            "AGE": ("age", "ageyears", "ageatentry", "ageatdiagnosis", "alter", "edad", "eta"),
            "BRTHDTC": ("birthdate", "dateofbirth", "dob", "birth", "geburtsdatum", "datedenaissance",
                        "fechadenacimiento",
                        "datadinascita"),
            "RFSTDTC": ("firstdose", "firstdosedate", "startoftreatment", "treatmentstart", "dateoffirstdose",
                        "treatmentstartdate", "datefirstdose", "c1d1", "c1d1date", "txstart", "erstedosis",
                        "therapiebeginn", "debuttraitement", "iniciotratamiento", "iniziotrattamento"),
            "RFENDTC": ("lastdose", "lastdosedate", "endoftreatment", "treatmentend", "dateoflastdose",
                        "treatmentenddate", "datelastdose", "txend"),
            "RFPENDTC": ("lastcontact", "lastfollowup", "lastseen", "lastvisit", "lastknownalive"),
            "DTHDTC": ("deathdate", "dateofdeath", "death"),
            "PRIORTX": ("priortherapies", "priorlines", "previoustherapies", "nprior", "linesoftherapy"),
        },
        "EX": {
            "EXTRT": ("drug", "treatment", "studydrug"),
            "EXDOSE": ("dose", "dosemg", "dailydose", "dosemgday", "currentdose", "dosegiven"),
            "EXDOSU": ("doseunit",),
            "EXSTDTC": ("dosestart", "dosestartdate", "startdate", "visitdate", "date"),
            "EXENDTC": ("doseend", "doseenddate", "enddate", "stopdate"),
        },
        "AE": {
            "AETERM": ("adverseevent", "ae", "aeterm", "event", "toxicity"),
            "AETOXGR": ("grade", "ctcaegrade", "aegrade", "toxgrade"),
            "AESTDTC": ("onset", "onsetdate", "aestart", "aestartdate", "aeonset", "startdate"),
            "AEENDTC": ("resolved", "aeend", "aeenddate", "resolution", "resolveddate", "enddate", "stopdate"),
        },
        "LB": {
            "LBTESTCD": ("test", "analyte", "testname", "labtest", "parameter", "testcode", "component", "labname",
                         "componentname", "assayname", "analyse", "analysename", "untersuchung", "messgrosse",
                         "prufung", "analito",
                         "examen", "analisi", "esame", "prueba", "bezeichnung"),
            "LBORRES": ("result", "value", "labvalue", "resultvalue", "ordvalue", "numericresult", "testresult",
                        "ergebnis", "wert", "messwert", "resultat", "resultado", "risultato", "valeur", "valor",
                        "valore"),
            "LBORRESU": ("unit", "units", "resultunit", "referenceunit", "uom", "unitofmeasure", "einheit",
                         "unite", "unidad", "unita"),
            "LBDTC": ("labdate", "collectiondate", "sampledate", "visitdate", "datecollected", "drawdate", "date",
                      "specimendate", "dateofvisit", "samplingdate", "collected", "resultdate", "datum",
                      "entnahmedatum",
                      "abnahmedatum", "probendatum", "datedeprelevement", "fecha", "datavisita", "dataprelievo"),
            "LBSTNRLO": ("lowernormal", "lln", "reflow", "normallow"),
            "LBSTNRHI": ("uppernormal", "uln", "refhigh", "normalhigh"),
            "LBMETHOD": ("method", "assay"),
        },
    }
)  # fmt: skip

SUBJECT = (
    "usubjid", "subjid", "subject", "subjectid", "patient", "patientid", "patientno", "patientnumber", "pid", "mrn",
    "recordid", "studyid", "caseid", "patientennummer", "patientennr", "patientenid", "fallnummer", "numeropatient",
    "paciente", "numeropaciente", "paziente", "numeropaziente", "id",
)  # fmt: skip

TESTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "IGM": (
            "igm",
            "serumigm",
            "immunoglobulinm",
            "igmserum",
            "igmlevel",
            "igmis",
            "igmimserum",
            "immunoglobulinem",
        ),
        "IGG": ("igg", "immunoglobuling"),
        "IGA": ("iga", "immunoglobulina"),
        "MCPROT": (
            "mprotein",
            "mspike",
            "paraprotein",
            "monoclonalprotein",
            "serummprotein",
            "mcomponent",
            "mgradient",
            "mgradientis",
            "picmonoclonal",
            "picomonoclonal",
            "componentemonoclonale",
        ),
        "UMCPROT": ("urinemprotein", "mproteinurine", "urinemspike", "bencejonesprotein"),
        "KLCFR": (
            "kappa",
            "freekappa",
            "kappaflc",
            "sflckappa",
            "freekappalightchain",
            "kappafreelightchain",
            "freieleichtkettenkappa",
            "freiekappaleichtketten",
            "kappafrei",
            "chaineslegereskappa",
            "kappalibre",
        ),
        "LLCFR": (
            "lambda",
            "freelambda",
            "lambdaflc",
            "sflclambda",
            "freelambdalightchain",
            "lambdafreelightchain",
            "freieleichtkettenlambda",
            "freielambdaleichtketten",
            "lambdafrei",
            "chainesligereslambda",
            "lambdalibre",
        ),
        "BNPPRONT": ("ntprobnp", "probnp"),
        "TRYPTASE": ("tryptase", "serumtryptase"),
        "HGB": (
            "hgb",
            "hb",
            "hemoglobin",
            "haemoglobin",
            "hgblevel",
            "hamoglobin",
            "hemoglobine",
            "hemoglobina",
            "emoglobina",
        ),
        "IFE": (
            "ife",
            "sife",
            "immunofixation",
            "serumimmunofixation",
            "serumife",
            "immunfixation",
            "ifeserum",
            "immunfixationserum",
            "immunofixationserique",
            "inmunofijacion",
            "immunofissazione",
            "imfix",
            "immfix",
        ),
        "UIFE": (
            "uife",
            "urineimmunofixation",
            "urineife",
            "immunofixationurine",
            "immunfixationurin",
            "immunofixationurinaire",
            "immunofissazioneurinaria",
        ),
        "PLSTCECE": ("bmpc", "marrowplasmacells", "plasmacells", "bonemarrowplasmacells", "plasmazellen"),
        "WBC": (
            "wbc",
            "leukocytes",
            "leucocytes",
            "whitebloodcells",
            "whitecellcount",
            "whitebloodcellcount",
            "leukozyten",
            "leucocytes",
            "leucocitos",
            "leucociti",
        ),
        "NEUT": (
            "neut",
            "anc",
            "neutrophils",
            "absoluteneutrophilcount",
            "neutrophilcount",
            "neuts",
            "neutrophile",
            "neutrophiles",
            "neutrofilos",
            "neutrofili",
        ),
        "LYM": ("lym", "alc", "lymphocytes", "lymphocytecount"),
        "PLAT": (
            "plat",
            "plt",
            "plts",
            "platelets",
            "thrombocytes",
            "plateletcount",
            "thrombozyten",
            "plaquettes",
            "plaquetas",
            "piastrine",
        ),
        "ALT": ("alt", "sgpt", "alat"),
        "AST": ("ast", "sgot", "asat"),
        "BILI": ("bili", "bilirubin", "totalbilirubin"),
        "CREAT": ("creat", "creatinine", "serumcreatinine", "kreatinin", "creatinina"),
    }
)
"""LBTESTCD to the words by which tables call the test."""

SEXES: Mapping[str, str] = MappingProxyType(
    {
        "male": "M",
        "m": "M",
        "man": "M",
        "1": "M",
        "female": "F",
        "f": "F",
        "woman": "F",
        "w": "F",
        "2": "F",
        "0": "F",
        "mannlich": "M",
        "weiblich": "F",
        "homme": "M",
        "femme": "F",
        "hombre": "M",
        "mujer": "F",
        "uomo": "M",
        "donna": "F",
        "masculin": "M",
        "feminin": "F",
    }
)
"""How exports write sex; the numbers are REDCap's habit, and only a guess."""


ASSESSMENTS: Mapping[str, tuple[WordGroup, tuple[str, ...]]] = MappingProxyType(
    {
        "BMNORM": (
            MARROW,
            ("bmnormal", "bmnorm", "marrownormal", "bonemarrownormal", "normalmarrow", "marrow", "bonemarrow",
            "bmresult",
             "marrowresult", "bonemarrowresult", "knochenmark", "knochenmarknormal", "moelle", "moellenormale",
             "medulaosea", "midollo"),
        ),
        "CLINPD": (
            PROGRESSION,
            ("clinicalprogression", "clinicalpd", "clinpd", "progression", "diseaseprogression", "klinischerprogress",
             "progressionclinique", "progresionclinica", "progressioneclinica"),
        ),
        "EMD": (
            ENLARGEMENT,
            ("emd", "extramedullary", "extramedullarydisease", "nodes", "lymphnodes", "spleen", "nodesspleen",
             "splenomegaly", "lymphadenopathy", "organomegaly", "milz", "lymphknoten", "bazo", "milza"),
        ),
        "NYHA": (NYHA, ("nyha", "nyhaclass", "nyhaklasse", "classenyha", "clasenyha")),
        "OVRLRESP": (
            RESPONSE,
            ("response", "overallresponse", "investigatorresponse", "responseassessment", "ansprechen",
             "reponse", "respuesta", "risposta"),
        ),
    }
)  # fmt: skip
"""RSTESTCD -> the words of its results, and what its column is called in a table with a row per visit."""

WORD_TESTS: Mapping[str, WordGroup] = MappingProxyType({"IFE": DETECTION, "UIFE": DETECTION, "PLSNCE": DETECTION})
"""LBTESTCD of tests whose result is a word."""
