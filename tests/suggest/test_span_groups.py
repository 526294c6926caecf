"""Quotes, speakers and attributes in a Doc's span groups."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, DocBin, SpanGroup
from thinc.api import ConfigValidationError

from annotator.core.model import CastMember, Quote, QuoteReading, QuoteType, Span
from annotator.suggest.span_groups import (
    GROUPS,
    quotes_by_id,
    read_cast,
    read_quotes,
    read_readings,
    set_extensions,
    write_quotes,
    write_readings,
    write_speakers,
)

TEXT = "The pier will close, Nora Lind said, and soon. “We wait,” she added."
FIRST = Quote((Span(0, 19), Span(37, 45)), QuoteType.INDIRECT, Span(31, 35), Span(21, 30), None, 0.5, "x")
SECOND = Quote((Span(47, 57),), QuoteType.DIRECT)
CAST = (CastMember("Nora Lind", (Span(21, 30), Span(58, 61))),)


@pytest.fixture
def doc() -> Doc:
    return spacy.blank("en")(TEXT)


def test_quotes_are_read_back_as_they_were_written(doc: Doc) -> None:
    quotes = (FIRST, SECOND.with_attribute("stance", "for"))
    write_quotes(doc, quotes)
    assert read_quotes(doc) == quotes
    assert [(span.text, span.label_, span.id_) for name in GROUPS for span in doc.spans[name]] == [
        ("The pier will close", "indirect", "q0"),
        ("and soon", "indirect", "q0"),
        ("“We wait,”", "direct", "q1"),
        ("said", "cue", "q0"),
        ("Nora Lind", "source", "q0"),
    ]


def test_nothing_is_read_where_nothing_was_written(doc: Doc) -> None:
    assert (read_quotes(doc), read_cast(doc), quotes_by_id(doc)) == ((), (), {})


def test_speakers_and_cast_stand_beside_the_quotes(doc: Doc) -> None:
    write_quotes(doc, (FIRST, SECOND))
    write_speakers(doc, ["Nora Lind", None], CAST)
    assert [quote.speaker for quote in read_quotes(doc)] == ["Nora Lind", None]
    assert read_cast(doc) == CAST
    write_quotes(doc, (SECOND,))
    assert read_cast(doc) == (), "new quotes: no cast yet"


def test_readings_stand_beside_the_quotes_and_survive_docbin(doc: Doc) -> None:
    assert read_readings(doc) == ()
    readings = (
        QuoteReading((0, 1), (SECOND.with_attribute("stance", "for"),), 0.5),
        QuoteReading((), (FIRST,), 0.25),
        QuoteReading((1,), (), 0.1),
    )
    write_quotes(doc, (FIRST, SECOND))
    write_readings(doc, readings, ())
    write_speakers(doc, ["Nora Lind", None], CAST)
    (kept,) = DocBin(docs=[doc]).get_docs(doc.vocab)
    assert read_readings(kept) == readings
    write_quotes(doc, (SECOND,))
    assert read_readings(doc) == (), "new quotes: no readings yet"


def test_a_quote_without_content_is_gone(doc: Doc) -> None:
    write_quotes(doc, (FIRST, SECOND))
    write_readings(doc, (QuoteReading((1,), (FIRST,), 0.5),), ())
    group = doc.spans["quotes"]
    doc.spans["quotes"] = SpanGroup(doc, name="quotes", attrs=group.attrs, spans=[s for s in group if s.id_ == "q0"])
    assert list(quotes_by_id(doc)) == ["q0"]
    write_speakers(doc, ["Nora Lind"], (), who_is=lambda _: "Otto")
    assert [quote.speaker for quote in read_quotes(doc)] == ["Nora Lind"]
    assert read_readings(doc)[0].quotes[0].speaker == "Otto", "what it replaced has nobody any more"


def test_a_span_takes_whole_tokens_and_lies_in_the_text(doc: Doc) -> None:
    write_quotes(doc, (Quote((Span(5, 16),), QuoteType.DIRECT),))
    assert [span.of(TEXT) for span in read_quotes(doc)[0].content] == ["pier will close"]
    with pytest.raises(ValueError, match="outside"):
        write_quotes(doc, (Quote((Span(900, 910),), QuoteType.DIRECT),))


def test_every_span_knows_its_quote(doc: Doc) -> None:
    set_extensions()
    write_quotes(doc, (FIRST, SECOND))
    assert doc._.quotes == (FIRST, SECOND)
    assert [doc.spans[name][-1]._.quote for name in GROUPS] == [SECOND, FIRST, FIRST]
    assert doc[0:1]._.quote is None


@pytest.mark.parametrize(
    "component", ["annotator_quotes", "annotator_speakers", "annotator_roles", "annotator_topic_votes"]
)
def test_a_config_that_names_other_groups_is_refused(component: str) -> None:
    with pytest.raises(ConfigValidationError, match="spans_key"):
        spacy.blank("en").add_pipe(component, config={"spans_key": "mine"})
