"""Names in headlines: where all words have capitals, a model takes too many for a name ("Jane Roe Defends")."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc, Span

from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.names import Name

_CAPITALISED = 0.7
"""The share of capitalised words from which a sentence is a headline: set by hand."""
_WORDS = 5
"""A headline has at least so many words: set by hand."""
_LOOKED_AT = 40
"""Tokens of a sentence that are looked at."""


def clip_headlines(doc: Doc, mentions: list[Mention], words: CastWords) -> list[Mention]:
    """The mentions, those of people in headlines cut down to what the rest of the text calls somebody."""
    in_headline = [m.kind is Kind.PERSON and m.name.full and is_headline(doc[m.start].sent) for m in mentions]
    if not any(in_headline):
        return mentions
    elsewhere = {m.name.keys for m, headline in zip(mentions, in_headline, strict=True) if not headline}
    surnames = {keys[-1] for keys in elsewhere}
    return [m if m.name.keys in elsewhere else _clipped(m, surnames, words) for m in mentions]


def is_headline(sentence: Span) -> bool:
    """Whether most words of the sentence begin with a capital."""
    letters = [token.text for token in sentence[:_LOOKED_AT] if token.text[:1].isalpha()]
    capitals = sum(text[:1].isupper() for text in letters)
    return len(letters) >= _WORDS and capitals >= _CAPITALISED * len(letters)


def _clipped(mention: Mention, surnames: set[str], words: CastWords) -> Mention:
    """The mention without the words of the headline before and behind the name."""
    keys = mention.name.keys
    if mention.end - mention.start != len(keys):
        return mention
    start = 1 if keys[0] in words.headline_openers and keys[1] in surnames else 0
    end = _name_end(keys, start, surnames, words)
    if (start, end) == (0, len(keys)):
        return mention
    name = Name(mention.name.words[start:end], keys[start:end], mention.name.titles)
    lead = mention.start + start if start else mention.lead
    return replace(mention, start=mention.start + start, end=mention.start + end, lead=lead, name=name)


def _name_end(keys: tuple[str, ...], start: int, surnames: set[str], words: CastWords) -> int:
    """Where the name that begins with word `start` ends: behind the surname that the rest of the text has."""
    known = [place for place, word in enumerate(keys) if word in surnames and place >= start]
    end = known[0] + 1 if known else len(keys)
    while end < len(keys) and keys[end] in surnames and keys[end - 1] in words.given:
        end += 1  # the surname of one is the given name of another
    like_a_verb = keys[-1].endswith(words.headline_verb_endings) and keys[-1] not in words.given
    return len(keys) if len(keys) < 3 and not like_a_verb else end
