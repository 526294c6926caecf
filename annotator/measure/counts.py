"""The decisions of several annotators, document by document, and what they marked alike, as counts that add up.

Nobody is the one who is right: every count takes both of two annotators in the same way, and a match counts once for
each of the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, combinations
from typing import Any, NamedTuple

from annotator.core.decision import Answer, DecidedSentence, Decision, Sight, is_of_a_role
from annotator.core.model import (
    QUOTE_TYPES,
    ROLES,
    Document,
    Labels,
    Quote,
    QuoteType,
    Sentence,
    Span,
    grouped,
    numbers_touched,
    united,
)
from annotator.core.quotes.assembly import join_parts
from annotator.core.review.versions import FOUND_FROM, best_pairs, jaccard
from annotator.core.text.marked_text import letters, words_of
from annotator.measure.coefficients import Counts, count_share, count_values, masi_distance


class LeftOut(NamedTuple):
    """Decisions that are not compared, and compared ones that say less than others.

    `skipped`: put off, which decides nothing. `implied`: passed over unseen. `alone`: of sentences that nobody else
    decided. `in_passing` ones are compared, although nobody had opened the sentence when it was accepted.
    """

    skipped: int = 0
    implied: int = 0
    alone: int = 0
    in_passing: int = 0


class DocumentVersions(NamedTuple):
    """What several annotators decided of one document.

    `decisions`: by annotator (sorted by name) and sentence index. Only sentences that at least two annotators decided
    are here.
    """

    document: Document
    sentences: Mapping[int, Sentence]
    decisions: Mapping[str, Mapping[int, Decision]]

    def shared(self, pair: tuple[str, str]) -> frozenset[int]:
        """The sentences that both decided."""
        first, second = pair
        return frozenset(self.decisions[first].keys() & self.decisions[second].keys())

    def quotes(
        self, annotator: str, sentences: Collection[int], types: Collection[QuoteType] = QUOTE_TYPES
    ) -> tuple[Quote, ...]:
        """The annotator's whole quotes, put together from the parts in those sentences as an export does."""
        decided = self.decisions[annotator]
        return join_parts({index: decided[index].confirmed.quotes for index in decided if index in sentences}, types)


def documents_in_common(
    decided: Iterable[DecidedSentence], annotators: Collection[str] = ()
) -> tuple[list[DocumentVersions], LeftOut]:
    """The documents that at least two annotators decided in common, by id, and what was left out.

    Their order shapes what a bootstrap draws, and must be the same whoever reads the decisions, in every copy.

    `annotators`: only these; none: everybody who annotates. A sentence counts where somebody looked at it and confirmed
    or rejected it: skipped ones and those that were passed over unseen do not. Reviewers and candidates of a
    qualification, whose names begin with their role, are no annotators.
    """
    everybody = [row for row in decided if not is_of_a_role(row.decision.annotator)]
    wanted = [row for row in everybody if not annotators or row.decision.annotator in annotators]
    seen = [row for row in wanted if row.decision.answer is not Answer.SKIP]
    kept = [row for row in seen if not row.decision.implied]
    number = Counter(row.key for row in kept)
    shared = [row for row in kept if number[row.key] > 1]
    in_passing = sum(row.decision.sight is Sight.IN_PASSING for row in shared)
    documents = sorted(grouped((row.document.id, row) for row in shared).items())
    left_out = LeftOut(len(wanted) - len(seen), len(seen) - len(kept), len(kept) - len(shared), in_passing)
    return [_versions(rows) for _, rows in documents], left_out


def _versions(rows: list[DecidedSentence]) -> DocumentVersions:
    by_name = grouped((row.decision.annotator, row) for row in rows)
    decisions = {name: {row.sentence.index: row.decision for row in by_name[name]} for name in sorted(by_name)}
    sentences = {row.sentence.index: row.sentence for row in rows}
    return DocumentVersions(rows[0].document, dict(sorted(sentences.items())), decisions)


# ---- What a quote marks of a document's tokens and letters, and which quote of one annotator is which of another.
#
# No annotator is the one who is right, so nothing here may depend on who is called the first of two.


Numbers = frozenset[int]
"""What is marked: the numbers of tokens, or the places of letters in the text."""


