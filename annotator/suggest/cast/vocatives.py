"""Who is spoken to: names and nouns by which a turn of speech calls somebody ("It is late, Frank", "Yes, madam").

Whoever is called by name does not speak that turn, and mostly speaks the next one or spoke the one before. So do He,
Barbosa and Kondrak (2013, "Identification of Speakers in Novels"), and Muzny et al. (2017, "A Two-stage Sieve Approach
for Quote Attribution").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from annotator.core.quotation_marks import closes, opens
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.dialogue_words import dialogue_words
from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention

_PAUSES = ",—–;-"
_STOPS = ".?!…"
_APOSTROPHES = ("'", "’")


@dataclass(frozen=True, slots=True)
class Called:
    """What a turn says of whom it is spoken to."""

    members: tuple[Member, ...] = ()
    """Those who are called by name."""
    gender: str | None = None
    """The gender of somebody called "sir" or "madam"; None where nobody is, or both are."""


def who_is_called(content: Sequence[Span], cast: Cast) -> Called:
    """Whom the content of a turn calls by name or by a noun."""
    members: dict[int, Member] = {}
    genders: set[str] = set()
    nouns = dialogue_words(content[0].doc.lang_).address
    for mention, member in _people(content, cast):
        if calls(content[0].doc, mention, cast.words):
            members[member.number] = member
    for span in content:
        for token in span:
            gender = nouns.get(token.lower_)
            if gender is not None and _stands_apart(span.doc, token.i, token.i + 1):
                genders.add(gender)
    return Called(tuple(members.values()), genders.pop() if len(genders) == 1 else None)


def who_is_introduced(content: Sequence[Span], cast: Cast, *, asked: bool) -> Member | None:
    """Who tells their own name: "I am Ruth", "My name is Ruth"; where it was `asked` for, by beginning with a name."""
    for mention, member in _people(content, cast):
        before = content[0].doc[max(mention.lead - 3, 0) : mention.lead]
        words = [token.lower_ for token in before if token.is_alpha or token.text[:1] in _APOSTROPHES]
        if asked and not words[-1:] and mention.lead - content[0].start <= 1:
            return member
        if _tells_own_name(words, content[0].doc.lang_, cast.words):
            return member
    return None


def asks_for_name(content: Sequence[Span], words: CastWords) -> bool:
    """Whether the content asks for the name of whoever is spoken to: "your name"."""
    name = dialogue_words(content[0].doc.lang_).name
    return any(
        token.lower_ == name and token.i > span.start and token.nbor(-1).lower_ in words.pronouns.second
        for span in content
        for token in span
    )


def _tells_own_name(before: Sequence[str], language: str, words: CastWords) -> bool:
    """Whether these words right before a name introduce whoever says them."""
    dialogue = dialogue_words(language)
    if len(before) < 2 or before[-1] not in dialogue.introducing:
        return False
    if before[-2] in words.pronouns.narrator:
        return True
    return len(before) > 2 and before[-2] == dialogue.name and before[-3] in words.pronouns.first


def who_is_mentioned(content: Sequence[Span], cast: Cast) -> list[Member]:
    """The people whom the content of a turn names, called or not, each once."""
    return list({member.number: member for _, member in _people(content, cast)}.values())


def calls(doc: Doc, mention: Mention, words: CastWords) -> bool:
    """Whether somebody is spoken to by the name: it stands apart, at the beginning or the end of what is said."""
    last = doc[mention.end - 1]
    relations = words.labels.relations
    if last.dep_ in relations.coordinated or any(child.dep_ in relations.coordinated for child in last.children):
        return False
    if _is_all(doc, mention) or _is_apposed(doc, mention, words) or _is_asked_about(doc, mention):
        return False
    return _stands_apart(doc, mention.lead, mention.end)


def _people(content: Sequence[Span], cast: Cast) -> Iterable[tuple[Mention, Member]]:
    for span in content:
        for i in range(span.start, span.end):
            named = cast.at.get(i)
            if named is not None and named[0].kind is Kind.PERSON and i == named[1].end - 1:
                yield named[1], named[0]


def _stands_apart(doc: Doc, start: int, end: int) -> bool:
    """Whether pauses stand on both sides of these words: "Oh, my dear Frank!", "Yes, sir."

    Words that go with an address may stand before them: "my dear", "oh", "good".
    """
    before_address = dialogue_words(doc.lang_).before_address
    while start > 0 and doc[start - 1].lower_ in before_address:
        start -= 1
    before = doc[start - 1].text if start else ","
    after = doc[end].text if end < len(doc) else "."
    pause_before = before[-1:] in _PAUSES + _STOPS or opens(before[-1:]) or before.isspace()
    pause_after = after[:1] in _PAUSES + _STOPS + ":" or closes(after[:1]) or after.isspace()
    return pause_before and pause_after


def _is_all(doc: Doc, mention: Mention) -> bool:
    """Whether a full name, or one with a title, is all that stands between two marks: it is read or told, not called.

    “Miss Mary Roe,” he read.
    """
    before = doc[mention.lead - 1].text if mention.lead else ""
    after = doc[mention.end : mention.end + 2]
    ends = len(after) > 1 and after[0].text in (",", ".", "?") and closes(after[1].text[:1])
    return mention.end - mention.lead > 1 and opens(before[-1:]) and ends


def _is_apposed(doc: Doc, mention: Mention, words: CastWords) -> bool:
    """Whether the name tells who a noun before it is: "his boy, Joe, was there"."""
    if mention.lead < 2 or doc[mention.lead - 1].text != ",":
        return False
    noun = doc[mention.lead - 2]
    determiner = words.labels.relations.determiner
    return noun.tag_ in words.labels.tags.common_noun and any(child.dep_ in determiner for child in noun.children)


def _is_asked_about(doc: Doc, mention: Mention) -> bool:
    """Whether the name alone is a question: "What? Berry? It must be the savings of years."."""
    after = doc[mention.end].text if mention.end < len(doc) else ""
    return after == "?" and mention.lead > 0 and doc[mention.lead - 1].text in ("?", "!", ".")
