"""Everything that opens a small window: going somewhere, names, notes, lists, guidelines, help, themes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from annotator.core.session import state as session
from annotator.core.session.desk import Order, Place
from annotator.core.session.state import speakers
from annotator.core.session.workbench import Tone
from annotator.tui.edit_actions import EditingApp

if TYPE_CHECKING:
    from annotator.tui.dialogs.picking import Option

# The dialogs and what they search with are imported when first opened: 20 ms of the start.


class DialogsApp(EditingApp):
    """The windows. Each is given what it offers, and hands back what was picked."""

    _typed_names: dict[str, None]

    def action_goto(self) -> None:
        """A sentence by number, by article and number, or by text."""
        from annotator.tui.dialogs.options import place_options
        from annotator.tui.dialogs.picking import PickDialog

        page, documents, find = self.bench.state.page, self.bench.navigator.documents, cache(self.bench.find)
        title = "Go to: 8 (sentence), 3:8 (article:sentence), or text to find"
        self.push_screen(PickDialog(title, lambda typed: place_options(typed, page, documents, find)), self._go)

    def action_filter(self) -> None:
        """Only some sentences of all articles, by state, speaker or topic."""
        from annotator.core.session.filters import Filter  # deferred
        from annotator.tui.dialogs.options import filter_options
        from annotator.tui.dialogs.picking import Option, PickDialog

        names = list(dict.fromkeys([*self.bench.state.cast, *self._typed_names, *self.bench.names()]))
        leave = (
            [Option("all sentences: leave the filter", Filter())] if self.bench.navigator.matches is not None else []
        )
        counted = cache(self.bench.navigator.count)

        def options(typed: str) -> list[Option]:
            return [*([] if typed else leave), *filter_options(typed, names, self.scheme.topics, counted)]

        def take(option: Option | None) -> None:
            if option is not None and isinstance(option.value, Filter):
                if option.value == Filter():
                    self.bench.navigator.clear_filter()
                    self.show_all()
                else:
                    self.attempt(partial(self.bench.navigator.set_filter, option.value))

        self.push_screen(PickDialog("Only sentences that are … or have a speaker, a topic", options), take)

    def action_match(self, by: int) -> None:
        """The next or the previous sentence of the filter."""
        self.attempt(lambda: self.bench.navigator.step_match(by))

    def action_all_sentences(self) -> None:
        """Leave the filter."""
        self.bench.navigator.clear_filter()
        self.show_all()

    def action_order(self) -> None:
        """The articles in their own order, or the least certain first."""
        other = Order.DOCUMENT if self.bench.navigator.order is Order.UNCERTAINTY else Order.UNCERTAINTY
        self.attempt(lambda: self.bench.navigator.set_order(other))

    def action_documents(self) -> None:
        """All articles with progress."""
        from annotator.tui.dialogs.options import document_options
        from annotator.tui.dialogs.picking import PickDialog

        rows = self.bench.navigator.document_rows()
        self.push_screen(PickDialog("Articles", lambda typed: document_options(typed, rows)), self._go)

    def _go(self, option: Option | None) -> None:
        if option is not None and isinstance(option.value, Place):
            self.attempt(partial(self.bench.navigator.go, option.value))

    def action_other(self) -> None:
        """A speaker by fuzzy search, or a new name."""
        from annotator.tui.dialogs.options import name_options
        from annotator.tui.dialogs.picking import PickDialog

        names = list(dict.fromkeys([*self.bench.state.cast, *self._typed_names, *self.bench.names()]))

        def take(option: Option | None) -> None:
            if option is not None:
                name = " ".join(str(option.value).split())
                self._typed_names[name] = None
                self.give_speaker(name)

        self.push_screen(PickDialog("Who said it? Type a name", lambda typed: name_options(typed, names)), take)

    def action_merge_names(self) -> None:
        """Two names of the cast made one: the speaker of the chosen quote becomes another, everywhere undecided."""
        from annotator.tui.dialogs.options import name_options
        from annotator.tui.dialogs.picking import PickDialog

        quote = self.bench.state.chosen_quote
        if quote is None or quote.speaker is None:
            self.tell("choose a quote with a speaker first", Tone.WARNING)
            return
        old = quote.speaker
        names = [name for name in speakers(self.bench.state.page, self.bench.state.draft.labels) if name != old]

        def take(option: Option | None) -> None:
            if option is not None:
                self.attempt(partial(self.bench.renamer.rename, old, " ".join(str(option.value).split())))

        self.push_screen(PickDialog(f"{old} is the same as", lambda typed: name_options(typed, names)), take)

    def action_note(self) -> None:
        """A note to the sentence; it is saved with the decision."""
        from annotator.tui.dialogs.picking import Option, PickDialog

        def take(option: Option | None) -> None:
            if option is not None:
                note = str(option.value) or None
                self.change(lambda state: session.edit(state, replace(state.draft, note=note)))

        before = self.bench.state.draft.note or ""
        self.push_screen(PickDialog("Note", lambda typed: [Option("Enter keeps this note", typed)], before), take)

    def action_accept_all(self) -> None:
        """Accept everything left in the article above a score."""
        from annotator.tui.dialogs.options import sure_options
        from annotator.tui.dialogs.picking import PickDialog

        def take(option: Option | None) -> None:
            if option is not None and isinstance(option.value, list):
                self.attempt(partial(self.bench.accept_all, option.value))

        title = "Accept what is left of this article, from a score of"
        self.push_screen(PickDialog(title, lambda typed: sure_options(typed, self.bench.state), "0.9"), take)

    def action_theme(self) -> None:
        """Colours; the choice is kept."""
        from annotator.tui.dialogs.picking import Option, PickDialog
        from annotator.tui.panes.palette import THEMES, theme_named
        from annotator.tui.settings import keep_theme

        options = [Option(name, name, detail) for name, (_, detail) in THEMES.items()]

        def take(option: Option | None) -> None:
            if option is not None:
                self.theme = theme_named(str(option.value))
                if not keep_theme(str(option.value)):
                    self.tell("the choice could not be kept", Tone.WARNING)

        self.push_screen(PickDialog("Colours", lambda typed: [o for o in options if typed in o.label]), take)

    def action_guidelines(self) -> None:
        """The guidelines of the project."""
        from annotator.tui.dialogs.guidelines import guideline_rows
        from annotator.tui.dialogs.reading import ReadingDialog

        text = self.settings.guidelines
        self.push_screen(ReadingDialog("Guidelines", lambda width: guideline_rows(width, self.scheme.profile, text)))

    def action_help(self) -> None:
        """The keys."""
        from annotator.tui.dialogs.help import help_rows
        from annotator.tui.dialogs.reading import ReadingDialog

        self.push_screen(ReadingDialog("Keys", lambda width: help_rows(width, self.settings.keymap)))
