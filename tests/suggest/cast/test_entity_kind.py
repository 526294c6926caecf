"""What kind of speaker a single word names, by the votes of the whole document."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.entity_kind import EntityKinds
from annotator.suggest.cast.mention import Kind, Mention
from tests.suggest.cast.tiny import WORDS, body, mention, tiny

TEXT = tiny("x " * 30)


def kind_of(word: Mention, *others: Mention) -> Kind:
    return EntityKinds(TEXT, [word, *others], WORDS).of(word)


@pytest.mark.parametrize("full", ["Ruth Quill", "Quill Okafor", "Mr. Quill"])
def test_a_word_of_a_persons_name_is_that_person(full: str) -> None:
    assert kind_of(body("Quill"), body("Quill", 2), mention(full, 5)) is Kind.PERSON
    assert kind_of(body("Quills"), body("Quills", 2), mention(full, 5)) is Kind.PERSON


def test_initials_are_no_surname() -> None:
    assert kind_of(body("QU"), body("QU", 2), mention("Ruth Qu", 5)) is Kind.ORG
    assert kind_of(body("Q.U."), mention("Ruth Qu", 5)) is Kind.ORG
    assert kind_of(body("Qu"), mention("Ruth Qu", 5)) is Kind.PERSON


def test_a_middle_name_or_a_bodys_is_none() -> None:
    assert kind_of(body("Quill"), mention("Ruth Quill Okafor", 5)) is Kind.ORG
    assert kind_of(body("Quill"), body("Quill Works", 5)) is Kind.ORG


def test_a_title_tells_a_person() -> None:
    assert kind_of(mention("Mr. Quill", 1), body("Quill", 5), body("Quill", 7)) is Kind.PERSON


def test_a_known_place_stays_one_if_it_was_taken_for_one() -> None:
    assert kind_of(body("Paris"), mention("Ruth Paris", 5)) is Kind.ORG
    assert kind_of(mention("Paris", 1), mention("Ruth Paris", 5)) is Kind.PERSON


def test_a_place_that_says_something_is_who_has_its_name() -> None:
    doc = tiny("Israel_NNP_nsubj_1 said=say_VBD_ROOT_1 so | near Israel_NNP_pobj_4 x x")
    says, near = body("Israel"), body("Israel", 5)
    kinds = EntityKinds(doc, [says, near, mention("Ruth Israel", 6)], WORDS)
    assert (kinds.of(says), kinds.of(near)) == (Kind.PERSON, Kind.ORG)
    assert EntityKinds(doc, [says, near], WORDS).of(says) is Kind.ORG


def test_what_is_sure_counts_twice_and_a_tie_is_no_person() -> None:
    unsure = mention("Quill", 3, sure=False)
    assert kind_of(body("Quill"), unsure) is Kind.ORG
    assert kind_of(body("Quill"), unsure, mention("Quill", 5, sure=False)) is Kind.ORG
    assert kind_of(body("Quill"), unsure, mention("Quill", 5)) is Kind.PERSON
    assert kind_of(body("Quill", sure=False), unsure) is Kind.ORG
    assert kind_of(body("Quill", sure=False), mention("Quill", 5)) is Kind.PERSON


def test_a_people_stays_one() -> None:
    assert kind_of(body("Quills", kind=Kind.GROUP)) is Kind.GROUP


def by_pronouns(marked: str, *places: int, words: str = "Quill") -> Kind:
    doc = tiny(marked)
    mentions = [body(words, place) for place in places]
    return EntityKinds(doc, mentions, WORDS).of(mentions[0])


def test_he_or_she_twice_behind_it_tells_a_person() -> None:
    once = "Quill_NNP_nsubj said she_PRP left | "
    assert by_pronouns(once * 2, 0, 4) is Kind.PERSON
    assert by_pronouns(once + "Quill_NNP_nsubj said it_PRP left", 0, 4) is Kind.ORG
    assert by_pronouns(once, 0) is Kind.ORG
    assert by_pronouns("she said Quill_NNP_nsubj left | " * 2, 2, 6) is Kind.ORG
    assert by_pronouns("Quill_NNP_dobj said she_PRP left | " * 2, 0, 4) is Kind.ORG
    assert by_pronouns("Quill_NNP_nsubj and Quill said she | " * 2, 0, 2, 5, 7) is Kind.ORG
    assert by_pronouns("QUILL_NNP_nsubj said she_PRP left | " * 2, 0, 4, words="QUILL") is Kind.ORG
    votes = EntityKinds(tiny(once * 3), [body("Quill", at) for at in (0, 4, 8)], WORDS).votes["quill"]
    assert votes == {Kind.ORG: 6, Kind.PERSON: 9}


def test_whose_wife_it_is_tells_that_all_of_the_name_are_a_person() -> None:
    doc = tiny("his wife_NN , Orvana_NNP_appos_1 , left | Orvana smiled | Orvana sat")
    mentions = [body("Orvana", 3), body("Orvana", 6), body("Orvana", 8)]
    assert EntityKinds(doc, mentions, WORDS).of(mentions[1]) is Kind.PERSON
    other = tiny("his firm_NN , Orvana_NNP_appos_1 , left | Orvana smiled | Orvana sat")
    assert EntityKinds(other, mentions, WORDS).of(mentions[1]) is Kind.ORG
