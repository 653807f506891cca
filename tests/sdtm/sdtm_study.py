"""A small study with two subjects, as files hold it: what each test starts from and damages."""

import polars as pl


def small_study() -> dict[str, pl.DataFrame]:
    """DM, EX, LB and AE of two subjects; dates are ISO text, TRIAL is absent."""
    head = {"STUDYID": ["S", "S"], "USUBJID": ["S-001", "S-002"]}
    return {
        "DM": pl.DataFrame(
            {
                **head,
                "DOMAIN": ["DM", "DM"],
                "SUBJID": ["001", "002"],
                "RFSTDTC": ["2004-01-05", "2004-02-02"],
                "RFENDTC": ["2004-12-31", "2004-06-30"],
                "RFPENDTC": ["2005-01-30", "2004-07-30"],
                "AGE": [61.0, 70.0],
                "AGEU": ["YEARS", "YEARS"],
                "SEX": ["F", "M"],
            }
        ),
        "EX": pl.DataFrame(
            {
                **head,
                "DOMAIN": ["EX", "EX"],
                "EXSEQ": [1, 1],
                "EXTRT": ["imatinib", "imatinib"],
                "EXDOSE": [400.0, 400.0],
                "EXDOSU": ["mg", "mg"],
                "EXDOSFRQ": ["QD", "QD"],
                "EXROUTE": ["ORAL", "ORAL"],
                "EXSTDTC": ["2004-01-05", "2004-02-02"],
                "EXENDTC": ["2004-12-31", "2004-06-30"],
            }
        ),
        "LB": pl.DataFrame(
            {
                "STUDYID": ["S"] * 4,
                "DOMAIN": ["LB"] * 4,
                "USUBJID": ["S-001", "S-001", "S-002", "S-002"],
                "LBSEQ": [1, 2, 1, 2],
                "LBTESTCD": ["IGM"] * 4,
                "LBORRES": ["3200", "1500", "4100", "4000"],
                "LBORRESU": ["mg/dL"] * 4,
                "LBSTRESC": ["3200", "1500", "4100", "4000"],
                "LBSTRESN": [3200.0, 1500.0, 4100.0, 4000.0],
                "LBSTRESU": ["mg/dL"] * 4,
                "LBDTC": ["2004-01-02", "2004-02-02", "2004-02-02", "2004-03-01"],
            }
        ),
        "AE": pl.DataFrame(
            {
                "STUDYID": ["S"],
                "DOMAIN": ["AE"],
                "USUBJID": ["S-001"],
                "AESEQ": [1],
                "AETERM": ["swollen ankles"],
                "AEDECOD": ["Oedema peripheral"],
                "AETOXGR": ["2"],
                "AESTDTC": ["2004-02-10"],
            }
        ),
    }


def with_lab(**columns: object) -> dict[str, pl.DataFrame]:
    """The small study with one more IGM record of S-001, whose columns are given."""
    study = small_study()
    record = {
        "STUDYID": "S",
        "DOMAIN": "LB",
        "USUBJID": "S-001",
        "LBSEQ": 3,
        "LBTESTCD": "IGM",
        "LBDTC": "2004-03-01",
        **columns,
    }
    types = {"LBSTRESN": pl.Float64, "LBLLOQ": pl.Float64, "LBSTNRHI": pl.Float64, "LBSTNRLO": pl.Float64}
    added = pl.DataFrame({name: pl.Series([value], dtype=types.get(name)) for name, value in record.items()})
    study["LB"] = pl.concat([study["LB"], added], how="diagonal_relaxed")
    return study
