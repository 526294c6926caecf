"""What a corrected article changed, on the screen: what was decided before beside what stands there now."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from annotator.core.decision import Answer
from annotator.core.editions import common_words
from annotator.core.model import Labels, Span
from annotator.core.scheme import LabelScheme
from annotator.core.session.desk import Before
from annotator.core.session.navigation import AgainList
from annotator.core.session.state import State
from annotator.core.text.marked_text import words_of
from annotator.tui.host import Host
from annotator.tui.keys import CORRECTED_KEYS, Call
from annotator.tui.panes.pieces import Piece, Row
from annotator.tui.review.comparison import (
    CLOSE,
    EDITS,
    NO_QUOTE,
    OPEN,
    Comparison,
    Field,
    Versions,
    drawn,
    fields,
    wrapped,
)

_DECIDES = EDITS | {"reject", "skip", "corrected_edit"}
_NONE = (Piece("none", "dim"),)


class CorrectedActions(Comparison):
    """The actions of looking at corrections, where sentences to be looked at again are gone through."""

    keys = CORRECTED_KEYS

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._editing = False
        self._bench.when_opened.append(self._opened)

    @property
    def _list(self) -> AgainList | None:
        agenda = self._bench.agenda
        return agenda if isinstance(agenda, AgainList) else None

    @property
    def _here(self) -> tuple[Before, ...]:
        """What is to be looked at in the current sentence, and was not yet."""
        return self._list.corrected(self._state.item) if self._list is not None else ()

    @property
    def _gone(self) -> Before | None:
        """The decision whose words are gone that is shown, if there is one."""
        here = () if self._editing else self._here
        return here[0] if here and here[0].is_gone else None

    @property
    def compares(self) -> bool:
        """Whether both versions of the sentence are shown, not the card."""
        return bool(self._here) and not self._editing

    @property
    def takes_width(self) -> bool:
        """Whether both versions are shown: else the card is where it is in annotating."""
        return self.compares

    def _escape(self) -> bool:
        if not self._editing:
            return False
        self._editing = False
        self._host.tell("both versions again; what you edited stays")
        return True

    def why_not(self, call: Call) -> str | None:
        """Say of a decision whose words are gone that there is nothing to edit, of every action that would."""
        if self._gone is not None and call.name in _DECIDES:
            return "its words are gone, there is nothing to decide: Enter says that you have seen it"
        return None

    def confirm(self) -> bool:
        """Acknowledge a decision whose words are gone; else confirm the sentence as in annotating."""
        gone = self._gone
        if gone is None:
            return False
        self._host.attempt(lambda: self._acknowledge(gone))
        return True

    def _acknowledge(self, gone: Before) -> None:
        bench, again = self._bench, self._list
        with bench.telling():
            bench.desk.acknowledge(gone.key)
            if again is not None:
                again.note_seen(gone)
                if not again.is_open(bench.state.item):
                    bench.to_next()

    # ---- showing

    def versions(self, width: int) -> Versions:
        """The sentence as it was, with what was decided, beside the sentence as it is; and what else asks to look."""
        before, *more = self._here
        state = self._state
        why = self._list.why_changed(state.item) if self._list is not None else ""
        return corrected_versions(before, state, len(more) + 1, self._host.scheme, why, width - 2)

    def _shows(self) -> object:
        return self._here[0].key if self._here else None

    # ---- actions

    def action_corrected_edit(self) -> None:
        """Show the card instead of both versions."""
        self._editing = True
        self._host.tell("Enter confirms · Esc: both versions again")

    def _opened(self) -> None:
        self._editing = False


def corrected_versions(before: Before, state: State, left: int, scheme: LabelScheme, why: str, width: int) -> Versions:
    """A decision that is to be looked at beside what stands there; alone where its words are gone.

    `left`: how many decisions there are to look at in this sentence; `why`: what else asks to look at it, if something
    does. What stands above and below both is broken at that `width`.
    """
    own, here = before.sentence.of(before.text), state.item.sentence.span.of(state.text)
    earlier = now = _rows_of_labels(before.answer, before.labels, before.text, scheme)
    heads: tuple[str, ...] = ("before", "now")
    if before.is_gone:
        what, keys = "the words of this decision are gone", "Enter: seen"
        here, heads = own, heads[:1]
    else:
        alike = [word.text for word in words_of(own)] == [word.text for word in words_of(here)]
        what = "its quote changed in another sentence" if alike else "changed since this was decided"
        keys = "Enter takes it · e edits · x nothing"
        now = _rows_of_labels(Answer.ACCEPT, state.draft.labels, state.text, scheme)
    (quotes, topics), (quotes_now, topics_now) = earlier, now
    both = [("quote", *rows) for rows in zip_longest(quotes, quotes_now, fillvalue=NO_QUOTE)]
    both = [("sentence", *_compared(own, here)), *both, ("topics", topics, topics_now)]
    rows = (
        Field(name, was != is_now, (was or _NONE, is_now or _NONE) if was != is_now else (was,))
        for name, was, is_now in both
        if was or is_now
    )
    more = f" · 1 of {left} here" if left > 1 else ""
    head = (Piece(f"! {what}", "warn"), Piece(f"  {keys}{more}", "dim"))
    first, last = wrapped(head, width, 2), wrapped((Piece(f"! {why}", "warn"),), width, 3) if why else ()
    return Versions(heads, tuple(rows), None, first=tuple(first), last=tuple(last), whole=True)


def _compared(own: str, here: str) -> tuple[Row, Row]:
    """Both sentences, with braces around the words that only one of them has."""
    before, now = words_of(own), words_of(here)
    pairs = common_words([word.text for word in before], [word.text for word in now])
    alike, alike_there = {a for a, _ in pairs}, {b for _, b in pairs}
    return (
        _marked(own, [Span(word.start, word.end) for index, word in enumerate(before) if index not in alike]),
        _marked(here, [Span(word.start, word.end) for index, word in enumerate(now) if index not in alike_there]),
    )


def _marked(text: str, changed: Sequence[Span]) -> Row:
    """A text with braces around some of its words; those that only white space parts are together."""
    together: list[Span] = []
    for span in changed:
        if together and not text[together[-1].end : span.start].strip():
            together[-1] = Span(together[-1].start, span.end)
        else:
            together.append(span)
    pieces, end = list[Piece](), 0
    for span in together:
        pieces.append(Piece(drawn(text[end : span.start])))
        pieces.append(Piece(f"{OPEN}{drawn(span.of(text))}{CLOSE}", "differs"))
        end = span.end
    return tuple(piece for piece in (*pieces, Piece(drawn(text[end:]))) if piece.text)


def _rows_of_labels(answer: Answer, labels: Labels, text: str, scheme: LabelScheme) -> tuple[list[Row], Row]:
    """What labels say: a row for each quote, or one that there is none; and the topics, where there are some."""
    if answer is not Answer.ACCEPT:
        return [(Piece("skipped" if answer is Answer.SKIP else "nothing here", "dim"),)], ()
    rows = fields((labels,), text, scheme)
    topics = next((field.cells[0] for field in rows if field.name == "topics"), ())
    return [field.cells[0] for field in rows if field.name != "topics"], topics
