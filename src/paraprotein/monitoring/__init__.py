"""An ongoing study on one day, by the very rules of the trial engine."""

from .monitor import Monitor as Monitor
from .monitor import monitor as monitor
