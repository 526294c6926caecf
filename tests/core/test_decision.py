"""Under which names people work, and as what."""

from __future__ import annotations

import pytest

from annotator.core.decision import LONGEST_NAME, Role, is_name, is_of_a_role, may_work


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
