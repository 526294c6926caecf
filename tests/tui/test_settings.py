"""The annotator's own settings: what each does, what is wrong in a file is told with its line, a theme is kept."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest

from annotator.core.program.resources import read_schema
from annotator.tui.keys import KEYMAP_IDS
from annotator.tui.panes.palette import THEMES
from annotator.tui.settings import Finding, Settings, keep_theme, load_settings, settings_path

WHOLE = """
theme = "dark"
break_minutes = 20
diff = false
mouse = false
screen_reader = true
guidelines = "rules.md"
copies = "/mnt/copies"
[keys]
confirm = "enter,f5"
"""


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings.toml"))
    return tmp_path / "settings.toml"


def told(path: Path) -> list[str]:
    return [finding.in_file(path.name) for finding in load_settings().findings]


def test_without_a_file_everything_is_as_documented() -> None:
    loaded = load_settings()
    assert loaded.settings == Settings("terminal", 50, True, None, False, None, None, {})
    assert (loaded.findings, loaded.complaint, loaded.lines) == ((), "", {})


def test_every_setting_is_read_with_its_line(path: Path) -> None:
    path.write_text(WHOLE, encoding="utf-8")
    (path.parent / "rules.md").write_text("# Ours", encoding="utf-8")
    loaded = load_settings()
    assert loaded.settings == Settings("dark", 20, False, False, True, "# Ours", "/mnt/copies", {"confirm": "enter,f5"})
    assert loaded.findings == ()
    assert loaded.lines == {
        "theme": 2, "break_minutes": 3, "diff": 4, "mouse": 5, "screen_reader": 6, "guidelines": 7, "copies": 8,
        "keys.confirm": 10
    }  # fmt: skip


@pytest.mark.parametrize(("copies", "folder"), [("kept", "{here}/kept"), ("~/kept", "{home}/kept")])
def test_the_folder_of_copies_is_looked_for_from_that_of_the_settings(path: Path, copies: str, folder: str) -> None:
    path.write_text(f'copies = "{copies}"', encoding="utf-8")
    assert load_settings().settings.copies == folder.format(here=path.parent, home=Path.home())


def test_what_is_wrong_is_told_line_by_line_and_the_rest_holds(path: Path) -> None:
    path.write_text(
        'colour = "red"\nthem = "dark"\nbreak_minutes = 5\ntheme = "neon"\n'
        '[keys]\nskip = "f8"\nreject = "f8"\nskp = "f9"\nundo = 3\nnote = "f"\n',
        encoding="utf-8",
    )
    loaded = load_settings()
    assert loaded.settings == Settings(break_minutes=5, keymap={"skip": "f8", "note": "f", "flag": ""})
    assert told(path) == [
        'settings.toml:1: there is no setting "colour"',
        'settings.toml:2: there is no setting "them": theme?',
        'settings.toml:4: theme: no theme "neon"; choose among terminal, terminal-light, dark, light, contrast',
        "settings.toml:7: the key f8 does skip already, not reject too",
        'settings.toml:8: no key is called "skp": skip?',
        'settings.toml:9: keys.undo: write the keys as text, "x,f8"',
        "settings.toml:10: the key f does note and no longer flag, which has none now",
    ]
    assert loaded.complaint == ("settings.toml:1: there is no setti… · also lines 2, 4, 7 …: annotator settings")
    assert loaded.lines == {"break_minutes": 3, "keys.skip": 6, "keys.note": 10}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("theme = 3", "theme: no text; choose among"),
        ('theme = "Dark"', 'theme: no theme "Dark"'),
        ('theme = "\\u001b[31m"', 'theme: no theme "␛[31m"'),
        ('break_minutes = "soon"', "break_minutes: write a whole number of minutes from 0 to 1440"),
        ("break_minutes = inf", "break_minutes: write"),
        ("break_minutes = -inf", "break_minutes: write"),
        ("break_minutes = nan", "break_minutes: write"),
        ("break_minutes = 1e999", "break_minutes: write"),
        ("break_minutes = 5.0", "break_minutes: write"),
        ("break_minutes = true", "break_minutes: write"),
        ("break_minutes = -1", "break_minutes: write"),
        ("break_minutes = 99999999999999999999999999", "break_minutes: write"),
        ('diff = "no"', "diff: write true or false"),
        ("mouse = 1", "mouse: write true or false"),
        ("mouse = 2026-01-01", "mouse: write true or false"),
        ("guidelines = 3", "guidelines: write the name of a Markdown file"),
        ('guidelines = "missing.md"', 'guidelines: there is no file "missing.md"'),
        ('guidelines = "a\\u0000b"', 'guidelines: "a␀b": it cannot be read'),
        ('guidelines = "."', 'guidelines: ".": it is no regular file'),
        (f'guidelines = "{"x" * 300}"', "it cannot be read"),
        ("keys = 3", "keys: write a table"),
        ("keys = [[]]", "keys: write a table"),
        ("keys.skip = {a = 1}", "keys.skip: write the keys as text"),
        ("[keys.skip]", "keys.skip: write the keys as text"),
        ('"\\u001b]0;x\\u0007" = 1', 'there is no setting "␛]0;x␇"'),
        ('"[/b]" = 1', 'there is no setting "[/b]"'),
        ('[keys]\n"\\u202e" = "f8"', 'no key is called "␣"'),
        (".".join("a" * 2000) + " = 1", 'there is no setting "a"'),
    ],
)
def test_a_wrong_or_hostile_line_is_told_and_left_aside_alone(path: Path, line: str, message: str) -> None:
    path.write_text(f"diff = false\n{line}" if not line.startswith("diff") else f"mouse = false\n{line}", "utf-8")
    loaded = load_settings()
    (found,) = loaded.findings
    assert message in found.message
    assert found.message.isprintable()
    assert found.line == (3 if line.startswith("[keys]\n") else 2)
    expected = Settings(mouse=False) if line.startswith("diff") else Settings(diff=False)
    assert loaded.settings == expected, "the other line holds"


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (b"theme = [broken", "not TOML", None),
        (
            b'diff = false\ntheme = "dark"\ntheme = "light"',
            "not TOML: Cannot overwrite a value",
            3,
        ),
        (b'[keys]\nskip = "s"\nskip = "f8"', "not TOML", 3),
        (b'a = "\x1b"', "not TOML: Illegal character '\\x1b' (at line 1", 1),
        (b"\xff\xfe", "it is not UTF-8 text", None),
        (b"a = " + b"[" * 20_000 + b"]" * 20_000, "brackets nested too deep", None),
        (b"a = " + b"1" * 5_000, "not TOML that can be read", None),
        (b"#" * 70_000, "it is longer than 64 KiB", None),
    ],
)
def test_a_file_that_cannot_be_understood_is_left_aside_whole(
    path: Path, content: bytes, message: str, line: int | None
) -> None:
    path.write_bytes(content)
    loaded = load_settings()
    assert loaded.settings == Settings()
    (found,) = loaded.findings
    assert found.message.startswith(f"all settings are left aside: {message}")
    assert line is None or found.line == line
    assert loaded.complaint.startswith("settings.toml")


def test_what_is_no_file_is_neither_waited_for_nor_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(path)
    assert told(path) == ["settings.toml: all settings are left aside: it is no regular file"]
    assert not keep_theme("dark")
    path.unlink()
    path.mkdir()
    assert told(path) == ["settings.toml: all settings are left aside: it is no regular file"]
    monkeypatch.setenv("ANNOTATOR_SETTINGS", "/dev/zero")
    assert load_settings().settings == Settings()
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(path / ("x" * 500)))
    assert "it cannot be read" in load_settings().findings[0].message
    path.rmdir()
    path.write_text('guidelines = "pipe"', encoding="utf-8")
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(path))
    os.mkfifo(path.parent / "pipe")
    assert told(path) == ['settings.toml:1: guidelines: "pipe": it is no regular file']
    (path.parent / "pipe").unlink()
    (path.parent / "pipe").write_bytes(b"x" * 2_000_000)
    assert told(path) == ['settings.toml:1: guidelines: "pipe": it is longer than 1024 KiB']


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("diff = 3", "settings.toml:1: diff: write true or false, without quotes"),
        ("a = 3", 'settings.toml:1: there is no setting "a"'),
        ('theme = "neon"', 'settings.toml:1: theme: no theme "neon"; choose among te… · annotator settings'),
        ("a = 3\nb = 4", 'settings.toml:1: there is no setting "a" · also line 2: annotator settings'),
    ],
)
def test_the_screen_is_told_in_a_line_where_everything_is(path: Path, content: str, complaint: str) -> None:
    path.write_text(content, encoding="utf-8")
    assert load_settings().complaint == complaint
    assert len(complaint) <= 78


def test_a_finding_says_where_it_is() -> None:
    assert Finding("wrong", 3).in_file("a\x1b.toml") == "a␛.toml:3: wrong"
    assert Finding("wrong").in_file("a.toml") == "a.toml: wrong"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '# mine\ntheme = "dark"\nbreak_minutes = 20\n[keys]\nskip = "f8"\n',
            'theme = "contrast"\n# mine\nbreak_minutes = 20\n[keys]\nskip = "f8"\n',
        ),
        ('"theme" = "dark"\r\ndiff = false', 'theme = "contrast"\ndiff = false'),
        ('theme = [\n  "dark",\n]\n[keys]\ntheme = "f8"\n', 'theme = "contrast"\n[keys]\ntheme = "f8"\n'),
    ],
)
def test_a_theme_is_kept_and_the_rest_of_the_file_stays(path: Path, before: str, after: str) -> None:
    path.write_bytes(before.encode())
    assert keep_theme("contrast")
    assert path.read_bytes().decode() == after
    assert load_settings().settings.theme == "contrast"
    assert [file.name for file in path.parent.iterdir()] == ["settings.toml"]


def test_a_theme_is_kept_where_there_was_no_file_and_a_failure_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(path.parent / "new" / "settings.toml"))
    assert keep_theme("light")
    assert load_settings().settings.theme == "light"
    path.write_text("", encoding="utf-8")
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(path / "settings.toml"))
    assert not keep_theme("light")


def test_a_link_to_the_settings_stays_one_when_a_theme_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("diff = false\n", encoding="utf-8")
    link = path.with_name("link.toml")
    link.symlink_to(path)
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(link))
    assert keep_theme("dark")
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == 'theme = "dark"\ndiff = false\n'
    link.unlink()
    link.symlink_to(link)
    assert not keep_theme("light")


def test_the_file_is_in_the_configuration_folder_unless_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ANNOTATOR_SETTINGS")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings_path().name == "settings.toml"
    assert settings_path().parent.name == "annotator"


def test_a_theme_is_not_written_where_sqlite_would_read_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path.parent / "a.db").write_bytes(b"SQLite format 3\x00")
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(path.parent / "a.db-wal"))
    assert not keep_theme("light")
    assert not (path.parent / "a.db-wal").exists()


@pytest.mark.parametrize("content", [b"SQLite format 3\x00", b"\xff\xfe no text", b"theme = [broken"])
def test_a_theme_is_not_written_over_what_is_no_settings(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert not keep_theme("light")
    assert path.read_bytes() == content


SCHEMA = json.loads(read_schema("settings-file.schema.json"))


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace('guidelines = "rules.md"', ""),
        "",
        'colour = "red"',
        "theme = 3",
        'theme = "a b"',
        "break_minutes = 1441",
        "break_minutes = 1440",
        "diff = 1",
        "mouse = true",
        'copies = ""',
        "[keys]\nundo = 3",
        '[keys]\nskp = "f9"',
        '[keys]\nundo = ""',
        'keys = "f9"',
    ],
)
def test_the_schema_of_the_file_finds_wrong_what_the_program_finds_wrong(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    right = jsonschema.Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))
    assert right == (not load_settings().findings)


def test_the_schema_of_the_file_knows_every_setting_theme_and_key() -> None:
    assert set(SCHEMA["properties"]["keys"]["propertyNames"]["enum"]) == KEYMAP_IDS
    assert SCHEMA["properties"]["theme"]["anyOf"][0]["enum"] == [*THEMES]
    kept = {field.name: field.default for field in fields(Settings) if field.name != "keymap"}
    assert {name: kept[name] for name in SCHEMA["properties"] if name != "keys"} == {
        name: said.get("default") for name, said in SCHEMA["properties"].items() if name != "keys"
    }
    assert set(SCHEMA["properties"]) == {*kept, "keys"}
