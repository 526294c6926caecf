"""What annotators of a database make of the topics that are suggested, and by which words topics go that they give.

Of each suggested topic the word that decided it is known. Decisions are counted for these words, and for all other
words of the sentences that were decided: what is rejected stops being suggested, what tells of a topic is learned.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.core.model import TopicSuggestion

SHIPPED = 0.8
"""The share of suggested topics that is taken for right before any decision: about what it is on news items."""
_OF_LABEL, _OF_TERM = 10.0, 3.0
"""How many cases this share is worth for a topic, and the topic's share for one of its terms. Set by hand."""
_OF_WORD, _EVEN = 3.0, 0.5
"""The share that is expected of a word that may tell of a topic, and how many cases this is worth. Set by hand."""
_LEAST_TELLING = 10.83
"""The log-likelihood ratio from which a word tells of a topic: by chance one in a thousand words has it."""
_LEAST_ARTICLES = 3
"""In how many articles a word stands where a topic was added before it can be one of its terms. Set by hand."""
_LEAST_SHARE = 0.6
"""The share of the sentences with a word, but without a term, that have a topic, from which it is one of its terms."""
_MOST_WORDS = 500
"""The words of a topic that are kept, the most telling ones: bounds the memory that a large database takes."""

_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Kept:
    """How often a topic was suggested for some reason, and how often somebody kept it."""

    kept: int = 0
    offered: int = 0

    def plus(self, other: Kept) -> Kept:
        """The sum of both."""
        return Kept(self.kept + other.kept, self.offered + other.offered)

    def share(self, expected: float, worth: float) -> float:
        """The share that is kept, where `expected` counts as so many cases."""
        return (self.kept + worth * expected) / (self.offered + worth)


