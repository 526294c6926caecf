"""spaCy's lemmatizer by rules, with the words that it knows in sets.

It has them in lists, the nouns alone are 57,000, and goes through one for each form that a word could have.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.tokens import Doc


def faster_lemmatizer(found: Callable[[Doc], Doc]) -> Callable[[Doc], Doc]:
    """The component; the lemmatizer, by rules, finds words at once from now on, and cannot be written any more."""
    if type(found) is EnglishLemmatizer and found.mode == "rule":
        known = found.lookups.get_table("lemma_index", {})
        for kind in list(known):
            known[kind] = frozenset(known[kind])
    return found
