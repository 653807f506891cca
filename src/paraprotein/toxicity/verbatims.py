"""What a reported term that nobody coded seems to mean: a proposal, for a person to accept.

The table holds the frequent terms of the CTCAE with the words that investigators write for them. A proposal codes
nothing: an event without a dictionary term is counted under its own words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from .names import plain_name

_BLOOD = "Blood and lymphatic system disorders"
_HEART = "Cardiac disorders"
_GUT = "Gastrointestinal disorders"
_GENERAL = "General disorders and administration site conditions"
_IMMUNE = "Immune system disorders"
_INFECTIONS = "Infections and infestations"
_INJURY = "Injury, poisoning and procedural complications"
_TESTS = "Investigations"
_METABOLISM = "Metabolism and nutrition disorders"
_MUSCLE = "Musculoskeletal and connective tissue disorders"
_TUMORS = "Neoplasms benign, malignant and unspecified (incl cysts and polyps)"
_NERVES = "Nervous system disorders"
_MIND = "Psychiatric disorders"
_KIDNEY = "Renal and urinary disorders"
_LUNG = "Respiratory, thoracic and mediastinal disorders"
_SKIN = "Skin and subcutaneous tissue disorders"
_VESSELS = "Vascular disorders"
_EYE = "Eye disorders"


@dataclass(frozen=True)
class Verbatim:
    """A CTCAE term and the words that are written for it.

    Attributes:
        term: the CTCAE term.
        organ_class: its system organ class.
        words: what investigators write beside the term itself.
    """

    term: str
    organ_class: str
    words: tuple[str, ...]


def _term(organ_class: str, term: str, words: str = "") -> Verbatim:
    return Verbatim(term, organ_class, tuple(one.strip() for one in words.split("|") if one.strip()))


TERMS: tuple[Verbatim, ...] = (
    _term(_BLOOD, "Anemia", "low hemoglobin | hemoglobin low | hb low | low hb | decreased hemoglobin | anaemic"),
    _term(_BLOOD, "Febrile neutropenia", "neutropenic fever | fever in neutropenia"),
    _term(_HEART, "Atrial fibrillation", "a fib | afib | af | auricular fibrillation | atrial fib"),
    _term(_HEART, "Atrial flutter"),
    _term(_HEART, "Heart failure", "cardiac failure | congestive heart failure | chf | cardiac decompensation"),
    _term(_HEART, "Myocardial infarction", "heart attack | nstemi | stemi"),
    _term(_HEART, "Palpitations", "heart racing"),
    _term(_EYE, "Periorbital edema", "eyelid edema | swollen eyelids | puffy eyes | eye swelling | "
          "swelling around eyes"),
    _term(_EYE, "Blurred vision", "vision blurred"),
    _term(_GUT, "Nausea", "nauseous | nauseated | feeling sick | sick to stomach"),
    _term(_GUT, "Vomiting", "emesis | vomited | throwing up | vomitting"),
    _term(_GUT, "Diarrhea", "loose stools | loose stool | watery stools | frequent stools"),
    _term(_GUT, "Constipation", "constipated | obstipation"),
    _term(_GUT, "Abdominal pain", "stomach pain | belly pain | stomach ache | abdominal cramps | stomach cramps"),
    _term(_GUT, "Dyspepsia", "indigestion | upset stomach"),
    _term(_GUT, "Gastroesophageal reflux disease", "heartburn | reflux | acid reflux | gerd"),
    _term(_GUT, "Mucositis oral", "mouth sores | mouth ulcers | stomatitis | sore mouth | oral mucositis"),
    _term(_GUT, "Dry mouth", "xerostomia"),
    _term(_GUT, "Flatulence", "gas"),
    _term(_GUT, "Bloating", "abdominal distension"),
    _term(_GUT, "Colitis"),
    _term(_GUT, "Upper gastrointestinal hemorrhage", "upper gi bleed | upper gi bleeding | hematemesis"),
    _term(_GUT, "Lower gastrointestinal hemorrhage", "lower gi bleed | lower gi bleeding | blood in stool"),
    _term(_GENERAL, "Fatigue", "tired | tiredness | exhaustion | asthenia | weakness | lethargy | lack of energy"),
    _term(_GENERAL, "Fever", "pyrexia | febrile | high temperature"),
    _term(_GENERAL, "Chills", "rigors | shivering | rigor"),
    _term(_GENERAL, "Edema limbs", "peripheral edema | swollen legs | leg edema | ankle edema | leg swelling | "
          "ankle swelling | swollen ankles | swelling of legs | edema peripheral | pedal edema | lower limb edema"),
    _term(_GENERAL, "Edema face", "facial edema | facial swelling | swollen face"),
    _term(_GENERAL, "Pain", "aches"),
    _term(_GENERAL, "Non-cardiac chest pain", "chest pain"),
    _term(_GENERAL, "Flu like symptoms", "flu symptoms | influenza like illness"),
    _term(_GENERAL, "Malaise", "feeling unwell"),
    _term(_GENERAL, "Sudden death NOS", "sudden death"),
    _term(_GENERAL, "Multi-organ failure", "multiorgan failure"),
    _term(_IMMUNE, "Cytokine release syndrome", "crs"),
    _term(_IMMUNE, "Allergic reaction", "allergy | hypersensitivity"),
    _term(_IMMUNE, "Anaphylaxis", "anaphylactic reaction | anaphylactic shock"),
    _term(_INFECTIONS, "Lung infection", "pneumonia | chest infection | bronchopneumonia"),
    _term(_INFECTIONS, "Upper respiratory infection", "common cold | uri | urti | head cold | "
          "upper respiratory tract infection | nasopharyngitis"),
    _term(_INFECTIONS, "Bronchial infection", "bronchitis"),
    _term(_INFECTIONS, "Sinusitis", "sinus infection"),
    _term(_INFECTIONS, "Urinary tract infection", "uti | bladder infection | cystitis"),
    _term(_INFECTIONS, "Sepsis", "septic shock | septicemia | blood poisoning | urosepsis"),
    _term(_INFECTIONS, "Skin infection", "cellulitis | erysipelas"),
    _term(_INFECTIONS, "Shingles", "herpes zoster | zoster"),
    _term(_INFECTIONS, "Herpes simplex reactivation", "cold sore | cold sores | herpes simplex | herpes labialis"),
    _term(_INFECTIONS, "Mucosal infection", "oral thrush | thrush | oral candidiasis"),
    _term(_INFECTIONS, "Infections and infestations - Other: COVID-19", "covid | covid 19 | sars cov 2"),
    _term(_INFECTIONS, "Infections and infestations - Other: influenza", "influenza | flu"),
    _term(_INJURY, "Bruising", "bruise | bruises | hematoma | contusion | easy bruising"),
    _term(_INJURY, "Fall", "fell | falls"),
    _term(_INJURY, "Fracture", "broken bone | hip fracture | rib fracture"),
    _term(_INJURY, "Infusion related reaction", "infusion reaction | irr | infusion reactions"),
    _term(_TESTS, "Neutrophil count decreased", "neutropenia | low neutrophils | low anc | anc decreased | "
          "granulocytopenia"),
    _term(_TESTS, "Platelet count decreased", "thrombocytopenia | low platelets | platelets low | thrombopenia"),
    _term(_TESTS, "White blood cell decreased", "leukopenia | low wbc | low white count | wbc decreased"),
    _term(_TESTS, "Lymphocyte count decreased", "lymphopenia | lymphocytopenia"),
    _term(_TESTS, "Alanine aminotransferase increased", "alt increased | elevated alt | alt elevation | gpt increased"),
    _term(_TESTS, "Aspartate aminotransferase increased", "ast increased | elevated ast | ast elevation"),
    _term(_TESTS, "Blood bilirubin increased", "elevated bilirubin | hyperbilirubinemia | bilirubin increased"),
    _term(_TESTS, "Creatinine increased", "elevated creatinine | creatinine elevation"),
    _term(_TESTS, "Weight gain", "weight increased"),
    _term(_TESTS, "Weight loss", "weight decreased"),
    _term(_METABOLISM, "Anorexia", "loss of appetite | decreased appetite | poor appetite | appetite loss"),
    _term(_METABOLISM, "Hypokalemia", "low potassium | potassium low"),
    _term(_METABOLISM, "Hyperkalemia", "high potassium"),
    _term(_METABOLISM, "Hyponatremia", "low sodium"),
    _term(_METABOLISM, "Hypocalcemia", "low calcium"),
    _term(_METABOLISM, "Hypophosphatemia", "low phosphate | low phosphorus"),
    _term(_METABOLISM, "Hyperglycemia", "high glucose | high blood sugar | elevated glucose"),
    _term(_METABOLISM, "Dehydration", "dehydrated"),
    _term(_METABOLISM, "Tumor lysis syndrome", "tls"),
    _term(_MUSCLE, "Muscle cramp", "muscle cramps | cramps | leg cramps | muscle spasms"),
    _term(_MUSCLE, "Arthralgia", "joint pain | painful joints"),
    _term(_MUSCLE, "Myalgia", "muscle pain | muscle ache | muscle aches | sore muscles"),
    _term(_MUSCLE, "Back pain", "backache | lumbago"),
    _term(_MUSCLE, "Bone pain"),
    _term(_MUSCLE, "Pain in extremity", "leg pain | arm pain"),
    _term(_TUMORS, "Treatment related secondary malignancy", "second malignancy | second primary malignancy | "
          "second cancer | secondary malignancy"),
    _term(_TUMORS, "Myelodysplastic syndrome", "mds"),
    _term(_NERVES, "Headache", "cephalgia | head ache | migraine"),
    _term(_NERVES, "Dizziness", "dizzy | light headed | lightheadedness"),
    _term(_NERVES, "Dysgeusia", "taste alteration | taste change | altered taste"),
    _term(_NERVES, "Peripheral sensory neuropathy", "neuropathy | peripheral neuropathy | numbness | tingling | "
          "pins and needles | numb fingers | numb toes | polyneuropathy"),
    _term(_NERVES, "Paresthesia"),
    _term(_NERVES, "Syncope", "fainting | fainted | passed out"),
    _term(_NERVES, "Stroke", "cva | cerebrovascular accident"),
    _term(_NERVES, "Intracranial hemorrhage", "cerebral hemorrhage | brain bleed | subdural hematoma"),
    _term(_NERVES, "Tremor", "shaking hands"),
    _term(_MIND, "Insomnia", "sleeplessness | trouble sleeping | difficulty sleeping"),
    _term(_MIND, "Anxiety", "anxious"),
    _term(_MIND, "Depression", "depressed mood"),
    _term(_MIND, "Confusion", "confused"),
    _term(_KIDNEY, "Acute kidney injury", "acute renal failure | aki | kidney failure | renal failure"),
    _term(_KIDNEY, "Hematuria", "blood in urine"),
    _term(_KIDNEY, "Proteinuria"),
    _term(_LUNG, "Cough", "coughing"),
    _term(_LUNG, "Dyspnea", "shortness of breath | short of breath | sob | breathlessness"),
    _term(_LUNG, "Epistaxis", "nose bleed | nosebleed | nosebleeds | nasal bleeding"),
    _term(_LUNG, "Pleural effusion"),
    _term(_LUNG, "Pneumonitis"),
    _term(_LUNG, "Sore throat", "throat pain"),
    _term(_LUNG, "Nasal congestion", "stuffy nose | runny nose | rhinorrhea"),
    _term(_SKIN, "Rash maculo-papular", "rash | skin rash | exanthema | maculopapular rash"),
    _term(_SKIN, "Pruritus", "itching | itch | itchy skin"),
    _term(_SKIN, "Dry skin"),
    _term(_SKIN, "Alopecia", "hair loss"),
    _term(_SKIN, "Hyperhidrosis", "night sweats | sweating"),
    _term(_SKIN, "Purpura", "petechiae"),
    _term(_VESSELS, "Hypertension", "high blood pressure | elevated blood pressure | htn"),
    _term(_VESSELS, "Hypotension", "low blood pressure"),
    _term(_VESSELS, "Thromboembolic event", "dvt | deep vein thrombosis | pulmonary embolism | thrombosis"),
    _term(_VESSELS, "Hot flashes", "hot flushes | hot flush"),
    _term(_VESSELS, "Phlebitis"),
)  # fmt: skip
"""Frequent terms and classes of the CTCAE v5.0 (2017; recalled); which words mean which term is assumed from usage."""

_ASIDE_WORDS = (
    "GRADE GR G CTC CTCAE TOXICITY MILD MODERATE SEVERE SERIOUS ACUTE CHRONIC WORSENING WORSENED INCREASED OF THE IN "
    "INTERMITTENT PERSISTENT RECURRENT OCCASIONAL LEFT RIGHT BILATERAL AND WITH DUE TO"
)
_ASIDE = frozenset(_ASIDE_WORDS.split(" "))
_DENIALS = ("NO ", "NOT ", "DENIES ", "WITHOUT ")


def propose_terms(verbatim: str) -> tuple[Verbatim, ...]:
    """The CTCAE terms that a reported term seems to name; empty where none is near.

    The longest words of the table that stand in the text decide; where none does, a single near spelling of the whole.
    A denial ("no nausea") proposes nothing.

    >>> [found.term for found in propose_terms("severe NAUSEA gr 3 and vomitting")]
    ['Nausea', 'Vomiting']
    >>> [found.term for found in propose_terms("Diarrhoe")]
    ['Diarrhea']
    >>> propose_terms("patient moved house")
    ()
    """
    text = _words(verbatim)
    if not text or text.startswith(_DENIALS):
        return ()
    found = _contained(text)
    if found:
        return found
    rest = " ".join(word for word in text.split() if word not in _ASIDE and not word.isdigit())
    near = get_close_matches(rest, _phrases(), n=1, cutoff=0.8)
    return (_phrases()[near[0]],) if near else ()


def _words(text: str) -> str:
    """Upper case letters and digits, single blanks, one spelling."""
    return plain_name(re.sub(r"[^A-Za-z0-9]+", " ", text.replace("'", "")))


def _contained(text: str) -> tuple[Verbatim, ...]:
    """Terms whose words stand in the text, longest first, each stretch of the text read once, in the text's order."""
    left, found = f" {text} ", {}
    for phrase in _longest_first():
        place = left.find(f" {phrase} ")
        if place >= 0:
            found[place] = _phrases()[phrase]
            blank = " " + "_" * len(phrase) + " "
            left = left[:place] + blank + left[place + len(blank) :]
    return tuple(dict.fromkeys(found[place] for place in sorted(found)))


@cache
def _phrases() -> Mapping[str, Verbatim]:
    """Words in one spelling -> term; the first term that claims them has them."""
    phrases: dict[str, Verbatim] = {}
    for entry in TERMS:
        for words in (entry.term, *entry.words):
            phrases.setdefault(_words(words), entry)
    return MappingProxyType(phrases)


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(_phrases(), key=len, reverse=True))
