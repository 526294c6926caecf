"""Which of the network's and the rules' quotes to suggest: what was right on decisions that were held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from annotator.core.model import Quote, QuoteType, Span
from annotator.core.profiles import Profile
from annotator.suggest.learn.mix.boundaries import Scene, refine
from annotator.suggest.learn.mix.candidates import LEARNED, RULES, Choice, make_choices
from annotator.suggest.learn.mix.picker import Picker
from annotator.suggest.learn.mix.ranker import Ranker
from annotator.suggest.learn.network.decode import Range, apart, read_roles
from annotator.suggest.learn.network.features import Features
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.profiles import admits, marked_cue
from annotator.suggest.quotes.types import sounds_spoken, type_of
from annotator.suggest.text.view import View

POLICIES = ("rules", "learned", "mix")
LEARNED_RULE = "learned"
"""What `Quote.rule` says of a quote that the network found."""

_EXACT, _SOURCE = 1.0, 1.0
"""What exact edges and the right source count for, beside being found, where two choices compete."""


@dataclass(frozen=True, slots=True)
class Judges:
    """How likely a choice of one side is found, exact, and has the right source."""

    found: Ranker
    exact: Ranker
    source: Ranker


@dataclass(frozen=True, slots=True)
class Mix:
    """How suggestions are made of both sides.

    `policy`: `rules` leaves the rules' quotes as they are, `learned` takes the network's alone, `mix` judges both.
    `threshold`: the probability to suggest from. `curve`: scores to the shares that were right, where they were held
    against decisions. `picker`: which of a chosen quote's readings is suggested.
    """

    policy: str = "learned"
    threshold: float = 0.45
    judges: dict[str, Judges] = field(default_factory=dict)
    curve: tuple[tuple[float, float], ...] = ()
    picker: Picker | None = None

    def calibrated(self, score: float) -> float:
        """The share of quotes with this score that are right."""
        if not self.curve:
            return score
        return float(np.interp(score, [x for x, _ in self.curve], [y for _, y in self.curve]))

    def to_json(self) -> dict[str, Any]:
        """As plain dictionaries and lists."""
        judges = {
            side: {"found": j.found.to_json(), "exact": j.exact.to_json(), "source": j.source.to_json()}
            for side, j in self.judges.items()
        }
        curve = [list(point) for point in self.curve]
        picker = None if self.picker is None else list(self.picker.weights)
        return {
            "policy": self.policy, "threshold": self.threshold, "judges": judges, "curve": curve, "picker": picker,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Mix:
        """What `to_json` gave."""
        judges = {
            side: Judges(*(Ranker.from_json(told[name]) for name in ("found", "exact", "source")))
            for side, told in data["judges"].items()
        }
        picker = None if data["picker"] is None else Picker(tuple(data["picker"]))
        return cls(data["policy"], data["threshold"], judges, tuple((x, y) for x, y in data["curve"]), picker)


@dataclass(frozen=True, slots=True)
class Guideline:
    """A guideline profile to hold quotes to that were learned from a wider one."""

    profile: Profile
    lexicon: Lexicon

    def admits(self, view: View, choice: Choice) -> bool:
        """Whether the guideline marks a quote of this kind."""
        return admits(self.profile, view, _candidate(view, choice), self.lexicon)

    def cue(self, view: View, choice: Choice) -> Range:
        """The cue as the guideline marks it."""
        return marked_cue(self.profile, _candidate(view, choice))


def mixed_quotes(
    features: Features, predicted: Predicted, rules: tuple[Quote, ...], mix: Mix, guideline: Guideline | None = None
) -> tuple[Quote, ...]:
    """The quotes to suggest for a Doc. `rules`: what the rules alone suggest. No `guideline`: as learned."""
    if mix.policy == "rules":
        return rules
    view = features.view
    if mix.policy == "learned":
        readings = read_roles(features, predicted.anchors, predicted.found, predicted.roles)
        chosen = [
            Choice(
                LEARNED, r.anchor, r.content, r.source, r.cue or (r.anchor, r.anchor + 1), None, np.zeros(0), r.score
            )
            for r in apart(readings, features.size, mix.threshold)
        ]
    else:
        chosen = edged(features, predicted, make_choices(features, predicted), mix)
    if guideline is not None:
        chosen = [
            replace(choice, cue=guideline.cue(view, choice)) for choice in chosen if guideline.admits(view, choice)
        ]
    return quotes_of(view, chosen, mix)


def quotes_of(view: View, chosen: Sequence[Choice], mix: Mix) -> tuple[Quote, ...]:
    """The choices as quotes, with their calibrated scores."""
    return tuple(_quote(view, choice, mix) for choice in chosen)


def edged(features: Features, predicted: Predicted, choices: list[Choice], mix: Mix) -> list[Choice]:
    """What is chosen of a Doc's choices, in the likeliest reading of each."""
    chosen = choose(choices, features.size, mix)
    if mix.picker is None or not chosen:
        return chosen
    return refine(Scene.of(features, predicted, choices), chosen, mix.picker)


