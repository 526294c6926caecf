"""Train a pretrained encoder further, with PyTorch: vectors out, gradients back in.

Only the layers learn. The tables of embeddings stay as they were: half of the weights, of which a few thousand
documents touch only some, and an optimizer step over all of them would cost more than the rest.
"""

from __future__ import annotations

import copy
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Doc

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed, InputRefused
from annotator.suggest.learn.encoder import (
    INPUT,
    OUTPUT,
    OVERLAP,
    WINDOW,
    Encoder,
    Floats32,
    Ints,
    Pieces,
    lay_windows,
    read_pieces,
)

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # whatever a folder names: nothing is downloaded
try:
    import onnxscript  # noqa: F401 (torch.onnx asks for it when all is trained)
    import torch
    import transformers
    from onnxruntime.quantization import quantize_dynamic
    from tokenizers import Tokenizer
    from torch.nn import functional
except ImportError as error:
    needed = "training with an encoder needs PyTorch, transformers, onnxscript and onnxruntime"
    raise EnvironmentFailed(needed, "pip install 'quote-annotator[encoder-train]'") from error

Tensor = Any
"""A torch tensor or module: torch's types are not installed where this project is checked."""

# Learning rate, weight decay, warm-up, fixed embeddings and bfloat16 are those of the prototype of this training.
_RATE = 1e-4
_DECAY = 0.01
_WARM = 0.1
_VECTOR_DROPOUT = 0.2
"""Of the vectors that the network reads: without any, few documents are learned by heart. Set by hand."""
_CLIP = 1.0
_EMBEDDINGS = "embeddings."
_POOLER = "pooler."
"""What stands on top of a BERT's last layer, is not needed here, and often left out of a file."""
_SHORTEST = 62
"""Pieces below which no text can be read in windows."""
_MOMENTS = ("step", "exp_avg", "exp_avg_sq")
"""What the optimizer remembers of each weight."""
_HELP = "name the folder of a small BERT-like encoder (config.json, model.safetensors, tokenizer.json)"


class TorchLayers:
    """An encoder's network that PyTorch runs."""

    def __init__(self, module: Tensor) -> None:
        self.module = module.eval()

    def __call__(self, ids: Ints) -> Floats32:
        with torch.inference_mode():
            vectors: Floats32 = self.module(input_ids=torch.from_numpy(ids)).last_hidden_state.numpy()
        return vectors

    def to_onnx(self) -> bytes:
        """The layers' weights are whole numbers of eight bits there, which takes half the time."""
        length = torch.export.Dim("length", min=2, max=WINDOW + 2)
        self.module.set_attn_implementation("eager")  # in plain operations, which ONNX Runtime is a third quicker at
        with tempfile.TemporaryDirectory() as folder, torch.no_grad(), _without_warnings():
            exact, small = Path(folder) / "exact.onnx", Path(folder) / "small.onnx"
            torch.onnx.export(
                _Last(self.module).eval(),
                (torch.zeros((1, 8), dtype=torch.int64),),
                exact,
                input_names=[INPUT],
                output_names=[OUTPUT],
                dynamic_shapes={INPUT: {1: length}},
                dynamo=True,
                verbose=False,
            )
            quantize_dynamic(exact, small, ["MatMul"], per_channel=True)
            return small.read_bytes()


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Without what the libraries say of what they will change in each other, and of what they could do besides."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


class _Last(torch.nn.Module):  # type: ignore[misc]
    """Of what a network gives, the last layer's vectors."""

    def __init__(self, module: Tensor) -> None:
        super().__init__()
        self.module = module

    def forward(self, ids: Tensor) -> Tensor:
        return self.module(input_ids=ids).last_hidden_state


def read_pretrained(folder: Path) -> Encoder:
    """The pretrained encoder in a folder.

    Its weights are read from safetensors, which are data; code and pickles in the folder are not looked at. Raises
    InputRefused for anything that is no whole encoder of one text at a time.
    """
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    where = one_line(folder)
    try:
        module, loading = transformers.AutoModel.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, trust_remote_code=False, output_loading_info=True
        )
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        marks = len(tokenizer.encode("").ids)
        # RoBERTa and its like count positions from behind the number of the padding piece; for others it is a few less.
        first = 1 + (module.config.pad_token_id or 0)
        window = min(WINDOW, module.config.max_position_embeddings - first - 2)
        encoder = Encoder(tokenizer, TorchLayers(module.float()), module.config.hidden_size, window)
        shape = encoder.layers(np.zeros((1, window + 2), dtype=np.int64)).shape if window > 0 else ()
    except Exception as error:  # whatever a library says of a foreign file
        raise InputRefused(f"the encoder in {where} cannot be read: {one_line(error)}", _HELP) from error
    lacking = [name for name in loading["missing_keys"] if not name.startswith(_POOLER)] + list(
        loading["mismatched_keys"]
    )
    if lacking:
        raise InputRefused(f"the weights of the encoder in {where} lack {one_line(sorted(lacking)[0])}", _HELP)
    if window < _SHORTEST or shape != (1, window + 2, encoder.width):
        raise InputRefused(f"the encoder in {where} reads too few pieces at a time", _HELP)
    if marks != 2 or tokenizer.get_vocab_size() > module.get_input_embeddings().num_embeddings:
        raise InputRefused(f"the tokenizer of the encoder in {where} does not fit it", _HELP)
    if not all(torch.isfinite(weights).all() for weights in module.parameters()):
        raise InputRefused(f"the encoder in {where} holds a number that is no weight", _HELP)
    return encoder


