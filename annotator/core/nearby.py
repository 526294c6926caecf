"""Places of a text: whether a span touches one is told, and which it touches, without looking at all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from annotator.core.model import Span

T = TypeVar("T")

_BLOCK = 128
"""Code points that are looked at together: about as long as what a sentence says. Set by hand."""


class Marked:
    """The code points of a text that lie in certain spans."""

    def __init__(self, length: int, spans: Iterable[Span] = ()) -> None:
        """`length`: code points from the beginning of the text that spans may lie in."""
        self._points = bytearray(length)
        for span in spans:
            self.mark(span)

    def mark(self, span: Span) -> None:
        """One span more."""
        start, end = span
        self._points[start:end] = b"\x01" * (end - start)

    def touched(self, spans: Iterable[Span]) -> bool:
        """Whether one of these has a code point that is marked.

        >>> Marked(10, [Span(2, 4), Span(6, 8)]).touched([Span(4, 6)])
        False
        """
        # A loop, as `any` with a generator takes twice as long: hundreds of thousands are asked for.
        for start, end in spans:  # noqa: SIM110
            if self._points.find(1, start, end) >= 0:
                return True
        return False


class Nearby(Generic[T]):
    """Things with a span each; several may stand on the same words."""

    def __init__(self, things: Iterable[tuple[Span, T]] = ()) -> None:
        self._blocks: dict[int, list[tuple[int, int, T]]] = {}
        for span, thing in things:
            self.add(span, thing)

    def add(self, span: Span, thing: T) -> None:
        """One more."""
        for block in range(span.start // _BLOCK, (span.end - 1) // _BLOCK + 1):
            self._blocks.setdefault(block, []).append((span.start, span.end, thing))

    def touching(self, span: Span) -> Iterator[T]:
        """Those whose span shares a code point with this one; a long one may come several times.

        >>> places = Nearby([(Span(0, 5), "a"), (Span(5, 9), "b"), (Span(400, 500), "c")])
        >>> list(places.touching(Span(4, 6))), list(places.touching(Span(9, 400)))
        (['a', 'b'], [])
        """
        start, end = span
        for block in range(start // _BLOCK, (end - 1) // _BLOCK + 1):
            for first, last, thing in self._blocks.get(block, ()):
                if first < end and start < last:
                    yield thing
