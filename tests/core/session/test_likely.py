"""What readings say of a word that is pointed at, and where edges move to."""

from __future__ import annotations

from annotator.core.model import QuoteType, Span
from annotator.core.session import edits
from annotator.core.session.guess import Side
from annotator.core.session.pointing import Aim, point_out, pointing
from annotator.core.session.state import open_sentence
from tests.memory_desk import Line, Other, Said, article

TEXT = "The mayor hopes the new bridge over the river lasts for years to come now."
SAID = Said("the new bridge over the river lasts for years", "hopes", "The mayor", "Ada Finch", QuoteType.INDIRECT)
SHORT = Said("the new bridge over the river", "hopes", "mayor", "Ada Finch", QuoteType.INDIRECT)


def opened(quotes=(), others=()):
    return open_sentence(article(1, "a", [Line(TEXT, quotes, others=others)], ["Ada Finch"]), 0)


def word(text):
    start = TEXT.index(text)
    return Span(start, start + len(text))


def shown(state):
    quote = state.chosen_quote
    return tuple(span and span.of(TEXT) for span in (*quote.content, quote.cue, quote.source))


def pointed(state, aim, first, last=None):
    return point_out(state, pointing(state, aim), first and word(first), last and word(last))


def test_a_quote_pointed_out_by_its_cue_is_the_likely_one_with_that_cue():
    state = opened(others=[Other([], [SAID])])
    assert shown(pointed(state, Aim.BY_CUE, "hopes")) == (SAID.content, "hopes", "The mayor")
    assert pointed(state, Aim.BY_CUE, "hopes").chosen_quote.speaker == "Ada Finch"
    guessed = pointed(opened(), Aim.BY_CUE, "hopes")
    assert shown(guessed)[0] == "the new bridge over the river lasts for years to come now", "a guess without readings"
    assert shown(pointed(state, Aim.BY_CUE, "hopes", "the")) != (SAID.content, "hopes", "The mayor"), "another end"


def test_what_is_likely_keeps_its_type_where_a_guess_would_be_direct_as_the_others_are():
    spoken = Line("It is late, she said.", [Said("It is late", "said", "she")])
    for others, kind in (((), QuoteType.DIRECT), ((Other([], [SAID]),), QuoteType.INDIRECT)):
        page = article(1, "a", [Line(TEXT, others=others), spoken], ["Ada Finch"])
        assert pointed(open_sentence(page, 0), Aim.BY_CUE, "hopes").chosen_quote.type is kind


def test_a_new_quote_is_the_likely_one_that_begins_or_ends_there():
    state = opened(others=[Other([], [SAID], 0.3), Other([], [SHORT], 0.2)])
    assert shown(pointed(state, Aim.NEW, "the")) == (SAID.content, "hopes", "The mayor")
    assert shown(pointed(state, Aim.NEW, "the", "river")) == (SHORT.content, "hopes", "mayor")
    assert shown(pointed(state, Aim.NEW, None, "river")) == (SHORT.content, "hopes", "mayor")
    assert shown(pointed(state, Aim.NEW, "new"))[1] is None, "no reading begins there"


def test_no_reading_with_another_cue_lends_its_source():
    other = Said("the new bridge", "hopes", "The mayor")
    mine = Said("over the river", "lasts", "new")
    state = pointed(opened(others=[Other([], [other])]), Aim.NEW, "over", "river")
    assert shown(pointed(state, Aim.CUE, "lasts"))[2] != "The mayor"
    state = pointed(opened(others=[Other([], [other]), Other([], [mine])]), Aim.NEW, "for", "years")
    assert shown(pointed(state, Aim.CUE, "lasts"))[1:] == ("lasts", "new")


def test_a_quote_in_two_pieces_is_not_the_likely_one_that_begins_where_one_of_them_does():
    state = opened(others=[Other([], [Said(["the new bridge", "lasts for years"], "hopes", "The mayor")])])
    assert shown(pointed(state, Aim.NEW, "the"))[1] is None


def test_a_likely_quote_over_what_is_shown_is_not_offered():
    state = opened([SHORT], [Other([0], [SAID])])
    assert shown(pointed(state, Aim.BY_CUE, "hopes"))[0] == "the new bridge over the river lasts for years to come now"


def test_a_span_begun_at_a_word_is_the_likeliest_that_begins_there():
    state = opened([SHORT], [Other([0], [SAID])])
    assert shown(pointed(state, Aim.SOURCE, "The"))[2] == "The mayor"
    wide = Said(SHORT.content, "hopes the", None, None, QuoteType.INDIRECT)
    nothing = Said("the new bridge", None, None, None, QuoteType.INDIRECT)
    state = opened([nothing], [Other([0], [wide], 0.3), Other([0], [SAID], 0.2)])
    assert shown(pointed(state, Aim.CUE, "hopes"))[1:] == ("hopes the", "The mayor")


def test_a_cue_brings_the_source_of_the_reading_that_has_it():
    nothing = Said("the new bridge", None, None, None, QuoteType.INDIRECT)
    state = opened([nothing], [Other([0], [SHORT])])
    assert shown(pointed(state, Aim.CUE, "hopes"))[1:] == ("hopes", "mayor")


def test_edges_move_first_to_where_a_reading_of_the_quote_begins_or_ends():
    state = edits.gripped(opened([SHORT], [Other([0], [SAID])]), "content", Side.END)
    moved = edits.move_edge(state, 1)
    assert shown(moved)[0] == SAID.content
    assert shown(edits.move_edge(moved, 1))[0].endswith("years to come now"), "then to clauses and marks"
    assert shown(edits.move_edge(edits.gripped(moved, "source", Side.START), -1))[2] == "The mayor"


def test_on_the_way_back_no_edge_is_passed_over():
    plain = edits.move_edge(edits.gripped(opened([SHORT]), "content", Side.END), 1)
    assert shown(plain)[0].endswith("lasts"), "a plausible edge before the likely one"
    moved = edits.move_edge(edits.gripped(opened([SHORT], [Other([0], [SAID])]), "content", Side.END), 1)
    assert shown(edits.move_edge(moved, -1)) == shown(plain)
    assert shown(edits.move_edge(edits.move_edge(moved, -1), -1))[0] == SHORT.content


def test_an_edge_is_not_drawn_to_another_piece_of_the_content():
    pieces = Said(["the new bridge", "for years"], "hopes", "The mayor", "Ada Finch", QuoteType.INDIRECT)
    first_end = edits.gripped(opened([pieces], [Other([0], [SAID])]), "content", Side.END)
    assert edits.chosen_grip(first_end).fragment == 1
    first_end = edits.gripped(first_end, "content", Side.END, word("new").start)
    assert edits.chosen_grip(first_end).fragment == 0
    assert shown(edits.move_edge(first_end, 1))[:2] == ("the new bridge over the river lasts", "for years")


def test_edges_know_nothing_of_readings_of_other_words():
    without = edits.gripped(opened([SHORT]), "cue", Side.END)
    for cue in ("river", "hopes the new bridge"):
        other = Said("years to come", cue, None, None, QuoteType.INDIRECT)
        with_other = edits.gripped(opened([SHORT], [Other([], [other])]), "cue", Side.END)
        assert shown(edits.move_edge(with_other, 1)) == shown(edits.move_edge(without, 1))
