"""What is suggested, as sentences can show it: for an article's own text, and so that no check finds anything in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.core.model import CastMember, Chance, Quote, QuotePart, QuoteReading, Span, Suggested, places_touched
from annotator.core.profiles import GuidelineProfile
from annotator.core.quotes.assembly import Cutter, astray, joined_with_places
from annotator.core.quotes.guidelines import held_to, rules_broken
from annotator.suggest.quotes.readings.make import in_order
from annotator.suggest.text.own_text import find_boilerplate


def showable(suggested: Suggested, profile: GuidelineProfile, *, readings: bool) -> Suggested:
    """The same with quotes that their sentences make again, none of which goes against a check.

    A part says that it continues a quote, not which one: where that would be another, it begins a quote of its own by
    the same speaker. What cannot be put right (nobody is known who said it, its source lies in two sentences) is no
    suggestion but, with `readings`, one of those.
    """
    text = suggested.document.text
    cutter = Cutter(suggested.sentences, text)
    cuts = _cuts(suggested, cutter)
    quotes: list[Quote] = []
    offered: list[QuoteReading] = []
    numbers: dict[int, int] = {}
    for number, quote in enumerate(suggested.quotes):
        if number in cuts:
            quotes += (held_to(text, half, profile) for half in _halves(text, quote, cuts[number]))
        elif _is_sound(quote, suggested, cutter, profile):
            numbers[number] = len(quotes)
            quotes.append(quote)
        elif readings:
            offered.append(QuoteReading((), (quote,), quote.score or 0.0))
    if len(numbers) == len(suggested.quotes):
        return suggested
    kept = in_order([*offered, *kept_readings(suggested.readings, numbers)])
    made = suggested._replace(quotes=tuple(quotes), readings=kept)
    return showable(made, profile, readings=readings) if cuts else made


def _is_sound(quote: Quote, suggested: Suggested, cutter: Cutter, profile: GuidelineProfile) -> bool:
    """Whether somebody or something tells who said it, and no check finds anything in its parts."""
    if quote.cue is None and quote.source is None and quote.speaker is None:
        return False
    text, sentences = suggested.document.text, suggested.sentences
    return not any(
        any(rules_broken(text, part, profile)) or any(astray(part, sentences)) for _, part in cutter.parts(quote)
    )


def _cuts(suggested: Suggested, cutter: Cutter) -> dict[int, int]:
    """By number of a quote of which a part would continue another one, or none: where the first such part begins."""
    shown: dict[int, list[tuple[int, QuotePart]]] = {sentence.index: [] for sentence in suggested.sentences}
    shown |= cutter.by_sentence(enumerate(suggested.quotes))
    cuts: dict[int, int] = {}
    for _, places in joined_with_places({index: [part for _, part in here] for index, here in shown.items()}):
        parts = [shown[index][position] for index, position in places]
        for number, part in parts:
            if part.continues and (number != parts[0][0] or part is parts[0][1]):
                start = part.content[0].start
                cuts[number] = min(start, cuts.get(number, start))
    return cuts


def _halves(text: str, quote: Quote, cut: int) -> tuple[Quote, Quote]:
    """The quote up to that place, and what it says from there on."""
    before = (
        Span(start, start + len(text[start : min(end, cut)].rstrip())) for start, end in quote.content if start < cut
    )
    after = (Span(max(start, cut), end) for start, end in quote.content if end > cut)
    return replace(quote, content=tuple(before)), replace(quote, content=tuple(after), cue=None, source=None)


# ---- What is suggested for an article's own text alone, without what stands in its boilerplate.


def own_text_only(suggested: Suggested, language: str) -> Suggested:
    """The same without quotes, speakers and topics in boilerplate, whose places it tells.

    A text that is nothing else keeps all: then it is what somebody wants to annotate.
    """
    text, shift = suggested.document.text, suggested.document.body_start
    boilerplate = tuple((span.shifted(shift), kind) for span, kind in find_boilerplate(text[shift:], language))
    marked, places = suggested._replace(boilerplate=boilerplate), [span for span, _ in boilerplate]
    kinds = marked.kinds()
    if not any(kinds) or all(kinds):
        return suggested
    quotes = {number: quote for number, quote in enumerate(suggested.quotes) if not _touches(quote, places)}
    speakers = {quote.speaker for quote in quotes.values()}
    return marked._replace(
        quotes=tuple(quotes.values()),
        topics=tuple(() if kind else topics for kind, topics in zip(kinds, suggested.topics, strict=True)),
        cast=tuple(member for member in suggested.cast if member.name in speakers or _is_in_text(member, places)),
        readings=kept_readings(suggested.readings, {old: new for new, old in enumerate(quotes)}, places),
        chances=tuple(chance for chance in suggested.chances if not _touches(chance, places)),
    )


def _touches(quote: Quote | Chance, places: Sequence[Span]) -> bool:
    return any(places_touched(places, span) for span in quote.content)


def _is_in_text(member: CastMember, places: Sequence[Span]) -> bool:
    """Whether somebody is mentioned in the article's own text."""
    return any(not any(span.within(place) for place in places_touched(places, span)) for span in member.mentions)


def kept_readings(
    readings: tuple[QuoteReading, ...], numbers: dict[int, int], places: Sequence[Span] = ()
) -> tuple[QuoteReading, ...]:
    """The readings of quotes that stayed, by the numbers that those have now, but those that touch such places."""
    return tuple(
        reading._replace(replaces=tuple(numbers[old] for old in reading.replaces))
        for reading in readings
        if all(old in numbers for old in reading.replaces)
        and not any(_touches(quote, places) for quote in reading.quotes)
    )
