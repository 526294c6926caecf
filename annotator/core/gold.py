"""From whole quotes to the decisions of a document's sentences: what an annotator said of each, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.core.assembly import split_quotes
from annotator.core.model import Labels, Quote, Sentence, Span
from annotator.core.session.state import MAX_TOPICS


def labels_by_sentence(
    quotes: Iterable[Quote], topics: Iterable[tuple[Span, str]], sentences: Sequence[Sentence]
) -> list[Labels]:
    """The labels of every sentence, in their order: its parts of the quotes, and the topics whose spans it touches.

    Of more than three topics, the first three in the order given count.
    """
    parts = split_quotes(quotes, sentences)
    held: list[list[str]] = [[] for _ in sentences]
    for span, topic in topics:
        for sentence in sentences:
            mine = held[sentence.index]
            if span.overlaps(sentence.span) and topic not in mine and len(mine) < MAX_TOPICS:
                mine.append(topic)
    return [
        Labels(tuple(part.bare() for part in parts.get(sentence.index, ())), tuple(held[sentence.index]))
        for sentence in sentences
    ]
