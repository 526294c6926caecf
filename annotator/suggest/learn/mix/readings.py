"""What else the learned quotes could be: the mix's own readings together with those that the rules would try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotator.core.model import QuoteReading
from annotator.core.profiles import Profile
from annotator.suggest.learn.mix.candidates import MixCandidate
from annotator.suggest.learn.mix.select import Mix, Selected, as_rules_see
from annotator.suggest.learn.network.features import Features
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.readings.make import Rated, in_order, likeliest, rated
from annotator.suggest.quotes.readings.options import Candidates, Option, options, unsuggested
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.text.view import View

# Set by hand.
_PICKER = 0.5
"""How much the mix's own ranking of readings counts; the rules' weights count for the rest."""
_TRIED = 12
"""How many of the mix's readings of a quote are looked at."""
_EXACT = 0.5
"""The share of found quotes that are found exactly; measured on PolNeAR dev for the network alone: 48 %."""
_LEAST = 0.02
"""The probability from which a candidate is offered that was not selected."""
_UNSEEN = 0.5
"""How likely a candidate of the rules is at whose cue the network sees nothing, beside what their weights say."""


def learned_readings(
    features: Features, selected: Selected, mix: Mix, profile: Profile, lexicon: Lexicon
) -> tuple[QuoteReading, ...]:
    """Other readings of the selected quotes, and quotes that were not selected, likeliest first."""
    view = features.view
    suggested = [_as_suggested(view, candidate, mix) for candidate in selected.candidates]
    dropped = [candidate for found in features.rule_candidates.by_head.values() for candidate in found]
    candidates = Candidates.of(view, dropped, suggested)
    others = list(_not_selected(candidates, selected))
    readings: list[QuoteReading] = []
    for number in range(len(suggested)):
        by_rules = rated(options(candidates, number, lexicon.reading_weights), lexicon.reading_weights)
        by_mix = _by_mix(candidates, selected, number)
        found = _together(by_rules, by_mix) if by_mix else by_rules
        rivals = [(option, share) for option, share in others if number in option.replaces]
        readings += likeliest(candidates.text, _with_rivals(found, rivals), profile, suggested[number])
    readings += _unsuggested(candidates, others, profile, lexicon)
    return in_order(readings)


def _unsuggested(candidates: Candidates, others: Rated, profile: Profile, lexicon: Lexicon) -> Iterator[QuoteReading]:
    """Quotes that were not selected, and those that only the rules know of."""
    for option, share in others:
        if not option.replaces and share >= _LEAST:
            yield from likeliest(candidates.text, [(option, share)], profile)
    known = {option.made_of.head for option, _ in others}
    for offered in unsuggested(candidates):
        if offered[0].made_of.head not in known:
            by_rules = [(option, _UNSEEN * share) for option, share in rated(offered, lexicon.reading_weights)]
            likely = [(option, share) for option, share in by_rules if share >= _LEAST]
            yield from likeliest(candidates.text, likely, profile)


def _as_suggested(view: View, candidate: MixCandidate, mix: Mix) -> Candidate:
    """The selected candidate as the rules see it, with its own content, cue, source and probability."""
    found = replace(
        as_rules_see(view, candidate),
        content=list(candidate.content),
        cue=candidate.cue,
        source=candidate.source,
        score=mix.calibrated(candidate.score),
    )
    found.speech = sounds_spoken(view, found)
    return found


def _by_mix(candidates: Candidates, selected: Selected, number: int) -> Rated:
    """The likeliest of the mix's readings of a quote."""
    refined, words = selected.refined[number], selected.words
    if refined is None or words is None:
        return []
    base = candidates.suggested[number]
    found = []
    for content, share in refined.likeliest(words, _TRIED):
        said = candidates.text.words(content)
        if said and said != candidates.words[number]:
            replaces = tuple(sorted({number, *candidates.held(said)}))
            found.append((Option(said, base, replaces, ()), share))
    return found


def _together(by_rules: Rated, by_mix: Rated) -> Rated:
    """The options of both, with the mean of their probabilities.

    The mix's are those of what the quote is, if it is one; how likely it is none, the rules' weights say.
    """
    none = sum(share for option, share in by_rules if not option.words)
    found = {option.words: (option, share if not option.words else (1 - _PICKER) * share) for option, share in by_rules}
    for option, share in by_mix:
        known, before = found.get(option.words, (option, 0.0))
        found[option.words] = (known, before + (1 - none) * _PICKER * share)
    return list(found.values())


def _with_rivals(found: Rated, rivals: Rated) -> Rated:
    """The options, and candidates of other cues that would take the quote's place."""
    by_words = {option.words: (option, share) for option, share in found}
    for option, share in rivals:
        known, before = by_words.get(option.words, (option, 0.0))
        by_words[option.words] = (known, max(before, share))
    return list(by_words.values())


def _not_selected(candidates: Candidates, selected: Selected) -> Iterator[tuple[Option, float]]:
    """The likeliest candidate of each cue that was not selected, with the quotes whose place it would take.

    Where it would take the place of one, it is right only if that one is wrong.
    """
    view, text = candidates.text.view, candidates.text
    exact = {candidate.anchor: candidate.exact for candidate in selected.candidates}
    heads = {candidate.head for candidate in candidates.suggested}
    best: dict[int, MixCandidate] = {}
    for candidate in selected.rated:
        known = best.get(candidate.anchor)
        if candidate.anchor not in heads and (known is None or _likely(candidate) > _likely(known)):
            best[candidate.anchor] = candidate
    for candidate in best.values():
        words = text.words(candidate.content)
        if not words:
            continue
        replaces = tuple(sorted(candidates.held(words)))
        share = _likely(candidate)
        for number in replaces:
            share *= 1 - exact[selected.candidates[number].anchor]
        made = replace(as_rules_see(view, candidate), content=list(candidate.content), cue=candidate.cue)
        yield Option(words, replace(made, source=candidate.source, speech=None), replaces, ()), share


def _likely(candidate: MixCandidate) -> float:
    """How likely the candidate is right as it stands; without a mix to say so, half as likely as that it is found."""
    return candidate.exact or _EXACT * candidate.score
