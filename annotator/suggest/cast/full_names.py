"""Full names that the text splits: a given name without its label, a surname that two share ("Carl and Jane Roe")."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from annotator.suggest.cast.headlines import is_headline
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.name_tokens import fits_name, is_title, read_person


def name_in_full(doc: Doc, mentions: list[Mention], words: CastWords) -> list[Mention]:
    """The mentions, in text order, with given names and surnames that belong to single words of people."""
    full = {m.name.keys for m in mentions if m.kind is Kind.PERSON and m.name.full}
    ends = {word for keys in full for word in (keys[0], keys[-1])}
    mentions = _with_shared_surnames(doc, mentions, ends, words)
    return [_with_given_name(doc, mention, ends, words) for mention in mentions]


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
    return people and joined and given in words.given and not mention.name.titles and all(len(i) == 1 for i in initials)


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
