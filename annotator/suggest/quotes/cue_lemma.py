"""The word that a cue goes by in the lexicon."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.suggest.parse_labels import labels_of
from annotator.suggest.quotes.syntax import child
from annotator.suggest.quotes.word_lists import words_of


def word_of(token: Token) -> str:
    """The lemma, with the particle of a phrasal verb: "pointed out" is `point out`."""
    lemma = token.lemma_.lower()
    lemma = words_of(token).mistaken_lemmas.get(lemma, lemma)
    particle = child(token, labels_of(token).relations.particle)
    if particle is not None and 0 < particle.i - token.i < 4:
        return f"{lemma} {particle.lower_}"
    return lemma
