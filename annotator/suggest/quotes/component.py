"""The component `annotator_quotes`."""

from __future__ import annotations

from spacy.tokens import Doc

from annotator.core.habits import Habits
from annotator.core.profiles import Profile, profile_named
from annotator.suggest.quotes.find import find_quotes, find_with_readings
from annotator.suggest.quotes.lexicon import adapted, load_lexicon
from annotator.suggest.span_groups import set_extensions, write_chances, write_quotes, write_readings


class QuoteFinder:
    """Puts the quotes of a parsed Doc into its span groups, and what else they could be where that is asked for."""

    def __init__(self, lang: str, *, profile: str, spans_key: str, threshold: float | None) -> None:
        self.profile = profile_named(profile)
        self.lexicon = load_lexicon(lang)
        self.spans_key = spans_key
        self.threshold = threshold
        self.readings: Profile | None = None
        """The profile that readings keep to, which is its own; None: none are made."""
        set_extensions()

    def adapt(self, habits: Habits) -> None:
        """Suggest from now on as annotators with these habits decide; empty ones: as the rules ship."""
        self.lexicon = adapted(self.lexicon, habits)
        self.profile = habits.edges.profile(self.profile)

    def __call__(self, doc: Doc) -> Doc:
        if self.readings is not None:
            quotes, readings, chances = find_with_readings(doc, self.lexicon, self.profile, self.threshold)
            write_quotes(doc, quotes, self.spans_key)
            write_readings(doc, readings, self.spans_key)
            write_chances(doc, chances, self.spans_key)
        else:
            write_quotes(doc, find_quotes(doc, self.lexicon, self.profile, self.threshold), self.spans_key)
        return doc
