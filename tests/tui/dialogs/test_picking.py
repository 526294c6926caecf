"""Windows to pick from: where they begin, and what they say when nothing matches."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import Input

from annotator.core.session.desk import Place
from annotator.tui.dialogs.picking import KEYS
from tests.memory_desk import MemoryDesk, council, harbour
from tests.tui.driving import app_on


def rows(app, pane="#pick-options"):
    return ["".join(piece.text for piece in row).rstrip() for row in app.screen.query_one(pane).rows]


def many_articles(count=60):
    return MemoryDesk([replace(harbour(), number=1), *(_numbered(number) for number in range(2, count + 1))])


def _numbered(number):
    page = council()
    items = tuple(replace(item, id=number * 100 + at) for at, item in enumerate(page.items))
    return replace(page, number=number, items=items)


async def test_the_list_of_articles_begins_at_the_current_one_however_far_down_it_is():
    app = app_on(many_articles())
    async with app.run_test(size=(80, 24)) as pilot:
        app.bench.navigator.go(Place(55, 1))
        await pilot.press("o")
        await pilot.pause()
        current = [row for row in rows(app) if row.startswith("▸")]
        assert len(current) == 1
        assert current[0].startswith("▸ 55 Council says no")
        assert current[0].endswith("0/2 · here")
        await pilot.press("enter")
        await pilot.pause()
        assert app.bench.place == Place(55, 1), "one stays where one is"
        await pilot.press("o", "down", "enter")
        await pilot.pause()
        assert app.bench.place == Place(56, 0)


async def test_typing_in_the_list_of_articles_begins_at_the_first_that_matches():
    app = app_on(many_articles())
    async with app.run_test(size=(80, 24)) as pilot:
        app.bench.navigator.go(Place(55, 1))
        await pilot.press("o", *"council", "enter")
        await pilot.pause()
        assert app.bench.place == Place(2, 0)


async def test_a_text_that_is_nowhere_is_said_to_be_and_enter_does_nothing():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("g", *"zzq")
        await pilot.pause()
        assert rows(app) == ["  nothing found, in this article and the others"]
        await pilot.press("enter")
        assert len(app.screen_stack) == 2
        await pilot.press("escape")
        await pilot.press("o", *"zzq")
        await pilot.pause()
        assert rows(app) == ["  nothing found"]


async def test_a_sentence_that_there_is_not_leads_to_the_last_one_and_says_so():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("g", *"2:99", "enter")
        await pilot.pause()
        assert app.bench.place == Place(2, 1)
        assert app.bench.notice.text == "article 2 has no sentence 99: its last is 2"
        await pilot.press("g", *"9:1")
        await pilot.pause()
        assert rows(app) == ["  there is no article 9: the last is 2"]


async def test_a_question_mark_tells_the_keys_before_anything_is_typed_and_is_a_letter_after_that():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("g")
        await pilot.pause()
        title = rows(app, "#pick-title")
        await pilot.press("question_mark")
        assert rows(app, "#pick-title") == [KEYS]
        assert app.screen.told()[0].startswith("keys: ")
        assert app.screen.query_one(Input).value == ""
        await pilot.press("x", "question_mark")
        assert rows(app, "#pick-title") == title
        assert app.screen.query_one(Input).value == "x?"


async def test_a_note_may_begin_with_a_question_mark():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "question_mark", "enter")
        assert app.bench.state.draft.note_and_flag.note == "?"
