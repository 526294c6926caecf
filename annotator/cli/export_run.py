"""What `annotator export` does: from the chosen decisions to files, each with its part of the documents."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.cli.export import Plan
from annotator.cli.export_half import LONG, STRETCHES, OtherHalf
from annotator.cli.schemes import scheme_in_use
from annotator.core.errors import UsageError
from annotator.core.model import Answer, Span
from annotator.core.selection import Selection
from annotator.exchange.alignment import Aligner, Token
from annotator.exchange.atomic import standard_output, written
from annotator.exchange.formats.conll import Conll
from annotator.exchange.formats.registry import NEGATIVES, SUFFIXES, TOKENS, Encoder, make_encoder
from annotator.exchange.jsonlines import to_line
from annotator.exchange.lines import LineWriter
from annotator.exchange.manifest import MANIFEST_SCHEMA, Checked, Tally, schemes_of
from annotator.exchange.tasks import Task, Whole, document_task, document_unit_record, sentence_task, wholes
from annotator.store.reader import Reader


@dataclass
class Report:
    """What an export did, for people.

    `listed` is where the spans off the tokens' boundaries are listed; `kept` says that there was nothing to export, and
    that an earlier export was left as it is.
    """

    records: int
    where: str
    kept: bool = False
    incomplete: int = 0
    elsewhere: int = 0
    off: int = 0
    hidden: int = 0
    listed: str = ""


class NothingChosen(Exception):
    """There is nothing to export, and an earlier export in the way: no reason to lose it."""


class Part:
    """One file of an export: what goes into it, and what has been counted of it."""

    def __init__(self, path: Path | None, file: Checked) -> None:
        self.path, self.file, self.tally = path, file, Tally()

    def described(self, name: str) -> dict[str, Any]:
        """The file's entry in the manifest."""
        return {
            "name": self.path.name if self.path else "-",
            "part": name,
            "sha256": self.file.sha256,
            "bytes": self.file.bytes,
            **self.tally.counts(),
            "labels": self.tally.labels(),
        }


def run_export(plan: Plan) -> Report:
    """Export what the plan says. Every file takes its name when all of them are complete."""
    if plan.output == "-" and len(plan.split.shares) > 1:
        raise UsageError("--split makes several files", "name one with -o, or leave -o out")
    if plan.format == "brat":
        from annotator.cli.export_brat import export_brat

        return export_brat(plan)
    with closing(Reader(plan.db)) as reader, reader.snapshot(plan.choice):
        run = ExportRun(plan, reader)
        try:
            with ExitStack() as files:
                parts = [_opened(plan, number, files) for number in range(len(plan.split.shares))]
                run.write(parts)
                keep_earlier(parts)
        except NothingChosen:
            return replace(run.report(parts), kept=True)
        return run.finish(parts)


def keep_earlier(parts: Sequence[Part]) -> None:
    """Raise NothingChosen where nothing was written and an earlier export would be replaced by that."""
    if not any(part.tally.records for part in parts) and any(part.path and part.path.exists() for part in parts):
        raise NothingChosen


