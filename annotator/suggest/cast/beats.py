"""Who acts in the narration beside what is said: "Hartley looked up. “You are late.”" is Hartley's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.speech_map import SpeechMap
from annotator.suggest.cast.speech_turns import SpeechTurn

if TYPE_CHECKING:
    from annotator.suggest.cast.story_notes import Meant

_PRONOUN = 0.5
"""What a pronoun counts beside a name or noun in narration before a turn, where somebody comes in who speaks next."""
_LEADING = 2
"""Paragraphs of narration before a turn that are looked at."""
_CLAUSES = 3
"""Heads up from a verb at which its main clause is looked for."""


class Beats:
    """The subjects of the narration around turns."""

    def __init__(self, speech_map: SpeechMap, cast: Cast) -> None:
        self.map, self.cast = speech_map, cast
        self.bounds: dict[int, tuple[int, int]] = {}
        for i, number in enumerate(speech_map.paragraph):
            start, _ = self.bounds.get(number, (i, i))
            self.bounds[number] = (start, i + 1)

    def within(self, token: int, turn: SpeechTurn) -> bool:
        """Whether the token stands in the turn's paragraphs, or at the end of the one before, which leads to it."""
        paragraph = self.map.paragraph[token]
        if turn.first <= paragraph <= turn.last:
            return True
        return paragraph == turn.first - 1 and self._leads_on(paragraph)

    def _leads_on(self, paragraph: int) -> bool:
        """Whether the paragraph ends with a colon or comma: what is said follows."""
        start, end = self.bounds[paragraph]
        last = next((token for token in reversed(self.map.doc[start:end]) if not token.is_space), None)
        return last is not None and last.text in (":", ",")

    def acting(
        self, turn: SpeechTurn, meant: Mapping[int, Meant], sources: Sequence[int] = ()
    ) -> list[tuple[Member, float]]:
        """Who acts in the narration of the turn's paragraphs, each with a share of 1; empty where nobody does.

        `sources`: tokens of it that are left out, as they are sources and count as such.
        """
        return self._shares([i for i in self._subjects(turn.first, turn.last) if i not in sources], meant)

    def actors(self, paragraph: int, meant: Mapping[int, Member], *, last_sentence: bool = False) -> list[Member]:
        """Who is the subject of a main clause of a paragraph's narration, or of the last sentence of it.

        `meant`: by token, whom pronouns and nouns mean.
        """
        found: dict[int, Member] = {}
        subjects = self._subjects(paragraph, paragraph)
        if last_sentence and subjects:
            start, end = self.bounds[paragraph]
            last = next((t for t in reversed(self.map.doc[start:end]) if not t.is_space), self.map.doc[start])
            subjects = [i for i in subjects if self.map.sentence[i] == self.map.sentence[last.i]]
        for i in subjects:
            member = self.cast.at[i][0] if i in self.cast.at else meant.get(i)
            if member is not None:
                found[member.number] = member
        return list(found.values())

    def leading(self, turn: SpeechTurn, before: int, meant: Mapping[int, Meant]) -> list[tuple[Member, float]]:
        """The same of the narration between this turn and the one that ends in the paragraph `before`."""
        first = max(before + 1, turn.first - _LEADING)
        return self._shares(self._subjects(first, turn.first - 1), meant, _PRONOUN)

    def facing(self, turn: SpeechTurn, sources: Sequence[int] = ()) -> tuple[list[Member], list[Member]]:
        """Whom the narration of the turn's paragraphs names as objects: of verbs of saying, and of others.

        "Otto told Lena", "Otto looked at Lena". `sources`: tokens that are sources, whatever the parser takes them for.
        """
        words, relations = self.map.words, self.map.words.labels.relations
        told: dict[int, Member] = {}
        others: dict[int, Member] = {}
        for paragraph in range(turn.first, turn.last + 1):
            start, end = self.bounds.get(paragraph, (0, 0))
            for token in self.map.doc[start:end]:
                named = self.cast.at.get(token.i)
                if named is None or self.map.speech[token.i] or token.i != named[1].end - 1:
                    continue
                if token.i in sources or token.dep_ not in relations.object or named[0].kind is not Kind.PERSON:
                    continue
                verb = token.head.head if token.head.dep_ in relations.preposition else token.head
                (told if verb.lemma_ in words.speech else others)[named[0].number] = named[0]
        return list(told.values()), list(others.values())

    def _shares(
        self, subjects: Sequence[int], meant: Mapping[int, Meant], pronoun: float = 1.0
    ) -> list[tuple[Member, float]]:
        """Who acts by these subjects; `pronoun`: what one counts beside a name or noun."""
        tags = self.map.words.labels.tags
        shares: dict[int, float] = {}
        members: dict[int, Member] = {}
        for i in subjects:
            counts = 1.0 if i in self.cast.at or self.map.doc[i].tag_ not in tags.pronoun else pronoun
            for member, share in self._whom(i, meant):
                members[member.number] = member
                shares[member.number] = shares.get(member.number, 0.0) + share * counts
        total = sum(shares.values())
        return [(members[number], share / total) for number, share in shares.items()]

    def _subjects(self, first: int, last: int) -> list[int]:
        """The subjects of the narration in these paragraphs: of main clauses, where there are any."""
        relations = self.map.words.labels.relations
        found = []
        for paragraph in range(first, last + 1):
            start, end = self.bounds.get(paragraph, (0, 0))
            for token in self.map.doc[start:end]:
                if not self.map.speech[token.i] and token.dep_ in relations.active_subject:
                    found.append(token.i)
        main = [i for i in found if self._in_main_clause(i)]
        return main or found

    def _in_main_clause(self, i: int) -> bool:
        relations = self.map.words.labels.relations
        verb = self.map.doc[i].head
        for _ in range(_CLAUSES):
            if verb.dep_ in relations.root or self.map.speech[verb.head.i]:
                return True
            if verb.dep_ not in relations.coordinated | relations.clausal_complement:
                return False
            verb = verb.head
        return False

    def _whom(self, i: int, meant: Mapping[int, Meant]) -> list[tuple[Member, float]]:
        """Whom a subject means, each with a share of 1."""
        named = self.cast.at.get(i)
        if named is not None:
            return [(named[0], 1.0)] if named[0].kind is Kind.PERSON else []
        known = meant.get(i)
        if known is None:
            return []
        if known.sure:
            return [(known.weighed[0][0], 1.0)]
        total = sum(weight for _, weight in known.weighed)
        return [(member, weight / total) for member, weight in known.weighed[:3]] if total else []
