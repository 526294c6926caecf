"""In how many ways annotators marked one sentence, and what may be proposed instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from annotator.core.decision import Answer, Decision
from annotator.core.model import MAX_TOPICS, Labels, QuotePart, Span

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Version:
    """One way in which a sentence was marked, with those who marked it so.

    `number` counts from 1. `decisions` are the ids of the decisions, in the order of `annotators`, which are sorted.
    `labels` are bare. `unseen` are those of the annotators who passed over the sentence without looking at it: all or
    none of them.
    """

    number: int
    annotators: tuple[str, ...]
    labels: Labels
    decisions: tuple[int, ...]
    unseen: tuple[str, ...] = ()


def marked(answer: Answer, labels: Labels) -> Labels:
    """What a decision says of its sentence, so that whatever says the same is equal.

    Quotes are in the order of the text and topics in that of their keys; scores and rules are left out. Nothing is
    marked in a rejected sentence, as in an accepted one without labels.
    """
    if answer is Answer.REJECT:
        return Labels()
    quotes = sorted((quote.bare() for quote in labels.quotes), key=lambda quote: (quote.content, repr(quote)))
    return Labels(tuple(quotes), tuple(sorted(labels.topics)))


def versions(decisions: Iterable[Decision]) -> tuple[Version, ...]:
    """The distinct ways in which the decisions of one sentence mark it.

    Skips decide nothing and are left out. Where somebody looked at the sentence, so are those who passed over it
    unseen: they say nothing against it. The way that most chose is the first. Among others the order is that of a hash,
    so that nobody's version stands first more often than another's.
    """
    from hashlib import sha256  # deferred: OpenSSL takes 3 ms

    decided = [decision for decision in decisions if decision.answer is not Answer.SKIP]
    unseen = all(decision.implied for decision in decided)
    groups: dict[Labels, list[Decision]] = {}
    for decision in sorted(decided, key=lambda decision: decision.annotator):
        if decision.implied is unseen:
            groups.setdefault(marked(decision.answer, decision.labels), []).append(decision)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), sha256(repr(group[0]).encode()).digest()))
    return tuple(version_of(number, made) for number, (_, made) in enumerate(ordered, 1))


def version_of(number: int, decisions: Sequence[Decision]) -> Version:
    """The version of that number that these decisions are, which mark the same and are sorted by annotator."""
    return Version(
        number,
        tuple(decision.annotator for decision in decisions),
        marked(decisions[0].answer, decisions[0].labels),
        tuple(decision.id for decision in decisions),
        tuple(decision.annotator for decision in decisions if decision.implied),
    )


def differs(found: Sequence[Version]) -> bool:
    """Whether annotators marked the sentence differently."""
    return len(found) > 1


def is_unanimous(found: Sequence[Version]) -> bool:
    """Whether two annotators or more looked at the sentence, and all who did marked the same."""
    return len(found) == 1 and len(found[0].annotators) >= 2 and not found[0].unseen


def taken(found: Iterable[Version], labels: Labels) -> tuple[int, ...]:
    """The numbers of the versions that mark the same as these labels (see `marked`); none for a reviewer's own."""
    return tuple(version.number for version in found if version.labels == labels)


def one_side_marked(found: Sequence[Version]) -> bool:
    """Whether some marked a quote in the sentence and others marked none."""
    return len({bool(version.labels.quotes) for version in found}) == 2


def merged(found: Sequence[Version]) -> Labels:
    """What all agree on, and what one or the other has beside it, without overlaps.

    Of quotes that overlap each other, the one in most versions' decisions counts, among equals that of the earlier
    version; it gets cue, source and speaker of the others where it has none. Topics that most gave come first.
    """
    chosen: list[QuotePart] = []
    for quote in _by_support(found, lambda version: version.labels.quotes):
        if not any(quote.shares_content(other) and not _stand_together(found, quote, other) for other in chosen):
            chosen.append(quote)
    filled = [_filled(quote, found, chosen) for quote in chosen]
    topics = _by_support(found, lambda version: version.labels.topics)[:MAX_TOPICS]
    return Labels(tuple(sorted(filled, key=lambda quote: quote.content)), tuple(sorted(topics)))


def _by_support(found: Sequence[Version], said: Callable[[Version], Iterable[Said]]) -> list[Said]:
    """What the versions say, each once: first what most annotators say, then in the order of the versions."""
    support: dict[Said, int] = {}
    for version in found:
        for one in said(version):
            support[one] = support.get(one, 0) + len(version.annotators)
    return sorted(support, key=lambda one: -support[one])


def _stand_together(found: Iterable[Version], one: QuotePart, other: QuotePart) -> bool:
    """Whether somebody marked both, as of a quote within a quote."""
    return any(one in version.labels.quotes and other in version.labels.quotes for version in found)


def _filled(quote: QuotePart, found: Iterable[Version], chosen: Sequence[QuotePart]) -> QuotePart:
    """The quote with cue, source and speaker of those it was preferred to, where it has none itself."""
    for version in found:
        for other in version.labels.quotes:
            if other in chosen or not quote.shares_content(other):
                continue
            if quote.cue is None and _is_free(other.cue, quote):
                quote = replace(quote, cue=other.cue)
            if quote.source is None and _is_free(other.source, quote):
                quote = replace(quote, source=other.source)
            if quote.speaker is None:
                quote = replace(quote, speaker=other.speaker)
    return quote


def _is_free(span: Span | None, quote: QuotePart) -> bool:
    """Whether the span lies apart from all that the quote has."""
    own = (*quote.content, *filter(None, (quote.cue, quote.source)))
    return span is not None and not any(span.overlaps(one) for one in own)
