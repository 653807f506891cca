"""The study tables; virtual and real patients meet here."""

from .intake import Admitted as Admitted
from .intake import admit as admit
from .shapes import SHAPES as SHAPES
from .tables import StudyTables as StudyTables
