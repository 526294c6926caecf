"""Turns of a conversation: the direct quotes that one speaker says in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from annotator.core.model import Quote, QuoteType
from annotator.core.text import read_marks
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.speech_map import SpeechMap


@dataclass(frozen=True, slots=True)
class SpeechTurn:
    """Direct quotes by one speaker: those of a paragraph, and of the paragraphs that carry on its quotation."""

    numbers: tuple[int, ...]
    """The numbers of its quotes, in text order."""
    first: int
    last: int
    """Its paragraphs: from the first through the last."""


def read_turns(
    speech_map: SpeechMap, quotes: Sequence[Quote], places: Sequence[Sequence[Span]], cast: Cast
) -> tuple[SpeechTurn, ...]:
    """The turns of a text in their order. `places`: the tokens of each quote's content.

    The quotes of one paragraph are one speaker's, unless their sources name different people: in the annotated novels
    that were looked at, all but one of some 600 such quotes.
    """
    direct = [number for number, quote in enumerate(quotes) if quote.type is QuoteType.DIRECT and places[number]]
    runs_on = _running_on(speech_map)
    turns: list[SpeechTurn] = []
    named: str | None = None
    for number in sorted(direct, key=lambda n: places[n][0].start):
        paragraph = speech_map.paragraph[places[number][0].start]
        last = speech_map.paragraph[places[number][-1].end - 1]
        name = _named_source(speech_map, quotes[number], cast)
        before = turns[-1] if turns else None
        carried_on = before is not None and paragraph == before.last + 1 and before.last in runs_on
        goes_on = before is not None and (paragraph <= before.last or (carried_on and quotes[number].source is None))
        if before is not None and goes_on and not (name and named and name != named):
            turns[-1] = SpeechTurn((*before.numbers, number), before.first, max(before.last, last))
            named = named or name
        else:
            turns.append(SpeechTurn((number,), paragraph, last))
            named = name
    return tuple(turns)


def _running_on(speech_map: SpeechMap) -> set[int]:
    """The paragraphs whose quotation goes on in the next one: it is not closed, and the next one opens with a mark."""
    pairs = read_marks(speech_map.doc.text, speech_map.doc.lang_).pairs
    return {number for number, here in enumerate(pairs) if any(closing is None for _, closing in here)}


def _named_source(speech_map: SpeechMap, quote: Quote, cast: Cast) -> str | None:
    """The name that is the quote's source: of a member, or as it stands; None where it is none."""
    if quote.source is None:
        return None
    head = speech_map.head_of(speech_map.tokens(quote.source))
    named = cast.at.get(head.i)
    if named is not None:
        return named[0].name
    return head.text if head.tag_ in speech_map.words.labels.tags.proper_noun else None
