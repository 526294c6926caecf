"""In how many ways annotators marked one sentence, where these differ, and what a reviewer makes of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from enum import StrEnum
from itertools import combinations, groupby, pairwise, starmap
from random import Random
from typing import Any, NamedTuple, TypeVar

from annotator.core.decision import Answer, Decision
from annotator.core.draw import is_drawn, sha256_of
from annotator.core.drawable import count
from annotator.core.model import (
    CONTENT,
    MAX_TOPICS,
    ROLES,
    Labels,
    Parts,
    Quote,
    QuotePart,
    Span,
    grouped,
    in_common,
    most_alike,
    united,
)
from annotator.core.session.desk import Place
from annotator.core.text.marked_text import letters

T = TypeVar("T")


class Version(NamedTuple):
    """One way in which a sentence was marked, with those who marked it so.

    `number` counts from 1. `decisions` are the ids of the decisions, in the order of `annotators`, which are sorted.
    `labels` are bare. `unseen`: they passed over the sentence without looking at it, all of them.
    """

    number: int
    annotators: tuple[str, ...]
    labels: Labels
    decisions: tuple[int, ...]
    unseen: bool = False


def comparable_labels(labels: Labels) -> Labels:
    """What a decision gives its sentence, so that whatever says the same is equal.

    Quotes are in the order of the text and topics in that of their keys; scores and rules are left out.
    """
    quotes = sorted((quote.bare() for quote in labels.quotes), key=lambda quote: (quote.content, repr(quote)))
    return Labels(tuple(quotes), tuple(sorted(labels.topics)))


def versions(decisions: Iterable[Decision]) -> tuple[Version, ...]:
    """The distinct ways in which the decisions of one sentence mark it.

    Skips decide nothing and are left out. Where somebody looked at the sentence, so are those who passed over it
    unseen: they say nothing against it. The way that most chose is the first. Among others the order is that of a hash,
    so that nobody's version stands first more often than another's.
    """
    decided = [decision for decision in decisions if decision.answer is not Answer.SKIP]
    unseen = all(decision.implied for decision in decided)
    groups = grouped(
        (comparable_labels(decision.confirmed), decision)
        for decision in sorted(decided, key=lambda decision: decision.annotator)
        if decision.implied is unseen
    )
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), sha256_of(repr(group[0])).digest()))
    return tuple(version_of(number, made) for number, (_, made) in enumerate(ordered, 1))


def version_of(number: int, decisions: Sequence[Decision]) -> Version:
    """The version of that number that these decisions are, which mark the same and are sorted by annotator."""
    return Version(
        number,
        tuple(decision.annotator for decision in decisions),
        comparable_labels(decisions[0].confirmed),
        tuple(decision.id for decision in decisions),
        decisions[0].implied,
    )


def differs(versions: Sequence[Version]) -> bool:
    """Whether annotators marked the sentence differently."""
    return len(versions) > 1


def is_unanimous(versions: Sequence[Version]) -> bool:
    """Whether two annotators or more looked at the sentence, and all who did marked the same."""
    return len(versions) == 1 and len(versions[0].annotators) >= 2 and not versions[0].unseen


def numbers_marking(versions: Iterable[Version], labels: Labels) -> tuple[int, ...]:
    """The numbers of the versions that mark just these (comparable) labels; none for a reviewer's own."""
    return tuple(version.number for version in versions if version.labels == labels)


def merged(versions: Sequence[Version]) -> Labels:
    """What all agree on, and what one or the other has beside it, without overlaps.

    Of quotes that overlap each other, the one in most versions' decisions counts, among equals that of the earlier
    version; it gets cue, source and speaker of the others where it has none. Topics that most gave come first.
    """
    chosen: list[QuotePart] = []
    for quote in _by_support(versions, lambda version: version.labels.quotes):
        others = {other for version in versions if quote in version.labels.quotes for other in version.labels.quotes}
        # What somebody marked beside it is not in its way, as of a quote within a quote.
        if not any(quote.shares_content(other) for other in chosen if other not in others):
            chosen.append(quote)
    filled = [_filled(number, versions, chosen) for number in range(len(chosen))]
    topics = _by_support(versions, lambda version: version.labels.topics)[:MAX_TOPICS]
    return Labels(tuple(sorted(filled, key=lambda quote: quote.content)), tuple(sorted(topics)))


