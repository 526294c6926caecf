"""The table of keys: each declared once, with an action behind it, greyed where it cannot act, and documented."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from annotator.core.decision import Answer
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.keys import (
    CORRECTED_KEYS,
    FEEDBACK_KEYS,
    FOR_QUOTES,
    KEYMAP_IDS,
    KEYS,
    REVIEW_KEYS,
    TABLES,
    USUAL,
    Call,
    Key,
    shown_keys,
)
from annotator.tui.settings import Settings
from tests.memory_desk import SCHEME, MemoryDesk, answers
from tests.tui.driving import app_on, on_screen, text

DOCUMENTED = Path(__file__).parent.parent.parent / "docs" / "keys.md"
NEED_QUOTE = (
    "content more cue source left right word-left word-right letter-left letter-right grip grip-back delete merge "
    "split names type type-back attribute speaker nobody other quote-down quote-up"
)
NEED_NONE = (
    "confirm plain reject skip undo redo flag note new by-cue mend why continues topic same-topics next help quit"
)


def row(key: Key) -> str:
    """The line of a key in docs/keys.md."""
    shown = " ".join(f"`{shown_keys(name)}`" for name in key.keys.split(","))
    name = f"{key.id}-1 … {key.id}-9" if key.keys == "1-9" else key.id
    return f"| {name} | {shown} | {USUAL(key.tooltip)} |"


def test_every_key_stands_in_the_documentation_under_its_group():
    parts = re.split(r"^## ", DOCUMENTED.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    tables = {part.split("\n")[0]: re.findall(r"^\| (?!name \||-).*", part, re.MULTILINE) for part in parts}
    documented = {group: rows for group, rows in tables.items() if rows}
    wanted: dict[str, list[str]] = {}
    for key in (*KEYS, *REVIEW_KEYS, *FEEDBACK_KEYS, *CORRECTED_KEYS):
        wanted.setdefault(key.group, []).append(row(key))
    assert documented == wanted


def test_every_key_has_an_action_a_tooltip_and_a_group():
    app = app_on(MemoryDesk())
    for key in KEYS:
        assert callable(app.action_of(key.call.name) or getattr(app.bench, key.call.name, None)), key.id
        assert key.tooltip, key.id
        assert key.group, key.id


def test_no_key_and_no_name_is_given_twice():
    for table in TABLES:
        names = Counter(name for key in table for name in key.keys.split(","))
        assert [name for name, count in names.items() if count > 1] == []
    assert len(KEYMAP_IDS) == sum(len(table) for table in TABLES), "a name in a keymap means one key"


@pytest.mark.parametrize(("names", "needed"), [(NEED_QUOTE, True), (NEED_NONE, False)])
def test_which_keys_need_a_quote(names, needed):
    table = {key.id: key for key in KEYS}
    for name in names.split():
        assert table[name].needs_quote is needed, name
        assert (table[name].call in FOR_QUOTES) is needed, name


def test_each_speaker_key_needs_a_quote():
    assert all(("speaker", (number,)) in FOR_QUOTES for number in range(10))
    assert ("step", (1,)) not in FOR_QUOTES


async def test_a_key_that_needs_a_quote_is_not_told_of_and_does_nothing_without_one():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("right")
        hint = {piece.text.strip(): piece.look for piece in app.screen.query_one("#foot").rows[1]}
        assert not {"speaker", "type", "end"} & set(hint)
        assert (hint["confirm"], hint["topic"], hint["new"]) == ("plain", "plain", "plain")
        before = app.bench.state
        for key in KEYS:
            if key.needs_quote and key.keys != "1-9":
                assert app.why_not(key.call), key.id
                await pilot.press(key.keys.split(",")[0])
                assert len(app.screen_stack) == 1, key.id
                assert app.mode is None, key.id
        await pilot.press("1")
        assert app.bench.state.draft == before.draft
        assert app.why_not(Call("point", ("new",))) is None
        assert app.why_not(Call("point", ("by cue",))) is None


async def test_a_speaker_key_without_a_speaker_and_yes_without_an_offer_are_greyed():
    async with on_screen(MemoryDesk()) as (app, pilot):
        assert [bool(app.why_not(Call("speaker", (number,)))) for number in (0, 1, 2, 3, 9)] == [
            False,
            False,
            False,
            True,
            True,
        ]
        assert app.why_not(Call("accept_offer", ()))
        await pilot.press("2")
        assert app.why_not(Call("accept_offer", ())) is None


async def test_a_keymap_changes_keys_and_names_it_does_not_know_change_nothing():
    desk = MemoryDesk()
    settings = Settings(keymap={"skip": "f8", "speaker-2": "f2", "no such name": "x", "reject": "r"})
    async with on_screen(AnnotatorApp(Workbench(desk), SCHEME, settings)) as (app, pilot):
        await pilot.press("f2", "f8", "x", "s")
        assert answers(desk) == [Answer.SKIP], "x and s have lost their meaning"
        assert desk.heads[100].labels.quotes[0].speaker == "Paul Okoro"
        assert "f8 skip" in text(app, "hint")
        await pilot.press("r")
        assert answers(desk) == [Answer.SKIP, Answer.REJECT], "a key given anew is taken from what it did before"


async def test_own_keys_for_edges_move_them_where_a_span_is_pointed_out():
    settings = Settings(keymap={"right": "f8", "letter-right": "f9"})
    async with on_screen(AnnotatorApp(Workbench(MemoryDesk()), SCHEME, settings)) as (app, pilot):
        before = app.bench.state.quotes[0].content[0]
        await pilot.press("v", "f9")
        assert app.bench.state.quotes[0].cue.end == MemoryDesk().pages[0].items[0].suggested.quotes[0].cue.end + 1
        assert app.bench.state.quotes[0].content[0] == before
        await pilot.press("v", "right_square_bracket")
        assert "is no letter of a word" in text(app, "message")
