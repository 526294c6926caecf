"""An encoder in memory: weights, tokenizer, and the vectors of a Doc's tokens.

They are computed with numpy, or faster with ONNX Runtime where that is installed (see `fast_layers`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from annotator.suggest.learn.encoder.config import EncoderConfig
from annotator.suggest.learn.encoder.fast_layers import FastLayers, make_fast_layers
from annotator.suggest.learn.encoder.pieces import WINDOW, Floats32, Ints, lay_windows, pool, read_pieces

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Weights = dict[str, NDArray[np.float32]]
"""The tensors of an encoder by their names in BERT, without the model's prefix."""
OVERLAP = 16
"""Pieces that two windows share, as in training: each sees at least half of that on both sides. Set by hand."""
_KNOWN = 64
"""Pieces for which faster layers must give what numpy does before they are used."""


@dataclass(slots=True)
class Encoder:
    """A BERT-like encoder. `checksum`: of the files that it was read from, SHA-256 in hexadecimal."""

    config: EncoderConfig
    weights: Weights
    tokenizer: Tokenizer
    checksum: str
    _fast: FastLayers | Literal[False] | None = field(default=None, init=False, repr=False, compare=False)
    """None: not tried yet. False: they cannot be used here."""

    @property
    def window(self) -> int:
        """How many pieces are read at a time, without the marks at their ends."""
        return min(WINDOW, self.config.positions - self.config.first_position - 2)

    def nothing(self, tokens: int) -> Floats32:
        """Vectors of so many tokens of which nothing is known, (tokens, width): 0."""
        return np.zeros((tokens, self.config.width), dtype=np.float32)

    def vectors(self, doc: Doc) -> Floats32:
        """The vectors of a Doc's tokens, (n_tokens, width): the last layer's, averaged over each token's pieces."""
        pieces = read_pieces(doc, self.tokenizer)
        if not len(pieces.ids):
            return self.nothing(len(doc))
        windows = lay_windows(pieces, self.window, OVERLAP)
        return pool(self.run(windows.ids)[windows.rows, windows.places], pieces)

    def run(self, ids: Ints) -> Floats32:
        """The last layer's vectors, (n_windows, length, width), of pieces, (n_windows, length)."""
        if self._fast is None:
            self._fast = self._make_fast() or False
        layers = self._fast or self._layers
        # One window at a time, which is quickest: what belongs to it stays near the processor.
        return np.stack([layers(self._embedded(window)) for window in ids])

    def run_plainly(self, ids: Ints) -> Floats32:
        """The same as `run`, with numpy."""
        return np.stack([self._layers(self._embedded(window)) for window in ids])

    def _make_fast(self) -> FastLayers | None:
        length = min(_KNOWN, self.window)
        embedded = self._embedded(np.linspace(0, self.config.pieces - 1, length).astype(np.int64))
        return make_fast_layers(self.config, self.weights, embedded, self._layers)

    def _embedded(self, ids: Ints) -> Floats32:
        """The embeddings of a window's pieces, (length, width), normalised. `ids`: (length,)."""
        weights, first = self.weights, self.config.first_position
        x: Floats32 = weights["embeddings.word_embeddings.weight"][ids]
        x += weights["embeddings.position_embeddings.weight"][first : first + len(ids)]
        x += weights["embeddings.token_type_embeddings.weight"][0]
        return self._normalised(x, "embeddings.LayerNorm")

    def _layers(self, x: Floats32) -> Floats32:
        """The last layer's vectors of one window from its embeddings, (length, width) both."""
        for layer in range(self.config.layers):
            start = f"encoder.layer.{layer}."
            attended = self._linear(self._attended(x, start), f"{start}attention.output.dense")
            x = self._normalised(x + attended, f"{start}attention.output.LayerNorm")
            inner = _gelu(self._linear(x, f"{start}intermediate.dense"))
            x = self._normalised(x + self._linear(inner, f"{start}output.dense"), f"{start}output.LayerNorm")
        return x

    def _attended(self, x: Floats32, start: str) -> Floats32:
        """Attention of every piece to all of its window, (length, width)."""
        heads, size = self.config.heads, self.config.width // self.config.heads

        def parts(name: str) -> Floats32:
            return self._linear(x, f"{start}attention.self.{name}").reshape(len(x), heads, size).transpose(1, 0, 2)

        scores = np.matmul(parts("query") * np.float32(size**-0.5), parts("key").transpose(0, 2, 1))
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        attended: Floats32 = np.matmul(scores, parts("value")).transpose(1, 0, 2).reshape(len(x), self.config.width)
        return attended

    def _linear(self, x: Floats32, name: str) -> Floats32:
        result: Floats32 = x @ self.weights[f"{name}.weight"].T
        result += self.weights[f"{name}.bias"]
        return result

    def _normalised(self, x: Floats32, name: str) -> Floats32:
        x -= x.mean(axis=-1, keepdims=True)
        x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[-1] + np.float32(self.config.epsilon))
        x *= self.weights[f"{name}.weight"]
        x += self.weights[f"{name}.bias"]
        return x


def _gelu(x: Floats32) -> Floats32:
    """GELU by its approximation with tanh (Hendrycks and Gimpel 2016)."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += np.float32(1.0)
    inner *= x
    inner *= np.float32(0.7978845608)
    np.tanh(inner, out=inner)
    inner += np.float32(1.0)
    inner *= x
    inner *= np.float32(0.5)
    return inner
