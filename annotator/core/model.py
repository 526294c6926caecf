"""The words of the vocabulary as small records that nothing changes once they are made.

Every span is half-open, `[start, end)`, in Unicode code points of its document's `text`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, Self, TypeVar

ROLES = CONTENT, CUE, SOURCE = ("content", "cue", "source")
"""What the words of a quote can be in it."""
MAX_TOPICS = 3
"""The most topics that a sentence may have."""
SAME_CONTENT = 0.5
"""The share of what two contents cover together that they have in common where they are the same quote."""

K = TypeVar("K")
T = TypeVar("T")

Attributes = tuple[tuple[str, str], ...]
"""Properties of a quote that the label scheme declares: (name, value) pairs, sorted by name, each name once."""


def attributes_of(values: Mapping[str, str]) -> Attributes:
    """The attributes with those values by name."""
    return tuple(sorted(values.items()))


class Span(NamedTuple):
    """`[start, end)` in code points of the document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The text this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Span) -> bool:
        """Whether this span lies wholly inside the other."""
        return other.start <= self.start and self.end <= other.end

    def cut_to(self, other: Span) -> Span:
        """What of this span lies inside the other, which it overlaps."""
        return Span(max(self.start, other.start), min(self.end, other.end))

    def shifted(self, by: int) -> Span:
        """The span that many code points further on (further back with a negative number)."""
        return Span(self.start + by, self.end + by)


Spans = tuple[Span, ...]
"""Places of a text, mostly in its order."""


class Located(Protocol):
    """What has a place in a text: a span, a sentence, a word."""

    @property
    def start(self) -> int:
        """Where it begins, in code points."""

    @property
    def end(self) -> int:
        """Where it ends."""


P = TypeVar("P", bound=Located)


def numbers_touched(places: Sequence[Located], span: Span) -> range:
    """The numbers of the places that share a code point with the span.

    All are in text order, and none overlaps another.
    """
    first = bisect_right(places, span.start, key=lambda place: place.end)
    return range(first, bisect_left(places, span.end, first, key=lambda place: place.start))


def places_touched(places: Sequence[P], span: Span) -> Sequence[P]:
    """The places of which `numbers_touched` gives the numbers."""
    numbers = numbers_touched(places, span)
    return places[numbers.start : numbers.stop]


def grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    """All that stands behind the same key, by the keys, both in the order in which they come.

    >>> grouped((len(word), word) for word in ("an", "owl", "is"))
    {2: ['an', 'is'], 3: ['owl']}
    """
    groups: dict[K, list[T]] = {}
    for key, member in pairs:
        groups.setdefault(key, []).append(member)
    return groups


def size_of(spans: Iterable[Span]) -> int:
    """How many code points the spans have together."""
    return sum(end - start for start, end in spans)


def in_common(spans: Iterable[Span], others: Sequence[Span]) -> int:
    """How many code points lie in spans of both; neither has spans that overlap each other."""
    return sum(max(0, min(span.end, other.end) - max(span.start, other.start)) for span in spans for other in others)


