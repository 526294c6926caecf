"""Fit the mix of rules and network on decisions that training did not see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from annotator.core.model import Quote, Span
from annotator.suggest.component_names import QUOTES
from annotator.suggest.learn.corpus import UNDECIDED, article_in
from annotator.suggest.learn.metrics import FOUND_FROM, Tally, letters, match, same_source, tally
from annotator.suggest.learn.mix.beta_calibration import Curve, calibrated
from annotator.suggest.learn.mix.boundary_evidence import DocContext
from annotator.suggest.learn.mix.candidates import LEARNED, RULES, UNUSED, MixCandidate, make_candidates
from annotator.suggest.learn.mix.fit_boundaries import RightReadings, fit_readings, right_readings
from annotator.suggest.learn.mix.fit_sources import RightSources, fit_sources, right_sources
from annotator.suggest.learn.mix.regression import LogisticRegression
from annotator.suggest.learn.mix.select import Mix, SideModels, as_quotes, choose, mixed_quotes, select_candidates
from annotator.suggest.learn.network.features import Features
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.span_groups import read_quotes

_T = TypeVar("_T")
Predict = Callable[[Sequence[Doc]], list[tuple[Features, Predicted]]]
"""Features and the network's predictions for each Doc."""

_THRESHOLDS = tuple(round(0.30 + 0.025 * step, 3) for step in range(17))
"""The thresholds that are tried: 0.3 to 0.7."""
_FOLDS = 4
_WEAKEST = 0.3
"""The threshold of the quotes whose boundaries are learned from: lower than any that is suggested from, for more of
them. Set by hand."""
_LEAST = 40
_LEAST_ARTICLES = 8
"""Quotes in held-out documents, and articles, below which nothing but the rules is trusted. Set by hand."""
_CHOICES = ((LEARNED, RULES), (LEARNED, RULES, UNUSED))
"""The sides that are tried; the unused candidates of the rules are let in where held-out decisions say so."""
_SAMPLES = 200
"""Bootstrap samples of articles in a comparison."""


@dataclass(slots=True)
class Held:
    """A held-out document: what was decided, what the rules suggest, what the network sees.

    `article`: the same for all versions of one article. `right`: for each candidate whether it finds a decided quote,
    exactly, and with the right source.
    """

    article: str
    doc: Doc
    decided: tuple[Quote, ...]
    rules: tuple[Quote, ...]
    features: Features
    predicted: Predicted
    candidates: list[MixCandidate]
    right: list[tuple[bool, bool, bool]]

    def tally(self, quotes: Sequence[Quote]) -> Tally:
        """The counts for these quotes, had they been suggested."""
        return tally(self.doc.text, self.decided, quotes)


@dataclass(slots=True)
class Verdict:
    """The mix to use, and how rules, network and mix did on the held-out documents.

    `mixed` is cross-validated: no article is measured by a mix that it was used to fit. `articles`: how the policy that
    is used did on each article, in the order of the documents.
    """

    mix: Mix
    rules: Tally
    learned: Tally
    mixed: Tally
    articles: list[Tally] = field(default_factory=list)

    @property
    def used(self) -> Tally:
        """The counts of the policy that is used."""
        return {"rules": self.rules, "learned": self.learned, "mix": self.mixed}[self.mix.policy]

    def beats(self, other: Verdict) -> bool:
        """Whether this one does better than another on the same documents, by more than chance makes likely."""
        return bool(self.articles) and _beats(self.articles, other.articles)


def hold(nlp: Language, predict: Predict, examples: Sequence[Example]) -> list[Held]:
    """What both sides see in the held-out documents. Each example's `predicted` must be parsed.

    `predict` is that of the pipeline's component for learned quotes.

    Suggestions where nobody has decided are left out: they are neither right nor wrong.
    """
    rules = nlp.get_pipe(QUOTES)
    held = []
    for example in examples:
        doc = rules(example.predicted.copy())
        [(features, predicted)] = predict([doc])
        decided = read_quotes(example.reference)
        undecided = [(s.start_char, s.end_char) for s in example.reference.spans.get(UNDECIDED, [])]
        suggested = tuple(quote for quote in read_quotes(doc) if not _touches(quote, undecided))
        candidates = make_candidates(features, predicted)
        right = [_right(doc, candidate, decided) for candidate in candidates]
        article = article_in(example.reference)
        held.append(Held(article, doc, decided, suggested, features, predicted, candidates, right))
    return held


