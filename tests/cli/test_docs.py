"""The documentation from the code's side: every command, option, setting and variable stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer

from annotator.cli.commands import COMMANDS as TREE
from annotator.cli.commands import app, without_db
from annotator.tui.settings import Settings
from tests.cli.command_reference import PAGE, reference
from tests.cli.conftest import ROOT
from tests.package import PACKAGE
from tests.tui.pictures import FOLDER, PICTURES

ROOT_COMMAND: Any = typer.main.get_command(app)
COMMANDS = {"": ROOT_COMMAND, **{name: ROOT_COMMAND.get_command(None, name) for name in TREE}}
REFERENCE = reference()
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_the_page_of_all_commands_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == REFERENCE, "make reference"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_explained(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    for parameter in command.params:
        assert parameter.help, parameter.name
        assert all(f"`{written}" in REFERENCE for written in parameter.opts if written.startswith("-"))


def test_every_setting_is_documented() -> None:
    documented = set(re.findall(r"^\| `([\w\[\]]+)", SETTINGS, re.MULTILINE))
    assert {field.name for field in fields(Settings)} - {"keymap"} | {"[keys]"} <= documented


def test_every_variable_of_the_environment_is_documented() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    variables = set(re.findall(r"\"(ANNOTATOR_[A-Z_]*[A-Z])\"", code))
    assert "ANNOTATOR_DB" in variables
    assert variables <= set(re.findall(r"^\| `(ANNOTATOR_\w+)`", SETTINGS, re.MULTILINE))


def command_lines(page: Path) -> Iterator[list[str]]:
    """The words of each command line of annotator that a page has, in its code blocks and in the midst of its text."""
    text = page.read_text(encoding="utf-8")
    block = re.compile(r"^ *```.*?\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
    lines = [line for found in block.findall(text) for line in found.splitlines()]
    lines += re.findall(r"^ {4}(?:\$ )?(annotator .*)", text, re.MULTILINE)
    lines += [" ".join(span.split()) for span in re.findall(r"`(annotator\s[^`]+)`", block.sub("", text))]
    for line in lines:
        for written in re.findall(r"(?:^|[\s(/])annotator ([a-z-][^#|>&;)\"]*)", line.partition(" # ")[0]):
            yield written.split()


@pytest.mark.parametrize("page", sorted(set(PAGES) - {PAGE}), ids=lambda page: page.name)
def test_every_command_and_option_that_a_page_names_is_there(page: Path) -> None:
    for words in command_lines(page):
        _, named = without_db(words)
        name = next((name for name in (" ".join(named[:2]), "".join(named[:1])) if name in COMMANDS), None)
        assert name is not None or named[0].startswith("-"), " ".join(words)
        known = {name for command in (ROOT_COMMAND, COMMANDS[name or ""]) for it in command.params for name in it.opts}
        options = {word.partition("=")[0] for word in named if word.startswith("--")}
        assert options <= known | {"--help", "--"}, " ".join(words)


LONGEST_PAGE = 1500
"""Words on a page (signs that draw tables are none), but for the generated reference: a longer subject wants two."""


def anchors(page: Path) -> set[str]:
    """What links to the headings of a page end with, as GitHub makes them; headings in code blocks are none."""
    prose = re.sub(r"^ *```.*?^ *```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_page_links_to_files_and_headings_that_are_there(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", page.read_text(encoding="utf-8")):
        linked = page.parent / target if target else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), f"{target}#{anchor}"


@pytest.mark.parametrize("page", sorted(set(PAGES) - {PAGE, ROOT / "CONTRIBUTING.md"}), ids=lambda page: page.name)
def test_no_page_is_longer_than_one_sitting(page: Path) -> None:
    assert len(re.findall(r"\S*\w\S*", page.read_text(encoding="utf-8"))) <= LONGEST_PAGE


def test_the_architecture_names_every_folder() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {path.relative_to(PACKAGE).parent for path in PACKAGE.rglob("*.*") if "__pycache__" not in path.parts}
    assert [str(folder) for folder in folders if f"{folder.name}/" not in text] == []


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page.name


def test_the_readme_is_read_in_the_first_hour() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 130


def test_every_picture_is_made_and_every_one_that_is_made_is_shown() -> None:
    shown = {
        name for page in PAGES for name in re.findall(r"pictures/([\w-]+)\.svg\)", page.read_text(encoding="utf-8"))
    }
    assert shown == {picture.name for picture in PICTURES}
    assert {path.stem for path in FOLDER.iterdir()} == shown, "make picture"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_and_test_that_a_page_names_is_there_and_what_the_page_says_is_in_it(page: Path) -> None:
    """Also those inside `annotator/`, named without it: `core/model.py`; and `names` of, in or (before) such a file."""
    text = " ".join(page.read_text(encoding="utf-8").split())
    file = r"`((?:[\w-]+/)+[\w-]+\.(?:py|tsv|toml|json|md))`"
    for name, target in re.findall(rf"(?:`(\w+)(?:\(\))?` (?:of |in |\())?{file}", text):
        there = [place for place in (ROOT / target, PACKAGE / target) if place.exists()]
        assert there or target.startswith(("trained/", "exports/")), target
        assert not there or name in there[0].read_text(encoding="utf-8"), f"`{name}` of {target}"
