"""The words of the vocabulary as small frozen dataclasses.

Every span is half-open, `[start, end)`, in Unicode code points of its document's `text`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple


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


class QuoteType(StrEnum):
    """How the words were given: the speaker's own, in paraphrase, or a paraphrase that holds quoted words."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"

    def following(self, by: int = 1) -> QuoteType:
        """The type that many places on in the cycle of the `d` key."""
        order = list(QuoteType)
        return order[(order.index(self) + by) % len(order)]


class Answer(StrEnum):
    """What an annotator said of a sentence's labels."""

    ACCEPT = "accept"
    REJECT = "reject"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `text` never changes after import; `body_start` is where the header ends, in code points."""

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    published: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    body_start: int = 0


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
class Quote:
    """A whole attribution: who said (or thought) what. `score` is a probability, `rule` names what found it."""

    content: tuple[Span, ...]
    type: QuoteType
    cue: Span | None = None
    source: Span | None = None
    speaker: str | None = None
    score: float | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class QuotePart:
    """What one sentence holds of a quote.

    `continues` says that it carries on the quote before it. Cue and source are given in the part whose sentence they
    stand in; where they stand in a sentence without content of the quote, they are given in its first part.
    """

    content: tuple[Span, ...]
    type: QuoteType
    cue: Span | None = None
    source: Span | None = None
    speaker: str | None = None
    continues: bool = False
    score: float | None = None
    rule: str | None = None

    def bare(self) -> QuotePart:
        """The part without where it came from: what an annotator vouches for."""
        return replace(self, score=None, rule=None)


@dataclass(frozen=True, slots=True)
class TopicSuggestion:
    """A topic proposed for a sentence; `because` is the word that decided it."""

    label: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class Labels:
    """Everything said of one sentence: its quote parts, in text order, and its topics (0-3 keys of the scheme)."""

    quotes: tuple[QuotePart, ...] = ()
    topics: tuple[str, ...] = ()

    def bare(self) -> Labels:
        """The labels without scores and rules, for comparing and for keeping as a decision."""
        return Labels(tuple(q.bare() for q in self.quotes), self.topics)


@dataclass(frozen=True, slots=True)
class CastMember:
    """A speaker of the document: canonical name and its mentions in text order."""

    name: str
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a pipeline run proposes for a whole document; `topics` has one tuple a sentence."""

    document: Document
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]
    topics: tuple[tuple[TopicSuggestion, ...], ...]
    cast: tuple[CastMember, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Which pipeline made suggestions: its name and version, and the settings that shaped them."""

    pipeline: str
    version: str
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A run's labels for one sentence, as stored. `score`: that all its quotes are right; None where it has none."""

    id: int
    run: str
    labels: Labels
    score: float | None = None
    topics: tuple[TopicSuggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What one annotator said of one sentence, as stored. `seconds` and `keys` are what it took."""

    id: int
    annotator: str
    answer: Answer
    labels: Labels
    decided_at: str
    note: str | None = None
    flagged: bool = False
    implied: bool = False
    seconds: float = 0.0
    keys: int = 0
    suggestion: int | None = None


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision on its way to the disk. `replaces` is the decision that was current when the sentence was drawn."""

    sentence_id: int
    answer: Answer
    labels: Labels
    suggestion: int | None = None
    replaces: int | None = None
    note: str | None = None
    flagged: bool = False
    implied: bool = False
    seconds: float = 0.0
    keys: int = 0


@dataclass(frozen=True, slots=True)
class DecidedSentence:
    """A sentence with one annotator's decision and the suggestion that it answered: what an export line is made of."""

    document: Document
    sentence: Sentence
    decision: Decision
    suggestion: Suggestion | None = None
