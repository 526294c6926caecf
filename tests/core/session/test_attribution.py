"""Guesses of who said it: the reporting clause beside content, what goes on behind it, and the type of it all."""

from __future__ import annotations

import pytest

from annotator.core.model import QuoteType, Span
from annotator.core.session import edits
from annotator.core.session.guess import clause_beside, guessed_type, may_be_direct
from annotator.core.session.state import open_sentence
from tests.memory_desk import Line, Said, article

DIRECT, INDIRECT, MIXED = QuoteType


def span(text, words):
    at = text.index(words)
    return Span(at, at + len(words))


def of(text, found):
    return None if found is None else found.of(text)


BESIDE = [
    # (sentence, content, cue, source)
    ("The well is dry, Ada Finch told a reporter on Monday.", "The well is dry", "told", "Ada Finch"),
    ("The well is dry, said Ada Finch in May.", "The well is dry", "said", "Ada Finch"),
    ("The well is dry, the old mayor has often said.", "The well is dry", "has often said", "the old mayor"),
    ("“It is dry,” she said.", "“It is dry,”", "said", "she"),
    ("Ada Finch said that the well is dry.", "that the well is dry", "said", "Ada Finch"),
    ("Ada Finch told us on Monday that the well is dry.", "that the well is dry", "told", "Ada Finch"),
    ("Ada Finch, a baker, said the well is dry.", "the well is dry", "said", "Ada Finch, a baker"),
    ("But Ada Finch, a baker, said wells run dry.", "wells run dry", "said", "Ada Finch, a baker"),
    ("Ada Finch (R) said the well is dry.", "the well is dry", "said", "Ada Finch (R)"),
    ("It rained, but Ada said it is dry.", "it is dry", "said", "Ada"),
    ("Ada said it rained and added that it is dry.", "that it is dry", "added", "Ada"),
    ("Ada said it is dry, she said.", "it is dry", "said", "Ada"),
    ("Ada said then it is dry, Bo told us.", "it is dry", "told", "Bo"),
    ("Ada Finch: the well is dry", "the well is dry", ":", "Ada Finch"),
    ("According to the farmer, it is dry.", "it is dry", "According to", "the farmer"),
    ("It is dry, according to the farmer, who left.", "It is dry", "according to", "the farmer"),
    ("It is dry, said", "It is dry", "said", None),
    ("Ada (R-Ohio) said one two three four five six seven eight nine it is dry.", "it is dry", "said", "Ada (R-Ohio)"),
]


@pytest.mark.parametrize(("text", "content", "cue", "source"), BESIDE)
def test_the_clause_beside_content_gives_cue_and_source(text, content, cue, source):
    found = clause_beside(text, Span(0, len(text)), span(text, content))
    assert found is not None
    assert (of(text, found.cue), of(text, found.source)) == (cue, source)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The well is dry.", "The well is dry"),
        ("The United States is trying to help.", "is trying to help"),
    ],
)
def test_what_no_reporting_clause_stands_beside_has_none(text, content):
    assert clause_beside(text, Span(0, len(text)), span(text, content)) is None


def test_a_clause_in_another_sentence_is_not_beside():
    text = "Ada said so. It is dry. She said so."
    assert clause_beside(text, Span(13, 23), Span(13, 22)) is None


def opened(text, *said, before=()):
    cast = ["Ada Finch", "Paul Okoro"]
    page = article(1, "a", [*before, Line(text, said)], cast)
    return open_sentence(page, len(before))


def new(state, content):
    return edits.new_quote(state, span_in(state, content)).chosen_quote


def span_in(state, words):
    return span(state.page.document.text, words)


def pieces(state, quote):
    return [part.of(state.page.document.text) for part in quote.content]


