"""What one annotator decided of an article, beside what had been suggested there: what habits are read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.core.assembly import join_parts
from annotator.core.model import Chance, Labels, Quote, Span


@dataclass(frozen=True, slots=True)
class AnsweredSentence:
    """A decided sentence: the labels it was given, none where it was rejected, and those that were suggested for it.

    `shown` is what rules had suggested, as it was shown when the decision was made; None where there was no suggestion,
    or that of a pipeline which learned.
    """

    index: int
    span: Span
    labels: Labels
    shown: Labels | None = None


@dataclass(frozen=True, slots=True)
class DecidedArticle:
    """One annotator's decisions on a document that somebody looked at; skipped sentences are none of them.

    `chances` are the rules' candidates in the document; None where they are not known. `sentences` are in text order.
    `undecided`: the stretches of text that none of the decisions covers. `last_decision`: the highest id of a decision.
    """

    document: int
    annotator: str
    text: str
    chances: tuple[Chance, ...] | None
    sentences: tuple[AnsweredSentence, ...]
    undecided: tuple[Span, ...] = ()
    last_decision: int = 0

    def quotes(self) -> tuple[Quote, ...]:
        """The whole quotes that the decisions hold."""
        return join_parts({one.index: one.labels.quotes for one in self.sentences})

    def shown(self) -> tuple[Quote, ...]:
        """The whole quotes that had been suggested in the decided sentences, as far as these hold them."""
        return join_parts({one.index: one.shown.quotes if one.shown else () for one in self.sentences})


def stretches_between(decided: Iterable[Span], text: str, start: int) -> tuple[Span, ...]:
    """The stretches of the text from `start` on that hold words, but none of the decided spans, which are in order."""
    gaps = []
    at = start
    for span in (*decided, Span(len(text), len(text))):
        if text[at : span.start].strip():
            gaps.append(Span(at, span.start))
        at = span.end
    return tuple(gaps)
