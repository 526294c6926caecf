"""Work on items by the workers of a Dask cluster: results in order, lost ones computed again.

Dask sends code and data between its processes by pickle. Who can reach a scheduler can run code on its workers, and a
scheduler can run code here: it must be one that the user trusts.
"""

from __future__ import annotations

import logging
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed

if TYPE_CHECKING:
    from annotator.cli.worker_processes import Job

T = TypeVar("T")
R = TypeVar("R")

BATCH = 4
"""Items of a task: some seconds of work, so that passing it on counts little."""
AHEAD = 3
"""Tasks for each thread of the cluster that are not given out yet."""
_TIMEOUT = 20
_ONE_AT_A_TIME = threading.Lock()


def check_installed() -> None:
    """Raise EnvironmentFailed unless Dask is installed."""
    if find_spec("distributed") is None:
        raise EnvironmentFailed("--scheduler needs Dask", "pip install 'quote-annotator[dask]'")


def on_cluster(job: Job[T, R], items: Iterable[T], address: str) -> Iterator[R]:
    """The result for each item, in their order, from the workers of the scheduler at that address.

    Each worker process begins the job once, and works on one item at a time. Tasks of workers that are gone are done
    by others. Raises EnvironmentFailed where a task ends every worker that it comes to, or the scheduler cannot be
    reached. What the job raises is raised here.
    """
    client = _connected(address)
    pickled = pickle.dumps(job)
    waiting: deque[Any] = deque()
    batches = iter(items)
    try:
        while True:
            ahead = AHEAD * max(1, sum(_asked(client.nthreads).values()))
            while len(waiting) < ahead and (batch := list(islice(batches, BATCH))):
                waiting.append(_asked(client.submit, _work, pickled, batch, pure=False))
            if not waiting:
                return
            yield from _asked(waiting.popleft().result)
    finally:
        with suppress(Exception):  # whatever is wrong with it is told by what came before
            client.cancel(list(waiting), force=True)
        with suppress(Exception):
            client.close(timeout=_TIMEOUT)


def _connected(address: str) -> Any:
    """A client of the scheduler. Raises EnvironmentFailed."""
    distributed: Any = import_module("distributed")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in one line
    try:
        return distributed.Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EnvironmentFailed(
            f"no Dask scheduler at {one_line(address)}: {one_line(str(error), 200)}", "check the address"
        ) from None


def _asked(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a call of Dask gives. Raises EnvironmentFailed for what is wrong with the cluster."""
    try:
        return call(*arguments, **options)
    except Exception as error:
        match type(error).__name__:
            case "KilledWorker":
                said = "articles that no worker survives"
                raise EnvironmentFailed(said, "give workers more memory; what is done is kept") from error
            case "CancelledError" | "FutureCancelledError" | "FuturesCancelledError" | "CommClosedError":
                raise EnvironmentFailed("the Dask scheduler is gone", "what is done is kept; begin again") from error
        raise


def _work(pickled: bytes, batch: list[Any]) -> list[Any]:
    """Run in a worker: the results for some items."""
    with _ONE_AT_A_TIME:  # a pipeline is not made for several threads
        return [_begun(pickled)(item) for item in batch]


@lru_cache(maxsize=1)
def _begun(pickled: bytes) -> Any:
    """A job that has begun, kept for the tasks to come."""
    return pickle.loads(pickled).begin()
