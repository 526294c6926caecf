"""Where beside the text the card begins, so that it stands beside the current sentence and seldom moves."""

from __future__ import annotations

REACH = 7
"""Lines that a sentence may begin below the card's first row. Set by hand: 0 costs two fifths more bytes."""


class CardPlace:
    """At the first line of the current sentence, or a few lines above it.

    The card is tied to a line of the text and scrolls with it, and stays there for sentences that begin within REACH
    lines: a card that moved with every key would have to be sent anew each time, and would be harder to read.
    """

    def __init__(self) -> None:
        self._line = 0
        self._text: object = None

    def row(self, line: int, scrolled: int, text: object) -> int:
        """The row of the card for a sentence that begins at `line` of a text that is scrolled up by so many lines.

        `text` is another object where lines have other numbers than before.
        """
        if text is not self._text or not self._line <= line <= self._line + REACH:
            self._line, self._text = line, text
        return self._line - scrolled
