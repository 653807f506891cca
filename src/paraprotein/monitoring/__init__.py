"""An ongoing study on one day, by the very rules of the trial engine."""

from .as_of import tables_as_of as tables_as_of
from .monitor import Monitor as Monitor
from .monitor import monitor as monitor
