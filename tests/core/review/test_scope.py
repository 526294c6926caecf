"""Which unanimous sentences a reviewer sees: a share that anybody can tell from an export."""

from __future__ import annotations

from hashlib import sha256

from annotator.core.review.scope import Scope, is_audited


def test_the_share_is_drawn_by_the_id_of_the_sentence_in_exports() -> None:
    share = Scope().share
    assert share == 0.05
    drawn = [index for index in range(4000) if is_audited("ferry", index, share)]
    assert 150 < len(drawn) < 250
    for index in range(100):
        digest = sha256(f"audit ferry:{index}".encode()).digest()
        assert is_audited("ferry", index, share) == (int.from_bytes(digest[:8], "big") / 2**64 < share)


def test_none_all_and_a_greater_share_which_holds_a_smaller_one() -> None:
    assert not any(is_audited("d", index, 0) for index in range(200))
    assert all(is_audited("d", index, 1) for index in range(200))
    small, great = ({index for index in range(500) if is_audited("d", index, share)} for share in (0.1, 0.3))
    assert small < great
