"""An encoder's layers run by ONNX Runtime: the same single precision as numpy, about twice as fast.

Products of 8-bit integers would be faster still, but change the vectors by a twentieth of their length. With an encoder
in the middle of its training, overlap F1 on held-out articles of PolNeAR train was 0.12 lower with them, end-to-end F1
0.06 higher: no more than chance, but more than what was to be allowed.
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
_NARROWEST = 64
"""Narrower encoders have nothing to win."""
_FURTHEST = 0.001
"""How far, as a share of their length, vectors may be from what numpy computes; rounding makes 0.000001. By hand."""
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
    """The layers, if ONNX Runtime is installed and gives what numpy does; else None.

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
    apart = np.linalg.norm(found - known) / max(float(np.linalg.norm(known)), 1e-6)
    if not apart < _FURTHEST:
        _log.info("ONNX Runtime's vectors are %.4f apart from numpy's", apart)
        return None
    return layers


class _Layers:
    """Writes the layers of an encoder as an ONNX graph."""

    def __init__(self, config: EncoderConfig, weights: Mapping[str, Floats32]) -> None:
        self._config = config
        self._weights = weights
        self._graph = Graph()

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
        return self._added(x, self._linear(inner, *self._named(f"{start}output.dense")), start)

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
        return self._graph.node("MatMul", x, self._graph.constant(np.ascontiguousarray(weight.T)))
