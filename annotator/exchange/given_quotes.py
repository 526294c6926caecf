"""Quotes as a line gives them, each role by offsets or by its words: how they are read, and their way into a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from annotator.core.decision import LONGEST_NAME
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.model import MAX_TOPICS, Attributes, Quote, QuoteType, Span
from annotator.core.placing import Asked, Place, Placer, Unplaced, Words
from annotator.core.text import type_in_text
from annotator.exchange.annotation import (
    Remarks,
    attributes_from,
    checked_span,
    is_whole,
    list_of,
    optional_text,
    quote_type,
    refuse,
    span_from,
    speaker_from,
    topics_of,
)

QUOTE_KEYS = ("content", "type", "cue", "source", "speaker", "score", "rule", "attributes", "topics")
MOST_QUOTES, _MOST_PIECES = 20_000, 1000
"""Quotes of a line, and pieces of the content of one, at most. Set by hand."""


@dataclass(frozen=True, slots=True)
class GivenQuote:
    """A quote of a line. `type` is None where its marks are to tell; `topics` hold for the sentences of its content."""

    where: str
    asked: Asked
    type: QuoteType | None = None
    speaker: str | None = None
    score: float | None = None
    rule: str | None = None
    attributes: Attributes = ()
    topics: tuple[str, ...] = ()


def given_quotes(given: Any, where: str, remarks: Remarks | None = None) -> tuple[GivenQuote, ...]:
    """The quotes of a list of records. Raises InputRefused for what is none.

    With `remarks`, other keys and what suggesters say (score, rule) are passed over, and of a cue or source in several
    pieces the first one is taken and counted; without, both are refused.
    """
    quotes = list_of(given, where, "quotes")
    if len(quotes) > MOST_QUOTES:
        refuse(where, f"more than {MOST_QUOTES} quotes")
    return tuple(_quote(quote, f"{where}: quote {number}", remarks) for number, quote in enumerate(quotes, start=1))


def _quote(given: Any, where: str, remarks: Remarks | None) -> GivenQuote:
    if not isinstance(given, dict):
        refuse(where, "not an object")
    if remarks is None:
        refuse_others(given, QUOTE_KEYS, where)
    content = _places(given.get("content"), where, "content")
    if not content:
        refuse(where, "no content")
    topics = tuple(topics_of(given.get("topics"), where))
    if remarks is None and len(topics) > MAX_TOPICS:
        refuse(where, f"more than {MAX_TOPICS} topics")
    pieces = [place for place in content if isinstance(place, Span)]
    if remarks is None and len(pieces) == len(content) and any(a.overlaps(b) for a, b in pairwise(pieces)):
        refuse(where, "pieces of its content overlap")
    score, rule = (given.get("score"), given.get("rule")) if remarks is None else (None, None)
    return GivenQuote(
        where,
        Asked(
            content, _one(given.get("cue"), where, "cue", remarks), _one(given.get("source"), where, "source", remarks)
        ),
        quote_type(given.get("type"), where),
        speaker_from(given.get("speaker"), where),
        None if score is None else share_from(score, where, "score"),
        short_text(rule, where, "rule"),
        attributes_from(given.get("attributes"), where),
        topics,
    )


def _one(given: Any, where: str, what: str, remarks: Remarks | None) -> Place | None:
    found = _places(given, where, what)
    if len(found) > 1:
        if remarks is None:
            refuse(where, f"the {what} is in several pieces")
        remarks.narrowed += 1
    return found[0] if found else None


def _places(given: Any, where: str, what: str) -> tuple[Place, ...]:
    """The places of a list, or of one thing: offsets, words, or words with their occurrence."""
    is_one = isinstance(given, str | dict) or (
        isinstance(given, list) and len(given) == 2 and not any(isinstance(one, list | str | dict) for one in given)
    )
    places = [given] if is_one else list_of(given, where, f"the {what}")
    if len(places) > _MOST_PIECES:
        refuse(where, f"more than {_MOST_PIECES} pieces of {what}")
    found = [_place(place, where, what) for place in places]
    spans = sorted(place for place in found if isinstance(place, Span))
    return tuple(spans if len(spans) == len(found) else found)


def _place(given: Any, where: str, what: str) -> Place:
    if isinstance(given, list) and len(given) == 2:
        return span_from(given[0], given[1], where)
    words = {"text": given} if isinstance(given, str) else given
    if not isinstance(words, dict) or not words.keys() <= {"text", "occurrence"}:
        refuse(where, f'the {what} is not [start, end], words, or {{"text": …, "occurrence": …}}')
    text, occurrence = words.get("text"), words.get("occurrence")
    if not isinstance(text, str) or not text.strip():
        refuse(where, f"the {what} has no words")
    if occurrence is not None and (not is_whole(occurrence) or occurrence < 1):
        refuse(where, f"the occurrence of the {what} is no whole number from 1")
    return Words(text, occurrence)


def short_text(given: Any, where: str, what: str) -> str | None:
    """The value, if it is a string no longer than a name, or None for nothing. Raises InputRefused."""
    text = optional_text(given, where, what)
    if text is not None and len(text) > LONGEST_NAME:
        refuse(where, f"a {what} has more than {LONGEST_NAME} characters")
    return text


def share_from(value: Any, where: str, what: str) -> float:
    """A probability. Raises InputRefused for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        refuse(where, f"the {what} is no number from 0 to 1")
    return float(value)


def refuse_others(given: dict[str, Any], known: Iterable[str], where: str) -> None:
    """Raise InputRefused for a key that is not known."""
    unknown = next((key for key in given if key not in known), None)
    if unknown is not None:
        refuse(where, f'unknown key {one_line(unknown, 40)!r}: put what is your own under "meta" of the line')


# ---- Their way into a text.


def placed_quotes(
    quotes: Sequence[GivenQuote], placer: Placer, text: str, types: Collection[QuoteType] = tuple(QuoteType)
) -> list[Quote | InputRefused]:
    """The quotes where they stand in the text, and why not. A type that nobody gave is one of `types`.

    Offsets beyond the text are refused, and words whose place cannot be found or told from others.
    """
    made: list[Quote | InputRefused] = []
    for given, found in zip(quotes, placer.all_placed([quote.asked for quote in quotes]), strict=True):
        try:
            if isinstance(found, Unplaced):
                refuse(given.where, str(found))
            for span in (*found.content, *filter(None, (found.cue, found.source))):
                checked_span(*span, text, given.where)
        except InputRefused as error:
            made.append(error)
            continue
        kind = given.type or type_in_text(text, found.content).nearest(types)
        made.append(Quote(*found[:1], kind, *found[1:], given.speaker, given.score, given.rule, given.attributes))
    return made


def all_or_none(placed: Iterable[Quote | InputRefused]) -> tuple[Quote, ...]:
    """The quotes. Raises the first reason why one of them has no place."""
    quotes = []
    for one in placed:
        if isinstance(one, InputRefused):
            raise one
        quotes.append(one)
    return tuple(quotes)
