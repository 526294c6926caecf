"""Quotes from labelled spans and links, in whatever order and direction they come."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import InputRefused
from annotator.core.model import Document, Quote, QuoteType, Span
from annotator.exchange.annotation import Marked, Remarks, answer_of, linked_annotation, type_of

TEXT = "Ada said it rains, and, Bo added, it snows."
CONTENT, MORE, CUE, SOURCE, OTHER = Span(9, 17), Span(34, 42), Span(4, 8), Span(0, 3), Span(24, 26)


def quotes(spans: dict[str, Marked], *links: tuple[str, str]) -> tuple[tuple[Quote, ...], int]:
    remarks = Remarks()
    annotation = linked_annotation(Document("d", TEXT), dict(spans), links, None, "file:1", remarks)
    return annotation.quotes, remarks.loose


def test_links_count_in_both_directions() -> None:
    spans = {"a": Marked(CONTENT, "indirect", {}), "b": Marked(CUE, "cue", {}), "c": Marked(SOURCE, "source", {})}
    whole = (Quote((CONTENT,), QuoteType.INDIRECT, CUE, SOURCE),)
    assert quotes(spans, ("a", "b"), ("a", "c")) == (whole, 0)
    assert quotes(spans, ("b", "a"), ("c", "a")) == (whole, 0)


def test_linked_content_is_one_quote_in_the_order_of_the_text_with_what_either_piece_has() -> None:
    spans = {
        "b": Marked(MORE, "content", {"type": "mixed", "speaker": "Ada", "attributes": {"stance": "for"}}),
        "a": Marked(CONTENT, "content", {}),
        "c": Marked(CUE, "cue", {}),
        "d": Marked(SOURCE, "source", {}),
    }
    whole = Quote((CONTENT, MORE), QuoteType.MIXED, CUE, SOURCE, "Ada", attributes=(("stance", "for"),))
    assert quotes(spans, ("a", "c"), ("b", "d"), ("b", "a")) == ((whole,), 0)
    apart = quotes(spans, ("a", "c"), ("b", "d"))[0]
    assert [(quote.content, quote.cue, quote.source) for quote in apart] == [
        ((MORE,), None, SOURCE),
        ((CONTENT,), CUE, None),
    ]


def test_three_pieces_linked_in_a_chain_are_one_quote() -> None:
    spans = {name: Marked(span, "direct", {}) for name, span in (("a", CONTENT), ("b", MORE), ("c", OTHER))}
    (found,), _ = quotes(spans, ("a", "b"), ("c", "b"))
    assert found.content == (CONTENT, OTHER, MORE)


def test_the_first_cue_that_is_linked_counts_and_one_cue_may_serve_two_quotes() -> None:
    spans = {
        "a": Marked(CONTENT, "direct", {}),
        "b": Marked(MORE, "direct", {}),
        "c": Marked(CUE, "cue", {}),
        "d": Marked(Span(27, 32), "CUE", {}),
    }
    first, second = quotes(spans, ("a", "c"), ("a", "d"), ("b", "c"))[0]
    assert (first.cue, second.cue) == (CUE, CUE)
    assert quotes(spans, ("a", "d"))[0][0].cue == Span(27, 32)


def test_cues_and_sources_without_a_quote_are_counted_and_other_labels_mean_nothing() -> None:
    spans = {"a": Marked(CONTENT, "Content", {}), "b": Marked(CUE, "cue", {}), "c": Marked(SOURCE, "Source", {})}
    spans["d"] = Marked(OTHER, "PERSON", {})
    assert quotes(spans)[1] == 2
    assert quotes(spans, ("a", "b"))[1] == 1
    assert quotes(spans, ("b", "c"))[1] == 2
    (found,), loose = quotes(spans, ("a", "d"), ("a", "nowhere"))
    assert (found.cue, found.source, loose) == (None, None, 2)
    assert quotes({}) == ((), 0)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("Mixed", QuoteType.MIXED),
        ("direct", QuoteType.DIRECT),
        (None, QuoteType.INDIRECT),
        ("", QuoteType.INDIRECT),
        ("CONTENT", QuoteType.INDIRECT),
    ],
)
def test_a_type_is_as_given_or_what_the_marks_tell(given: str | None, kind: QuoteType) -> None:
    assert type_of(given, [CONTENT], TEXT, "file:1") is kind


def test_a_type_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputRefused, match=r"file:1: no type of quote named 'spoken' \(direct, indirect, mixed\)"):
        type_of("spoken", [CONTENT], TEXT, "file:1")


def test_a_task_without_an_answer_was_accepted_and_one_that_was_ignored_skipped() -> None:
    answers = [answer_of({"answer": given}) for given in ("ignore", "reject", None)]
    assert [*answers, answer_of({})] == [Answer.SKIP, Answer.REJECT, Answer.ACCEPT, Answer.ACCEPT]
