"""Intake of a million laboratory records with and without the checks of plausibility, in pairs on one machine.

python benchmarks/intake.py [--records 1000000] [--pairs 3]
"""

import argparse
import statistics
import time
from datetime import date, timedelta

import numpy as np
import polars as pl

from paraprotein.protocol.load import load_protocol
from paraprotein.sdtm import admit
from paraprotein.sdtm.delivery.delivery import Delivery
from paraprotein.sdtm.plausibility import Expected

TESTS = {"IGM": (3000.0, "mg/dL"), "HGB": (11.0, "g/dL"), "PLAT": (200.0, "10^9/L"), "NEUT": (3.5, "10^9/L"),
         "WBC": (6.0, "10^9/L")}  # fmt: skip
VISITS = 20


def study(records: int) -> dict[str, pl.DataFrame]:
    """Subjects seen 20 times four weeks apart, five tests a visit, 6 % from visit to visit."""
    subjects = records // (len(TESTS) * VISITS)
    random, start = np.random.default_rng(1), date(2004, 1, 5)
    names = [f"S-{number:05d}" for number in range(subjects)]
    days = [(start + timedelta(days=28 * visit)).isoformat() for visit in range(VISITS)]
    level = random.lognormal(0, 0.3, (subjects, 1, len(TESTS))) * np.array([middle for middle, _ in TESTS.values()])
    value = level * random.lognormal(0, 0.06, (subjects, VISITS, len(TESTS)))
    shape = (subjects, VISITS, len(TESTS))
    at = [index.ravel() for index in np.indices(shape)]
    codes, units = list(TESTS), [unit for _, unit in TESTS.values()]
    lb = pl.DataFrame(
        {
            "STUDYID": "S", "DOMAIN": "LB", "USUBJID": np.array(names)[at[0]],
            "LBSEQ": at[1] * len(TESTS) + at[2] + 1, "LBTESTCD": np.array(codes)[at[2]],
            "LBSTRESN": np.round(value.ravel(), 2), "LBSTRESU": np.array(units)[at[2]],
            "VISITNUM": at[1].astype(float), "LBDTC": np.array(days)[at[1]],
        }
    )  # fmt: skip
    dm = pl.DataFrame(
        {"STUDYID": "S", "DOMAIN": "DM", "USUBJID": names, "SUBJID": names, "RFSTDTC": days[1], "RFENDTC": days[-1],
         "RFPENDTC": days[-1], "AGE": 61.0, "AGEU": "YEARS", "SEX": "F"}
    )  # fmt: skip
    return {"DM": dm, "LB": lb}


def main() -> None:
    """Print both times of each pair and the median ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    frames, protocol = study(options.records), load_protocol("imatinib-wm-2007").protocol
    units = {code: unit for code, (_, unit) in TESTS.items()}
    ratios = []
    for _ in range(options.pairs):
        seconds = [_seconds(frames, units, delivery) for delivery in (None, Delivery(Expected.of(protocol)))]
        ratios.append(seconds[1] / seconds[0])
        print(f"without {seconds[0]:.2f} s, with {seconds[1]:.2f} s, ratio {ratios[-1]:.3f}")
    print(f"median ratio {statistics.median(ratios):.3f}")


def _seconds(frames: dict[str, pl.DataFrame], units: dict[str, str], delivery: Delivery | None) -> float:
    """Processor time, which other programs on the machine disturb least."""
    began = time.process_time()
    admit(frames, units=units, marker="IGM", delivery=delivery)
    return time.process_time() - began


if __name__ == "__main__":
    main()
