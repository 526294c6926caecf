"""A clock goes with the time of day, and never back."""

import time
from collections.abc import Iterator

import pytest

from annotator.store.log import schema
from annotator.store.log.schema import now_after, tick


@pytest.fixture(autouse=True)
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the clock of a computer shows has no say in it: copies that are brought up to date apart are the same."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("at", "before", "clock"),
    [
        ("1970-01-01T00:00:01.234Z", 0, 1234),
        ("1970-01-01T01:00:01.234+01:00", 1233, 1234),
        ("1970-01-01T00:00:01.234Z", 1234, 1235),
        ("1970-01-01T00:00:01.234Z", 99999, 100000),
        ("1970-01-01T00:00:01.234", 0, 1234),
        ("9999-12-31T23:59:59-12:00", 7, 8),
        ("yesterday", 7, 8),
    ],
)
def test_it_is_the_time_or_just_later_than_the_event_before(at: str, before: int, clock: int) -> None:
    assert tick(at, before) == clock


@pytest.mark.parametrize(
    ("last", "later"),
    [
        ("2026-03-02T09:00:00.000Z", "2026-03-02T10:00:00.000Z"),
        ("2026-03-02T10:00:00.000Z", "2026-03-02T10:00:00.001Z"),
        ("2027-01-01T00:00:00.999Z", "2027-01-01T00:00:01.000Z"),
        ("2027-01-01T00:00:00", "2027-01-01T00:00:00.001Z"),
        ("", "2026-03-02T10:00:00.000Z"),
        ("yesterday", "2026-03-02T10:00:00.000Z"),
        ("9999-12-31T23:59:59.999Z", "2026-03-02T10:00:00.000Z"),
    ],
)
def test_a_time_is_just_later_than_one_that_is_later_by_another_clock(
    last: str, later: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "now", lambda: "2026-03-02T10:00:00.000Z")
    assert now_after(last) == later
