"""The styles of the screen by name.

Colours are the terminal's own, and none is needed to understand the screen: every meaning also has a weight, an
underline or a sign.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from rich.style import Style
from textual.theme import Theme

THEMES: dict[str, tuple[str, str]] = {
    "terminal": ("ansi-dark", "the terminal's own colours, on dark"),
    "terminal-light": ("ansi-light", "the terminal's own colours, on light"),
    "dark": ("textual-dark", "needs 256 colours or more; more bytes"),
    "light": ("textual-light", "needs 256 colours or more; more bytes"),
    "contrast": ("annotator-contrast", "white on black"),
}
"""The themes by the name that an annotator chooses, as Textual calls them, with a word on each."""

CONTRAST = Theme(
    name="annotator-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
)


class Ground(StrEnum):
    """What looks are drawn on."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"
    """Dark, and nothing dimmed that is to be read."""


_WARM, _COOL = "yellow", "cyan"
_WARM_ON_LIGHT, _COOL_ON_LIGHT = "magenta", "blue"  # yellow and cyan cannot be read on white


def theme_named(name: str) -> str:
    """What Textual calls a theme; the terminal's own colours where the name is unknown."""
    return THEMES.get(name, THEMES["terminal"])[0]


def ground_of(theme: Theme) -> Ground:
    """What the looks of a theme are drawn on."""
    if theme.name == CONTRAST.name:
        return Ground.CONTRAST
    return Ground.DARK if theme.dark else Ground.LIGHT


def _looks(warm: str, cool: str) -> dict[str, Style]:
    return {
        "plain": Style(),
        "dim": Style(dim=True),
        "strong": Style(bold=True),
        "current": Style(bold=True),
        "bar": Style(bold=True),  # as the text beside it: no change of colour to send for each line
        "content": Style(color="green", bold=True),
        "cue": Style(color=warm, bold=True, underline=True),
        "source": Style(color=cool, bold=True),
        "other": Style(color="green"),
        "other-cue": Style(color=warm, underline=True),
        "other-source": Style(color=cool),
        "quoted": Style(dim=True),
        "quoted-cue": Style(underline=True),
        "found": Style(reverse=True),
        "differs": Style(bold=True, underline=True),
        "more": Style(color=warm, bold=True),
        "glyph": Style(color="magenta", bold=True),
        "grip": Style(reverse=True, bold=True),
        "good": Style(color="green"),
        "bad": Style(color="red"),
        "warn": Style(color=warm),
        "alert": Style(color="red", bold=True, reverse=True),
        "key": Style(color=cool, bold=True),
        "off": Style(dim=True),
        "title": Style(bold=True),
    }


_LOOKS = {
    Ground.DARK: _looks(_WARM, _COOL),
    Ground.LIGHT: _looks(_WARM_ON_LIGHT, _COOL_ON_LIGHT),
    Ground.CONTRAST: _looks(_WARM, _COOL)
    | {"quoted": Style(underline=True), "quoted-cue": Style(bold=True, underline=True)},
}


@lru_cache(maxsize=512)
def look(name: str, base: Style, ground: Ground = Ground.DARK) -> Style:
    """The style of that name on a widget's own style (its foreground and background)."""
    return base + _LOOKS[ground][name]
