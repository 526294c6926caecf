"""The logger of a training by hand (`spacy train config.cfg`): one line at every evaluation."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

from spacy.language import Language
from spacy.util import registry

Log = Callable[[dict[str, Any] | None], None]
"""Called by spaCy after every step, with what was measured where there was an evaluation."""


@registry.loggers("annotator.Progress.v1")  # type: ignore[untyped-decorator]
def make_logger() -> Callable[[Language, IO[str], IO[str]], tuple[Log, Callable[[], None]]]:
    """For spaCy configs: prints step, F1 of quotes found, and F1 with the right source, both from 0 to 1."""

    def setup(_nlp: Language, stdout: IO[str], _stderr: IO[str]) -> tuple[Log, Callable[[], None]]:
        def log(info: dict[str, Any] | None) -> None:
            if info is not None:
                scores = info["other_scores"]
                stdout.write(f"{info['step']:7d} {scores['quotes_f']:.3f} {scores['quotes_e2e']:.3f}\n")

        return log, lambda: None

    return setup
