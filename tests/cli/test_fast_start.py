"""The shortest command lines mean without Typer what they mean with it; all others are left to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.cli import annotate, commands, demo
from annotator.cli.main import screen_asked_for
from annotator.tui import ScreenSetup

VARIABLES = {
    "ANNOTATOR_DB": "from variable.db",
    "ANNOTATOR_NAME": "Vera",
    "ANNOTATOR_SCHEME": "variable.toml",
    "ANNOTATOR_WITHHOLD": "10%",
}
TAKEN = [
    ["annotate"],
    ["annotate", "--db", "x.db"],
    ["--db", "root.db", "annotate"],
    ["--db", "root.db", "annotate", "--db", "own.db"],
    ["annotate", "--annotator", "Nora Lind"],
    ["annotate", "--annotator", "ana", "--db", "x.db"],
    ["--db", "root.db", "annotate", "--db", "own.db", "--annotator", "ana", "--annotator", "bo"],
]
LEFT = [
    ["--help"],
    ["--version"],
    ["stats"],
    ["annotate", "--help"],
    ["annotate", "extra"],
    ["annotate", "--plain"],
    ["annotate", "--order", "uncertainty"],
    ["annotate", "--annotator", ""],
    ["annotate", "--annotator", "--plain"],
    ["annotate", "--annotator", "two\nlines"],
    ["--annotator", "ana", "annotate"],
    ["annotate", "annotate"],
    ["annotate", "--db"],
    ["annotate", "--db", ""],
    ["annotate", "--db", "--plain"],
    ["annotate", "--db", "bad\udcff.db"],
    ["annotate", "--db", "two\nlines.db"],
    ["--db", "--help", "annotate"],
]


class Opened(Exception):
    """Thrown instead of opening the screen."""


@pytest.fixture
def by_typer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[list[str], dict[str, str]], ScreenSetup]:
    """What Typer makes of a command line."""
    asked: list[ScreenSetup] = []

    def note(options: ScreenSetup) -> int:
        asked.append(options)
        raise Opened

    monkeypatch.setattr(annotate, "open_screen", note)
    monkeypatch.setattr(commands, "open_screen", note)
    monkeypatch.setattr(demo, "open_screen", note)
    monkeypatch.chdir(tmp_path)

    def call(words: list[str], variables: dict[str, str]) -> ScreenSetup:
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(Opened):
            commands.app(words)
        return asked.pop()

    return call


@pytest.mark.parametrize("variables", [{}, VARIABLES, dict.fromkeys(VARIABLES, "")])
@pytest.mark.parametrize("words", TAKEN)
def test_both_ways_ask_for_the_same(words: list[str], variables: dict[str, str], by_typer) -> None:
    options = screen_asked_for(words, variables)
    assert options is not None
    assert options == by_typer(words, variables)


@pytest.mark.parametrize("words", LEFT)
def test_everything_else_is_left_to_typer(words: list[str]) -> None:
    assert screen_asked_for(words, {}) is None


@pytest.mark.parametrize("variables", [{}, {"ANNOTATOR_NAME": "Vera"}])
@pytest.mark.parametrize("words", [[], ["--db", "here.db"]])
def test_without_a_command_only_a_database_opens_the_screen(
    words: list[str], variables: dict[str, str], by_typer, tmp_path: Path
) -> None:
    by_typer(["annotate"], {})  # in the same folder
    name = words[-1] if words else "annotator.db"
    (tmp_path / name).touch()
    options = screen_asked_for(words, variables)
    assert options == ScreenSetup(Path(name), variables.get("ANNOTATOR_NAME"))
    assert options == by_typer(words, variables)
    (tmp_path / name).unlink()
    assert screen_asked_for(words, variables) is None


def test_the_options_of_the_screen_are_those_of_the_command(by_typer) -> None:
    assert by_typer(["annotate"], {}) == ScreenSetup()
    words = ["annotate", "--db", "x.db", "--annotator", "ana", "--scheme", "own.toml", "--theme", "dark"]
    words += ["--only-suggested", "--plain", "--withhold", "0"]
    assert by_typer([*words, "--order", "uncertainty"], VARIABLES) == ScreenSetup(
        Path("x.db"), "ana", "dark", True, False, Path("own.toml"), True, "uncertainty", "0"
    )


def test_the_demo_withholds_nothing(by_typer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "require_terminal", lambda _: None)
    monkeypatch.setattr(demo, "run_import", lambda *_, **__: None)
    assert by_typer(["demo", "--db", "x.db"], {"ANNOTATOR_WITHHOLD": "10%"}).withhold == "0"
