"""What the windows offer for what is typed."""

from __future__ import annotations

import pytest

from annotator.core.decision import LONGEST_NAME, Answer
from annotator.core.session.desk import DocumentRow, Filter, Mark, Place
from annotator.core.session.state import open_sentence
from annotator.core.session.workbench import Workbench
from annotator.tui.likeness import likest
from annotator.tui.options import (
    Hit,
    for_documents,
    for_filters,
    for_names,
    for_places,
    for_scores,
    why_no_place,
)
from tests.memory_desk import SCHEME, Line, MemoryDesk, Said, article, harbour

NAMES = ["Ines Duarte", "Paul Okoro", "Abena Mensah"]


def shown(options):
    return [(option.label, option.detail) for option in options]


def values(options):
    return [option.value for option in options]


# ---- names


def test_without_anything_typed_all_names_are_offered_in_their_order():
    assert values(for_names("", NAMES)) == NAMES
    assert len(for_names("", [f"Name {number}" for number in range(80)])) == 50


def test_a_name_that_is_known_is_given_as_it_stands_and_a_new_one_with_single_spaces():
    assert sorted(values(for_names(" Ada   Finch ", ["Ada  Finch"]))) == ["Ada  Finch", "Ada Finch"]
    assert values(for_names("", ["Ada  Finch"])) == ["Ada  Finch"]


def test_a_name_that_has_what_is_typed_as_a_word_is_offered_first_however_many_are_like_it():
    like = [f"Finch{end}" for end in "abcdefghij"]
    assert values(for_names("Finch", [*like, "Ada Finch", "Finsh"]))[0] == "Ada Finch"


def test_names_are_put_in_the_order_of_how_like_a_text_they_are():
    names = ["Kofi Mensah", "Ines Duarte", "Paul Okoro"]
    assert likest("Mayor Okoro", names)[0] == "Paul Okoro"
    assert likest("harbour master Ines Duarte", names)[0] == "Ines Duarte"
    assert likest("", names) == names
    assert likest("Okoro", ["Okoros", "Paul Okoro", "Okoro"]) == ["Okoro", "Paul Okoro", "Okoros"], "whole words"


@pytest.mark.parametrize(
    ("typed", "first", "new_at"),
    [
        ("okoro", "Paul Okoro", 1),  # part of a name: probably that one
        ("okro", "okro", 0),  # only alike: more likely a new one
        ("Zoe Ada", "Zoe Ada", 0),
        ("Ines Duarte", "Ines Duarte", None),
    ],
)
def test_a_name_is_found_by_a_part_and_what_is_typed_may_be_a_new_one(typed, first, new_at):
    options = for_names(typed, NAMES)
    assert options[0].value == first
    new = [at for at, option in enumerate(options) if option.detail == "new name"]
    assert new == ([] if new_at is None else [new_at])


def test_a_name_that_no_database_can_hold_is_not_offered():
    assert values(for_names("x" * LONGEST_NAME, NAMES)) == ["x" * LONGEST_NAME]
    assert values(for_names("x" * (LONGEST_NAME + 1), NAMES)) == []


def test_a_name_that_holds_what_is_typed_comes_before_those_that_are_alike():
    assert values(for_names("mensah", ["Abena Mensa", "Kofi Mensah"]))[0] == "Kofi Mensah"


# ---- places


def places(typed, found=()):
    return for_places(typed, harbour(), 2, lambda text: found)


@pytest.mark.parametrize("typed", ["9" * 5000, "1:" + "9" * 5000, "9" * 5000 + ":1"])
def test_more_digits_than_any_number_has_are_text_that_stands_nowhere(typed):
    assert places(typed) == []
    assert why_no_place(typed, 2) == "nothing found, in this article and the others"


def test_a_number_is_a_sentence_and_two_are_an_article_and_its_sentence():
    assert shown(places("2")) == [("sentence 2", "Dredging began two weeks ago.")]
    assert values(places("2")) == [Place(1, 1)]
    assert values(places("2:5")) == [Place(2, 4)]
    assert values(places("2:")) == [Place(2, 0)]
    assert values(places("2:0")) == [Place(2, 0)]
    assert places("") == []


