"""What puts versions of a sentence in the place of the card: a review, the feedback of one, and corrected articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from annotator.core.decision import Answer
from annotator.core.drawable import count
from annotator.core.editions import common_words
from annotator.core.model import Labels, Span
from annotator.core.review.reviewing import ReviewDesk, Reviewing, headings
from annotator.core.review.versions import Lesson, causes_told, lessons_in_order
from annotator.core.scheme import LabelScheme
from annotator.core.session.checks import checks
from annotator.core.session.desk import Before
from annotator.core.session.navigation import AgainList, WorkList
from annotator.core.session.state import State, shown_as
from annotator.core.text.marked_text import words_of
from annotator.tui.dialogs import Dialogs
from annotator.tui.host import Host
from annotator.tui.keys import CORRECTED_KEYS, EDITS, FEEDBACK_KEYS, REVIEW_KEYS, UNSEEN, Call, HelpKeys
from annotator.tui.options import ListOption, Options
from annotator.tui.panes.card import CHECK, NONE
from annotator.tui.panes.pieces import Piece, Row, Rows, signed, wrapped
from annotator.tui.review.comparison import (
    CLOSE,
    NO_QUOTE,
    OPEN,
    Comparison,
    Field,
    Versions,
    drawn,
    fields,
)

# ---- A review: a digit takes a version, and what else there is to do with several of them.


BACK = Call("versions_back", ())
"""What is called to go back to the versions."""
NEVER = UNSEEN | {"change_topics"}
"""What decides sentences that nobody has looked at."""
ANYWHERE = frozenset({"review_unanimous", "review_yes", "review_names"})
"""What can be done in a sentence without versions too."""
CHECKS = 2
"""Rows that what is odd about a version may take."""
LEAVES = "⟪confirm⟫ confirms · ⟪versions-back⟫: the versions again"


class ReviewActions(Reviewing, Comparison):
    """The actions of a review."""

    table = REVIEW_KEYS

    _host: Dialogs

    def __init__(self, host: Dialogs, desk: ReviewDesk, names: bool = False) -> None:
        """Say how much there is to settle. `names`: whether it is shown who chose a version, not only how many.

        Raises what reading the cases raises.
        """
        Comparison.__init__(self, host)
        Reviewing.__init__(self, desk, host.bench)
        self._names = names
        self._bench.tell(greeting(self))

    @property
    def compares(self) -> bool:
        """Whether one chooses among versions."""
        return self.choosing

    # ---- keys

    def meaning(self, key: str) -> Call | None:
        """What a key calls here; None where it does what it does in annotating. Any but `y` ends an offer."""
        call = super().meaning(key)
        if call is None or call.name != "review_yes":
            self.offered = 0
        return call

    def _is_meant(self, call: Call) -> bool:
        """Also what can be done in a sentence without versions, and means nothing else there; back where some are."""
        if call == BACK:
            return self.case is not None
        free = self.case is None and call.name in ANYWHERE
        return self.choosing or (free and (call.name != "review_yes" or self.offered > 0))

    def why_not(self, call: Call) -> str | None:
        """Say why an action of reviewing, or of annotating, cannot be done now; None where it can."""
        action = call.name
        if action in NEVER:
            return "not in a review, where every sentence is looked at"
        if action == "review_yes" and not self.offered:
            return "nothing to say yes to: ⟪unanimous⟫ offers to settle what all marked alike"
        if not action.startswith("review_") and call != BACK:
            edits = self.choosing and action in EDITS
            return "⟪edit-version⟫ edits from the version that is shown" if edits else None
        if self.case is None:
            return None if action in ANYWHERE else "there is nothing to settle in this sentence"
        if not self.choosing and call != BACK:
            return "the sentence is being edited: ⟪versions-back⟫ leaves that"
        count = len(self.choices)
        number = call.parameters[0] if action == "review_take" and call.parameters else 0
        if number > count:
            return (
                f"there is no version {number}: ⟪take-1⟫ {'takes it' if count == 1 else f'to ⟪take-{count}⟫ take one'}"
            )
        versions = {"review_merge": len(self.case.versions), "review_light": count}.get(action, 2)
        return "there is only one version" if versions < 2 else None

    def confirm(self) -> bool:
        """Take the version that is shown, as long as one chooses."""
        if not self.choosing:
            return False
        self.action_review_take(self.lit + 1)
        return True

    # ---- showing

    def versions(self, width: int) -> Versions:
        """The versions, what is odd about the one that is shown, and why they differ, as far as that was said."""
        choices, settled, because = self.choices, self.settled, self.because
        labels = [choice.labels for choice in choices]
        taken = labels.index(settled) if settled in labels else None
        compared = fields(labels, self._state.text, self._host.scheme)
        why = self.why_rows(because, width, 1)
        above = tuple(headings(choices, self._names))
        return Versions(above, compared, self.lit, taken, last=(*self._odd(width), *why))

    def _odd(self, width: int) -> Rows:
        """What is odd about the version that is shown, such as another speaker than in the rest of its quote."""
        odd = (check.message for check in checks(self.shown())[:CHECKS])
        return tuple(signed(odd, width - 2, *CHECK, most=1))

    # ---- actions

    def action_review_take(self, number: int) -> None:
        """Settle the sentence with that version."""
        self._host.attempt(self.take, number - 1)

    def action_review_neither(self) -> None:
        """Settle the sentence with nothing."""
        self._host.act(Call("reject", ()))

    def action_review_light(self, by: int) -> None:
        """Show another version in the text."""
        self.light(by)
        self._host.show_all()

    def action_light_version(self, number: int) -> None:
        """Show the version of that number, from 0."""
        self.action_review_light(number - self.lit)

    def action_review_merge(self) -> None:
        """Put all versions together, to be edited."""
        self.merge()
        self._host.tell(f"merged: {LEAVES}")

    def action_review_edit(self) -> None:
        """Edit the version that is shown."""
        self.edit()
        self._host.tell(f"editing from version {self.lit + 1}: {LEAVES}")

    def action_versions_back(self) -> None:
        """Leave a filter, else what is edited, and choose among the versions again."""
        if self._bench.matches is not None:
            self._host.attempt(self._bench.clear_filter)
        elif not self.editing:
            self._host.tell("these are the versions · ⟪quit⟫ leaves the review")
        else:
            edited = self.edited
            self.leave_editing()
            self._host.tell(
                "the versions again · ⟪redo⟫ brings back what you edited" if edited else "the versions again"
            )

    def action_review_cause(self) -> None:
        """Say the next cause."""
        cause = self.say_cause()
        more = " · ⟪paragraph⟫: which paragraph" if cause is not None and cause.value == "gap" else ""
        self._host.tell(f"why they differ: {cause.words if cause is not None else 'not said'}{more}")

    def action_review_paragraph(self) -> None:
        """Pick the paragraph of the guidelines that has a gap."""
        known = self.guideline_paragraphs()

        def alike(typed: str) -> Options:
            words = typed.casefold().split()
            return [
                ListOption(paragraph.words, paragraph.id, paragraph.heading)
                for paragraph in known
                if all(word in f"{paragraph.heading} {paragraph.words} {paragraph.id}".casefold() for word in words)
            ]

        def take(paragraph: str) -> None:
            self.say_paragraph(paragraph)
            self._host.tell(f"guideline gap: {paragraph}")

        self._host.pick("Which paragraph of the guidelines has the gap?", alike, take)

    def action_review_unanimous(self) -> None:
        """Offer to settle everything that annotators marked alike."""
        self.offer_unanimous()
        self._host.show_all()

    def action_review_yes(self) -> None:
        """Settle it."""
        self._host.attempt(self.accept_offer)

    def action_review_names(self) -> None:
        """Show who chose a version, or only how many."""
        self._names = not self._names
        self._host.tell("who chose what" if self._names else "how many chose what")


def greeting(reviewing: Reviewing) -> str:
    """How much there is to settle, and how it is done."""
    left = reviewing.left()
    shown = left.differences + left.audit
    parts = [f"{shown} to settle" if shown else "nothing to settle one by one"]
    if left.unanimous:
        parts.append(f"⟪unanimous⟫ settles {left.unanimous} marked alike")
    if left.waiting and not shown:
        parts.append(f"{count(left.waiting, 'article')} not decided to the end (--early)")
    return " · ".join(parts)


# ---- Feedback: an annotator's own labels of a sentence beside those of the review, to be read.


READS = frozenset(
    {
        "look",
        "sentence",
        "goto",
        "help",
        "palette",
        "guidelines",
        "theme",
        "copy",
        "redraw",
        "leave",
        "interrupt",
        "tell_command",
    }
)
"""Actions of annotating that change nothing."""
OWN = frozenset({"light_version", *(key.call.name for key in FEEDBACK_KEYS)})
WHY_ROWS = 4
"""Rows that the cause and its paragraph may take."""


class FeedbackActions(Comparison):
    """Reads the lessons one after the other. The text shows the own labels, or those of the review."""

    table = FEEDBACK_KEYS

    def __init__(self, host: Host, lessons: Iterable[Lesson]) -> None:
        """Go through these lessons, by cause and paragraph."""
        super().__init__(host)
        self._lessons = {lesson.sentence_id: lesson for lesson in lessons_in_order(lessons)}
        self._lit = 1
        self._bench.when_opened.append(self._opened)
        self._list = WorkList("feedback", [*self._lessons])
        self._bench.go_through(self._list)
        self._bench.tell(causes_told([*self._lessons.values()]))

    @property
    def lesson(self) -> Lesson | None:
        """The lesson of the current sentence, if it is one."""
        return self._lessons.get(self._state.item.id)

    @property
    def compares(self) -> bool:
        """Whether review decided the current sentence otherwise."""
        return self.lesson is not None

    def help_keys(self) -> HelpKeys:
        """Its own keys, and of annotating those that change nothing."""
        return HelpKeys([*self.keys.values()], [key for key in self._host.keys.values() if key.call.name in READS])

    def _is_meant(self, call: Call) -> bool:  # noqa: ARG002 - also behind the last sentence
        return True

    def why_not(self, call: Call) -> str | None:
        """Say that nothing is decided here, of every action that would."""
        if call.name in READS | OWN:
            return None
        return "this is feedback, which is only read: nothing is decided here"

    # ---- showing

    def shown(self) -> State:
        """The state as the text is to show it."""
        lesson, state = self.lesson, self._state
        return state if lesson is None else shown_as(state, lesson.settled if self._lit else lesson.own)

    def versions(self, width: int) -> Versions:
        """Both sides, and why they differ."""
        lesson = self.lesson
        assert lesson is not None
        heads = ("yours, passed over" if lesson.unseen else "yours", "the review")
        both = fields((lesson.own, lesson.settled), self._state.text, self._host.scheme)
        last = self.why_rows(lesson.because, width, WHY_ROWS)
        return Versions(heads, both, self._lit, taken=1, last=last)

    # ---- actions

    def action_feedback_step(self, by: int) -> None:
        """The sentence after or before; behind the last one it is counted what there was, then begun again."""
        self._host.attempt(self._step, by)

    def _step(self, by: int) -> None:
        bench = self._bench
        position = self._list.position(bench.state.item.id)
        bench.to_listed(by, seen=True)
        if position is not None and position + by in (0, len(self._list) + 1):
            counted = causes_told([*self._lessons.values()])
            bench.tell(f"{'all read' if by > 0 else 'the last again'} · {counted}")

    def action_feedback_light(self) -> None:
        """Show the other labels in the text."""
        self.action_light_version(1 - self._lit)

    def action_light_version(self, number: int) -> None:
        """Show the own labels (0) or those of the review (1)."""
        self._lit = number
        self._host.show_all()

    def _opened(self) -> None:
        self._lit = 1


# ---- A corrected article: what was decided before beside what stands there now.


_DECIDES = EDITS | {"reject", "skip", "corrected_edit"}


class CorrectedActions(Comparison):
    """The actions of looking at corrections, where sentences to be looked at again are gone through."""

    table = CORRECTED_KEYS

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

    def _is_meant(self, call: Call) -> bool:
        """Also the way back, while the sentence is edited."""
        return self._editing if call == BACK else super()._is_meant(call)

    def why_not(self, call: Call) -> str | None:
        """Say of a decision whose words are gone that there is nothing to edit, of every action that would."""
        if self._gone is not None and call.name in _DECIDES:
            return "its words are gone, there is nothing to decide: ⟪confirm⟫ says that you have seen it"
        return "nothing is edited here" if call == BACK and not self._editing else None

    def confirm(self) -> bool:
        """Acknowledge a decision whose words are gone; else confirm the sentence as in annotating."""
        gone = self._gone
        if gone is None:
            return False
        self._host.attempt(self._acknowledge, gone)
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
        """The sentence as it was, with what was decided, beside the sentence as it is; alone where its words are gone.

        Above both stands what is to be done, below them what else asks to look at the sentence, if something does.
        """
        (before, *more), state, scheme = self._here, self._state, self._host.scheme
        own, here = before.sentence.of(before.text), state.item.sentence.span.of(state.text)
        earlier = now = _rows_of_labels(before.answer, before.labels, before.text, scheme)
        heads: tuple[str, ...] = ("before", "now")
        if before.is_gone:
            what, keys = "the words of this decision are gone", "⟪confirm⟫: seen"
            here, heads = own, heads[:1]
        else:
            alike = [word.text for word in words_of(own)] == [word.text for word in words_of(here)]
            what = "its quote changed in another sentence" if alike else "changed since this was decided"
            keys = "⟪confirm⟫ takes it · ⟪corrected-edit⟫ edits · ⟪reject⟫ nothing"
            now = _rows_of_labels(Answer.ACCEPT, state.labels, state.text, scheme)
        (quotes, topics), (quotes_now, topics_now) = earlier, now
        both = [("quote", *rows) for rows in zip_longest(quotes, quotes_now, fillvalue=NO_QUOTE)]
        sentence, sentence_now = _compared(own, here)
        both = [("sentence", sentence, sentence_now), *both, ("topics", topics, topics_now)]
        rows = (
            Field(name, was != is_now, (was or (NONE,), is_now or (NONE,)) if was != is_now else (was,))
            for name, was, is_now in both
            if was or is_now
        )
        head = (
            Piece(f"! {what}", "warn"),
            Piece(f"  {self._host.written(keys)}{f' · 1 of {len(self._here)} here' if more else ''}", "dim"),
        )
        why = self._list.why_changed(state.item) if self._list is not None else ""
        last = wrapped((Piece(f"! {why}", "warn"),), width - 2, 3) if why else ()
        return Versions(
            heads, tuple(rows), None, first=tuple(wrapped(head, width - 2, 2)), last=tuple(last), whole=True
        )

    def _shows(self) -> object:
        return self._here[0].key if self._here else None

    # ---- actions

    def action_corrected_edit(self) -> None:
        """Show the card instead of both versions."""
        self._editing = True
        self._host.tell("⟪confirm⟫ confirms · ⟪corrected-back⟫: both versions again")

    def action_versions_back(self) -> None:
        """Show both versions again."""
        self._editing = False
        self._host.tell("both versions again; what you edited stays")

    def _opened(self) -> None:
        self._editing = False


def _compared(*both: str) -> Iterator[Row]:
    """Both sentences, with braces around the words that only one of them has."""
    words = [words_of(text) for text in both]
    pairs = common_words(*([word.text for word in side] for side in words))
    for number, text in enumerate(both):
        alike = {pair[number] for pair in pairs}
        yield _marked(
            text, [Span(word.start, word.end) for index, word in enumerate(words[number]) if index not in alike]
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
