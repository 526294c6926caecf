"""New names for speakers in all that has them: labels and casts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotator.core.model import CastMember, Labels

Names = Mapping[str, str]
"""The new name of a speaker by the old one."""


def composed(renamings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What becomes of each name when one renaming comes after the other.

    A name that stands for another one already is not shown any more, and not renamed again.

    >>> composed([("Roe", "J. Roe"), ("J. Roe", "Jane Roe"), ("Doe", "Jon Doe"), ("Jon Doe", "Doe")])
    {'Roe': 'Jane Roe', 'J. Roe': 'Jane Roe', 'Jon Doe': 'Doe'}
    """
    names: dict[str, str] = {}
    for old, new in renamings:
        names = {name: new if shown == old else shown for name, shown in names.items()}
        names.setdefault(old, new)
    return {name: shown for name, shown in names.items() if name != shown}


def renamed_labels(labels: Labels, names: Names) -> Labels:
    """The labels with the new names; the same ones where none of their speakers has one."""
    quotes = tuple(
        replace(quote, speaker=names[quote.speaker]) if quote.speaker is not None and quote.speaker in names else quote
        for quote in labels.quotes
    )
    return labels if quotes == labels.quotes else Labels(quotes, labels.topics)


def renamed_cast(cast: tuple[CastMember, ...], names: Names) -> tuple[CastMember, ...]:
    """The cast with the new names. Members that have one name now are one, in the place of the first of them."""
    if not any(member.name in names for member in cast):
        return cast
    members: dict[str, CastMember] = {}
    for member in cast:
        name = names.get(member.name, member.name)
        first = members.get(name)
        members[name] = replace(member, name=name) if first is None else _joined(first, member)
    return tuple(members.values())


def _joined(first: CastMember, other: CastMember) -> CastMember:
    return replace(
        first,
        mentions=tuple(sorted({*first.mentions, *other.mentions})),
        speaks=first.speaks or other.speaks,
        kind=first.kind or other.kind,
        gender=first.gender or other.gender,
    )