def _touches(quote: Quote, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether the quote's content shares a character with one of these stretches of text."""
    return any(start < span.end and span.start < end for span in quote.content for start, end in stretches)


def _right(doc: Doc, candidate: MixCandidate, decided: Sequence[Quote]) -> tuple[bool, bool, bool]:
    """Whether the candidate finds a decided quote, exactly, and with its source."""
    text = doc.text
    content = [doc[start:end] for start, end in candidate.content]
    own = frozenset(i for s in content for i in range(s.start_char, s.end_char) if text[i].isalnum())
    best, quote = 0.0, None
    for other in decided:
        theirs = letters(text, other.content)
        common = len(own & theirs)
        if common and common / len(own | theirs) > best:
            best, quote = common / len(own | theirs), other
    if quote is None or best < FOUND_FROM:
        return False, False, False
    source = None
    if candidate.source is not None and candidate.source[0] < candidate.source[1]:
        mention = doc[candidate.source[0] : candidate.source[1]]
        source = Span(mention.start_char, mention.end_char)
    return True, best == 1.0, same_source(text, quote.source, source)


def fit_mix(held: Sequence[Held]) -> Verdict:
    """The mix for these documents, and how each policy did.

    Everything is fitted and measured by cross-validation over articles. The mix is used only where it beats the rules
    by more than chance makes likely; else the network alone, where that does; else the rules.
    """
    rules = [document.tally(document.rules) for document in held]
    learned_mix = _best_threshold(held, Mix("learned"))
    learned = [document.tally(_quotes(document, learned_mix)) for document in held]
    total = sum(len(document.decided) for document in held)
    articles = {article: number for number, article in enumerate(sorted({document.article for document in held}))}
    if total < _LEAST or len(articles) < _LEAST_ARTICLES:
        untrusted = replace(learned_mix, policy="rules")
        return Verdict(untrusted, _sum(rules), _sum(learned), _sum(rules), _by_article(held, rules))
    fold_of = [articles[document.article] % _FOLDS for document in held]
    mix, mixed = max((_fitted(held, fold_of, sides) for sides in _CHOICES), key=lambda fitted: _worth(_sum(fitted[1])))
    own, by_rules, by_network = (_by_article(held, tallies) for tallies in (mixed, rules, learned))
    if _beats(own, by_rules):
        mix, used = replace(mix, policy="mix"), own
    elif _beats(by_network, by_rules):
        mix, used = learned_mix, by_network
    else:
        mix, used = replace(mix, policy="rules"), by_rules
    return Verdict(mix, _sum(rules), _sum(learned), _sum(mixed), used)


def _fitted(held: Sequence[Held], fold_of: Sequence[int], sides: Sequence[str]) -> tuple[Mix, list[Tally]]:
    """The mix of these sides fitted on all documents, and how mixes fitted without a document's fold do on it."""
    models = [_fit_models(_others(held, fold_of, fold), sides) for fold in range(_FOLDS)]
    threshold = _crosswise_threshold(held, [models[fold] for fold in fold_of])
    examples = [_right_readings(document, models[fold]) for document, fold in zip(held, fold_of, strict=True)]
    readings = [fit_readings(_others(examples, fold_of, fold)) for fold in range(_FOLDS)]
    named = [_right_sources(document, models[fold]) for document, fold in zip(held, fold_of, strict=True)]
    sources = [fit_sources(_others(named, fold_of, fold)) for fold in range(_FOLDS)]
    crosswise = [
        _quotes(document, replace(models[fold], threshold=threshold, readings=readings[fold], sources=sources[fold]))
        for document, fold in zip(held, fold_of, strict=True)
    ]
    curve = _curve(held, crosswise)
    mix = replace(
        _fit_models(held, sides),
        threshold=threshold,
        curve=curve,
        readings=fit_readings(examples),
        sources=fit_sources(named),
    )
    return mix, [document.tally(quotes) for document, quotes in zip(held, crosswise, strict=True)]


def _others(items: Sequence[_T], fold_of: Sequence[int], fold: int) -> list[_T]:
    """The items that are not in a fold."""
    return [item for item, own in zip(items, fold_of, strict=True) if own != fold]


def _fit_models(held: Sequence[Held], sides: Sequence[str]) -> Mix:
    """A mix with models of the candidates of these sides, and nothing else fitted."""
    models = {}
    there = {candidate.side for document in held for candidate in document.candidates}
    for side in sorted(there.intersection(sides)):
        answers = [
            (candidate, right)
            for document in held
            for candidate, right in zip(document.candidates, document.right, strict=True)
            if candidate.side == side
        ]
        evidence, prior = [candidate.evidence for candidate, _ in answers], [c.prior for c, _ in answers]
        models[side] = SideModels(
            *(LogisticRegression.fit(evidence, prior, [right[which] for _, right in answers]) for which in range(3))
        )
    return Mix("mix", models=models)


def _right_readings(document: Held, mix: Mix) -> RightReadings:
    """What the document teaches about boundaries."""
    candidates, features = document.candidates, document.features
    chosen = choose(candidates, features.size, replace(mix, threshold=_WEAKEST))
    context = DocContext.of(features, document.predicted, candidates)
    return right_readings(document.doc, context, chosen, document.decided)


def _right_sources(document: Held, mix: Mix) -> RightSources:
    """What the document teaches about sources."""
    candidates, features = document.candidates, document.features
    chosen = choose(candidates, features.size, replace(mix, threshold=_WEAKEST))
    context = DocContext.of(features, document.predicted, candidates)
    return right_sources(document.doc, context, candidates, chosen, document.decided)


def _quotes(document: Held, mix: Mix) -> tuple[Quote, ...]:
    """What a mix would suggest for the document."""
    features, predicted = document.features, document.predicted
    if mix.policy == "mix":
        selected = select_candidates(features, predicted, document.candidates, mix)
        return as_quotes(features.view, selected.candidates, mix)
    return mixed_quotes(features, predicted, document.rules, mix)


def _sum(tallies: Sequence[Tally]) -> Tally:
    total = Tally()
    for own in tallies:
        total += own
    return total


def _worth(total: Tally) -> float:
    """What is compared: F1 of found and F1 with the right source together."""
    return total.overlap + total.end_to_end


def _best_threshold(held: Sequence[Held], mix: Mix) -> Mix:
    """The mix with the threshold of the highest F1 of found plus F1 with the right source."""

    def worth(tried: Mix) -> float:
        return _worth(_sum([document.tally(_quotes(document, tried)) for document in held]))

    return max((replace(mix, threshold=threshold) for threshold in _THRESHOLDS[::2]), key=worth)


def _crosswise_threshold(held: Sequence[Held], mixes: Sequence[Mix]) -> float:
    """The threshold with the highest F1 of found and of right source together, smoothed over its neighbours.

    `mixes`: for each document the one that was fitted without it.
    """

    def worth(threshold: float) -> float:
        suggested = hits = 0
        for document, own in zip(held, mixes, strict=True):
            mix = replace(own, threshold=threshold)
            right_of = {_key(c): right for c, right in zip(document.candidates, document.right, strict=True)}
            for candidate in choose(document.candidates, document.features.size, mix):
                found, _, source = right_of[_key(candidate)]
                suggested += 1
                hits += found + source
        decided = sum(len(document.decided) for document in held)
        return hits / max(1, decided + suggested)

    worths = np.array([worth(threshold) for threshold in _THRESHOLDS])
    return _THRESHOLDS[int(np.argmax(np.convolve(worths, [0.5, 1.0, 0.5], mode="valid"))) + 1]


def _key(candidate: MixCandidate) -> tuple[str, int, tuple[tuple[int, int], ...]]:
    """What tells a document's candidates apart."""
    return candidate.side, candidate.anchor, tuple(candidate.content)


def _by_article(held: Sequence[Held], tallies: Sequence[Tally]) -> list[Tally]:
    """The sum of each article's tallies, articles in the order of their first document."""
    totals = {document.article: Tally() for document in held}
    for document, own in zip(held, tallies, strict=True):
        totals[document.article] += own
    return list(totals.values())


def _beats(ours: Sequence[Tally], theirs: Sequence[Tally]) -> bool:
    """Whether our F1 of found and our F1 with the right source are both higher by more than one standard error.

    One tally for each article, in the same order; the errors come from a bootstrap over articles.
    """
    generator = np.random.default_rng(0)
    gains = []
    for _ in range(_SAMPLES):
        drawn = generator.integers(0, len(ours), len(ours))
        our_sum, their_sum = _sum([ours[i] for i in drawn]), _sum([theirs[i] for i in drawn])
        gains.append((our_sum.overlap - their_sum.overlap, our_sum.end_to_end - their_sum.end_to_end))
    return bool(np.all(np.mean(gains, axis=0) > np.std(gains, axis=0)))


def _curve(held: Sequence[Held], crosswise: Sequence[Sequence[Quote]]) -> Curve:
    """The calibration curve of what cross-validated mixes suggested for each document."""
    scores: list[float] = []
    right: list[bool] = []
    articles: list[str] = []
    for document, quotes in zip(held, crosswise, strict=True):
        hits = {m.suggested for m in match(document.doc.text, document.decided, quotes)}
        scores += [quote.score or 0.0 for quote in quotes]
        right += [number in hits for number in range(len(quotes))]
        articles += [document.article] * len(quotes)
    return calibrated(scores, right, articles)
