"""Whom a text names, from what a model labelled and from what it missed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from spacy.tokens import Doc, Span

from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.mentions import find_mentions
from tests.suggest.cast.tiny import WORDS, tiny

Entity = tuple[int, int, str]


def named(marked: str, *entities: Entity) -> list[tuple[str, str]]:
    """Text and kind of every mention."""
    doc = tiny(marked, *entities)
    found = find_mentions(doc, WORDS)
    assert all(one.end <= other.start for one, other in pairwise(found))
    return [(doc[m.start : m.end].text, m.kind.value) for m in found]


def test_entities_are_taken_as_they_are_labelled() -> None:
    text = "Ruth Okafor met Ashby Works and the Danes_NNPS in Quillham near Lake Moss on Friday"
    entities = ((0, 2, "PERSON"), (3, 5, "ORG"), (7, 8, "NORP"), (9, 10, "GPE"), (11, 13, "FAC"), (14, 15, "DATE"))
    assert named(text, *entities) == [
        ("Ruth Okafor", "person"),
        ("Ashby Works", "org"),
        ("Danes", "group"),
        ("Quillham", "org"),
        ("Lake Moss", "org"),
    ]
    assert named("we saw Lake Moss", (2, 4, "LOC")) == []
    assert named("a Danish_JJ town", (1, 2, "NORP")) == []


def test_a_model_alone_is_not_sure_of_people_and_places() -> None:
    doc = tiny("Okafor and Ashby and Quillham", (0, 1, "PERSON"), (2, 3, "ORG"), (4, 5, "GPE"))
    assert [m.sure for m in find_mentions(doc, WORDS)] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "entity", "expected"),
    [
        ("we saw Edmund Vale there", (2, 4, "GPE"), [("Edmund Vale", "person")]),
        ("we saw Edmund Vale ’s dog", (2, 5, "ORG"), [("Edmund Vale", "person")]),
        ("we saw Edmund Quill Vale there", (2, 5, "LOC"), [("Edmund Quill Vale", "person")]),
        ("we saw Edmund Q. Quill Vale there", (2, 6, "ORG"), [("Edmund Q. Quill Vale", "org")]),
        ("we saw Edmund there", (2, 3, "GPE"), [("Edmund", "org")]),
        ("we saw Quill Vale there", (2, 4, "GPE"), [("Quill Vale", "org")]),
        ("we saw Edmund Bank there", (2, 4, "GPE"), [("Edmund Bank", "org")]),
        ("we saw Edmund of Vale there", (2, 5, "ORG"), [("Edmund of Vale", "org")]),
        ("we saw Edmund R2 there", (2, 4, "ORG"), [("Edmund R2", "org")]),
        ("we saw Edmund Paris there", (2, 4, "ORG"), [("Edmund Paris", "org")]),
        ("we saw Edmund Vale there", (2, 4, "DATE"), []),
        ("we saw Edmund Vale ’ dog", (2, 5, "ORG"), [("Edmund Vale", "person")]),
        ("we saw Edmund D’Vale there", (2, 4, "ORG"), [("Edmund D’Vale", "person")]),
        ("we saw Quill R. Vale there", (2, 5, "ORG"), [("Quill R. Vale", "person")]),
        ("we saw Quill R. Bank there", (2, 5, "ORG"), [("Quill R. Bank", "org")]),
        ("we saw Quill Vale II there", (2, 5, "ORG"), [("Quill Vale II", "person")]),
        ("we saw Quill War II there", (2, 5, "EVENT"), []),
        ("we saw Quill R. Vale II there", (2, 6, "ORG"), [("Quill R. Vale II", "person")]),
    ],
)
def test_an_entity_that_begins_with_a_given_name(text: str, entity: Entity, expected: list[tuple[str, str]]) -> None:
    assert named(text, entity) == expected


@pytest.mark.parametrize(
    ("text", "entity", "expected"),
    [
        ("so Ruth Okafor , Jo Lane left", (1, 6, "PERSON"), [("Ruth Okafor", "person"), ("Jo Lane", "person")]),
        ("so Ruth Okafor ¶ Jo Lane left", (1, 6, "PERSON"), [("Ruth Okafor", "person"), ("Jo Lane", "person")]),
        ("so Ruth Okafor / Jo Lane left", (1, 6, "PERSON"), [("Ruth Okafor", "person"), ("Jo Lane", "person")]),
        ("so Ruth Okafor ; Jo Lane left", (1, 6, "PERSON"), [("Ruth Okafor", "person"), ("Jo Lane", "person")]),
        ("so Ruth Okafor : Jo Lane left", (1, 6, "PERSON"), [("Ruth Okafor", "person"), ("Jo Lane", "person")]),
        ("so Ruth Okafor — Jo Lane left", (1, 6, "PERSON"), [("Ruth Okafor", "person"), ("Jo Lane", "person")]),
        ("so Ruth Okafor |_SYM Jo Lane left", (1, 6, "PERSON"), [("Ruth Okafor", "person"), ("Jo Lane", "person")]),
        ("so Ruth Okafor @ Jo Lane left", (1, 6, "PERSON"), [("Ruth Okafor", "person"), ("Jo Lane", "person")]),
        ("so Quill ’s Jo Lane left", (1, 5, "PERSON"), [("Quill", "person"), ("Jo Lane", "person")]),
        ("so Ruth Okafor @okafor left", (1, 4, "PERSON"), [("Ruth Okafor", "person")]),
        ("so CNN Jo Lane left", (1, 4, "PERSON"), [("CNN", "org"), ("Jo Lane", "person")]),
        (
            "so Ruth Okafor @okafor Jo Lane left",
            (1, 6, "PERSON"),
            [("Ruth Okafor", "person"), ("Jo Lane", "person")],
        ),
        ("so QUILL Jo Lane left", (1, 4, "PERSON"), [("QUILL Jo Lane", "person")]),
        ("Quill ) Orlov left (", (0, 1, "PERSON"), [("Quill", "person")]),
        ("so ( Quill )", (2, 3, "PERSON"), [("Quill", "person")]),
        ("so ( Quill", (2, 3, "PERSON"), [("Quill", "person")]),
        ("so ( Quill and Orlov left", (2, 3, "PERSON"), [("Quill", "person")]),
        ("so ( Quill ) orlov_NNP left", (2, 3, "PERSON"), [("Quill", "person")]),
        ("so Fox Jo Lane left", (1, 4, "PERSON"), [("Fox Jo Lane", "person")]),
        ("so Reuters left", (1, 2, "PERSON"), [("Reuters", "org")]),
        ("so ( Viktor ) Orlov left", (2, 3, "PERSON"), [("Viktor) Orlov", "person")]),
        ("so ( Quill ) Orlov left", (2, 3, "PERSON"), [("Quill) Orlov", "person")]),
        ("so ( Quill ) left Orlov", (2, 3, "PERSON"), [("Quill", "person")]),
        ("so ( Quill ) Left_VBD", (2, 3, "PERSON"), [("Quill", "person")]),
        ("so Quill ) Orlov left", (1, 2, "PERSON"), [("Quill", "person")]),
    ],
)
def test_people_in_parts_of_an_entity(text: str, entity: Entity, expected: list[tuple[str, str]]) -> None:
    assert named(text, entity) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("then ( Viktor ) Orlov left", [("Viktor) Orlov", "person")]),
        ("( Viktor ) Orlov", [("Viktor) Orlov", "person")]),
        ("then ( Quill ) Orlov left", []),
        ("then ( Viktor ) orlov_NN left", []),
        ("then ( Viktor ) Left_VBD", []),
        ("then ( viktor_NN ) Orlov left", []),
        ("then Viktor ) Orlov left", []),
        ("then ( Viktor left Orlov", []),
        ("then Mayor Okafor left", [("Okafor", "person")]),
        ("then Mayor Ruth van Dyke left and Mayor Lane came", [("Ruth van Dyke", "person"), ("Lane", "person")]),
        ("then Mayor Okafor Mayor Lane left", [("Okafor", "person"), ("Lane", "person")]),
        ("then Mayor at Okafor left", []),
        ("then Mayor Okafor Bank left", []),
        ("then ( Viktor ) Bank left", []),
        ("then ( Viktor )", []),
        ("then ( Viktor Q. Orlov left", []),
        ("then Mayor left", []),
        ("then the Mayor", []),
        ("then Mayor Okafor", [("Okafor", "person")]),
        ("then mayor_NN Okafor left", []),
        ("then General Electric left", []),
        ("then Justice Department left", []),
        ("then Mr. Department left", [("Department", "person")]),
        ("then General Wells left", [("Wells", "person")]),
    ],
)
def test_names_that_need_no_model(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_a_titles_name_comes_before_a_models() -> None:
    assert named("then Mayor Okafor Lane left", (1, 4, "ORG")) == [("Okafor Lane", "person")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“ no ” cried=cry_VBD_ROOT_3 Lizzy_NNP_nsubj_3", [("Lizzy", "person")]),
        ("“ no ” fell=fall_VBD_ROOT_3 Lizzy_NNP_nsubj_3", []),
        ("“ no ” cried=cry_VBD_ROOT_3 Lizzy_NNP_dobj_3", []),
        ("“ no ” cried=cry_VBD_ROOT_3 Lizzy_NN_nsubj_3", []),
        ("“ no ” cried=cry_VBD_ROOT_3 Everyone Monday_NNP_nsubj_3", []),
        ("“ no ” cried=cry_VBD_ROOT_3 old_JJ Lizzy_NNP_nsubj_3", [("Lizzy", "person")]),
        ("“ no ” cried=cry_VBD_ROOT_3 Big_NNP_compound_5 Lizzy_NNP_nsubj_3", [("Big Lizzy", "person")]),
        ("“ no ” cried=cry_VBD_ROOT_3 Big_NNP_amod_5 Lizzy_NNP_nsubj_3", [("Lizzy", "person")]),
        ("“ no ” cried=cry_VBD_ROOT_3 Big_NNP_compound_0 Lizzy_NNP_nsubj_3", [("Lizzy", "person")]),
        ("“ no ” cried=cry_VBD_ROOT_3 Report_NNP_nsubj_3", []),
        ("“ no ” cried=cry_VBD_ROOT_3 Company_NNP_nsubj_3", []),
        ("“ no ” cried=cry_VBD_ROOT_3 Okafor_NNP_compound_5 Bank_NNP_nsubj_3", []),
        ("Lizzy_NNP_nsubj_1 cried=cry_VBD_ROOT_1", [("Lizzy", "person")]),
        ("Big_NNP_compound_1 Lizzy_NNP_nsubj_2 cried=cry_VBD_ROOT_2", [("Big Lizzy", "person")]),
        (
            "Otto_NNP_nsubj_1 fell=fall_VBD_ROOT_1 | Lizzy_NNP_nsubj_3 cried=cry_VBD_ROOT_3",
            [("Lizzy", "person")],
        ),
        (
            "Otto_NNP_dobj_1 met=meet_VBD_ROOT_1 | Lizzy_NNP_nsubj_3 cried=cry_VBD_ROOT_3",
            [("Lizzy", "person")],
        ),
    ],
)
def test_who_cries_is_a_person(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_a_labelled_body_that_says_something_is_none() -> None:
    text = "“ no ” said=say_VBD_ROOT_3 Lizzy_NNP_nsubj_3"
    assert named(text, (4, 5, "GPE")) == [("Lizzy", "org")]
    assert named(text, (4, 5, "PRODUCT")) == [("Lizzy", "person")]
    assert named(text.replace("Lizzy", "Dane"), (4, 5, "NORP")) == [], "a single one of a people"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and Okafor left", "Okafor"),
        ("and Okafor_NN left", "Okafor"),
        ("| Okafor_NNS_nsubj left", "Okafor"),
        ("| Okafor_UH_nsubj left", "Okafor"),
        ("¶ OKAFOR_NN : is it late", "OKAFOR"),
        ("| Okafor_NNS_nsubj left okafor_NN", None),
        ("| Okafor left", "Okafor"),
        ("| Okafor_NN left", None),
        ("and okafor_NN left", None),
        ("and Ruth Okafor left", "Ruth Okafor"),
        ("and Okafor Ruth left", "Okafor Ruth"),
        ("and Okafor Works left", None),
        ("and Okafor works_VBZ", "Okafor"),
        ("and Okafor Working_VBG", "Okafor"),
        ("and at Okafor", "Okafor"),
        ("and Q. left", None),
        ("and van_NN left", None),
        ("and Van left", None),
        ("and Okafor works_NNP", "Okafor"),
    ],
)
def test_other_places_where_a_known_name_stands(text: str, expected: str | None) -> None:
    found = named(f"Ruth Q. van Okafor came {text}", (0, 4, "PERSON"))
    assert found[0] == ("Ruth Q. van Okafor", "person")
    assert found[1:] == ([(expected, "person")] if expected else [])


def test_a_bodys_name_is_not_looked_for_again() -> None:
    assert named("Ashby Works came and Ashby left", (0, 2, "ORG")) == [("Ashby Works", "org")]
    taken = named("Ruth Okafor came to Okafor Works", (0, 2, "PERSON"), (4, 6, "ORG"))
    assert taken == [("Ruth Okafor", "person"), ("Okafor Works", "org")]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("the HTC left", ["HTC"]),
        ("the H.T.C. left", ["H.T.C."]),
        ("the Htc left", []),
        ("the HTC_VB left", []),
        ("the HTX left", []),
    ],
)
def test_initials_of_a_body_that_have_no_label(marked: str, found: list[str]) -> None:
    text = f"Harbour Trade Council met and {marked}"
    assert [name for name, _ in named(text, (0, 3, "ORG"))][1:] == found


def test_capitals_in_brackets_behind_a_body_stand_for_it() -> None:
    text = "Department of Harbours ( FLEET ) met ( HARM )"
    assert named(text, (0, 3, "ORG")) == [("Department of Harbours", "org"), ("FLEET", "org")]


def test_a_known_name_ends_before_a_name_that_is_taken() -> None:
    text = "Ruth Okafor came and Okafor Ruth Lane left"
    people = ((0, 2, "PERSON"), (5, 7, "PERSON"))
    assert [name for name, _ in named(text, *people)] == ["Ruth Okafor", "Okafor", "Ruth Lane"]


def test_single_words_get_the_kind_that_most_of_the_text_says() -> None:
    text = "Ruth Okafor came and Okafor left | a man saw Okafor"
    entities = ((0, 2, "PERSON"), (4, 5, "ORG"), (9, 10, "GPE"))
    assert named(text, *entities) == [("Ruth Okafor", "person"), ("Okafor", "person"), ("Okafor", "person")]
    text = "we saw Quill and Quill and Quill"
    assert {kind for _, kind in named(text, (2, 3, "PERSON"), (4, 5, "ORG"), (6, 7, "ORG"))} == {"org"}
    assert [m.kind for m in find_mentions(tiny("the Quills_NNPS", (1, 2, "PERSON")), WORDS)] == [Kind.GROUP]


def test_a_surname_of_several_words_is_its_bearer() -> None:
    text = "Marine Le Roe left us | we saw Le Roe and Le Moss"
    found = named(text, (0, 3, "PERSON"), (7, 9, "ORG"), (10, 12, "ORG"))
    assert found == [("Marine Le Roe", "person"), ("Le Roe", "person"), ("Le Moss", "org")]


def test_letters_and_suffixes_are_nobodys_name_alone() -> None:
    assert named("so X. and III left", (1, 2, "PERSON"), (3, 4, "PERSON")) == []
    assert named("so Mr. X. left", (2, 3, "PERSON")) == [("X.", "person")]


def test_a_common_noun_is_nobodys_name_unless_it_is_a_surname() -> None:
    assert named("the Department and Quill left", (1, 2, "PERSON"), (3, 4, "PERSON")) == [("Quill", "person")]
    text = "Ruth Paper left | we saw Paper"
    assert named(text, (0, 2, "PERSON"), (5, 6, "PERSON")) == [("Ruth Paper", "person"), ("Paper", "person")]


def test_a_month_that_is_a_surname_is_found_again_unless_it_is_a_date() -> None:
    text = "Theresa May left | May_NNP_nsubj_5 said so_RB in May_NNP_pobj_4 | we saw May_NNP_dobj_9"
    people = ((0, 2, "PERSON"), (10, 11, "PERSON"))
    assert named(text, *people) == [("Theresa May", "person"), ("May", "person"), ("May", "person")]
    assert named(text, (0, 2, "PERSON"), (10, 11, "DATE"))[1:] == [("May", "person")]


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("so Ursula von_NNP der_NNP Roe left", ((1, 2, "PERSON"),), "Ursula von der Roe"),
        ("so Ursula von_NNP der_NNP Roe left", ((1, 4, "PERSON"), (4, 5, "GPE")), "Ursula von der Roe"),
        ("so Ursula von_NNP der_NNP Roe left", ((4, 5, "PERSON"),), "Ursula von der Roe"),
        ("so von_NNP der_NNP Roe left", ((1, 3, "PERSON"),), "von der Roe"),
        ("so Mayor von_NNP Roe left", ((3, 4, "PERSON"),), "von Roe"),
        ("why did Roe do_VBP Fox left", ((2, 3, "PERSON"),), "Roe"),
        ("so Bashar al_NNP - Roe left", ((1, 5, "PERSON"),), "Bashar al-Roe"),
        ("so Dwayne “ The_NNP Rock ” Roe left", ((6, 7, "PERSON"),), "Dwayne “The Rock” Roe"),
        ("so Dwayne “ The_NNP Rock ” Roe left", ((1, 2, "PERSON"),), "Dwayne “The Rock” Roe"),
        ("so we “ the rock ” Roe left", ((6, 7, "PERSON"),), "Roe"),
        ("so Charles de Roe left", ((1, 4, "FAC"),), "Charles de Roe"),
    ],
)
def test_particles_and_nicknames_belong_to_a_name(text: str, entities: tuple[Entity, ...], expected: str) -> None:
    assert named(text, *entities) == [(expected, "person")]


def test_initials_and_a_known_surname_are_a_person() -> None:
    text = "Mr. Roe came and J.D. Roe left U.S. Roe"
    entities = ((4, 6, "ORG"), (7, 9, "ORG"))
    assert named(text, *entities) == [("Roe", "person"), ("J.D. Roe", "person"), ("U.S. Roe", "org")]


def test_a_body_ends_before_its_acronym_in_brackets() -> None:
    text = "Harbour Trade Council ( HTC ) met and HTC left"
    bodies = [("Harbour Trade Council", "org"), ("HTC", "org"), ("HTC", "org")]
    assert named(text, (0, 6, "ORG"), (8, 9, "PERSON")) == bodies


def test_a_surname_that_is_a_title_is_found_again() -> None:
    assert named("Pete King came and King left", (0, 2, "PERSON")) == [("Pete King", "person"), ("King", "person")]


def test_initials_are_not_a_name_that_is_written_small() -> None:
    assert named("Kim Un left and U.N. and UN stayed", (0, 2, "PERSON")) == [("Kim Un", "person")]


def test_a_headline_is_clipped() -> None:
    text = "Ruth Okafor Blasts Rivals In Ad | Ruth Okafor left"
    found = named(text, (0, 3, "PERSON"), (6, 8, "PERSON"))
    assert found == [("Ruth Okafor", "person"), ("Ruth Okafor", "person")]


def test_a_verb_before_a_name_is_none_of_it() -> None:
    assert named("so it was . | Stated Moss in May", (4, 6, "PERSON")) == [("Moss", "person")]
    assert named("so it was Stated Moss in May", (3, 5, "PERSON")) == [("Stated Moss", "person")]


def test_a_title_that_speaks_is_nobodys_name() -> None:
    text = "so Judge_NNP_nsubj_2 said=say_VBD no"
    assert named(text) == []
    assert named(text.replace("Judge", "Okafor")) == [("Okafor", "person")]


def test_a_full_name_that_a_model_takes_for_a_bodys_is_the_persons_who_goes_by_its_end() -> None:
    text = "Quill Orvane left | so Orvane smiled"
    assert named(text, (0, 2, "ORG"), (4, 5, "PERSON"))[0] == ("Quill Orvane", "person")
    assert named("Team Orvane left | so Orvane smiled", (0, 2, "ORG"), (4, 5, "PERSON"))[0] == ("Team Orvane", "org")
    assert named(text, (0, 2, "ORG"), (4, 5, "ORG"))[0] == ("Quill Orvane", "org")


def test_a_headlines_first_word_with_a_colon_is_a_known_name() -> None:
    text = "Okafor_NN : we win | so Ruth Okafor said"
    assert named(text, (5, 7, "PERSON"))[0] == ("Okafor", "person")
    assert named(f"{text} okafor", (5, 7, "PERSON"))[0] == ("Ruth Okafor", "person")


def test_a_name_goes_on_behind_a_blank_that_does_not_break() -> None:
    doc = tiny("so Ruth MARK_SP Okafor left", (1, 4, "PERSON"))
    words = [token.text.replace("MARK", "\N{NO-BREAK SPACE}") for token in doc]
    assert [m.name.text for m in find_mentions(_again(doc, words, (1, 4, "PERSON")), WORDS)] == ["Ruth Okafor"]


def test_a_hyphen_with_blanks_ends_a_name() -> None:
    doc = tiny("Ruth Vale -_: Okafor left so it was")
    spaced = _again(doc, [token.text for token in doc], (0, 4, "PERSON"))
    assert [m.name.text for m in find_mentions(spaced, WORDS)] == ["Ruth Vale", "Okafor"]


def _again(doc: Doc, words: list[str], entity: Entity) -> Doc:
    """The same tokens in other words, with a blank behind each."""
    made = Doc(
        doc.vocab,
        words,
        [True] * len(words),
        tags=[token.tag_ for token in doc],
        deps=[token.dep_ for token in doc],
        heads=[token.head.i for token in doc],
        lemmas=[token.lemma_ for token in doc],
    )
    made.set_ents([Span(made, *entity)])
    return made


@pytest.mark.parametrize(
    ("marked", "entity", "expected"),
    [
        ("spokeswoman_NN Orva Moss said", (0, 3, "ORG"), ("Orva Moss", "person")),
        ("Ruth_NN Orva Moss said", (0, 3, "ORG"), ("Ruth Orva Moss", "person")),
        ("spokeswoman_NN Orva Council said", (0, 3, "ORG"), ("spokeswoman Orva Council", "org")),
        ("spokeswoman_NN Orva said", (0, 2, "ORG"), ("spokeswoman Orva", "org")),
        ("his wife_NN , Orvana_NNP_appos_1 , left", (3, 4, "ORG"), ("Orvana", "person")),
        ("his firm_NN , Orvana_NNP_appos_1 , left", (3, 4, "ORG"), ("Orvana", "org")),
        ("his wife_NN , Orvana_NNP_appos_0 , left", (3, 4, "ORG"), ("Orvana", "org")),
    ],
)
def test_people_that_a_model_takes_for_bodies(marked: str, entity: Entity, expected: tuple[str, str]) -> None:
    assert named(marked, entity) == [expected]


def test_a_sentences_first_word_is_a_known_name_whatever_its_tag() -> None:
    text = "Moss_VBG , so it goes | so Ruth Moss said | so Moss left"
    assert named(text, (6, 8, "PERSON"))[0] == ("Moss", "person")
    assert named(f"{text} | it is moss", (6, 8, "PERSON"))[0] == ("Ruth Moss", "person")


def test_a_hyphen_with_blanks_parts_a_body_too() -> None:
    doc = tiny("so MOSS -_: Ruth Okafor left so it was")
    spaced = _again(doc, [token.text for token in doc], (1, 5, "ORG"))
    assert [(m.name.text, m.kind) for m in find_mentions(spaced, WORDS)] == [
        ("MOSS", Kind.ORG),
        ("Ruth Okafor", Kind.PERSON),
    ]


def test_a_known_surname_has_the_unlabelled_given_name_before_it() -> None:
    marked = "so Quill_NNP_compound_2 Orvane left | so Mr. Orvane said no"
    assert ("Quill Orvane", "person") in named(marked)
    assert ("Quill Orvane", "person") not in named(marked.replace("_compound_", "_amod_"))


def test_a_trade_that_opens_a_sentence_is_nobodys_name() -> None:
    assert named("so it goes | Filmmaker tells all of it", (3, 4, "PERSON")) == []
    assert named("so it goes | and Filmmaker tells it", (4, 5, "PERSON")) == [("Filmmaker", "person")]
