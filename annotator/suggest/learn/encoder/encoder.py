"""An encoder in memory: weights, tokenizer, and the vectors of a Doc's tokens, computed with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from annotator.suggest.learn.encoder.config import EncoderConfig
from annotator.suggest.learn.encoder.pieces import WINDOW, Floats32, Ints, lay_windows, pool, read_pieces

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Weights = dict[str, NDArray[np.float32]]
"""The tensors of an encoder by their names in BERT, without the model's prefix."""
OVERLAP = 32
"""Pieces that two windows share: each piece sees at least half of that on both sides. Set by hand."""
_ROOM = 16
"""Windows computed at a time, which bounds the memory."""


@dataclass(slots=True)
class Encoder:
    """A BERT-like encoder. `checksum`: of the files that it was read from, SHA-256 in hexadecimal."""

    config: EncoderConfig
    weights: Weights
    tokenizer: Tokenizer
    checksum: str

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
        read = [self.run(windows.ids[at : at + _ROOM]) for at in range(0, len(windows.ids), _ROOM)]
        return pool(np.concatenate(read)[windows.rows, windows.places], pieces)

    def run(self, ids: Ints) -> Floats32:
        """The last layer's vectors, (n_windows, length, width), of pieces, (n_windows, length)."""
        config, weights = self.config, self.weights
        count, length = ids.shape
        at = slice(config.first_position, config.first_position + length)
        x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][at]
        x += weights["embeddings.token_type_embeddings.weight"][0]
        x = self._normalised(x.reshape(count * length, config.width), "embeddings.LayerNorm")
        for layer in range(config.layers):
            start = f"encoder.layer.{layer}."
            attended = self._linear(self._attended(x, start, count), f"{start}attention.output.dense")
            x = self._normalised(x + attended, f"{start}attention.output.LayerNorm")
            inner = _gelu(self._linear(x, f"{start}intermediate.dense"))
            x = self._normalised(x + self._linear(inner, f"{start}output.dense"), f"{start}output.LayerNorm")
        return x.reshape(count, length, config.width)

    def _attended(self, x: Floats32, start: str, count: int) -> Floats32:
        """Attention of every piece to all of its window, (n_pieces, width). `x`: (n_pieces, width)."""
        config = self.config
        length, size = len(x) // count, config.width // config.heads

        def heads(name: str) -> Floats32:
            parts = self._linear(x, f"{start}attention.self.{name}")
            return parts.reshape(count, length, config.heads, size).transpose(0, 2, 1, 3)

        scores = np.matmul(heads("query") * np.float32(size**-0.5), heads("key").transpose(0, 1, 3, 2))
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        attended: Floats32 = np.matmul(scores, heads("value")).transpose(0, 2, 1, 3).reshape(-1, config.width)
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
