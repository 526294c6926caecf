"""Names of people that a model leaves without a label, though their form or their place tells: "D’Roe", "JANE ROE:"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Mention
from annotator.suggest.cast.name_tokens import fits_name, is_title, name_end, read_body, read_person

_DASHES = frozenset({"―", "—", "–", "--"})
_SURNAME = re.compile(r"(?:[DLO]['’]|Mc|Mac)[A-Z][a-z]+")
"""A capital within the word, as only surnames have it: "O’Roe", "McRoe"."""
_FIRST_LETTERS = frozenset("DLOM")
_TURN_MARKS = frozenset({":", ","})
"""What stands behind the name that opens a turn of a transcript: "JANE ROE, HOST:"."""


def without_label(doc: Doc, texts: list[str], words: CastWords) -> Iterator[Mention]:
    """People in tokens without a label, by the name's form or place. `texts`: those of the tokens."""
    for place, text in enumerate(texts):
        if text in _DASHES:
            yield from _signed(doc[place], words)
        elif text.isupper() and _opens_paragraph(doc[place]):
            yield from _of_turn(doc[place], words)
        elif text[:1] in _FIRST_LETTERS and _SURNAME.fullmatch(text) and not doc[place].ent_type_:
            yield from _by_form(doc[place], words)


def _signed(dash: Token, words: CastWords) -> Iterator[Mention]:
    """The name behind a dash with which a paragraph ends: "… it is late. ― Jane Roe"."""
    doc, start = dash.doc, dash.i + 1
    while start < len(doc) and doc[start].is_space and "\n" not in doc[start].text:
        start += 1
    if start >= len(doc) or plain(doc[start].text) not in words.given or not fits_name(doc[start], words):
        return
    end = name_end(doc, start, words)
    rest = doc[end] if end < len(doc) else None
    if end - start > 1 and (rest is None or rest.text == "." or "\n" in rest.text):
        yield from filter(None, [read_person(doc, start, end, words, sure=False)])


def opens_turn(token: Token) -> bool:
    """Whether the token is a word in capitals that opens a paragraph, with a colon behind: "ROE: Is it late?"."""
    behind = token.doc[token.i + 1].text if token.i + 1 < len(token.doc) else ""
    return behind == ":" and token.text.isupper() and len(token.text) > 1 and _opens_paragraph(token)


def _opens_paragraph(token: Token) -> bool:
    return token.i == 0 or "\n" in token.doc[token.i - 1].text


def _of_turn(first: Token, words: CastWords) -> Iterator[Mention]:
    """The full name in capitals that opens a turn: "JANE ROE:"."""
    doc, start = first.doc, first.i
    while start < len(doc) - 1 and is_title(doc[start], words):
        start += 1
    end = name_end(doc, start, words)
    known = plain(doc[start].text) in words.given and end - start > 1
    in_capitals = all(token.text.isupper() for token in doc[start:end])
    if known and in_capitals and end < len(doc) and doc[end].text in _TURN_MARKS:
        yield from filter(None, [read_person(doc, start, end, words)])


def _by_form(token: Token, words: CastWords) -> Iterator[Mention]:
    """A surname known by its inner capital, with the given name before it."""
    doc, start = token.doc, token.i
    before = doc[start - 1] if start else None
    if before is not None and before.whitespace_ and not before.ent_type_ and not is_title(before, words):
        named = before.tag_ in words.labels.tags.proper_noun and fits_name(before, words)
        given = plain(before.text) in words.given or before.dep_ in words.labels.relations.compound
        start -= bool(named and given and before.text.isalpha() and not before.text.isupper())
    yield from filter(None, [read_person(doc, start, token.i + 1, words)])


def papers(doc: Doc, texts: list[str], words: CastWords) -> Iterator[Mention]:
    """Bodies whose name ends in a noun for a person, with "The" before: "The Ashby Leader", "editors of The Advocate".

    A single word counts only where "The" has its capital within a sentence somewhere, so that it is part of the name.
    """
    within: set[str] = set()
    found: list[tuple[int, int]] = []
    for place, text in enumerate(texts[:-1]):
        if text[:1].isupper() and text.lower() in words.phrases.family_article:
            end = _paper_end(doc, place + 1, words)
            if end:
                found.append((place + 1, end))
                within |= set() if doc[place].is_sent_start else {texts[place + 1]}
    for start, end in found:
        if end - start > 1 or texts[start] in within:
            yield from filter(None, [read_body(doc, start, end, words)])


def _paper_end(doc: Doc, start: int, words: CastWords) -> int:
    """Where the capitalised run from here ends, if its last word is a noun for a person, no title, party or people."""
    end = start
    while end < len(doc) and doc[end].text[:1].isupper() and doc[end].tag_ in words.labels.tags.proper_noun:
        end += 1
    if end == start or (end < len(doc) and doc[end].text[:1].isupper()):
        return 0
    last = doc[end - 1]
    word = plain(last.text)
    people = last.ent_type_ in words.labels.entities.people
    party = word in words.rival_parties or word in words.party_initials.values()
    office = word in words.titles or any(plain(token.text) in words.led for token in doc[start : end - 1])
    return 0 if word not in words.persons or people or party or office else end
