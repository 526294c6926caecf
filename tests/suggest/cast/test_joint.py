"""Several who speak together: whom a source joins, and how they are listed."""

from __future__ import annotations

import pytest
from spacy.tokens import Span, Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.joint import JointSpeakers
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.cast.strangers import Strangers
from tests.suggest.cast.tiny import WORDS, tiny

Entity = tuple[int, int, str]


class Source:
    """A source, and the members that it may join: every name is a member of its own."""

    def __init__(self, marked: str, *entities: Entity, head: int = 0, end: int | None = None) -> None:
        self.doc = tiny(marked, *entities)
        members = []
        for number, mention in enumerate(find_mentions(self.doc, WORDS)):
            member = Member(number, mention.kind, mention.name.text, mentions=[mention])
            members.append(member)
        at = {i: (m, m.mentions[0]) for m in members for i in range(m.mentions[0].start, m.mentions[0].end)}
        self.cast = Cast(tuple(members), at, WORDS)
        self.joint = JointSpeakers(self.cast, Strangers(len(members)))
        self.tokens, self.head = self.doc[: len(self.doc) if end is None else end], self.doc[head]

    def who(self, tokens: Span, head: Token) -> Member | None:
        """Whom the text names there; "the senator" is somebody too."""
        if head.lower_ in ("senator", "he"):
            return Member(99, Kind.PERSON, "Carl Moss")
        return self.cast.at[head.i][0] if head.i in self.cast.at else None

    def member(self) -> Member | None:
        return self.joint.of(self.tokens, self.head, self.who)


def joined(marked: str, *entities: Entity, head: int = 0) -> str | None:
    member = Source(marked, *entities, head=head).member()
    return member and member.name


RUTH, OTTO = (0, 2, "PERSON"), (3, 5, "PERSON")


@pytest.mark.parametrize(
    ("marked", "entities", "expected"),
    [
        ("Ruth Okafor and_CC_cc Otto Vale", (RUTH, OTTO), "Ruth Okafor and Otto Vale"),
        ("Ruth Okafor or_CC Otto Vale", (RUTH, OTTO), None),
        ("Ruth Okafor , Otto Vale", (RUTH, OTTO), None),
        ("Ruth Okafor and_CC_cc Ruth Okafor", (RUTH, OTTO), None),
        ("Ruth Okafor and_CC_cc Otto Vale both_DT", (RUTH, OTTO), "Ruth Okafor and Otto Vale"),
        ("Ruth Okafor and_CC_cc Otto Vale , dentists_NNS", (RUTH, OTTO), "Ruth Okafor and Otto Vale"),
        ("Ruth Okafor and_CC_cc Otto Vale letters_NNS", (RUTH, OTTO), None),
        ("Ruth Okafor and_CC_cc Otto Vale ’s", (RUTH, OTTO), None),
        ("Ruth Okafor and_CC_cc Mayor Otto Vale", (RUTH, (4, 6, "PERSON")), "Ruth Okafor and Otto Vale"),
        ("Ruth Okafor of_IN Ashby and_CC_cc Otto Vale", (RUTH, (5, 7, "PERSON")), None),
        (
            "Ruth Okafor ( D - Ohio ) , Otto Vale and_CC_cc Ann Poe ( R )",
            (RUTH, (8, 10, "PERSON"), (11, 13, "PERSON")),
            "Ruth Okafor, Otto Vale and Ann Poe",
        ),
        (
            "Ruth Okafor ( Ohio ) and_CC_cc Otto Vale",
            (RUTH, (3, 4, "GPE"), (6, 8, "PERSON")),
            "Ruth Okafor and Otto Vale",
        ),
        (
            "Ruth Okafor of_IN Ohio and_CC_cc Otto Vale",
            (RUTH, (3, 4, "GPE"), (5, 7, "PERSON")),
            "Ruth Okafor and Otto Vale",
        ),
        (
            "Ruth Okafor as_RB well_RB as_IN Mayor Otto Vale",
            (RUTH, (6, 8, "PERSON")),
            "Ruth Okafor and Otto Vale",
        ),
        ("Ruth Okafor as_RB Mayor Otto Vale", (RUTH, (4, 6, "PERSON")), None),
        (
            "Ruth Okafor and_CC_cc Otto Vale as_RB well_RB as_IN former_JJ Gov. Ann Poe",
            (RUTH, OTTO, (10, 12, "PERSON")),
            "Ruth Okafor, Otto Vale and Ann Poe",
        ),
        ("Ashby Works and_CC_cc Otto Vale", ((0, 2, "ORG"), OTTO), "Ashby Works and Otto Vale"),
    ],
)
def test_names_in_a_list(marked: str, entities: tuple[Entity, ...], expected: str | None) -> None:
    assert joined(marked, *entities) == expected


