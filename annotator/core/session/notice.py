"""What the workbench tells its annotator in one line, such as what an undo or redo took back, and where that was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from annotator.core.decision import Answer
from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, Busy, DocumentRemoved, NotSaved
from annotator.core.model import ROLES, Labels, QuotePart, Span
from annotator.core.session.desk import Change, Page
from annotator.core.session.state import Draft
from annotator.core.speakers import NAME, name_or_nobody

NAMED = 4
"""Annotators that are named to a new one."""


class Tone(Enum):
    """How much a notice matters."""

    QUIET = "quiet"
    WARNING = "warning"
    NOT_SAVED = "not saved"


@dataclass(frozen=True, slots=True)
class Notice:
    """A line for the annotator. One that says NOT SAVED stays until something is saved, others until the next key.

    `again`: nothing was done because somebody else is writing, and the same may be tried again.
    """

    text: str
    tone: Tone = Tone.QUIET
    again: bool = False


def warning(error: AnnotatorError) -> Notice:
    """The notice of something that could not be read."""
    return Notice(str(error), Tone.WARNING)


def not_saved(error: NotSaved | DocumentRemoved) -> Notice:
    """The notice of something that could not be written, or of a document in which nothing is written any more."""
    return (
        Notice(str(error), Tone.NOT_SAVED, isinstance(error, Busy)) if isinstance(error, NotSaved) else warning(error)
    )


def new_annotator(name: str, known: Sequence[str], taken: str | None = None) -> str:
    """What is said of a name that is not known yet, which may be a known one mistyped: the most similar ones first.

    `taken` says what was taken under this name already; None: nothing is stored yet.
    """
    from difflib import SequenceMatcher  # deferred: hardly anybody is new

    alike = sorted(known, key=lambda one: -SequenceMatcher(None, one.casefold(), name.casefold()).ratio())
    more = f" and {len(alike) - NAMED} more" if len(alike) > NAMED else ""
    said = f"new annotator {name}; known so far: {', '.join(alike[:NAMED])}{more}"
    return f"{said} · {taken or 'nothing is stored yet, q leaves'}"


# ---- What is said of an undo or redo: which edit it was, or which step, and where that was.


ANSWERED = {Answer.ACCEPT: "confirmed", Answer.REJECT: "rejected", Answer.SKIP: "skipped"}


def notice_of_step(change: Change, page: Page | None, here: int, redo: bool) -> Notice:
    """Say which step was undone, or done again. `page` is its document, `here` the number of the one on screen before.

    Where it lies in another document, that is said first, as a warning. `page` is None where that cannot be read.
    """
    done, other = "done again" if redo else "undone", change.place.document != here
    where = f" in article {change.place.document}" if other else ""
    back = f" · {'u undoes' if redo else 'r does'} it again" if other and page is not None else ""
    over = change.passed_over
    stay = f" · {over} {'step stays' if over == 1 else 'steps stay'}, of articles corrected since" if over else ""
    return Notice(f"{done}{where}: {_what(change, page)}{back}{stay}", Tone.WARNING if other or over else Tone.QUIET)


def _what(change: Change, page: Page | None) -> str:
    numbers = [number for number, item in enumerate(page.items, 1) if item.id in change.sentences] if page else []
    count = len(change.sentences)
    if change.renamed:
        old, new = next(iter(change.renamed.items()))
        return f"{one_line(old, NAME)} is {one_line(new, NAME)} in all articles"
    if change.answer is None:
        return f"the change in {_sentences(numbers, count)}"
    answered = ANSWERED[change.answer]
    if change.labels is None or count == 1:
        return f"{answered} {_sentences(numbers, count)}"
    return f"{answered} sentence {change.place.index + 1}, and with it {count - 1} more"


def _sentences(numbers: Sequence[int], count: int) -> str:
    """The sentences by number where there is one, or one after the other; else how many, and from which to which."""
    if count == 1:
        return f"sentence {numbers[0]}" if numbers else "1 sentence"
    if len(numbers) < count:
        return f"{count} sentences"
    if all(later == number + 1 for number, later in pairwise(numbers)):
        return f"sentences {numbers[0]} to {numbers[-1]}"
    return f"{count} sentences from {numbers[0]} to {numbers[-1]}"


def words_of_edit(before: Draft, after: Draft) -> str:
    """Say what an edit changed; of readings gone through, which one was taken in the end."""
    if after.turn is not None:
        quote, at = after.turn
        return "likely quote" if quote is None else f"reading {at}" if at else "going back to what was suggested"
    return ", ".join(_differences(before, after)) or "nothing that is shown"


def _differences(before: Draft, after: Draft) -> Iterator[str]:
    yield from _of_quotes(before.labels.quotes, after.labels.quotes)
    yield from (f"topic {one_line(key, NAME)} on" for key in _only(after.labels, before.labels))
    yield from (f"topic {one_line(key, NAME)} off" for key in _only(before.labels, after.labels))
    if before.note != after.note:
        yield "note"
    if before.flagged != after.flagged:
        yield "flag" if after.flagged else "flag off"


def _only(labels: Labels, without: Labels) -> Iterator[str]:
    return (key for key in labels.topics if key not in without.topics)


def _of_quotes(before: Sequence[QuotePart], after: Sequence[QuotePart]) -> Iterator[str]:
    if len(before) != len(after):
        same = _covered(before) == _covered(after)
        if len(after) > len(before):
            yield "split" if same else "new quote"
        else:
            yield "merging" if same else "deleted quote"
        return
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        which = f" of quote {number}" if len(after) > 1 else ""
        yield from (f"{changed}{which}" for changed in _of_quote(old, new))


def _of_quote(old: QuotePart, new: QuotePart) -> Iterator[str]:
    if old.speaker != new.speaker:
        yield f"speaker {name_or_nobody(old.speaker)} → {name_or_nobody(new.speaker)}"
    if old.type is not new.type:
        yield f"type {old.type} → {new.type}"
    yield from (name for name in ROLES if old.spans(name) != new.spans(name))
    for name in sorted({name for name, _ in (*old.attributes, *new.attributes)}):
        if old.attribute(name) != new.attribute(name):
            yield one_line(name, NAME)
    if old.continues != new.continues:
        yield "continuation"


def _covered(quotes: Sequence[QuotePart]) -> list[Span]:
    return sorted({span for quote in quotes for span in quote.content})
