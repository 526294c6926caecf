"""spaCy's training, told to whoever asked for it: a logger that reports steps instead of printing tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from spacy.language import Language
from spacy.util import registry

_listening: list[tuple[Callable[[str, int, int], None], int, list[tuple[int, float]]]] = []


@contextmanager
def reporting(
    progress: Callable[[str, int, int], None], steps: int, documents: int
) -> Iterator[list[tuple[int, float]]]:
    """While this lasts, training reports its steps to `progress`; the list fills with step and F1 in percent."""
    progress("parsing", 0, documents)
    curve: list[tuple[int, float]] = []
    _listening.append((progress, steps, curve))
    try:
        yield curve
    finally:
        _listening.pop()


def tell_parsed(count: int, total: int) -> None:
    """Tell that so many documents of a corpus are parsed."""
    if _listening:
        _listening[-1][0]("parsing", count, total)


@registry.loggers("annotator.Progress.v1")  # type: ignore[untyped-decorator]
def make_logger() -> Callable[..., Any]:
    """For spaCy configs: reports to `annotator train`; without it, prints a line at every evaluation."""

    def setup(nlp: Language, stdout: IO[str], stderr: IO[str]) -> tuple[Callable[..., None], Callable[[], None]]:
        del nlp, stderr
        count = 0

        def log(info: dict[str, Any] | None) -> None:
            nonlocal count
            count += 1
            if _listening:
                progress, steps, curve = _listening[-1]
                progress("training", min(count, steps), steps)
                if info is not None:
                    curve.append((info["step"], 100 * info["other_scores"]["quotes_f"]))
            if info is not None:
                scores = info["other_scores"]
                stdout.write(f"{info['step']:7d} {scores['quotes_f']:.3f} {scores['quotes_e2e']:.3f}\n")

        return log, lambda: None

    return setup