def _by_support(versions: Sequence[Version], marks_of: Callable[[Version], Iterable[T]]) -> list[T]:
    """What the versions say, each once: first what most annotators say, then in the order of the versions."""
    support = Counter(mark for version in versions for _ in version.annotators for mark in marks_of(version))
    return [mark for mark, _ in support.most_common()]


def _filled(number: int, versions: Iterable[Version], chosen: Sequence[QuotePart]) -> QuotePart:
    """The chosen quote of that number with cue, source and speaker of those it was preferred to, if it has none."""
    quote = chosen[number]
    for version in versions:
        for other in version.labels.quotes:
            if other not in chosen and most_alike(other, chosen) == number:
                quote = quote.filled(other)
    return quote


# ---- Where several versions of one sentence differ: their quotes put side by side, and what is alike in all of them.
#
# A version is what one annotator, or several who agree, say of the sentence.


class Aspect(StrEnum):
    """What there is to say of a quote, in the order in which it is read. Attributes come last, by their names."""

    CONTENT = "content"
    TYPE = "type"
    SPEAKER = "speaker"
    CUE = "cue"
    SOURCE = "source"
    CONTINUES = "continues"


class Stretch(NamedTuple):
    """A piece of a span. `alike`: every version that has the quote marks these letters too, in the same role."""

    span: Span
    alike: bool


class SameQuote(NamedTuple):
    """What the versions say of one quote: a part for each version, None where a version does not have the quote."""

    parts: tuple[QuotePart | None, ...]

    @property
    def everywhere(self) -> bool:
        """Whether all versions have it."""
        return None not in self.parts

    @property
    def known(self) -> Parts:
        """The parts of the versions that have it."""
        return tuple(part for part in self.parts if part is not None)

    @property
    def aspects(self) -> tuple[str, ...]:
        """What can be said of it: the aspects, then every attribute that any version gives it."""
        names = {name for part in self.known for name, _ in part.attributes}
        return (*Aspect, *sorted(names))

    def differs(self, aspect: str) -> bool:
        """Whether versions say different things of it in that respect. That one does not have it at all does not count.

        `aspect` is an `Aspect` or the name of an attribute.
        """
        return len({said_of(part, aspect) for part in self.known}) > 1

    def stretches(self, version: int, aspect: str) -> tuple[Stretch, ...]:
        """The spans of a version cut where others begin or end, in text order; empty where it has none.

        `aspect` is content, cue or source.
        """
        part = self.parts[version]
        if part is None:
            return ()
        marked = [known.spans(aspect) for known in self.known]
        pieces = [*starmap(Span, pairwise(sorted({edge for spans in marked for span in spans for edge in span})))]

        def alike(piece: Span) -> bool:
            return all(any(piece.within(theirs) for theirs in spans) for spans in marked)

        return tuple(
            Stretch(stretch, is_alike)
            for own in part.spans(aspect)
            for is_alike, run in groupby((piece for piece in pieces if piece.within(own)), key=alike)
            for stretch in united(run)
        )


def said_of(part: QuotePart, aspect: str) -> object:
    """What a quote is in one respect, to be compared; None where nothing is said."""
    return getattr(part, aspect) if aspect in tuple(Aspect) else part.attribute(aspect)


def same_quotes(versions: Sequence[Labels]) -> tuple[SameQuote, ...]:
    """Put the quotes of the versions side by side, in text order.

    Two are the same quote where their contents share letters; of several, those are that share most. Each quote of a
    version is put beside at most one of every other.
    """
    gathered: list[dict[int, QuotePart]] = []
    for version, labels in enumerate(versions):
        candidates = [
            ((-shared, number, -place), number, place)
            for number, quote in enumerate(labels.quotes)
            for place, there in enumerate(gathered)
            if (shared := max(in_common(quote.content, other.content) for other in there.values()))
        ]
        taken = {number: place for _, number, place in best_pairs(candidates)}
        for number, quote in enumerate(labels.quotes):
            if number in taken:
                gathered[taken[number]][version] = quote
            else:
                gathered.append({version: quote})
    rows = [SameQuote(tuple(there.get(version) for version in range(len(versions)))) for there in gathered]
    return tuple(sorted(rows, key=lambda row: min(part.content for part in row.known)))


