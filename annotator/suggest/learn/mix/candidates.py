"""What the mix selects from: every quote that the network or the rules see in a Doc, with the evidence for each."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.network.features import CONTENT, CUE, NONE, SOURCE, Features
from annotator.suggest.learn.network.run import POSSIBLE, AnchorWindow, Predicted
from annotator.suggest.quotes.boundaries import shrunk
from annotator.suggest.quotes.candidate import LEARNED, RULES, UNUSED, Candidate
from annotator.suggest.quotes.frames import FINITE, INVERTED
from annotator.suggest.quotes.readings.words import Features as Reasons
from annotator.suggest.quotes.readings.words import WordRanges, overlap
from annotator.suggest.regression import Floats, log_odds, logistic
from annotator.suggest.text.view import Range

EVIDENCE = (
    "one", "anchor", "content", "agreement", "first", "last", "source", "no source", "length", "spans", "marked",
    "sentences", "rule", "no rule", "same as rule", "other side", "rival", "cue", "chosen",
)  # fmt: skip
"""What each column of a candidate's `evidence` says; "anchor", "content", "agreement", "first", "last" and "rule" are
log odds, "length" and "sentences" logarithms, the rest shares from 0 to 1. New columns go to the end: a mix that was
fitted before them reads those that it knows."""

# Both limits together raised exact F1 on PolNeAR dev from 48.5 to 50.4 when they were introduced.
_NEAR = 4
"""Content that stops fewer tokens than this short of its sentence's edge is extended to it."""
_GAP = 2
"""Holes of up to this many tokens in a content are filled where they hold no source and no cue."""

_TINY = 1e-4
"""Probabilities are kept this far from 0 and 1, so that their log odds are finite."""
_FIRMEST = 2.0
"""The largest prior log odds (a probability of 0.88); set by hand."""


CandidateKey = tuple[str, int, tuple[Range, ...]]


def prior(side: str, evidence: Floats) -> float:
    """The log odds of being right as a candidate's own side sees it: the rules' score, or the network's probabilities.

    Kept between -2 and 2: decisions could hardly correct a prior at the ends of the scale. `evidence`: a candidate's.
    """
    if side != LEARNED:
        odds = float(evidence[EVIDENCE.index("rule")])
    else:
        anchor, content = (logistic(evidence[EVIDENCE.index(name)]) for name in ("anchor", "content"))
        odds = _odds(float(anchor * content))
    return min(max(odds, -_FIRMEST), _FIRMEST)


def make_candidates(features: Features, predicted: Predicted) -> list[Candidate]:
    """The network's reading at each anchor, the rules' quotes, then their unused candidates, each with its evidence.

    The network's have its own score, those of the rules theirs.
    """
    read = (read_quote(features, predicted, anchor) for anchor in predicted.anchors)
    candidates = [quote for quote in read if quote is not None]
    candidates += _from_rules(features, predicted)
    if candidates:
        for candidate, evidence in zip(candidates, _evidence(features, predicted, candidates), strict=True):
            candidate.evidence = evidence
    return candidates


def read_quote(features: Features, predicted: Predicted, anchor: int) -> Candidate | None:
    """The quote that the network reads at an anchor; None where no word is likeliest to be content.

    Its score is the probability of the anchor by the mean one of the content. Its frame is that of the rules' candidate
    there, if there is one.
    """
    window = predicted.window(anchor)
    if window is None:
        return None
    best = window.roles.argmax(axis=-1)
    best[: max(-window.first, 0)] = NONE
    best[max(features.size - window.first, 0) :] = NONE
    of_content, sources, cues = (window.runs(best == role) for role in (CONTENT, SOURCE, CUE))
    taken = [*of_content, *sources, *cues]
    spans = [_snapped(features, span, taken) for span in _joined(of_content, [*sources, *cues])]
    if not any(bool(features.word[start:end].any()) for start, end in spans):
        return None
    score = float(predicted.odds[anchor]) * float(window.roles[best == CONTENT, CONTENT].mean())
    source = max(sources, key=lambda span: float(window.roles[window.places(span), SOURCE].sum()), default=None)
    at_anchor = [span for span in cues if span[0] <= anchor < span[1]]
    cue = max(at_anchor or cues, key=lambda span: span[1] - span[0], default=(anchor, anchor + 1))
    rule = _rule_at(features, anchor)
    frame = rule.frame if rule is not None else (INVERTED if spans[0][0] < anchor else FINITE)
    word = features.view[anchor].lemma_ if rule is None else rule.word
    blank = attrgetter("is_space")
    shown = (shrunk(features.view, span, blank, blank) for span in spans)
    content = [(start, end) for start, end in shown if start < end]
    return Candidate(content, cue, anchor, source, word, frame, score, side=LEARNED)


