"""Points in time as people, files and other machines write them, and as a database has them."""

from __future__ import annotations

from datetime import UTC, datetime


def in_utc(given: str) -> datetime:
    """A date or time of ISO 8601 in UTC; without a time zone it is UTC already.

    Raises ValueError for what is none, or is beyond the years that there are.
    """
    moment = datetime.fromisoformat(given)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"no year of ours: {given}") from None


def utc_text(moment: datetime) -> str:
    """A time in UTC to the millisecond, so that texts compare as times do.

    >>> utc_text(in_utc("2026-03-13T10:12:44.12+01:00"))
    '2026-03-13T09:12:44.120Z'
    """
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
