"""Correcting labels: quotes, their spans, speakers, types, topics, note and flag."""

from __future__ import annotations

from dataclasses import replace

from textual import events

from annotator.core.model import MAX_TOPICS, Span
from annotator.core.session import edits
from annotator.core.session import state as session
from annotator.core.session.boundaries import Reach, Side
from annotator.core.session.checks import Check, checks
from annotator.core.session.pointing import Aim, Pointing, point_out
from annotator.core.session.workbench import Tone
from annotator.tui.key_queue import WaitingApp

POINTING = {
    Aim.NEW: "new quote",
    Aim.BY_CUE: "new quote by its cue",
    Aim.MORE: "more content",
    Aim.CONTENT: "content",
    Aim.CUE: "cue",
    Aim.SOURCE: "source",
}
SPANS = frozenset({Aim.CONTENT, Aim.CUE, Aim.SOURCE})
ELSEWHERE = frozenset({Aim.CUE, Aim.SOURCE})
REACHES = {
    "[": (-1, Reach.PLAUSIBLE),
    "]": (1, Reach.PLAUSIBLE),
    "{": (-1, Reach.WORD),
    "}": (1, Reach.WORD),
    "<": (-1, Reach.CHARACTER),
    ">": (1, Reach.CHARACTER),
}


class EditingApp(WaitingApp):
    """The edits of the lit sentence."""

    _aim = Aim.NEW
    _unpointed: session.State

    # ---- pointing at words

    def action_point(self, aim: str) -> None:
        """Letters before the words: one makes the span, a capital then ends it elsewhere."""
        self.pointing = Pointing(self.bench.state.page, self.bench.state.index)
        self._aim = Aim(aim)
        self._tell_pointing()

    def point_with(self, event: events.Key) -> bool:
        """A key while pointing; whether it was one for this."""
        pointing = self.pointing
        assert pointing is not None
        character = event.character or ""
        word = pointing.labels.get(character)
        if word is not None:
            self._pointed_at(pointing, word)
        elif event.key == "space":
            self.pointing = pointing.further()
            self._tell_pointing()
        elif pointing.first is not None:
            self.pointing = None
            if event.key != "escape":
                return False
            self.show_all()
        elif event.key in {"up", "down"} and self._aim in ELSEWHERE:
            self.pointing = pointing.move(-1 if event.key == "up" else 1)
            self._tell_pointing()
        elif character.isdecimal() and self._aim in ELSEWHERE:
            self.pointing = pointing.move(int(character))
            self._tell_pointing()
        elif character in REACHES and self._aim in SPANS:
            self._grow(*REACHES[character])
        elif event.key in {"delete", "backspace"} and self._aim in SPANS:
            self.pointing = None
            kind = self._aim.kind
            self.change(lambda state: edits.clear_span(state, kind))
        else:
            self.pointing = None
            self.show_all()
        return True

    def _pointed_at(self, pointing: Pointing, word: Span) -> None:
        aim = self._aim
        if pointing.first is None:
            self._unpointed = before = self.bench.state
            self.bench.change(lambda _: point_out(before, aim, pointing, word))
            self.pointing = pointing.begin(word)
            self._tell_pointing()
        else:
            before, first = self._unpointed, pointing.first
            self.pointing = None
            self.change(lambda _: point_out(before, aim, pointing, first, word))
        self.gripping = True

    def _grow(self, by: int, reach: Reach) -> None:
        """The span that was asked for begins earlier, or ends later; the bracket keys then move that edge."""
        self.pointing = None
        kind, side = self._aim.kind, Side.START if by < 0 else Side.END
        self.bench.change(lambda state: edits.gripped(state, kind, side))
        self.action_edge(by, reach)

    def _tell_pointing(self) -> None:
        assert self.pointing is not None
        if self.pointing.first is not None:
            self.tell(f"{POINTING[self._aim]}: a capital ends it there · any other key goes on")
            return
        more = " · ↑ ↓ elsewhere" if self._aim in ELSEWHERE else ""
        none = " · [ ] { } grow · Del none" if self._aim in SPANS else ""
        self.tell(f"{POINTING[self._aim]}: letter of first word{more}{none} · Esc")

    # ---- edges, and quotes as wholes

    def action_edge(self, by: int, reach: str = Reach.PLAUSIBLE) -> None:
        """The chosen edge to the next plausible place, or by a word or character."""
        self.gripping = True
        self.change(lambda state: edits.move_edge(state, by, Reach(reach)))

    def action_grip(self, by: int) -> None:
        """Another edge to move."""
        if self.gripping:
            self.bench.change(lambda state: edits.next_grip(state, by))
        self.gripping = True
        grip = edits.chosen_grip(self.bench.state)
        if grip is not None:
            self.tell(f"{grip.side} of {grip.kind}: [ ] next mark or clause · {{ }} by word · Tab other edge")

    def action_delete(self) -> None:
        """The sentence without the chosen quote."""
        self.change(edits.delete_quote)

    def action_merge(self) -> None:
        """The chosen quote and the next one as one."""
        self.change(edits.merge_next)

    def action_split(self) -> None:
        """The last span of content as a quote of its own."""
        self.change(edits.split_last)

    def action_choose(self, by: int) -> None:
        """Another quote of the sentence."""
        self.change(lambda state: session.choose(state, by))

    def action_choose_quote(self, number: int) -> None:
        """The quote that was clicked."""
        self.change(lambda state: session.choose(state, number - state.draft.chosen))

    def action_type(self, by: int = 1) -> None:
        """The next type, or the one before."""
        self.change(lambda state: session.cycle_type(state, by))

    def action_continues(self) -> None:
        """Continuation on or off; a sentence without quotes becomes one whole."""
        self.change(edits.carry_on)

    # ---- speakers

    def action_speaker(self, number: int) -> None:
        """A speaker of the cast by number, nobody by 0."""
        cast = self.bench.state.cast
        if number <= len(cast):
            self.give_speaker(cast[number - 1] if number else None)

    def give_speaker(self, name: str | None) -> None:
        """The chosen quote said by that name; an offer to do so elsewhere is told."""
        self.bench.renamer.give_speaker(name)
        if self.bench.renamer.offer is not None:
            self.tell(f"{self.bench.renamer.offer}  y: yes")
        else:
            self.show_all()

    def action_spread(self) -> None:
        """The change of speaker in the other sentences too."""
        self.attempt(self.bench.renamer.accept_offer)

    # ---- topics, flag

    def action_toggle_topic(self, key: str) -> None:
        """A topic on or off; a fourth is refused with a word."""
        before = self.bench.state
        self.change(lambda state: session.toggle_topic(state, key))
        if self.bench.state is before:
            self.tell(f"at most {MAX_TOPICS} topics: take one off first", Tone.WARNING)

    def action_same_topics(self) -> None:
        """The topics of the sentence before."""
        self.change(session.same_topics)

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