def _joined(spans: list[Range], others: list[Range]) -> list[Range]:
    """The runs of content with small holes filled. `others`: those of other roles."""
    joined: list[Range] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= _GAP and not overlap([(joined[-1][1], start)], others):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _snapped(features: Features, span: Range, taken: list[Range]) -> Range:
    """The span extended to its sentence's edges, where only a few tokens without a role are in between.

    `taken`: the tokens with a role.
    """
    start, end = span
    first, last = features.view.sentence(start)[0], features.view.sentence(end - 1)[1]
    if start - first < _NEAR and not overlap([(first, start)], taken):
        start = first
    if last - end < _NEAR and not overlap([(end, last)], taken):
        end = last
    return start, end


def _rule_at(features: Features, anchor: int) -> Candidate | None:
    """The rules' candidate at an anchor: the one that they would suggest, or else the likeliest."""
    rules = features.rule_candidates
    chosen = next((c for c in reversed(rules.chosen) if c.head == anchor), None)
    return chosen or next(iter(rules.by_head.get(anchor, [])), None)


def _from_rules(features: Features, predicted: Predicted) -> list[Candidate]:
    """The rules' quotes at both of their thresholds, each once; then their other candidates at the anchors whose
    windows were read, if rules or network think them possible."""
    rules = features.rule_candidates
    chosen = {key_of(candidate): candidate for candidate in (*rules.firm, *rules.chosen)}
    unused: dict[CandidateKey, Candidate] = {}
    for head in predicted.anchors:
        for candidate in rules.by_head.get(head, []):
            key = key_of(candidate)
            if key not in chosen and max(candidate.score, float(predicted.odds[head])) >= POSSIBLE:
                unused.setdefault(key, candidate)
    both = ((RULES, sorted(chosen.items())), (UNUSED, unused.items()))
    return [
        replace(candidate, content=sorted(candidate.content), side=side)
        for side, pairs in both
        for _, candidate in pairs
    ]


def key_of(candidate: Candidate) -> CandidateKey:
    """What tells a document's candidates apart: side, head and content."""
    return candidate.side, candidate.head, tuple(sorted(candidate.content))


def _evidence(features: Features, predicted: Predicted, candidates: list[Candidate]) -> Floats:
    """What speaks for each of the candidates of one Doc, (n_candidates, len(EVIDENCE))."""
    contents = [sorted(candidate.tokens()) for candidate in candidates]
    holding: dict[int, list[int]] = {}
    for number, tokens in enumerate(contents):
        for token in tokens:
            holding.setdefault(token, []).append(number)
    sizes = np.array([max(len(tokens), 1) for tokens in contents], dtype=np.float32)
    sides = np.array([candidate.side for candidate in candidates])
    heads = np.array([candidate.head for candidate in candidates])
    network_scores = {candidate.head: candidate.score for candidate in candidates if candidate.side == LEARNED}
    by_network = np.array([network_scores.get(candidate.head, 0.0) for candidate in candidates])
    by_rules = np.array([candidate.score if candidate.side == RULES else 0.0 for candidate in candidates])
    rows = []
    for number, (candidate, tokens) in enumerate(zip(candidates, contents, strict=True)):
        rule = _rule_at(features, candidate.head) if candidate.side == LEARNED else candidate
        common = Counter(other for token in tokens for other in holding[token])
        others = np.array(list(common), dtype=np.int64)  # those that share a token, itself among them
        shared = np.array(list(common.values()), dtype=np.float32)
        ious = shared / (sizes[number] + sizes[others] - shared)
        across = sides[others] == (RULES if candidate.side == LEARNED else LEARNED)
        same_anchor = heads[others] == candidate.head
        parts = np.where(same_anchor, 0, shared / sizes[others])
        evidence = {
            "one": 1.0,
            "anchor": _odds(float(predicted.odds[candidate.head])),
            **_seen(predicted, candidate, tokens),
            "length": float(np.log(sizes[number])),
            "spans": float(len(candidate.content) > 1),
            "marked": float((features.region[tokens] >= 0).mean()),
            "sentences": float(np.log(len(np.unique(features.sentence[tokens])))),
            "rule": _odds(rule.score) if rule is not None else 0.0,
            "no rule": float(rule is None),
            "same as rule": float(ious[across & same_anchor].max(initial=0.0)),
            "other side": float(ious[across].max(initial=0.0)),
            "rival": float((by_network[others] * parts).max()),
            "chosen": float((by_rules[others] * parts).max()),
        }
        rows.append([evidence[name] for name in EVIDENCE])
    return np.array(rows)


