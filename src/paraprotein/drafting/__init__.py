"""First drafts of a protocol and of a mapping, from what the data show; a person completes them."""

from .findings import check_draft as check_draft
from .mapping import draft_mapping as draft_mapping
from .study import Drafts as Drafts
from .study import draft_study as draft_study
