"""A clock goes with the time of day, and never back."""

import pytest

from annotator.store.log.schema import tick


@pytest.mark.parametrize(
    ("at", "before", "clock"),
    [
        ("1970-01-01T00:00:01.234Z", 0, 1234),
        ("1970-01-01T01:00:01.234+01:00", 1233, 1234),
        ("1970-01-01T00:00:01.234Z", 1234, 1235),
        ("1970-01-01T00:00:01.234Z", 99999, 100000),
        ("yesterday", 7, 8),
    ],
)
def test_it_is_the_time_or_just_later_than_the_event_before(at: str, before: int, clock: int) -> None:
    assert tick(at, before) == clock
