"""A pretrained encoder in a pipeline: its tokenizer, its network as an ONNX file, and the vectors of a Doc's tokens."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IDX, LENGTH  # type: ignore[import-not-found]
from spacy.tokens import Doc

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed, InputRefused, system_reason

if TYPE_CHECKING:
    from tokenizers import Tokenizer


OVERLAP = 16
"""Pieces that two windows share, as in training: each sees at least half of that on both sides. Set by hand."""
INPUT, OUTPUT = "ids", "vectors"
"""What the network in an ONNX file calls the pieces that it reads, and what it gives for them."""
_LAYERS, _TOKENIZER, _SIZES = "layers.onnx", "tokenizer.json", "encoder.json"
"""The files of an encoder."""
_INSTALL = "pip install 'quote-annotator[encoder]'"


class Layers(Protocol):
    """An encoder's network."""

    def __call__(self, ids: Ints) -> Floats32:
        """The last layer's vectors, (n_windows, length, width), of pieces between marks, (n_windows, length)."""

    def to_onnx(self) -> bytes:
        """The network as an ONNX file."""


class OnnxLayers:
    """A network in an ONNX file, which ONNX Runtime runs on one thread."""

    def __init__(self, file: bytes) -> None:
        """Raises InputRefused where ONNX Runtime cannot run the file, EnvironmentFailed where it is not installed."""
        onnxruntime = _imported("onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # Not further: sums and normalisations would be made one operation each, which is slower.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        try:
            self._session: Any = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # each kind of it is an exception of its own, right below Exception
            raise InputRefused(f"the model's encoder cannot be run: {one_line(error)}", "train it again") from error
        self._file = file

    def __call__(self, ids: Ints) -> Floats32:
        # One window at a time, which is quickest: what belongs to it stays near the processor.
        return np.concatenate([self._session.run([OUTPUT], {INPUT: window[None]})[0] for window in ids])

    def to_onnx(self) -> bytes:
        return self._file

    def __reduce__(self) -> tuple[Callable[[bytes], OnnxLayers], tuple[bytes]]:
        """A session goes into no other process: a copy makes its own."""
        return OnnxLayers, (self._file,)


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder. `width`: of a vector. `window`: how many pieces it reads at a time, marks at their ends aside."""

    tokenizer: Tokenizer
    layers: Layers
    width: int
    window: int

    def nothing(self, tokens: int) -> Floats32:
        """Vectors of so many tokens of which nothing is known, (tokens, width): 0."""
        return np.zeros((tokens, self.width), dtype=np.float32)

    def vectors(self, doc: Doc) -> Floats32:
        """The vectors of a Doc's tokens, (n_tokens, width): the last layer's, averaged over each token's pieces."""
        pieces = read_pieces(doc, self.tokenizer)
        if not len(pieces.ids):
            return self.nothing(len(doc))
        windows = lay_windows(pieces, self.window, OVERLAP)
        return pool(self.layers(windows.ids)[windows.rows, windows.places], pieces)


def files_of(encoder: Encoder) -> dict[str, bytes]:
    """The files that hold an encoder, by their names."""
    return {
        _LAYERS: encoder.layers.to_onnx(),
        _TOKENIZER: encoder.tokenizer.to_str().encode(),
        _SIZES: json.dumps({"width": encoder.width, "window": encoder.window}).encode(),
    }


def encoder_of(files: Mapping[str, bytes]) -> Encoder:
    """The encoder that `files_of` gave.

    They are part of a pipeline, which is loaded only where it is trusted. Raises InputRefused where one is broken,
    EnvironmentFailed where what reads them is not installed.
    """
    tokenizers = _imported("tokenizers")
    try:
        sizes = json.loads(files[_SIZES])
        tokenizer = tokenizers.Tokenizer.from_str(files[_TOKENIZER].decode())
    except Exception as error:  # what the library raises is an Exception and no more
        raise InputRefused(f"the model's encoder cannot be read: {one_line(error)}", "train it again") from error
    return Encoder(tokenizer, OnnxLayers(files[_LAYERS]), sizes["width"], sizes["window"])


def _imported(package: str) -> Any:
    """A package that only pipelines with an encoder need."""
    try:
        return import_module(package)
    except ImportError as error:
        raise EnvironmentFailed(f"this model has an encoder, which needs the package {package}", _INSTALL) from error


def write_encoder(encoder: Encoder, folder: Path) -> None:
    """Write an encoder to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files_of(encoder).items():
        (folder / name).write_bytes(content)


def read_encoder(folder: Path) -> Encoder:
    """The encoder that `write_encoder` wrote. Raises as `encoder_of` does, also where one of its files is missing."""
    try:
        files = {name: (folder / name).read_bytes() for name in (_LAYERS, _TOKENIZER, _SIZES)}
    except OSError as error:
        raise InputRefused(f"the model's encoder cannot be read: {system_reason(error)}", "train it again") from error
    return encoder_of(files)


# ---- A Doc's text as an encoder's word pieces, and windows of pieces that cover it.


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
