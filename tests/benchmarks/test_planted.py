"""`evaluate --suggester` finds the errors that were planted in suggestions."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from annotator.core.model import Quote, Sentence
from tests.benchmarks.planted import Article, covered, evaluated, planted, store, suggest
from tests.suggest.learn.examples import lesson


def article(number: int) -> Article:
    """A made-up article of several lessons, with sentences that end where the text says so."""
    text, quotes, sentences = "", list[Quote](), list[Sentence]()
    for part in range(6):
        one = lesson(number * 7 + part * 3)
        quotes += [quote.shifted(len(text)) for quote in one.quotes]
        at = len(text)
        for piece in one.document.text.split(". "):
            end = min(at + len(piece) + 1, len(text) + len(one.document.text.rstrip()))
            if end > at:
                sentences.append(Sentence(len(sentences), at, end))
            at += len(piece) + 2
        text += one.document.text
    document = type(one.document)(f"made-{number}", text)
    return Article(document, tuple(sentences), tuple(quotes))


ARTICLES = [article(number) for number in range(20)]


def test_the_planted_rates_lie_in_the_intervals() -> None:
    held, wanted = covered(ARTICLES[:12], 8)
    assert set(held) == set(wanted)
    assert sum(held.values()) >= 0.85 * 8 * len(wanted), held


@pytest.mark.long
def test_the_planted_rates_lie_in_the_intervals_in_95_of_100_draws() -> None:
    held, wanted = covered(ARTICLES, 100)
    assert min(held[one] for one in wanted) >= 90, held
    assert sum(held.values()) >= 94 * len(wanted), held


def test_a_suggester_without_errors_is_told_from_one_with_them(tmp_path: Path) -> None:
    database = tmp_path / "work.db"
    store(ARTICLES, database)
    chance = random.Random(1)
    suggest(database, "right", [one.suggested(one.quotes) for one in ARTICLES])
    suggest(database, "wrong", [one.suggested(planted(one, 0.2, chance)) for one in ARTICLES])
    compared = evaluated(database, "right", "wrong").unseen
    right = compared.suggesters["right"]
    assert {right[f"content_{edges}_f1"].value for edges in ("overlap", "exact")} == {1.0}
    assert right["keys_per_quote"].value == 0
    less = compared.differences["wrong"]["content_overlap_f1"]
    assert less.value is not None
    assert less.high is not None
    assert less.value < less.high < -0.05
    assert (compared.differences["wrong"]["keys_per_quote"].low or 0) > 0
