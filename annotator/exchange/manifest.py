"""The manifest beside an export: what is in it, where it comes from, and how to see that it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from annotator import __version__
from annotator.core.revisions import Revision
from annotator.core.scheme import LabelScheme
from annotator.exchange.tasks import Task

MANIFEST_SCHEMA = "annotator/manifest@1"


@dataclass
class Tally:
    """What was written to one file, counted as it goes. The records of a document must come together.

    `quotes` are whole quotes: a continuation counts with the quote it carries on. `answers`, `topics` and `annotators`
    count sentences. `elsewhere` counts cues and sources outside the text of their sentence, which were left out;
    `hidden` counts spans that a format could not show because another one stands in their place.
    """

    records: int = 0
    documents: int = 0
    sentences: int = 0
    quotes: int = 0
    elsewhere: int = 0
    hidden: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    annotators: Counter[str] = field(default_factory=Counter)
    _latest: str | None = None

    def add_task(self, task: Task) -> None:
        """Count a task as it was written, its spans on the boundaries of tokens where the format wants that."""
        self.records += 1
        self.documents += task.document.id != self._latest
        self._latest = task.document.id
        self.sentences += len(task.sentences)
        self.elsewhere += task.elsewhere
        self.annotators[task.annotator_name] += len(task.sentences)
        self.add_types(quote.type.value for quote in task.quotes)
        self.answers.update(sentence.answer.value for sentence in task.sentences)
        self.topics.update(topic for sentence in task.sentences for topic in sentence.topics)

    def add_types(self, types: Iterable[str]) -> None:
        """Count quotes by their types."""
        before = self.types.total()
        self.types.update(types)
        self.quotes += self.types.total() - before

    def counts(self) -> dict[str, int]:
        """The totals."""
        return {
            "records": self.records,
            "documents": self.documents,
            "sentences": self.sentences,
            "quotes": self.quotes,
        }

    def labels(self) -> dict[str, dict[str, int]]:
        """How often each label occurs, the most frequent first."""
        counters = {
            "answers": self.answers,
            "types": self.types,
            "topics": self.topics,
            "annotators": self.annotators,
        }
        return {name: dict(counter.most_common()) for name, counter in counters.items()}


def manifest_record(
    asked: dict[str, Any],
    *,
    scheme: LabelScheme,
    runs: list[dict[str, Any]],
    files: list[dict[str, Any]],
    left_out: dict[str, int],
    alignment: dict[str, Any] | None,
    revision: Revision | None = None,
) -> dict[str, Any]:
    """What schemas/manifest.schema.json describes; `asked` is its part that says what was asked for.

    `alignment` lists the spans that did not end where tokens end; None for formats that do not count tokens.
    """
    return {
        "schema": MANIFEST_SCHEMA,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "annotator_version": __version__,
        **asked,
        "scheme": {
            "name": scheme.name,
            "version": scheme.version,
            "profile": scheme.profile,
            "topics": [topic.key for topic in scheme.topics],
        },
        "revision": _revision_record(revision),
        "schemes": schemes_of(runs),
        "runs": runs,
        "left_out": left_out,
        "alignment": alignment,
        "files": files,
    }


def _revision_record(revision: Revision | None) -> dict[str, Any] | None:
    """The revision under which labels were read, and the topics that are not offered any more but may be in it."""
    if revision is None:
        return None
    outdated = [label.key for label in revision.labels.outdated()]
    said = {name: getattr(revision, name) for name in ("number", "uuid", "at", "reason")}
    return {**said, "outdated_topics": outdated}


def schemes_of(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The label schemes and guideline profiles that the runs suggested with, each once."""
    keys = {"name": "scheme", "version": "scheme_version", "profile": "profile"}
    found = [{key: run["settings"].get(setting) for key, setting in keys.items()} for run in runs]
    return [scheme for at, scheme in enumerate(found) if scheme not in found[:at]]
