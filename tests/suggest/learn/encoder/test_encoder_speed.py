"""ONNX Runtime and numpy agree on an encoder's vectors; where ONNX Runtime cannot run, numpy does, without a word."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
from spacy.lang.en import English

from annotator.suggest.learn.encoder import fast_layers
from annotator.suggest.learn.encoder.encoder import Encoder
from annotator.suggest.learn.encoder.fast_layers import FastLayers
from annotator.suggest.learn.encoder.folder import read_encoder
from tests.suggest.learn.encoder.tiny import SENTENCES, write_tiny_encoder

IDS = np.array([[2, *range(30, 70), 3], [2, *range(69, 29, -1), 3]])


@pytest.fixture
def encoder(tmp_path: Path) -> Encoder:
    """Wide enough for ONNX Runtime to be asked."""
    wide = {"hidden_size": 64, "num_attention_heads": 4, "intermediate_size": 128}
    return read_encoder(write_tiny_encoder(tmp_path / "wide", **wide))


def _apart(found: np.ndarray, known: np.ndarray) -> float:
    return float(np.linalg.norm(found - known) / np.linalg.norm(known))


@pytest.fixture
def fast(encoder: Encoder) -> Encoder:
    """The same, where ONNX Runtime is installed."""
    pytest.importorskip("onnxruntime")
    encoder.run(IDS)
    assert isinstance(encoder._fast, FastLayers)
    return encoder


def test_the_vectors_are_those_of_numpy(fast: Encoder) -> None:
    found, known = fast.run(IDS), fast.run_plainly(IDS)
    assert found.dtype == np.float32
    assert found.shape == known.shape
    # Not quite the same: then numpy would have been compared with itself.
    assert 0 < _apart(found, known) < 1e-5


def test_the_vectors_of_a_text_are_those_of_numpy(fast: Encoder, tmp_path: Path) -> None:
    doc = English()(" ".join(SENTENCES * 5))
    found = fast.vectors(doc)
    fast._fast = False
    assert 0 < _apart(found, fast.vectors(doc)) < 1e-5


def test_the_same_comes_out_each_time_and_whatever_stands_beside_a_window(fast: Encoder) -> None:
    first = fast.run(IDS)
    assert np.array_equal(fast.run(IDS), first)
    assert np.array_equal(fast.run(IDS[1:]), first[1:])
    fast._fast = None
    assert np.array_equal(fast.run(IDS), first)


def test_a_copy_in_another_process_makes_its_own_session(fast: Encoder) -> None:
    copy = pickle.loads(pickle.dumps(fast))
    assert copy._fast is None
    assert np.array_equal(copy.run(IDS), fast.run(IDS))


def test_vectors_of_zeros_are_no_trouble(fast: Encoder) -> None:
    for kind in ("weight", "bias"):
        fast.weights[f"encoder.layer.0.output.LayerNorm.{kind}"][:] = 0
    fast._fast = None
    assert _apart(fast.run(IDS), fast.run_plainly(IDS)) < 1e-5
    assert fast._fast


def test_without_onnx_runtime_numpy_runs(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert np.array_equal(encoder.run(IDS), encoder.run_plainly(IDS))
    assert encoder._fast is False


def test_a_session_that_cannot_be_made_leaves_it_to_numpy(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no such operator")

    monkeypatch.setattr(onnxruntime, "InferenceSession", fails)
    assert np.array_equal(encoder.run(IDS), encoder.run_plainly(IDS))


@pytest.mark.parametrize("wrong", [np.float32(1.01), np.float32("nan")])
def test_vectors_far_from_those_of_numpy_leave_it_to_numpy(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch, wrong: np.float32
) -> None:
    monkeypatch.setattr(fast_layers.FastLayers, "__init__", lambda self, *_: None)
    monkeypatch.setattr(fast_layers.FastLayers, "__call__", lambda self, x: encoder._layers(x) * wrong)
    assert np.array_equal(encoder.run(IDS), encoder.run_plainly(IDS))


def test_narrow_encoders_are_left_to_numpy(tmp_path: Path) -> None:
    narrow = read_encoder(write_tiny_encoder(tmp_path / "narrow"))
    assert np.array_equal(narrow.run(IDS), narrow.run_plainly(IDS))
