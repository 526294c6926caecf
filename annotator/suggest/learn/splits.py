"""Which decided documents to train on, and which to measure on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from annotator.core.decided import TrainingExample, is_held_out
from annotator.core.errors import InputRefused

Split = tuple[list[TrainingExample], list[TrainingExample]]
"""Documents to train on, and documents to measure on."""

_LEAST_DOCUMENTS = 5
"""Documents to train on below which training is refused. This and what follows was set by hand."""
_LEAST_OF_TOPIC = 20
"""Documents with a topic below which the text classifier does not learn it."""


def split(examples: Sequence[TrainingExample]) -> Split:
    """Hold out a tenth of the documents by the hash of their ids, of fewer than 200 two tenths, of fewer than 40 three.

    Raises InputRefused where too few are left on either side.
    """
    tenths = 1 if len(examples) >= 200 else 2 if len(examples) >= 40 else 3
    train = [example for example in examples if not is_held_out(example.document.id, tenths)]
    held_out = [example for example in examples if is_held_out(example.document.id, tenths)]
    if len(train) < _LEAST_DOCUMENTS or not held_out:
        raise InputRefused(
            f"{len(examples)} decided articles are too few: by their ids {len(train)} are to train on (at least"
            f" {_LEAST_DOCUMENTS} are needed) and {len(held_out)} to measure on (at least 1)",
            "decide some more (`annotator annotate`)",
        )
    return train, held_out


def first_of(examples: Sequence[TrainingExample], size: int) -> list[TrainingExample]:
    """That many of the examples, in an order that mixes all sources: a smaller sample is part of a larger one."""
    return sorted(examples, key=lambda example: _order(example.document.id))[:size]


def _order(document_id: str) -> bytes:
    return hashlib.sha256(b"order " + document_id.encode("utf-8")).digest()


def learnable_topics(examples: Iterable[TrainingExample]) -> list[str]:
    """The topics that enough documents were given for a classifier to learn, in order; empty for fewer than two."""
    counts: Counter[str] = Counter()
    for example in examples:
        counts.update({topic for _, topics in example.topics for topic in topics})
    enough = sorted(topic for topic, count in counts.items() if count >= _LEAST_OF_TOPIC)
    return enough if len(enough) > 1 else []