@pytest.mark.parametrize(
    ("text", "content", "found"),
    [
        ("“It is dry,” she said, “and it is cold.”", "“It is dry,”", ["“It is dry,”", "“and it is cold.”"]),
        ("The well, Ada said, is dry.", "The well", ["The well"]),
        ("“It is dry,” she said, and left.", "“It is dry,”", ["“It is dry,”"]),
        ("The well is dry, Ada said, on her way out.", "The well is dry", ["The well is dry"]),
        ("The well is dry, Ada said on Monday, and left.", "The well is dry", ["The well is dry"]),
        ("Ada said the well is dry, and left.", "the well is dry", ["the well is dry"]),
    ],
)
def test_content_in_marks_that_a_clause_cuts_in_two_goes_on_behind_it(text, content, found):
    state = opened(text)
    assert pieces(state, new(state, content)) == found


def test_a_text_that_has_lost_its_marks_has_direct_quotes_where_an_i_speaks():
    text = "We are late, she said. It is late, she said. That I know, she said."
    assert guessed_type(text, [span(text, "We are late")]) is DIRECT
    assert guessed_type(text, [span(text, "It is late")]) is INDIRECT
    assert guessed_type(text, [span(text, "That I know")]) is INDIRECT
    assert not may_be_direct(text, [span(text, "That I know")])
    not_led = text + " Know that I go, Ada said."
    assert guessed_type(not_led, [span(not_led, "Know that I go")]) is DIRECT
    one_left = text + "” She left."
    assert guessed_type(one_left, [span(text, "We are late")]) is DIRECT, "a mark alone marks nothing"
    opened_only = text + " I said “we go, and left."
    assert not may_be_direct(opened_only, [span(opened_only, "“we go")]), "but what it begins is told by it"


def test_a_text_with_marks_has_indirect_quotes_where_there_are_none():
    text = "We are late, she said. “It is late,” she said, if “very” late."
    assert guessed_type(text, [span(text, "We are late")]) is INDIRECT
    assert guessed_type(text, [span(text, "“It is late,”")]) is DIRECT
    assert guessed_type(text, [span(text, "“It is late,”"), span(text, "if “very” late")]) is MIXED
    in_another_paragraph = "We are late, she said.\n\n“It is late,” she said."
    assert guessed_type(in_another_paragraph, [span(in_another_paragraph, "We are late")]) is INDIRECT


def test_a_new_quote_without_marks_is_direct_where_most_of_the_others_are():
    before = [
        Line("It is late, she said.", [Said("It is late", "said", "she", type=kind)]) for kind in (DIRECT, DIRECT)
    ]
    assert new(opened("The well is dry, she said.", before=before), "The well is dry").type is DIRECT
    assert new(opened("She said that all is dry.", before=before), "that all is dry").type is INDIRECT
    before[0].quotes[0].type = INDIRECT
    assert new(opened("The well is dry, she said.", before=before), "The well is dry").type is INDIRECT, "half are not"
    before.append(Line("It is cold.", [Said("It is cold", type=DIRECT, continues=True)]))
    assert new(opened("The well is dry, she said.", before=before), "The well is dry").type is INDIRECT, "one still"


def test_a_source_is_whom_it_names_or_who_was_meant_by_it_before_or_who_spoke_last():
    before = [
        Line("It is late, said the baker.", [Said("It is late", "said", "the baker", "Ada Finch")]),
        Line("It is dry, said the farmer.", [Said("It is dry", "said", "the farmer", "Paul Okoro")]),
    ]
    for source, speaker in (("Finch", "Ada Finch"), ("the baker", "Ada Finch"), ("she", "Paul Okoro")):
        state = opened(f"It is cold, {source} said.", before=before)
        quote = new(state, "It is cold")
        assert (of(state.page.document.text, quote.source), quote.speaker) == (source, speaker)
    assert new(opened("It is cold, the miller said.", before=before), "It is cold").speaker is None
    assert new(opened("It is cold, she said."), "It is cold").speaker is None


def test_who_speaks_later_in_the_sentence_is_not_who_spoke_before():
    said = Said("that it is late", "adding", None, "Ada Finch")
    assert new(opened("It is cold, she said, adding that it is late.", said), "It is cold").speaker is None