class MarkedQuote(NamedTuple):
    """A quote with what it marks in each role: tokens, letters and digits, and runs of words.

    `all_tokens`: those of any role. `words` are stretches of words that follow one another, counted without marks.
    """

    quote: Quote
    all_tokens: Numbers
    tokens: Mapping[str, Numbers]
    letters: Mapping[str, Numbers]
    words: Mapping[str, tuple[Span, ...]]

    @property
    def order(self) -> tuple[Any, ...]:
        """What tells it from other quotes of the text, for a fixed order."""
        quote = self.quote
        named = (quote.type.value, quote.speaker or "", quote.attributes)
        return (quote.content, quote.cue or (), quote.source or (), *named)


class TokenizedText:
    """A text cut into tokens."""

    def __init__(self, text: str) -> None:
        """Find the tokens, and the words among them."""
        self._text, self.all_tokens = text, words_of(text)
        self._all_words = [token for token in self.all_tokens if not token.is_mark]

    def tokens(self, spans: Iterable[Span]) -> Numbers:
        """The tokens that the spans touch."""
        return frozenset(number for span in spans for number in numbers_touched(self.all_tokens, span))

    def words(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """The words that the spans touch. Pieces with no word between them are one."""
        pieces = (numbers_touched(self._all_words, span) for span in spans)
        return united(Span(piece.start, piece.stop) for piece in pieces if piece)

    def marked(self, quote: Quote) -> MarkedQuote:
        """What a quote marks in this text."""
        spans = {role: quote.spans(role) for role in ROLES}
        tokens = {role: self.tokens(spans[role]) for role in ROLES}
        return MarkedQuote(
            quote,
            frozenset().union(*tokens.values()),
            tokens,
            # What marks white space alone marks nothing.
            {role: letters(self._text, spans[role]) if tokens[role] else frozenset() for role in ROLES},
            {role: self.words(spans[role]) for role in ROLES},
        )


# ---- which quote is which


FARTHEST = 5
"""The most words that an edge may be off in the sweep of tolerances."""

Cost = Callable[[MarkedQuote, MarkedQuote], float | None]
"""How far two quotes that share a token are from each other; None where they cannot be the same."""


def one_to_one(
    quotes: Sequence[MarkedQuote], others: Sequence[MarkedQuote], cost: Cost
) -> list[tuple[int, int, float]]:
    """The numbers and the cost of the pairs that have the lowest cost, greedily, each quote in one pair at most.

    Of pairs that cost the same, those come first that have more else in common (type, speaker, cue, source,
    attributes), then those that come first in the text.
    """
    candidates = [
        ((price, -_alike(quote, other), sorted((quote.order, other.order))), i, j)
        for i, quote in enumerate(quotes)
        for j, other in enumerate(others)
        if not quote.all_tokens.isdisjoint(other.all_tokens) and (price := cost(quote, other)) is not None
    ]
    return [(i, j, rank[0]) for rank, i, j in best_pairs(candidates)]


def overlapping(role: str, quote: MarkedQuote, other: MarkedQuote) -> float | None:
    """1 minus the intersection over union (Jaccard) of the letters and digits in that role; None below FOUND_FROM.

    As PolNeAR's and PARC's annotations are compared with what programs find: `overlap` of docs/quality.md.
    """
    share = jaccard(quote.letters[role], other.letters[role]) or 0.0
    return 1 - share if share >= FOUND_FROM else None


def touching(quote: MarkedQuote, other: MarkedQuote) -> float | None:
    """Minus the tokens in common as content or as cue, in the same role; None without any.

    One mention can be the source of many quotes: to share it does not make two quotes the same.
    """
    common = sum(len(quote.tokens[role] & other.tokens[role]) for role in ("content", "cue"))
    return -common if common else None


def off_by(role: str, quote: MarkedQuote, other: MarkedQuote) -> float | None:
    """By how many words the edges in that role are off at most: 0 for the same letters and digits; None above FARTHEST.

    A span that begins or ends within another's word is off by 1. Spans with no letter in common are None, and so are
    contents in another number of pieces.
    """
    if quote.letters[role].isdisjoint(other.letters[role]):
        return None
    if quote.letters[role] == other.letters[role]:
        return 0
    mine, theirs = ([edge for span in marked.words[role] for edge in span] for marked in (quote, other))
    if len(mine) != len(theirs) or not mine:
        return None
    off = max(abs(edge - beside) for edge, beside in zip(mine, theirs, strict=True))
    return max(1, off) if off <= FARTHEST else None


def with_role(quotes: Iterable[MarkedQuote], role: str) -> list[MarkedQuote]:
    """Those that have that role. What marks white space alone marks nothing."""
    return [quote for quote in quotes if quote.tokens[role]]


def _alike(marked: MarkedQuote, other: MarkedQuote) -> int:
    names = ("type", "speaker", "cue", "source", "attributes")
    return sum(getattr(marked.quote, name) == getattr(other.quote, name) for name in names)


# ---- What two annotators marked alike in one document


ATTRIBUTION, ANY_ROLE, SPEAKER = "attribution_agreement", "attribution_any_role", "speaker_agreement"
"""Names of shares, as of the figures that are made of them."""
LABEL = "label"
"""What the names of shares begin with that tell of a kind of label, and the label, whether two gave it alike.

Of all that were given a label by either, the share that the other gave it too: positive specific agreement. For types
and attributes of quotes, those found with their contents overlapping; for topics, of sentences. See `count_quotes` for
the source.
"""
TOLERANCES = (0, 1, 2, 3, 5)
"""By how many words an edge may be off, in the sweep."""
NO_VALUE = ""
"""Stands for an attribute that a quote was not given."""

Pair = tuple[str, str]


def count_quotes(
    counts: Counts, pair: Pair, quotes: Sequence[MarkedQuote], others: Sequence[MarkedQuote], attributes: Sequence[str]
) -> None:
    """Count what the two have alike in their quotes of a document. `attributes`: names of those of the label scheme.

    F1 of the spans of a role is twice the matches by the spans of both; quotes without the role are left out on both
    sides. It takes both alike, and is positive specific agreement where what nobody marked cannot be counted (Hripcsak
    & Rothschild, Agreement, the F-Measure, and Reliability in Information Retrieval, JAMIA 12, 2005). `exact`: the same
    letters and digits; by role and a number of words: every edge may be off by so many (`off_by`); `overlap`: half of
    the letters and digits in common are enough (`overlapping`).
    """
    both = [*quotes, *others]
    _count_shared(counts, quotes, others)
    _count_shared(counts, others, quotes)
    count_share(counts, 2 * len(one_to_one(quotes, others, touching)), len(both), "detection_f1")
    for role in ROLES:
        number = len(with_role(both, role))
        matches = one_to_one(quotes, others, partial(overlapping, role))
        count_share(counts, 2 * len(matches), number, f"{role}_overlap_f1")
        if role == "content":
            for i, j, _ in matches:
                _count_matched(counts, pair, quotes[i].quote, others[j].quote, attributes)
        off = [cost for _, _, cost in one_to_one(quotes, others, partial(off_by, role))]
        count_share(counts, 2 * off.count(0), number, f"{role}_exact_f1")
        for words in TOLERANCES:
            count_share(counts, 2 * sum(cost <= words for cost in off), number, role, words)
    for kind, value in chain(*(_values(marked.quote, attributes) for marked in both)):
        if value:
            count_share(counts, 0, 1, LABEL, kind, value)


def _count_shared(counts: Counts, quotes: Sequence[MarkedQuote], others: Sequence[MarkedQuote]) -> None:
    """How many of the quotes share a token with one of the other's: attribution-wise agreement.

    That is the agr metric of Wiebe, Wilson & Cardie, Annotating Expressions of Opinions and Emotions in Language,
    Language Resources and Evaluation 39 (2005), section 6.1, in both directions, pooled over pairs; PARC (Pareti, PARC
    3.0, LREC 2016) and PolNeAR (2018) report it: in the same role, as content or as cue. A source does not count there:
    one mention can be the source of many quotes. `ANY_ROLE`: whatever the roles. For a single role: of the quotes with
    that role, those whose tokens of it touch those of one of the other's quotes.
    """
    theirs = {role: _together(others, role) for role in ROLES}
    anywhere = frozenset().union(*theirs.values())
    for quote in quotes:
        shares = {role: not quote.tokens[role].isdisjoint(theirs[role]) for role in ROLES}
        count_share(counts, shares["content"] or shares["cue"], 1, ATTRIBUTION)
        count_share(counts, not quote.all_tokens.isdisjoint(anywhere), 1, ANY_ROLE)
        for role in ROLES:
            count_share(counts, shares[role], bool(quote.tokens[role]), f"attribution_{role}")


def _together(quotes: Iterable[MarkedQuote], role: str) -> Numbers:
    """The tokens that any of the quotes marks in that role."""
    return frozenset().union(*(quote.tokens[role] for quote in quotes))


def _count_matched(counts: Counts, pair: Pair, mine: Quote, theirs: Quote, attributes: Sequence[str]) -> None:
    """Count what a quote that both have is said to be like: values for kappa, the same speakers and labels."""
    count_share(counts, mine.speaker == theirs.speaker, 1, SPEAKER)
    counts[("named",)] += mine.speaker is not None or theirs.speaker is not None
    for (kind, value), (_, other) in zip(_values(mine, attributes), _values(theirs, attributes), strict=True):
        counts["kappa", kind, pair, value, other] += 1
        counts["valued", kind] += bool(value or other)
        if value and value == other:
            count_share(counts, 2, 0, LABEL, kind, value)


def _values(quote: Quote, attributes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The kinds of labels that a quote can have, each with the one that it has, or NO_VALUE."""
    yield "type", quote.type.value
    for name in attributes:
        yield of_attribute(name), quote.attribute(name) or NO_VALUE


def of_attribute(name: str) -> str:
    """The kind of label that values of that attribute are."""
    return f"attribute {name}"


def count_topics(counts: Counts, labels: Labels, others: Labels) -> None:
    """By topic, in one sentence that both decided, how many gave it, and how many of these the other gave it too."""
    for topic, number in Counter((*set(labels.topics), *set(others.topics))).items():
        count_share(counts, number if number > 1 else 0, number, LABEL, "topic", topic)


# ---- The counts of one document: for every pair of its annotators, and for all of them together.


class DocumentCounts(NamedTuple):
    """The counts of one document, by pair and over all."""

    versions: DocumentVersions
    pairs: Mapping[Pair, Counts]
    all: Counts


def count_document(
    versions: DocumentVersions, attributes: Sequence[str], types: Collection[QuoteType]
) -> DocumentCounts:
    """Count everything that the figures are made of.

    `attributes` and `types` are those of the label scheme. Of a pair the sentences that both decided count: the quotes
    of each are put together from these alone. Alpha over all takes every sentence that at least two decided; all else
    over all is the sum over pairs.
    """
    text = TokenizedText(versions.document.text)

    @cache
    def quotes(annotator: str, sentences: frozenset[int]) -> list[MarkedQuote]:
        # What marks white space alone marks nothing.
        return with_role(map(text.marked, versions.quotes(annotator, sentences, types)), "content")

    pairs: dict[Pair, Counts] = {}
    over_all = Counts(float)
    for pair in combinations(versions.decisions, 2):
        shared, counts = versions.shared(pair), Counts(float)
        if not shared:
            continue
        mine, theirs = (quotes(name, shared) for name in pair)
        count_quotes(counts, pair, mine, theirs, attributes)
        for index in shared:
            count_topics(counts, *(versions.decisions[name][index].confirmed for name in pair))
        for key, number in counts.items():
            over_all[key] += number
        pairs[pair] = _count_alphas(text, versions, dict.fromkeys(pair, shared), quotes) | counts
    of_all = {name: frozenset(decided) for name, decided in versions.decisions.items()}
    return DocumentCounts(versions, pairs, over_all | _count_alphas(text, versions, of_all, quotes))


Roles = tuple[bool, ...]
"""Which of ROLES a token has."""


def _count_alphas(
    text: TokenizedText,
    versions: DocumentVersions,
    of_each: Mapping[str, frozenset[int]],
    quotes: Callable[[str, frozenset[int]], list[MarkedQuote]],
) -> Counts:
    """What alpha is made of, of these sentences of each annotator: of several it is no sum over pairs.

    `quotes`: those that an annotator has in some sentences.
    """
    marked = [_roles(text, versions, sentences, quotes(name, sentences)) for name, sentences in of_each.items()]
    counts, tokens = Counts(float), Counter(zip(*marked, strict=True)).items()
    count_values(counts, "tokens", tokens)
    for number, role in enumerate(ROLES):
        count_values(counts, f"tokens {role}", (([has and has[number] for has in unit], n) for unit, n in tokens))
    decided = versions.decisions
    units = (
        ([frozenset(decided[name][index].confirmed.topics) for name in of_each if index in of_each[name]], 1)
        for index in versions.sentences
    )
    count_values(counts, "topics", units, masi_distance)
    return counts


def _roles(
    text: TokenizedText, versions: DocumentVersions, sentences: frozenset[int], quotes: Sequence[MarkedQuote]
) -> list[Roles | None]:
    """The roles of every token; None outside the sentences."""
    marked = [_together(quotes, role) for role in ROLES]
    decided = text.tokens(versions.sentences[index].span for index in sentences)
    numbers = range(len(text.all_tokens))
    return [tuple(number in tokens for tokens in marked) if number in decided else None for number in numbers]
