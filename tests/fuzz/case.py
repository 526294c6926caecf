"""What is tried: an input of a kind, and the targets that inputs are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random


@dataclass(frozen=True, slots=True)
class Case:
    """An input. `kind` says how the target takes it, such as the format that a file is read in."""

    kind: str
    data: bytes


class Wrong(Exception):
    """What was read, written or drawn is not as it must be, although nothing failed."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that takes inputs from outside.

    `run` takes an input, with an empty folder to work in. It returns how the input was taken, in a few words; raises
    an AnnotatorError with one of the exit codes `refusals` where it refuses the input; and anything else, such as
    `Wrong`, where something is not as it must be. `mutated` makes a new input of one, and of others.
    """

    name: str
    seeds: Callable[[], list[Case]]
    mutated: Callable[[Random, Case, Sequence[Case]], Case]
    run: Callable[[Case, Path], str]
    refusals: tuple[int, ...]


def expect(holds: bool, what: str) -> None:
    """Raise Wrong, with what is wrong, unless it holds."""
    if not holds:
        raise Wrong(what)
