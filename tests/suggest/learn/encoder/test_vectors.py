"""The vectors of an encoder: as its definition says, in loops and in double precision, and whatever stands around."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from spacy.lang.en import English
from spacy.tokens import Doc

from annotator.suggest.learn.encoder.encoder import OVERLAP, Encoder
from annotator.suggest.learn.encoder.folder import read_encoder
from annotator.suggest.learn.encoder.pieces import lay_windows, read_pieces
from tests.suggest.learn.encoder.tiny import END, SENTENCES, START, write_tiny_encoder

NLP = English()
LONG = " ".join(SENTENCES * 40)
Vector = list[float]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return read_encoder(write_tiny_encoder(tmp_path_factory.mktemp("tiny")))


class Reference:
    """BERT as its paper has it (Devlin et al. 2019), number by number."""

    def __init__(self, encoder: Encoder) -> None:
        self.config = encoder.config
        self.weights: dict[str, Any] = {name: w.astype(np.float64).tolist() for name, w in encoder.weights.items()}

    def vectors(self, ids: list[int]) -> list[Vector]:
        words, positions, types = (
            self.weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        x = [
            [words[piece][i] + positions[self.config.first_position + at][i] + types[0][i] for i in self._sides()]
            for at, piece in enumerate(ids)
        ]
        x = [self._normalised(v, "embeddings.LayerNorm") for v in x]
        for layer in range(self.config.layers):
            x = self._layer(x, f"encoder.layer.{layer}.")
        return x

    def _sides(self) -> range:
        return range(self.config.width)

    def _layer(self, x: list[Vector], name: str) -> list[Vector]:
        attended = [
            self._linear(v, f"{name}attention.output.dense") for v in self._attended(x, f"{name}attention.self")
        ]
        x = [
            self._normalised(_sum(v, a), f"{name}attention.output.LayerNorm") for v, a in zip(x, attended, strict=True)
        ]
        inner = [[_gelu(i) for i in self._linear(v, f"{name}intermediate.dense")] for v in x]
        back = [self._linear(v, f"{name}output.dense") for v in inner]
        return [self._normalised(_sum(v, b), f"{name}output.LayerNorm") for v, b in zip(x, back, strict=True)]

    def _attended(self, x: list[Vector], name: str) -> list[Vector]:
        queries, keys, values = ([self._linear(v, f"{name}.{part}") for v in x] for part in ("query", "key", "value"))
        size = self.config.width // self.config.heads
        result = [[0.0] * self.config.width for _ in x]
        for head in range(self.config.heads):
            own = range(head * size, head * size + size)
            for at, query in enumerate(queries):
                shares = [math.exp(sum(query[i] * key[i] for i in own) / math.sqrt(size)) for key in keys]
                for share, value in zip(shares, values, strict=True):
                    for i in own:
                        result[at][i] += share / sum(shares) * value[i]
        return result

    def _linear(self, x: Vector, name: str) -> Vector:
        scale, shift = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return [sum(w * i for w, i in zip(row, x, strict=True)) + s for row, s in zip(scale, shift, strict=True)]

    def _normalised(self, x: Vector, name: str) -> Vector:
        mean = sum(x) / len(x)
        variance = sum((i - mean) ** 2 for i in x) / len(x)
        scale, shift = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        spread = math.sqrt(variance + self.config.epsilon)
        return [(i - mean) / spread * w + s for i, w, s in zip(x, scale, shift, strict=True)]


def _sum(one: Vector, other: Vector) -> Vector:
    return [a + b for a, b in zip(one, other, strict=True)]


def _gelu(x: float) -> float:
    """GELU itself, which the encoder approximates."""
    return x * 0.5 * (1 + math.erf(x / math.sqrt(2)))


def _vectors(encoder: Encoder, text: str) -> NDArray[np.float32]:
    return encoder.vectors(NLP(text))


@pytest.mark.parametrize(
    "changes",
    [{}, {"num_attention_heads": 4, "layer_norm_eps": 0.01}, {"model_type": "roberta", "pad_token_id": 1}],
    ids=["as it is", "more heads", "positions from 2"],
)
def test_vectors_are_those_of_the_definition(changes: dict[str, Any], tmp_path: Path) -> None:
    encoder = read_encoder(write_tiny_encoder(tmp_path, seed=3, **changes))
    ids = [START, 40, 41, 7, 90, 41, END]
    expected = Reference(encoder).vectors(ids)
    got = encoder.run(np.array([ids, [START, 60, 60, 61, 62, 9, END]]))
    assert got.dtype == np.float32
    # GELU is approximated by less than 0.001; over two layers of small weights that adds up to this.
    np.testing.assert_allclose(got[0], expected, atol=4e-3)
    np.testing.assert_allclose(got[0], encoder.run(np.array([ids]))[0], atol=1e-5)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_short_text_is_read_at_once(text: str, encoder: Encoder) -> None:
    doc = NLP(text)
    encoding = encoder.tokenizer.encode(text)
    read = encoder.run(np.array([encoding.ids]))[0]
    for token, vector in zip(doc, encoder.vectors(doc), strict=True):
        end = token.idx + len(token.text)
        own = [at for at, (start, stop) in enumerate(encoding.offsets) if start < end and stop > token.idx]
        np.testing.assert_allclose(vector, read[own].mean(axis=0), atol=1e-5)


def test_white_space_and_capitals_change_nothing(encoder: Encoder) -> None:
    words = ["The", "rain", "stopped", "at", "noon", ";", "nobody", "had", "asked", "the", "fishermen"]
    plain = Doc(NLP.vocab, words)
    loud = Doc(NLP.vocab, [*(word.upper() for word in words[:4]), "\n\n \t", *words[4:]])
    vectors = encoder.vectors(loud)
    np.testing.assert_allclose(np.delete(vectors, 4, axis=0), encoder.vectors(plain), atol=1e-6)
    assert not vectors[4].any()


def test_what_stands_in_the_same_window_changes_something(encoder: Encoder) -> None:
    one, other = _vectors(encoder, "The rain stopped at noon"), _vectors(encoder, "The rain stopped at night")
    assert np.abs(one[0] - other[0]).max() > 1e-3


def test_what_stands_far_away_changes_nothing(encoder: Encoder) -> None:
    one, other = _vectors(encoder, f"{LONG} noon"), _vectors(encoder, f"{LONG} rain")
    assert np.abs(one[-1] - other[-1]).max() > 1e-3
    np.testing.assert_allclose(one[: -encoder.window], other[: -encoder.window], atol=1e-6)


def test_windows_read_together_are_read_as_each_alone(encoder: Encoder) -> None:
    doc = NLP(LONG * 2)
    pieces = read_pieces(doc, encoder.tokenizer)
    windows = lay_windows(pieces, encoder.window, OVERLAP)
    assert len(windows.ids) > 32
    alone = [encoder.run(window[None])[0] for window in windows.ids]
    got = encoder.vectors(doc)
    for token in range(0, len(doc), 7):
        own = [alone[windows.rows[at]][windows.places[at]] for at in range(pieces.first[token], pieces.stop[token])]
        np.testing.assert_allclose(got[token], np.mean(own, axis=0), atol=1e-4)


@pytest.mark.parametrize("text", ["", " ", "\n \u200b\n"])
def test_what_has_no_pieces_has_vectors_of_nothing(text: str, encoder: Encoder) -> None:
    doc = NLP(text)
    vectors = encoder.vectors(doc)
    assert vectors.shape == (len(doc), 16)
    assert not vectors.any()


def test_a_text_of_a_single_piece(encoder: Encoder) -> None:
    expected = Reference(encoder).vectors(encoder.tokenizer.encode("rain").ids)[1]
    np.testing.assert_allclose(_vectors(encoder, "rain")[0], expected, atol=4e-3)


def test_reading_leaves_the_weights_as_they_are(encoder: Encoder) -> None:
    before = {name: weights.copy() for name, weights in encoder.weights.items()}
    first, again = _vectors(encoder, LONG), _vectors(encoder, LONG)
    assert np.array_equal(first, again)
    assert all(np.array_equal(before[name], weights) for name, weights in encoder.weights.items())


@pytest.mark.parametrize("text", ["The rain stopped at noon.", "", LONG], ids=["short", "empty", "long"])
def test_training_reads_as_suggesting_does(text: str, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: make test-encoder")
    from annotator.suggest.learn.encoder import fine_tuning

    monkeypatch.setattr(torch.nn.functional, "dropout", lambda x, *args, **kwargs: x)
    monkeypatch.setattr(fine_tuning, "_OVERLAP", OVERLAP)
    doc = NLP(text)
    tuning = fine_tuning.FineTuning(encoder, steps=1)
    [vectors] = tuning.vectors([read_pieces(doc, encoder.tokenizer)])
    assert vectors.shape == (len(doc), 16)
    # It computes with three digits (bfloat16).
    np.testing.assert_allclose(vectors, encoder.vectors(doc), atol=0.1)
    if len(doc):
        assert np.abs(vectors - encoder.vectors(doc)).mean() < 0.015
