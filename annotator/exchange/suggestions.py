"""The record of suggestions, `annotator/suggestion@1`: written here, and read as what was suggested for an article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.habits import Habits
from annotator.core.model import (
    QUOTE_TYPES,
    Document,
    Quote,
    QuoteReading,
    QuoteType,
    Run,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
    attributes_of,
    topics_by_sentence,
)
from annotator.core.model_json import cast_from_json, cast_to_json, chance_from_json, chance_to_json
from annotator.core.quotes.placing import AskedPlaces, Place, Placer, Unplaced, Words
from annotator.core.scheme import LabelScheme
from annotator.core.text.marked_text import type_in_text
from annotator.exchange.annotation import checked_span, refuse
from annotator.exchange.documents import described_document, document_of, shown_id
from annotator.exchange.lines import Record, record_of, to_line
from annotator.exchange.strict_json import LeaveOut, refused_all, shaped
from annotator.exchange.tasks import about_document, attributes_record

SUGGESTION_SCHEMA = "annotator/suggestion@1"


def suggestion_record(suggested: Suggested, run: Run) -> Record:
    """What a run proposes for a document (schemas/suggestion.schema.json); offsets are document offsets.

    `given_of` and `Given.placed` make an equal `Suggested` of it. Raises InputRefused for a span that is empty or not
    in the text.
    """
    text, where = suggested.document.text, suggested.document.id
    quotes = (*suggested.quotes, *(quote for reading in suggested.readings for quote in reading.quotes))
    for span in chain((sentence.span for sentence in suggested.sentences), *(quote.everywhere() for quote in quotes)):
        if not 0 <= span.start < span.end <= len(text):
            reason = f"{one_line(where)}: suggestions that cannot be written: the span {[*span]} is not in the text"
            raise InputRefused(reason, "leave the article out, or suggest with another model")
    return {
        "schema": SUGGESTION_SCHEMA,
        "id": where,
        "text": text,
        "sentences": [
            record_of(sentence, "start", "end") | {"topics": topics}
            for sentence, topics in zip(suggested.sentences, suggested.topics, strict=True)
        ],
        "quotes": [*map(_quote_record, suggested.quotes)],
        "readings": [
            record_of(reading, "replaces", "probability") | {"quotes": [*map(_quote_record, reading.quotes)]}
            for reading in suggested.readings
        ],
        "document": {**about_document(suggested.document), "body_start": suggested.document.body_start},
        "cast": cast_to_json(suggested.cast),
        "boilerplate": [[*span, kind] for span, kind in suggested.boilerplate],
        "chances": list(map(chance_to_json, suggested.chances)),
        "run": run,
    }


def with_habits(line: bytes, habits: Habits) -> bytes:
    """The line of a record that says what its run was adapted to: the first of a stream does."""
    return line.removesuffix(b"}\n") + b',"habits":' + to_line(habits.to_json()).removesuffix(b"\n") + b"}\n"


def _quote_record(quote: Quote) -> Record:
    places = {"content": [*map(list, quote.content)], "type": quote.type}
    beside = {role: next((list(span) for span in quote.spans(role)), None) for role in ("cue", "source")}
    return places | beside | record_of(quote, "speaker", "score", "rule") | attributes_record(quote)


# ---- Reading: what anybody suggests for an article, as a line has it, and where that stands in the article's text.


class Given(NamedTuple):
    """What a line suggests for an article. Its places have not been looked up in the text, which may not be known.

    `id` names the article; `document` is None where the line has no text, `sentences` is empty where none are given,
    and so are names of the `run` that the line does not say. `data` is all of the line, as its schema has it.
    """

    where: str
    id: str
    document: Document | None
    sentences: tuple[Sentence, ...]
    run: Run
    data: Record

    def placed(
        self,
        document: Document,
        sentences: Sequence[Sentence],
        scheme: LabelScheme | None = None,
        left_out: LeaveOut = refused_all,
    ) -> Suggested:
        """What is suggested for the article, whose text and sentences are those given here.

        Topics go to the sentences that overlap those, or the content of the quotes, that have them. Raises InputRefused
        for labels that annotators who use the `scheme` could not choose; where a place is beyond the text, or words
        cannot be placed (see `core.quotes.placing`). Where `left_out` does not raise, only the quotes and readings of
        which that holds are left out; where no quote remains, another text was meant.
        """
        text, where, types = document.text, self.where, QUOTE_TYPES if scheme is None else scheme.quote_types
        readings, cast, boilerplate, chances = (
            self.data.get(key) or () for key in ("readings", "cast", "boilerplate", "chances")
        )
        placer, wrong = Placer(text, [sentence.span for sentence in sentences]), list[InputRefused]()
        placed = placed_quotes(self.data.get("quotes") or (), where, placer, text, wrong.append, types)
        topics = self.topic_places(placed, text)
        if wrong and not placed:
            raise wrong[0]
        kept, others = tuple(dict.fromkeys(placed.values())), list[QuoteReading]()
        for number, entry in enumerate(readings, start=1):
            replaces, instead = entry.get("replaces") or (), entry.get("quotes") or ()
            place = f"{where}: reading {number}"
            if len({*replaces}) < len(replaces) or max(replaces, default=-1) >= len(self.data.get("quotes") or ()):
                refuse(place, "it is of quotes that are not there, or of one twice")
            made = placed_quotes(instead, place, placer, text, wrong.append, types)
            if len(made) == len(instead) and placed.keys() >= {*replaces}:
                of = tuple(dict.fromkeys(kept.index(placed[quote]) for quote in replaces))
                others.append(QuoteReading(of, tuple(dict.fromkeys(made.values())), entry["probability"]))
        for reason in wrong:
            left_out(reason)
        if scheme is not None:
            every = [*kept, *chain.from_iterable(reading.quotes for reading in others)]
            _refuse_other_labels((topic.label for _, topic in topics), every, scheme, where)
        seen, members = tuple(map(chance_from_json, chances)), cast_from_json(cast)
        named = chain.from_iterable(member.mentions for member in members)
        for pair in chain(
            named, *((*chance.content, chance.cue) for chance in seen), (pair[:2] for pair in boilerplate)
        ):
            checked_span(pair[0], pair[1], text, where)
        return Suggested(
            document,
            tuple(sentences),
            kept,
            topics_by_sentence(topics, sentences),
            members,
            tuple(others),
            tuple((Span(start, end), kind) for start, end, kind in boilerplate),
            seen,
        )

    def topic_places(self, placed: Mapping[int, Quote], text: str) -> list[tuple[Span, TopicSuggestion]]:
        """What topics the line has, and for which spans: those of its sentences, and of the content of its quotes.

        `placed` are its quotes by their numbers. Raises InputRefused for sentences that overlap or are beyond the text.
        """
        spans = [checked_span(sentence.start, sentence.end, text, self.where) for sentence in self.sentences]
        if any(before.end > after.start for before, after in pairwise(spans)):
            refuse(self.where, "sentences overlap")
        entries = [*zip(self.data.get("sentences") or (), spans, strict=True)]
        entries += [(self.data["quotes"][number], span) for number, quote in placed.items() for span in quote.content]
        return [(span, _topic(topic)) for entry, span in entries for topic in entry.get("topics") or ()]


def given_of(data: Any, where: str) -> Given:
    """What a record of schemas/suggestion.schema.json suggests.

    Raises InputRefused for anything else: what is read is checked, wherever it comes from.
    """
    if not isinstance(data, dict) or data.get("schema") != SUGGESTION_SCHEMA:
        refuse(where, f'no suggestions: "schema" is not "{SUGGESTION_SCHEMA}"')
    shaped(data, where, "suggestion")
    text, about, run = data.get("text"), data.get("document") or {}, data.get("run") or {}
    keys = {key for key in (data.get("id"), about.get("id")) if key is not None}
    if len(keys) > 1 or any(shown_id(key) != key for key in keys):
        refuse(where, "two ids, or an id that cannot be shown")
    document, key = None, "".join(keys)
    if text is not None:
        document = document_of({"text": text, "id": key or None}, where)
        key, begins = document.id, about.get("body_start")
        if about:
            begins = document.body_start if begins is None else begins
            document = described_document({**about, "id": key}, text, begins)
        if document.body_start > len(text):
            refuse(where, "a header beyond the text")
    sentences = tuple(
        Sentence(index, entry["start"], entry["end"]) for index, entry in enumerate(data.get("sentences") or ())
    )
    suggester = Run(run.get("pipeline") or "", run.get("version") or "", run.get("settings") or {})
    return Given(where, key, document, sentences, suggester, data)


def placed_quotes(
    quotes: Sequence[Record],
    where: str,
    placer: Placer,
    text: str,
    left_out: LeaveOut = refused_all,
    types: Collection[QuoteType] = QUOTE_TYPES,
) -> dict[int, Quote]:
    """The quotes of a line where they stand in the text, by their numbers from 0.

    `left_out` is told what has no place there. One that is there twice is one quote, as the first has it.
    """
    wanted = [
        AskedPlaces(
            _places(quote["content"]), *(next(iter(_places(quote.get(role))), None) for role in ("cue", "source"))
        )
        for quote in quotes
    ]
    made, known = dict[int, Quote](), dict[Quote, Quote]()
    for number, (quote, spans) in enumerate(zip(quotes, placer.all_placed(wanted), strict=True)):
        place = f"{where}: quote {number + 1}"
        try:
            if isinstance(spans, Unplaced):
                refuse(place, str(spans))
            for span in filter(None, chain(spans.content, spans[1:])):
                checked_span(*span, text, place)
            if any(piece.overlaps(other) for piece, other in pairwise(spans.content)):
                refuse(place, "pieces of its content overlap")
            kind = QuoteType(quote["type"]) if quote.get("type") else type_in_text(text, spans.content).nearest(types)
            facts = quote.get("speaker") or None, quote.get("score"), quote.get("rule") or None
            suggested = Quote(spans.content, kind, *spans[1:], *facts, attributes_of(quote.get("attributes") or {}))
            made[number] = known.setdefault(suggested.bare(), suggested)
        except InputRefused as error:
            left_out(error)
    return made


def _places(given: Any) -> Sequence[Place]:
    """The places of a list, or of one thing: offsets, words, or words with their occurrence."""
    is_one = isinstance(given, str | dict) or (given and isinstance(given[0], int))
    places = [_place(place) for place in ([given] if is_one else given or ())]
    spans = sorted(place for place in places if isinstance(place, Span))
    return spans if len(spans) == len(places) else places


def _place(given: Any) -> Place:
    if isinstance(given, list):
        return Span(*given)
    return Words(given) if isinstance(given, str) else Words(given["text"], given.get("occurrence"))


def _topic(given: Any) -> TopicSuggestion:
    topic = given if isinstance(given, dict) else {"label": given}
    score = 1.0 if topic.get("score") is None else topic["score"]
    return TopicSuggestion(str(topic["label"]), score, topic.get("because") or "")


def _refuse_other_labels(topics: Iterable[str], quotes: Collection[Quote], scheme: LabelScheme, where: str) -> None:
    values = {(attribute.name, value) for attribute in scheme.attributes for value in attribute.values}
    for what, outside in (
        ("topic", {*topics} - {topic.key for topic in scheme.topics}),
        ("type", {quote.type.value for quote in quotes} - {*scheme.quote_types}),
        ("attribute", {"=".join(pair) for quote in quotes for pair in {*quote.attributes} - values}),
    ):
        if outside:
            raise InputRefused(
                f"{where}: the label scheme has no {what} {one_line(min(outside), 60)!r}",
                "`annotator scheme text` tells what it has",
            )
