"""The cast of a document: mentions joined to members."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.names import Name, key, same_person

_SHORTEST_MISSPELT = 6
_FORMS = 12
"""More forms of one name than this are not kept in mind."""
_SAME_PARAGRAPH = 120
"""Tokens back in which somebody named in full is still meant by the bare surname."""


@dataclass(slots=True)
class Member:
    """Somebody who can speak. `number` is the place in the cast."""

    number: int
    kind: Kind
    name: str = ""
    gender: str | None = None
    roles: set[str] = field(default_factory=set)
    about: set[str] = field(default_factory=set)
    """Words that the text uses beside the roles: "florida" of a senator, "finance" of a minister."""
    mentions: list[Mention] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    full: dict[str, Name] = field(default_factory=dict)
    """Its names of more than one word, each once."""

    @property
    def first(self) -> int:
        """The token where it is first named."""
        return self.mentions[0].start if self.mentions else 0

    def full_names(self) -> list[Name]:
        """Its names of more than one word, each once."""
        return list(self.full.values())


class PersonIndex:
    """Joins the mentions of people, full names first, then what is left of them in text order."""

    def __init__(self, words: CastWords) -> None:
        self.words = words
        self.people: list[Member] = []
        self.by_word: dict[str, list[Member]] = {}
        self.explicit: Counter[int] = Counter()

    def join(self, mentions: list[Mention]) -> list[Member]:
        """The people behind these mentions, in the order of their first mention."""
        full = [m for m in mentions if m.name.full]
        for mention in sorted(full, key=lambda m: (-len(m.name.keys), m.start)):
            self._add(mention, self._with_full_name(mention.name))
        for someone in self.people:
            someone.mentions.sort(key=lambda m: m.start)
        self.miss = {m.name.keys[-1] for m in mentions if "miss" in m.name.titles}
        recent: list[tuple[int, Member]] = []
        queue = sorted(full, key=lambda m: m.start)
        owner = {m.start: someone for someone in self.people for m in someone.mentions}
        at = 0
        for mention in (m for m in mentions if not m.name.full):
            while at < len(queue) and queue[at].start < mention.start:
                recent.append((queue[at].start, owner[queue[at].start]))
                at += 1
            member = self._with_word(mention, recent[-8:])
            recent.append((mention.start, self._add(mention, member)))
        for someone in self.people:
            someone.mentions.sort(key=lambda m: m.start)
        self.people.sort(key=lambda member: member.first)
        return self.people

    def _add(self, mention: Mention, member: Member | None) -> Member:
        if member is None:
            member = Member(len(self.people), Kind.PERSON)
            self.people.append(member)
        member.mentions.append(mention)
        member.titles.update(mention.name.titles)
        if mention.name.full and len(member.full) < _FORMS:
            member.full.setdefault(mention.name.text, mention.name)
        if member.gender is None:
            member.gender = gender_of(mention.name, self.words)
        for word in mention.name.keys:
            holders = self.by_word.setdefault(word, [])
            if member not in holders[-40:]:
                holders.append(member)
        if mention.name.full or mention.name.titles:
            self.explicit[member.number] += 1
        return member

    def _with_full_name(self, name: Name) -> Member | None:
        gender = gender_of(name, self.words)
        for word in (name.keys[-1], name.keys[0]):
            for member in self.by_word.get(word, ())[:40]:
                if gender and member.gender and gender != member.gender:
                    continue
                if any(same_person(name, other, self.words) for other in member.full_names()[:6]):
                    return member
        return None

    def _with_word(self, mention: Mention, recent: list[tuple[int, Member]]) -> Member | None:
        word = mention.name.keys[0]
        candidates = [m for m in self._holders(word) if self._agrees(mention, m)]
        if not candidates:
            return self._misspelt(mention)
        if len(candidates) == 1:
            return candidates[0]
        titled = [m for m in candidates if m.titles & set(mention.name.titles)]
        if len(titled) == 1:
            return titled[0]
        near = [m for at, m in recent if mention.start - at <= _SAME_PARAGRAPH and m in candidates]
        if near and all(m is near[-1] for m in near):
            return near[-1]
        surnamed = [m for m in candidates if any(n.keys[-1] == word for n in m.full_names())]
        return max(surnamed or candidates, key=lambda m: (self.explicit[m.number], -m.first))

    def _holders(self, word: str) -> list[Member]:
        found = self.by_word.get(word, [])
        if found:
            return found
        base = word[:-1] if word.endswith("s") and len(word) > 4 else ""
        if base in self.by_word:  # a possessive without its mark in the right place: "Roes' trip"
            return self.by_word[base]
        return [
            member
            for form in sorted(self._forms(word))
            for member in self.by_word.get(form, ())[:5]
            if any(n.keys[0] == form for n in member.full_names())
        ]

    def _forms(self, word: str) -> set[str]:
        groups = self.words.nicknames.get(word)
        if not groups:
            return set()
        return {form for form, numbers in self.words.nicknames.items() if numbers & groups and form in self.by_word}

    def _agrees(self, mention: Mention, member: Member) -> bool:
        titles = set(mention.name.titles)
        gender = gender_of(mention.name, self.words)
        if gender and titles and member.gender and member.gender != gender:
            return False
        word = mention.name.keys[-1]
        surname = any(n.keys[-1] == word for n in member.full_names())
        if (
            titles & {"mrs", "mr"}
            and member.full_names()
            and not surname
            and not any(word in n.keys[1:] for n in member.full_names())
        ):
            return False  # "Mr. Roe" is nobody's given name
        if "mrs" in titles and word in self.miss and surname and not (member.titles & {"mrs"}):
            return False  # where a Miss Roe is about, Mrs. Roe is her mother
        return not ("miss" in titles and "mrs" in member.titles) and not ("mrs" in titles and "miss" in member.titles)

    def _misspelt(self, mention: Mention) -> Member | None:
        """The one person whose surname is this word with a letter more, less, other or moved: "Zakria"."""
        word = mention.name.keys[0]
        if len(word) < _SHORTEST_MISSPELT or word in self.words.given:
            return None
        near = {
            member.number: member
            for other, members in self.by_word.items()
            if other[0] == word[0] and abs(len(other) - len(word)) <= 1
            for member in members[:3]
            if DamerauLevenshtein.distance(other, word, score_cutoff=1) <= 1
            and any(n.keys[-1] == other for n in member.full_names())
            and self._agrees(mention, member)
        }
        return next(iter(near.values())) if len(near) == 1 else None


def gender_of(name: Name, words: CastWords) -> str | None:
    """The gender that a name's titles or given name tell.

    >>> from annotator.suggest.cast.names import read_name
    >>> from annotator.suggest.cast.words import cast_words
    >>> words = cast_words("en")
    >>> [gender_of(read_name(text.split(), words), words) for text in ("Mrs. Roe", "Dr. Jane Roe", "Roe")]
    ['female', 'female', None]
    """
    told = {words.titles.get(title) for title in name.titles} - {None}
    if len(told) == 1:
        return told.pop()
    first = name.keys[0] if len(name.keys[0]) > 1 else name.keys[min(1, len(name.keys) - 1)]
    if first == name.keys[-1] and name.titles and not set(name.titles) & words.kept_titles:
        return None  # behind "Dr." a single word is a surname
    return words.given.get(first) or words.given.get(first.split("-")[0])


def name_people(people: list[Member], words: CastWords) -> None:
    """Give each person the canonical name: the full form the text uses most, else the surname, else with its title."""
    for member in people:
        member.name = _best_name(member, words)
    shared = Counter(member.name for member in people)
    for member in people:
        if shared[member.name] > 1:
            titled = [m for m in member.mentions if m.name.titles]
            if titled:
                member.name = f"{_title_text(titled[0], words)} {member.name}"


def _best_name(member: Member, words: CastWords) -> str:
    forms = Counter(m.name.text for m in member.mentions if m.name.full)
    if forms:
        return max(forms, key=lambda text: (forms[text] - 0.5 * text.isupper(), len(text)))
    kept = [m for m in member.mentions if set(m.name.titles) & words.kept_titles]
    single = Counter(m.name.text for m in member.mentions)
    text = max(single, key=lambda t: (single[t], len(t)))
    if kept and len(kept) * 2 >= len(member.mentions):
        return f"{_title_text(kept[0], words)} {text}"
    return text


def _title_text(mention: Mention, words: CastWords) -> str:
    title = next((t for t in mention.name.titles if t in words.kept_titles), mention.name.titles[-1])
    return title.capitalize() + ("." if title in ("mr", "mrs", "ms", "dr") else "")


def join_bodies(mentions: list[Mention], words: CastWords, start: int) -> list[Member]:
    """The organisations, countries and groups behind these mentions: acronyms and short forms go to the long ones."""
    members: dict[tuple[str, ...], Member] = {}
    for mention in mentions:
        keys = _body_key(mention.name, words)
        member = members.get(keys)
        if member is None:
            member = members[keys] = Member(start + len(members), mention.kind)
        member.mentions.append(mention)
    _join_short_forms(members, words)
    joined = list({id(member): member for member in members.values()}.values())
    for number, member in enumerate(sorted(joined, key=lambda m: m.first)):
        member.mentions.sort(key=lambda m: m.start)
        member.number = start + number
        texts = Counter(_nation(m.name, words) for m in member.mentions)
        member.name = max(texts, key=lambda text: (len(text), texts[text]))
    return sorted(joined, key=lambda m: m.number)


def _body_key(name: Name, words: CastWords) -> tuple[str, ...]:
    nation = _nation(name, words)
    return tuple(key(word) for word in nation.split())


def _nation(name: Name, words: CastWords) -> str:
    return words.nations.get(name.text.lower().rstrip("."), name.text)


def _join_short_forms(members: dict[tuple[str, ...], Member], words: CastWords) -> None:
    initials: dict[str, Member] = {}
    heads: dict[tuple[str, ...], Member] = {}
    for keys, member in members.items():
        if len(keys) > 1:
            capitals = "".join(k[0] for k in keys if k not in ("of", "the", "for", "and", "&", "in", "on"))
            initials.setdefault(capitals, member)
            if keys[-1] in words.corporate:
                heads.setdefault(keys[:-1], member)
            if keys[-1] in words.endings:
                heads.setdefault(keys[-1:], member)
    for keys, member in list(members.items()):
        shown = member.mentions[0].name.text.replace(".", "")
        long = initials.get(keys[0]) if len(keys) == 1 and shown.isupper() and len(shown) > 1 else None
        long = long or heads.get(keys)
        if long is not None and long is not member and long.kind is member.kind:
            long.mentions.extend(member.mentions)
            members[keys] = long
