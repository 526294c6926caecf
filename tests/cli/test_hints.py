"""Commands that messages name: copied and run, they act on the database that the message is about."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from annotator.cli.narration import DATABASE, command_line, on_this_database
from tests.cli.conftest import Run
from tests.store.conftest import new_database


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    return new_database(tmp_path).rename(tmp_path / "of ana's.db")


NAMED = "'of ana'\"'\"'s.db'"


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("scheme profile guardian", f"`annotator resuggest --db {NAMED}` makes new ones"),
        ("evaluate --suggester all", f"decide some: `annotator annotate --db {NAMED}`"),
        ("review settle --document 9", f"`annotator list documents --db {NAMED}` shows them"),
        ("remove 1 --yes", f"`annotator remove --undo 1 --db {NAMED}` takes that back"),
        ("status --queue", f"`annotator assign --db {NAMED}` says who annotates what"),
        ("report", f"begin with `annotator annotate --db {NAMED}`"),
        ("qualify", f"a lead makes one: `annotator qualify make 20 --db {NAMED}`"),
        ("qualify results", f"`annotator qualify make 20 --db {NAMED}` makes one"),
    ],
)
def test_a_hint_names_the_database_if_it_is_not_the_default_one(
    in_process: Run, elsewhere: Path, command: str, hint: str
) -> None:
    assert hint in in_process(*command.split(), "--db", elsewhere.name, code=None).stderr
    elsewhere.rename("annotator.db")
    default = hint.replace(f" --db {NAMED}", "")
    if command == "remove 1 --yes":
        in_process("remove", "--undo", "1")
    if command != "scheme profile guardian":
        assert default in in_process(*command.split(), code=None).stderr


def test_what_a_hint_names_can_be_copied_from_a_narrow_page(in_process: Run, elsewhere: Path) -> None:
    page = in_process("status", "--db", elsewhere.name).stdout
    assert f"`annotator assign --db {NAMED}`" in page, "in one line"
    (command,) = re.findall("`annotator (assign [^`]*)`", page)
    in_process(*shlex.split(command), "--overlap", "2")
    assert "`annotator assign" not in in_process("status", "--db", elsewhere.name).stdout


def test_a_database_that_a_variable_names_is_not_that_of_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_DB", "team.db")
    for name in ("annotator.db", "team.db"):
        token = DATABASE.set(Path(name))
        assert command_line("status") == f"annotator status --db {name}"
        DATABASE.reset(token)


def test_what_is_on_no_database_or_names_one_stays() -> None:
    token = DATABASE.set(Path("team.db"))
    for text in ("`annotator suggest x`", "`annotator db check --db x`", "`annotator db --help`", "`x`"):
        assert on_this_database(text) == text
    assert on_this_database("see `annotator status`") == "see `annotator status --db team.db`"
    named = "`annotator rename --undo 'A`b' C"
    assert on_this_database(f"{named}` takes it back") == f"{named} --db team.db` takes it back", (
        "a name with a backtick"
    )
    DATABASE.reset(token)
