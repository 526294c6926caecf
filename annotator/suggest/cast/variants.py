"""Names that are likely to be variants of one another: "Blinken" and "Antony Blinken", "SEIU" and its full name.

For people to look at, not to be joined unseen: more is taken for likely here than a suggestion would dare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein

from annotator.suggest.cast.acquainted import Known, genders_agree, short_forms
from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.names import same_person

_SHORTEST_MISSPELT = 6
"""Letters: a shorter name with one of them wrong is taken for another name. Set by hand."""
_SHARED_AT_MOST = 60
"""Of so many names with a word in common the first ones are compared: with more it is no word that tells anything."""


def likely_variants(known: Iterable[Known], words: CastWords) -> dict[str, tuple[str, ...]]:
    """For each name those that are likely to mean the same speaker, in the order given; names without any are left out.

    >>> from annotator.core.speakers import Acquaintance
    >>> from annotator.suggest.cast.acquainted import known_as
    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> words = cast_words("en")
    >>> names = ("Larry King", "Mr. King", "Billie Jean King", "Lary King", "officials")
    >>> known = [known_as(Acquaintance(name, 1, 1), words) for name in names]
    >>> likely_variants(filter(None, known), words)["Larry King"]
    ('Mr. King', 'Lary King')
    """
    named = list({one.name: one for one in known if one.name[:1].isupper()}.values())
    order = {one.name: place for place, one in enumerate(named)}
    found: dict[str, set[str]] = {}
    for group in _alike(named, words):
        for one, other in combinations(group[:_SHARED_AT_MOST], 2):
            if _may_be_one(one, other, words):
                found.setdefault(one.name, set()).add(other.name)
                found.setdefault(other.name, set()).add(one.name)
    return {name: tuple(sorted(found[name], key=order.__getitem__)) for name in order if name in found}


def _alike(named: list[Known], words: CastWords) -> Iterator[list[Known]]:
    """Groups of names that are worth comparing: with the same last word, initials, or nearly the same beginning."""
    groups: dict[tuple[str, str], list[Known]] = {}
    for one in named:
        keys = one.read.keys
        whole = "".join(keys)
        groups.setdefault(("last", keys[-1]), []).append(one)
        for form in (*short_forms(one.read, words), " ".join(keys), one.name.replace(".", "")):
            groups.setdefault(("form", form), []).append(one)
        # One letter wrong leaves the first half or the second as it is.
        half = len(whole) // 2
        for size in (half - 1, half, half + 1):
            groups.setdefault(("begins", whole[:size]), []).append(one)
            groups.setdefault(("ends", whole[-size:]), []).append(one)
    for group in groups.values():
        distinct = list({id(one): one for one in group}.values())
        if len(distinct) > 1:
            yield distinct


def _may_be_one(one: Known, other: Known, words: CastWords) -> bool:
    """Whether two names are likely to mean the same speaker."""
    kinds = {one.kind, other.kind} - {None}
    if len(kinds) > 1 or not genders_agree(one.gender, other.gender):
        return False
    return _misspelt(one, other) or _longer(one, other, kinds, words) or _longer(other, one, kinds, words)


def _misspelt(one: Known, other: Known) -> bool:
    """Whether they differ by capitals, accents and titles alone, or by one letter."""
    first, second = "".join(one.read.keys), "".join(other.read.keys)
    if one.read.suffix and other.read.suffix and one.read.suffix != other.read.suffix:
        return False
    if first == second:
        return True
    close = DamerauLevenshtein.distance(first, second, score_cutoff=1) <= 1
    return close and min(len(first), len(second)) >= _SHORTEST_MISSPELT


def _longer(long: Known, short: Known, kinds: set[Kind | None], words: CastWords) -> bool:
    """Whether one is a fuller form of the other."""
    if not long.read.full:
        return False
    if Kind.PERSON not in kinds:
        shown = short.name.replace(".", "")
        forms = {" ".join(short.read.keys), *([shown] if shown.isupper() else [])}
        if forms & {*short_forms(long.read, words)}:
            return True
    if kinds - {Kind.PERSON}:
        return False
    if short.read.full:
        return same_person(long.read, short.read, words)
    return long.read.keys[-1] == short.read.keys[0]
