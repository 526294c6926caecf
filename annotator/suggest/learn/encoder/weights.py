"""The weights of an encoder from a `model.safetensors`: https://huggingface.co/docs/safetensors.

The file begins with a description of its tensors (JSON). That is checked against the config before any tensor is read,
and only tensors that the encoder needs are kept, one after the other: no more memory than the weights take as float32.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.suggest.learn.encoder.config import HELP, EncoderConfig
from annotator.suggest.learn.encoder.encoder import Weights

_LONGEST_HEADER = 1_000_000
"""Bytes of the description; that of the largest encoder read takes a tenth."""
_CHUNK = 1 << 20
"""Bytes read at a time of what is not kept."""
_NUMBERS = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}
"""What safetensors calls the kinds of numbers that are read, and numpy."""
_LARGEST_WEIGHT = 1e3
"""Weights beyond it would overflow in half precision; trained ones are ten times smaller. Up to it, no sum over
the widest layers that are read overflows in single precision."""
_WORDS = "embeddings.word_embeddings.weight"
_OTHER_NAMES = (
    ("LayerNorm.gamma", "LayerNorm.weight"),  # files of BERT's first years
    ("LayerNorm.beta", "LayerNorm.bias"),
    ("transformer.layer.", "encoder.layer."),  # DistilBERT, and what follows
    ("attention.q_lin", "attention.self.query"),
    ("attention.k_lin", "attention.self.key"),
    ("attention.v_lin", "attention.self.value"),
    ("attention.out_lin", "attention.output.dense"),
    ("sa_layer_norm", "attention.output.LayerNorm"),
    ("ffn.lin1", "intermediate.dense"),
    ("ffn.lin2", "output.dense"),
    ("output_layer_norm", "output.LayerNorm"),
)
"""Parts of names of tensors, and those in BERT."""


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor in a file. `begin`, `end`: its bytes, counted from the end of the description."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


@dataclass(slots=True)
class _Reader:
    """Bytes of a file, one after the other, each counted into the checksum."""

    file: BinaryIO
    digest: Any = field(default_factory=hashlib.sha256)

    def take(self, count: int) -> bytes:
        data = self.file.read(count)
        if len(data) != count:
            raise _broken()
        self.digest.update(data)
        return data

    def skip(self, count: int) -> None:
        for left in range(count, 0, -_CHUNK):
            self.take(min(left, _CHUNK))


def read_weights(file: BinaryIO, size: int, config: EncoderConfig) -> tuple[Weights, bytes]:
    """The weights of an encoder, and the SHA-256 of the file, which has `size` bytes. Raises InputRefused."""
    reader = _Reader(file)
    length = int.from_bytes(reader.take(8), "little")
    if length > min(_LONGEST_HEADER, size - 8):
        raise _broken()
    tensors = _described(reader.take(length), size - 8 - length)
    wanted = _wanted(tensors, config)
    weights = {}
    for tensor in tensors:
        if tensor.name in wanted:
            numbers = np.frombuffer(reader.take(tensor.end - tensor.begin), dtype=_NUMBERS[tensor.dtype])
            weights[wanted[tensor.name]] = _floats(numbers, tensor, wanted[tensor.name]).reshape(tensor.shape)
        else:
            reader.skip(tensor.end - tensor.begin)
    # In the order of the layers, whatever that in the file: sums over all weights come out the same.
    return {name: weights[name] for name in config.shapes()}, reader.digest.digest()


def _described(header: bytes, size: int) -> list[_Tensor]:
    """The tensors of a file in the order of their bytes, which must fill the `size` bytes behind the description."""
    try:
        data = json.loads(header.decode("utf-8"))
        tensors = [_tensor(name, told) for name, told in data.items() if name != "__metadata__"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _broken() from error
    tensors.sort(key=lambda tensor: (tensor.begin, tensor.end))
    end = 0
    for tensor in tensors:
        if tensor.begin != end or tensor.end < tensor.begin:
            raise _broken()
        end = tensor.end
    if end != size:
        raise _broken()
    return tensors


def _tensor(name: str, told: dict[str, Any]) -> _Tensor:
    begin, end = told["data_offsets"]
    numbers = (begin, end, *told["shape"])
    if not all(type(number) is int and number >= 0 for number in numbers) or not isinstance(told["dtype"], str):
        raise ValueError(name)
    return _Tensor(name, told["dtype"], tuple(told["shape"]), begin, end)


def _wanted(tensors: list[_Tensor], config: EncoderConfig) -> dict[str, str]:
    """The names in BERT of those tensors that the encoder needs, by their names in the file; their shapes checked."""
    named: dict[str, list[_Tensor]] = {}
    for tensor in tensors:
        named.setdefault(_as_in_bert(tensor.name), []).append(tensor)
    prefixes = [name.removesuffix(_WORDS) for name in named if name.endswith(_WORDS)]
    if len(prefixes) != 1:
        raise InputRefused("the encoder's model.safetensors holds no weights of a BERT-like model, or of several", HELP)
    wanted = {}
    for name, shape in config.shapes().items():
        found = named.get(prefixes[0] + name, [])
        if len(found) != 1:
            raise InputRefused(f"the encoder's weights lack {name}, or hold it twice", HELP)
        _check(found[0], name, shape)
        wanted[found[0].name] = name
    return wanted


def _as_in_bert(name: str) -> str:
    for other, bert in _OTHER_NAMES:
        name = name.replace(other, bert)
    return name


def _check(tensor: _Tensor, name: str, shape: tuple[int, ...]) -> None:
    if tensor.shape != shape:
        told = "x".join(_times(tensor.shape)) or "a number"
        raise InputRefused(f"the encoder's {name} is {told}, not {'x'.join(_times(shape))} as in config.json", HELP)
    if tensor.dtype not in _NUMBERS:
        raise InputRefused(f"the encoder's {name} holds {one_line(tensor.dtype, 20)}, not F32, F16 or BF16", HELP)
    if tensor.end - tensor.begin != prod(shape) * np.dtype(_NUMBERS[tensor.dtype]).itemsize:
        raise _broken()


def _times(shape: tuple[int, ...]) -> Iterator[str]:
    """The sides of a tensor; of a foreign one only some, and cut short."""
    return (str(side) if side < 10**12 else "…" for side in shape[:4])


def _floats(numbers: NDArray[Any], tensor: _Tensor, name: str) -> NDArray[np.float32]:
    if tensor.dtype == "BF16":
        floats = (numbers.astype(np.uint32) << np.uint32(16)).view(np.float32)
    else:
        floats = numbers.astype(np.float32)
    # The least and the largest of numbers of which one is none (NaN) are none, and not within.
    if not max(-floats.min(), floats.max()) < _LARGEST_WEIGHT:
        raise InputRefused(f"the encoder's {name} holds a number that is no weight", HELP)
    return floats


def _broken() -> InputRefused:
    return InputRefused("the encoder's model.safetensors is broken", HELP)