def topics_differ(versions: Sequence[Labels]) -> bool:
    """Whether the versions give the sentence different topics; their order says nothing."""
    return len({frozenset(labels.topics) for labels in versions}) > 1


# ---- How far several annotators agree on one sentence: what puts the sentences of a review in order.
#
# Figures over many sentences, with intervals, are made in `measure/agreement.py`.


_LIKES = ("type", "speaker", "attributes", "continues")
"""What a quote is like, beside where it stands."""


class _Marked(NamedTuple):
    """What one version marks: each letter with its role, and of each letter of content what its quotes are like."""

    places: frozenset[tuple[int, str]]
    likes: dict[int, set[tuple[str, Hashable]]]
    topics: frozenset[str]


def agreement_of(versions: Iterable[Version], text: str) -> float:
    """How far those agree on a sentence who marked it in these ways: 0 (nothing in common) to 1 (the same).

    The mean over all pairs of annotators; 1 for fewer than two. Of each pair it is the mean of those of three shares
    that there is something to count for:

    - of the letters that either marks as content, cue or source, those that both mark in the same role; all, where
      neither marks any: that there is no quote is said by both, so that other topics weigh less than a missed quote;
    - of the letters that both mark as content, for how many the type is the same; and so for the speaker, the
      attributes, and whether the quote continues the one before;
    - of the topics that either gives, those that both give.

    So only what somebody marked counts, however long the sentence is, and punctuation does not. `text` is the
    document's: spans count from its start. The labels of a rejected sentence are `Labels()`.
    """
    marked = [marking for version in versions for marking in [_marked(version.labels, text)] * len(version.annotators)]
    pairs = [_alike(first, second) for first, second in combinations(marked, 2)]
    return sum(pairs) / len(pairs) if pairs else 1.0


def _marked(labels: Labels, text: str) -> _Marked:
    places: set[tuple[int, str]] = set()
    likes: dict[int, set[tuple[str, Hashable]]] = {}
    for part in labels.quotes:
        like = {(name, getattr(part, name)) for name in _LIKES}
        for role in ROLES:
            marked = letters(text, part.spans(role))
            places.update((letter, role) for letter in marked)
            likes |= {letter: like | likes.get(letter, set()) for letter in marked if role == CONTENT}
    return _Marked(frozenset(places), likes, frozenset(labels.topics))


def _alike(first: _Marked, second: _Marked) -> float:
    """The mean of the shares of two versions that there is something to count for."""
    places, topics = jaccard(first.places, second.places), jaccard(first.topics, second.topics)
    counted = [1.0 if places is None else places, *([] if topics is None else [topics])]
    differing = [
        {name for name, _ in like ^ second.likes[letter]}
        for letter, like in first.likes.items()
        if letter in second.likes
    ]
    if differing:
        counted.append(sum(len(_LIKES) - len(names) for names in differing) / len(_LIKES) / len(differing))
    return sum(counted) / len(counted)


def jaccard(first: Set[Hashable], second: Set[Hashable]) -> float | None:
    """What two sets have in common: intersection over union. None where both are empty."""
    return len(first & second) / len(first | second) if first or second else None


# ---- Which of several things is which of several others: one to one, the best first.


def best_pairs(candidates: Iterable[tuple[Any, int, int]]) -> list[tuple[Any, int, int]]:
    """Of candidates (rank, first number, second number), those of the lowest rank; each number at most once.

    >>> best_pairs([(2, 0, 0), (1, 0, 1), (3, 1, 1), (4, 1, 0)])
    [(1, 0, 1), (4, 1, 0)]
    """
    firsts, seconds = set[int](), set[int]()
    pairs = []
    for rank, first, second in sorted(candidates):
        if first not in firsts and second not in seconds:
            firsts.add(first)
            seconds.add(second)
            pairs.append((rank, first, second))
    return pairs


