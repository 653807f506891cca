"""Population files: distributions, correlations, calibrated draws, and where each number comes from."""

import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from paraprotein.errors import ProtocolError
from paraprotein.protocol.load_population import load_population

TEXT = """\
schema: 1
model: imatinib-wm
variant: mixed
sources:
  widmer2006: {citation: "Widmer et al., Br J Clin Pharmacol 2006;62:97"}
parameters:
  CL: {typical: 12, unit: L/h, distribution: lognormal, omega: 0.22, standing: derived}
  V: {typical: 300, unit: L, distribution: lognormal, cv: 0.31, standing: verified, source: widmer2006}
  HB: {typical: 11.4, unit: g/dL, distribution: normal, sd: 1.6, low: 8, standing: recalled}
  LR: {typical: 0.21, unit: "1", distribution: logit-normal, omega: 0.58, standing: assumed, reason: no data}
  KD: {typical: 319, unit: ng/mL, standing: derived}
correlations: [{between: [CL, V], rho: 0.8}]
"""


def write(folder: Path, text: str = TEXT, name: str = "mine") -> Path:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def findings_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(ProtocolError) as caught:
        load_population("mine", write(folder, text))
    return [str(finding) for finding in caught.value.findings]


def test_each_parameter_has_its_distribution_and_its_source(tmp_path: Path) -> None:
    population = load_population("mine", write(tmp_path))
    assert list(population.parameters) == ["CL", "V", "HB", "LR", "KD"]
    clearance, volume, hemoglobin = (population.parameters[name] for name in ("CL", "V", "HB"))
    assert (clearance.typical, clearance.spread, clearance.unit) == (12, 0.22, "L/h")
    assert volume.spread == pytest.approx(math.sqrt(math.log(1 + 0.31**2)), rel=1e-14)
    assert volume.provenance.source == population.sources["widmer2006"]
    assert (hemoglobin.spread, hemoglobin.low, hemoglobin.high) == (1.6, 8, None)
    assert population.parameters["KD"].spread == 0
    assert population.correlations[0].rho == 0.8
    assert population.draws is None


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("omega: 0.22, ", "", "no spread"),
        ("omega: 0.22", "omega: -0.22", "greater than or equal to 0"),
        ("omega: 0.22", "sd: 0.22", "give omega or cv"),
        ("omega: 0.22", "omega: 0.22, cv: 0.2", "give omega or cv"),
        ("unit: ng/mL, ", "unit: ng/mL, omega: 0.2, ", "a fixed parameter with omega"),
        ("typical: 0.21", "typical: 1.21", "between 0 and 1"),
        ("typical: 12", "typical: 0", "must exceed 0"),
        ("low: 8", "low: 12", "outside 12 to inf"),
        (", source: widmer2006", "", "without a source"),
        ("source: widmer2006", "source: widmer2007", "write 'widmer2006'"),
        (", reason: no data", "", "without a reason"),
        ("rho: 0.8", "rho: 1", "less than 1"),
        ("between: [CL, V]", "between: [CL, Vd]", "'Vd' is not a parameter"),
        ("standing: recalled", "standing: guessed", "not permitted"),
        ("typical: 300", "typcial: 300", "unknown field"),
    ],
)
def test_each_mistake_is_said(tmp_path: Path, right: str, wrong: str, words: str) -> None:
    assert right in TEXT
    (finding,) = findings_of(tmp_path, TEXT.replace(right, wrong, 1))
    assert words in finding
    assert "mine.yaml:" in finding


def test_draws_replace_typical_values_and_spreads_with_weights_that_sum_to_one(tmp_path: Path) -> None:
    (tmp_path / "draws.csv").write_text("weight,CL,CL.spread\n1,11,0.2\n3,13,0.3\n")
    draws = load_population("mine", write(tmp_path, TEXT + "draws: draws.csv\n")).draws
    assert draws is not None
    np.testing.assert_allclose(draws.weights, [0.25, 0.75])
    np.testing.assert_array_equal(draws.typical["CL"], [11, 13])
    np.testing.assert_array_equal(draws.spread["CL"], [0.2, 0.3])


def test_draws_are_the_same_from_csv_and_parquet(tmp_path: Path) -> None:
    table = pl.DataFrame({"weight": [0.5, 0.5], "CL": [11.0, 13.0]})
    table.write_csv(tmp_path / "draws.csv")
    table.write_parquet(tmp_path / "draws.parquet")
    digests = {
        load_population("mine", write(tmp_path, TEXT + f"draws: draws.{ending}\n")).digest
        for ending in ("csv", "parquet")
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("CL\n11\n", "no column 'weight'"),
        ("weight,CLL\n1,11\n", "'CLL' is not a parameter"),
        ("weight,CL\n-1,11\n", "negative"),
        ("weight,CL\n0,11\n", "sum to 0"),
        ("weight,CL\n1,x\n", "not a finite number"),
        ("weight,CL\n1,\n2,3\n", "not a finite number"),
        ("", "cannot be read"),
    ],
)
def test_draws_that_cannot_be_used_are_said(tmp_path: Path, table: str, words: str) -> None:
    (tmp_path / "draws.csv").write_text(table)
    (finding,) = findings_of(tmp_path, TEXT + "draws: draws.csv\n")
    assert words in finding


@pytest.mark.parametrize("draws", ["none.csv", "../draws.csv", "/etc/passwd"])
def test_draws_lie_beside_their_population(tmp_path: Path, draws: str) -> None:
    assert findings_of(tmp_path, TEXT + f"draws: {draws}\n")


def test_a_population_is_found_beside_the_protocol_before_a_bundled_one(tmp_path: Path) -> None:
    (tmp_path / "populations").mkdir()
    assert load_population("mixed", tmp_path).sources  # bundled
    write(tmp_path / "populations", name="mixed")
    assert list(load_population("mixed", tmp_path).parameters) == ["CL", "V", "HB", "LR", "KD"]


@pytest.mark.parametrize(("name", "words"), [("mixde", "write 'mixed'"), ("nothing-like-it", "no population file")])
def test_an_unknown_population_is_said(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(ProtocolError, match=words):
        load_population(name, tmp_path)


def test_a_population_outside_the_protocols_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "study").mkdir()
    with pytest.raises(ProtocolError, match="outside"):
        load_population("../mine.yaml", tmp_path / "study")


def test_the_digest_follows_what_changes_a_patient(tmp_path: Path) -> None:
    digest = load_population("mine", write(tmp_path)).digest
    assert load_population("mine", write(tmp_path, TEXT.replace("no data", "none found"))).digest == digest
    assert load_population("mine", write(tmp_path, TEXT.replace("typical: 319", "typical: 320"))).digest != digest
