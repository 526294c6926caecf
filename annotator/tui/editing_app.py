"""Correcting labels: quotes, their spans, speakers, types, topics, note and flag."""

from __future__ import annotations

from dataclasses import replace

from textual import events

from annotator.core import editing, session
from annotator.core.checks import Check, checks
from annotator.core.edges import Kind
from annotator.core.model import Span
from annotator.core.pointing import Pointing
from annotator.core.workbench import Tone
from annotator.tui.base_app import BenchApp

NEW, MORE = "new", "more"
POINTING = {
    NEW: "new quote",
    MORE: "more content",
    Kind.CONTENT: "content",
    Kind.CUE: "cue",
    Kind.SOURCE: "source",
}


class EditingApp(BenchApp):
    """The edits of the lit sentence."""

    _pointing_at = NEW

    # ---- pointing at words

    def action_point(self, what: str) -> None:
        """Letters before the words: the first and the last of them make the span."""
        self.pointing = Pointing(self.bench.state.page, self.bench.state.at)
        self._pointing_at = what
        self._tell_pointing()

    def point_with(self, event: events.Key) -> None:
        """A key while pointing."""
        pointing = self.pointing
        assert pointing is not None
        character = event.character or ""
        result = pointing.press(character) if character.isalnum() else None
        if isinstance(result, Span):
            self._pointed_out(result)
        elif result is not None:
            self.pointing = result
            self._tell_pointing()
        elif event.key == "enter" and pointing.first is not None:
            self._pointed_out(pointing.first)
        elif event.key in {"up", "down"} and self._pointing_at == Kind.SOURCE:
            self.pointing = pointing.move(-1 if event.key == "up" else 1)
            self._tell_pointing()
        elif event.key == "space":
            self.pointing = pointing.further()
            self._tell_pointing()
        elif event.key in {"delete", "backspace"} and self._pointing_at in {Kind.CONTENT, Kind.CUE, Kind.SOURCE}:
            self.pointing = None
            kind = Kind(self._pointing_at)
            self.change(lambda state: editing.clear_span(state, kind))
        else:
            self.pointing = None
            self.show_all()

    def _tell_pointing(self) -> None:
        assert self.pointing is not None
        word = (
            "letter of its first word" if self.pointing.first is None else "letter of its last word · Enter: same word"
        )
        more = " · ↑ ↓ other sentence" if self._pointing_at == Kind.SOURCE else ""
        none = " · Del: none" if self._pointing_at in {Kind.CUE, Kind.SOURCE} else ""
        self.tell(f"{POINTING[self._pointing_at]}: {word}{more}{none} · Esc")

    def _pointed_out(self, span: Span) -> None:
        self.pointing = None
        what = self._pointing_at
        if what == NEW:
            self.change(lambda state: editing.new_quote(state, span))
        elif what == MORE:
            self.change(lambda state: editing.add_fragment(state, span))
        else:
            self.change(lambda state: editing.set_span(state, Kind(what), span))

    # ---- edges, and quotes as wholes

    def action_edge(self, by: int, by_word: bool = False) -> None:
        """The chosen edge to the next plausible place, or by a word."""
        self.gripping = True
        self.change(lambda state: editing.move_edge(state, by, by_word))

    def action_grip(self, by: int) -> None:
        """Another edge to move."""
        if self.gripping:
            self.bench.change(lambda state: editing.next_grip(state, by))
        self.gripping = True
        grip = editing.chosen_grip(self.bench.state)
        if grip is not None:
            self.tell(f"{grip.side} of {grip.kind}: [ ] next mark or clause · {{ }} by word · Tab other edge")

    def action_delete(self) -> None:
        """The sentence without the chosen quote."""
        self.change(editing.delete_quote)

    def action_merge(self) -> None:
        """The chosen quote and the next one as one."""
        self.change(editing.merge_next)

    def action_split(self) -> None:
        """The last span of content as a quote of its own."""
        self.change(editing.split_last)

    def action_choose(self, by: int) -> None:
        """Another quote of the sentence."""
        self.change(lambda state: session.choose(state, by))

    def action_choose_quote(self, number: int) -> None:
        """The quote that was clicked."""
        self.change(lambda state: session.choose(state, number - state.draft.chosen))

    def action_type(self) -> None:
        """The next type."""
        self.change(session.cycle_type)

    def action_continues(self) -> None:
        """Continuation on or off."""
        self.change(session.toggle_continues)

    # ---- speakers

    def action_speaker(self, number: int) -> None:
        """A speaker of the cast by number, nobody by 0."""
        cast = self.bench.state.cast
        if number <= len(cast):
            self.give_speaker(cast[number - 1] if number else None)

    def give_speaker(self, name: str | None) -> None:
        """The chosen quote said by that name; an offer to do so elsewhere is told."""
        self.bench.give_speaker(name)
        if self.bench.offer is not None:
            self.tell(f"{self.bench.offer}  y: yes")
        else:
            self.show_all()

    def action_spread(self) -> None:
        """The change of speaker in the other sentences too."""
        self.bench.accept_offer()
        self.show_all()

    # ---- topics, flag

    def action_toggle_topic(self, key: str) -> None:
        """A topic on or off; a fourth is refused with a word."""
        before = self.bench.state
        self.change(lambda state: session.toggle_topic(state, key))
        if self.bench.state is before:
            self.tell(f"at most {session.MAX_TOPICS} topics: take one off first", Tone.WARNING)

    def action_flag(self) -> None:
        """Flagged or not; it is saved with the decision."""
        self.change(
            lambda state: session.edit(state, replace(state.draft, flagged=not state.draft.flagged)),
        )

    # ---- checks

    def checks(self) -> tuple[Check, ...]:
        """What is odd about what is shown."""
        return checks(self.bench.state)

    def action_mend(self) -> None:
        """Mend what the first check names."""
        mendable = next((check for check in self.checks() if check.mended is not None), None)
        if mendable is not None:
            self.change(mendable.fix)

    def action_why(self) -> None:
        """The rule of the quote and the reasons of the topics."""
        state = self.bench.state
        quote, suggestion = state.chosen_quote, state.item.suggestion
        reasons = []
        if quote is not None and quote.rule:
            reasons.append(f"quote by rule {quote.rule}" + (f", {quote.score:.2f}" if quote.score is not None else ""))
        for topic in suggestion.topics if suggestion else ():
            reasons.append(f"{topic.label} because of “{topic.because}”, {topic.score:.2f}")
        self.tell(" · ".join(reasons) or "nothing was suggested here")