@pytest.mark.parametrize(
    ("marked", "head", "expected"),
    [
        ("both_CC Ruth Okafor and_CC_cc Otto Vale", 1, "Ruth Okafor and Otto Vale"),
        ("Actors_NNS Ruth Okafor and_CC_cc Otto Vale", 0, "Ruth Okafor and Otto Vale"),
        ("Actor_NN Ruth Okafor and_CC_cc Otto Vale", 0, None),
        ("friends_NNS of_IN Okafor and_CC_cc Otto Vale", 0, None),
        ("Mayor Ruth Okafor and_CC_cc Otto Vale", 0, "Ruth Okafor and Otto Vale"),
    ],
)
def test_what_may_stand_before_the_first_name(marked: str, head: int, expected: str | None) -> None:
    start = 2 if " of_" in marked else 1
    assert joined(marked, (start, 3, "PERSON"), (4, 6, "PERSON"), head=head) == expected


def test_names_that_stand_beside_a_noun_for_all_of_them_are_who_speaks() -> None:
    text = "Moss ’s old_JJ rivals_NNS , Ruth Okafor and_CC_cc Otto Vale"
    assert joined(text, (0, 1, "PERSON"), (5, 7, "PERSON"), (8, 10, "PERSON"), head=3) == "Ruth Okafor and Otto Vale"


def test_a_body_that_belongs_to_a_title_is_no_speaker() -> None:
    text = "Ruth Okafor and_CC_cc Ashby Works Chairman_NN Otto Vale"
    entities = (RUTH, (3, 5, "ORG"), (6, 8, "PERSON"))
    assert joined(text, *entities) == "Ruth Okafor and Otto Vale"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Ruth Okafor_NNP_nsubj and_CC_cc_1 her_PRP$_poss_4 aides_NNS_conj_1", "Ruth Okafor and her aides"),
        ("Ruth Okafor_NNP_nsubj and_CC_cc_1 the_DT_det_4 senator_NN_conj_1", "Ruth Okafor and Carl Moss"),
        ("Ruth Okafor_NNP_nsubj and_CC_cc_1 he_PRP_conj_1", "Ruth Okafor and Carl Moss"),
        ("Ruth Okafor_NNP_nsubj and_CC_cc_1 the_DT_det_5 local_JJ paper_NN_conj_1", "Ruth Okafor and local paper"),
        ("Ruth Okafor_NNP_nsubj and_CC_cc_1 senator_NN_conj_1", None),
        (
            "Ruth Okafor_NNP_nsubj and_CC_cc_1 the_DT_det_5 Moss_NNP_compound_5 chain_NN_conj_1",
            "Ruth Okafor and Moss chain",
        ),
        ("Ruth Okafor_NNP_nsubj and_CC_cc_1 the_DT_det_5 Moss_NNP_poss_5 chain_NN_conj_1", None),
        ("Ruth Okafor_NNP_nsubj and_CC_cc_1 the_DT_det_4 door_NN_conj_1", None),
        ("Ruth Okafor_NNP_nsubj and_CC_cc_1 quickly_RB_conj_1", None),
        ("Ruth Okafor_NNP_nsubj and_CC_x_1 her_PRP$_poss_4 aides_NNS_conj_1", None),
        (
            "Ruth Okafor_NNP_nsubj , her_PRP$_poss_4 aides_NNS_conj_1 and_CC_cc_4 the_DT_det_7 senator_NN_conj_4",
            "Ruth Okafor, her aides and Carl Moss",
        ),
        ("the_DT_det_1 senator_NN_nsubj and_CC_cc_1 her_PRP$_poss_4 aides_NNS_conj_1", "Carl Moss and her aides"),
        ("the_DT_det_1 voters_NNS_nsubj and_CC_cc_1 aides_NNS_conj_1", None),
        ("senator_NN_nsubj and_CC_cc_0 Ruth_NNP_compound_3 Okafor_NNP_conj_0", None),
        ("Filmmaker_NNP_nsubj and_CC_cc_0 author_NN_compound_4 Ruth_NNP_compound_4 Okafor_NNP_conj_0", None),
    ],
)
def test_nouns_that_the_parser_joins(marked: str, expected: str | None) -> None:
    doc = tiny(marked)
    ruth = [token.i for token in doc if token.text == "Ruth"]
    entities = [(i, i + 2, "PERSON") for i in ruth] + [(0, 1, "PERSON")] * marked.startswith("Filmmaker")
    head = 0 if marked.startswith(("senator", "Filmmaker")) else 1
    assert joined(marked, *entities, head=head) == expected


