"""docs/commands.md, made from the commands as they are declared: `make reference` writes it, a test compares it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from annotator.cli.commands import COMMANDS, EXAMPLES, app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
_INTRODUCTION = """# All commands

Made by `make reference` from what the commands declare; `annotator COMMAND --help` says the same. `--debug`, anywhere,
shows the traceback of an error. Exit codes are in [operations.md](operations.md#exit-codes)."""


def reference() -> str:
    """The whole page."""
    root: Any = typer.main.get_command(app)
    pieces = [_INTRODUCTION, "\n".join(_command("annotator", root))]
    titles: dict[str, str] = {}  # by the function: one that runs without a subcommand stands here once
    for name, listed in COMMANDS.items():
        also = name.removeprefix(titles.get(listed.runs, name)).strip()
        titles[listed.runs] = f"{titles[listed.runs]} [{also}]" if also else name
    context = root.make_context("annotator", [], resilient_parsing=True)
    for title in titles.values():
        name = title.partition(" [")[0]
        pieces.append("\n".join(_command(f"annotator {title}", root.get_command(context, name))))
    return "\n\n".join(pieces) + "\n"


def _command(title: str, command: Any) -> Iterator[str]:
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    yield f"## {' '.join([title, *(argument.metavar or argument.name.upper() for argument in arguments)])}\n"
    yield f"{command.help}\n"
    yield "| | |\n|---|---|"
    for parameter in command.params:
        if parameter.name == "help":
            continue
        explained = (parameter.help or "").replace("  [", " [").replace("|", "\\|")
        variable = f" [variable: `{parameter.envvar}`]" if parameter.envvar else ""
        yield f"| {_written(parameter)} | {explained}{variable} |"
    if command.name in EXAMPLES:
        yield "\n```"
        width = max(len(line) for line, _ in EXAMPLES[command.name])
        for line, effect in EXAMPLES[command.name]:
            yield f"{line:{width}}  # {effect}"
        yield "```"


def _written(parameter: Any) -> str:
    """An option as it is typed, with the name of its value."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`".replace("|", "\\|")
    value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    names = [*parameter.opts, *parameter.secondary_opts]
    return ", ".join(f"`{name}{value}`" for name in names).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