class ExportRun:
    """One export on its way: the names in use, the aligner, and what is left out."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        self.plan, self.reader = plan, reader
        self.names = reader.pseudonyms() if plan.anonymise else {}
        self.incomplete = 0
        self.conll = Conll()
        self.scheme = scheme_in_use(None, reader.scheme())
        self._bins = [self._token_bin() for _ in plan.split.shares] if plan.format in TOKENS else []
        self.aligner = Aligner(self._bins[0].tokenize, plan.align) if self._bins else None

    def name(self, annotator: str | None) -> str:
        """The name under which an annotator appears; several together are `gold`."""
        return "gold" if annotator is None else self.names.get(annotator, annotator)

    def write(self, parts: Sequence[Part]) -> None:
        """Write every part's file."""
        if self.plan.format != "jsonl":
            self._write_tasks(parts)
        elif self.plan.unit == "document":
            for whole in self._wholes():
                part = parts[self.plan.split.part(whole.document.id)]
                part.file.write(to_line(document_unit_record(whole, self.name)))
                part.tally.add_whole(whole, self.name(whole.annotator))
        else:
            self._write_lines(parts)

    def tasks(self) -> Iterator[Task]:
        """The tasks of the unit, under the names to be shown; documents decided in part only where wanted."""
        if self.plan.unit == "sentence":
            for one in self.reader.decided(self.plan.choice):
                yield self._named(sentence_task(one))
            return
        for whole in self._wholes():
            if not whole.complete and self.plan.format in NEGATIVES and not self.plan.partial:
                self.incomplete += 1
            else:
                yield self._named(document_task(whole))

    def report(self, parts: Sequence[Part]) -> Report:
        """What was done."""
        return Report(
            records=sum(part.tally.records for part in parts),
            where="standard output" if self.plan.output == "-" else str(target(self.plan)),
            incomplete=self.incomplete,
            elsewhere=sum(part.tally.elsewhere for part in parts),
            off=len(self.aligner.off) if self.aligner else 0,
            hidden=self.conll.hidden,
            listed="not listed without a file",
        )

    def finish(self, parts: Sequence[Part]) -> Report:
        """Write the manifest, where there is a file to put it beside, and say what was done."""
        path, report = target(self.plan), self.report(parts)
        if self.plan.manifest and parts[0].path is not None and parts[0].path.exists():
            beside = path.with_name(f"{path.name}.manifest.json")
            report.listed = f"listed in {beside}"
            with written(beside) as out:
                out.write(to_line(self.manifest(parts)))
        return report

    def manifest(self, parts: Sequence[Part]) -> dict[str, Any]:
        """What schemas/manifest.schema.json describes."""
        plan, runs = self.plan, self.reader.runs(self.plan.choice)
        choice = plan.choice
        return {
            "schema": MANIFEST_SCHEMA,
            "created_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "annotator_version": __version__,
            "format": plan.format,
            "unit": plan.unit,
            "choice": {
                "annotator": None if choice.annotator is None else self.name(choice.annotator),
                "gold": choice.gold,
                "status": list(choice.answers),
                "since": choice.since,
                "documents": list(choice.documents),
                "implied": choice.implied,
                "partial": plan.partial,
                "anonymised": plan.anonymise,
                "split": list(plan.split.shares),
            },
            "scheme": {
                "name": self.scheme.name,
                "version": self.scheme.version,
                "topics": [topic.key for topic in self.scheme.topics],
            },
            "schemes": schemes_of(runs),
            "runs": runs,
            "left_out": {"incomplete_documents": self.incomplete, "elsewhere": sum(p.tally.elsewhere for p in parts)},
            "alignment": {"mode": plan.align, "off": self.aligner.off} if self.aligner else None,
            "files": [part.described(name) for part, name in zip(parts, plan.split.names, strict=True)],
        }

    def _write_lines(self, parts: Sequence[Part]) -> None:
        """The hot path: rows in, lines out, no objects between; of a long one half in another process."""
        choice, reader = self.plan.choice, self.reader
        writer = LineWriter(reader.document, self.name)
        alone = len(parts) > 1 or parts[0].path is None or (os.cpu_count() or 1) < 2
        if alone or reader.decided_count() < LONG:
            self._write_rows(parts, choice, writer)
        else:
            with OtherHalf(self.plan.db, choice, self.names, reader.stamp(), STRETCHES) as half:
                for number, between in enumerate(reader.stretches(STRETCHES)):
                    if number % 2 == 0 or not half.take(parts[0].file, parts[0].tally):
                        self._write_rows(parts, replace(choice, between=between), writer)
        for part in parts:
            part.tally.sentences, part.tally.quotes = part.tally.records, part.tally.types.total()

    def _write_rows(self, parts: Sequence[Part], choice: Selection, writer: LineWriter) -> None:
        for rows in self.reader.decided_rows(choice):
            if len(parts) == 1:
                parts[0].file.write(writer.lines(rows, parts[0].tally))
                continue
            for number, mine in groupby(rows, key=itemgetter(0)):
                part = parts[self.plan.split.part(self.reader.document(number).id)]
                part.file.write(writer.lines(list(mine), part.tally))

    def _write_tasks(self, parts: Sequence[Part]) -> None:
        encoders = [self._encoder(number) for number in range(len(parts))]
        tasks = self.tasks()
        first = next(tasks, None)
        if first is None and self.plan.output == "-":
            return
        for part, encoder in zip(parts, encoders, strict=True):
            part.file.write(encoder.head())
        for task in chain([first] if first else [], tasks):
            at = self.plan.split.part(task.document.id)
            done, data = encoders[at].add(task)
            parts[at].file.write(data)
            parts[at].tally.add_task(done, done.annotator or "gold")
        for part, encoder in zip(parts, encoders, strict=True):
            part.file.write(encoder.tail())

    def _encoder(self, number: int) -> Encoder:
        plan = self.plan
        return make_encoder(
            plan.format,
            aligner=self.aligner,
            token_bin=self._bins[number] if self._bins else None,
            topics=self._all_topics() if plan.format in TOKENS else (),
            gold=plan.choice.gold,
            raw=plan.raw,
            conll=self.conll,
        )

    def _all_topics(self) -> list[str]:
        """Every topic that a text of this export may have: those chosen, and those of the label scheme in use."""
        return sorted({*self.reader.topics(self.plan.choice), *(topic.key for topic in self.scheme.topics)})

    def _wholes(self) -> Iterator[Whole]:
        return wholes(self.reader.decided(self.plan.choice), gold=self.plan.choice.gold)

    def _named(self, task: Task) -> Task:
        return replace(task, annotator=self.name(task.annotator))

    def _token_bin(self) -> TokenBin:
        from annotator.suggest.docbin import DocBinWriter

        return TokenBin(DocBinWriter(self.plan.lang))


