"""Adding to the log: the order of events, and what an undo leaves of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.integrity import problems
from annotator.store.log import fold


def test_a_jumped_clock_does_not_change_the_order(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        (first,) = desk.save([NewDecision(1, Answer.ACCEPT, Labels())])
        connection = desk.connection
        (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'events_never_change'").fetchone()
        connection.execute("DROP TRIGGER events_never_change")
        connection.execute("UPDATE events SET clock = clock + 86400000")
        connection.execute(guard)
        (second,) = desk.save([NewDecision(1, Answer.REJECT, Labels(), replaces=first.id)])
        with transaction(connection):
            fold.rebuild(connection)
        assert connection.execute("SELECT decision FROM heads").fetchall() == [(second.id,)]
        clocks = connection.execute("SELECT clock FROM events WHERE kind = 'decide' ORDER BY id").fetchall()
    assert clocks[1][0] == clocks[0][0] + 1
    assert list(problems(database)) == []
