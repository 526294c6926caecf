"""The evidence for sentences that a reading of a quote holds beside its cue's: do they go on with the quote?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.mix.candidates import MixCandidate
from annotator.suggest.learn.mix.regression import Floats
from annotator.suggest.learn.network.features import CONTENT, Features
from annotator.suggest.learn.network.relations import AFTER, BEFORE
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes import continuation
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.continuation import Beside, signs
from annotator.suggest.quotes.frames import FINITE
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.speech_style import Style, style_of
from annotator.suggest.text.view import Range

_FACTS = 13
"""How many numbers `_facts` says of a sentence."""
_MOST = 4.0
"""The largest sum of the rules' weights, up or down, that counts; set by hand."""
_TINY = 1e-3


def sentence_evidence(
    features: Features, predicted: Predicted, row: int, candidate: MixCandidate, first: int, masks: NDArray[np.bool_]
) -> Floats:
    """What speaks for the other sentences of each reading, (n_readings, 2 * (_FACTS + 1)).

    Each fact is summed over the sentences of the reading before the cue's, and over those after it: so one more
    sentence moves a reading by what is said of that sentence. Then comes how many it holds only a part of. `row`: of
    `predicted`, the candidate's. `masks`: (n_readings, n_places), where place 0 is token `first`.
    """
    here = slice(first, first + masks.shape[1])
    sentence, word = features.sentence[here], features.word[here]
    numbers = np.arange(int(sentence[0]), int(sentence[-1]) + 1)
    own = int(features.sentence[candidate.anchor])
    member = (sentence[:, None] == numbers) & word[:, None]
    held = masks.astype(np.float32) @ member.astype(np.float32)
    holds, part = held > 0, (held > 0) & (held < member.sum(axis=0))
    facts = np.zeros((len(numbers), _FACTS + 1))
    for place in np.flatnonzero(holds.any(axis=0) & (numbers != own)):
        facts[place, :_FACTS] = _facts(features, predicted, row, candidate, int(numbers[place]))
    blocks: list[Floats] = []
    for side in (numbers < own, numbers > own):
        blocks += [(holds & side) @ facts[:, :_FACTS], (part & side).sum(axis=1, keepdims=True).astype(np.float64)]
    return np.concatenate(blocks, axis=1)


def _facts(features: Features, predicted: Predicted, row: int, candidate: MixCandidate, number: int) -> list[float]:
    """What is said of one sentence, given by its number, beside the cue's."""
    view, anchor = features.view, candidate.anchor
    span = view.sentences[number]
    content, seen = _content_odds(features, predicted, row, anchor, span)
    style = style_of(view, span)
    goes_on = _goes_on(features, candidate, number)
    region, own = features.region[slice(*span)], features.region[candidate.content[0][0]]
    same = float((region == own).mean()) if own >= 0 else 0.0
    return [
        1.0,
        float(abs(number - int(features.sentence[anchor])) > 1),
        content,
        content * float(own < 0),
        float(not seen),
        float(predicted.odds[slice(*span)].max()),
        goes_on,
        goes_on * float(view.lost_marks(anchor)),
        float(style >= Style.PERSON),
        float(style >= Style.PRESENT),
        same,
        float((region >= 0).mean()) - same,
        float(features.paragraph[span[0]] != features.paragraph[anchor]),
    ]


def _content_odds(features: Features, predicted: Predicted, row: int, anchor: int, span: Range) -> tuple[float, bool]:
    """The mean log odds of the sentence's words to be content, and whether the network saw any of them."""
    low, high = max(span[0], anchor - BEFORE), min(span[1], anchor + AFTER + 1)
    places = np.arange(low, high)[features.word[low:high]] if low < high else np.zeros(0, dtype=np.int64)
    if not len(places):
        return 0.0, False
    shares = np.clip(predicted.roles[row, places - anchor + BEFORE, CONTENT].astype(np.float64), _TINY, 1 - _TINY)
    return float(np.log(shares / (1 - shares)).mean()), True


def _goes_on(features: Features, candidate: MixCandidate, number: int) -> float:
    """The sum of the weights by which the rules judge whether a sentence belongs to the quote beside it."""
    view = features.view
    frame = FINITE if candidate.rule is None else candidate.rule.frame
    made = Candidate(candidate.content, candidate.cue, candidate.anchor, candidate.source, "", frame)
    steps = number - int(features.sentence[candidate.anchor])
    beside = Beside(
        made,
        view.sentences[number],
        style_of(view, candidate.content[0]),
        abs(steps) - 1,
        continuation.AFTER if steps > 0 else continuation.BEFORE,
    )
    weights = load_lexicon(view.language).continuation_weights
    return min(max(sum(weights.get(sign, 0.0) for sign in signs(view, beside)), -_MOST), _MOST) / _MOST
