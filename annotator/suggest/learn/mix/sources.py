"""Say whose words a quote gives: try the mentions that the network, the rules and the parse make plausible.

`select.choose` settles first that there is a quote, `boundaries.refine` which words it has; here the likeliest of its
possible sources is picked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.suggest.learn.mix.boundary_evidence import DocContext
from annotator.suggest.learn.mix.candidates import MixCandidate
from annotator.suggest.learn.mix.regression import ConditionalLogit, Floats
from annotator.suggest.learn.mix.source_evidence import Mention, Quoted, climbed_to, source_evidence, tidy
from annotator.suggest.learn.network.decode import runs
from annotator.suggest.learn.network.features import SOURCE
from annotator.suggest.learn.network.relations import BEFORE
from annotator.suggest.quotes.source_of_cue import mention
from annotator.suggest.text.view import Range, View

# Set by hand. They bound how many mentions are tried; which one is picked, the regression learns.
_LEAST = (0.5, 0.2, 0.05)
"""Probabilities from which neighbouring tokens are tried together as the source that the network sees."""
_RUNS = 2
"""How many such runs of tokens are tried at each probability."""
_EARLIER = 2
"""How many of the quotes before this one lend their source."""
_EXTENT = 0.2
"""What the extent of a source counts for beside its being the right one."""
_LONGEST = 40
"""More tokens than this are not tried as a mention."""


@dataclass(slots=True)
class SourceOptions:
    """The possible sources of one quote, each once; the first one is the candidate's own.

    `evidence`: (n_mentions, n_features), as `source_evidence` gives it.
    """

    mentions: list[Mention]
    evidence: Floats


def name_sources(
    context: DocContext, candidates: Sequence[MixCandidate], selected: Sequence[MixCandidate], model: ConditionalLogit
) -> list[MixCandidate]:
    """The selected candidates, each with its likeliest source. `candidates`: all of the Doc's.

    One after the other in the order of the text, as each may have the same source as the one before.
    """
    named = list(selected)
    for number in range(len(named)):
        options = make_options(context, candidates, named, number)
        best = likeliest(options.mentions, model(options.evidence))
        if best:
            named[number] = replace(named[number], source=options.mentions[best])
    return named


def likeliest(mentions: Sequence[Mention], worth: Floats) -> int:
    """The row of the mention that agrees best with what the source may be. `worth`: (n_mentions,), log odds.

    A source counts as right where it shares a word with the true one. So mentions of the same person, with a title and
    without, speak for each other, and of these the likeliest extent is taken.
    """
    shares = np.exp(worth - worth.max())
    agreement = np.array([[_agreement(one, other) for other in mentions] for one in mentions])
    return int(np.argmax(agreement @ (shares / shares.sum())))


def _agreement(one: Mention, other: Mention) -> float:
    """How right a source is if the other is the true one, from 0 to 1."""
    if one is None or other is None:
        return float(one is other)
    common = min(one[1], other[1]) - max(one[0], other[0])
    if common <= 0:
        return 0.0
    return 1 - _EXTENT + _EXTENT * common / (max(one[1], other[1]) - min(one[0], other[0]))


def make_options(
    context: DocContext, candidates: Iterable[MixCandidate], selected: Sequence[MixCandidate], number: int
) -> SourceOptions:
    """The possible sources of the selected candidate with this number; the others have theirs."""
    candidate = selected[number]
    earlier = [one.source for one in selected[:number] if tidy(one.source) is not None]
    tried = [
        None, *_proposed(context, candidates, candidate.anchor), *earlier[-_EARLIER:],
        *_seen(context, candidate.anchor), *_parsed(context, candidate.anchor),
    ]  # fmt: skip
    quoted = Quoted.of(context, candidates, selected, number)
    fitting = (one for one in map(tidy, tried) if one is None or _fits(context, quoted, one))
    mentions = list(dict.fromkeys([quoted.own_source, *fitting]))
    return SourceOptions(mentions, source_evidence(context, quoted, mentions))


def _fits(context: DocContext, quoted: Quoted, one: Range) -> bool:
    """Whether the tokens hold a word, are not too many, and none of them is of the quote's own words."""
    start, end = one
    return end - start <= _LONGEST and bool(context.words.word[start:end].any()) and not quoted.own[start:end].any()


def _proposed(context: DocContext, candidates: Iterable[MixCandidate], anchor: int) -> list[Mention]:
    """What either side names at the anchor."""
    of_rules = context.features.rule_candidates.by_head.get(anchor, [])
    return [*(one.source for one in candidates if one.anchor == anchor), *(one.source for one in of_rules)]


def _seen(context: DocContext, anchor: int) -> list[Mention]:
    """The runs of tokens that the network takes for the source, down to several probabilities."""
    source = context.predicted.roles[context.rows[anchor], :, SOURCE]
    first = anchor - BEFORE
    found: list[Mention] = []
    for least in _LEAST:
        likeliest = sorted(runs(source > least), key=lambda run: -float(source[run[0] : run[1]].sum()))
        found += [(max(start + first, 0), min(end + first, context.words.size)) for start, end in likeliest[:_RUNS]]
    return found


def _parsed(context: DocContext, anchor: int) -> list[Mention]:
    """The mentions in the anchor's sentence, and the one that the rules climb to."""
    view = context.features.view
    climbed = climbed_to(view[anchor])
    heads = [] if climbed is None else [climbed.i]
    heads += [i for i in range(*view.sentence(anchor)) if i != anchor and _may_speak(view, i)]
    found: list[Mention] = []
    for head in heads:
        one = mention(view, view[head], avoid=anchor)
        if one is not None and one[0] <= head < one[1]:
            found.append(one)
    return found


def _may_speak(view: View, i: int) -> bool:
    token = view[i]
    return token.pos_ in ("NOUN", "PROPN", "PRON") and token.dep_ not in view.labels.relations.compound
