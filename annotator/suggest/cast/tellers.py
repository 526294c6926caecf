"""Who is said to speak beside a quote whose rule found no source: “It is late,” put in Kitty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Span, Token

from annotator.core.model import Quote, QuoteType
from annotator.core.quotation_marks import OUTER
from annotator.suggest.cast.dialogue_words import dialogue_words
from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.speech_map import SpeechMap

_GOES_ON = frozenset({",", "?", "!", "—", "–", "-", "--", "…", "..."})
"""What is said ends in one of these where a reporting clause follows."""
_LEADS_ON = frozenset({",", ":"})
"""A reporting clause before what is said ends in one of these."""
_STOPS = frozenset({".", "?", "!", ";", "…", "..."})
_CLAUSE = 8
"""Words of a reporting clause in which its verb is looked for."""
_BEHIND = 6
"""Tokens behind its verb in which a subject is looked for that the parse does not tell."""


def with_tellers(
    speech_map: SpeechMap, quotes: Sequence[Quote], places: Sequence[Sequence[Span]], sources: Sequence[Span | None]
) -> list[Span | None]:
    """The sources of a story's quotes; where one has none in its paragraph, the teller beside it.

    `places`: the tokens of each quote's content. "The reply" is nobody, "Frank's reply" is Frank's.
    """
    found: list[Span | None] = []
    for quote, place, source in zip(quotes, places, sources, strict=True):
        if quote.type is not QuoteType.DIRECT:
            found.append(source)
        elif source is not None and speech_map.paragraph[source.start] == speech_map.paragraph[place[0].start]:
            head = speech_map.head_of(source)
            speaker = who_speaks(head, speech_map)
            found.append(source if speaker is head else _phrase(speaker, speech_map))
        else:
            teller = find_teller(speech_map, place)
            found.append(source if teller is None else _phrase(teller, speech_map))
    return found


def _phrase(noun: Token | None, speech_map: SpeechMap) -> Span | None:
    """The noun with what stands before it in its phrase."""
    if noun is None:
        return None
    relations = speech_map.words.labels.relations
    first = min([noun.i, *(child.i for child in noun.children if child.dep_ in relations.before_noun)])
    return noun.doc[first : noun.i + 1]


def find_teller(speech_map: SpeechMap, content: Sequence[Span]) -> Token | None:
    """The head of the subject of the reporting clause beside what is said; None where there is none.

    The clause may stand behind the first part of what is said, or any other; else before it.
    """
    for span in content:
        found = _behind(speech_map, span)
        if found is not None:
            return who_speaks(found, speech_map)
    found = _before(speech_map, content[0])
    return None if found is None else who_speaks(found, speech_map)


def who_speaks(subject: Token, speech_map: SpeechMap) -> Token | None:
    """The subject, or whose it is: "was Frank's reply", "his voice broke"; nobody where that is not told."""
    words, word = speech_map.words, plain(subject.lemma_)
    owner = next((child for child in subject.children if child.dep_ in words.labels.relations.owner), None)
    if word in words.persons or subject.tag_ not in words.labels.tags.common_noun:
        return subject
    if owner is not None:
        return owner
    return None if word in dialogue_words(subject.doc.lang_).said | words.texts else subject


def _behind(speech_map: SpeechMap, span: Span) -> Token | None:
    doc, end = span.doc, span.end
    last = next((t for t in reversed(span) if t.text not in OUTER and not t.is_space), None)
    if last is None or last.text not in _GOES_ON:
        return None
    clause = list(_narration(speech_map, end, speech_map.paragraph[span.end - 1]))
    words = [token for token in clause if token.is_alpha]
    if not words:
        return None
    verb = _verb(words[:_CLAUSE], speech_map)
    if verb is None:
        return None
    own = _subject(verb, clause, speech_map)
    if own is not None:
        return own
    if verb.i == words[0].i:
        return _noun([token for token in doc[verb.i + 1 : verb.i + 1 + _BEHIND] if token.i <= clause[-1].i], speech_map)
    return _noun([token for token in words if token.i < verb.i], speech_map)


def _before(speech_map: SpeechMap, span: Span) -> Token | None:
    doc, paragraph = span.doc, speech_map.paragraph[span.start]
    i = span.start - 1
    while i >= 0 and (doc[i].is_space or doc[i].text in OUTER) and speech_map.paragraph[i] == paragraph:
        i -= 1
    if i < 0 or speech_map.paragraph[i] != paragraph or doc[i].text not in _LEADS_ON or speech_map.speech[i]:
        return None
    clause: list[Token] = []
    while i >= 0 and speech_map.paragraph[i] == paragraph and not speech_map.speech[i] and doc[i].text not in _STOPS:
        clause.append(doc[i])
        i -= 1
    clause.reverse()
    relations, tags = speech_map.words.labels.relations, speech_map.words.labels.tags
    subjects = [token for token in clause if token.dep_ in relations.active_subject and token.tag_ in tags.source_head]
    main = [token for token in subjects if token.head.tag_ in tags.past or token.head.dep_ in relations.root]
    return next(iter(main or subjects), None)


def _narration(speech_map: SpeechMap, start: int, paragraph: int) -> Iterator[Token]:
    """The tokens behind what is said, up to the end of the sentence or of the paragraph, or to what is said next."""
    doc = speech_map.doc
    i = start
    while i < len(doc) and doc[i].text in OUTER:
        i += 1
    while i < len(doc) and speech_map.paragraph[i] == paragraph and not speech_map.speech[i]:
        if doc[i].text in _STOPS:
            return
        yield doc[i]
        i += 1


def _verb(words: Sequence[Token], speech_map: SpeechMap) -> Token | None:
    """The first finite verb, over its auxiliaries."""
    labels = speech_map.words.labels
    for token in words:
        if token.tag_ in labels.tags.reporting or (token is words[0] and token.tag_ in labels.tags.verb):
            if token.dep_ in labels.relations.auxiliary and token.head.i > token.i:
                return token.head
            return token
    return None


def _subject(verb: Token, clause: Sequence[Token], speech_map: SpeechMap) -> Token | None:
    labels = speech_map.words.labels
    inside = {token.i for token in clause}
    for child in verb.children:
        if child.dep_ in labels.relations.active_subject and child.i in inside:
            return child if child.tag_ in labels.tags.source_head else None
    return None


def _noun(tokens: Sequence[Token], speech_map: SpeechMap) -> Token | None:
    """The head of the first noun phrase of these tokens."""
    tags, relations = speech_map.words.labels.tags, speech_map.words.labels.relations
    for token, behind in pairwise([*tokens, None]):
        if token is None:
            break
        if token.is_punct:
            return None
        nominal = token.tag_ in tags.noun or token.tag_ in tags.pronoun
        if nominal and (behind is None or behind.tag_ not in tags.noun) and token.dep_ not in relations.owner:
            return token
    return None