def test_a_noun_that_says_what_somebody_is_does_not_speak() -> None:
    text = "Ruth Okafor_NNP_nsubj , a_DT_det_4 dentist_NN_appos_1 and_CC_cc_1 the_DT_det_7 owner_NN_conj_1"
    assert joined(text, RUTH, head=1) is None


def test_who_belongs_to_somebody_is_called_by_name_where_it_stands_beside() -> None:
    text = "Ruth Okafor_NNP_nsubj , a_DT_det_4 dentist_NN_appos_1 and_CC_cc_1 her_PRP$_poss_7 husband_NN_conj_1"
    assert joined(text, RUTH, head=1) == "Ruth Okafor and her husband"
    assert joined(f"{text} , Otto Vale", RUTH, (9, 11, "PERSON"), head=1) == "Ruth Okafor and Otto Vale"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "Ruth Okafor , dean_NN of_IN it , and_CC_cc other_JJ_amod_9 dentists_NNS_conj_3",
            "Ruth Okafor and other dentists",
        ),
        ("Ruth Okafor , dean_NN of_IN it , and_CC_cc others_NNS", "Ruth Okafor and others"),
        ("Ruth Okafor , dean_NN of_IN it , and_CC_cc dentists_NNS", None),
        ("Ruth Okafor , dean_NN of_IN it , and_CC_cc other_JJ work_NN", None),
        ("dean_NN of_IN it , and_CC_cc other_JJ_amod_6 dentists_NNS_conj_0", None),
    ],
)
def test_somebody_and_others(marked: str, expected: str | None) -> None:
    entities = [RUTH] if marked.startswith("Ruth") else []
    assert joined(marked, *entities) == expected


def test_a_member_of_several_knows_its_parts_and_is_the_same_in_any_order() -> None:
    source = Source("Ruth Okafor and_CC_cc Otto Vale | Otto Vale and_CC_cc Ruth Okafor", RUTH, OTTO, end=5)
    member = source.member()
    assert member is not None
    assert (member.kind, [part.name for part in member.parts]) == (Kind.GROUP, ["Ruth Okafor", "Otto Vale"])
    other = Source("Otto Vale and_CC_cc Ruth Okafor", RUTH, OTTO)
    other.joint.known = source.joint.known
    assert other.member() is member


def test_a_long_list_is_no_speaker() -> None:
    eight = " , ".join(f"Roe{letter}" for letter in "abcdefgh")
    for text, found in ((f"{eight} and_CC_cc Ann", None), (f"{eight[:-7]} and_CC_cc Ann", True)):
        doc = tiny(text)
        entities = [(token.i, token.i + 1, "ORG") for token in doc if token.text[:1].isupper()]
        assert (joined(text, *entities) is not None) is bool(found)


def test_a_list_says_who_the_people_of_a_party_are() -> None:
    marked = "two Republicans_NNPS , Ruth Okafor and_CC_cc_4 Carl Moss"
    member = Source(marked, (1, 2, "NORP"), (3, 5, "PERSON"), (6, 8, "PERSON"), head=1).member()
    assert member is not None
    assert member.name == "Ruth Okafor and Carl Moss"
