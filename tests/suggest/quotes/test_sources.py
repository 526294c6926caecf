"""Whose words a quote gives: the mentions that are tried, what speaks for each, and the one that is taken."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import ALONE, FINITE
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.readings.make import Picked
from annotator.suggest.quotes.readings.words import Text
from annotator.suggest.quotes.sources import _GAPS, Mention, _kind, cue_holders, likeliest, sources, with_sources
from annotator.suggest.text.view import Range, View
from tests.suggest.conftest import Read

TEXT = "Bo Dahl met the mayor of Lund, who told a reporter that the old bridge would open. She hoped that it rained."


def at(doc: Doc, words: str) -> Range:
    """The tokens of the first place with these words."""
    start = doc.text.index(words)
    span = doc.char_span(start, start + len(words))
    assert span is not None
    return span.start, span.end


def quote_at(doc: Doc, cue: str, content: str, source: str | None) -> Candidate:
    place = at(doc, cue)
    return Candidate([at(doc, content)], place, place[0], None if source is None else at(doc, source), cue, FINITE)


def tried(view: View, chosen: list[Candidate], number: int = 0) -> dict[str | None, set[str]]:
    """What speaks for each mention that is tried, by its words."""
    found = sources(Text(view), chosen, number, cue_holders(chosen))
    return {None if one is None else view.doc[one[0] : one[1]].text: set(told) for one, told in found}


def taken(view: View, chosen: list[Candidate], weights: dict[str, float]) -> list[str | None]:
    """The words of the sources that are taken."""
    picked = with_sources(Text(view), [Picked(one, (), ()) for one in chosen], weights)
    of_quotes = [one.candidate.source for one in picked]
    return [None if one is None else view.doc[one[0] : one[1]].text for one in of_quotes]


def test_the_own_source_nobody_and_the_mentions_of_the_sentence_are_tried(read: Read) -> None:
    view = View(read(TEXT))
    told = quote_at(view.doc, "told", "that the old bridge would open", "a reporter")
    found = sources(Text(view), [told], 0, cue_holders([told]))
    assert found[0][0] == told.source
    assert {"Bo Dahl", "the mayor of Lund", "who", "a reporter", None} <= set(tried(view, [told]))
    assert "She" not in tried(view, [told]), "of another sentence"
    assert len({one for one, _ in found}) == len(found)


def test_nobody_within_the_words_has_said_them(read: Read) -> None:
    view = View(read(TEXT))
    told = quote_at(view.doc, "told", "that the old bridge would open", "who")
    assert not [words for words in tried(view, [told]) if words and "bridge" in words]


@pytest.mark.parametrize("source", [(4, 4), (5, 4), None])
def test_a_source_of_which_nothing_is_left_is_none(source: Mention, read: Read) -> None:
    view = View(read(TEXT))
    told = replace(quote_at(view.doc, "told", "that the old bridge would open", None), source=source)
    found = [one for one, _ in sources(Text(view), [told], 0, cue_holders([told]))]
    assert found[0] is None
    assert found.count(None) == 1


SAYS = [
    ("who", {"own", "kind=who", "clause kind=who", "finite kind=who", "before gap=0", "path=1 up=0", "own dep=nsubj"}),
    ("a reporter", {"other", "kind=persons", "persons dep=dobj", "behind gap=0", "way= dobj"}),
    ("the mayor of Lund", {"kind=persons", "before gap=2", "before commas=1", "other has relcl", "way=relcl "}),
    ("Bo Dahl", {"before verbs=1", "way=relcl<dobj nsubj"}),
    (None, {"none", "clause none", "none own=some", "none tag=VBD", "none form=finite", "none asking"}),
]


@pytest.mark.parametrize(("words", "told"), SAYS)
def test_what_speaks_for_a_mention(words: str | None, told: set[str], read: Read) -> None:
    view = View(read(TEXT))
    told_by = quote_at(view.doc, "told", "that the old bridge would open", "who")
    assert told <= tried(view, [told_by])[words]


def test_whether_a_mention_is_a_word_of_another_quote_is_told(read: Read) -> None:
    view = View(read("Bo Dahl said Ann Lind had won and praised the mayor."))
    said = quote_at(view.doc, "said", "Ann Lind had won", "Bo Dahl")
    praised = quote_at(view.doc, "praised", "the mayor", "Ann Lind")
    praised_by = tried(view, [said, praised], 1)
    assert {"within", "within own"} <= praised_by["Ann Lind"]
    assert not [told for told in praised_by["Bo Dahl"] if told.startswith("within")]
    assert not [told for told in tried(view, [praised])["Ann Lind"] if told.startswith("within")]
    under = view[praised.head].is_ancestor(view[said.head]), view[said.head].is_ancestor(view[praised.head])
    assert (f"within {'above' if under[1] else 'apart'} own") in praised_by["Ann Lind"]


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("Two of them said that it rained.", "said", "Two of them"),
        ("A claim by two of them that it rained was wrong.", "claim", "two of them"),
        ("Two of them made the claim that it rained.", "claim", "Two of them"),
    ],
)
def test_whom_the_parse_leads_to_is_tried_though_that_is_no_noun(read: Read, text: str, cue: str, source: str) -> None:
    view = View(read(text))
    assert source in tried(view, [quote_at(view.doc, cue, "that it rained", None)])


FORMS = [
    ("Bo Dahl was told that it rained.", "told", "passive"),
    ("Bo Dahl left, saying that it rained.", "saying", "VBG"),
    ("Bo Dahl has said that it rained.", "said", "finite"),
    ("Bo Dahl repeats the claim that it rained.", "claim", "nominal"),
]


@pytest.mark.parametrize(("text", "cue", "form"), FORMS)
def test_which_form_the_cue_has(read: Read, text: str, cue: str, form: str) -> None:
    view = View(read(text))
    told = tried(view, [quote_at(view.doc, cue, "that it rained", None)])
    assert {f"none form={form}", f"none own=none form={form}"} <= told[None]


def test_an_apposition_of_a_mention_is_told(read: Read) -> None:
    view = View(read("Bo Dahl, the mayor, said that it rained."))
    told = tried(view, [quote_at(view.doc, "said", "that it rained", None)])
    assert "other has appos" in next(told for words, told in told.items() if words and words.startswith("Bo Dahl"))


def test_a_mention_in_marks_or_over_the_words_is_told(read: Read) -> None:
    view = View(read("“Bo Dahl won,” the mayor told Ann Lind, “and we lost.”"))
    told = quote_at(view.doc, "told", "and we lost", "the mayor")
    assert "quoted" in tried(view, [told])["Bo Dahl"]
    told = Candidate([at(view.doc, "and we")], told.cue, told.head, told.source, "tell", FINITE)
    assert "quoted with content" not in tried(view, [told])["the mayor"]


def test_gaps_are_those_that_weights_tell_of() -> None:
    weights = load_lexicon("en").source_weights
    assert {feature.partition(" gap=")[2] for feature in weights if " gap=" in feature} <= set(_GAPS)


def test_gaps_are_named_by_their_numbers() -> None:
    for number, name in enumerate(_GAPS):
        least, _, most = name.partition("-")
        assert name == f">{number - 1}" or int(least) <= number <= int(most or least)


@pytest.mark.parametrize(
    ("label", "kind"), [("PERSON", "person"), ("ORG", "body"), ("LOC", "place"), ("DATE", "time"), ("LAW", "name")]
)
def test_what_kind_of_mention_a_name_is(read: Read, label: str, kind: str) -> None:
    doc = read("Ashby said so.")
    doc.set_ents([Span(doc, 0, 1, label=label)])
    assert _kind(View(doc), doc[0]) == kind


NOUNS = [
    ("The mayor said so.", "persons"),
    ("Two mayors said so.", "people"),
    ("Two spokeswomen said so.", "persons plural"),
    ("The crowd said so.", "people"),
    ("Her aunt said so.", "persons"),
    ("The ministry said so.", "organisations"),
    ("The reports said so.", "texts plural"),
    ("The bridge said so.", "noun"),
    ("The bridges said so.", "nouns"),
]


@pytest.mark.parametrize(("text", "kind"), NOUNS)
def test_what_kind_of_mention_a_noun_is(read: Read, text: str, kind: str) -> None:
    doc = read(text)
    assert _kind(View(doc), doc[1]) == kind


def test_of_several_mentions_the_weights_say_which_one_it_is(read: Read) -> None:
    view = View(read(TEXT))
    told = quote_at(view.doc, "told", "that the old bridge would open", "a reporter")
    assert taken(view, [told], {"own": 1.0}) == ["a reporter"]
    assert taken(view, [told], {"own": 1.0, "kind=who": 2.0}) == ["who"]
    assert taken(view, [told], {"own": 1.0, "none": 2.0}) == [None]
    assert taken(view, [told], {}) == ["a reporter"], "nothing was learned"
    assert told.source == at(view.doc, "a reporter"), "candidates stay as they are"


def test_as_shipped_the_subject_has_said_it_and_not_who_was_told(read: Read) -> None:
    view = View(read(TEXT))
    told = quote_at(view.doc, "told", "that the old bridge would open", "a reporter")
    weights = dict(load_lexicon("en").source_weights)
    assert taken(view, [told], weights | {"own": 0.0}) == ["who"]


@pytest.mark.parametrize(
    ("cue", "kind"), [("seemed", "seeming_verbs"), ("asked", "asking"), ("said", "reports"), ("saw", None)]
)
def test_what_kind_of_verb_speaks_for_nobody(read: Read, cue: str, kind: str | None) -> None:
    view = View(read(f"Bo Dahl {cue} that it rained."))
    told = tried(view, [quote_at(view.doc, cue, "that it rained", "Bo Dahl")])[None]
    assert {one for one in ("seeming_verbs", "asking", "reports") if f"none {one}" in told} == {kind} - {None}


def test_as_shipped_nobody_said_it_of_whom_others_speak(read: Read) -> None:
    text = "Bo Dahl said Ann Lind had lost and added that it rained."
    view = View(read(text))
    said = quote_at(view.doc, "said", "Ann Lind had lost", "Bo Dahl")
    added = quote_at(view.doc, "added", "that it rained", "Ann Lind")
    weights = dict(load_lexicon("en").source_weights)
    assert taken(view, [said, added], weights) == ["Bo Dahl", "Bo Dahl"]


def test_what_no_words_report_keeps_its_source(read: Read) -> None:
    view = View(read(TEXT))
    alone = Candidate([at(view.doc, "that it rained")], (0, 0), at(view.doc, "that it")[0], None, "", ALONE)
    assert taken(view, [alone], {"other": 9.0}) == [None]


ranges = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda pair: pair if pair[0] < pair[1] else None)


def test_mentions_of_the_same_person_speak_for_each_other_and_the_likeliest_extent_is_taken() -> None:
    worth = [math.log(share) for share in (0.36, 0.30, 0.34)]
    assert likeliest([(0, 2), (7, 9), (20, 22)], worth) == 0
    assert likeliest([(0, 2), (7, 9), (6, 9)], worth) == 2
    assert likeliest([None, (7, 9), (6, 9)], worth) == 2
    assert likeliest([(0, 2), (7, 9), (9, 12)], worth) == 0, "neighbours share no word"


@given(st.lists(ranges, min_size=1, max_size=6, unique=True), st.data())
def test_what_is_certain_is_taken(mentions: list[Mention], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(mentions) - 1))
    assert likeliest(mentions, [0.0 if number == row else -30.0 for number in range(len(mentions))]) == row
