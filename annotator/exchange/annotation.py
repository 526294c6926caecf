"""What a file of annotations says of one text, in any format, and the checks and steps that readers share."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from annotator.core.decision import LONGEST, LONGEST_NAME, Answer, Sight
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.model import Attributes, Document, Labels, Quote, QuoteType, Span, attributes_of
from annotator.core.text import type_in_text
from annotator.exchange.strict_json import MEND

Entry = tuple[dict[str, Any], str]
"""A record of a file, and where it stands in it: `file:line`, for messages."""


@dataclass(frozen=True, slots=True)
class SentenceDecision:
    """An explicit decision of one sentence. Without `labels` it has its parts of the text's quotes, and `topics`."""

    span: Span
    answer: Answer
    labels: Labels | None
    topics: tuple[str, ...] = ()
    note: str | None = None
    flagged: bool = False
    implied: bool = False
    seconds: float = 0.0
    decided_at: str | None = None
    sight: Sight = Sight.SUGGESTION


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text and what was decided of it; every offset is a document offset.

    Where `sentences` is None, every sentence of the text was decided (`answer`), and `quotes` are all that are in it.
    Otherwise only those sentences were, and `all_sentences` says whether the text has no others. `rebuilt`: the text
    was put together from its sentences, with white space between; `claims` are spans with the words that the true text
    must hold there. `topics` hold for the sentences that overlap their spans.
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

    def fits(self, text: str) -> bool:
        """Whether the text holds every word that is claimed of it."""
        return all(span.of(text) == words for span, words in self.claims)


def _raised(error: InputRefused) -> None:
    raise error


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
    left_out: Callable[[InputRefused], None] = _raised


def refuse(where: str, reason: str) -> NoReturn:
    """Raise InputRefused for the place in the file."""
    raise InputRefused(f"{where}: {reason}", MEND)


def span_from(start: Any, end: Any, where: str) -> Span:
    """The span, if it can be one of a text. Raises InputRefused."""
    if not is_whole(start) or not is_whole(end) or not 0 <= start < end:
        refuse(where, f"{str([start, end])[:60]} is no span of the text")
    return Span(start, end)


def checked_span(start: Any, end: Any, text: str, where: str, words: Any = None) -> Span:
    """The span, if it is one of the text; if `words` are given, the text must hold just them (white space aside)."""
    span = span_from(start, end, where)
    if end > len(text):
        refuse(where, f"{[start, end]} is no span of the text, which has {len(text)} characters")
    if isinstance(words, str) and "".join(words.split()) != "".join(span.of(text).split()):
        refuse(where, f"{[start, end]} holds {span.of(text)[:40]!r}, not {words[:40]!r}")
    return span


def type_of(given: Any, content: Iterable[Span], text: str, where: str) -> QuoteType:
    """The quote's type as given; None or a plain `content` is judged by the quotation marks around its words."""
    return quote_type(given, where) or type_in_text(text, content)


def quote_type(given: Any, where: str) -> QuoteType | None:
    """The type of that name; None for none, and for a plain `content`. Raises InputRefused for a type there is not."""
    name = "" if given is None else str(given).lower()
    try:
        return None if name in ("content", "") else QuoteType(name)
    except ValueError:
        refuse(where, f"no type of quote named {name[:40]!r} (direct, indirect, mixed)")


def optional_text(value: Any, where: str, what: str) -> str | None:
    """The value, if it is a string with something in it, or None."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        refuse(where, f"the {what} is no string")
    return value


def speaker_from(value: Any, where: str) -> str | None:
    """The name of a speaker, or None for none. Raises InputRefused for what is no name that can be kept."""
    name = optional_text(value, where, "speaker")
    if name is not None and len(name) > LONGEST_NAME:
        refuse(where, f"a speaker has more than {LONGEST_NAME} characters")
    return name


def texts_of(given: Any, where: str, what: str) -> tuple[str, ...]:
    """The texts of a list, or none. Raises InputRefused for anything else."""
    values = list_of(given, where, what)
    if not all(isinstance(value, str) and value for value in values):
        refuse(where, f"{what} are no list of names")
    return tuple(values)


def moment_from(given: Any, where: str) -> str | None:
    """A point in time as the database writes it, or None for none. Raises InputRefused for what is no ISO 8601."""
    text = optional_text(given, where, "time")
    try:
        return None if text is None else utc_text(text)
    except ValueError:
        refuse(where, f"no time: {one_line(text or '', 40)!r}")


def seconds_from(given: Any, where: str) -> float:
    """What a decision took, in seconds, at most `LONGEST`; 0 for nothing. Raises InputRefused for what is no number."""
    if given is None:
        return 0.0
    if isinstance(given, bool) or not isinstance(given, int | float) or not given >= 0:
        refuse(where, f"{str(given)[:40]} is no number of seconds")
    return min(float(given), LONGEST)


def attributes_from(given: Any, where: str) -> Attributes:
    """The attributes of a quote from an object of names and values, or from nothing. Raises InputRefused."""
    if given is None:
        return ()
    if not isinstance(given, dict) or not all(isinstance(value, str) and value for value in given.values()):
        refuse(where, "attributes is no object of names and values")
    return attributes_of(given)


def list_of(given: Any, where: str, what: str) -> list[Any]:
    """The list that was given, empty for none. Raises InputRefused for what is no list."""
    if given is None:
        return []
    if not isinstance(given, list):
        refuse(where, f"{what} is no list")
    return given


def key_of(given: Any, where: str) -> str | int:
    """The id that links one thing of a record to another. Raises InputRefused for what can be no id."""
    if isinstance(given, bool) or not isinstance(given, str | int):
        refuse(where, "an id is no string and no whole number")
    return given


_ANSWERS = {"accept": Answer.ACCEPT, "reject": Answer.REJECT, "skip": Answer.SKIP, "ignore": Answer.SKIP}


def answer_of(record: dict[str, Any], where: str) -> Answer:
    """The answer of a task, `accept` where it names none. Raises InputRefused for one that there is not."""
    given = record.get("answer", "accept")
    if given not in _ANSWERS:
        refuse(where, f"no answer {str(given)[:40]!r}")
    return _ANSWERS[given]


def topics_of(given: Any, where: str) -> list[str]:
    """The names of topics in a list; other tools number some. Raises InputRefused for one that is none or too long."""
    topics = list_of(given, where, "topics")
    for topic in topics:
        if isinstance(topic, bool) or not isinstance(topic, str | int) or topic == "":
            refuse(where, f"{str(topic)[:40]!r} names no topic")
        if len(str(topic)) > LONGEST_NAME:
            refuse(where, f"a topic has more than {LONGEST_NAME} characters")
    return [str(topic) for topic in topics]


def text_topics(given: Any, document: Document, where: str) -> tuple[tuple[Span, str], ...]:
    """Topics of the whole text, each as one span over all of it. Raises InputRefused as `topics_of` does."""
    span = Span(0, len(document.text))
    return tuple((span, topic) for topic in topics_of(given, where))


@contextmanager
def as_its_format_has_it(where: str) -> Iterator[None]:
    """Refuse a record that lacks what its format has: that is the file's fault, not a fault of ours."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        reason = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise InputRefused(f"{where}: not as its format has it ({one_line(reason, 80)})", MEND) from error


