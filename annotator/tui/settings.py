"""What an annotator may choose for the screen; `settings_file` reads it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """What an annotator may choose; the defaults are those without a file."""

    theme: str = "terminal"
    break_minutes: int = 50
    diff: bool = True
    mouse: bool | None = None
    """Whether to listen to the mouse; None: except where that spoils the Esc key."""
    screen_reader: bool = False
    """Whether plain lines are written instead of a drawn screen."""
    guidelines: str | None = None
    """The Markdown text of the project's guidelines; None for the built-in ones."""
    copies: str | None = None
    """The folder for copies of databases; None: beside each of them."""
    keymap: dict[str, str] = field(default_factory=dict)
    """Keys (several with commas between, or none) of the actions that do not keep those of the table, by name."""
