"""Who opens the news paragraph in which somebody speaks: "Otto Lane, a baker, left. “No,” he said" is Otto Lane's."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.speech_map import SpeechMap


class Introduced:
    """Finds whom a paragraph introduces, for a pronoun in it that is the source of a quotation."""

    def __init__(self, speech_map: SpeechMap, cast: Cast) -> None:
        self.map, self.cast = speech_map, cast
        self.relations = cast.words.labels.relations

    def before(self, pronoun: Token, fits: Callable[[Member], float]) -> Member | None:
        """Who is named for the first time, and in full, as the subject of the paragraph's first sentence.

        None where somebody else who fits has been a subject of the narration since, or the first one does not fit.
        """
        start = pronoun.i
        while start > 0 and self.map.paragraph[start - 1] == self.map.paragraph[pronoun.i]:
            start -= 1
        named = self._subjects(start, pronoun.i, fits)
        if not named:
            return None
        member, mention = named[0]
        first = mention is member.mentions[0] and mention.name.full and self._opens(start, mention)
        return member if first and all(other is member for other, _ in named) else None

    def _opens(self, start: int, mention: Mention) -> bool:
        """Whether the mention stands in the sentence with which the paragraph begins."""
        doc = self.map.doc
        begin = next((i for i in range(start, mention.end) if not doc[i].is_space), start)
        return self.map.sentence[begin] == self.map.sentence[mention.start]

    def _subjects(self, start: int, end: int, fits: Callable[[Member], float]) -> list[tuple[Member, Mention]]:
        """The people who fit and are named as subjects of the narration in these tokens, or as its first words."""
        found = []
        for i in range(start, end):
            named = self.cast.at.get(i)
            if named is None or i != named[1].end - 1 or self.map.speech[i] or named[0].kind is not Kind.PERSON:
                continue
            relation = self.map.doc[i].dep_
            leads = named[1].lead == start and relation not in self.relations.compound
            if fits(named[0]) and (leads or relation in self.relations.subject):
                found.append(named)
        return found
