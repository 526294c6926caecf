"""Who wrote an opinion piece is the "I" of its narration."""

from __future__ import annotations

import pytest

from tests.suggest.cast.asking import Read, who

PIECE = "Roads are bad.\n\nI think that roads need care.\n\nMayors ignore them.\n\n"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Ruth Okafor is the author of two books on roads.", "Ruth Okafor"),
        ("Ruth Okafor laughed.", None),
        ("The mayor is Ruth Okafor.", None),
        ("“Ruth Okafor is the author of two books on roads.”", None),
        ("Okafor is the author of two books on roads.", None),
    ],
)
def test_the_note_behind_a_piece_says_who_i_is(read: Read, note: str, expected: str | None) -> None:
    assert who(read, PIECE + note, "I") == [expected]


def test_who_is_named_before_the_end_is_not_the_author(read: Read) -> None:
    piece = PIECE.replace("Mayors ignore", "Ruth Okafor ignores") + "It rains.\n\nIt pours.\n\n"
    assert who(read, piece + "Ruth Okafor is the mayor of Ashby.", "I") == [None]


def test_the_author_is_introduced_in_the_last_paragraphs_and_only_there(read: Read) -> None:
    note = "Ruth Okafor is the author of two books on roads."
    assert who(read, f"{PIECE}{note}\n\nRoads matter.", "I") == ["Ruth Okafor"]
    assert who(read, f"{PIECE}{note}" + "\n\nRoads matter." * 4, "I") == [None]
    assert who(read, note + " I think that roads need care.", "I") == [None], "it is no note where it stands first"
    assert who(read, f"{PIECE}Otto is late. {note}", "I") == [None]


def test_others_who_are_named_before_the_note_are_not_the_author(read: Read) -> None:
    note = "Ruth Okafor is the author of two books on roads."
    assert who(read, f"The World Bank and Otto Lane met Vale.\n\n{PIECE}{note}", "I") == ["Ruth Okafor"]
    assert who(read, f"{PIECE}Otto Lane slept.\n\n{note}", "I") == ["Ruth Okafor"]
