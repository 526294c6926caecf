"""Spans on the boundaries of tokens: grown, dropped or refused, and never moved unseen."""

from dataclasses import replace

import pytest

from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Quote, QuoteType, Span
from annotator.exchange.tasks import Aligner, Token, token_range
from tests.exchange.test_formats import TASK, TEXT, at, tokenize

WILL = at("will")


def aligned(quote: Quote, mode: str = "expand") -> tuple[tuple[Quote, ...], list[dict[str, object]]]:
    aligner = Aligner(tokenize, mode)
    task = aligner.aligned(replace(TASK, quotes=(quote,)))
    assert task.tokens == tokenize(TEXT)
    return task.quotes, aligner.off


def quote(*content: Span, cue: Span | None = None, source: Span | None = None) -> Quote:
    return Quote(content, QuoteType.MIXED, cue, source, "Ada", attributes=(("stance", "for"),))


def test_what_is_whole_tokens_already_is_left_alone_and_not_listed() -> None:
    one = quote(at("Rain"), at("will come"), cue=at("said"), source=at("Ada"))
    for mode in ("expand", "drop", "strict"):
        assert aligned(one, mode) == ((one,), [])


@pytest.mark.parametrize(
    "span",
    [Span(WILL.start + 1, WILL.end), Span(WILL.start, WILL.end - 1), Span(WILL.start, WILL.end + 1), Span(18, 19)],
)
def test_a_span_grows_to_the_tokens_that_it_touches(span: Span) -> None:
    (found,), off = aligned(quote(span))
    assert found == quote(WILL)
    assert off == [
        {
            "id": TASK.id,
            "role": "content",
            "start": span.start,
            "end": span.end,
            "text": span.of(TEXT),
            "became": [*WILL],
        }
    ]


def test_a_quote_is_dropped_with_a_piece_of_its_content_but_not_with_its_cue_or_source() -> None:
    off_token = Span(WILL.start + 1, WILL.end)
    assert aligned(quote(at("Rain"), off_token), "drop")[0] == ()
    quotes, off = aligned(quote(at("Rain"), cue=off_token, source=off_token), "drop")
    assert quotes == (quote(at("Rain")),)
    assert [(entry["role"], entry["became"]) for entry in off] == [("cue", None), ("source", None)]


def test_a_span_without_any_token_cannot_grow() -> None:
    space = Span(at("come").start - 1, at("come").start)
    assert TEXT[space.start : space.end] == " "
    quotes, off = aligned(quote(at("Rain"), cue=space))
    assert quotes == (quote(at("Rain")),)
    assert off[0]["became"] is None


@pytest.mark.parametrize("role", ["content", "cue", "source"])
def test_strict_refuses_each_role_with_what_to_do(role: str) -> None:
    off_token = Span(WILL.start, WILL.end - 1)
    one = quote(off_token) if role == "content" else replace(quote(at("Rain")), **{role: off_token})
    with pytest.raises(InputRefused, match=f"the {role} .*'wil'.*--align expand"):
        aligned(one, "strict")


def test_there_is_no_other_way_to_align() -> None:
    with pytest.raises(UsageError, match=r"'shrink'.*expand, drop, strict"):
        Aligner(tokenize, "shrink")


def test_the_first_and_the_last_token_of_a_span() -> None:
    tokens = [Token(0, 2, True), Token(3, 4, False), Token(4, 9, False)]
    assert token_range(Span(0, 2), tokens) == (0, 0)
    assert token_range(Span(0, 4), tokens) == (0, 1)
    assert token_range(Span(3, 9), tokens) == (1, 2)
