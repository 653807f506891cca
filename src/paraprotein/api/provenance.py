"""What results were computed from: the files, the protocol, the mapping and how the data were read."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from ..files.plain import Record
from ..plain_text import plain_line
from ..protocol import LoadedProtocol
from ..sdtm.register import RegisteredFile, describe_file
from .intake import IntakeOptions


def describe_inputs(
    loaded: LoadedProtocol, files: Mapping[str, RegisteredFile], options: IntakeOptions | None = None
) -> Record:
    """The record that results carry, as plain data.

    Args:
        loaded: the protocol.
        files: name to hash, size and number of records of every file of the study.
        options: how the data were read; None: the defaults.

    Returns:
        `files`, `protocol`, `mapping` and, where there are some, `decisions` (name, sha256, bytes, records), and the
        `options` that were set.
    """
    options = options or IntakeOptions()
    mapping = Path(options.mapping) if options.mapping is not None else None
    chosen = {"strict": options.strict, "study": options.study, "trial": options.trial}
    settings = {name: value for name, value in chosen.items() if value} | (
        {"repairs": ", ".join(options.repairs)} if options.repairs else {}
    )
    if options.cut_day is not None:
        settings["cut"] = options.cut_day.isoformat()
    answers = options.decisions_file(loaded.directory)
    return {
        "files": [{"name": name, **asdict(files[name])} for name in sorted(files)],
        "protocol": _file(loaded.path),
        "mapping": _file(mapping) if mapping is not None else None,
        "options": settings,
        **({"decisions": _file(answers)} if answers is not None else {}),
    }


def _file(path: Path) -> Record:
    """Name, hash and size of a file; of one that was read from stdin only its name."""
    described = asdict(describe_file(path)) if path.is_file() else {}
    return {"name": plain_line(path.name), **described}
