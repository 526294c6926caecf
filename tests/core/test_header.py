"""Headers above an article."""

import pytest

from annotator.core.header import read_header


def test_a_date_line_is_metadata_even_with_space_around_it() -> None:
    header = read_header(" date 2023-07-23 \n\n\n\nThe story begins.")
    assert header.published == "2023-07-23"
    assert header.end == len(" date 2023-07-23 \n\n\n\n")


def test_fields_up_to_a_blank_line_are_metadata() -> None:
    text = "Title: A storm: its path\nSource: The Kelmouth Courier\nDate: 12 March 2026\nAuthor: A. B.\n\nIt rained."
    header = read_header(text)
    assert header.title == "A storm: its path"
    assert header.source == "The Kelmouth Courier"
    assert header.published == "12 March 2026"
    assert header.meta == {"author": "A. B."}
    assert text[header.end :] == "It rained."


@pytest.mark.parametrize(
    "text",
    [
        "It rained.\nTitle: not a header",
        "Source: close to the talks said that\nnothing was agreed.",
        "date 2023-99-99\n\nAn impossible day.",
        "Minister: we are ready\n\nSo she said.",
        "",
        "\n\n",
        "Title: only a header",
    ],
)
def test_prose_is_not_taken_for_a_header(text: str) -> None:
    assert read_header(text).end == 0
