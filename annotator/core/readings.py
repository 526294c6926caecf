"""What each sentence shows of the readings of a document's quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from annotator.core.assembly import Cutter
from annotator.core.model import Quote, QuotePart, QuoteReading, Reading, Sentence

MOST_OF_A_QUOTE = 6
"""The most readings that a sentence shows of one suggested quote. Set by hand: one looks through them key by key."""
MOST_UNSUGGESTED = 6
"""The most quotes that a sentence offers where nothing is suggested; set by hand."""

_Key = tuple[tuple[int, ...], tuple[QuotePart, ...]]


def split_readings(
    readings: Iterable[QuoteReading], quotes: Sequence[Quote], sentences: Sequence[Sentence], text: str
) -> dict[int, tuple[Reading, ...]]:
    """The readings of each sentence, by sentence index, likeliest first. Sentences without any are left out.

    That there is no quote comes last, as a key of its own says so.

    `quotes` are the suggested ones, by whose numbers `QuoteReading.replaces` goes; `sentences` and `text` are as for
    `split_quotes`, whose parts `Reading.replaces` numbers. Readings that a sentence shows alike are one there, with the
    sum of their probabilities; one that leaves a sentence as it is suggested is none. Of the readings that take the
    place of the same quote, and of those of quotes where none is suggested, the likeliest ones stay.
    """
    cutter = Cutter(sentences, text)
    suggested = [dict(cutter.parts(quote.bare())) for quote in quotes]
    numbers = _numbers(quotes, suggested)
    found: dict[int, dict[_Key, float]] = {}
    for reading in readings:
        for index, (replaces, parts) in _by_sentence(reading, cutter, suggested, numbers).items():
            here = found.setdefault(index, {})
            here[replaces, parts] = here.get((replaces, parts), 0.0) + reading.probability
    return {index: _likeliest(here) for index, here in sorted(found.items())}


def _numbers(quotes: Sequence[Quote], suggested: Sequence[dict[int, QuotePart]]) -> dict[tuple[int, int], int]:
    """The number of each quote's part among those of its sentence, by sentence index and the quote's number."""
    of_sentence: dict[int, list[int]] = {}
    # As `split_quotes` sorts them: quotes by their content, then the parts.
    for number in sorted(range(len(quotes)), key=lambda number: quotes[number].content):
        for index in suggested[number]:
            of_sentence.setdefault(index, []).append(number)
    numbers = {}
    for index, here in of_sentence.items():
        here.sort(key=lambda number: suggested[number][index].content)
        numbers.update({(index, number): place for place, number in enumerate(here)})
    return numbers


def _by_sentence(
    reading: QuoteReading,
    cutter: Cutter,
    suggested: Sequence[dict[int, QuotePart]],
    numbers: dict[tuple[int, int], int],
) -> dict[int, _Key]:
    """What each sentence that the reading changes shows of it: the parts it replaces, and those that take the place."""
    old: dict[int, list[int]] = {}
    new: dict[int, list[QuotePart]] = {}
    for number in reading.replaces:
        for index in suggested[number]:
            old.setdefault(index, []).append(number)
    for quote in reading.quotes:
        for index, part in cutter.parts(quote.bare()):
            new.setdefault(index, []).append(part)
    changed = {}
    for index in sorted({*old, *new}):
        parts = tuple(sorted(new.get(index, ()), key=lambda part: part.content))
        here = sorted(old.get(index, ()), key=lambda number: numbers[index, number])
        if parts != tuple(suggested[number][index] for number in here):
            changed[index] = (tuple(numbers[index, number] for number in here), parts)
    return changed


def _likeliest(found: dict[_Key, float]) -> tuple[Reading, ...]:
    taken: Counter[int | None] = Counter()
    readings = []
    for (replaces, parts), probability in sorted(found.items(), key=lambda item: (not item[0][1], -item[1])):
        places: tuple[int | None, ...] = replaces or (None,)
        if any(taken[place] >= (MOST_UNSUGGESTED if place is None else MOST_OF_A_QUOTE) for place in places):
            continue
        taken.update(places)
        readings.append(Reading(replaces, parts, round(min(probability, 1.0), 3)))
    return tuple(readings)
