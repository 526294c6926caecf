"""Find text whatever its case, with the offsets at which it stands."""

from __future__ import annotations

from annotator.core.model import Span


def occurrences(text: str, sought: str, within: Span) -> tuple[Span, ...]:
    """The places in a span of the text at which `sought` stands, upper and lower case being the same.

    Folding the case can make one character two (ß is ss), so each folded character is traced back to its own.
    """
    folded, wanted = within.of(text).casefold(), sought.casefold()
    origins = [at for at, char in enumerate(within.of(text), within.start) for _ in char.casefold()]
    found: list[Span] = []
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        found.append(Span(origins[at], origins[at + len(wanted) - 1] + 1))
        at = folded.find(wanted, at + len(wanted))
    return tuple(found)
