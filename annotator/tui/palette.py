"""The looks of the screen by name. Colours are the terminal's own; every meaning also has weight, line or a glyph."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style

LOOKS: dict[str, Style] = {
    "plain": Style(),
    "dim": Style(dim=True),
    "strong": Style(bold=True),
    "lit": Style(bold=True),
    "bar": Style(color="yellow", bold=True),
    "content": Style(color="green", bold=True),
    "cue": Style(color="yellow", bold=True, underline=True),
    "source": Style(color="cyan", bold=True),
    "other": Style(color="green"),
    "other-cue": Style(color="yellow", underline=True),
    "other-source": Style(color="cyan"),
    "glyph": Style(color="magenta", bold=True),
    "grip": Style(reverse=True, bold=True),
    "picked": Style(reverse=True),
    "good": Style(color="green"),
    "bad": Style(color="red"),
    "warn": Style(color="yellow"),
    "alert": Style(color="red", bold=True, reverse=True),
    "key": Style(color="cyan", bold=True),
    "off": Style(dim=True),
    "title": Style(bold=True),
}


@lru_cache(maxsize=256)
def look(name: str, base: Style) -> Style:
    """The style of that name on a widget's own style (its foreground and background)."""
    return base + LOOKS[name]
