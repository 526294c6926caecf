"""Fitting the mix of rules and network on decisions that training did not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from annotator.core.model import Quote, Span
from annotator.suggest.component_names import QUOTES
from annotator.suggest.learn.component import QuoteRoles
from annotator.suggest.learn.corpus import UNDECIDED, article_in
from annotator.suggest.learn.metrics import FOUND_FROM, Tally, letters, match, same_source, tally
from annotator.suggest.learn.mix.beta_calibration import Curve, calibrated
from annotator.suggest.learn.mix.boundaries import Scene
from annotator.suggest.learn.mix.candidates import Choice, make_choices
from annotator.suggest.learn.mix.fit_boundaries import Answered, answered, fitted
from annotator.suggest.learn.mix.ranker import fit
from annotator.suggest.learn.mix.select import Judges, Mix, choose, edged, mixed_quotes, quotes_of
from annotator.suggest.learn.network.features import Features
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.span_groups import read_quotes

_T = TypeVar("_T")
_THRESHOLDS = tuple(round(0.30 + 0.025 * step, 3) for step in range(17))
_FOLDS = 4
_WEAKEST = 0.3
"""The threshold of the quotes whose edges are learned from: more than are suggested."""
_LEAST = 40
_LEAST_ARTICLES = 8
"""Quotes in held-out documents, and articles, below which nothing but the rules is trusted."""


@dataclass(slots=True)
class Held:
    """A held-out document: what was decided, what the rules suggest, what the network sees.

    `article`: what all versions of one article have in common.
    """

    article: str
    doc: Doc
    decided: tuple[Quote, ...]
    rules: tuple[Quote, ...]
    features: Features
    predicted: Predicted
    choices: list[Choice]
    right: list[tuple[bool, bool, bool]]

    def tally(self, quotes: Sequence[Quote]) -> Tally:
        """How such quotes would do."""
        return tally(self.doc.text, self.decided, quotes)


@dataclass(slots=True)
class Verdict:
    """The mix to use, and how rules, network and mix did on the held-out documents (the mix: fitted on the others)."""

    mix: Mix
    rules: Tally
    learned: Tally
    mixed: Tally

    @property
    def used(self) -> Tally:
        """How the policy that is used did."""
        return {"rules": self.rules, "learned": self.learned, "mix": self.mixed}[self.mix.policy]


def hold(nlp: Language, roles: QuoteRoles, examples: Sequence[Example]) -> list[Held]:
    """What both sides see in the held-out documents."""
    rules = nlp.get_pipe(QUOTES)
    held = []
    for example in examples:
        doc = rules(example.predicted.copy())
        [(features, predicted)] = roles.predict([doc])
        decided = read_quotes(example.reference)
        spans = [(s.start_char, s.end_char) for s in example.reference.spans.get(UNDECIDED, [])]
        suggested = tuple(q for q in read_quotes(doc) if not _touches(q, spans))
        choices = make_choices(features, predicted)
        right = [_right(doc, choice, decided) for choice in choices]
        held.append(Held(article_in(example.reference), doc, decided, suggested, features, predicted, choices, right))
    return held


def _touches(quote: Quote, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the quote lies where nobody has decided: neither right nor wrong."""
    return any(start < span.end and span.start < end for span in quote.content for start, end in spans)


def _right(doc: Doc, choice: Choice, decided: Sequence[Quote]) -> tuple[bool, bool, bool]:
    """Whether the choice finds a decided quote, exactly, and with its source."""
    text = doc.text
    spans = [doc[start:end] for start, end in choice.content]
    own = frozenset(i for s in spans for i in range(s.start_char, s.end_char) if text[i].isalnum())
    best, quote = 0.0, None
    for other in decided:
        theirs = letters(text, other.content)
        common = len(own & theirs)
        if common and common / len(own | theirs) > best:
            best, quote = common / len(own | theirs), other
    if quote is None or best < FOUND_FROM:
        return False, False, False
    source = None
    if choice.source is not None and choice.source[0] < choice.source[1]:
        span = doc[choice.source[0] : choice.source[1]]
        source = Span(span.start_char, span.end_char)
    return True, best == 1.0, same_source(text, quote.source, source)


def fit_mix(held: Sequence[Held]) -> Verdict:
    """The mix for these documents, and how each policy did.

    Judges are fitted and measured crosswise, so that no article is judged by what it taught. The mix is used only
    where it beats the rules by more than chance makes likely; so is the network alone.
    """
    rules = [one.tally(one.rules) for one in held]
    learned_mix = _best_threshold(held, Mix("learned"))
    learned = [one.tally(_quotes(one, learned_mix)) for one in held]
    total = sum(len(one.decided) for one in held)
    articles = {article: number for number, article in enumerate(sorted({one.article for one in held}))}
    if total < _LEAST or len(articles) < _LEAST_ARTICLES:
        return Verdict(replace(learned_mix, policy="rules"), _sum(rules), _sum(learned), _sum(rules))
    fold_of = [articles[one.article] % _FOLDS for one in held]
    judged = [_judged(_others(held, fold_of, fold)) for fold in range(_FOLDS)]
    threshold = _crosswise_threshold(held, [judged[fold] for fold in fold_of])
    answers = [_answered(one, judged[fold]) for one, fold in zip(held, fold_of, strict=True)]
    pickers = [fitted(_others(answers, fold_of, fold)) for fold in range(_FOLDS)]
    crosswise = [
        _quotes(one, replace(judged[fold], threshold=threshold, picker=pickers[fold]))
        for one, fold in zip(held, fold_of, strict=True)
    ]
    mixed = [one.tally(quotes) for one, quotes in zip(held, crosswise, strict=True)]
    curve = _curve(held, crosswise)
    mix = replace(_judged(held), threshold=threshold, curve=curve, picker=fitted(answers))
    policy = "rules"
    if _beats(_by_article(held, mixed), _by_article(held, rules)):
        policy = "mix"
    elif _beats(_by_article(held, learned), _by_article(held, rules)):
        policy = "learned"
    if policy == "learned":
        mix = learned_mix
    return Verdict(replace(mix, policy=policy), _sum(rules), _sum(learned), _sum(mixed))


