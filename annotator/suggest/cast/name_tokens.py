"""Reading a name in the tokens of a text: where it ends, its titles, and whether it is a person's at all."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Doc, Token

from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.names import Name, is_given_name, key, read_name

_LONGEST = 6
"""More tokens than this are no run of a person's name: set by hand."""
_LONGEST_WITH_TITLES = 8
_LONGEST_BODY = 10
"""More words than this are no name of an organisation: set by hand."""
_OPENING, _CLOSING = frozenset("(“‘\"'") | {"``", "''"}, frozenset(")”’\"'") | {"''"}
"""Marks around a nickname within a name."""
_HYPHENS = frozenset("-–")
NO_BREAK = "\N{NO-BREAK SPACE}"
_NAME_MARKS = _OPENING | _CLOSING | _HYPHENS | {".", NO_BREAK}
"""Marks that may stand within a person's name."""
_NICKNAME = 2
"""The most words of a nickname."""
_FOREIGN = re.compile(r"[—<>|].*|[‘’']s$")
"""What a tokenizer may leave at the end of a name: another word behind a dash, or a possessive."""
_PARTICLES = 3
"""The most small words in a row within a name: "van der"."""


def is_title(token: Token, words: CastWords) -> bool:
    """Whether the token is a title before a name: capitalised, and with a full stop or the tag of a noun.

    Not where it is a given name ("Don Roe") or a surname ("Jane King said").
    """
    text = token.text
    return (
        text[:1].isupper()
        and plain(text) in words.titles
        and (text[-1] == "." or token.tag_ in words.labels.tags.title)
        and not _is_given_name(token, words)
        and not _is_surname(token, words)
    )


def _is_given_name(token: Token, words: CastWords) -> bool:
    """Whether a word that may be a title is a given name: "Don Roe", "Gov. Earl Roe"."""
    if plain(token.text) not in words.given or token.i + 1 >= len(token.doc):
        return False
    behind = token.doc[token.i + 1]
    if not behind.text[:1].isupper() or not token.whitespace_:
        return False
    titled = token.i > 0 and is_title(token.doc[token.i - 1], words)
    return is_given_name(token.text, behind.text, words, titled=titled)


def _is_surname(token: Token, words: CastWords) -> bool:
    """Whether a word that may be a title is a surname: no name stands behind it, but one before ("Jane King said").

    So is one that is often a surname behind a title: "Mr. King".
    """
    if token.i == 0 or token.text[-1] == "." or token.tag_ not in words.labels.tags.proper_noun:
        return False
    before = token.doc[token.i - 1]
    behind = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if behind is not None and behind.text[:1].isupper() and plain(behind.text) not in words.suffixes:
        return False
    if not before.whitespace_ or not before.text[:1].isupper():
        return False
    title = plain(before.text)
    if title in words.titles:
        addressed = title not in words.kept_titles or title in words.dotted_titles
        return addressed and plain(token.text) in words.title_surnames
    return _is_initial(before) or title in words.given


def is_dash(token: Token) -> bool:
    """Whether the token is a hyphen that stands for a dash: with blanks on both sides."""
    return token.text in _HYPHENS and bool(token.whitespace_) and token.i > 0 and bool(token.nbor(-1).whitespace_)


def _is_initial(token: Token) -> bool:
    return len(token.text) == 2 and token.text[0].isupper() and token.text[1] == "."


def fits_name(token: Token, words: CastWords) -> bool:
    """Whether the token can be a word of a name."""
    if not token.text[:1].isupper() or token.tag_ in words.labels.tags.no_name:
        return False
    return key(token.text) not in words.never or _is_name_after_all(token, words)


def _is_name_after_all(token: Token, words: CastWords) -> bool:
    """Whether a word that is rarely a name is one here: behind a given name or a title ("Jane May", "Mrs. May").

    So is a given name like "June" before another word of the name.
    """
    labels, doc = words.labels, token.doc
    if token.tag_ not in labels.tags.proper_noun or token.ent_type_ in labels.entities.time:
        return False
    labelled = token.ent_type_ in labels.entities.person
    if plain(token.text) not in words.given and not labelled:
        return False
    before = doc[token.i - 1] if token.i else None
    if before is not None and before.whitespace_ and before.text[:1].isupper():
        given = plain(before.text) in words.given and key(before.text) not in words.never
        if given or plain(before.text) in words.surname_titles | words.unmarried:
            return True
    behind = doc[token.i + 1] if token.i + 1 < len(doc) else None
    in_name = labelled and plain(token.text) in words.given
    return in_name and behind is not None and behind.ent_type_ == token.ent_type_ and behind.text[:1].isupper()


