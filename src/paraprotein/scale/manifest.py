"""The manifest of a run directory: what the run is, and the checksums of its parts once all are there."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import Finding, StoreError
from ..protocol import LoadedProtocol
from ..protocol.difference import compare_protocols
from ..protocol.explain import stand_in_sentence
from ..protocol.population import Population
from ..protocol.resolved import digest_of_parts, resolved_texts
from ..simulation import not_simulated
from ..storage.seal import checksum
from .layout import MANIFEST_FILE
from .parts import PartRecord
from .plan import BatchPlan
from .versions import installed_versions

SCHEMA = 2

ANOTHER = "choose another folder, or go back to what the run began with"


@dataclass(frozen=True)
class RunIdentity:
    """Everything that the bytes of a run follow from.

    Attributes:
        study: the protocol's study id.
        protocol_digest: SHA-256 of the resolved protocol.
        protocol: the resolved protocol, field path to value with unit.
        population: name of the population.
        population_digest: SHA-256 of the population.
        seed: seed of the run.
        inert: whether the drug is without effect.
        trials: number of trials.
        trials_per_batch: trials in a batch.
        versions: name to version of the software.
        not_simulated: toxicities of the protocol that the model does not make.
        stand_in: what the results say of a drug that another one's model stands in for; empty without a stand-in.
    """

    study: str
    protocol_digest: str
    protocol: Mapping[str, str]
    population: str
    population_digest: str
    seed: int
    inert: bool
    trials: int
    trials_per_batch: int
    versions: Mapping[str, str]
    stand_in: str = ""
    not_simulated: tuple[str, ...] = ()

    @property
    def plan(self) -> BatchPlan:
        """The batches."""
        return BatchPlan(self.trials, self.trials_per_batch)

    @property
    def digest(self) -> str:
        """SHA-256 of all of the above but Python's own version, which no number depends on."""
        essential = {name: number for name, number in self.versions.items() if name != "python"}
        return digest_of_parts({**self.record(), "versions": essential})

    def record(self) -> dict[str, Any]:
        """The identity as plain data; a run that lacks nothing is written as runs were before this was recorded."""
        later = {name: value for name in ("stand_in", "not_simulated") if (value := getattr(self, name))}
        known = {name: value for name, value in asdict(self).items() if name not in ("stand_in", "not_simulated")}
        return known | later


@dataclass(frozen=True)
class Manifest:
    """A run and, when it is complete, the records of its parts in order of batch."""

    run: RunIdentity
    parts: tuple[PartRecord, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every batch has its part."""
        return len(self.parts) == len(self.run.plan)

    def total(self, count: str) -> int:
        """Sum of `patients`, `screened` or `failed` over the parts."""
        return sum(int(getattr(part, count)) for part in self.parts)

    def text(self) -> bytes:
        """The file's content."""
        content = {
            "schema": SCHEMA,
            "simulated": True,
            "run_digest": self.run.digest,
            "run": self.run.record(),
            "complete": self.is_complete,
            "patients": self.total("patients"),
            "screened": self.total("screened"),
            "failed": self.total("failed"),
            "parts": [part.as_json() for part in self.parts],
        }
        content["digest"] = _digest(content)
        return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _digest(content: Mapping[str, Any]) -> str:
    """The manifest's checksum of itself, which also covers what `run_digest` leaves out."""
    return checksum(json.dumps(content, sort_keys=True).encode())


def identify(loaded: LoadedProtocol, population: Population, plan: BatchPlan, *, seed: int, inert: bool) -> RunIdentity:
    """The identity of a run of this installation."""
    return RunIdentity(
        study=loaded.protocol.study.id,
        protocol_digest=loaded.digest,
        protocol=resolved_texts(loaded.protocol),
        population=population.name,
        population_digest=population.digest,
        seed=seed,
        inert=inert,
        trials=plan.trials,
        trials_per_batch=plan.trials_per_batch,
        versions=installed_versions(),
        stand_in=stand_in_sentence(loaded.protocol),
        not_simulated=not_simulated(loaded),
    )


def parse_manifest(content: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        ValueError: cut short, changed, or not a manifest.
        StoreError: written by a later version of this software.
    """
    try:
        found: dict[str, Any] = json.loads(content)
        if found["schema"] != SCHEMA:
            reason = f"layout {found['schema']}, this version reads layout {SCHEMA}"
            raise StoreError.one(MANIFEST_FILE, reason, "use the version that wrote it", "store.schema")
        manifest = Manifest(RunIdentity(**found["run"]), tuple(PartRecord(**part) for part in found["parts"]))
        stated = found.pop("digest")
    except (KeyError, TypeError) as error:
        raise ValueError("not a manifest") from error
    if stated != _digest(found) or found["run_digest"] != manifest.run.digest:
        raise ValueError("the manifest was changed")
    return manifest


def check_same_run(before: RunIdentity, now: RunIdentity) -> list[Finding]:
    """How this run differs from the one that a folder holds; empty when it is the same."""
    findings = [
        Finding(f"protocol {change.path}", f"the folder's run has {change.before}, this one {change.after}", ANOTHER)
        for change in compare_protocols(before.protocol, now.protocol)
    ]
    findings += [
        Finding(name, f"the folder's run has {old}, this one {new}", ANOTHER)
        for name, old, new in _plain_pairs(before, now)
        if old != new
    ]
    if not findings and before.digest != now.digest:
        findings.append(Finding("protocol", "it differs from the folder's run beyond ten digits", ANOTHER))
    return [Finding(item.where, item.found, item.fix, rule="store.changed") for item in findings]


def _plain_pairs(before: RunIdentity, now: RunIdentity) -> list[tuple[str, object, object]]:
    names = ("population", "seed", "inert", "trials", "trials_per_batch")
    pairs: list[tuple[str, object, object]] = [(name, getattr(before, name), getattr(now, name)) for name in names]
    pairs.append(("population contents", before.population_digest[:12], now.population_digest[:12]))
    libraries = [name for name in dict.fromkeys([*before.versions, *now.versions]) if name != "python"]
    pairs += [(f"version of {name}", before.versions.get(name), now.versions.get(name)) for name in libraries]
    return pairs