def _others(all_of: Sequence[_T], fold_of: Sequence[int], fold: int) -> list[_T]:
    return [one for one, own in zip(all_of, fold_of, strict=True) if own != fold]


def _judged(held: Sequence[Held]) -> Mix:
    judges = {}
    for side in sorted({choice.side for one in held for choice in one.choices}):
        seen = [
            (choice, right)
            for one in held
            for choice, right in zip(one.choices, one.right, strict=True)
            if choice.side == side
        ]
        evidence, prior = [choice.evidence for choice, _ in seen], [choice.prior for choice, _ in seen]
        judges[side] = Judges(*(fit(evidence, prior, [right[at] for _, right in seen]) for at in range(3)))
    return Mix("mix", judges=judges)


def _answered(one: Held, mix: Mix) -> Answered:
    chosen = choose(one.choices, one.features.size, replace(mix, threshold=_WEAKEST))
    return answered(one.doc, Scene.of(one.features, one.predicted, one.choices), chosen, one.decided)


def _quotes(one: Held, mix: Mix) -> tuple[Quote, ...]:
    if mix.policy == "mix":
        return quotes_of(one.features.view, edged(one.features, one.predicted, one.choices, mix), mix)
    return mixed_quotes(one.features, one.predicted, one.rules, mix)


def _worth(total: Tally) -> float:
    return total.overlap + total.end_to_end


def _sum(tallies: Sequence[Tally]) -> Tally:
    total = Tally()
    for one in tallies:
        total += one
    return total


def _best_threshold(held: Sequence[Held], mix: Mix) -> Mix:
    tried = [replace(mix, threshold=threshold) for threshold in _THRESHOLDS[::2]]
    return max(tried, key=lambda m: _worth(_sum([one.tally(_quotes(one, m)) for one in held])))


def _crosswise_threshold(held: Sequence[Held], mixes: Sequence[Mix]) -> float:
    """The threshold with the highest F1 of found and of right source together, evened out over its neighbours.

    `mixes`: each document's.
    """

    def worth(threshold: float) -> float:
        suggested = hits = 0
        for one, own in zip(held, mixes, strict=True):
            mix = replace(own, threshold=threshold)
            by_choice = {_key(c): right for c, right in zip(one.choices, one.right, strict=True)}
            for choice in choose(one.choices, one.features.size, mix):
                found, _, source = by_choice[_key(choice)]
                suggested += 1
                hits += found + source
        decided = sum(len(one.decided) for one in held)
        return hits / max(1, decided + suggested)

    worths = np.array([worth(threshold) for threshold in _THRESHOLDS])
    return _THRESHOLDS[int(np.argmax(np.convolve(worths, [0.5, 1.0, 0.5], mode="valid"))) + 1]


def _key(choice: Choice) -> tuple[str, int, tuple[tuple[int, int], ...]]:
    return choice.side, choice.anchor, tuple(choice.content)


def _by_article(held: Sequence[Held], tallies: Sequence[Tally]) -> list[Tally]:
    """One tally an article, always in the same order."""
    totals = {one.article: Tally() for one in held}
    for one, own in zip(held, tallies, strict=True):
        totals[one.article] += own
    return list(totals.values())


def _beats(one: Sequence[Tally], other: Sequence[Tally]) -> bool:
    """Whether one finds more, and with the right source more, by a standard error each.

    Articles are drawn anew 200 times.
    """
    generator = np.random.default_rng(0)
    gains = []
    for _ in range(200):
        drawn = generator.integers(0, len(one), len(one))
        ours, theirs = _sum([one[i] for i in drawn]), _sum([other[i] for i in drawn])
        gains.append((ours.overlap - theirs.overlap, ours.end_to_end - theirs.end_to_end))
    return bool(np.all(np.mean(gains, axis=0) > np.std(gains, axis=0)))


def _curve(held: Sequence[Held], crosswise: Sequence[Sequence[Quote]]) -> Curve:
    """Scores to the shares that the decisions confirm."""
    scores: list[float] = []
    right: list[bool] = []
    articles: list[str] = []
    for one, quotes in zip(held, crosswise, strict=True):
        hits = {m.suggested for m in match(one.doc.text, one.decided, quotes)}
        scores += [quote.score or 0.0 for quote in quotes]
        right += [at in hits for at in range(len(quotes))]
        articles += [one.article] * len(quotes)
    return calibrated(scores, right, articles)


__all__ = ["Held", "Verdict", "fit_mix", "hold"]
