"""Where a text names people and bodies: the model's entities, corrected, and names that the model missed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.bodies import acronym_of, initials
from annotator.suggest.cast.entity_kind import EntityKinds, behind_noun, is_kin
from annotator.suggest.cast.full_names import name_in_full, people_by_given_name
from annotator.suggest.cast.headlines import clip_headlines
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.listed_fields import bodies_with_fields
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.name_tokens import (
    NO_BREAK,
    after_particles,
    fits_name,
    is_dash,
    is_title,
    name_end,
    over_nickname,
    read_body,
    read_person,
)
from annotator.suggest.cast.names import is_acronym, key
from annotator.suggest.cast.run_together import is_verb_before, part_names, people_of_bodies
from annotator.suggest.cast.unlabelled import opens_turn, papers, without_label

_NAME_OF_MISTAKEN = 3
"""An entity that the model did not call a person has at most so many words to be one all the same."""
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?\.?")
"""A word of a name: letters, perhaps with an apostrophe within and a full stop behind."""
_OFTEN = 2
"""A sentence's first word that is so often tagged as a name elsewhere is one: set by hand."""
_PARTING_MARKS = frozenset({",", "/", ";", ":", "—", "|"})


def find_mentions(doc: Doc, words: CastWords) -> list[Mention]:
    """Everybody that the text names, in its order; no two overlap."""
    taken: dict[int, Mention] = {}
    texts = [token.text for token in doc]
    for mention in bodies_with_fields(doc, texts, words):
        _take(taken, mention)
    for mention in (*_bracketed(doc, texts, words), *papers(doc, texts, words), *_titled(doc, texts, words)):
        _take(taken, mention)
    for entity in doc.ents:
        for mention in _of_entity(entity, words):
            _take(taken, mention)
    for mention in (
        *people_of_bodies(doc, texts, words),
        *without_label(doc, texts, words),
        *_speaking(doc, texts, words),
    ):
        _take(taken, mention)
    mentions = sorted({mention.start: mention for mention in taken.values()}.values(), key=lambda m: m.start)
    mentions = part_names(doc, clip_headlines(doc, mentions, words), words)
    mentions = people_by_given_name(doc, mentions, words)
    mentions = name_in_full(doc, _with_kinds(doc, mentions, words), words)
    mentions = sorted([*mentions, *_missed_in_full(doc, texts, mentions, words)], key=lambda m: m.start)
    return sorted([*mentions, *_missed_bodies(doc, texts, mentions, words)], key=lambda m: m.start)


def _take(taken: dict[int, Mention], mention: Mention) -> None:
    """Put the mention under all of its tokens, unless one of them is taken."""
    if not any(i in taken for i in range(mention.start, mention.end)):
        for i in range(mention.start, mention.end):
            taken[i] = mention


def _bracketed(doc: Doc, texts: list[str], words: CastWords) -> Iterator[Mention]:
    """Given names that an editor put in brackets: "(Viktor) Orlov"."""
    for i in range(len(doc) - 3):
        if texts[i] == "(" and texts[i + 2] == ")" and plain(texts[i + 1]) in words.given:
            last = doc[i + 3]
            proper = last.tag_ in words.labels.tags.proper_noun
            if doc[i + 1].text[:1].isupper() and fits_name(last, words) and proper:
                mention = read_person(doc, i + 1, i + 4, words)
                if mention:
                    yield mention


def _titled(doc: Doc, texts: list[str], words: CastWords) -> Iterator[Mention]:
    """Names behind a title: "Mr. Darnley", "Lady Agatha", "Secretary of State Jane Roe" (found by its name)."""
    end = 0
    for i, text in enumerate(texts[:-1]):
        if i < end or not text[:1].isupper() or plain(text) not in words.titles:
            continue
        if fits_name(doc[i + 1], words) and is_title(doc[i], words) and not _is_body(doc[i], doc[i + 1], words):
            behind = name_end(doc, i + 1, words)
            mention = read_person(doc, i + 1, behind, words)
            if mention:
                yield mention
                end = behind


def _is_body(title: Token, noun: Token, words: CastWords) -> bool:
    """Whether a word that may be a title begins a body's name: "General Electric", "Justice Department"."""
    body = plain(noun.text) in words.endings | words.organisations and plain(noun.text) not in words.given
    return body and plain(title.text) not in words.surname_titles | words.unmarried


