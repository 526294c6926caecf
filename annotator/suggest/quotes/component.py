"""The component `annotator_quotes`."""

from __future__ import annotations

from spacy.tokens import Doc

from annotator.suggest.quotes.groups import set_extensions, write_quotes


class QuoteFinder:
    """Puts the quotes of a parsed Doc into its span groups."""

    def __init__(self, lang: str, *, profile: str, spans_key: str, threshold: float | None) -> None:
        self.spans_key = spans_key
        self.profile = profile
        set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        write_quotes(doc, (), self.spans_key)
        return doc
