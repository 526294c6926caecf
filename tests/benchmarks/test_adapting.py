"""The simulation of annotators who decide by guidelines of their own."""

from __future__ import annotations

import pytest

from annotator.core.decided import TrainingExample
from annotator.core.habits import Habits
from annotator.core.model import Document, Quote, QuoteType, Span
from annotator.suggest.habits import learn_habits
from annotator.suggest.learn.metrics import ScoreTally
from tests.benchmarks.adapting import Simulation, by_guideline, is_of_people, is_saying, row

TEXT = "The mayor said that it was late. The mayor hopes that it is early. A new poll by Lind says that it rains."


def quote(text: str, cue: str, content: str, source: str | None, kind: QuoteType = QuoteType.INDIRECT) -> Quote:
    def place(words: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words))

    return Quote((place(content),), kind, place(cue), place(source) if source else None)


SAID = quote(TEXT, "said", "that it was late", "The mayor")
HOPED = quote(TEXT, "hopes", "that it is early", "The mayor")
POLLED = quote(TEXT, "says", "that it rains", "A new poll by Lind")


def test_speech_leaves_out_paraphrases_of_what_is_not_said() -> None:
    assert [is_saying(TEXT, one) for one in (SAID, HOPED, POLLED)] == [True, False, True]
    assert is_saying(TEXT, quote(TEXT, "hopes", "that it is early", None, QuoteType.MIXED))


@pytest.mark.parametrize(
    ("source", "kept"),
    [("A new poll by Lind", False), ("The mayor", True), (None, True), ("by Lind", True), ("poll", False)],
)
def test_people_leaves_out_what_documents_say(source: str | None, kept: bool) -> None:
    assert is_of_people(TEXT, quote(TEXT, "says", "that it rains", source)) is kept


def test_people_leaves_out_headlines() -> None:
    text = "Mayor Says Bridge Will Stay Closed\n\nThe mayor said that it was late."
    assert not is_of_people(text, quote(text, "Says", "Bridge Will Stay Closed", "Mayor"))
    assert is_of_people(text, quote(text, "said", "that it was late", "The mayor"))


def test_a_guideline_keeps_what_it_marks() -> None:
    example = TrainingExample(Document("d", TEXT), "gold", (SAID, HOPED, POLLED))
    assert by_guideline([example], is_saying)[0].quotes == (SAID, POLLED)
    assert by_guideline([example], is_of_people)[0].quotes == (SAID, HOPED)


def test_figures_are_the_means_of_the_draws() -> None:
    tallies = [
        ScoreTally(decided=4, suggested=2, found=2, ascribed=1),
        ScoreTally(decided=4, suggested=4, found=2, ascribed=2),
    ]
    assert row("25", tallies).split() == ["25", "58.3", "75.0", "50.0", "41.7"]


def test_deciding_by_a_guideline_changes_what_is_suggested_elsewhere() -> None:
    """Thoughts are rejected in one article, so that hopes in another are no quotes any more; what is said still is."""
    simulation = Simulation("polnear")
    first = " ".join(f"The mayor thinks that bridge {n} is old. The mayor said that it was late." for n in range(20))
    said = []
    at = -1
    while (at := first.find("that it was late", at + 1)) >= 0:
        said.append(Quote((Span(at, at + 16),), QuoteType.INDIRECT, Span(at - 5, at - 1), None))
    other = TrainingExample(Document("o", TEXT), "gold", (SAID, POLLED))
    before = simulation.measured([other], Habits())
    decided = simulation.decided([TrainingExample(Document("f", first), "gold", tuple(said))])
    assert sum(outcome.taken for outcome in decided) == 20
    after = simulation.measured([other], learn_habits(decided))
    assert (before.suggested, before.found) == (3, 2)
    assert (after.suggested, after.found) == (2, 2)
