"""The screen on a real database, while a command in another window renames a speaker in all articles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer
from annotator.core.model import QuoteType
from annotator.core.session.desk import Place
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work.rename_speaker import rename_speaker, take_back_rename
from annotator.tui.app import AnnotatorApp
from tests.memory_desk import SCHEME, council, harbour
from tests.test_desks import stored
from tests.tui.driving import lines, on_screen


def rename(connection: sqlite3.Connection, old: str, new: str, who: str = "ana") -> None:
    with transaction(connection):
        assert any(rename_speaker(connection, [who], old, new, who))


def speakers(bench: Workbench) -> list[str | None]:
    """Who speaks the quotes of the current sentence, as it is shown."""
    return [quote.speaker for quote in bench.state.draft.labels.quotes]


Windows = tuple[SqliteDesk, sqlite3.Connection]


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Windows]:
    """Ana's desk on two articles, and a connection of another window to the same database."""
    path = stored(tmp_path, [harbour(), council()])
    with closing(SqliteDesk(path, "ana")) as desk, closing(open_database(path)) as other:
        yield desk, other


async def test_enter_does_not_confirm_the_old_name_but_says_which_is_new_and_shows_it(windows: Windows) -> None:
    desk, other = windows
    async with on_screen(AnnotatorApp(Workbench(desk), SCHEME)) as (app, pilot):
        (old,) = speakers(app.bench)
        assert old is not None
        key = app.bench.state.cast.index(old) + 1
        await pilot.press("t", "e")
        topics = app.bench.state.draft.labels.topics
        rename(other, old, "Ines D.")
        await pilot.press("enter")
        assert lines(app, "message")[0].strip() == f"{old} is now Ines D. in all articles; look again, and confirm"
        assert (app.bench.place, desk.saved()) == (Place(1, 0), 0)
        assert (speakers(app.bench), app.bench.state.draft.labels.topics) == (["Ines D."], topics), "edits are kept"
        assert app.bench.state.cast[key - 1] == "Ines D.", "under the same key"
        await pilot.press("u")
        assert (speakers(app.bench), app.bench.state.draft.labels.topics == topics) == (["Ines D."], False)
        await pilot.press("r", "enter")
        assert desk.saved() == 1
        decision = desk.page(1).items[0].decision
        assert decision is not None
        assert [quote.speaker for quote in decision.labels.quotes] == ["Ines D."]
    assert app.crash is None


def test_another_article_that_was_read_since_makes_the_names_of_this_one_no_newer(windows: Windows) -> None:
    desk, other = windows
    bench = Workbench(desk)
    (old,) = speakers(bench)
    assert old is not None
    rename(other, old, "Ines D.")
    desk.page(2)
    assert not bench.answer(Answer.ACCEPT)
    assert speakers(bench) == ["Ines D."]


def test_enter_does_not_confirm_a_name_that_was_taken_back_meanwhile(windows: Windows) -> None:
    desk, other = windows
    (old,) = speakers(Workbench(desk))
    assert old is not None
    rename(other, old, "Ines D.")
    bench = Workbench(desk)
    with transaction(other):
        assert take_back_rename(other, ["ana"], old, "Ines D.", "ana")
    assert not bench.answer(Answer.ACCEPT)
    assert bench.notice is not None
    assert bench.notice.text == f"Ines D. is now {old} in all articles; look again, and confirm"
    assert speakers(bench) == [old]
    assert bench.answer(Answer.ACCEPT)


def test_what_was_suggested_anew_meanwhile_is_shown_where_nothing_was_edited(windows: Windows) -> None:
    desk, other = windows
    bench = Workbench(desk)
    (quote,) = bench.state.draft.labels.quotes
    assert quote.speaker is not None
    rename(other, quote.speaker, "Ines D.")
    with transaction(other):
        kept = "pipeline, version, settings, started_at"
        other.execute(f"INSERT INTO runs (id, {kept}) SELECT 'anew', {kept} FROM runs LIMIT 1")
        columns = "run, score, topics, labels"
        other.execute(
            f"INSERT INTO suggestions (sentence_id, {columns}) SELECT sentence_id, 'anew', score, topics,"
            " json_set(labels, '$.quotes[0].type', 'indirect') FROM suggestions WHERE sentence_id = ?",
            (bench.state.item.id,),
        )
    bench.answer(Answer.ACCEPT)
    assert "look again" in bench.notice.text
    (shown,) = bench.state.draft.labels.quotes
    assert (shown.type, shown.speaker) == (QuoteType.INDIRECT, "Ines D.")
    assert not bench.state.unconfirmed


def test_edits_of_a_decision_that_is_undone_lead_to_no_name_that_was_given_up_since(windows: Windows) -> None:
    desk, other = windows
    bench = Workbench(desk)
    (quote,) = bench.state.draft.labels.quotes
    assert quote.speaker is not None
    bench.give_speaker("Paul Okoro")
    assert bench.answer(Answer.ACCEPT)
    rename(other, quote.speaker, "Ines D.", "ben")
    for name in ("Paul Okoro", "Ines D."):
        bench.undo()
        assert speakers(bench) == [name]
