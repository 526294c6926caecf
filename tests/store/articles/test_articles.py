"""An article is found by number, id or words of its title; what could be two is refused, with their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused
from annotator.core.model import Article, Labels, NamedBy
from annotator.core.session.desk import NoteAndFlag
from annotator.store.articles.documents import decided_by, named_articles, remove, unconfirmed_in
from annotator.store.desk.desk import SqliteDesk
from annotator.store.sqlite.sqlite_library import sqlite3
from tests.store.conftest import holding, suggested

IDS = ("10", "3", "quay", "50", "strasse")
TITLES = ("Ferry talks", "FERRY  talks go on", None, "50% of\x1b[31m it", "Straße")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Articles 1 to 5 with these ids and titles."""
    made = [suggested(name, f"He said {number:3}. She left. All was well.") for number, name in enumerate(IDS)]
    titled = [
        one._replace(document=replace(one.document, title=title)) for one, title in zip(made, TITLES, strict=True)
    ]
    with closing(SqliteDesk(holding(tmp_path / "annotator.db", *titled), "ana")) as desk:
        yield desk.connection


def numbers(connection: sqlite3.Connection, name: str, by: NamedBy | None = None, removed: bool = False) -> list[int]:
    return [article.number for article in named_articles(connection, name, by, removed)]


@pytest.mark.parametrize(
    ("name", "by", "found"),
    [
        ("1", None, [1]),
        ("10", None, [1]),
        ("quay", None, [3]),
        ("2-4", None, [2, 3, 4]),
        ("4-90", None, [4, 5]),
        ("3", NamedBy.NUMBER, [3]),
        ("3", NamedBy.ID, [2]),
        ("ferry talks GO", None, [2]),
        ("QUA", None, [3]),
        ("STRASSE", None, [5]),
        ("50%", None, [4]),
        ("talks go", NamedBy.TITLE, [2]),
    ],
)
def test_it_is_found(connection: sqlite3.Connection, name: str, by: NamedBy | None, found: list[int]) -> None:
    assert numbers(connection, name, by) == found


def test_a_number_that_is_also_its_own_id_is_clear(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE documents SET id = '5' WHERE number = 5")
    (article,) = named_articles(connection, "5", None, False)
    assert article == Article(5, "5", "Straße", None, 3, False)
    remove(connection, 5, "bo")
    assert named_articles(connection, "5", None, False) == [article._replace(removed=True)]


@pytest.mark.parametrize(
    ("name", "by", "message"),
    [
        ("3", None, "'3' is the number of article 3 (quay), and the id of article 2 (FERRY talks go on); say which"),
        ("talks", None, "'talks' is in the titles of 2 articles: article 1 (Ferry talks), article 2 (FERRY talks go"),
        ("nothing", None, "no article with that number or id, and none with those words in its title: 'nothing'"),
        ("31", None, "no article with that number or id: '31'; `annotator list documents` shows them"),
        ("99999999999999999999", None, "no article with that number or id"),
        ("quay", NamedBy.NUMBER, "no article with the number: 'quay'; `annotator list documents` shows them"),
        ("Ferry talks", NamedBy.ID, "no article with the id: 'Ferry talks'"),
        ("quay", NamedBy.TITLE, None),
        (" ", None, "no article with that"),
        ("\x1b[31m it", NamedBy.ID, "no article with the id: '␛[31m it'"),
    ],
)
def test_what_is_not_clear_is_refused(
    connection: sqlite3.Connection, name: str, by: NamedBy | None, message: str | None
) -> None:
    if message is None:
        assert numbers(connection, name, by) == [3]
        return
    with pytest.raises(InputRefused, match=re.escape(message)):
        numbers(connection, name, by)


def test_of_several_titles_those_count_that_can_be_removed_or_brought_back(
    connection: sqlite3.Connection,
) -> None:
    remove(connection, 1, "bo")
    assert numbers(connection, "talks") == [2]
    assert numbers(connection, "talks", removed=True) == [1]
    assert numbers(connection, "1") == [1]
    remove(connection, 2, "bo")
    with pytest.raises(InputRefused):
        numbers(connection, "talks")


def test_what_an_article_holds_is_counted_by_annotator(connection: sqlite3.Connection) -> None:
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    with closing(SqliteDesk(path, "ana")) as desk, closing(SqliteDesk(path, "bo")) as other:
        desk.save([NewDecision(4, Answer.ACCEPT, Labels()), NewDecision(5, Answer.SKIP, Labels())])
        other.save([NewDecision(4, Answer.REJECT, Labels()), NewDecision(1, Answer.REJECT, Labels())])
        other.keep_drafts([(5, None, NoteAndFlag("later", False)), (1, None, NoteAndFlag("later", False))])
    assert decided_by(connection, 2) == {"ana": 1, "bo": 1}
    assert (unconfirmed_in(connection, 2), unconfirmed_in(connection, 3)) == (1, 0)
