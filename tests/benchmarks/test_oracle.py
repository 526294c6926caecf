"""The scripted annotator finds the cheapest keys, and says with them all that gold says."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.model import Labels, QuoteType
from annotator.core.session.state import open_sentence
from tests.benchmarks.oracle_plan import quotes_plan
from tests.memory_desk import Line, Other, Said, article

GOLD = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "seed-gold.jsonl"
TEXT = "Ada said, says Bo, that it is late and cold, Bo added it was so."
LATE = Said("that it is late", "said", "Ada", None, QuoteType.INDIRECT)
COLD = Said("it is late and cold", "says", "Ada", None, QuoteType.INDIRECT)
SO = Said("it was so", "added", "Bo", None, QuoteType.INDIRECT)


def keys(suggested, others, gold):
    """The keys that lead from what is suggested to the gold."""
    state = open_sentence(article(1, "a", [Line(TEXT, suggested, others=others)]), 0)
    parts = article(1, "a", [Line(TEXT, gold)]).items[0].suggestion.labels.bare().quotes
    plan = quotes_plan(state, Labels(parts))
    assert plan is not None
    assert plan[1].state.draft.labels.bare().quotes == parts
    return plan[0]


def test_a_reading_is_taken_where_it_is_the_gold():
    others = [Other([0], [], 0.2), Other([0], [COLD], 0.1)]
    assert keys([LATE], others, [COLD]) == ("e", "e")
    assert keys([LATE, SO], others, [COLD, SO]) == ("e", "e")
    assert len(keys([LATE], [], [COLD])) > 2


def test_nothing_is_pressed_where_all_is_right():
    assert keys([LATE], [Other([0], [COLD])], [LATE]) == ()


def test_a_likely_quote_is_added_beside_what_is_suggested():
    assert keys([LATE], [Other([], [SO])], [LATE, SO]) == ("P",)
    assert keys([], [Other([], [LATE], 0.3), Other([], [SO], 0.2)], [LATE, SO]) == ("P", "P")


def test_a_way_by_hand_is_taken_where_it_is_shorter_than_many_readings():
    others = [Other([0], [Said("that it", "said", "Ada", None, QuoteType.INDIRECT)], 0.1)] * 5
    assert keys([LATE], [*others, Other([0], [], 0.05)], [SO]) != ("e",) * 6


@pytest.mark.long
@pytest.mark.skipif(not GOLD.exists(), reason="no gold beside the checkout")
def test_all_of_the_seed_is_said_with_few_keys() -> None:
    from tests.benchmarks.oracle import run

    outcome = run(GOLD)
    assert outcome.unsaid == []
    assert outcome.exact == outcome.quotes
    assert outcome.total <= 1.15 * outcome.sentences, outcome.table()
    assert outcome.total <= 1.8 * outcome.quotes, outcome.table()
