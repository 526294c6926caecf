"""What is suggested for an article's own text alone, without what stands in its boilerplate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from annotator.core.model import CastMember, Chance, Quote, QuoteReading, Span, Suggested
from annotator.suggest.text.boilerplate import find_boilerplate

Places = tuple[tuple[Span, str], ...]


def own_text_only(suggested: Suggested, language: str) -> Suggested:
    """The same without quotes, speakers and topics in boilerplate, whose places it tells.

    A text that is nothing else keeps all: then it is what somebody wants to annotate.
    """
    text, shift = suggested.document.text, suggested.document.body_start
    found = tuple((span.shifted(shift), kind) for span, kind in find_boilerplate(text[shift:], language))
    marked = replace(suggested, boilerplate=found)
    kinds = [marked.kind_of(sentence) for sentence in suggested.sentences]
    if not any(kinds) or all(kinds):
        return suggested
    quotes = {number: quote for number, quote in enumerate(suggested.quotes) if not _touches(quote, found)}
    return replace(
        marked,
        quotes=tuple(quotes.values()),
        topics=tuple(() if kind else topics for kind, topics in zip(kinds, suggested.topics, strict=True)),
        cast=tuple(member for member in suggested.cast if _is_in_text(member, quotes.values(), found)),
        readings=kept_readings(suggested.readings, {old: new for new, old in enumerate(quotes)}, found),
        chances=tuple(chance for chance in suggested.chances if not _touches(chance, found)),
    )


def _touches(quote: Quote | Chance, places: Places) -> bool:
    return any(span.overlaps(place) for span in quote.content for place, _ in places)


def _is_in_text(member: CastMember, quotes: Iterable[Quote], places: Places) -> bool:
    """Whether somebody is mentioned in the article's own text, or speaks there."""
    mentioned = any(not any(span.within(place) for place, _ in places) for span in member.mentions)
    return mentioned or any(quote.speaker == member.name for quote in quotes)


def kept_readings(
    readings: tuple[QuoteReading, ...], numbers: dict[int, int], places: Places = ()
) -> tuple[QuoteReading, ...]:
    """The readings of quotes that stayed, by the numbers that those have now, but those that touch such places."""
    return tuple(
        replace(reading, replaces=tuple(numbers[old] for old in reading.replaces))
        for reading in readings
        if all(old in numbers for old in reading.replaces)
        and not any(_touches(quote, places) for quote in reading.quotes)
    )
