"""A quote's attributes, as a label scheme declares them: given by keys, shown, stored, back again, undone."""

from __future__ import annotations

import pytest

from annotator.core.scheme import parse_scheme
from annotator.tui.app import AnnotatorApp
from annotator.tui.keys import Call
from tests.memory_desk import SCHEME, MemoryDesk
from tests.tui.driving import SMALL, app_on, on_screen, text
from tests.tui.test_keys_per_correction import chain, page_of

TOPICS = '[[topic]]\nkey = "economy"\n'
STANCE = '[[attribute]]\nname = "stance"\nvalues = ["supports", "opposes", "neutral"]\n'
TONE = '[[attribute]]\nname = "tone"\ntitle = "tone of voice"\nvalues = ["calm", "angry"]\n'


def app_with(*attributes: str, desk: MemoryDesk | None = None) -> AnnotatorApp:
    return app_on(desk or MemoryDesk(), parse_scheme(TOPICS + "".join(attributes), "test"))


def given(app):
    return dict(app.bench.state.chosen_quote.attributes)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["s"], "supports"),
        (["s", "s"], "opposes"),
        (["3"], "neutral"),
        (["s", "2"], "opposes"),
        (["s", "S", "s", "s"], None),
        (["s", "0"], None),
        (["escape"], None),
        (["9", "1"], "supports"),
    ],
)
async def test_the_letter_goes_round_the_values_and_a_digit_takes_one(keys, value):
    async with on_screen(app_with(STANCE), SMALL) as (app, pilot):
        await pilot.pause()
        assert "   stance none" in text(app, "card")
        await pilot.press("semicolon", *keys)
        assert app.bench.state.chosen_quote.attribute("stance") == value
        assert f"   stance {value or 'none'}" in text(app, "card")


async def test_leaving_says_what_was_given_by_a_letter_and_nothing_where_nothing_was():
    async with on_screen(app_with(STANCE), SMALL) as (app, pilot):
        for keys, said in ((["s", "s"], "changed: stance"), ([], "")):
            await pilot.press("semicolon", *keys, "escape")
            assert text(app, "message").strip() == said


@pytest.mark.parametrize("keys", [["s", "2"], ["s", "escape"]])
async def test_what_follows_in_other_parts_of_the_quote_is_said_before_it_is_confirmed(keys: list[str]) -> None:
    async with on_screen(app_with(STANCE, desk=MemoryDesk([page_of(chain())]))) as (app, pilot):
        await pilot.press("semicolon", *keys)
        assert "Enter changes the quote also in 2 open sentences" in text(app, "message")


async def test_the_hint_lists_what_the_scheme_declares():
    async with on_screen(app_with(STANCE, TONE)) as (app, pilot):
        await pilot.pause()
        assert "; attributes" in text(app, "hint")
        await pilot.press("semicolon")
        assert "s stance · t tone of voice" in text(app, "message")
        await pilot.press("t")
        assert "tone of voice: t the next · 1 calm · 2 angry · 0 none" in text(app, "message")
        await pilot.press("s")
        assert "stance: s the next · 1 supports · 2 opposes · 3 neutral · 0 none" in text(app, "message")
        await pilot.press("2")
        assert given(app) == {"stance": "opposes", "tone": "calm"}
        assert "stance opposes  tone of voice calm" in text(app, "card")


async def test_other_keys_leave_it_before_a_value_is_given_and_act_afterwards():
    desk = MemoryDesk()
    async with on_screen(app_with(STANCE, desk=desk)) as (app, pilot):
        await pilot.press("semicolon", "x")
        assert desk.heads == {}
        await pilot.press("semicolon", "s", "escape", "semicolon", "s", "d")
        assert given(app) == {"stance": "opposes"}
        assert app.bench.state.chosen_quote.type == "indirect"
        await pilot.press("s")
        assert list(desk.heads) == [100], "the letter skips again"


async def test_a_digit_without_a_value_is_no_speaker_after_a_letter():
    async with on_screen(app_with(STANCE)) as (app, pilot):
        await pilot.press("2", "semicolon", "s", "4")
        assert "no value has the key 4" in text(app, "message")
        await pilot.press("3")
        assert given(app) == {"stance": "neutral"}


async def test_it_is_greyed_without_attributes_or_without_a_quote():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("semicolon", "1")
        assert app.why_not(Call("attribute", ()))
        assert SCHEME.attributes == ()
        assert "attributes" not in text(app, "hint")
        assert app.mode is None
    async with on_screen(app_with(STANCE)) as (app, pilot):
        assert app.why_not(Call("attribute", ())) is None
        await pilot.press("right", "semicolon")
        assert app.why_not(Call("attribute", ()))
        assert app.mode is None


async def test_a_click_on_the_card_goes_round_the_values():
    async with on_screen(app_with(STANCE)) as (app, pilot):
        await pilot.pause()
        rows = text(app, "card").split("\n")
        y = next(y for y, row in enumerate(rows) if "stance" in row)
        await pilot.click("#card", offset=(rows[y].index("stance"), y))
        await pilot.pause()
        assert given(app) == {"stance": "supports"}
