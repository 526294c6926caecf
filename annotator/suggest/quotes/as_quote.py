"""Candidates as quotes."""

from __future__ import annotations

from spacy.tokens import Doc

from annotator.core.model import Quote, Span
from annotator.core.profiles import Profile
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.profiles import marked_cue
from annotator.suggest.quotes.score_table import probability, table_of
from annotator.suggest.quotes.types import type_of
from annotator.suggest.text.view import Range, View


def as_quote(view: View, candidate: Candidate, profile: Profile, lexicon: Lexicon) -> Quote:
    """The candidate as the guideline marks it, with the probability that it is right; its speaker is not named yet."""
    cue = marked_cue(profile, candidate)
    source = candidate.source
    return Quote(
        content=tuple(_span(view.doc, span) for span in sorted(candidate.content)),
        type=type_of(view, candidate),
        cue=_span(view.doc, cue),
        # What trimming left nothing of is no mention.
        source=_span(view.doc, source) if source and source[0] < source[1] else None,
        score=round(likelihood(view, candidate, lexicon), 3),
        rule=candidate.frame.rule,
    )


def likelihood(view: View, candidate: Candidate, lexicon: Lexicon) -> float:
    """The probability that a candidate with this raw score is right."""
    return probability(candidate.score, lexicon.calibration.get(table_of(view, candidate), ()))


def _span(doc: Doc, span: Range) -> Span:
    last = doc[span[1] - 1]
    return Span(doc[span[0]].idx, last.idx + len(last))
