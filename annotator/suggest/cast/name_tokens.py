"""Reading a name in the tokens of a text: where it ends, its titles, and whether it is a person's at all."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.names import Name, key, read_name

_LONGEST = 6
"""More tokens than this are no run of a person's name: set by hand."""
_LONGEST_WITH_TITLES = 8
_LONGEST_BODY = 10
"""More words than this are no name of an organisation: set by hand."""
_PARTICLES = 3
"""The most small words in a row within a name: "van der"."""


def is_title(token: Token, words: CastWords) -> bool:
    """Whether the token is a title before a name: capitalised, and with a full stop or the tag of a noun."""
    text = token.text
    return (
        text[:1].isupper()
        and plain(text) in words.titles
        and (text[-1] == "." or token.tag_ in words.labels.tags.title)
    )


def fits_name(token: Token, words: CastWords) -> bool:
    """Whether the token can be a word of a name."""
    text = token.text
    return text[:1].isupper() and key(text) not in words.never and token.tag_ not in words.labels.tags.no_name


def name_end(doc: Doc, start: int, words: CastWords) -> int:
    """Where the run of name words from here ends: "Ludwig van der Berg" is one, "Roe of Ohio" is not."""
    end = start + 1
    while end < len(doc) and end - start < _LONGEST:
        token = doc[end]
        if not doc[end - 1].whitespace_ and token.text not in "-–.":
            break
        if _hyphenates(doc, end):
            end += 2
        elif fits_name(token, words) and not is_title(token, words):
            end += 1
        elif _after_particles(doc, end, words):
            end = _after_particles(doc, end, words)
        else:
            break
    return end


def _hyphenates(doc: Doc, i: int) -> bool:
    """Whether the token is a hyphen between two capitalised words."""
    joins = doc[i].text in ("-", "–") and not doc[i].whitespace_
    return joins and i + 1 < len(doc) and doc[i + 1].text[:1].isupper()


def _after_particles(doc: Doc, start: int, words: CastWords) -> int:
    """Where "van der Berg" ends that begins here; 0 where no such thing does."""
    i = start
    while i < len(doc) and i - start < _PARTICLES and plain(doc[i].text) in words.particles and doc[i].text.islower():
        i += 1
    name_follows = i > start and i < len(doc) and doc[i].text[:1].isupper() and doc[i].text.isalpha()
    return i + 1 if name_follows else 0


def read_person(doc: Doc, start: int, end: int, words: CastWords, *, sure: bool = True) -> Mention | None:
    """The mention of a person in the tokens `[start, end)`, without what does not belong to a name.

    None where they cannot name one. A family ("the Delanys") is a group.
    """
    start, end = _trimmed(doc, start, end, words)
    start = _behind_titles(doc, start, end, words)
    if start >= end or end - start > _LONGEST_WITH_TITLES:
        return None
    if end - start == 3 and _no_name_before_given_name(doc, start, words):
        start += 1
    lead = _lead(doc, start, words)
    texts = [token.text for token in doc[start:end]]
    last = plain(texts[-1])
    if last in words.endings and len(texts) > 1:
        return None
    name = read_name(_joined(doc, start, end), words)
    if name is None or any(k in words.never for k in name.keys) or not name.keys[0]:
        return None
    if not all(_is_name_word(text, words) for text in texts):
        return None
    if end - start == 1 and _is_family(doc, start, words):
        return Mention(start, end, start, Kind.GROUP, Name(name.words, name.keys))
    titles = tuple(plain(doc[i].text) for i in range(lead, start) if plain(doc[i].text) in words.titles)
    return Mention(start, end, lead, Kind.PERSON, Name(name.words, name.keys, titles + name.titles, name.suffix), sure)


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
    return token.text[:1].isupper() or plain(token.text) in words.suffixes


def _behind_titles(doc: Doc, start: int, end: int, words: CastWords) -> int:
    """Where the name begins behind its titles."""
    while end - start > 1 and plain(doc[start].text) in words.titles and doc[start].text[:1].isupper():
        name = read_name([token.text for token in doc[start:end]], words)
        if name is None or not name.titles:
            break
        start += 1
    return start


def _no_name_before_given_name(doc: Doc, i: int, words: CastWords) -> bool:
    """Whether a word that is no name stands before a given name: "Billionaire Carl Roe"."""
    first, second = plain(doc[i].text), plain(doc[i + 1].text)
    strange = first in words.persons or doc[i].tag_ in words.labels.tags.no_given_name
    return strange and second in words.given and first not in words.given and len(first) > 2


def _lead(doc: Doc, start: int, words: CastWords) -> int:
    """Where the titles before the name begin."""
    lead = start
    while lead > 0 and is_title(doc[lead - 1], words):
        lead -= 1
    return lead


def _joined(doc: Doc, start: int, end: int) -> list[str]:
    """The words of the tokens, with hyphenated ones in one piece and brackets left out."""
    text = "".join(token.text_with_ws for token in doc[start:end])
    return text.replace("(", "").replace(")", "").replace("\n", " ").split()


def _is_name_word(text: str, words: CastWords) -> bool:
    return text[:1].isupper() or plain(text) in words.particles or text in "-–'’()." or plain(text) in words.suffixes


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
    marks = token.lower_ in words.phrases.possessive_marks or not token.text[-1:].isalnum()
    return marks and not abbreviated
