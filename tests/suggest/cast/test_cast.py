"""The cast of a document: whom it names, by which name, of what gender and in which role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from annotator.suggest.cast import Cast, build_cast, members
from annotator.suggest.cast.lexicon import FEMALE, MALE, cast_words
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.names import read_name, same_person
from tests.suggest.cast.tiny import tiny

Read = Callable[[str], Doc]


def names(cast: Cast) -> list[str]:
    return [member.name for member in cast]


def test_surnames_join_the_full_name(read: Read) -> None:
    cast = build_cast(read("Senator Maria Delgado spoke on Monday. Delgado said little. Mrs. Delgado left early."))
    member = cast.named("Maria Delgado")
    assert member is not None
    assert len(member.mentions) == 3
    assert member.gender == "female"
    assert "senator" in member.roles


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("US Secretary of State Helen Marsh arrived. Marshs’ trip was short.", "Helen Marsh"),
        ("The talks with President (Viktor) Orlov failed. Orlov said so.", "Viktor Orlov"),
        ("CNN Peter Lindqvist asked. Lindqvist listened.", "Peter Lindqvist"),
        ("Karl van der Berg wrote it. Mr. van der Berg said no.", "Karl van der Berg"),
        ("Robert T. Hale Jr. resigned. Bob Hale said he was tired.", "Robert T. Hale Jr."),
    ],
)
def test_canonical_names(read: Read, text: str, name: str) -> None:
    assert name in names(build_cast(read(text)))


def test_given_name_last(read: Read) -> None:
    cast = build_cast(read("Defense Minister Chen Weiguo met nobody. Chen waited. Reporters saw Weiguo leave."))
    member = cast.named("Chen Weiguo")
    assert member is not None
    assert {m.name.text for m in member.mentions} == {"Chen Weiguo", "Chen", "Weiguo"}


def test_a_letter_wrong_is_the_same_surname(read: Read) -> None:
    cast = build_cast(read("Anna Kowalska founded the firm. Kowalska sold it. Later Ms. Kowalskaa bought it back."))
    assert [m.name for m in cast if m.kind is Kind.PERSON] == ["Anna Kowalska"]


def test_two_people_of_one_surname_are_kept_apart(read: Read) -> None:
    cast = build_cast(
        read("Mr. Harmon opened the door. Mrs. Harmon came in. “Sit down,” said Mrs. Harmon. Mr. Harmon sat down.")
    )
    assert [m.name for m in cast if m.kind is Kind.PERSON] == ["Mr. Harmon", "Mrs. Harmon"]


def test_where_a_miss_is_about_mrs_is_another(read: Read) -> None:
    cast = build_cast(read("Jane Miller looked up. Mrs. Miller frowned. “Miss Miller is late,” said Mr. Miller."))
    assert {m.name for m in cast if m.kind is Kind.PERSON} == {"Jane Miller", "Mrs. Miller", "Mr. Miller"}


def test_acronyms_join_organisations(read: Read) -> None:
    cast = build_cast(read("The World Trade Organization met in Geneva. The WTO said it would meet again."))
    assert "World Trade Organization" in names(cast)
    assert "WTO" not in names(cast)


def test_a_headline_does_not_lengthen_a_name(read: Read) -> None:
    text = "Mark Delaney Blasts Rivals In New Radio Ad.\n\nDelaney said so twice. Delaney was angry."
    assert "Mark Delaney Blasts" not in names(build_cast(read(text)))


def test_pronouns_tell_a_gender(read: Read) -> None:
    cast = build_cast(read("Quill opened her bag. Quill said she had lost her key."))
    member = cast.named("Quill")
    assert member is not None
    assert member.gender == "female"


def test_full_names_that_differ() -> None:
    words = cast_words("en")

    def same(one: str, other: str) -> bool:
        first, second = read_name(one.split(), words), read_name(other.split(), words)
        assert first is not None
        assert second is not None
        return same_person(first, second, words)

    assert same("St. John Rivers", "John Rivers")
    assert same("F. Scott Moran", "Scott Moran")
    assert not same("Carl Moran Jr.", "Carl Moran III")
    assert not same("Anne Moran", "Carl Moran")


def test_shouted_names_are_calmed() -> None:
    name = read_name(["SHANE", "O’ROURKE"], cast_words("en"))
    assert name is not None
    assert name.text == "Shane O’Rourke"


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(LookupError, match="xx"):
        cast_words("xx")


def gender(marked: str) -> str | None:
    """The gender of Quill, whom only pronouns tell of."""
    doc = tiny(marked, *[(t.i, t.i + 1, "PERSON") for t in tiny(marked) if t.text in ("Quill", "Moss")])
    member = build_cast(doc).named("Quill")
    assert member is not None
    return member.gender


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Quill saw her and her", FEMALE),
        ("Quill saw himself and his", MALE),
        ("Quill saw her", None),
        ("Quill saw Quill and her and hers", FEMALE),
        ("her hers Quill", None),
        ("Quill saw Moss and her and her", None),
        ("Quill saw her and her and him", FEMALE),
        ("Quill saw her and her and her and him and him", None),
        ("Quill saw her and her and her and her and him and him", FEMALE),
        ("Quill came | then she_PRP_nsubj left", FEMALE),
        ("Quill came | then she_PRP_nsubjpass left", FEMALE),
        ("Quill came | then her_PRP_dobj left", None),
        ("Quill came | then she_PRP_nsubj saw him_PRP_dobj", FEMALE),
        ("Quill came | it rained | then she_PRP_nsubj left", None),
        ("Quill and Moss came | then she_PRP_nsubj left", None),
        ("Quill came | then she_PRP_nsubj saw Moss", None),
        ("Quill saw her | then he_PRP_nsubj left", MALE),
        ("Quill saw her and her | then he_PRP_nsubj left", None),
        ("Quill came | the her and her saw Quill", None),
        ("she_PRP_nsubj saw Quill and her and her", None),
        ("she_PRP_nsubj saw Quill | then she_PRP_nsubj left", None),
        ("her_PRP_dobj saw Quill | then she_PRP_nsubj left", FEMALE),
    ],
)
def test_the_pronouns_near_a_name_vote_on_its_gender(marked: str, expected: str | None) -> None:
    assert gender(marked) == expected


def test_pronouns_do_not_overrule_a_name() -> None:
    cast = build_cast(tiny("Ruth Okafor saw him and his", (0, 2, "PERSON")))
    assert [member.gender for member in cast] == [FEMALE]


def test_members_are_numbered_in_the_order_of_their_first_mention_and_found_by_token() -> None:
    cast = build_cast(tiny("Ashby met Ruth Okafor and Danes_NNPS", (0, 1, "ORG"), (2, 4, "PERSON"), (5, 6, "NORP")))
    assert [(m.name, m.number, m.kind) for m in cast] == [
        ("Ashby", 0, Kind.ORG),
        ("Ruth Okafor", 1, Kind.PERSON),
        ("Danes", 2, Kind.GROUP),
    ]
    assert {i: member.name for i, (member, _) in cast.at.items()} == {
        0: "Ashby",
        2: "Ruth Okafor",
        3: "Ruth Okafor",
        5: "Danes",
    }
    assert (len(cast), cast.named("nobody")) == (3, None)


def test_a_member_is_compared_with_few_others_in_a_long_document(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = read("Jane Roe of Ohio said that Peter Doe had met the senator. “He lied,” she said. Doe denied it.\n\n")
    compared: list[int] = []
    monkeypatch.setattr(members, "same_person", lambda *names: compared.append(1) or same_person(*names))

    def comparisons(copies: int) -> int:
        compared.clear()
        build_cast(Doc.from_docs([doc] * copies, ensure_whitespace=False))  # type: ignore[arg-type]
        return len(compared)

    assert comparisons(20) <= 11 * comparisons(3)
