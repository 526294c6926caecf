"""Train an encoder further, with PyTorch: vectors out, gradients back in.

Only the layers learn. The tables of embeddings stay as they were: half of the weights, of which a few thousand
documents touch only some, and an optimizer step over all of them would cost more than the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.errors import EnvironmentFailed
from annotator.suggest.learn.encoder.encoder import Encoder, Weights
from annotator.suggest.learn.encoder.folder import INSTALL_TO_TRAIN
from annotator.suggest.learn.encoder.pieces import Floats32, Pieces, lay_windows

try:
    import torch
    from torch.nn import functional
except ImportError as error:
    raise EnvironmentFailed("training with an encoder needs PyTorch", INSTALL_TO_TRAIN) from error

Tensor = Any
"""A torch tensor: torch's types are not installed where this project is checked."""

# Learning rate, weight decay, warm-up, fixed embeddings and bfloat16 are those of the prototype of this training.
_RATE = 1e-4
_DECAY = 0.01
_WARM = 0.1
_DROPOUT = 0.1
"""Inside the layers, as such encoders were pretrained."""
_VECTOR_DROPOUT = 0.2
"""Of the vectors that the network reads: without any, few documents are learned by heart. Set by hand."""
_OVERLAP = 16
"""Pieces that two windows share; fewer than when suggesting, for speed."""
_CLIP = 1.0
_EMBEDDINGS = "embeddings."
_MOMENTS = ("step", "exp_avg", "exp_avg_sq")
"""What the optimizer remembers of each weight."""


