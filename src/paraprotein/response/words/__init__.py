"""Every word that decides, in one place: synonyms as data with a source, and the function that reads them."""

from .events import ACTION as ACTION
from .events import CAUSE as CAUSE
from .events import DISPOSED as DISPOSED
from .events import DISPOSITION as DISPOSITION
from .events import DISPOSITION_KIND as DISPOSITION_KIND
from .events import OUTCOME as OUTCOME
from .events import PROCEDURE as PROCEDURE
from .events import SEVERITY as SEVERITY
from .events import THERAPY as THERAPY
from .events import VITAL_STATUS as VITAL_STATUS
from .findings import DETECTION as DETECTION
from .findings import ENLARGEMENT as ENLARGEMENT
from .findings import MARROW as MARROW
from .findings import NYHA as NYHA
from .findings import PROGRESSION as PROGRESSION
from .reading import Reading as Reading
from .reading import mentions as mentions
from .reading import method_key as method_key
from .reading import read_word as read_word
from .records import AMOUNT as AMOUNT
from .records import EVALUATOR as EVALUATOR
from .records import LESION as LESION
from .records import LESION_STATE as LESION_STATE
from .records import LOCATION as LOCATION
from .records import METHOD as METHOD
from .records import RELATION as RELATION
from .records import RESPONSE as RESPONSE
from .shared import SHARED as SHARED
from .tokens import key_of as key_of
from .tokens import plain as plain
from .vocabulary import WordGroup as WordGroup
from .vocabulary import Words as Words

GROUPS: tuple[WordGroup, ...] = (
    DETECTION, MARROW, PROGRESSION, ENLARGEMENT, NYHA, PROCEDURE, THERAPY, DISPOSITION, DISPOSED, DISPOSITION_KIND,
    VITAL_STATUS, OUTCOME, ACTION, SEVERITY, CAUSE, RESPONSE, EVALUATOR, LESION, LESION_STATE, LOCATION, RELATION,
    METHOD, AMOUNT,
)  # fmt: skip
"""Every group of words, in the order of the documentation."""
