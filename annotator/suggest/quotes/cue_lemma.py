"""The word that a cue goes by in the lexicon."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.suggest.quotes.syntax import child

_MISTAKEN = {"hop": "hope", "rat": "rate", "not": "note", "cit": "cite", "stat": "state", "accus": "accuse",
             "denie": "deny", "argu": "argue", "vowe": "vow", "ly": "lie", "criticise": "criticize",
             "emphasise": "emphasize", "recognise": "recognize", "apologise": "apologize",
             "characterise": "characterize", "summarise": "summarize", "theorise": "theorize", "tweete": "tweet",
             "wrote": "write", "said": "say",
             "told": "tell", "retweete": "retweet", "speculat": "speculate",
             "blam": "blame", "blaste": "blast"}  # fmt: skip
"""Lemmas that the model gets wrong, and British spellings."""


def word_of(token: Token) -> str:
    """The lemma, with the particle of a phrasal verb: "pointed out" is `point out`."""
    lemma = token.lemma_.lower()
    lemma = _MISTAKEN.get(lemma, lemma)
    particle = child(token, "prt")
    if particle is not None and 0 < particle.i - token.i < 4:
        return f"{lemma} {particle.lower_}"
    return lemma
