"""The order by disagreement: articles that suggesters mark most differently first, the same for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.core.assignment import Rule, SlotOrder
from annotator.core.model import Quote, QuoteType, Run, Span
from annotator.core.session.desk import Order
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened, transaction
from annotator.store.merge.merger import merge
from annotator.store.work import queue
from annotator.store.work.importer import Importer
from tests.store.conftest import RUN, rejected, suggested

HE_SAID, YES, SHE_LEFT = (Quote((Span(*span),), QuoteType.DIRECT) for span in ((0, 12), (8, 11), (13, 22)))
LLAMA = Run("llama3", "1")
TEXT = "He said {}. She left. All was well."


def database(path: Path, beside: Mapping[int, Sequence[Quote]], run: Run = LLAMA) -> Path:
    """Four articles in which one suggester marks "yes" as said, and what another says of some of them."""
    with Importer(path) as importer:
        for number, word in enumerate(("yes", "YES", "yea", "yep"), 1):
            importer.add(suggested(str(number), TEXT.format(word))._replace(quotes=(YES,)), RUN)
        for number, quotes in beside.items():
            importer.suggest_beside(number, suggested("x", TEXT.format("yes"))._replace(quotes=tuple(quotes)), run)
    return path


def order(path: Path, name: str = "ana") -> tuple[int, ...]:
    with SqliteDesk(path, name) as desk:
        return (*desk.ranked(Order.DISAGREEMENT),)


def test_articles_come_first_the_more_differently_suggesters_mark_them_and_those_of_one_last(tmp_path: Path) -> None:
    path = database(tmp_path / "work.db", {2: [YES], 3: [SHE_LEFT], 4: [HE_SAID]})
    assert order(path) == (3, 4, 2, 1)


def test_with_one_suggester_articles_stay_in_their_own_order(tmp_path: Path) -> None:
    assert order(database(tmp_path / "work.db", {})) == (1, 2, 3, 4)
    newer = database(tmp_path / "newer.db", {3: [SHE_LEFT]}, replace(RUN, version="2"))
    assert order(newer) == (1, 2, 3, 4), "it only says something else now"


def test_that_nothing_is_there_is_a_difference_and_the_newest_of_each_counts(tmp_path: Path) -> None:
    path = database(tmp_path / "work.db", {2: [YES], 4: []})
    assert order(path) == (4, 2, 1, 3)
    with Importer(path) as importer:
        importer.suggest_beside(
            4, suggested("x", TEXT.format("yes"))._replace(quotes=(YES,)), replace(LLAMA, version="2")
        )
    assert order(path) == (2, 4, 1, 3)


def test_the_order_is_the_same_for_everybody_whatever_was_decided(tmp_path: Path) -> None:
    path = database(tmp_path / "work.db", {2: [YES], 3: [SHE_LEFT], 4: [HE_SAID]})
    with SqliteDesk(path, "bo") as desk:
        desk.save([rejected(item.id) for item in desk.page(3).items])
    assert order(path, "bo") == order(path, "ana") == (3, 4, 2, 1)
    with opened(path) as connection:
        assert [*queue.ranks(connection, Rule(order=SlotOrder.DISAGREEMENT, seed=0))] == [3, 4, 2, 1]


def test_the_order_is_the_same_after_a_merge(tmp_path: Path) -> None:
    mine = database(tmp_path / "mine.db", {2: [YES], 3: [SHE_LEFT]})
    theirs = database(tmp_path / "theirs.db", {4: [HE_SAID]}, replace(LLAMA, pipeline="mistral"))
    merge(mine, [theirs])
    assert order(mine) == (3, 4, 2, 1)


def test_what_cannot_be_read_has_no_say(tmp_path: Path) -> None:
    path = database(tmp_path / "work.db", {3: [SHE_LEFT], 4: [HE_SAID]})
    with opened(path) as connection:
        connection.execute("UPDATE suggestions SET labels = '{\"quotes\":[7]}' WHERE id < 0 AND labels LIKE '%13,22%'")
    assert order(path) == (3, 4, 1, 2)


def test_a_removed_article_is_in_no_order(tmp_path: Path) -> None:
    path = database(tmp_path / "work.db", {2: [YES], 3: [SHE_LEFT]})
    with opened(path) as connection, transaction(connection):
        remove(connection, 3, "ana")
    assert order(path) == (2, 1, 4)
