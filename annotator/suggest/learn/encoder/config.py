"""The shape of an encoder, as its `config.json` tells it."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused

_ACTIVATIONS = ("gelu", "gelu_new", "gelu_pytorch_tanh")
"""All are computed by the approximation with tanh: it differs from the exact one by less than 0.001."""
_BERT_LIKE = ("bert", "electra", "roberta", "xlm-roberta", "camembert", "distilbert")
"""Values of `model_type` whose layers compute what those of BERT do."""
_FROM_PADDING = ("roberta", "xlm-roberta", "camembert")
"""Those that count positions from behind the number of the padding piece."""
_MOST = {
    "num_hidden_layers": 48, "hidden_size": 2048, "num_attention_heads": 64, "intermediate_size": 8192,
    "vocab_size": 300_000, "max_position_embeddings": 8192, "type_vocab_size": 16,
}  # fmt: skip
"""The largest values that are read; far above what trains on a CPU."""
_IN_DISTILBERT = {
    "num_hidden_layers": "n_layers", "hidden_size": "dim", "num_attention_heads": "n_heads",
    "intermediate_size": "hidden_dim", "hidden_act": "activation",
}  # fmt: skip
"""What DistilBERT calls the entries of a config. It has no types: `type_vocab_size` is 0."""
_EPSILONS = (1e-20, 0.1)
"""Between these: what is added to a variance must not vanish in single precision."""
_ELECTRA_EMBEDDING = 128
"""The `embedding_size` of an ELECTRA that names none."""
_SHORTEST = 64
"""Positions below which no text can be read in windows."""
HELP = "name the folder of a small BERT-like encoder (config.json, model.safetensors, tokenizer.json)"


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """The sizes of an encoder (BERT: Devlin et al. 2019).

    `width`: of a vector. `inner`: of the layer between. `pieces`, `positions`, `types`: rows of the three tables of
    embeddings; an encoder without types has 0. `first_position`: the row of the first piece's position. `epsilon`: of
    the layer normalisation.
    """

    layers: int
    width: int
    heads: int
    inner: int
    pieces: int
    positions: int
    types: int
    first_position: int
    epsilon: float

    @classmethod
    def from_json(cls, data: Any) -> EncoderConfig:
        """Read what a `config.json` holds. Raises InputRefused where it describes no encoder that can be run here."""
        if not isinstance(data, dict):
            raise InputRefused("the encoder's config.json is no JSON object", HELP)
        kind = data.get("model_type")
        if kind not in _BERT_LIKE:
            raise InputRefused(f"the encoder is of the kind {_short(kind)}, not one of {', '.join(_BERT_LIKE)}", HELP)
        if kind == "distilbert":
            data = {**data, **{name: data.get(theirs) for name, theirs in _IN_DISTILBERT.items()}}
        sizes = {name: _size(data, name) for name in _MOST if kind != "distilbert" or name != "type_vocab_size"}
        if sizes["hidden_size"] % sizes["num_attention_heads"]:
            raise InputRefused("the encoder's hidden_size is no multiple of its num_attention_heads", HELP)
        if data.get("hidden_act", "gelu") not in _ACTIVATIONS:
            raise InputRefused(f"the encoder's hidden_act is {_short(data['hidden_act'])}, not gelu", HELP)
        if data.get("position_embedding_type", "absolute") != "absolute" or data.get("is_decoder"):
            raise InputRefused("the encoder reads positions or text in a way that is not known here", HELP)
        between = data.get("embedding_size", _ELECTRA_EMBEDDING if kind == "electra" else sizes["hidden_size"])
        if between != sizes["hidden_size"]:
            raise InputRefused(
                f"the encoder's embedding_size, {_short(between)}, is not its hidden_size, {sizes['hidden_size']}: "
                "such encoders are not read here", HELP
            )  # fmt: skip
        epsilon = data.get("layer_norm_eps", 1e-12)
        if not isinstance(epsilon, float) or not _EPSILONS[0] < epsilon < _EPSILONS[1]:
            raise InputRefused(f"the encoder's layer_norm_eps is {_short(epsilon)}", HELP)
        first = _first_position(data) if kind in _FROM_PADDING else 0
        if sizes["max_position_embeddings"] < first + _SHORTEST:
            raise InputRefused("the encoder reads too few pieces at a time", HELP)
        return cls(
            layers=sizes["num_hidden_layers"],
            width=sizes["hidden_size"],
            heads=sizes["num_attention_heads"],
            inner=sizes["intermediate_size"],
            pieces=sizes["vocab_size"],
            positions=sizes["max_position_embeddings"],
            types=sizes.get("type_vocab_size", 0),
            first_position=first,
            epsilon=epsilon,
        )

    def to_json(self) -> dict[str, Any]:
        """As a `config.json` from which `from_json` reads the same."""
        kind: dict[str, Any] = {"model_type": "bert"}
        if self.first_position:
            kind = {"model_type": "roberta", "pad_token_id": self.first_position - 1}
        return {
            **kind, "num_hidden_layers": self.layers, "hidden_size": self.width, "num_attention_heads": self.heads,
            "intermediate_size": self.inner, "vocab_size": self.pieces, "max_position_embeddings": self.positions,
            "type_vocab_size": self.types, "layer_norm_eps": self.epsilon, "hidden_act": "gelu",
        }  # fmt: skip

    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of every tensor, by its name in BERT without the model's prefix."""
        return dict(self._shapes())

    def _shapes(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        for name, rows in (("word", self.pieces), ("position", self.positions), ("token_type", self.types)):
            if rows:
                yield f"embeddings.{name}_embeddings.weight", (rows, self.width)
        yield from _normalisation("embeddings.LayerNorm", self.width)
        for layer in range(self.layers):
            start = f"encoder.layer.{layer}."
            for part in ("self.query", "self.key", "self.value", "output.dense"):
                yield from _linear(f"{start}attention.{part}", self.width, self.width)
            yield from _normalisation(f"{start}attention.output.LayerNorm", self.width)
            yield from _linear(f"{start}intermediate.dense", self.inner, self.width)
            yield from _linear(f"{start}output.dense", self.width, self.inner)
            yield from _normalisation(f"{start}output.LayerNorm", self.width)


def _linear(name: str, outputs: int, inputs: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", (outputs, inputs)
    yield f"{name}.bias", (outputs,)


def _normalisation(name: str, width: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", (width,)
    yield f"{name}.bias", (width,)


def _size(data: dict[str, Any], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST[name]:
        raise InputRefused(f"the encoder's {name} is {_short(value)}, not 1 to {_MOST[name]}", HELP)
    return value


def _first_position(data: dict[str, Any]) -> int:
    padding = data.get("pad_token_id", 1)
    if not isinstance(padding, int) or isinstance(padding, bool) or not 0 <= padding < _SHORTEST:
        raise InputRefused(f"the encoder's pad_token_id is {_short(padding)}", HELP)
    return padding + 1


def _short(value: Any) -> str:
    """A value of a foreign file, cut short, so that it can be shown."""
    return one_line(reprlib.repr(value), 40)
