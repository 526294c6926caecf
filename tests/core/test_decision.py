"""Under which names people work, and as what."""

from __future__ import annotations

import pytest

from annotator.core.decision import (
    LONGEST_NAME,
    Answer,
    Decision,
    NewDecision,
    Role,
    Sight,
    is_name,
    is_of_a_role,
    may_work,
)
from annotator.core.model import Labels


@pytest.mark.parametrize(
    ("name", "named", "works"),
    [
        ("ana", True, True),
        ("Ana Lind", True, True),
        ("", False, False),
        (" ana", False, False),
        ("ana\n", False, False),
        ("a\x1bb", False, False),
        ("review:ana", True, False),
        ("test:ana", True, False),
        ("a" * LONGEST_NAME, True, False),
        ("a" * (LONGEST_NAME + 1), False, False),
        ("a" * (LONGEST_NAME - len("review:")), True, True),
        ("a" * (LONGEST_NAME - len("test:")), True, False),
    ],
)
def test_a_name_can_be_shown_and_leaves_room_for_the_names_of_all_roles(name: str, named: bool, works: bool) -> None:
    assert (is_name(name), may_work(name)) == (named, works)


def test_each_role_has_a_name_of_its_own() -> None:
    names = [role.name_of("ana") for role in Role]
    assert names == ["ana", "review:ana", "test:ana"]
    assert [is_of_a_role(name) for name in names] == [False, True, True]


def test_what_is_not_said_of_a_decision_is_nothing_and_all_that_is_said_goes_on_with_it() -> None:
    new = NewDecision(7, Answer.ACCEPT, Labels())
    kept = Decision(3, "ana", Answer.ACCEPT, Labels(), "now")
    nothing = (None, False, False, 0.0, 0)  # note, flagged, implied, seconds, keys
    assert new == NewDecision(7, Answer.ACCEPT, Labels(), None, None, *nothing, Sight.SUGGESTION, None)
    assert new.kept(3, "ana", "now") == kept
    assert kept == Decision(3, "ana", Answer.ACCEPT, Labels(), "now", *nothing, None, Sight.SUGGESTION, None)
    assert kept.relabelled(7, Labels((), ("sport",))) == new._replace(labels=Labels((), ("sport",)), replaces=3)
    said = NewDecision(7, Answer.REJECT, Labels(), 5, 3, "hm", True, True, 2.5, 4, Sight.WITHHELD, 6)
    stored = said.kept(3, "ana", "now")
    assert stored == Decision(3, "ana", Answer.REJECT, Labels(), "now", "hm", True, True, 2.5, 4, 5, Sight.WITHHELD, 6)
    assert stored.relabelled(7, Labels()) == said
