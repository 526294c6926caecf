"""What is suggested, as sentences can show it, and so that the program's own checks find nothing in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.core.assembly import Cutter, joined_with_places
from annotator.core.guidelines import broken, held_to
from annotator.core.model import Quote, QuotePart, QuoteReading, Sentence, Span, Suggested
from annotator.core.profiles import Profile
from annotator.core.roles import astray
from annotator.suggest.own_text import kept_readings
from annotator.suggest.quotes.readings.make import in_order

_ROUNDS = 5
"""What is cut is looked at again so often at most: by hand, one round was enough in all articles that were seen."""


def showable(suggested: Suggested, profile: Profile, *, readings: bool) -> Suggested:
    """The same with quotes that their sentences make again, none of which goes against a check.

    A part says that it continues a quote, not which one: where that would be another, it begins a quote of its own by
    the same speaker. What cannot be put right (nobody is known who said it, a mark stands alone in its midst) is no
    suggestion but, with `readings`, one of those.
    """
    first = made = [(quote, number) for number, quote in enumerate(suggested.quotes)]
    for _ in range(_ROUNDS):
        made = _cut(made, suggested.sentences, suggested.document.text, profile)
    cutter = Cutter(suggested.sentences, suggested.document.text)
    said = [(quote, old) for quote, old in made if _is_sound(quote, cutter, suggested, profile)]
    if said == first:
        return suggested
    numbers = {old: new for new, (_, old) in enumerate(said) if old >= 0}
    offered = [QuoteReading((), (pair[0],), pair[0].score or 0.0) for pair in made if readings and pair not in said]
    kept = kept_readings(suggested.readings, numbers)
    return replace(suggested, quotes=tuple(quote for quote, _ in said), readings=in_order([*offered, *kept]))


def _is_sound(quote: Quote, cutter: Cutter, suggested: Suggested, profile: Profile) -> bool:
    """Whether somebody or something tells who said it, and no check finds anything in its parts."""
    if quote.cue is None and quote.source is None and quote.speaker is None:
        return False
    text, sentences = suggested.document.text, suggested.sentences
    return not any(any(broken(text, part, profile)) or any(astray(part, sentences)) for _, part in cutter.parts(quote))


_Numbered = list[tuple[Quote, int]]
"""Quotes with their numbers among those that were suggested; -1 for what was cut from one."""


def _cut(made: _Numbered, sentences: Sequence[Sentence], text: str, profile: Profile) -> _Numbered:
    """The quotes, of which those are cut in two that have a part which would continue another one, or none."""
    cutter = Cutter(sentences, text)
    shown: dict[int, list[tuple[QuotePart, int]]] = {sentence.index: [] for sentence in sentences}
    for number, (quote, _) in enumerate(made):
        for index, part in cutter.parts(quote):
            shown[index].append((part, number))
    for here in shown.values():
        here.sort(key=lambda pair: pair[0].content)
    strays: dict[int, int] = {}
    for _, places in joined_with_places({index: [part for part, _ in here] for index, here in shown.items()}):
        own = shown[places[0].sentence][places[0].number][1]
        for place in places:
            part, number = shown[place.sentence][place.number]
            if number != own or (part.continues and place == places[0]):
                start = part.content[0].start
                strays[number] = min(start, strays.get(number, start))
    cut: _Numbered = []
    for number, pair in enumerate(made):
        halves = _halves(pair[0], strays[number], text) if number in strays else ()
        cut += [(held_to(text, half, profile), -1) for half in halves] or [pair]
    return sorted(cut, key=lambda pair: pair[0].content) if strays else made


def _halves(quote: Quote, at: int, text: str) -> tuple[Quote, Quote]:
    """The quote cut in two before that place, each half with the cue and the source that stand in it."""
    before = [
        Span(start, start + len(text[start : min(end, at)].rstrip())) for start, end in quote.content if start < at
    ]
    after = [Span(max(start, at), end) for start, end in quote.content if end > at]

    def half(content: list[Span], *, later: bool) -> Quote:
        cue, source = (span if span and (span.start >= at) is later else None for span in (quote.cue, quote.source))
        return replace(quote, content=tuple(content), cue=cue, source=source)

    return half(before, later=False), half(after, later=True)
