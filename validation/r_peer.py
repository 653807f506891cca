"""R beside us: haven opens the files that we write and writes files that we read, survival and stats check statistics,
and base R derives a million laboratory records.

Run it with `python validation/r_peer.py`; it writes `r_peer.md`. It needs Rscript with haven and survival, and says so
where they are missing. The R side is `r_peer.R`.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from numpy.typing import NDArray

from paraprotein.adam.derive import derive_all
from paraprotein.files.dataset import Dataset
from paraprotein.files.formats import read_datasets
from paraprotein.files.xpt_write import write_xpt
from paraprotein.protocol import load_protocol
from paraprotein.scale import simulate_study_folder
from paraprotein.sdtm import StudyTables, admit_study, write_study
from paraprotein.statistics import (
    RankSum,
    SignedRank,
    compute_kaplan_meier,
    compute_log_rank,
    compute_rank_sum,
    compute_reverse_kaplan_meier,
    compute_signed_rank,
    compute_survival_quantile,
)

R_PROGRAM = Path(__file__).with_suffix(".R")
RECORDS = 1_000_000
SAMPLES = 200
PROTOCOL = "imatinib-wm-2007"
NEEDED = 'for (p in c("haven", "survival")) cat(p, as.character(packageVersion(p)), ""); cat(R.version.string)'


@dataclass(frozen=True)
class Agreement:
    """What was compared, how many values, how many are equal."""

    what: str
    values: int
    equal: int


def find_r() -> str:
    """R and its packages with their versions; empty where one is missing."""
    if shutil.which("Rscript") is None:
        return ""
    done = subprocess.run(["Rscript", "-e", NEEDED], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def run_r(*arguments: str | Path) -> None:
    """One command of the R side."""
    subprocess.run(["Rscript", str(R_PROGRAM), *map(str, arguments)], check=True, capture_output=True)


def texts(path: Path) -> list[str]:
    """The lines of a file that R wrote."""
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def compare_with_dump(dataset: Dataset, folder: Path, what: str) -> Iterator[Agreement]:
    """A data set beside what haven saw in the same file: names, labels, formats of dates, every value."""
    table = dataset.table
    names = texts(folder / "names")
    yield Agreement(f"{what}: names", table.width, sum(a == b for a, b in zip(table.columns, names, strict=True)))
    ours = [dataset.labels.get(name, "") for name in table.columns]
    pairs = zip(ours, texts(folder / "labels"), strict=True)
    yield Agreement(f"{what}: labels", table.width, sum(a == b for a, b in pairs))
    shown = {pl.Date: "Date", pl.Datetime("us"): "POSIXct", pl.String: "character"}
    kinds = [shown.get(kind, "numeric") for kind in table.dtypes]
    pairs = zip(kinds, texts(folder / "classes"), strict=True)
    yield Agreement(f"{what}: types and date formats", table.width, sum(a == b for a, b in pairs))
    equal = sum(_equal(values, folder / str(n)) for n, values in enumerate(table.iter_columns(), start=1))
    yield Agreement(f"{what}: values", table.height * table.width, equal)


def _equal(values: pl.Series, path: Path) -> int:
    """Values equal to R's, which has no missing text but an empty one, and days or seconds since 1970 for dates."""
    if values.dtype == pl.String:
        theirs = pl.Series(texts(path), dtype=pl.String)
        return int((values.fill_null("") == theirs).sum())
    numbers = values.to_physical().cast(pl.Float64).fill_null(float("nan")).to_numpy()
    numbers = numbers / 1e6 if values.dtype == pl.Datetime else numbers
    theirs_as_numbers = np.fromfile(path, "<f8")
    both_missing = np.isnan(numbers) & np.isnan(theirs_as_numbers)
    return int((both_missing | (numbers == theirs_as_numbers)).sum())


