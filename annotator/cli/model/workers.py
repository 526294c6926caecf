"""Work on items in several processes or on a cluster: results in order, little held in memory, nobody left behind.

Each worker is a new process (`spawn`), not a fork: a database connection or a lock of this process never gets into it.
It reads its job and its items from a pipe of its own. When this process ends, however it does, the pipe closes and the
worker ends too.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import Any, Generic, NamedTuple, TypeVar

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed

T = TypeVar("T")
R = TypeVar("R")
Job = Callable[[], Callable[[T], R]]
"""What workers do, which is pickled for them: called once in each to load what is needed, it gives what is called with
every item."""

HELD = 2
"""Items that a worker has at a time: one that it works on, and the next one, so that it need not wait."""
AHEAD = 8
"""For each worker, items at most whose results are not given out yet: how far others go on while one takes long."""
_TRIES = 2
"""How often an item is worked on whose worker is killed."""


def in_processes(job: Job[T, R], items: Iterable[T], workers: int, told: Callable[[T], str]) -> Iterator[R]:
    """The result for each item, in their order. Takes at most AHEAD items a worker before the oldest result is ready.

    If a worker is killed, another takes its place and does its items again. `told` names an item in the error for one
    whose worker was killed twice: EnvironmentFailed. What the job raises is raised here when it is that item's turn.
    """
    pool = _Pool(job, told, [_Worker(job) for _ in range(workers)])
    try:
        yield from pool.results(iter(items))
    finally:
        pool.close()


class _Worker(Generic[T]):
    """One process. `held`: the items that it was sent and has not answered, by number, in their order."""

    def __init__(self, job: Job[T, Any]) -> None:
        self.held: deque[tuple[int, T]] = deque()
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self.process = context.Process(target=_work, args=(other, job), daemon=True)
        with _interrupts_held():
            self.process.start()
        other.close()

    def send(self, number: int, item: T) -> None:
        """Give it an item. Whether it is still there shows when its answers are read."""
        self.held.append((number, item))
        with suppress(OSError):
            self.connection.send((number, item))

    def end(self) -> None:
        """End it at once: it holds nothing that could be lost."""
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Failed(NamedTuple):
    """What takes the place of a result that there is none of."""

    error: BaseException


@dataclass
class _Pool(Generic[T, R]):
    """`tried`: how often items were worked on whose workers ended. `done`: results that are not given out yet."""

    job: Job[T, R]
    told: Callable[[T], str]
    workers: list[_Worker[T]]
    tried: Counter[int] = field(default_factory=Counter)
    done: dict[int, R | _Failed] = field(default_factory=dict)

    def results(self, items: Iterator[T]) -> Iterator[R]:
        taken = given = 0
        more = True
        while True:
            while more and taken - given < AHEAD * len(self.workers):
                worker = min(self.workers, key=lambda one: len(one.held))
                if len(worker.held) >= HELD:
                    break
                for item in items:
                    worker.send(taken, item)
                    taken += 1
                    break
                else:
                    more = False
            if given == taken and not more:
                return
            if given not in self.done:
                self._collect()
            while given in self.done:
                result = self.done.pop(given)
                if isinstance(result, _Failed):
                    raise result.error
                given += 1
                yield result

    def close(self) -> None:
        for worker in self.workers:
            worker.end()

    def _collect(self) -> None:
        """Wait for an answer, or for the end of a worker, and take what there is."""
        ready = wait([worker.connection for worker in self.workers])
        for worker in [one for one in self.workers if one.connection in ready]:
            try:
                number, result = worker.connection.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                self._replace(worker)
                continue
            if number is None:
                raise result.error
            worker.held.popleft()
            del self.tried[number]
            self.done[number] = result

    def _replace(self, worker: _Worker[T]) -> None:
        """Have another process do what one did not that has ended. The first of its items may be what ended it."""
        worker.end()
        self.workers.remove(worker)
        held = list(worker.held)
        if held:
            number, item = held[0]
            self.tried[number] += 1
            if self.tried[number] == _TRIES:
                self.done[number] = _Failed(_killed(self.told(item), worker.process.exitcode))
                held = held[1:]
        other = _Worker(self.job)
        self.workers.append(other)
        for number, item in held:
            other.send(number, item)


def _killed(name: str, code: int | None) -> EnvironmentFailed:
    reason = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
    return EnvironmentFailed(
        f"{one_line(name)}: the process that worked on it was ended twice ({reason})",
        "if memory is short, take fewer --workers; what is done is kept",
    )


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: it is this process that ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection, job: Job[Any, Any]) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    items: SimpleQueue[tuple[int, Any]] = SimpleQueue()
    threading.Thread(target=_receive, args=(connection, items), daemon=True).start()
    try:
        do = job()
    except Exception as error:
        connection.send((None, _failed(error)))
        return
    while True:
        number, item = items.get()
        try:
            result = do(item)
        except Exception as error:
            result = _failed(error)
        connection.send((number, result))


def _receive(connection: Connection, items: SimpleQueue[tuple[int, Any]]) -> None:
    """Take in items while others are worked on, so that no pipe fills up; end when the other process is gone."""
    while True:
        try:
            items.put(connection.recv())
        except (EOFError, OSError):
            os._exit(0)


def _failed(error: Exception) -> _Failed:
    """The error, with where it happened, in a form that can be sent."""
    error.add_note(f"in a worker:\n{''.join(traceback.format_exception(error))}")
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(f"{type(error).__name__}: {one_line(error, 300)}")
    return _Failed(error)


# ---- Work on items by the workers of a Dask cluster: results in order, lost ones computed again.
#
# Dask sends code and data between its processes by pickle. Who can reach a scheduler can run code on its workers, and a
# scheduler can run code here: it must be one that the user trusts.


_BATCH = 4
"""Items of a task: some seconds of work, so that passing it on counts little."""
_TASKS_AHEAD = 3
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
            ahead = _TASKS_AHEAD * max(1, sum(_asked(client.nthreads).values()))
            while len(waiting) < ahead and (batch := list(islice(batches, _BATCH))):
                waiting.append(_asked(client.submit, _work_on_batch, pickled, batch, pure=False))
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
            f"no Dask scheduler at {one_line(address)}: {one_line(error, 200)}", "check the address"
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


def _work_on_batch(pickled: bytes, batch: list[Any]) -> list[Any]:
    """Run in a worker: the results for some items."""
    with _ONE_AT_A_TIME:  # a pipeline is not made for several threads
        return [_begun(pickled)(item) for item in batch]


@lru_cache(maxsize=1)
def _begun(pickled: bytes) -> Any:
    """A job that has begun, kept for the tasks to come."""
    return pickle.loads(pickled)()
