"""The study tables; virtual and real patients meet here."""

from .files import admit_study as admit_study
from .files import read_study as read_study
from .files import write_study as write_study
from .intake import Admitted as Admitted
from .intake import admit as admit
from .mapped.mapping import read_mapping as read_mapping
from .register import register_study as register_study
from .repairs import REPAIRS as REPAIRS
from .shapes import SHAPES as SHAPES
from .tables import StudyTables as StudyTables
