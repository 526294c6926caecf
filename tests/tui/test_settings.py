"""The annotator's own settings: what each does, what is wrong with a file is said, and a chosen theme is kept."""

from __future__ import annotations

import pytest

from annotator.tui.settings import Settings, keep_theme, settings_path
from annotator.tui.settings import load_settings as load_settings_of

WHOLE = """
theme = "dark"
break_minutes = 20
diff = false
mouse = false
guidelines = "rules.md"
[keys]
confirm = "enter,f5"
"""


def load_settings():
    return load_settings_of({"confirm", "skip"})


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings.toml"))
    return tmp_path / "settings.toml"


def test_without_a_file_everything_is_as_documented():
    assert load_settings() == (Settings("terminal", 50, True, None, None, {}), "")


def test_every_setting_is_read(path):
    path.write_text(WHOLE, encoding="utf-8")
    (path.parent / "rules.md").write_text("# Ours", encoding="utf-8")
    assert load_settings() == (Settings("dark", 20, False, False, "# Ours", {"confirm": "enter,f5"}), "")


def test_settings_and_keys_that_do_not_exist_are_named_and_the_others_hold(path):
    path.write_text('colour = "red"\nbreak_minutes = 5\n[keys]\nskip = "f8"\nskp = "f9"\n', encoding="utf-8")
    settings, complaint = load_settings()
    assert (settings.break_minutes, settings.keymap["skip"]) == (5, "f8")
    assert complaint == "no such setting in settings.toml: colour, keys.skp"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"theme = [broken", "TOMLDecodeError in settings.toml"),
        (b'theme = "dark"\ntheme = "light"', "TOMLDecodeError in settings.toml"),
        (b'[keys]\nskip = "s"\nskip = "f8"', "TOMLDecodeError in settings.toml"),
        (b"\xff\xfe", "UnicodeDecodeError in settings.toml"),
        (b'break_minutes = "soon"', "invalid literal"),
        (b"keys = 3", "[keys] needs a text for each name"),
        (b"[keys]\nskip = 8", "[keys] needs a text for each name"),
        (b'guidelines = "missing.md"', "missing.md"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_of_the_file_is_used(path, content, word):
    path.write_bytes(content)
    settings, complaint = load_settings()
    assert settings == Settings()
    assert complaint.startswith("settings left aside: ")
    assert word in complaint


def test_a_theme_is_kept_and_the_rest_of_the_file_stays(path):
    path.write_text('# mine\ntheme = "dark"\nbreak_minutes = 20\n[keys]\nskip = "f8"\n', encoding="utf-8")
    assert keep_theme("contrast")
    assert load_settings() == (Settings("contrast", 20, keymap={"skip": "f8"}), "")
    assert "# mine" in path.read_text(encoding="utf-8")
    assert [file.name for file in path.parent.iterdir()] == ["settings.toml"]


def test_a_theme_is_kept_where_there_was_no_file_and_a_failure_is_told(path, monkeypatch):
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(path.parent / "new" / "settings.toml"))
    assert keep_theme("light")
    assert load_settings()[0].theme == "light"
    path.write_text("", encoding="utf-8")
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(path / "settings.toml"))
    assert not keep_theme("light")


def test_the_file_is_in_the_configuration_folder_unless_named(monkeypatch, tmp_path):
    monkeypatch.delenv("ANNOTATOR_SETTINGS")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings_path().name == "settings.toml"
    assert settings_path().parent.name == "annotator"


@pytest.mark.parametrize("content", [b"SQLite format 3\x00", b"\xff\xfe no text"])
def test_a_theme_is_not_written_over_what_is_no_settings(path, content):
    path.write_bytes(content)
    assert not keep_theme("light")
    assert path.read_bytes() == content
