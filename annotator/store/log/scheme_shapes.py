"""What a revision of the label scheme must be, wherever it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.core.errors import InputRefused
from annotator.core.revisions import Label, LabelTable, Use, change_from_json, table_from_json
from annotator.core.scheme import parse_scheme
from annotator.store.log import shapes
from annotator.store.log.shapes import BadValue

_LONGEST_TEXT = 2**20
"""Characters of a text of guidelines at most: many times the longest that anybody reads."""


def check_scheme(
    name: str,
    version: str,
    toml: str | None,
    guidelines: str | None,
    labels: Mapping[str, Any],
    changes: Sequence[Mapping[str, Any]],
    reason: str | None,
) -> None:
    """Raise BadValue where these are no revision, as `kinds.Scheme` has them."""
    for text in (reason, name, version):
        shapes.text(text, "it")
    shapes.text(guidelines, "its text of the guidelines", _LONGEST_TEXT)
    try:
        if toml is not None:
            parse_scheme(toml, "its label scheme")
        table = table_from_json(labels) if labels else LabelTable()
        made = [change_from_json(change) for change in changes]
        strings = [text for one in made for text in (one.of, *one.ids, *one.old, *one.new)]
        strings += [text for one in (*table.topics, *table.attributes) for text in (one.id, one.name, *one.keys)]
    except InputRefused as error:
        raise BadValue(error.message) from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise BadValue("it has labels or changes of another shape") from None
    if not all(isinstance(text, str) and len(text) <= shapes.LINE for text in strings):
        raise BadValue("it has labels or changes of another shape")
    _check_table(table)


def _check_table(table: LabelTable) -> None:
    for labels in (table.topics, table.attributes, *(one.values for one in table.attributes)):
        ids = {label.id for label in labels}
        keys = [key for label in labels for key in dict.fromkeys(label.keys)]
        if len(keys) != len(set(keys)):
            raise BadValue("it has a key that stands for two labels")
        if any(label.use is Use.MERGED and not _leads_to_one(label, labels) for label in labels):
            raise BadValue("it has a label that was merged into none")
        if len(ids) != len(labels):
            raise BadValue("it has a label twice")


def _leads_to_one(label: Label, labels: tuple[Label, ...]) -> bool:
    by_id = {one.id: one for one in labels}
    for _ in labels:
        if label.use is not Use.MERGED:
            return True
        if not label.into or label.into[0] not in by_id:
            return False
        label = by_id[label.into[0]]
    return label.use is not Use.MERGED
