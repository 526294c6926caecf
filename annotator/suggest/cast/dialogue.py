"""Turns of talk: in a story the next paragraph's quote is mostly the other person's, in news the same person's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from annotator.core.model import Quote, QuoteType
from annotator.core.quotation_marks import MARKS, closes, opens
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.pronouns import GENDERS, Recent, Turn
from annotator.suggest.cast.speech_map import Scene, head_of

_PAIRS = 2
_STORY = 0.6
_DIRECT = 0.6
"""A story tells most of what is said in the speakers' own words."""


@dataclass(frozen=True, slots=True)
class _Label:
    """What a source says at sight: a name, a gender."""

    name: str | None
    gender: str | None

    def differs(self, other: _Label) -> bool | None:
        """Whether the two are different people; None where that cannot be seen."""
        if self.name and other.name:
            return self.name != other.name
        if self.gender and other.gender and self.gender != other.gender:
            return True
        return True if "I" in (self.name, other.name) else None


class Dialogue:
    """What the order of turns says about who speaks."""

    def __init__(self, scene: Scene, quotes: Sequence[Quote], cast: Cast, places: list[list[Span]]) -> None:
        self.scene, self.quotes, self.cast, self.places = scene, quotes, cast, places
        self.story = self._is_story()

    def _is_story(self) -> bool:
        """Whether neighbouring paragraphs with a direct quote mostly name different sources."""
        direct = sum(quote.type is QuoteType.DIRECT for quote in self.quotes)
        if direct < _DIRECT * len(self.quotes):
            return False
        last: tuple[int, _Label] | None = None
        same = other = 0
        for number in sorted(range(len(self.quotes)), key=lambda n: self.places[n][0].start if self.places[n] else 0):
            quote = self.quotes[number]
            if quote.type is not QuoteType.DIRECT or not self.places[number]:
                continue
            paragraph = self.scene.paragraph[self.places[number][0].start]
            if quote.source is None:  # a paragraph of nothing but talk, right behind somebody else's
                other += last is not None and paragraph - last[0] == 1 and self._closed(number)
                last = (paragraph, _Label(None, None))
                continue
            label = self._label(quote)
            if last is not None and 0 < paragraph - last[0] <= 1:
                told_apart = label.differs(last[1])
                if told_apart is not None:
                    other, same = other + told_apart, same + (not told_apart)
            last = (paragraph, label)
        return other + same >= _PAIRS and other >= _STORY * (other + same)

    def _closed(self, number: int) -> bool:
        """Whether the quote stands between two marks (one that runs on into the next paragraph is not closed)."""
        first, last = self.places[number][0], self.places[number][-1]
        doc = self.scene.doc
        opening = {first[0].text, doc[first.start - 1].text if first.start else ""}
        closing = {last[-1].text, doc[last.end].text if last.end < len(doc) else ""}
        return bool(opening & set(MARKS) and closing & set(MARKS))

    def _label(self, quote: Quote) -> _Label:
        assert quote.source is not None
        head = head_of(self.scene.tokens(quote.source))
        if head.i in self.cast.at:
            member = self.cast.at[head.i][0]
            return _Label(member.name, member.gender)
        if head.lower_ == "i":
            return _Label("I", None)
        gender = GENDERS.get(head.lower_)
        return _Label(None, gender)

    def turn_weights(self, number: int, recent: Recent) -> dict[int, float]:
        """By `id` of a member: how much likelier (or less) the turns before make it as this quote's speaker."""
        if not self.places[number] or not recent.turns:
            return {}
        paragraph = self.scene.paragraph[self.places[number][0].start]
        here = [t for t in recent.turns if t.paragraph == paragraph and t.member]
        if here:
            return {id(here[-1].member): 1.5}
        before = self._before(recent, paragraph)
        if not before:
            return {}
        if not self.story or self.quotes[number].type is not QuoteType.DIRECT:
            return {id(before[-1].member): 1.25}
        weights = {id(before[-1].member): 0.35}
        for turn in reversed(before[:-1]):
            if turn.member is not before[-1].member:
                weights[id(turn.member)] = 1.6
                break
        return weights

    def _before(self, recent: Recent, paragraph: int) -> list[Turn]:
        """The turns of the paragraphs right before, one a paragraph, as long as no narration parts them."""
        turns: list[Turn] = []
        for turn in reversed(recent.turns):
            if turn.member is None or turn.paragraph >= paragraph:
                continue
            nearest = turns[-1].paragraph if turns else paragraph
            if nearest - turn.paragraph > 2:
                break
            if turn.paragraph != nearest:
                turns.append(turn)
        return turns[::-1]

    def unsaid(self, number: int, recent: Recent) -> Member | None:
        """The speaker of a quote without a source: in a story's dialogue, the one whose turn it is; else nobody."""
        quote = self.quotes[number]
        if not self.story or quote.type is not QuoteType.DIRECT or not self.places[number]:
            return None
        paragraph = self.scene.paragraph[self.places[number][0].start]
        here = [t for t in recent.turns if t.paragraph == paragraph and t.member]
        if here:
            return here[-1].member
        before = self._before(recent, paragraph)
        if not before:
            return None
        for turn in reversed(before[:-1]):
            if turn.member is not before[-1].member:
                return turn.member
        return None


def find_narrator(scene: Scene, cast: Cast) -> Member | None:
    """Who tells a story in the first person: the one whom others call by name in their talk, and narration never names.

    "“You look ill, Harker,” he said. “I feel ill,” I said."
    """
    if not any(t.lower_ == "i" and not scene.speech[t.i] and t.dep_ == "nsubj" for t in scene.doc):
        return None
    called: dict[int, int] = {}
    for member in cast:
        if member.kind is not Kind.PERSON:
            continue
        if all(scene.speech[m.start] for m in member.mentions):
            called[member.number] = sum(_is_called(scene, m) for m in member.mentions)
    best = max(called, key=lambda number: called[number], default=None)
    return cast.members[best] if best is not None and called[best] > 0 else None


def _is_called(scene: Scene, mention: Mention) -> bool:
    """Whether somebody is spoken to by the name: it stands between commas or marks."""
    doc = scene.doc
    before = doc[mention.lead - 1].text if mention.lead else ","
    after = doc[mention.end].text if mention.end < len(doc) else "."
    return (before[-1:] in ",—;" or opens(before[-1:])) and (after[:1] in ",.!?—;:" or closes(after[:1]))