def test_a_number_behind_the_last_sentence_leads_to_the_last_and_says_so():
    last = "Rain is forecast for the weekend."
    assert shown(places("7")) == shown(places("1:7")) == [("sentence 6, the last: there is no 7", last)]
    assert values(places("1:7")) == values(places(f"1:{'9' * 9}")) == [Place(1, 5)]
    assert places(f"1:{'9' * 10}") == [], "that is no number of anything"
    page = article(1, "a", [Line("It was 1992."), Line(f"It rained{', and rained' * 9}.")])
    found = for_places("1992", page, 1, lambda text: ())
    assert [option.label for option in found] == ["sentence 1", "sentence 2, the last: there is no 1992"]
    assert found[1].detail == page.items[1].sentence.span.of(page.document.text)[:60], "as it begins"
    for typed in "12":
        assert [option.label for option in for_places(typed, page, 1, lambda text: ())] == [f"sentence {typed}"]


def test_it_is_said_why_something_leads_nowhere():
    assert why_no_place("3:1", 2) == "there is no article 3: the last is 2"
    assert why_no_place("zq", 2) == "not in this article; from 3 letters on all articles are searched"
    assert why_no_place("zzq", 2) == "nothing found, in this article and the others"


@pytest.mark.parametrize("typed", ["0", "3:1", "0:1", "1:x"])
def test_a_number_of_nothing_is_a_text_that_is_not_found(typed):
    assert places(typed) == []


def test_a_text_is_found_here_first_then_elsewhere_from_three_letters_on():
    found = [(Place(2, 4), "The crane of the other town")]
    assert values(places("CRANE", found)) == [Hit(Place(1, 4), "CRANE"), Hit(Place(2, 4), "CRANE")]
    assert shown(places("crane", found))[1] == ("article 2, sentence 5", "The crane of the other town")
    assert Hit(Place(2, 4), "cra") in values(places("cra", found))
    assert Hit(Place(2, 4), "cr") not in values(places("cr", found))


def test_the_words_around_what_is_found_are_cut_with_a_sign():
    page = article(1, "a", [Line("word " * 20 + "needle" + " word" * 20 + ".")])
    detail = for_places("needle", page, 1, lambda text: ())[0].detail
    assert detail.startswith("…")
    assert detail.endswith("…")
    assert "needle" in detail
    assert len(detail) < 75


class Listed:
    """Articles that note which of them were read."""

    def __init__(self, *rows):
        self.rows = {row.number: row for row in rows}
        self.read = []

    def document_numbers(self, titled=""):
        return [number for number, row in self.rows.items() if titled.casefold() in row.title.casefold()]

    def document_row(self, number):
        self.read.append(number)
        return self.rows.get(number)


def test_of_very_many_articles_those_are_read_that_are_looked_at():
    rows = Listed(*(DocumentRow(number, f"Article {number}", 2, 0) for number in range(1, 1001)))
    options = for_documents("", rows, Place(707, 1))
    assert (len(options), rows.read) == (1000, [])
    assert options[706].value == Place(707, 1)
    assert options[-1].label == "1000  Article 1000"
    assert rows.read == [707, 1000]
    del rows.rows[3]
    assert (options[2].label, options[2].usable) == ("3", False), "it was removed since the list was opened"


def test_articles_are_found_by_title_or_number():
    rows = Listed(DocumentRow(1, "Harbour to reopen", 6, 2, 3), DocumentRow(2, "Council says no", 2, 0))
    here = Place(1, 3)
    assert shown(for_documents("", rows, here)) == [
        ("1  Harbour to reopen", "2/6 · 3 skipped · here"),
        ("2  Council says no", "0/2"),
    ]
    assert values(for_documents("COUNCIL", rows, here)) == [Place(2, 0)]
    assert values(for_documents("2", rows, here)) == [Place(2, 0)]
    assert values(for_documents("1", rows, here)) == [here]
    assert list(for_documents("3", rows, here)) == []
    assert list(for_documents("²", rows, here)) == []
    rows.rows[7] = DocumentRow(7, "The 2 of them", 1, 0)
    assert values(for_documents("2", rows, here)) == [Place(2, 0), Place(7, 0)]


