"""The lines around the text: a rule, messages in a line of their own, keys that stay, at every height."""

from __future__ import annotations

import pytest

from annotator.core.model import CastMember
from tests.memory_desk import Line, MemoryDesk, Said, article, harbour
from tests.tui.driving import SMALL, app_on, lines, on_screen, settled, text


def rows_of(app, name):
    """The rows of the screen that a pane takes."""
    region = app.query_one(f"#{name}").region
    return list(range(region.y, region.bottom))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_status_and_rule_are_at_the_top_messages_and_keys_at_the_bottom(size):
    app = app_on(MemoryDesk())
    async with app.run_test(size=size):
        width, height = size
        assert [rows_of(app, name) for name in ("status", "foot")] == [[0, 1], [height - 2, height - 1]]
        assert lines(app, "status")[1] == "─" * width
        assert sorted({*rows_of(app, "view"), *rows_of(app, "card")}) == list(range(2, height - 2))


async def test_a_message_leaves_the_keys_where_they_are_and_goes_with_the_next_key():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        keys = text(app, "hint")
        assert "Enter confirm" in keys
        assert text(app, "message") == ""
        await pilot.press("w")
        assert "because of" in text(app, "message")
        assert text(app, "hint") == keys
        await pilot.press("right", "left")
        assert text(app, "message") == ""


async def test_a_message_that_is_too_long_for_its_line_has_that_of_the_keys_too():
    long = (
        "the quote is also changed in 4 confirmed and 5 open sentences · article 1 done: 29 sentences · next: 2 Lights"
    )
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        keys = text(app, "hint")
        app.tell(long)
        assert " ".join(text(app, "foot").split()) == long
        await pilot.press("right", "left")
        assert text(app, "hint") == keys
        await pilot.press("t")
        app.tell(long)
        assert "Esc leave" in text(app, "foot"), "the keys of a mode are told as long as it goes on"
        await pilot.resize_terminal(80, 8)
        await settled(app, pilot)
        assert lines(app, "foot") == [" " + long[: long.index(" done")] + "…"], "and one line has what goes into it"


@pytest.mark.parametrize(
    ("key", "hints"),
    [
        ("t", "a-z on or off  A-Z and confirm  Enter confirm  Esc leave"),
        ("v", "a-z first word  A-Z last word  [ ] { } < > grow  ↑ ↓ 1-9 elsewhere  Del none  Esc leave"),
        ("minus", "a-z first word  A-Z last of the first  Esc leave"),
        ("S", "a-z 1-9 speaker  / search  Esc leave"),
    ],
)
async def test_a_mode_has_its_own_keys_in_the_line_of_keys(key, hints):
    many = harbour()._replace(cast=tuple(CastMember(f"Person {number}") for number in range(10)))
    async with on_screen(MemoryDesk([many])) as (app, pilot):
        before = text(app, "hint")
        await pilot.press(key)
        assert text(app, "hint").strip() == hints
        await pilot.press("escape")
        assert text(app, "hint") == before


async def test_the_line_of_keys_follows_what_is_chosen():
    async with on_screen(MemoryDesk(), (160, 40)) as (app, pilot):
        quoted = text(app, "hint")
        for hint in ("e reading", "v cue", "b source", "[ ] end", "- split", "1-9 speaker"):
            assert hint in quoted
        assert "+ merge" not in quoted, "there is one quote"
        assert "p by cue" not in quoted
        await pilot.press("right")
        bare = text(app, "hint")
        for hint in ("a new", "p by cue", "e reading", "t topic"):
            assert hint in bare
        assert not any(hint in bare for hint in ("v cue", "[ ] end", "speaker"))


async def test_the_keys_that_move_an_edge_are_told_of_with_the_edge_that_they_move():
    async with on_screen(MemoryDesk(), (160, 40)) as (app, pilot):
        for told in ("end", "end", "start"):
            assert f"[ ] {told}  " in text(app, "hint")
            await pilot.press("tab")


async def test_the_keys_of_all_sentences_keep_their_places_from_one_to_the_next():
    async with on_screen(MemoryDesk(), (120, 40)) as (app, pilot):
        quoted = text(app, "hint")
        await pilot.press("right")
        kept = " Enter confirm  x nothing here  s skip  u undo  e reading  t topic  ? help  "
        assert (quoted[: len(kept)], text(app, "hint")[: len(kept)]) == (kept, kept)


async def test_beside_a_quote_the_keys_of_the_first_hour_come_before_those_that_are_seldom_pressed():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)):
        for hint in ("x nothing here", "s skip", "e reading", "v cue", "b source", "[ ] end", "t topic"):
            assert hint in text(app, "hint")


async def test_the_key_that_merges_is_told_of_where_there_are_two_quotes():
    two = [Said("It is done", "said", "she"), Said("we go", None, None)]
    app = app_on(MemoryDesk([article(1, "a", [Line("It is done, she said, we go.", two)])]))
    async with app.run_test(size=(160, 40)):
        assert "+ merge" in text(app, "hint")


async def test_at_the_usual_width_the_keys_of_a_quote_are_told_of():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        for word in ("speaker", "cue", "source", "end", "undo"):
            assert f" {word}  " in f"{text(app, 'hint')}  "
        await pilot.press("tab", "tab")
        for word in ("speaker", "cue", "start", "undo"):
            assert f" {word}  " in f"{text(app, 'hint')}  "


async def test_on_a_terminal_of_few_rows_messages_and_keys_share_a_line():
    async with on_screen(MemoryDesk(), (60, 8)) as (app, pilot):
        assert "Enter confirm" in text(app, "message")
        await pilot.press("w")
        assert "because of" in text(app, "message")
        assert rows_of(app, "foot") == [7]
        await pilot.resize_terminal(60, 12)
        await settled(app, pilot)
        assert rows_of(app, "foot") == [10, 11]
        assert "Enter confirm" in text(app, "hint")
        assert rows_of(app, "status") == [0]


async def test_choosing_a_topic_leaves_the_quote_and_the_speakers_on_the_card():
    for size in ((120, 40), (200, 60), (80, 24)):
        async with on_screen(MemoryDesk(), size) as (app, pilot):
            await pilot.press("t")
            card = text(app, "card")
            assert "▸1 direct" in card
            assert "speakers 1 Ines Duarte" in card
            assert all(f"{letter} " in card for letter in "pews")
