"""Help and guidelines as rows of any width."""

from __future__ import annotations

import pytest

from annotator.core.profiles import PROFILE_NAMES
from annotator.tui.keys import FIRST_HOUR, KEYS, USUAL, HelpKeys, as_set
from annotator.tui.panes import document
from annotator.tui.panes.document import ABOVE, BELOW
from annotator.tui.panes.pieces import BRACKETS
from annotator.tui.windows import LEGEND, guideline_rows, help_rows
from tests.memory_desk import MemoryDesk
from tests.tui.driving import SMALL, on_screen


def lines(rows):
    return ["".join(piece.text for piece in row).rstrip() for row in rows]


def titles(rows):
    return [row[0].text for row in rows if row and row[0].look == "title"]


def pages(width, room, keymap=None):
    rows = help_rows(width, room, HelpKeys((), as_set(KEYS, keymap or {})))
    assert len(rows) % room == 0
    return [lines(rows[start : start + room]) for start in range(0, len(rows), room)]


def test_help_begins_with_the_keys_of_the_first_hour():
    first = pages(76, 20)[0]
    assert first[0] == "the first hour"
    assert first[1].split()[0] == "Enter"
    keys = {key.id: key for key in KEYS}
    for shown, learnt in zip(first[1:11], FIRST_HOUR, strict=True):
        assert shown.strip().startswith(" ".join(keys[name].display for name in learnt["names"]))
        assert shown.endswith(USUAL(learnt["does"]))
    assert first[12].startswith("← h and → l go to other sentences")
    assert first[13].startswith("Ctrl+P finds any key")


def test_help_goes_on_with_the_signs_and_then_has_every_key_under_its_group():
    rows = help_rows(200, 300, HelpKeys((), as_set(KEYS, {})))
    assert titles(rows) == ["the first hour", *LEGEND, *dict.fromkeys(key.group for key in KEYS)]
    shown = lines(rows)
    for key in KEYS:
        assert any(line.startswith(f"  {key.display} ") and line.endswith(USUAL(key.tooltip)) for line in shown), key.id


@pytest.mark.parametrize(("width", "room", "most"), [(76, 20, 9), (96, 36, 5), (96, 56, 4)])
def test_help_is_on_few_pages_and_no_page_begins_in_the_midst_of_a_group_without_its_title(width, room, most):
    all_pages = pages(width, room)
    assert len(all_pages) <= most
    groups = {"the first hour", *LEGEND, *(key.group for key in KEYS)}
    assert all(page[0] in groups for page in all_pages)
    assert all(page[1][2] != " " for page in all_pages), "nor in the midst of what is said of a key"


@pytest.mark.parametrize("width", [40, 80])
def test_help_breaks_between_words_and_loses_none(width):
    narrow, wide = (
        " ".join(lines(help_rows(width, 300, HelpKeys()))),
        " ".join(lines(help_rows(300, 300, HelpKeys()))),
    )
    assert sorted(narrow.split()) == sorted(wide.split())
    assert all(len(line) <= width for line in lines(help_rows(width, 300, HelpKeys())))


@pytest.mark.parametrize("room", [1, 3, 5])
def test_help_is_whole_on_the_smallest_screens_too(room):
    shown = "\n".join(lines(help_rows(200, room, HelpKeys((), as_set(KEYS, {})))))
    assert all(USUAL(key.tooltip) in shown for key in KEYS)


def test_help_shows_the_annotators_own_keys():
    shown = lines(help_rows(200, 300, HelpKeys((), as_set(KEYS, {"skip": "f8,space"}))))
    assert any(line.startswith("  f8 Space ") and "Skip" in line for line in shown)
    assert any(line.startswith("  f8 Space ") and line.endswith("it comes again at the end") for line in shown[:12])


async def test_pages_are_turned_by_space_and_found_by_digit():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("question_mark")
        await pilot.pause()

        def shown():
            panes = [app.screen.query_one(name) for name in ("#window-title", "#window-rows")]
            return ["".join(piece.text for piece in row) for pane in panes for row in pane.rows]

        assert shown()[0].startswith("Help   page 1 of ")
        assert shown()[1] == "the first hour"
        await pilot.press("space")
        assert shown()[1] == "signs in the text"
        await pilot.press("4")
        assert "page 4 of" in shown()[0]
        await pilot.press("left", "left", "pageup", "pageup")
        assert "page 1 of" in shown()[0]
        await pilot.press("2", "1")
        assert "page 1 of" in shown()[0]
        await pilot.press("9")
        assert "page 9 of 9" in shown()[0]
        await pilot.press("escape")
        assert len(app.screen_stack) == 1


def test_every_sign_of_the_text_and_its_margin_is_explained():
    explained = "".join(sign.sign for signs in LEGEND.values() for sign in signs)
    with_looks = [value for value in vars(document).values() if isinstance(value, tuple) and len(value) == 2]
    signs = [document.BAR, document.FLAG, document.NOTE, ABOVE, BELOW, *(sign for sign, _ in with_looks)]
    signs += [sign for sign, _ in document.ANSWERS.values()]
    assert {"~", "·", "?", "“", "/"} < set(signs)
    assert all(sign in explained for sign in [*signs, *"".join(map("".join, BRACKETS.values()))])


@pytest.mark.parametrize("profile", PROFILE_NAMES)
def test_each_profile_has_its_guidelines(profile):
    rows = guideline_rows(80, profile, None)
    assert titles(rows)[:2] == [f"Profile: {profile}", "What to mark"]
    assert all(len(line) <= 80 for line in lines(rows))
    others = [lines(guideline_rows(80, other, None)) for other in PROFILE_NAMES if other != profile]
    assert lines(rows) not in others


def test_guidelines_of_a_project_replace_the_built_in_ones():
    rows = guideline_rows(20, "speech", "# Ours\n- mark what is said aloud, nothing else\n\nplain [b]text\x1b[2J\n")
    assert titles(rows) == ["Ours"]
    assert lines(rows) == ["Ours", "• mark what is said", "  aloud, nothing", "  else", "", "plain [b]text␛[2J"]
