"""What else makes a candidate likelier or less likely than its word and frame, and what habits and decisions go by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from annotator.core.decision import LONGEST_NAME
from annotator.core.habits import shifted_by
from annotator.core.model import Chance
from annotator.core.profiles import GuidelineProfile
from annotator.suggest.cast.lexicon import cast_words
from annotator.suggest.quotes.as_quote import admits, is_saying, satisfies
from annotator.suggest.quotes.boundaries import first_word, last_word, stands_alone
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import ALONE, BESIDE, INVERTED, QUOTED, Family
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.speech_style import style_of
from annotator.suggest.quotes.syntax import infinitive_to, is_finite
from annotator.suggest.quotes.types import characters, places_of
from annotator.suggest.quotes.word_lists import words_of
from annotator.suggest.regression import worth_of
from annotator.suggest.text.view import View, numbers_in

# ---- What a candidate is, beside its word and frame: its length, source and verb form.


_LENGTHS = ((1, "1"), (2, "2"), (4, "3-4"), (8, "5-8"), (20, "9-20"), (40, "21-40"))
_LEAST = 0.02


def features_of(view: View, candidate: Candidate) -> Iterator[str]:
    """What may be counted of a candidate, each as "family feature=value"."""
    family = candidate.frame.family
    yield f"{family} length={length_of(candidate)}"
    yield f"{family} source={source_kind(view, candidate)}"
    yield f"{family} form={_form(view, candidate)}"
    if candidate.frame is INVERTED:
        yield f"inverted style={max(style_of(view, span) for span in candidate.content).name.lower()}"
        if view[candidate.content[0][1]].text in ("?", "!"):
            yield "inverted exclaimed"
    if family in (Family.OBJECT, Family.NOMINAL):
        yield f"{family} first={view[candidate.start].tag_}"
    if view.quoted(candidate.start) and view[candidate.start].i in view.marks:
        yield f"{family} marked"
    if candidate.frame in (ALONE, BESIDE):
        yield from _uncued(view, candidate)
    if candidate.frame is QUOTED and _adjoins(view, candidate):
        yield "quoted adjoined"


def _uncued(view: View, candidate: Candidate) -> Iterator[str]:
    """Whether words that nobody is said to say have no finite verb, and whether quoted words stand beside them."""
    if not any(is_finite(view[i]) or view[i].text in ("?", "!") for i in numbers_in(candidate.content)):
        yield "uncued verbless"
    here = view.paragraph_of[candidate.head]
    beside = (n for n in (here - 1, here + 1) if 0 <= n < len(view.paragraphs))
    if any(view.quoted(first_word(view, number)) for number in beside) or (here and _ends_in_question(view, here - 1)):
        yield "uncued among quotes"


def _ends_in_question(view: View, paragraph: int) -> bool:
    """Whether the paragraph ends with quoted words that ask."""
    region = view.region(last_word(view, paragraph))
    return region is not None and any(token.text == "?" for token in view.tokens[region.end - 2 : region.end])


def length_of(candidate: Candidate) -> str:
    """About how many tokens its content has: "1", "3-4", ">40"."""
    size = sum(end - start for start, end in candidate.content)
    return next((name for most, name in _LENGTHS if size <= most), ">40")


def _adjoins(view: View, candidate: Candidate) -> bool:
    """Whether a clause of verb and source follows right behind words that are a sentence of their own: ”, mused Lopez.

    A capital there opens another sentence ("“Late?” He rose."), unless it is a name's.
    """
    region, source = view.region(candidate.start), candidate.source
    if region is None or candidate.start != region.start or source is None or not stands_alone(view, region):
        return False
    (first, end), (second, _) = sorted((candidate.cue, source))
    opener, head = view[first], view[source[1] - 1]
    if opener.text[:1].isupper() and opener.pos_ != "PROPN":
        return False
    nobody = head.lower_ in words_of(head).not_sources or head.dep_ in view.labels.relations.predicate
    return first - region.end <= 1 and second - end <= 1 and not nobody


def source_kind(view: View, candidate: Candidate) -> str:
    """The pronoun that the source is, "name", "noun", or "none"."""
    if candidate.source is None:
        return "none"
    first, last = view[candidate.source[0]], view[candidate.source[1] - 1]
    if first.lower_ in words_of(first).pronoun_sources:
        return first.lower_
    return "name" if last.pos_ == "PROPN" else "noun"


def _form(view: View, candidate: Candidate) -> str:
    head = view[candidate.head]
    if infinitive_to(head) is not None:
        return "to"
    tags, auxiliary = view.labels.tags, view.labels.relations.active_auxiliary
    if any(part.dep_ in auxiliary and part.tag_ in tags.modal for part in head.children):
        return "modal"
    return head.tag_ if head.tag_ in tags.verb_or_noun else "other"


def adjusted(score: float, view: View, candidate: Candidate, weights: Mapping[str, float]) -> float:
    """The score moved, in log odds, by the weights of the candidate's features."""
    return moved(score, worth_of(features_of(view, candidate), weights))


def moved(score: float, shift: float) -> float:
    """The score moved by so much in log odds; kept a little off 0 and 1 before, or nothing could move it."""
    if not shift:
        return score
    return shifted_by(min(max(score, _LEAST), 1 - _LEAST), shift)


# ---- Candidates as chances: what decisions are counted by, and what habits move.


LEAST = 0.05
"""The probability, as shipped, below which a candidate is no chance: set by hand, as very many are."""


def chances_of(
    view: View, candidates: Iterable[Candidate], profile: GuidelineProfile, lexicon: Lexicon
) -> Iterator[Chance]:
    """The candidates of a text that may be quotes, as the rules rate them without habits; offsets in its text.

    Those that lack the marks which the profile asks for are none, nor are those without any cue, by which what
    annotators decided of a place is found, or with a word that is longer than names are.
    """
    for candidate in candidates:
        if candidate.frame.uncued or len(candidate.word) > LONGEST_NAME:
            continue
        if candidate.shipped >= LEAST and satisfies(profile, view, candidate):
            yield Chance(
                content=places_of(view, candidate.content),
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
    manner = "saying" if is_saying(candidate, lexicon) else "thinking"
    family = candidate.frame.family
    yield f"all={manner}"
    yield f"family={family} {manner}"
    yield f"source={_source(view, candidate)}"
    yield f"length={length_of(candidate)} {family}"
    if view.headlines[view.sentence_of[candidate.head]]:
        yield "place=headline"
    quoted = view.has_quoted(candidate.content)
    yield f"marked={'quoted' if quoted else 'unquoted'} {family}"
    if quoted:
        yield f"marks={manner}"


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


def move_by_habits(view: View, candidate: Candidate, profile: GuidelineProfile, lexicon: Lexicon) -> None:
    """Move the candidate's score, which is the shipped one, by the habits of the lexicon.

    What the profile does not mark has very little to begin with. What stands without a cue stays as shipped.
    """
    if candidate.shipped < LEAST or candidate.frame.uncued:
        return
    kinds = kinds_of(view, candidate, lexicon)
    admitted = admits(profile, view, candidate, lexicon)
    shift = lexicon.habits.shift(candidate.word, candidate.frame.name, kinds, admitted=admitted)
    candidate.score = moved(candidate.shipped, shift)