def _seen(predicted: Predicted, candidate: Candidate, tokens: list[int]) -> dict[str, float]:
    """How the network sees the content, with these tokens, its edges, the cue and the source."""
    source = [] if candidate.source is None else [candidate.source]
    first, roles = predicted.roles_from(candidate.head, [*candidate.content, candidate.cue, *source])
    content = roles[:, CONTENT]
    mask = np.zeros(len(content), dtype=bool)
    mask[np.array(tokens, dtype=np.int64) - first] = True
    inner = float(content[mask].sum())
    agreement = inner / (len(tokens) + float(content[~mask].sum()) + _TINY)
    pieces = [(start - first, end - first) for start, end in candidate.content]
    return {
        "content": _odds(inner / max(1, len(tokens))),
        "agreement": _odds(agreement),
        "first": _odds(min(_edge(content, start, start - 1) for start, _ in pieces)),
        "last": _odds(min(_edge(content, end - 1, end) for _, end in pieces)),
        "source": sum(_mean(roles, span, SOURCE, first) for span in source),
        "no source": float(candidate.source is None),
        "cue": _mean(roles, candidate.cue, CUE, first),
    }


def _edge(content: NDArray[np.float32], inside: int, outside: int) -> float:
    """The probability that the token `inside` is content and its neighbour `outside` is not. `content`: (n,)."""
    beyond = float(content[outside]) if 0 <= outside < len(content) else 0.0
    return float(content[inside]) * (1 - beyond)


def _mean(roles: NDArray[np.float32], span: Range, role: int, first: int) -> float:
    """The mean probability of a role over a range of tokens. `roles`: (n, n_roles), of those from number `first` on."""
    return float(roles[span[0] - first : span[1] - first, role].mean()) if span[0] < span[1] else 0.0


def _odds(p: float) -> float:
    return log_odds(p, _TINY)


# ---- What the network sees of the words that a quote or its source could have, as features beside those of the rules.


_LEAST = 1e-3
"""Probabilities are kept this far from 0 and 1."""
_UNSEEN = -9.0
"""The log odds of a word that lies outside of what the network read."""
_STEPS = (-16.0, -8.0, -5.0, -3.0, -2.0, -1.0, -0.4, 0.0, 0.4, 1.0, 2.0, 3.0, 5.0, 8.0, 16.0)
"""Log odds are told apart by these, which were set by hand."""
_LONGEST = 4096
"""How many combinations are remembered as text."""


