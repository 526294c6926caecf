"""Graphs of operations as ONNX files in memory: the few messages of the format that are needed, written directly.

ONNX files are Protocol Buffers; the numbers of the fields are those of `onnx.proto` (ONNX 1.15, IR version 9).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_IR_VERSION = 9
_OPERATORS = 18
"""The version of ONNX's own operators."""
CONTRIBUTED = "com.microsoft"
"""The domain of the operators that only ONNX Runtime has."""
_FLOATS = 1
"""The kind of numbers in tensors, inputs and outputs: single precision."""
_FLOAT, _INT = 1, 2
"""The kinds of attributes that are written."""


@dataclass(slots=True)
class Graph:
    """A graph with one input and one output, both of floats with so many dimensions."""

    _nodes: list[bytes] = field(default_factory=list)
    _tensors: list[bytes] = field(default_factory=list)
    _names: int = 0

    def constant(self, array: NDArray[np.float32]) -> str:
        """Put numbers into the file; gives the name under which nodes read them."""
        name = self._name()
        dims = b"".join(_number(1, size) for size in array.shape)
        self._tensors.append(dims + _number(2, _FLOATS) + _text(8, name) + _bytes(9, array.tobytes()))
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: float) -> str:
        """Add an operation; gives the name of its output."""
        return self.nodes(operator, 1, *inputs, domain=domain, **attributes)[0]

    def nodes(self, operator: str, outputs: int, *inputs: str, domain: str = "", **attributes: float) -> list[str]:
        """Add an operation with several outputs; gives their names."""
        names = [self._name() for _ in range(outputs)]
        self._nodes.append(
            b"".join(_text(1, name) for name in inputs)
            + b"".join(_text(2, name) for name in names)
            + _text(4, operator)
            + b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
            + _text(7, domain)
        )
        return names

    def to_bytes(self, given: str, result: str, dimensions: int) -> bytes:
        """The file. `given`: the name that nodes call the input by; `result`: that of the output."""
        graph = (
            b"".join(_bytes(1, node) for node in self._nodes)
            + _text(2, "layers")
            + b"".join(_bytes(5, tensor) for tensor in self._tensors)
            + _bytes(11, _described(given, dimensions))
            + _bytes(12, _described(result, dimensions))
        )
        versions = [_text(1, "") + _number(2, _OPERATORS), _text(1, CONTRIBUTED) + _number(2, 1)]
        return _number(1, _IR_VERSION) + _bytes(7, graph) + b"".join(_bytes(8, version) for version in versions)

    def _name(self) -> str:
        self._names += 1
        return f"n{self._names}"


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _INT)
    return _text(1, name) + bytes([2 << 3 | 5]) + np.float32(value).tobytes() + _number(20, _FLOAT)


def _described(name: str, dimensions: int) -> bytes:
    """An input or output: floats, with dimensions of any size."""
    shape = b"".join(_bytes(1, _text(2, f"{name}_{place}")) for place in range(dimensions))
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, _FLOATS) + _bytes(2, shape)))


def _number(place: int, value: int) -> bytes:
    return _varint(place << 3) + _varint(value)


def _text(place: int, value: str) -> bytes:
    return _bytes(place, value.encode())


def _bytes(place: int, value: bytes) -> bytes:
    return _varint(place << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; negative numbers as 64 bits."""
    value &= 2**64 - 1
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    parts.append(value)
    return bytes(parts)
