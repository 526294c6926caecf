"""The cast as annotators get it: who speaks most comes first, what cannot speak comes last and is marked so."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Doc

from annotator.core.model import CastMember, Quote
from annotator.core.model import Span as CharSpan
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.headlines import is_headline
from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.name_tokens import is_title

_RANKS = {Kind.PERSON: 0, Kind.ORG: 1, Kind.GROUP: 2}
"""Of those without a quote: people are given quotes that were missed most often, then bodies, then groups."""
_UNLIKELY = len(_RANKS)


def ranked_members(
    doc: Doc, cast: Cast, quotes: Sequence[Quote], speakers: Sequence[Member | None]
) -> tuple[CastMember, ...]:
    """Everybody, those with most quotes first, then people, bodies and groups, each in the order of first mention.

    What has no quote and cannot be expected to speak comes last (see `can_speak`). Several who speak together come
    behind each of them: the quotes are theirs too.
    """
    named = _named(doc, cast)
    said: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    groups = set()
    meant: dict[str, set[CharSpan]] = {}
    for quote, speaker in zip(quotes, speakers, strict=True):
        if speaker is None:
            continue
        said[speaker.name] += 1
        joined.update(part.name for part in speaker.parts)
        groups |= {speaker.name} if speaker.parts else set()
        sources = meant.setdefault(speaker.name, set())
        if quote.source is not None and not _overlaps_one(quote.source, named.get(speaker.name, [])):
            sources.add(quote.source)
    known = {member.name: member for member in (*filter(None, speakers), *cast)}
    ranks: dict[str, int] = {}
    for member in cast:
        rank = _RANKS[member.kind] if can_speak(member, doc, cast.words) else _UNLIKELY
        ranks[member.name] = min(rank, ranks.get(member.name, rank))
    placed = [
        CastMember(
            name,
            tuple(sorted([*named.get(name, ()), *meant.get(name, ())])),
            speaks=said[name] > 0 or ranks.get(name, 0) < _UNLIKELY,
            kind=known[name].kind.value,
            gender=None if known[name].lent else known[name].gender,
        )
        for name in dict.fromkeys([*named, *meant])
    ]

    def order(member: CastMember) -> tuple[int, bool, int, int, str]:
        quotes = said[member.name] + joined[member.name]
        likelihood = 0 if quotes else ranks[member.name]
        first = member.mentions[0].start if member.mentions else len(doc.text)
        return -quotes, member.name in groups, likelihood, first, member.name

    return tuple(sorted(placed, key=order))


def can_speak(member: Member, doc: Doc, words: CastWords) -> bool:
    """Whether a quote that was missed could be this member's.

    Not of a place, of a single word that is no name by its tag ("Votes"), of a body that stands only in headlines, and
    of what only says where somebody holds an office ("Secretary of State Jane Roe"). They are in the cast because some
    of them do speak.
    """
    mentions = member.mentions
    if all(_is_common_word(mention, doc, words) for mention in mentions):
        return False
    if member.kind is not Kind.ORG:
        return True
    return not (
        all(_is_place(mention, doc, words) for mention in mentions)
        or all(is_headline(doc[mention.start].sent) for mention in mentions)
        or all(_is_office(mention, doc, words) for mention in mentions)
    )


def _is_common_word(mention: Mention, doc: Doc, words: CastWords) -> bool:
    token = doc[mention.start]
    alone = mention.end - mention.lead == 1
    return alone and not token.text.isupper() and token.tag_ not in words.labels.tags.proper_noun


def _is_place(mention: Mention, doc: Doc, words: CastWords) -> bool:
    label, entities = doc[mention.end - 1].ent_type_, words.labels.entities
    return label in entities.place or label in entities.site


def _is_office(mention: Mention, doc: Doc, words: CastWords) -> bool:
    """Whether the one word belongs to the title or the office of whoever is named next: "Treasury Secretary"."""
    if mention.end - mention.start > 1 or mention.end >= len(doc) or doc[mention.start].text.isupper():
        return False
    behind = doc[mention.end]
    if behind.is_sent_start:
        return False
    return is_title(behind, words) or behind.ent_type_ in words.labels.entities.person


def _named(doc: Doc, cast: Cast) -> dict[str, list[CharSpan]]:
    """The places in the text that name each member, in order."""
    named: dict[str, list[CharSpan]] = {}
    for member in cast:
        spans = named.setdefault(member.name, [])
        for mention in member.mentions:
            tokens = doc[mention.start : mention.end]
            spans.append(CharSpan(tokens.start_char, tokens.end_char))
    for spans in named.values():
        spans.sort()
    return named


def _overlaps_one(source: CharSpan, spans: Sequence[CharSpan]) -> bool:
    """Whether one of these spans, in order and apart from each other, overlaps the source."""
    place = bisect_right(spans, source.end, key=lambda span: span.start)
    return any(span.overlaps(source) for span in spans[max(place - 2, 0) : place])