def judge(choices: list[Choice], mix: Mix) -> list[tuple[Choice, float]]:
    """Each choice with its `score` set, and what it is worth against others."""
    worth = []
    for side, judges in mix.judges.items():
        own = [choice for choice in choices if choice.side == side]
        if not own:
            continue
        evidence = np.stack([choice.evidence for choice in own])
        prior = np.array([choice.prior for choice in own])
        found, exact, source = (one(evidence, prior) for one in (judges.found, judges.exact, judges.source))
        for number, choice in enumerate(own):
            scored = replace(choice, score=float(found[number]), exact=float(exact[number]))
            worth.append((scored, float(found[number] + _EXACT * exact[number] + _SOURCE * source[number])))
    return worth


def choose(choices: list[Choice], size: int, mix: Mix) -> list[Choice]:
    """The choices worth most such that no two have the same cue or share content, in text order."""
    taken = np.zeros(size, dtype=bool)
    heads: set[int] = set()
    kept = []
    judged = judge(choices, mix)
    for choice, _ in sorted(judged, key=lambda pair: (-pair[1], pair[0].anchor, pair[0].side)):
        if choice.score < mix.threshold or choice.anchor in heads:
            continue
        mask = choice.mask(size)
        if (taken & mask).any():
            continue
        taken |= mask
        heads.add(choice.anchor)
        kept.append(choice)
    return sorted(kept, key=lambda choice: choice.content)


def _quote(view: View, choice: Choice, mix: Mix) -> Quote:
    source = choice.source if choice.source and choice.source[0] < choice.source[1] else None
    return Quote(
        content=tuple(_span(view, span) for span in choice.content),
        type=_type(view, choice),
        cue=_span(view, choice.cue),
        source=None if source is None else _span(view, source),
        score=round(mix.calibrated(choice.score), 3),
        rule=LEARNED_RULE if choice.side == LEARNED or choice.rule is None else choice.rule.rule,
    )


def _type(view: View, choice: Choice) -> QuoteType:
    candidate = _candidate(view, choice)
    if candidate is not choice.rule:
        candidate.speech = sounds_spoken(view, candidate)
    return type_of(view, candidate)


def _candidate(view: View, choice: Choice) -> Candidate:
    """The choice as the rules look at it."""
    if choice.side == RULES and choice.rule is not None:
        return choice.rule
    before = choice.content[0][0] < choice.anchor
    frame = choice.rule.frame if choice.rule is not None else ("inv" if before else "fin")
    return Candidate(
        choice.content, choice.cue, choice.anchor, choice.source, view[choice.anchor].lemma_, frame, LEARNED_RULE
    )


def _span(view: View, span: Range) -> Span:
    """Its place in the text, without white space at its ends."""
    start, end = span
    while end - start > 1 and view[end - 1].is_space:
        end -= 1
    while end - start > 1 and view[start].is_space:
        start += 1
    last = view[end - 1]
    return Span(view[start].idx, last.idx + len(last))
