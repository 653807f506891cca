"""Tables from bytes and back: SAS transport and data sets, Dataset-JSON, CSV, Parquet, zip; no CDISC knowledge."""

from .dataset import Dataset as Dataset
from .formats import SUFFIXES as SUFFIXES
from .formats import read_datasets as read_datasets
