"""One topic for another in many decided sentences at once, in whichever articles: what changes, and what stays and why.

Only sentences change that somebody confirmed and left no edits in. A decision stays one: it is made again with other
topics, and says all else as before, also under which revision its sentence was looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.core.decision import Answer
from annotator.core.drawable import count, one_line
from annotator.core.model import MAX_TOPICS, Labels
from annotator.core.session.desk import Item
from annotator.core.session.several import Changes
from annotator.core.speakers import NAME


@dataclass(frozen=True, slots=True)
class TopicChange:
    """A topic (its key) for another; `old` None: one more; `new` None: one less."""

    old: str | None
    new: str | None

    def __str__(self) -> str:
        old, new = one_line(self.old or "", NAME), one_line(self.new or "", NAME)
        if self.old is None:
            return f"{new} added"
        return f"{old} becomes {new}" if self.new is not None else f"{old} taken away"

    def made_in(self, labels: Labels) -> Labels:
        """The labels with the other topic; the same ones where they stay."""
        return labels if _stays(self, labels.topics) else replace(labels, topics=self._topics(labels.topics))

    def _topics(self, topics: Sequence[str]) -> tuple[str, ...]:
        if self.new is None or self.new in topics:
            return tuple(topic for topic in topics if topic != self.old)
        if self.old is None:
            return (*topics, self.new)
        return tuple(self.new if topic == self.old else topic for topic in topics)


def _stays(change: TopicChange, topics: Sequence[str]) -> str:
    """Why a confirmed sentence with these topics stays as it is; empty where it does not."""
    if change.old is not None:
        return "" if change.old in topics else "without it"
    if change.new in topics:
        return "with it already"
    return "" if len(topics) < MAX_TOPICS else f"with {MAX_TOPICS} topics"


class Sentences:
    """Sentences of one annotator, as they are asked what a change would do to them."""

    def __init__(self, items: Sequence[Item], unread: int = 0) -> None:
        """`unread`: how many more there are that cannot be read, or went to somebody else."""
        self.items = tuple(items)
        self._census = Counter(map(_described, items)) + Counter({("not to be read", ()): unread})
        """How many there are of each kind: why they stay whatever the change, and the topics that they were given."""

    def possible(self, offered: Sequence[str], first: str | None = None) -> Iterator[TopicChange]:
        """All changes that would change a sentence: to these topics, from `first` before any other that they have."""
        held = Counter[str]()
        for (stays, topics), number in self._census.items():
            held.update({} if stays else dict.fromkeys(topics, number))
        olds = sorted(held, key=lambda topic: (topic != first, -held[topic], topic))
        for old in olds:
            yield from (TopicChange(old, new) for new in offered if new != old)
            yield TopicChange(old, None)
        for new in offered:
            change = TopicChange(None, new)
            if any(not (stays or _stays(change, topics)) for stays, topics in self._census):
                yield change

    def effect(self, change: TopicChange) -> tuple[int, str]:
        """In how many sentences it changes something, and how many stay and why, in words (empty for none)."""
        stay = Counter[str]()
        for (stays, topics), number in self._census.items():
            stay[stays or _stays(change, topics)] += number
        changed = stay.pop("", 0)
        return changed, ", ".join(f"{number} {why}" for why, number in stay.most_common() if number)

    def changes(self, change: TopicChange) -> Changes:
        """The decisions that are to be saved in the place of those that there are."""
        return Changes(
            tuple(
                decision.relabelled(item.id, change.made_in(decision.labels))
                for item in self.items
                if (decision := item.decision) is not None
                and not (_described(item)[0] or _stays(change, decision.labels.topics))
            )
        )


def _described(item: Item) -> tuple[str, tuple[str, ...]]:
    """Why a sentence stays whatever is changed, empty where it may not; and the topics that it was given."""
    decision = item.decision
    if decision is None or not item.decided:
        return "not decided", ()
    if decision.answer is Answer.REJECT:
        return "rejected", ()
    if item.touched:  # what was edited may have to be seen: a corrected article leaves such edits
        return "edited and not confirmed", ()
    return "passed over unseen" if decision.implied else "", decision.labels.topics


def told(change: TopicChange, sentences: Sentences) -> str:
    """What a change did, in words."""
    changed, stay = sentences.effect(change)
    return f"{change} in {count(changed, 'sentence')} · u undoes{f' · stay: {stay}' if stay else ''}"