def _of_entity(entity: Span, words: CastWords) -> Iterator[Mention]:
    """The mentions in what the model labelled as one entity."""
    labels, doc = words.labels.entities, entity.doc
    if entity.label_ in labels.person:
        for start, end in _pieces(entity, words):
            yield from _of_person(doc, start, end, words)
    elif entity.label_ in labels.mistaken and _begins_with_given_name(entity, words):
        yield from _of_person(doc, entity.start, entity.end, words)
    elif entity.label_ in labels.body and behind_noun(entity, words):
        yield from _of_person(doc, entity.start + 1, entity.end, words)
    elif entity.label_ in labels.body:
        people, place = entity.label_ in labels.people, entity.label_ in labels.place
        for start, end in _between_dashes(entity):
            if start > entity.start and end - start > 1 and plain(doc[start].text) in words.given:
                yield from _of_person(doc, start, end, words)
            else:
                yield from filter(None, [read_body(doc, start, end, words, people=people, sure=not place)])


def _between_dashes(entity: Span) -> Iterator[tuple[int, int]]:
    """The parts of an entity before and behind a bracket, and hyphens that stand for dashes: "ASHBY - Jane Roe"."""
    start = entity.start
    for token in entity:
        bracket = token.text == "(" and token.i > entity.start
        if bracket or is_dash(token):
            if start < token.i:
                yield start, token.i
            start = token.i + 1
    if start < entity.end:
        yield start, entity.end


def _begins_with_given_name(entity: Span, words: CastWords) -> bool:
    """Whether an entity of another label reads like a person: "Edmund Vale" taken for a place."""
    small = words.phrases.possessive_marks | words.particles
    texts = [token.text for token in entity if token.text not in small]
    if not texts:
        return False
    suffixed = plain(texts[-1]) in words.suffixes
    initialled = len(texts) > 2 and len(texts[1]) == 2 and texts[1].endswith(".")  # "Quill R. Vale"
    body = entity.label_ in words.labels.entities.body and (suffixed or initialled)
    return (
        1 < len(texts) <= _NAME_OF_MISTAKEN + suffixed
        and (body or plain(texts[0]) in words.given)
        and all(text[:1].isupper() and _LETTERS.fullmatch(text) for text in texts)
        and not any(plain(text) in words.endings | words.organisations | words.places for text in texts)
    )


def _pieces(entity: Span, words: CastWords) -> Iterator[tuple[int, int]]:
    """The parts of an entity between line ends, commas, slashes and possessives ("CNN's Jane Roe")."""
    start = entity.start
    for token in entity:
        marks = token.text in _PARTING_MARKS or token.text.startswith("@")
        line_end = token.is_space and token.text != NO_BREAK
        if line_end or marks or is_dash(token) or token.text in words.phrases.possessive_endings:
            if start < token.i:
                yield start, token.i
            start = token.i + 1
    if start < entity.end:
        yield start, entity.end


def _of_person(doc: Doc, start: int, end: int, words: CastWords) -> Iterator[Mention]:
    """The person in these tokens, and the newsroom before the name that a model takes for its beginning."""
    if end - start > 1 and plain(doc[start].text) in words.media and doc[start].text.isupper():
        yield from filter(None, [read_body(doc, start, start + 1, words)])
        start += 1
    if end - start == 1 and plain(doc[start].text) in words.media:
        yield from filter(None, [read_body(doc, start, end, words)])
        return
    start += is_verb_before(doc, start, end, words)
    start, end = _with_particles(doc, start, _over_brackets(doc, start, end, words), words)
    mention = read_person(doc, start, end, words, sure=False)
    if mention and (mention.lead < mention.start or not _is_no_name(mention, words)):
        yield mention


def _with_particles(doc: Doc, start: int, end: int, words: CastWords) -> tuple[int, int]:
    """The range with particles, names and a nickname beside it that belong to it: "Jane | von der | Roe"."""

    def is_particle(i: int) -> bool:
        labels, token = words.labels, doc[i]
        joined = token.tag_ in labels.tags.proper_noun or token.dep_ in labels.relations.compound
        return token.text in words.particles and joined

    last = end
    while last > start and is_particle(last - 1):
        last -= 1
    particles = last < end or (end < len(doc) and is_particle(end))
    behind = after_particles(doc, last, words) if particles else over_nickname(doc, end, words)
    if behind:
        end = name_end(doc, behind - 1, words)
    first = start
    while first > 0 and is_particle(first - 1):
        first -= 1
    openings = (i for i in range(max(start - 4, 1), start) if over_nickname(doc, i, words) == start)
    first = next(openings, first)
    if 0 < first < start and fits_name(doc[first - 1], words) and not is_title(doc[first - 1], words):
        first -= 1
    return first, end


