"""To whom the narration leads before "“No,” he said" in news: who opens that paragraph, or acts last before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from spacy.tokens import Token

from annotator.suggest.cast.beats import Beats
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.speech_map import SpeechMap

_REACH = 300
"""Tokens of a paragraph before a pronoun that are looked at; in a longer one nobody is introduced: set by hand."""

Fits = Callable[[Member], float]
"""How well somebody fits a pronoun; 0 for who cannot be meant."""


class Introduced:
    """Finds whom the narration leads to, for a pronoun that is the source of a quotation."""

    def __init__(self, speech_map: SpeechMap, cast: Cast, beats: Beats) -> None:
        self.map, self.cast, self.beats = speech_map, cast, beats
        self.relations = cast.words.labels.relations

    def leading_to(self, pronoun: Token, content: int, meant: Mapping[int, Member], fits: Fits) -> Member | None:
        """Whom the paragraph introduces, else who acts last before it, if the quotation opens it.

        `content`: the first token of the quotation. `meant`: by token, whom pronouns and nouns mean.
        """
        return self.before(pronoun, fits) or self.acted(pronoun, content, meant, fits)

    def acted(self, pronoun: Token, content: int, meant: Mapping[int, Member], fits: Fits) -> Member | None:
        """Who alone fits and acts in the last sentence of the paragraph before: "Lane objected.¶“No,” he said"."""
        paragraph = self.map.paragraph[content]
        start = self.beats.bounds[paragraph][0]
        opens = content - start <= _REACH and not any(token.is_alpha for token in self.map.doc[start:content])
        if not opens or not paragraph or self.map.paragraph[pronoun.i] != paragraph:
            return None
        acting = [m for m in self.beats.actors(paragraph - 1, meant, last_sentence=True) if fits(m)]
        return acting[0] if len(acting) == 1 else None

    def before(self, pronoun: Token, fits: Fits) -> Member | None:
        """Who is named for the first time, and in full, as the subject of the paragraph's first sentence.

        None where somebody else who fits has been a subject of the narration since, or the first one does not fit.
        """
        start = self.beats.bounds[self.map.paragraph[pronoun.i]][0]
        if pronoun.i - start > _REACH:
            return None
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

    def _subjects(self, start: int, end: int, fits: Fits) -> list[tuple[Member, Mention]]:
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
