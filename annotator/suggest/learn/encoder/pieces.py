"""A Doc's text as an encoder's word pieces, and windows of pieces that cover it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IDX, LENGTH  # type: ignore[import-not-found]
from spacy.tokens import Doc

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = NDArray[np.int64]
Floats32 = NDArray[np.float32]

WINDOW = 254
"""Pieces read at a time, without the marks at their ends: what most such encoders were made for, with the marks."""


@dataclass(slots=True)
class Pieces:
    """A Doc's text in pieces.

    `ids`: (n_pieces,). `first`, `stop`: each token's first piece, and the one after its last, (n_tokens,); the same
    where a token has none, as white space. `marks`: the ids at the start and at the end of what is read at a time.
    """

    ids: Ints
    first: Ints
    stop: Ints
    marks: tuple[int, int]


def read_pieces(doc: Doc, tokenizer: Tokenizer) -> Pieces:
    """The pieces of a Doc's text."""
    encoding = tokenizer.encode(doc.text, add_special_tokens=False)
    start, end = tokenizer.encode("").ids
    offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    attrs = doc.to_array([IDX, LENGTH]).astype(np.int64)
    # Both ends of pieces never fall, so that the pieces of a token stand side by side.
    starts, ends = np.maximum.accumulate(offsets[:, 0]), np.maximum.accumulate(offsets[:, 1])
    first = np.searchsorted(ends, attrs[:, 0], side="right")
    stop = np.searchsorted(starts, attrs[:, 0] + attrs[:, 1], side="left")
    return Pieces(np.asarray(encoding.ids, dtype=np.int64), first, np.maximum(first, stop), (start, end))


@dataclass(slots=True)
class Windows:
    """Windows of the same length that cover a text.

    `ids`: (n_windows, length + 2), with the marks at both ends. `rows`, `places`: the window and the place in it where
    each piece is read, (n_pieces,): of two windows the one in which it stands farther from an end.
    """

    ids: Ints
    rows: Ints
    places: Ints


def lay_windows(pieces: Pieces, size: int, overlap: int) -> Windows:
    """Windows of up to `size` pieces, each of which shares at least `overlap` with the next, all equally long."""
    count = len(pieces.ids)
    number = 1 if count <= size else -(-(count - overlap) // (size - overlap))
    length = min(count, -(-(count + (number - 1) * overlap) // number))
    starts = np.round(np.linspace(0, count - length, number)).astype(np.int64)
    spread = starts[:, None] + np.arange(length)
    ids = np.empty((number, length + 2), dtype=np.int64)
    ids[:, 0], ids[:, -1] = pieces.marks
    ids[:, 1:-1] = pieces.ids[spread]
    borders = (starts[1:] + starts[:-1] + length) // 2
    rows = np.searchsorted(borders, np.arange(count), side="right")
    return Windows(ids, rows, np.arange(count) - starts[rows] + 1)


def pool(vectors: Floats32, pieces: Pieces) -> Floats32:
    """The mean of each token's pieces, (n_tokens, width); 0 where it has none. `vectors`: (n_pieces, width)."""
    sums = np.zeros((len(vectors) + 1, vectors.shape[1]), dtype=np.float64)
    np.cumsum(vectors, axis=0, out=sums[1:])
    counts = np.maximum(pieces.stop - pieces.first, 1)
    pooled: Floats32 = ((sums[pieces.stop] - sums[pieces.first]) / counts[:, None]).astype(np.float32)
    return pooled
