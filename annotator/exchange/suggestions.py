"""The record of suggestions, `annotator/suggestion@1`: written here, and read as what was suggested for an article."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.model import CastMember, Quote, QuoteReading, Sentence, Span, Suggested, TopicSuggestion
from annotator.core.model_json import chance_from_json, chance_to_json
from annotator.exchange.annotation import Remarks, checked_span, optional_text
from annotator.exchange.documents import described_document
from annotator.exchange.formats.gold import quote_of
from annotator.exchange.lines import record_of
from annotator.exchange.strict_json import json_of
from annotator.exchange.tasks import about_document, attributes_record, refuse_span

SUGGESTION_SCHEMA = "annotator/suggestion@1"
_KINDS = (None, "person", "org", "group")
_GENDERS = (None, "male", "female")


def suggestion_record(suggested: Suggested, *, readings: bool = False, whole: bool = False) -> dict[str, Any]:
    """What a pipeline proposes for a document (schemas/suggestion.schema.json); offsets are document offsets.

    With `readings` also what else its quotes could be; `whole`: all that `read_suggestion` makes an equal `Suggested`
    of. Raises FalseSpan for a span that is empty or not in the text.
    """
    text, where = suggested.document.text, suggested.document.id
    for sentence in suggested.sentences:
        _checked(sentence.span, text, where)
    record: dict[str, Any] = {
        "schema": SUGGESTION_SCHEMA,
        "id": where,
        "text": text,
        "sentences": [
            {
                "start": sentence.start,
                "end": sentence.end,
                "topics": [record_of(topic, "label", "score", "because") for topic in topics],
            }
            for sentence, topics in zip(suggested.sentences, suggested.topics, strict=True)
        ],
        "quotes": [_quote_record(quote, text, where) for quote in suggested.quotes],
    }
    if readings or whole:
        record["readings"] = [_reading_record(reading, text, where, whole=whole) for reading in suggested.readings]
    if whole:
        record |= {
            "document": {**about_document(suggested.document), "body_start": suggested.document.body_start},
            "cast": [
                [member.name, list(map(list, member.mentions)), member.speaks, member.kind, member.gender]
                for member in suggested.cast
            ],
            "boilerplate": [[*span, kind] for span, kind in suggested.boilerplate],
            "chances": list(map(chance_to_json, suggested.chances)),
        }
    return record


def _reading_record(reading: QuoteReading, text: str, where: str, *, whole: bool) -> dict[str, Any]:
    kept = () if whole else ("score", "rule")
    return {
        "replaces": list(reading.replaces),
        "quotes": [
            {key: value for key, value in _quote_record(quote, text, where).items() if key not in kept}
            for quote in reading.quotes
        ],
        "probability": reading.probability if whole else round(reading.probability, 4),
    }


def _quote_record(quote: Quote, text: str, where: str) -> dict[str, Any]:
    return {
        "content": [list(_checked(span, text, where)) for span in quote.content],
        "type": quote.type.value,
        "cue": list(_checked(quote.cue, text, where)) if quote.cue else None,
        "source": list(_checked(quote.source, text, where)) if quote.source else None,
        **record_of(quote, "speaker", "score", "rule"),
        **attributes_record(quote),
    }


def _checked(span: Span, text: str, where: str) -> Span:
    if not 0 <= span.start < span.end <= len(text):
        refuse_span(where, f"the span {list(span)} is not in the text")
    return span


def read_suggestion(line: str, where: str) -> Suggested:
    """What was suggested for a document, from its whole record.

    Raises InputRefused for a line that is none, or that does not fit its text: what is read is checked, wherever it
    comes from.
    """
    data = json_of(line, where)
    try:
        return _suggested(data, where)
    except (InputRefused, LookupError, TypeError, ValueError, AttributeError) as error:
        reason = error.message.removeprefix(f"{where}: ") if isinstance(error, InputRefused) else str(error)
        raise InputRefused(
            f"{where}: not what was suggested for an article ({one_line(reason, 100)})",
            "make the shard again with --for-import",
        ) from None


def _suggested(data: dict[str, Any], where: str) -> Suggested:
    if data["schema"] != SUGGESTION_SCHEMA:
        raise ValueError("another schema")
    text, about = _typed(data["text"], str), data["document"]
    if not 0 <= _typed(about["body_start"], int) <= len(text):
        raise ValueError("a header beyond the text")
    if one_line(about["id"]) != about["id"]:
        raise ValueError("an id that cannot be shown")

    def spans(pairs: list[Any]) -> tuple[Span, ...]:
        return tuple(checked_span(start, end, text, where) for start, end in pairs)

    def quotes(given: list[Any]) -> tuple[Quote, ...]:
        made = ((quote_of(quote, text, where, Remarks()), quote["score"], quote["rule"]) for quote in given)
        return tuple(
            replace(quote, score=None if score is None else _share(score), rule=optional_text(rule, where, "rule"))
            for quote, score, rule in made
        )

    def chance(given: list[Any]) -> Any:
        content, cue, word, frame, rule, score, kinds, _, _ = given
        spans([*content, cue])
        for name in (word, frame, rule, *kinds):
            _typed(name, str)
        _share(score)
        return chance_from_json(given)

    def member(name: Any, mentions: list[Any], speaks: Any, kind: Any, gender: Any) -> CastMember:
        if kind not in _KINDS or gender not in _GENDERS:
            raise ValueError("a speaker of another kind")
        return CastMember(_typed(name, str), spans(mentions), _typed(speaks, bool), kind, gender)

    sentences = tuple(
        Sentence(number, *checked_span(given["start"], given["end"], text, where))
        for number, given in enumerate(data["sentences"])
    )
    if any(sentence.end > following.start for sentence, following in pairwise(sentences)):
        raise ValueError("sentences overlap")
    for reading in data["readings"]:
        if not all(0 <= _typed(number, int) < len(data["quotes"]) for number in reading["replaces"]):
            raise ValueError("a reading of quotes that are not there")
    return Suggested(
        document=described_document(about, text, about["body_start"], where),
        sentences=sentences,
        quotes=quotes(data["quotes"]),
        topics=tuple(
            tuple(
                TopicSuggestion(_typed(topic["label"], str), _share(topic["score"]), _typed(topic["because"], str))
                for topic in given["topics"]
            )
            for given in data["sentences"]
        ),
        cast=tuple(member(*given) for given in data["cast"]),
        readings=tuple(
            QuoteReading(tuple(given["replaces"]), quotes(given["quotes"]), _share(given["probability"]))
            for given in data["readings"]
        ),
        boilerplate=tuple((*spans([(start, end)]), _typed(kind, str)) for start, end, kind in data["boilerplate"]),
        chances=tuple(map(chance, data["chances"])),
    )


def _typed(value: Any, kind: type) -> Any:
    """The value, if it is of this type, and no bool where a number is meant. Raises TypeError."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"a {type(value).__name__} where {kind.__name__} is meant")
    return value


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("a probability that is none")
    return float(value)
