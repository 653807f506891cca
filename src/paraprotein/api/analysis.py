"""A study analysed by its trial, and the ways to look at the results."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from ..analysis import analyze as analyze_tables
from ..analysis import results
from ..analysis.explanation import SubjectExplanation
from ..arguments import AnyPath
from ..files.plain import Record
from .findings import Findings
from .intake import IntakeKeywords, require_one_trial
from .shown import counted, html_table
from .study import AnyStudy, passed_gate, study_for
from .trial import AnyTrial, Trial

if TYPE_CHECKING:
    from ..report import Report
    from ..report.figures import Drawing


@dataclass(frozen=True, eq=False, repr=False)
class Analysis(results.Analysis):
    """The analysis of one study: `result["orr"].value`, `result.adam["ADLB"]`, `result.explain("0001")`.

    Attributes:
        trial: the protocol with how each value is known.
        findings: what was found in the data.
        stand_in: what simulated data say of a drug that another one's model stood in for.
        cut: the day after which nothing of the data was used, ISO; empty: everything was used.
        inputs: what the study was read from; None of a study that was simulated in memory.

    Example:
        >>> result = analyze("imatinib-wm-2007", simulate("imatinib-wm-2007", seed=7))
        >>> result["evaluable"].n, result["evaluable"].denominator
        (26, 28)
        >>> "orr" in result
        True
    """

    trial: Trial
    findings: Findings
    stand_in: str = ""
    cut: str = ""
    inputs: Record | None = None

    @cached_property
    def report(self) -> "Report":
        """The results as plain data, ready for the page, its figures and tables."""
        from ..report import Report

        return Report.of_study(self.trial, self, self.findings, self.stand_in, self.cut, self.inputs)

    @property
    def plot(self) -> "Plots":
        """The figures of the report: `result.plot.waterfall()`."""
        return Plots(self.report)

    def explain(self, subject: str) -> "PatientExplanation":
        """Why each visit of one patient has its status; see `explain_response`."""
        return PatientExplanation.of(super().explain(subject))

    def __repr__(self) -> str:
        lines = [f"<Analysis of {self.trial.id}: {counted(len(self.ids), 'result')}; {self.findings.counts}>"]
        return "\n".join(lines + [f"{name}: {self[name]!r}" for name in self._shown()])

    def _repr_html_(self) -> str:
        rows = [(name, repr(self[name])) for name in self._shown()]
        return html_table(f"{self.trial.id}: {counted(len(self.ids), 'result')}", ("id", "result"), rows)

    def _shown(self) -> Iterable[str]:
        """The results that a short form names: who was evaluable, who responded, and for how long."""
        return (name for name in ("evaluable", "orr", "mrr", "ttp_median", "pfs_median") if name in self)


@dataclass(frozen=True, eq=False)
class Plots:
    """The figures of an analysis, drawn when asked for; a notebook shows each as SVG.

    Attributes:
        report: what is drawn.
    """

    report: "Report"

    def waterfall(self) -> "Drawing":
        """Best change of the marker from baseline, one bar per patient."""
        from ..report.figures.waterfall import plot_best

        return plot_best(self.report)

    def waterfall_fixed(self) -> "Drawing":
        """Change of the marker at the protocol's fixed time, one bar per patient."""
        from ..report.figures.waterfall import plot_fixed

        return plot_fixed(self.report)

    def spider(self) -> "Drawing":
        """Change of the marker over time, one line per patient."""
        from ..report.figures.spider import plot_change

        return plot_change(self.report)

    def swimmer(self) -> "Drawing":
        """Treatment, response and progression over time, one lane per patient."""
        from ..report.figures.swimmer import plot_lanes

        return plot_lanes(self.report)

    def survival(self) -> "tuple[Drawing, ...]":
        """Kaplan-Meier curves of the times that the study has."""
        from ..report.figures.kaplan_meier import plot_curves

        return tuple(plot_curves(self.report))

    def toxicity(self) -> "Drawing":
        """Worst grade of each toxicity."""
        from ..report.figures.toxicity import plot_grades

        return plot_grades(self.report)

    def all(self) -> "tuple[Drawing, ...]":
        """Every figure of the report, in its order."""
        from ..report.figures import draw_figures

        return draw_figures(self.report)


