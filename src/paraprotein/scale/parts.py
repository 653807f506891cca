"""One finished batch as files: a Parquet set and a record with its checksums.

The bytes follow from the tables alone: fixed compression, one row group of fixed size after another, codes as text
(the order of categories depends on what a process read before), no clock and no machine.
"""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

import polars as pl

from ..errors import DataError
from ..files.plain import Plain
from ..sdtm import SHAPES, StudyTables, admit
from ..sdtm.shapes import Shape
from ..sdtm.tables import empty_table
from ..storage.seal import checksum
from .plan import Batch

ALWAYS = ("DM", "EX", "LB", "AE", "DS", "RS")
"""Domains that every part has, also when empty; the others are written when they have records."""

RECORDLESS = ("CM", "PR")
"""Domains that every simulated study has without a record: a part without their file says that nothing happened."""

ROWS_PER_GROUP = 262_144


class SimulatedTrials(Protocol):
    """What a simulator hands over for a batch; `paraprotein.simulation.VirtualStudy` is one."""

    @property
    def tables(self) -> StudyTables:
        """Study tables of the batch's trials."""

    @property
    def screened(self) -> int:
        """Candidates screened to fill all places."""

    @property
    def failed(self) -> int:
        """Patients whose integration broke down."""


SimulateTrials = Callable[[range], SimulatedTrials]
"""Simulates the trials with these replicate numbers; a trial is the same whatever else is asked for."""


@dataclass(frozen=True)
class PartRecord:
    """What a run directory knows of one finished batch.

    Attributes:
        batch: number of the batch, from 1.
        first: first trial.
        last: last trial.
        patients: patients enrolled.
        screened: candidates screened to fill all places.
        failed: patients whose integration broke down.
        sha256: file name to checksum, hexadecimal.
    """

    batch: int
    first: int
    last: int
    patients: int
    screened: int
    failed: int
    sha256: Mapping[str, str]

    def as_json(self) -> dict[str, Plain]:
        """Plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Part:
    """One finished batch: its record and the content of its files."""

    record: PartRecord
    files: Mapping[str, bytes]


def make_part(batch: Batch, simulated: SimulatedTrials) -> Part:
    """The files of one batch."""
    files = _encode(simulated.tables)
    record = PartRecord(
        batch=batch.number,
        first=batch.trials[0],
        last=batch.trials[-1],
        patients=simulated.tables.dm.height,
        screened=simulated.screened,
        failed=simulated.failed,
        sha256={name: checksum(content) for name, content in files.items()},
    )
    return Part(record, files)


def record_text(record: PartRecord, run: str) -> bytes:
    """Content of a part's record file; `run` is the digest of the run that it belongs to."""
    content = {"run": run, **record.as_json()}
    return (json.dumps({**content, "digest": _digest(content)}, indent=1) + "\n").encode()


def _digest(content: Mapping[str, object]) -> str:
    """The record's checksum of itself: its counts are as safe as the files."""
    return checksum(json.dumps(content, sort_keys=True).encode())


def parse_record(content: bytes) -> tuple[PartRecord, str]:
    """The record and the run's digest.

    Raises:
        ValueError: damaged.
    """
    try:
        found = json.loads(content)
        stated = found.pop("digest")
        if stated != _digest(found):
            raise ValueError("the part's record was changed")
        run = str(found.pop("run"))
        return PartRecord(**found), run
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("not a part's record") from error


def decode_part(files: Mapping[str, bytes]) -> StudyTables:
    """Study tables from the files of a part, through the same door as every study."""
    frames = {domain: empty_table(SHAPES[domain]) for domain in RECORDLESS}
    for name, content in files.items():
        try:
            frames[name.removesuffix(".parquet").upper()] = pl.read_parquet(io.BytesIO(content))
        except pl.exceptions.PolarsError as error:
            fix = "repeat the command that made the run: it redoes damaged parts"
            raise DataError.one(name, "not a readable Parquet file", fix, "store.parquet") from error
    return admit(frames).tables


def _stored(table: pl.DataFrame, shape: Shape) -> list[str]:
    """Columns of a part: those of the shape, but for the ones that are kept only where a record has a value."""
    return [
        column.name
        for column in shape.columns
        if not column.when_known or table[column.name].null_count() < table.height
    ]


def _encode(tables: StudyTables) -> dict[str, bytes]:
    files = {}
    for domain, shape in SHAPES.items():
        if domain in ALWAYS or not tables[domain].is_empty():
            table = (
                tables[domain]
                .select(_stored(tables[domain], shape))
                .with_columns(pl.col(pl.Categorical).cast(pl.String))
                .rechunk()
            )
            buffer = io.BytesIO()
            table.write_parquet(buffer, compression="zstd", compression_level=3, row_group_size=ROWS_PER_GROUP)
            files[f"{domain.lower()}.parquet"] = buffer.getvalue()
    return files
