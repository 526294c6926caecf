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
    return window.moved(top if focus is None else _with_focus(top, height, sentence, focus))


def _with_focus(top: int, height: int, sentence: range, focus: int) -> int:
    """The line to begin with so that the line `focus` is in view, and of a long sentence also those beside it."""
    beside = 1 if len(sentence) > height > 2 else 0
    before, behind = (max(focus - beside, sentence.start), min(focus + beside, sentence.stop - 1))
    if focus not in sentence:
        before = behind = focus
    if before < top:
        return max(focus - height // 3, sentence.start) if focus in sentence else focus - height // 3
    return top if behind < top + height else focus + 1 + height // 3 - height


def _beginning(window: Window, sentence: range, above: int) -> int:
    """The line to begin with so that `above` lines stand over the sentence, or fewer if it would not end in view."""
    return max(sentence.start - above, min(sentence.start, sentence.stop - window.height))
