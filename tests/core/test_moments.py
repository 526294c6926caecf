"""Points in time."""

from __future__ import annotations

import pytest

from annotator.core.moments import in_utc, utc_text


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("2026-01-02", "2026-01-02T00:00:00.000Z"),
        ("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z"),
        ("2026-01-02T03:04:05.6789+02:00", "2026-01-02T01:04:05.678Z"),
    ],
)
def test_it_is_utc_to_the_millisecond(given: str, written: str) -> None:
    assert utc_text(in_utc(given)) == written


@pytest.mark.parametrize("given", ["", "today", "2026-13-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-05:00"])
def test_what_is_no_time_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"[Ii]nvalid|must be|no year of ours"):
        in_utc(given)
