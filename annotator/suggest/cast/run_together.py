"""Names that a model takes for one though they are two: "the Ashby Post Roe", "the bank's Jane Roe"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from annotator.suggest.cast.known_names import KnownNames, known_names
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.name_tokens import name_end, read_body, read_person

_SURNAME_AND_VERB = 2
_LEAST = 3
"""A name of fewer words is not parted."""
_LONGEST_PERSON = 3
"""More words than this, behind a body's possessive, are no person's name: set by hand."""


def part_names(doc: Doc, mentions: list[Mention], words: CastWords) -> list[Mention]:
    """The mentions, those parted that are two by a possessive in them, or by what the text names elsewhere."""
    known = known_names(mentions, words)
    parted: list[Mention] = []
    for mention in mentions:
        pieces = _behind_verb(doc, mention, known, words) or _by_possessive(doc, mention, known, words)
        pieces = pieces or _by_person_behind(doc, mention, known, words)
        parted += pieces or [mention]
    return parted


def _behind_verb(doc: Doc, mention: Mention, known: KnownNames, words: CastWords) -> list[Mention]:
    """A known surname behind a verb that begins a sentence, which can be a given name too: "Said Roe"."""
    first, name = doc[mention.start], mention.name.keys
    verb = first.is_sent_start and first.tag_ in words.labels.tags.finite_verb
    elsewhere = any(keys[-1] == name[-1] and keys != name for keys in known.people)
    if mention.kind is not Kind.PERSON or len(name) != _SURNAME_AND_VERB or not verb or not elsewhere:
        return []
    return [piece for piece in [read_person(doc, mention.start + 1, mention.end, words)] if piece is not None]


def _by_possessive(doc: Doc, mention: Mention, known: KnownNames, words: CastWords) -> list[Mention]:
    """Somebody and what is theirs: "Ashby Channel’s Jane Roe". Not "Veteran’s Day": there nobody stands before it."""
    for i in range(mention.start + 1, mention.end - 1):
        if doc[i].text not in words.phrases.possessive_marks:
            continue
        keys = tuple(plain(token.text) for token in doc[mention.start : i])
        body = keys in known.bodies or _ends_body(keys, words)
        person = keys in known.people or (len(keys) == 1 and keys[0] in known.surnames)
        if not body and not person and not (len(keys) > 1 and keys[0] in words.given):
            continue
        read = read_body if body else read_person
        behind = _person_or_body(doc, i + 1, mention.end, words)
        return [piece for piece in (read(doc, mention.start, i, words), behind) if piece is not None]
    return []


def _person_or_body(doc: Doc, start: int, end: int, words: CastWords) -> Mention | None:
    """The mention in these tokens: a person if it begins with a given name, else a body."""
    given = plain(doc[start].text) in words.given and 1 < end - start <= _LONGEST_PERSON
    person = read_person(doc, start, end, words, sure=False) if given else None
    return person or read_body(doc, start, end, words)


def _ends_body(keys: tuple[str, ...], words: CastWords) -> bool:
    """Whether these words are a body's name by their last one, or a newsroom."""
    return all(word in words.media for word in keys) or (len(keys) > 1 and keys[-1] in words.endings)


def _by_person_behind(doc: Doc, mention: Mention, known: KnownNames, words: CastWords) -> list[Mention]:
    """A body's name that runs into a person's ("Ashby Post Roe"), or a person's behind a word that is none of it."""
    keys = mention.name.keys
    if len(keys) < _LEAST or mention.end - mention.start != len(keys):
        return []
    for cut in range(1, len(keys)):
        before, behind = keys[:cut], keys[cut:]
        full = len(behind) > 1 and behind in known.people
        if not full and not (len(behind) == 1 and behind[0] in known.surnames):
            continue
        place = mention.start + cut
        if before in known.bodies or _ends_body(before, words):
            pieces = read_body(doc, mention.start, place, words), read_person(doc, place, mention.end, words)
            return [piece for piece in pieces if piece is not None]
        named = before[0] in words.given or len(before[0]) == 1 or behind[0] not in words.given
        if full and mention.kind is Kind.PERSON and not named:
            person = read_person(doc, place, mention.end, words)
            return [person] if person is not None else []
    return []


def people_of_bodies(doc: Doc, texts: list[str], words: CastWords) -> Iterator[Mention]:
    """People without a label whose newsroom or firm stands before them: "Ashby News’ Quilla Roe".

    `texts`: those of the tokens.
    """
    labels, marks = words.labels, words.phrases.possessive_marks
    for place, text in enumerate(texts):
        if text not in marks or not 0 < place < len(doc) - _LEAST:
            continue
        owner, first = doc[place - 1], doc[place + 1]
        body = owner.ent_type_ in labels.entities.body - labels.entities.place or plain(owner.text) in words.media
        if not body or first.ent_type_ in labels.entities.time | labels.entities.person:
            continue
        end = name_end(doc, first.i, words)
        if 1 < end - first.i <= _LONGEST_PERSON and _is_speakers_name(doc, first.i, end, texts, words):
            yield from filter(None, [read_person(doc, first.i, end, words, sure=False)])


def _is_speakers_name(doc: Doc, start: int, end: int, texts: list[str], words: CastWords) -> bool:
    """Whether these words are the subject, tagged as a name, and no words of bodies, texts or the rest of the text."""
    labels, small = words.labels, [text.lower() for text in texts[start:end]]
    subject = doc[end - 1].dep_ in labels.relations.active_subject
    other = words.organisations | words.texts | words.endings | words.places | words.people
    named = subject and all(token.tag_ in labels.tags.proper_noun for token in doc[start:end])
    return named and not other.intersection(small) and not any(text in small for text in texts)


def is_verb_before(doc: Doc, start: int, end: int, words: CastWords) -> bool:
    """Whether a sentence begins with a verb of saying that a model takes for the name behind it: "Stated Roe"."""
    verb = doc[start]
    if end - start < 2 or not verb.is_sent_start or plain(verb.text) in words.given:
        return False
    past = next((ending for ending in words.past_endings if verb.lower_.endswith(ending)), "")
    return bool(past) and any(verb.lower_.removesuffix(past) + rest in words.speech for rest in ("", "e"))
