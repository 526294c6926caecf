"""Quotes on a Doc: three span groups whose members share an id, read back as core `Quote`s.

`doc.spans["quotes"]` holds the content spans (label: the type), `doc.spans["quotes_cue"]` and
`doc.spans["quotes_source"]` the cues and sources. Spans of one quote share their `id` ("q0", "q1", ...). What
belongs to no span stands in the first group's `attrs`: under "quotes", by id, type, score, rule, speaker and, where
there are any, attributes; under "cast" the speakers of the document, each with name, mentions (pairs of code
points), whether it can be expected to speak, kind and gender; under "readings", where they were asked for, what else
the quotes could be, and under "chances" the candidates that they were chosen from. All of it survives DocBin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin, Span, SpanGroup
from spacy.util import filter_spans

from annotator.core import model
from annotator.core.model import ROLES, CastMember, Chance, Quote, QuoteReading, QuoteType, attributes_of, grouped
from annotator.core.model_json import cast_from_json, cast_to_json, chance_from_json, chance_to_json
from annotator.core.program.resources import LANGUAGE

SPANS_KEY = "quotes"
"""The name of the group of contents; what belongs to no span stands in its attributes."""
GROUPS = (SPANS_KEY, "quotes_cue", "quotes_source")
"""The names of the groups of contents, cues and sources."""


def write_quotes(doc: Doc, quotes: Iterable[Quote]) -> None:
    """Put the quotes on the Doc, in place of those (and their cast) that it has.

    Where an offset does not fall on the boundary of a token, the whole token is taken. Raises ValueError for a span
    outside the text.
    """
    groups: dict[str, list[Span]] = {name: [] for name in GROUPS}
    described: dict[str, dict[str, Any]] = {}
    for number, quote in enumerate(quotes):
        key = f"q{number}"
        described[key] = _describe(quote)
        for name, role in zip(groups, ROLES, strict=True):
            label = quote.type.value if name == SPANS_KEY else role
            groups[name] += [_to_tokens(doc, span, label, key) for span in quote.spans(role)]
    for name, spans in groups.items():
        attrs = {"quotes": described, "cast": []} if name == SPANS_KEY else {}
        doc.spans[name] = SpanGroup(doc, name=name, attrs=attrs, spans=spans)


def _describe(quote: Quote) -> dict[str, Any]:
    """What the spans do not say of a quote."""
    description: dict[str, Any] = {
        "type": quote.type.value,
        "score": quote.score,
        "rule": quote.rule,
        "speaker": quote.speaker,
    }
    return description | ({"attributes": dict(quote.attributes)} if quote.attributes else {})


def _quote(description: dict[str, Any], *spans: Iterable[model.Span]) -> Quote:
    """The quote that was described so, with the spans of each of the ROLES."""
    content, cue, source = map(tuple, spans)
    return Quote(
        content,
        QuoteType(description["type"]),
        next(iter(cue), None),
        next(iter(source), None),
        speaker=description["speaker"],
        score=description["score"],
        rule=description["rule"],
        attributes=attributes_of(description.get("attributes", {})),
    )


def read_quotes(doc: Doc) -> tuple[Quote, ...]:
    """The quotes that `write_quotes` put there, in their order; empty where there are none."""
    return tuple(quotes_by_id(doc).values())


def quotes_by_id(doc: Doc) -> dict[str, Quote]:
    """The Doc's quotes by the id that their spans share, in their order: those that still have content."""
    contents, *others = (_by_id(doc, name) for name in GROUPS)
    return {
        key: _quote(description, contents[key], *(spans.get(key, ()) for spans in others))
        for key, description in dict(_beside_quotes(doc, "quotes")).items()
        if key in contents
    }


def _by_id(doc: Doc, name: str) -> dict[str, list[model.Span]]:
    """The offsets of a group's spans, by the id of their quote."""
    return grouped((span.id_, model.Span(span.start_char, span.end_char)) for span in doc.spans.get(name, ()))


def _beside_quotes(doc: Doc, name: str) -> Any:
    """What stands under this name beside the quotes; an empty tuple where there is nothing."""
    return doc.spans[SPANS_KEY].attrs.get(name, ()) if SPANS_KEY in doc.spans else ()


