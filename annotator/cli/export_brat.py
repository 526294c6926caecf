"""`annotator export --format brat`: a folder with a text and its annotations for every document."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from annotator.cli.export import Plan
from annotator.cli.export_run import ExportRun, NothingChosen, Part, Report, keep_earlier, target
from annotator.core.errors import UsageError
from annotator.exchange.atomic import written_folder
from annotator.exchange.formats.brat import ANNOTATION_CONF, file_stem, standoff
from annotator.exchange.manifest import Checked
from annotator.exchange.tasks import Task
from annotator.store.reader import Reader

_ENDINGS = (".txt", ".ann", ".conf")


class _Sums:
    """Takes lines of checksums in the place of a file: a folder's checksum is that of its list of checksums."""

    def write(self, data: bytes | memoryview) -> int:
        return len(data)


class _Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.taken: set[str] = set()

    def add(self, task: Task, file: Checked) -> None:
        stem = file_stem(task, self.taken)
        self._put(f"{stem}.ann", standoff(task), file)
        self._put(f"{stem}.txt", task.text, file)

    def configure(self, file: Checked) -> None:
        self._put("annotation.conf", ANNOTATION_CONF, file)

    def _put(self, name: str, text: str, file: Checked) -> None:
        data = text.encode("utf-8")
        (self.path / name).write_bytes(data)
        file.write(f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode())


def export_brat(plan: Plan) -> Report:
    """Export what the plan says; a folder's checksum in the manifest is that of its `sha256sum` lines, as written."""
    if plan.output == "-":
        raise UsageError("brat is a folder of files", "name one with -o, or leave -o out")
    with closing(Reader(plan.db)) as reader, reader.snapshot(plan.choice):
        run = ExportRun(plan, reader)
        paths = [target(plan, number) for number in range(len(plan.split.shares))]
        parts = [Part(path, Checked(_Sums())) for path in paths]
        try:
            with ExitStack() as files:
                folders = [_Folder(files.enter_context(written_folder(path, _is_ours))) for path in paths]
                for folder, part in zip(folders, parts, strict=True):
                    folder.configure(part.file)
                for task in run.tasks():
                    at = plan.split.part(task.document.id)
                    folders[at].add(task, parts[at].file)
                    parts[at].tally.add_task(task, run.name(task.annotator))
                keep_earlier(parts)
        except NothingChosen:
            return replace(run.report(parts), kept=True)
        return run.finish(parts)


def _is_ours(name: str) -> bool:
    return name.endswith(_ENDINGS)
