"""What a row of `revisions` must be, wherever it comes from."""

from __future__ import annotations

from annotator.core.errors import InputRefused
from annotator.core.revisions import Label, LabelTable, Use, change_from_json, table_from_json
from annotator.core.scheme import parse_scheme
from annotator.store.integrity import shapes
from annotator.store.integrity.shapes import BadValue

COLUMNS = "id, uuid, parent, clock, at, who, reason, name, version, toml, guidelines, labels, changes"
_LONGEST_TEXT = 2**20
"""Characters of a text of guidelines at most: many times the longest that anybody reads."""
_LAST_CLOCK = 2**53


def revision(
    key: int,
    uuid: str,
    parent: int | None,
    clock: int,
    at: str | None,
    who: str | None,
    reason: str | None,
    name: str,
    version: str,
    toml: str | None,
    guidelines: str | None,
    labels: str,
    changes: str,
) -> None:
    """Raise BadValue, or InputRefused for a scheme that is none, where the columns of a row cannot be a revision."""
    what = f"revision {key}"
    shapes.uuid(uuid, what)
    shapes.amount(clock, what, _LAST_CLOCK)
    if parent == key:
        raise BadValue(f"{what} comes after itself")
    if at is not None:
        shapes.moment(at, what)
    if who is not None:
        shapes.name(who, f"who made {what}")
    for text in (reason, name, version):
        shapes.text(text, what)
    shapes.text(guidelines, f"the guidelines of {what}", _LONGEST_TEXT)
    if toml is not None:
        parse_scheme(toml, f"label scheme of {what}")
    try:
        table = table_from_json(shapes.json(labels, what))
        made = [change_from_json(change) for change in shapes.json(changes, what, list)]
        strings = [text for one in made for text in (one.of, *one.ids, *one.old, *one.new)]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise BadValue(f"{what} has labels or changes of another shape") from None
    strings += [text for one in (*table.topics, *table.attributes) for text in (one.id, one.name, *one.keys)]
    if not all(isinstance(text, str) and len(text) <= shapes.LINE for text in strings):
        raise BadValue(f"{what} has labels or changes of another shape")
    _check_table(table, what)


def _check_table(table: LabelTable, what: str) -> None:
    for labels in (table.topics, table.attributes, *(one.values for one in table.attributes)):
        ids = {label.id for label in labels}
        keys = [key for label in labels for key in dict.fromkeys(label.keys)]
        if len(keys) != len(set(keys)):
            raise BadValue(f"{what} has a key that stands for two labels")
        if any(label.use is Use.MERGED and not _leads_to_one(label, labels) for label in labels):
            raise BadValue(f"{what} has a label that was merged into none")
        if len(ids) != len(labels):
            raise BadValue(f"{what} has a label twice")


def _leads_to_one(label: Label, labels: tuple[Label, ...]) -> bool:
    by_id = {one.id: one for one in labels}
    for _ in labels:
        if label.use is not Use.MERGED:
            return True
        if not label.into or label.into[0] not in by_id:
            return False
        label = by_id[label.into[0]]
    return label.use is not Use.MERGED


def try_revision(*row: object) -> str | None:
    """What is wrong with a row, as a check tells it; None where nothing is."""
    try:
        revision(*row)  # type: ignore[arg-type]
    except InputRefused as error:
        return error.message
    except BadValue as error:
        return str(error)
    return None
