"""Messages name actions, and the screen puts the annotator's keys in: no key is named that does something else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import annotator
from annotator.core.decision import Answer
from annotator.core.errors import NotSaved
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.keys import KEYMAP_IDS, TABLE, USUAL, resolve
from annotator.tui.review.screens import ReviewActions
from annotator.tui.settings import Settings
from tests.memory_desk import SCHEME, MemoryDesk, answers
from tests.memory_review import reviewed
from tests.tui.driving import SMALL, on_screen, text, window_rows

PACKAGE = Path(annotator.__file__).parent
ROOMS = ("tui", "core/session", "core/review")
LETTERS = (chr(code) for code in range(0x100, 0x300) if chr(code).islower())
OTHERS = dict(zip(sorted(KEYMAP_IDS), LETTERS, strict=False))
OTHERS |= {"confirm": "f2", "help": "f3", "page-down": "f4", "page-up": "f5", "redraw": "f6", "quit": "f7"}
"""A keymap in which every action has another key, which no table has."""

KEY = re.compile(
    r"(?<![\w⟪])(?:Enter|Space|Tab|PgUp|PgDn|Del|Esc|F1|Ctrl\+[A-Z]|\[ \]|\{ \}|1-9)(?!\w)"
    r"|(?:^|[ (])(?:[b-hj-zB-HJ-Z./=+]|[aAiI?](?= makes| settles| says| tells| shows))(?:(?= [a-z])|[:)])"
)
"""A key in a message: one with a name of its own anywhere, a character where a message says what it does."""
FIXED = {
    "Esc leaves",
    "Your steps: Enter goes back to before it (undone: on to after it)",
    "Enter keeps this note",
    ": type, arrows choose, Enter takes, Esc closes",
    "⟪palette⟫ finds any key by what it does · Space: the signs, then all keys",
    "The cue (the verb); then ↑ ↓: in another sentence, Del: no cue",
    "The source (by whom); then ↑ ↓: in another sentence, Del: none",
    "Esc",
    "Del",
    "1-9",
}
"""Texts with keys of windows and modes, which nobody can change."""
SIGNS = {"passed over as boilerplate (/): "}


def texts(value: object, name: str = "") -> Iterator[str]:
    """All texts in the table of the screen but for names of keys, and for what only tells of windows."""
    windows = {"keys", "shown", "written", "editor", "pick", "turn", "page", "close", "help-untouched", "help-typed"}
    if isinstance(value, dict):
        own = isinstance(value.get("keys"), str)
        for key, inner in value.items():
            if key not in windows - (set() if own or name != "" else {"keys"}) and key != "sign":
                yield from texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, name)
    elif isinstance(value, str):
        yield value


def messages() -> Iterator[str]:
    """Every text in the code of the screen and of what it shows, without docstrings, and in the table of the screen."""
    for path in sorted(path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs)
        yield from (node.value for node in constants if isinstance(node.value, str) and "(?" not in node.value)
    yield from texts(TABLE)


def test_no_message_names_a_key_that_may_be_another():
    every = [*messages()]
    assert len(every) > 1000
    assert {message for message in every if KEY.search(message)} - FIXED - SIGNS == set()
    assert "⟪undo⟫ undoes" in " ".join(every)
    assert [message for message in map(USUAL, every) if re.search("⟪[a-z-]+⟫", message)] == []


def test_a_key_is_known_where_a_message_names_it():
    named = [
        "u undoes",
        "· s skips it",
        "(c)",
        "y: yes",
        "press . to mend",
        "Enter keeps",
        "a makes one",
        "by word: { }",
    ]
    assert [message for message in named if not KEY.search(message)] == []


def on(shown: object) -> AnnotatorApp:
    """The app with those keys on a desk, for a review where it has one."""
    compare = (lambda host: ReviewActions(host, shown)) if hasattr(shown, "cases") else None
    return AnnotatorApp(Workbench(shown), SCHEME, Settings(keymap=resolve(OTHERS, lambda *_: None)), compare=compare)


def named_on(app: AnnotatorApp) -> set[str]:
    """The keys of the table that the screen names now."""
    shown = [row for pane in ("message", "hint", "card", "status") for row in text(app, pane).splitlines()]
    return {match[0] for row in shown for match in KEY.finditer(row) if not re.search("Esc leave", row)}


@pytest.mark.parametrize("desk", [MemoryDesk, reviewed])
async def test_with_other_keys_none_of_the_table_is_named_on_the_screen_or_in_help(desk):
    async with on_screen(on(desk()), SMALL) as (app, pilot):
        for name in ("next", "grip", "reading", "reading-back", "other", "filter", "undo", "skip", "confirm", "undo"):
            await pilot.press(OTHERS[name])
            await pilot.pause()
            if len(app.screen_stack) > 1:
                await pilot.press("escape")
            assert named_on(app) == set(), name
        await pilot.press(OTHERS["help"])
        await pilot.pause()
        seen: list[str] = []
        while (rows := window_rows(app)) != seen[-len(rows) :]:
            seen += rows
            await pilot.press("pagedown")
        assert [row for row in seen if KEY.search(row) and not re.search("Space: the|Del: no|p w …", row)] == []
        assert any(OTHERS["undo"] in row for row in seen)


async def test_a_mode_obeys_the_annotators_keys():
    """In topics the own key confirms, in pointing the own keys of help and of the page do what they always do."""
    desk = MemoryDesk()
    async with on_screen(on(desk), SMALL) as (app, pilot):
        await pilot.press(OTHERS["topic"])
        assert f"{OTHERS['confirm']} confirm" in text(app, "hint")
        await pilot.press("enter")
        assert "no topic has the key Enter" in text(app, "message")
        await pilot.press(OTHERS["confirm"])
        assert answers(desk) == [Answer.ACCEPT]
        await pilot.press(OTHERS["new"], "question_mark")
        assert "? is no letter of a word" in text(app, "message")
        await pilot.press(OTHERS["page-down"])
        assert "the article ends here" in text(app, "message")
        await pilot.press(OTHERS["help"])
        await pilot.pause()
        assert "The next key" in window_rows(app, "title")[0]


async def test_where_a_draft_cannot_be_kept_the_own_key_leaves_at_the_second_time():
    desk = MemoryDesk()
    async with on_screen(on(desk), SMALL) as (app, pilot):
        await pilot.press(OTHERS["type"])
        desk.fail = NotSaved("disk full", "free some space")
        await pilot.press(OTHERS["quit"])
        assert f"{OTHERS['quit']} again leaves without" in text(app, "message")
        await pilot.press(OTHERS["quit"])
        assert app.return_code == 0
