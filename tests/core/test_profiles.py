"""Guideline profiles: their facts stand in one place."""

from __future__ import annotations

from inspect import signature

import pytest

from annotator.cli.model.suggest import suggest
from annotator.cli.options import with_options
from annotator.core.errors import UsageError
from annotator.core.profiles import (
    BY_PROFILE,
    DEFAULT_PROFILE,
    PROFILE_NAMES,
    PROFILES,
    Paragraph,
    guideline_text,
    paragraphs,
    profile_named,
)
from annotator.core.scheme import load_scheme


def test_what_lies_within_what() -> None:
    within = {name: {other for other in PROFILES if PROFILES[other].lies_within(PROFILES[name])} for name in PROFILES}
    assert within == {
        "polnear": {"polnear", "speech", "guardian"},
        "speech": {"speech", "guardian"},
        "guardian": {"guardian"},
    }


def test_the_facts_of_the_profiles() -> None:
    assert PROFILE_NAMES == ("speech", "polnear", "guardian")
    assert [name for name, profile in PROFILES.items() if profile.beliefs] == ["polnear"]
    assert [name for name, profile in PROFILES.items() if profile.marked_only] == ["guardian"]
    assert [name for name, profile in PROFILES.items() if profile.cued_only] == ["polnear"]
    assert [name for name, profile in PROFILES.items() if profile.bare_cue] == ["guardian"]


def test_every_profile_is_explained_on_the_screen_and_in_the_help() -> None:
    assert set(BY_PROFILE) == set(PROFILE_NAMES)
    [option] = signature(with_options(suggest)).parameters["profile"].annotation.__metadata__
    assert all(name in option.help for name in PROFILE_NAMES)


def test_a_scheme_asks_for_the_first_profile_by_default() -> None:
    assert load_scheme(None).profile == DEFAULT_PROFILE == "speech"


def test_a_profile_that_there_is_not() -> None:
    assert profile_named("guardian").name == "guardian"
    with pytest.raises(UsageError, match="no guideline profile 'parc'") as caught:
        profile_named("parc")
    assert caught.value.hint == "choose speech, polnear or guardian"


# ---- Paragraphs of guidelines have ids that say which one is meant.


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


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("# Type\na\n# Type\nb\n# Type 2\nc", ["type.1", "type-2.1", "type-2-2.1"]),
        ("# Type 2\na\n# Type\nb\n# Type\nc", ["type-2.1", "type.1", "type-3.1"]),
        ("a\n# Guidelines\nb", ["guidelines.1", "guidelines-2.1"]),
        ("# Guidelines\na\n# Guidelines\nb", ["guidelines.1", "guidelines-2.1"]),
    ],
)
def test_headings_that_would_have_one_id_have_two(text: str, ids: list[str]) -> None:
    assert [paragraph.id for paragraph in paragraphs(text)] == ids


@pytest.mark.parametrize("profile", PROFILE_NAMES)
def test_no_two_paragraphs_of_what_ships_have_the_same_id(profile: str) -> None:
    found = paragraphs(guideline_text(profile))
    assert len({one.id for one in found}) == len(found) > 10
    assert {one.heading for one in found} > {f"Profile: {profile}", "Type"}


def test_the_projects_own_text_goes_before_that_of_the_profile() -> None:
    assert guideline_text("speech", "# Ours") == "# Ours"