def _is_no_name(mention: Mention, words: CastWords) -> bool:
    """Whether a single word is a letter or a suffix: "X.", "III"."""
    word = mention.name.keys[0]
    return not mention.name.full and (len(word) == 1 or word in words.suffixes)


def _over_brackets(doc: Doc, start: int, end: int, words: CastWords) -> int:
    """Where the name ends with the surname behind a given name in brackets: "(Viktor) Orlov"."""
    if start > 0 and end + 1 < len(doc) and doc[start - 1].text == "(" and doc[end].text == ")":
        surname = doc[end + 1]
        if surname.text[:1].isupper() and surname.tag_ in words.labels.tags.proper_noun:
            return end + 2
    return end


def _speaking(doc: Doc, texts: list[str], words: CastWords) -> Iterator[Mention]:
    """Names without a label that are the subject of a verb only people are the subject of: "cried Lizzy"."""
    labels = words.labels
    for token in (doc[place] for place, text in enumerate(texts) if text[:1].isupper()):
        subject = token.dep_ in labels.relations.active_subject and token.tag_ in labels.tags.proper_noun
        if not subject or token.ent_type_ in labels.entities.body:
            continue
        if token.head.lemma_ not in words.speech or not fits_name(token, words):
            continue
        mention = read_person(doc, _first_of_name(token, words), token.i + 1, words)
        if (
            mention
            and not (set(mention.name.keys) & (words.organisations | words.texts))
            and not _is_office(mention, words)
        ):
            yield mention


def _is_office(mention: Mention, words: CastWords) -> bool:
    """Whether a single word is a title without a name: "Justice vows to stay"."""
    word = mention.name.keys[0]
    return not mention.name.full and word in words.titles and word not in words.given


def _first_of_name(last: Token, words: CastWords) -> int:
    """The first token of the name that ends with this one, without titles."""
    doc, start = last.doc, last.i
    while start > 0:
        before = doc[start - 1]
        if not fits_name(before, words) or before.head.i not in (last.i, last.head.i):
            break
        part = before.dep_ in words.labels.relations.compound and before.whitespace_
        if is_title(before, words) or not part:
            break
        start -= 1
    return start


def _with_kinds(doc: Doc, mentions: list[Mention], words: CastWords) -> list[Mention]:
    """The mentions, each single word with the kind that most of the document says it has.

    A body with the surname of several words that somebody has ("Le Roe") is that person; a person with no name but a
    common noun ("Department") is nobody.
    """
    kinds = EntityKinds(doc, mentions, words)
    people = {m.name.keys for m in mentions if m.kind is Kind.PERSON and m.name.full}
    ends = {keys[start:] for keys in people for start in range(len(keys) - 1)}
    acronyms = {initials(m.name) for m in mentions if m.kind is Kind.ORG and m.name.full}
    settled = []
    for mention in mentions:
        changed = None
        bearer = mention.name.keys in ends or _has_initials(mention, kinds, words) or kinds.is_person_in_full(mention)
        if (mention.kind is Kind.ORG and bearer) or (mention.kind is Kind.ORG and is_kin(doc, mention, words)):
            changed = read_person(doc, mention.start, mention.end, words)
        elif mention.kind is Kind.PERSON and not mention.sure and _stands_for(doc, mention, acronyms):
            changed = read_body(doc, mention.start, mention.end, words)
        elif not mention.name.full and mention.kind is not Kind.GROUP:
            if kinds.of(mention) is not mention.kind:
                read = read_person if kinds.of(mention) is Kind.PERSON else read_body
                changed = read(doc, mention.start, mention.end, words)
            elif not mention.sure and not kinds.is_surname(mention):
                opens = doc[mention.start].is_sent_start and mention.name.keys[0] in words.persons
                if _is_common(mention, words) or (opens and mention.kind is Kind.PERSON):
                    continue
        settled.append(changed or mention)
    return settled


def _stands_for(doc: Doc, mention: Mention, acronyms: set[str]) -> bool:
    """Whether a person is a word in capitals, the initials of a body: "SEIU"."""
    return doc[mention.start : mention.end].text.isupper() and mention.name.keys[0] in acronyms


def _has_initials(mention: Mention, kinds: EntityKinds, words: CastWords) -> bool:
    """Whether a body of two words is initials and a surname that the text has for certain: "J.D. Roe"."""
    if len(mention.name.words) != 2 or mention.name.words[0].count(".") < 2:
        return False
    place = words.nations.keys() | words.states.keys()
    return mention.name.keys[1] in kinds.surnames and plain(mention.name.words[0]) not in place


