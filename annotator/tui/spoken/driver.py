"""A driver for Textual that reads keys and draws nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from annotator.tui.diff.clipboard import OSC_52

if TYPE_CHECKING:
    from textual.driver import Driver

if sys.platform == "win32":
    KeysDriver: type[Driver] | None = None
else:
    from annotator.tui.diff.driver import ClicksDriver

    class KeysDriver(ClicksDriver):
        """Textual's driver for terminals without its output: no other screen, no cursor moves, no questions asked."""

        def write(self, data: str) -> None:
            """Leave the terminal alone, but for its clipboard."""
            if data.startswith(OSC_52):
                super().write(data)
