"""Suggesting for many documents, in this process or in several: which are taken, and what becomes of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from annotator.cli.narration import narrate
from annotator.cli.reading import refuse_language, refuse_size
from annotator.core.errors import InputRefused, UsageError

if TYPE_CHECKING:
    from annotator.cli.pipeline_choice import Recipe
    from annotator.core.model import Document, Suggested
    from annotator.suggest.pipeline import Suggester

R_co = TypeVar("R_co", covariant=True)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Taking:
    """Which documents are taken: in `any_language` or in that of the suggestions only; how many MB of text at most."""

    any_language: bool
    largest: float

    def refuse(self, document: Document, suggester: Suggester) -> None:
        """Raise InputRefused for a document that is not taken."""
        refuse_size(document, self.largest)
        if not self.any_language:
            refuse_language(document, suggester)


class Work(Protocol[R_co]):
    """What is done with each document. It can be pickled."""

    def __call__(self, suggester: Suggester, document: Document) -> R_co:
        """Do it. Raises InputRefused for a document that is not taken."""


@dataclass(frozen=True)
class SuggestWork:
    """Suggest for a document."""

    taking: Taking

    def __call__(self, suggester: Suggester, document: Document) -> Suggested:
        """What is suggested. Raises InputRefused for a document that is not taken."""
        self.taking.refuse(document, suggester)
        return suggester.suggest_one(document)


@dataclass(frozen=True)
class PrintWork:
    """Suggest for a document and make a record of it: a line of JSON, text for people, or all for an import."""

    taking: Taking
    readings: bool = False
    explain: bool = False
    for_import: bool = False

    def __call__(self, suggester: Suggester, document: Document) -> bytes:
        """The record. Raises InputRefused for a document that is not taken."""
        from annotator.exchange.jsonlines import to_line
        from annotator.exchange.records import suggestion_record

        self.taking.refuse(document, suggester)
        suggested = suggester.suggest_one(document)
        if self.explain:
            from annotator.cli.explaining import explained

            shown = suggested if self.readings else replace(suggested, readings=())
            return explained(shown, suggester.habits, suggester.profile, suggester.threshold)
        if self.for_import:
            from annotator.exchange.suggested import suggested_record

            return to_line(suggested_record(suggested))
        return to_line(suggestion_record(suggested, readings=self.readings))


@dataclass(frozen=True, slots=True)
class Engine:
    """Who does the work: this process, several `workers`, or those of the Dask `scheduler` at an address.

    `workers` None: as many as `free_cores` says, where there is much to do.
    """

    workers: int | None = 1
    scheduler: str | None = None

    def check(self) -> None:
        """Raise UsageError for both at once, EnvironmentFailed where Dask is not installed."""
        if self.scheduler is None:
            return
        if self.workers not in (None, 1):
            raise UsageError("a scheduler has workers of its own", "leave out --workers")
        from annotator.cli.dask_cluster import check_installed

        check_installed()


def done_in_order(
    work: Work[R],
    documents: Iterable[Document],
    suggester: Suggester,
    recipe: Callable[[], Recipe],
    engine: Engine,
) -> Iterator[R | InputRefused]:
    """The result for each document in their order, or why it is not taken."""
    if engine.scheduler is not None:
        from annotator.cli.dask_cluster import on_cluster

        yield from on_cluster(_WorkerJob(work, recipe()), documents, engine.scheduler)
        return
    workers = engine.workers
    if workers is None:
        documents = iter(documents)
        first = [*islice(documents, _MANY)]
        documents, workers = chain(first, documents), free_cores() if len(first) == _MANY else 1
        if workers > 1:
            narrate(f"suggesting in {workers} processes (--workers 1: in one)")
    if workers == 1:
        yield from map(partial(_tried, work, suggester), documents)
        return
    from annotator.cli.worker_processes import in_processes

    yield from in_processes(_WorkerJob(work, recipe()), documents, workers, lambda document: document.id)


_MANY = 50
"""Articles from which on it is worth starting processes, which takes each of them some two seconds. Set by hand."""
_MOST_CORES = 4
_MEMORY = 600_000_000
"""Bytes that a process may take with articles of a usual length."""


def free_cores() -> int:
    """How many processes can work at the same time here: cores that are idle, at most four, and memory for each.

    One where that cannot be known.
    """
    try:
        cores = len(os.sched_getaffinity(0)) - int(os.getloadavg()[0])
        told = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        (available,) = [int(line.split()[1]) * 1024 for line in told if line.startswith("MemAvailable:")]
    except (AttributeError, OSError, ValueError):  # a system other than Linux
        return 1
    return max(1, min(cores, _MOST_CORES, available // _MEMORY))


def _tried(work: Work[R], suggester: Suggester, document: Document) -> R | InputRefused:
    try:
        return work(suggester, document)
    except InputRefused as error:
        return error


@dataclass(frozen=True)
class _WorkerJob(Generic[R]):
    """What each worker process does."""

    work: Work[R]
    recipe: Recipe

    def begin(self) -> Callable[[Document], R | InputRefused]:
        return partial(_tried, self.work, self.recipe.load())
