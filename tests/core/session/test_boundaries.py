"""Where spans plausibly begin and end: marks, clauses and words of one sentence."""

from __future__ import annotations

import pytest

from annotator.core.model import Span
from annotator.core.session.guess import Reach, Side, next_edge, tidy, words

TEXT = "We lost a season, she told reporters, and we will not lose another."


def edges(text, side, reach=Reach.PLAUSIBLE):
    """All edges of a sentence from left to right, as the text that begins (or ends) there."""
    window, at, found = Span(0, len(text)), -1, []
    while (edge := next_edge(text, window, at, side, 1, reach)) is not None:
        found.append(text[edge:] if side is Side.START else text[:edge])
        at = edge
    return [shown.split()[0 if side is Side.START else -1] for shown in found]


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("  two words \n", "content", "two words"),
        ("“That one is on me,”", "content", "“That one is on me,”"),
        ("into conflict,", "content", "into conflict"),
        ("is that so?!", "content", "is that so"),
        ("all is well.", "content", "all is well"),
        ("all is “well.”", "content", "all is “well.”"),
        ("he said ‘go.’", "content", "he said ‘go.’"),
        ("(all is well.)", "content", "(all is well.)"),
        ("said,", "cue", "said"),
        ("added:", "cue", "added:"),
        ("“added:”", "cue", "added:"),
        ("Okoro:", "source", "Okoro"),
        ("“Okoro,", "source", "Okoro"),
        ("([Okoro]).", "source", "Okoro"),
        ("« Okoro et", "source", "Okoro et"),
        ("« Okoro »", "source", "Okoro"),
        ("said »", "cue", "said"),
        ("all is well !", "content", "all is well"),
        ("x", "source", "x"),
        ("...", "content", "..."),
        ("   ", "cue", "   "),
    ],
)
def test_a_span_of_words_is_tidied(words, kind, expected):
    text = f"-{words}-"
    assert tidy(text, Span(1, len(text) - 1), kind).of(text) == expected


def test_words_are_parted_by_white_space_within_the_window():
    assert [span.of(TEXT) for span in words(TEXT, Span(3, 16))] == ["lost", "a", "season"]
    assert words("  ", Span(0, 2)) == []


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        (TEXT, ["We", "she", "and"], ["season", "reporters", "another", "another."]),
        ("He said that it rained in May.", ["He", "that", "in"], ["said", "rained", "May", "May."]),
        ("He said: “It rained.”", ["He", "“It", "It", "”"], ["said", "said:", "“", "rained.", "rained.”"]),
        ("It rained (so he says) again", ["It", "(so", "so", ")", "again"], ["rained", "(", "says", "says)", "again"]),
        ("It rained – a lot - so they said", ["It", "a", "-", "so"], ["rained", "lot", "-", "said"]),
        ("It’s the farmers’ ‘well’", ["It’s", "’", "‘well’", "’"], ["farmers", "farmers’", "‘well", "‘well’"]),
        ("It rained... ", ["It"], ["rained", "rained..."]),
        ("  ", [], []),
    ],
)
def test_plausible_edges_are_at_marks_and_clauses(text, starts, ends):
    assert edges(text, Side.START) == starts
    assert edges(text, Side.END) == ends


def test_words_and_marks_are_edges_one_by_one():
    text = "It’s a well-known “fact”."
    assert edges(text, Side.START, Reach.WORD) == ["It’s", "a", "well-known", "“fact”.", "fact”.", "”.", "."]
    assert edges(text, Side.END, Reach.WORD) == ["It’s", "a", "well-known", "“", "“fact", "“fact”", "“fact”."]


@pytest.mark.parametrize(
    ("at", "step", "to"), [(5, 1, 6), (5, -1, 4), (3, -1, None), (4, -1, 3), (16, 1, None), (15, 1, 16)]
)
def test_a_character_is_an_edge_up_to_the_ends_of_the_window(at, step, to):
    assert next_edge(TEXT, Span(3, 16), at, Side.END, step, Reach.CHARACTER) == to


@pytest.mark.parametrize(("side", "at", "to"), [(Side.END, 2, 5), (Side.START, 2, 4)])
def test_no_character_at_the_edge_of_a_span_is_a_blank(side, at, to):
    text = "It \u00a0is late."
    assert next_edge(text, Span(0, len(text)), at, side, 1, Reach.CHARACTER) == to
    assert next_edge(text, Span(0, len(text)), to, side, -1, Reach.CHARACTER) == (2 if side is Side.END else 1)


@pytest.mark.parametrize(
    ("at", "step", "expected"),
    [(0, 1, 18), (17, 1, 18), (18, 1, 38), (18, -1, 0), (19, -1, 18), (0, -1, None), (38, 1, None), (66, -1, 38)],
)
def test_the_next_edge_is_strictly_before_or_after(at, step, expected):
    assert next_edge(TEXT, Span(0, len(TEXT)), at, Side.START, step, Reach.PLAUSIBLE) == expected


def test_edges_of_a_later_sentence_are_offsets_of_the_document():
    text = f"Before it. {TEXT}"
    assert next_edge(text, Span(11, len(text)), 11, Side.START, 1, Reach.PLAUSIBLE) == 11 + 18
    assert next_edge(text, Span(11, len(text)), 29, Side.START, -1, Reach.PLAUSIBLE) == 11
