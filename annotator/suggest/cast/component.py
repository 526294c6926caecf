"""The component `annotator_speakers`."""

from __future__ import annotations

from spacy.tokens import Doc

from annotator.suggest.cast.lexicon import cast_words
from annotator.suggest.cast.resolve import resolve_with_readings
from annotator.suggest.span_groups import (
    SPANS_KEY,
    read_quotes,
    read_readings,
    set_extensions,
    write_readings,
    write_speakers,
)


class SpeakerFinder:
    """Names the speakers of the quotes in a Doc's span groups.

    Raises LookupError, when it is made, for a language without words for the cast.
    """

    def __init__(self, lang: str, *, spans_key: str = SPANS_KEY) -> None:
        cast_words(lang)
        self.spans_key = spans_key
        set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        key = self.spans_key
        quotes, cast, readings = resolve_with_readings(doc, read_quotes(doc, key), read_readings(doc, key))
        write_speakers(doc, [quote.speaker for quote in quotes], cast, key)
        if readings:
            write_readings(doc, readings, key)
        return doc