class FineTuning:
    """An encoder of `read_pretrained` in training for so many `steps`. In each: `vectors`, then `learn`."""

    def __init__(self, encoder: Encoder, steps: int) -> None:
        assert isinstance(encoder.layers, TorchLayers)
        self.encoder, self.steps, self.done = encoder, steps, 0
        self._module: Tensor = copy.deepcopy(encoder.layers.module).train()
        for name, parameter in self._module.named_parameters():
            parameter.requires_grad_(not name.startswith((_EMBEDDINGS, _POOLER)))
        self._learned = {name: p for name, p in self._module.named_parameters() if p.requires_grad}
        self._averages = {name: p.detach().clone() for name, p in self._learned.items()}
        decayed = [p for p in self._learned.values() if p.ndim > 1]
        others = [p for p in self._learned.values() if p.ndim == 1]
        groups = [{"params": decayed, "weight_decay": _DECAY}, {"params": others, "weight_decay": 0.0}]
        self._optimizer: Any = torch.optim.AdamW(groups, lr=_RATE)
        self._given: list[Tensor] = []

    def pieces(self, doc: Doc) -> Pieces:
        """The pieces of a Doc's text."""
        return read_pieces(doc, self.encoder.tokenizer)

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
        torch.nn.utils.clip_grad_norm_(self._learned.values(), _CLIP)
        self._optimizer.step()
        self.done += 1
        # As thinc averages the network's weights: an average over about the last tenth of the steps so far.
        keep = min(0.9999, (1 + self.done) / (10 + self.done))
        with torch.no_grad():
            for name, average in self._averages.items():
                average.lerp_(self._learned[name], 1 - keep)

    def averaged(self) -> Encoder:
        """The encoder with the averages of the weights over the last steps."""
        module = copy.deepcopy(self._module)
        module.load_state_dict(self._averages, strict=False)
        return replace(self.encoder, layers=TorchLayers(module))

    def state(self) -> dict[str, Any]:
        """All that further steps depend on, as numbers and arrays; see `restore`."""
        moments, kinds = self._optimizer.state, _MOMENTS if self.done else ()
        return {
            "done": self.done,
            "random": torch.get_rng_state().numpy(),
            "weights": [
                [
                    tensor.numpy()
                    for tensor in (now.detach(), self._averages[name], *(moments[now][kind] for kind in kinds))
                ]
                for name, now in self._learned.items()
            ],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a `state`, which the training of the same encoder gave."""
        self.done = state["done"]
        torch.set_rng_state(torch.from_numpy(state["random"].copy()))
        with torch.no_grad():
            for (name, weights), arrays in zip(self._learned.items(), state["weights"], strict=True):
                now, average, *moments = (torch.from_numpy(array.copy()) for array in arrays)
                weights.copy_(now)
                self._averages[name].copy_(average)
                if moments:
                    self._optimizer.state[weights] = dict(zip(_MOMENTS, moments, strict=True))

    def _share_of_rate(self) -> float:
        """The share of the learning rate at this step: rising, then falling to nothing."""
        warm = max(1, int(self.steps * _WARM))
        if self.done < warm:
            return (self.done + 1) / warm
        return max(0.0, (self.steps - self.done) / max(1, self.steps - warm))

    def _pooled(self, pieces: Pieces) -> Tensor:
        width = self.encoder.width
        if not len(pieces.ids):
            return torch.zeros(len(pieces.first), width, requires_grad=True) * 1.0
        windows = lay_windows(pieces, self.encoder.window, OVERLAP)
        with torch.autocast("cpu", torch.bfloat16):
            read = self._module(input_ids=torch.from_numpy(windows.ids)).last_hidden_state
        vectors = read.float()[torch.from_numpy(windows.rows), torch.from_numpy(windows.places)]
        sums = torch.cat([torch.zeros(1, width, dtype=torch.float64), vectors.double().cumsum(0)])
        first, stop = torch.from_numpy(pieces.first), torch.from_numpy(pieces.stop)
        pooled = ((sums[stop] - sums[first]) / (stop - first).clamp(min=1)[:, None]).float()
        return functional.dropout(pooled, _VECTOR_DROPOUT)
