"""Which line of the text stands at the top: pure arithmetic on line numbers.

The text stands still until it must move, then moves so far that it can stand still for some sentences again: calmer to
read, and each move costs a slow line what the card beside the text is made of.
"""

from __future__ import annotations

from typing import NamedTuple


class Window(NamedTuple):
    """What is in view: `height` lines from the line `top` on, of `total`."""

    top: int
    height: int
    total: int

    def moved(self, top: int) -> Window:
        """The window at the line `top`, or the nearest at which it is full of text."""
        return self._replace(top=max(0, min(top, self.total - self.height)))


def opened(window: Window, sentence: range) -> Window:
    """The window with a sentence of a text that was not in view before."""
    return window.moved(_beginning(window, sentence, window.height // 4))


def following(window: Window, sentence: range, arrived: bool, focus: int | None = None) -> Window:
    """The window with the lines of a sentence in its middle rows, and the line `focus`, if there is one, in view.

    A sentence with more lines than the window shows its beginning when one has just `arrived` at it, and stays where it
    was moved to after that.
    """
    height, long = window.height, len(sentence) > window.height
    lowest = _beginning(window, sentence, height // 6)  # the sentence may not be nearer to the upper edge than this
    if long:
        top = lowest if arrived else max(lowest, min(window.top, sentence.stop - max(1, height // 3)))
    else:
        highest = min(sentence.stop - (height * 2 + 2) // 3, lowest)  # nor nearer to the lower one than this
        top = window.top if window.top >= highest else max(highest, sentence.start - height // 3)
        top = min(top, lowest)
    if focus is not None:
        beside = 1 if long and height > 2 else 0  # lines around it that are to be seen too
        if focus < top + beside:
            top = focus - height // 3
        elif focus >= top + height - beside:
            top = focus + 1 + height // 3 - height
    return window.moved(top)


def _beginning(window: Window, sentence: range, above: int) -> int:
    """The line to begin with so that `above` lines stand over the sentence, or fewer if it would not end in view."""
    return max(sentence.start - above, min(sentence.start, sentence.stop - window.height))
