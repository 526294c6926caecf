"""Accepting without reading: sentences confirmed faster than anybody reads, and those accepted in batches unopened."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.core.decision import Answer, DecidedSentence, Sight
from annotator.core.session.shown import is_edited
from annotator.measure.figure import Figure, proportion

READING_SPEED = 238
"""Words a minute at which adults read English prose silently, on average over 190 studies: Brysbaert, How many words do
we read per minute? A review and meta-analysis of reading rate, Journal of Memory and Language 109 (2019), 104047."""
TOO_FAST = 1000
"""Words a minute above which a sentence cannot have been read: four times the mean, and well above the fastest readers
of that review. Set by hand."""


@dataclass(frozen=True, slots=True)
class Haste:
    """How one annotator accepted suggestions as they stood.

    `accepted` were opened and confirmed unchanged, `too_fast` of these faster than TOO_FAST. `in_passing` were accepted
    together with another sentence, unopened; what was passed over by a rule (implied) is none of these.
    """

    accepted: int
    too_fast: int
    in_passing: int

    @property
    def share(self) -> Figure:
        """The share that was too fast, with its Wilson interval."""
        return proportion(self.too_fast, self.accepted)


def is_too_fast(one: DecidedSentence) -> bool:
    """Whether the sentence was confirmed in less time than it can be read in."""
    return len(one.sentence.span.of(one.document.text).split()) * 60 > TOO_FAST * one.decision.seconds


def was_accepted(one: DecidedSentence) -> bool:
    """Whether a suggestion of something was opened and confirmed as it stood, and the time that took is known."""
    decision, suggestion = one.decision, one.suggestion
    return (
        suggestion is not None
        and bool(suggestion.labels.quotes or suggestion.labels.topics)
        and decision.answer is Answer.ACCEPT
        and decision.sight is Sight.SUGGESTION
        and not decision.implied
        and decision.seconds > 0
        and not is_edited(decision.labels, suggestion)
    )


def was_in_passing(one: DecidedSentence) -> bool:
    """Whether the sentence was accepted together with another one, unopened."""
    return one.decision.sight is Sight.IN_PASSING and not one.decision.implied


def haste(decided: Iterable[DecidedSentence]) -> Haste:
    """How the decisions of one annotator were made."""
    accepted = too_fast = in_passing = 0
    for one in decided:
        if was_accepted(one):
            accepted += 1
            too_fast += is_too_fast(one)
        in_passing += was_in_passing(one)
    return Haste(accepted, too_fast, in_passing)


def second_look(decided: Iterable[DecidedSentence], count: int, seed: int) -> Sequence[DecidedSentence]:
    """Draw that many of the sentences accepted in passing, all if there are fewer, in the order given.

    The same seed draws the same ones, as long as the decisions are the same.
    """
    unopened = [one for one in decided if was_in_passing(one)]
    drawn = random.Random(seed).sample(range(len(unopened)), min(count, len(unopened)))
    return [unopened[at] for at in sorted(drawn)]
