"""The clipboard of the terminal one sits at, through tmux and GNU screen, by the control sequence OSC 52.

Over SSH it is the only clipboard there is. Terminals do not answer, and some do as they are told only if they are set
to: whoever copies can be told that the text was handed over, not that it arrived.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OSC_52: Final = "\x1b]52;"
_NONE: Final = ("linux", "vt", "ansi", "dumb")
"""Kinds of terminals that have no clipboard. Old Linux consoles print the sequence."""
_SCREEN_LIMIT: Final = 250
"""Characters that GNU screen passes on at once, in any of its versions, with room for what encloses them."""


def has_clipboard(variables: Mapping[str, str]) -> bool:
    """Whether the terminal may have a clipboard, by the variables of the environment."""
    return not variables.get("TERM", "").startswith(_NONE)


def passed_on(data: str, variables: Mapping[str, str]) -> str:
    """An OSC 52 sequence, and in tmux and GNU screen also enclosed so that they pass it on to the terminal outside.

    Both by themselves: tmux does either by its settings. At the other end of an SSH connection only the kind of
    terminal tells that there is one of them; what the other one would understand does no harm.
    """
    kind = variables.get("TERM", "")
    if variables.get("TMUX") or kind.startswith("tmux"):
        return f"{data}\x1bPtmux;{data.replace(chr(27), chr(27) * 2)}\x1b\\"
    if variables.get("STY") or kind.startswith("screen"):
        pieces = [data[at : at + _SCREEN_LIMIT] for at in range(0, len(data), _SCREEN_LIMIT)]
        return data + "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return data
