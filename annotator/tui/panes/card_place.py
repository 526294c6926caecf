"""Where beside the text the card begins, so that it stands beside the current sentence and seldom moves."""

from __future__ import annotations

REACH, REACH_SCROLLED, REACH_WITHOUT_QUOTE = 12, 13, 16
"""Lines that a sentence may begin below the card's first row: one with a quote; the same when the text has just been
scrolled, and the card with it; one without a quote, of which the card has little to say. Set by hand, so that half of
the keys cost less than 800 bytes at 120x40: 902 with 6, 9 and 12 lines, 803 with 9, 11 and 14, 784 with these.
"""


class CardPlace:
    """At the first line of the current sentence, or a few lines above it.

    The card is tied to a line of the text and scrolls with it, and stays there for sentences that begin within reach: a
    card that moved with every key would have to be sent anew each time, and would be harder to read.
    """

    def __init__(self) -> None:
        self._line = 0
        self._scrolled = 0
        self._text: object = None

    def row(self, line: int, scrolled: int, text: object, quoted: bool = True) -> int:
        """The row of the card for a sentence that begins at `line` of a text that is scrolled up by so many lines.

        `text` is another object where lines have other numbers than before. `quoted`: whether the sentence has a quote.
        """
        reach = REACH if scrolled == self._scrolled else REACH_SCROLLED
        if not quoted:
            reach = REACH_WITHOUT_QUOTE
        self._scrolled = scrolled
        if text is not self._text or not self._line <= line <= self._line + reach:
            self._line, self._text = line, text
        return self._line - scrolled
