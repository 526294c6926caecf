"""What a guideline profile makes of the candidates for quotes."""

from __future__ import annotations

from annotator.core.profiles import Profile
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.text.view import Range, View


def admits(profile: Profile, view: View, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether the guideline marks candidates of this kind."""
    return is_as_asked(profile, view, candidate) and (profile.beliefs or is_saying(candidate, lexicon))


def may_be(profile: Profile, view: View, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether candidates of this kind may be suggested: with habits, also those that only annotators mark."""
    return is_as_asked(profile, view, candidate) if lexicon.habits.groups else admits(profile, view, candidate, lexicon)


def is_as_asked(profile: Profile, view: View, candidate: Candidate) -> bool:
    """Whether the candidate has quoted words and a cue, or the guideline does not ask for them."""
    if profile.cued_only and candidate.frame.uncued:
        return False
    return not profile.marked_only or any(view.quoted(i) for start, end in candidate.content for i in range(start, end))


def is_saying(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether it is said or written, not only thought, wanted or felt."""
    return candidate.frame.shows_speech or lexicon.is_speech(candidate.word)


def marked_cue(profile: Profile, view: View, candidate: Candidate) -> Range:
    """The cue as the guideline marks it: the bare word, or the whole verb group with a colon right behind it."""
    if profile.bare_cue:
        return candidate.head, candidate.head + 1
    start, end = candidate.cue
    return start, end + (end < len(view.doc) and view[end].text == ":")