# ---- Which suggested quote finds which decided one: by the letters and digits that they have in common.


FOUND_FROM = 0.5
"""The share of letters and digits in common (intersection over union) from which a quote counts as found."""


class Match(NamedTuple):
    """A suggested quote and the decided one that it finds, by their numbers.

    `overlap` and `exact`: the roles that share a letter or digit, or have the same ones; also those that both lack.
    """

    suggested: int
    decided: int
    overlap: frozenset[str]
    exact: frozenset[str]


def match(text: str, decided: Sequence[Quote], suggested: Sequence[Quote]) -> list[Match]:
    """Which suggestion finds which decided quote: one to one, those with most in common first.

    `text`: the one that both have offsets in.
    """
    of_decided, of_suggested = ([letters(text, quote.content) for quote in quotes] for quotes in (decided, suggested))
    pairs = [
        (-share, i, j)
        for i, wanted in enumerate(of_decided)
        for j, given in enumerate(of_suggested)
        if (share := jaccard(wanted, given) or 0.0) >= FOUND_FROM
    ]
    matches = []
    for _, i, j in best_pairs(pairs):
        marked = [tuple(letters(text, quote.spans(role)) for quote in (decided[i], suggested[j])) for role in ROLES]
        exact = frozenset(role for role, (mine, theirs) in zip(ROLES, marked, strict=True) if mine == theirs)
        overlap = exact.union(role for role, (mine, theirs) in zip(ROLES, marked, strict=True) if mine & theirs)
        matches.append(Match(j, i, overlap, exact))
    return matches


# ---- Which sentences a reviewer looks at.


SHARE = 0.05
"""The share of the unanimous sentences that a reviewer sees, so that one knows how often all annotators are wrong."""


class Scope(NamedTuple):
    """What a review is of.

    `share`: of the unanimous sentences, those that are looked at like differences. `early`: also documents that are not
    decided to the end by all who are to decide them. `again`: also sentences that are settled. `documents`: the ids of
    the only ones to look at; none means all.
    """

    share: float = SHARE
    early: bool = False
    again: bool = False
    documents: tuple[str, ...] = ()


def is_audited(document: str, index: int, share: float) -> bool:
    """Whether a unanimous sentence is one of the share that a reviewer sees.

    Chosen by the SHA-256 of the id that the sentence has in exports, `<document id>:<sentence index>`: so anybody can
    tell from an export which sentences they were. With a greater share, those of a smaller one are among them.
    """
    return is_drawn(f"audit {document}:{index}", share)


class CaseKind(StrEnum):
    """Why a sentence was settled by a reviewer.

    `DIFFERENCE`: annotators marked it differently. `AUDIT`: they marked the same, and it was drawn to be looked at all
    the same. `SETTLED`: they marked the same, and it was settled with all others of that kind in one step, unseen.
    `OWN`: the reviewer decided it though there was nothing to settle, such as a further part of a quote.
    """

    DIFFERENCE = "difference"
    AUDIT = "audit"
    SETTLED = "settled"
    OWN = "own"


class Cause(StrEnum):
    """Why annotators marked a sentence differently."""

    SLIP = "slip"
    GAP = "gap"
    AMBIGUOUS = "ambiguous"

    @property
    def words(self) -> str:
        """The cause as people read it."""
        return {"slip": "slip", "gap": "guideline gap", "ambiguous": "ambiguous text"}[self.value]


class Because(NamedTuple):
    """Why annotators differed, as the reviewer says, and the id of the paragraph of the guidelines that it is about.

    See `core.profiles` for paragraphs.
    """

    cause: Cause | None = None
    paragraph: str | None = None


class Case(NamedTuple):
    """A sentence to be settled: a difference, or one drawn for the audit. `agreement` is from 0 to 1."""

    sentence_id: int
    place: Place
    versions: tuple[Version, ...]
    kind: CaseKind
    agreement: float


class Verdict(NamedTuple):
    """What a reviewer said of a sentence beside its labels.

    `taken`: the numbers of the versions that mark the same as the reviewer, else of the one that the reviewer took, of
    which a part begins anew where the quote before it is not there; none for the reviewer's own labels.
    """

    kind: CaseKind
    taken: tuple[int, ...] = ()
    because: Because = Because()


