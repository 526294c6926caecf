"""Texts with what the rules made of them, and spans given by their words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from annotator.core.profiles import PROFILES
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.find import choose_and_keep
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.readings.options import Candidates, Option, options, unsuggested
from annotator.suggest.quotes.readings.words import Text, WordRanges
from tests.suggest.conftest import Read


@dataclass
class Ruled:
    """A text, what is suggested in it by the rules, and the candidates that were dropped."""

    candidates: Candidates

    @property
    def text(self) -> Text:
        """The text as readings see it."""
        return self.candidates.text

    @property
    def suggested(self) -> list[Candidate]:
        """What is suggested, in its order."""
        return list(self.candidates.suggested)

    def said(self, words: WordRanges) -> str:
        """Words as text, pieces joined with " / "."""
        return " / ".join(self.text.view.doc[start:end].text for start, end in words)

    def options(self, number: int = 0) -> dict[str, Option]:
        """The options of a suggested quote by their text; "" is no quote."""
        return {self.said(option.words): option for option in options(self.candidates, number)}

    def unsuggested(self) -> list[dict[str, Option]]:
        """The options of each cue of which nothing is suggested."""
        return [{self.said(option.words): option for option in found} for found in unsuggested(self.candidates)]


@pytest.fixture(scope="session")
def ruled(read: Read) -> Callable[[str], Ruled]:
    """What the rules make of a text, by the widest profile."""

    def make(text: str) -> Ruled:
        view, chosen, dropped = choose_and_keep(read(text), load_lexicon("en"), PROFILES["polnear"])
        return Ruled(Candidates(view, dropped, chosen))

    return make
