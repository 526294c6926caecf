"""The run of an export: from the chosen decisions to files, each with its share of the documents, and a manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from annotator.core.decided import Selection
from annotator.core.decision import DecidedSentence
from annotator.core.drawable import one_line
from annotator.core.errors import UsageError
from annotator.core.model import Document, Sentence, grouped
from annotator.core.program.resources import read_schema
from annotator.core.program.targets import being_written, refuse_other_file, refuse_other_folder
from annotator.core.revisions import Revision
from annotator.core.scheme import LabelScheme
from annotator.exchange.atomic import (
    ByteStream,
    Written,
    checksum,
    failing,
    standard_output,
    written,
    written_folder,
)
from annotator.exchange.formats.format import Format, MakeDocBin, Writer, WriterSettings
from annotator.exchange.lines import RECORD_BEGINS, Record, made_now, record_at, record_of, to_line
from annotator.exchange.plan import Plan
from annotator.exchange.tasks import Aligner, ExportTally, Task, document_tasks, sentence_task


class DecisionSource(Protocol):
    """Where decisions come from: the database, read by the layer that knows SQL.

    Everything is of one state, and comes document by document, in the order of the text, then by annotator.
    """

    def check(self, selection: Selection) -> None:
        """Raise InputRefused for an annotator or document that is not there."""

    def decided(self, selection: Selection) -> Iterator[DecidedSentence]:
        """The chosen decisions."""

    def topics(self, selection: Selection) -> Sequence[str]:
        """The topics that occur in what is chosen."""

    def attributes(self, selection: Selection) -> Sequence[tuple[str, str]]:
        """The attributes of quotes that occur in what is chosen, each with a value."""

    def runs(self, selection: Selection) -> list[Record]:
        """The runs whose suggestions were answered in what is chosen: id, pipeline, version and settings."""

    def contested(self, selection: Selection) -> int:
        """How many sentences of a gold selection are not in it, as annotators differ and nobody reviewed them."""

    def revision(self) -> Revision | None:
        """The revision under which labels are read; None where none is known."""

    def pseudonyms(self) -> Mapping[str, str]:
        """A name such as `annotator-1` for every annotator."""

    def texts(self, selection: Selection) -> Iterator[tuple[Document, Sequence[Sentence]]]:
        """The chosen documents with their sentences."""


@dataclass
class Report:
    """What an export did, for people.

    `to_file`: whether it was written to a file or folder (no stream, no device). Without `records` none was made.
    `incomplete` documents, decided in part, were left out, and so were `contested` sentences, of which there is no
    gold; `off` counts spans off the boundaries of tokens, `elsewhere` and `hidden` are as in `ExportTally`.
    """

    records: int
    to_file: bool = True
    incomplete: int = 0
    contested: int = 0
    elsewhere: int = 0
    off: int = 0
    hidden: int = 0


@dataclass
class ExportFile:
    """One file (or folder) of an export: where it is, what it is written to, what has been counted of it.

    `path` is None for what cannot be replaced or have a manifest beside it: standard output, a device.
    """

    path: Path | None
    target: ByteStream | Path
    tally: ExportTally = field(default_factory=ExportTally)

    def write(self, data: Written) -> None:
        """Add data to the file, or whole files by their names to the folder. Raises OSError as these do."""
        if not isinstance(self.target, Path):
            assert isinstance(data, bytes), "formats that are files give bytes"
            self.target.write(data)
        elif isinstance(data, Mapping):
            for name, content in data.items():
                (self.target / name).write_bytes(content)

    def flush(self) -> None:
        """Hand on what was written to a file. Raises OSError as it does."""
        if not isinstance(self.target, Path):
            self.target.flush()

    def described(self, part: str) -> Record:
        """What a manifest says of it, before it has taken its name. Raises OSError."""
        assert self.path is not None, "what has no manifest is in none"
        new = self.target if isinstance(self.target, Path) else Path(cast("BinaryIO", self.target).name)
        sha256, size = checksum(new)
        return {"name": self.path.name, "part": part, "sha256": sha256, "bytes": size, **self.tally.described()}


class _NothingChosen(Exception):
    """There is nothing to export: no file is made, and an earlier export must not be lost."""


def run_export(
    plan: Plan, source: DecisionSource, scheme: LabelScheme, make_docbin: MakeDocBin | None = None
) -> Report:
    """Export what the plan says. Every file takes its name when all of them are complete.

    `make_docbin` is needed for formats that count tokens. Raises UsageError (standard output cannot take several files,
    no such way to align, something else would be replaced than an earlier export as it was written), InputRefused
    (`--align strict`), EnvironmentFailed, and what the source raises for rows that are damaged.
    """
    plan.check()
    with _naming(plan):
        refuse_other_targets(plan)
    source.check(plan.selection)
    run = _Run(plan, source, scheme, make_docbin)
    try:
        with ExitStack() as naming, ExitStack() as files:
            run.parts = [_opened(plan, path, files) for path in plan.files]
            run.write()
            return run.finish(files, naming)
    except _NothingChosen:
        return run.report()


def _opened(plan: Plan, path: Path, files: ExitStack) -> ExportFile:
    if plan.to_stdout:
        return ExportFile(None, files.enter_context(standard_output()))
    if plan.format.is_folder:
        return ExportFile(path, files.enter_context(written_folder(path)))
    is_special = path.exists() and not path.is_file()
    return ExportFile(None if is_special else path, files.enter_context(written(path)))


class _Run:
    """One export on its way: its parts, the names in use, the aligner, and the documents that were left out."""

    def __init__(self, plan: Plan, source: DecisionSource, scheme: LabelScheme, make_docbin: MakeDocBin | None) -> None:
        self._plan, self._source, self._scheme = plan, source, scheme
        self._names = source.pseudonyms() if plan.anonymise else {}
        self._make_docbin = make_docbin
        self._aligner: Aligner | None = None
        if plan.format.on_tokens:
            assert make_docbin is not None, "formats that count tokens need spaCy's tokenizer"
            self._aligner = Aligner(make_docbin().tokens, plan.align)
        self._incomplete = 0
        self.parts: list[ExportFile] = []

    def write(self) -> None:
        """Write every part. Raises _NothingChosen where files would be made, or replaced, with nothing in any."""
        plan = self._plan
        if plan.guidelines is not None:
            self._write_texts(task_record(self._scheme, plan.guidelines))
        elif plan.unit == "sentence" and plan.format.sentence_record is not None:
            for decided in self._decided(plan.selection):
                part = self.parts[self._number(decided.document)]
                part.write(to_line(plan.format.sentence_record(decided)))
                part.tally.add_sentence(decided)
        else:
            assert plan.format.writer is not None, "only formats that are written can be asked for"
            self._write_tasks(plan.format.writer)
        if not any(part.tally.records for part in self.parts) and any(part.path for part in self.parts):
            raise _NothingChosen

    def report(self) -> Report:
        """What was done."""
        return Report(
            records=sum(part.tally.records for part in self.parts),
            to_file=any(part.path for part in self.parts),
            incomplete=self._incomplete,
            contested=self._source.contested(self._plan.selection) if self._plan.selection.gold else 0,
            elsewhere=sum(part.tally.elsewhere for part in self.parts),
            off=len(self._aligner.off) if self._aligner else 0,
            hidden=sum(part.tally.hidden for part in self.parts),
        )

    def finish(self, files: ExitStack, naming: ExitStack) -> Report:
        """Write the manifest, where there are files to put it beside, and say what was done.

        It takes its name before what it lists does: without it, that could not be told from other people's files. As it
        has the checksums of what stood there as well, whatever stands there after a failure is known by it. Meanwhile
        (`naming`) no other export takes names there, lest it be the manifest of that one.
        """
        report = self.report()
        for part in self.parts:  # a full disk is seen before any of them takes its name
            part.flush()
        if all(part.path for part in self.parts):
            naming.enter_context(_naming(self._plan))
            replaced = refuse_other_targets(self._plan)  # once more: somebody may have worked there meanwhile
            manifest = files.enter_context(written(self._plan.manifest_path))
            manifest.write(to_line(self._manifest(report, replaced)))
            manifest.flush()
        return report

    def _manifest(self, report: Report, replaced: Mapping[str, str]) -> Record:
        """What schemas/manifest.schema.json describes; `replaced` are checksums of what stands there, by name."""
        plan, scheme, asked_for = self._plan, self._scheme, self._plan.selection.annotator
        runs, revision = [] if plan.guidelines else self._source.runs(plan.selection), self._source.revision()
        left_out = {"incomplete_documents": report.incomplete, "elsewhere": report.elsewhere}
        if plan.selection.gold:
            left_out["contested"] = report.contested
        return {
            "schema": MANIFEST_SCHEMA,
            **made_now(),
            **plan.described(None if asked_for is None else self._names.get(asked_for, asked_for)),
            "scheme": record_of(scheme, "name", "version", "profile")
            | {"topics": [topic.key for topic in scheme.topics]},
            "revision": revision
            and record_of(revision, "number", "uuid", "at", "reason")
            | {"outdated_topics": [label.key for label in revision.labels.outdated()]},
            "schemes": schemes_of(runs),
            "runs": runs,
            "left_out": left_out,
            "alignment": {"mode": plan.align, "off": self._aligner.off} if self._aligner else None,
            "files": [part.described(name) for part, name in zip(self.parts, plan.split.names, strict=True)],
            **({"replaced": replaced} if replaced else {}),
        }

    def _write_texts(self, task: Record) -> None:
        """Write articles; each file begins with what is asked of whoever suggests."""
        for part in self.parts:
            part.write(to_line(task))
        for document, sentences in self._source.texts(self._plan.selection):
            part = self.parts[self._number(document)]
            part.write(to_line(text_record(document, sentences)))
            part.tally.records += 1
            part.tally.documents += 1
            part.tally.sentences += len(sentences)

    def _number(self, document: Document) -> int:
        """Which of the parts, from 0, a document goes to."""
        return self._plan.split.part(document.lasting_id)

    def _write_tasks(self, make: Callable[[WriterSettings], Writer]) -> None:
        plan, scheme, tasks, topics = self._plan, self._scheme, self._tasks(), list[str]()
        if plan.format.on_tokens:
            # Every topic that a text of this export may have: those chosen, and those of the label scheme in use.
            topics = sorted({*self._source.topics(plan.selection), *(topic.key for topic in scheme.topics)})
        attributes = {attribute.name: [*attribute.values] for attribute in scheme.attributes}
        for name, value in self._source.attributes(plan.selection):  # also such as were retired or merged since
            attributes[name] = [*dict.fromkeys((*attributes.get(name, ()), value))]
        written = [
            (
                part,
                make(WriterSettings(part.tally, self._make_docbin, topics, attributes, plan.selection.gold, plan.raw)),
            )
            for part in self.parts
        ]
        if self._aligner:
            tasks = map(self._aligner.aligned, tasks)
        first = next(tasks, None)
        if first is None:
            return
        for part, writer in written:
            part.write(writer.head)
        for task in chain([first], tasks):
            part, writer = written[self._number(task.document)]
            part.write(writer.piece(task))
            part.tally.add_task(task)
        for part, writer in written:
            part.write(writer.tail())

    def _tasks(self) -> Iterator[Task]:
        """The tasks of the unit; documents decided in part only where they are wanted."""
        selection = self._plan.selection
        if self._plan.unit == "sentence":
            yield from map(sentence_task, self._decided(selection))
            return
        decided = self._decided(selection.with_all_between())
        for task in document_tasks(decided, selection, self._scheme.quote_types):
            if not task.complete and self._plan.format.nothing_means_none and not self._plan.partial:
                self._incomplete += 1
            else:
                yield task

    def _decided(self, selection: Selection) -> Iterator[DecidedSentence]:
        """The chosen decisions, under the names that annotators appear by."""
        for decided in self._source.decided(selection):
            name = self._names.get(decided.decision.annotator)
            yield decided if name is None else decided._replace(decision=decided.decision._replace(annotator=name))


# ---- The manifest beside an export: what is in it, where it comes from, and how to see that it is whole.

MANIFEST_SCHEMA = "annotator/manifest@1"


def schemes_of(runs: list[Record]) -> list[Record]:
    """The label schemes and guideline profiles that the runs suggested with, each once."""
    keys = {"name": "scheme", "version": "scheme_version", "profile": "profile"}
    schemes = [{key: run["settings"].get(setting) for key, setting in keys.items()} for run in runs]
    return [scheme for index, scheme in enumerate(schemes) if scheme not in schemes[:index]]


# ---- Whether what stands where an export is to go is an earlier export, and may be replaced.


@contextmanager
def _naming(plan: Plan) -> Iterator[None]:
    """Keep other exports from taking names where this one goes, once those that do are through."""
    folder = plan.manifest_path.parent
    with ExitStack() as kept:
        if not plan.to_stdout and folder.is_dir():
            with failing(folder):
                kept.enter_context(being_written(folder, wait=True))
        yield


def refuse_other_targets(plan: Plan) -> dict[str, str]:
    """The checksums, by name, of what earlier exports left there. Raises UsageError where that is no earlier export.

    One is known by the manifest beside it, which lists its files, or by its own records. What is listed with another
    checksum is work that somebody did where it stands. An empty file or folder is no loss. The parts of a split stay
    known where the next export has none, or others.
    """
    if plan.to_stdout:
        return {}
    with failing(plan.manifest_path):
        listed = _listed(plan.manifest_path)
    replaced = {name: sums[-1] for name, sums in listed.items()}
    for path in plan.files:
        with failing(path):
            if plan.format.is_folder:
                refuse_other_folder(path, lambda folder: folder.name in listed, "export")
            else:
                is_ours = bool if path.name in listed else _is_record  # what is listed may begin with anything
                refuse_other_file(path, is_ours, "export")
            sha256, size = checksum(path) if path.is_file() or path.is_dir() else ("", 0)
        if size and sha256 not in listed.get(path.name, (sha256,)):
            raise UsageError(
                f"{one_line(path)} was changed since it was exported, and that would be lost",
                "move it away, or name another place",
            )
        if size:
            replaced[path.name] = sha256
    refuse_other_file(plan.manifest_path, _is_record, "manifest")
    return replaced


def _is_record(head: bytes) -> bool:
    return head.startswith(RECORD_BEGINS)


def _listed(manifest: Path) -> dict[str, list[str]]:
    """The names of the files that a manifest knows, with the checksums that each may have; none without one of ours."""
    try:
        record = (record_at(manifest, MANIFEST_SCHEMA) if manifest.is_file() else None) or {"files": ()}
        written = ((file["name"], file["sha256"]) for file in record["files"])
        return grouped([*record.get("replaced", {}).items(), *written])
    except (TypeError, KeyError, AttributeError):
        return {}


# ---- Articles for whoever suggests elsewhere: what is to be marked, the form of an answer, and the texts.
#
# The first line is the task, each other line an article. The task is not on every line: with the terms of the default
# scheme it is twenty times as long as an article. Lines of articles stand for themselves, so what they are cut into
# needs the first line before it and nothing else; with `--split` each file has one.


TEXTS = Format(name="texts", title="articles for suggesters", ending=".texts.jsonl", units=("document",))
"""Not among those that decisions are written in."""
_TEXTS_SCHEMA = {"schema": "annotator/texts@1"}


def task_record(scheme: LabelScheme, guidelines: str) -> Record:
    """What is asked: the label scheme with its profile, the text of the guidelines, and the form of an answer."""
    used = record_of(scheme, "name", "version", "topics", "profile", "quote_types", "neutral", "attributes")
    return _TEXTS_SCHEMA | {"scheme": used, "guidelines": guidelines, "answer": answer_schema(scheme)}


def text_record(document: Document, sentences: Sequence[Sentence]) -> Record:
    """An article and where its sentences start and end, in code points of its text."""
    about = record_of(document, "id", "title", "source", "published", "text")
    return _TEXTS_SCHEMA | about | {"sentences": [[*sentence.span] for sentence in sentences]}


def answer_schema(scheme: LabelScheme) -> Record:
    """The JSON Schema of an answer: schemas/answer.json with the labels of the scheme.

    Servers make grammars of it, and leave out or refuse what they do not know: there is no reference, pattern, length
    or count in it. So an answer may have quotes without content, and attributes without any in them.
    """
    answer: Record = json.loads(read_schema("answer.json"))
    quote = answer["properties"]["quotes"]["items"]["properties"]
    quote["type"]["enum"] = [*scheme.quote_types]
    quote["topics"]["items"]["enum"] = [topic.key for topic in scheme.topics]
    quote["attributes"]["properties"] = {
        attribute.name: {"type": "string", "enum": [*attribute.values]} for attribute in scheme.attributes
    }
    return answer
