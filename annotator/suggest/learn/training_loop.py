"""Train pipelines by spaCy's own means, one step at a time, so that whoever waits is told and a kill costs little."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import srsly  # type: ignore[import-untyped]
from numpy.typing import NDArray
from spacy.language import Language
from spacy.schemas import ConfigSchemaTraining
from spacy.training import Example
from spacy.training.loop import create_evaluation_callback, create_train_batches, subdivide_batch
from spacy.util import load_model_from_config, registry
from thinc.api import Config, Optimizer, fix_random_seed

from annotator.core.program.targets import sync_folder, sync_whole
from annotator.suggest.component_names import ROLES
from annotator.suggest.learn.component import QuoteRoles
from annotator.suggest.learn.corpus import read_corpus
from annotator.suggest.learn.network.architecture import weights_of
from annotator.suggest.learn.settings import SAMPLED, CorpusPaths

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much of it is done, and how much there is."""
_EVERY = 120.0
"""Seconds between two checkpoints, which is what a kill costs at most; writing one takes a second. Set by hand."""


class Trainer:
    """Trains pipelines on the same documents, which are parsed once, when the first pipeline needs them."""

    def __init__(self, paths: CorpusPaths, progress: Progress) -> None:
        self.paths = paths
        self.progress = progress
        self._parsed: list[Example] = []
        self._sample: list[Example] = []

    def train(self, config: Config, folder: Path, what: str = "training") -> Curve:
        """Train the pipeline that the config describes and write it, its weights averaged over the steps, to a folder.

        Does what `spacy train` does with the same config, but only the last weights are kept. Until the folder is
        there, a checkpoint beside it says how far the training is: the next training to the same folder goes on from
        there, or has nothing left to do. (The caller sees to it that it is the same training.) `what`: the name that
        progress is told under. Returns the curve.
        """
        file = folder.with_name(f"{folder.name}.checkpoint")
        if folder.is_dir():
            return read_curve(file)
        seed = config["system"]["seed"]
        fix_random_seed(seed)
        nlp = load_model_from_config(config, auto_fill=True)
        if not self._parsed:
            self._read(nlp)
        training = registry.resolve(nlp.config.interpolate()["training"], schema=ConfigSchemaTraining)
        frozen, optimizer, last = training["frozen_components"], training["optimizer"], training["max_steps"]
        trained = [name for name in nlp.pipe_names if name not in frozen]
        with nlp.select_pipes(disable=frozen):
            nlp.initialize(lambda: self._parsed, sgd=optimizer)
        fix_random_seed(seed)
        checkpoint = Checkpoint(file, nlp, trained, optimizer)
        done, curve = checkpoint.read()
        batches = create_train_batches(nlp, lambda _: self._parsed, training["batcher"], training["max_epochs"])
        evaluate = create_evaluation_callback(nlp, lambda _: self._sample, training["score_weights"])
        written = time.monotonic()
        # One step more than `max_steps`, with an evaluation after the first one: as spaCy does.
        for step, (_, batch) in enumerate(islice(batches, done, last + 1), start=done):
            for part in subdivide_batch(batch, training["accumulate_gradient"]):  # type: ignore[no-untyped-call]
                nlp.update(part, drop=training["dropout"], sgd=False, exclude=frozen)  # type: ignore[arg-type]
            for name in trained:
                nlp.get_pipe(name).finish_update(optimizer)  # type: ignore[attr-defined]
            optimizer.step_schedules()
            if step % training["eval_frequency"] == 0:
                with nlp.use_params(optimizer.averages):
                    curve.append((step, 100 * evaluate()[1]["quotes_f"]))
            if time.monotonic() - written > _EVERY:
                checkpoint.write(step + 1, curve)
                written = time.monotonic()
            self.progress(what, min(step + 1, last), last)
        checkpoint.write(last + 1, curve)
        with nlp.use_params(optimizer.averages):
            _write_whole(nlp, folder)
        return curve

    def forget(self) -> None:
        """Let go of the parsed documents: with a thousand articles they are the largest part of the memory."""
        self._parsed = []

    def _read(self, nlp: Language) -> None:
        """Read the corpora; `nlp`: a pipeline with the frozen components that the documents are parsed with."""
        count = partial(self.progress, "parsing")
        self._parsed = list(read_corpus(nlp, self.paths.train, count=count))
        self._sample = list(read_corpus(nlp, self.paths.held_out, limit=SAMPLED, parsed=False))


