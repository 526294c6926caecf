"""Guideline profiles: their facts stand in one place."""

from __future__ import annotations

import pytest

from annotator.cli.options import Profile as ProfileOption
from annotator.core.errors import UsageError
from annotator.core.guideline_text import BY_PROFILE
from annotator.core.profiles import DEFAULT_PROFILE, PROFILE_NAMES, PROFILES, profile_named
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
    assert {profile.threshold for profile in PROFILES.values()} == {0.42}


def test_every_profile_is_explained_on_the_screen_and_in_the_help() -> None:
    assert set(BY_PROFILE) == set(PROFILE_NAMES)
    [option] = ProfileOption.__metadata__
    assert all(name in option.help for name in PROFILE_NAMES)


def test_a_scheme_asks_for_the_first_profile_by_default() -> None:
    assert load_scheme(None).profile == DEFAULT_PROFILE == "speech"


def test_a_profile_that_there_is_not() -> None:
    assert profile_named("guardian").name == "guardian"
    with pytest.raises(UsageError, match="no guideline profile 'parc'") as caught:
        profile_named("parc")
    assert caught.value.hint == "choose speech, polnear or guardian"
