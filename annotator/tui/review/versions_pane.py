"""The versions as the screen shows them: in their place below the text, scrolled where there is not room for all."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.scheme import LabelScheme
from annotator.tui.panes.pieces import Row
from annotator.tui.review.version_rows import Column, Room, Shown, spoken_rows, version_rows


class VersionsPane:
    """Makes rows of versions, and remembers how far they are scrolled, for as long as the same sentence is shown."""

    def __init__(self, scheme: LabelScheme) -> None:
        self._scheme = scheme
        self._sentence: int | None = None
        self._skipped = self._hidden = self._page = 0

    def rows(self, sentence: int, columns: Sequence[Column], text: str, room: Room, shown: Shown) -> tuple[Row, ...]:
        """The rows for the versions of the sentence of that id; `text` is the document's."""
        if sentence != self._sentence:
            self._sentence, self._skipped = sentence, 0
        at = Shown(shown.lit, self._skipped, shown.last)
        rows, self._hidden = version_rows(columns, text, self._scheme, room, at)
        self._skipped = min(self._skipped, self._hidden)
        self._page = max(1, room.height // 2)
        return rows

    def lines(self, columns: Sequence[Column], text: str, shown: Shown) -> tuple[Row, ...]:
        """The same to be read out."""
        return spoken_rows(columns, text, self._scheme, shown)

    def scroll(self, by: int) -> str | None:
        """Move by some rows; why not, where there is nothing further."""
        to = max(0, min(self._skipped + by * self._page, self._hidden))
        if to == self._skipped:
            return "there is nothing more of the versions" if self._hidden else "all of the versions is in view"
        self._skipped = to
        return None
