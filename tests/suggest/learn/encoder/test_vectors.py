"""The vectors that an encoder gives the tokens of a text, and an encoder on disk."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from spacy.lang.en import English
from spacy.tokens import Doc

from annotator.core.errors import EnvironmentFailed, InputRefused
from annotator.suggest.learn.encoder import (
    OVERLAP,
    Encoder,
    encoder_of,
    files_of,
    lay_windows,
    read_encoder,
    read_pieces,
    write_encoder,
)
from tests.suggest.learn.encoder.tiny import SENTENCES, tiny_encoder

NLP = English()
LONG = " ".join(SENTENCES * 40)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return tiny_encoder()


def _vectors(encoder: Encoder, text: str) -> NDArray[np.float32]:
    return encoder.vectors(NLP(text))


@pytest.mark.parametrize("text", SENTENCES)
def test_a_short_text_is_read_at_once(text: str, encoder: Encoder) -> None:
    doc = NLP(text)
    encoding = encoder.tokenizer.encode(text)
    read = encoder.layers(np.array([encoding.ids]))[0]
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
    alone = [encoder.layers(window[None])[0] for window in windows.ids]
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


def test_the_network_of_a_copy_in_another_process_gives_the_same(encoder: Encoder) -> None:
    doc = NLP(LONG)
    assert np.array_equal(pickle.loads(pickle.dumps(encoder)).vectors(doc), encoder.vectors(doc))


def test_an_encoder_is_read_as_it_was_written(encoder: Encoder, tmp_path: Path) -> None:
    write_encoder(encoder, tmp_path / "encoder")
    again, doc = read_encoder(tmp_path / "encoder"), NLP(LONG)
    assert (again.width, again.window) == (encoder.width, encoder.window)
    assert np.array_equal(again.vectors(doc), encoder.vectors(doc))
    assert np.array_equal(encoder_of(files_of(again)).vectors(doc), encoder.vectors(doc))


@pytest.mark.parametrize("name", ["layers.onnx", "tokenizer.json", "encoder.json"])
def test_a_broken_encoder_is_refused_in_one_line(name: str, encoder: Encoder, tmp_path: Path) -> None:
    write_encoder(encoder, tmp_path)
    for break_it in (lambda: (tmp_path / name).write_bytes(b"{\x1b"), (tmp_path / name).unlink):
        break_it()
        with pytest.raises(InputRefused, match=r"^the model's encoder cannot be .*; train it again$") as refused:
            read_encoder(tmp_path)
        assert refused.value.message.isprintable()


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_without_what_runs_it_the_error_says_what_to_install(
    package: str, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_of(encoder)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EnvironmentFailed, match=rf"{package}; pip install 'quote-annotator\[encoder\]'"):
        encoder_of(files)
