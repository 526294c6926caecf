"""What is guessed of the words of whole articles is what the snapshot says: a change of it shows there.

`make snapshots` writes it anew. Each sentence stands with its likely beginnings and ends (`⟨`, `⟩`). Below it a sign
for each word: how likely content or a source, and then a cue, begins or ends there. Then, where that is not what is
mostly so, how many words more a piece of content, a cue and a source have that begin with it, and how many words before
it content begins that ends with it (`1` to `Z`, `.` for none, `-` for all). Then what each verb of reporting gives:
type, cue, source and content; and cue and source that are found beside that content alone.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from syrupy.assertion import SnapshotAssertion

import annotator
from annotator.core.model import ROLES, Span
from annotator.core.session.guess import (
    Reach,
    Side,
    bare_word,
    clause_beside,
    content_start,
    guessed_span,
    next_edge,
    quoted_by,
    words,
)
from annotator.core.session.pointing import likelihood
from annotator.core.text.languages import lists_for
from tests.languages import ARTICLES

_END = re.compile(r"(?<=[.!?”\"])(?=\s+[“\"A-Z])")
_SIGNS = string.digits + string.ascii_letters


def texts() -> Iterator[tuple[str, Sequence[Span]]]:
    """An article of each language, with its sentences; in English, what stands between full stops."""
    for name in ("final", "harbour"):
        text = Path(annotator.__file__).with_name("articles").joinpath(f"{name}.txt").read_text(encoding="utf-8")
        body = text[text.index("\n\n") :].strip()
        ends = [end.start() for end in _END.finditer(body)]
        yield body, [Span(*ends) for ends in pairwise([0, *ends, len(body)])]
    yield from ((one.text, one.sentences) for one in ARTICLES if one.name.endswith("-1"))


def guesses(text: str, window: Span) -> Iterator[str]:
    """The lines about a sentence."""
    edges: list[tuple[int, str]] = []
    for side, sign in ((Side.START, "⟨"), (Side.END, "⟩")):
        at: int | None = window.start - 1
        while at is not None and (at := next_edge(text, window, at, side, 1, Reach.PLAUSIBLE)) is not None:
            edges.append((at, sign))
    shown, last = "", window.start
    for at, sign in sorted(edges):
        shown, last = f"{shown}{text[last:at]}{sign}", at
    yield " ".join((shown + text[last : window.end]).split())
    all_words = words(text, window)
    for kind in ("content", "cue"):
        yield "".join(map(str, likelihood(text, all_words, kind)))
    numbers = range(len(all_words))
    for kind in ROLES:
        ends = [guessed_span(text, window, kind, word, None).end for word in all_words]
        more = [
            sum(word.start < other.start < end for other in all_words)
            for word, end in zip(all_words, ends, strict=True)
        ]
        yield from _row(kind, more, reversed(numbers), all_of_them=kind == "content")
    starts = [content_start(text, window, word) for word in all_words]
    more = [
        sum(start <= other.start < word.start for other in all_words)
        for word, start in zip(all_words, starts, strict=True)
    ]
    yield from _row("before", more, numbers, all_of_them=True)
    lists = lists_for(text)
    verbs = {*lists.reporting, *lists.source_follows, *lists.leads_alone}
    for word in all_words:
        if bare_word(word.of(text)) in verbs or word.of(text).endswith(":"):
            part = quoted_by(text, window, guessed_span(text, window, "cue", word, None))
            if part is not None:
                yield f"{part.type}: {_told(text, part.cue, part.source, *part.content)}"
                yield _told(text, *(clause_beside(text, window, part.content[0]) or ()))


def _row(name: str, more: Iterable[int], most: Iterable[int], *, all_of_them: bool) -> Iterator[str]:
    """A sign for each word, `.` for none more and `-` for all; no row where all, or else none, is said of each."""
    pairs = [*zip(more, most, strict=True)]
    if any(count != (at_most if all_of_them else 0) for count, at_most in pairs):
        signs = ("." if not count else "-" if count == at_most else _SIGNS[count] for count, at_most in pairs)
        yield f"{''.join(signs)} {name}"


def _told(text: str, *spans: Span | None) -> str:
    return " | ".join("-" if span is None else " ".join(span.of(text).split()) for span in spans)


def test_guesses_are_those_of_before(snapshot: SnapshotAssertion) -> None:
    told = ("\n".join(guesses(text, window)) for text, sentences in texts() for window in sentences)
    assert "\n\n".join(told) == snapshot
