"""An annotator's own keys: what each key does then, and every clash, unknown key and unknown name told."""

from __future__ import annotations

from unicodedata import name as unicode_name

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from annotator.core.decision import Answer
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.keys import BOUND, KEYMAP_IDS, TABLES, named, resolve, shown_keys
from annotator.tui.settings import Settings
from tests.memory_desk import SCHEME, MemoryDesk, answers
from tests.tui.driving import on_screen, text, window_rows


def resolved(**wanted: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    told: list[tuple[str, str]] = []
    names = {name.replace("_", "-"): keys for name, keys in wanted.items()}
    return resolve(names, lambda name, message: told.append((name, message))), told


@pytest.mark.parametrize(
    ("wanted", "keymap", "told"),
    [
        ({}, {}, []),
        ({"reject": "x, F8"}, {"reject": "x,f8"}, []),
        ({"reject": "s", "skip": "x"}, {"reject": "s", "skip": "x"}, []),
        ({"reject": ""}, {"reject": ""}, []),
        (
            {"undo": "?,esc", "help": "f1", "all_sentences": ""},
            {"undo": "question_mark,escape", "help": "f1", "all-sentences": ""},
            [],
        ),
        (
            {"reject": "x,s"},
            {"reject": "x,s", "skip": ""},
            [("reject", "the key s does reject and no longer skip, which has none now")],
        ),
        (
            {"reject": "x,l"},
            {"reject": "x,l", "next": "right"},
            [("reject", "the key l does reject and no longer next")],
        ),
        (
            {"reject": "f8", "skip": "f8,f9"},
            {"reject": "f8", "skip": "f9"},
            [("skip", "the key f8 does reject already, not skip too")],
        ),
        (
            {"reject": "s", "skip": "s"},
            {"reject": "s", "skip": ""},
            [("skip", "the key s does reject already, not skip too")],
        ),
        (
            {"confirm": "ctrl+p"},
            {"confirm": "ctrl+p", "palette": ""},
            [("confirm", "the key Ctrl+P does confirm and no longer palette, which has none now")],
        ),
        ({"reject": "f99"}, {}, [("reject", 'there is no key "f99"')]),
        (
            {"reject": "x,,y\x1b["},
            {"reject": "x"},
            [("reject", 'there is no key ""'), ("reject", 'there is no key "y␛["')],
        ),
        ({"rejct": "f8"}, {}, [("rejct", 'no key is called "rejct": reject?')]),
        ({"zzz\x07": "f8"}, {}, [("zzz\x07", 'no key is called "zzz␇"')]),
        ({"cause": "x", "feedback-show": "x,s"}, {"cause": "x", "feedback-show": "x,s"}, []),
        (
            {"cause": "m"},
            {"cause": "m", "merge-versions": ""},
            [("cause", "the key m does cause and no longer merge-versions, which has none now")],
        ),
        ({"take-2": "f2"}, {"take-2": "f2"}, []),
        ({"speaker-1": "f1", "nobody": "1"}, {"speaker-1": "f1", "nobody": "1"}, []),
    ],
)  # fmt: skip
def test_what_each_entry_comes_to(wanted: dict[str, str], keymap: dict[str, str], told: list[tuple[str, str]]) -> None:
    assert resolved(**wanted) == (keymap, told)


def test_every_key_of_the_table_and_every_sign_has_the_name_that_textual_gives_it() -> None:
    for bound in BOUND:
        for key in bound.keys.split(","):
            assert named(key) == key
    for code in range(0x21, 0x17F):
        char = chr(code)
        if char.isprintable() and unicode_name(char, "") and char != ",":
            (textual,) = App._normalize_keymap({"x": char}).values()
            assert named(char) == textual
            assert named(textual) == textual


@pytest.mark.parametrize("sign", [*"§€°£¿«»é", "ctrl+§"])
def test_a_sign_is_shown_as_it_is_typed_not_by_its_name_in_unicode(sign: str) -> None:
    assert shown_keys(named(sign) or "").casefold() == sign


@pytest.mark.parametrize("name", ["latin_small_letter_e_with_acute", "digit_one", "latin_capital_letter_a"])
def test_a_letter_or_digit_goes_by_itself_and_not_by_its_name_in_unicode(
    name: str,
) -> None:
    assert named(name) is None
    assert resolved(skip=name) == ({}, [("skip", f'there is no key "{name[:40]}"')])


@given(
    st.dictionaries(
        st.sampled_from(sorted(KEYMAP_IDS)),
        st.lists(st.sampled_from(["x", "s", "l", "1", "f8", "enter", "q", "u"])).map(",".join),
    )
)
def test_no_key_is_left_with_two_actions(wanted: dict[str, str]) -> None:
    keymap = resolve(wanted, lambda _name, _message: None)
    does: dict[str, str] = {}
    for table in TABLES:
        does.clear()
        for bound in table:
            for key in filter(None, keymap.get(bound.id, bound.keys).split(",")):
                assert does.setdefault(key, bound.id) == bound.id


async def test_the_screen_obeys_them_and_shows_them() -> None:
    """`s` rejects, `x` does nothing any more, skip has no key: in what is done, in hints and in help."""
    keymap, _ = resolved(reject="s")
    desk = MemoryDesk()
    async with on_screen(AnnotatorApp(Workbench(desk), SCHEME, Settings(keymap=keymap)), (160, 40)) as (app, pilot):
        await pilot.press("x")
        assert answers(desk) == []
        await pilot.press("s")
        assert answers(desk) == [Answer.REJECT]
        assert "s nothing here" in text(app, "hint")
        assert "skip" not in text(app, "hint")
        await pilot.press("question_mark")
        await pilot.pause()
        rows = window_rows(app)
        assert any(row.startswith("  no key") and "skip: not decided" in row for row in rows)
