"""Whom names and nouns mean: by name, role, kinship, party, or in the text's own words."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.cast import Cast, build_cast
from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.nominals import Nominals
from annotator.suggest.cast.pronouns import SEVERAL, TEXT, THINGS, Recent
from annotator.suggest.cast.speech_map import read_speech_map
from tests.suggest.cast.tiny import WORDS, tiny

Entity = tuple[int, int, str]


class Scene:
    """A text with its cast, of whom those before the source have come up."""

    def __init__(self, marked: str, *entities: Entity, source: tuple[int, int] | None = None, story: bool = False):
        self.doc = tiny(marked, *entities)
        self.cast: Cast = build_cast(self.doc)
        self.recent = Recent(read_speech_map(self.doc, (), WORDS), 10)
        start, end = source or (0, len(self.doc))
        self.tokens = self.doc[start:end]
        for member in self.cast:
            for mention in member.mentions:
                if mention.end <= start:
                    self.recent.add(member, self.doc[mention.end - 1])
        self.nominals = Nominals(self.doc, self.cast, self.recent, story=story)

    def whose(self, owner: object) -> Member | None:
        """Whom a possessive means: the one who is named there, else the first of the cast."""
        at = self.cast.at.get(owner.i)  # type: ignore[attr-defined]
        return at[0] if at else next(iter(self.cast), None)

    def named(self, head: int) -> str | None:
        member = self.nominals.named(self.tokens, self.doc[head])
        return member and member.name

    def member(self, head: int) -> Member | None:
        return self.nominals.described(self.tokens, self.doc[head], self.whose)

    def described(self, head: int) -> str | None:
        member = self.member(head)
        return member and member.name


def named(marked: str, head: int, *entities: Entity) -> str | None:
    """Whom the whole text names whose head is this token."""
    return Scene(marked, *entities).named(head)


def described(marked: str, source: tuple[int, int], head: int, *entities: Entity, story: bool = False) -> str | None:
    """Whom a part of the text describes."""
    return Scene(marked, *entities, source=source, story=story).described(head)


@pytest.mark.parametrize(
    ("marked", "head", "entities", "expected"),
    [
        ("Ruth Okafor", 1, [(0, 2, "PERSON")], "Ruth Okafor"),
        ("Ashby Works", 1, [(0, 2, "ORG")], "Ashby Works"),
        ("Ashby_NNP_compound official_NN", 0, [(0, 1, "ORG")], None),
        ("Ashby_NNP_compound official_NNS", 0, [(0, 1, "ORG")], None),
        ("Ashby_NNP_compound Lane_NNP_x", 0, [(0, 1, "ORG")], "Ashby"),
        ("Ashby_NNP_nsubj official_NN", 0, [(0, 1, "ORG")], "Ashby"),
        ("Ashby_NNP_compound Works official_NN", 0, [(0, 2, "ORG")], "Ashby Works"),
        ("Okafor_NNP_compound aide_NN", 0, [(0, 1, "PERSON")], "Okafor"),
        ("Ashby , Ruth Okafor", 0, [(0, 1, "ORG"), (2, 4, "PERSON")], "Ruth Okafor"),
        ("Ashby_NNP_compound aide_NN Ruth Okafor", 0, [(0, 1, "ORG"), (2, 4, "PERSON")], None),
        ("old_JJ", 0, [], None),
    ],
)
def test_names(marked: str, head: int, entities: list[Entity], expected: str | None) -> None:
    assert named(marked, head, *entities) == expected


@pytest.mark.parametrize(
    ("marked", "head", "expected"),
    [
        ("her mate_NN , Ruth Okafor", 1, "Ruth Okafor"),
        ("her mate_NN Ruth Okafor", 1, "Ruth Okafor"),
        ("her mate_NN ( Ruth Okafor )", 1, "Ruth Okafor"),
        ("her mate_NN — Mayor Ruth Okafor", 1, "Ruth Okafor"),
        ("her mate_NN ¶ Ruth Okafor", 1, "Ruth Okafor"),
        ("her mate_NN in_IN chief_NN Ruth Okafor_NNP_appos_1", 1, "Ruth Okafor"),
        ("her mate_NN in_IN chief_NN Ruth Okafor_NNP_nsubj_0", 1, "Ruth Okafor"),
        ("her mate_NN old_JJ Ruth Okafor_NNP_x_1", 1, None),
        ("her mate_NN of_IN Ruth Okafor_NNP_pobj_2", 1, None),
        ("her mate_NN who_WP saw Ruth Okafor_NNP_dobj_3", 1, None),
        ("her mate_NN ’s aide_NN Ruth Okafor_NNP_nsubj_0", 1, "Ruth Okafor"),
        ("her mate_NN ’s aide_NN Ruth Okafor_NNP_dobj_0", 1, None),
        ("her mate_NN ’s aide_NN Ruth Okafor_NNP_nsubj_3", 1, None),
        ("her mate_NN ’s aide_NN Ruth Okafor_NNP_nsubj_0 left", 1, None),
        ("her mate_NN seeing_VBG Ruth Okafor_NNP_dobj_2", 1, None),
        ("her mate_NN saw_VBD Ruth Okafor_NNP_dobj_2", 1, None),
        ("her mate_NN to_TO Ruth Okafor_NNP_dobj_2", 1, None),
        ("her mate_NN , Ashby Works", 1, None),
    ],
)
def test_the_name_beside_a_noun(marked: str, head: int, expected: str | None) -> None:
    doc = tiny(marked)
    at = next(t.i for t in doc if t.text in ("Ruth", "Ashby"))
    label = "PERSON" if doc[at].text == "Ruth" else "ORG"
    assert named(marked, head, (at, at + 2, label)) == expected


@pytest.mark.parametrize(
    ("marked", "head", "expected"),
    [
        ("Quill", 0, "Quill"),
        ("Ruth Quill", 1, "Ruth Quill"),
        ("young_JJ Ruth_NNP Quill_NNP", 2, "Ruth Quill"),
        ("young_JJ Moss_NNP Quill_NNP", 2, None),
        ("young_JJ Quill", 1, None),
        ("Quill_NNS", 0, "Quill"),
        ("Quill_NN", 0, None),
        ("Quills_NNPS", 0, None),
        ("Mayors_NNS", 0, "Mayors"),
        ("Mayors=mayor_NNS", 0, None),
        ("Police_NNS", 0, None),
        ("Papers=paper_NNS", 0, None),
        ("Reports=report_NNS", 0, None),
        ("Company", 0, None),
        ("quill_NN", 0, None),
        ("Monday", 0, None),
    ],
)
def test_names_that_the_cast_does_not_have(marked: str, head: int, expected: str | None) -> None:
    assert named(marked, head) == expected


def test_a_headline_that_the_parser_takes_for_one_name_is_its_subjects() -> None:
    entities = ((0, 2, "PERSON"), (3, 5, "ORG"))
    assert named("Ruth Okafor Slams Moss Vale Chief", 5, *entities) == "Ruth Okafor"
    assert named("Ruth Okafor Bright Moss Vale Chief", 5, *entities) != "Ruth Okafor"
    assert named("Ruth Okafor Slams moss_NN and_CC vale_NN", 5, *entities[:1]) != "Ruth Okafor"


def test_a_word_that_stands_in_small_letters_too_is_no_name() -> None:
    scene = Scene("quill_NN and Quill", source=(2, 3))
    assert scene.named(2) is None
    assert Scene("x and Quill", (2, 3, "LOC"), source=(2, 3)).named(2) is None
    member = Scene("Ruth Quill").nominals.named(tiny("Ruth Quill")[:], tiny("Ruth Quill")[1])
    assert member is not None
    assert (member.kind, member.gender) == (Kind.PERSON, FEMALE)


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("the_DT_det_6 senator_NN", "Okafor"),
        ("that_DT_x_6 senator_NN", "Okafor"),
        ("a_DT_det_6 senator_NN", "senator"),
        ("old_JJ_amod_6 senator_NN", "old senator"),
        ("the_DT_det_6 mayor_NN", "Okafor"),
        ("the_DT_det_6 woman_NN", "woman"),
        ("the_DT_det_6 official_NN", "official"),
        ("the_DT_det_6 senators=senator_NNS", "senators"),
        ("the_DT_det_6 quarry_NN", "quarry"),
    ],
)
def test_a_role_finds_its_holder_and_a_noun_for_anybody_the_most_salient(noun: str, expected: str) -> None:
    assert described(f"so Senator Okafor met_VBD Lane_NN | {noun}", (5, 7), 6) == expected


def role(noun: str, *, first: str, second: str) -> str | None:
    """Whom a noun means, by roles and words of two people of whom the second came up last."""
    marked = f"{first} | {second} | {noun}"
    doc = tiny(marked)
    head = len(doc) - 1
    start = max(token.i for token in doc if token.lower_ == "the")
    return described(marked, (start, head + 1), head)


def test_words_beside_the_role_tell_holders_apart() -> None:
    ruth = "Senator Ruth Okafor of_IN Ohio came_VBD"
    anne = "Senator Anne Lane of_IN Utah came_VBD"
    assert role("the Ohio senator_NN", first=ruth, second=anne) == "Ruth Okafor"
    assert role("the senator_NN", first=ruth, second=anne) == "Anne Lane"
    assert role("the Texas senator_NN", first=ruth, second=anne) == "Anne Lane"
    assert role("the old_JJ senator_NN", first=ruth, second=anne) == "Anne Lane"


def test_words_alone_may_find_somebody() -> None:
    marked = "Mrs. Ruth Okafor of_IN Ohio met_VBD Mayor Anne Lane | the Ohio {}_NN"
    assert described(marked.format("governor"), (9, 12), 11) == "Ruth Okafor"
    assert described(marked.format("mayor"), (9, 12), 11) == "Ruth Okafor"
    assert described(marked.replace("Ohio {}", "{}").format("mayor"), (9, 11), 10) == "Anne Lane"
    assert described(marked.replace("Ohio {}", "new_JJ {}").format("mayor"), (9, 12), 11) == "Anne Lane"


def test_a_holder_is_found_however_long_ago() -> None:
    far = "Senator Ruth Okafor of_IN Ohio came_VBD " + "| x " * 20
    near = "Senator Anne Lane came_VBD " + "| x " * 14
    assert role("the senator_NN", first=far, second=near) == "Anne Lane"
    assert role("the Ohio senator_NN", first=far, second=near) == "Ruth Okafor"


def test_a_nouns_gender_and_party_rule_people_out() -> None:
    otto, ruth = "Mr. Okafor is_VBZ the_DT spokesman_NN .", "Mrs. Lane is_VBZ the_DT spokeswoman_NN ."
    assert role("the spokesman_NN", first=otto, second=ruth) == "Okafor"
    assert role("the spokesperson_NN", first=otto, second=ruth) == "Lane"
    democrat, republican = "Senator Ruth Okafor ( D - Ohio ) came", "Senator Anne Lane ( R - Ohio ) came"
    assert role("the Democratic_JJ senator_NN", first=democrat, second=republican) == "Ruth Okafor"
    assert role("the Republican_JJ senator_NN", first=republican, second=democrat) == "Anne Lane"
    assert role("the republican_NN", first=republican, second=democrat) == "Anne Lane"
    lady, sir, dr = "Mrs. Lane came", "Mr. Okafor came", "Prof. Quill came"
    assert role("the lass_NN", first=lady, second=sir) == "Lane"
    assert role("the lass_NN", first=lady, second=dr) == "Quill", "of unknown gender, but named later"
    assert described("Mrs. Lane met Prof. Quill | the_DT_det_6 lass_NN", (5, 7), 6) == "Lane"


@pytest.mark.parametrize(
    ("behind", "expected"),
    [("for_IN_prep_5 x", "poet for x"), ("of_IN_prep_5 x", "Ruth Okafor"), ("for_IN_x_5 x", "Ruth Okafor")],
)
def test_who_is_qualified_is_another(behind: str, expected: str) -> None:
    marked = f"Ruth Okafor left and came | the_DT_det_6 poet_NN {behind}".replace("_5", "_6")
    assert described(marked, (5, 9), 6, (0, 2, "PERSON")) == expected


def test_a_noun_takes_up_who_was_called_so_before() -> None:
    scene = Scene("a_DT_det_2 senior_JJ poet_NN came | the_DT_det_5 poet_NN", source=(0, 3))
    first = scene.member(2)
    assert first is not None
    assert (first.name, first.kind, first.number) == ("senior poet", Kind.PERSON, 0)
    scene.tokens = scene.doc[4:6]
    assert scene.member(5) is first


def test_kin_has_the_owners_surname_and_a_fitting_title() -> None:
    entities = ((0, 2, "PERSON"),)
    text = "Miss Ruth Okafor met Mrs. Okafor and Mr. Okafor | her_PRP$_poss_10 {}_NN"
    for noun, expected in (("mother", "Mrs. Okafor"), ("father", "Mr. Okafor"), ("sister", "Mrs. Okafor")):
        assert described(text.format(noun), (9, 11), 10) == expected
    alone = "Ruth Okafor met Otto Okafor | her_PRP$_poss_6 {}_NN"
    people = ((0, 2, "PERSON"), (3, 5, "PERSON"))
    assert described(alone.format("boyfriend"), (5, 7), 6, *people) == "Otto Okafor"
    assert described(alone.format("husband"), (5, 7), 6, *people) == "Ruth Okafor’s husband"
    several = "Ruth Okafor met Otto Okafor and Carl Okafor | her_PRP$_poss_9 boyfriend_NN"
    assert described(several, (8, 10), 9, *people, (6, 8, "PERSON")) == "Ruth Okafor’s boyfriend"
    assert described("Ruth Okafor met Lane | the_DT_det_5 mother_NN", (4, 6), 5, *entities) == "mother"
    titled = "Mr. Okafor met Mrs. Okafor | his_PRP$_poss_6 wife_NN"
    assert described(titled, (5, 7), 6) == "Mrs. Okafor"


def test_in_a_story_his_friend_is_the_other_one() -> None:
    text = "Ruth Okafor met Otto Lane | her_PRP$_poss_6 friend_NN"
    people = ((0, 2, "PERSON"), (3, 5, "PERSON"))
    assert described(text, (5, 7), 6, *people, story=True) == "Otto Lane"
    assert described(text, (5, 7), 6, *people) == "Ruth Okafor’s friend"


def test_somebody_of_rank() -> None:
    text = "Lord Ashby met Lady Ruth | {}_PRP$_poss_6 lordship_NN"
    assert described(text.format("his"), (5, 7), 6) == "Lord Ashby"
    assert described(text.format("your"), (5, 7), 6) is None
    assert described("Lord Ashby came | the_DT_det_4 lordship_NN", (3, 5), 4) == "lordship"


def test_a_definite_body_is_the_last_with_that_noun_in_its_name() -> None:
    text = "Ashby Council met Moss Council and Quill Works | the_DT_det_9 {}_NN"
    entities = ((0, 2, "ORG"), (3, 5, "ORG"), (6, 8, "ORG"))
    assert described(text.format("council"), (8, 10), 9, *entities) == "Moss Council"
    assert described(text.format("company"), (8, 10), 9, *entities) == "Quill Works"
    assert described(text.format("ministry"), (8, 10), 9, *entities) == "ministry"
    indefinite = text.replace("the_DT", "a_DT")
    assert described(indefinite.format("council"), (8, 10), 9, *entities) == "council"
    long = "Ashby Council met | the_DT_det_6 big_JJ old_JJ council_NN"
    assert described(long, (3, 7), 6, (0, 2, "ORG")) == "big old council"
    assert described(long.replace(" old_JJ", "").replace("_6", "_5"), (3, 6), 5, (0, 2, "ORG")) == "Ashby Council"
    owned = "Ashby Council met | her_PRP$_poss_4 council_NN"
    assert described(owned, (3, 5), 4, (0, 2, "ORG")) == "Ashby Council’s council"
    later = "the_DT_det_1 council_NN met Ashby Council"
    assert described(later, (0, 2), 1, (3, 5, "ORG")) == "council"


def test_a_body_takes_up_who_was_called_so_before() -> None:
    scene = Scene("a_DT_det_2 local_JJ firm_NN came | the_DT_det_5 firm_NN", source=(0, 3))
    first = scene.member(2)
    assert first is not None
    assert (first.name, first.kind) == ("local firm", Kind.ORG)
    scene.tokens = scene.doc[4:6]
    assert scene.member(5) is first


@pytest.mark.parametrize(
    ("marked", "head", "kind", "gender", "roles"),
    [
        ("two_CD officials=official_NNS", 1, Kind.GROUP, None, {SEVERAL}),
        ("one_CD widow_NN", 1, Kind.PERSON, FEMALE, set()),
        ("one_CD widower_NN", 1, Kind.PERSON, MALE, set()),
        ("one_CD report_NN", 1, Kind.ORG, None, {TEXT}),
        ("two_CD reports=report_NNS", 1, Kind.GROUP, None, {TEXT, SEVERAL, THINGS}),
        ("one_CD quarry_NN", 1, Kind.ORG, None, set()),
    ],
)
def test_what_strangers_are(marked: str, head: int, kind: Kind, gender: str | None, roles: set[str]) -> None:
    member = Scene(marked).member(head)
    assert member is not None
    assert (member.kind, member.gender, member.roles) == (kind, gender, roles)


def test_the_same_words_are_the_same_stranger() -> None:
    scene = Scene("two_CD aides=aide_NNS came | Two_CD aides=aide_NNS | the_DT_det_6 aides=aide_NNS", source=(0, 2))
    first = scene.member(1)
    scene.tokens = scene.doc[3:5]
    assert scene.member(4) is first
    scene.tokens = scene.doc[5:7]
    assert scene.member(6) is first
    scene = Scene("two_CD aides=aide_NNS came | the_DT_det_5 old_JJ aides=aide_NNS", source=(0, 2))
    first = scene.member(1)
    scene.tokens = scene.doc[3:6]
    assert scene.member(5) is not first


def test_a_description_that_is_a_name_is_that_member() -> None:
    scene = Scene("Ashby aides_NNS saw Ashby aides_NNS", (0, 2, "ORG"), source=(3, 5))
    assert scene.member(4) is next(iter(scene.cast))
    assert described("so one Ashby report_NN came", (2, 4), 3, (2, 3, "ORG")) == "Ashby report"


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("campaign_NN", "Okafor campaign"),
        ("old_JJ campaign_NN", "Okafor old campaign"),
        ("lawyer_NN", "Ruth Okafor’s lawyer"),
        ("lawyer_NN , who_WP left", "Ruth Okafor’s lawyer"),
    ],
)
def test_what_belongs_to_somebody(noun: str, expected: str) -> None:
    words = noun.split()
    head = 4 + next(place for place, word in enumerate(words) if "_NN" in word)
    text = f"Ruth Okafor came | her_PRP$_poss_{head} {noun}"
    assert described(text, (3, 4 + len(words)), head, (0, 2, "PERSON")) == expected
    text = f"so Ruth Okafor_NNP_poss_{head} ’s {noun}"
    assert described(text, (1, 4 + len(words)), head, (1, 3, "PERSON")) == expected


def test_possessives_of_bodies_and_of_names_in_s() -> None:
    assert described("Ashby came | its_PRP$_poss_3 campaign_NN", (2, 4), 3, (0, 1, "ORG")) == "Ashby’s campaign"
    assert described("Ashbys came | its_PRP$_poss_3 lawyer_NN", (2, 4), 3, (0, 1, "ORG")) == "Ashbys’ lawyer"
    assert described("nobody came | its_PRP$_poss_3 lawyer_NN", (2, 4), 3) == "lawyer"


def test_two_titles_without_an_article_name_one_person() -> None:
    marked = "senate candidate_NN and_CC_cc_1 former_JJ judge_NN Ruth Okafor_NNP_conj_1"
    assert Scene(marked, (5, 7, "PERSON")).named(1) == "Ruth Okafor"
    assert Scene(f"a_DT_det_2 {marked.replace('_1', '_2')}", (6, 8, "PERSON")).named(2) is None


def test_a_name_that_no_model_labelled_is_taken_in_full() -> None:
    marked = "so Quilla_NNP_compound_2 Orvane left | Orvane_NNP said"
    assert Scene(marked, source=(4, 5)).named(4) == "Quilla Orvane"


def test_a_noun_for_a_body_is_named_by_what_stands_behind_its_comma() -> None:
    marked = "one_CD_nummod_1 group_NN , Moss Alliance_NNP_appos_1"
    assert Scene(marked, (3, 5, "ORG")).named(1) == "Moss Alliance"
    assert Scene(marked.replace("group", "rally"), (3, 5, "ORG")).named(1) is None


def test_one_of_several_is_not_the_several() -> None:
    marked = "members_NNS of_IN_prep_0 it , even leader_NN Ruth Okafor_NNP_appos_2"
    assert Scene(marked, (6, 8, "PERSON")).named(0) is None
    assert Scene(marked.replace("members_NNS", "member_NN"), (6, 8, "PERSON")).named(0) == "Ruth Okafor"


def test_a_body_that_is_any_of_its_kind_is_not_named() -> None:
    marked = "a_DT_det_2 super_JJ_amod_2 PAC"
    assert Scene(marked, (2, 3, "ORG")).named(2) is None
    assert Scene(marked.replace("a_DT", "the_DT"), (2, 3, "ORG")).named(2) == "PAC"
