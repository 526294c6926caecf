"""Paragraphs of guidelines have ids that say which one is meant."""

from __future__ import annotations

import pytest

from annotator.core.guideline_text import Paragraph, guideline_text, paragraphs
from annotator.core.profiles import PROFILE_NAMES

TEXT = """Before all else.

# What to mark

Whatever was *said*,
in one or two lines.

- The cue
  goes on here.
* The source.

## Type
- direct
# Type

mixed
# ¿?
odd
"""


def test_every_item_and_paragraph_is_named_by_its_heading_and_its_number() -> None:
    assert paragraphs(TEXT) == (
        Paragraph("guidelines.1", "", "Before all else."),
        Paragraph("what-to-mark.1", "What to mark", "Whatever was *said*, in one or two lines."),
        Paragraph("what-to-mark.2", "What to mark", "The cue goes on here."),
        Paragraph("what-to-mark.3", "What to mark", "The source."),
        Paragraph("type.1", "Type", "direct"),
        Paragraph("type-2.1", "Type", "mixed"),
        Paragraph("section.1", "¿?", "odd"),
    )
    assert paragraphs("") == ()


@pytest.mark.parametrize("profile", PROFILE_NAMES)
def test_no_two_paragraphs_of_what_ships_have_the_same_id(profile: str) -> None:
    found = paragraphs(guideline_text(profile))
    assert len({one.id for one in found}) == len(found) > 10
    assert {one.heading for one in found} > {f"Profile: {profile}", "Type"}


def test_the_projects_own_text_goes_before_that_of_the_profile() -> None:
    assert guideline_text("speech", "# Ours") == "# Ours"
