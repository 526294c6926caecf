"""Trying inputs on a target: the limits of time and memory, what counts as a finding, and where findings are kept."""

from __future__ import annotations

import hashlib
import re
import resource
import signal
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from annotator.core.errors import AnnotatorError
from tests.fuzz.case import Case, Target, expect

SECONDS = 10.0
"""Seconds of processor time that one input may take."""
WAITING = 12
"""So many times as long it may take by the clock: other programs may keep the processor busy."""
MEMORY = 300 * 2**20
"""Bytes by which one input may make the process larger than it ever was."""
ADDRESSES = 6 * 2**30
"""Bytes of address space for the process."""
_KEPT = 3_000
"""Inputs of a target that are kept to make new ones of. Set by hand."""
_AFRESH = 0.4
"""The share of inputs that are made of those that it began with. Set by hand."""
_TELLING = 4
"""So many of the last frames of a traceback make a fault another one. Set by hand."""
_PACKAGE = re.compile(r"[/\\](?:annotator|tests)[/\\]")


class TooSlow(BaseException):
    """An input took too long. No Exception, so that nothing on the way catches it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that something went wrong with. `key` is the same for the same fault: a hash of the traceback."""

    case: Case
    key: str
    told: str


@dataclass
class Pool:
    """The inputs of a target that new ones are made of, and what has become of all that were tried.

    An input with an outcome that was not seen before is kept: it came further, or elsewhere, than others.
    """

    target: Target
    cases: list[Case]
    rng: Random
    tried: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)

    def try_next(self) -> Finding | None:
        """Make an input and try it; what was found, if it was not found before."""
        case = self.cases[self.tried] if self.tried < len(self.cases) and not self._begun else self._new()
        self.tried += 1
        result = outcome(self.target, case)
        if isinstance(result, Finding):
            self.findings[result.key] += 1
            return result if self.findings[result.key] == 1 else None
        self.outcomes[result] += 1
        if self._begun and self.outcomes[result] == 1 and len(self.cases) < _KEPT:
            self.cases.append(case)
        return None

    @property
    def _begun(self) -> bool:
        """Whether the inputs that it began with have all been tried as they are."""
        return self.tried >= self.first

    def __post_init__(self) -> None:
        self.first = len(self.cases)

    def _new(self) -> Case:
        """An input made of one of those that it began with, or of one that was kept since."""
        known = self.cases[: self.first] if self.rng.random() < _AFRESH else self.cases
        return self.target.mutated(self.rng, self.rng.choice(known), self.cases)


def outcome(target: Target, case: Case) -> str | Finding:
    """How the target took the input, or why it refused it, without the numbers in it; or what went wrong."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory(dir=_fastest_folder()) as folder:
        try:
            with _limited(SECONDS):
                taken = target.run(case, Path(folder))
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            expect(grown * 1024 < MEMORY, f"{target.name} {case.kind}: too much memory")
        except AnnotatorError as error:
            if error.exit_code in target.refusals and error.message and error.hint:
                return f"{case.kind}: {type(error).__name__} {_in_general(error.message)}"
            return _finding(case, error)
        except (Exception, TooSlow) as error:
            return _finding(case, error)
    return f"{case.kind}: {taken}"


def keep(finding: Finding, target: Target, folder: Path) -> Path:
    """Write the input and the traceback of a finding to a folder of its own; its path. `--replay` tries the input."""
    place = folder / f"{target.name}-{finding.key}"
    place.mkdir(parents=True, exist_ok=True)
    (place / "traceback.txt").write_text(finding.told, encoding="utf-8", errors="backslashreplace")
    (place / f"input.{target.name}.{finding.case.kind}").write_bytes(finding.case.data)
    return place


def read_case(path: Path) -> tuple[str, Case]:
    """The name of the target and the input that `keep` wrote."""
    _, target, kind = path.name.split(".", 2)
    return target, Case(kind, path.read_bytes())


def limit_memory() -> None:
    """Let the process have no more than its share of addresses; then Python raises MemoryError."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _finding(case: Case, error: BaseException) -> Finding:
    told = "".join(traceback.format_exception(error))
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _PACKAGE.search(frame.filename)]
    # Where endless things stop is chance; and the ways to one fault are many.
    frames = frames[:6] if isinstance(error, TooSlow | RecursionError | MemoryError) else frames[-_TELLING:]
    places = [f"{Path(frame.filename).name}:{frame.name}:{frame.lineno}" for frame in frames]
    said = str(error)[:200] if isinstance(error, Exception) and places and "case.py" in places[-1] else ""
    key = hashlib.sha256("\n".join([type(error).__name__, said, *places]).encode()).hexdigest()[:10]
    return Finding(case, key, told)


def _in_general(message: str) -> str:
    """What a message says, without the place and what is quoted of the input."""
    return re.sub(r"\S*/\S*|'.*'|\".*\"|[^A-Za-z ]|\b\w*[A-Z]\w*\b", "", message.rpartition(": ")[2])[:40]


def _fastest_folder() -> str | None:
    """A folder in memory, where the system has one: databases wait for the disk otherwise."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise TooSlow inside after so many seconds."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"longer than {seconds} s")

    timers = ((signal.SIGPROF, signal.ITIMER_PROF, seconds), (signal.SIGALRM, signal.ITIMER_REAL, seconds * WAITING))
    before = [signal.signal(number, stop) for number, _, _ in timers]
    try:
        for _, timer, limit in timers:
            signal.setitimer(timer, limit)
        yield
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)
