"""Which quote of one annotator is which of another."""

from __future__ import annotations

import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.measure.counts import TokenizedText, off_by, one_to_one, overlapping, touching, with_role

TEXT = "aa bb cc dd ee ff gg hh ii jj kk"
DOCUMENT = TokenizedText(TEXT)
CONTENT = overlapping("content")


def words(first: str, last: str) -> Span:
    return Span(TEXT.index(first), TEXT.index(last) + 2)


def marked(*content, cue=None, source=None, **more):
    spans = tuple(words(*pair) for pair in content)
    cue, source = (word and words(word, word) for word in (cue, source))
    return DOCUMENT.marked(Quote(spans, more.pop("type", QuoteType.DIRECT), cue, source, **more))


def test_half_of_the_letters_in_common_are_enough_and_less_is_not() -> None:
    assert CONTENT(marked(("aa", "dd")), marked(("aa", "bb"))) == 0.5
    assert CONTENT(marked(("aa", "dd")), marked(("aa", "aa"))) is None
    assert CONTENT(marked(("aa", "bb")), marked(("bb", "cc"))) is None  # 2 of 6 letters
    assert CONTENT(marked(("aa", "cc")), marked(("aa", "bb"), ("cc", "cc"))) == 0
    assert CONTENT(marked(("aa", "cc")), marked(("aa", "dd"))) == pytest.approx(1 / 4)


def test_what_touches_shares_a_token_as_content_or_as_cue_but_not_as_source() -> None:
    one = marked(("aa", "cc"), cue="ee", source="ff")
    assert touching(one, marked(("cc", "dd"))) == -1
    assert touching(one, marked(("bb", "dd"), cue="ee")) == -3
    assert touching(one, marked(("gg", "hh"), cue="ee")) == -1
    assert touching(one, marked(("gg", "hh"), source="ff")) is None
    assert touching(one, marked(("ee", "ff"), cue="aa")) is None


@pytest.mark.parametrize(
    ("one", "other", "off"),
    [
        ([("aa", "cc")], [("aa", "cc")], 0),
        ([("aa", "cc")], [("aa", "dd")], 1),
        ([("aa", "cc")], [("bb", "ee")], 2),
        ([("aa", "ii")], [("ff", "gg")], 5),
        ([("aa", "jj")], [("gg", "jj")], None),
        ([("aa", "bb"), ("dd", "ee")], [("aa", "bb"), ("dd", "gg")], 2),
        ([("aa", "bb"), ("dd", "ee")], [("aa", "ee")], None),
        ([("aa", "bb")], [("cc", "dd")], None),
    ],
)
def test_edges_are_off_by_the_words_of_the_worst_one(one, other, off) -> None:
    assert off_by("content")(marked(*one), marked(*other)) == off
    assert off_by("content")(marked(*other), marked(*one)) == off


def test_an_edge_within_a_word_is_off_by_one() -> None:
    within = DOCUMENT.marked(Quote((Span(1, 5),), QuoteType.DIRECT))
    assert off_by("content")(within, marked(("aa", "bb"))) == 1


def test_each_quote_is_matched_once_the_best_first() -> None:
    ones = [marked(("aa", "dd")), marked(("aa", "cc"))]
    others = [marked(("aa", "cc")), marked(("ee", "ff"))]
    assert one_to_one(ones, others, CONTENT) == [(1, 0, 0)]
    assert one_to_one(ones, [marked(("aa", "ee")), *others], CONTENT) == [(1, 1, 0), (0, 0, pytest.approx(1 / 5))]


@pytest.mark.parametrize(
    "like",
    [
        {"type": QuoteType.MIXED},
        {"speaker": "Ona"},
        {"cue": "ee"},
        {"source": "ff"},
        {"attributes": (("stance", "for"),)},
    ],
)
def test_of_the_same_contents_those_are_matched_that_have_more_else_in_common(like) -> None:
    plain, special = marked(("aa", "cc")), marked(("aa", "cc"), **like)
    assert {match[:2] for match in one_to_one([plain, special], [special, plain], CONTENT)} == {(0, 1), (1, 0)}
    assert [match[:2] for match in one_to_one([special], [plain, special], CONTENT)] == [(0, 1)]
    assert [match[:2] for match in one_to_one([plain], [special, plain], CONTENT)] == [(0, 1)]


def test_only_spans_with_letters_can_be_matched_in_a_role() -> None:
    with_cue, without = marked(("aa", "bb"), cue="cc"), marked(("aa", "bb"))
    assert with_role([with_cue, without], "cue") == [with_cue]
    assert one_to_one([without], [without], overlapping("cue")) == []
