"""What is drawn by a hash: nobody can foresee it, nothing else has a say in it, everybody can compute it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hashlib import _Hash

BITS = 64
"""A drawn number has so many bits."""


def sha256_of(text: str) -> _Hash:
    """The SHA-256 of a text."""
    from hashlib import sha256  # deferred: OpenSSL takes 3 ms and more, which the screen need not pay

    return sha256(text.encode("utf-8"))


def drawn_number(text: str) -> int:
    """The number that a text draws: the first 8 bytes of its SHA-256."""
    return int.from_bytes(sha256_of(text).digest()[: BITS // 8], "big")


def is_drawn(text: str, share: float) -> bool:
    """Whether a text is among a share (0 to 1) of all. A larger share holds all of a smaller one."""
    return drawn_number(text) < share * float(2**BITS)


def digest_of(record: Any) -> str:
    """Twelve characters that are the same for the same plain values, and otherwise others."""
    return sha256_of(json.dumps(record, sort_keys=True)).hexdigest()[:12]


# ---- Which sentences are shown without their suggestion, so that what suggestions do to people can be measured.
#
# A sentence is drawn by a hash of who annotates it, its document's text and its place there: nothing about the sentence
# itself decides, nobody can foresee it, and whoever has these three can recompute it.


DEFAULT_SHARE = 0.03
"""The share of sentences that are shown without their suggestion where nothing else is said. Set by hand: so few that
they cost an annotator little, so many that a team sees an effect within some thousand sentences."""

Withhold = Callable[[str, int], bool]
"""Whether a sentence's suggestion is withheld, by the SHA-256 of its document's text (hexadecimal) and its index."""


def withholding(annotator: str, share: float) -> Withhold | None:
    """What that annotator is to see without suggestion: a share (0 to 1) of all; None where that is nothing.

    The first 8 bytes of SHA-256 of the name, the hash of the text and the index, one to a line, are a number that is
    drawn where it lies below the share of its range. So a larger share holds all of a smaller one.
    """
    if share <= 0:
        return None
    return lambda text_hash, index: is_drawn(f"{annotator}\n{text_hash}\n{index}", share)
