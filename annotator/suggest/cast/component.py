"""The component `annotator_speakers`: who speaks each quote of a Doc, and the cast of the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from annotator.core.model import CastMember, Quote, Span
from annotator.core.speakers import Acquaintances
from annotator.suggest.cast.acquainted import KnownPeople
from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.labels import find_author, speakers_by_label
from annotator.suggest.cast.lexicon import cast_words
from annotator.suggest.cast.members import Member, join_mentions
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.cast.ranking import ranked_members
from annotator.suggest.cast.resolve import Resolver
from annotator.suggest.cast.story import StoryResolver, is_story
from annotator.suggest.span_groups import (
    SPANS_KEY,
    read_quotes,
    set_extensions,
    write_speakers,
)

WhoIs = Callable[[Span], str | None]
"""The canonical name of whom a mention means."""


def resolve_speakers(
    doc: Doc, quotes: Sequence[Quote], known: KnownPeople | None = None
) -> tuple[tuple[Quote, ...], tuple[CastMember, ...], WhoIs]:
    """The quotes with their canonical `speaker` (None where nobody is known), the cast, and who other mentions mean.

    The cast has those with most quotes first (see `ranked_members`); its mentions are names, and the sources of the
    quotes that a member speaks. Who is `known` from earlier articles lends name and gender. Offsets are code points of
    the Doc's text. Needs tags, a parse and entities; raises LookupError for a language without words for the cast.
    """
    if not len(doc):
        return tuple(quotes), (), lambda _: None
    words = cast_words(doc.lang_)
    columns = Columns(doc, quotes, words)
    resolver = Resolver(columns, quotes, _members(columns, known, story=False))
    if is_story(resolver):
        resolver = StoryResolver(columns, quotes, _members(columns, known, story=True))
    else:
        resolver.narrator = find_author(resolver)
    labelled = speakers_by_label(resolver)
    speakers = resolver.run(labelled)
    nobody = {words.pronouns.own_words.get(pronoun) for pronoun in words.pronouns.first_singular} | {""}

    def named(member: Member | None) -> Member | None:
        """The member, but nobody for one that is known as "I" alone: that is no name to go by."""
        return None if member is None or member.name in nobody else member

    speakers = [named(labelled.get(number, member)) for number, member in enumerate(speakers)]
    spoken = tuple(
        replace(quote, speaker=member.name if member else None) for quote, member in zip(quotes, speakers, strict=True)
    )

    def who_is(mention: Span) -> str | None:
        member = named(resolver.who_is(mention))
        return member.name if member is not None else None

    return spoken, ranked_members(columns, resolver.members, quotes, speakers), who_is


def _members(columns: Columns, known: KnownPeople | None, *, story: bool) -> list[Member]:
    members = join_mentions(find_mentions(columns, story=story), columns, story=story)
    if known is not None:
        known.lend(members)
    return members


class SpeakerFinder:
    """Names the speakers of the quotes in a Doc's span groups.

    Raises LookupError, when it is made, for a language without words for the cast.
    """

    def __init__(self, lang: str, *, spans_key: str = SPANS_KEY) -> None:
        self.words = cast_words(lang)
        self.spans_key = spans_key
        self.known: KnownPeople | None = None
        set_extensions()

    def meet(self, acquaintances: Acquaintances) -> None:
        """Have those who were confirmed in earlier articles lend their names and genders from now on."""
        self.known = KnownPeople(acquaintances, self.words) if acquaintances else None

    def __call__(self, doc: Doc) -> Doc:
        quotes, cast, who_is = resolve_speakers(doc, read_quotes(doc, self.spans_key), self.known)
        write_speakers(doc, [quote.speaker for quote in quotes], cast, self.spans_key, who_is=who_is)
        return doc
