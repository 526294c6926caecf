"""The order of events that holds in every copy of a database.

Row ids tell the order in which one file came to know its events. Copies of a file that are worked on apart, and joined
again, know them in different orders. A *clock* goes with the time of day as far as that goes forward, and never comes
back: a hybrid logical clock (Kulkarni et al. 2014, "Logical Physical Clocks", section 3) without its second part, as
one millisecond more does the same here. Events with the same clock are in the order of their uuids.
"""

from __future__ import annotations

from datetime import UTC, datetime


def tick(at: str, before: int) -> int:
    """The clock of an event at that time (ISO 8601): its milliseconds since 1970, but later than the event before.

    What is no time is just later than the event before.
    """
    try:
        moment = int(datetime.fromisoformat(at).timestamp() * 1000)
    except (ValueError, OverflowError):
        moment = 0
    return max(moment, before + 1)


def now() -> str:
    """The time in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
