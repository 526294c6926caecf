"""Select which of the network's and the rules' quotes to suggest, by what held-out decisions confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from annotator.core.model import Quote, QuoteType, Span
from annotator.core.profiles import Profile
from annotator.suggest.learn.mix.boundaries import Refined, refine
from annotator.suggest.learn.mix.boundary_evidence import DocContext
from annotator.suggest.learn.mix.candidates import LEARNED, MixCandidate, make_candidates
from annotator.suggest.learn.mix.regression import ConditionalLogit, LogisticRegression
from annotator.suggest.learn.mix.sources import name_sources
from annotator.suggest.learn.mix.token_kinds import Words
from annotator.suggest.learn.network.decode import Reading, apart, read_roles
from annotator.suggest.learn.network.features import Features
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.as_quote import as_quote
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import FINITE, INVERTED
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.profiles import admits, marked_cue
from annotator.suggest.quotes.types import sounds_spoken, type_of
from annotator.suggest.text.view import Range, View

LEARNED_RULE = "learned"
"""The `Quote.rule` of a quote that the network found."""
_UNFITTED_THRESHOLD = 0.45
"""The threshold of a mix that was never fitted; that of the prototype of this network, measured on PolNeAR dev."""
_EXACT, _SOURCE = 1.0, 1.0
"""What exact edges and the right source count for, beside being found, where two candidates compete; set by hand."""


@dataclass(frozen=True, slots=True)
class SideModels:
    """How likely a candidate of one side finds a decided quote, exactly, and with the right source."""

    found: LogisticRegression
    exact: LogisticRegression
    source: LogisticRegression


@dataclass(frozen=True, slots=True)
class Mix:
    """How suggestions are made of the quotes of both sides.

    `policy`: `rules` leaves the rules' quotes as they are, `learned` takes the network's, `mix` selects from both.
    `threshold`: the probability to suggest from. `models`: by side. `curve`: points of (score, share that is right),
    empty before calibration. `readings`: picks which reading of a selected quote is suggested; None: its own.
    `sources`: the same of its source.
    """

    policy: str = "learned"
    threshold: float = _UNFITTED_THRESHOLD
    models: dict[str, SideModels] = field(default_factory=dict)
    curve: tuple[tuple[float, float], ...] = ()
    readings: ConditionalLogit | None = None
    sources: ConditionalLogit | None = None

    def calibrated(self, score: float) -> float:
        """The share of quotes with this score that are right; the score itself where nothing was calibrated."""
        if not self.curve:
            return score
        return float(np.interp(score, [x for x, _ in self.curve], [y for _, y in self.curve]))

    def to_json(self) -> dict[str, Any]:
        """As plain dictionaries and lists: what a trained pipeline keeps, under the names that it always had."""
        judges = {
            side: {"found": m.found.to_json(), "exact": m.exact.to_json(), "source": m.source.to_json()}
            for side, m in self.models.items()
        }
        curve = [list(point) for point in self.curve]
        picker = None if self.readings is None else list(self.readings.weights)
        sources = None if self.sources is None else list(self.sources.weights)
        return {
            "policy": self.policy, "threshold": self.threshold, "judges": judges, "curve": curve, "picker": picker,
            "sources": sources,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Mix:
        """Read what `to_json` gave."""
        models = {
            side: SideModels(*(LogisticRegression.from_json(fitted[name]) for name in ("found", "exact", "source")))
            for side, fitted in data["judges"].items()
        }
        # Mixes from before sources were picked have no entry for them.
        readings, sources = (
            None if data.get(name) is None else ConditionalLogit(tuple(data[name])) for name in ("picker", "sources")
        )
        curve = tuple((x, y) for x, y in data["curve"])
        return cls(data["policy"], data["threshold"], models, curve, readings, sources)


@dataclass(frozen=True, slots=True)
class Guideline:
    """A guideline profile to hold learned quotes to, where the network learned from a wider one."""

    profile: Profile
    lexicon: Lexicon

    def admits(self, view: View, candidate: MixCandidate) -> bool:
        """Whether the profile marks a quote of this kind."""
        return admits(self.profile, view, as_rules_see(view, candidate), self.lexicon)

    def cue(self, view: View, candidate: MixCandidate) -> Range:
        """The cue as the profile marks it."""
        return marked_cue(self.profile, view, as_rules_see(view, candidate))


def mixed_quotes(
    features: Features, predicted: Predicted, rules: tuple[Quote, ...], mix: Mix, guideline: Guideline | None = None
) -> tuple[Quote, ...]:
    """The quotes to suggest for a Doc. `rules`: what the rules alone suggest. No `guideline`: as learned."""
    if mix.policy == "rules":
        return rules
    return as_quotes(features.view, select_quotes(features, predicted, mix, guideline).candidates, mix)


@dataclass(frozen=True, slots=True)
class Selected:
    """What is suggested for a Doc: its `candidates`, in their order.

    `refined`: the readings that each of them was picked from; None where there is nothing to pick with. `rated`: all
    candidates that there were, the selected ones too, with their scores. `words`: the Doc's, if any was refined.
    """

    candidates: list[MixCandidate]
    refined: list[Refined | None]
    rated: list[MixCandidate]
    words: Words | None = None


def select_quotes(features: Features, predicted: Predicted, mix: Mix, guideline: Guideline | None = None) -> Selected:
    """Select what to suggest, by a policy that is not that of the rules alone."""
    view = features.view
    if mix.policy == "learned":
        found = _learned(features, predicted)
        chosen = apart(found, features.size, mix.threshold)
        selected = Selected(_as_candidates(chosen), [None] * len(chosen), _as_candidates(found))
    else:
        selected = select_candidates(features, predicted, make_candidates(features, predicted), mix)
    if guideline is None:
        return selected
    kept = [number for number, candidate in enumerate(selected.candidates) if guideline.admits(view, candidate)]
    return Selected(
        [replace(selected.candidates[at], cue=guideline.cue(view, selected.candidates[at])) for at in kept],
        [selected.refined[at] for at in kept],
        [candidate for candidate in selected.rated if guideline.admits(view, candidate)],
        selected.words,
    )


def _learned(features: Features, predicted: Predicted) -> list[Reading]:
    return read_roles(features, predicted.anchors, predicted.found, predicted.roles)


def _as_candidates(readings: Sequence[Reading]) -> list[MixCandidate]:
    """The network's readings as candidates without evidence."""
    return [
        MixCandidate(
            LEARNED, r.anchor, r.content, r.source, r.cue or (r.anchor, r.anchor + 1), None, np.zeros(0), r.score
        )
        for r in readings
    ]


