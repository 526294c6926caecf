"""Edits of spans, edges, pointing and checks: pure code on offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core import editing
from annotator.core.checks import checks
from annotator.core.edges import Kind, Side, next_edge, tidy
from annotator.core.model import QuoteType, Span
from annotator.core.pointing import Pointing
from annotator.core.session import light, undo_edit
from tests.memory_desk import Said, Told, article, harbour


def lit(told: Told, **about):
    return light(article(1, "a", [told], ["Ines Duarte", "Paul Okoro"], **about), 0)


def words_of(state, span):
    return span.of(state.page.document.text)


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("“That one is on me,”", Kind.CONTENT, "“That one is on me,”"),
        ("into conflict,", Kind.CONTENT, "into conflict"),
        ("all is well.", Kind.CONTENT, "all is well"),
        ("“All is well.”", Kind.CONTENT, "“All is well.”"),
        ("said,", Kind.CUE, "said"),
        ("added:", Kind.CUE, "added:"),
        ("“Okoro,", Kind.SOURCE, "Okoro"),
        ("...", Kind.CONTENT, "..."),
    ],
)
def test_a_span_of_words_is_tidied(words, kind, expected):
    assert tidy(words, Span(0, len(words)), kind).of(words) == expected


def test_edges_stop_at_marks_clauses_and_words():
    text = "We lost a season, she told reporters, and we will not lose another."
    window = Span(0, len(text))
    ends = [17 - 1]
    at = ends[0]
    assert text[:at].endswith("season")
    at = next_edge(text, window, at, Side.END, 1, by_word=False)
    assert text[:at].endswith("season,")
    assert text[: next_edge(text, window, at, Side.END, 1, by_word=False)].endswith("reporters")
    start = next_edge(text, window, 0, Side.START, 1, by_word=False)
    assert text[start:].startswith("she told")
    assert text[next_edge(text, window, 0, Side.START, 1, by_word=True) :].startswith("lost")
    assert next_edge(text, window, 0, Side.START, -1, by_word=True) is None


def test_an_edge_is_moved_and_put_back():
    state = light(harbour(), 0)
    assert editing.chosen_grip(state) == (Kind.CONTENT, 0, Side.END)
    shorter = editing.move_edge(state, -1, by_word=True)
    assert words_of(shorter, shorter.chosen_quote.content[0]) == "The port will reopen in"
    assert editing.move_edge(shorter, 1, by_word=True).draft.labels == state.draft.labels
    assert undo_edit(shorter).draft == state.draft


def test_a_new_quote_takes_its_place_its_type_and_is_chosen():
    told = Told("“No,” said Okoro, but Duarte said that it would do.", [Said("that it would do", "said")])
    state = lit(told)
    new = editing.new_quote(state, Span(0, 5))
    assert new.draft.chosen == 0
    assert new.chosen_quote.type is QuoteType.DIRECT
    assert len(new.draft.labels.quotes) == 2
    named = editing.set_span(new, Kind.SOURCE, Span(11, 17))
    assert named.chosen_quote.speaker == "Paul Okoro"
    assert words_of(named, named.chosen_quote.source) == "Okoro"
    assert undo_edit(undo_edit(named)).draft.labels == state.draft.labels


def test_pieces_are_added_merged_split_and_deleted():
    state = light(harbour(), 2)
    assert len(state.chosen_quote.content) == 2
    split = editing.split_last(state)
    assert len(split.draft.labels.quotes) == 2
    merged = editing.merge_next(split)
    assert merged.draft.labels.quotes[0].content == state.chosen_quote.content
    assert editing.delete_quote(merged).draft.labels.quotes == ()
    start = state.item.sentence.start
    whole = editing.add_fragment(state, Span(start, state.item.sentence.end))
    assert len(whole.chosen_quote.content) == 1


def test_two_letters_make_a_span():
    page = harbour()
    pointing = Pointing(page, 0)
    assert list(pointing.labels)[:3] == ["a", "b", "c"]
    begun = pointing.press("d")
    assert begun.first.of(page.document.text) == "reopen"
    assert begun.press("a") is None
    assert begun.press("f").of(page.document.text) == "reopen in May,"
    assert pointing.press("!") is None
    assert pointing.move(1).at == 1
    assert pointing.move(-5).at == 0


def test_long_sentences_get_letters_in_portions():
    page = article(1, "a", [Told(" ".join(f"w{n}" for n in range(100)))])
    pointing = Pointing(page, 0)
    assert pointing.further().press("a").first.of(page.document.text) == "w62"
    assert pointing.further().further().skipped == 0


CHECKED = [
    (Told("She said: it is done.", [Said("it is done", "said", "She")]), "colon belongs to the cue"),
    (Told("It is done, she said.", [Said("It is done, she said", "said", "she")]), "content ends in the cue"),
    (Told("“It is done,” she said.", [Said("It is done,”", "said", "she")]), "opening mark left out"),
    (Told("“It is done,” she said.", [Said("“It is done", "said", "she")]), "closing mark left out"),
    (
        Told("She said that it is done.", [Said("it is done", "said", "She", type=QuoteType.INDIRECT)]),
        "“that” belongs to the content",
    ),
    (
        Told("She said it is done.", [Said("it is done", "said", "She", type=QuoteType.MIXED)]),
        "no quotation marks in it: not mixed",
    ),
]


@pytest.mark.parametrize(("told", "message"), CHECKED)
def test_what_breaks_a_guideline_is_named_and_mended(told, message):
    state = lit(told)
    found = checks(state)
    assert message in [check.message for check in found]
    for _ in range(5):
        mendable = [check for check in checks(state) if check.mended]
        if not mendable:
            break
        state = mendable[0].fix(state)
    assert checks(state) == ()


def test_good_labels_are_not_complained_of():
    page = harbour()
    assert [checks(light(page, at)) for at in range(len(page.items))] == [()] * len(page.items)


EDITS = {
    "left": lambda s: editing.move_edge(s, -1),
    "right": lambda s: editing.move_edge(s, 1),
    "word-left": lambda s: editing.move_edge(s, -1, by_word=True),
    "word-right": lambda s: editing.move_edge(s, 1, by_word=True),
    "grip": lambda s: editing.next_grip(s, 1),
    "new": lambda s: editing.new_quote(s, Span(s.item.sentence.start, s.item.sentence.start + 9)),
    "more": lambda s: editing.add_fragment(s, Span(s.item.sentence.end - 9, s.item.sentence.end)),
    "cue": lambda s: editing.set_span(s, Kind.CUE, Span(s.item.sentence.start, s.item.sentence.start + 3)),
    "no-source": lambda s: editing.clear_span(s, Kind.SOURCE),
    "delete": editing.delete_quote,
    "merge": editing.merge_next,
    "split": editing.split_last,
}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 5), st.lists(st.sampled_from(sorted(EDITS)), max_size=25))
def test_edits_keep_spans_whole_and_can_all_be_undone(at, edits):
    start = state = light(harbour(), at)
    for name in edits:
        state = EDITS[name](state)
        for quote in state.draft.labels.quotes:
            spans = [*quote.content, *(span for span in (quote.cue, quote.source) if span)]
            assert quote.content
            assert all(0 <= span.start < span.end <= len(state.page.document.text) for span in spans)
            assert list(quote.content) == sorted(quote.content)
        assert not state.draft.labels.quotes or state.draft.chosen < len(state.draft.labels.quotes)
    while (before := undo_edit(state)) is not None:
        state = before
    assert state.draft.labels == start.draft.labels
