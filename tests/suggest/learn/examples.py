"""Small made-up articles with their quotes, to learn from in tests."""

from __future__ import annotations

import numpy as np
from spacy.tokens import Doc

from annotator.core.decided import TrainingExample
from annotator.core.model import Document, Quote, QuoteType, Span
from annotator.suggest.learn.mix.candidates import EVIDENCE
from annotator.suggest.learn.mix.select import JUDGED, Judge
from annotator.suggest.learn.network.architecture import EDGES
from annotator.suggest.learn.network.features import ROLES, Features, Targets, read_features
from annotator.suggest.learn.network.relations import BEFORE, LENGTH, MARGIN, window
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.lexicon import load_lexicon

_PEOPLE = ("Nora Lind", "the mayor", "Ole Brandt", "officials", "Mira Sund", "the captain", "Jon Falk", "a teacher")
_VERBS = ("said", "argued", "insisted", "claimed", "noted", "warned")
_CLAIMS = (
    "the bridge would open in May",
    "the harbour needed new lights",
    "nobody had asked the fishermen",
    "the school was too small",
    "taxes should not rise again",
)
_PADDING = ("The rain stopped at noon.", "A dog slept by the door.", "Prices rose in spring.")


def lesson(number: int) -> TrainingExample:
    """An article of three or four sentences; the same number gives the same one."""
    who, verb = _PEOPLE[number % len(_PEOPLE)], _VERBS[number % len(_VERBS)]
    claim, other = _CLAIMS[number % len(_CLAIMS)], _CLAIMS[(number + 2) % len(_CLAIMS)]
    first = f"{who[0].upper()}{who[1:]} {verb} that {claim}. "
    second = f"“{other[0].upper()}{other[1:]},” {verb} {who}."
    text = f"{_PADDING[number % 3]} {first}{_PADDING[(number + 1) % 3]} {second}"
    at = text.index(first)
    quotes = [
        Quote(
            (_found(text, f"that {claim}"),),
            QuoteType.INDIRECT,
            _found(text, verb),
            Span(at, at + len(who)),
            None,
        )
    ]
    start = text.index("“")
    close = text.index("”") + 1
    cue = text.index(verb, close)
    quotes.append(
        Quote((Span(start, close),), QuoteType.DIRECT, Span(cue, cue + len(verb)), _found(text, who, cue), None)
    )
    return TrainingExample(Document(f"made-up-{number}", text), "tester", tuple(quotes))


def features_of(doc: Doc) -> Features:
    return read_features(doc, load_lexicon("en"))


def _found(text: str, words: str, start: int = 0) -> Span:
    at = text.index(words, start)
    return Span(at, at + len(words))


def undecided_judges() -> dict[str, Judge]:
    """Judges that say what was thought before any decision."""
    width = len(EVIDENCE)
    flat = Judge((0.0,) * (1 + width + width * (width + 1) // 2), (0.0,) * width, (1.0,) * width)
    return dict.fromkeys(JUDGED, flat)


def as_if_read(features: Features, targets: Targets, sure: float = 0.9) -> Predicted:
    """What a network would predict that is right about every anchor and role, and this sure of it."""
    anchors = np.asarray(targets.anchors, dtype=np.int64)
    odds = np.full(features.size, 1 - sure, dtype=np.float32)
    odds[anchors] = sure
    grid, inside = window(features, anchors)
    wanted = np.where(inside, targets.roles[np.arange(len(anchors))[:, None], grid], 0)
    roles = np.full((len(anchors), LENGTH + MARGIN, len(ROLES)), (1 - sure) / (len(ROLES) - 1), dtype=np.float32)
    np.put_along_axis(roles, wanted[:, :, None], sure, axis=2)
    edges = np.full((len(anchors), LENGTH + MARGIN, EDGES), 0.001, dtype=np.float32)
    for row, anchor in enumerate(targets.anchors):
        content = np.flatnonzero((targets.roles[row] == ROLES.index("content")) & features.word)
        edges[row, content[0] - anchor + BEFORE, 0] = edges[row, content[-1] - anchor + BEFORE, 1] = sure
    return Predicted(odds, targets.anchors, roles, edges)
