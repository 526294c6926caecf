"""The people of a story: names that a newspaper does not use, and the families that novels are about.

In a story a single given name names somebody who speaks, whatever a model of news takes it for; servants and friends
say "Mr. Thaddeus"; a surname is shared by a family, which titles keep apart; and whoever is always "Mrs. Penrose" is
listed so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from annotator.suggest.cast.cast import Cast, learn_genders
from annotator.suggest.cast.lexicon import FEMALE, CastWords
from annotator.suggest.cast.members import Member, name_people
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.speech_map import SpeechMap
from annotator.suggest.cast.vocatives import calls


def story_cast(speech_map: SpeechMap, cast: Cast) -> Cast:
    """The cast as a story has it. The members are new ones; those of the given cast stay as they are."""
    doc, words = speech_map.doc, cast.words
    members = [_copy(member) for member in cast]
    for member in members:
        if member.kind is not Kind.PERSON and _is_persons_name(member, doc, words):
            _make_person(member, words)
    members = [part for member in members for part in _without_wife(member, doc, words)]
    members = _joined_by_given_name(members, doc, words)
    name_people([member for member in members if not member.name], words)
    for member in members:
        if member.kind is Kind.PERSON:
            _name_with_title(member, words)
    return _cast_of(members, doc, words)


def _copy(member: Member) -> Member:
    return replace(
        member,
        roles=set(member.roles),
        about=set(member.about),
        mentions=list(member.mentions),
        titles=set(member.titles),
        full=dict(member.full),
    )


def _cast_of(members: Sequence[Member], doc: Doc, words: CastWords) -> Cast:
    """A cast of these members, numbered anew, with the genders that pronouns near their names tell."""
    ordered = sorted(members, key=lambda m: m.first)
    for number, member in enumerate(ordered):
        member.number = number
    at = {
        i: (member, mention)
        for member in ordered
        for mention in member.mentions
        for i in range(mention.start, mention.end)
    }
    made = Cast(tuple(ordered), at, words)
    learn_genders(doc, made)
    return made


def _is_persons_name(member: Member, doc: Doc, words: CastWords) -> bool:
    """Whether what was taken for a body is a single word that says something, or a given name that is called."""
    mentions = [mention for mention in member.mentions if not mention.name.full]
    if len(mentions) < len(member.mentions) or member.mentions[0].name.keys[0] in words.places:
        return False
    relations = words.labels.relations
    last = [doc[mention.end - 1] for mention in mentions]
    if any(t.dep_ in relations.active_subject and t.head.lemma_ in words.speech for t in last):
        return True
    given = mentions[0].name.keys[0] in words.given
    return given and any(calls(doc, mention, words) for mention in mentions)


def _make_person(member: Member, words: CastWords) -> None:
    member.kind = Kind.PERSON
    member.mentions = [replace(mention, kind=Kind.PERSON) for mention in member.mentions]
    member.gender = words.given.get(member.mentions[0].name.keys[0])


def _without_wife(member: Member, doc: Doc, words: CastWords) -> list[Member]:
    """The member, or two where "Mrs. Doyle" was taken for Thomas Doyle, whom "he" means."""
    wife = [mention for mention in member.mentions if set(mention.name.titles) & words.married]
    rest = [mention for mention in member.mentions if not set(mention.name.titles) & words.married]
    given = {words.given.get(name.keys[0]) for name in member.full.values()}
    if member.kind is not Kind.PERSON or not wife or not rest or not member.full or FEMALE in given:
        return [member]
    husband = _copy(member)
    husband.mentions, husband.titles, husband.gender = rest, member.titles - words.married, None
    _cast_of([husband], doc, words)
    if husband.gender in (None, FEMALE):
        return [member]
    return [husband, Member(0, Kind.PERSON, gender=FEMALE, mentions=wife, titles=member.titles & words.married)]


def _joined_by_given_name(members: Sequence[Member], doc: Doc, words: CastWords) -> list[Member]:
    """The members, those of a given name alone joined with the one person who has that name or a form of it."""
    kept: list[Member] = []
    by_given: dict[str, list[Member]] = {}
    forms = _forms_by_group(words)
    for member in sorted(members, key=lambda m: not m.full):
        own = _given_alone(member, words)
        alike = {own, *(form for group in words.nicknames.get(own or "", ()) for form in forms[group])}
        named = {id(other): other for form in sorted(filter(None, alike)) for other in by_given.get(form, ())}
        holders = [other for other in named.values() if member.gender in (None, other.gender) or other.gender is None]
        if own is not None and len(holders) == 1 and not _named_together(member, holders[0], doc):
            _join(holders[0], member)
            continue
        kept.append(member)
        if member.kind is Kind.PERSON:
            given = {name.keys[0] for name in member.full.values()} or {member.mentions[0].name.keys[0]}
            for form in given:
                by_given.setdefault(form, []).append(member)
    return kept


def _forms_by_group(words: CastWords) -> dict[int, list[str]]:
    """By number of a group of forms of a given name: those forms."""
    forms: dict[int, list[str]] = {}
    for form, groups in words.nicknames.items():
        for group in groups:
            forms.setdefault(group, []).append(form)
    return forms


def _given_alone(member: Member, words: CastWords) -> str | None:
    """The given name of somebody who has no other name."""
    if member.kind is not Kind.PERSON or member.full:
        return None
    own = member.mentions[0].name.keys[0]
    return own if own in words.given else None


def _join(holder: Member, member: Member) -> None:
    """Give the holder what the member has."""
    holder.mentions = sorted([*holder.mentions, *member.mentions], key=lambda m: m.start)
    holder.titles |= member.titles
    holder.roles |= member.roles
    holder.about |= member.about
    holder.gender = holder.gender or member.gender


def _named_together(one: Member, other: Member, doc: Doc) -> bool:
    """Whether a sentence names both: then they are two."""
    sentences = {doc[mention.start].sent.start for mention in one.mentions}
    return any(doc[mention.start].sent.start in sentences for mention in other.mentions)


def _name_with_title(member: Member, words: CastWords) -> None:
    """List somebody as "Mrs. Penrose" who has no other name and mostly that title."""
    titled = [mention for mention in member.mentions if _polite(mention, words)]
    if member.full or 2 * len(titled) <= len(member.mentions) or member.name != titled[0].name.text:
        return
    title = next(t for t in titled[0].name.titles if words.titles.get(t))
    shown = title.capitalize() + ("." if title in words.dotted_titles else "")
    member.name = f"{shown} {titled[0].name.text}"


def _polite(mention: Mention, words: CastWords) -> bool:
    return any(words.titles.get(title) for title in mention.name.titles)