def awkward(version: int) -> Dataset:
    """Values at the edges of the format."""
    table = pl.DataFrame(
        {
            "USUBJID": ["S-001", None, "S 3  x", "'=1+1"],
            "N": [1.5, None, -1e-30, 0.1 + 0.2],
            "BIG": [7e74, -7e74, 5e-70, 2.0**53],
            "ADT": [date(2004, 2, 29), None, date(1959, 12, 31), date(1582, 10, 15)],
            "ADTM": [datetime(2004, 2, 29, 10, 30, 59), None, datetime(1959, 12, 31, 23), datetime(2099, 1, 1)],
            "T": ["x" * 200, None, "y", '"quoted", text'],
        }
    )
    labels = {"USUBJID": "Unique Subject Identifier", "T": "x" * 40, "N": "% change & <limits>"}
    if version == 8:
        more = {
            "ANALYSIS_VALUE_WITH_A_LONG_NAME": pl.Series([1.0, None, 3.0, 4.0]),
            "LETTERS": pl.Series(["Ödem", "κ ≥ 1", None, "ß"]),
        }
        table = table.with_columns(**more, LONGEST=pl.Series(["z" * 32_767, None, "a", "b"]))
        labels |= {"T": "y" * 250, "LETTERS": "Größe"}
    return Dataset("AW", table, "Awkward values", labels)


def check_written(folder: Path, tables: StudyTables) -> Iterator[Agreement]:
    """Files of ours, opened by haven; our own reader represents what was written, and is checked against it."""
    for version in (5, 8):
        write_xpt(awkward(version), folder / "aw.xpt", version=version)
        paths = [folder / "aw.xpt", *write_study(tables, folder / f"study{version}", "xpt" if version == 5 else "xpt8")]
        for path in paths:
            [read] = read_datasets(path)
            run_r("dump", path, folder / "dump")
            yield from compare_with_dump(read, folder / "dump", f"{path.stem.upper()}, XPT version {version}")
        [read] = read_datasets(folder / "aw.xpt")
        same = sum(int(a.eq_missing(b).sum()) for a, b in zip(read.table, awkward(version).table, strict=True))
        yield Agreement(f"AW, XPT version {version}: read back by us", 4 * read.table.width, same)


def check_read(folder: Path) -> Iterator[Agreement]:
    """Files that haven wrote, read by us."""
    run_r("make", folder)
    for name, what in (("v5.xpt", "write_xpt 5"), ("v8.xpt", "write_xpt 8"), ("sas.sas7bdat", "write_sas")):
        [read] = read_datasets(folder / name)
        yield from compare_with_dump(read, folder / Path(name).stem, f"haven::{what}")


