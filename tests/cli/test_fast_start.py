"""The quick way to the screen understands what Typer understands, and leaves the rest to it."""

from pathlib import Path

import pytest
import typer

from annotator.cli import annotate, commands, fast_start
from annotator.cli.fast_start import OPTIONS, understood
from annotator.cli.open_screen import Asked
from annotator.core.session.desk import Order

VARIABLES = {"ANNOTATOR_DB": "from variable.db", "ANNOTATOR_NAME": "Vera", "ANNOTATOR_SCHEME": "variable.toml"}
TAKEN = [
    ["annotate"],
    ["annotate", "--db", "x.db"],
    ["annotate", "--db=x.db", "--annotator=Nora Lind", "--scheme", "own.toml"],
    ["annotate", "--only-suggested", "--plain", "--theme", "contrast"],
    ["--db", "root.db", "annotate"],
    ["--db=root.db", "annotate", "--plain"],
    ["--db", "root.db", "annotate", "--db", "own.db"],
    ["annotate", "--annotator", "a=b"],
    ["annotate", "--order", "uncertainty"],
    ["annotate", "--order=document"],
]
LEFT = [
    ["--help"],
    ["annotate", "--help"],
    ["annotate", "-h"],
    ["--version"],
    ["annotate", "extra"],
    ["annotate", "--db"],
    ["annotate", "--db="],
    ["annotate", "--db", "--plain"],
    ["annotate", "--plain=yes"],
    ["annotate", "--order", "length"],
    ["annotate", "--plain", "--plain"],
    ["annotate", "--no-such-option"],
    ["annotate", "--", "--plain"],
    ["--plain", "annotate"],
    ["--annotator", "x", "annotate"],
    ["stats"],
    ["--db", "annotate"],
    ["annotate", "--annotator", "bad\udcff"],
    ["annotate", "--annotator", "two\nlines"],
]


class Opened(Exception):
    """Thrown instead of opening the screen."""


@pytest.fixture
def by_typer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """What Typer makes of a command line."""
    asked: list[Asked] = []

    def note(one: Asked) -> int:
        asked.append(one)
        raise Opened

    monkeypatch.setattr(annotate, "sit_down", note)
    monkeypatch.setattr(commands, "sit_down", note)
    monkeypatch.chdir(tmp_path)

    def call(words: list[str], variables: dict[str, str]) -> Asked:
        for option in OPTIONS.values():
            if option.variable:
                monkeypatch.delenv(option.variable, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(Opened):
            commands.app(words)
        return asked.pop()

    return call


def test_the_table_is_the_one_of_the_command() -> None:
    root = typer.main.get_command(commands.app)
    parameters = root.commands[fast_start.COMMAND].params  # type: ignore[attr-defined]
    kinds = {"db": Path, "annotator": str, "scheme": Path, "only_suggested": bool, "theme": str, "plain": bool}
    kinds["order"], choices = str, {"order": tuple(Order)}
    table = {
        name: (parameter.name, parameter.envvar, kinds[parameter.name], choices.get(parameter.name, ()))
        for parameter in parameters
        for name in parameter.opts
        if name != "--help"
    }
    assert table == {name: tuple(option) for name, option in OPTIONS.items()}
    flags = {name for name, option in OPTIONS.items() if option.reads is bool}
    assert {parameter.opts[0] for parameter in parameters if parameter.is_flag} - {"--help"} == flags
    assert not any(parameter.secondary_opts for parameter in parameters)
    assert {parameter.name: parameter.default for parameter in parameters if parameter.name in Asked._fields} == (
        Asked()._asdict()
    )


@pytest.mark.parametrize("variables", [{}, VARIABLES, dict.fromkeys(VARIABLES, "")])
@pytest.mark.parametrize("words", TAKEN)
def test_both_ways_ask_for_the_same(words: list[str], variables: dict[str, str], by_typer) -> None:
    asked = understood(words, variables)
    assert asked is not None
    assert asked == by_typer(words, variables)


@pytest.mark.parametrize("words", LEFT)
def test_what_is_unclear_is_left_to_typer(words: list[str]) -> None:
    assert understood(words, {}) is None


@pytest.mark.parametrize("variables", [{}, {"ANNOTATOR_NAME": "Vera"}])
@pytest.mark.parametrize("words", [[], ["--db", "here.db"]])
def test_without_a_command_only_a_database_opens_the_screen(
    words: list[str], variables: dict[str, str], by_typer, tmp_path: Path
) -> None:
    name = words[-1] if words else "annotator.db"
    (tmp_path / name).touch()
    asked = understood(words, variables)
    assert asked == Asked(Path(name), variables.get("ANNOTATOR_NAME"))
    assert asked == by_typer(words, variables)
    (tmp_path / name).unlink()
    assert understood(words, variables) is None