def is_same_content(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether two contents are those of one quote, however their edges differ."""
    shared = in_common(spans, others)
    both = size_of((*spans, *others)) - shared
    return shared > 0 and shared >= SAME_CONTENT * both


def united(spans: Iterable[Span]) -> Spans:
    """Return the spans in text order, with those that overlap or touch made one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


class QuoteType(StrEnum):
    """How the words were given: the speaker's own, in paraphrase, or a paraphrase that holds quoted words."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"

    def following(self, by: int, among: Iterable[QuoteType]) -> QuoteType:
        """The next type (+1) or the one before (-1), round and round, of those `among`.

        A type that is not among them is left for its neighbours and not come back to.
        """
        wanted = {*among, self}
        order = [kind for kind in QuoteType if kind in wanted]
        return order[(order.index(self) + by) % len(order)]

    def nearest(self, among: Collection[QuoteType]) -> QuoteType:
        """The type itself if it is among these, else the one that says most of the same.

        For a mixed quote that is an indirect one, for the two others a mixed one.
        """
        first = QuoteType.INDIRECT if self is QuoteType.MIXED else QuoteType.MIXED
        order: tuple[QuoteType, ...] = (self, first, *QuoteType)
        return next(kind for kind in order if kind in among)


QUOTE_TYPES = tuple(QuoteType)
"""All of them, which a label scheme may choose among."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `text` never changes after import; `body_start` is where the header ends, in code points.

    `first_id`: the id of its first edition, where it is a later one.
    """

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    published: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    body_start: int = 0
    first_id: str | None = None

    @property
    def lasting_id(self) -> str:
        """The id that it keeps however often it is corrected: by its hash parts of a data set are drawn."""
        return self.first_id or self.id

    @property
    def own_text(self) -> str:
        """The text without its header."""
        return self.text[self.body_start :]


_VERSION = re.compile(r"(~[0-9]+)+\Z")


def article_of(document_id: str) -> str:
    """The article that a document is a version of: `id` of `id~2`, or of `id~3~2`, as two copies each had a third."""
    return _VERSION.sub("", document_id)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit an annotator steps through; `index` counts from 0 within the document."""

    index: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The sentence's place in the document."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said (or thought) what: the fields that a whole quote and its parts have in common.

    `content` holds one span or more in text order, `cue` the words that tell of the saying, `source` the mention of who
    said it, `speaker` their canonical name (None: nobody known). `score` is the probability that it is right, `rule`
    names what found it; a person's decision has neither.
    """

    content: Spans
    type: QuoteType
    cue: Span | None = None
    source: Span | None = None
    speaker: str | None = None
    score: float | None = None
    rule: str | None = None
    attributes: Attributes = ()

    def bare(self) -> Self:
        """The same without where it came from: what an annotator vouches for."""
        return self if self.score is None and self.rule is None else replace(self, score=None, rule=None)

    def spans(self, role: str) -> Spans:
        """The spans of a role (see `ROLES`); none where it has none."""
        spans: Spans | Span | None = getattr(self, role)
        return (spans,) if isinstance(spans, Span) else spans or ()

    def beside(self) -> tuple[tuple[str, Span], ...]:
        """Cue and source, each behind its role, as far as it has them."""
        return tuple((role, span) for role in ("cue", "source") for span in self.spans(role))

    def everywhere(self) -> Spans:
        """All its spans, whatever their role."""
        return (*self.content, *(span for _, span in self.beside()))

    def with_spans(self, role: str, spans: Spans) -> Self:
        """The same with other spans of a role: of cue and source one, or none."""
        changed: dict[str, Any] = {role: spans if role == "content" else next(iter(spans), None)}
        return replace(self, **changed)

    def with_span(self, role: str, number: int, span: Span) -> Self:
        """The same with that span in the place of the one of that number (from 0) of a role."""
        spans = self.spans(role)
        return self.with_spans(role, (*spans[:number], span, *spans[number + 1 :]))

    def shares_content(self, other: Attribution) -> bool:
        """Whether the contents of the two have a code point in common."""
        return any(span.overlaps(beside) for span in self.content for beside in other.content)

    def filled(self, other: Attribution) -> Self:
        """The same with cue, source and speaker of the other where it has none, and they lie over nothing of it."""
        filled = replace(self, speaker=self.speaker or other.speaker)
        for role, span in other.beside():
            if not filled.spans(role) and not any(map(span.overlaps, filled.everywhere())):
                filled = filled.with_spans(role, (span,))
        return filled

    def moved(self, move: Callable[[Span], Span | None]) -> Self:
        """The same with every span put where `move` says. A span for which it says None is left out.

        The content is empty where `move` says None for all of it.
        """
        moved = self
        for role in ROLES:
            moved = moved.with_spans(role, tuple(filter(None, map(move, self.spans(role)))))
        return moved

    def shifted(self, by: int) -> Self:
        """The same with every span that many code points further on."""
        return self.moved(lambda span: span.shifted(by))

    def attribute(self, name: str) -> str | None:
        """The value of that attribute; None where it was given none."""
        return dict(self.attributes).get(name)

    def with_attribute(self, name: str, value: str | None) -> Self:
        """The same with another value of that attribute; None takes it away."""
        values = dict(self.attributes)
        values.pop(name, None)
        if value is not None:
            values[name] = value
        return replace(self, attributes=attributes_of(values))


@dataclass(frozen=True, slots=True)
class Quote(Attribution):
    """A whole quote, in however many sentences its content stands."""

    def part(self, content: Spans, cue: Span | None, source: Span | None, *, continues: bool) -> QuotePart:
        """What one sentence holds of the quote: some of its content, and the cue or source if they are given there."""
        return QuotePart(
            content, self.type, cue, source, self.speaker, self.score, self.rule, self.attributes, continues=continues
        )


@dataclass(frozen=True, slots=True)
class QuotePart(Attribution):
    """What one sentence holds of a quote.

    `continues` says that it carries on the quote before it. Cue and source are given in the part whose sentence they
    stand in; where they stand in a sentence without content of the quote, they are given in its first part.
    """

    continues: bool = False

    def whole(self) -> Quote:
        """The part as a whole quote: what a quote is before a later part joins it."""
        return Quote(
            self.content, self.type, self.cue, self.source, self.speaker, self.score, self.rule, self.attributes
        )


Parts = tuple[QuotePart, ...]
"""What is said of one sentence's quotes."""


def ending(quote: Attribution) -> tuple[int, int]:
    """What sorts quotes by where they end: of a quote and one within it that ends with it, the outer one comes last."""
    return quote.content[-1].end, -quote.content[0].start


def most_alike(quote: Attribution, others: Sequence[QuotePart | None]) -> int | None:
    """The number of the first of the others that shares most content with this quote; None where none shares any.

    Of two that share as much it is the shorter: of a quote and one within it the one within.
    """
    shares = [(in_common(quote.content, held.content), -size_of(held.content)) if held else (0, 0) for held in others]
    most = max(shares, default=(0, 0))
    return shares.index(most) if most[0] else None


class TopicSuggestion(NamedTuple):
    """A topic proposed for a sentence; `because` is the word that decided it."""

    label: str
    score: float
    because: str


def topics_by_sentence(
    given: Iterable[tuple[Span, TopicSuggestion]], sentences: Sequence[Located]
) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of each sentence, of those given for spans: the first `MAX_TOPICS` that touch it, each label once."""
    by_sentence: list[dict[str, TopicSuggestion]] = [{} for _ in sentences]
    for span, topic in given:
        for number in numbers_touched(sentences, span):
            by_sentence[number].setdefault(topic.label, topic)
    return tuple(tuple(topics.values())[:MAX_TOPICS] for topics in by_sentence)


class Labels(NamedTuple):
    """Everything said of one sentence: its quote parts, in text order, and its topics, at most `MAX_TOPICS`, by key."""

    quotes: Parts = ()
    topics: tuple[str, ...] = ()

    def with_quotes(self, quotes: Iterable[QuotePart]) -> Labels:
        """The labels with these quotes in the place of their own."""
        return Labels(tuple(quotes), self.topics)

    def put(self, number: int, *quotes: QuotePart, instead_of: int = 1) -> Labels:
        """The labels with these quotes in the place of so many of their own, from that number (from 0) on."""
        return self.with_quotes((*self.quotes[:number], *quotes, *self.quotes[number + instead_of :]))

    def bare(self) -> Labels:
        """The labels without scores and rules, for comparing and for keeping as a decision."""
        return self.with_quotes(quote.bare() for quote in self.quotes)


class CastMember(NamedTuple):
    """A speaker of the document: canonical name and its mentions in text order.

    `speaks`: whether it can be expected to speak. Places, say, are in the cast too, as some of them do. `kind` is
    `person`, `org` or `group`, `gender` `male` or `female`, as this document alone tells; None where it does not.
    """

    name: str
    mentions: Spans = ()
    speaks: bool = True
    kind: str | None = None
    gender: str | None = None


class QuoteReading(NamedTuple):
    """Another way to mark what some of a document's suggested quotes mark, or a quote where none is suggested.

    `replaces` holds the numbers, from 0, of the suggested quotes whose place it takes; `quotes` are what stands there
    instead. Both are used as in `Reading`, which is what one sentence shows of it. `probability`: that it is right.
    """

    replaces: tuple[int, ...]
    quotes: tuple[Quote, ...]
    probability: float

    def shifted(self, by: int) -> QuoteReading:
        """The same with every span that many code points further on."""
        return self._replace(quotes=tuple(quote.shifted(by) for quote in self.quotes)) if by else self


class Chance(NamedTuple):
    """A candidate that the rules saw in a document, whether or not it was suggested (see `core.habits`).

    `word`: what its cue goes by in the lexicon ("think", "point out"). `frame`: how cue and content stand to each
    other; `rule`: the name that people see of that. `score`: the probability that it is a quote by the figures that
    ship, without any habits. `kinds`: what else is known of it, each as "name=value". `admitted`: whether the guideline
    profile marks quotes of this kind. `opens`: what follows in further sentences may belong to it.
    """

    content: Spans
    cue: Span
    word: str
    frame: str
    rule: str
    score: float
    kinds: tuple[str, ...] = ()
    admitted: bool = True
    opens: bool = False

    def shifted(self, by: int) -> Chance:
        """The same with every span that many code points further on."""
        return self._replace(content=tuple(span.shifted(by) for span in self.content), cue=self.cue.shifted(by))


class Suggested(NamedTuple):
    """What a pipeline run proposes for a whole document; `topics` has one tuple a sentence.

    `readings`, likeliest first ("no quote" last), are empty unless the suggester was asked for them. In
    `boilerplate`, places that are no part of the article's own text, each with its kind ("newsletter", "share bar"),
    nothing is suggested. `chances`: the rules' candidates that the quotes were chosen from, made with the readings.
    """

    document: Document
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]
    topics: tuple[tuple[TopicSuggestion, ...], ...]
    cast: tuple[CastMember, ...] = ()
    readings: tuple[QuoteReading, ...] = ()
    boilerplate: tuple[tuple[Span, str], ...] = ()
    chances: tuple[Chance, ...] = ()

    def on(self, sentences: Sequence[Sentence]) -> Suggested:
        """The same for other sentences of the document: each has the topics of those that it shares words with."""
        own = zip(self.sentences, self.topics, strict=True)
        topics = topics_by_sentence(((sentence.span, topic) for sentence, given in own for topic in given), sentences)
        return self._replace(sentences=tuple(sentences), topics=topics)

    def kinds(self) -> list[str | None]:
        """Of each sentence the kind of boilerplate that it wholly is, or None."""
        kinds: list[str | None] = [None] * len(self.sentences)
        for place, kind in self.boilerplate:
            for number in numbers_touched(self.sentences, place):
                if self.sentences[number].span.within(place):
                    kinds[number] = kinds[number] or kind
        return kinds


@dataclass(frozen=True, slots=True)
class Run:
    """Which pipeline made suggestions: its name and version, and the settings that shaped them."""

    pipeline: str
    version: str
    settings: dict[str, Any] = field(default_factory=dict)


class Reading(NamedTuple):
    """Another way to mark what stands in a sentence than the suggested one.

    `replaces` holds the numbers, from 0, of the suggested quotes whose place it takes: two where it joins them, none
    where it is a quote of which nothing is suggested. `parts` are what stands there instead: two where it splits a
    quote, none where there is no quote. `probability`: that it is the right one; None where nobody says. `by`: the
    names of other suggesters who say so (see `core.quotes.assembly`).
    """

    replaces: tuple[int, ...]
    parts: Parts
    probability: float | None
    by: tuple[str, ...] = ()


class Suggestion(NamedTuple):
    """A run's labels for one sentence, as stored. `score`: that all its quotes are right; None where that is unknown.

    `readings` are what else it could be, likeliest first; that there is no quote comes last. `boilerplate` is its kind
    where the sentence is no part of the article's own text.
    """

    id: int
    run: str
    labels: Labels
    score: float | None = None
    topics: tuple[TopicSuggestion, ...] = ()
    readings: Sequence[Reading] = ()
    boilerplate: str | None = None


# ---- A document as commands name and list it: without its text.


class NamedBy(StrEnum):
    """What an article is named by."""

    NUMBER = "number"
    ID = "id"
    TITLE = "title"


class Article(NamedTuple):
    """A document without its text. `removed`: whether it is taken out."""

    number: int
    id: str
    title: str | None
    published: str | None
    sentences: int
    removed: bool

    @property
    def name(self) -> str:
        """What people call it: the title, or the id where it has none. Not yet safe to draw."""
        return self.title or self.id
