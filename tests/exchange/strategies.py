"""Decided documents for properties: a text of a few sentences, with quotes that may run over them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from annotator.core.decision import Answer, DecidedSentence, Decision, Sight
from annotator.core.model import Document, Labels, Quote, QuoteType, Sentence, Span, Suggestion, attributes_of
from annotator.core.quotes.assembly import split_quotes

WORDS = st.text('abc “”é\t=\\"\u2028\x7f\x9f👍', min_size=1, max_size=12).map(lambda words: f"x{words}y")
ATTRIBUTES = st.dictionaries(st.sampled_from(["stance", "a b/ü"]), st.sampled_from(["for", "not so", "=né"])).map(
    attributes_of
)
TIME = "2026-01-02T10:00:00.000Z"


@st.composite
def documents(draw: st.DrawFn, complete: bool = False) -> list[DecidedSentence]:
    """All decisions of one annotator on one document."""
    pieces = draw(st.lists(WORDS, min_size=1, max_size=5))
    text = " ".join(pieces)
    sentences, start = [], 0
    for index, piece in enumerate(pieces):
        sentences.append(Sentence(index, start, start + len(piece)))
        start += len(piece) + 1
    document = Document("a:b/ü%d", text, draw(st.sampled_from([None, "5 %b"])), meta={"desk": "news"})
    quotes = draw(st.lists(_quotes(sentences, text), max_size=3, unique_by=lambda q: q.content))
    parts = split_quotes(quotes, sentences, text)
    answers = [Answer.ACCEPT, Answer.REJECT] if complete else list(Answer)
    return [
        DecidedSentence(
            document,
            sentence,
            _decision(draw, sentence.index, draw(st.sampled_from(answers)), parts.get(sentence.index, ())),
            draw(st.sampled_from([None, Suggestion(1, "run", Labels(parts.get(sentence.index, ()), ("t",)), 0.5)])),
        )
        for sentence in sentences
    ]


def _decision(draw: Any, key: int, answer: Answer, parts: Any) -> Decision:
    bare = tuple(part.bare() for part in parts)
    topics = tuple(draw(st.lists(st.sampled_from(["t", "u", "v"]), max_size=3, unique=True)))
    labels = Labels() if answer is Answer.REJECT else Labels(bare, topics)
    return Decision(
        key, "ana", answer, labels, TIME, draw(st.sampled_from([None, "a\nnote"])), draw(st.booleans()),
        draw(st.booleans()), 1.5, sight=draw(st.sampled_from(list(Sight))),
    )  # fmt: skip


LINE_END = "\u2028"


def _spans(sentences: list[Sentence], text: str) -> st.SearchStrategy[Span]:
    """Spans of more than white space that have no end of a line at their edges, as nobody marks one."""

    def inside(sentence: Sentence) -> st.SearchStrategy[Span]:
        return st.integers(sentence.start, sentence.end - 1).flatmap(
            lambda start: st.integers(start + 1, sentence.end).map(lambda end: Span(start, end))
        )

    def marked(span: Span) -> bool:
        words = span.of(text)
        return not words.isspace() and words.strip(LINE_END) == words

    return st.sampled_from(sentences).flatmap(inside).filter(marked)


def _quotes(sentences: list[Sentence], text: str) -> st.SearchStrategy[Quote]:
    def apart(spans: list[Span]) -> tuple[Span, ...]:
        first, *rest = sorted(spans)
        after = (span for span in rest if span.start >= first.end)
        return (
            first,
            *(span for span in after if span.start == first.end or text[first.end : span.start].strip(LINE_END)),
        )

    spans = _spans(sentences, text)
    return st.builds(
        Quote,
        st.lists(spans, min_size=1, max_size=2).map(apart),
        st.sampled_from(list(QuoteType)),
        st.none() | spans,
        st.none() | spans,
        st.sampled_from([None, "Ada"]),
        score=st.sampled_from([None, 0.5]),
        rule=st.sampled_from([None, "a-rule"]),
        attributes=ATTRIBUTES,
    )
