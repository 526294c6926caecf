"""The search of all keys finds what people look for, whatever they call it."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.tui.keys import KEYS, OUTSIDE, REVIEW_KEYS, as_set
from annotator.tui.options import for_keys
from tests.memory_desk import MemoryDesk, answers
from tests.tui.driving import SMALL, on_screen, text, window_rows


def found(typed, can=lambda key: True, keymap=None):
    calls = {key.call for key in KEYS if not can(key)}
    outside = [command._replace(shown="q, then") for command in OUTSIDE] if typed else []
    return for_keys(typed, [*as_set(KEYS, keymap or {}), *outside], lambda call: "not now" if call in calls else None)


def labels(typed):
    return [option.label for option in found(typed)]


def test_every_key_has_other_words():
    assert [key.id for key in (*KEYS, *REVIEW_KEYS) if not key.words] == []


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("merge", "+"),
        ("redo", "r"),
        ("theme", "T"),
        ("colour", "T"),
        ("search", "F"),
        ("export", "q, then"),
        ("accept", "Enter"),
        ("delete", "Del Backspace"),
        ("comment", "n"),
        ("later", "s"),
        ("z", "z"),
        ("mrege", "+"),
    ],
)
def test_what_people_type_finds_the_key(typed, label):
    assert label in labels(typed)[:4]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_the_name_that_a_keymap_uses_finds_the_key(key):
    assert key.display in labels(key.id)


def test_a_sign_is_found_as_the_key_that_it_is():
    assert [labels(sign)[0] for sign in (",", "[")] == [",", "["]


def test_merge_also_finds_the_key_that_makes_two_names_one():
    assert "M" in labels("merge")
    assert labels("same person")[0] == "M"


def test_search_finds_every_key_that_searches():
    assert {"F", "/", "g", "Ctrl+P"} <= set(labels("search"))


def test_every_word_has_to_be_found():
    assert labels("previous type") == [","]
    assert labels("merge zzzzq") == []


def test_what_is_found_in_the_line_of_help_comes_before_what_is_found_in_other_words():
    assert labels("topic")[0] == "t"
    assert labels("filter").index("F") < labels("filter").index("Esc")


def test_the_key_comes_first_and_what_cannot_be_done_here_is_said_and_comes_last():
    options = found("quote", can=lambda key: not key.needs_quote)
    usable = [option.usable for option in options]
    assert usable[0]
    delete = next(option for option in options if option.label == "Del Backspace")
    assert not delete.usable
    assert delete.detail == "Delete the chosen quote (needs a quote)"


def test_without_anything_typed_all_keys_are_there_in_the_order_of_help():
    assert labels("") == [key.display for key in KEYS]


def test_the_annotators_own_keys_are_shown_and_found():
    assert found("f8", keymap={"skip": "f8"})[0].value == ("skip", ())


def test_commands_outside_are_commands_that_there_are():
    from annotator.cli.commands import COMMANDS

    assert {outside.id.removeprefix("annotator ") for outside in OUTSIDE} <= {*COMMANDS}


async def test_picking_does_it():
    desk = MemoryDesk()
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("ctrl+p", *"nothing here", "enter")
        await pilot.pause()
        assert answers(desk) == [Answer.REJECT]
        await pilot.press("ctrl+p", *"export", "enter")
        await pilot.pause()
        assert "leave with q (all is saved), then: annotator export" in text(app, "message")
        await pilot.press("ctrl+p", *"delete quote", "enter")
        await pilot.pause()
        assert "not here: Delete the chosen quote (needs a quote)" in text(app, "message")
        await pilot.press("ctrl+p", *"by cue", "enter")
        await pilot.pause()
        assert app.pointing is not None, "a key after which another one follows works from here too"


async def test_it_looks_like_the_other_windows_with_the_key_first():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("ctrl+p", *"undo")
        await pilot.pause()
        rows = window_rows(app)
        assert rows[0].startswith("▸ u")
        assert "Undo" in rows[0]
