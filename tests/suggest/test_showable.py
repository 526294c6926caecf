"""Suggestions that sentences can show: no part continues another's quote, and no quote is nobody's."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from annotator.core.assembly import join_parts, split_quotes
from annotator.core.model import Document, Quote, QuoteReading, QuoteType, Sentence, Span, Suggested
from annotator.core.profiles import PROFILES
from annotator.suggest.showable import showable

TEXT = "“One is late. “Two is late. “Three is late. Four is late.”"
STARTS = (0, 14, 28, 44)
SENTENCES = tuple(Sentence(number, *span) for number, span in enumerate(pairwise((*STARTS, len(TEXT)))))
ONE, TWO, THREE, FOUR = (Span(start, start + 12) for start in STARTS)


def quote(*content: Span, speaker: str | None = "Ruth", cue: Span | None = None) -> Quote:
    return Quote(content, QuoteType.DIRECT, cue, speaker=speaker, score=0.5)


def made(*quotes: Quote, readings: tuple[QuoteReading, ...] = (), asked: bool = True) -> Suggested:
    suggested = Suggested(Document("a", TEXT), SENTENCES, quotes, topics=((),) * 4, readings=readings)
    return showable(suggested, PROFILES["speech"], readings=asked)


def contents(suggested: Suggested) -> list[tuple[str, str | None]]:
    return [
        (" | ".join(span.of(TEXT) for span in one.content), one.speaker)
        for one in sorted(suggested.quotes, key=lambda one: one.content)
    ]


def test_what_goes_on_behind_somebody_elses_words_is_a_quote_of_its_own() -> None:
    suggested = made(quote(ONE, Span(THREE.start, FOUR.end)), quote(TWO, speaker="Otto"))
    assert contents(suggested) == [("“One is late", "Ruth"), ("“Two is late", "Otto"), (TEXT[28:], "Ruth")]
    parts = split_quotes(suggested.quotes, SENTENCES, TEXT)
    assert len(join_parts(parts)) == 3


def test_nor_does_it_become_part_of_another_quote_by_the_same_speaker() -> None:
    suggested = made(quote(ONE, THREE), quote(TWO))
    assert contents(suggested) == [(span.of(TEXT), "Ruth") for span in (ONE, TWO, THREE)]


def test_a_quote_that_its_sentences_make_again_stays_as_it_is() -> None:
    whole = (quote(ONE, TWO), quote(THREE, FOUR, speaker="Otto"))
    assert made(*whole).quotes == whole


@pytest.mark.parametrize("asked", [True, False])
def test_a_quote_of_which_nobody_is_known_is_only_offered(asked: bool) -> None:
    nobodys = quote(ONE, speaker=None)
    others = (QuoteReading((0,), (), 0.4), QuoteReading((1,), (quote(THREE),), 0.3), QuoteReading((1,), (), 0.2))
    suggested = made(nobodys, quote(TWO), readings=others, asked=asked)
    offered = (QuoteReading((), (nobodys,), 0.5),) if asked else ()
    assert suggested.quotes == (quote(TWO),)
    assert suggested.readings == (*offered, QuoteReading((0,), (quote(THREE),), 0.3), QuoteReading((0,), (), 0.2))


def test_what_a_check_would_find_is_only_offered() -> None:
    text = "“It is late. He goes,” Ruth said to Otto, and Otto left."
    sentences = (Sentence(0, 0, 12), Sentence(1, 13, len(text)))
    stray = Quote((Span(13, 40),), QuoteType.MIXED, speaker="Otto", score=0.5)
    suggested = Suggested(Document("a", text), sentences, (stray,), topics=((), ()))
    offered = showable(suggested, PROFILES["speech"], readings=True)
    assert (offered.quotes, offered.readings) == ((), (QuoteReading((), (stray,), 0.5),))
    over = replace(stray, content=(Span(23, 32),), type=QuoteType.INDIRECT, source=Span(8, 15))
    assert showable(replace(suggested, quotes=(over,)), PROFILES["speech"], readings=False).quotes == ()


def test_a_cue_or_a_speaker_is_enough() -> None:
    said = (quote(ONE, speaker=None, cue=Span(12, 13)), quote(TWO))
    assert made(*said).quotes == said
