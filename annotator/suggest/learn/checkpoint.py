"""How far a training is, in one file: a training that was killed goes on from it as if nothing had been."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from thinc.api import Optimizer

from annotator.suggest.component_names import ROLES
from annotator.suggest.learn.component import QuoteRoles

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
