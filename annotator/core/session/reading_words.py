"""How a reading differs from what was suggested, in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.core.model import QuotePart, Span
from annotator.core.session.boundaries import STOPS, words

WIDEST = 32
"""Characters of the words that are repeated of the text. Set by hand."""


def told(text: str, sentence: Span, first: Sequence[QuotePart], parts: Sequence[QuotePart]) -> str:
    """How the `parts` of a reading differ from those that they would replace, the `first`.

    The words of the text in it are not made fit for a terminal.
    """
    if not parts:
        return "no quote"
    if not first:
        return "; ".join(_new(text, part) for part in parts)
    if len(first) > len(parts):
        return f"{len(first)} quotes as one"
    if len(parts) > len(first):
        return f"{len(parts)} quotes: {' / '.join(_cut(_said(text, part)) for part in parts)}"
    changes = [change for old, new in zip(first, parts, strict=True) for change in _changes(text, sentence, old, new)]
    return ", ".join(changes) or f"by {parts[0].speaker or 'nobody'}"


def _new(text: str, part: QuotePart) -> str:
    """A quote that was not suggested."""
    told = [f"“{_cut(_said(text, part))}”", *(_cut(span.of(text)) for span in (part.cue, part.source) if span)]
    return " · ".join(told)


def _changes(text: str, sentence: Span, old: QuotePart, new: QuotePart) -> Iterator[str]:
    """What is other in one quote than in another."""
    if old.content != new.content:
        yield _other_content(text, sentence, old.content, new.content)
    for name, before, after in (("cue", old.cue, new.cue), ("source", old.source, new.source)):
        if before != after:
            yield f"{name} {_cut(after.of(text))}" if after is not None else f"no {name}"
    if old.type is not new.type:
        yield str(new.type)
    if old.continues != new.continues:
        yield "goes on from before" if new.continues else "a quote of its own"


def _other_content(text: str, sentence: Span, old: tuple[Span, ...], new: tuple[Span, ...]) -> str:
    """Where the content begins or ends otherwise, or of how many pieces it is."""
    if len(old) != len(new):
        pieces = f"{len(new)} pieces" if len(new) > 1 else "one piece"
        return f"{pieces}: {' | '.join(_cut(span.of(text)) for span in new)}"
    said = []
    for before, after in zip(old, new, strict=True):
        if before.start != after.start:
            begins = " ".join(text[word.start : word.end] for word in words(text, after)[:2])
            said.append("from the beginning" if after.start <= sentence.start else f"from “{_cut(begins)}”")
        if before.end != after.end:
            ends = " ".join(text[word.start : word.end] for word in words(text, after)[-2:])
            rest = text[after.end : sentence.end].strip()
            said.append("to the end of the sentence" if not rest.strip(STOPS + " ") else f"to “{_cut(ends)}”")
    return ", ".join(said)


def _said(text: str, part: QuotePart) -> str:
    return " | ".join(span.of(text) for span in part.content)


def _cut(words: str) -> str:
    """The beginning and the end of what is too long to be repeated, in whole words where they are not long."""
    line = " ".join(words.split())
    if len(line) <= WIDEST:
        return line
    head, tail = line[: WIDEST // 2 - 1], line[1 - WIDEST // 2 :]
    return f"{head.rpartition(' ')[0] or head} … {tail.partition(' ')[2] or tail}"
