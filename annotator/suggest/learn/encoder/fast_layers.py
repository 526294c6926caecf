"""An encoder's layers run by ONNX Runtime, with products of 8-bit integers: about four times as fast as numpy.

Weights become integers of 7 bits, each output with a scale of its own: two products of 7 and 8 bits still fit into the
16 bits in which processors without VNNI add them up. What is multiplied with them becomes integers of 8 bits, each
piece with a scale of its own. Attention, normalisation and all sums stay single precision.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.encoder.config import EncoderConfig
from annotator.suggest.learn.encoder.onnx_file import CONTRIBUTED, Graph

Floats32 = NDArray[np.float32]
_LARGEST = 63
"""The largest whole number that a weight becomes."""
_LEAST = -0.17
"""GELU's least value: added to what it gives, all is positive, and no half of the integers is left unused."""
_TINY = 1e-6
"""Scales are at least so large: a vector of zeros has none."""
_NARROWEST = 64
"""Narrower encoders have nothing to win."""
_FURTHEST = 0.25
"""How far, as a share of its length, a vector may be from what numpy computes. Others were 0.05 to 0.1. Set by hand."""
_INPUT = "given"
_log = logging.getLogger(__name__)


class FastLayers:
    """The layers of an encoder as a session of ONNX Runtime, on one thread."""

    def __init__(self, config: EncoderConfig, weights: Mapping[str, Floats32]) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # Not further: sums and normalisations would be made one operation each, which is slower.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        file = _Layers(config, weights).to_bytes()
        self._session: Any = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    def __call__(self, x: Floats32) -> Floats32:
        """The last layer's vectors of one window, (length, width), from its embeddings, normalised, (length, width)."""
        [[vectors]] = self._session.run(None, {_INPUT: x[None]})
        result: Floats32 = vectors
        return result

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        """A session goes into no other process: a copy of the encoder makes its own."""
        return type(None), ()


def make_fast_layers(
    config: EncoderConfig,
    weights: Mapping[str, Floats32],
    embedded: Floats32,
    plainly: Callable[[Floats32], Floats32],
) -> FastLayers | None:
    """The layers, if ONNX Runtime is installed and gives nearly what numpy does; else None.

    `embedded`: embeddings of one window to try it with, (length, width); `plainly`: what numpy does with them.
    """
    if config.width < _NARROWEST:
        return None
    try:
        layers = FastLayers(config, weights)
        found = layers(embedded)
    except ImportError:
        return None
    except Exception as error:  # whatever an ONNX Runtime of another time or processor lacks, numpy does not
        _log.info("ONNX Runtime does not run the encoder: %s", error)
        return None
    known = plainly(embedded)
    apart = np.linalg.norm(found - known) / max(float(np.linalg.norm(known)), _TINY)
    if not apart < _FURTHEST:
        _log.info("ONNX Runtime's vectors are %.2f apart from numpy's", apart)
        return None
    return layers


class _Layers:
    """Writes the layers of an encoder as an ONNX graph."""

    def __init__(self, config: EncoderConfig, weights: Mapping[str, Floats32]) -> None:
        self._config = config
        self._weights = weights
        self._graph = Graph()
        self._last = self._graph.constant(np.array([-1], dtype=np.int64))
        self._tiny = self._graph.constant(np.float32(_TINY))
        self._shift = self._graph.constant(np.float32(-_LEAST))

    def to_bytes(self) -> bytes:
        """The file."""
        x = _INPUT
        for layer in range(self._config.layers):
            x = self._layer(x, f"encoder.layer.{layer}.")
        return self._graph.to_bytes(_INPUT, x, dimensions=3)

    def _layer(self, x: str, start: str) -> str:
        graph, weights = self._graph, self._weights
        parts = [f"{start}attention.self.{name}" for name in ("query", "key", "value")]
        together = self._linear(
            x,
            np.concatenate([weights[f"{part}.weight"] for part in parts]),
            np.concatenate([weights[f"{part}.bias"] for part in parts]),
        )
        heads = graph.nodes("Split", 3, together, axis=-1, num_outputs=3)
        attended = graph.node("MultiHeadAttention", *heads, domain=CONTRIBUTED, num_heads=self._config.heads)
        x = self._added(x, self._linear(attended, *self._named(f"{start}attention.output.dense")), f"{start}attention.")
        weight, bias = self._named(f"{start}intermediate.dense")
        inner = graph.node("FastGelu", self._product(x, weight), graph.constant(bias), domain=CONTRIBUTED)
        weight, bias = self._named(f"{start}output.dense")
        shifted = bias + np.float32(_LEAST) * _rounded(weight).sum(axis=1, dtype=np.float32)
        return self._added(x, self._linear(graph.node("Add", inner, self._shift), weight, shifted), start)

    def _named(self, name: str) -> tuple[Floats32, Floats32]:
        return self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]

    def _added(self, x: str, more: str, start: str) -> str:
        """The sum of both, normalised."""
        scale, shift = map(self._graph.constant, self._named(f"{start}output.LayerNorm"))
        total = self._graph.node("Add", x, more)
        return self._graph.node("LayerNormalization", total, scale, shift, axis=-1, epsilon=self._config.epsilon)

    def _linear(self, x: str, weight: Floats32, bias: Floats32) -> str:
        return self._graph.node("Add", self._product(x, weight), self._graph.constant(bias))

    def _product(self, x: str, weight: Floats32) -> str:
        """`x` times the weights, in integers. Each piece's largest number becomes 1, and so one scale fits all."""
        graph = self._graph
        largest = graph.node("ReduceMax", graph.node("Abs", x), self._last, keepdims=1)
        largest = graph.node("Max", largest, self._tiny)
        scales, whole = _integers(weight)
        zeros = np.zeros(len(scales), dtype=np.int8)
        given = [graph.constant(part) for part in (np.ascontiguousarray(whole.T), scales, zeros)]
        # Turns its first input into integers, multiplies, and gives floats.
        product = graph.node("DynamicQuantizeMatMul", graph.node("Div", x, largest), *given, domain=CONTRIBUTED)
        return graph.node("Mul", product, largest)


def _integers(weight: Floats32) -> tuple[Floats32, NDArray[np.int8]]:
    """A scale for each output, (outputs,), and whole numbers, (outputs, inputs), whose product is about the weights."""
    scales = np.maximum(np.abs(weight).max(axis=1), np.float32(_TINY)) / np.float32(_LARGEST)
    return scales, np.round(weight / scales[:, None]).astype(np.int8)


def _rounded(weight: Floats32) -> Floats32:
    """The weights that the integers stand for."""
    scales, whole = _integers(weight)
    result: Floats32 = whole * scales[:, None]
    return result
