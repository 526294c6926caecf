"""Which sentences are shown without their suggestion: a share of them, the same ones whenever it is computed."""

from __future__ import annotations

from hashlib import sha256
from math import sqrt

import pytest

from annotator.core.draw import DEFAULT_SHARE, digest_of, withholding

TEXTS = [sha256(str(number).encode()).hexdigest() for number in range(200)]
SENTENCES = [(text, index) for text in TEXTS for index in range(50)]


def drawn(annotator: str, share: float) -> set[tuple[str, int]]:
    withhold = withholding(annotator, share)
    return {sentence for sentence in SENTENCES if withhold is not None and withhold(*sentence)}


def test_the_hash_is_the_one_that_is_documented_so_that_others_can_recompute_it():
    digest = sha256(f"ana\n{TEXTS[0]}\n7".encode()).hexdigest()
    at = int(digest[:16], 16) / 2**64
    above, below = withholding("ana", at + 1e-9), withholding("ana", at - 1e-9)
    assert above is not None
    assert below is not None
    assert above(TEXTS[0], 7)
    assert not below(TEXTS[0], 7)


def test_the_digest_of_habits_and_settings_is_the_one_that_databases_have_by_now_in_whatever_order_they_are_given():
    assert digest_of({"a": 1, "b": [2.5]}) == digest_of({"b": [2.5], "a": 1}) == "85aab50d1927"


@pytest.mark.parametrize("share", [DEFAULT_SHARE, 0.2, 0.5])
def test_a_share_of_all_sentences_is_drawn(share):
    expected = share * len(SENTENCES)
    assert abs(len(drawn("ana", share)) - expected) < 4 * sqrt(expected * (1 - share))


def test_all_or_nothing_is_exact():
    assert drawn("ana", 1.0) == set(SENTENCES)
    assert drawn("ana", 0.0) == set()
    assert withholding("ana", 0.0) is None


def test_a_larger_share_holds_all_of_a_smaller_one():
    assert drawn("ana", 0.1) < drawn("ana", 0.3)


def test_neither_place_document_nor_annotator_tells_what_is_drawn():
    """Each is as likely where another is drawn as everywhere: within four standard deviations."""
    share = 0.2
    own = drawn("ana", share)
    together = len(own & drawn("ben", share))
    following = sum((text, index + 1) in own for text, index in own)
    for count, of in ((together, len(own)), (following, len(own))):
        assert abs(count - share * of) < 4 * sqrt(of * share * (1 - share))
    for index in (0, 1, 49):
        count = sum(at == index for _, at in own)
        assert abs(count - share * len(TEXTS)) < 4 * sqrt(len(TEXTS) * share * (1 - share))