class Left(NamedTuple):
    """How much is there to review: differences and sentences of the audit to be looked at, unanimous ones to settle.

    `done`: sentences that are settled, with what annotators say of them now. `waiting`: documents that more than one
    annotator has begun and that are not ready to be reviewed.
    """

    differences: int = 0
    audit: int = 0
    unanimous: int = 0
    done: int = 0
    waiting: int = 0


def least_agreed(cases: Iterable[Case]) -> list[Case]:
    """The cases with the least agreement first; those of the same agreement in the order of the documents.

    What all marked alike, such as the audit, stands among the others where its place draws it: in a row at the end a
    reviewer would know it.
    """
    ordered = sorted(cases, key=lambda case: (case.agreement, case.place))
    mixed = [case for case in ordered if len(case.versions) > 1]
    for case in ordered:
        if len(case.versions) == 1:
            mixed.insert(Random(f"draw {case.place}").randint(0, len(mixed)), case)
    return mixed


# ---- A sentence as it was reviewed: what annotators had marked then, and what the reviewer made of it.


class Reviewed(NamedTuple):
    """The latest review of a sentence.

    `document` is the id of its document, `span` its place in the text. `versions` are those that the reviewer chose
    among, `labels` what the review marks, comparable with theirs (see `versions.comparable_labels`).
    """

    sentence_id: int
    document: str
    place: Place
    span: Span
    reviewer: str
    versions: tuple[Version, ...]
    labels: Labels
    verdict: Verdict

    @property
    def overturned(self) -> bool:
        """Whether the review marked what no version did, whatever speakers and labels are called since."""
        return not self.verdict.taken

    @property
    def one_side_marked(self) -> bool:
        """Whether some had marked a quote in the sentence and others none."""
        return len({bool(version.labels.quotes) for version in self.versions}) == 2


# ---- What became of one annotator's own sentences in review: a lesson for each that it changed.


_FIRST = (Cause.GAP, Cause.SLIP, Cause.AMBIGUOUS, None)
"""The order of lessons: first what the guidelines say, then what was a slip."""


class Lesson(NamedTuple):
    """A sentence that an annotator marked and review decided otherwise.

    `name` is the id that the sentence has in exports. `own` and `settled` are comparable (see
    `versions.comparable_labels`). `unseen`: whether the annotator had passed over it. Nothing of other annotators is in
    it.
    """

    sentence_id: int
    name: str
    place: Place
    own: Labels
    settled: Labels
    because: Because
    unseen: bool = False


def lessons_in_order(lessons: Iterable[Lesson]) -> list[Lesson]:
    """The lessons by cause and by paragraph, those of which there are most first; each in the order of the text."""
    lessons = [*lessons]
    counted = Counter(lesson.because for lesson in lessons)

    def rank(lesson: Lesson) -> tuple[int, int, str, Place]:
        because = lesson.because
        return _FIRST.index(because.cause), -counted[because], because.paragraph or "", lesson.place

    return sorted(lessons, key=rank)


def changes_told(lesson: Lesson) -> tuple[str, ...]:
    """What review changed, in a word or two each: what quotes were missed or too many, and in what others differ."""
    versions = (lesson.own, lesson.settled)
    changes: dict[str, None] = {}
    for quote in same_quotes(versions):
        own, settled = quote.parts
        if own is None:
            changes["a quote missed"] = None
        elif settled is None:
            changes["a quote too many"] = None
        else:
            changes |= dict.fromkeys(str(aspect) for aspect in quote.aspects if quote.differs(aspect))
    if topics_differ(versions):
        changes["topics"] = None
    return tuple(changes)


def causes_told(lessons: Sequence[Lesson]) -> str:
    """How many lessons there are of each cause, in words."""
    counted = Counter(lesson.because.cause for lesson in lessons)
    by_cause = [
        count(counted[cause], cause.words) if cause is not None else f"{counted[cause]} without a cause"
        for cause in _FIRST
        if counted[cause]
    ]
    many = f"{len(lessons)} decided otherwise"
    return f"{many}: {', '.join(by_cause)}" if lessons else many
