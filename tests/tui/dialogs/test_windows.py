"""Windows to pick from: where they begin, and what they say when nothing matches."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from annotator.core.decision import LONGEST_LINE, LONGEST_NAME
from annotator.core.session.desk import Place
from annotator.tui.options import ListOption, PickOptions
from annotator.tui.panes.base import RowsPane
from annotator.tui.panes.document import BAR
from annotator.tui.windows import PickWindow
from tests.memory_desk import Line, MemoryDesk, Said, article, council, harbour
from tests.tui.driving import SMALL, burst, lines, on_screen, settled, text, window_rows


def many_articles(count=60):
    return MemoryDesk([harbour()._replace(number=1), *(_numbered(number) for number in range(2, count + 1))])


def _numbered(number):
    page = council()
    items = tuple(item._replace(id=number * 100 + at) for at, item in enumerate(page.items))
    return page._replace(number=number, items=items)


async def test_the_list_of_articles_begins_at_the_current_one_however_far_down_it_is():
    async with on_screen(many_articles(), SMALL) as (app, pilot):
        app.bench.go(Place(55, 1))
        await pilot.press("o")
        await pilot.pause()
        current = [row for row in window_rows(app) if row.startswith("▸")]
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
    async with on_screen(many_articles(), SMALL) as (app, pilot):
        app.bench.go(Place(55, 1))
        await pilot.press("o", *"council", "enter")
        await pilot.pause()
        assert app.bench.place == Place(2, 0)


async def test_no_row_is_drawn_before_a_window_has_its_width(monkeypatch):
    drawn, draw = [], RowsPane.draw

    def watched(pane, rows):
        drawn.extend(["".join(piece.text for piece in rows[0])] if pane.id == "window-rows" and rows else [])
        draw(pane, rows)

    monkeypatch.setattr(RowsPane, "draw", watched)
    async with on_screen(MemoryDesk(), SMALL) as (_, pilot):
        for key in "oFgU":
            await pilot.press(key)
            await pilot.pause()
            assert drawn == drawn[-1:] * len(drawn), f"{key} drew rows that were not the last"
            await pilot.press("escape")
            drawn.clear()


async def test_where_both_ends_of_a_label_matter_its_middle_is_left_out():
    label = "disaster, accident and emergency incident becomes economy, business and finance"
    listed = [ListOption(label, 1, "in 95 · stay: 95 without it", both_ends=True)]
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        app.push_screen(PickWindow("Topics", lambda _: listed, PickOptions()))
        await pilot.pause()
        row = " ".join(window_rows(app)[0].split())
        assert row == "▸ disaster, accident and … business and finance in 95 · stay: 95 without it"
        await pilot.resize_terminal(120, 24)
        await settled(app, pilot)
        assert label in window_rows(app)[0]


async def test_the_longest_detail_is_whole_and_all_stand_below_each_other():
    listed = [ListOption("x" * 70, 1, "in 95 of 212 sentences"), ListOption("y" * 70, 2, "in 1")]
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        app.push_screen(PickWindow("Topics", lambda _: listed, PickOptions()))
        await pilot.pause()
        first, second = window_rows(app)[:2]
        assert first.rstrip().endswith("in 95 of 212 sentences")
        assert first.index("in 95") == second.index("in 1")


async def test_a_text_that_is_nowhere_is_said_to_be_and_enter_does_nothing():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("g", *"zzq")
        await pilot.pause()
        assert window_rows(app) == ["  nothing found, in this article and the others"]
        await pilot.press("enter")
        assert len(app.screen_stack) == 2
        await pilot.press("escape")
        await pilot.press("o", *"zzq")
        await pilot.pause()
        assert window_rows(app) == ["  nothing found"]


async def test_a_sentence_that_there_is_not_leads_to_the_last_one_and_says_so():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("g", *"2:99", "enter")
        await pilot.pause()
        assert app.bench.place == Place(2, 1)
        assert app.bench.notice.text == "article 2 has no sentence 99: its last is 2"
        await pilot.press("g", *"9:1")
        await pilot.pause()
        assert window_rows(app) == ["  there is no article 9: the last is 2"]


async def test_an_article_that_came_in_since_the_screen_was_opened_can_be_gone_to():
    desk = MemoryDesk()
    async with on_screen(desk, SMALL) as (app, pilot):
        desk.pages.append(article(3, "late", [Line("The port is quiet.")]))
        await pilot.press("g", *"3:1", "enter")
        await pilot.pause()
        assert app.bench.place == Place(3, 0)


async def test_a_question_mark_tells_the_keys_before_anything_is_typed_and_is_a_letter_after_that():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("g")
        await pilot.pause()
        picker = app.screen
        assert "? F1 keys" in window_rows(app, "keys")[0]
        await pilot.press("question_mark")
        await pilot.pause()
        told = app.screen.plain_lines()
        assert told[0].startswith("Keys: Go to")
        assert "3:8, the article of that number, and its sentence" in told
        assert "Enter, take the one with the sign ▸" in told
        await pilot.press("question_mark")
        await pilot.pause()
        assert app.screen is picker, "the same key closes help for keys"
        assert app.screen.query_one(Input).value == ""
        await pilot.press("x", "question_mark")
        assert app.screen.query_one(Input).value == "x?"
        assert "F1 keys" in window_rows(app, "keys")[0]
        await pilot.press("f1")
        await pilot.pause()
        assert app.screen.plain_lines()[0].startswith("Keys: Go to")
        await pilot.press("escape")
        await pilot.pause()
        assert (app.screen, app.screen.query_one(Input).value) == (picker, "x?")


async def test_a_note_or_a_name_that_is_too_long_is_told_of_and_stays_to_be_cut():
    source = " ".join(["Ann Lee,", *["who runs the port of the town,"] * 8])
    page = article(1, "a", [Line(f"It rained, said {source}.", [Said("It rained", source=source)])])
    async with on_screen(MemoryDesk([page]), SMALL) as (app, pilot):
        for key, longest, what in (("n", LONGEST_LINE, "note"), ("slash", LONGEST_NAME, "name")):
            await pilot.press(key)
            await pilot.pause()
            field = app.screen.query_one(Input)
            assert not any(source[:20] in row for row in window_rows(app)), "no name"
            field.value = "x" * (longest + 1)
            await pilot.pause()
            assert f"a {what} has {longest} characters at most" in window_rows(app)[0]
            await pilot.press("enter")
            assert app.screen.query_one(Input) is field
            await pilot.press("backspace", "enter")
            await pilot.pause()
        draft = app.bench.state.draft
        assert draft.note_and_flag.note == "x" * LONGEST_LINE
        assert draft.labels.quotes[0].speaker == "x" * LONGEST_NAME


async def test_all_lines_that_are_pasted_into_a_note_are_kept():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("n", "a", ":", "space")
        app.screen.focused.post_message(events.Paste("not sure\r\n\nthe cue may be “added”\n"))
        await settled(app, pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert app.bench.state.draft.note_and_flag.note == "a: not sure the cue may be “added”"


async def test_colours_and_what_cannot_be_seen_are_not_pasted_and_a_paste_right_behind_its_key_goes_to_its_window():
    async with on_screen(MemoryDesk()) as (app, pilot):
        burst(app, "n")
        app.post_message(events.Paste("\x1b[31mred\x1b[0m\tand\x07 the\x00 re\u200bst\x9b\n"))
        burst(app, "!", "enter")
        await settled(app, pilot)
        assert app.bench.state.draft.note_and_flag.note == "red and the rest!"


async def test_what_is_pasted_beside_a_field_is_told_of():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        app.post_message(events.Paste("a note"))
        await settled(app, pilot)
        assert "pasted text means nothing here: n first for a note" in text(app, "message")
        await pilot.press("question_mark")
        await settled(app, pilot)
        app.post_message(events.Paste("a note"))
        await settled(app, pilot)
        assert window_rows(app, "title") == ["pasted text means nothing here"]


@pytest.mark.parametrize(("window", "key", "shown"), [("slash", "ctrl+z", "Ctrl+Z"), ("question_mark", "x", "x")])
async def test_a_key_that_means_nothing_in_a_window_is_told_of_until_the_next(window, key, shown):
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press(window)
        await settled(app, pilot)
        before = window_rows(app, "title")
        await pilot.press(key)
        await settled(app, pilot)
        assert window_rows(app, "title") == [f"{shown} means nothing here"]
        await pilot.press("up")
        await settled(app, pilot)
        assert window_rows(app, "title") == before


async def test_a_note_that_is_longer_than_its_line_is_read_below_it_as_a_whole():
    note = "whether the mayor or her aide said so is not clear, and neither is when or where it was: ask the desk"
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("n")
        app.screen.query_one(Input).value = note
        await settled(app, pilot)
        rows = window_rows(app)
        assert " ".join(row.strip() for row in rows) == f"▸ Enter keeps this note  {note}"
        assert [len(row) - len(row.lstrip()) for row in rows[1:]] == [2], "the words take the whole width"


async def test_a_note_may_begin_with_a_question_mark():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("n", "question_mark", "enter")
        assert app.bench.state.draft.note_and_flag.note == "?"


# ---- The sentence that is judged stays readable.


def a_sentence_of(rows):
    """A desk with a long article whose last sentence takes so many lines and more."""
    long = " ".join(f"word{number}" for number in range(rows * 9))
    before = [Line(f"Sentence {number} of the article.") for number in range(40)]
    return MemoryDesk([article(1, "a", [*before, Line(long, [Said("word1 word2", None, None)])])])


def seen(app):
    """The rows of the current sentence that no window covers, and all rows that no window covers."""
    top = app.screen.query_one("Vertical").region.y
    view = app.screen_stack[0].query_one("#view")
    free = lines(app, "view")[: max(0, top - view.region.y)]
    return [line for line in free if line.startswith(BAR)], free


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_whole_sentence_is_read_above_every_window_and_the_text_stands_as_before_when_it_is_closed(size):
    async with on_screen(a_sentence_of(3), size) as (app, pilot):
        app.bench.go(Place(1, 40))
        app.show_all()
        await pilot.pause()
        before = lines(app, "view")
        current = [line for line in before if line.startswith(BAR)]
        for key in ("g", "o", "F", "slash", "n", "A", "T", "i", "ctrl+p", "question_mark"):
            await pilot.press(key)
            await pilot.pause()
            assert (key, len(app.screen_stack), seen(app)[0]) == (key, 2, current)
            await pilot.press("escape")
            await pilot.pause()
            assert lines(app, "view") == before, key


@pytest.mark.parametrize("key", ["g", "question_mark"])
async def test_of_a_sentence_longer_than_the_screen_there_is_as_much_as_the_window_can_leave(key):
    async with on_screen(a_sentence_of(30), SMALL) as (app, pilot):
        app.bench.go(Place(1, 40))
        app.show_all()
        await pilot.press(key)
        await pilot.pause()
        current, free = seen(app)
        assert current == free
        assert len(free) == app.view.size.height, "all that the text has"


async def test_a_window_takes_its_room_anew_when_the_screen_has_another_size():
    async with on_screen(a_sentence_of(3)) as (app, pilot):
        app.bench.go(Place(1, 40))
        await pilot.press("question_mark")
        await pilot.resize_terminal(80, 24)
        await settled(app, pilot)
        current, _ = seen(app)
        assert current[-1].endswith("word26")
        assert lines(app, "view")[0] == current[0]


async def test_help_for_the_keys_of_a_window_covers_no_more_of_the_sentence_than_the_window():
    async with on_screen(a_sentence_of(3), SMALL) as (app, pilot):
        app.bench.go(Place(1, 40))
        await pilot.press("g")
        await pilot.pause()
        before = seen(app)
        await pilot.press("question_mark")
        await pilot.pause()
        assert seen(app) == before


async def test_a_sentence_that_was_gone_to_from_a_window_is_in_view():
    async with on_screen(a_sentence_of(3), SMALL) as (app, pilot):
        await pilot.press("g", "4", "1", "enter")
        await pilot.pause()
        assert app.bench.place == Place(1, 40)
        assert len([line for line in lines(app, "view") if line.startswith(BAR)]) == app.view.sentence_height


async def test_the_wheel_turns_one_page_of_help():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("question_mark")
        for wheel, page in ((events.MouseScrollDown, 2), (events.MouseScrollDown, 3), (events.MouseScrollUp, 2)):
            app.post_message(wheel(None, 5, 18, 0, 0, 0, False, False, False))
            await pilot.pause()
            assert f"page {page} of" in window_rows(app, "title")[0]


async def test_a_title_that_is_too_long_for_the_screen_ends_with_a_sign_that_it_was_cut():
    async with on_screen(MemoryDesk(), (60, 20)) as (app, pilot):
        await pilot.press("g")
        await pilot.pause()
        title = app.screen.query_one("#window-title", RowsPane)
        (line,) = title.render_lines(title.size.region)
        assert line.text.endswith("text to f…")
        assert line.cell_length == title.size.width
