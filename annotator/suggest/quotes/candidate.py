"""A possible quote, before it is weighed against others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.suggest.quotes.frames import Frame
from annotator.suggest.text.view import Range, numbers_in

if TYPE_CHECKING:
    from annotator.suggest.regression import Floats

RULES, UNUSED, LEARNED = "rules", "unused", "learned"
"""The sides that a candidate may come from: what the rules would suggest; what they thought of besides, where that is
told apart; a trained network."""

NO_WORD = "“"
"""What stands in the lexicon in the place of a reporting word."""


@dataclass(slots=True)
class Candidate:
    """Content, cue and source by token number; `word` and `frame` are what the lexicon knows it by.

    `head` is the cue's main word. `score` and `shipped` are set when it is weighed: how likely it is with the habits of
    a database's annotators, and without. `speech` says that the words as spoken are given (a direct quote), however
    they are marked; None: look at the marks. Where no words report it (`frame.uncued`) the cue is the empty range
    before the content, and `head` the content's first token. With a trained network `evidence` is what that sees of it
    (see `learn.mix.candidates`), `exact` how likely it is right to the letter, and `worth` what it is worth against
    others that share its words.
    """

    content: list[Range]
    cue: Range
    head: int
    source: Range | None
    word: str
    frame: Frame
    score: float = 0.0
    speech: bool | None = None
    shipped: float = 0.0
    side: str = RULES
    exact: float = 0.0
    worth: float = 0.0
    evidence: Floats | None = None

    def __post_init__(self) -> None:
        if self.source is not None and self.source[0] >= self.source[1]:
            self.source = None  # nothing was left of it

    @property
    def start(self) -> int:
        """The first token of the content."""
        return self.content[0][0]

    @property
    def end(self) -> int:
        """The end of the content."""
        return self.content[-1][1]

    def holds(self, i: int) -> bool:
        """Whether token `i` lies in the content."""
        return any(start <= i < end for start, end in self.content)

    def tokens(self) -> set[int]:
        """The numbers of all tokens of the content."""
        return set(numbers_in(self.content))


def uncued(content: list[Range], frame: Frame, source: Range | None = None) -> Candidate:
    """What no words report: speech with an empty cue before it."""
    start = content[0][0]
    return Candidate(content, (start, start), start, source, NO_WORD, frame, speech=True)
