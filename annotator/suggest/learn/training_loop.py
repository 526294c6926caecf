"""Train pipelines by spaCy's own means, one step at a time, so that whoever waits is told and a kill costs little."""

from __future__ import annotations

import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.schemas import ConfigSchemaTraining
from spacy.training import Example
from spacy.training.loop import create_evaluation_callback, create_train_batches, subdivide_batch
from spacy.util import load_model_from_config, registry
from thinc.api import Config, Optimizer, fix_random_seed

from annotator.suggest.component_names import ROLES
from annotator.suggest.learn.component import QuoteRoles
from annotator.suggest.learn.corpus import read_corpus
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
    unfinished.rename(folder)


# ---- How far a training is, in one file: a training that was killed goes on from it as if nothing had been.


Curve = list[tuple[int, float]]
"""Step and F1 of quotes found, in percent, of each evaluation."""
_NOTES, _NUMPY = "notes", "numpy"
_TUNING = "encoder/"
_BROKEN = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)
"""What reading a file raises that is no whole checkpoint."""
_KINDS = ("mom1", "mom2", "averages")
"""What thinc's optimizer keeps of each weight, under its own names."""


def read_curve(file: Path) -> Curve:
    """The curve in a checkpoint; empty where there is none."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            curve = json.loads(arrays[_NOTES].tobytes())["curve"]
    except _BROKEN:
        return []
    return [(step, found) for step, found in curve]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The file, and the training of the components `trained` of a pipeline that it tells of."""

    file: Path
    nlp: Language
    trained: list[str]
    optimizer: Optimizer

    def write(self, step: int, curve: Curve) -> None:
        """Write how far the training is after so many steps. An earlier file is replaced whole."""
        arrays: dict[str, NDArray[Any]] = {}
        updates = {}
        for name, key, weights in self._weights():
            arrays[f"weight/{name}"] = weights
            updates[name] = self.optimizer.nr_update.get(key, 0)
            for kind in _KINDS:
                kept = getattr(self.optimizer, kind).get(key)
                if kept is not None:
                    arrays[f"{kind}/{name}"] = kept
        roles = self._roles()
        if roles.tuning is not None:
            arrays |= {_TUNING + name: array for name, array in roles.tuning.state().items()}
        kind_of, numbers, *rest = np.random.get_state(legacy=True)
        arrays[_NUMPY] = np.asarray(numbers)
        notes = {
            "step": step, "curve": curve, "updates": updates, "numpy": [kind_of, *rest],
            "roles": roles.generator.bit_generator.state,
        }  # fmt: skip
        arrays[_NOTES] = np.frombuffer(json.dumps(notes).encode(), dtype=np.uint8)
        partial = self.file.with_name(f"{self.file.name}.partial")
        with partial.open("wb") as out:
            save: Any = np.savez  # its types take every further keyword for a switch
            save(out, **arrays)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(self.file)

    def read(self) -> tuple[int, Curve]:
        """Take up the training that the file tells of: its steps and its curve; (0, []) where there is none that fits.

        The batches that those steps were are still to be passed over.
        """
        try:
            with np.load(self.file, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file}
            notes = json.loads(arrays[_NOTES].tobytes())
            self._restore(arrays, notes)
        except _BROKEN:
            return 0, []
        return notes["step"], [(step, found) for step, found in notes["curve"]]

    def _restore(self, arrays: Mapping[str, NDArray[Any]], notes: dict[str, Any]) -> None:
        """Set weights, optimizer and generators as they were. Raises KeyError or ValueError for another training."""
        weights = list(self._weights())
        if any(arrays[f"weight/{name}"].shape != now.shape for name, _, now in weights):
            raise ValueError("the weights are of another network")
        roles = self._roles()
        if roles.tuning is not None:
            roles.tuning.restore({n.removeprefix(_TUNING): a for n, a in arrays.items() if n.startswith(_TUNING)})
        for name, key, now in weights:
            now[...] = arrays[f"weight/{name}"]
            self.optimizer.nr_update[key] = notes["updates"][name]
            for kind in _KINDS:
                if f"{kind}/{name}" in arrays:
                    getattr(self.optimizer, kind)[key] = arrays[f"{kind}/{name}"]
        for _ in range(notes["step"]):
            self.optimizer.step_schedules()  # type: ignore[no-untyped-call]
        roles.generator.bit_generator.state = notes["roles"]
        kind_of, *rest = notes["numpy"]
        np.random.set_state((kind_of, arrays[_NUMPY], *rest))

    def _weights(self) -> Iterator[tuple[str, tuple[int, str], NDArray[Any]]]:
        """A name that is the same in every run, the optimizer's key, and the array, of each weight in training."""
        for component in self.trained:
            model: Any = self.nlp.get_pipe(component).model  # type: ignore[attr-defined]
            for number, node in enumerate(model.walk()):
                for name in node.param_names:
                    if node.has_param(name):
                        yield f"{component}/{number}/{name}", (node.id, name), node.get_param(name)

    def _roles(self) -> QuoteRoles:
        roles = self.nlp.get_pipe(ROLES)
        assert isinstance(roles, QuoteRoles)
        return roles
