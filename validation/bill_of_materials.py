"""What an installation of paraprotein consists of, and under which licences: from metadata, never by hand.

    python validation/bill_of_materials.py

Follows the requirements of this package through the metadata of what is installed, compares them with the pins of
`requirements/run.txt`, and writes `validation/bill_of_materials.json` (CycloneDX 1.6) and
`validation/bill_of_materials.md`. Exit code 1 where a package is not pinned, states no licence, or one that is not
permitted.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parent
ROOT = HERE.parent

PERMITTED = {
    "Apache-2.0", "MIT", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Zlib", "CC0-1.0", "PSF-2.0",
    "MPL-2.0",
}  # fmt: skip
"""Licences of parts that an Apache-2.0 program may be distributed with; none asks for the source of the whole."""

CLASSIFIERS = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""The older way to state a licence -> its SPDX name."""


@dataclass(frozen=True)
class Part:
    """One installed package.

    Attributes:
        name: canonical name.
        version: installed version.
        licence: SPDX expression; empty where the metadata state none that is known here.
        needed_by: packages that ask for it.
    """

    name: str
    version: str
    licence: str
    needed_by: tuple[str, ...]

    @property
    def is_permitted(self) -> bool:
        """Whether one of the offered licences, with all its terms, is permitted."""
        offers = self.licence.strip("() ").split(" OR ")
        return any(all(term.strip("() ") in PERMITTED for term in offer.split(" AND ")) for offer in offers)


def licence_of(found: Distribution) -> str:
    """The SPDX expression that a package's metadata state, in whichever field."""
    metadata = found.metadata
    stated = (metadata.get("License-Expression") or "").strip()
    classifiers = [line.rsplit("::", 1)[-1].strip() for line in metadata.get_all("Classifier", [])]
    named = [CLASSIFIERS[name] for name in classifiers if name in CLASSIFIERS]
    short = (metadata.get("License") or "").strip()
    return stated or " AND ".join(dict.fromkeys(named)) or (short if short in PERMITTED else "")


def closure(requirements: list[str]) -> Iterator[Part]:
    """Every package that the requirements need on this machine, by name.

    Raises:
        PackageNotFoundError: one is not installed.
    """
    asked: dict[str, set[str]] = {}
    waiting = [(Requirement(line), "paraprotein") for line in requirements]
    while waiting:
        requirement, by = waiting.pop()
        name = canonicalize_name(requirement.name)
        is_new = name not in asked
        asked.setdefault(name, set()).add(by)
        if is_new:
            waiting += [(needed, name) for needed in _needed(distribution(name), requirement.extras)]
    for name in sorted(asked):
        found = distribution(name)
        yield Part(name, found.version, licence_of(found), tuple(sorted(asked[name])))


def _needed(found: Distribution, extras: set[str]) -> Iterator[Requirement]:
    """Requirements of a package on this machine, with its extras; what they need is looked at without markers again."""
    for line in found.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            requirement.marker = None
            yield requirement


def project_requirements() -> list[str]:
    """What `pip install paraprotein` asks for, without extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(project["dependencies"])


def pins() -> dict[str, str]:
    """Name to version of `requirements/run.txt`, which also pins what builds the package."""
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version in re.findall(r"(?m)^([\w.-]+)==([^ ;\\]+)", text)}


def problems(parts: list[Part]) -> list[str]:
    """What is wrong with a bill of materials; empty when nothing is."""
    pinned = pins()
    found = [
        f"{part.name} {part.version}: licence {part.licence or 'not stated'}" for part in parts if not part.is_permitted
    ]
    found += [
        f"{part.name} {part.version}: pinned as {pinned.get(part.name, 'nothing')}"
        for part in parts
        if pinned.get(part.name) != part.version
    ]
    return found


def cyclone(parts: list[Part]) -> dict[str, object]:
    """The bill as CycloneDX 1.6, without clock or serial number: the same installation gives the same bytes."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "paraprotein", "licenses": [{"expression": "Apache-2.0"}]}
        },
        "components": [
            {
                "type": "library",
                "name": part.name,
                "version": part.version,
                "purl": f"pkg:pypi/{part.name}@{part.version}",
                "licenses": [{"expression": part.licence}],
            }
            for part in parts
        ],
    }


def table(parts: list[Part]) -> str:
    """The bill for people."""
    lines = [
        "# Bill of materials",
        "",
        f"What `pip install paraprotein` brings, {len(parts)} packages, by the metadata of the pinned versions, Linux.",
        "`python validation/bill_of_materials.py` makes this page and `bill_of_materials.json` (CycloneDX 1.6).",
        "None is under the GPL, LGPL or AGPL. The wheels of NumPy and SciPy carry GCC's runtime libraries, whose",
        "licence (GPL 3 with the GCC Runtime Library Exception) permits use with programs under any licence.",
        "",
        "| Package | Version | Licence | Needed by |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| {part.name} | {part.version} | {part.licence} | {', '.join(part.needed_by)} |" for part in parts]
    return "\n".join(lines) + "\n"


def main() -> None:
    try:
        parts = list(closure(project_requirements()))
    except PackageNotFoundError as error:
        sys.exit(f"not installed: {error}")
    (HERE / "bill_of_materials.json").write_text(json.dumps(cyclone(parts), indent=1) + "\n", encoding="utf-8")
    (HERE / "bill_of_materials.md").write_text(table(parts), encoding="utf-8")
    found = problems(parts)
    print("\n".join(found) or f"{len(parts)} packages, all pinned, all under permitted licences")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
