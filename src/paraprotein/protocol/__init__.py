"""The one declarative file: schema, load, resolve, explain."""

from .load import LoadedProtocol as LoadedProtocol
from .load import load_protocol as load_protocol
from .load_population import load_population as load_population
