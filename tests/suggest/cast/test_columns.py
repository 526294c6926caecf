"""What is asked of a text by token: sentences, paragraphs, speech, headlines, and what a phrase is about."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.columns import DIRECT, REPORTED, Columns
from tests.suggest.cast.tiny import WORDS, tiny


def mapped(doc: Doc, *quotes: Quote) -> Columns:
    return Columns(doc, quotes, WORDS)


def test_sentences_and_paragraphs_by_token() -> None:
    read = mapped(tiny("it rained . | we left . ¶ nobody came ."))
    assert read.sentence == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3], "an empty one stands behind the last"
    assert read.paragraph == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]


def test_tokens_of_code_points() -> None:
    doc = tiny("it rained . ¶ we left .")
    read = mapped(doc)
    assert [read.token_at(offset) for offset in (0, 1, 2, 3, 9, 10, 12)] == [0, 0, 0, 1, 2, 3, 4]
    assert read.text_of(*read.tokens(Span(0, 2))) == "it"
    assert read.text_of(*read.tokens(Span(4, 5))) == "rained"
    assert read.tokens(Span(9, 15)) == (2, 5)
    assert (read.tokens(Span(10, 15))[0], read.tokens(Span(0, 12))[1]) == (4, 3)
    assert read.text_of(*read.tokens(Span(10, 12))) == "\n\n"
    assert read.text_of(*read.tokens(Span(3, 3))) == "rained"


def test_speech_is_what_stands_in_marks_or_in_a_quote() -> None:
    doc = tiny("“ we left , ” he said they may come")
    text = doc.text
    said = Quote((Span(text.index("they"), len(text)),), QuoteType.INDIRECT)
    assert list(mapped(doc, said).speech) == [DIRECT] * 4 + [0] * 3 + [REPORTED] * 3
    assert list(mapped(doc, Quote(said.content, QuoteType.MIXED)).speech)[-1] == REPORTED
    assert list(mapped(doc, Quote(said.content, QuoteType.DIRECT)).speech)[-1] == DIRECT
    whole = Quote((Span(0, len(text)),), QuoteType.INDIRECT)
    assert list(mapped(doc, whole).speech) == [DIRECT] * 4 + [REPORTED] * 6


@pytest.mark.parametrize(
    ("marked", "quoted"),
    [
        ('" we left " he said', [1, 1, 1, 0, 0, 0]),
        ("`` we left '' he said", [1, 1, 1, 0, 0, 0]),
        ('" we left " he said " no "', [1, 1, 1, 0, 0, 0, 1, 1, 0]),
        ("“ we left he said", [0, 0, 0, 0, 0]),
        ("we left ” he said", [0, 0, 0, 0, 0]),
        ("“ we “ left ” he", [0, 0, 1, 1, 0, 0]),
        ("“ we left ¶ he said ”", [0, 0, 0, 0, 0, 0, 0]),
        ("“ we left ¶ “ he said ”", [0, 0, 0, 0, 1, 1, 1, 0]),
        ("“ we ’s left ”", [1, 1, 1, 1, 0]),
    ],
)
def test_marks_close_in_their_paragraph(marked: str, quoted: list[int]) -> None:
    assert [bool(level) for level in mapped(tiny(marked)).speech] == [bool(level) for level in quoted]


@pytest.mark.parametrize(
    ("marked", "head"),
    [
        ("the_DT_det_1 mayor_NN", "mayor"),
        ("she_PRP", "she"),
        ("who_WP", "who"),
        ("three_CD", "three"),
        ("said_VBD the_DT mayor_NN of_IN Ashby", "mayor"),
        ("said_VBD by_IN her_PRP", "her"),
        ("said_VBD who_WP", "who"),
        ("many_JJ of_IN_prep_0 her_PRP$_poss_3 friends_NNS_pobj_1", "friends"),
        ("said_VBD so_RB", "said"),
        ("rich_JJ", "rich"),
        ("very_RB_advmod_1 rich_JJ", "rich"),
    ],
)
def test_the_head_of_a_source_is_a_noun_or_a_pronoun(marked: str, head: str) -> None:
    read = mapped(tiny(marked))
    assert read.word[read.head_of(0, len(read))] == head


def test_of_two_nouns_on_which_a_phrase_hangs_the_subject_counts() -> None:
    read = mapped(tiny("said_VBD Ashby_NNP_dep_0 mayor_NN_nsubj_0"))
    assert read.word[read.head_of(1, 3)] == "mayor"


@pytest.mark.parametrize(
    ("marked", "headline"),
    [
        ("Mayor Ruth Okafor Leaves Ashby", True),
        ("Mayor Okafor Leaves Ashby .", False),
        ("Mayor Okafor Leaves", False),
        ("Mayor Okafor of the Ashby Works", False),
        ("Mayor Okafor Leaves Ashby to Moss ¶ x", True),
    ],
)
def test_in_a_headline_most_words_have_a_capital(marked: str, headline: bool) -> None:
    assert mapped(tiny(marked)).headline[0] is headline


def test_what_hangs_on_a_noun() -> None:
    read = mapped(tiny("so the_DT_det_3 old_JJ_amod_3 mayor_NN of_IN_prep_3 her_PRP$_poss_3 Roe_NNP_x_3"))
    assert read.children[3] == [0, 1, 2, 4, 5, 6] or read.children[3] == [1, 2, 4, 5, 6]
    assert 3 not in read.children[3]
    assert (read.phrase_start(3), read.phrase_start(1)) == (1, 1)
    assert (read.has_determiner(3), read.has_determiner(2)) == (True, False)
    assert read.owner_of(3) is None, "an owner stands before"
    assert mapped(tiny("Roe_NNP_poss_2 old_JJ_amod_2 husband_NN")).owner_of(2) == 0
    bare = mapped(tiny("old_JJ_amod_1 mayor_NN"))
    assert (bare.has_determiner(1), bare.owner_of(1), bare.phrase_start(1)) == (False, None, 0)


def test_modals_are_verbs_and_words_may_be_joined() -> None:
    read = mapped(tiny("Roe will_MD come_VB - now"))
    assert [read.is_verb(i) for i in range(3)] == [False, True, True]
    assert [read.joined(i) for i in range(5)] == [False, False, False, True, True]


def test_only_words_count_in_a_headline() -> None:
    assert mapped(tiny("Mayor 2 3 4 5 6 Okafor Leaves Ashby")).headline[0]
    assert mapped(tiny("Mayor Okafor Leaves Ashby ;")).headline[0]
    assert not mapped(tiny("Mayor Okafor Leaves Ashby .")).headline[0]
    assert not mapped(tiny("Mayor Okafor leaves_VBZ the town Ashby")).headline[0]
