"""`annotator list editions` and `list revised`: corrected articles, and the decisions that they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.cli.feedback import labels_record
from annotator.core.drawable import one_line

if TYPE_CHECKING:
    from annotator.core.session.desk import Before
    from annotator.store.articles.editions import Edition

_FATES = ("kept", "moved", "touched", "orphaned")


def edition_row(one: Edition) -> tuple[str, ...]:
    """An edition as a row of a table."""
    fates: dict[str, int] = {fate.value: number for fate, number in one.fates.items()}
    numbers = (str(fates.get(fate, 0)) for fate in _FATES)
    return (str(one.later), str(one.earlier), one.at[:10], *numbers, one_line(one.title or one.later_id, 60))


def edition_record(one: Edition) -> dict[str, Any]:
    """The same as a record of schemas/list.schema.json."""
    fates: dict[str, int] = {fate.value: number for fate, number in one.fates.items()}
    return {
        "article": one.later,
        "id": one.later_id,
        "instead_of": one.earlier,
        "instead_of_id": one.earlier_id,
        "title": one.title,
        "revised_by": one.who,
        "revised_at": one.at,
        "decisions": {fate: fates.get(fate, 0) for fate in _FATES},
    }


def revised_row(entry: tuple[Before, bool]) -> tuple[str, ...]:
    """A decision whose words changed or are gone, as a row of a table."""
    one, waits = entry
    text = one_line(one.sentence.of(one.text), len(one.text) + 1)
    return (str(one.now), str(one.was), one_line(one.annotator, 30), one.fate.value, "no" if waits else "yes", text)


def revised_record(entry: tuple[Before, bool]) -> dict[str, Any]:
    """The same as a record of schemas/list.schema.json."""
    one, waits = entry
    return {
        "article": one.now.document,
        "sentence": one.now.index + 1,
        "was": {"article": one.was.document, "sentence": one.was.index + 1},
        "annotator": one.annotator,
        "decision": one.fate.value,
        "answer": one.answer.value,
        "decided_at": one.decided_at,
        "looked_at": not waits,
        "text": one.sentence.of(one.text),
        "labels": labels_record(one.labels, one.text),
    }
