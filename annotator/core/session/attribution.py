"""Guesses of who said it, from the text around content: the reporting clause beside it, and what goes on behind that.

As all guesses they are shown to be corrected. A sentence is given as the `window` that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.core.model import QuotePart, QuoteType, Span
from annotator.core.quotation_marks import OPENING
from annotator.core.quoted_words import read_marks, type_in_text
from annotator.core.session.boundaries import Kind, tidy, words
from annotator.core.session.guess import (
    FARTHEST,
    MARKS_END,
    clause_subject,
    cue_end,
    group_start,
    mention_end,
    names_speaker,
    plain,
    quote_by_cue,
    reports,
    subject_start,
)
from annotator.core.word_lists import word_lists


class Clause(NamedTuple):
    """A reporting clause: the words that say it was said, and who is named as saying it."""

    cue: Span
    source: Span | None


def clause_beside(text: str, window: Span, content: Span) -> Clause | None:
    """Return the reporting clause that content stands beside in its sentence; None where there is none.

    Of several the nearest one counts, and of two that are equally near the one before.
    """
    sentence = words(text, window)
    before = [word for word in sentence if word.end <= content.start]
    behind = [word for word in sentence if word.start >= content.end]
    found = [*_before(text, window, before), *_behind(text, window, behind)]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def quoted_by(text: str, window: Span, first: Span, last: Span) -> QuotePart | None:
    """Return the quote whose cue reaches from one word of the window to another, without speaker; None without content.

    Content that the reporting clause cuts in two is in two pieces.
    """
    guess = quote_by_cue(text, window, first, last)
    if guess is None:
        return None
    content, cue, source = guess
    rest = resumed(text, window, content, Clause(cue, source))
    pieces = (content,) if rest is None else (content, rest)
    return QuotePart(pieces, guessed_type(text, pieces), cue, source)


def resumed(text: str, window: Span, content: Span, clause: Clause) -> Span | None:
    """Return the rest of content that a reporting clause cuts in two: “A,” she said, “B”; None where it does not."""
    end = max(clause.cue.end, clause.source.end if clause.source else 0)
    rest = [word for word in words(text, window) if word.start >= end]
    if clause.cue.start < content.end or not rest:
        return None
    first, marked = rest[0].of(text), content.of(text)[0] in OPENING
    follows = text[end : rest[0].start].strip() in {",", ",”"} or text[end : end + 1] == ","
    goes_on = (
        first[0] in OPENING
        if marked
        else first[0].islower() and plain(text, rest[0]) not in word_lists().complementizers
    )
    if not follows or not goes_on or plain(text, rest[0]) in word_lists().after_source:
        return None
    return tidy(text, Span(rest[0].start, window.end), Kind.CONTENT)


def guessed_type(text: str, content: Sequence[Span]) -> QuoteType:
    """Return the type that the marks tell. Where the whole text has lost its marks, words of an I are direct too."""
    by_marks = type_in_text(text, content)
    said = {plain(text, word) for span in content for word in words(text, span)}
    own = not said.isdisjoint(word_lists().first_person)
    return QuoteType.DIRECT if own and may_be_direct(text, content) else by_marks


def may_be_direct(text: str, content: Sequence[Span]) -> bool:
    """Whether content without marks may be a speaker's own words: the text lost its marks, and no "that" leads it."""
    first = words(text, content[0])[:1]
    led = bool(first) and plain(text, first[0]) in word_lists().complementizers
    unmarked = type_in_text(text, content) is QuoteType.INDIRECT
    return unmarked and not led and not any(read_marks(text).pairs)


def _behind(text: str, window: Span, behind: list[Span]) -> Iterator[tuple[int, Clause]]:
    """Yield the clause that follows content, with how far it is off: nothing but its subject stands between."""
    for number, word in enumerate(behind[:FARTHEST]):
        if plain(text, word) in word_lists().clause_starts:
            return
        if not reports(text, word):
            continue
        verb = group_start(text, behind, number)
        cue = _cue(text, window, behind[verb])
        if plain(text, word) in word_lists().source_follows:
            source = _up_to_mark(text, [word for word in behind if word.start >= cue.end])
        elif verb:
            source = tidy(text, Span(behind[0].start, behind[verb - 1].end), Kind.SOURCE)
        else:
            source = _mention(text, window, [word for word in behind if word.start >= cue.end])
        yield 0, Clause(cue, source)
        return


def _before(text: str, window: Span, before: list[Span]) -> Iterator[tuple[int, Clause]]:
    """Yield the clauses that precede content, each with how many words stand between."""
    if before and names_speaker(text, before[-1]):
        colon = Span(before[-1].end - 1, before[-1].end)
        subject = subject_start(text, before, len(before) - 1)
        yield 0, Clause(colon, tidy(text, Span(before[subject].start, colon.start), Kind.SOURCE))
    for number in range(len(before) - 1, max(-1, len(before) - 1 - 2 * FARTHEST), -1):
        word = before[number]
        if not reports(text, word):
            continue
        cue = _cue(text, window, before[group_start(text, before, number)])
        between = [word for word in before if word.start >= cue.end]
        if plain(text, word) in word_lists().source_follows:
            yield 0, Clause(cue, _up_to_mark(text, between))
        elif len(between) <= FARTHEST:
            yield len(between), Clause(cue, clause_subject(text, window, cue, content_follows=True))
        return


def _cue(text: str, window: Span, first: Span) -> Span:
    return tidy(text, Span(first.start, cue_end(text, window, first).end), Kind.CUE)


def _up_to_mark(text: str, following: list[Span]) -> Span | None:
    """Return the words up to the next mark, all of them where none has one."""
    if not following:
        return None
    last = next((word for word in following if MARKS_END.search(word.of(text))), following[-1])
    return tidy(text, Span(following[0].start, last.end), Kind.SOURCE)


def _mention(text: str, window: Span, following: list[Span]) -> Span | None:
    if not following:
        return None
    return tidy(text, Span(following[0].start, mention_end(text, window, following[0])), Kind.SOURCE)
