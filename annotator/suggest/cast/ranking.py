"""The cast as annotators get it: who speaks most comes first, what cannot speak comes last and is marked so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.core.model import CastMember, Quote, Span
from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.members import Kind, Member, Mention

_RANKS = {Kind.PERSON: 0, Kind.ORG: 1, Kind.PLACE: 1, Kind.GROUP: 2}
"""Of those without a quote: people are given quotes that were missed most often, then bodies, then groups."""
_UNLIKELY = 3


def ranked_members(
    columns: Columns, members: Sequence[Member], quotes: Sequence[Quote], speakers: Sequence[Member | None]
) -> tuple[CastMember, ...]:
    """Everybody, those with most quotes first, then people, bodies and groups, each in the order of first mention.

    What has no quote and cannot be expected to speak comes last (see `can_speak`). Several who speak together come
    behind each of them: the quotes are theirs too.
    """
    named = _named(columns, members)
    said: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    groups = set()
    meant: dict[str, set[Span]] = {}
    for quote, speaker in zip(quotes, speakers, strict=True):
        if speaker is None:
            continue
        said[speaker.name] += 1
        joined.update(part.name for part in speaker.parts)
        groups |= {speaker.name} if speaker.parts else set()
        sources = meant.setdefault(speaker.name, set())
        if quote.source is not None and not any(map(quote.source.overlaps, named.get(speaker.name, ()))):
            sources.add(quote.source)
    known = {member.name: member for member in (*filter(None, speakers), *members)}
    ranks: dict[str, int] = {}
    for member in members:
        rank = _RANKS[member.kind] if can_speak(member, columns) else _UNLIKELY
        ranks[member.name] = min(rank, ranks.get(member.name, rank))
    placed = [
        CastMember(
            name,
            tuple(sorted([*named.get(name, ()), *meant.get(name, ())])),
            speaks=said[name] > 0 or ranks.get(name, 0) < _UNLIKELY,
            kind=(Kind.ORG if known[name].kind is Kind.PLACE else known[name].kind).value,
            gender=None if known[name].lent else known[name].gender,
        )
        for name in dict.fromkeys([*named, *meant])
    ]

    def order(member: CastMember) -> tuple[int, bool, int, int, str]:
        quotes = said[member.name] + joined[member.name]
        likelihood = 0 if quotes else ranks[member.name]
        first = member.mentions[0].start if member.mentions else len(columns.text)
        return -quotes, member.name in groups, likelihood, first, member.name

    return tuple(sorted(placed, key=order))


def can_speak(member: Member, columns: Columns) -> bool:
    """Whether a quote that was missed could be this member's.

    Not of a place, of a single word that is no name by its tag ("Votes"), of a body that stands only in headlines, and
    of what only says where somebody holds an office ("Secretary of State Jane Roe"). They are in the cast because some
    of them do speak.
    """
    mentions = member.mentions
    if all(_is_common_word(mention, columns) for mention in mentions):
        return False
    if member.kind not in (Kind.ORG, Kind.PLACE):
        return True
    return not (
        all(_is_place(mention, columns) for mention in mentions)
        or all(columns.headline[columns.sentence[mention.start]] for mention in mentions)
        or all(_is_office(mention, columns) for mention in mentions)
    )


def _is_common_word(mention: Mention, columns: Columns) -> bool:
    i = mention.start
    alone = mention.end - mention.lead == 1
    return alone and not columns.word[i].isupper() and columns.tag[i] not in columns.labels.tags.proper_noun


def _is_place(mention: Mention, columns: Columns) -> bool:
    label, entities = columns.entity[mention.end - 1], columns.labels.entities
    return label in entities.place or label in entities.site


def _is_office(mention: Mention, columns: Columns) -> bool:
    """Whether the one word belongs to the title or the office of whoever is named next: "Treasury Secretary"."""
    behind = mention.end
    if behind - mention.start > 1 or columns.word[mention.start].isupper():
        return False
    if columns.sentence[behind] != columns.sentence[mention.start]:
        return False
    title = columns.capital[behind] and plain(columns.word[behind]) in columns.words.titles
    return title or columns.entity[behind] in columns.labels.entities.person


def _named(columns: Columns, members: Sequence[Member]) -> dict[str, list[Span]]:
    """The places in the text that name each member, in order."""
    named: dict[str, list[Span]] = {}
    for member in members:
        spans = named.setdefault(member.name, [])
        spans += [Span(columns.start[m.start], columns.end_of(m.end - 1)) for m in member.mentions]
    for spans in named.values():
        spans.sort()
    return named
