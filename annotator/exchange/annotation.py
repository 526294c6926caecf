"""What a file of annotations says of one text, in any format, and the checks and steps that readers share."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, NoReturn

from annotator.core.decision import LONGEST_NAME, Answer, NewDecision
from annotator.core.errors import InputRefused
from annotator.core.model import Document, Quote, QuoteType, Span, attributes_of
from annotator.core.text.marked_text import type_in_text
from annotator.exchange.lines import Record
from annotator.exchange.strict_json import MEND, LeaveOut, refused_all

PlacedRecord = tuple[Record, str]
"""A record of a file, and where it stands in it: `file:line`, for messages."""


Link = tuple[Hashable, Hashable]
"""Two labelled spans, by their keys, that belong together."""
OF_ALL = Span(0, 0)
"""The span of a topic that is one of a text as a whole: of which sentences, nobody says."""


class SentenceDecision(NamedTuple):
    """An explicit decision of one sentence, whose id is not known yet; the text's quotes in it are a part of it too."""

    span: Span
    decision: NewDecision
    decided_at: str | None


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text and what was decided of it; every offset is a document offset.

    Where `sentences` is None, every sentence of the text was decided (`answer`), and `quotes` are all that are in it.
    Otherwise only those sentences were, and `all_sentences` says whether the text has no others. `rebuilt`: the text
    was put together from its sentences, with white space between; `claims` are spans with the words that the true text
    must hold there. `topics` hold for the sentences that overlap their spans;
    those of the text as a whole have `OF_ALL`.
    """

    document: Document
    where: str
    quotes: tuple[Quote, ...] = ()
    topics: tuple[tuple[Span, str], ...] = ()
    answer: Answer = Answer.ACCEPT
    sentences: tuple[SentenceDecision, ...] | None = None
    all_sentences: bool = False
    rebuilt: bool = False
    claims: tuple[tuple[Span, str], ...] = ()

    def __post_init__(self) -> None:
        """Raise InputRefused for a span of `quotes` that is none of the text, and for a name that is too long."""
        for quote in self.quotes:
            for span in quote.everywhere():
                checked_span(*span, self.document.text, self.where)
        labels = [sentence.decision.labels for sentence in self.sentences or ()]
        names = [*(topic for _, topic in self.topics), *chain.from_iterable(label.topics for label in labels)]
        for attribution in chain(self.quotes, *(label.quotes for label in labels)):
            names += [attribution.speaker or "", *chain.from_iterable(attribution.attributes)]
        if any(len(name) > LONGEST_NAME for name in names):
            refuse(self.where, f"a speaker, topic or attribute of more than {LONGEST_NAME} characters")

    def fits(self, text: str) -> bool:
        """Whether the text holds every word that is claimed of it."""
        return all(span.of(text) == words for span, words in self.claims)


@dataclass
class Remarks:
    """Counts of what could not be taken as it stood, for the message to the user.

    `loose` are cues and sources that belong to no quote, `narrowed` those in several pieces, of which the first was
    taken. `rejected` are rejected tasks with spans: what would have been right, they do not say.

    `left_out` is told what is wrong with a record, and the others are read; usually it raises that, and one record that
    is wrong refuses all of the file.
    """

    loose: int = 0
    narrowed: int = 0
    rejected: int = 0
    left_out: LeaveOut = refused_all


def refuse(where: str, reason: str) -> NoReturn:
    """Raise InputRefused for the place in the file."""
    raise InputRefused(f"{where}: {reason}", MEND)


def checked_span(start: Any, end: Any, text: str, where: str, words: Any = None) -> Span:
    """The span, if it is one of the text and holds more than white space.

    If `words` are given, the text must hold just them (white space aside).
    """
    if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
        refuse(where, f"{str([start, end])[:60]} is no span of the text, which has {len(text)} characters")
    span = Span(start, end)
    if span.of(text).isspace():
        refuse(where, f"{[start, end]} holds white space alone")
    if isinstance(words, str) and "".join(words.split()) != "".join(span.of(text).split()):
        refuse(where, f"{[start, end]} holds {span.of(text)[:40]!r}, not {words[:40]!r}")
    return span


def span_of(given: Record, text: str, where: str) -> Span:
    """The span of a record that has its start, its end and perhaps its words (see `checked_span`)."""
    return checked_span(given.get("start"), given.get("end"), text, where, given.get("text"))


def type_of(given: Any, content: Iterable[Span], text: str, where: str) -> QuoteType:
    """The quote's type as given; none, or a plain `content`, is judged by the quotation marks around its words.

    Raises InputRefused for a type there is not.
    """
    name = "" if given is None else str(given).lower()
    try:
        return type_in_text(text, content) if name in ("content", "") else QuoteType(name)
    except ValueError:
        refuse(where, f"no type of quote named {name[:40]!r} (direct, indirect, mixed)")


def answer_of(record: Record) -> Answer:
    """The answer of a task, `accept` where it names none."""
    given = record.get("answer") or Answer.ACCEPT
    return Answer.SKIP if given == "ignore" else Answer(given)


# ---- Quotes from labelled spans and the relations between them: how Prodigy, doccano and Label Studio keep them.


_CONTENT = frozenset({"content", *QuoteType})


class Marked(NamedTuple):
    """A labelled span: its label is `content` or a type of quote, `cue` or `source`; others mean nothing here.

    `says`: what content may carry of its quote: `type`, `speaker` and `attributes` by their names.
    """

    span: Span
    label: str
    says: Record

    @property
    def is_content(self) -> bool:
        """Whether it holds what was said."""
        return self.label.lower() in _CONTENT


def marked_span(given: Record, span: Span) -> Marked:
    """The span with the label, speaker and attributes that an entry of a record names."""
    return Marked(span, str(given.get("label")), {key: given.get(key) for key in ("speaker", "attributes")})


def linked_annotation(
    document: Document,
    spans: Mapping[Hashable, Marked],
    links: Iterable[Link],
    topics: Iterable[str | int] | None,
    where: str,
    remarks: Remarks,
    answer: Answer = Answer.ACCEPT,
) -> Annotation:
    """What labelled spans say of a text. Content spans that are linked are one quote, with the cue and source linked
    to any of them.

    `links` are pairs of keys of `spans`, in either direction. A cue or source without a link is counted as loose. The
    topics hold for all of the text, and may be numbers.
    """
    parts = {key: [key] for key, marked in spans.items() if marked.is_content}  # one list for all of a quote
    others: list[Link] = []
    for first, second in links:
        if first not in parts or second not in parts:
            others.append((first, second) if first in parts else (second, first))
        elif parts[first] is not parts[second]:
            parts[first] += parts[second]
            parts |= dict.fromkeys(parts[second], parts[first])
    loose = {key for key, marked in spans.items() if marked.label.lower() in ("cue", "source")}
    for content, other in others:
        if content in parts and other in loose:
            parts[content].append(other)
    remarks.loose += len(loose.difference(*parts.values()))
    quotes = {id(keys): _quote([spans[key] for key in keys], document.text, where) for keys in parts.values()}
    return Annotation(
        document, where, (*quotes.values(),), tuple((OF_ALL, str(topic)) for topic in topics or ()), answer
    )


def _quote(parts: Sequence[Marked], text: str, where: str) -> Quote:
    """The quote of these spans; of several cues or sources the first one counts."""
    beside = {part.label.lower(): part.span for part in reversed(parts)}
    pieces = sorted((part for part in parts if part.is_content), key=lambda part: part.span)
    content = tuple(piece.span for piece in pieces)
    says = {key: value for piece in reversed(pieces) for key, value in piece.says.items() if value}
    return Quote(
        content=content,
        type=type_of(says.get("type", pieces[0].label), content, text, where),
        cue=beside.get("cue"),
        source=beside.get("source"),
        speaker=says.get("speaker"),
        attributes=attributes_of(says.get("attributes", {})),
    )