def _write_whole(nlp: Language, folder: Path) -> None:
    """Write the pipeline so that the folder is there only when all of it is."""
    unfinished = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(unfinished, ignore_errors=True)
    nlp.to_disk(unfinished)
    sync_whole(unfinished)
    unfinished.rename(folder)
    sync_folder(folder.parent)


# ---- How far a training is, in one file: a training that was killed goes on from it as if nothing had been.


Curve = list[tuple[int, float]]
"""Step and F1 of quotes found, in percent, of each evaluation."""
_BROKEN = (OSError, ValueError, KeyError, TypeError)
"""What reading a file raises that is no whole checkpoint."""
_KINDS = ("mom1", "mom2", "averages")
"""What thinc's optimizer keeps of each weight, under its own names."""


def read_curve(file: Path) -> Curve:
    """The curve in a checkpoint; empty where there is none."""
    try:
        return [(step, f1) for step, f1 in srsly.read_msgpack(file)["curve"]]
    except _BROKEN:
        return []


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The file, and the training of the components `trained` of a pipeline that it tells of."""

    file: Path
    nlp: Language
    trained: list[str]
    optimizer: Optimizer

    def write(self, step: int, curve: Curve) -> None:
        """Write how far the training is after so many steps. An earlier file is replaced whole."""
        roles, optimizer = self._roles(), self.optimizer
        state = {
            "step": step,
            "curve": curve,
            "weights": [
                (weights, optimizer.nr_update.get(key, 0), [getattr(optimizer, kind).get(key) for kind in _KINDS])
                for key, weights in self._weights()
            ],
            "encoder": None if roles.tuning is None else roles.tuning.state(),
            "numpy": np.random.get_state(legacy=False),
            "roles": json.dumps(roles.generator.bit_generator.state),
        }
        partial = self.file.with_name(f"{self.file.name}.partial")
        partial.write_bytes(srsly.msgpack_dumps(state))
        sync_whole(partial)
        partial.replace(self.file)
        sync_folder(self.file.parent)

    def read(self) -> tuple[int, Curve]:
        """Take up the training that the file tells of: its steps and its curve; (0, []) where there is none that fits.

        The batches that those steps were are still to be passed over.
        """
        try:
            state = srsly.read_msgpack(self.file)
            self._restore(state)
        except _BROKEN:
            return 0, []
        return state["step"], read_curve(self.file)

    def _restore(self, state: dict[str, Any]) -> None:
        """Set weights, optimizer and generators as they were. Raises KeyError or ValueError for another training."""
        weights, roles = list(self._weights()), self._roles()
        if [kept.shape for kept, *_ in state["weights"]] != [now.shape for _, now in weights]:
            raise ValueError("the weights are of another network")
        if roles.tuning is not None:
            roles.tuning.restore(state["encoder"])
        for (key, now), (kept, updates, of_optimizer) in zip(weights, state["weights"], strict=True):
            now[...] = kept
            self.optimizer.nr_update[key] = updates
            for kind, array in zip(_KINDS, of_optimizer, strict=True):
                if array is not None:
                    getattr(self.optimizer, kind)[key] = array.copy()
        for _ in range(state["step"]):
            self.optimizer.step_schedules()  # type: ignore[no-untyped-call]
        roles.generator.bit_generator.state = json.loads(state["roles"])
        np.random.set_state(state["numpy"])

    def _weights(self) -> Iterator[tuple[tuple[int, str], NDArray[Any]]]:
        """The optimizer's key and the array of each weight in training."""
        for component in self.trained:
            yield from weights_of(self.nlp.get_pipe(component).model)  # type: ignore[attr-defined]

    def _roles(self) -> QuoteRoles:
        roles = self.nlp.get_pipe(ROLES)
        assert isinstance(roles, QuoteRoles)
        return roles
