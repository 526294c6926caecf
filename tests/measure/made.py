"""Decided sentences to measure, in a line each."""

from __future__ import annotations

from annotator.core.decision import Answer, DecidedSentence, Decision, Sight
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggestion

WORDS = "So it is and so it will be, she said."
QUOTE = QuotePart((Span(0, 5),), QuoteType.DIRECT, speaker="Ada")
SUGGESTED = Labels((QUOTE,))
NOTHING = Labels()


def made(
    given: Labels = SUGGESTED,
    suggested: Labels | None = SUGGESTED,
    sight: Sight = Sight.SUGGESTION,
    *,
    document: str = "one",
    index: int = 0,
    annotator: str = "ana",
    answer: Answer = Answer.ACCEPT,
    seconds: float = 5.0,
    implied: bool = False,
) -> DecidedSentence:
    decision = Decision(1, annotator, answer, given, "", None, False, implied, seconds, 1, 1, sight)
    suggestion = None if suggested is None else Suggestion(1, "run", suggested, 0.9)
    return DecidedSentence(Document(document, WORDS), Sentence(index, 0, len(WORDS)), decision, suggestion)
