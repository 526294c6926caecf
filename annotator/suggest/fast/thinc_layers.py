"""What thinc's maxout and layer norm give, found faster: for pipelines that only suggest, and learn no more.

thinc's own maxout also notes which piece was the greatest, for learning, and has the pieces of an output side by side,
where the processor compares them one by one. Here the weights of all first pieces come first, then those of all
second ones, so that whole arrays are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps
from thinc.layers import layernorm, maxout

Array = Any
"""A numpy array of 32-bit floats."""
Layer = Any
"""A thinc model that takes and gives an Array: its own types allow only what all of its back ends can do."""

_TINY = numpy.float32(1e-8)


def faster_layers(found: Callable[[Doc], Doc]) -> Callable[[Doc], Doc]:
    """The same component, whose model from now on can predict, but not learn. Later changes of weights are not seen."""
    model = getattr(found, "model", None)
    for layer in model.walk() if isinstance(model, Model) else ():
        faster = _FASTER.get(layer._func)  # thinc has no public way to exchange what a layer does
        if faster is not None and isinstance(layer.ops, NumpyOps) and layer.has_param("b"):
            layer._func = faster(layer)
    return found


def _faster_maxout(layer: Layer) -> Callable[..., Any]:
    outputs, pieces, inputs = (layer.get_dim(name) for name in ("nO", "nP", "nI"))
    weights = numpy.ascontiguousarray(layer.get_param("W").transpose(2, 1, 0).reshape(inputs, pieces * outputs))
    bias = layer.get_param("b").T.reshape(pieces * outputs)

    def predict(model: Layer, rows: Array, is_train: bool) -> tuple[Array, Any]:  # noqa: ARG001
        every = model.ops.gemm(rows, weights)
        every += bias
        best = every[:, :outputs].copy()
        for piece in range(1, pieces):
            numpy.maximum(best, every[:, piece * outputs : (piece + 1) * outputs], out=best)
        return best, None

    return predict


def _faster_norm(layer: Layer) -> Callable[..., Any]:
    scale, shift = layer.get_param("G"), layer.get_param("b")
    share = numpy.full(len(scale), 1 / len(scale), dtype=numpy.float32)

    def predict(model: Layer, rows: Array, is_train: bool) -> tuple[Array, Any]:  # noqa: ARG001
        normal = rows - (rows @ share)[:, None]
        variance = numpy.einsum("ij,ij->i", normal, normal) * share[0] + _TINY
        normal *= (1 / numpy.sqrt(variance))[:, None]
        normal *= scale
        normal += shift
        return normal, None

    return predict


_FASTER = {maxout.forward: _faster_maxout, layernorm.forward: _faster_norm}