@dataclass(slots=True)
class FineTuning:
    """An encoder in training for so many `steps`. Each step: `vectors`, then `learn` with their gradients."""

    encoder: Encoder
    steps: int
    done: int = 0
    _parameters: dict[str, Tensor] = field(default_factory=dict)
    _averages: dict[str, Tensor] = field(default_factory=dict)
    _optimizer: Any = None
    _given: list[Tensor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._parameters = {name: torch.tensor(w) for name, w in self.encoder.weights.items()}
        learned = {name: p.requires_grad_() for name, p in self._parameters.items() if not name.startswith(_EMBEDDINGS)}
        self._averages = {name: p.detach().clone() for name, p in learned.items()}
        decayed = [p for p in learned.values() if p.ndim > 1]
        others = [p for p in learned.values() if p.ndim == 1]
        groups = [{"params": decayed, "weight_decay": _DECAY}, {"params": others, "weight_decay": 0.0}]
        self._optimizer = torch.optim.AdamW(groups, lr=_RATE)

    def vectors(self, docs: Sequence[Pieces]) -> list[Floats32]:
        """The vectors of each Doc's tokens, (n_tokens, width), with dropout."""
        self._given = [self._pooled(pieces) for pieces in docs]
        return [given.detach().numpy() for given in self._given]

    def learn(self, gradients: Sequence[Floats32]) -> None:
        """Change the layers by the gradients of the vectors that were given last, (n_tokens, width) for each Doc."""
        for group in self._optimizer.param_groups:
            group["lr"] = _RATE * self._share_of_rate()
        self._optimizer.zero_grad()
        torch.autograd.backward(self._given, [torch.from_numpy(np.ascontiguousarray(g)) for g in gradients])
        self._given = []
        learned = {name: self._parameters[name] for name in self._averages}
        torch.nn.utils.clip_grad_norm_(learned.values(), _CLIP)
        self._optimizer.step()
        self.done += 1
        # As thinc averages the network's weights: an average over about the last tenth of the steps so far.
        keep = min(0.9999, (1 + self.done) / (10 + self.done))
        with torch.no_grad():
            for name, average in self._averages.items():
                average.lerp_(learned[name], 1 - keep)

    def averaged(self) -> Encoder:
        """The encoder with the averages of the weights over the last steps."""
        learned: Weights = {name: average.numpy().copy() for name, average in self._averages.items()}
        return replace(self.encoder, weights=self.encoder.weights | learned)

    def state(self) -> dict[str, NDArray[Any]]:
        """All that further steps depend on, as arrays by name; see `restore`."""
        found: dict[str, NDArray[Any]] = {
            "done": np.array([self.done], dtype=np.float32),
            "random": torch.get_rng_state().numpy(),
        }
        for name, average in self._averages.items():
            parameter = self._parameters[name]
            found[f"weight/{name}"] = parameter.detach().numpy()
            found[f"average/{name}"] = average.numpy()
            for kind, moment in self._optimizer.state[parameter].items():
                found[f"{kind}/{name}"] = np.asarray(moment, dtype=np.float32)
        return found

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Go on from a `state`, which the training of the same encoder gave."""
        self.done = int(state["done"][0])
        torch.set_rng_state(torch.from_numpy(state["random"].copy()))
        with torch.no_grad():
            for name, average in self._averages.items():
                parameter = self._parameters[name]
                parameter.copy_(torch.from_numpy(state[f"weight/{name}"]))
                average.copy_(torch.from_numpy(state[f"average/{name}"]))
                if self.done:
                    self._optimizer.state[parameter] = {
                        kind: torch.from_numpy(state[f"{kind}/{name}"].copy()) for kind in _MOMENTS
                    }

    def _share_of_rate(self) -> float:
        """The share of the learning rate at this step: rising, then falling to nothing."""
        warm = max(1, int(self.steps * _WARM))
        if self.done < warm:
            return (self.done + 1) / warm
        return max(0.0, (self.steps - self.done) / max(1, self.steps - warm))

    def _pooled(self, pieces: Pieces) -> Tensor:
        config = self.encoder.config
        if not len(pieces.ids):
            return torch.zeros(len(pieces.first), config.width, requires_grad=True) * 1.0
        windows = lay_windows(pieces, self.encoder.window, _OVERLAP)
        with torch.autocast("cpu", torch.bfloat16):
            read = self._run(torch.from_numpy(windows.ids))
        vectors = read.float()[torch.from_numpy(windows.rows), torch.from_numpy(windows.places)]
        counts = pieces.stop - pieces.first
        tokens = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(tokens)) - np.repeat(np.cumsum(counts) - counts, counts)
        own = np.repeat(pieces.first, counts) + within
        sums = torch.zeros(len(counts), config.width).index_add_(
            0, torch.from_numpy(tokens), vectors[torch.from_numpy(own)]
        )
        pooled = sums / torch.from_numpy(np.maximum(counts, 1)).float()[:, None]
        return functional.dropout(pooled, _VECTOR_DROPOUT)

    def _run(self, ids: Tensor) -> Tensor:
        """As `Encoder.run`, with dropout."""
        config, weights = self.encoder.config, self._parameters
        count, length = ids.shape
        at = slice(config.first_position, config.first_position + length)
        x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][at]
        x = x + weights["embeddings.token_type_embeddings.weight"][0]
        x = functional.dropout(self._normalised(x, "embeddings.LayerNorm"), _DROPOUT)
        for layer in range(config.layers):
            start = f"encoder.layer.{layer}."
            parts = [f"{start}attention.self.{name}" for name in ("query", "key", "value")]
            scales, shifts = ([weights[f"{part}.{kind}"] for part in parts] for kind in ("weight", "bias"))
            # One product for all three: each alone would turn its input into bfloat16 anew.
            heads = functional.linear(x, torch.cat(scales), torch.cat(shifts)).view(count, length, 3, config.heads, -1)
            attended = functional.scaled_dot_product_attention(*heads.permute(2, 0, 3, 1, 4))
            attended = attended.transpose(1, 2).reshape(count, length, -1)
            attended = functional.dropout(self._linear(attended, f"{start}attention.output.dense"), _DROPOUT)
            x = self._normalised(x + attended, f"{start}attention.output.LayerNorm")
            inner = functional.gelu(self._linear(x, f"{start}intermediate.dense"), approximate="tanh")
            inner = functional.dropout(self._linear(inner, f"{start}output.dense"), _DROPOUT)
            x = self._normalised(x + inner, f"{start}output.LayerNorm")
        return x

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return functional.linear(x, self._parameters[f"{name}.weight"], self._parameters[f"{name}.bias"])

    def _normalised(self, x: Tensor, name: str) -> Tensor:
        scale, shift = self._parameters[f"{name}.weight"], self._parameters[f"{name}.bias"]
        return functional.layer_norm(x, (self.encoder.config.width,), scale, shift, self.encoder.config.epsilon)
