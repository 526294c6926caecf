"""The component `annotator_speakers`: who speaks each quote of a Doc, and the cast of the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from spacy.tokens import Doc

from annotator.core.decision import LONGEST_NAME
from annotator.core.model import CastMember, Quote, Span, places_touched
from annotator.core.speakers import Acquaintances
from annotator.suggest.cast.acquainted import KnownPeople
from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.labels import speakers_by_label
from annotator.suggest.cast.lexicon import cast_words, plain
from annotator.suggest.cast.members import Member, MemberKind, Mention, join_mentions
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.cast.resolve import Resolver
from annotator.suggest.cast.story import StoryResolver, is_story
from annotator.suggest.span_groups import read_quotes, set_extensions, write_speakers

WhoIs = Callable[[Span], str | None]
"""The canonical name of whom a mention means."""


def resolve_speakers(
    doc: Doc, quotes: Sequence[Quote], known: KnownPeople | None = None
) -> tuple[list[str | None], tuple[CastMember, ...], WhoIs]:
    """The canonical name of each quote's speaker (None where nobody is known), the cast, and who other mentions mean.

    The cast has those with most quotes first (see `ranked_members`); its mentions are names, and the sources of the
    quotes that a member speaks. Who is `known` from earlier articles lends name and gender. Offsets are code points of
    the Doc's text. Needs tags, a parse and entities; raises LookupError for a language without words for the cast.
    """
    if not len(doc):
        return [None] * len(quotes), (), lambda _: None
    words = cast_words(doc.lang_)
    columns = Columns(doc, quotes, words)
    resolver = Resolver(columns, quotes, _members(columns, known, story=False))
    if is_story(resolver):
        resolver = StoryResolver(columns, quotes, _members(columns, known, story=True))
    labelled = speakers_by_label(resolver)
    speakers = resolver.run(labelled)
    nobody = {words.pronouns.own_words.get(pronoun) for pronoun in words.pronouns.first_singular} | {""}

    def named(member: Member | None) -> Member | None:
        """The member, but nobody for one that is known as "I" alone, or by too many words: that is no name to go by."""
        return None if member is None or member.name in nobody or len(member.name) > LONGEST_NAME else member

    speakers = [named(labelled.get(number, member)) for number, member in enumerate(speakers)]

    def name_of(member: Member | None) -> str | None:
        return member.name if member is not None else None

    cast = ranked_members(columns, [*filter(named, resolver.members)], quotes, speakers)
    return [*map(name_of, speakers)], cast, lambda mention: name_of(named(resolver.who_is(mention)))


def _members(columns: Columns, known: KnownPeople | None, *, story: bool) -> list[Member]:
    members = join_mentions(find_mentions(columns, story=story), columns, story=story)
    if known is not None:
        known.lend(members)
    return members


class SpeakerFinder:
    """Names the speakers of the quotes in a Doc's span groups.

    Raises LookupError, when it is made, for a language without words for the cast.
    """

    def __init__(self, lang: str) -> None:
        self.words = cast_words(lang)
        self.known: KnownPeople | None = None
        set_extensions()

    def meet(self, acquaintances: Acquaintances) -> None:
        """Have those who were confirmed in earlier articles lend their names and genders from now on."""
        self.known = KnownPeople(acquaintances, self.words) if acquaintances else None

    def __call__(self, doc: Doc) -> Doc:
        speakers, cast, who_is = resolve_speakers(doc, read_quotes(doc), self.known)
        write_speakers(doc, speakers, cast, who_is=who_is)
        return doc


# ---- The cast as annotators get it: who speaks most comes first, what cannot speak comes last and is marked so.


_RANKS = {MemberKind.PERSON: 0, MemberKind.ORG: 1, MemberKind.PLACE: 1, MemberKind.GROUP: 2}
"""Of those without a quote: people are given quotes that were missed most often, then bodies, then groups."""
_UNLIKELY = 3


def ranked_members(
    columns: Columns, members: Sequence[Member], quotes: Sequence[Quote], speakers: Sequence[Member | None]
) -> tuple[CastMember, ...]:
    """Everybody, those with most quotes first, then people, bodies and groups, each in the order of first mention.

    What has no quote and cannot be expected to speak comes last (see `can_speak`). Several who speak together come
    behind each of them: the quotes are theirs too.
    """
    named: dict[str, list[Span]] = {}
    for member in members:
        spans = named.setdefault(member.name, [])
        spans += [Span(columns.start[m.start], columns.end_of(m.end - 1)) for m in member.mentions]
        spans.sort()
    meant: dict[str, set[Span]] = {}
    counts: Counter[str] = Counter()
    for quote, speaker in zip(quotes, speakers, strict=True):
        if speaker is None:
            continue
        counts.update([speaker.name, *(part.name for part in speaker.parts)])
        sources = meant.setdefault(speaker.name, set())
        if quote.source is not None and not places_touched(named.get(speaker.name, ()), quote.source):
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
            speaks=counts[name] > 0 or ranks.get(name, 0) < _UNLIKELY,
            kind=(MemberKind.ORG if known[name].kind is MemberKind.PLACE else known[name].kind).value,
            gender=None if known[name].lent else known[name].gender,
        )
        for name in dict.fromkeys([*named, *meant])
    ]

    def order(member: CastMember) -> tuple[int, bool, int, int, str]:
        likelihood = 0 if counts[member.name] else ranks[member.name]
        first = member.mentions[0].start if member.mentions else len(columns.text)
        return -counts[member.name], bool(known[member.name].parts), likelihood, first, member.name

    return tuple(sorted(placed, key=order))


def can_speak(member: Member, columns: Columns) -> bool:
    """Whether a quote that was missed could be this member's.

    Not of a place, of a single word that is no name by its tag ("Votes"), and of what only says where somebody holds an
    office ("Treasury Secretary Jane Roe"). They are in the cast because some of them do speak.
    """
    mentions = member.mentions
    if all(_is_common_word(mention, columns) for mention in mentions):
        return False
    if member.kind not in (MemberKind.ORG, MemberKind.PLACE):
        return True
    return not any(all(says(mention, columns) for mention in mentions) for says in (_is_place, _is_office))


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
