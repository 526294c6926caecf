"""Pointing at words with letters: what a key means meanwhile, and what is said of one that means nothing."""

from __future__ import annotations

import re

import pytest

from annotator.core.decision import Answer
from annotator.core.session.desk import Place
from annotator.tui.keys import KEYS
from annotator.tui.panes.base import RowsPane
from tests.memory_desk import Line, MemoryDesk, Said, answers, article
from tests.tui.driving import SMALL, app_on, lines, on_screen, text

LONG = " ".join(f"w{number}" for number in range(60))
KEY = {key.id: key.keys.split(",")[0] for key in KEYS}
POINTING = ("new", "by-cue", "more", "content", "cue", "source")


def said(app, span):
    return span.of(app.bench.state.page.document.text)


def long_sentence():
    return MemoryDesk([article(1, "a", [Line(LONG, [Said("w1 w2", "w4", "w6", None)]), Line("It rained.")])])


@pytest.mark.parametrize("name", POINTING)
async def test_a_key_that_is_no_letter_of_a_word_stays_in_the_picker_and_says_so(name):
    desk = MemoryDesk([article(1, "a", [Line("It is done, she said.", [Said("It is done", "said", "she")])])])
    digit = "plus" if name in {"by-cue", "cue", "source"} else "1"
    async with on_screen(desk) as (app, pilot):
        await pilot.press(KEY[name])
        before = app.bench.state
        for key in (digit, "x", "Q", "enter", "full_stop"):
            await pilot.press(key)
            assert re.search("no word has the letter|is no letter of a word", text(app, "message")), key
            assert "Esc" in text(app, "message")
            assert app.bench.state is before
            assert (answers(desk), len(app.screen_stack)) == ([], 1)
        await pilot.press("escape", "enter")
        assert answers(desk) == [Answer.ACCEPT], "Esc leaves it"


@pytest.mark.parametrize("name", POINTING)
async def test_what_the_next_key_can_be_is_said_whole_in_80_columns(name):
    async with on_screen(
        app_on(MemoryDesk([article(1, "a", [Line("It is done, she said.", [Said("It is done", "said", "she")])])])),
        SMALL,
    ) as (app, pilot):
        for key in (KEY[name], "e"):
            await pilot.press(key)
            assert "…" not in text(app, "message")
            assert app.bench.notice.text in text(app, "message")


@pytest.mark.parametrize("name", [*POINTING, "topic"])
async def test_the_key_for_help_tells_what_the_next_key_can_be_and_the_mode_goes_on(name):
    async with on_screen(
        app_on(MemoryDesk([article(1, "a", [Line("It is done, she said.", [Said("It is done", "said", "she")])])]))
    ) as (app, pilot):
        await pilot.press(KEY[name])
        mode = app.mode
        await pilot.press("Q", "question_mark")
        await pilot.pause()
        told = app.screen.plain_lines()
        assert told[0] == "The next key"
        assert any(line.startswith("a-z, ") for line in told)
        assert any(line.startswith("Esc, ") for line in told)
        await pilot.press("question_mark")
        await pilot.pause()
        assert (len(app.screen_stack), app.mode) == (1, mode)


async def test_a_capital_that_is_no_words_is_no_command_once_a_span_is_begun():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press(KEY["content"], "b", "T")
        assert "no word has the letter T" in text(app, "message")
        assert len(app.screen_stack) == 1
        await pilot.press("D")
        assert said(app, app.bench.state.chosen_quote.content[0]) == "port will reopen"


async def test_small_letters_are_commands_again_once_a_span_is_begun():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press(KEY["content"], "b", "d")
        assert said(app, app.bench.state.chosen_quote.content[0]) == "port will reopen in May"
        assert app.bench.state.chosen_quote.type == "indirect"
        assert app.mode is None


async def test_every_word_of_a_long_sentence_is_reached_with_one_letter_or_two():
    async with on_screen(long_sentence()) as (app, pilot):
        await pilot.press(KEY["new"])
        letters = {word.of(LONG): letters for letters, word in app.pointing.letters.items()}
        assert {len(shown) for shown in letters.values()} == {1, 2}
        await pilot.press(*letters["w30"], *letters["w50"].upper())
        content = said(app, app.bench.state.chosen_quote.content[0])
        assert (content[:3], content[-3:]) == ("w30", "w50")


async def test_the_two_letters_of_a_word_stand_before_it_and_then_only_the_second():
    async with on_screen(long_sentence()) as (app, pilot):
        await pilot.press(KEY["new"])
        letters = {word.of(LONG): letters for letters, word in app.pointing.letters.items()}
        first, second = letters["w50"]
        shown = "".join(lines(app, "view"))
        assert f"{first}{second}50" in shown, "the second over the word's own first letter"
        await pilot.press(first)
        assert "the second letter of the word" in text(app, "message")
        shown = "".join(lines(app, "view"))
        assert f"{second}w50" in shown
        assert "⟨w1 w2⟩ w3 w4" in shown, "no letters before words that it cannot be any more"
        await pilot.press("1")
        assert "1 is no letter of a word here" in text(app, "message")
        await pilot.press(second)
        assert said(app, app.bench.state.chosen_quote.content[0])[:3] == "w50"


async def test_a_capital_alone_ends_the_span_there():
    async with on_screen(long_sentence()) as (app, pilot):
        await pilot.press(KEY["content"])
        assert "letter of first word, capital of last" in text(app, "message")
        letters = {word.of(LONG): letters for letters, word in app.pointing.letters.items()}
        await pilot.press(*letters["w40"].upper())
        assert app.mode is None
        pieces = [said(app, span) for span in app.bench.state.chosen_quote.content]
        assert (pieces[0][:5], pieces[-1][-3:]) == ("w1 w2", "w40")
        await pilot.press(KEY["cue"], *letters["w5"].upper())
        assert said(app, app.bench.state.chosen_quote.cue) == "w4 w5"


async def test_the_text_can_be_scrolled_while_words_are_pointed_at():
    async with on_screen(MemoryDesk(), (80, 12)) as (app, pilot):
        await pilot.press(KEY["new"], "pagedown")
        assert app.mode is not None
        assert "no letter" not in text(app, "message")


async def test_what_is_clicked_while_one_points_ends_the_pointing_and_stays():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("C")
        before = app.bench.state.chosen_quote
        row = next(y for y, line in enumerate(lines(app, "card")) if "1 direct" in line)
        await pilot.click("#card", offset=(lines(app, "card")[row].index("direct"), row))
        assert app.mode is None
        await pilot.press("C")
        assert app.mode is not None, "it is the key that points again, and no letter that ends what was begun"
        await pilot.press("escape")
        assert app.bench.state.chosen_quote.type is not before.type


async def test_another_sentence_that_is_opened_by_a_click_ends_the_pointing_in_the_one_before():
    desk = MemoryDesk([article(1, "a", [Line("It is done, she said.", [Said("It is done", "said", "she")])] * 2)])
    async with on_screen(desk) as (app, pilot):
        await pilot.press(KEY["content"])
        app.on_rows_pane_clicked(RowsPane.Clicked("sentence(1)"))
        assert (app.bench.place, app.mode) == (Place(1, 1), None)
        assert text(app, "message") == "", "no letter is waited for"
        await pilot.press("w")
        assert text(app, "message")
        app.on_rows_pane_clicked(RowsPane.Clicked("sentence(0)"))
        assert text(app, "message") == "", "that was said of the other sentence"
