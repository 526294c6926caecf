"""Whom a pronoun means: recency, grammatical role, speech, and who cannot be meant."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.pronouns import (
    SEVERAL,
    TEXT,
    THINGS,
    Recent,
    fits_gender,
    fits_neuter,
    fits_plural,
)
from annotator.suggest.cast.roles import PLACE
from annotator.suggest.cast.speech_map import read_speech_map
from tests.suggest.cast.tiny import WORDS, body, person, tiny

A, B = person("Ruth", number=0), person("Anne", number=1)


def recent(doc: Doc, *named: tuple[Member, int], total: int = 100, quotes: tuple[Quote, ...] = ()) -> Recent:
    """Who came up, at which tokens."""
    made = Recent(read_speech_map(doc, quotes, WORDS), total)
    for member, token in named:
        made.add(member, doc[token])
    return made


def anybody(member: Member) -> float:
    return 1.0


def choose(marked: str, *named: tuple[Member, int], **settings: object) -> Member | None:
    """Whom the last token means."""
    doc = tiny(marked)
    made = recent(doc, *named)
    return made.choose(doc[len(doc) - 1], anybody, **settings)  # type: ignore[arg-type]


def salience(marked: str, token: int, *quotes: Quote) -> float:
    doc = tiny(marked)
    return recent(doc, (A, token), quotes=quotes).events[0].salience


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("nsubj", 1.0), ("nsubjpass", 0.95), ("dobj", 0.6), ("dative", 0.55), ("pobj", 0.5), ("poss", 0.5),
        ("appos", 0.6), ("conj", 0.6), ("agent", 0.6), ("compound", 0.2), ("amod", 0.2), ("nmod", 0.2), ("attr", 0.5),
        ("oprd", 0.45),
    ],
)  # fmt: skip
def test_the_salience_of_each_grammatical_relation(relation: str, expected: float) -> None:
    assert salience(f"so_RB_advmod Ruth_NNP_{relation}", 1) == pytest.approx(expected)


def test_the_subject_of_a_sentence_is_more_salient_than_a_clauses() -> None:
    assert salience("left_VBD_ROOT_0 Ruth_NNP_nsubj_0", 1) == pytest.approx(1.1)
    assert salience("left_VBD_ccomp_0 Ruth_NNP_nsubj_0", 1) == pytest.approx(1.0)
    assert salience("left_VBD_ROOT_0 Ruth_NNP_dobj_0", 1) == pytest.approx(0.6)


def test_speech_is_less_salient_than_narration() -> None:
    marked = "left_VBD_x Ruth_NNP_dobj"
    content = (Span(0, 9),)
    assert salience(marked, 1, Quote(content, QuoteType.DIRECT)) == pytest.approx(0.6 * 0.25)
    assert salience(marked, 1, Quote(content, QuoteType.INDIRECT)) == pytest.approx(0.6 * 0.5)


def test_who_was_named_last_is_meant() -> None:
    assert choose("Ruth | Anne | she", (A, 0), (B, 1)) is B
    assert choose("Ruth Anne | she", (A, 0), (B, 1)) is B
    assert choose("she") is None


def test_a_subject_outweighs_an_object_one_sentence_later_but_not_two() -> None:
    assert choose("Ruth_NNP_nsubj | Anne_NNP_pobj | she", (A, 0), (B, 1)) is A
    assert choose("Ruth_NNP_nsubj | x | Anne_NNP_pobj | she", (A, 0), (B, 2)) is B


def test_what_comes_behind_or_long_before_does_not_count() -> None:
    doc = tiny("she | Ruth")
    assert recent(doc, (A, 1)).choose(doc[0], anybody) is None
    assert recent(doc, (A, 1)).choose(doc[1], anybody) is A
    assert choose("Ruth " + "| x " * 11 + "| she", (A, 0)) is A
    assert choose("Ruth " + "| x " * 12 + "| she", (A, 0)) is None


def test_the_same_paragraph_counts_more() -> None:
    # Both one sentence away: 0.5 * 0.85 < 0.45.
    assert choose("Ruth_NNP_attr ¶ Anne_NNP_oprd she", (A, 0), (B, 2)) is B
    assert choose("Ruth_NNP_attr_1 ¶ x Anne_NNP_oprd she", (A, 0), (B, 3)) is B
    doc = tiny("Ruth_NNP_dobj Anne_NNP_poss | she")
    assert recent(doc, (A, 0), (B, 1)).choose(doc[2], anybody) is A


def test_repeated_mentions_add_to_the_most_salient_one() -> None:
    # One subject 1.0 against 0.6 + 0.4 * 0.6 = 0.84, and against 0.6 + 0.4 * 1.2 = 1.08.
    text = "Ruth_NNP_nsubj Anne_NNP_dobj Anne_NNP_dobj Anne_NNP_dobj | she"
    assert choose(text, (A, 0), (B, 1), (B, 2)) is A
    assert choose(text, (A, 0), (B, 1), (B, 2), (B, 3)) is B


def test_who_is_named_often_in_the_whole_document_counts_more() -> None:
    text = "Anne_NNP_dobj " + "| x " * 12 + "| Ruth_NNP_conj Anne_NNP_attr she"
    doc = tiny(text)
    few = recent(doc, (B, 0), (A, 13), (B, 14), total=100)
    many = recent(doc, (B, 0), (A, 13), (B, 14), total=2)
    assert few.choose(doc[15], anybody) is A
    assert many.choose(doc[15], anybody) is B, "0.5 * (1 + 2/2) > 0.6 * (1 + 1/2)"
    assert recent(tiny("Ruth she"), (A, 0), total=0).choose(doc[1], anybody) is A


def test_fits_and_turns_are_factors() -> None:
    doc = tiny("Ruth_NNP_nsubj Anne_NNP_dobj | she")
    made = recent(doc, (A, 0), (B, 1))
    assert made.choose(doc[2], anybody) is A
    assert made.choose(doc[2], lambda member: 0.5 if member is A else 1.0) is B
    assert made.choose(doc[2], lambda member: 0.0) is None
    assert made.choose(doc[2], anybody, turns={id(A): 0.5}) is B
    assert made.choose(doc[2], anybody, turns={id(A): 0.7}) is A


def test_the_words_of_a_quote_do_not_tell_who_says_them() -> None:
    assert choose("Ruth Anne she", (A, 0), (B, 1), own=[(1, 2)]) is A
    assert choose("Ruth Anne she", (A, 0), (B, 1), own=[(0, 1)]) is B
    assert choose("Ruth Anne she", (A, 0), (B, 1), own=[(0, 2)]) is None


@pytest.mark.parametrize(
    ("marked", "possible"),
    [
        ("told_VBD_ROOT_0 Ruth_NNP_nsubj_0 her_PRP_dobj_0", False),
        ("told_VBD_ROOT_0 Ruth_NNP_nsubjpass_0 her_PRP_dobj_0", False),
        ("told_VBD_ROOT_0 Ruth_NNP_dobj_0 her_PRP_dative_0", False),
        ("told_VBD_ROOT_0 Ruth_NNP_conj_0 her_PRP_dobj_0", True),
        ("told_VBD_ROOT_0 Ruth_NNP_nsubj_0 her_PRP$_poss_0", True),
        ("told_VBD_ROOT_0 Ruth_NNP_poss_0 her_PRP_dobj_0", True),
        ("told_VBD_ROOT_0 Ruth_NNP_nsubj_3 her_PRP_dobj_0 left_VBD_x_0", True),
        ("spoke_VBD_ROOT_0 Ruth_NNP_nsubj_0 her_PRP_pobj_3 to_IN_prep_0", False),
        ("spoke_VBD_ROOT_0 Ruth_NNP_nsubj_0 her_PRP_dobj_3 to_IN_prep_0", True),
    ],
)
def test_two_arguments_of_one_verb_are_two_people(marked: str, possible: bool) -> None:
    doc = tiny(marked)
    assert (recent(doc, (A, 1)).choose(doc[2], anybody) is A) is possible


def test_only_the_last_ninety_mentions_and_twelve_turns_are_remembered() -> None:
    made = recent(tiny("x"))
    assert (made.events.maxlen, made.turns.maxlen) == (90, 12)


def member(kind: Kind, gender: str | None = None, *roles: str) -> Member:
    return Member(0, kind, gender=gender, roles=set(roles))


def test_how_well_members_fit_pronouns() -> None:
    fits = fits_gender(FEMALE)
    assert [fits(member(Kind.PERSON, gender)) for gender in (FEMALE, MALE, None)] == [1.0, 0.0, 0.4]
    assert fits(member(Kind.ORG)) == fits(member(Kind.GROUP)) == 0.0
    assert [fits_plural(member(kind)) for kind in (Kind.GROUP, Kind.ORG, Kind.PERSON)] == [1.0, 0.1, 0.0]
    assert fits_plural(member(Kind.GROUP, None, TEXT)) == 0.1
    assert fits_plural(member(Kind.GROUP, None, THINGS)) == 0.25
    named, place = member(Kind.ORG), member(Kind.ORG)
    named.mentions.append(body("Ashby Works"))
    place.mentions.append(body("Ohio"))
    place.roles.add(PLACE)
    assert (fits_plural(named), fits_plural(place)) == (0.4, 0.05)
    assert [fits_neuter(member(kind)) for kind in (Kind.GROUP, Kind.ORG, Kind.PERSON)] == [0.0, 1.0, 0.0]
    assert fits_neuter(member(Kind.ORG, None, SEVERAL)) == 0.0
