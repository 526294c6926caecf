"""What is drawn by a hash: nobody can foresee it, nothing else has a say in it, and everybody can compute it again."""

from __future__ import annotations

BITS = 64
"""A drawn number has so many bits."""


def drawn_number(text: str) -> int:
    """The number that a text draws: the first 8 bytes of its SHA-256."""
    from hashlib import sha256  # deferred: OpenSSL takes 3 ms, which the screen need not pay

    return int.from_bytes(sha256(text.encode("utf-8")).digest()[: BITS // 8], "big")


def is_drawn(text: str, share: float) -> bool:
    """Whether a text is among a share (0 to 1) of all. A larger share holds all of a smaller one."""
    return drawn_number(text) < share * float(2**BITS)
