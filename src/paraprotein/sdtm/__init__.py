"""The study tables; virtual and real patients meet here."""

from .files import admit_study as admit_study
from .files import read_study as read_study
from .files import write_study as write_study
from .intake import Admitted as Admitted
from .intake import admit as admit
from .shapes import SHAPES as SHAPES
from .tables import StudyTables as StudyTables
