"""One study out of a folder that holds several, or one simulated trial out of many: pooling them is no analysis."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from ..errors import DataError, Finding
from .records import Origin

Frames = Mapping[str, pl.DataFrame]
Origins = Mapping[str, tuple[Origin, ...]]


def select_records(
    frames: Frames, origins: Origins, study: str | None = None, trial: int | None = None
) -> tuple[Frames, Origins, list[Finding]]:
    """The records of the chosen study and trial; findings still name file and row.

    Args:
        frames: domain to table, before the door.
        origins: domain to the files that its records came from.
        study: STUDYID; None where the tables must hold one study only.
        trial: number of a simulated trial; None takes all.

    Returns:
        Tables, origins, and a finding where several studies are there and none was chosen.

    Raises:
        DataError: no such study or trial.
    """
    studies = _count(frames, "STUDYID")
    if study is not None:
        _require(study, studies, "--study", "study")
        frames, origins = _keep(frames, origins, "STUDYID", study)
    if trial is not None:
        _require(str(trial), _count(frames, "TRIAL"), "--trial", "trial")
        frames, origins = _keep(frames, origins, "TRIAL", str(trial))
    return frames, origins, [_several(studies)] if study is None and len(studies) > 1 else []


def _text(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.strip_chars()


def _count(frames: Frames, column: str) -> dict[str, int]:
    """Subjects by study or trial, from DM."""
    dm = frames.get("DM", pl.DataFrame())
    if column not in dm.columns:
        return {}
    counted = dm.lazy().select(_text(column)).drop_nulls().group_by(column).len().sort(column).collect()
    return {name: count for name, count in counted.iter_rows() if name}


def _require(wanted: str, there: Mapping[str, int], option: str, kind: str) -> None:
    if wanted not in there:
        fix = f"write one of: {', '.join(list(there)[:10])}" if there else f"leave {option} out"
        raise DataError.one(option, f"the data hold no {kind} '{wanted}'", fix, f"data.{kind}")


def _several(studies: Mapping[str, int]) -> Finding:
    named = ", ".join(f"{name} ({count} subjects)" for name, count in list(studies.items())[:10])
    fix = f"choose one, for example --study {next(iter(studies))}; analyse each by itself"
    return Finding("DM, STUDYID", f"the data hold {len(studies)} studies: {named}", fix, rule="data.study")


def _keep(frames: Frames, origins: Origins, column: str, value: str) -> tuple[Frames, Origins]:
    """Records of one value; a table without the column follows its subjects in DM."""
    subjects = frames["DM"].filter(_text(column) == value)["USUBJID"] if "USUBJID" in frames["DM"].columns else None
    kept, places = {}, {}
    for domain, frame in frames.items():
        if column in frame.columns:
            mask = frame.select(_text(column) == value).to_series().fill_null(False)
        elif subjects is not None and "USUBJID" in frame.columns:
            mask = frame["USUBJID"].cast(pl.String).is_in(subjects.cast(pl.String).implode())
        else:
            mask = pl.repeat(True, frame.height, eager=True)
        kept[domain] = frame.filter(mask)
        places[domain] = _places(origins.get(domain, ()), mask)
    return kept, places


def _places(origins: tuple[Origin, ...], mask: pl.Series) -> tuple[Origin, ...]:
    """Places of the kept records in their files."""
    left, start = [], 0
    for origin in origins:
        positions = np.flatnonzero(mask[start : start + origin.rows].to_numpy())
        start += origin.rows
        numbers = tuple(origin.row(int(position)) for position in positions)
        left.append(Origin(origin.file, len(numbers), origin.first_row, numbers))
    return tuple(left)
