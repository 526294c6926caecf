"""Help and guidelines as rows of any width."""

from __future__ import annotations

import pytest

from annotator.core.profiles import PROFILE_NAMES
from annotator.tui.dialogs.guidelines import guideline_rows
from annotator.tui.dialogs.help import LEGEND, help_rows
from annotator.tui.keys import KEYS
from annotator.tui.panes.document import ABOVE, BELOW
from annotator.tui.panes.margin import ANSWERS, BAR, FLAG, NOTE, NOTHING, SUGGESTED, UNCONFIRMED, UNSURE_OF
from annotator.tui.panes.pieces import BRACKETS


def lines(rows):
    return ["".join(piece.text for piece in row).rstrip() for row in rows]


def titles(rows):
    return [row[0].text for row in rows if row and row[0].look == "title"]


def test_help_has_every_key_under_its_group_and_then_the_signs():
    rows = help_rows(200)
    assert titles(rows) == [*dict.fromkeys(key.group for key in KEYS), *LEGEND]
    shown = lines(rows)
    for key in KEYS:
        assert any(line.startswith(f"  {key.display} ") and line.endswith(key.tooltip) for line in shown), key.id


@pytest.mark.parametrize("width", [40, 80])
def test_help_breaks_between_words_and_loses_none(width):
    narrow, wide = " ".join(lines(help_rows(width))), " ".join(lines(help_rows(300)))
    assert sorted(narrow.split()) == sorted(wide.split())
    assert all(len(line) <= width for line in lines(help_rows(width)))


def test_help_shows_the_annotators_own_keys():
    shown = lines(help_rows(200, {"skip": "f8,space"}))
    assert any(line.startswith("  f8 Space ") and "Skip" in line for line in shown)


def test_every_sign_of_the_text_and_its_margin_is_explained():
    explained = "".join(sign.sign for signs in LEGEND.values() for sign in signs)
    signs = [BAR, FLAG, NOTE, ABOVE, BELOW]
    signs += [sign for sign, _ in (UNCONFIRMED, NOTHING, SUGGESTED, UNSURE_OF, *ANSWERS.values())]
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
