"""Examples of every command, for its help and docs/commands.md: examples.txt has each, and below it what it does."""

from __future__ import annotations

from pathlib import Path

_LINES = Path(__file__).with_name("examples.txt").read_text(encoding="utf-8").splitlines()
EXAMPLES: dict[str, list[tuple[str, str]]] = {}
"""By the name of a command: command lines, also of its subcommands, each with what it does."""
for _command, _effect in zip(_LINES[::2], _LINES[1::2], strict=True):
    EXAMPLES.setdefault(_command.split()[1], []).append((_command, _effect.strip()))


def examples(name: str) -> str:
    """The examples of a command as help shows them: its last paragraph, whose lines stay as they are (`\\b`).

    Those of a subcommand are those of the whole that begin with its name.
    """
    lines = ["Examples:"]
    for command, effect in EXAMPLES[name.split()[0]]:
        if " " not in name or f"{command} ".startswith(f"annotator {name} "):
            lines += [f"  {command}", f"      {effect}"]
    return "\b\n" + "\n".join(lines) if len(lines) > 1 else ""
