"""Nothing is suggested for what is no part of an article's own text."""

from __future__ import annotations

from collections.abc import Callable

from annotator.core.model import Document
from annotator.suggest.pipeline import Suggester

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
    kinds = [suggested.kind_of(sentence) for sentence in suggested.sentences]
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
