"""Fit the mix of rules and network on decisions that training did not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from annotator.suggest.learn.mix.candidates import make_candidates, prior
from annotator.suggest.learn.mix.select import (
    Guideline,
    Judge,
    Mix,
    SideJudges,
    as_quotes,
    choose,
    rate,
    select_among,
)
from annotator.suggest.learn.mix.sight import NetworkSight
from annotator.suggest.learn.network.features import Features
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.candidate import LEARNED, RULES, UNUSED, Candidate
from annotator.suggest.quotes.readings.options import Candidates, Option, options
from annotator.suggest.quotes.readings.pick import ELSEWHERE
from annotator.suggest.quotes.readings.words import Features as Told
from annotator.suggest.quotes.sources import sources
from annotator.suggest.regression import Groups
from annotator.suggest.span_groups import read_quotes
from annotator.suggest.text.view import Range

_T = TypeVar("_T")
Predict = Callable[[Sequence[Doc]], list[tuple[Features, Predicted]]]
"""Features and the network's predictions for each Doc."""
Lettered = Sequence[tuple[Quote, frozenset[int]]]
"""Decided quotes, each with the places of its letters, which are asked for again and again."""
Lesson = tuple[list[list[str]], int]
"""What speaks for each of the options of a quote, and the number of the right one."""

_THRESHOLDS = tuple(round(0.30 + 0.025 * step, 3) for step in range(17))
"""The thresholds that are tried: 0.3 to 0.7."""
_FOLDS = 4
_WEAKEST = 0.3
"""The threshold of the quotes whose edges and sources are learned from: lower than any that is suggested from, for more
of them. Set by hand."""
_LEAST = 40
_LEAST_ARTICLES = 8
"""Quotes in held-out documents, and articles, below which nothing but the rules is trusted. Set by hand."""
_LEAST_LESSONS = 60
"""Quotes to learn from below which edges and sources are picked as shipped; set by hand."""
_PRECISION = 4.0
"""That of the prior of what a feature of an edge or a source weighs more than as shipped."""
_RARE = 5
"""A feature that fewer options have weighs as shipped."""
_CHOICES = ((LEARNED, RULES), (LEARNED, RULES, UNUSED))
"""The sides that are tried; the unused candidates of the rules are let in where held-out decisions say so."""
_SAMPLES = 200
"""Bootstrap samples of articles in a comparison."""


@dataclass(slots=True)
class Held:
    """A held-out document: what was decided, what the rules suggest, what the network sees.

    `article`: the same for all versions of one article. `right`: for each candidate whether it finds a decided quote,
    exactly, and with the right source. `guideline`: what quotes are held to.
    """

    article: str
    doc: Doc
    decided: tuple[Quote, ...]
    rules: tuple[Quote, ...]
    features: Features
    predicted: Predicted
    candidates: list[Candidate]
    right: list[tuple[bool, bool, bool]]
    guideline: Guideline

    def tally(self, quotes: Sequence[Quote]) -> Tally:
        """The counts for these quotes, had they been suggested."""
        return tally(self.doc.text, self.decided, quotes)

    def suggested(self, mix: Mix) -> tuple[Quote, ...]:
        """What a mix would suggest."""
        if mix.policy == "rules":
            return self.rules
        selected = select_among(self.features, self.predicted, self.candidates, mix, self.guideline)
        return as_quotes(self.features, selected, mix, self.guideline.profile)

    def chosen(self, mix: Mix) -> tuple[list[Candidate], list[Candidate]]:
        """All candidates as a mix rates them, and those that it would suggest, as they are."""
        rated = rate(self.features, self.candidates, mix, self.guideline)
        return rated, choose(rated, self.features.size, mix.threshold)


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
    guideline = Guideline(rules.profile, rules.lexicon)  # type: ignore[attr-defined]
    held = []
    for example in examples:
        doc = rules(example.predicted.copy())
        [(features, predicted)] = predict([doc])
        decided = read_quotes(example.reference)
        undecided = [(s.start_char, s.end_char) for s in example.reference.spans.get(UNDECIDED, [])]
        suggested = tuple(quote for quote in read_quotes(doc) if not _touches(quote, undecided))
        candidates = make_candidates(features, predicted)
        known = lettered(doc.text, decided)
        right = [_right(doc, candidate, known) for candidate in candidates]
        article = article_in(example.reference)
        held.append(Held(article, doc, decided, suggested, features, predicted, candidates, right, guideline))
    return held


