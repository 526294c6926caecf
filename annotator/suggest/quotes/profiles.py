"""What a guideline profile makes of the candidates for quotes."""

from __future__ import annotations

from annotator.core.profiles import Profile
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.text.view import Range, View


def admits(profile: Profile, view: View, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether the guideline marks candidates of this kind."""
    if profile.marked_only and not any(view.quoted(i) for start, end in candidate.content for i in range(start, end)):
        return False
    if profile.beliefs:
        return True
    return candidate.frame.shows_speech or lexicon.is_speech(candidate.word)


def marked_cue(profile: Profile, view: View, candidate: Candidate) -> Range:
    """The cue as the guideline marks it: the bare word, or the whole verb group with a colon right behind it."""
    if profile.bare_cue:
        return candidate.head, candidate.head + 1
    start, end = candidate.cue
    return start, end + (end < len(view.doc) and view[end].text == ":")
