"""Headlines Capitalise Every Word, and a model takes too many of them for a name: "Jane Roe Defends"."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc, Span

from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.names import Name

_CAPITALISED = 0.7
_WORDS = 5
_OPENERS = frozenset({"will", "may", "can", "did", "does", "has", "meet", "watch"})


def clip_headlines(doc: Doc, found: list[Mention], words: CastWords) -> list[Mention]:
    """The mentions with names in headlines cut down to what the rest of the text calls somebody."""
    inside = [_in_headline(doc, m) if m.kind is Kind.PERSON and m.name.full else False for m in found]
    if not any(inside):
        return found
    elsewhere = {m.name.keys for m, headline in zip(found, inside, strict=True) if not headline}
    surnames = {keys[-1] for keys in elsewhere}
    return [
        _clipped(m, surnames, words) if headline and m.name.keys not in elsewhere else m
        for m, headline in zip(found, inside, strict=True)
    ]


def _in_headline(doc: Doc, mention: Mention) -> bool:
    return is_headline(doc[mention.start].sent)


def is_headline(sentence: Span) -> bool:
    """Whether most words of the sentence begin with a capital."""
    letters = [t.text for t in sentence[:40] if t.text[:1].isalpha()]
    return len(letters) >= _WORDS and sum(t[:1].isupper() for t in letters) >= _CAPITALISED * len(letters)


def _clipped(mention: Mention, surnames: set[str], words: CastWords) -> Mention:
    keys, start = mention.name.keys, 0
    if mention.end - mention.start != len(keys):
        return mention
    if keys[0] in _OPENERS and keys[1] in surnames:
        start = 1
    known = [place for place, word in enumerate(keys) if word in surnames and place >= start]
    end = known[0] + 1 if known else len(keys)
    while end < len(keys) and keys[end] in surnames and keys[end - 1] in words.given:
        end += 1  # the surname of one is the given name of another
    if (
        end < len(keys)
        and len(keys) < 3
        and not (keys[-1].endswith(("s", "ed", "ing")) and keys[-1] not in words.given)
    ):
        end = len(keys)
    if (start, end) == (0, len(keys)):
        return mention
    name = Name(mention.name.words[start:end], keys[start:end], mention.name.titles)
    lead = mention.start + start if start else mention.lead
    return replace(mention, start=mention.start + start, end=mention.start + end, lead=lead, name=name)