def _is_common(mention: Mention, words: CastWords) -> bool:
    """Whether it is a person with a noun for bodies, texts or people, or a title, for a name, and no given name."""
    word = mention.name.keys[0]
    common = word in words.organisations | words.texts | words.people | words.endings
    return (common and word not in words.given) or _is_office(mention, words)


def _missed_in_full(doc: Doc, texts: list[str], mentions: list[Mention], words: CastWords) -> list[Mention]:
    """Other places where a known name stands, with the given name before it that no model labelled."""
    taken = {i for m in mentions for i in range(m.start, m.end)}
    missed = list(_missed(doc, texts, mentions, words))
    longer = name_in_full(doc, missed, words)
    return [short if full.start in taken else full for short, full in zip(missed, longer, strict=True)]


def _missed(doc: Doc, texts: list[str], mentions: list[Mention], words: CastWords) -> Iterator[Mention]:
    """Other places where a word stands that names a person elsewhere in the text."""
    taken = {i for m in mentions for i in range(m.start, m.end)}
    people = [m for m in mentions if m.kind is Kind.PERSON]
    known = {k for m in people for k in m.name.keys if len(k) > 1 and k not in words.particles}
    i = 0
    while i < len(doc):
        if (
            i in taken
            or not texts[i][:1].isupper()
            or not _is_known(doc[i], known, words)
            or _inside_longer(doc, i, known, words)
        ):
            i += 1
            continue
        end = i
        while end < len(doc) and end not in taken and _is_known(doc[end], known, words):
            end += 1
        mention = read_person(doc, i, end, words, known=True)
        if mention:
            yield mention
        i = end


def _missed_bodies(doc: Doc, texts: list[str], mentions: list[Mention], words: CastWords) -> Iterator[Mention]:
    """Capitals without a label that stand for a body of the text: its initials, or in brackets right behind it."""
    taken = {i for m in mentions for i in range(m.start, m.end)}
    bodies = [m for m in mentions if m.kind is Kind.ORG and m.name.full]
    short = {form for m in bodies for form in (initials(m.name), acronym_of(m.name.keys, words))}
    ends = {m.end for m in bodies}
    for place, text in enumerate(texts):
        letters = text.replace(".", "")
        if not letters.isupper() or len(letters) == 1 or place in taken:
            continue
        token = doc[place]
        if token.tag_ not in words.labels.tags.noun:
            continue
        bracketed = token.i - 1 in ends and doc[token.i - 1].text == "("
        if letters.lower() in short or bracketed:
            yield from filter(None, [read_body(doc, token.i, token.i + 1, words)])


def _is_known(token: Token, known: set[str], words: CastWords) -> bool:
    """Whether the token is a word of a known name, and not an ordinary word at the start of a sentence."""
    if not token.text[:1].isupper() or key(token.text) not in known or is_acronym(token.text):
        return False
    if opens_turn(token):
        return True
    proper = token.tag_ in words.labels.tags.proper_noun
    if token.lower_ in words.never:
        # A month, unless the model or the parse takes it for somebody.
        labels = words.labels
        subject = not token.ent_type_ and token.dep_ in labels.relations.active_subject
        return proper and (subject or token.ent_type_ in labels.entities.person)
    return proper or not token.is_sent_start or _speaks_as_a_name(token, words)


def _speaks_as_a_name(token: Token, words: CastWords) -> bool:
    """Whether a sentence's first word, tagged as a noun, is a name: nowhere in small letters, and with a verb or colon.

    "Roe: I will win" is a headline.
    """
    subject = token.dep_ in words.labels.relations.active_subject and token.tag_ in words.labels.tags.title
    headed = token.tag_ in words.labels.tags.noun and token.i + 1 < len(token.doc) and token.nbor().text == ":"
    same = [other for other in token.doc if other.text == token.text and other.tag_ in words.labels.tags.proper_noun]
    small = any(other.text == token.lower_ for other in token.doc)
    return (subject or headed or len(same) >= _OFTEN) and not small


def _inside_longer(doc: Doc, i: int, known: set[str], words: CastWords) -> bool:
    """Whether the word belongs to a longer name of something else: "the Roe Foundation"."""
    after = doc[i + 1] if i + 1 < len(doc) else None
    return (
        after is not None
        and after.tag_ in words.labels.tags.proper_noun
        and after.text[:1].isupper()
        and bool(doc[i].whitespace_)
        and key(after.text) not in known
    )
