"""Mentions of bodies joined to members of the cast: acronyms and short forms go to the long form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Mention
from annotator.suggest.cast.names import Name, key


def join_bodies(mentions: list[Mention], words: CastWords, start: int) -> list[Member]:
    """The organisations, countries and groups behind these mentions, numbered from `start` in text order.

    Acronyms and short forms go to the long form.
    """
    members: dict[tuple[str, ...], Member] = {}
    for mention in mentions:
        keys = tuple(key(word) for word in _country(mention.name, words).split())
        member = members.get(keys)
        if member is None:
            member = members[keys] = Member(start + len(members), mention.kind)
        member.mentions.append(mention)
    _join_short_forms(members, words)
    _join_defined(members, mentions)
    joined = list({id(member): member for member in members.values()}.values())  # in text order: so are the keys
    for number, member in enumerate(joined, start):
        member.mentions.sort(key=lambda m: m.start)
        member.number = number
        texts = Counter(_country(m.name, words) for m in member.mentions)
        member.name = max(texts, key=lambda text: (len(text), texts[text]))
    return joined


def _country(name: Name, words: CastWords) -> str:
    """The canonical form of a country's name; any other as it stands."""
    return words.nations.get(name.text.lower().rstrip("."), name.text)


def acronym_of(keys: Sequence[str], words: CastWords) -> str:
    """The initials of a body's name.

    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> acronym_of(("bureau", "of", "land", "management"), cast_words("en"))
    'blm'
    """
    return "".join(word[0] for word in keys if word not in words.unacronymed)


def initials(name: Name) -> str:
    """Those of a name's words that have a capital.

    >>> from annotator.suggest.cast.names import read_name
    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> initials(read_name("Alliance to Save Our Marshes".split(), cast_words("en")))
    'asom'
    """
    return "".join(word[0] for word in name.words if word[:1].isupper()).lower()


def _join_defined(members: dict[tuple[str, ...], Member], mentions: list[Mention]) -> None:
    """Give an acronym right behind a long name, in brackets, to it: "Department of Fleet Affairs (FA)"."""
    owner = {mention.start: keys for keys, member in members.items() for mention in member.mentions}
    for long, short in pairwise(mentions):
        near = short.start == long.end + 1 and long.name.full and long.kind is short.kind
        if not near or not _abbreviates(short.name, long.name):
            continue
        known, own = members[owner[long.start]], members[owner[short.start]]
        if known is not own:
            known.mentions.extend(own.mentions)
            for keys in [keys for keys, member in members.items() if member is own]:
                members[keys] = known


def _abbreviates(short: Name, long: Name) -> bool:
    """Whether a name is capitals that stand in the other one in this order, the first as an initial."""
    letters = short.text.replace(".", "")
    if len(short.words) > 1 or not letters.isupper() or len(letters) == 1 or letters[0].lower() not in initials(long):
        return False
    rest = iter(long.text.lower())
    return all(letter in rest for letter in letters.lower())


def _join_short_forms(members: dict[tuple[str, ...], Member], words: CastWords) -> None:
    """Give the mentions of acronyms and of short forms to the member with the long name."""
    acronyms: dict[str, Member] = {}
    short_forms: dict[tuple[str, ...], Member] = {}
    for keys, member in members.items():
        if len(keys) > 1:
            acronyms.setdefault(acronym_of(keys, words), member)
            acronyms.setdefault(initials(member.mentions[0].name), member)
            if keys[-1] in words.corporate:
                short_forms.setdefault(keys[:-1], member)
            if len(keys) == 2 and keys[-1] in words.departments:
                short_forms.setdefault(keys[:1], member)
            if keys[-1] in words.endings - words.unshortened:
                short_forms.setdefault(keys[-1:], member)
            for noun, behind in pairwise(keys):  # "Committee" of "Committee on Roads"
                if noun in words.endings - words.unshortened and behind in words.field_openers:
                    short_forms.setdefault((noun,), member)
    for keys, member in list(members.items()):
        shown = member.mentions[0].name.text.replace(".", "")
        acronym = len(keys) == 1 and shown.isupper() and len(shown) > 1
        long = (acronyms.get(keys[0]) if acronym else None) or short_forms.get(keys)
        if long is not None and long.kind is member.kind:
            long.mentions.extend(member.mentions)
            members[keys] = long
