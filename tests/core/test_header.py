"""Headers above an article."""

import pytest

from annotator.core.header import Header, iso_date, read_header


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


def test_every_field_has_its_place() -> None:
    text = "HEADLINE: Ice\nPublisher : Post\npubdate: 2026-03-02T07:00Z\nby: A. B.\nLink: x://y\n\nIt froze."
    assert read_header(text) == Header(
        "Ice", "Post", "2026-03-02", {"author": "A. B.", "url": "x://y"}, text.index("It")
    )


def test_blank_lines_between_fields_and_before_the_text_belong_to_the_header() -> None:
    text = "\n\nTitle: Ice\n\nSource: Post\n \n\nIt froze.\n"
    header = read_header(text)
    assert (header.title, header.source, text[header.end :]) == ("Ice", "Post", "It froze.\n")


def test_a_date_needs_no_blank_line_after_it() -> None:
    assert read_header("published 2026-03-02\nIt froze.") == Header(published="2026-03-02", end=21)
    assert read_header("Date: 2026-03-02\nIt froze.").published == "2026-03-02"


def test_a_field_that_comes_again_belongs_to_the_text() -> None:
    text = "Title: Ice\n\nTitle: what a title\n\nIt froze."
    assert text[read_header(text).end :].startswith("Title: what")


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2026-03-02", "2026-03-02"),
        ("Monday 2026-03-02T10:00Z", "2026-03-02"),
        ("2026-02-30", None),
        ("12 March", None),
        ("", None),
    ],
)
def test_the_iso_date_in_a_value(value: str, date: str | None) -> None:
    assert iso_date(value) == date


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
        "Title: Ice\nIt froze.",
        "date 2026-03-02\nTitle: Ice\nIt froze.",
        "Title:\n\nIt froze.",
        "headline 2026-03-02\n\nIt froze.",
        "\nIt froze.",
    ],
)
def test_prose_is_not_taken_for_a_header(text: str) -> None:
    assert read_header(text).end == 0
