"""The component `annotator_quotes`."""

from __future__ import annotations

from spacy.tokens import Doc

from annotator.core.habits import Habits
from annotator.core.profiles import profile_named
from annotator.suggest.quotes.find import find_quotes
from annotator.suggest.quotes.lexicon import adapted, load_lexicon
from annotator.suggest.span_groups import set_extensions, write_quotes, write_readings


class QuoteFinder:
    """Puts the quotes of a parsed Doc into its span groups, and what else they could be where that is asked for."""

    def __init__(self, lang: str, *, profile: str, spans_key: str, threshold: float | None) -> None:
        self.profile = profile_named(profile)
        self.lexicon = load_lexicon(lang)
        self.spans_key = spans_key
        self.threshold = threshold
        self.readings = False
        """Whether what else the quotes could be is written, too."""
        set_extensions()

    def adapt(self, habits: Habits) -> None:
        """Suggest from now on as annotators with these habits decide; empty ones: as the rules ship."""
        self.lexicon = adapted(self.lexicon, habits)
        self.profile = habits.edges.profile(self.profile)

    def __call__(self, doc: Doc) -> Doc:
        found = find_quotes(doc, self.lexicon, self.profile, self.threshold, readings=self.readings)
        write_quotes(doc, found.quotes, self.spans_key)
        if self.readings:
            write_readings(doc, found.readings, found.chances, self.spans_key)
        return doc