def name_end(doc: Doc, start: int, words: CastWords) -> int:
    """Where the run of name words from here ends: "Ludwig van der Berg" is one, "Roe of Ohio" is not."""
    end = start + 1
    while end < len(doc) and end - start < _LONGEST:
        token = doc[end]
        behind_nickname = over_nickname(doc, end, words)
        if behind_nickname:
            end = behind_nickname
        elif not doc[end - 1].whitespace_ and token.text not in "-–.":
            break
        elif _hyphenates(doc, end, words):
            end += 2
        elif fits_name(token, words) and not is_title(token, words):
            end += 1
        elif after_particles(doc, end, words):
            end = after_particles(doc, end, words)
        else:
            break
    return end


def over_nickname(doc: Doc, start: int, words: CastWords) -> int:
    """Where the name goes on behind a nickname that opens here: at "Roe" in "William “Buck” Roe". 0 where none does."""
    if start == 0 or start + 3 >= len(doc) or doc[start].text not in _OPENING:
        return 0
    for closing in range(start + 2, min(start + 2 + _NICKNAME, len(doc) - 1)):
        if doc[closing].text in _CLOSING:
            inside, behind = doc[start + 1 : closing], doc[closing + 1]
            named = all(token.text[:1].isupper() and token.text.isalpha() for token in inside)
            goes_on = fits_name(behind, words) and behind.tag_ in words.labels.tags.proper_noun
            return closing + 1 if named and goes_on and doc[start - 1].text[:1].isupper() else 0
    return 0


def _hyphenates(doc: Doc, i: int, words: CastWords) -> bool:
    """Whether the token is a hyphen between two words of a name: "Vale-Okafor", "Geun-hye"."""
    joins = doc[i].text in _HYPHENS and not doc[i].whitespace_ and not doc[i - 1].whitespace_
    if not joins or i + 1 >= len(doc):
        return False
    return doc[i + 1].text[:1].isupper() or doc[i + 1].tag_ in words.labels.tags.proper_noun


def after_particles(doc: Doc, start: int, words: CastWords) -> int:
    """Where "van der Berg" ends that begins here; 0 where no such thing does."""
    i = start
    while i < len(doc) and i - start < _PARTICLES and plain(doc[i].text) in words.particles and doc[i].text.islower():
        i += 1
    if start < i < len(doc) - 1 and doc[i].text in _HYPHENS and not doc[i].whitespace_:
        i += 1  # "al-Roe"
    name_follows = i > start and i < len(doc) and doc[i].text[:1].isupper() and doc[i].text.isalpha()
    return i + 1 if name_follows else 0


def read_person(
    doc: Doc, start: int, end: int, words: CastWords, *, sure: bool = True, known: bool = False
) -> Mention | None:
    """The mention of a person in the tokens `[start, end)`, without what does not belong to a name.

    None where they cannot name one. A family ("the Delanys") is a group. `known`: the text has the name elsewhere, so
    that it may be one even where it looks like another word ("May").
    """
    start, end = _trimmed(doc, start, end, words)
    start = _behind_titles(doc, start, end, words)
    if start >= end or end - start > _LONGEST_WITH_TITLES:
        return None
    if end - start > 2 and _no_name_before_given_name(doc, start, words):
        start += 1
    lead = _lead(doc, start, words)
    opening, behind = _nickname(doc, start, end, words)
    parts = [*_joined(doc, start, opening), *_joined(doc, behind, end)]
    if len(parts) > 1 and plain(parts[-1]) in words.endings:
        return None
    name = read_name(parts, words, bare=True, surname=known or _is_surname(doc[end - 1], words))
    outside = (*doc[start:opening], *doc[behind:end])
    if name is None or not name.keys[0] or not (known or all(_allowed(token, words) for token in outside)):
        return None
    if end - start == 1 and _is_family(doc, start, words):
        return Mention(start, end, start, Kind.GROUP, Name(name.words, name.keys))
    titles = tuple(plain(doc[i].text) for i in range(lead, start) if plain(doc[i].text) in words.titles)
    nicknames = tuple(key(token.text) for token in doc[opening + 1 : behind - 1])
    name = replace(name, titles=titles + name.titles, nicknames=nicknames)
    return Mention(start, end, lead, Kind.PERSON, name, sure)


def _allowed(token: Token, words: CastWords) -> bool:
    """Whether the token can stand within a person's name."""
    if not _is_name_word(token, words):
        return False
    return _is_initial(token) or key(token.text) not in words.never or _is_name_after_all(token, words)


def _trimmed(doc: Doc, start: int, end: int, words: CastWords) -> tuple[int, int]:
    """The range without tokens at its ends that no name begins or ends with."""
    while start < end and not _may_begin_name(doc[start], words):
        start += 1
    while end > start and not _may_end_name(doc[end - 1], words):
        end -= 1
    return start, end


