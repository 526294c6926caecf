"""What is counted is said in the singular where it is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.cli.articles.import_documents import AnnotationImport
from annotator.cli.data import export
from annotator.core.session.desk import Place
from annotator.exchange.annotation import Remarks
from annotator.exchange.export import Report
from annotator.store.find.sees import OpenWork
from tests.cli.conftest import Run

LISTED = "listed in exports/annotator.jsonl.manifest.json"


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        (
            1,
            [
                "1 article given again: what stands there last counts",
                "1 article put together from sentences, with white space between",
                "1 span of a cue or source left out: of no quote",
                "1 span of a cue or source in several pieces: the first one taken",
                "1 rejected task with spans left out: what would be right is not said",
                "1 topic of a whole text left out: of no sentence",
                "1 topic left out: a sentence has 3 at most",
            ],
        ),
        (
            2,
            [
                "2 articles given again: what stands there last counts",
                "2 articles put together from sentences, with white space between",
                "2 spans of a cue or source left out: of no quote",
                "2 spans of a cue or source in several pieces: the first one taken",
                "2 rejected tasks with spans left out: what would be right is not said",
                "2 topics of a whole text left out: of no sentence",
                "2 topics left out: a sentence has 3 at most",
            ],
        ),
    ],
)
def test_an_import_of_annotations_counts_in_words(
    number: int, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    remarks = Remarks(loose=number, narrowed=number, rejected=number)
    topics = {"unplaced_topics": number, "topics_beyond": number}
    counted = {"documents": 1, "again": number, "rebuilt": number, "remarks": remarks}
    AnnotationImport(None, None, Path("a.db"), "ana", **counted, **topics).narrate()  # type: ignore[arg-type]
    assert capsys.readouterr().err.splitlines()[1:] == lines


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (Report(0), "error: nothing to export: no decided sentence is chosen; decide some"),
        (
            Report(0, incomplete=1),
            "error: nothing to export: 1 annotated document not decided to the end; --unit sentence",
        ),
        (Report(0, to_file=False), "nothing to export: no decided sentence is chosen; decide some"),
    ],
)
def test_an_export_of_nothing_is_one_line_that_says_what_to_do(
    report: Report, line: str, in_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "export_database", lambda *_, **__: (report, (), 0))
    done = in_process("export", code=6 if report.to_file else 0)
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        (
            1,
            [
                "1 decided sentence written to exports/annotator.jsonl",
                f"1 span off the boundaries of tokens expanded to whole tokens: {LISTED}",
                "1 span hidden by others in the IOB columns (see the last column)",
                "1 span of a cue or source in another sentence left out: --unit document keeps them",
            ],
        ),
        (
            2,
            [
                "2 decided sentences written to exports/annotator.jsonl",
                f"2 spans off the boundaries of tokens expanded to whole tokens: {LISTED}",
                "2 spans hidden by others in the IOB columns (see the last column)",
                "2 spans of a cue or source in another sentence left out: --unit document keeps them",
            ],
        ),
    ],
)
def test_an_export_counts_in_words(
    number: int, lines: list[str], in_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = Report(number, elsewhere=number, off=number, hidden=number)
    monkeypatch.setattr(export, "export_database", lambda *_, **__: (report, (), 0))
    assert in_process("export").stderr.splitlines() == lines


def test_what_was_worked_on_and_is_in_no_export_is_part_of_the_one_line_that_ends_it(
    in_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_open = [OpenWork("ana", 2, (Place(1, 3),)), OpenWork("bo", 1, ())]
    monkeypatch.setattr(export, "export_database", lambda *_, **__: (Report(0), left_open, 0))
    done = in_process("export", code=6)
    assert done.stderr.count("\n") == 1
    assert "3 skipped sentences left out, as not decided" in done.stderr
    assert "edits that ana has not confirmed are left out, in 1 sentence (1:4)" in done.stderr
