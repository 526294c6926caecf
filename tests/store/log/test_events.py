"""Adding to the log: the order of events, and what an undo leaves of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.core.errors import NotSaved
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.session.desk import NoteAndFlag
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.integrity import problems
from annotator.store.log import fold, history
from annotator.store.log.history import append
from annotator.store.log.kinds import NOBODY, Event, Leave, Profile, Remove, Rename, Take
from annotator.store.log.schema import tick
from tests.store.conftest import accepted, holding, item_of, rejected, skipped, suggested, writing


def test_a_jumped_clock_does_not_change_the_order(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        (first,) = desk.save([accepted(1)])
        connection = desk.connection
        guard = connection.one_value("SELECT sql FROM sqlite_master WHERE name = 'events_never_change'")
        connection.execute("DROP TRIGGER events_never_change")
        connection.execute("UPDATE events SET clock = clock + 86400000")
        connection.execute(guard)
        (second,) = desk.save([rejected(1, replaces=first.id)])
        with transaction(connection):
            fold.rebuild(connection)
        assert connection.execute("SELECT decision FROM heads").fetchall() == [(second.id,)]
        clocks = connection.execute("SELECT clock FROM events WHERE kind = 'decide' ORDER BY id").fetchall()
    assert clocks[1][0] == clocks[0][0] + 1
    assert list(problems(database)) == []


ELSEWHERE = Labels((QuotePart((Span(8, 11),), QuoteType.DIRECT),))
"""Labels of the first sentence, which lie outside of the second."""


def test_labels_that_do_not_fit_their_sentence_are_not_stored(database: Path) -> None:
    """Nobody could read them, and no database would take a copy with them in it."""
    with SqliteDesk(database, "ana") as desk:
        desk.save([accepted(1, ELSEWHERE)])
        desk.keep_drafts([(1, ELSEWHERE, NoteAndFlag("odd"))])
        before = desk.connection.first_row("SELECT count(*) FROM events")
        what = "labels do not fit their sentence: the span .8, 11. is out of place"
        for save in (
            lambda: desk.save([accepted(2, ELSEWHERE)]),
            lambda: desk.save([rejected(3)], [(2, ELSEWHERE, None)]),
            lambda: desk.keep_drafts([(3, Labels(), None), (2, ELSEWHERE, NoteAndFlag("odd"))]),
        ):
            with pytest.raises(NotSaved, match=what):
                save()
        assert desk.connection.first_row("SELECT count(*) FROM events") == before
    assert list(problems(database)) == []


def test_a_source_behind_a_nul_is_stored(tmp_path: Path) -> None:
    path = holding(tmp_path / "annotator.db", suggested(text="He said\0yes. She left. All was well."))
    said = QuotePart((Span(17, 21),), QuoteType.INDIRECT, source=Span(13, 16))
    with SqliteDesk(path, "ana") as desk:
        desk.save([accepted(2, Labels((said,)))])
        assert item_of(desk, index=1).decision
    assert list(problems(path)) == []


MORNING, NOON = "2026-03-01T08:00:00.000Z", "2026-03-01T12:00:00.000Z"


@pytest.mark.parametrize(
    ("at_noon", "who", "event", "document", "waits"),
    [
        ("bo", "ana", Profile("speech"), None, False),  # what others do says nothing of when
        ("ana", "ana", Profile("speech"), None, True),
        ("lea", "ana", Profile("speech"), None, "for all"),
        ("bo", NOBODY, Profile("speech"), None, True),
        (NOBODY, "ana", Profile("speech"), None, "name"),
        ("bo", "ana", Remove(), 1, True),
        ("bo", "ana", Take(1), 2, False),
        ("bo", "ana", Take(1), 1, "take"),
    ],
)
def test_an_event_is_later_than_what_it_has_to_come_after_whatever_the_clocks_say(
    database: Path, at_noon: str, who: str, event: Event, document: int | None, waits: bool | str
) -> None:
    others = {"for all": Remove(), "take": Take(2), "name": Rename("Ada", "Ada Lind", "lea")}
    before: Event = others.get(str(waits), Leave())
    with writing(database) as connection:
        for name in ("ana", "bo", "lea"):
            history.enter_annotator(connection, name)
        connection.execute("DROP TRIGGER events_never_change")
        connection.execute("UPDATE events SET clock = 0")
        about: dict[str, Any] = dict.fromkeys(before.about, 1)
        append(connection, at_noon, before, at=NOON, **about)
        made = append(connection, who, event, document=document, at=MORNING)
        clock = connection.one_value("SELECT clock FROM events WHERE id = ?", made.id)
    assert clock == (tick(NOON, 0) + 1 if waits else tick(MORNING, 0))


def test_what_a_decision_touches_is_made_anew(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refreshed = list[dict[str, set[tuple[Any, ...]]]]()
    with SqliteDesk(database, "ana") as desk:
        monkeypatch.setattr(fold, "refresh", lambda _connection, touched: refreshed.append(touched))
        drafts = [(2, Labels((), ("politics",)), None), (3, None, NoteAndFlag("look", True))]
        desk.save([accepted(1), skipped(4)], drafts)
        assert refreshed == [{"heads": {("ana", 1), ("ana", 2), ("ana", 3), ("ana", 4)}}]
