"""What a file says of one text, whatever format it came in; no span of it has gone unchecked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from annotator.core.errors import InputRefused
from annotator.core.model import Answer, Document, Labels, Quote, QuoteType, Span
from annotator.core.quotation_marks import type_by_marks


@dataclass(frozen=True, slots=True)
class SentenceSays:
    """An explicit decision of one sentence; labels None: those that the whole quotes of the text leave it."""

    span: Span
    answer: Answer
    labels: Labels | None
    topics: tuple[str, ...] = ()
    note: str | None = None
    flagged: bool = False
    implied: bool = False
    seconds: float = 0.0
    decided_at: str | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text and what was decided of it; every offset is a document offset.

    Without `sentences` every sentence of the text is decided (`answer`): the quotes are all there are. With them, only
    those are, and where `whole` is set they are all the sentences of the text. `rebuilt`: the text was put together
    from its sentences, with white space between; `claims` are spans with the words that the true text must hold there.
    `topics` hold for the sentences that overlap their spans.
    """

    document: Document
    where: str
    quotes: tuple[Quote, ...] = ()
    topics: tuple[tuple[Span, str], ...] = ()
    answer: Answer = Answer.ACCEPT
    sentences: tuple[SentenceSays, ...] | None = None
    whole: bool = False
    rebuilt: bool = False
    claims: tuple[tuple[Span, str], ...] = ()

    def fits(self, text: str) -> bool:
        """Whether the text holds every word that is claimed of it."""
        return all(span.of(text) == words for span, words in self.claims)


@dataclass
class Remarks:
    """What could not be taken as it stood, counted: for people."""

    loose: int = 0
    text_topics: int = 0
    narrowed: int = 0
    rejected: int = 0
    annotators: set[str] = field(default_factory=set)


def refuse(where: str, reason: str) -> NoReturn:
    """Raise InputRefused for the place in the file."""
    raise InputRefused(f"{where}: {reason}", "mend it; nothing of the file was taken")


def checked_span(start: Any, end: Any, text: str, where: str, words: Any = None) -> Span:
    """The span, if it is one of the text; if `words` are given, the text must hold just them (white space aside)."""
    if not _is_whole(start) or not _is_whole(end) or not 0 <= start < end <= len(text):
        refuse(where, f"{str([start, end])[:60]} is no span of the text")
    span = Span(start, end)
    if isinstance(words, str) and "".join(words.split()) != "".join(span.of(text).split()):
        refuse(where, f"{[start, end]} holds {span.of(text)[:40]!r}, not {words[:40]!r}")
    return span


def type_of(given: Any, content: Iterable[Span], text: str, where: str) -> QuoteType:
    """The quote's type as given; None or a plain `content` is judged by the quotation marks in its words."""
    if given is not None and str(given).lower() not in ("content", ""):
        try:
            return QuoteType(str(given).lower())
        except ValueError:
            refuse(where, f"no type of quote named {str(given)[:40]!r} (direct, indirect, mixed)")
    return type_by_marks(" ".join(span.of(text) for span in content))


def optional_text(value: Any, where: str, what: str) -> str | None:
    """The value, if it is a string with something in it, or None."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        refuse(where, f"the {what} is no string")
    return value


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
