"""Suggestions that sentences can show."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from annotator.core.model import Document, Quote, QuoteReading, QuoteType, Sentence, Span, Suggested
from annotator.core.profiles import PROFILES
from annotator.core.quotes.assembly import join_parts, split_quotes
from annotator.suggest.pipeline import Suggester
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
    over = Quote((Span(23, 32),), QuoteType.INDIRECT, source=Span(8, 15), speaker="Otto", score=0.5)
    suggested = Suggested(Document("a", text), sentences, (over,), topics=((), ()))
    offered = showable(suggested, PROFILES["speech"], readings=True)
    assert (offered.quotes, offered.readings) == ((), (QuoteReading((), (over,), 0.5),))
    assert showable(suggested, PROFILES["speech"], readings=False).quotes == ()


def test_a_cue_or_a_speaker_is_enough() -> None:
    said = (quote(ONE, speaker=None, cue=Span(12, 13)), quote(TWO))
    assert made(*said).quotes == said


# ---- Nothing is suggested for what is no part of an article's own text.


PAGE = """By Jane Roe

Share
Tweet

Fares on the ferry will rise in May, harbour master Ines Duarte said. “We lost a whole season,” she added.

“We are the party of ferries,” said Read more: The mayor's new plan

Paul Okoro called the plan a mistake and said that the council would vote on Thursday.

Sign up for our newsletter, and Ada Bell will send the election news, the sport and the weather every day.
"""


def test_boilerplate_has_no_topics_and_no_quotes_and_tells_its_kind(suggester: Suggester) -> None:
    suggested = suggester.suggest_one(Document("a", PAGE))
    kinds = suggested.kinds()
    assert kinds[:2] == ["byline", "share bar"]
    assert kinds[-1] == "newsletter"
    assert kinds.count(None) == len(kinds) - 3
    assert [topics for topics, kind in zip(suggested.topics, kinds, strict=True) if kind] == [(), (), ()]
    assert suggested.quotes
    assert not [
        quote
        for quote in suggested.quotes
        if any(span.overlaps(place) for span in quote.content for place, _ in suggested.boilerplate)
    ]


def test_who_is_named_in_boilerplate_only_is_no_speaker(suggester: Suggester) -> None:
    names = [member.name for member in suggester.suggest_one(Document("a", PAGE)).cast]
    assert "Ines Duarte" in names
    assert not {"Jane Roe", "Ada Bell"} & set(names)


def test_readings_go_by_the_numbers_of_the_quotes_that_stay(suggester_for: Callable[..., Suggester]) -> None:
    asking = suggester_for("polnear", readings=True)
    text = "Editors' picks: Why the mayor says that we lost\n\n" + PAGE
    suggested = asking.suggest_one(Document("a", text))
    assert suggested.readings
    for reading in suggested.readings:
        for number in reading.replaces:
            assert suggested.quotes[number].content
        for quote in reading.quotes:
            assert not any(span.overlaps(place) for span in quote.content for place, _ in suggested.boilerplate)


def test_a_header_moves_the_places_along(suggester: Suggester) -> None:
    header = "Title: Ferries\n\n"
    suggested = suggester.suggest_one(Document("a", header + PAGE, body_start=len(header)))
    assert [kind for _, kind in suggested.boilerplate] == ["byline", "share bar", "newsletter"]
    assert suggested.boilerplate[0][0].of(header + PAGE) == "By Jane Roe"


def test_a_text_that_is_nothing_else_is_taken_as_it_is(suggester: Suggester) -> None:
    suggested = suggester.suggest_one(Document("a", "Photo: The mayor says the ferry is safe"))
    assert suggested.boilerplate == ()
    assert len(suggested.sentences) == 1
