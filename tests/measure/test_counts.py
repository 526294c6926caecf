"""Which decisions are compared, what a quote marks of a text, and which quote of one annotator is which of another."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import pytest

from annotator.core.decision import Answer, Sight
from annotator.core.model import Labels, Quote, QuoteType, Span
from annotator.core.text.marked_text import letters
from annotator.measure.counts import (
    LeftOut,
    TokenizedText,
    documents_in_common,
    off_by,
    one_to_one,
    overlapping,
    touching,
    with_role,
)
from tests.measure.decisions import Said, changed, decided, quote, span

BRIDGE = quote("the bridge would open in May", cue="said", source="Mira Toll")
READY = quote('"We are ready,"', cue="told", source="she", type=QuoteType.DIRECT)
BOTH = {"bo": Said((BRIDGE, READY)), "ana": Said((BRIDGE,))}


def test_every_annotators_version_of_every_sentence_is_there_by_name() -> None:
    (found,), left_out = documents_in_common(decided(BOTH))
    assert left_out == LeftOut()
    assert found.document.id == "one"
    assert list(found.decisions) == ["ana", "bo"]
    assert list(found.sentences) == [0, 1, 2, 3]
    assert found.shared(("ana", "bo"))
    assert found.quotes("bo", range(4)) == (BRIDGE, READY)
    assert found.quotes("bo", [1]) == (READY,)
    assert found.quotes("ana", range(4)) == (BRIDGE,)


def test_a_rejected_sentence_has_no_labels_whatever_was_left_in_it() -> None:
    (found,), _ = documents_in_common(changed(decided(BOTH), "bo", 0, answer=Answer.REJECT))
    assert found.decisions["bo"][0].confirmed == Labels()
    assert found.decisions["ana"][0].confirmed != Labels()


def test_what_is_skipped_or_passed_over_unseen_is_left_out_and_so_is_what_nobody_else_decided() -> None:
    rows = changed(decided(BOTH), "bo", 0, answer=Answer.SKIP)
    rows = changed(rows, "bo", 2, implied=True)
    rows = changed(rows, "ana", 2, implied=True)
    rows = changed(rows, "ana", 3, sight=Sight.IN_PASSING)
    (found,), left_out = documents_in_common(rows)
    assert list(found.sentences) == [1, 3]
    assert left_out == LeftOut(skipped=1, implied=2, alone=1, in_passing=1)


def test_documents_that_nobody_shares_are_none() -> None:
    rows = [*decided({"ana": Said()}), *decided({"bo": Said()}, "two")]
    assert documents_in_common(rows) == ([], LeftOut(alone=8))


def test_of_three_a_pair_shares_what_both_decided() -> None:
    rows = changed(decided({**BOTH, "cleo": Said()}), "cleo", 1, answer=Answer.SKIP)
    rows = [row for row in rows if row.decision.annotator != "ana" or row.sentence.index == 1]
    (found,), _ = documents_in_common(rows)
    assert found.shared(("ana", "bo")) == {1}
    assert found.shared(("bo", "cleo")) == {0, 2, 3}
    assert [pair for pair in combinations(found.decisions, 2) if found.shared(pair)] == [("ana", "bo"), ("bo", "cleo")]


def test_only_those_asked_for_count_and_nobody_who_reviews_or_is_tested() -> None:
    rows = decided({**BOTH, "cleo": Said(), "review:ana": Said(), "test:bo": Said()})
    (found,), _ = documents_in_common(rows)
    assert list(found.decisions) == ["ana", "bo", "cleo"]
    (found,), left_out = documents_in_common(rows, ["cleo", "ana"])
    assert list(found.decisions) == ["ana", "cleo"]
    assert left_out == LeftOut()


def test_parts_of_several_types_are_mixed_only_where_the_scheme_has_that_type() -> None:
    long = quote('bridge would open in May. "We are ready," she', type=QuoteType.MIXED)
    (found,), _ = documents_in_common(decided({"ana": Said((long,)), "bo": Said()}))
    assert [one.type for one in found.quotes("ana", range(4))] == [QuoteType.MIXED]
    no_mixed = (QuoteType.DIRECT, QuoteType.INDIRECT)
    assert [one.type for one in found.quotes("ana", range(4), no_mixed)] != [QuoteType.MIXED]
    assert found.quotes("ana", range(4))[0].content[0].start == span("bridge").start


# ---- Tokens, letters and words of a text, and what a quote marks of them.


SAID = "Don't go, she said: _ 'no'."
TOKENS = ["Don't", "go", ",", "she", "said", ":", "_", "'", "no", "'", "."]
WORDS = ["Don't", "go", "she", "said", "no"]


def where(words: str) -> Span:
    return Span(SAID.index(words), SAID.index(words) + len(words))


def test_words_keep_what_an_apostrophe_joins_and_marks_are_tokens_of_their_own() -> None:
    text = TokenizedText(SAID)
    assert [token.text for token in text.all_tokens] == TOKENS
    for number, token in enumerate(TOKENS):
        if SAID.count(token) == 1:
            assert text.tokens([where(token)]) == {number}, token
    assert not TokenizedText("").all_tokens


def test_a_span_marks_every_token_it_touches_and_none_that_it_ends_before() -> None:
    text = TokenizedText(SAID)
    assert text.tokens([Span(3, 8)]) == {0, 1}  # within "Don't", to the end of "go"
    assert text.tokens([Span(5, 6)]) == set()  # the space
    assert text.tokens([Span(0, 5), where(", she")]) == {0, 2, 3}


def test_letters_are_those_of_the_spans_without_space_and_punctuation() -> None:
    assert len(letters(SAID, (where("go, she"),))) == 5
    assert letters(SAID, (where("go"),)) == {6, 7}
    assert (
        len(
            letters(
                SAID,
                (
                    where(":"),
                    where(" _"),
                ),
            )
        )
        == 3
    ), "without letters all characters count"
    assert (
        len(
            letters(
                SAID,
                (
                    where(":"),
                    where("no"),
                ),
            )
        )
        == 2
    )
    assert letters(SAID, ()) == frozenset()


def test_pieces_with_no_word_between_them_are_one_run_of_words() -> None:
    text = TokenizedText(SAID)
    assert text.words([where("Don't"), where("go")]) == ((0, 2),)
    assert text.words([where("Don't"), where("said:")]) == ((0, 1), (3, 4))
    assert text.words([where("said"), where("no")]) == ((3, 5),)
    assert text.words([where("_")]) == ()
    assert text.words([]) == ()


def test_a_quote_has_what_it_marks_by_role_and_in_all() -> None:
    whole = Quote((where("Don't go"),), QuoteType.DIRECT, where("said"), where("she"))
    found = TokenizedText(SAID).marked(whole)
    assert found.tokens == {"content": {0, 1}, "cue": {4}, "source": {3}}
    assert found.all_tokens == {0, 1, 3, 4}
    assert found.letters["source"] == {*range(*where("she"))}
    assert found.words["cue"] == ((3, 4),)
    bare = TokenizedText(SAID).marked(Quote((where("go"),), QuoteType.DIRECT))
    assert (bare.tokens["cue"], bare.letters["source"], bare.words["cue"]) == (set(), set(), ())


# ---- Which quote of one annotator is which of another.


TEXT = "aa bb cc dd ee ff gg hh ii jj kk"
DOCUMENT = TokenizedText(TEXT)
CONTENT = partial(overlapping, "content")


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
    assert off_by("content", marked(*one), marked(*other)) == off
    assert off_by("content", marked(*other), marked(*one)) == off


def test_an_edge_within_a_word_is_off_by_one() -> None:
    within = DOCUMENT.marked(Quote((Span(1, 5),), QuoteType.DIRECT))
    assert off_by("content", within, marked(("aa", "bb"))) == 1


def test_each_quote_is_matched_once_the_best_first() -> None:
    ones = [marked(("aa", "dd")), marked(("aa", "cc"))]
    others = [marked(("aa", "cc")), marked(("ee", "ff"))]
    assert one_to_one(ones, others, CONTENT) == [(1, 0, 0)]
    assert one_to_one(ones, [marked(("aa", "ee")), *others], CONTENT) == [
        (1, 1, 0),
        (0, 0, pytest.approx(1 / 5)),
    ]


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
    assert {match[:2] for match in one_to_one([plain, special], [special, plain], CONTENT)} == {
        (0, 1),
        (1, 0),
    }
    assert [match[:2] for match in one_to_one([special], [plain, special], CONTENT)] == [(0, 1)]
    assert [match[:2] for match in one_to_one([plain], [special, plain], CONTENT)] == [(0, 1)]


def test_only_spans_with_letters_can_be_matched_in_a_role() -> None:
    with_cue, without = marked(("aa", "bb"), cue="cc"), marked(("aa", "bb"))
    assert with_role([with_cue, without], "cue") == [with_cue]
    assert one_to_one([without], [without], partial(overlapping, "cue")) == []
