"""Bodies with several fields in their name: "the Committee on Harbours, Trade and Home Affairs"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Mention
from annotator.suggest.cast.name_tokens import read_body

_LONGEST = 14
"""Tokens behind the noun that are looked at: set by hand."""


def bodies_with_fields(doc: Doc, texts: list[str], words: CastWords) -> Iterator[Mention]:
    """Each such body, with the names before its noun: "EP Committee on ...". `texts`: those of the tokens.

    At least one comma stands in the list, and the last field is one of those that such bodies have: "the Department of
    Health, Roe and Doe" are three.
    """
    for place, text in enumerate(texts[:-1]):
        if not text[:1].isupper() or plain(text) not in words.endings or texts[place + 1] not in words.field_openers:
            continue
        end = _list_end(doc, place + 2, texts, words)
        start = place
        while start > 0 and doc[start - 1].tag_ in words.labels.tags.proper_noun and texts[start - 1][:1].isupper():
            start -= 1
        if end:
            yield from filter(None, [read_body(doc, start, end, words)])


def _list_end(doc: Doc, start: int, texts: list[str], words: CastWords) -> int:
    """Where the list of fields from here ends; 0 where none stands here."""
    commas, joined = 0, False
    for i in range(start, min(start + _LONGEST, len(doc))):
        if texts[i] == ",":
            commas += 1
        elif texts[i].lower() in (words.conjunction, "&"):
            joined = True
        elif not texts[i][:1].isupper():
            return 0
        elif joined and commas and not (i + 1 < len(doc) and texts[i + 1][:1].isupper()):
            closed = plain(texts[i]) in words.fields
            return i + 1 if closed else 0
    return 0
