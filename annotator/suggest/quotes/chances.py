"""Candidates as chances: what decisions are counted by, and what habits move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.core.model import Chance
from annotator.core.profiles import Profile
from annotator.suggest.cast.lexicon import cast_words
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.candidate_features import in_headline, length_of, moved, source_kind
from annotator.suggest.quotes.frames import Family
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.profiles import admits, is_as_asked, is_saying
from annotator.suggest.quotes.types import characters
from annotator.suggest.text.view import View

LEAST = 0.05
"""The probability, as shipped, below which a candidate is no chance: set by hand, as very many are."""


def chances_of(view: View, candidates: Iterable[Candidate], profile: Profile, lexicon: Lexicon) -> Iterator[Chance]:
    """The candidates of a text that may be quotes, as the rules rate them without habits; offsets in its text.

    Those that lack the marks which the profile asks for are none, nor are those without any cue: what
    annotators decided of a place is found by its cue.
    """
    for candidate in candidates:
        if candidate.frame.uncued:
            continue
        if candidate.shipped >= LEAST and is_as_asked(profile, view, candidate):
            yield Chance(
                content=tuple(characters(view, span) for span in sorted(candidate.content)),
                cue=characters(view, candidate.cue),
                word=candidate.word,
                frame=candidate.frame.name,
                rule=candidate.frame.rule,
                score=round(candidate.shipped, 3),
                kinds=tuple(kinds_of(view, candidate, lexicon)),
                admitted=admits(profile, view, candidate, lexicon),
                opens=candidate.frame.set_off or candidate.frame.family is Family.QUOTED,
            )


def kinds_of(view: View, candidate: Candidate, lexicon: Lexicon) -> Iterator[str]:
    """What is known of a candidate beside its word and frame, by which habits are counted, each as "name=value"."""
    said = "saying" if is_saying(candidate, lexicon) else "thinking"
    family = candidate.frame.family
    yield f"all={said}"
    yield f"family={family} {said}"
    yield f"source={_source(view, candidate)}"
    yield f"length={length_of(candidate)} {family}"
    if in_headline(view, candidate):
        yield "place=headline"
    quoted = any(view.quoted(i) for start, end in candidate.content for i in range(start, end))
    yield f"marked={'quoted' if quoted else 'unquoted'} {family}"
    if quoted:
        yield f"marks={said}"


def _source(view: View, candidate: Candidate) -> str:
    """What kind of source it has: a name, a pronoun, none, or a noun for a text, people or something else."""
    kind = source_kind(view, candidate)
    if candidate.source is None or kind in ("none", "name"):
        return kind
    if kind != "noun":
        return "pronoun"
    noun = view.doc[candidate.source[0] : candidate.source[1]].root
    words = cast_words(view.language)
    named = {noun.lower_, noun.lemma_.lower()}
    if named & words.texts:
        return "text"
    return "people" if named & (words.people | words.persons.keys() | words.roles.keys()) else "noun"


def habitual(view: View, candidate: Candidate, profile: Profile, lexicon: Lexicon) -> None:
    """Move the candidate's score, which is the shipped one, by the habits of the lexicon.

    What the profile does not mark has very little to begin with. What stands without a cue stays as shipped.
    """
    if candidate.shipped < LEAST or candidate.frame.uncued:
        return
    kinds = kinds_of(view, candidate, lexicon)
    admitted = admits(profile, view, candidate, lexicon)
    shift = lexicon.habits.shift(candidate.word, candidate.frame.name, kinds, admitted=admitted)
    candidate.score = moved(candidate.shipped, shift)