def uncued_beside(features: Features, profile: Profile, lexicon: Lexicon, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The rules' quotes that no words report and that share nothing with these: the network starts from cues.

    Empty where the profile marks none.
    """
    if profile.cued_only:
        return ()
    view = features.view
    candidates = [c for c in features.rule_candidates.uncued if admits(profile, view, c, lexicon)]
    taken = [span for quote in quotes for span in quote.everywhere()]
    made = (as_quote(view, candidate, profile, lexicon) for candidate in candidates)
    return tuple(quote for quote in made if not any(span.overlaps(other) for span in quote.content for other in taken))


def as_quotes(view: View, selected: Sequence[MixCandidate], mix: Mix) -> tuple[Quote, ...]:
    """The candidates as quotes, with their calibrated scores."""
    return tuple(_quote(view, candidate, mix) for candidate in selected)


def select_candidates(features: Features, predicted: Predicted, candidates: list[MixCandidate], mix: Mix) -> Selected:
    """Select among a Doc's candidates and give each selected one its likeliest reading as content."""
    rated = _rated(candidates, mix)
    selected = _apart(rated, features.size, mix)
    scored = [candidate for candidate, _ in rated]
    refined: list[Refined | None] = [None] * len(selected)
    if not selected or (mix.readings is None and mix.sources is None):
        return Selected(selected, refined, scored)
    context = DocContext.of(features, predicted, candidates)
    if mix.readings is not None:
        refined = [*refine(context, selected, mix.readings)]
        selected = [one.candidate for one in refined if one is not None]
    if mix.sources is not None:
        selected = name_sources(context, candidates, selected, mix.sources)
    return Selected(selected, refined, scored, context.words)


def choose(candidates: list[MixCandidate], size: int, mix: Mix) -> list[MixCandidate]:
    """The candidates worth most such that no two have the same anchor or share content, in text order.

    `size`: the number of the Doc's tokens. Each has its `score` set, which is at least the mix's threshold.
    """
    return _apart(_rated(candidates, mix), size, mix)


def _apart(rated: list[tuple[MixCandidate, float]], size: int, mix: Mix) -> list[MixCandidate]:
    """The same of candidates with their scores and what they are worth."""
    taken = np.zeros(size, dtype=bool)
    anchors: set[int] = set()
    chosen = []
    for candidate, _ in sorted(rated, key=lambda pair: (-pair[1], pair[0].anchor, pair[0].side)):
        if candidate.score < mix.threshold or candidate.anchor in anchors:
            continue
        mask = candidate.mask(size)
        if (taken & mask).any():
            continue
        taken |= mask
        anchors.add(candidate.anchor)
        chosen.append(candidate)
    return sorted(chosen, key=lambda candidate: candidate.content)


def _rated(candidates: list[MixCandidate], mix: Mix) -> list[tuple[MixCandidate, float]]:
    """Each candidate with `score` and `exact` set, and what it is worth against others."""
    rated = []
    for side, models in mix.models.items():
        own = [candidate for candidate in candidates if candidate.side == side]
        if not own:
            continue
        evidence = np.stack([candidate.evidence for candidate in own])
        prior = np.array([candidate.prior for candidate in own])
        found, exact, source = (model(evidence, prior) for model in (models.found, models.exact, models.source))
        for number, candidate in enumerate(own):
            scored = replace(candidate, score=float(found[number]), exact=float(exact[number]))
            rated.append((scored, float(found[number] + _EXACT * exact[number] + _SOURCE * source[number])))
    return rated


def _quote(view: View, candidate: MixCandidate, mix: Mix) -> Quote:
    source = candidate.source if candidate.source and candidate.source[0] < candidate.source[1] else None
    return Quote(
        content=tuple(_span(view, tokens) for tokens in candidate.content),
        type=_type(view, candidate),
        cue=_span(view, candidate.cue),
        source=None if source is None else _span(view, source),
        score=round(mix.calibrated(candidate.score), 3),
        rule=LEARNED_RULE if candidate.side == LEARNED or candidate.rule is None else candidate.rule.frame.rule,
    )


def _type(view: View, candidate: MixCandidate) -> QuoteType:
    of_rules = as_rules_see(view, candidate)
    if of_rules is not candidate.rule:
        of_rules.speech = sounds_spoken(view, of_rules)
    return type_of(view, of_rules)


def as_rules_see(view: View, candidate: MixCandidate) -> Candidate:
    """The candidate in the form that the rules work with; one of theirs as they made it."""
    if candidate.side != LEARNED and candidate.rule is not None:
        return candidate.rule
    before = candidate.content[0][0] < candidate.anchor
    frame = candidate.rule.frame if candidate.rule is not None else (INVERTED if before else FINITE)
    lemma = view[candidate.anchor].lemma_
    return Candidate(candidate.content, candidate.cue, candidate.anchor, candidate.source, lemma, frame)


def _span(view: View, tokens: Range) -> Span:
    """The place of a range of tokens in the text, without white space at its ends."""
    start, end = tokens
    while end - start > 1 and view[end - 1].is_space:
        end -= 1
    while end - start > 1 and view[start].is_space:
        start += 1
    last = view[end - 1]
    return Span(view[start].idx, last.idx + len(last))
