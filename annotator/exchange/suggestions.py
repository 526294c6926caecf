"""The record of suggestions, `annotator/suggestion@1`: written here, and read as what was suggested for an article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.habits import Habits
from annotator.core.model import (
    MAX_TOPICS,
    CastMember,
    Chance,
    Document,
    Quote,
    QuoteReading,
    QuoteType,
    Run,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
    united,
)
from annotator.core.model_json import chance_from_json, chance_to_json
from annotator.core.placing import Placer
from annotator.core.scheme import LabelScheme
from annotator.exchange.annotation import (
    as_its_format_has_it,
    checked_span,
    list_of,
    optional_text,
    refuse,
    span_from,
    topics_of,
)
from annotator.exchange.documents import described_document, document_of, shown_id
from annotator.exchange.given_quotes import (
    GivenQuote,
    all_or_none,
    given_quotes,
    placed_quotes,
    refuse_others,
    share_from,
    short_text,
)
from annotator.exchange.lines import record_of, to_line
from annotator.exchange.strict_json import json_of
from annotator.exchange.tasks import about_document, attributes_record, refuse_span

SUGGESTION_SCHEMA = "annotator/suggestion@1"
_KINDS = (None, "person", "org", "group")
_GENDERS = (None, "male", "female")


def suggestion_record(suggested: Suggested, run: Run) -> dict[str, Any]:
    """What a run proposes for a document (schemas/suggestion.schema.json); offsets are document offsets.

    `read_given` and `Given.placed` make an equal `Suggested` of it. Raises FalseSpan for a span that is
    empty or not in the text.
    """
    text, where = suggested.document.text, suggested.document.id
    for sentence in suggested.sentences:
        _checked(sentence.span, text, where)
    return {
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
        "readings": [
            {
                "replaces": reading.replaces,
                "quotes": [_quote_record(quote, text, where) for quote in reading.quotes],
                "probability": reading.probability,
            }
            for reading in suggested.readings
        ],
        "document": {**about_document(suggested.document), "body_start": suggested.document.body_start},
        "cast": [
            [member.name, list(map(list, member.mentions)), member.speaks, member.kind, member.gender]
            for member in suggested.cast
        ],
        "boilerplate": [[*span, kind] for span, kind in suggested.boilerplate],
        "chances": list(map(chance_to_json, suggested.chances)),
        "run": record_of(run, "pipeline", "version", "settings"),
    }


def with_habits(line: bytes, habits: Habits) -> bytes:
    """The line of a record that says what its run was adapted to: the first of a stream does."""
    return line.removesuffix(b"}\n") + b',"habits":' + to_line(habits.to_json()).removesuffix(b"\n") + b"}\n"


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


# ---- Reading: what anybody suggests for an article, as a line has it, and where that stands in the article's text.


@dataclass(frozen=True, slots=True)
class GivenRun:
    """What a line says of the run that suggested; None, and no settings, where it does not."""

    pipeline: str | None = None
    version: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GivenReading:
    """Another reading of quotes of the line, by their numbers from 0."""

    replaces: tuple[int, ...]
    quotes: tuple[GivenQuote, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Given:
    """What a line suggests for an article. Its places have not been looked up in the text, which may not be known.

    `id` names the article; `document` is None where the line has no text. `sentences` is None where none are given,
    else `topics` are those of each. `quotes` may have topics too. `habits` are those that the suggestions follow,
    `meta` is whatever else their maker says of them.
    """

    where: str
    id: str
    document: Document | None
    sentences: tuple[Sentence, ...] | None
    topics: tuple[tuple[TopicSuggestion, ...], ...]
    quotes: tuple[GivenQuote, ...]
    cast: tuple[CastMember, ...] = ()
    readings: tuple[GivenReading, ...] = ()
    boilerplate: tuple[tuple[Span, str], ...] = ()
    chances: tuple[Chance, ...] = ()
    run: GivenRun = GivenRun()
    habits: dict[str, Any] | None = None
    meta: dict[str, Any] = field(default_factory=dict)

    def placed(
        self,
        document: Document,
        sentences: Sequence[Sentence],
        types: Collection[QuoteType] = tuple(QuoteType),
        left_out: Callable[[InputRefused], None] | None = None,
    ) -> Suggested:
        """What is suggested for the article, whose text and sentences are those given here.

        Topics of a sentence go to the sentences that begin in it. Types that the line does not name are of `types`.
        Raises InputRefused where a place is beyond the text, or words cannot be placed (see `core.placing`). With
        `left_out` only the quotes and readings of which that holds are left out, and it is told why; where no quote
        remains, another text was meant.
        """
        text = document.text
        for span in self._spans():
            checked_span(*span, text, self.where)
        placer = Placer(text, [sentence.span for sentence in sentences])
        placed = placed_quotes(self.quotes, placer, text, types)
        kept = [(number, one) for number, one in enumerate(placed) if isinstance(one, Quote)]
        if left_out is None or not kept:
            all_or_none(placed)
        wrong = [one for one in placed if isinstance(one, InputRefused)]
        number_of, readings = {number: at for at, (number, _) in enumerate(kept)}, []
        for one in self.readings:
            try:
                instead = all_or_none(placed_quotes(one.quotes, placer, text, types))
            except InputRefused as error:
                wrong.append(error)
                continue
            if number_of.keys() >= set(one.replaces):
                replaces = tuple(number_of[number] for number in one.replaces)
                readings.append(QuoteReading(replaces, instead, one.probability))
        for reason in wrong:
            if left_out is None:
                raise reason
            left_out(reason)
        return Suggested(
            document,
            tuple(sentences),
            tuple(quote for _, quote in kept),
            self._topics(sentences, [(self.quotes[number].topics, quote) for number, quote in kept]),
            self.cast,
            tuple(readings),
            self.boilerplate,
            self.chances,
        )

    def refuse_other_labels(self, scheme: LabelScheme) -> None:
        """Raise InputRefused for a topic, type or attribute that annotators who use the scheme could not choose."""
        topics = {topic.key for topic in scheme.topics}
        values = {(one.name, value) for one in scheme.attributes for value in one.values}
        named = {"topic": {topic.label for of_one in self.topics for topic in of_one} - topics}
        every = [*self.quotes, *(quote for reading in self.readings for quote in reading.quotes)]
        named["topic"] |= {topic for quote in every for topic in quote.topics} - topics
        named["type"] = {quote.type.value for quote in every if quote.type is not None} - set(scheme.quote_types)
        named["attribute"] = {f"{name}={value}" for quote in every for name, value in {*quote.attributes} - values}
        for what, outside in named.items():
            if outside:
                raise InputRefused(
                    f"{self.where}: the label scheme has no {what} {one_line(min(outside), 60)!r}",
                    "`annotator scheme show` tells what it has",
                )

    def _spans(self) -> Iterator[Span]:
        yield from (sentence.span for sentence in self.sentences or ())
        yield from (span for member in self.cast for span in member.mentions)
        yield from (span for span, _ in self.boilerplate)
        yield from (span for chance in self.chances for span in (*chance.content, chance.cue))

    def _topics(
        self, sentences: Sequence[Sentence], quotes: Iterable[tuple[tuple[str, ...], Quote]]
    ) -> tuple[tuple[TopicSuggestion, ...], ...]:
        """The topics of each of the sentences, also those that quotes come with."""
        begins = [sentence.start for sentence in self.sentences or ()]
        found: list[dict[str, TopicSuggestion]] = []
        for sentence in sentences:
            at = bisect_right(begins, sentence.start) - 1
            here = self.topics[at] if at >= 0 and sentence.start < (self.sentences or ())[at].end else ()
            found.append({topic.label: topic for topic in here})
        spans: dict[str, list[Span]] = {}
        for labels, quote in quotes:
            for label in labels:
                spans.setdefault(label, []).extend(quote.content)
        for label, places in spans.items():
            for place in united(places):
                at = bisect_right(sentences, place.start, key=lambda sentence: sentence.end)
                while at < len(sentences) and sentences[at].start < place.end:
                    found[at].setdefault(label, _named_topic(label))
                    at += 1
        return tuple(tuple(topics.values())[:MAX_TOPICS] for topics in found)


_OF_THE_ARTICLE = ("schema", "id", "text", "document", "sentences", "cast", "boilerplate")
_KEYS = (*_OF_THE_ARTICLE, "quotes", "readings", "chances", "run", "habits", "meta")
_FACTS = ("id", "title", "source", "published", "meta", "body_start")


def read_given(line: str, where: str) -> Given:
    """What a line suggests for an article: a record of schemas/suggestion.schema.json.

    Raises InputRefused for anything else: what is read is checked, wherever it comes from.
    """
    data = json_of(line, where)
    if not isinstance(data, dict) or data.get("schema") != SUGGESTION_SCHEMA:
        refuse(where, f'no suggestions: "schema" is not "{SUGGESTION_SCHEMA}"')
    refuse_others(data, _KEYS, where)
    with as_its_format_has_it(where):
        return _given(data, where)


def _given(data: dict[str, Any], where: str) -> Given:
    document = _document(data, where)
    about, run = data.get("document"), _object(data, "run", where)
    key = document.id if document else shown_id(data.get("id") or (about or {}).get("id"))
    if not key:
        refuse(where, "neither a text nor an id")
    refuse_others(run, ("pipeline", "version", "settings"), f"{where}: run")
    quotes = given_quotes(data.get("quotes"), where)
    sentences, topics = _sentences(data.get("sentences"), where)
    return Given(
        where,
        key,
        document,
        sentences,
        topics,
        quotes,
        tuple(_member(*given, where=where) for given in list_of(data.get("cast"), where, "cast")),
        tuple(
            _reading(given, len(quotes), f"{where}: reading {number}")
            for number, given in enumerate(list_of(data.get("readings"), where, "readings"), start=1)
        ),
        tuple(
            (span_from(start, end, where), short_text(_typed(kind, str), where, "kind") or "")
            for start, end, kind in list_of(data.get("boilerplate"), where, "boilerplate")
        ),
        tuple(_chance(given, where) for given in list_of(data.get("chances"), where, "chances")),
        GivenRun(
            optional_text(run.get("pipeline"), where, "pipeline"),
            optional_text(run.get("version"), where, "version"),
            _object(run, "settings", where),
        ),
        _object(data, "habits", where) or None,
        _object(data, "meta", where),
    )


def _document(data: dict[str, Any], where: str) -> Document | None:
    """The article of the line; None where it has no text."""
    text, about = data.get("text"), _object(data, "document", where)
    refuse_others(about, _FACTS, f"{where}: document")
    keys = {one for one in (data.get("id"), about.get("id")) if one is not None}
    if len(keys) > 1:
        refuse(where, "two ids")
    if not all(isinstance(key, str) and key and shown_id(key) == key for key in keys):
        refuse(where, "an id that cannot be shown")
    if text is None:
        return None
    read = document_of({"text": text, "id": next(iter(keys), None)}, where)
    if not about:
        return read
    begins = about.get("body_start", read.body_start)
    if not 0 <= _typed(begins, int) <= len(text):
        refuse(where, "a header beyond the text")
    return described_document({**about, "id": read.id}, text, begins, where)


def _sentences(given: Any, where: str) -> tuple[tuple[Sentence, ...] | None, tuple[tuple[TopicSuggestion, ...], ...]]:
    """The sentences, in order and apart, and the topics of each."""
    if given is None:
        return None, ()
    sentences, topics = [], []
    for number, one in enumerate(list_of(given, where, "sentences")):
        at = f"{where}: sentence {number + 1}"
        refuse_others(one, ("start", "end", "topics"), at)
        sentences.append(Sentence(number, *span_from(one.get("start"), one.get("end"), at)))
        named = list_of(one.get("topics"), at, "topics")
        if len(named) > MAX_TOPICS:
            refuse(at, f"more than {MAX_TOPICS} topics")
        topics.append(tuple(_topic(topic, at) for topic in named))
    if any(one.end > following.start for one, following in pairwise(sentences)):
        refuse(where, "sentences overlap")
    return tuple(sentences), tuple(topics)


def _topic(given: Any, where: str) -> TopicSuggestion:
    """A topic by its name, or with how sure it is and the word that decided it."""
    if not isinstance(given, dict):
        return _named_topic(topics_of([given], where)[0])
    refuse_others(given, ("label", "score", "because"), where)
    label = topics_of([given.get("label")], where)[0]
    because = short_text(given.get("because"), where, "reason") or ""
    return TopicSuggestion(label, share_from(given.get("score", 1.0), where, "score"), because)


def _named_topic(label: str) -> TopicSuggestion:
    return TopicSuggestion(label, 1.0, "")


def _reading(given: Any, quotes: int, where: str) -> GivenReading:
    refuse_others(given, ("replaces", "quotes", "probability"), where)
    replaces = tuple(list_of(given.get("replaces"), where, "replaces"))
    if not all(0 <= _typed(number, int) < quotes for number in replaces) or len(set(replaces)) < len(replaces):
        refuse(where, "it is of quotes that are not there, or of one twice")
    probability = share_from(given.get("probability"), where, "probability")
    return GivenReading(replaces, given_quotes(given.get("quotes"), where), probability)


def _chance(given: list[Any], where: str) -> Chance:
    content, cue, word, frame, rule, score, kinds, _, _ = given
    for start, end in [*content, cue]:
        span_from(start, end, where)
    for name in (word, frame, rule, *kinds):
        short_text(_typed(name, str), where, "chance")
    share_from(score, where, "chance")
    return chance_from_json(given)


def _member(name: Any, mentions: list[Any], speaks: Any, kind: Any, gender: Any, *, where: str) -> CastMember:
    if kind not in _KINDS or gender not in _GENDERS:
        refuse(where, "a speaker of another kind")
    spans = tuple(span_from(start, end, where) for start, end in mentions)
    return CastMember(short_text(_typed(name, str), where, "name") or "", spans, _typed(speaks, bool), kind, gender)


def _object(data: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    """What stands there, an empty object for nothing. Raises InputRefused for what is no object."""
    given = data.get(key)
    if given is not None and not isinstance(given, dict):
        refuse(where, f"{key} is no object")
    return given or {}


def _typed(value: Any, kind: type) -> Any:
    """The value, if it is of this type, and no bool where a number is meant. Raises TypeError."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"a {type(value).__name__} where {kind.__name__} is meant")
    return value
