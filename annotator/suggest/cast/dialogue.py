"""Turns of talk: in a story the next paragraph's quote is mostly the other person's, in news the same person's."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span

from annotator.core.model import Quote, QuoteType
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.pronouns import GENDERS, Recent, Turn
from annotator.suggest.cast.scene import Scene, head_of

_PAIRS = 3
_STORY = 0.55


class Dialogue:
    """What the order of turns says about who speaks."""

    def __init__(self, scene: Scene, quotes: Sequence[Quote], cast: Cast, places: list[list[Span]]) -> None:
        self.scene, self.quotes, self.cast, self.places = scene, quotes, cast, places
        self.story = self._is_story()

    def _is_story(self) -> bool:
        """Whether neighbouring paragraphs with a direct quote mostly name different sources."""
        last: tuple[int, str] | None = None
        same = other = 0
        for number in sorted(range(len(self.quotes)), key=lambda n: self.places[n][0].start if self.places[n] else 0):
            quote = self.quotes[number]
            if quote.type is not QuoteType.DIRECT or quote.source is None or not self.places[number]:
                continue
            label = self._label(quote)
            paragraph = self.scene.paragraph[self.places[number][0].start]
            if label is None:
                continue
            if last is not None and 0 < paragraph - last[0] <= 1:
                told_apart = label != last[1]
                if label[0] == last[1][0]:  # a name beside a pronoun says nothing
                    other, same = other + told_apart, same + (not told_apart)
            last = (paragraph, label)
        return other + same >= _PAIRS and other >= _STORY * (other + same)

    def _label(self, quote: Quote) -> str | None:
        assert quote.source is not None
        head = head_of(self.scene.tokens(quote.source))
        if head.i in self.cast.at:
            return "=" + self.cast.at[head.i][0].name
        gender = GENDERS.get(head.lower_)
        return "?" + gender if gender else None

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
