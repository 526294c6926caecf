"""Where a text names people, bodies, places and peoples, and what each name is of."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.members import MemberKind
from annotator.suggest.cast.mentions import find_mentions
from tests.suggest.cast.tiny import WORDS, tiny

Entity = tuple[int, int, str]
PERSON, ORG, PLACE, GROUP = "PERSON", "ORG", "GPE", "NORP"


def named(marked: str, *entities: Entity, story: bool = False) -> list[str]:
    """The names in a text, without their titles."""
    return [name for name, _ in kinds(marked, *entities, story=story)]


def kinds(marked: str, *entities: Entity, story: bool = False) -> list[tuple[str, MemberKind]]:
    mentions = find_mentions(Columns(tiny(marked, *entities), (), WORDS), story=story)
    return [(mention.name.text, mention.kind) for mention in mentions]


@pytest.mark.parametrize(
    ("marked", "entities", "expected"),
    [
        ("so Ruth Okafor came .", [(1, 3, PERSON)], ["Ruth Okafor"]),
        ("so Quill came .", [], ["Quill"]),
        ("so quill_NN came .", [], []),
        ("so Monday came .", [(1, 2, "DATE")], []),
        ("so Then_NNP came .", [], []),
        ("so Said_VBD=say came .", [], []),
        ("so Bleak_JJ came .", [], []),
        ("so Bleak_JJ came and Bleak saw .", [], ["Bleak", "Bleak"]),
        ("so It_PRP came and It saw .", [], []),
        ("so FBI_NN came .", [], ["FBI"]),
        ("FBI_NN came .", [], []),
        ("“ FBI_NN came .", [], []),
        ('so " FBI_NN came .', [], []),
        ("so “ FBI_NN came .", [], []),
        ("so ‘ FBI_NN came .", [], []),
        ("so ' FBI_NN came .", [], []),
        ("so : FBI_NN came .", [], []),
        ("so `` FBI_NN came .", [], []),
        ("so D came .", [], []),
        ("so German_JJ Okafor came .", [(1, 3, PERSON)], ["German Okafor"]),
        ("so German_NNP came .", [(1, 2, GROUP)], []),
    ],
)
def test_capitalised_words_that_can_be_a_name(marked: str, entities: list[Entity], expected: list[str]) -> None:
    assert named(marked, *entities) == expected


@pytest.mark.parametrize(
    ("marked", "entities", "expected"),
    [
        ("so Jan van der_NN Berg came .", [(1, 5, PERSON)], ["Jan van der Berg"]),
        ("so Ashby of Mines met .", [], ["Ashby", "Mines"]),
        ("so Ashby for Mines met .", [(1, 4, ORG)], ["Ashby for Mines"]),
        ("so Moss and Vale met .", [(1, 4, ORG)], ["Moss and Vale"]),
        ("so Moss and Vale met .", [(1, 2, PERSON), (3, 4, PERSON)], ["Moss", "Vale"]),
        ("Ruth Moss | Vale met .", [(0, 2, PERSON)], ["Ruth Moss", "Vale"]),
    ],
)
def test_small_words_within_a_name(marked: str, entities: list[Entity], expected: list[str]) -> None:
    assert named(marked, *entities) == expected


@pytest.mark.parametrize(
    ("marked", "entities", "expected"),
    [
        ("so Mayor Ruth Okafor came .", [(2, 4, PERSON)], [("Ruth Okafor", ("mayor",))]),
        ("so Ashby Mayor Okafor came .", [(1, 2, PLACE)], [("Ashby", ()), ("Okafor", ("mayor",))]),
        ("so Vice President Okafor came .", [(3, 4, PERSON)], [("Okafor", ("vice", "president"))]),
        ("so Secretary of State Okafor came .", [(4, 5, PERSON)], [("Okafor", ("secretary", "of", "state"))]),
        ("so Mayor came .", [], []),
        ("so Dean Okafor came .", [(1, 3, PERSON)], [("Dean Okafor", ())]),
        ("so Larry King came .", [(1, 3, PERSON)], [("Larry King", ())]),
        ("so Mr. King came .", [(2, 3, PERSON)], [("King", ("mr",))]),
        ("so Ashby King Okafor came .", [(1, 4, PERSON)], [("Ashby", ()), ("Okafor", ("king",))]),
        ("so Ministry of Justice met .", [(1, 4, ORG)], [("Ministry of Justice", ())]),
    ],
)
def test_titles_lead_a_name_and_cut_a_run(
    marked: str, entities: list[Entity], expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    mentions = find_mentions(Columns(tiny(marked, *entities), (), WORDS))
    assert [(mention.name.text, mention.name.titles) for mention in mentions] == expected
    assert all(mention.start - mention.lead == len(mention.name.titles) for mention in mentions)


@pytest.mark.parametrize(
    ("marked", "entities", "expected"),
    [
        ("so Ashby Ruth Okafor came .", [(1, 2, ORG), (2, 4, PERSON)], ["Ashby", "Ruth Okafor"]),
        ("so Ashby Works Okafor came .", [(1, 2, PLACE), (2, 3, ORG), (3, 4, PERSON)], ["Ashby", "Works", "Okafor"]),
        ("so Ruth Okafor came .", [(2, 3, PERSON)], ["Ruth Okafor"]),
        ("so Quill Okafor came .", [(2, 3, PERSON)], ["Quill Okafor"]),
        ("so Quill Ann Okafor came .", [(2, 4, PERSON)], ["Quill", "Ann Okafor"]),
        ("so Ruth Okafor Jr. came .", [(1, 4, PERSON)], ["Ruth Okafor Jr."]),
        ("so Old Ruth came .", [(1, 3, PERSON)], ["Ruth"]),
        ("so D - Ashby came .", [], []),
        ("so Ruth Okafor Blooms met Ruth Okafor .", [(1, 4, PERSON), (5, 7, PERSON)], ["Ruth Okafor", "Ruth Okafor"]),
        ("so Ruth Okafor Blooms came .", [(1, 4, PERSON)], ["Ruth Okafor Blooms"]),
        ("so RUTH OKAFOR came to FBI .", [(1, 3, PERSON), (5, 6, ORG)], ["Ruth Okafor", "FBI"]),
    ],
)
def test_a_run_is_cut_where_labels_change(marked: str, entities: list[Entity], expected: list[str]) -> None:
    assert named(marked, *entities) == expected


@pytest.mark.parametrize(
    ("marked", "story", "expected"),
    [
        ("the company_NN met the company_NN and the Company .", False, []),
        ("the company_NN met the Company and the Company .", False, ["Company", "Company"]),
        ("the company_NN met the company_NN and the COMPANY .", False, ["COMPANY"]),
        ("so Lawyers_NNP met the lawyers_NNS , the lawyers_NNS .", False, []),
        ("so the Badger and Lawyer came .", False, ["Badger"]),
        ("so the Badger and Lawyer came .", True, ["Badger", "Lawyer"]),
        ("so Democrats and a Republican came .", False, ["Democrats", "Republican"]),
        ("so a local_JJ Court met .", False, []),
        ("so the Court met .", False, ["Court"]),
        ("BARNABY WOOD slept .", True, []),
    ],
)
def test_a_common_noun_with_a_capital_is_no_name(marked: str, story: bool, expected: list[str]) -> None:
    assert named(marked, story=story) == expected


def test_in_a_headline_only_what_the_model_takes_for_one_name_is_found() -> None:
    text = "Mayor Okafor Slams Ashby Chief Over Gulls | so Ruth Okafor came to Ashby ."
    people = ((8, 10, PERSON), (12, 13, PLACE))
    assert named(text, *people) == ["Ruth Okafor", "Ashby"]
    assert named("Mayor Okafor Slams Ashby Chief Over Gulls | it rained .") == []
    assert named("Ruth Okafor : Gulls Are Back Now | it rained .", (0, 2, PERSON)) == ["Ruth Okafor"]


@pytest.mark.parametrize(
    ("marked", "entities", "kind"),
    [
        ("so Quill came .", [(1, 2, PERSON)], MemberKind.PERSON),
        ("so Quill came .", [(1, 2, ORG)], MemberKind.ORG),
        ("so Quill came .", [(1, 2, PLACE)], MemberKind.PLACE),
        ("so Quill came .", [(1, 2, GROUP)], MemberKind.GROUP),
        ("so Quill came .", [], MemberKind.ORG),
        ("so Mr. Quill came .", [(2, 3, ORG)], MemberKind.PERSON),
        ("so Ruth Quill came .", [(1, 3, ORG)], MemberKind.PERSON),
        ("so Quill Bank came .", [(1, 3, PERSON)], MemberKind.ORG),
        ("so Norway came .", [(1, 2, PERSON)], MemberKind.PLACE),
        ("so Reuters came .", [(1, 2, PERSON)], MemberKind.ORG),
        ("so Republicans came .", [(1, 2, ORG)], MemberKind.GROUP),
        ("so Ruth came .", [], MemberKind.PERSON),
        ("so the Quill came .", [], MemberKind.ORG),
        ("so Quill came and Quill and Quill .", [(1, 2, ORG), (4, 5, PERSON), (6, 7, PERSON)], MemberKind.PERSON),
        ("so Quill came and Ruth Quill .", [(1, 2, ORG), (4, 6, PERSON)], MemberKind.PERSON),
        ("so Quills came and Ruth Quill .", [(1, 2, ORG), (4, 6, PERSON)], MemberKind.GROUP),
    ],
)
def test_what_a_name_is_of(marked: str, entities: list[Entity], kind: MemberKind) -> None:
    assert kinds(marked, *entities)[0][1] is kind


@pytest.mark.parametrize(
    ("marked", "label", "kind"),
    [
        ("Quill_NNP_nsubj_1 said=say_VBD no .", ORG, MemberKind.PERSON),
        ("Quill_NNP_nsubj_1 slept=sleep_VBD now .", ORG, MemberKind.ORG),
        ("Norway_NNP_nsubj_1 said=say_VBD no .", PLACE, MemberKind.PLACE),
    ],
)
def test_in_a_story_who_says_something_is_a_person(marked: str, label: str, kind: MemberKind) -> None:
    assert kinds(marked, (0, 1, label), story=True)[0][1] is kind
    assert kinds(marked, (0, 1, label))[0][1] is not MemberKind.PERSON


def elected(first: str, label: str, times: int, *, again: str = "", story: bool = False) -> MemberKind:
    """What a name is taken for that stands so many times in a text, each time with this label; `again` is before it."""
    words = len(first.split())
    entities = [(1 + n * (words + 1), 1 + n * (words + 1) + words, label) for n in range(times)]
    before = f" | {again}" if again else ""
    return kinds("so " + f"{first} and " * times + "left ." + before, *entities, story=story)[0][1]


@pytest.mark.parametrize(
    ("name", "label", "told", "against"),
    [
        ("Ruth Quill", ORG, MemberKind.PERSON, 2),
        ("Ruth", ORG, MemberKind.PERSON, 1),
        ("Senate", PERSON, MemberKind.ORG, 3),
        ("Quill Bank", PERSON, MemberKind.ORG, 3),
        ("Norway", PERSON, MemberKind.PLACE, 3),
        ("Republicans", ORG, MemberKind.GROUP, 5),
        ("Reuters", PERSON, MemberKind.ORG, 33),
    ],
)
def test_so_many_labels_outweigh_what_the_words_of_a_name_tell(
    name: str, label: str, told: MemberKind, against: int
) -> None:
    assert elected(name, label, against - 1 or 1) is (told if against > 1 else MemberKind(label.lower()))
    assert elected(name, label, against) is MemberKind(label.lower())


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Larry King came . | King saw .", ["Larry King", "King"]),
        ("so Larry Okafor came . | King saw .", ["Larry Okafor"]),
        ("so Larry King came . | King Okafor saw .", ["Larry King", "Okafor"]),
    ],
)
def test_a_title_that_is_somebodys_surname_names_them(marked: str, expected: list[str]) -> None:
    assert named(marked, (1, 3, PERSON)) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Said Okafor , who said and said it . | Okafor left .", ["Okafor", "Okafor"]),
        ("Said Okafor , who saw it . | Okafor left .", ["Said Okafor", "Okafor"]),
        ("Said Okafor , who said and said it .", ["Said Okafor"]),
        ("so Said Okafor , who said and said it . | Okafor left .", ["Said Okafor", "Okafor"]),
    ],
)
def test_a_word_that_opens_a_sentence_is_no_part_of_a_name_that_stands_without_it(
    marked: str, expected: list[str]
) -> None:
    assert named(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Attorneys=attorney met .", []),
        ("so Attorneys=attorney met .", ["Attorneys"]),
        ("Republicans met .", []),
        ("Republicans met . | so Republicans left .", ["Republicans", "Republicans"]),
        ("Quill met .", ["Quill"]),
    ],
)
def test_a_common_noun_whose_place_gives_it_its_capital_is_no_name(marked: str, expected: list[str]) -> None:
    assert named(marked) == expected


@pytest.mark.parametrize(
    ("name", "alone", "kind"),
    [
        ("Sylke Quill", "Ms. Quill", MemberKind.PERSON),
        ("Old Sylke Quill", "Ms. Quill", MemberKind.PERSON),
        ("The Old Sylke Quill Ashby", "Ms. Ashby", MemberKind.ORG),
        ("Sylke Quill", "Ms. Ashby", MemberKind.ORG),
        ("Team Ruth", "Ruth", MemberKind.ORG),
        ("Never Quill", "Mr. Quill and Anne Quill", MemberKind.ORG),
    ],
)
def test_a_full_name_is_a_persons_if_its_last_word_is_that_of_somebody_without_one(
    name: str, alone: str, kind: MemberKind
) -> None:
    words = len(name.split())
    found = kinds(f"so {name} and {alone} left .", (1, 1 + words, ORG))
    assert found[0][1] is kind


def test_so_many_labels_outweigh_a_title() -> None:
    text = "so Mr. Quill came and " + "Quill , " * 2
    found = [(5 + 2 * n, 6 + 2 * n, ORG) for n in range(2)]
    assert kinds(text, *found[:1])[0][1] is MemberKind.PERSON
    assert kinds(text, *found)[0][1] is MemberKind.ORG


def test_the_last_two_of_three_names_are_a_persons_too() -> None:
    labels = [(1, 4, PERSON), (5, 7, ORG), (8, 10, ORG), (11, 13, ORG), (14, 16, ORG)]
    assert (
        kinds("so Zug Ruth Quill met Ruth Quill , Ruth Quill , Ruth Quill , Ruth Quill .", *labels)[1][1]
        is MemberKind.PERSON
    )


@pytest.mark.parametrize(
    ("marked", "story", "kind"),
    [
        ("so Quill came .", True, MemberKind.PERSON),
        ("so the Quill came .", True, MemberKind.ORG),
        ("so Quill_NNP_nsubj_2 said=say_VBD no .", False, MemberKind.PERSON),
        ("so the Quill_NNP_nsubj_3 said=say_VBD no .", False, MemberKind.ORG),
        ("so Quill_NNP_nsubj_2 slept=sleep_VBD now .", False, MemberKind.ORG),
        ("so the Mayor Quill came .", True, MemberKind.PERSON),
    ],
)
def test_what_a_name_without_a_label_is_of(marked: str, story: bool, kind: MemberKind) -> None:
    assert kinds(marked, story=story)[0][1] is kind


@pytest.mark.parametrize(
    ("marked", "entities", "expected"),
    [
        ("so Bureau of the Mines met .", [], ["Bureau", "Mines"]),
        ("so Ashby - Vale met .", [(1, 4, ORG)], ["Ashby-Vale"]),
        ("so Ruth and Vale met .", [(1, 4, ORG)], ["Ruth and Vale"]),
        ("so Jan van Berg came .", [(1, 2, PERSON), (3, 4, PERSON)], ["Jan", "Berg"]),
        ("so Soon_RB came and Soon_NNP left .", [], ["Soon"]),
        ("so May_MD came and May_NNP left .", [(4, 5, PERSON)], []),
        ("so Up_JJ came and Up_NNP left .", [], ["Up"]),
        ("so A_NN came .", [], []),
        ("so NATO_JJ came .", [], []),
        ("so German_NNP Quill came .", [(1, 2, GROUP), (2, 3, PERSON)], ["Quill"]),
        ("so Old came .", [(1, 2, PERSON)], []),
        ("so Mr. Old came .", [(2, 3, PERSON)], ["Old"]),
        ("so Old Dear Ruth came .", [(1, 4, PERSON)], ["Ruth"]),
        ("so “ Quill ” came .", [(1, 4, PERSON)], ["Quill"]),
        ("so Old Bank came .", [(1, 3, ORG)], ["Old Bank"]),
        ("so Ruth Quill III came .", [(1, 4, PERSON)], ["Ruth Quill III"]),
        ("so Quill Ltd. came .", [(1, 2, ORG), (2, 3, ORG)], ["Quill Ltd."]),
    ],
)
def test_which_words_make_one_name(marked: str, entities: list[Entity], expected: list[str]) -> None:
    assert named(marked, *entities) == expected


def test_a_chapters_heading_names_nobody_in_a_story_but_initials_do() -> None:
    assert named("so RUTH came and BB came .", (1, 2, PERSON), (4, 5, PERSON), story=True) == ["BB"]
    assert named("so RUTH came .", (1, 2, PERSON)) == ["Ruth"]
    assert named("so RUTH Okafor came .", (1, 3, PERSON), story=True) == ["RUTH Okafor"]


def test_a_word_without_a_label_belongs_to_the_one_labelled_behind_it() -> None:
    assert kinds("so Quill Works met .", (2, 3, ORG)) == [("Quill Works", MemberKind.ORG)]
    assert kinds("so Ruth Works met .", (2, 3, ORG))[0] == ("Ruth Works", MemberKind.PERSON)
    assert kinds("so Quill Norway met .", (2, 3, PLACE)) == [("Quill", MemberKind.ORG), ("Norway", MemberKind.PLACE)]


def test_a_body_whose_name_goes_on_behind_an_article() -> None:
    assert named("so Bank of the West met .", (1, 5, ORG)) == ["Bank of the West"]


def test_a_label_outweighs_an_article_and_an_article_nothing_more() -> None:
    assert kinds("so the Quill came .", (2, 3, PERSON))[0][1] is MemberKind.PERSON
    assert kinds("so the Quill and the Quill came .", (2, 3, PERSON))[0][1] is MemberKind.ORG
