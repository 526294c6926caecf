"""Everything that was suggested for a document, as a line of JSON: what an import needs that was suggested elsewhere.

Unlike the record of suggestions it holds what people never see: candidates, full probabilities, the cast. What is read
is checked, wherever it comes from: nothing reaches a database that does not fit its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.model import (
    CastMember,
    Document,
    Quote,
    QuoteReading,
    QuoteType,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
    attributes_of,
)
from annotator.core.model_json import chance_from_json, chance_to_json
from annotator.exchange.records import about_document
from annotator.exchange.strict_json import json_of

SUGGESTED_SCHEMA = "annotator/suggested@1"
_KINDS = (None, "person", "org", "group")
_GENDERS = (None, "male", "female")


def suggested_record(suggested: Suggested) -> dict[str, Any]:
    """What schemas/suggested.schema.json describes; `read_suggested` makes an equal `Suggested` of it."""
    return {
        "schema": SUGGESTED_SCHEMA,
        "document": {**about_document(suggested.document), "body_start": suggested.document.body_start},
        "text": suggested.document.text,
        "sentences": [[one.start, one.end] for one in suggested.sentences],
        "topics": [[[t.label, t.score, t.because] for t in topics] for topics in suggested.topics],
        "quotes": list(map(_quote_record, suggested.quotes)),
        "cast": [
            [one.name, [list(span) for span in one.mentions], one.speaks, one.kind, one.gender]
            for one in suggested.cast
        ],
        "readings": [
            [list(one.replaces), list(map(_quote_record, one.quotes)), one.probability] for one in suggested.readings
        ],
        "boilerplate": [[*span, kind] for span, kind in suggested.boilerplate],
        "chances": list(map(chance_to_json, suggested.chances)),
    }


def _quote_record(quote: Quote) -> list[Any]:
    spans = [None if span is None else list(span) for span in (quote.cue, quote.source)]
    content = [list(span) for span in quote.content]
    return [content, quote.type.value, *spans, quote.speaker, quote.score, quote.rule, dict(quote.attributes)]


def read_suggested(line: str, where: str) -> Suggested:
    """What `suggested_record` wrote. Raises InputRefused for a line that is none, or that does not fit its text."""
    data = json_of(line, where)
    try:
        if data["schema"] != SUGGESTED_SCHEMA:
            raise ValueError("another schema")
        return _Reader(_typed(data["text"], str)).read(data)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise InputRefused(
            f"{where}: not what was suggested for an article ({one_line(str(error), 100)})",
            "make the shard again with --for-import",
        ) from None


def _typed(value: Any, *kinds: type) -> Any:
    """The value, if it is of one of these types and no bool where a number is meant. Raises TypeError."""
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise TypeError(f"a {type(value).__name__} where {kinds[0].__name__} is meant")
    return value


def _text(value: Any) -> str | None:
    text: str | None = _typed(value, str, type(None))
    return text


def _share(value: Any) -> float:
    if not 0 <= _typed(value, float, int) <= 1:
        raise ValueError("a probability beyond 1")
    return float(value)


class _Reader:
    """Makes the parts of a record, whose spans must lie in its text."""

    def __init__(self, text: str) -> None:
        self._size = len(text)
        self._text = text

    def read(self, data: dict[str, Any]) -> Suggested:
        sentences = tuple(Sentence(n, *self._span(pair)) for n, pair in enumerate(data["sentences"]))
        if any(a.end > b.start for a, b in pairwise(sentences)):
            raise ValueError("sentences overlap")
        quotes = tuple(map(self._quote, data["quotes"]))
        return Suggested(
            document=self._document(data["document"]),
            sentences=sentences,
            quotes=quotes,
            topics=self._topics(data["topics"], len(sentences)),
            cast=tuple(map(self._member, data["cast"])),
            readings=tuple(self._reading(one, len(quotes)) for one in data["readings"]),
            boilerplate=tuple(
                (self._span((start, end)), _typed(kind, str)) for start, end, kind in data["boilerplate"]
            ),
            chances=tuple(map(self._chance, data["chances"])),
        )

    def _span(self, pair: Sequence[Any]) -> Span:
        start, end = pair
        if not 0 <= _typed(start, int) < _typed(end, int) <= self._size:
            raise ValueError(f"the span {start} to {end} is not in the text")
        return Span(start, end)

    def _spans(self, pairs: list[Any]) -> tuple[Span, ...]:
        return tuple(map(self._span, pairs))

    def _document(self, data: dict[str, Any]) -> Document:
        title, source, published = (_text(data[key]) for key in ("title", "source", "published"))
        start = _typed(data["body_start"], int)
        name = _typed(data["id"], str)
        if not 0 <= start <= self._size or one_line(name) != name or not name:
            raise ValueError("no proper id, or a header beyond the text")
        return Document(name, self._text, title, source, published, _typed(data["meta"], dict), start)

    def _topics(self, data: list[Any], sentences: int) -> tuple[tuple[TopicSuggestion, ...], ...]:
        if len(data) != sentences:
            raise ValueError("topics of other sentences")
        return tuple(
            tuple(TopicSuggestion(_typed(label, str), _share(score), _typed(why, str)) for label, score, why in topics)
            for topics in data
        )

    def _quote(self, data: list[Any]) -> Quote:
        content, kind, cue, source, speaker, score, rule, attributes = data
        return Quote(
            self._spans(content),
            QuoteType(kind),
            None if cue is None else self._span(cue),
            None if source is None else self._span(source),
            _text(speaker),
            None if score is None else _share(score),
            _text(rule),
            attributes_of({_typed(key, str): _typed(value, str) for key, value in attributes.items()}),
        )

    def _member(self, data: list[Any]) -> CastMember:
        name, mentions, speaks, kind, gender = data
        if kind not in _KINDS or gender not in _GENDERS:
            raise ValueError("a speaker of another kind")
        return CastMember(_typed(name, str), self._spans(mentions), _typed(speaks, bool), kind, gender)

    def _reading(self, data: list[Any], quotes: int) -> QuoteReading:
        replaces, instead, probability = data
        if not all(0 <= _typed(number, int) < quotes for number in replaces):
            raise ValueError("a reading of quotes that are not there")
        return QuoteReading(tuple(replaces), tuple(map(self._quote, instead)), _share(probability))

    def _chance(self, data: list[Any]) -> Any:
        content, cue, word, frame, rule, score, kinds, _, _ = data
        self._spans([*content, cue])
        for text in (word, frame, rule, *kinds):
            _typed(text, str)
        _share(score)
        return chance_from_json(data)
