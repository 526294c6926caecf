"""Counters and words of articles say what they repeat, whatever is done; and `check` sees where they do not."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggested
from annotator.core.session.desk import Place
from annotator.store.articles.documents import bring_back, remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, opened, transaction
from annotator.store.find.sees import Sees
from annotator.store.integrity import problems
from annotator.store.integrity.caches import CHECKS, mend
from annotator.store.read.lists import listed_articles
from annotator.store.read.reader import Reader
from tests.store.conftest import imported

PART = QuotePart((Span(0, 3),), QuoteType.DIRECT)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    places = tuple(Sentence(index, index * 10, index * 10 + 9) for index in range(4))
    articles = (Document(f"n{number}", f"Lentils {number}. " * 4, title=f"Title {number}") for number in range(3))
    path = tmp_path_factory.mktemp("small") / "annotator.db"
    imported(path, *(Suggested(article, places, (), ((),) * 4) for article in articles))
    with closing(SqliteDesk(path, "ana")) as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels((PART,)), seconds=1.25, keys=2, flagged=True)])
    return path


@pytest.mark.parametrize(
    ("said", "sql"),
    [
        ("article 1: what ana did in it is counted wrong", "UPDATE progress SET keys = keys + 1"),
        ("article 1: what ana did in it is counted wrong", "DELETE FROM progress"),
        (
            "article 2: its suggested quotes are counted wrong",
            "UPDATE suggested_quotes SET quotes = 1 WHERE document = 2",
        ),
        (
            "article 2: it is not what article_words knows",
            "INSERT INTO article_words (article_words, rowid, text) SELECT 'delete', number, text FROM documents"
            " WHERE number = 2",
        ),
        (
            "article 3: it is not what title_words knows",
            "INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', 3, 'Title 2')",
        ),
        ("article 4: it is not what title_words knows", "INSERT INTO title_words (rowid, title) VALUES (4, 'More')"),
    ],
)
def test_check_names_what_is_counted_wrong(small: Path, tmp_path: Path, said: str, sql: str) -> None:
    path = Path(shutil.copy(small, tmp_path / "annotator.db"))
    assert list(problems(path)) == []
    with closing(open_database(path)) as connection, transaction(connection):
        connection.execute(sql)
    assert said in [str(one) for one in problems(path)]
    assert mend(path)
    assert list(problems(path)) == []


def test_check_names_an_article_with_other_words(small: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(small, tmp_path / "annotator.db"))
    with closing(open_database(path)) as connection, transaction(connection):
        connection.execute("INSERT INTO article_words (article_words) VALUES ('delete-all')")
        for number in (1, 2, 3):
            connection.execute("INSERT INTO article_words (rowid, text) VALUES (?, 'Other words')", (number,))
    assert "article 2: words of its text are not found" in [str(one) for one in problems(path)]
    mend(path)
    assert list(problems(path)) == []


DOINGS = st.one_of(
    st.tuples(st.sampled_from(["accept", "reject", "skip"]), st.integers(1, 12), st.booleans()),
    st.tuples(st.sampled_from(["undo", "redo"])),
    st.tuples(st.sampled_from(["remove", "bring back"]), st.integers(1, 3)),
)


@given(st.lists(DOINGS, max_size=25), st.integers(0, 12))
def test_counters_and_the_next_sentence_are_what_looking_at_everything_says(
    small: Path, tmp_path_factory: pytest.TempPathFactory, doings: list[tuple[object, ...]], after: int
) -> None:
    path = Path(shutil.copy(small, tmp_path_factory.mktemp("done") / "annotator.db"))
    with closing(SqliteDesk(path, "ana")) as desk:
        for doing, *about in doings:
            _do(desk, str(doing), about)
        connection = desk.connection
        assert [str(one) for check in CHECKS for one in check(connection)] == []
        answered = {key for (key,) in connection.execute("SELECT sentence_id FROM heads")}
        removed = {number for (number,) in connection.execute("SELECT document FROM removed")}
        open_ones = [key for key in range(1, 13) if key not in answered and (key - 1) // 4 + 1 not in removed]
        first = next((key for key in open_ones if key > after), open_ones[0] if open_ones else None)
        found = Sees(connection, "ana").undecided_after(after)
        assert found == (None if first is None else Place((first - 1) // 4 + 1, (first - 1) % 4))
        decisions = connection.execute(
            "SELECT document, answer, flagged, seconds, keys FROM current_decisions WHERE document NOT IN"
            " (SELECT document FROM removed)"
        ).fetchall()
    with closing(Reader(path)) as reader:
        (ana,) = reader.stats()["annotators"]
        assert (ana["accepted"], ana["rejected"], ana["skipped"]) == tuple(
            sum(row[1] == answer for row in decisions) for answer in ("accept", "reject", "skip")
        )
        assert (ana["flagged"], ana["keys"]) == (sum(row[2] for row in decisions), sum(row[4] for row in decisions))
        assert ana["seconds"] == pytest.approx(sum(row[3] for row in decisions))
    with opened(path, read_only=True) as connection:
        assert [(one.decided, one.skipped) for one in listed_articles(connection, None)] == [
            (
                sum(row[0] == number and row[1] != "skip" for row in decisions),
                sum(row[0] == number and row[1] == "skip" for row in decisions),
            )
            for number in (1, 2, 3)
            if number not in removed
        ]


def _do(desk: SqliteDesk, doing: str, about: list[object]) -> None:
    if doing in ("undo", "redo"):
        getattr(desk, doing)()
    elif doing in ("remove", "bring back"):
        with transaction(desk.connection):
            (remove if doing == "remove" else bring_back)(desk.connection, int(str(about[0])), "ana")
    else:
        key = int(str(about[0]))
        row = desk.connection.execute("SELECT decision FROM heads WHERE sentence_id = ?", (key,)).fetchone()
        gone = desk.connection.execute("SELECT 1 FROM removed WHERE document = ?", ((key - 1) // 4 + 1,)).fetchone()
        if not gone:
            new = NewDecision(key, Answer(doing), Labels(), replaces=row[0] if row else None, flagged=bool(about[1]))
            desk.save([new])


def test_a_word_of_hundreds_of_letters_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    text = f"He said {'x' * 300}."
    imported(path, Suggested(Document("long", text), (Sentence(0, 0, len(text)),), (), ((),)))
    assert list(problems(path)) == []