@dataclass(frozen=True, slots=True)
class TopicHabits:
    """What became of suggested topics, by topic and by the word that decided; and words that tell of a topic.

    Terms are as they stood in the text, `words` in lower case. `words`: of the sentences that a topic was not suggested
    for, those with such a word, and to how many of these it was added.
    """

    labels: Mapping[str, Kept] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, Kept]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Kept]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.labels or self.words)

    def share(self, label: str, of_term: Kept | None = None) -> float:
        """The share of suggestions of a topic that will be kept, of those by a term if its earlier ones are given."""
        of_label = self.labels.get(label, Kept()).share(SHIPPED, _OF_LABEL)
        return of_label if of_term is None else of_term.share(of_label, _OF_TERM)

    def share_of_word(self, label: str, word: str) -> float:
        """The share of the sentences with one of the `words` that have the topic, though no term of it."""
        return self.words[label][word].share(_EVEN, _OF_WORD)

    def reason(self, topic: TopicSuggestion) -> str | None:
        """In one line, what decisions say of the word that decided a suggested topic; None where they say nothing.

        >>> habits = TopicHabits(terms={"sport": {"match": Kept(1, 4)}}, words={"sport": {"regatta": Kept(5, 6)}})
        >>> habits.reason(TopicSuggestion("sport", 0.7, "Match"))
        'kept 1 of 4 here'
        >>> habits.reason(TopicSuggestion("sport", 0.7, "regatta"))
        'added with it 5 of 6 here'
        """
        word = topic.because.casefold()
        found = self.words.get(topic.label, {}).get(word)
        if found is not None:
            return f"added with it {found.kept} of {found.offered} here"
        term = Kept()
        for known, counts in self.terms.get(topic.label, {}).items():
            term = term.plus(counts) if known.casefold() == word else term
        return f"kept {term.kept} of {term.offered} here" if term.offered else None

    def to_json(self) -> dict[str, Any]:
        """The habits as plain values."""
        return {
            "labels": _plain(self.labels),
            "terms": {label: _plain(terms) for label, terms in sorted(self.terms.items())},
            "words": {label: _plain(words) for label, words in sorted(self.words.items())},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TopicHabits:
        """The habits that `to_json` wrote."""
        terms, words = ({label: _kept(counts) for label, counts in data[name].items()} for name in ("terms", "words"))
        return cls(_kept(data["labels"]), terms, words)


def _plain(counts: Mapping[str, Kept]) -> dict[str, list[int]]:
    return {name: [one.kept, one.offered] for name, one in sorted(counts.items())}


def _kept(counts: Mapping[str, Iterable[int]]) -> dict[str, Kept]:
    return {name: Kept(*pair) for name, pair in counts.items()}


class TopicCounts:
    """Counts what annotators decided of topics, sentence by sentence and article by article."""

    def __init__(self) -> None:
        self._labels: Counter[tuple[str, bool]] = Counter()
        self._terms: Counter[tuple[str, str, bool]] = Counter()
        self._sentences = _Occurrences()
        self._suggested: defaultdict[str, _Occurrences] = defaultdict(_Occurrences)
        self._missed: defaultdict[str, _Occurrences] = defaultdict(_Occurrences)

    def add(self, sentences: Iterable[tuple[str, Collection[str], Sequence[TopicSuggestion]]]) -> None:
        """Count the decided sentences of one article: the text of each, its topics, and those that were suggested."""
        missed: defaultdict[str, set[str]] = defaultdict(set)
        for text, given, suggested in sentences:
            words = words_of(text)
            self._sentences.add(words)
            for topic in suggested:
                self._count(topic, topic.label in given, text)
            labels = {topic.label for topic in suggested}
            for label in labels:
                self._suggested[label].add(words)
            for label in set(given) - labels:
                self._missed[label].add(words)
                missed[label].update(words)
        for label, of_article in missed.items():
            self._missed[label].articles.update(of_article)

    def _count(self, topic: TopicSuggestion, kept: bool, text: str) -> None:
        self._labels[topic.label, kept] += 1
        # What a sentence was given for its neighbours' sake says nothing of their words.
        if topic.because in text:
            self._terms[topic.label, topic.because, kept] += 1

    def habits(self) -> TopicHabits:
        """The habits that the counts show."""
        labels = {label for label, _ in self._labels}
        terms: defaultdict[str, dict[str, Kept]] = defaultdict(dict)
        for label, word in sorted({(label, word) for label, word, _ in self._terms}):
            kept, dropped = self._terms[label, word, True], self._terms[label, word, False]
            terms[label][word] = Kept(kept, kept + dropped)
        return TopicHabits(
            {label: Kept(n := self._labels[label, True], n + self._labels[label, False]) for label in sorted(labels)},
            dict(terms),
            {label: words for label in sorted(self._missed) if (words := self._telling(label))},
        )

    def _telling(self, label: str) -> dict[str, Kept]:
        """The words that stand much more often than others where a topic was added to the suggested ones."""
        missed, suggested = self._missed[label], self._suggested[label]
        total = self._sentences.count - suggested.count
        found: list[tuple[float, str, Kept]] = []
        for word, both in missed.words.items():
            of_word = self._sentences.words[word] - suggested.words[word]
            if missed.articles[word] < _LEAST_ARTICLES or both < _LEAST_SHARE * of_word:
                continue
            ratio = log_likelihood_ratio(both, of_word, missed.count, total)
            if ratio >= _LEAST_TELLING:
                found.append((-ratio, word, Kept(both, of_word)))
        return {word: counts for _, word, counts in sorted(found, key=lambda row: row[:2])[:_MOST_WORDS]}


class _Occurrences:
    """Some sentences: how many, in how many of them each word stands, and in how many articles, where that counts."""

    def __init__(self) -> None:
        self.count = 0
        self.words: Counter[str] = Counter()
        self.articles: Counter[str] = Counter()

    def add(self, words: Iterable[str]) -> None:
        self.count += 1
        self.words.update(words)


def words_of(text: str) -> frozenset[str]:
    """The words of a sentence by which it may have a topic, in lower case."""
    return frozenset(_WORD.findall(text.casefold()))


def log_likelihood_ratio(both: int, one: int, other: int, total: int) -> float:
    """How surprising it is that two things meet so often (Dunning's G²); 0 where they meet less often than by chance.

    >>> round(log_likelihood_ratio(5, 5, 10, 100), 1), log_likelihood_ratio(1, 10, 10, 100)
    (25.8, 0.0)
    """
    if both * total <= one * other:
        return 0.0
    table = ((both, other - both), (one - both, total - one - other + both))
    return 2 * sum(
        count * math.log(count * total / (of_row * of_column))
        for row, of_row in zip(table, (other, total - other), strict=True)
        for count, of_column in zip(row, (one, total - one), strict=True)
        if count
    )
