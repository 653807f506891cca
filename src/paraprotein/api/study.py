"""A study: its tables, real or virtual, and what was found in them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Unpack

import polars as pl

from ..arguments import AnyPath
from ..errors import UsageError
from ..files.plain import Record
from ..sdtm.delivery.decisions import answer_study
from ..sdtm.intake import refuse
from ..sdtm.tables import StudyTables
from .findings import Findings
from .gate import Passed, pass_gate
from .intake import IntakeKeywords, IntakeOptions, IntakeTerms, admitted
from .provenance import describe_inputs
from .shown import counted, html_table
from .trial import AnyTrial, Trial


@dataclass(frozen=True, eq=False, repr=False)
class Study(StudyTables):
    """Study tables that passed intake: `study.lb` and `study["LB"]` are Polars frames with CDISC names.

    Attributes:
        frames: domain to table.
        findings: warnings and notes of the intake.
        source: where the study came from.
        terms: units and marker that the results were read for; `analyze` checks that they are the trial's.
        stand_in: what a simulated study says of a drug that another one's model stands in for; empty for other data.
        not_simulated: toxicities that simulated patients could not have.
        passed: what the gate found under the protocol that the study was read for; None where it has not been asked.
        inputs: the files it was read from, with hash, size and records, and how they were read; None in memory.
        cut: nothing later than this day is in the tables; None: everything.

    Example:
        >>> study = simulate("imatinib-wm-2007", seed=7)
        >>> study.dm.height, len(study.subjects)
        (28, 28)
    """

    findings: Findings
    source: str
    terms: IntakeTerms
    stand_in: str = ""
    not_simulated: tuple[str, ...] = ()
    passed: Passed | None = None
    inputs: Record | None = None
    cut: date | None = None

    @property
    def subjects(self) -> tuple[str, ...]:
        """USUBJID of every subject, in the order of DM."""
        return tuple(self.dm["USUBJID"].cast(pl.String).unique(maintain_order=True))

    @property
    def trials(self) -> tuple[int, ...]:
        """Numbers of the simulated trials; 0 alone for a real study."""
        return tuple(self.dm["TRIAL"].unique(maintain_order=True))

    def of_trial(self, number: int) -> "Study":
        """One simulated trial of several.

        Raises:
            UsageError: no trial has this number.
        """
        if number not in self.trials:
            fix = f"write a number from {min(self.trials)} to {max(self.trials)}" if self.trials else "read a study"
            raise UsageError.one(self.source, f"there is no trial {number}", fix, "study.trial")
        frames = {domain: frame.filter(pl.col("TRIAL") == number) for domain, frame in self.frames.items()}
        return replace(self, frames=frames, source=f"{self.source}, trial {number}")

    def __repr__(self) -> str:
        of = f" in {len(self.trials)} trials" if len(self.trials) > 1 else ""
        records = ", ".join(f"{domain} {self[domain].height}" for domain in self if self[domain].height)
        subjects = counted(len(self.subjects), "subject")
        return f"<Study {self.source}: {subjects}{of}; records: {records}; {self.findings.counts}>"

    def _repr_html_(self) -> str:
        rows = [(domain, self[domain].height) for domain in self if self[domain].height]
        title = f"{self.source}: {counted(len(self.subjects), 'subject')}; {self.findings.counts}"
        return html_table(title, ("table", "records"), rows)


AnyStudy = AnyPath | Iterable[AnyPath] | Study
"""What a verb takes for its data: a folder, archive or file, several of these, or a `Study`."""


def read_study(
    data: AnyPath | Iterable[AnyPath], protocol: AnyTrial | None = None, **options: Unpack[IntakeKeywords]
) -> Study:
    """Read a study's own data; every finding is kept, and no record is dropped without notice.

    Args:
        data: a folder of study tables, a zip archive of them, or single files.
        protocol: a bundled name, a path, or a `Trial`: results are converted to its units. Without it they keep the
            units of the files, for a look; an analysis needs the protocol.
        options: `strict`, `study`, `trial`, `mapping`, `repairs`, `memory_limit`, `cut`, `decisions`, `today`; see
            `IntakeOptions`.

    Raises:
        DataError: files that cannot be read, several studies and none chosen, or findings that stop the work.
        UsageError: an option that cannot be used.

    Example:
        >>> study = read_study("study/", "imatinib-wm-2007")
        >>> study
        <Study study/: 2 subjects; records: DM 2, EX 3, LB 13; ...>
        >>> study.lb["LBTESTCD"].n_unique()
        3
    """
    from ..scale.study_folder import read_simulated

    trial = Trial.of(protocol) if protocol is not None else None
    rules, asked = trial.protocol if trial is not None else None, IntakeOptions(**options)
    answers = asked.answers(trial.directory if trial is not None else None)
    intake = admitted(rules, data, replace(asked, strict=False), answers)  # the gate judges warnings with those to come
    source = str(data) if isinstance(data, str) or not isinstance(data, Iterable) else ", ".join(map(str, data))
    said = read_simulated(Path(source))
    terms, frames = IntakeTerms.of(rules), intake.tables.frames
    inputs = describe_inputs(trial, intake.inputs, asked) if trial is not None else None
    if rules is None or intake.tables.dm["TRIAL"].n_unique() > 1:  # each of many trials passes the gate by itself
        findings = answer_study(intake.findings, answers)
        refuse(findings, strict=asked.strict)
        return Study(
            frames, Findings(findings), source, terms, said.stand_in, said.not_simulated, None, inputs, asked.cut_day
        )
    passed = pass_gate(rules, intake.tables, intake.findings)
    findings = answer_study(passed.findings, answers)
    refuse(findings, strict=asked.strict)
    passed = replace(passed, findings=Findings(findings))
    return Study(
        frames, passed.findings, source, terms, said.stand_in, said.not_simulated, passed, inputs, asked.cut_day
    )


def passed_gate(trial: Trial, study: Study) -> Passed:
    """What the gate finds about a study under a trial's protocol; the reading of the study may have asked it already.

    Raises:
        DataError: findings that stop the work; carries every finding.
    """
    return study.passed or pass_gate(trial.protocol, study, study.findings)


def study_for(trial: Trial | None, data: AnyStudy, options: IntakeKeywords) -> Study:
    """The study that an argument means, in the units of a trial.

    Raises:
        DataError: files that cannot be used.
        UsageError: options for a study that is read already, or one that was read for another protocol.
    """
    if not isinstance(data, Study):
        if isinstance(data, StudyTables):
            fix = "give the path, or what read_study or simulate returned"
            raise UsageError.one("data", "bare tables, without the units they were read for", fix, "argument.study")
        return read_study(data, trial, **options)
    if options:
        fix = "give them to read_study"
        raise UsageError.one("data", f"{', '.join(options)} given with a study that is read", fix, "argument.options")
    if trial is not None and data.terms != IntakeTerms.of(trial.protocol):
        fix = "read it for this protocol: read_study(path, trial)"
        raise UsageError.one(data.source, "was read for other units or another marker", fix, "argument.units")
    return data
