"""Names read in tokens: where they end, what is no part of them, what names nobody."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.name_tokens import fits_name, is_title, name_end, read_body, read_person
from tests.suggest.cast.tiny import WORDS, tiny


@pytest.mark.parametrize(
    ("token", "title"),
    [
        ("Mayor", True),
        ("mayor_NN", False),
        ("Gov._IN", True),
        ("Sir_UH", True),
        ("Private_JJ", True),
        ("Mayor_VB", False),
        ("Baker", False),
        ("Don Okafor", False),
        ("Don Carlos", True),
        ("Mayor Earl Okafor", True),
    ],
)
def test_a_title_is_capitalised_and_a_noun(token: str, title: bool) -> None:
    assert is_title(tiny(token)[0], WORDS) is title


@pytest.mark.parametrize(
    ("marked", "title"),
    [
        ("Ruth King said", False),
        ("R. King said", False),
        ("Ruth King Jr. said", False),
        ("Ruth King Harald said", True),
        ("Okafor King said", True),
        ("Mr. King said", False),
        ("Sen. King said", False),
        ("Dr. King said", False),
        ("Lord King said", True),
        ("Mr. President said", True),
        ("Ruth King_NN said", True),
        ("ruth_NN King said", True),
        ("Ruth King.", True),
    ],
)
def test_a_title_behind_a_given_name_or_a_title_is_a_surname(marked: str, title: bool) -> None:
    assert is_title(tiny(marked)[1], WORDS) is title


@pytest.mark.parametrize(
    ("marked", "place", "entity", "fits"),
    [
        ("Ruth May left", 1, None, True),
        ("Mrs. May left", 1, None, True),
        ("in May Ruth left", 1, None, False),
        ("Ruth Monday left", 1, None, False),
        ("Ruth May_MD leave", 1, None, False),
        ("Ruth May 3", 1, (1, 3, "DATE"), False),
        ("Ruth English left", 1, (0, 2, "PERSON"), True),
        ("Okafor May left", 1, None, False),
        ("April Okafor left", 0, (0, 2, "PERSON"), True),
        ("April Okafor left", 0, None, False),
        ("April Okafor left", 0, (0, 1, "PERSON"), False),
    ],
)
def test_a_month_is_a_name_in_a_name(marked: str, place: int, entity: tuple[int, int, str] | None, fits: bool) -> None:
    doc = tiny(marked, *([entity] if entity else []))
    assert fits_name(doc[place], WORDS) is fits


@pytest.mark.parametrize(
    ("token", "fits"),
    [("Okafor", True), ("okafor_NN", False), ("Monday", False), ("Her_PRP$", False), ("At_IN", False), ("7", False)],
)
def test_what_can_be_a_word_of_a_name(token: str, fits: bool) -> None:
    assert fits_name(tiny(token)[0], WORDS) is fits


@pytest.mark.parametrize(
    ("marked", "end"),
    [
        ("Ruth Okafor left", 2),
        ("Ruth of Okafor", 1),
        ("Ludwig van der Berg left", 4),
        ("Ludwig van der den de Berg", 1),
        ("Ludwig van left", 1),
        ("Ludwig van der de Berg left", 5),
        ("Ludwig van", 1),
        ("Ludwig van R2 left", 1),
        ("Ludwig Van Berg left", 3),
        ("Ruth - Anne Okafor", 4),
        ("Ruth - anne", 1),
        ("Park Geun - hye_NNP said", 4),
        ("Park Geun - hye_NN said", 2),
        ("Ruth “ Buck ” Okafor left", 5),
        ("Ruth C. ( Buck ) Okafor left", 6),
        ("Ruth “ Big Buck ” Okafor left", 6),
        ("Ruth “ Big Old Buck ” Okafor left", 1),
        ("Ruth “ buck ” Okafor left", 1),
        ("Ruth “ Buck ” left", 1),
        ("Ruth “ Buck ” Left_VBD", 1),
        ("Ruth – Anne", 1),
        ("Ruth “ Anne", 1),
        ("Ruth -", 1),
        ("Ruth Van_IN Berg left", 1),
        ("Ruth Mayor Okafor", 1),
        ("Ruth", 1),
        ("B C D E F G H J", 6),
        ("Ruth ’s Okafor", 1),
        ("Ruth . Okafor", 1),
    ],
)
def test_where_the_words_of_a_name_end(marked: str, end: int) -> None:
    assert name_end(tiny(marked), 0, WORDS) == end


def test_words_that_touch_are_no_run() -> None:
    for spaces, end in (([False, False], 1), ([True, False], 2)):
        doc = Doc(tiny("x").vocab, words=["Ruth", "Okafor"], spaces=spaces, tags=["NNP", "NNP"])
        assert name_end(doc, 0, WORDS) == end
    for mark in "-–":
        doc = Doc(tiny("x").vocab, words=["Ruth", mark, "Anne"], spaces=[False] * 3, tags=["NNP", ":", "NNP"])
        assert name_end(doc, 0, WORDS) == 3


def read(marked: str, start: int = 0, end: int | None = None) -> tuple[str, int, int, int] | None:
    doc = tiny(marked)
    found = read_person(doc, start, len(doc) if end is None else end, WORDS)
    return found and (found.name.text, found.lead, found.start, found.end)


@pytest.mark.parametrize(
    ("marked", "start", "end", "expected"),
    [
        ("Ruth Okafor", 0, 2, ("Ruth Okafor", 0, 0, 2)),
        ("“ the Ruth Okafor ’s", 0, 5, ("Ruth Okafor", 2, 2, 4)),
        ("Ruth Okafor said", 0, 3, ("Ruth Okafor", 0, 0, 2)),
        ("van Berg", 0, 2, ("van Berg", 0, 0, 2)),
        ("Ruth Okafor jr", 0, 3, ("Ruth Okafor jr.", 0, 0, 3)),
        ("the Mayor Gov. Okafor", 1, 4, ("Okafor", 1, 3, 4)),
        ("the Mayor Gov. Okafor", 3, 4, ("Okafor", 1, 3, 4)),
        ("the mayor_NN Okafor", 2, 3, ("Okafor", 2, 2, 3)),
        ("Billionaire Carl Okafor", 0, 3, ("Carl Okafor", 1, 1, 3)),
        ("Angry_JJ Carl Okafor", 0, 3, ("Carl Okafor", 1, 1, 3)),
        ("Angry Carl Okafor", 0, 3, ("Angry Carl Okafor", 0, 0, 3)),
        ("Angry_JJ Quill Okafor", 0, 3, ("Angry Quill Okafor", 0, 0, 3)),
        ("Carl_JJ Ruth Okafor", 0, 3, ("Carl Ruth Okafor", 0, 0, 3)),
        ("Ab_JJ Carl Okafor", 0, 3, ("Ab Carl Okafor", 0, 0, 3)),
        ("Angry_JJ Carl Quill Okafor", 0, 4, ("Carl Quill Okafor", 1, 1, 4)),
        ("( Ruth ) Okafor", 1, 4, ("Ruth Okafor", 1, 1, 4)),
        ("Mayor", 0, 1, None),
        ("Mr. King", 1, 2, ("King", 0, 1, 2)),
        ("Ruth Okafor—seven", 0, 2, ("Ruth Okafor", 0, 0, 2)),
        ("Ruth Okafor‘s", 0, 2, ("Ruth Okafor", 0, 0, 2)),
        ("Counsel Ruth A. Okafor", 0, 4, ("Ruth A. Okafor", 0, 1, 4)),
        ("Ruth A. Okafor", 0, 3, ("Ruth A. Okafor", 0, 0, 3)),
        ("Ruth A Okafor", 0, 3, None),
        ("Ruth King", 0, 2, ("Ruth King", 0, 0, 2)),
        ("the King", 1, 2, None),
        ("Mayor Earl Quill Okafor", 1, 4, ("Earl Quill Okafor", 0, 1, 4)),
        ("Park Geun - hye_NNP", 0, 4, ("Park Geun-hye", 0, 0, 4)),
        ("Park Geun - hye_NN", 0, 4, ("Park Geun", 0, 0, 2)),
        ("Ruth “ Buck ” Okafor", 0, 5, ("Ruth Okafor", 0, 0, 5)),
        ("Ruth C. ( Buck ) Okafor", 0, 6, ("Ruth C. Okafor", 0, 0, 6)),
        ("Ruth ’s Okafor", 0, 3, None),
        ("Ruth Monday", 0, 2, None),
        ("Okafor Bank", 0, 2, None),
        ("Bank", 0, 1, ("Bank", 0, 0, 1)),
        ("Okafor Frank", 0, 2, ("Okafor Frank", 0, 0, 2)),
        ("Ruth said Okafor", 0, 3, None),
        ("said", 0, 1, None),
        ("B C D E F G H J", 0, 8, ("B C D E F G H J", 0, 0, 8)),
        ("B C D E F G H J K", 0, 9, None),
        ("Mayor Quill", 0, 2, ("Quill", 0, 1, 2)),
        ("Dean Quill", 0, 2, ("Dean Quill", 0, 0, 2)),
        ("Mayor general_NN Okafor", 0, 3, None),
    ],
)
def test_a_person(marked: str, start: int, end: int, expected: tuple[str, int, int, int] | None) -> None:
    assert read(marked, start, end) == expected


def test_a_nickname_in_marks_is_kept_apart() -> None:
    found = read_person(tiny("Ruth “ Buck ” Okafor"), 0, 5, WORDS)
    assert found is not None
    assert (found.name.keys, found.name.nicknames) == (("ruth", "okafor"), ("buck",))


def test_a_known_name_may_look_like_another_word() -> None:
    assert read_person(tiny("for May"), 1, 2, WORDS) is None
    known = read_person(tiny("for May"), 1, 2, WORDS, known=True)
    assert known is not None
    assert known.name.text == "May"


def test_titles_of_a_person_stand_before_the_name_and_tell_what_is_sure() -> None:
    found = read_person(tiny("the Mayor Gov. Okafor"), 3, 4, WORDS, sure=False)
    assert found is not None
    assert (found.name.titles, found.kind, found.sure) == (("mayor", "gov"), Kind.PERSON, False)


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("the Quills_NNPS", Kind.GROUP),
        ("the Quills_NNS", Kind.GROUP),
        ("The Quills_NNPS", Kind.GROUP),
        ("the Quills_NNP", Kind.PERSON),
        ("the Quill_NNPS", Kind.PERSON),
        ("two Quills_NNPS", Kind.PERSON),
    ],
)
def test_a_family_is_a_group(marked: str, kind: Kind) -> None:
    found = read_person(tiny(marked), 1, 2, WORDS)
    assert found is not None
    assert found.kind is kind
    first = read_person(tiny("Quills_NNPS saw the"), 0, 1, WORDS)
    assert first is not None
    assert first.kind is Kind.PERSON


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("the Bank of Ashby ’s", "Bank of Ashby"),
        ("“ The Bank ”", "Bank"),
        ("Ashby Inc. ’s", "Ashby Inc."),
        ("Ashby .", "Ashby"),
        ("the bank", None),
        ("the", None),
        ("Monday Today", None),
        ("Monday Bank", "Monday Bank"),
        ("A B C D E F G H J K", "B C D E F G H J K"),
        ("B C D E F G H J K L", "B C D E F G H J K L"),
        ("B C D E F G H J K L M", None),
    ],
)
def test_a_body(marked: str, expected: str | None) -> None:
    doc = tiny(marked)
    found = read_body(doc, 0, len(doc), WORDS)
    assert (found and found.name.text) == expected
    if found:
        assert (found.kind, found.sure, doc[found.start : found.end].text) == (Kind.ORG, True, expected)


def test_a_people_is_plural() -> None:
    found = read_body(tiny("the Danes_NNPS"), 0, 2, WORDS, people=True, sure=False)
    assert found is not None
    assert (found.kind, found.name.text, found.sure) == (Kind.GROUP, "Danes", False)
    assert read_body(tiny("the Danish_JJ"), 0, 2, WORDS, people=True) is None
