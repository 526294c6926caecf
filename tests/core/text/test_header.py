"""Headers above an article."""

import pytest

from annotator.core.text.header import Header, iso_date, read_header


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
        {"author": "A. B.", "url": "x://y"}, "Ice", "Post", "2026-03-02", text.index("It")
    )


@pytest.mark.parametrize(
    ("lines", "meta"),
    [
        (["Title: Ice", "By Rita Salcedo", "Source: Post"], {"author": "Rita Salcedo"}),
        (["By Rita Salcedo", "Title: Ice", "Source: Post"], {"author": "Rita Salcedo"}),
        (["Title: Ice", "Author: A. B.", "By Rita Salcedo"], {"author": "A. B.", "header": "By Rita Salcedo"}),
        (
            ["Title: Ice", "By Rita Salcedo", "Author: Ana Berg"],
            {"author": "Rita Salcedo", "header": "Author: Ana Berg"},
        ),
        (["Title: Ice", "Word count : 300", "Desk: City"], {"word count": "300", "desk": "City"}),
        (["Title: Ice", "Source: Post", "KELMOUTH"], {"header": "KELMOUTH"}),
        (["Title: Ice", "Source: Post", "Headline: Snow"], {"header": "Headline: Snow"}),
        (["Title: Ice", "Header: one", "Desk: City"], {"header": "Header: one", "desk": "City"}),
        (["Source: Post", "Author: A. B.", "Desk: City"], {"author": "A. B.", "desk": "City"}),
        (
            ["Title: Ice", "Desk: City", "", "Source: Post", "ID: 7", "Desk: Sea"],
            {"id": "7", "desk": "City", "header": "Desk: Sea"},
        ),
        (
            ["Title: Ice", "Desk: City", "Noon", "", "ID: 7", "Link: b", "Dusk"],
            {"id": "7", "desk": "City", "url": "b", "header": "Noon\nDusk"},
        ),
    ],
)
def test_lines_of_a_header_without_a_known_field_stand_in_meta(lines: list[str], meta: dict[str, str]) -> None:
    text = "\n".join([*lines, "", "It froze."])
    header = read_header(text)
    assert (header.title, header.meta, text[header.end :]) == (
        "Ice" if "Title: Ice" in lines else None,
        meta,
        "It froze.",
    )


def test_twenty_lines_may_stand_together_in_a_header() -> None:
    labels = [f"{a}{b}" for a in "pqrstu" for b in "vwx"]
    text = "\n".join(["Title: Ice", *(f"{label}: x" for label in labels), "Source: Post", "", "It froze."])
    header = read_header(text)
    assert (header.title, header.source, header.meta) == ("Ice", "Post", dict.fromkeys(labels, "x"))
    assert text[header.end :] == "It froze."


def test_blank_lines_between_fields_and_before_the_text_belong_to_the_header() -> None:
    text = "\n\nTitle: Ice\n\nSource: Post\n \n\nIt froze.\n"
    header = read_header(text)
    assert (header.title, header.source, text[header.end :]) == ("Ice", "Post", "It froze.\n")


def test_a_date_needs_no_blank_line_after_it() -> None:
    assert read_header("published 2026-03-02\nIt froze.") == Header({}, published="2026-03-02", end=21)
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
        # Lines that nobody knows make no header, nor do they where prose, or too many of them, stand with a field.
        "By Rita Salcedo\n\nIt froze.",
        "Desk: City\nWords: 300\n\nIt froze.",
        "Source: close to the talks\nMinister: we are ready\n\nIt froze.",
        "Title: Ice\nKELMOUTH\n\nIt froze.",
        "Title: An interview\nQ: When does it freeze?\nA: At noon.\n\nIt froze.",
        "Title: Ice\nBy then she had said: “It froze.”\n\nIt froze.",
        f"Title: Ice\nDesk: {'x' * 100}\n\nIt froze.",
        "Title: Ice\n" + "".join(f"{a}{b}: x\n" for a in "abcde" for b in "vwxy") + "\nIt froze.",
    ],
)
def test_prose_is_not_taken_for_a_header(text: str) -> None:
    assert read_header(text).end == 0
