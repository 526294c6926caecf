"""Candidates as a guideline profile marks them: which it admits, and what becomes of them as quotes."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.model import Quote
from annotator.core.profiles import GuidelineProfile
from annotator.suggest.quotes.candidate import LEARNED, Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.types import characters, places_of, type_of
from annotator.suggest.text.view import Range, View, touches


def admits(profile: GuidelineProfile, view: View, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether the guideline marks candidates of this kind."""
    return satisfies(profile, view, candidate) and (profile.beliefs or is_saying(candidate, lexicon))


def may_be_suggested(profile: GuidelineProfile, view: View, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether candidates of this kind may be suggested: with habits, also those that only annotators mark."""
    return satisfies(profile, view, candidate) if lexicon.habits.groups else admits(profile, view, candidate, lexicon)


def satisfies(profile: GuidelineProfile, view: View, candidate: Candidate) -> bool:
    """Whether the candidate has quoted words and a cue, or the guideline does not ask for them."""
    if profile.cued_only and candidate.frame.uncued:
        return False
    return not profile.marked_only or view.has_quoted(candidate.content)


def is_saying(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether it is said or written, not only thought, wanted or felt."""
    return candidate.frame.shows_speech or candidate.word in lexicon.speech


def as_quote(view: View, candidate: Candidate, profile: GuidelineProfile, share_right: float) -> Quote:
    """The candidate as the guideline marks it, with the probability that it is right; its speaker is not named yet."""
    rule = LEARNED if candidate.side == LEARNED else candidate.frame.rule
    return replace(bare_quote(view, candidate, profile), score=round(share_right, 3), rule=rule)


def bare_quote(view: View, candidate: Candidate, profile: GuidelineProfile) -> Quote:
    """The same without where it comes from."""
    source = _outside(candidate)
    return Quote(
        content=places_of(view, candidate.content),
        type=type_of(view, candidate),
        cue=None if candidate.frame.uncued else characters(view, _marked_cue(profile, view, candidate)),
        source=characters(view, source) if source is not None else None,
    )


def _marked_cue(profile: GuidelineProfile, view: View, candidate: Candidate) -> Range:
    """The cue as the guideline marks it: the bare word, or the whole verb group with a colon right behind it."""
    if profile.bare_cue:
        return candidate.head, candidate.head + 1
    start, end = candidate.cue
    return start, end + (end < len(view.doc) and view[end].text == ":")


def _outside(candidate: Candidate) -> Range | None:
    """The source beside the cue, unless that is nothing or stands in the midst of the words that it is to have said."""
    source, (start, end) = candidate.source, candidate.cue
    if source is not None and touches(source, candidate.cue):
        source = (source[0], start) if source[0] < start else (end, source[1])
    if source is None or source[0] >= source[1]:
        return None
    inside = any(start < source[0] and source[1] < end for start, end in candidate.content)
    return None if inside else source
