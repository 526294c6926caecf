"""A quote's attributes, as a label scheme declares them: given by keys, shown, stored, back again, undone."""

from __future__ import annotations

import pytest

from annotator.core.scheme import parse_scheme
from annotator.core.session.desk import Place
from annotator.tui.app import AnnotatorApp
from tests.memory_desk import SCHEME, MemoryDesk
from tests.tui.driving import app_on, on_disk, text

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
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_letter_goes_round_the_values_and_a_digit_takes_one(size, keys, value):
    app = app_with(STANCE)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "   stance none" in text(app, "card")
        await pilot.press("semicolon", *keys)
        assert app.bench.state.chosen_quote.attribute("stance") == value
        assert f"   stance {value or 'none'}" in text(app, "card")


async def test_leaving_says_what_was_given_by_a_letter_and_nothing_where_nothing_was():
    app = app_with(STANCE)
    async with app.run_test(size=(80, 24)) as pilot:
        for keys, said in ((["s", "s"], "changed: stance"), ([], "")):
            await pilot.press("semicolon", *keys, "escape")
            assert text(app, "message").strip() == said


async def test_the_hint_lists_what_the_scheme_declares():
    app = app_with(STANCE, TONE)
    async with app.run_test(size=(120, 40)) as pilot:
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


async def test_values_are_stored_come_back_and_are_undone():
    desk = MemoryDesk()
    app = app_with(STANCE, desk=desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("semicolon", "s", "enter")
        assert desk.heads[100].labels.quotes[0].attributes == (("stance", "supports"),)
        assert app.bench.place == Place(1, 1)
        await pilot.press("left")
        assert "stance supports" in text(app, "card")
        assert not app.bench.state.unconfirmed
        await pilot.press("semicolon", "2")
        assert app.bench.state.unconfirmed
        await pilot.press("u")
        assert given(app) == {"stance": "supports"}
        await pilot.press("u")
        assert desk.heads == {}
        assert given(app) == {"stance": "supports"}, "an undone decision leaves its edits"
        await pilot.press("u")
        assert given(app) == {}


async def test_values_are_in_the_database_at_the_next_login(tmp_path):
    app = app_with(STANCE, TONE, desk=on_disk(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("semicolon", "s", "2", "enter", "right", "semicolon", "t", "q")
    app = app_with(STANCE, TONE, desk=on_disk(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.bench.place == Place(1, 2)
        assert given(app) == {"tone": "calm"}, "left unconfirmed"
        assert app.bench.state.unconfirmed
        await pilot.press("g", "1", "enter")
        assert given(app) == {"stance": "opposes"}
        assert "stance opposes  tone of voice none" in text(app, "card")
        await pilot.press("u")
        assert app.bench.state.item.decision is None
        assert app.bench.saved == 0


async def test_other_keys_leave_it_before_a_value_is_given_and_act_afterwards():
    desk = MemoryDesk()
    app = app_with(STANCE, desk=desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("semicolon", "x")
        assert desk.heads == {}
        await pilot.press("semicolon", "s", "escape", "semicolon", "s", "d")
        assert given(app) == {"stance": "opposes"}
        assert app.bench.state.chosen_quote.type == "indirect"
        await pilot.press("s")
        assert list(desk.heads) == [100], "the letter skips again"


async def test_a_digit_without_a_value_is_no_speaker_after_a_letter():
    app = app_with(STANCE)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "semicolon", "s", "4")
        assert "no value has the key 4" in text(app, "message")
        await pilot.press("3")
        assert given(app) == {"stance": "neutral"}


async def test_it_is_greyed_without_attributes_or_without_a_quote():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("semicolon", "1")
        assert app.check_action("attribute", ()) is None
        assert SCHEME.attributes == ()
        assert "attributes" not in text(app, "hint")
        assert app.edits.mode is None
    app = app_with(STANCE)
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.check_action("attribute", ()) is True
        await pilot.press("right", "semicolon")
        assert app.check_action("attribute", ()) is None
        assert app.edits.mode is None


async def test_a_click_on_the_card_goes_round_the_values():
    app = app_with(STANCE)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        rows = text(app, "card").split("\n")
        y = next(y for y, row in enumerate(rows) if "stance" in row)
        await pilot.click("#card", offset=(rows[y].index("stance"), y))
        await pilot.pause()
        assert given(app) == {"stance": "supports"}
