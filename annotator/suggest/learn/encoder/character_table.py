"""SentencePiece's tables of characters and what replaces them, checked before they are used.

A table is a search tree (darts-clone, https://github.com/s-yata/darts-clone) and the replacements that it points at.
What walks the tree trusts it, so one that points beyond its end would break off in the middle of a text.
"""

from __future__ import annotations

import numpy as np

_LONGEST = 64
"""Characters that may replace some; 18 in the tables that SentencePiece itself brings."""
_BLOCK = 0xFF
"""The bits of an index that the next byte of a text decides: a step leads anywhere within a block of 256."""


def check_table(table: bytes) -> None:
    """Raise ValueError unless every walk through a table stays within it.

    `table`: the size of the tree in bytes (4 bytes), the tree in units of 4 bytes, and replacements that end with a 0.
    """
    size = int.from_bytes(table[:4], "little")
    if not size or size % 4 or size + 4 > len(table):
        raise ValueError("the tree is longer than the table")
    replacements = table[4 + size :]
    if max(map(len, replacements.decode("utf-8").split("\0"))) > _LONGEST:
        raise ValueError("a replacement is long")
    units = np.frombuffer(table, dtype="<u4", count=size // 4, offset=4).astype(np.int64)
    # A unit: bit 31 for a value, which ends a walk; else bits 10 to 30 for how far the next block is, in steps of 256
    # where bit 9 is set, and bit 8 where a value stands at its beginning.
    inner = units >> 31 == 0
    steps = (units >> 10) << ((units & (1 << 9)) >> 6)
    blocks = np.arange(len(units)) ^ steps
    if not (blocks[inner] | _BLOCK < len(units)).all():
        raise ValueError("the tree points beyond its end")
    values = units[blocks[inner & (units >> 8 & 1 == 1)]] & 0x7FFFFFFF
    letters = np.frombuffer(replacements, dtype=np.uint8)
    if not (values < len(letters)).all() or (letters[values] & 0xC0 == 0x80).any():
        raise ValueError("the tree points at no replacement")