def _may_begin_name(token: Token, words: CastWords) -> bool:
    text = token.text
    return (text[:1].isalpha() and text[:1].isupper()) or (plain(text) in words.particles and text.isalpha())


def _may_end_name(token: Token, words: CastWords) -> bool:
    if token.lower_ in words.phrases.possessive_marks:
        return False
    return token.text[:1].isupper() or plain(token.text) in words.suffixes or _behind_hyphen(token, words)


def _behind_hyphen(token: Token, words: CastWords) -> bool:
    """Whether the token is the second half of a hyphenated name: "hye" in "Geun-hye"."""
    return (
        token.i > 1
        and token.text.isalpha()
        and token.tag_ in words.labels.tags.proper_noun
        and token.doc[token.i - 1].text in _HYPHENS
        and not token.doc[token.i - 1].whitespace_
        and not token.doc[token.i - 2].whitespace_
    )


def _behind_titles(doc: Doc, start: int, end: int, words: CastWords) -> int:
    """Where the name begins behind its titles."""
    while end - start > 1 and plain(doc[start].text) in words.titles and doc[start].text[:1].isupper():
        name = read_name([token.text for token in doc[start:end]], words)
        if name is None or not name.titles or _is_given_name(doc[start], words):
            break
        start += 1
    return start


def _no_name_before_given_name(doc: Doc, i: int, words: CastWords) -> bool:
    """Whether a word that is no name stands before a given name: "Billionaire Carl Roe"."""
    first, second = plain(doc[i].text), plain(doc[i + 1].text)
    strange = first in words.persons or doc[i].tag_ in words.labels.tags.no_given_name
    common = first in words.persons and doc[i].tag_ in words.labels.tags.common_noun
    return strange and (second in words.given or common) and first not in words.given and len(first) > 2


def _lead(doc: Doc, start: int, words: CastWords) -> int:
    """Where the titles before the name begin."""
    lead = start
    while lead > 0 and is_title(doc[lead - 1], words):
        lead -= 1
    return lead


def _nickname(doc: Doc, start: int, end: int, words: CastWords) -> tuple[int, int]:
    """Where a nickname with its marks stands within these tokens; twice the end where none does."""
    for opening in range(start + 1, end - 1):
        behind = over_nickname(doc, opening, words)
        if behind and behind < end:
            return opening, behind
    return end, end


def _joined(doc: Doc, start: int, end: int) -> list[str]:
    """The words of the tokens, with hyphenated ones in one piece and brackets left out."""
    text = "".join(token.text_with_ws for token in doc[start:end])
    parts = text.replace("(", "").replace(")", "").replace("\n", " ").split()
    return [*parts[:-1], _FOREIGN.sub("", parts[-1]) or parts[-1]] if parts else parts


def _is_name_word(token: Token, words: CastWords) -> bool:
    text = token.text
    if text[:1].isupper() or plain(text) in words.particles | words.suffixes:
        return True
    return text in _NAME_MARKS or _behind_hyphen(token, words)


def _is_family(doc: Doc, i: int, words: CastWords) -> bool:
    """Whether the name is that of several people: "the Delanys"."""
    token = doc[i]
    plural = token.text.endswith(words.plural_ending) and token.tag_ in words.labels.tags.plural_noun
    return i > 0 and doc[i - 1].lower_ in words.phrases.family_article and plural


def read_body(
    doc: Doc, start: int, end: int, words: CastWords, *, people: bool = False, sure: bool = True
) -> Mention | None:
    """The mention of an organisation or a country in the tokens `[start, end)`, or with `people` of a people.

    None where they cannot name one.
    """
    while start < end and (plain(doc[start].text) in words.phrases.articles or not doc[start].text[:1].isalnum()):
        start += 1
    while end > start and _goes_from_end(doc[end - 1], words):
        end -= 1
    if start >= end or not any(c.isupper() for c in doc[start:end].text):
        return None
    if people and doc[end - 1].tag_ not in words.labels.tags.plural_noun:
        return None
    parts = _joined(doc, start, end)
    keys = tuple(key(part) for part in parts)
    if not keys or len(keys) > _LONGEST_BODY or all(k in words.never for k in keys):
        return None
    return Mention(start, end, start, Kind.GROUP if people else Kind.ORG, Name(tuple(parts), keys), sure=sure)


def _goes_from_end(token: Token, words: CastWords) -> bool:
    """Whether the token at the end of a body's name is no part of it: a possessive, or a mark that is no full stop."""
    abbreviated = token.text[-1:] == "." and len(token.text) > 1
    no_name = token.text.islower() and token.tag_ in words.labels.tags.no_name
    marks = no_name or token.lower_ in words.phrases.possessive_marks or not token.text[-1:].isalnum()
    return marks and not abbreviated