class TokenBin:
    """spaCy's DocBin and tokenizer, in the terms of tasks."""

    def __init__(self, docbin: Any) -> None:
        self._docbin = docbin

    def tokenize(self, text: str) -> list[Token]:
        """The tokens of spaCy's blank pipeline of the language."""
        return [Token(*token) for token in self._docbin.tokens(text)]

    def add_task(self, task: Task, topics: Sequence[str]) -> None:
        """Add the task with aligned quotes."""
        sentences: list[tuple[Span, Sequence[str]]] = [
            (sentence.span, sentence.topics) for sentence in task.sentences if sentence.answer is not Answer.SKIP
        ]
        about = {"id": task.id, "annotator": task.annotator, "answer": task.answer.value, "decided_at": task.decided_at}
        self._docbin.add(task.text, task.quotes, sentences, topics, about)

    def to_bytes(self) -> bytes:
        """The `.spacy` file."""
        data: bytes = self._docbin.to_bytes()
        return data


def target(plan: Plan, part: int | None = None) -> Path:
    """The file that an export goes to; with a split, the file of one of its parts."""
    suffix = ".documents.jsonl" if (plan.format, plan.unit) == ("jsonl", "document") else SUFFIXES[plan.format]
    whole = Path(plan.output) if plan.output else Path("exports") / f"{plan.db.stem}{suffix}"
    if part is None or len(plan.split.shares) == 1:
        return whole
    ending = suffix if whole.name.endswith(suffix) else whole.suffix
    return whole.with_name(f"{whole.name.removesuffix(ending)}.{plan.split.names[part]}{ending}")


def _opened(plan: Plan, number: int, files: ExitStack) -> Part:
    if plan.output == "-":
        return Part(None, Checked(files.enter_context(standard_output())))
    path = target(plan, number)
    special = path.exists() and not path.is_file()
    return Part(None if special else path, Checked(files.enter_context(written(path))))
