"""A whole quote is put right wherever it breaks the guidelines."""

from __future__ import annotations

import pytest

from annotator.core.model import Quote, QuotePart, QuoteType, Span
from annotator.core.profiles import PROFILES
from annotator.core.quotes.guidelines import cue_over_source, held_to, rules_broken

DIRECT, INDIRECT, MIXED = QuoteType
SPEECH, GUARDIAN = PROFILES["speech"], PROFILES["guardian"]


def quote(text: str, content: list[str], cue: str, source: str | None = None, kind: QuoteType = INDIRECT) -> Quote:
    def span(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    return Quote(tuple(map(span, content)), kind, span(cue), None if source is None else span(source), "Ada", 0.8, "r")


@pytest.mark.parametrize(
    ("text", "content", "cue", "source", "kind", "expected", "expected_cue", "expected_kind"),
    [
        ("Ada said: it is so.", ["it is so"], "said", "Ada", INDIRECT, ["it is so"], "said:", INDIRECT),
        ("They were glad that it is so.", ["They", "that it is so"], "were glad", "They", INDIRECT, ["that it is so"],
         "were glad", INDIRECT),
        ("“Go. Ada said it is “so.”", ["it is “so"], "said", "Ada", MIXED, ["it is “so.”"], "said", MIXED),
        ("” … it is so, Ada said.", ["” … it is so"], "said", "Ada", DIRECT, ["… it is so"], "said", DIRECT),
        ("Ada said that it: is so.", ["it: is so"], "said", "Ada", INDIRECT, ["that it: is so"], "said", INDIRECT),
        ("Ada said it is so.", ["it is so"], "said", "Ada", MIXED, ["it is so"], "said", INDIRECT),
    ],
)  # fmt: skip
def test_a_quote_that_breaks_a_rule_is_put_right(
    text: str, content: list[str], cue: str, source: str, kind: QuoteType, expected: list[str], expected_cue: str,
    expected_kind: QuoteType,
) -> None:  # fmt: skip
    held = held_to(text, quote(text, content, cue, source, kind), SPEECH)
    assert [span.of(text) for span in held.content] == expected
    assert held.cue is not None
    assert (held.cue.of(text), held.type) == (expected_cue, expected_kind)
    assert (held.speaker, held.score, held.rule) == ("Ada", 0.8, "r")
    assert list(rules_broken(text, held.part(held.content, held.cue, held.source, continues=False), SPEECH)) == []


@pytest.mark.parametrize(
    ("cue", "source", "left"), [("she said", "she", "said"), ("said", "she said", None), ("did she say", "she", None)]
)
def test_a_cue_over_its_source_is_mended_where_one_piece_of_it_is_left(cue: str, source: str, left: str | None) -> None:
    text = f"It is so, {'she said' if 'said' in cue else cue}."
    cue_span, source_span = (Span(text.index(words), text.index(words) + len(words)) for words in (cue, source))
    found = cue_over_source(text, QuotePart((Span(0, 8),), INDIRECT, cue_span, source_span))
    assert found is not None
    message, mended = found
    assert message == "cue lies over the source"
    assert (mended.cue.of(text) if mended is not None and mended.cue is not None else None) == left


def test_a_bare_cue_stays_bare() -> None:
    text = "Ada said: “It is so.”"
    said = quote(text, ["“It is so.”"], "said", "Ada", DIRECT)
    assert held_to(text, said, GUARDIAN) == said


def test_a_straight_mark_at_an_edge_is_not_known_to_open_or_to_close() -> None:
    for text, content in (('Ada said that it is "so".', 'that it is "so'), ('"It is so", Ada said.', 'It is so"')):
        said = quote(text, [content], "said", "Ada", MIXED)
        assert list(rules_broken(text, said.part(said.content, said.cue, said.source, continues=False), SPEECH)) == []


def test_a_quote_that_nothing_is_left_of_stays_as_it_is() -> None:
    text = "Ada said it."
    said = quote(text, ["Ada"], "said", "Ada")
    assert held_to(text, said, SPEECH) == said


def test_a_closing_mark_whose_opening_one_stands_in_another_sentence_is_left_out() -> None:
    text = "“It is late. We go,” Ada said."
    held = held_to(text, quote(text, ["We go,”"], "said", "Ada", DIRECT), SPEECH)
    assert [span.of(text) for span in held.content] == ["We go"]
    assert list(rules_broken(text, held.part(held.content, held.cue, held.source, continues=False), SPEECH)) == []
