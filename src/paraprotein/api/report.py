"""Results on paper: the page with its figures and tables."""

from pathlib import Path
from typing import TYPE_CHECKING

from ..arguments import AnyPath, as_path
from ..errors import InputError, UsageError
from .analysis import Analysis

if TYPE_CHECKING:
    from .runs import Runs


def write_report(
    results: "Analysis | Runs | AnyPath", out: AnyPath | None = None, *, sensitivity: bool = False
) -> Path:
    """Write a report: the page, and beside it every figure, every table and the results.

    Args:
        results: an `Analysis`, `Runs`, or a folder that a report was written to: its page is made anew.
        out: folder to write; for a folder of results, None writes into the same folder.
        sensitivity: for `Runs`, add how false responses depend on assay, visits and confirmation.

    Returns:
        The page.

    Raises:
        UsageError: no folder named, a folder that holds something else, or results that cannot be read.

    Example:
        write_report(analyze("imatinib-wm-2007", "study/"), "runs/study")
    """
    from ..report import write_report as write
    from .runs import Runs

    if not isinstance(results, Analysis | Runs):
        return redraw_report(results, out)
    if out is None:
        raise UsageError.one("out", "no folder is named", "name the folder to write", "report.folder")
    if isinstance(results, Analysis):
        return write(results.report, out, results.adam)
    return write(results.report(sensitivity), out, results.replicates.example.adam)


def redraw_report(results: AnyPath, out: AnyPath | None = None) -> Path:
    """Draw the page, the figures and the tables of a results folder again, from its results.json.

    Raises:
        UsageError: results that are missing or damaged, or a folder that holds something else.
    """
    from ..report import read_report, refuse_strangers, write_report

    known = read_report(results)
    folder = refuse_strangers(as_path(results, "results") if out is None else out)
    try:
        return write_report(known, folder)
    except InputError:
        raise
    except Exception as error:
        if not known.is_edited:
            raise
        fix = "write the results again with `paraprotein run` or `paraprotein analyze`"
        found = f"results.json is damaged: {type(error).__name__} {error}"
        raise UsageError.one(str(results), found, fix, "report.unreadable") from error
