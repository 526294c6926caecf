"""Whom sources and subjects in a story can mean."""

from __future__ import annotations

from collections import Counter

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.pronouns import Recent
from annotator.suggest.cast.speech_map import read_speech_map
from annotator.suggest.cast.story_notes import Epithets, Meant, StoryNotes, learn_epithets
from annotator.suggest.cast.strangers import Strangers
from tests.suggest.cast.tiny import WORDS, mention, person, tiny


class Noted:
    """The notes of a text in which Ruth (a woman), Otto and Carl Lane (men) came up where they are named."""

    def __init__(self, marked: str, *, narrator: str | None = None, epithets: Epithets | None = None) -> None:
        self.doc = tiny(marked)
        self.people = {
            "Ruth": person("Ruth", number=0, gender=FEMALE),
            "Otto": person("Otto Lane", number=1, gender=MALE),
            "Carl": person("Carl Lane", number=2, gender=MALE),
        }
        named = {t.i: (self.people[t.text], mention(t.text, t.i)) for t in self.doc if t.text in self.people}
        for token in self.doc:
            if token.text == "Lane":
                named[token.i] = (self.people["Otto"], mention("Lane", token.i))
        self.cast = Cast(tuple(self.people.values()), named, WORDS)
        self.recent = Recent(read_speech_map(self.doc, (), WORDS), 9)
        self.strangers = Strangers(3)
        who = self.people[narrator] if narrator else None
        self.notes = StoryNotes(self.cast, self.recent, self.strangers, who, epithets or {})
        for i, (member, _) in named.items():
            self.recent.add(member, self.doc[i])

    def last(self, *, member: Member | None = None, gender: str | None = None) -> tuple[list[str], Meant | None]:
        """Whom the last word can mean, the likeliest first; `member` is whom rules for all texts take it for."""
        head = self.doc[-1]
        if gender is not None:
            self.notes.gendered(head, gender)
        else:
            self.notes.mention(head, member)
        meant = self.notes.meant.get(head.i)
        return [one.name for one, _ in meant.weighed] if meant is not None else [], meant


def test_a_pronoun_can_mean_all_of_its_gender_but_the_narrator() -> None:
    assert sorted(Noted("Ruth Otto Carl | he").last(gender=MALE)[0]) == ["Carl Lane", "Otto Lane"]
    assert Noted("Ruth Otto Carl | he", narrator="Carl").last(gender=MALE)[0] == ["Otto Lane"]


def test_a_pronoun_means_neither_i_nor_you() -> None:
    noted = Noted("came | he")
    noted.recent.add(noted.strangers.get("you", Kind.PERSON), noted.doc[0])
    noted.recent.add(noted.strangers.get("constable", Kind.PERSON), noted.doc[0])
    assert noted.last(gender=MALE)[0] == ["constable"]


def test_i_is_the_narrator() -> None:
    names, meant = Noted("Ruth | I", narrator="Carl").last()
    assert (names, meant is not None and meant.sure) == (["Carl Lane"], True)
    assert Noted("Ruth | I").last()[1] is None


def test_a_name_is_sure_but_a_surname_that_two_have() -> None:
    sure = Noted("Otto | Ruth")
    names, meant = sure.last(member=sure.people["Ruth"])
    assert (names, meant is not None and meant.sure) == (["Ruth"], True)
    shared = Noted("Otto | Lane")
    names, meant = shared.last(member=shared.people["Otto"])
    assert meant is not None
    assert (names, meant.sure, meant.only) == (["Otto Lane", "Carl Lane"], False, True)


def test_a_noun_that_tells_only_a_gender_takes_up_somebody_with_a_name() -> None:
    names, meant = Noted("Ruth Otto | the_DT_det_4 young_JJ_amod_4 girl_NN").last()
    assert names == ["Ruth", "young girl"]
    assert meant is not None
    assert (meant.gender, meant.sure) == (FEMALE, False)


def test_whoever_is_brought_in_is_somebody_else() -> None:
    noted = Noted("Otto | a_DT_det_2 boy_NN")
    assert noted.last()[0] == ["boy", "Otto Lane"]


def test_an_office_is_rather_somebody_else() -> None:
    assert Noted("Otto | the_DT_det_2 constable_NN").last()[0] == ["constable", "Otto Lane"]
    known = Noted("Otto | the_DT_det_2 constable_NN")
    known.people["Otto"].roles.add("constable")
    assert known.last(member=known.people["Otto"])[0] == ["Otto Lane"]


def test_a_relative_may_be_somebody_with_a_name_but_not_the_owner() -> None:
    marked = "Ruth Otto | Ruth_NNP_poss_4 ’s_POS mother_NN"
    assert Noted(marked).last()[0] == ["mother"]
    assert Noted("Ruth Otto | his_PRP$_poss_3 mother_NN").last()[0] == ["Ruth", "mother"]
    miss = Noted("Ruth Otto | his_PRP$_poss_3 mother_NN")
    miss.people["Ruth"].titles.add("miss")
    assert miss.last()[0] == ["mother", "Ruth"]


def test_a_name_right_behind_the_noun_tells_who_it_is() -> None:
    noted = Noted("his_PRP$_poss_1 sister_NN Ruth")
    noted.notes.mention(noted.doc[1], None)
    assert noted.notes.meant[1].weighed == ((noted.people["Ruth"], 1.0),)


def test_one_of_several_nouns_is_nobody() -> None:
    noted = Noted("master_NN and_CC servant_NN_conj_0")
    assert noted.notes.mention(noted.doc[0], noted.strangers.get("master", Kind.PERSON)) is None
    assert 0 not in noted.notes.meant


def test_a_phrase_means_whom_it_meant_elsewhere() -> None:
    marked = "Otto Carl | the_DT_det_3 boy_NN"
    first = Noted(marked).last()[0][0]
    other = {"Otto Lane": 2, "Carl Lane": 1}[first]
    names, _ = Noted(marked, epithets={"boy": Counter({other: 3})}).last()
    assert names[0] != first


def test_epithets_are_counted_by_speaker() -> None:
    noted = Noted("Otto | the_DT_det_2 boy_NN")
    noted.last()
    otto = noted.people["Otto"]
    assert learn_epithets(noted.notes, [noted.doc[-1], noted.doc[0], None], {0: otto, 1: otto}) == {"boy": {1: 1}}


def test_the_people_of_the_narration_are_around() -> None:
    noted = Noted("Ruth came | x")
    noted.notes.quote(7, noted.doc[-1])
    assert [member.name for member, _ in noted.notes.around[7]] == ["Ruth"]
