"""Doing something as another account of the machine, which only root can."""

from __future__ import annotations

import os
import pickle
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
ANA, BEN, NOBODY, TEAM = 61001, 61002, 65534, 61000
"""Numbers of accounts, and of a group, that nothing on the machine belongs to."""


def as_user(user: int, group: int, do: Callable[[], T], umask: int = 0o022) -> T:
    """What `do` gives when that account does it, in a process of its own; raises what it raises."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(group)
            os.setuid(user)
            os.umask(umask)
            answer: object = (True, do())
        except BaseException as error:
            traceback.print_exc()  # shown where the test fails
            answer = (False, error)
        try:
            os.write(writing, pickle.dumps(answer))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    fine, answer = pickle.loads(told)
    if not fine:
        raise answer
    return answer  # type: ignore[no-any-return]


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every account can look into; pytest's own are root's alone."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)
