"""What a protocol states and no simulation would honour is refused or reported, with the field and a way out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from altered import Tree, load, stand_in_tree, waldenstrom_tree, write
from plain_pharmacology import simulate_plainly

from paraprotein.analysis.plan import analyze
from paraprotein.errors import Finding, UsageError
from paraprotein.pharmacology.registry import model_named
from paraprotein.protocol import load_protocol
from paraprotein.protocol.explain import stand_in_sentence
from paraprotein.protocol.load import load_protocol_text
from paraprotein.simulation import check_executable, not_simulated, require_executable

MODEL = model_named("imatinib-wm")


def found(tree: Tree) -> dict[str, Finding]:
    """Findings by the field that they name."""
    return {finding.where: finding for finding in check_executable(load(tree).protocol, MODEL)}


def changed(*writes: tuple[str, Any]) -> Tree:
    tree = waldenstrom_tree()
    del tree["stopping"]
    for path, value in writes:
        tree = write(tree, path, value)
    return tree


@pytest.mark.parametrize("case", ["imatinib-wm-2007", "perifosine-wm-2008"])
def test_the_bundled_trials_are_carried_out_as_they_stand(case: str) -> None:
    assert check_executable(load_protocol(case).protocol, MODEL) == ()


@pytest.mark.parametrize("drug", ["bortezomib", "ibrutinib", "zanubrutinib"])
def test_a_drug_without_a_model_is_refused_unless_a_stand_in_is_stated(drug: str) -> None:
    finding = found(changed(("treatment.drug", drug)))["treatment.drug"]
    assert finding.severity == "error"
    assert "stand_in" in finding.fix
    stated = write(changed(("treatment.drug", drug)), "virtual_patients.stand_in", {"for": drug, "reason": "design"})
    assert found(stated) == {}


def test_a_stand_in_is_refused_for_the_models_own_drug_and_for_another_than_the_protocols() -> None:
    stand_in = {"for": "imatinib", "reason": "none"}
    assert "virtual_patients.stand_in" in found(changed(("virtual_patients.stand_in", stand_in)))
    assert "virtual_patients.stand_in.for" in found(
        write(stand_in_tree(), "virtual_patients.stand_in.for", "ibrutinib")
    )


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_stand_in_needs_a_reason(reason: str) -> None:
    with pytest.raises(Exception, match=r"virtual_patients\.stand_in\.reason"):
        load(write(stand_in_tree(), "virtual_patients.stand_in.reason", reason))


def test_the_sentence_names_drug_model_and_reason() -> None:
    protocol = load(stand_in_tree()).protocol
    expected = "bortezomib is simulated with the imatinib-wm model as a stand-in: the question is the design"
    assert stand_in_sentence(protocol) == expected
    assert stand_in_sentence(load(waldenstrom_tree()).protocol) == ""


@pytest.mark.parametrize("every", ["12 hours", "2 days", "7 days", "3 weeks"])
def test_another_dosing_interval_is_refused(every: str) -> None:
    assert found(changed(("treatment.every", every)))["treatment.every"].severity == "error"


@pytest.mark.parametrize(
    ("levels", "severity"),
    [
        (["300 mg", "400 mg", "600 mg"], None),
        (["100 mg", "400 mg", "600 mg"], "warning"),  # kinetics known, effects not calibrated
        (["400 mg", "600 mg", "1200 mg"], "warning"),
        (["400 mg", "600 mg", "400 g"], "error"),  # a thousand times
        (["1.3 mg", "400 mg", "600 mg"], "error"),  # another drug's dose
    ],
)
def test_doses_beyond_the_data_are_reported_and_far_beyond_them_refused(
    levels: list[str], severity: str | None
) -> None:
    findings = check_executable(load(changed(("treatment.levels", levels))).protocol, MODEL)
    assert {item.severity for item in findings} == ({severity} if severity else set())
    assert all(item.where == "treatment.levels" for item in findings)


def test_a_disease_that_the_model_does_not_make_is_refused() -> None:
    founding = load_protocol("imatinib-wm-2007").protocol
    other = founding.model_copy(update={"study": founding.study.model_copy(update={"disease": "myeloma"})})
    assert "study.disease" in {finding.where for finding in check_executable(other, MODEL)}


def test_what_the_model_does_not_make_is_called_not_simulated() -> None:
    creatinine = {"name": "Creatinine", "unit": "mg/dL", "high_normal": 1.2}
    rule = {"if": "CREAT > 2 x ULN or NEUROPATHY grade >= 2", "action": "reduce"}
    findings = found(
        changed(
            ("assays.CREAT", creatinine), ("treatment.toxicity", [rule]), ("toxicity.terms", ["neuropathy", "edema"])
        )
    )
    assert set(findings) == {"assays.CREAT", "treatment.toxicity[0].if", "toxicity.terms"}
    assert all("not simulated" in item.found or "never fires" in item.found for item in findings.values())
    assert {item.severity for item in findings.values()} == {"warning"}


def test_a_hold_that_could_never_end_is_refused() -> None:
    rule = {"if": "NEUT < 1.0", "action": "hold", "until": "NEUROPATHY grade <= 1"}
    assert found(changed(("treatment.toxicity", [rule])))["treatment.toxicity[0].until"].severity == "error"


def test_stopping_rules_are_counted_and_not_obeyed() -> None:
    warned = found(waldenstrom_tree())
    assert {"stopping[0]", "stopping[1]", "stopping[2]"} <= set(warned)
    assert all(item.severity == "warning" for item in warned.values())


def test_too_many_visits_and_parts_of_days_are_found() -> None:
    assert "visits.every" in found(changed(("visits.every", "1 day"), ("visits.window", "0 days"),
                                           ("treatment.stop.after", "30 years")))  # fmt: skip
    assert found(changed(("visits.every", "28.4 days")))["visits.every"].severity == "warning"


def test_the_simulator_refuses_with_every_finding_at_once() -> None:
    loaded = load(changed(("treatment.drug", "ibrutinib"), ("treatment.every", "7 days")))
    with pytest.raises(UsageError) as refused:
        require_executable(loaded)
    assert [finding.where.partition(" ")[2] for finding in refused.value.findings][:2] == [
        "treatment.drug", "treatment.every",
    ]  # fmt: skip
    assert all("law.yaml:" in finding.where for finding in refused.value.findings)


def test_a_toxicity_that_no_patient_can_have_is_not_collected() -> None:
    loaded = load(changed(("toxicity.terms", ["neuropathy", "edema"])))
    assert not_simulated(loaded) == ("neuropathy", "other adverse events")
    analysis = analyze(simulate_plainly(loaded), loaded, not_collected=not_simulated(loaded))
    figure = analysis.figure("neuropathy_grade2")
    assert (figure["VALUE"], figure["DENOM"], figure["REASON"]) == (None, 0, "not collected")
    assert analysis.figure("edema_grade2")["VALUE"] is not None


def test_the_founding_protocol_file_gives_lines_to_its_findings() -> None:
    founding = load_protocol("imatinib-wm-2007")
    text = founding.path.read_text(encoding="utf-8").replace("drug: imatinib", "drug: bortezomib")
    loaded = replace(load_protocol_text(text, Path("mine.yaml")), directory=founding.directory)
    with pytest.raises(UsageError, match=r"mine\.yaml:\d+ treatment\.drug"):
        require_executable(loaded)


def test_a_protocol_without_virtual_patients_is_not_simulated() -> None:
    tree = json.loads(json.dumps(changed()))
    del tree["virtual_patients"]
    with pytest.raises(UsageError, match="names no model"):
        require_executable(load(tree))
