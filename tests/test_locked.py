"""The lock files: what `make demo` and `make test` install, by version and checksum."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN = canonicalize_name(PROJECT["name"])
EXTRAS = {"requirements.lock": (), "requirements-dev.lock": ("dev", "html", "encoder", "dask")}

every_lock = pytest.mark.parametrize("name", EXTRAS)


def locked(name: str) -> dict[str, list[tuple[Requirement, list[str]]]]:
    """What a lock file holds: by the name of a package, each of its versions with the checksums of its files."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, list[tuple[Requirement, list[str]]]] = {}
    for line in text.splitlines():
        wanted, *checksums = re.split(r"\s+--hash=", line.strip())
        requirement = Requirement(wanted)
        found.setdefault(canonicalize_name(requirement.name), []).append((requirement, checksums))
    return found


@every_lock
def test_every_dependency_is_locked_at_a_version_that_is_asked_for(name: str) -> None:
    asked = [
        *PROJECT["dependencies"],
        *(one for extra in EXTRAS[name] for one in PROJECT["optional-dependencies"][extra]),
    ]
    there = locked(name)
    for requirement in map(Requirement, asked):
        if canonicalize_name(requirement.name) == OWN:
            continue
        versions = there[canonicalize_name(requirement.name)]
        for version, _ in versions:
            (pin,) = version.specifier
            assert requirement.specifier.contains(pin.version), f"{requirement} is locked at {pin.version}: make lock"


@every_lock
def test_every_file_has_a_checksum_and_no_place_that_it_comes_from(name: str) -> None:
    for versions in locked(name).values():
        for requirement, checksums in versions:
            (pin,) = requirement.specifier
            assert (pin.operator, requirement.url) == ("==", None)
            assert checksums
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in checksums)
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_what_is_tested_is_what_is_used() -> None:
    dev = locked("requirements-dev.lock")
    for package, versions in locked("requirements.lock").items():
        assert dev[package] == versions, f"{package} differs between the lock files: make lock"
