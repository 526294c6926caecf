"""The records that a report is made of, read from the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.core.decided import Selection
from annotator.core.decision import Answer, Role
from annotator.core.errors import DoneInPart

if TYPE_CHECKING:
    from annotator.core.decision import DecidedSentence
    from annotator.core.scheme import LabelScheme
    from annotator.measure.report_records import Names, Records
    from annotator.store.read.reader import Background, Reader


def read_records(reader: Reader, *, idle_cut: float, split: list[int], anonymise: bool) -> Records:
    """Read it all. Raises DoneInPart where nothing is decided."""
    from annotator.cli.schemes import scheme_in_use
    from annotator.measure.report_records import decision_record, document_record, review_record, said_record

    scheme = scheme_in_use(None, reader.scheme(), reader.profile())
    names = reader.pseudonyms() if anonymise else {}
    background = reader.background()
    decisions = [
        decision_record(one, role, names)
        for name, role, _ in reader.people()
        for one in _decisions_of(reader, name, role)
    ]
    if not decisions:
        raise DoneInPart("nothing is decided yet, so there is nothing to report", "begin with `annotator annotate`")
    asked = {"idle_cut": idle_cut, "split": split, "anonymised": anonymise}
    return {
        "facts": _facts(scheme, background, asked),
        "documents": [document_record(reader.document(number), count) for number, count in background.documents],
        "decisions": decisions,
        "reviews": [review_record(one, names) for one in background.reviewed],
        "gold": _gold(reader, names),
        "history": [said_record(one, background.places[one.sentence], names) for one in reader.said()],
    }


def _decisions_of(reader: Reader, name: str, role: Role) -> Iterator[DecidedSentence]:
    """What stands of an annotator or a reviewer, skipped sentences too; a qualification is no part of the data."""
    if role is Role.CANDIDATE:
        return iter(())
    return reader.decided(Selection(annotator=name, answers=tuple(Answer)))


def _facts(scheme: LabelScheme, background: Background, asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "schema": "annotator/report-facts@1",
        "created_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "annotator_version": __version__,
        **asked,
        "scheme": {"name": scheme.name, "version": scheme.version, "profile": scheme.profile},
        "attributes": [attribute.name for attribute in scheme.attributes],
        "quote_types": [kind.value for kind in scheme.quote_types],
        "guidelines": background.guidelines,
        "changes": background.changes,
        "stale": background.stale,
        "corrected": background.corrected,
        "runs": background.runs,
    }


def _gold(reader: Reader, names: Names) -> list[dict[str, Any]]:
    """The records of the data set, as an export writes them."""
    from annotator.exchange.manifest import Tally
    from annotator.exchange.outputs import FileOutput
    from annotator.exchange.sentence_writer import SentenceWriter

    lines = BytesIO()
    writer = SentenceWriter(Tally(), reader.document, names)
    for rows in reader.decided_rows(Selection(gold=True)):
        writer.add(rows, FileOutput(lines))
    return [json.loads(line) for line in lines.getvalue().splitlines()]