class NetworkSight:
    """What the network sees at each cue of a Doc, by its main word; nothing where it read no window around one."""

    def __init__(self, features: Features, predicted: Predicted) -> None:
        self.word = features.word
        self.predicted = predicted
        self._of_head: dict[int, _Around | None] = {}

    def _around(self, head: int) -> _Around | None:
        if head not in self._of_head:
            window = self.predicted.window(head)
            self._of_head[head] = None if window is None else _Around(window, self.word)
        return self._of_head[head]

    def begin(self, head: int, start: int) -> Reasons:
        """How likely the content begins there, that its first word is content, and that the one before is."""
        return self._edge(head, 0, start, start - 1)

    def end(self, head: int, end: int) -> Reasons:
        """The same of where it ends, and of the word behind it."""
        return self._edge(head, 1, end - 1, end)

    def _edge(self, head: int, side: int, inside: int, beyond: int) -> Reasons:
        around = self._around(head)
        if around is None:
            return ()
        likely = around.of_token(around.edges[:, side], inside, _UNSEEN)
        shares = (around.of_token(around.odds, token, _UNSEEN) for token in (inside, beyond))
        return _edge_texts(("begin", "end")[side], step(likely), *map(step, shares))

    def whole(self, head: int, words: WordRanges, own: WordRanges) -> Reasons:
        """By how much likelier its words are the content than those of the candidate, and whether it is the likeliest.

        Words are likely each by itself.
        """
        around = self._around(head)
        if around is None:
            return ()
        likely = around.sum(words)
        return _whole_texts(step(likely - around.sum(own)), step((likely - around.best) / 4))

    def source(self, head: int, mention: Range | None) -> Reasons:
        """How likely a mention's words are the source, or something else, and so its edges and what is beside it."""
        around = self._around(head)
        if around is None:
            return ()
        source = around.shares[:, SOURCE]
        if mention is None:
            return (f"sees nobody={_step_of(source.max())}",)
        here = around.window.places(mention)
        if here.start >= here.stop:
            return ("sees no source",)
        own = source[here]
        shares = {
            "source": own.mean(),
            "source most": own.max(),
            "source first": own[0],
            "source last": own[-1],
            "source beside": max(around.of_token(source, token, 0.0) for token in (mention[0] - 1, mention[1])),
            "content": around.shares[here, CONTENT].mean(),
            "cue": around.shares[here, CUE].mean(),
        }
        likeliest = ["sees source likeliest"] if own.max() >= source.max() else []
        return (*(f"sees {name}={_step_of(share)}" for name, share in shares.items()), *likeliest)


class _Around:
    """What the network sees around one cue: log odds and sums by place of its window."""

    def __init__(self, window: AnchorWindow, word: NDArray[np.bool_]) -> None:
        self.window = window
        self.shares = window.roles.astype(np.float64)
        self.edges = np.log(np.maximum(window.edges.astype(np.float64), 1e-4))
        self.edges -= self.edges.max(axis=0)
        content = np.clip(self.shares[:, CONTENT], _LEAST, 1 - _LEAST)
        self.odds = np.log(content) - np.log(1 - content)
        of_words = np.zeros(len(self.odds))
        first = max(window.first, 0)
        here = window.places((first, len(word)))
        of_words[here] = np.where(word[first:][: here.stop - here.start], self.odds[here], 0.0)
        self.sums: Floats = np.concatenate([[0.0], np.cumsum(of_words)])
        self.best = float(of_words[of_words > 0].sum())

    def of_token(self, values: Floats, token: int, beyond: float) -> float:
        """Of values by place, (n_places,), that of a token; `beyond` where it was not seen."""
        place = token - self.window.first
        return float(values[place]) if 0 <= place < len(values) else beyond

    def sum(self, words: WordRanges) -> float:
        """The log odds of all these words to be content."""
        seen = (here for here in map(self.window.places, words) if here.start < here.stop)
        return sum(float(self.sums[here.stop] - self.sums[here.start]) for here in seen)


def step(value: float) -> int:
    """Which of the steps of log odds a value has reached."""
    return bisect_right(_STEPS, value)


def _step_of(share: float) -> int:
    """The same of a probability."""
    return step(log_odds(share, _LEAST))


@lru_cache(maxsize=_LONGEST)
def _edge_texts(which: str, likely: int, inside: int, beyond: int) -> Reasons:
    return (
        f"sees {which}={likely}",
        f"sees {which} inside={inside}",
        f"sees {which} beyond={beyond}",
    )


@lru_cache(maxsize=_LONGEST)
def _whole_texts(more: int, least: int) -> Reasons:
    return f"sees more={more}", f"sees least={least}"
