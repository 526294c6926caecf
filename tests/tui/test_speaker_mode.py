"""The speakers behind the nine that have digits: two keys each, shown on the card with their letters."""

from __future__ import annotations

from string import ascii_lowercase

from annotator.core.decision import Answer
from annotator.core.model import CastMember
from annotator.tui.keys import Call
from tests.memory_desk import MemoryDesk, answers, harbour
from tests.tui.driving import SMALL, app_on, on_screen, text

NAMES = ["Ines Duarte", "Paul Okoro", *(f"Person {number}" for number in range(3, 14))]


def many(count=13):
    names = [*NAMES, *(f"Person {number}" for number in range(14, count + 1))]
    return MemoryDesk([harbour()._replace(cast=tuple(map(CastMember, names[:count])))])


def speaker(app):
    return app.bench.state.chosen_quote.speaker


async def test_the_card_shows_the_nine_and_after_s_everybody_and_a_letter_gives_a_speaker():
    async with on_screen(many()) as (app, pilot):
        assert "9 Person 9" in text(app, "card")
        assert "S 4 more" in text(app, "card")
        assert "Person 10" not in text(app, "card")
        await pilot.press("S")
        assert "a Person 10" in text(app, "card")
        assert "d Person 13" in text(app, "card")
        await pilot.press("d")
        assert speaker(app) == "Person 13"
        assert "more" in text(app, "card"), "the card shows the topics again"


async def test_of_very_many_all_letters_are_shown_below_the_quote_and_who_has_none_is_found_by_another_key():
    async with on_screen(many(50), SMALL) as (app, pilot):
        await pilot.press("S")
        card = text(app, "card")
        assert "▸1 direct" in card
        keys = [word for word in card.split() if len(word) == 1 and word.isalnum()]
        assert keys[-27:] == [*ascii_lowercase, "0"]
        assert "/ 15 more" in card
        await pilot.press("z")
        assert speaker(app) == "Person 35"


async def test_who_was_given_by_letter_has_a_digit_from_then_on():
    async with on_screen(many()) as (app, pilot):
        await pilot.press("S", "d")
        assert "9 Person 13" in text(app, "card")


async def test_a_letter_that_is_nobodys_says_so_and_does_nothing_else():
    desk = many(10)
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("S", "x")
        assert "no speaker has the key x" in text(app, "message")
        assert answers(desk) == []
        await pilot.press("a")
        assert speaker(app) == "Person 10"


async def test_a_key_that_is_no_speakers_changes_nothing_and_the_next_letter_still_gives_one():
    desk = many()
    async with on_screen(desk, SMALL) as (app, pilot):
        before = app.bench.state
        await pilot.press("S")
        for key in ("X", "delete", "full_stop"):
            await pilot.press(key)
            assert "no speaker has the key" in text(app, "message")
            assert (app.bench.state, answers(desk)) == (before, [])
        await pilot.press("a")
        assert speaker(app) == "Person 10"


async def test_esc_leaves_it_and_digits_and_enter_do_what_they_always_do():
    desk = many()
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("S", "escape", "x")
        assert answers(desk) == [Answer.REJECT]
        await pilot.press("u", "S", "3")
        assert speaker(app) == "Person 3"
        await pilot.press("S", "enter")
        assert answers(desk) == [Answer.ACCEPT]


async def test_a_digit_without_a_speaker_is_greyed_and_does_nothing():
    async with on_screen(
        app_on(MemoryDesk([harbour()._replace(cast=(CastMember("Ines Duarte"), CastMember("Oslo", speaks=False)))])),
        SMALL,
    ) as (app, pilot):
        assert app.why_not(Call("speaker", (2,))) is None, "Paul Okoro has a quote further down"
        assert app.why_not(Call("speaker", (3,)))
        await pilot.press("5")
        assert speaker(app) == "Ines Duarte"
        assert "S 1 more" in text(app, "card")
        await pilot.press("S", "a")
        assert speaker(app) == "Oslo"
