"""Any edits after each other keep the quotes whole, and undo takes all of them back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Span
from annotator.core.quotes.assembly import kept_apart
from annotator.core.session import edits
from annotator.core.session.guess import Reach
from annotator.core.session.state import open_sentence, undo_edit
from tests.core.session.two_quotes import split_last
from tests.memory_desk import harbour

EDITS = {
    "left": lambda s: edits.move_edge(s, -1),
    "right": lambda s: edits.move_edge(s, 1),
    "word-left": lambda s: edits.move_edge(s, -1, Reach.WORD),
    "word-right": lambda s: edits.move_edge(s, 1, Reach.WORD),
    "grip": lambda s: edits.next_grip(s, 1),
    "new": lambda s: edits.new_quote(s, Span(s.item.sentence.start, s.item.sentence.start + 9)),
    "more": lambda s: edits.add_fragment(s, Span(s.item.sentence.end - 9, s.item.sentence.end)),
    "cue": lambda s: edits.set_span(s, "cue", Span(s.item.sentence.start, s.item.sentence.start + 3)),
    "long-cue": lambda s: edits.set_span(s, "cue", Span(s.item.sentence.end - 9, s.item.sentence.end)),
    "source": lambda s: edits.set_span(s, "source", Span(s.item.sentence.start + 5, s.item.sentence.start + 20)),
    "no-source": lambda s: edits.clear_span(s, "source"),
    "delete": edits.delete_quote,
    "merge": edits.merge_next,
    "split": split_last,
}


@given(st.integers(0, 5), st.lists(st.sampled_from(sorted(EDITS)), max_size=25))
def test_edits_keep_spans_whole_and_can_all_be_undone(at, names):
    start = state = open_sentence(harbour(), at)
    sentences = [item.sentence for item in state.page.items]
    for name in names:
        state = EDITS[name](state)
        for quote in state.draft.labels.quotes:
            spans = [*quote.content, *(span for span in (quote.cue, quote.source) if span)]
            assert quote.content
            assert all(0 <= span.start < span.end <= len(state.page.document.text) for span in spans)
            assert list(quote.content) == sorted(quote.content)
            assert kept_apart(state.page.document.text, quote, sentences) == quote, "no role over another"
        assert not state.draft.labels.quotes or state.draft.chosen < len(state.draft.labels.quotes)
    while (before := undo_edit(state)) is not None:
        state = before
    assert state.draft.labels == start.draft.labels
