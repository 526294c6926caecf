"""The styles of the screen by name.

Colours are the terminal's own, and none is needed to understand the screen: every meaning also has a weight, an
underline or a sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from annotator.tui.keys import TABLE

THEMES: dict[str, Sequence[str]] = TABLE["themes"]
"""The themes by the name that an annotator chooses, as Textual calls them, with a word on each."""

CONTRAST = Theme(**TABLE["contrast"])


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """The colours of the looks, as Rich takes them."""

    content: str | RichColor = "green"
    cue: str | RichColor = "yellow"
    source: str | RichColor = "cyan"
    sign: str | RichColor = "magenta"
    wrong: str | RichColor = "red"
    dims: bool = True
    """Whether what is read may be dimmed."""


ON_DARK = Palette()
ON_LIGHT = Palette(cue="magenta", source="blue")  # yellow and cyan cannot be read on white
IN_CONTRAST = Palette(dims=False)


def shipped_theme(name: str) -> Theme:
    """The theme that ships and has this name in `THEMES`."""
    called = THEMES[name][0]
    return CONTRAST if called == CONTRAST.name else BUILTIN_THEMES[called]


def palette_of(theme: Theme) -> Palette:
    """The colours of the looks in a theme: those of an annotator's own theme, where it says them."""
    if theme.name == CONTRAST.name:
        return IN_CONTRAST
    usual = ON_DARK if theme.dark else ON_LIGHT
    if theme.name in {shipped for shipped, _ in THEMES.values()}:
        return usual

    given = {
        "content": theme.success,
        "cue": theme.warning,
        "source": theme.secondary,
        "sign": theme.accent,
        "wrong": theme.error,
    }
    own: dict[str, Any] = {name: Color.parse(colour).rich_color for name, colour in given.items() if colour is not None}
    return replace(usual, **own)


@cache
def _looks(palette: Palette) -> dict[str, Style]:
    """The styles by name, in these colours."""
    looks: dict[str, dict[str, Any]] = TABLE["looks"] | ({} if palette.dims else TABLE["undimmed"])
    coloured = {name: getattr(palette, style["color"]) for name, style in looks.items() if "color" in style}
    return {name: Style(**{**style, "color": coloured.get(name)}) for name, style in looks.items()}


@lru_cache(maxsize=512)
def look(name: str, base: Style, palette: Palette = ON_DARK, link: str = "") -> Style:
    """The style of that name on a widget's own style (its foreground and background), leading to an address if given.

    Remembered, as Rich gives a link another id whenever two styles are joined: what is drawn again would differ.
    """
    return base + _looks(palette)[name] + Style(link=link or None)
