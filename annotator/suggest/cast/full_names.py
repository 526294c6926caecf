"""Full names that the text splits: a given name without its label, a surname that two share ("Carl and Jane Roe")."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from annotator.suggest.cast.headlines import is_headline
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.name_tokens import fits_name, is_title, read_person
from annotator.suggest.cast.names import key

_GLUED = re.compile(r"([^\W\d_]+)[:—–][“‘\"'].*")
"""A surname with the mark and the quotation behind it, where no blank parts them: 'Roe:"We'."""


def name_in_full(doc: Doc, mentions: list[Mention], words: CastWords) -> list[Mention]:
    """The mentions, in text order, with given names and surnames that belong to single words of people."""
    full = {m.name.keys for m in mentions if m.kind is Kind.PERSON and m.name.full}
    ends = {word for keys in full for word in (keys[0], keys[-1])}
    single = {m.name.keys[0] for m in mentions if m.kind is Kind.PERSON and not m.name.full}
    mentions = [_with_glued_surname(doc, mention, single, words) for mention in mentions]
    mentions = _with_shared_surnames(doc, mentions, ends, words)
    mentions = [_with_first_given_name(doc, mention, words) for mention in mentions]
    return [_with_given_name(doc, mention, ends, words) for mention in mentions]


def people_by_given_name(doc: Doc, mentions: list[Mention], words: CastWords) -> list[Mention]:
    """The mentions, those people that a model takes for bodies without the given name before it: "Quill Orvane"."""
    named = []
    for mention in mentions:
        person = None
        if _may_be_surname(doc, mention, words) and _may_be_given_name(doc[mention.start - 1], mention, words):
            person = read_person(doc, mention.start - 1, mention.end, words, sure=False)
        named.append(person or mention)
    return named


def _may_be_surname(doc: Doc, mention: Mention, words: CastWords) -> bool:
    """Whether a single word that a model takes for a body stands behind a known given name."""
    word, start = mention.name.keys[0], mention.start
    single = mention.kind is Kind.ORG and not mention.name.full and mention.end - start == 1
    if not single or not start or mention.name.words[0].isupper():
        return False
    return plain(doc[start - 1].text) in words.given and word not in words.endings | words.organisations | words.media


def full_name_elsewhere(surname: Token, words: CastWords) -> Mention | None:
    """Where the text has this word with a given name before it that no model labelled: "Quilla Orvane" for "Orvane"."""
    for token in surname.doc:
        if token.text == surname.text and token.i and not token.ent_type_:
            alone = read_person(token.doc, token.i, token.i + 1, words, sure=False)
            if alone is not None and _may_be_given_name(token.nbor(-1), alone, words):
                return read_person(token.doc, token.i - 1, token.i + 1, words, sure=False)
    return None


def _with_glued_surname(doc: Doc, mention: Mention, single: set[str], words: CastWords) -> Mention:
    """A person with the surname that a tokenizer leaves in one piece with the quotation behind it: 'Jane Roe:"We'.

    Only a surname that stands alone elsewhere in the text (`single`).
    """
    person = mention.kind is Kind.PERSON and mention.end < len(doc) and doc[mention.end - 1].whitespace_
    glued = _GLUED.fullmatch(doc[mention.end].text) if person else None
    if glued is None or key(glued[1]) not in single or mention.name.keys[0] not in words.given:
        return mention
    name = mention.name
    return replace(mention, name=replace(name, words=(*name.words, glued[1]), keys=(*name.keys, key(glued[1]))))


def _with_shared_surnames(doc: Doc, mentions: list[Mention], ends: set[str], words: CastWords) -> list[Mention]:
    """Given names, and initials, get the surname behind the "and" that follows: "Carl and Jane Roe".

    Not where the text has that given name with another surname, or as a surname.
    """
    behind = {one.start: other for one, other in pairwise(mentions)}
    return [_named_like(doc, mention, behind.get(mention.start), ends, words) for mention in mentions]


def _named_like(doc: Doc, mention: Mention, other: Mention | None, ends: set[str], words: CastWords) -> Mention:
    """The mention with the surname of the one behind it, if they share it."""
    alone = not mention.name.full and mention.name.keys[0] in ends
    if other is None or alone or not _shares_surname(doc, mention, other, words):
        return mention
    name, surname = mention.name, other.name
    return replace(
        mention, name=replace(name, words=(*name.words, surname.words[-1]), keys=(*name.keys, surname.keys[-1]))
    )


def _shares_surname(doc: Doc, mention: Mention, other: Mention, words: CastWords) -> bool:
    given, *initials = mention.name.keys
    people = mention.kind is Kind.PERSON and other.kind is Kind.PERSON and other.name.full
    joined = other.lead == mention.end + 1 and doc[mention.end].lower_ in (words.conjunction, "&")
    if not people or not joined or mention.name.titles or any(len(initial) > 1 for initial in initials):
        return False
    return given in words.given or _is_family(doc, mention, other, words)


def _is_family(doc: Doc, mention: Mention, other: Mention, words: CastWords) -> bool:
    """Whether the text speaks of a family of that surname ("the Roes"), and never of the given name alone."""
    family = {other.name.words[-1] + words.plural_ending, other.name.words[-1] + "e" + words.plural_ending}
    texts = [token.text for token in doc]
    return len(other.name.words) == 2 and texts.count(doc[mention.start].text) == 1 and bool(family.intersection(texts))


def _with_first_given_name(doc: Doc, mention: Mention, words: CastWords) -> Mention:
    """A name of several words with the given name before it that has no label: "Carl Orvo Roe"."""
    start = mention.start - 1
    person = mention.kind is Kind.PERSON and mention.name.full and mention.lead == mention.start
    if not person or start < 0 or plain(doc[start].text) not in words.given:
        return mention
    if not _may_be_given_name(doc[start], mention, words) or is_headline(doc[start].sent):
        return mention
    return read_person(doc, start, mention.end, words, sure=mention.sure) or mention


def _with_given_name(doc: Doc, mention: Mention, ends: set[str], words: CastWords) -> Mention:
    """A single word of a person with the given name before it that has no label: "Amelise Roe"."""
    start = mention.start - 1
    single = mention.kind is Kind.PERSON and not mention.name.full and not mention.name.titles
    if not single or start < 0 or mention.name.keys[0] in ends or mention.lead != mention.start:
        return mention
    if not _may_be_given_name(doc[start], mention, words) or is_headline(doc[start].sent):
        return mention
    return read_person(doc, start, mention.end, words, sure=mention.sure) or mention


def _may_be_given_name(token: Token, mention: Mention, words: CastWords) -> bool:
    """Whether the token before a name can be its given name: a name by its tag, and no known noun."""
    labels, word = words.labels, plain(token.text)
    common = words.organisations | words.texts | words.people | words.endings | words.places | words.media
    small = token.text.lower()
    return (
        token.text.isalpha()
        and token.tag_ in labels.tags.proper_noun - labels.tags.plural_name
        and bool(token.whitespace_)
        and not token.ent_type_
        and token.dep_ in labels.relations.compound
        and mention.start <= token.head.i < mention.end
        and not token.text.isupper()
        and fits_name(token, words)
        and not is_title(token, words)
        and word not in common | words.persons.keys() | words.headline_words | words.nations.keys()
        and word not in words.parties
        and all(other.text != small for other in token.doc)
    )
