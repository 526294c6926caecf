"""Who said it: from a verb to the mention of its source."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.source_of_cue import (
    find_source,
    light_verb_subject,
    mention,
    nearest_noun,
    owner,
    source_of_verb,
)
from annotator.suggest.text.view import View
from tests.suggest.cast.tiny import tiny
from tests.suggest.conftest import ReadMany

SOURCES = [
    ("Lopez said it was late.", "said", "Lopez"),
    ("The old mayor of the town said it was late.", "said", "The old mayor of the town"),
    ("Lopez, a farmer, said it was late.", "said", "Lopez, a farmer"),
    ("The mayor who ran in May said it was late.", "said", "The mayor"),
    ("Lopez came and said it was late.", "said", "Lopez"),
    ("Lopez plans to say it was late.", "say", "Lopez"),
    ("Lopez left, saying it was late.", "saying", "Lopez"),
    ("The mayor published a letter saying it was late.", "saying", "a letter"),
    ("The mayor was told by Lopez that it was late.", "told", "Lopez"),
    ("The mayor was told that it was late.", "told", None),
    ("The mayor was convinced that it was late.", "convinced", "The mayor"),
    ("Asked if it was late, Lopez left.", "Asked", None),
    ("The storm led Lopez to say it was late.", "say", "Lopez"),
    ("Lopez promised the mayor to say it was late.", "say", "Lopez"),
    ("By saying it was late, Lopez upset the town.", "saying", "Lopez"),
    ("They praised Lopez for saying it was late.", "saying", "Lopez"),
    ("Lopez said it would fail, adding that it was late.", "adding", "Lopez"),
    ("The man who said it was late left.", "said", "who"),
    ("Lopez (D-Ayton) said it was late.", "said", "Lopez (D-Ayton)"),
    ("Lopez has been trying to say it was late.", "say", "Lopez"),
    ("Lopez has asked if it was late.", "asked", "Lopez"),
    ("The mayor of “Ayton” said it was late.", "said", "The mayor of “Ayton”"),
    ("@lopez said it was late.", "said", "@lopez"),
    ("The mayor and Lopez said it was late.", "said", "The mayor and Lopez"),
    ("The then-mayor said it was late.", "said", "The then-mayor"),
    ("The mayor quickly saying it was late is a surprise.", "saying", "The mayor"),
    ("Lopez left the town on Monday, claiming it was late.", "claiming", "Lopez"),
    ("In the town, claiming it was late, Lopez left.", "claiming", "Lopez"),
    ("Claiming it was late, Lopez left.", "Claiming", "Lopez"),
    ("Told by Diaz that it was late, Lopez left.", "Told", "Diaz"),
    ("Having told Diaz that it was late, Lopez left.", "told", "Lopez"),
    ("Lopez said Diaz left, adding that it was late.", "adding", "Lopez"),
    ("Lopez said Diaz claims the town left, adding that it was late.", "adding", "Diaz"),
    ("Lopez said Diaz left adding that it was late.", "adding", "Diaz"),
    ("The letter, saying it was late, came in May.", "saying", "The letter"),
    ("Lopez was asked to say it was late.", "say", "Lopez"),
    ("Diaz asked Lopez to say it was late.", "say", "Lopez"),
    ("Diaz helped Lopez say it was late.", "say", "Lopez"),
    ("Lopez is happy to say it was late.", "say", "Lopez"),
    ("Lopez upset the town by saying it was late.", "saying", "Lopez"),
    ("Lopez was blamed for saying it was late.", "saying", "Lopez"),
    ("Lopez met Diaz after saying it was late.", "saying", "Lopez"),
    ("Lopez's habit of saying it was late is bad.", "saying", "Lopez's"),
    ("Lopez has the habit of saying it was late.", "saying", "Lopez"),
    ("Lopez is tired of saying it was late.", "saying", "Lopez"),
    ("They kept Lopez from saying it was late.", "saying", "Lopez"),
    ("Lopez came, saw the town and said it was late.", "said", "Lopez"),
    ("Lopez, who came and said it was late, left.", "said", "who"),
    ("The mayor, worried that it was late, left.", "worried", "The mayor"),
    ("The mayor, surprised by Diaz, said it was late.", "surprised", "Diaz"),
    ("The mayor was surprised by Diaz that it was late.", "surprised", "Diaz"),
    ("Lopez did it to say it was late.", "say", "Lopez"),
    ("Lopez went home (and said it was late).", "said", "Lopez"),
    ("The mayor (a farmer) said it was late.", "said", "The mayor (a farmer)"),
    ("The mayor of the town - a farmer - said it was late.", "said", "The mayor of the town - a farmer"),
    ("The author of “A long way home” said it was late.", "said", "The author of “A long way home”"),
    ("The mayor, as he left, said it was late.", "said", "The mayor"),
    ("The mayor running the town said it was late.", "said", "The mayor"),
    ("Said the mayor who left that it was late?", "Said", "the mayor"),
    ("Nobody but Lopez said it was late.", "said", "Nobody but Lopez"),
    ("Quizzed by Diaz, Lopez left.", "Quizzed", "Diaz"),
    ("Lopez has pressed Diaz to say it was late.", "pressed", "Lopez"),
    ("Lopez, it seems, says it was late.", "says", "Lopez"),
]


@pytest.fixture(scope="module")
def docs(read_many: ReadMany) -> dict[str, Doc]:
    return read_many([text for text, *_ in (*SOURCES, *OWNERS)])


@pytest.mark.parametrize(("text", "verb", "source"), SOURCES)
def test_the_source_of_a_verb(docs: dict[str, Doc], text: str, verb: str, source: str | None) -> None:
    doc = docs[text]
    [token] = [token for token in doc if token.text == verb]
    found = source_of_verb(View(doc), token)
    assert (found and doc[slice(*found)].text) == source


OWNERS = [
    ("The mayor's claim was wrong.", "claim", "mayor", None),
    ("Their hope was great.", "hope", "Their", None),
    ("A warning by officials was heard.", "warning", "officials", None),
    ("Criticism from the left grew.", "Criticism", "left", None),
    ("Criticism of the left grew.", "Criticism", None, None),
    ("Lopez made a claim.", "claim", None, "Lopez"),
    ("Lopez is a liar.", "liar", None, "Lopez"),
    ("The claim grew.", "claim", None, None),
    ("The warning made by Lopez was heard.", "warning", "Lopez", None),
    ("The warning issued in May was heard.", "warning", None, None),
    ("Lopez spoke of a claim of fraud.", "claim", None, "Lopez"),
    ("Lopez made claims and threats.", "threats", None, None),
    ("Fears in the town of a claim grew.", "claim", None, None),
    ("Lopez came with a claim.", "claim", None, "Lopez"),
]


@pytest.mark.parametrize(("text", "noun", "whose", "made_by"), OWNERS)
def test_whose_a_noun_is(docs: dict[str, Doc], text: str, noun: str, whose: str | None, made_by: str | None) -> None:
    [token] = [token for token in docs[text] if token.text == noun]
    assert [found and found.text for found in (owner(token), light_verb_subject(token))] == [whose, made_by]


def test_the_noun_nearest_to_either_end_is_no_pronoun_of_nothing_no_date_and_no_part_of_a_name(
    read_many: ReadMany,
) -> None:
    text = "Yesterday it helped the town hall of Lopez in May."
    doc = read_many([text])[text]
    view = View(doc)
    found = [nearest_noun(view, (0, len(doc)), at_end=at_end) for at_end in (False, True)]
    assert [token and token.text for token in found] == ["hall", "Lopez"]
    assert nearest_noun(view, (0, 4), at_end=True) is None


def test_a_subject_is_looked_for_five_verbs_up_at_most() -> None:
    doc = tiny("Lopez_NNP_nsubj_1 a_VBD " + " ".join(f"b_VBD_conj_{head}" for head in range(1, 7)))
    assert [find_source(verb) for verb in doc[1:]] == [*[doc[0]] * 6, None]


@pytest.mark.parametrize(
    ("marked", "noun", "avoid", "phrase"),
    [
        (",_,_punct_2 the_DT_det_2 mayor_NN_nsubj_4 ,_,_punct_2 left_VBD", 2, 4, "the mayor"),
        ("(_-LRB-_punct_2 the_DT_det_2 mayor_NN_nsubj_4 )_-RRB-_punct_2 left_VBD", 2, 4, "(the mayor)"),
        (")_-RRB-_punct_2 the_DT_det_2 mayor_NN_nsubj_4 (_-LRB-_punct_2 left_VBD", 2, 4, "the mayor"),
        ("“_``_punct_2 the_DT_det_2 mayor_NN_nsubj_4 ”_''_punct_2 left_VBD", 2, 4, "“the mayor”"),
        ("”_''_punct_2 the_DT_det_2 mayor_NN_nsubj_4 “_``_punct_2 left_VBD", 2, 4, "the mayor"),
        ("‘_``_punct_2 the_DT_det_2 mayor_NN_nsubj_4 ’_''_punct_2 left_VBD", 2, 4, "the mayor"),
        ("@_X_punct_1 roe_NNP_nsubj_2 left_VBD", 1, 2, "@ roe"),
        # which may be a mark itself
        ("some_DT_det_1 %_NN_nsubj_2 left_VBD", 1, 2, "some %"),
        ("%_NN_nsubj_2 ,_,_punct_0 left_VBD", 0, 2, "%"),
        # no clause behind it, from the first one on
        (
            "the_DT_det_1 mayor_NN_nsubj_6 of_IN_prep_1 who_WP_nsubj_4 ran_VBD_relcl_1 as_IN_prep_1 left_VBD",
            1,
            6,
            "the mayor of",
        ),
        (
            "the_DT_det_1 mayor_NN_nsubj_6 who_WP_nsubj_3 ran_VBD_relcl_1 elected_VBN_acl_1 there_RB_x_4 left_VBD",
            1,
            6,
            "the mayor",
        ),
        # without the cue, which may stand on either side of the noun
        ("the_DT_det_2 said_VBD_amod_2 mayor_NN_nsubj_3 left_VBD", 2, 1, "mayor"),
        ("the_DT_det_1 mayor_NN_nsubj_4 of_IN_prep_1 said_VBN_amod_1 left_VBD", 1, 3, "the mayor of"),
        ("the_DT_det_1 mayor_NN_nsubj_2 said_VBD", 1, 2, "the mayor"),
        ("said_VBD the_DT_det_2 mayor_NN_nsubj_0", 2, 0, "the mayor"),
        # of the next paragraph it has nothing
        ("the_DT_det_1 mayor_NN_nsubj_1 of_IN_prep_1 ¶ so", 1, 9, "the mayor of"),
    ],
)
def test_the_phrase_of_a_noun(marked: str, noun: int, avoid: int, phrase: str) -> None:
    doc = tiny(marked)
    assert doc[slice(*mention(View(doc), doc[noun], avoid=avoid))].text == phrase


@pytest.mark.parametrize(
    ("marked", "heads"),
    [
        ("it_PRP_nsubj_1 fell_VBD town_NN_dobj_1 hall_NN_dobj_1", ["town", "hall"]),
        ("it_PRP_nsubj_1 fell_VBD we_PRP_dobj_1 so", ["we", "we"]),
        ("Roe_NNP_nsubj_1 fell_VBD so", ["Roe", "Roe"]),
        ("Town_NNP_compound_1 Hall_NNP_nsubj_2 fell_VBD", ["Hall", "Hall"]),
        ("it_PRP_nsubj_1 fell_VBD", [None, None]),
    ],
)
def test_the_noun_nearest_to_either_end(marked: str, heads: list[str | None]) -> None:
    doc = tiny(marked)
    found = [nearest_noun(View(doc), (0, len(doc)), at_end=at_end) for at_end in (False, True)]
    assert [token and token.text for token in found] == heads


@pytest.mark.parametrize(
    ("marked", "noun", "whose"),
    [
        ("claim_NN_nsubj_3 by_IN_prep_0 Roe_NNP_pobj_1 fell_VBD", 0, "Roe"),
        ("claim_NN_nsubj_3 of_IN_prep_0 Roe_NNP_pobj_1 fell_VBD", 0, None),
        ("claim_NN_nsubj_3 by_IN_dep_0 Roe_NNP_pobj_1 fell_VBD", 0, None),
        ("claim_NN_nsubj_4 made_VBN_acl_0 by_IN_agent_1 Roe_NNP_pobj_2 fell_VBD", 0, "Roe"),
        ("claim_NN_nsubj_4 making_VBG_acl_0 by_IN_agent_1 Roe_NNP_pobj_2 fell_VBD", 0, None),
        ("claim_NN_nsubj_4 made_VBN_relcl_0 by_IN_agent_1 Roe_NNP_pobj_2 fell_VBD", 0, None),
        ("her_PRP$_poss_1 claim_NN_nsubj_4 by_IN_prep_1 Roe_NNP_pobj_2 fell_VBD", 1, "her"),
        ("claim_NN_nsubj_4 that_IN_mark_2 by_IN_prep_0 Roe_NNP_pobj_2 fell_VBD", 0, "Roe"),
    ],
)
def test_whose_a_noun_is_by_the_parse(marked: str, noun: int, whose: str | None) -> None:
    found = owner(tiny(marked)[noun])
    assert (found and found.text) == whose
