"""Guideline profiles: what counts as a quote, and where its cue begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.text.view import Range, View


@dataclass(frozen=True, slots=True)
class Profile:
    """What a guideline marks.

    `beliefs`: thoughts, plans and wishes too, not only what is said or written. `marked_only`: only text in quotation
    marks. `bare_cue`: the cue is the verb alone, not its group. `threshold`: the probability to suggest from.
    """

    name: str
    beliefs: bool = False
    marked_only: bool = False
    bare_cue: bool = False
    threshold: float = 0.42

    def admits(self, view: View, candidate: Candidate, lexicon: Lexicon) -> bool:
        """Whether the guideline marks candidates of this kind."""
        if self.marked_only and not any(view.quoted(i) for start, end in candidate.content for i in range(start, end)):
            return False
        if self.beliefs:
            return True
        return candidate.frame in _ALWAYS or lexicon.is_speech(candidate.word)

    def cue(self, view: View, candidate: Candidate) -> Range:
        """The cue as the guideline marks it."""
        del view
        return (candidate.head, candidate.head + 1) if self.bare_cue else candidate.cue


_ALWAYS = frozenset({"quoted", "quoted-comma", "quoted-colon", "signed", "name-colon", "according"})
"""Frames that show saying whatever the word."""

PROFILES = {
    "polnear": Profile("polnear", beliefs=True),
    "speech": Profile("speech"),
    "guardian": Profile("guardian", marked_only=True, bare_cue=True),
}
