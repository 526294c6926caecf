"""The readings of a text: what else its quotes could be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.core.model import Document, Quote, QuoteReading, QuoteType, Span, Suggested
from annotator.core.profiles import PROFILES
from annotator.core.quotes.guidelines import held_to
from annotator.suggest.pipeline import Suggester
from annotator.suggest.quotes.readings.make import MOST, in_order, likeliest
from annotator.suggest.quotes.readings.options import options
from tests.suggest.quotes.readings.conftest import Ruled

STORY = """\
Maria Lopez said that the pier would open in May, which surprised nobody. “We tried,” she said on Monday. “It rained.”

Officials asked voters to stay at home. They accused the mayor of fraud in May, and Bo Dahl attacked the plan.

He said he felt that the mayor was late. The mayor: “I was not.” Lopez called it “a waste” of money.
"""


@pytest.fixture(scope="module")
def polnear(suggester_for: Callable[..., Suggester]) -> Suggester:
    return suggester_for("polnear", readings=True)


@pytest.fixture(scope="module")
def story(polnear: Suggester) -> Suggested:
    return polnear.suggest_one(Document("d", STORY))


def said(reading: QuoteReading, text: str) -> str:
    return " / ".join(span.of(text) for quote in reading.quotes for span in quote.content)


def of(found: Suggested, words: str) -> list[QuoteReading]:
    """The readings of the suggested quote that holds these words."""
    (number,) = (
        number
        for number, quote in enumerate(found.quotes)
        if any(words in span.of(found.document.text) for span in quote.content)
    )
    return [reading for reading in found.readings if number in reading.replaces]


def test_the_likeliest_come_first_and_no_probability_is_none(story: Suggested) -> None:
    marked = [reading.probability for reading in story.readings if reading.quotes]
    none = [reading.probability for reading in story.readings[len(marked) :]]
    assert (marked, none) == (sorted(marked, reverse=True), sorted(none, reverse=True))
    assert len(none) == len(story.quotes), "no quote comes last"
    assert all(0 < probability < 1 for probability in (*marked, *none))


def test_every_suggested_quote_may_be_none_or_have_other_edges(story: Suggested) -> None:
    for number, quote in enumerate(story.quotes):
        own = [reading for reading in story.readings if number in reading.replaces]
        assert [reading.replaces for reading in own if not reading.quotes] == [(number,)]
        marked = [reading for reading in own if reading.quotes]
        assert len([reading for reading in marked if reading.replaces == (number,)]) <= MOST
        assert all(quote.content != other.content for reading in marked for other in reading.quotes)
        assert sum(reading.probability for reading in own) < 1.5


def test_no_two_readings_are_the_same(story: Suggested) -> None:
    assert len({(reading.replaces, reading.quotes) for reading in story.readings}) == len(story.readings)


FRANK = (
    "Paula Roth has been frank in her warning that to mend all the bridges she has promised, the town has to sell its"
    " boats."
)


@pytest.mark.parametrize("profile", ["polnear", "speech", "guardian"])
def test_readings_keep_to_the_guidelines(profile: str, suggester_for: Callable[..., Suggester]) -> None:
    unpaired = "Lopez said it was “late” and “dark in May, when it rained."
    for text in (STORY, "He said: “It was late, and that the mayor knew.”", unpaired, FRANK):
        found = suggester_for(profile, readings=True).suggest_one(Document("d", text))
        quotes = [quote for reading in found.readings for quote in reading.quotes]
        assert quotes or text is not STORY
        assert [held_to(text, quote, PROFILES[profile]) for quote in quotes] == quotes


def test_readings_of_one_quote_do_not_touch_others_that_they_do_not_replace(story: Suggested) -> None:
    for reading in story.readings:
        others = [quote for number, quote in enumerate(story.quotes) if number not in reading.replaces]
        taken = [span for quote in others for span in quote.content]
        assert not any(span.overlaps(other) for quote in reading.quotes for span in quote.content for other in taken)


def test_the_type_follows_the_marks_and_the_speaker_the_source(story: Suggested) -> None:
    readings = {said(reading, STORY): reading.quotes[0] for reading in story.readings if reading.quotes}
    assert readings["“We tried,”"].type.value == "direct"
    assert {quote.speaker for words, quote in readings.items() if words.startswith("that the pier")} == {"Maria Lopez"}
    assert readings["the plan"].speaker == "Bo Dahl"


def test_a_preposition_belongs_to_the_cue_or_to_the_content(polnear: Suggester) -> None:
    text = "She spoke about the harbour."
    found = polnear.suggest_one(Document("d", text))
    assert [quote.cue and quote.cue.of(text) for quote in found.quotes] == ["spoke about"]
    cues = {said(one, text): one.quotes[0].cue for one in found.readings if one.quotes}
    cue = cues["about the harbour"]
    assert cue is not None
    assert cue.of(text) == "spoke"


def test_the_likeliest_other_reading_ends_with_the_clause(story: Suggested) -> None:
    first = next(reading for reading in of(story, "that the pier would open") if reading.quotes)
    assert said(first, STORY) == "that the pier would open in May, which surprised nobody"


def test_a_quote_that_was_not_suggested_can_be_had(story: Suggested) -> None:
    unsuggested = [said(reading, STORY) for reading in story.readings if not reading.replaces]
    assert "the plan" in unsuggested
    assert all("".join(words) for words in unsuggested)


def test_an_adverb_may_stand_outside_the_cue(polnear: Suggester) -> None:
    text = "Maria Lopez previously said that the pier would open. Bo Dahl never said that it would rain."
    found = polnear.suggest_one(Document("d", text))
    cues = [(quote.cue.of(text) if quote.cue else "") for reading in found.readings for quote in reading.quotes]
    assert "previously said" in [quote.cue.of(text) for quote in found.quotes if quote.cue]
    assert "said" in cues
    (reading,) = (one for one in of(found, "the pier") if any(q.cue and q.cue.of(text) == "said" for q in one.quotes))
    assert reading.quotes[0].content == found.quotes[0].content
    assert 0.2 < reading.probability < 0.27
    assert not any(q.cue and q.cue.of(text) == "said" for one in of(found, "rain") for q in one.quotes)


def test_no_reading_begins_or_ends_within_a_word(polnear: Suggester) -> None:
    text = "“We didn’t pay, and they won’t,” said Bo Dahl. She said that it isn’t the mayor’s pier and didn’t move."
    found = polnear.suggest_one(Document("d", text))
    spans = [span for reading in found.readings for quote in reading.quotes for span in quote.content]
    assert spans
    for start, end in spans:
        assert not text[start - 1 : start].isalpha() or not text[start].isalpha()
        assert not text[start:].startswith(("n’t", "’s", "’t"))
        assert not text[end:].startswith(("n’t", "’s", "’t"))


def test_the_likeliest_is_first_and_no_quote_last() -> None:
    quote = Quote((Span(0, 1),), QuoteType.DIRECT)
    found = [
        QuoteReading((n,), quotes, share)
        for n, (quotes, share) in enumerate([((), 0.9), ((quote,), 0.1), ((), 0.95), ((quote,), 0.4)])
    ]
    assert [reading.replaces for reading in in_order(found)] == [(3,), (1,), (2,), (0,)]


@pytest.mark.parametrize(
    ("shares", "kept"),
    [
        ([0.01] * 9, 3),  # the first ones anyhow
        ([0.02] * 9, 6),  # others if they are worth it, up to so many
        ([0.3, 0.02, 0.02, 0.02, 0.01, 0.01], 4),
        ([0.3, 0.2], 2),
    ],
)
def test_so_many_readings_of_a_quote_are_kept(ruled: Callable[[str], Ruled], shares: list[float], kept: int) -> None:
    found = ruled("Lind said that it opens in May, which surprised nobody in the old town.")
    none, *others = options(found.candidates, 0)[1:]
    rated = [(none, 0.001), *zip(others, shares, strict=False)]
    readings = list(likeliest(found.text, rated, PROFILES["polnear"], found.suggested[0]))
    assert [reading.quotes for reading in readings if not reading.quotes] == [()], "and that there is none"
    assert len(readings) == kept + 1
    assert [one.probability for one in readings] == sorted((one.probability for one in readings), reverse=True)


def test_what_is_suggested_is_no_other_reading(ruled: Callable[[str], Ruled]) -> None:
    found = ruled("Lind said that it opens in May.")
    own, *_ = options(found.candidates, 0)
    assert list(likeliest(found.text, [(own, 0.5)], PROFILES["polnear"], found.suggested[0])) == []
    (reading,) = likeliest(found.text, [(own, 0.5), (own, 0.4)], PROFILES["polnear"])
    assert reading.probability == 0.5
