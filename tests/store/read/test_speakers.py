"""The speakers of all documents: only what was confirmed and stands counts, each quote once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import CastMember, Labels, QuotePart, QuoteType, Span
from annotator.core.speakers import Acquaintance, Acquaintances
from annotator.store.articles.documents import bring_back, remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.read.habits import acquaintances, confirmed_speakers, suggested_speakers
from annotator.store.sqlite.sqlite_library import Connection
from tests.store.conftest import imported, suggested, writing

pytestmark = pytest.mark.usefixtures("labels_anywhere")


def part(speaker: str | None, source: Span | None = None, *, continues: bool = False) -> QuotePart:
    return QuotePart((Span(8, 11),), QuoteType.DIRECT, source=source, speaker=speaker, continues=continues)


def by(*speakers: str | None) -> Labels:
    return Labels(tuple(part(speaker) for speaker in speakers))


@pytest.fixture
def desk(database: Path) -> Iterator[SqliteDesk]:
    with SqliteDesk(database, "ana") as opened:
        yield opened


def accept(desk: SqliteDesk, sentence: int, labels: Labels, answer: Answer = Answer.ACCEPT, **said: bool) -> None:
    before = desk.connection.one_value(
        "SELECT max(decision) FROM heads WHERE annotator = ? AND sentence_id = ?", desk.annotator, sentence
    )
    desk.save([NewDecision(sentence, answer, labels, replaces=before, **said)])


def counted(connection: Connection, annotator: str | None = None) -> dict[str, tuple[int, int]]:
    return {one.name: (one.quotes, one.articles) for one in confirmed_speakers(connection, annotator)}


def test_confirmed_quotes_and_their_articles_are_counted_by_name(desk: SqliteDesk) -> None:
    accept(desk, 1, by("Ada", "Ada", "Bo", None))
    accept(desk, 4, by("Ada"))
    accept(desk, 2, Labels((part("Ada", continues=True),)))
    assert counted(desk.connection) == {"Ada": (3, 2), "Bo": (1, 1)}


def test_what_is_skipped_rejected_passed_over_or_undone_is_not_confirmed(desk: SqliteDesk) -> None:
    accept(desk, 1, by("Ada"), Answer.SKIP)
    accept(desk, 2, by("Ada"), Answer.REJECT)
    accept(desk, 3, by("Ada"), implied=True)
    accept(desk, 4, by("Ada"))
    assert counted(desk.connection) == {"Ada": (1, 1)}
    desk.undo()
    assert counted(desk.connection) == {}
    desk.redo()
    accept(desk, 4, by("Bo"))
    assert counted(desk.connection) == {"Bo": (1, 1)}


def test_removed_documents_lend_nobody_until_they_are_back(desk: SqliteDesk) -> None:
    accept(desk, 1, by("Ada"))
    accept(desk, 4, by("Bo"))
    remove(desk.connection, 1, "bo")
    assert counted(desk.connection) == {"Bo": (1, 1)}
    bring_back(desk.connection, 1, "bo")
    assert counted(desk.connection) == {"Ada": (1, 1), "Bo": (1, 1)}


def test_a_quote_that_two_annotators_confirmed_counts_once(database: Path, desk: SqliteDesk) -> None:
    accept(desk, 1, by("Ada"))
    with SqliteDesk(database, "bo") as other:
        accept(other, 1, by("Ada", "Ada"))
        accept(other, 2, by("Cy"))
    assert counted(desk.connection) == {"Ada": (2, 1), "Cy": (1, 1)}
    assert counted(desk.connection, "ana") == {"Ada": (1, 1)}


def test_the_words_of_the_sources_and_what_casts_took_them_for_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    cast = (CastMember("Ada", (), True, "person", "female"), CastMember("Bo"))
    imported(path, suggested()._replace(cast=cast))
    with SqliteDesk(path, "ana") as desk:
        accept(desk, 1, Labels((part("Ada", Span(0, 2)), part("Bo", Span(13, 16)), part("Ada", Span(0, 2)))))
        accept(desk, 2, Labels((part("Ada"),)))
        assert confirmed_speakers(desk.connection) == (
            Acquaintance("Ada", 3, 1, (("He", 2),), (("person", 1),), (("female", 1),)),
            Acquaintance("Bo", 1, 1, (("She", 1),)),
        )


def test_casts_of_older_databases_have_neither_kind_nor_gender(desk: SqliteDesk) -> None:
    desk.connection.execute("""UPDATE documents SET "cast" = '[["Ada",[[0,2]]]]'""")
    accept(desk, 1, by("Ada"))
    assert confirmed_speakers(desk.connection) == (Acquaintance("Ada", 1, 1),)
    assert desk.page(1).cast == (CastMember("Ada", (Span(0, 2),)),)


def test_names_that_are_only_suggested_are_counted_where_nobody_has_decided(database: Path, desk: SqliteDesk) -> None:
    def waiting(annotator: str | None = None) -> dict[str, tuple[int, int]]:
        return {one.name: (one.quotes, one.articles) for one in suggested_speakers(desk.connection, annotator)}

    assert waiting() == {"Ada": (2, 2)}
    accept(desk, 1, by("Bo"))
    accept(desk, 4, by("Bo"), Answer.SKIP)
    assert waiting() == {"Ada": (1, 1)}
    assert waiting("bo") == {"Ada": (2, 2)}
    remove(desk.connection, 2, "bo")
    assert waiting() == {}


def test_who_was_confirmed_is_known(desk: SqliteDesk) -> None:
    assert acquaintances(desk.connection) == Acquaintances()
    accept(desk, 1, by("Ada"))
    assert acquaintances(desk.connection) == Acquaintances((Acquaintance("Ada", 1, 1),))


def test_reading_them_changes_nothing(database: Path, desk: SqliteDesk) -> None:
    accept(desk, 1, by("Ada"))
    with writing(database) as connection:
        before = connection.total_changes
        confirmed_speakers(connection)
        suggested_speakers(connection)
        assert connection.total_changes == before
