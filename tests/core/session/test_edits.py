"""Edits of spans, edges, pointing and checks: pure code on offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.model import QuoteType, Span
from annotator.core.session import edits as editing
from annotator.core.session.boundaries import Kind, Reach, Side, next_edge, tidy
from annotator.core.session.checks import checks
from annotator.core.session.pointing import Aim, Pointing, point_out
from annotator.core.session.state import open_sentence, same_topics, undo_edit
from tests.memory_desk import Said, Told, article, harbour


def lit(told: Told, **about):
    return open_sentence(article(1, "a", [told], ["Ines Duarte", "Paul Okoro"], **about), 0)


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
    assert text[: next_edge(text, window, at, Side.END, 1, Reach.PLAUSIBLE)].endswith("reporters")
    start = next_edge(text, window, 0, Side.START, 1, Reach.PLAUSIBLE)
    assert text[start:].startswith("she told")
    assert text[next_edge(text, window, 0, Side.START, 1, Reach.WORD) :].startswith("lost")
    assert next_edge(text, window, 0, Side.START, -1, Reach.WORD) is None


def test_an_edge_is_moved_and_put_back():
    state = open_sentence(harbour(), 0)
    assert editing.chosen_grip(state) == (Kind.CONTENT, 0, Side.END)
    shorter = editing.move_edge(state, -1, Reach.WORD)
    assert words_of(shorter, shorter.chosen_quote.content[0]) == "The port will reopen in"
    assert editing.move_edge(shorter, 1, Reach.WORD).draft.labels == state.draft.labels
    assert undo_edit(shorter).draft == state.draft


def moved(state, kind, step, times=40):
    """The end of that kind of span moved by words, as often as it goes."""
    state = editing.gripped(state, kind, Side.END)
    for _ in range(times):
        state = editing.move_edge(state, step, Reach.WORD)
    return state


def test_a_source_goes_on_over_the_end_of_its_sentence_and_back():
    state = open_sentence(harbour(), 0)
    here, following = (item.sentence for item in state.page.items[:2])
    begun = editing.set_span(state, Kind.SOURCE, Span(here.start, here.end - 1))
    over = moved(begun, Kind.SOURCE, 1, times=3)
    assert over.chosen_quote.source.start == here.start
    assert following.start < over.chosen_quote.source.end < following.end
    assert moved(over, Kind.SOURCE, -1, times=4).chosen_quote.source.end <= here.end
    assert moved(state, Kind.CONTENT, 1).chosen_quote.content[-1].end <= here.end, "content stays in its sentence"


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
    state = open_sentence(harbour(), 2)
    assert len(state.chosen_quote.content) == 2
    split = editing.split_last(state)
    assert len(split.draft.labels.quotes) == 2
    merged = editing.merge_next(split)
    assert merged.draft.labels.quotes[0].content == state.chosen_quote.content
    assert editing.delete_quote(merged).draft.labels.quotes == ()
    start = state.item.sentence.start
    whole = editing.add_fragment(state, Span(start, state.item.sentence.end))
    assert len(whole.chosen_quote.content) == 1


def pointed(state, aim, first, last=None):
    pointing = Pointing(state.page, state.index)
    words = {word.of(state.page.document.text): word for word in pointing.labels.values()}
    return point_out(state, aim, pointing, words[first], words[last] if last else None)


def test_a_letter_begins_a_span_and_a_capital_ends_it():
    page = harbour()
    pointing = Pointing(page, 0)
    assert list(pointing.labels)[:3] == ["a", "b", "c"]
    begun = pointing.begin(pointing.labels["d"])
    assert [word.of(page.document.text) for word in begun.labels.values()][:3] == ["reopen", "in", "May,"]
    assert list(begun.labels)[:3] == ["A", "B", "C"]
    assert pointing.move(1).index == 1
    assert pointing.move(-5).index == 0


def test_the_end_of_a_span_is_kept_or_guessed():
    state = open_sentence(harbour(), 0)
    content = pointed(state, Aim.CONTENT, "port").chosen_quote.content[0]
    assert words_of(state, content) == "port will reopen in May"
    ended = pointed(state, Aim.CONTENT, "port", "reopen").chosen_quote.content[0]
    assert words_of(state, ended) == "port will reopen"
    assert words_of(state, pointed(state, Aim.SOURCE, "Ines").chosen_quote.source) == "Ines Duarte"


BY_CUE = [
    ("The well is dry, the farmer said.", "said.", "The well is dry", "said", "the farmer"),
    ("The farmer has said that the well is dry.", "said", "that the well is dry", "said", "The farmer has"),
    ("“It is dry,” said Ada Finch in May.", "said", "“It is dry,”", "said", "Ada Finch"),
    (
        "The farmer has repeatedly complained about the dry well.",
        "has",
        "the dry well",
        "has repeatedly complained about",
        "The farmer",
    ),
    ("According to the farmer, it is dry.", "According", "it is dry", "According to", "the farmer"),
    ("Ada Finch: the well is dry", "Finch:", "the well is dry", ":", "Ada Finch"),
    ("On Monday, Ada Finch told us that it is dry.", "told", "that it is dry", "told", "Ada Finch"),
]


@pytest.mark.parametrize(("text", "first", "content", "cue", "source"), BY_CUE)
def test_a_quote_is_guessed_from_its_cue(text, first, content, cue, source):
    state = pointed(lit(Told(text)), Aim.BY_CUE, first)
    quote = state.chosen_quote
    assert (words_of(state, quote.content[0]), words_of(state, quote.cue)) == (content, cue)
    assert words_of(state, quote.source) == source


def test_a_cue_alone_makes_no_quote():
    state = lit(Told("said"))
    assert pointed(state, Aim.BY_CUE, "said") is state


def test_a_whole_sentence_carries_on():
    state = open_sentence(harbour(), 1)
    whole = editing.carry_on(state)
    quote = whole.chosen_quote
    assert words_of(whole, quote.content[0]) == "Dredging began two weeks ago."
    assert (quote.speaker, quote.continues) == ("Ines Duarte", True)
    assert not editing.carry_on(whole).chosen_quote.continues


def test_the_topics_of_the_sentence_before():
    state = open_sentence(harbour(), 1)
    assert same_topics(state).draft.labels.topics == ("economy",)
    first = open_sentence(harbour(), 0)
    assert same_topics(first) is first


def test_long_sentences_get_letters_in_portions():
    page = article(1, "a", [Told(" ".join(f"w{n}" for n in range(100)))])
    pointing = Pointing(page, 0)
    assert pointing.further().labels["a"].of(page.document.text) == "w52"
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
    assert [checks(open_sentence(page, at)) for at in range(len(page.items))] == [()] * len(page.items)


EDITS = {
    "left": lambda s: editing.move_edge(s, -1),
    "right": lambda s: editing.move_edge(s, 1),
    "word-left": lambda s: editing.move_edge(s, -1, Reach.WORD),
    "word-right": lambda s: editing.move_edge(s, 1, Reach.WORD),
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
    start = state = open_sentence(harbour(), at)
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
