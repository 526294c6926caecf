"""Who said it: from a verb to the mention of its source."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.source_of_cue import light_verb_subject, owner, source_of_verb
from annotator.suggest.text.view import make_view

ReadMany = Callable[[list[str]], dict[str, Doc]]

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
    ("Her vow to call the mayor was kept.", "call", "Her"),
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
    ("The author of “The long way home from the town” said it was late.", "said", "The author of"),
    ("@lopez said it was late.", "said", "@lopez"),
    ("The mayor and Lopez said it was late.", "said", "The mayor and Lopez"),
]


@pytest.fixture(scope="module")
def docs(read_many: ReadMany) -> dict[str, Doc]:
    return read_many([text for text, *_ in (*SOURCES, *OWNERS)])


@pytest.mark.parametrize(("text", "verb", "source"), SOURCES)
def test_the_source_of_a_verb(docs: dict[str, Doc], text: str, verb: str, source: str | None) -> None:
    doc = docs[text]
    [token] = [token for token in doc if token.text == verb]
    found = source_of_verb(make_view(doc), token)
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
]


@pytest.mark.parametrize(("text", "noun", "whose", "made_by"), OWNERS)
def test_whose_a_noun_is(docs: dict[str, Doc], text: str, noun: str, whose: str | None, made_by: str | None) -> None:
    [token] = [token for token in docs[text] if token.text == noun]
    assert [found and found.text for found in (owner(token), light_verb_subject(token))] == [whose, made_by]
