"""Where a long text is cut into pieces."""

from __future__ import annotations

import pytest

from annotator.suggest.text.chunks import RUN, chunks


@pytest.mark.parametrize(
    ("text", "size", "pieces"),
    [
        ("", 5, [""]),
        ("abcde", 5, ["abcde"]),
        ("abcdef", 5, ["abcde", "f"]),
        ("ab cdef", 5, ["ab ", "cdef"]),
        ("a bcdef", 5, ["a bcd", "ef"]),  # the space stands in the first half
        ("Once. Two now.", 9, ["Once. ", "Two now."]),
        ("(Once.) Two now.", 11, ["(Once.) ", "Two now."]),
        ("One a. b\nc d.", 12, ["One a. b\n", "c d."]),
        ("One aa\n\nb\nc d e.", 12, ["One aa\n\n", "b\nc d e."]),
        ("One. Two. Six. Ten.", 16, ["One. Two. Six. ", "Ten."]),  # the last of them
    ],
)
def test_a_piece_ends_at_the_best_place_of_its_second_half(text: str, size: int, pieces: list[str]) -> None:
    assert chunks(text, size) == pieces


@pytest.mark.parametrize(("length", "pieces"), [(RUN, [RUN]), (RUN + 1, [RUN, 1]), (2 * RUN, [RUN, RUN])])
def test_no_piece_holds_a_longer_run_without_white_space(length: int, pieces: list[int]) -> None:
    assert [len(piece) for piece in chunks("x" * length)] == pieces
