"""Whom a pronoun or a noun means: each sign by itself, and the weights that join them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.logit import NEWS, STORY, Anaphor, Memory, Scorer
from annotator.suggest.cast.members import Member, MemberKind
from tests.suggest.cast.tiny import WORDS, tiny


class Scene:
    """A text in which each word beginning with a capital names somebody, up to the mention asked about."""

    def __init__(self, marked: str, **members: Member) -> None:
        self.columns = Columns(tiny(marked), (), WORDS)
        self.memory = Memory(self.columns)
        self.members = members
        for i, word in enumerate(self.columns.word):
            if word in members:
                self.memory.note(members[word], i)

    def scores(
        self,
        mention: Anaphor,
        weights: Mapping[str, float],
        *,
        story: bool = False,
        narrator: str = "",
        spoken_of: Sequence[str] = (),
    ) -> dict[str, float]:
        """The score of each member by name, and of somebody new under ""."""
        roles = frozenset(role for member in self.members.values() for role in member.roles)
        scorer = Scorer(self.columns, self.memory, weights, roles, story, self.members.get(narrator))
        choices = scorer.choices(mention, [self.members[name] for name in spoken_of])
        return {choice.member.name if choice.member else "": choice.score for choice in choices}


def alone(feature: str) -> dict[str, float]:
    """Weights of which only one tells anything."""
    return dict.fromkeys(NEWS, 0.0) | {feature: 1.0}


def person(name: str, gender: str | None = None, **told: object) -> Member:
    member = Member(MemberKind.PERSON, name, gender)
    for key, value in told.items():
        setattr(member, key, value)
    member.forms[tuple(name.lower().split())] += 1
    return member


def body(name: str, kind: MemberKind = MemberKind.ORG, **told: object) -> Member:
    member = person(name, **told)
    member.kind = kind
    return member


def by_pronoun(feature: str, marked: str, pronoun: int, **members: Member) -> dict[str, float]:
    """The value of one feature for a pronoun at this token."""
    return Scene(marked, **members).scores(
        Anaphor(pronoun, pronoun, pronoun + 1, content_start=pronoun), alone(feature)
    )


def test_a_pronoun_prefers_who_is_near() -> None:
    people = {"Ruth": person("Ruth"), "Anne": person("Anne"), "Lena": person("Lena")}
    text = "Ruth came | Anne came ¶ Lena left when she"
    assert by_pronoun("same sentence", text, 8, **people) == {"Lena": 1, "Anne": 0, "Ruth": 0}
    assert by_pronoun("sentence before", text, 8, **people) == {"Lena": 0, "Anne": 1, "Ruth": 0}
    assert by_pronoun("distance", text, 8, **people) == {"Lena": 0, "Anne": 1, "Ruth": pytest.approx(1.585, abs=0.01)}
    assert by_pronoun("same paragraph", text, 8, **people) == {"Lena": 1, "Anne": 0, "Ruth": 0}
    assert by_pronoun("others between", text, 8, **people) == {"Lena": 0, "Anne": 1, "Ruth": 2}


def test_who_does_not_agree_stands_between_nobody() -> None:
    text, ruth = "Ruth met Otto . | she", person("Ruth", FEMALE)
    assert by_pronoun("others between", text, 4, Ruth=ruth, Otto=person("Otto", MALE)) == {"Otto": 0, "Ruth": 0}
    assert by_pronoun("others between", text, 4, Ruth=ruth, Otto=person("Otto", MALE, sure=True)) == {"Ruth": 0}


def test_a_pronoun_prefers_who_was_the_subject_and_who_was_named_often() -> None:
    people = {"Ruth": person("Ruth"), "Anne": person("Anne")}
    text = "Ruth_NNP_nsubj_1 met_VBD_ROOT Anne_NNP_dobj_1 | she"
    assert by_pronoun("subject", text, 3, **people) == {"Anne": 0, "Ruth": 1}
    assert by_pronoun("main subject", text, 3, **people) == {"Anne": 0, "Ruth": 1}
    inner = "x_VBD_ROOT Ruth_NNP_nsubj_2 met_VBD_ccomp_0 | she"
    assert by_pronoun("subject", inner, 3, **people) == {"Ruth": 1}
    assert by_pronoun("main subject", inner, 3, **people) == {"Ruth": 0}
    assert by_pronoun("mentions", "Ruth Ruth Ruth Anne | she", 4, **people) == {"Anne": 1, "Ruth": 2}


def test_who_spoke_last_is_likelier() -> None:
    scene = Scene("Ruth and Anne | she", Ruth=person("Ruth"), Anne=person("Anne"))
    scene.memory.last_speaker = scene.members["Ruth"]
    assert scene.scores(Anaphor(3, 3, 4, content_start=3), alone("spoke last")) == {"Anne": 0, "Ruth": 1}
    assert scene.scores(Anaphor(3, 3, 4, content_start=3), alone("noun, spoke last")) == {"Anne": 0, "Ruth": 0}


@pytest.mark.parametrize("mention", [Anaphor(3, 3, 4, content_start=3), Anaphor(4, 4, 5)])
def test_whom_words_are_about_hardly_speaks_them(mention: Anaphor) -> None:
    scene = Scene("Ruth and Anne | she mayor_NN", Ruth=person("Ruth"), Anne=person("Anne"))
    found = scene.scores(mention, alone("named in own words"), spoken_of=["Ruth"])
    assert {name: score for name, score in found.items() if name} == {"Anne": 0, "Ruth": 1}


@pytest.mark.parametrize(
    ("pronoun", "member", "told"),
    [
        ("she", person("X", FEMALE), {"gender": 1}),
        ("she", person("X"), {"gender": 0}),
        ("she", person("X", MALE), {"other gender": 1}),
        ("she", person("X", MALE, sure=True), None),
        ("she", body("X"), None),
        ("it", body("X"), {"it: body": 1, "it: several": 0}),
        ("it", body("X", plural=True), {"it: body": 1, "it: several": 1}),
        ("it", body("X", MemberKind.GROUP), {"it: body": 0, "it: several": 1}),
        ("it", body("X", MemberKind.PLACE), {"it: body": 0}),
        ("it", person("X"), None),
        ("it", body("X", MemberKind.GROUP, parts=(person("Y"),)), None),
        ("they", body("X", MemberKind.GROUP), {"they: several": 1, "they: one": 0}),
        ("they", person("X"), {"they: several": 0, "they: one": 1}),
        ("they", person("X", plural=True), {"they: several": 1, "they: one": 1}),
        ("they", body("X"), {"they: several": 0, "they: one": 0}),
    ],
)
def test_what_a_pronoun_agrees_with(pronoun: str, member: Member, told: dict[str, int] | None) -> None:
    for feature, value in (told or {"gender": 0}).items():
        expected = {} if told is None else {"X": value}
        assert by_pronoun(feature, f"X came | {pronoun}", 2, X=member) == expected


def test_nobody_is_taken_up_from_too_far_away_or_by_the_mention_itself() -> None:
    far = "Ruth " + "| x " * 25 + "| she"
    assert by_pronoun("gender", far, 26, Ruth=person("Ruth")) == {}
    assert by_pronoun("gender", far.replace("| x ", "", 1), 25, Ruth=person("Ruth")) == {"Ruth": 0}
    itself = Scene("Ruth", Ruth=person("Ruth", FEMALE))
    assert itself.scores(Anaphor(0, 0, 1), alone("gender")) == {"": 0}


def test_what_its_own_quote_says_of_somebody_brings_nobody_nearer() -> None:
    text, ruth = "Ruth came . | x | “ Ruth left ” she said", person("Ruth")
    asked = Anaphor(8, 8, 9, content_start=4)
    assert Scene(text, Ruth=ruth).scores(asked, alone("distance")) == {"Ruth": pytest.approx(1.585, abs=0.01)}
    assert Scene(text, Ruth=ruth).scores(Anaphor(8, 8, 9, content_start=8), alone("distance")) == {"Ruth": 0}
    only = Scene(text.replace("Ruth came", "she came"), Ruth=ruth)
    assert only.scores(asked, alone("distance")) == {"Ruth": 0}


def by_noun(feature: str, marked: str, phrase: tuple[int, int], *, story: bool = False, **members: Member) -> float:
    """The value of one feature of the member named first, for the noun phrase of these tokens; -1 for no candidate."""
    scene = Scene(marked, **members)
    noun = phrase[1] - 1
    found = scene.scores(Anaphor(noun, *phrase), alone(feature), story=story)
    return found.get(next(iter(members)), -1.0)


@pytest.mark.parametrize(
    ("feature", "noun", "told", "value"),
    [
        ("role", "the mayor_NN", {"roles": {"mayor"}}, 1),
        ("role", "the mayor_NN", {"roles": {"poet"}}, 0),
        ("role", "the lawmaker_NN", {"roles": {"representative"}}, 1),
        ("role of nobody", "the mayor_NN", {}, 1),
        ("role of nobody", "the mayor_NN", {"roles": {"poet"}}, 0),
        ("shared words", "the Ohio mayor_NN", {"about": {"ohio"}}, 1),
        ("shared words", "the old_JJ Ohio union_NN mayor_NN", {"about": {"ohio", "old", "union"}}, 2),
        ("unshared words", "the Ohio mayor_NN", {}, 1),
        ("unshared words", "the Republican_NNP mayor_NN", {}, 0),
        ("unshared name of person", "the Ohio mayor_NN", {}, 1),
        ("unshared name of person", "the old_JJ mayor_NN", {}, 0),
        ("general noun", "the nominee_NN", {}, 1),
        ("general noun", "the woman_NN", {}, 0),
    ],
)
def test_how_a_noun_fits_a_person(feature: str, noun: str, told: dict[str, object], value: float) -> None:
    if feature == "role":
        told = {"roles": {"x"}, **told}
    words = len(noun.split())
    assert by_noun(feature, f"Quill came | {noun}", (2, 2 + words), Quill=person("Quill", **told)) == value


def test_in_a_story_a_woman_and_a_mother_take_up_somebody_with_a_name() -> None:
    for noun in ("woman", "mother", "mayor"):
        general = by_noun("general noun", f"Quill | the {noun}_NN", (1, 3), story=True, Quill=person("Quill"))
        assert general == (noun != "mayor")


@pytest.mark.parametrize(
    ("feature", "noun", "told", "value"),
    [
        ("noun in name", "the bank_NN", {"forms": Counter({("ashby", "bank"): 1})}, 1),
        ("noun in name", "the bank_NN", {}, 0),
        ("kind of body", "the network_NN", {"forms": Counter({("ashby", "tv"): 1})}, 1),
        ("kind of body", "the company_NN", {}, 1),
        ("kind of body", "the committee_NN", {}, 0),
        ("nothing in common", "the committee_NN", {}, 1),
        ("nothing in common", "the committee_NN", {"roles": {"committee"}}, 0),
        ("nothing in common", "the old_JJ committee_NN", {"about": {"old"}}, 0),
        ("no noun for a body", "the quarry_NN", {}, 1),
        ("no noun for a body", "the bank_NN", {}, 0),
    ],
)
def test_how_a_noun_fits_a_body(feature: str, noun: str, told: dict[str, object], value: float) -> None:
    words = len(noun.split())
    assert by_noun(feature, f"Quill met | {noun}", (2, 2 + words), Quill=body("Quill", **told)) == value


def phrase_of(noun: str, **told: object) -> Member:
    """Somebody without a name, known by this noun."""
    member = person("X", phrase=True, **told)
    member.forms[noun,] += 1
    return member


@pytest.mark.parametrize(
    ("noun", "member", "fits"),
    [
        ("the mayor_NN", person("X"), True),
        ("a mayor_NN", person("X"), False),
        ("the mayor_NN", body("X"), False),
        ("the bank_NN", person("X"), False),
        ("the mayors=mayor_NNS", person("X"), False),
        ("the mayors=mayor_NNS", body("X", MemberKind.GROUP, plural=True), True),
        ("the bank_NN", body("X", MemberKind.GROUP), False),
        ("the spokesman_NN", person("X", FEMALE), False),
        ("the spokesman_NN", person("X", MALE), True),
        ("the mayor_NN", phrase_of("poet"), False),
        ("the mayor_NN", phrase_of("mayor"), True),
        ("a mayor_NN", phrase_of("mayor"), True),
        ("the mayors=mayor_NNS", phrase_of("mayor"), False),
        ("the mayors=mayor_NNS", phrase_of("mayor", plural=True), True),
        ("the mayors=mayor_NNS", phrase_of("poet", plural=True, parts=(person("Y"),)), True),
    ],
)
def test_what_a_noun_may_take_up(noun: str, member: Member, fits: bool) -> None:
    assert (by_noun("same noun", f"X came | {noun}", (2, 4), X=member) >= 0) is fits


def test_who_was_called_so_is_meant_again_by_the_same_words() -> None:
    poet = phrase_of("poet", about={"old", "poet"})
    assert by_noun("same noun", "X came | the old_JJ poet_NN", (2, 5), X=poet) == 1
    assert by_noun("all its words", "X came | the old_JJ poet_NN", (2, 5), X=poet) == 1
    assert by_noun("all its words", "X came | the young_JJ poet_NN", (2, 5), X=poet) == 0
    assert by_noun("other words", "X came | the young_JJ poet_NN", (2, 5), X=poet) == 1
    assert by_noun("other words", "X came | the old_JJ poet_NN", (2, 5), X=poet) == 0


def test_what_belongs_to_somebody_is_neither_the_owner_nor_anothers() -> None:
    owner = person("Quill")
    asked = Anaphor(4, 3, 5, owner=owner)
    lawyer = phrase_of("lawyer")
    scene = Scene("X met Quill | her_PRP$_poss_4 lawyer_NN", X=lawyer, Quill=owner)
    assert scene.scores(asked, alone("new")) == {"": 1}
    lawyer.owner = owner
    assert scene.scores(asked, alone("same noun")) == {"X": 1, "": 0}


def test_a_noun_prefers_who_is_near_or_often_named() -> None:
    people = {"Ruth": person("Ruth"), "Anne": person("Anne")}
    text = "Ruth came | x | Anne and Anne left | the mayor_NN"
    assert Scene(text, **people).scores(Anaphor(8, 7, 9), alone("noun, sentence before")) == {
        "Anne": 1,
        "Ruth": 0,
        "": 0,
    }
    assert Scene(text, **people).scores(Anaphor(8, 7, 9), alone("noun, distance")) == {"Anne": 1, "Ruth": 2, "": 0}
    found = Scene(text, **people).scores(Anaphor(8, 7, 9), alone("noun, mentions"))
    assert found == {"Anne": pytest.approx(1.585, abs=0.01), "Ruth": 1, "": 0}


@pytest.mark.parametrize(
    ("feature", "marked", "value"),
    [
        ("new", "the_DT_det_1 mayor_NN", 1),
        ("new, indefinite", "the_DT_det_1 mayor_NN", 0),
        ("new, indefinite", "those_DT_det_1 mayors_NNS", 0),
        ("new, indefinite", "her_PRP$_poss_1 mayor_NN", 0),
        ("new, indefinite", "a_DT_det_1 mayor_NN", 1),
        ("new, indefinite", "old_JJ_amod_1 mayor_NN", 1),
        ("new, indefinite", "old_JJ_amod_1 mayors=mayor_NNS", 1),
        ("new, several", "the_DT_det_1 mayors_NNS", 1),
        ("new, several", "the_DT_det_1 mayor_NN", 0),
        ("new, often unnamed", "the_DT_det_1 official_NN", 1),
        ("new, often unnamed", "the_DT_det_1 mayor_NN", 0),
        ("new, no noun for a speaker", "the_DT_det_1 quarry_NN", 1),
        ("new, no noun for a speaker", "the_DT_det_1 bank_NN", 0),
        ("new, no noun for a speaker", "the_DT_det_1 mayor_NN", 0),
        ("new, by trade", "the_DT_det_1 mayor_NN", 1),
        ("new, by trade", "the_DT_det_1 mayors=mayor_NNS", 0),
        ("new, by trade", "her_PRP$_poss_1 mayor_NN", 0),
        ("new, by trade", "the_DT_det_1 official_NN", 0),
        ("new, by trade", "the_DT_det_1 woman_NN", 0),
        ("new, by trade", "the_DT_det_1 mother_NN", 0),
        ("new, by trade", "the_DT_det_1 bank_NN", 0),
    ],
)
def test_what_makes_somebody_new(feature: str, marked: str, value: float) -> None:
    assert Scene(marked).scores(Anaphor(1, 0, 2), alone(feature)) == {"": value}


def test_in_a_story_a_trade_makes_everybody_new() -> None:
    for marked in ("the_DT_det_1 mayors=mayor_NNS", "her_PRP$_poss_1 mayor_NN", "the_DT_det_1 official_NN"):
        assert Scene(marked).scores(Anaphor(1, 0, 2), alone("new, by trade"), story=True) == {"": 1}


def test_a_noun_that_is_described_further_is_likelier_new() -> None:
    scene = Scene("the_DT_det_1 mayor_NN of_IN Ashby")
    assert scene.scores(Anaphor(1, 0, 4), alone("new, described behind")) == {"": 1}
    assert scene.scores(Anaphor(1, 0, 2), alone("new, described behind")) == {"": 0}
    assert scene.scores(Anaphor(1, 0, 3), alone("new, described behind")) == {"": 0}
    assert scene.scores(Anaphor(1, 0, 4), alone("new, by trade")) == {"": 0}


def test_a_secretary_of_state_is_described_no_further() -> None:
    scene = Scene("the_DT_det_1 secretary_NN of_IN state_NN today")
    assert scene.scores(Anaphor(1, 0, 4), alone("new, described behind")) == {"": 0}
    assert scene.scores(Anaphor(1, 0, 5), alone("new, described behind")) == {"": 1}


def test_the_narrator_is_meant_by_no_he_and_no_noun() -> None:
    scene = Scene("Ruth met Anne | she", Ruth=person("Ruth"), Anne=person("Anne"))
    assert scene.scores(Anaphor(3, 3, 4, content_start=3), alone("gender"), narrator="Anne") == {"Ruth": 0}


def test_each_weight_draws_or_repels() -> None:
    repelling = {"distance", "others between", "other gender", "they: one", "it: several", "noun, distance"}
    repelling |= {"other words", "unshared words", "unshared name of person"}
    repelling |= {"nothing in common", "no noun for a body", "named in own words"}
    assert {name for name, weight in STORY.items() if weight < 0} == repelling
    assert {name for name, weight in NEWS.items() if weight < 0} == repelling | {"new, by trade"}
    assert {name for name, weight in {**NEWS, **STORY}.items() if not weight} == {"new"}
    assert NEWS.keys() == STORY.keys()


def test_only_the_last_four_mentions_of_a_sentence_are_looked_at() -> None:
    for more, value in ((3, 1), (4, 0)):
        text = "Ruth_NNP_nsubj_1 met_VBD_ROOT " + "Ruth_NNP_dobj_1 " * more + "| she"
        assert by_pronoun("subject", text, 2 + more, Ruth=person("Ruth")) == {"Ruth": value}


def test_shared_and_unshared_words_count_up_to_two() -> None:
    text = "Quill came | the old_JJ young_JJ Ohio union_NN mayor_NN"
    assert by_noun("unshared words", text, (2, 8), Quill=person("Quill")) == 2
    assert by_noun("shared words", text, (2, 8), Quill=person("Quill", about={"old", "young", "union"})) == 2
    assert by_noun("others between", text, (2, 8), Quill=person("Quill")) == 0


def test_words_far_behind_a_noun_do_not_describe_it() -> None:
    text = "Quill came | the mayor_NN x x x x {} x x"
    for place, value in ((0, 1), (1, 0)):
        far = text.format("old_JJ x" if not place else "x old_JJ")
        scene = Scene(far, Quill=person("Quill"))
        found = scene.scores(Anaphor(3, 2, len(scene.columns)), alone("unshared words"))
        assert found["Quill"] == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ruth came | Anne_NNP_dobj_1 left | she", "Anne"),
        ("Ruth_NNP_nsubj_1 met_VBD_ROOT Anne_NNP_dobj_1 | she", "Ruth"),
        ("Ruth_NNP_nsubj_1 came_VBD_ROOT | Anne_NNP_dobj_1 left | she", "Ruth"),
        ("Ruth_NNP_nsubj_1 came_VBD_ROOT | Anne_NNP_dobj_1 left when she", "Ruth"),
        ("Ruth_NNP_x came | Anne_NNP_dobj_1 left when she", "Anne"),
    ],
)
def test_the_subject_is_meant_before_who_is_a_little_nearer(text: str, expected: str) -> None:
    scene = Scene(text, Ruth=person("Ruth", FEMALE), Anne=person("Anne", FEMALE))
    last = len(scene.columns) - 1
    found = scene.scores(Anaphor(last, last, last + 1, content_start=last), NEWS)
    assert max(found, key=lambda name: found[name]) == expected


def test_another_gender_weighs_more_than_what_brings_somebody_near() -> None:
    text = "Ruth_NNP_x came | x | x | Otto_NNP_nsubj_5 met_VBD_ROOT | she"
    scene = Scene(text, Ruth=person("Ruth", FEMALE), Otto=person("Otto", MALE))
    scene.memory.last_speaker = scene.members["Otto"]
    found = scene.scores(Anaphor(6, 6, 7, content_start=6), NEWS)
    assert found["Ruth"] > found["Otto"]
    unknown = Scene(text, Ruth=person("Ruth", FEMALE), Otto=person("Otto"))
    unknown.memory.last_speaker = unknown.members["Otto"]
    found = unknown.scores(Anaphor(6, 6, 7, content_start=6), NEWS)
    assert found["Otto"] > found["Ruth"]
