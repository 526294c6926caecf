"""Move spans to the boundaries of tokens, for formats that count tokens, and list every span that was moved."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Quote, Span
from annotator.exchange.tasks import Task

MODES = ("expand", "drop", "strict")
"""What happens to a span off the boundaries: grown to whole tokens, left out (with its quote if it is content), or the
export refused."""


class Token(NamedTuple):
    """A token's place in the text, in code points, and whether one space follows it."""

    start: int
    end: int
    space: bool


Tokenizer = Callable[[str], Sequence[Token]]


@dataclass
class Aligner:
    """Moves the spans of tasks to token boundaries. `off` lists every span that was off them, and what became of it."""

    tokenize: Tokenizer
    mode: str = "expand"
    off: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise UsageError(f"no way to align named {self.mode!r}", f"choose {', '.join(MODES)}")

    def aligned(self, task: Task) -> tuple[Task, Sequence[Token]]:
        """The task with its quotes on token boundaries, and the tokens of its text.

        Raises InputRefused at the first span off them, where the mode is `strict`.
        """
        tokens = self.tokenize(task.text)
        starts, ends = [token.start for token in tokens], [token.end for token in tokens]
        quotes = [self._quote(quote, task, starts, ends) for quote in task.quotes]
        return replace(task, quotes=tuple(quote for quote in quotes if quote is not None)), tokens

    def _quote(self, quote: Quote, task: Task, starts: list[int], ends: list[int]) -> Quote | None:
        content = [self._span(span, "content", task, starts, ends) for span in quote.content]
        cue = quote.cue and self._span(quote.cue, "cue", task, starts, ends)
        source = quote.source and self._span(quote.source, "source", task, starts, ends)
        whole = [span for span in content if span is not None]
        # A quote with a hole in it would be another quote.
        return replace(quote, content=tuple(whole), cue=cue, source=source) if len(whole) == len(content) else None

    def _span(self, span: Span, role: str, task: Task, starts: list[int], ends: list[int]) -> Span | None:
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end) - 1
        grown = Span(starts[first], ends[last]) if first <= last else None
        if grown == span:
            return span
        became = grown if self.mode == "expand" else None
        words = span.of(task.text)
        entry: dict[str, Any] = {"id": task.id, "role": role, "start": span.start, "end": span.end, "text": words}
        if self.mode == "strict":
            raise InputRefused(
                f"{task.id}: the {role} {list(span)} {words[:60]!r} does not end where tokens end",
                "export with --align expand or --align drop, or mend the span",
            )
        self.off.append({**entry, "became": list(became) if became else None})
        return became


def token_range(span: Span, tokens: Sequence[Token]) -> tuple[int, int]:
    """The first and the last token (inclusive) of a span that falls on their boundaries."""
    starts = [token.start for token in tokens]
    return bisect_left(starts, span.start), bisect_left(starts, span.end) - 1
