"""A parsed text as the rules look at it: paragraphs, sentences, quoted regions."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.core.text.marked_text import paragraphs
from annotator.suggest.text.view import View
from tests.suggest.conftest import Read

REGIONS = [
    ("“It is late,” she said. “Go.”", ["“It is late,”", "“Go.”"], []),
    ('"It is late," she said.', ['"It is late,"'], []),
    ("„Es ist spät“, sagte sie.", ["„Es ist spät“"], []),
    ("„Es ist spät”, sagte sie.", ["„Es ist spät”"], []),
    ("«Il est tard», dit-elle.", ["«Il est tard»"], []),
    ("»Es ist spät«, sagte sie.", ["»Es ist spät«"], []),
    ("”Det är sent”, sa hon.", ["”Det är sent”"], []),
    ("‘It is late,’ she said.", ["‘It is late,’"], []),
    ("'It is late,' she said.", ["'It is late,'"], []),
    ("“He said ‘no’ to it.”", ["“He said ‘no’ to it.”"], []),
    ("‘Twas late. She said ’tis so.", [], []),
    ("The members' vote and the workers' choice.", [], []),
    ("``It is late,'' she said.", ["``It is late,''"], []),
    ("It is late,” she said.", [], [0]),
    ("“It is late, she said.", [], [0]),
    ("“It “is” late,” she said.", [], [0]),
    ("“It is late.\n\n“Go home.”", ["“It is late.", "“Go home.”"], []),
    ("“No,” he said. “It is late.\n\n“Go home.”", ["“No,”", "“It is late.", "“Go home.”"], []),
    ("“It is late.\n\nGo home.”", [], [0, 1]),
    ("“It is late.\n\nHe said: “Go home.”", ["“Go home.”"], [0]),
    ("“It is late.\n\n”Go home.”", [], [0, 1]),
]


@pytest.mark.parametrize(("text", "regions", "unbalanced"), REGIONS)
def test_quoted_regions_and_paragraphs_whose_marks_do_not_pair(
    read: Read, text: str, regions: list[str], unbalanced: list[int]
) -> None:
    doc = read(text)
    view = View(doc)
    assert [doc[region.start : region.end].text for region in view.regions] == regions
    assert sorted(view.unbalanced) == unbalanced
    held = [any(region.start <= i < region.end for region in view.regions) for i in range(len(doc))]
    assert [view.quoted(i) for i in range(len(doc))] == held
    assert [view.region(i) is not None for i in range(len(doc))] == held


def test_a_region_that_runs_on_is_not_closed(read: Read) -> None:
    doc = read("“It is late.\n\n“Go home.”")
    first, second = View(doc).regions
    assert (first.closed, first.paragraph) == (False, 0)
    assert (second.closed, second.paragraph) == (True, 1)
    assert doc[slice(*first.inner)].text == "It is late."
    assert doc[slice(*second.inner)].text == "Go home."


def test_marks_are_known_even_where_they_do_not_pair(read: Read) -> None:
    assert sorted(View(read("“No,” he said.")).marks) == [0, 3]
    assert sorted(View(read("No,” he said.")).marks) == [2]


def test_marks_may_be_lost_where_there_are_none_or_they_do_not_pair(read: Read) -> None:
    assert View(read("It is late.")).lost_marks(1)
    view = View(read("“It is late,” he said.\n\nIt is late,” he said."))
    assert not view.lost_marks(1)
    assert view.lost_marks(len(view.doc) - 1)


def test_paragraphs_and_sentences_by_token(read: Read) -> None:
    doc = read("It is late. Go home.\n\nWe left.")
    view = View(doc)
    assert [doc[slice(*span)].text.strip() for span in view.paragraphs] == ["It is late. Go home.", "We left."]
    assert [doc[slice(*span)].text.strip() for span in view.sentences] == ["It is late.", "Go home.", "We left."]
    assert [view.sentence_of[i] for i in range(len(doc))] == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    assert [view.paragraph_of[i] for i in range(len(doc))] == [0] * 8 + [1] * 3
    assert doc[slice(*view.sentence(5))].text.strip() == "Go home."
    assert view.words(0, 8) == 5
    assert view[1].text == "is"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\nTwo.", ["One.", "Two."]),
        ("One\nline.", ["One\nline."]),
        ("One\n\nline.", ["One", "line."]),
        ("One\n \nline.", ["One", "line."]),
        ("He said:\nOne.", ["He said:", "One."]),
        ("“One.”\nTwo", ["“One.”", "Two"]),
        ("(One.)\nTwo", ["(One.)", "Two"]),
        ("One,\nTwo", ["One,\nTwo"]),
        ("x" * 100 + "\nTwo", ["x" * 100 + "\nTwo"]),
        ("x" * 101 + "\nTwo", ["x" * 101, "Two"]),
        ("  \n One. \n", ["One."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_paragraphs_of_a_text(text: str, expected: list[str]) -> None:
    assert [text[slice(*span)] for span in paragraphs(text)] == expected


def test_a_paragraph_starts_a_sentence_and_an_abbreviated_title_ends_none(read: Read) -> None:
    doc = read("the bridge of the town:\nthe mayor met Asst. Lopez there.")
    starts = [token.text for token in doc if token.is_sent_start]
    assert starts == ["the", "the"]


def test_marks_inside_a_token_take_the_whole_token(read: Read) -> None:
    view = View(Doc(read("Go.").vocab, words=["“Go”", "she", "said", "."], spaces=[True, True, False, False]))
    assert view.marks == {0}
    assert [(region.start, region.end) for region in view.regions] == [(0, 1)]


def test_white_space_between_paragraphs_belongs_to_the_one_before(read: Read) -> None:
    view = View(read("\n One.\n\nTwo.\n\n\nThree."))
    assert [view[start].text for start, _ in view.paragraphs[1:]] == ["Two", "Three"]
    assert view.paragraph_of == sorted(view.paragraph_of)
    assert view.paragraphs[0][0] == 0


@pytest.mark.parametrize(
    ("text", "runs_on"),
    [
        ("“No.”\n\n“It is late.\n\n“Go home.”", True),
        ("“Yes.” “No.”\n\n“It is late.", False),
        ("“It is late.\n\nNo, “go home.”", False),
    ],
)
def test_speech_runs_on_only_where_the_next_paragraph_opens_with_a_mark(read: Read, text: str, runs_on: bool) -> None:
    assert any(not region.closed for region in View(read(text)).regions) is runs_on
