"""Suggestions have the edges that the annotators of a database give to quotes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.core.habits import Habits
from annotator.core.model import Document
from annotator.core.quotes.guidelines import EdgeHabit, EdgeHabits, rules_broken, with_habitual_edges
from annotator.suggest.pipeline import Suggester

TEXT = (
    "Mayor Ada Quist said that the bridge was safe. “We tested it twice,” she told reporters. The harbour is open,"
    " according to the captain. The driver has said: the road is closed."
)


@pytest.fixture(scope="module")
def adapting() -> Suggester:
    return Suggester.load(readings=True)


@pytest.fixture
def house(adapting: Suggester) -> Iterator[Suggester]:
    yield adapting
    adapting.adapt(Habits())


def departing(*kinds: str) -> Habits:
    return Habits(edges=EdgeHabits({kind: EdgeHabit(9, 0) if "comma" in kind else EdgeHabit(0, 9) for kind in kinds}))


def words(suggester: Suggester) -> list[list[str]]:
    suggested = suggester.suggest_one(Document("a", TEXT))
    spans = [(*quote.content, quote.cue, quote.source) for quote in suggested.quotes]
    return [[span.of(TEXT) for span in of_quote if span is not None] for of_quote in spans]


SHIPPED = [
    ["that the bridge was safe", "said", "Mayor Ada Quist"],
    ["“We tested it twice,”", "told", "she"],
    ["The harbour is open", "according to", "the captain"],
    ["the road is closed", "has said:", "The driver"],
]


@pytest.mark.parametrize(
    ("kinds", "number", "expected"),
    [
        (("that",), 0, ["the bridge was safe", "said", "Mayor Ada Quist"]),
        (("opening mark", "closing mark"), 1, ["We tested it twice,", "told", "she"]),
        (("comma",), 2, ["The harbour is open,", "according to", "the captain"]),
        (("article of the source",), 2, ["The harbour is open", "according to", "captain"]),
        (("title of the source",), 0, ["that the bridge was safe", "said", "Ada Quist"]),
        (("colon of the cue", "auxiliary of the cue"), 3, ["the road is closed", "said", "The driver"]),
    ],
)
def test_suggestions_follow_the_house_at_its_edges_and_nowhere_else(
    house: Suggester, kinds: tuple[str, ...], number: int, expected: list[str]
) -> None:
    assert words(house) == SHIPPED
    house.adapt(departing(*kinds))
    changed = words(house)
    assert changed[number] == expected
    assert [one for at, one in enumerate(changed) if at != number and "source" not in kinds[0]] == [
        one for at, one in enumerate(SHIPPED) if at != number and "source" not in kinds[0]
    ]
    house.adapt(Habits())
    assert words(house) == SHIPPED, "and can be put back"


def test_readings_have_the_edges_of_the_house_too(house: Suggester) -> None:
    house.adapt(departing("that", "opening mark", "closing mark"))
    suggested = house.suggest_one(Document("a", TEXT))
    read = [quote for reading in suggested.readings for quote in reading.quotes]
    assert read
    for quote in (*suggested.quotes, *read):
        part = quote.part(quote.content, quote.cue, quote.source, continues=False)
        assert list(rules_broken(TEXT, part, house.profile)) == []
        assert with_habitual_edges(TEXT, quote, house.profile) == quote
    own = [quote.content for quote in suggested.quotes]
    alike = [
        q for r in suggested.readings for q in r.quotes if [suggested.quotes[at] for at in r.replaces] == [q.bare()]
    ]
    assert not alike, f"no reading is what is suggested: {own}"


def test_the_run_says_at_which_edges_it_departs(house: Suggester) -> None:
    house.adapt(departing("that"))
    assert house.run.settings["habits"]["edges"] == ["that"]
    house.adapt(Habits())
    assert house.run.settings["habits"] is None
