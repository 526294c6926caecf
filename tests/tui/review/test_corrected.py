"""Looking on the screen at what a corrected article changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.core.session.desk import AgainKind, Before
from annotator.core.session.navigation import AgainList
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.work.importer import Importer
from annotator.tui.app import AnnotatorApp
from annotator.tui.review.screens import BACK
from annotator.tui.spoken import SpokenApp
from tests.memory_desk import SCHEME
from tests.store.articles.test_editions import FIRST, SECOND, article, decide, labels_of, revise
from tests.store.conftest import RUN, imported
from tests.tui.driving import SMALL, lines, on_screen, text, window_rows
from tests.tui.spoken.test_app import Listener


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SqliteDesk]:
    """The desk of ana, one of whose decisions was touched, and one orphaned."""
    path = tmp_path / "annotator.db"
    importer = Importer(path)
    importer.add(article(*FIRST), RUN)
    importer.close()
    decide(path, "ana", 1, {0: labels_of(article(*FIRST), "the old bridge would stay closed", "said")})
    revise(path, article(*SECOND), 1)
    with_changes = SqliteDesk(path, "ana")
    yield with_changes
    with_changes.close()


def app_on(desk: SqliteDesk) -> AnnotatorApp:
    bench = Workbench(desk)
    bench.go_through(AgainList(desk.to_look_at_again(), then_all=True))
    return AnnotatorApp(bench, SCHEME)


def waiting(desk: SqliteDesk) -> list[Before]:
    """The decisions that are to be looked at."""
    return [before for one in desk.to_look_at_again() for before in one.before]


async def test_what_is_gone_is_shown_and_enter_says_that_it_was_seen(desk: SqliteDesk) -> None:
    async with on_screen(app_on(desk), SMALL) as (app, pilot):
        await pilot.pause()
        shown = "\n".join(lines(app, "card"))
        assert "the words of this decision are gone" in shown
        assert FIRST[1] in shown
        await pilot.press("x")
        assert len(waiting(desk)) == 2
        app.act(BACK)
        assert "nothing is edited here" in text(app, "message")
        await pilot.press("enter")
        await pilot.pause()
        assert [one.sentence.of(one.text) for one in waiting(desk)] == [FIRST[0]]


async def test_a_key_too_many_behind_what_is_gone_decides_nothing_that_a_reviewer_never_decided(tmp_path: Path) -> None:
    path, first = tmp_path / "annotator.db", article(*FIRST)
    imported(path, first)
    with closing(SqliteReviewDesk(path, "rita")) as desk:
        desk.save([NewDecision(2, Answer.ACCEPT, Labels())])
        revise(path, article(*SECOND), 1)
        bench = Workbench(desk)
        bench.go_through(AgainList(desk.to_look_at_again()))
        async with on_screen(AnnotatorApp(bench, SCHEME), SMALL) as (app, pilot):
            await pilot.press("enter", "enter", "enter")
            assert "ALL LOOKED AT" in text(app, "status")
            assert (bench.decided, desk.saved()) == (False, 0)
            await pilot.press("f", "enter")
            assert desk.saved() == 1, "what was edited is decided"


async def test_what_changed_stands_in_braces_in_both_versions_and_enter_takes_it(desk: SqliteDesk) -> None:
    async with on_screen(app_on(desk), SMALL) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        shown = "\n".join(lines(app, "card"))
        assert "! changed since this was decided  Enter takes it" in shown
        assert "{old}" in shown.split("≠ sentence")[1][:40]
        assert "{new}" in shown.split("≠ sentence")[1][:70]
        sentence = waiting(desk)[0].sentence_id
        await pilot.press("enter")
        await pilot.pause()
        assert waiting(desk) == []
        place = desk.place(sentence)
        item = desk.page(place.document).items[place.index]
        assert item.decision is not None
        assert item.decision.answer is Answer.ACCEPT
        text = desk.page(place.document).document.text
        assert [span.of(text) for span in item.decision.labels.quotes[0].content] == [
            "the new bridge would stay closed"
        ]
        await pilot.press("u")
        await pilot.pause()
        assert len(waiting(desk)) == 1


async def test_on_a_narrow_screen_what_the_keys_do_is_told_in_a_second_row(desk: SqliteDesk) -> None:
    async with on_screen(app_on(desk), (60, 24)) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        shown = " ".join(" ".join(lines(app, "card")).split())
        assert "! changed since this was decided Enter takes it · e edits · x nothing" in shown


async def test_e_shows_the_card_and_escape_both_versions_again(desk: SqliteDesk) -> None:
    async with on_screen(app_on(desk), SMALL) as (app, pilot):
        await pilot.press("enter", "e")
        await pilot.pause()
        assert not any("{old}" in line for line in lines(app, "card"))
        await pilot.press("escape")
        await pilot.pause()
        assert any("{old}" in line for line in lines(app, "card"))


async def test_where_all_is_decided_enter_opens_what_waits_in_the_same_screen(desk: SqliteDesk) -> None:
    async with on_screen(AnnotatorApp(Workbench(desk), SCHEME), (120, 30)) as (app, pilot):
        for _ in range(8):
            if app.bench.again_waits:
                break
            await pilot.press("enter")
        assert "ALL DONE · 1 to look at again: Enter" in text(app, "status")
        assert "Enter look again" in text(app, "hint")
        assert app.query_one("#card").size.width < 60, "the card beside the text"
        await pilot.press("enter")
        await pilot.pause()
        assert "the words of this decision are gone" in text(app, "card")
        assert app.query_one("#card").size.width == 120
        await pilot.press("question_mark")
        await pilot.pause()
        shown = "\n".join(window_rows(app))
        assert "the card in the place of both versions" in " ".join(shown.split())
        await pilot.press("escape")
        await pilot.press("enter")
        await pilot.pause()
        assert waiting(desk) == []
        assert "ALL DONE  " in text(app, "status")
        assert app.query_one("#card").size.width < 60


async def test_what_else_asks_to_look_at_the_sentence_stands_below_both_versions(desk: SqliteDesk) -> None:
    (entry,) = desk.to_look_at_again()
    item = desk.page(entry.place.document).items[entry.place.index]
    desk.save([NewDecision(item.id, Answer.REJECT, Labels())])
    (entry,) = desk.to_look_at_again()
    bench = Workbench(desk)
    bench.go_through(AgainList([entry._replace(under=0, reason="gone · topic politics retired")]))
    async with on_screen(AnnotatorApp(bench, SCHEME), SMALL) as (app, pilot):
        await pilot.pause()
        assert "the words of this decision are gone" in text(app, "card")
        assert lines(app, "card")[-1].strip() == "! gone · topic politics retired"


@pytest.mark.parametrize("corrected", [True, False])
async def test_what_is_looked_at_again_is_looked_at_one_by_one(desk: SqliteDesk, *, corrected: bool) -> None:
    (entry,) = desk.to_look_at_again()
    bench = Workbench(desk)
    bench.go_through(AgainList([entry if corrected else entry._replace(before=(), kind=AgainKind.UNCONFIRMED)]))
    app, saved = AnnotatorApp(bench, SCHEME), desk.saved()
    async with app.run_test(size=SMALL) as pilot:
        for key in ("z", "Z", "A"):
            await pilot.press(key)
            await pilot.pause()
            assert text(app, "message").strip() == "not here, where every sentence is looked at", key
            assert len(app.screen_stack) == 1
    assert desk.saved() == saved
    assert len(desk.to_look_at_again()) == 1


async def test_both_versions_are_read_out(desk: SqliteDesk) -> None:
    bench, heard = Workbench(desk), list[str]()
    bench.go_through(AgainList(desk.to_look_at_again(), then_all=True))
    app = SpokenApp(bench, SCHEME)
    app.say = heard.append
    async with app.run_test(size=SMALL) as pilot:
        listener = Listener(app, pilot, heard)
        said = await listener.press("enter")
        assert any("changed since this was decided" in line for line in said), said
        assert f"differs: sentence: before, {FIRST[0].replace('old', '{old}')}" in said
        assert f"differs: sentence: now, {FIRST[0].replace('old', '{new}')}" in said
