"""Label schemes and guidelines of another copy, as revisions.

All revisions come, as decisions name them. The one in use is that with the highest id. Where the copy went on from what
the target uses, by changes that somebody gave a reason for, the target goes on with it. Else the target's stays in use,
and what comes gets ids below zero.
"""

from __future__ import annotations

from annotator.core.revisions import Label, LabelTable, Revision, table_from_json
from annotator.store.merge.tables import Joining
from annotator.store.revisions import all_revisions, newest_revision


def join_revisions(joining: Joining, *, empty: bool) -> None:
    """Add the revisions that the target had not. `empty`: it has no articles, and takes over what the copy uses.

    Call before decisions are joined. Raises DatabaseRefused where a key stands for one label here and for another in
    the copy: what decisions hold could not be told apart any more.
    """
    joining.same_uuids("revisions")
    before = all_revisions(joining.connection)
    used = newest_revision(joining.connection)
    theirs = joining.execute("SELECT id, parent, uuid, labels, reason FROM other.revisions ORDER BY id").fetchall()
    known = {one.uuid for one in before}
    new = [row for row in theirs if row[2] not in known]
    if new:
        _check_keys(joining, before, [row[3] for row in new])
        goes_on = empty or _goes_on(joining, {row[0]: row for row in theirs}, used)
        first = "(SELECT max(id) FROM main.revisions) + row_number() OVER (ORDER BY o.id)"
        if not goes_on:
            first = "(SELECT min(0, min(id)) FROM main.revisions) - row_number() OVER (ORDER BY o.id DESC)"
        joining.execute(
            f"INSERT INTO temp.their_revisions SELECT o.id, {first}, 1 FROM other.revisions AS o"
            " WHERE o.uuid NOT IN (SELECT uuid FROM main.revisions)"
        )
        joining.insert_new("revisions")
    if not empty and _uses_another(joining):
        joining.merged.kept.append("scheme")


def _goes_on(
    joining: Joining, theirs: dict[int, tuple[int, int | None, str, str, str | None]], used: int | None
) -> bool:
    """Whether what the copy uses came of what the target uses, by changes with a reason."""
    row = joining.execute("SELECT uuid FROM main.revisions WHERE id = ?", (used,)).fetchone()
    at: int | None = max(theirs)
    while at is not None:
        _, parent, uuid, _, reason = theirs[at]
        if row is not None and uuid == row[0]:
            return True
        if reason is None:
            return False
        at = parent
    return False


def _uses_another(joining: Joining) -> bool:
    """Whether the copy uses a scheme or a text of the guidelines that the target neither uses nor came from."""
    here, there = (
        joining.execute(f"SELECT uuid, toml, guidelines FROM {name}.revisions ORDER BY id DESC LIMIT 1").fetchone()
        for name in ("main", "other")
    )
    if here[1:] == there[1:]:
        return False
    return there[0] not in {one.uuid for one in all_revisions(joining.connection) if one.number is not None}


def _check_keys(joining: Joining, before: tuple[Revision, ...], columns: list[str]) -> None:
    import orjson

    known: dict[tuple[str, ...], str] = {}
    for table in [*(one.labels for one in before), *(table_from_json(orjson.loads(column)) for column in columns)]:
        for place, label in _keys(table):
            if known.setdefault(place, label) != label:
                raise joining.refuse(f"{place[-1]!r} is the label {known[place]!r} here and {label!r} there")


def _keys(table: LabelTable) -> list[tuple[tuple[str, ...], str]]:
    """Every key of every label, with the label's id."""

    def of(labels: tuple[Label, ...], *within: str) -> list[tuple[tuple[str, ...], str]]:
        return [((*within, key), label.id) for label in labels for key in label.keys]

    values = [pair for one in table.attributes for pair in of(one.values, "value", one.id)]
    return [*of(table.topics, "topic"), *of(table.attributes, "attribute"), *values]
