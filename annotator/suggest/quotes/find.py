"""From a parsed text to its quotes."""

from __future__ import annotations

from spacy.tokens import Doc

from annotator.core.model import Quote, Span
from annotator.core.profiles import Profile
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.candidate_features import adjusted
from annotator.suggest.quotes.continuation import extend
from annotator.suggest.quotes.continuation_weights import weighing
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.profiles import admits, marked_cue
from annotator.suggest.quotes.rules.all_rules import generate
from annotator.suggest.quotes.rules.quoted import join_regions
from annotator.suggest.quotes.score_table import probability, table_of
from annotator.suggest.quotes.select import select
from annotator.suggest.quotes.types import sounds_spoken, type_of
from annotator.suggest.text.view import Range, View, make_view


def find_quotes(doc: Doc, lexicon: Lexicon, profile: Profile, threshold: float | None = None) -> tuple[Quote, ...]:
    """The quotes of a parsed text, in the order of their content; speakers are not named yet.

    Those whose probability is below `threshold` are left out; None leaves the choice to the profile.
    """
    if not len(doc):
        return ()
    view, chosen = choose(doc, lexicon, profile, threshold)
    quotes = (_quote(view, candidate, profile, lexicon) for candidate in chosen)
    return tuple(quote for quote in quotes if threshold is None or (quote.score or 0.0) >= threshold)


def choose(doc: Doc, lexicon: Lexicon, profile: Profile, threshold: float | None) -> tuple[View, list[Candidate]]:
    """The candidates that become quotes, with their raw scores. A threshold below the profile's lets weaker ones in."""
    least = profile.threshold if threshold is None else min(threshold, profile.threshold)
    view, chosen = begin(doc, lexicon, profile, least)
    extend(view, chosen, weighing(view, lexicon.continuation_weights))
    return view, select(view, chosen, least)


def begin(doc: Doc, lexicon: Lexicon, profile: Profile, least: float) -> tuple[View, list[Candidate]]:
    """The candidates of at least that raw score that become quotes, not yet run on over further sentences."""
    view = make_view(doc)
    candidates = [weighed(view, candidate, lexicon) for candidate in generate(view)]
    strong = [c for c in candidates if c.score >= least and admits(profile, view, c, lexicon)]
    chosen = select(view, strong, least)
    for candidate in chosen:
        candidate.speech = sounds_spoken(view, candidate)
    join_regions(view, chosen)
    return view, chosen


_WORTH = 0.15
"""Below this no feature helps: not looking saves time."""


def weighed(view: View, candidate: Candidate, lexicon: Lexicon) -> Candidate:
    """The candidate with its score: how often its word in its frame makes a quote, moved by its features."""
    score = lexicon.precision(candidate.word, candidate.frame.name)
    worth = score >= _WORTH
    candidate.score = adjusted(score, view, candidate, lexicon.feature_weights) if worth else score
    return candidate


def _quote(view: View, candidate: Candidate, profile: Profile, lexicon: Lexicon) -> Quote:
    content = tuple(_span(view.doc, span) for span in sorted(candidate.content))
    cue = marked_cue(profile, candidate)
    source = candidate.source
    return Quote(
        content=content,
        type=type_of(view, candidate),
        cue=_span(view.doc, cue),
        # What trimming left nothing of is no mention.
        source=_span(view.doc, source) if source and source[0] < source[1] else None,
        score=round(probability(candidate.score, lexicon.calibration.get(table_of(view, candidate), ())), 3),
        rule=candidate.frame.rule,
    )


def _span(doc: Doc, span: Range) -> Span:
    last = doc[span[1] - 1]
    return Span(doc[span[0]].idx, last.idx + len(last))
