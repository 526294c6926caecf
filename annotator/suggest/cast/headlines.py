"""Names in headlines: where all words have capitals, a model takes too many for a name ("Jane Roe Defends")."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.known_names import KnownNames, known_names
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.name_tokens import read_body, read_person
from annotator.suggest.cast.names import Name, key
from annotator.suggest.parse_labels import parse_labels

_CAPITALISED = 0.7
"""The share of capitalised words from which a sentence is a headline: set by hand."""
_WORDS = 5
_WORDS_OF_TITLE = 4
"""A headline has at least so many words, and so many if the text begins with it, without a full stop: set by hand."""
_LOOKED_AT = 40
"""Tokens of a sentence that are looked at."""


def clip_headlines(doc: Doc, mentions: list[Mention], words: CastWords) -> list[Mention]:
    """The mentions, those in headlines cut down to what the rest of the text calls somebody."""
    headlines: dict[int, bool] = {}
    in_headline: list[bool] = []
    for mention in mentions:
        sentence = doc[mention.start].sent
        if sentence.start not in headlines:
            headlines[sentence.start] = is_headline(sentence)
        in_headline.append(headlines[sentence.start])
    if not any(in_headline):
        return mentions
    known = known_names((m for m, headline in zip(mentions, in_headline, strict=True) if not headline), words)
    clipped: list[Mention] = []
    for mention, headline in zip(mentions, in_headline, strict=True):
        if headline and mention.name.full:
            clipped += _clipped(doc, mention, known, words)
        elif not headline or not _is_chance(mention, known, words):
            clipped.append(mention)
    return clipped


def is_headline(sentence: Span) -> bool:
    """Whether most words of the sentence begin with a capital."""
    letters = [token.text for token in sentence[:_LOOKED_AT] if token.text[:1].isalpha()]
    capitals = sum(text[:1].isupper() for text in letters)
    stopped = any(token.text == "." for token in sentence[-2:])
    least = _WORDS if sentence.start or stopped else _WORDS_OF_TITLE
    return len(letters) >= least and capitals >= _CAPITALISED * len(letters) and not (stopped and _has_verb(sentence))


def _has_verb(sentence: Span) -> bool:
    """Whether a verb of the sentence has small letters, as in no headline: "Jane Roe called Ann Lane."."""
    finite = parse_labels(sentence.doc.lang_).tags.finite_verb
    return any(token.tag_ in finite and token.text.islower() for token in sentence[:_LOOKED_AT])


def like_a_headline_verb(token: Token, words: CastWords) -> bool:
    """Whether a word of a headline, tagged as a name, may be its verb: "Roe Slams Doe"."""
    word = plain(token.text)
    if word in words.headline_words:
        return True
    noun = word.removesuffix(words.plural_ending)
    return (
        word.endswith(words.headline_verb_endings)
        and word not in words.given
        and not {word, noun} & (words.persons.keys() | words.organisations | words.texts | words.people)
    )


def is_headlines_subject(tokens: Span, mention: Mention, words: CastWords) -> bool:
    """Whether these tokens are a headline that begins with the mention and goes on with a verb: "Jane Roe Slams Bank".

    A tagger takes all of it for one name.
    """
    verb = mention.end + 1 < tokens.end and tokens.doc[mention.end].text not in words.phrases.possessive_marks
    verb = verb and like_a_headline_verb(tokens.doc[mention.end], words)
    return verb and mention.lead == tokens.start and is_headline(tokens.sent)


def _clipped(doc: Doc, mention: Mention, known: KnownNames, words: CastWords) -> list[Mention]:
    """The known names in the mention, or it without the words of the headline before and behind the name."""
    name = mention.name.keys
    whole = name in known.people or name in known.bodies
    body = mention.kind is not Kind.PERSON and bool(set(name) & (words.endings | words.organisations))
    if whole or body or mention.name.suffix:
        return [mention]
    keys = tuple(key(token.text) for token in doc[mention.start : mention.end])
    if len(keys) == 2 and keys[0] in known.surnames and not like_a_headline_verb(doc[mention.end - 1], words):
        return [mention]  # "Okafor Lane" is as likely Ms. Lane
    pieces = []
    for start, end, kind in known.pieces(keys, words):
        read = read_person if kind is Kind.PERSON else read_body
        piece = read(doc, mention.start + start, mention.start + end, words)
        pieces += [piece] if piece else []
    if pieces:
        return pieces
    one_by_one = mention.kind is Kind.PERSON and len(keys) == len(name)
    return [_without_rest(doc, mention, words)] if one_by_one else [mention]


def _is_chance(mention: Mention, known: KnownNames, words: CastWords) -> bool:
    """Whether a single word of a headline is a person only to the model: nobody is called so in the text."""
    word = mention.name.keys[0]
    named = any(word in keys for keys in known.people) or word in known.surnames or word in words.given
    return mention.kind is Kind.PERSON and not mention.sure and not named


def _without_rest(doc: Doc, mention: Mention, words: CastWords) -> Mention:
    """A person whom only the headline names, up to the first word behind the name that looks like the headline's."""
    keys = mention.name.keys
    least = 2 if keys[0] in words.given else 1
    end = next((n for n in range(least, len(keys)) if _ends_name(doc[mention.start + n], words)), len(keys))
    if end == len(keys):
        return mention
    name = Name(mention.name.words[:end], keys[:end], mention.name.titles)
    return replace(mention, end=mention.start + end, name=name)


def _ends_name(token: Token, words: CastWords) -> bool:
    """Whether the name is over before this word."""
    return plain(token.text) in words.headline_words or token.tag_ in words.labels.tags.verb
