"""Whom articles and stories name, and whom each source may mean, is what the snapshot says.

`make snapshots` writes it anew: the difference shows what a change does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from spacy.tokens import Doc
from syrupy.assertion import SnapshotAssertion

from annotator.core.model import Quote
from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.labels import speakers_by_label
from annotator.suggest.cast.members import Member, join_mentions
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.cast.resolve import Resolver
from annotator.suggest.cast.story import StoryResolver, _emissions, is_story
from tests.suggest.cast.articles import ARTICLES, UNREAD
from tests.suggest.cast.asking import Read
from tests.suggest.cast.stories import STORIES
from tests.suggest.cast.test_articles import article
from tests.suggest.cast.test_resolve import story
from tests.suggest.cast.tiny import WORDS

TEXTS = {
    **{name: article(marked)[:2] for name, marked in (ARTICLES | UNREAD).items()},
    **{name: story(marked)[:2] for name, marked in STORIES.items()},
}


def told_of(doc: Doc, quotes: Sequence[Quote]) -> Iterator[str]:
    """Whom a text names, a line for each, and whom each source may mean, likeliest first."""
    columns = Columns(doc, quotes, WORDS)
    members = join_mentions(find_mentions(columns), columns)
    resolver = Resolver(columns, quotes, members)
    if is_story(resolver):
        members = join_mentions(find_mentions(columns, story=True), columns, story=True)
        resolver = StoryResolver(columns, quotes, members)
        yield "story"
    yield from map(_as_line, members)
    speakers = resolver.run(speakers_by_label(resolver))
    for stranger in resolver.strangers.values():
        yield f"without a name: {_as_line(stranger)}"
    for number, (quote, speaker) in enumerate(zip(quotes, speakers, strict=True)):
        choices = {choice.member: choice.score for choice in resolver.choices.get(number, ())}
        source = "-" if quote.source is None else quote.source.of(columns.text)
        yield f"{source} > {'-' if speaker is None else speaker.name} | {_weighed(choices)}"
    if isinstance(resolver, StoryResolver):
        yield from map(_weighed, _emissions(resolver))


def _as_line(member: Member) -> str:
    of = [member.kind.value, member.gender, *(name for name in ("sure", "plural", "phrase") if getattr(member, name))]
    forms = [f"{' '.join(form)} {count}" for form, count in member.forms.items()]
    words = [sorted(some) for some in (member.titles, member.roles, member.about)]
    others = [*([member.owner.name] if member.owner else []), *(part.name for part in member.parts)]
    told = (forms, list(member.full), *words, others)
    return f"{member.name} ({', '.join(filter(None, of))}) {' | '.join(map(', '.join, told))}"


def _weighed(odds: Mapping[Member | None, float]) -> str:
    best = sorted(odds.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{'new' if member is None else member.name or 'I'} {score:.2f}" for member, score in best)


@pytest.mark.parametrize("name", TEXTS)
def test_who_is_named_and_whom_each_source_may_mean_is_as_before(
    read: Read, name: str, snapshot: SnapshotAssertion
) -> None:
    text, quotes = TEXTS[name]
    assert "\n".join(told_of(read(text), quotes)) == snapshot
