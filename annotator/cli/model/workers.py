"""Work on items in several processes or on a cluster: results in order, little held in memory, nobody left behind.

Each worker is a new process (`spawn`), not a fork: a database connection or a lock of this process never gets into it.
It reads its items from a pipe of its own, one when it has answered the one before. When this process ends, however it
does, the worker ends too.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import Any, TypeVar

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed

T = TypeVar("T")
R = TypeVar("R")
Job = Callable[[], Callable[[T], R]]
"""What workers do, which is pickled for them: called once in each to load what is needed, it gives what is called with
every item."""

AHEAD = 8
"""For each worker, items at most whose results are not given out yet: how far others go on while one takes long."""
TRIES = 2
"""How often an item is worked on whose worker is killed."""


def in_processes(job: Job[T, R], items: Iterable[T], workers: int, name_of: Callable[[T], str]) -> Iterator[R]:
    """The result for each item, in their order. Takes at most AHEAD items a worker before the oldest result is ready.

    If a worker is killed, another takes its place and does its item again. `name_of` names an item in the error for
    one whose worker was killed twice: EnvironmentFailed. What the job raises is raised here at that item's turn.
    """
    pickled = pickle.dumps(job)
    every = [_Worker(pickled) for _ in range(workers)]
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in every:
        idle.put(worker)

    def result(item: T) -> Any:
        worker = idle.get()
        try:
            return worker.answer(item, name_of)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(workers)  # each waits for a worker
    try:
        yield from _in_order(lambda item: threads.submit(result, item), items, lambda: AHEAD * workers)
    finally:
        for worker in every:
            worker.end()
        threads.shutdown(cancel_futures=True)


def _in_order(submit: Callable[[T], Any], items: Iterable[T], ahead: Callable[[], int]) -> Iterator[Any]:
    """The results of futures in the order of their items, of which so many at most are not given out yet."""
    waiting, more = deque[Any](), iter(items)
    while True:
        waiting.extend(map(submit, islice(more, max(0, ahead() - len(waiting)))))
        if not waiting:
            return
        yield waiting.popleft().result()


class _Worker:
    """One process, and the next one where it is killed."""

    def __init__(self, job: bytes) -> None:
        self._job, self._is_over = job, False
        self._changing = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        with self._changing, _interrupts_held():
            if self._is_over:
                return
            context = multiprocessing.get_context("spawn")
            self._connection, other = context.Pipe()
            self._process = context.Process(target=_work, args=(other, self._job), daemon=True)
            self._process.start()
            other.close()

    def answer(self, item: T, name_of: Callable[[T], str]) -> Any:
        """What its job makes of the item, or raises for it. Raises EnvironmentFailed where it is killed each time."""
        for _ in range(TRIES):
            try:
                self._connection.send(item)
                answer, error = self._connection.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                self._process.kill()
                self._process.join()
                code = self._process.exitcode
                self._begin()
                continue
            if error is not None:
                raise error
            return answer
        reason = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        raise EnvironmentFailed(
            f"{name_of(item)}: the process that worked on it was ended twice ({reason})",
            "if memory is short, take fewer --workers; what is done is kept",
        )

    def end(self) -> None:
        """End it at once: it holds nothing that could be lost."""
        with self._changing:
            self._is_over = True
            self._process.kill()
            self._process.join()


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


def _work(connection: Connection, job: bytes) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # the other process is gone
        while True:
            item = connection.recv()
            answer = failed = None
            try:
                answer = _begun(job)(item)
            except Exception as error:
                failed = _sendable(error)
            connection.send((answer, failed))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(0)


def _sendable(error: Exception) -> Exception:
    """The error, with where it happened, in a form that can be sent."""
    error.add_note(f"in a worker:\n{''.join(traceback.format_exception(error))}")
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {one_line(error, 300)}")
    return error


# ---- Work on items by the workers of a Dask cluster: results in order, lost ones computed again.
#
# Dask sends code and data between its processes by pickle. Who can reach a scheduler can run code on its workers, and a
# scheduler can run code here: it must be one that the user trusts.


_TASKS_AHEAD = 12
"""Items for each thread of the cluster that are not given out yet."""
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
    with _connected(address) as client:
        pickled = pickle.dumps(job)
        yield from _in_order(
            lambda item: client.submit(_work_on, pickled, item, pure=False),
            items,
            lambda: _TASKS_AHEAD * max(1, sum(client.nthreads().values())),
        )


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """A client of the scheduler. Raises EnvironmentFailed, also for what goes wrong with the cluster later."""
    distributed: Any = import_module("distributed")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in one line
    try:
        client = distributed.Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EnvironmentFailed(
            f"no Dask scheduler at {address}: {one_line(error, 200)}", "check the address"
        ) from None
    try:
        yield client
    except Exception as error:
        match type(error).__name__:
            case "KilledWorker":
                reason = "articles that no worker survives"
                raise EnvironmentFailed(reason, "give workers more memory; what is done is kept") from error
            case "CancelledError" | "FutureCancelledError" | "FuturesCancelledError" | "CommClosedError":
                raise EnvironmentFailed("the Dask scheduler is gone", "what is done is kept; begin again") from error
        raise
    finally:
        with suppress(Exception):  # whatever is wrong with it is told by what came before
            client.close(timeout=_TIMEOUT)


def _work_on(pickled: bytes, item: Any) -> Any:
    """Run in a worker: the result for an item."""
    with _ONE_AT_A_TIME:  # a pipeline is not made for several threads
        return _begun(pickled)(item)


@lru_cache(maxsize=1)
def _begun(pickled: bytes) -> Any:
    """A job that has begun, kept for the tasks to come."""
    return pickle.loads(pickled)()