def write_readings(doc: Doc, readings: Iterable[QuoteReading], chances: Iterable[Chance]) -> None:
    """Put beside the quotes of `write_quotes` what else they could be, and the candidates that they were chosen from.

    Readings go by the numbers of the quotes as `write_quotes` was given them.
    """
    beside = doc.spans[SPANS_KEY].attrs
    beside["readings"] = [
        {
            "replaces": list(reading.replaces),
            "quotes": [
                _describe(quote) | {role: [list(span) for span in quote.spans(role)] for role in ROLES}
                for quote in reading.quotes
            ],
            "probability": reading.probability,
        }
        for reading in readings
    ]
    beside["chances"] = list(map(chance_to_json, chances))


def read_readings(doc: Doc) -> tuple[QuoteReading, ...]:
    """The readings that `write_readings` put there, in their order; empty where there are none."""
    return tuple(
        QuoteReading(
            tuple(reading["replaces"]),
            tuple(_quote(quote, *(_spans(quote[role]) for role in ROLES)) for quote in reading["quotes"]),
            reading["probability"],
        )
        for reading in _beside_quotes(doc, "readings")
    )


def read_chances(doc: Doc) -> tuple[Chance, ...]:
    """The chances that `write_readings` put there, in their order; empty where there are none."""
    return tuple(map(chance_from_json, _beside_quotes(doc, "chances")))


def _spans(pairs: Iterable[Sequence[int]]) -> tuple[model.Span, ...]:
    return tuple(model.Span(*pair) for pair in pairs)


def write_speakers(
    doc: Doc,
    speakers: Iterable[str | None],
    cast: Iterable[CastMember],
    *,
    who_is: Callable[[model.Span], str | None] = lambda _: None,
) -> None:
    """Name the speakers of the quotes that `read_quotes` gives, in their order, and put the cast beside them.

    A reading has the speaker of a quote that it replaces with the same source; else `who_is` says whom its source
    means. Raises ValueError unless there are as many speakers as quotes.
    """
    if SPANS_KEY not in doc.spans:
        write_quotes(doc, ())
    beside, quotes = doc.spans[SPANS_KEY].attrs, quotes_by_id(doc)
    for key, speaker in zip(quotes, speakers, strict=True):
        beside["quotes"][key]["speaker"] = speaker
    beside["cast"] = cast_to_json(cast)
    for reading in beside.get("readings", ()):
        # They go by the numbers of the quotes as they were written: some may have lost their content since.
        replaced = [key for number in reading["replaces"] if (key := f"q{number}") in quotes]
        for description in reading["quotes"]:
            source = next(iter(_spans(description["source"])), None)
            same = next((key for key in replaced if quotes[key].source == source), None)
            description["speaker"] = beside["quotes"][same]["speaker"] if same else source and who_is(source)


def read_cast(doc: Doc) -> tuple[CastMember, ...]:
    """The speakers that `write_speakers` put there, in their order."""
    return cast_from_json(_beside_quotes(doc, "cast"))


def set_extensions() -> None:
    """Offer `doc._.quotes` (core `Quote`s) and `span._.quote` (that of a content, cue or source span, or None).

    Both are read from the span groups whenever they are asked for, so they survive DocBin with the groups.
    """
    if not Doc.has_extension("quotes"):
        Doc.set_extension("quotes", getter=read_quotes)
    if not Span.has_extension("quote"):
        Span.set_extension("quote", getter=_quote_of_span)


def _quote_of_span(span: Span) -> Quote | None:
    return quotes_by_id(span.doc).get(span.id_)


def _to_tokens(doc: Doc, span: model.Span, label: str, key: str = "") -> Span:
    tokens = doc.char_span(span.start, span.end, label=label, span_id=key, alignment_mode="expand")
    if tokens is None:
        raise ValueError(f"span {list(span)} lies outside the text")
    return tokens


# ---- Decided texts as spaCy `Doc`s in a DocBin: what plain `spacy train` reads, without any of our code.