def is_whole(value: Any) -> bool:
    """Whether it is a whole number, and no truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


# ---- Points in time as the database writes them, so that texts compare as times do.


def utc_text(given: str) -> str:
    """A date or time of ISO 8601 in UTC, to the millisecond; without a time zone it is UTC already.

    Raises ValueError for what is none, or is beyond the years that there are.

    >>> utc_text("2026-03-13T10:12:44.12+01:00")
    '2026-03-13T09:12:44.120Z'
    """
    moment = datetime.fromisoformat(given)
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"no year of ours: {given}") from None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


# ---- Quotes from labelled spans and the relations between them: how Prodigy, doccano and Label Studio keep them.


_CONTENT = frozenset({"content", *QuoteType})


@dataclass(frozen=True, slots=True)
class Marked:
    """A labelled span: its label is `content` or a type of quote, `cue` or `source`; others mean nothing here.

    Content may carry what is said of its quote: type, speaker and attributes.
    """

    span: Span
    label: str
    type: str | None = None
    speaker: str | None = None
    attributes: Attributes = ()

    @property
    def is_content(self) -> bool:
        """Whether it holds what was said."""
        return self.label.lower() in _CONTENT


def marked_span(given: Mapping[str, Any], span: Span, where: str) -> Marked:
    """The span with the label, speaker and attributes that an entry of a record names. Raises InputRefused."""
    speaker, attributes = speaker_from(given.get("speaker"), where), attributes_from(given.get("attributes"), where)
    return Marked(span, str(given.get("label")), speaker=speaker, attributes=attributes)


def linked_quotes(
    spans: Mapping[Hashable, Marked],
    links: Iterable[tuple[Hashable, Hashable]],
    text: str,
    where: str,
    remarks: Remarks,
) -> tuple[Quote, ...]:
    """The quotes that labelled spans make. Content spans that are linked are one quote, with the cue and source linked
    to any of them.

    `links` are pairs of keys of `spans`, in either direction. A cue or source without a link is counted as loose.
    """
    quote_of: dict[Hashable, int] = {key: number for number, key in enumerate(spans) if spans[key].is_content}
    others: list[tuple[Hashable, Hashable]] = []
    for first, second in links:
        if first in quote_of and second in quote_of:
            kept, gone = quote_of[first], quote_of[second]
            quote_of = {key: kept if number == gone else number for key, number in quote_of.items()}
        else:
            others.append((first, second) if first in quote_of else (second, first))
    roles: dict[tuple[int, str], Span] = {}
    used: set[Hashable] = set()
    for content, other in others:
        if content in quote_of and other in spans and other not in quote_of:
            used.add(other)
            roles.setdefault((quote_of[content], spans[other].label.lower()), spans[other].span)
    remarks.loose += sum(
        key not in used and not marked.is_content and marked.label.lower() in ("cue", "source")
        for key, marked in spans.items()
    )
    return tuple(
        _quote([spans[key] for key, mine in quote_of.items() if mine == number], roles, number, text, where)
        for number in dict.fromkeys(quote_of.values())
    )


def _quote(pieces: list[Marked], roles: Mapping[tuple[int, str], Span], number: int, text: str, where: str) -> Quote:
    pieces = sorted(pieces, key=lambda marked: marked.span)
    content = tuple(marked.span for marked in pieces)
    given = next((marked.type for marked in pieces if marked.type), None) or pieces[0].label
    return Quote(
        content=content,
        type=type_of(given, content, text, where),
        cue=roles.get((number, "cue")),
        source=roles.get((number, "source")),
        speaker=next((marked.speaker for marked in pieces if marked.speaker), None),
        attributes=next((marked.attributes for marked in pieces if marked.attributes), ()),
    )
