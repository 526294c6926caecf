"""All that a report is made of, read from the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.core.decision import Answer
from annotator.core.errors import DoneInPart
from annotator.core.people import Role
from annotator.core.selection import Selection

if TYPE_CHECKING:
    from annotator.core.decision import DecidedSentence
    from annotator.core.scheme import LabelScheme
    from annotator.core.work import Said
    from annotator.measure.agreement.result import Agreement
    from annotator.measure.bias.measure import Bias
    from annotator.measure.report.records import Names
    from annotator.measure.report.tables import Figures
    from annotator.store.reader import Reader
    from annotator.store.report_rows import Background


@dataclass(frozen=True, slots=True)
class ReportData:
    """The records of a report's files by name (`facts` is one record), and what its figures are made of.

    `names`: under which names people appear.
    """

    records: dict[str, Any]
    figures: Figures
    said: list[Said]
    names: Names


def read_report_data(reader: Reader, *, idle_cut: float, split: list[int], anonymise: bool) -> ReportData:
    """Read it all. Raises DoneInPart where nothing is decided."""
    from annotator.cli.schemes import scheme_in_use
    from annotator.measure.report.records import (
        decision_record,
        document_record,
        review_record,
        said_record,
    )
    from annotator.measure.report.tables import Figures
    from annotator.measure.review import review_figures

    scheme = scheme_in_use(None, reader.scheme(), reader.profile())
    roles = {name: role for name, role, _ in reader.people()}
    names = reader.pseudonyms() if anonymise else {}
    background, said = reader.background(), reader.said()
    decided = {name: list(_decisions_of(reader, name, role)) for name, role in roles.items()}
    if not any(decided.values()):
        raise DoneInPart("nothing is decided yet, so there is nothing to report", "begin with `annotator annotate`")
    asked = {"idle_cut": idle_cut, "split": split, "anonymised": anonymise}
    records: dict[str, Any] = {
        "facts": _facts(scheme, background, asked),
        "documents": [document_record(reader.document(number), count) for number, count in background.documents],
        "decisions": [decision_record(one, roles[name], names) for name, made in decided.items() for one in made],
        "reviews": [review_record(one, names) for one in background.reviewed],
        "gold": _gold(reader, names),
        "history": [said_record(one, background.places[one.sentence], names) for one in said],
    }
    agreement = _agreement(scheme, (one for made in decided.values() for one in made))
    texts = {document["id"]: document["text"] for document in records["documents"]}
    figures = Figures(agreement, review_figures(background.reviewed, texts), _bias(roles, decided, background))
    return ReportData(records, figures, said, names)


def _bias(roles: Mapping[str, Role], decided: Mapping[str, list[DecidedSentence]], background: Background) -> Bias:
    from annotator.measure.bias.measure import bias

    of_annotators = [one for name, made in decided.items() if roles[name] is Role.ANNOTATOR for one in made]
    settled = {(one.document, one.place.index): one.labels for one in background.reviewed}
    return bias([one for one in of_annotators if one.decision.answer is not Answer.SKIP], settled)


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

    lines = _Lines()
    writer = SentenceWriter(Tally(), reader.document, names)
    for rows in reader.decided_rows(Selection(gold=True)):
        writer.add(rows, FileOutput(lines))
    return [json.loads(line) for line in bytes(lines.written).splitlines()]


class _Lines:
    """What was written."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, data: bytes, /) -> int:
        """Add the data."""
        self.written += data
        return len(data)


def _agreement(scheme: LabelScheme, decided: Iterable[DecidedSentence]) -> Agreement:
    from annotator.measure.agreement.measure import measure_agreement

    attributes = [attribute.name for attribute in scheme.attributes]
    return measure_agreement(decided, attributes=attributes, types=scheme.quote_types, worst=0)