@dataclass(frozen=True, repr=False)
class PatientExplanation(SubjectExplanation):
    """One patient's response explained; prints as a table of visits, each with the sentence of the rule."""

    @classmethod
    def of(cls, explained: SubjectExplanation) -> "PatientExplanation":
        """The explanation in the form that shows itself."""
        return cls(**{field.name: getattr(explained, field.name) for field in fields(explained)})

    def __repr__(self) -> str:
        from ..report.explanation_table import tabulate_explanation

        table = tabulate_explanation(self.record())
        lines = [table.title]
        for visit in table.visits:
            cells = zip(table.columns, visit.cells, strict=True)
            lines.append("; ".join(f"{column.heading} {', '.join(cell)}" for column, cell in cells if any(cell)))
            lines.append(f"    {visit.why}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from ..report.explanation_table import tabulate_explanation

        table = tabulate_explanation(self.record())
        headings = [*(column.heading for column in table.columns), "Why"]
        rows = [[*("; ".join(cell) for cell in visit.cells), visit.why] for visit in table.visits]
        return html_table(table.title, headings, rows)


def analyze(
    protocol: AnyTrial, data: AnyStudy, out: AnyPath | None = None, **options: Unpack[IntakeKeywords]
) -> Analysis:
    """Analyse a study's own data by its protocol; every finding in the data is kept with the results.

    Args:
        protocol: a bundled name, a path, or a `Trial`.
        data: a folder of study tables, a zip archive of them, single files, or a `Study`, real or virtual.
        out: also write the report to this folder: page, figures, tables.
        options: how the data are read; see `IntakeOptions`.

    Raises:
        DataError: files that cannot be read, or findings that stop the work.
        ProtocolError: not a valid protocol.
        UsageError: several simulated trials, a study read for another protocol, or a folder that holds something else.

    Example:
        >>> result = analyze("imatinib-wm-2007", "study/")
        >>> result["orr"]
        Overall response (minor or better): 1 of 2 patients, 95 % limits 0.01258 to 0.9874 (count)
    """
    trial = Trial.of(protocol)
    if out is not None:
        from ..report import refuse_strangers

        refuse_strangers(out)
    study = study_for(trial, data, options)
    require_one_trial(study, study.source)
    passed = passed_gate(trial, study)
    found = analyze_tables(study, trial, passed.adam, not_collected=study.not_simulated)
    whole = {field.name: getattr(found, field.name) for field in fields(found)}
    result = Analysis(
        **whole, trial=trial, findings=passed.findings, stand_in=study.stand_in,
        cut=study.cut.isoformat() if study.cut is not None else "", inputs=study.inputs,
    )  # fmt: skip
    if out is not None:
        from .report import write_report

        write_report(result, out)
    return result


def explain_response(
    protocol: AnyTrial, data: AnyStudy, subject: str, **options: Unpack[IntakeKeywords]
) -> PatientExplanation:
    """Explain one patient's response visit by visit: value, changes, status, and the sentence of the rule.

    Args:
        protocol: a bundled name, a path, or a `Trial`.
        data: a study's files, or a `Study`.
        subject: USUBJID, or a SUBJID that only one subject has.
        options: how the data are read; see `IntakeOptions`.

    Raises:
        DataError: findings that stop the work.
        UsageError: no such subject, or several; several simulated trials.

    Example:
        >>> explain_response("imatinib-wm-2007", "study/", "S1").visits[0].status
        'PR'
    """
    from ..analysis.explanation import explain_subject

    trial = Trial.of(protocol)
    study = study_for(trial, data, options)
    require_one_trial(study, study.source)
    return PatientExplanation.of(explain_subject(study, trial.protocol, subject, passed_gate(trial, study).adam))
