"""Quotes on a Doc: three span groups whose members share an id, read back as core `Quote`s.

With `spans_key="quotes"`, `doc.spans["quotes"]` holds the content spans (label: the type), `doc.spans["quotes_cue"]`
and `doc.spans["quotes_source"]` the cues and sources. Spans of one quote share their `id` ("q0", "q1", ...). What
belongs to no span (score, rule, speaker) stands in the first group's `attrs["quotes"]`, by id; the speakers in
`attrs["cast"]`. All of it survives DocBin.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from annotator.core import model
from annotator.core.model import CastMember, Quote, QuoteType

SPANS_KEY = "quotes"


def write_quotes(doc: Doc, quotes: Iterable[Quote], spans_key: str = SPANS_KEY) -> None:
    """Put the quotes on the Doc, in place of those (and their cast) under the same key.

    Offsets must fall on token boundaries: where they do not, the whole token is taken.
    """
    content, cues, sources = [], [], []
    about: dict[str, dict[str, Any]] = {}
    for number, quote in enumerate(quotes):
        key = f"q{number}"
        content += [_span(doc, span, quote.type.value, key) for span in quote.content]
        if quote.cue is not None:
            cues.append(_span(doc, quote.cue, "cue", key))
        if quote.source is not None:
            sources.append(_span(doc, quote.source, "source", key))
        about[key] = {
            "type": quote.type.value,
            "score": quote.score,
            "rule": quote.rule,
            "speaker": quote.speaker,
        }
    doc.spans[spans_key] = SpanGroup(doc, name=spans_key, attrs={"quotes": about, "cast": []}, spans=content)
    for name, spans in ((f"{spans_key}_cue", cues), (f"{spans_key}_source", sources)):
        doc.spans[name] = SpanGroup(doc, name=name, spans=spans)


def write_speakers(
    doc: Doc, speakers: Iterable[str | None], cast: Iterable[CastMember], spans_key: str = SPANS_KEY
) -> None:
    """Name the speakers of the quotes that `read_quotes` gives, in their order, and put the cast beside them.

    Raises ValueError unless there are as many speakers as quotes.
    """
    people = [[member.name, [list(span) for span in member.mentions]] for member in cast]
    if spans_key not in doc.spans:
        write_quotes(doc, (), spans_key)
    group = doc.spans[spans_key]
    about = group.attrs["quotes"]
    for key, speaker in zip(_quote_ids(doc, spans_key), speakers, strict=True):
        about[key]["speaker"] = speaker
    group.attrs["cast"] = people


def read_quotes(doc: Doc, spans_key: str = SPANS_KEY) -> tuple[Quote, ...]:
    """The quotes that `write_quotes` put there, in their order; empty where there are none."""
    if spans_key not in doc.spans:
        return ()
    group = doc.spans[spans_key]
    content: dict[str, list[model.Span]] = {}
    for span in group:
        content.setdefault(span.id_, []).append(_offsets(span))
    cues = _by_id(doc, f"{spans_key}_cue")
    sources = _by_id(doc, f"{spans_key}_source")
    return tuple(
        Quote(
            content=tuple(content[key]),
            type=QuoteType(told["type"]),
            cue=cues.get(key),
            source=sources.get(key),
            speaker=told["speaker"],
            score=told["score"],
            rule=told["rule"],
        )
        for key, told in group.attrs.get("quotes", {}).items()
        if key in content
    )


def read_cast(doc: Doc, spans_key: str = SPANS_KEY) -> tuple[CastMember, ...]:
    """The speakers that `write_quotes` put there, in their order."""
    if spans_key not in doc.spans:
        return ()
    people = doc.spans[spans_key].attrs.get("cast", [])
    return tuple(CastMember(name, tuple(model.Span(*span) for span in mentions)) for name, mentions in people)


def set_extensions() -> None:
    """Offer `doc._.quotes` (core `Quote`s) and `span._.quote` (that of a content, cue or source span, or None).

    Both are read from the default span groups whenever they are asked for, so they survive DocBin with the groups.
    """
    if not Doc.has_extension("quotes"):
        Doc.set_extension("quotes", getter=read_quotes)
    if not Span.has_extension("quote"):
        Span.set_extension("quote", getter=_quote_of_span)


def _quote_of_span(span: Span) -> Quote | None:
    about = doc_quotes(span.doc)
    return about.get(span.id_)


def doc_quotes(doc: Doc, spans_key: str = SPANS_KEY) -> dict[str, Quote]:
    """The Doc's quotes by the id that their spans share."""
    return dict(zip(_quote_ids(doc, spans_key), read_quotes(doc, spans_key), strict=True))


def _quote_ids(doc: Doc, spans_key: str) -> list[str]:
    """The ids of the quotes that `read_quotes` gives, in its order."""
    if spans_key not in doc.spans:
        return []
    group = doc.spans[spans_key]
    held = {span.id_ for span in group}
    return [key for key in group.attrs.get("quotes", {}) if key in held]


def _span(doc: Doc, span: model.Span, label: str, key: str) -> Span:
    made = doc.char_span(span.start, span.end, label=label, span_id=key, alignment_mode="expand")
    assert made is not None, f"span {span} lies outside the text"
    return made


def _by_id(doc: Doc, name: str) -> dict[str, model.Span]:
    return {span.id_: _offsets(span) for span in doc.spans[name]} if name in doc.spans else {}


def _offsets(span: Span) -> model.Span:
    return model.Span(span.start_char, span.end_char)
