"""Which readings are tried, in sentences written for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate, uncued
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.readings.options import (
    _MUCH_LESS,
    Candidates,
    _likely,
    _more,
    _shapes,
    candidate_of,
    options,
)
from tests.suggest.quotes.readings.conftest import Ruled

Ask = Callable[[str], Ruled]
FAR = "There was a claim in the old part of the town in the north that the bridge was unsafe."

TRIED = [
    # where it ends
    ("Lind said that it opens in May, which surprised nobody.", "that it opens in May, which surprised nobody"),
    ("Lind said that it opens in May, which surprised nobody.", "that it opens"),
    ("Lind criticised the plan for May, sitting alone.", "the plan for May, sitting alone"),
    # at five words behind it that a phrase begins with, of which the first gives its own end again
    (
        "Lind said that it opens in May, which pleased people of the town in the north of the land for years.",
        "that it opens in May, which pleased people of the town in the north of the land",
    ),
    ("She said that prices fell and that wages rose.", "that prices fell"),
    ("She said the plan “is a waste” of money.", "the plan “is a waste"),
    ("The pier is safe, Lind said. It opens. We wait.", "The pier is safe"),
    # where it begins
    ("She asked readers to guess the price.", "to guess the price"),
    ("She spoke about the harbour.", "about the harbour"),
    ("He has cautioned against the betrayal of values.", "against the betrayal of values"),
    ("In May the pier is safe, Lind said.", "the pier is safe"),
    ("Lind said the town of Ashby in the north would pay.", "the north would pay"),
    # six words before it, and at the first word that can be
    (FAR, "of the town in the north that the bridge was unsafe"),
    (FAR, "in the old part of the town in the north that the bridge was unsafe"),
    # pieces
    ("“We wait,” Lind said, “and hope.”", "We wait"),
    ("“We wait,” Lind said, “and hope.”", "and hope"),
    ("“We wait,” Lind said. “It rains.” She smiled. “It pours.”", "We wait / It rains"),
    ("In May, Lind told us that the pier would open.", "In May / that the pier would open"),
    ("Lind said, “We wait.” It rained. “We hope.”", "We wait.” It rained. “We hope"),
    ("Lind met the man who she said won the race.", "who / won the race"),
    ("“We wait,” Lind said in May.", "We wait / in May"),
    # another cue
    ("He said he felt that she was late.", "that she was late"),
    # two in one
    ("Lind said, “The pier is safe.” Lind also said, “It is new.”", "The pier is safe / It is new"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), TRIED)
def test_is_tried(ruled: Ask, text: str, words: str) -> None:
    assert words in ruled(text).options()


def test_a_cue_that_is_only_a_preposition_is_not_all_given_to_the_content(ruled: Ask) -> None:
    option = ruled("She spoke about the harbour.").options()["about the harbour"]
    [(start, end)] = option.words
    like = option.made_of
    assert (like.head, like.cue) == (1, (1, 3))
    text = ruled("She spoke about the harbour.").text
    made = candidate_of(text, option)
    assert made is not None
    assert (made.content, made.cue) == ([(start, end)], (1, 2)), "the verb is left"
    alone = replace(option, made_of=replace(like, cue=(2, 3)))  # as people mark it, and a trained pipeline does then
    assert candidate_of(text, alone) is None, "nothing would be left of the cue"


def test_what_no_words_report_has_its_empty_cue_where_its_content_begins(ruled: Ask) -> None:
    found = ruled("She spoke about the harbour.")
    option = found.options()["the harbour"]
    [(start, end)] = option.words
    made = candidate_of(found.text, replace(option, made_of=uncued([(0, end)], frames.ALONE)))
    assert made is not None
    assert (made.content, made.cue, made.head) == ([(start, end)], (start, start), start)


NOT_TRIED = [
    # content is no part of cue or source
    ("According to Lind, the pier is closed.", "Lind, the pier is closed"),
    ("The pier is closed, Lind said, on Monday.", "The pier is closed, Lind"),
    ("The pier is closed, the mayor of Ashby said.", "The pier is closed, the mayor"),
    # words far before it
    (FAR, "part of the town in the north that the bridge was unsafe"),
    (FAR, "the old part of the town in the north that the bridge was unsafe"),
    ("“We wait,” Lind said, “and hope.”", "We wait,” Lind said, “and hope"),
    # no word is cut in two
    ("We don’t talk about the war, Lind said.", "n’t talk about the war"),
    # "that" belongs to what it leads
    ("The mayor said that the pier would open.", "the pier would open"),
]


@pytest.mark.parametrize(("text", "words"), NOT_TRIED)
def test_is_not_tried(ruled: Ask, text: str, words: str) -> None:
    assert words not in ruled(text).options()


def test_the_first_two_are_what_is_suggested_and_no_quote(ruled: Ask) -> None:
    found = ruled("She asked readers to guess the price.")
    first, second, *others = options(found.candidates, 0)
    assert found.said(first.words) == "readers to guess the price"
    assert (second.words, second.replaces) == ((), (0,))
    assert "infinitive end own" in {feature for group in first.features for feature in group}
    assert len({first.words, second.words, *(option.words for option in others)}) == 2 + len(others)


def test_words_of_another_suggested_quote_are_taken_from_it(ruled: Ask) -> None:
    found = ruled("Lind said it was late. She spoke about the harbour.").options()
    assert found["it was late. She spoke about the harbour"].replaces == (0, 1)
    assert found["it was late / the harbour"].replaces == (0, 1)
    assert found["it was late"].replaces == (0,)


def test_an_unlikely_edge_is_not_tried_where_weights_say_so(ruled: Ask) -> None:
    found = ruled("The mayor said that the pier would open in May, which surprised nobody.")
    weights = {"end longer sentence": -9.0}
    said = {found.said(option.words) for option in options(found.candidates, 0, weights)}
    assert "that the pier would open in May, which surprised nobody" not in said
    assert {"that the pier would open in May", "that the pier would open"} <= said


def test_a_feature_without_a_weight_makes_no_edge_likelier() -> None:
    assert _likely({0: (), 1: ("a", "b", "c")}, 0, {"a": -_MUCH_LESS - 1}) == {0: ()}


@pytest.mark.parametrize(
    ("score", "other", "more"),
    [(0.73, 0.5, 1.0), (0.5, 0.73, -1.0), (0.5, 0.5, 0.0), (0.98, 0.02, 4.0), (0.02, 0.98, -4.0)],
)
def test_how_much_likelier_another_candidate_is_is_told_to_the_half(
    ruled: Ask, score: float, other: float, more: float
) -> None:
    [base] = ruled("She spoke about the harbour.").suggested
    assert _more(replace(base, score=score), replace(base, score=other)) == more


@pytest.mark.parametrize(("head", "closed_up"), [(1, True), (2, False), (3, False), (4, True)])
def test_pieces_are_closed_up_unless_their_cue_stands_between_them(ruled: Ask, head: int, closed_up: bool) -> None:
    text = ruled("It fails said Lopez again.").text
    base = Candidate([(0, 2), (4, 5)], (head, head + 1), head, None, "say", frames.INVERTED)
    names = [name for name, _ in _shapes(text, base, ((0, 2), (4, 5)))]
    assert ("closed up" in names) is closed_up


def test_a_cue_of_which_nothing_is_suggested_has_options_too(ruled: Ask) -> None:
    (found,) = ruled("Lind attacked the plan.").unsuggested()
    assert list(found) == ["", "the plan"]
    assert all(option.replaces == () for option in found.values())


def test_of_a_cue_of_which_nothing_is_suggested_two_candidates_are_tried(ruled: Ask) -> None:
    found = ruled("Lind attacked the plan.")
    (best,) = found.candidates.by_head[1]
    made = [best, *(replace(best, content=[content]) for content in ((2, 3), (3, 4)))]
    (tried,) = Ruled(Candidates(found.text.view, made, ())).unsuggested()
    assert list(tried) == ["", "the plan", "the"]


def test_what_is_reported_inside_a_suggested_quote_is_none_of_them(ruled: Ask) -> None:
    assert ruled("He said that she attacked the plan.").unsuggested() == []


def test_features_hold_no_word_of_the_text(ruled: Ask) -> None:
    """The table of weights may be shared where the articles may not be."""
    found = ruled("Qualmann mumbled that zebras would flee in May, which puzzled Quist.")
    features = {
        feature
        for number in range(len(found.suggested))
        for option in found.options(number).values()
        for group in option.features
        for feature in group
    }
    assert not {word for feature in features for word in feature.replace("=", " ").split()} & {
        "Qualmann", "mumbled", "mumble", "zebras", "flee", "May", "puzzled", "Quist",
    }  # fmt: skip


def test_every_weight_is_that_of_a_feature_or_of_what_is_elsewhere(ruled: Ask) -> None:
    weights = load_lexicon("en").reading_weights
    assert weights["elsewhere"]
    found = ruled(" ".join(text for text, _ in TRIED))
    features = {
        feature
        for number in range(len(found.suggested))
        for option in found.options(number).values()
        for group in option.features
        for feature in group
    }
    assert len(features & set(weights)) > 0.5 * len(features)


def test_what_speaks_for_two_quotes_in_one(ruled: Ask) -> None:
    features = ruled("He spoke of rain and complained of snow.").options()["rain / snow"].features
    assert {feature for group in features for feature in group if feature.startswith("joined")} == {
        "joined next",
        "joined next unquoted",
        "joined same source unquoted",
        "joined object object",
        "joined over=3",
    }


def test_without_suggestions_there_is_nothing_to_read_otherwise(ruled: Ask) -> None:
    found = ruled("It rained all day.")
    assert isinstance(found.candidates, Candidates)
    assert (found.suggested, found.unsuggested()) == ([], [])


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("She praised officials of the town.", "officials", "end shorter on=content as=prep"),
        ("She said that officials of the town left.", "that officials", "end shorter on=content of=noun"),
        ("She asked readers to guess the price.", "readers", "end shorter on=cue as=xcomp"),
        ("In May the pier is safe, Lind said.", "the pier is safe", "end own on=cue as=nsubj"),
        ("Lind said that prices fell: nobody knew why.", "that prices fell", "end own before=colon+noun"),
        ("Lind said that it is late, as it was.", "that it is late", "end shorter before=comma+subordinator"),
    ],
)
def test_what_follows_an_end_hangs_on_the_cue_or_the_content(ruled: Ask, text: str, words: str, told: str) -> None:
    assert told in {feature for group in ruled(text).options()[words].features for feature in group}


def made(count: int, score: float, *, head: int, start: int, end: int) -> list[Candidate]:
    """So many candidates of a cue with a second piece that ends at different words."""
    pieces = ([(start, start + 1), (end, end + 1 + n)] for n in range(count))
    return [Candidate(content, (head, head + 1), head, None, "say", frames.FINITE, score) for content in pieces]


def told_of_others(ruled: Ask, others: list[Candidate]) -> set[str]:
    """What is told of other candidates in the options of the one that is suggested."""
    text = ruled("Lind said that the old pier and the new bridge of the town will open in May or in June.").text
    base = Candidate([(2, 19)], (1, 2), 1, None, "say", frames.FINITE, 0.9)
    found = options(Candidates(text.view, others, [base]), 0)
    features = {feature for option in found for group in option.features for feature in group}
    return {feature for feature in features if feature.startswith(("same cue rank", "other cue rank"))}


def test_so_many_other_candidates_are_tried_of_the_same_cue_and_of_others(ruled: Ask) -> None:
    assert told_of_others(ruled, made(8, 0.05, head=1, start=2, end=5)) == {f"same cue rank={n}" for n in range(6)}
    assert told_of_others(ruled, made(8, 0.04, head=1, start=2, end=5)) == set()
    assert told_of_others(ruled, made(9, 0.1, head=3, start=4, end=6)) == {f"other cue rank={n}" for n in range(8)}
    assert told_of_others(ruled, made(9, 0.09, head=3, start=4, end=6)) == set()
    assert told_of_others(ruled, made(1, 0.1, head=3, start=0, end=0)) == set(), "they share no word"


def test_content_may_end_right_before_its_cue_but_not_behind_its_beginning(ruled: Ask) -> None:
    text = ruled("The pier is safe Lind said on Monday in the old town.").text
    base = Candidate([(0, 4)], (5, 6), 5, (4, 5), "say", frames.INVERTED, 0.9)
    first, _, *others = options(Candidates(text.view, [], [base]), 0)
    assert "inverted end own" in {feature for group in first.features for feature in group}
    assert max(end for option in others for start, end in option.words if start < 4) <= 4
