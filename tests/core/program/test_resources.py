"""The files that ship with the tool are found, in a checkout and in an installed package."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.core.program import resources


def test_schemas_and_languages_are_found() -> None:
    assert json.loads(resources.read_schema("sentence.schema.json"))["title"] == "A decided sentence"
    assert (resources.languages_folder() / resources.LANGUAGE).is_dir()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a = ", "not TOML: "),
        ("a = " + "[" * 5000 + "]" * 5000, "brackets nested too deep"),
        ("a = " + "9" * 5000, "not TOML that can be read: "),
    ],
)
def test_what_is_wrong_with_toml_is_told_in_a_line(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}") as refused:
        resources.toml_of(text)
    assert "\n" not in str(refused.value)


def test_titles_are_those_of_men_of_women_and_of_anybody() -> None:
    assert {"mr", "mrs", "president"} <= resources.titles()


def test_an_installed_package_holds_the_schemas_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "annotator"
    package.mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.schemas_folder() == tmp_path / "schemas"
    (package / "schemas").mkdir()
    (package / "schemas" / "x.json").write_text("ü", "utf-8")
    assert resources.schemas_folder() == package / "schemas"
    assert resources.read_schema("x.json") == "ü"
    assert resources.languages_folder() == package / "data"
