"""Points in time as the database writes them, so that texts compare as times do."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_text(given: str) -> str:
    """A date or time of ISO 8601 in UTC, to the millisecond; without a time zone it is UTC already.

    Raises ValueError for what is none, or is beyond the years that there are.

    >>> utc_text("2026-03-13T10:12:44.12+01:00")
    '2026-03-13T09:12:44.120Z'
    """
    moment = datetime.fromisoformat(given)
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"no year of ours: {given}") from None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
