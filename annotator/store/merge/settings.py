"""Guideline profiles of another copy. Those that the target uses stay in use."""

from __future__ import annotations

from annotator.store import rows
from annotator.store.documents import now
from annotator.store.merge.tables import Joining
from annotator.store.profiles import kept_profile

_SAME = {"profiles": ("name", "adopted_at")}
_LAST = {"profiles": "name"}


def join_settings(joining: Joining, *, empty: bool) -> None:
    """Add what the target had not. Call before anything else is joined.

    The one in use is the one with the highest id: what comes gets ids below zero, and nothing comes where the target
    goes by what ships. A target without articles (`empty`) takes over what the first copy uses.
    """
    for table, columns in _SAME.items():
        last = f"SELECT {_LAST[table]} FROM {{}}.{table} ORDER BY id DESC LIMIT 1"
        here, there = (joining.execute(last.format(name)).fetchone() for name in ("main", "other"))
        known = " AND ".join(f"m.{column} = o.{column}" for column in columns)
        new = f"WHERE NOT EXISTS (SELECT 1 FROM main.{table} AS m WHERE {known}) ORDER BY o.id DESC"
        if here is None and empty:
            joining.insert(table, {}, "")
        elif here is not None:
            below = f"(SELECT min(0, min(id)) FROM main.{table}) - row_number() OVER (ORDER BY o.id DESC)"
            joining.insert(table, {"id": below}, new)
        if there is not None and here != there and not (here is None and empty):
            joining.merged.kept.append(table.removesuffix("s"))


def keep_profile_of_runs(joining: Joining, before: str | None) -> None:
    """Where the target went by the profile of its latest run, keep that one: a later run may have come."""
    connection = joining.connection
    if before is not None and kept_profile(connection) != before:
        rows.insert(connection, "profiles", {"name": before, "adopted_at": now()})
        if "profile" not in joining.merged.kept:
            joining.merged.kept.append("profile")
