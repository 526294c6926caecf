"""Candidates as quotes."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.model import Quote
from annotator.core.profiles import Profile
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.profiles import marked_cue
from annotator.suggest.quotes.score_table import probability, table_of
from annotator.suggest.quotes.types import characters, type_of
from annotator.suggest.text.view import Range, View


def as_quote(view: View, candidate: Candidate, profile: Profile, lexicon: Lexicon) -> Quote:
    """The candidate as the guideline marks it, with the probability that it is right; its speaker is not named yet."""
    score = round(likelihood(view, candidate, lexicon), 3)
    return replace(bare_quote(view, candidate, profile), score=score, rule=candidate.frame.rule)


def bare_quote(view: View, candidate: Candidate, profile: Profile) -> Quote:
    """The same without where it comes from."""
    source = _outside(candidate)
    return Quote(
        content=tuple(characters(view, span) for span in sorted(candidate.content)),
        type=type_of(view, candidate),
        cue=None if candidate.frame.uncued else characters(view, marked_cue(profile, view, candidate)),
        source=characters(view, source) if source is not None else None,
    )


def likelihood(view: View, candidate: Candidate, lexicon: Lexicon) -> float:
    """The probability that a candidate with this raw score is right."""
    return probability(candidate.score, lexicon.calibration.get(table_of(view, candidate), ()))


def _outside(candidate: Candidate) -> Range | None:
    """The source beside the cue, unless that is nothing or stands in the midst of the words that it is to have said."""
    source, (start, end) = candidate.source, candidate.cue
    if source is not None and source[0] < end and start < source[1]:
        source = (source[0], start) if source[0] < start else (end, source[1])
    if source is None or source[0] >= source[1]:
        return None
    inside = any(start < source[0] and source[1] < end for start, end in candidate.content)
    return None if inside else source