def _touches(quote: Quote, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether the quote's content shares a character with one of these stretches of text."""
    return any(start < span.end and span.start < end for span in quote.content for start, end in stretches)


def lettered(text: str, decided: Iterable[Quote]) -> Lettered:
    """The decided quotes of a text with the places of their letters."""
    return [(quote, letters(text, quote.content)) for quote in decided]


def _right(doc: Doc, candidate: Candidate, decided: Lettered) -> tuple[bool, bool, bool]:
    """Whether the candidate finds a decided quote, exactly, and with its source."""
    share, quote = nearest(doc, candidate.content, decided)
    if quote is None:
        return False, False, False
    source = candidate.source if candidate.source is not None and candidate.source[0] < candidate.source[1] else None
    return True, share == 1.0, same_source(doc.text, quote.source, None if source is None else _span(doc, source))


def nearest(doc: Doc, content: Iterable[Range], decided: Lettered) -> tuple[float, Quote | None]:
    """The decided quote that a content finds, if it finds one, with the share of letters of both that they share."""
    own = letters(doc.text, [_span(doc, tokens) for tokens in content])
    shares = ((_share(own, theirs), quote) for quote, theirs in decided)
    share, quote = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return (share, quote) if share >= FOUND_FROM else (share, None)


def touched(doc: Doc, candidate: Candidate, decided: Lettered) -> Quote | None:
    """The decided quote that has most letters of a candidate's content, or else its cue."""
    own = letters(doc.text, [_span(doc, tokens) for tokens in candidate.content])
    most, quote = max(
        ((len(own & theirs), quote) for quote, theirs in decided), key=lambda pair: pair[0], default=(0, None)
    )
    if most:
        return quote
    cue = _span(doc, candidate.cue) if candidate.cue[0] < candidate.cue[1] else None
    return next((q for q, _ in decided if cue is not None and q.cue is not None and q.cue.overlaps(cue)), None)


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / max(1, len(one | other))


def _span(doc: Doc, tokens: Range) -> Span:
    span = doc[tokens[0] : tokens[1]]
    return Span(span.start_char, span.end_char)


def fit_mix(held: Sequence[Held]) -> Verdict:
    """The mix for these documents, and how each policy did.

    Everything is fitted and measured by cross-validation over articles. The mix is used only where it beats the rules
    by more than chance makes likely; else the network alone, where that does; else the rules.
    """
    rules = [document.tally(document.rules) for document in held]
    learned_mix = Mix("learned", _best_threshold(held, [Mix("learned")] * len(held)))
    learned = [document.tally(document.suggested(learned_mix)) for document in held]
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
    mixes = [Mix("mix", judges=_fit_judges(_others(held, fold_of, fold), sides)) for fold in range(_FOLDS)]
    own = [mixes[fold] for fold in fold_of]
    threshold = _best_threshold(held, own)
    lessons = [_lessons(document, replace(mix, threshold=_WEAKEST)) for document, mix in zip(held, own, strict=True)]
    lexicon = held[0].guideline.lexicon
    taught = (
        ([edges for edges, _ in lessons], lexicon.reading_weights),
        ([named for _, named in lessons], lexicon.source_weights),
    )
    edges, named = (
        [fit_weights(_others(of_documents, fold_of, fold), shipped) for fold in range(_FOLDS)]
        for of_documents, shipped in taught
    )
    crosswise = [
        document.suggested(replace(mixes[fold], threshold=threshold, edges=edges[fold], sources=named[fold]))
        for document, fold in zip(held, fold_of, strict=True)
    ]
    mix = Mix(
        "mix", threshold, _fit_judges(held, sides), _curve(held, crosswise),
        *(fit_weights(of_documents, shipped) for of_documents, shipped in taught),
    )  # fmt: skip
    return mix, [document.tally(quotes) for document, quotes in zip(held, crosswise, strict=True)]


def _others(items: Sequence[_T], fold_of: Sequence[int], fold: int) -> list[_T]:
    """The items that are not in a fold."""
    return [item for item, own in zip(items, fold_of, strict=True) if own != fold]


def _fit_judges(held: Sequence[Held], sides: Sequence[str]) -> dict[str, SideJudges]:
    """Judges of the candidates of these sides."""
    judges = {}
    there = {candidate.side for document in held for candidate in document.candidates}
    for side in sorted(there.intersection(sides)):
        answers = [
            (candidate.evidence, right)
            for document in held
            for candidate, right in zip(document.candidates, document.right, strict=True)
            if candidate.side == side and candidate.evidence is not None
        ]
        evidence = np.array([row for row, _ in answers])
        priors = np.array([prior(side, row) for row in evidence])
        judges[side] = SideJudges(*(Judge.fit(evidence, priors, [right[i] for _, right in answers]) for i in range(3)))
    return judges


def _lessons(document: Held, mix: Mix) -> tuple[list[Lesson], list[Lesson]]:
    """What the document teaches about the edges of quotes, and about their sources."""
    doc, view = document.doc, document.features.view
    rated, chosen = document.chosen(mix)
    sight = NetworkSight(document.features, document.predicted)
    known, decided = Candidates.of(view, rated, chosen, sight), lettered(doc.text, document.decided)
    edges, named = [], []
    for number, candidate in enumerate(chosen):
        _, quote = nearest(doc, candidate.content, decided)
        edges.append(lesson_of_edges(doc, options(known, number), touched(doc, candidate, decided)))
        if quote is not None:
            lesson = lesson_of_sources(doc, sources(view, chosen, number, sight), quote.source)
            named += [lesson] if lesson is not None else []
    return edges, named


def lesson_of_edges(doc: Doc, found: Sequence[Option], quote: Quote | None) -> Lesson:
    """The options of a quote, the first of which says that it is elsewhere; right is what has the decided words."""
    told = [[ELSEWHERE], *([feature for group in option.features for feature in group] for option in found)]
    if quote is None:
        return told, 1 + next(number for number, option in enumerate(found) if not option.words)
    wanted = letters(doc.text, quote.content)
    alike = (n for n, o in enumerate(found, 1) if letters(doc.text, [_span(doc, span) for span in o.words]) == wanted)
    return told, next(alike, 0)


def lesson_of_sources(doc: Doc, found: Sequence[tuple[Range | None, Told]], source: Span | None) -> Lesson | None:
    """The possible sources of a quote; right is the one most like the decided one. None where none shares a letter."""
    told = [list(features) for _, features in found]
    if source is None:
        return told, next(number for number, (mention, _) in enumerate(found) if mention is None)
    wanted = letters(doc.text, [source])
    shares = [0.0 if one is None else _share(letters(doc.text, [_span(doc, one)]), wanted) for one, _ in found]
    best = int(np.argmax(shares))
    return (told, best) if shares[best] > 0 else None


def fit_weights(
    documents: Iterable[Sequence[Lesson]], shipped: Mapping[str, float], precision: float = _PRECISION
) -> dict[str, float]:
    """How much more than as shipped each feature weighs, by lessons of documents; empty where there are too few."""
    lessons = [lesson for document in documents for lesson in document]
    if len(lessons) < _LEAST_LESSONS:
        return {}
    counts = Counter(feature for told, _ in lessons for features in told for feature in set(features))
    names = sorted(name for name, count in counts.items() if count >= _RARE)
    offsets = [sum(shipped.get(name, 0.0) for name in features) for told, _ in lessons for features in told]
    groups = Groups.of_features(lessons, {name: number for number, name in enumerate(names)}, offsets)
    weights, _ = groups.fit(np.full(len(names), precision))
    return {name: round(weight, 3) for name, weight in zip(names, weights.tolist(), strict=True) if abs(weight) >= 0.01}


def _sum(tallies: Sequence[Tally]) -> Tally:
    total = Tally()
    for own in tallies:
        total += own
    return total


def _worth(total: Tally) -> float:
    """What is compared: F1 of found and F1 with the right source together."""
    return total.overlap + total.end_to_end


def _best_threshold(held: Sequence[Held], mixes: Sequence[Mix]) -> float:
    """The threshold with the highest F1 of found and of right source together, smoothed over its neighbours.

    `mixes`: for each document one that was fitted without it.
    """

    rated_of = [document.chosen(mix)[0] for document, mix in zip(held, mixes, strict=True)]
    right_of = [dict(zip(map(_key, document.candidates), document.right, strict=True)) for document in held]

    def worth(threshold: float) -> float:
        suggested = hits = 0
        for document, rated, right in zip(held, rated_of, right_of, strict=True):
            for candidate in choose(rated, document.features.size, threshold):
                found, _, source = right[_key(candidate)]
                suggested += 1
                hits += found + source
        decided = sum(len(document.decided) for document in held)
        return hits / max(1, decided + suggested)

    worths = np.array([worth(threshold) for threshold in _THRESHOLDS])
    return _THRESHOLDS[int(np.argmax(np.convolve(worths, [0.5, 1.0, 0.5], mode="valid"))) + 1]


def _key(candidate: Candidate) -> tuple[str, int, tuple[tuple[int, int], ...]]:
    """What tells a document's candidates apart."""
    return candidate.side, candidate.head, tuple(candidate.content)


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
