"""Adverse events of special interest: lists of terms under one name.

A list holds preferred terms, or whole system organ classes: an entry that is the name of a class takes all its events.
The standard lists are short and assumed; they are no Standardised MedDRA Queries, which are licensed. A protocol writes
its own list wherever that matters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..sources import Source
from .names import plain_name

CTCAE5 = Source("ctcae5", "CTCAE version 5.0, 2017, terms and their system organ classes", note="recalled")
ATRIAL = Source(
    "byrd2021", "Byrd et al., J Clin Oncol 2021;39:3441, events of clinical interest with BTK inhibitors",
    "10.1200/JCO.21.01210", note="recalled",
)  # fmt: skip
ASTCT = Source(
    "lee2019", "Lee et al., Biol Blood Marrow Transplant 2019;25:625, ASTCT grading of cytokine release syndrome",
    "10.1016/j.bbmt.2018.12.758", note="recalled",
)  # fmt: skip


@dataclass(frozen=True)
class SpecialInterest:
    """A list of terms of special interest.

    Attributes:
        name: as the protocol and the tables call it.
        terms: preferred terms and system organ classes.
        source: where the terms come from; which of them to pool is assumed.
    """

    name: str
    terms: tuple[str, ...]
    source: Source

    @property
    def plain(self) -> frozenset[str]:
        """The terms in one spelling, see `plain_name`."""
        return plain_terms(self.terms)


def plain_terms(terms: Iterable[str]) -> frozenset[str]:
    """Terms in one spelling, see `plain_name`."""
    return frozenset(plain_name(term) for term in terms)


def _list(name: str, terms: str, source: Source = CTCAE5) -> SpecialInterest:
    return SpecialInterest(name, tuple(term.strip() for term in terms.split("|")), source)


STANDARD: Mapping[str, SpecialInterest] = MappingProxyType(
    {
        group.name: group
        for group in (
            _list("atrial fibrillation", "Atrial fibrillation | Atrial flutter", ATRIAL),
            _list("bleeding", "Haemorrhage | Hematoma | Haemorrhage intracranial | Intracranial hemorrhage | "
                  "Cerebral haemorrhage | Subarachnoid haemorrhage | Subdural haematoma | "
                  "Gastrointestinal haemorrhage | "
                  "Upper gastrointestinal haemorrhage | Upper gastrointestinal hemorrhage | "
                  "Lower gastrointestinal haemorrhage | Lower gastrointestinal hemorrhage | Rectal haemorrhage | "
                  "Rectal hemorrhage | Haematochezia | Melaena | Melena | Haematemesis | Epistaxis | Haemoptysis | "
                  "Bronchopulmonary hemorrhage | Pulmonary haemorrhage | Haematuria | Hematuria | Contusion | "
                  "Bruising | Increased tendency to bruise | Ecchymosis | Petechiae | Purpura | Gingival bleeding | "
                  "Mouth haemorrhage | Oral hemorrhage | Vaginal haemorrhage | Vaginal hemorrhage | "
                  "Retroperitoneal haemorrhage | Retinal haemorrhage | Conjunctival haemorrhage | Eye haemorrhage | "
                  "Post procedural haemorrhage | Postoperative hemorrhage | Traumatic haematoma", ATRIAL),
            _list("infection", "Infections and infestations | Pneumonia | Lung infection | Sepsis | Septic shock | "
                  "Bacteraemia | Upper respiratory tract infection | Upper respiratory infection | "
                  "Lower respiratory tract infection | Bronchitis | Bronchial infection | Sinusitis | "
                  "Nasopharyngitis | Pharyngitis | Influenza | COVID-19 | COVID-19 pneumonia | "
                  "Urinary tract infection | Cystitis | Pyelonephritis | Cellulitis | Skin infection | Herpes zoster | "
                  "Shingles | Herpes simplex | Oral candidiasis | Mucosal infection | Clostridium difficile colitis | "
                  "Clostridium difficile infection | Catheter related infection | Device related infection | "
                  "Cytomegalovirus infection reactivation | Hepatitis B reactivation | Aspergillus infection | "
                  "Bronchopulmonary aspergillosis | Pneumocystis jirovecii pneumonia | "
                  "Progressive multifocal leukoencephalopathy | Infection | Tooth infection | Conjunctivitis | "
                  "Gastroenteritis | Enterocolitis infectious | Endocarditis infective | Meningitis"),
            _list("neuropathy", "Neuropathy peripheral | Peripheral neuropathy | Peripheral sensory neuropathy | "
                  "Peripheral motor neuropathy | Peripheral sensorimotor neuropathy | Polyneuropathy | Neuralgia | "
                  "Paraesthesia | Paresthesia | Hypoaesthesia | Dysaesthesia | Dysesthesia | Autonomic neuropathy"),
            _list("infusion reaction", "Infusion related reaction | Infusion-related reaction | "
                  "Infusion site reaction | Injection related reaction | Systemic administration related reaction | "
                  "Hypersensitivity | Anaphylactic reaction | Anaphylaxis | Anaphylactoid reaction"),
            _list("cytokine release", "Cytokine release syndrome | Cytokine storm | "
                  "Immune effector cell-associated neurotoxicity syndrome", ASTCT),
            _list("second cancer", "Second primary malignancy | Treatment related secondary malignancy | "
                  "Myelodysplastic syndrome | Leukemia secondary to oncology chemotherapy | Acute myeloid leukaemia | "
                  "Basal cell carcinoma | Squamous cell carcinoma | Squamous cell carcinoma of skin | "
                  "Malignant melanoma | Malignant melanoma in situ | Bowen's disease | Breast cancer | "
                  "Prostate cancer | Lung neoplasm malignant | Lung adenocarcinoma | Non-small cell lung cancer | "
                  "Colon cancer | Colorectal cancer | Rectal cancer | Gastric cancer | Pancreatic carcinoma | "
                  "Renal cell carcinoma | Renal cancer | Bladder cancer | Transitional cell carcinoma | "
                  "Endometrial cancer | Ovarian cancer | Thyroid cancer | Papillary thyroid cancer | "
                  "Hepatocellular carcinoma | Neuroendocrine tumour | Neuroendocrine carcinoma of the skin"),
        )
    }
)  # fmt: skip
"""The standard lists by name."""
