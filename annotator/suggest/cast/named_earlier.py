"""The phrase with a name that a bare noun takes up: after "an Ashby poll", "the poll" is the Ashby poll."""

from __future__ import annotations

from bisect import bisect_left

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.lexicon import CastWords, plain


class NamedEarlier:
    """The phrases of a document that give a text, a campaign or a team a name, by their noun."""

    def __init__(self, doc: Doc, words: CastWords) -> None:
        self.doc, self.words = doc, words
        self._places: dict[str, list[int]] | None = None

    def before(self, head: Token, word: str) -> Span | None:
        """The last phrase before `head` with this noun as its last word and a name in front of it; None without one."""
        if self._places is None:
            self._places = self._find()
        places = self._places.get(word, [])
        place = bisect_left(places, head.i)
        return self._phrase(self.doc[places[place - 1]]) if place else None

    def _find(self) -> dict[str, list[int]]:
        """The places of each noun with a name in front of it."""
        tags, wanted = self.words.labels.tags, self.words.texts | self.words.belongings
        places: dict[str, list[int]] = {}
        for token in self.doc:
            if token.tag_ in tags.noun and (word := plain(token.lemma_)) in wanted and self._phrase(token) is not None:
                places.setdefault(word, []).append(token.i)
        return places

    def _phrase(self, noun: Token) -> Span | None:
        tags, marks = self.words.labels.tags, self.words.phrases.possessive_marks
        start = noun.i
        while start and not noun.doc[start].is_sent_start:
            before = noun.doc[start - 1]
            if before.tag_ not in tags.noun_or_adjective and before.lower_ not in marks and before.text not in "-/–":
                break
            start -= 1
        named = any(token.tag_ in tags.proper_noun for token in noun.doc[start : noun.i])
        return noun.doc[start : noun.i + 1] if named else None
