"""The component `annotator_speakers`."""

from __future__ import annotations

from spacy.tokens import Doc

from annotator.core.speakers import Acquaintances
from annotator.suggest.cast.acquainted import KnownPeople
from annotator.suggest.cast.lexicon import cast_words
from annotator.suggest.cast.resolve import resolve_with_sources
from annotator.suggest.span_groups import (
    SPANS_KEY,
    read_quotes,
    set_extensions,
    write_reading_speakers,
    write_speakers,
)


class SpeakerFinder:
    """Names the speakers of the quotes in a Doc's span groups.

    Raises LookupError, when it is made, for a language without words for the cast.
    """

    def __init__(self, lang: str, *, spans_key: str = SPANS_KEY) -> None:
        self.words = cast_words(lang)
        self.spans_key = spans_key
        self.known: KnownPeople | None = None
        set_extensions()

    def meet(self, acquaintances: Acquaintances) -> None:
        """Have those who were confirmed in earlier articles lend their names and genders from now on."""
        self.known = KnownPeople(acquaintances, self.words) if acquaintances else None

    def __call__(self, doc: Doc) -> Doc:
        quotes, cast, who_is = resolve_with_sources(doc, read_quotes(doc, self.spans_key), known=self.known)
        write_speakers(doc, [quote.speaker for quote in quotes], cast, self.spans_key)
        write_reading_speakers(doc, who_is, self.spans_key)
        return doc