SPANCAT_KEY = "sc"
"""The span group that spaCy's span categoriser reads by default."""


class DocBinWriter:
    """Collects Docs made with spaCy's tokenizer of each text's language, and gives the bytes of their DocBin.

    A text in no language that is known has the tokens of the default one.

    The span groups of a Doc:

    - `quotes`, `quotes_cue`, `quotes_source`: as `write_quotes` makes them. The spans of one quote share an id.
    - `sc`, which spaCy's span categoriser reads by default: all of those under their labels (`direct`, `indirect`,
      `mixed`, `cue`, `source`).
    - `sentences`: one span for each decided sentence. `topics`: one for each topic of such a one, labelled with it.

    `doc.ents`, which spaCy's entity recogniser reads, has the spans of `sc`, of two that overlap the longer one; words
    in none of the decided sentences, as in a header, are neither in nor outside of any: it learns nothing from them.
    `doc.cats` has the topics: 1.0 where some sentence has it, else 0.0.
    """

    def __init__(self) -> None:
        self._blank = cache(spacy.blank)
        self._bin = DocBin(store_user_data=True)

    def tokens(self, text: str, language: str | None = None) -> list[tuple[int, int, bool]]:
        """Start and end of every token of a text in a language (ISO 639-1), and whether a space follows it."""
        doc = self._blank(language or LANGUAGE).make_doc(text)
        return [(token.idx, token.idx + len(token), bool(token.whitespace_)) for token in doc]

    def add(
        self,
        text: str,
        quotes: Sequence[Quote],
        sentences: Sequence[tuple[model.Span, Sequence[str]]],
        topics: Iterable[str],
        about: dict[str, Any],
    ) -> None:
        """Add a text with its quotes, which must fall on token boundaries.

        `sentences` are those decided, each with its topics; `topics` all that are known of the text, given or not;
        `about` goes to `doc.user_data`, and its `language` says whose tokens it has. Raises ValueError for a quote off
        the boundaries.
        """
        doc = self._blank(about.get("language") or LANGUAGE).make_doc(text)
        _mark_quotes(doc, quotes)
        _mark_sentences(doc, sentences, topics)
        _mark_entities(doc)
        doc.user_data.update(about)
        self._bin.add(doc)

    def to_bytes(self) -> bytes:
        """The DocBin as a `.spacy` file holds it."""
        return self._bin.to_bytes()


def _mark_quotes(doc: Doc, quotes: Sequence[Quote]) -> None:
    for quote in quotes:
        for span in quote.everywhere():
            if span is not None and doc.char_span(span.start, span.end) is None:
                raise ValueError(f"{list(span)} is off the boundaries of tokens")
    write_quotes(doc, quotes)
    members = {(span.start, span.end, span.label_): span for name in GROUPS for span in doc.spans[name]}
    # The categoriser learns from (place, label): the same cue of two quotes is one example.
    doc.spans[SPANCAT_KEY] = SpanGroup(doc, name=SPANCAT_KEY, spans=list(members.values()))


def _mark_sentences(doc: Doc, sentences: Sequence[tuple[model.Span, Sequence[str]]], topics: Iterable[str]) -> None:
    groups = {
        "sentences": [(place, "") for place, _ in sentences],
        "topics": [(place, topic) for place, given in sentences for topic in given],
    }
    for name, labelled in groups.items():
        spans = [_to_tokens(doc, place, label) for place, label in labelled]
        doc.spans[name] = SpanGroup(doc, name=name, spans=spans)
    present = {topic for _, given in sentences for topic in given}
    doc.cats = {topic: float(topic in present) for topic in sorted({*topics, *present})}


def _mark_entities(doc: Doc) -> None:
    # An entity recogniser refuses white space at the ends.
    ents = [span for span in filter_spans(doc.spans[SPANCAT_KEY]) if not (span[0].is_space or span[-1].is_space)]
    known = {token.i for span in (*ents, *doc.spans["sentences"]) for token in span}
    unknown = [doc[token.i : token.i + 1] for token in doc if token.i not in known and not token.is_space]
    doc.set_ents(ents, missing=unknown)
