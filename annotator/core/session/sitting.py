"""What one sitting has left on disk, and how it is said when the screen is left."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.counting import count
from annotator.core.session.desk import Place, Sitting

LISTED = 5
"""Places that are named one by one; of more, these and their number."""

NEW_AT_MOST = 1000
"""Decisions since the newest suggestions: so many are counted, as more say the same. Set by hand."""


def summary(sitting: Sitting, seconds: float) -> str:
    """The sitting in one line; `seconds` is how long it took."""
    counts = [f"{count(sitting.decided, 'sentence')} decided"]
    counts += [f"{sitting.skipped} skipped"] if sitting.skipped else []
    counts += [f"{sitting.passed_over} passed over"] if sitting.passed_over else []
    counts.append(count(sitting.quotes, "quote"))
    pace = f"; {sitting.keys / sitting.answered:.1f} keys a sentence" if sitting.answered else ""
    return f"{', '.join(counts)} in {seconds / 60:.0f} min{pace}"


def unconfirmed_told(places: Sequence[Place]) -> str:
    """How many sentences have edits left unconfirmed, and which."""
    verb = "has" if len(places) == 1 else "have"
    return f"{count(len(places), 'sentence')} {verb} edits that are not confirmed: {listed(places)}"


def listed(places: Sequence[Place]) -> str:
    """The first places, as article:sentence, and how many more there are."""
    named = ", ".join(map(str, places[:LISTED]))
    return f"{named} and {len(places) - LISTED} more" if len(places) > LISTED else named


def new_decisions_told(number: int) -> str:
    """How many sentences were decided since the newest suggestions, in words; see `Desk.new_decisions`."""
    return count(number, "or more sentence" if number >= NEW_AT_MOST else "sentence")
