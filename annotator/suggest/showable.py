"""What is suggested, as sentences can show it, and so that the program's own checks find nothing in it."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.assembly import Cutter, astray, joined_with_places
from annotator.core.guidelines import broken, held_to
from annotator.core.model import Quote, QuotePart, QuoteReading, Span, Suggested
from annotator.core.profiles import Profile
from annotator.suggest.own_text import kept_readings
from annotator.suggest.quotes.readings.make import in_order


def showable(suggested: Suggested, profile: Profile, *, readings: bool) -> Suggested:
    """The same with quotes that their sentences make again, none of which goes against a check.

    A part says that it continues a quote, not which one: where that would be another, it begins a quote of its own by
    the same speaker. What cannot be put right (nobody is known who said it, a mark stands alone in its midst) is no
    suggestion but, with `readings`, one of those.
    """
    text, cuts = suggested.document.text, _cuts(suggested)
    quotes: list[Quote] = []
    offered: list[QuoteReading] = []
    numbers: dict[int, int] = {}
    for number, quote in enumerate(suggested.quotes):
        if number in cuts:
            quotes += (held_to(text, half, profile) for half in _halves(text, quote, cuts[number]))
        elif _is_sound(quote, suggested, profile):
            numbers[number] = len(quotes)
            quotes.append(quote)
        elif readings:
            offered.append(QuoteReading((), (quote,), quote.score or 0.0))
    if len(numbers) == len(suggested.quotes):
        return suggested
    kept = in_order([*offered, *kept_readings(suggested.readings, numbers)])
    made = replace(suggested, quotes=tuple(quotes), readings=kept)
    return showable(made, profile, readings=readings) if cuts else made


def _is_sound(quote: Quote, suggested: Suggested, profile: Profile) -> bool:
    """Whether somebody or something tells who said it, and no check finds anything in its parts."""
    if quote.cue is None and quote.source is None and quote.speaker is None:
        return False
    text, sentences = suggested.document.text, suggested.sentences
    parts = Cutter(sentences, text).parts(quote)
    return not any(any(broken(text, part, profile)) or any(astray(part, sentences)) for _, part in parts)


def _cuts(suggested: Suggested) -> dict[int, int]:
    """By number of a quote of which a part would continue another one, or none: where the first such part begins."""
    cutter = Cutter(suggested.sentences, suggested.document.text)
    shown: dict[int, list[tuple[QuotePart, int]]] = {sentence.index: [] for sentence in suggested.sentences}
    for number, quote in enumerate(suggested.quotes):
        for index, part in cutter.parts(quote):
            shown[index].append((part, number))
    for here in shown.values():
        here.sort(key=lambda pair: pair[0].content)
    cuts: dict[int, int] = {}
    for _, places in joined_with_places({index: [part for part, _ in here] for index, here in shown.items()}):
        found = [shown[index][at] for index, at in places]
        for part, number in found:
            if part.continues and (number != found[0][1] or part is found[0][0]):
                start = part.content[0].start
                cuts[number] = min(start, cuts.get(number, start))
    return cuts


def _halves(text: str, quote: Quote, at: int) -> tuple[Quote, Quote]:
    """The quote up to that place, and what it says from there on."""
    before = (
        Span(start, start + len(text[start : min(end, at)].rstrip())) for start, end in quote.content if start < at
    )
    after = (Span(max(start, at), end) for start, end in quote.content if end > at)
    return replace(quote, content=tuple(before)), replace(quote, content=tuple(after), cue=None, source=None)
