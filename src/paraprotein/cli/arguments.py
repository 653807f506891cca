"""Arguments and options that several verbs take."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..api.trial import Trial
from ..errors import ProtocolError
from ..protocol.explain import stand_in_sentence
from ..protocol.load import load_protocol_text
from ..protocol.yaml_reader import MAX_BYTES
from .handler import say, show_noticed

ProtocolName = Annotated[
    str, typer.Argument(metavar="PROTOCOL", help="A protocol file, a bundled study, or - for stdin.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to this file instead of stdout.")]
Trials = Annotated[int, typer.Option("--trials", min=1, help="Number of simulated trials.")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**63 - 1, help="Seed; the same seed gives the same bytes.")]
ReportFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write the report to this folder: page, figures, tables.")
]
StudyData = Annotated[
    Path, typer.Argument(metavar="DATA", help="A folder of study tables, a zip archive of them, or a single file.")
]
OneStudy = Annotated[str | None, typer.Option("--study", metavar="ID", help="STUDYID, where the data hold several.")]
OneTrial = Annotated[
    int | None, typer.Option("--trial", min=1, metavar="N", help="Number of one simulated trial, where there are many.")
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="What the columns of tables that are not CDISC mean.")
]
Repairs = Annotated[
    list[str] | None,
    typer.Option(
        "--repair", metavar="NAME", help="Repair to apply and log (as a finding offers it); repeat it for several."
    ),
]
MemoryLimit = Annotated[
    str | None,
    typer.Option(
        "--memory-limit",
        metavar="SIZE",
        help="Memory that the tables may take, such as 4GB, where a valid study is larger than its files' size lets "
        "expect (twice that size and 300 MB).",
    ),
]
Cut = Annotated[
    str | None,
    typer.Option("--cut", "--as-of", metavar="DATE", help="Take only what was known on this day, ISO: 2004-09-01."),
]
DecisionsFile = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        metavar="FILE",
        help="Answers to earlier findings; left out: decisions.yaml beside the protocol, if it is there.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at warnings as at errors.")]


def load_and_notice(name: str) -> Trial:
    """The trial that an argument names; the warnings about its protocol go to stderr.

    Raises:
        ProtocolError: not a valid protocol; carries every finding at once.
    """
    trial = load_named(name)
    show_noticed(trial.findings)
    return trial


def load_to_simulate(name: str) -> Trial:
    """The trial that an argument names, fit to be simulated; warnings and any stand-in go to stderr.

    Raises:
        ProtocolError: not a valid protocol.
        UsageError: it cannot be simulated as it stands; carries every finding at once.
    """
    from ..simulation import require_executable

    trial = load_named(name)
    show_noticed([*trial.findings, *require_executable(trial)])
    if sentence := stand_in_sentence(trial.protocol):
        say(sentence)
    return trial


def load_named(name: str) -> Trial:
    """The trial that an argument names; `-` is stdin, with companions looked for in the current folder.

    Raises:
        ProtocolError: not a valid protocol; carries every finding at once.
    """
    if name != "-":
        return Trial.of(name)
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        return Trial.of(load_protocol_text(content.decode("utf-8-sig"), Path("-")))
    except UnicodeDecodeError as error:
        found = f"not UTF-8 text at byte {error.start}"
        raise ProtocolError.one("-", found, "send the file as UTF-8", "file.encoding") from error
