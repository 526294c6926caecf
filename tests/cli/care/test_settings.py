"""`annotator settings`: every value with its origin, and whatever is wrong in the file with its line."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.store.files.database import open_database
from annotator.store.schemes import keep_profile
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, check_record, json_of
from tests.store.conftest import RUN, suggested

FILE = 'theme = "dark"\nguidelines = "rules.md"\n[keys]\nreject = "s"\nskip = "x"\nnote = "n,f9"\nflag = ""\n'
TOML = 'name = "Harbour"\nversion = "7"\nprofile = "guardian"\n[[topic]]\nkey = "boats"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "rules.md").write_text("# Ours", encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def in_force(run: Run, *options: str | Path, **variables: str) -> dict[str, tuple[Any, str, str | None]]:
    """Value, origin and place of each setting, by name."""
    done = run("settings", "--json", *options, **{"XDG_CONFIG_HOME": "/nowhere", "HOME": "/nowhere", **variables})
    record = json_of(done)
    check_record(record, "settings")
    return {one["name"]: (one["value"], one["from"], one["where"]) for one in record["settings"]}


def test_without_anything_all_are_defaults(run: Run) -> None:
    found = in_force(run, ANNOTATOR_COPIES="")
    assert {origin for _, origin, _ in found.values()} == {"default"}
    assert {name: value for name, (value, *_) in found.items()} == {
        "database": "annotator.db",
        "annotator": found["annotator"][0],
        "label scheme": "IPTC Media Topics 1",
        "profile": "speech",
        "withhold": "3%",
        "model": found["model"][0],
        "stock spaCy": False,
        "settings file": "/nowhere/annotator/settings.toml",
        "theme": "terminal",
        "break_minutes": 50,
        "diff": True,
        "mouse": None,
        "screen_reader": False,
        "guidelines": None,
        "copies": None,
    }


def test_files_have_lines_and_variables_their_names(run: Run, file: Path) -> None:
    found = in_force(
        run,
        ANNOTATOR_SETTINGS=str(file),
        ANNOTATOR_DB="team.db",
        ANNOTATOR_NAME="ana",
        ANNOTATOR_DIFF="0",
        ANNOTATOR_STOCK_SPACY="1",
        ANNOTATOR_MODEL="en_other",
        ANNOTATOR_COPIES="no",
    )
    assert found == {
        "database": ("team.db", "variable", "ANNOTATOR_DB"),
        "annotator": ("ana", "variable", "ANNOTATOR_NAME"),
        "label scheme": ("IPTC Media Topics 1", "default", None),
        "profile": ("speech", "default", None),
        "withhold": ("3%", "default", None),
        "model": ("en_other", "variable", "ANNOTATOR_MODEL"),
        "stock spaCy": (True, "variable", "ANNOTATOR_STOCK_SPACY"),
        "settings file": (str(file), "variable", "ANNOTATOR_SETTINGS"),
        "theme": ("dark", "file", f"{file}:1"),
        "break_minutes": (50, "default", None),
        "diff": (False, "variable", "ANNOTATOR_DIFF"),
        "mouse": (None, "default", None),
        "screen_reader": (False, "default", None),
        "guidelines": ("rules.md", "file", f"{file}:2"),
        "copies": ("no", "variable", "ANNOTATOR_COPIES"),
        "keys.reject": ("s", "file", f"{file}:4"),
        "keys.skip": ("x", "file", f"{file}:5"),
        "keys.note": ("n,f9", "file", f"{file}:6"),
        "keys.flag": ("", "file", f"{file}:7"),
    }


def test_an_option_goes_before_variable_and_file(run: Run, file: Path) -> None:
    variables = {"ANNOTATOR_SETTINGS": str(file), "ANNOTATOR_DB": "team.db", "ANNOTATOR_NAME": "ana"}
    file.write_text('theme = "dark"\ndiff = true\n', encoding="utf-8")
    options = ("--theme", "light", "--plain", "--screen-reader", "--annotator", "bo", "--model", "en_mine")
    found = in_force(run, *options, **variables)
    assert {
        name: found[name] for name in ("database", "annotator", "withhold", "model", "theme", "diff", "screen_reader")
    } == {
        "database": ("team.db", "variable", "ANNOTATOR_DB"),
        "annotator": ("bo", "option", "--annotator"),
        "withhold": ("3%", "default", None),
        "model": ("en_mine", "option", "--model"),
        "theme": ("light", "option", "--theme"),
        "diff": (False, "option", "--plain"),
        "screen_reader": (True, "option", "--screen-reader"),
    }
    before = run("--db", "first.db", "settings", "--json", **variables)
    assert {"name": "database", "value": "first.db", "from": "option", "where": "--db"} in json_of(before)["settings"]


def test_what_a_database_keeps_is_said_to_be_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TOML, encoding="utf-8")
    given = in_force(run, "--scheme", "mine.toml")
    assert given["label scheme"] == ("Harbour 7", "option", "--scheme")
    assert given["profile"] == ("guardian", "label scheme", None)
    with Importer(tmp_path / "annotator.db") as importer:
        importer.add(suggested(), RUN)
    with closing(open_database(tmp_path / "annotator.db")) as connection:
        keep_profile(connection, "polnear")
    before = (tmp_path / "annotator.db").read_bytes()
    assert in_force(run)["profile"] == ("polnear", "database", None)
    assert (tmp_path / "annotator.db").read_bytes() == before, "it only reads"


def test_what_is_wrong_is_named_with_file_and_line(run: Run, file: Path) -> None:
    file.write_text('theme = "neon"\nbreak_minutes = 20\ncolour = 1\n[keys]\nreject = "x,s"\n', encoding="utf-8")
    done = run("settings", ANNOTATOR_SETTINGS=str(file), code=6)
    assert done.stderr.splitlines() == [
        f'{file}:1: theme: no theme "neon"; choose among terminal, terminal-light, dark, light, contrast',
        f'{file}:3: there is no setting "colour"',
        f"{file}:5: the key s does reject and no longer skip, which has none now",
        f"error: 3 things wrong in {file}; the rest of it is in force",
    ]
    rows = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert rows["break_minutes"].split()[1:] == ["20", "file", f"{file}:2"]
    assert rows["keys.skip"].split()[1:] == [*["no", "key", "(another", "action", "took", "one)", "file"], str(file)]
    findings = json_of(run("settings", "--json", code=6, ANNOTATOR_SETTINGS=str(file)))["findings"]
    assert [(one["file"], one["line"]) for one in findings] == [(str(file), 1), (str(file), 3), (str(file), 5)]


@pytest.mark.parametrize("content", [b"a = " + b"[" * 20_000, b"\xff", b'"\x1b[2J" = 1', b"break_minutes = inf\n"])
def test_a_hostile_file_is_refused_in_lines(run: Run, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    done = run("settings", ANNOTATOR_SETTINGS=str(file), code=6)
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr + done.stdout


def test_a_pipe_is_not_waited_for(run: Run, file: Path) -> None:
    file.unlink()
    os.mkfifo(file)
    assert "it is no regular file" in run("settings", code=6, ANNOTATOR_SETTINGS=str(file)).stderr


def test_wrong_use_has_its_exit_code(run: Run, tmp_path: Path) -> None:
    run("settings", "--theme", "neon", code=2)
    run("settings", "--scheme", "none.toml", code=3)
    run("settings", "--withhold", "2", code=2)  # the screen refuses it
    run("settings", "--annotator", "review:ana", code=2)
    (tmp_path / "annotator.db").write_bytes(b"no database")
    run("settings", code=4)
    assert "annotator settings --json" in run("settings", "--help").stdout
