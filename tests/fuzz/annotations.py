"""Files of annotations, by the way of `import --as`: what is taken is sound, and comes back the same through an export.

It is stored in a database, which must be without fault afterwards. Its decisions are exported in every format that is
read again; our own records, read again, must add no decision, and those of other tools must be readable.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jsonschema import Draft202012Validator

from annotator.cli.articles.import_documents import AnnotationImport
from annotator.core.decided import Selection
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document, Run, Sentence, Suggested
from annotator.core.program.json_schema import schema_of
from annotator.core.scheme import LabelScheme, load_scheme
from annotator.exchange.annotation import Remarks
from annotator.exchange.export import run_export
from annotator.exchange.formats.registry import READ, WRITTEN, find_annotations, read_annotations
from annotator.exchange.plan import Plan
from annotator.store.integrity import problems
from annotator.store.read.reader import Reader
from annotator.store.work.importer import Importer
from tests.fuzz.case import Case, Target, expect
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import harness_files, line

BRAT = "brat"
"""The kind of an input that is a text, a line of equals signs, and the annotations of it."""
_RECORDS = "json"
_CUT = b"\n=====\n"
_GOLDEN = Path(__file__).resolve().parents[1] / "exchange" / "golden"
_TEXT = "He said yes, Ada. “We are late,” Bo wrote. Rain fell."
_OWN = (
    line(
        {
            "id": "g",
            "text": _TEXT,
            "quotes": [
                {"content": [[8, 11]], "type": "indirect", "cue": [3, 7], "source": [0, 2], "speaker": "Ada"},
                {"content": [[18, 30], [31, 32]], "cue": [[36, 41]], "source": None, "topics": ["weather"]},
            ],
        }
    ),
    line({"text": _TEXT, "label": [[8, 11, "direct"], [3, 7, "cue"]], "cats": ["weather"], "meta": {"id": "d"}}),
    line({"text": _TEXT, "spans": [{"start": 8, "end": 11, "label": "direct", "quote": 0}], "answer": "reject"}),
)
_BRAT = b"""T1\tContent 8 11\tyes
T2\tAttribution 3 7\tsaid
T3\tSource 0 2\tHe
E1\tAttribution:T2 Content:T1 Source:T3
A1\tType E1 direct
#1\tAnnotatorNotes E1\tAda
T4\tTopic 0 17\tHe said yes, Ada.
#2\tAnnotatorNotes T4\tweather
"""


def seeds() -> list[Case]:
    """The golden files of all formats that are read, some lines of our own, brat, and what the harness has."""
    cases = [Case(_RECORDS, data) for data in _OWN]
    cases += [Case(_RECORDS, path.read_bytes()) for path in sorted(_GOLDEN.rglob("*.json*")) if _is_read(path)]
    cases += [Case(BRAT, _TEXT.encode() + _CUT + _BRAT)]
    for path in sorted(_GOLDEN.rglob("*.ann")):
        cases.append(Case(BRAT, path.with_suffix(".txt").read_bytes() + _CUT + path.read_bytes()))
    return cases + [Case(_RECORDS, data) for name, data in harness_files() if "json" in name]


def run(case: Case, folder: Path) -> str:
    """Import the input into a database that has two articles, check it, and export; see `Target`."""
    db = folder / "annotator.db"
    shutil.copyfile(_empty_database(), db)
    taken = _imported(_file(case, folder), db)
    found = list(problems(db))
    expect(not found, f"a fault in the database: {re.sub('[0-9]+', '0', str(found[:1]))}")
    if taken.documents:
        _export(db, folder, taken)
    if taken.left.refused:
        raise taken.left.refused[0]
    return f"{min(taken.documents, 2)} articles, {min(taken.quotes, 3)} quotes, {min(taken.decisions, 3)} decisions"


def _is_read(path: Path) -> bool:
    return not path.name.endswith(".manifest.json") and path.stat().st_size < 30_000


def _file(case: Case, folder: Path) -> Path:
    """The input as a file, with brat's text beside it."""
    if case.kind != BRAT:
        path = folder / "input.jsonl"
        path.write_bytes(case.data)
        return path
    text, _, standoff = case.data.partition(_CUT)
    (folder / "input.txt").write_bytes(text)
    path = folder / "input.ann"
    path.write_bytes(standoff)
    return path


def _imported(path: Path, db: Path) -> AnnotationImport:
    """What became of the file's annotations; a document that is refused leaves the others."""
    with closing(Importer(db)) as importer:
        importer.open()
        suggester: Any = SimpleNamespace(loaded=_BySentence(), adaptation=None)
        taken = AnnotationImport(importer, suggester, db, "ana")
        for source in find_annotations(path):
            for annotation in read_annotations(source, taken.remarks):
                for quote in annotation.quotes:
                    for span in (*quote.content, *filter(None, (quote.cue, quote.source))):
                        expect(0 <= span.start < span.end <= len(annotation.document.text), "a span out of the text")
                try:
                    taken.take(annotation)
                except AnnotatorError as error:
                    if error.exit_code not in TARGET.refusals:
                        raise
                    taken.left.refused.append(error)  # type: ignore[arg-type]
    return taken


def _export(db: Path, folder: Path, taken: AnnotationImport) -> None:
    for format in WRITTEN:
        if format.on_tokens:
            continue  # these need spaCy's tokenizer
        for unit in format.units:
            name = folder / f"out-{unit}{format.ending}"
            # What is rejected is left out: a format in which a text without labels means "nothing here" holds it, but
            # as another answer.
            plan = Plan(format, unit, Selection(implied=True), output=str(name), partial=True)
            with closing(Reader(db)) as reader:
                report = run_export(plan, reader, _scheme())
            if report.records and format in READ:
                _read_again(name, db, ours=format.name == "jsonl")


def _read_again(path: Path, db: Path, *, ours: bool) -> None:
    try:
        again = [annotation for source in find_annotations(path) for annotation in read_annotations(source, Remarks())]
    except AnnotatorError as error:
        raise AssertionError(f"an export is not read again: {error}") from error
    expect(bool(again), "an export is empty when it is read again")
    if ours:
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            wrong = next(_validator(record["schema"]).iter_errors(record), None)
            expect(wrong is None, f"our own record is not as its schema has it: {wrong and wrong.message[:80]}")
        taken = _imported(path, db)
        expect(not taken.left.refused, f"our own record is refused: {str(taken.left.refused[:1])[:80]}")
        expect(not taken.decisions, "decisions are others when they are read again")


class _BySentence:
    """A suggester that ends sentences at full stops and suggests nothing."""

    run = Run("none", "1", {"profile": "speech"})

    def suggest_one(self, document: Document) -> Suggested:
        found = [match.span() for match in re.finditer(r"\S[^.]*\.?", document.text)][:50]
        sentences = tuple(Sentence(at, start, end) for at, (start, end) in enumerate(found))
        return Suggested(document, sentences, (), ((),) * len(sentences))


@cache
def _validator(schema: str) -> Any:
    """What holds a record to the schema that it names, such as `annotator/sentence@1`."""
    return Draft202012Validator(schema_of(schema.removeprefix("annotator/").partition("@")[0]))


@cache
def _scheme() -> LabelScheme:
    return load_scheme()


@cache
def _empty_database() -> Path:
    """A database with one article, to be copied: making one takes as long as everything else."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-fuzz-"))
    with closing(Importer(folder / "empty.db")) as importer:
        importer.add(_BySentence().suggest_one(Document("old", _TEXT)), _BySentence.run)
    return folder / "empty.db"


TARGET = Target("annotations", seeds, mutated, run, refusals=(2, 3))
