"""The screen, driven by keys over a desk in memory."""

from __future__ import annotations

import pytest
from textual import events

from annotator.core.decision import Answer
from annotator.core.errors import NotSaved
from annotator.core.model import QuoteType
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.settings import Settings
from tests.memory_desk import SCHEME, Line, MemoryDesk, Said, answers, article, council
from tests.tui.driving import SMALL, app_on, lines, on_screen, settled, text, window_rows

SIZES = [(120, 40), (80, 24), (60, 20)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_sentence_its_labels_and_the_count_are_on_the_screen(size):
    async with on_screen(MemoryDesk(), size) as (app, pilot):
        await pilot.pause()
        assert "⟨The port will reopen in May⟩" in text(app, "view")
        assert "‹harbour master Ines" in text(app, "view")
        assert "saved 0 · id 100" in text(app, "status")
        card = text(app, "card")
        assert "1 direct" in card
        assert "1 Ines Duarte" in card
        assert "cue said" in card
        assert "economy" in card
        assert "Enter confirm" in text(app, "hint")


@pytest.mark.parametrize("size", [*SIZES, (40, 4)])
async def test_no_blank_screen_is_painted_before_the_first(size, monkeypatch):
    app, painted = app_on(MemoryDesk()), []
    monkeypatch.setattr(app, "post_display_hook", lambda: painted.append(text(app, "status")))
    async with app.run_test(size=size) as pilot:
        await pilot.press("down")
        assert painted
        assert all("saved 0" in status for status in painted)


async def test_enter_saves_and_goes_on():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("enter")
        assert answers(desk) == [Answer.ACCEPT]
        assert "saved 1 · id 101" in text(app, "status")
        assert lines(app, "view")[0].startswith(" ✓")
        assert desk.heads[100].keys == 1


async def test_keys_that_go_to_a_window_count_as_keys_of_the_sentence():
    desk = MemoryDesk()
    async with on_screen(desk) as (_, pilot):
        await pilot.press("slash", *"Ada", "down", "up", "enter")
        await pilot.press("enter")
        assert (desk.heads[100].labels.quotes[0].speaker, desk.heads[100].keys) == ("Ada", 8)


async def test_a_break_is_suggested_after_so_many_minutes_and_not_again_at_once():
    clock = [0.0]
    bench = Workbench(MemoryDesk(), clock=lambda: clock[0])
    async with on_screen(AnnotatorApp(bench, SCHEME, Settings(break_minutes=20))) as (app, pilot):
        clock[0] = 20 * 60 - 1
        await pilot.press("enter")
        assert "without a break" not in text(app, "message")
        clock[0] = 20 * 60
        await pilot.press("enter")
        assert "20 minutes without a break" in text(app, "message")
        assert "saved 2" in text(app, "status")
        await pilot.press("enter")
        assert "without a break" not in text(app, "message")
        clock[0] = 40 * 60
        await pilot.press("s")
        assert "20 minutes without a break" in text(app, "message")


async def test_at_the_end_enter_opens_what_was_skipped():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("s", *["enter"] * 7)
        assert "1 skipped: Enter to see them" in text(app, "status")
        assert "Enter to skipped" in text(app, "hint")
        await pilot.press("enter")
        assert "sentence 1/6 · ana · saved 8" in text(app, "status")
        assert "the first of 1 skipped" in text(app, "message")
        await pilot.press("enter")
        assert "ALL DONE" in text(app, "status")
        assert answers(desk) == [Answer.ACCEPT] * 8


async def test_a_failed_save_says_so_and_enter_tries_again():
    desk = MemoryDesk(fail=NotSaved("disk full", "free some space"))
    async with on_screen(desk) as (app, pilot):
        await pilot.press("enter")
        assert "NOT SAVED: disk full" in text(app, "status")
        assert "saved 0 · id 100" in text(app, "status")
        desk.fail = None
        await pilot.press("enter")
        assert "NOT SAVED" not in text(app, "status")
        assert "saved 1 · id 101" in text(app, "status")


async def test_speaker_type_and_topics():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("2", "d", "t", "p", "t", "w")
        assert "unconfirmed edits" in text(app, "card")
        await pilot.press("enter")
        labels = desk.heads[100].labels
        assert labels.quotes[0].speaker == "Paul Okoro"
        assert labels.quotes[0].type is QuoteType.INDIRECT
        assert labels.topics == ("economy", "politics", "weather")


async def test_a_quote_is_carried_on_and_it_is_said_where_there_is_none():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("c")
        assert "no quote before this sentence" in text(app, "message")
        assert "unconfirmed edits" not in text(app, "card")
        await pilot.press("right", "c")
        assert "no quote" not in text(app, "message")
        quote = app.bench.state.chosen_quote
        assert (quote.continues, quote.speaker) == (True, "Ines Duarte")
        await pilot.press("u", "right", "c")
        assert "each have a cue or source: they are two" in text(app, "message")


async def test_over_a_sentence_without_a_quote_it_is_said_which_one_is_carried_on():
    told = [Line("We sail, Ada said.", [Said("We sail", "said", "Ada")]), Line("It was late."), Line("We sail far.")]
    async with on_screen(MemoryDesk([article(1, "sail", told)])) as (app, pilot):
        await pilot.press("right", "right", "c")
        assert "no quote in the sentence before: this continues the one of sentence 1" in text(app, "message")


async def test_a_fourth_topic_is_refused_with_a_word():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("t", "p", "t", "w", "t", "s")
        assert "at most 3 topics" in text(app, "message")
        assert len(app.bench.state.draft.labels.topics) == 3


async def test_enter_while_topics_are_picked_confirms():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("t", "w", "t", "enter")
        assert desk.heads[100].labels.topics == ("economy", "weather")
        assert app.mode is None
        await pilot.press("t", "x")
        assert list(desk.heads) == [100], "any other key only leaves it"


async def test_keys_pressed_while_a_save_hung_do_nothing_once_it_failed():
    desk = MemoryDesk(fail=NotSaved("disk full", "free some space"))
    async with on_screen(desk) as (app, pilot):
        late = [events.Key("x", "x"), events.Key("d", "d"), events.Key("enter", "\r")]
        await pilot.press("enter")
        before = app.bench.state
        desk.fail = None
        for event in late:
            app.post_message(event)
        await pilot.pause()
        assert app.bench.state is before
        assert "NOT SAVED: disk full" in text(app, "status")
        await pilot.press("enter")
        assert answers(desk) == [Answer.ACCEPT]


async def test_a_new_name_is_typed_and_joins_the_cast():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("slash", *"Zoë Ada", "enter")
        assert app.bench.state.chosen_quote.speaker == "Zoë Ada"
        assert "3 Zoë Ada" in text(app, "card")
        await pilot.press("slash", *"okro", "down", "enter")
        assert app.bench.state.chosen_quote.speaker == "Paul Okoro"
        await pilot.press("slash", "escape")
        assert app.bench.state.chosen_quote.speaker == "Paul Okoro"


@pytest.mark.parametrize(
    ("typed", "speaker"),
    [
        ("", "Mayor Helena Marsh, a sailor"),
        ("marsh", "Mayor Helena Marsh, a sailor"),
        ("Helena Mars", "Mayor Helena Marsh, a sailor"),
        ("Helena Marsh", "Helena Marsh"),  # who types the whole name means it alone
    ],
)
async def test_a_source_that_nobody_of_the_article_is_called_is_offered_before_names_of_other_articles(typed, speaker):
    said = Said("So cold", "said", "Mayor Helena Marsh, a sailor")
    pages = [article(1, "a", [Line("So cold, said Mayor Helena Marsh, a sailor.", [said])]), council()]
    async with on_screen(MemoryDesk(pages)) as (app, pilot):
        await pilot.press("slash", *typed, "enter")
        assert app.bench.state.chosen_quote.speaker == speaker


async def test_going_to_a_sentence_an_article_and_a_text():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("g", "5", "enter")
        assert app.bench.place == Place(1, 4)
        assert "unsure" in text(app, "card")
        await pilot.press("g", *"2:2", "enter")
        assert app.bench.place == Place(2, 1)
        await pilot.press("left", "left", "g", *"dredg", "enter")
        assert app.bench.place == Place(1, 1)
        await pilot.press("g", *"tuesday")
        await pilot.pause()
        (option,) = app.screen.query_one("#window-rows").rows
        assert [piece.text.strip() for piece in option[1:]] == ["article 2, sentence 1", "The council met on Tuesday."]
        await pilot.press("enter")
        assert app.bench.place == Place(2, 0)


async def test_all_done_is_said():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press(*["enter"] * 8)
        assert "ALL DONE" in text(app, "status")
        assert "q quit" in text(app, "hint")
        assert "Enter" not in text(app, "hint"), "there is nothing to confirm"
        await pilot.press("d")
        assert "Enter confirm" in text(app, "hint")
        await pilot.press("u")
        assert "Enter" not in text(app, "hint")
        await pilot.press("left", "left")
        assert "id 105" in text(app, "status")


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_quitting_keeps_the_place_and_unconfirmed_edits(key):
    desk = MemoryDesk()
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("right", "right", "d", key)
    assert app.return_code == 0
    assert desk.bookmark == Place(1, 2)
    assert 102 in desk.drafts


async def test_after_a_decision_that_was_not_saved_leaving_first_says_that_its_edits_will_be_lost():
    desk = MemoryDesk(fail=NotSaved("disk full", "free some space"))
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("d", "enter")
        assert "NOT SAVED" in text(app, "status")
        await pilot.press("q")
        assert app.return_code is None
        assert "q again leaves without" in text(app, "message")
        await pilot.press("enter", "q")
        assert app.return_code is None, "something else was told in between"
        desk.fail = None
        await pilot.press("q")
    assert 100 in desk.drafts


@pytest.mark.parametrize("code", [129, 143, 0])
async def test_a_note_that_is_half_typed_when_the_program_ends_is_kept_as_an_edit(code):
    desk = MemoryDesk()
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("n", *"odd", "escape", "n", *" one")
        app.leave(code)
    assert app.return_code == code
    assert desk.page(1).items[0].note_and_flag == NoteAndFlag("one")


async def test_a_note_whose_window_was_closed_is_not_kept_when_the_program_ends():
    desk = MemoryDesk()
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("n", *"odd", "escape")
        app.leave(143)
    assert not desk.page(1).items[0].touched


async def test_ctrl_c_ends_with_130():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("ctrl+c")
    assert app.return_code == 130


async def test_mouse_clicks_a_sentence_a_speaker_and_a_topic():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.pause()
        card = lines(app, "card")
        y = next(y for y, line in enumerate(card) if "2 Paul Okoro" in line)
        await pilot.click("#card", offset=(card[y].index("2 Paul"), y))
        await pilot.pause()
        assert app.bench.state.chosen_quote.speaker == "Paul Okoro"
        y = next(y for y, line in enumerate(card) if "economy" in line)
        await pilot.click("#card", offset=(card[y].index("economy"), y))
        await pilot.pause()
        assert app.bench.state.draft.labels.topics == ()
        await pilot.click("#view", offset=(10, 2))
        await pilot.pause()
        assert app.bench.place == Place(1, 1)


@pytest.mark.parametrize("size", [(20, 5), (10, 3), (1, 1), (300, 90)])
async def test_any_size_is_survived(size):
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.resize_terminal(*size)
        await pilot.press("enter", "d", "right", "question_mark", "escape", "g", "escape")
        await pilot.resize_terminal(120, 40)
        await settled(app, pilot)
        assert "saved 1" in text(app, "status")


HOSTILE = (
    "\x1b[31mRed\x1b[0m [/b] [@click=app.quit]x[/] \u202egnp\u202c a\u0301b \u200b \x9b6n \x07 \x00 [sic] “日本” 👩‍👧"
)


async def test_hostile_text_is_shown_and_never_obeyed():
    page = article(1, "bad\x1b[2J", [Line(HOSTILE), Line("Fine.")], ["\x1b[5mEve\u202e"], title=f"T {HOSTILE}")
    async with on_screen(MemoryDesk([page])) as (app, pilot):
        await pilot.pause()
        shown = "\n".join(text(app, name) for name in ("view", "card", "status", "message", "hint"))
        assert "[/b] [@click=app.quit]x[/]" in shown
        assert "␛[31mRed" in shown
        assert not set(shown) & set("\x1b\x9b\x07\x00\u202e\u202c\u200b\u0301")
        await pilot.press("enter", "slash", *"eve", "escape", "g", *"gnp", "escape", "question_mark", "escape")
        assert "saved 1" in text(app, "status")


async def test_the_steps_are_shown_and_one_that_is_picked_is_gone_back_to():
    desk = MemoryDesk()
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("U")
        assert (len(app.screen_stack), text(app, "message").strip()) == (1, "no steps of yours yet")
        await pilot.press("enter", "x", "s", "u", "U")
        rows = window_rows(app)
        assert [row[:15].strip() for row in rows[:3]] == ["skipped 1:3", "▸ rejected 1:2", "confirmed 1:1"]
        assert rows[0].rstrip().endswith(" · undone")
        await pilot.press("down", "enter")
        assert (app.bench.place, desk.heads) == (Place(1, 0), {})
        assert "undone: 2 steps, in sentences 1 to 2" in text(app, "message")
        await pilot.press("U", "enter")
        assert len(desk.heads) == 1, "where all is undone, Enter alone does one step again, as r does"
        await pilot.press("u", "U", "up", "up", "enter")
        assert len(desk.heads) == 3
        assert "done again: 3 steps" in text(app, "message")


async def test_one_topic_for_another_in_all_that_a_filter_finds_is_previewed_and_one_step():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("R")
        assert "that is for what a filter finds: F sets one" in text(app, "message")
        await pilot.press("enter", "enter", "enter", "enter", "enter", "F", *"economy", "down", "enter")
        assert app.bench.matches.wanted.topic == "economy"
        await pilot.press("R", *"econ weath")
        title = "".join(piece.text for piece in app.screen.query_one("#window-title").rows[0]).strip()
        assert title == "One topic for another, of 2 sentences: economy"
        assert window_rows(app)[0].split() == ["▸", "economy", "becomes", "weather", "in", "2"]
        await pilot.press("enter")
        assert [desk.heads[one].labels.topics for one in (100, 104)] == [("weather",), ("politics", "weather")]
        assert "2 sentences changed · u undoes · economy becomes weather" in text(app, "message")
        await pilot.press("u")
        assert [desk.heads[one].labels.topics for one in (100, 104)] == [("economy",), ("politics", "economy")]
        assert len(desk.heads) == 5
