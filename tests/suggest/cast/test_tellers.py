"""Who is said to speak beside a quote whose rule found no source."""

from __future__ import annotations

import re

import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.speech_map import read_speech_map
from annotator.suggest.cast.tellers import find_teller, who_speaks, with_tellers
from tests.suggest.cast.tiny import WORDS, tiny


def teller(marked: str) -> str | None:
    """The head of whoever is said to speak what stands in “marks”, all of it one quote."""
    doc = tiny(marked)
    content = tuple(Span(*found.span()) for found in re.finditer("“[^”]*”", doc.text))
    speech_map = read_speech_map(doc, [Quote(content, QuoteType.DIRECT)], WORDS)
    found = find_teller(speech_map, [speech_map.tokens(span) for span in content])
    return found.text if found is not None else None


@pytest.mark.parametrize(
    ("marked", "head"),
    [
        ("“ no , ” Ruth_NNP_nsubj_5 agreed_VBD .", "Ruth"),
        ("“ no , ” mused_VBD Ruth_NNP_dobj .", "Ruth"),
        ("“ no , ” put_VBD in_IN the_DT_det_7 old_JJ_amod porter_NN_pobj .", "porter"),
        ("“ no ? ” Ruth_NNP_nsubj_6 had_VBD_aux_6 replied_VBN .", "Ruth"),
        ("“ no — ” Ruth_NNP_nsubj_5 agreed_VBD . “ yes ”", "Ruth"),
        ("“ no , ” Ruth_NNP agreed_VBD .", "Ruth"),
        ("Ruth_NNP_nsubj_1 agreed_VBD : “ no ”", "Ruth"),
        ("Ruth_NNP_nsubj_1 turned_VBD to him , “ no ”", "Ruth"),
        ("“ no , ” was_VBD Ruth_NNP_poss_7 ’s_POS reply_NN_dobj .", "Ruth"),
        ("“ no , ” his_PRP$_poss_5 voice_NN_nsubj_6 broke_VBD .", "his"),
        ("“ no . ” ¶ “ why ? ” asked_VBD he_PRP_nsubj_9 .", "he"),
    ],
)
def test_the_subject_of_the_clause_beside_speaks(marked: str, head: str) -> None:
    assert teller(marked) == head


def test_the_reply_is_nobody_and_franks_reply_is_franks() -> None:
    doc = tiny("the_DT_det_1 reply_NN | Ruth_NNP_poss_4 ’s_POS reply_NN | the_DT_det_6 porter_NN | Ruth")
    speech_map = read_speech_map(doc, (), WORDS)
    assert [who_speaks(doc[i], speech_map) for i in (1, 4, 6, 7)] == [None, doc[2], doc[6], doc[7]]


@pytest.mark.parametrize(
    "marked",
    [
        "“ no . ” Ruth_NNP_nsubj_5 agreed_VBD .",
        "“ no , ” was_VBD the_DT_det_6 answer_NN_dobj .",
        "“ no , ” ¶ Ruth_NNP_nsubj_6 agreed_VBD .",
        "“ no , ” quite at_IN random_JJ .",
        "Ruth_NNP_nsubj_1 agreed_VBD . “ no ”",
        "Ruth_NNP_nsubj_1 agreed_VBD : ¶ “ no ”",
        "“ no , ”",
    ],
)
def test_where_no_clause_reports_nobody_is_said_to_speak(marked: str) -> None:
    assert teller(marked) is None


def test_a_quote_without_a_source_in_its_paragraph_gets_its_teller() -> None:
    doc = tiny("“ no , ” mused_VBD Ruth_NNP_dobj . ¶ “ so . ” ¶ Otto_NNP left")
    spoken = [
        Span(0, doc.text.index("mused") - 1),
        Span(doc.text.index("“ so".replace(" ", "")), doc.text.rindex("”") + 1),
    ]
    quotes = [Quote((span,), QuoteType.DIRECT) for span in spoken]
    speech_map = read_speech_map(doc, quotes, WORDS)
    places = [[speech_map.tokens(span)] for span in spoken]
    otto = doc[len(doc) - 2 : len(doc) - 1]
    assert [s and s.text for s in with_tellers(speech_map, quotes, places, [None, None])] == ["Ruth", None]
    assert [s and s.text for s in with_tellers(speech_map, quotes, places, [otto, otto])] == ["Ruth", "Otto"]
    reported = [Quote(quote.content, QuoteType.INDIRECT) for quote in quotes]
    assert with_tellers(speech_map, reported, places, [None, None]) == [None, None]


def test_a_source_that_is_what_is_said_gives_way_to_its_owner() -> None:
    doc = tiny("“ no , ” was_VBD Ruth_NNP_poss_7 ’s_POS reply_NN_dobj . ¶ “ so , ” was_VBD the_DT_det_16 reply_NN .")
    starts = [i for i, char in enumerate(doc.text) if char == "“"]
    quotes = [Quote((Span(at, doc.text.index("”", at) + 1),), QuoteType.DIRECT) for at in starts]
    speech_map = read_speech_map(doc, quotes, WORDS)
    places = [[speech_map.tokens(quote.content[0])] for quote in quotes]
    replies = [doc[t.i : t.i + 1] for t in doc if t.text == "reply"]
    assert [s and s.text for s in with_tellers(speech_map, quotes, places, replies)] == ["Ruth", None]
