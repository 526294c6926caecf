"""What a text says somebody is: titles, appositions and copulas give the roles by which "the senator" is found."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Mention

PLACE = "a place"
"""The role of a body that is a country, a state, a city."""

_REACH = 14
"""Tokens before or behind a name that are looked at: set by hand."""
_BRACKETS = 8
"""Tokens in which a bracket behind a name closes."""
_LABEL = 5
"""Tokens of a party label: "R", "-", "Texas", ")" and one to spare."""


def learn_roles(doc: Doc, members: Iterable[Member], words: CastWords) -> None:
    """Give each person the roles, and the words about them, that stand beside its names."""
    for member in members:
        for mention in member.mentions:
            _read_before(doc, mention, member, words)
            _read_behind(doc, mention, member, words)
            _read_as(doc, mention, member, words)
        known = [title for title in member.titles if title in words.persons or title in words.roles]
        member.roles |= {words.role(title) for title in known}


def mark_places(doc: Doc, bodies: Iterable[Member], words: CastWords) -> None:
    """Give the bodies that the model labels as places the role of one."""
    place = words.labels.entities.place
    for member in bodies:
        if member.mentions and all(doc[mention.start].ent_type_ in place for mention in member.mentions):
            member.roles.add(PLACE)


def _read_before(doc: Doc, mention: Mention, member: Member, words: CastWords) -> None:
    """Titles and nouns right before the name: "former Ohio Gov. Jane Roe", "campaign manager Jane Roe".

    Behind a comma ("the secretary of state, Jane Roe,") they count if a determiner opens them.
    """
    i = mention.start - 1
    if i >= 0 and doc[i].text.islower() and doc[i].tag_ in words.labels.tags.plural_noun:
        return  # a verb of a headline: "Ashby mayor snubs Roe"
    comma = i > 1 and doc[i].text == "," and _closes_apposition(doc, mention)
    if comma:
        i -= 1
    described: list[Token] = []
    while i >= 0 and mention.start - i < _REACH and _in_title(doc[i], words, comma=comma):
        described.append(doc[i])
        i -= 1
    if comma and (i < 0 or doc[i].tag_ not in words.labels.tags.opener):
        return
    _note(member, reversed(described), words)


def _in_title(token: Token, words: CastWords, *, comma: bool) -> bool:
    """Whether the token may belong to a title or description right before a name (or `comma`: before its comma)."""
    tags, phrases = words.labels.tags, words.phrases
    if token.is_space or token.text in (",", ".", "—", "(", ")", "“", "”", '"'):
        return False
    if token.tag_ in tags.title_stop or token.lower_ in phrases.third_person_owners:
        return False
    if token.tag_ in tags.preposition:
        return token.text in phrases.in_title and (comma or _behind_title(token, words))
    return True


def _behind_title(token: Token, words: CastWords) -> bool:
    """Whether a capitalised role stands before the token: "Secretary" before "of"."""
    before = token.doc[token.i - 1] if token.i else None
    return before is not None and words.role(plain(before.text)) in words.persons and before.text[:1].isupper()


def _closes_apposition(doc: Doc, mention: Mention) -> bool:
    return mention.end >= len(doc) or doc[mention.end].text in (",", ".", ";", ")")


def _read_behind(doc: Doc, mention: Mention, member: Member, words: CastWords) -> None:
    """Appositions and copulas behind the name: "Jane Roe, the former mayor,", "Jane Roe is a senator"."""
    i = mention.end
    if i < len(doc) and doc[i].text == "(":
        _note_party(doc, i + 1, member, words)
        i = _behind_bracket(doc, i)
    if i + 1 < len(doc) and doc[i].text in words.phrases.of_place and doc[i + 1].text[:1].isupper():
        member.about.update(token.lower_ for token in doc[i + 1 : i + 3] if token.text[:1].isupper())
        i += 2
        while i < len(doc) and doc[i].tag_ in words.labels.tags.proper_noun:
            i += 1
    if i + 1 >= len(doc):
        return
    copula = doc[i].lower_ in words.phrases.copulas and doc[i + 1].tag_ in words.labels.tags.opener
    if doc[i].text == "," or copula:
        _read_description(doc, i + 1, member, words)


def _read_as(doc: Doc, mention: Mention, member: Member, words: CastWords) -> None:
    """What somebody does something as: "Roe spoke as the Republican nominee", "gave her speech as mayor"."""
    relations, name = words.labels.relations, doc[mention.end - 1]
    if name.dep_ not in relations.subject:
        return
    for token in doc[mention.end : name.sent.end]:
        if token.lower_ not in words.phrases.as_words or token.dep_ not in relations.preposition:
            continue
        by_verb = token.head.i == name.head.i or token.head.head.i == name.head.i
        role = next((child for child in token.children if child.dep_ in relations.prepositional_object), None)
        if by_verb and role is not None and words.role(plain(role.lemma_)) in words.persons:
            _note(member, doc[token.i + 1 : role.i + 1], words)


def _behind_bracket(doc: Doc, opening: int) -> int:
    """The token behind the bracket that opens here."""
    i = opening
    while i < len(doc) and i < opening + _BRACKETS and doc[i].text != ")":
        i += 1
    return i + 1


def _read_description(doc: Doc, start: int, member: Member, words: CastWords) -> None:
    """A description that begins at `start`: "the former mayor of Ashby", "who was a senator", "R-Texas"."""
    tags, phrases = words.labels.tags, words.phrases
    relative = doc[start].lower_ in words.pronouns.relative_of_people
    if relative and start + 1 < len(doc) and doc[start + 1].lower_ in phrases.copulas:
        start += 2
    if start >= len(doc):
        return
    first = doc[start]
    is_role = words.role(plain(first.text)) in words.persons
    if first.tag_ not in tags.description_start and not is_role and first.tag_ not in tags.noun_or_adjective:
        return
    if first.tag_ in tags.proper_noun and not is_role and first.text[:1].isupper():
        _note_party(doc, start, member, words)
    described: list[Token] = []
    head = None
    for token in doc[start : start + _REACH]:
        if _ends_description(token, words):
            break
        if token.lower_ in phrases.description_breaks and head is None:
            return
        described.append(token)
        if head is None and token.tag_ in tags.noun and not _goes_on(doc, token.i + 1, words):
            head = token
    if head is not None and words.role(plain(head.lemma_)) in words.persons and head.tag_ not in tags.plural_noun:
        _note(member, described, words)


def _ends_description(token: Token, words: CastWords) -> bool:
    stop = token.text in (",", ";", ":", ".") or token.lower_ in words.phrases.description_stops
    return stop or token.is_space or token.tag_ in words.labels.tags.finite_verb


def _goes_on(doc: Doc, i: int, words: CastWords) -> bool:
    """Whether the noun phrase goes on at this token."""
    return i < len(doc) and doc[i].tag_ in words.labels.tags.noun_part


def _note_party(doc: Doc, start: int, member: Member, words: CastWords) -> None:
    """The state and the party of a label: "(D-Vt.)", "R-Texas"."""
    text = "".join(token.text for token in doc[start : start + _LABEL]).split(")")[0].split(",")[0]
    initial, _, place = text.replace("–", "-").partition("-")
    party = words.party_initials.get(initial.lower()) if initial.isupper() else None
    if party and place:
        place = plain(place.split(";")[0])
        member.about.add(words.states.get(place, place))
        member.roles.add(party)


def _note(member: Member, tokens: Iterable[Token], words: CastWords) -> None:
    """Keep which of these words are roles, and which nouns and adjectives stand beside them."""
    for token in tokens:
        text = plain(token.text)
        role = words.role(text)
        if role in words.persons or text in words.persons:
            member.roles |= {text, role}
            gender = words.persons.get(text)
            if gender and member.gender is None:
                member.gender = gender
        elif token.tag_ in words.labels.tags.noun_or_adjective:
            member.about.add(words.parties.get(text) or words.states.get(text, text))