# ---- filters


def filters(typed, count=lambda wanted: 1):
    return for_filters(typed, NAMES, SCHEME.topics, count)


def test_every_mark_is_offered_first():
    assert values(filters("")) == [Filter((mark,)) for mark in Mark]


@pytest.mark.parametrize("mark", Mark)
def test_every_mark_is_found_by_its_name(mark):
    assert values(filters(mark.value))[0] == Filter((mark,))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("flag", Filter((Mark.FLAGGED,))),
        ("skipped", Filter((Mark.SKIPPED,))),
        ("okoro", Filter(speaker="Paul Okoro")),
        ("nobody", Filter(speaker="")),
        ("weather", Filter(topic="weather")),
        ("business", Filter(topic="economy")),
        ("flagged okoro", Filter((Mark.FLAGGED,), "Paul Okoro")),
        ("okoro, weather", Filter((), "Paul Okoro", "weather")),
        ("skipped, flagged", Filter((Mark.SKIPPED, Mark.FLAGGED))),
    ],
)
def test_what_is_typed_is_a_mark_a_speaker_or_a_topic_or_several(typed, wanted):
    assert filters(typed)[0].value == wanted


@pytest.mark.parametrize("typed", ["trump", "trump, confirmed"])
def test_a_name_that_has_what_is_typed_as_a_word_comes_before_one_that_begins_so(typed):
    found = for_filters(typed, ["Trumpcare", "Donald Trump"], SCHEME.topics, lambda _: 1)
    assert found[0].value.speaker == "Donald Trump"


def test_a_mark_is_not_offered_twice():
    offered = values(filters("flagged"))
    assert offered == [Filter((Mark.FLAGGED,)), *(Filter((Mark.FLAGGED, mark)) for mark in Mark if mark != "flagged")]


def test_counts_are_shown_where_they_are_known_and_speakers_without_sentences_come_last():
    counts = {"Paul Okoro": 0, "Ines Duarte": 2}
    options = filters("o", lambda wanted: counts.get(wanted.speaker or "", 1))
    assert options[-1].value == Filter(speaker="Paul Okoro")
    assert options[-1].detail == "0 sentences"
    assert {option.detail for option in options[:-1]} == {"1 sentence"}
    assert {option.detail for option in filters("o", lambda wanted: None)} == {""}


# ---- confirming from a score on


def test_what_is_sure_enough_is_offered_without_and_with_sentences_that_have_no_quote():
    state = open_sentence(harbour(), 0)
    options = for_scores("0.9", state)
    assert [option.label for option in options] == [
        "3 sentences with quotes of 0.90 or more",
        "these and 2 without a quote",
    ]
    assert [len(option.value) for option in options] == [3, 5]
    assert len(for_scores("0.4", state)[0].value) == 4
    assert [option.label for option in for_scores("0.95", state)] == ["2 sentences without a quote"]
    assert for_scores("0,4", state) == for_scores("0.4", state), "as many write it"
    assert for_scores("much", state) == []


def test_skipped_sentences_are_not_among_those_confirmed_together_and_it_is_said_that_they_stay():
    bench = Workbench(MemoryDesk())
    bench.answer(Answer.SKIP)
    options = for_scores("0.9", bench.state)
    assert [len(option.value) for option in options] == [2, 4]
    assert {option.detail for option in options} == {"1 skipped left as it is"}


def test_where_every_sentence_has_a_quote_there_is_one_way_to_confirm_them():
    page = article(1, "a", [Line("No, said Ann.", [Said("No")]), Line("Yes, said Bo.", [Said("Yes")])])
    assert [len(option.value) for option in for_scores("0.5", open_sentence(page, 0))] == [2]
