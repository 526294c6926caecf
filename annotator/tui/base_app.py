"""What the parts of the app build on: a workbench, a label scheme, and showing what became of them."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App
from textual.driver import Driver

from annotator.core.scheme import LabelScheme
from annotator.core.session.pointing import Pointing
from annotator.core.session.state import State
from annotator.core.session.workbench import Notice, Tone, Workbench
from annotator.tui.keys import KEYMAP_IDS
from annotator.tui.panes.palette import CONTRAST, theme_named
from annotator.tui.settings import Settings


class BenchApp(App[int]):
    """An app that owns a workbench."""

    def __init__(
        self,
        bench: Workbench,
        scheme: LabelScheme,
        settings: Settings | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        self.settings = settings or Settings()
        theme = theme_named(self.settings.theme)
        if theme != CONTRAST.name:
            self.set_reactive(App.theme, theme)  # before: Textual now decides whether colours stay the terminal's own
        super().__init__(driver_class=driver_class)
        self.register_theme(CONTRAST)
        self.set_reactive(App.theme, theme)
        self.set_keymap({name: keys for name, keys in self.settings.keymap.items() if name in KEYMAP_IDS})
        self.bench = bench
        self.scheme = scheme
        self.pointing: Pointing | None = None
        """A span being pointed out, word by word."""
        self.gripping = False
        """Whether the edge that the bracket keys move is shown."""

    def show_all(self) -> None:
        """Bring every pane up to date."""
        raise NotImplementedError

    def change(self, change: Callable[[State], State]) -> None:
        """Edit the lit sentence and show it."""
        self.bench.change(change)
        self.show_all()

    def tell(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """A notice in the hint line, until the next key."""
        self.bench.notice = Notice(text, tone)
        self.show_all()