def check_statistics(folder: Path) -> Iterator[Agreement]:
    """Random samples, with ties and without: our kernels beside survfit, survdiff and wilcox.test."""
    chance, n = np.random.default_rng(1), 24
    shape = (SAMPLES, n)
    times, events = chance.integers(1, 30, shape).astype(float), chance.random(shape) < 0.6
    arms = np.broadcast_to(np.arange(n) % 2, shape)
    tied = np.arange(SAMPLES) % 2 == 0
    values = np.where(tied[:, None], chance.integers(-9, 12, shape) / 2, chance.normal(0.3, 1.0, shape).round(6))
    columns = {"time": times, "event": events.astype(int), "arm": arms, "value": values}
    samples = pl.DataFrame({name: column.ravel() for name, column in columns.items()})
    samples.insert_column(0, pl.Series("sample", np.repeat(np.arange(SAMPLES), n))).write_csv(folder / "samples.csv")
    run_r("statistics", folder)
    theirs = pl.read_csv(folder / "answers.csv", null_values="NA").sort("sample")
    is_exact = theirs["exact"].to_numpy()
    median = compute_survival_quantile(compute_kaplan_meier(times, events))
    reverse = compute_survival_quantile(compute_reverse_kaplan_meier(times, events))
    ours = {
        "km_median": median.estimate,
        "km_lower": median.lower,
        "km_upper": median.upper,
        "reverse_median": reverse.estimate,
        "log_rank": compute_log_rank(times, events, arms).chi_square,
        "rank_sum": _by_rule(compute_rank_sum, is_exact, values, arms == 0),
        "signed_rank": _by_rule(compute_signed_rank, is_exact, values),
    }
    for name, found in ours.items():
        expected = theirs[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        equal = np.isclose(np.ravel(found), expected, rtol=1e-9, equal_nan=True)
        yield Agreement(f"{name}, {SAMPLES} samples of {n}", SAMPLES, int(equal.sum()))


def _by_rule(
    test: Callable[..., RankSum | SignedRank], is_exact: NDArray[np.bool_], *samples: NDArray[np.generic]
) -> NDArray[np.float64]:
    """p exact where R's is, else by the corrected approximation, which R takes for ties."""
    exact, approximate = (test(*samples, largest_exact=n).p for n in (50, 0))
    return np.where(is_exact, exact, approximate)


def many_tables(tables: StudyTables) -> StudyTables:
    """One study of a million laboratory records: the simulated patients many times over, under other numbers."""
    copies = -(-RECORDS // tables["LB"].height)

    def repeat(frame: pl.DataFrame) -> pl.DataFrame:
        if frame.is_empty():
            return frame
        numbers = pl.Series("copy", range(copies), dtype=pl.Int32)
        many = frame.join(numbers.to_frame(), how="cross")
        renamed = [pl.col(name).cast(pl.String) + "-" + pl.col("copy").cast(pl.String) for name in many.columns
                   if name in ("USUBJID", "SUBJID")]  # fmt: skip
        return many.with_columns(renamed).select(pl.col(name).cast(kind) for name, kind in frame.schema.items())

    return StudyTables({domain: repeat(tables[domain]) for domain in ("DM", "EX", "LB", "AE", "DS", "RS")})


def time_both(folder: Path, tables: StudyTables) -> list[str]:
    """Rows of the table of times, seconds."""
    study = folder / "many"
    write_study(many_tables(tables), study, "xpt")
    run_r("derive", study / "lb.xpt", folder)
    records, read, derived, _ = texts(folder / "times")
    protocol = load_protocol(PROTOCOL).protocol
    start = time.perf_counter()
    admitted = admit_study(study)
    door = time.perf_counter()
    adlb = derive_all(admitted.tables, protocol).adlb
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    graded = adlb["ATOXGR"].drop_nulls().len()
    return [
        f"{int(records):,} laboratory records of {admitted.tables.dm.height:,} subjects, "
        f"{(study / 'lb.xpt').stat().st_size / 1e6:.0f} MB of XPT version 5:",
        "",
        "| | read, s | check and settle, s | derive, s | what it derives |",
        "| --- | ---: | ---: | ---: | --- |",
        f"| haven and base R | {float(read):.1f} | none | {float(derived):.1f} | BASE, CHG, PCHG, grade of one test |",
        f"| paraprotein | with the next | {door - start:.1f} | {done - door:.1f} | all six data sets; ADLB has "
        f"{adlb.height:,} records and {adlb.width} variables, {graded:,} graded |",
        "",
        f"Peak memory of our process, with what made the study: {peak:,.0f} MiB.",
    ]


def main() -> None:
    """Compare, time, and write the page."""
    versions = find_r()
    if not versions:
        sys.exit("skipped: Rscript with haven and survival is not on this machine; install R and these packages")
    with TemporaryDirectory() as name:
        folder = Path(name)
        simulate_study_folder(load_protocol(PROTOCOL), trials=1, seed=1, out=folder / "study", inert=False)
        study = admit_study(folder / "study").tables
        tables = StudyTables({d: study[d].with_columns(TRIAL=pl.lit(0, pl.Int32)) for d in study})
        found = [*check_written(folder, tables), *check_read(folder), *check_statistics(folder)]
        times = time_both(folder, tables)
    lines = [
        "# R beside paraprotein",
        "",
        f"With {versions}, on {os.cpu_count()} cores that other work shared. Written by `r_peer.py`.",
        "",
        "## Files and statistics",
        "",
    ]
    lines += ["| compared | values | equal |", "| --- | ---: | ---: |"]
    lines += [f"| {one.what} | {one.values:,} | {one.equal:,} |" for one in found]
    lines += ["", "## A million laboratory records", "", *times]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
