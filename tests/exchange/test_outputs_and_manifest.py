"""What is written is counted and summed up: checksums, tallies, schemes."""

import hashlib
import io
from dataclasses import replace
from pathlib import Path

from annotator.core.decision import Answer
from annotator.core.model import Span
from annotator.exchange.atomic import FileOutput, FolderOutput
from annotator.exchange.export import schemes_of
from annotator.exchange.tasks import Tally, TaskSentence
from tests.exchange.test_formats import TASK


def test_a_file_is_counted_and_hashed_as_it_grows() -> None:
    data = io.BytesIO()
    out = FileOutput(data)
    assert (out.bytes, out.sha256) == (0, hashlib.sha256().hexdigest())
    out.write(b"one\n")
    out.write(b"two\n")
    assert data.getvalue() == b"one\ntwo\n"
    assert (out.bytes, out.sha256) == (8, hashlib.sha256(b"one\ntwo\n").hexdigest())


def test_a_folder_has_the_checksum_of_what_sha256sum_prints(tmp_path: Path) -> None:
    out = FolderOutput(tmp_path)
    out.write(b"one", "a.txt")
    out.write(b"two", "b.ann")
    printed = "".join(f"{hashlib.sha256((tmp_path / n).read_bytes()).hexdigest()}  {n}\n" for n in ("a.txt", "b.ann"))
    assert (out.bytes, out.sha256) == (len(printed), hashlib.sha256(printed.encode()).hexdigest())
    assert (tmp_path / "b.ann").read_bytes() == b"two"


def test_tasks_are_counted_by_document_sentence_and_label() -> None:
    tally = Tally()
    other = replace(TASK.document, id="other")
    skipped = (TaskSentence(Span(0, 4), Answer.SKIP, ()),)
    tally.add_task(replace(TASK, elsewhere=2))
    tally.add_task(replace(TASK, annotator=None, elsewhere=1))
    tally.add_task(replace(TASK, document=other, quotes=(), sentences=skipped))
    assert tally.counts() == {"records": 3, "documents": 2, "sentences": 7, "quotes": 6}
    assert tally.elsewhere == 3
    assert tally.labels() == {
        "answers": {"accept": 6, "skip": 1},
        "types": {"indirect": 2, "direct": 2, "mixed": 2},
        "topics": {"weather": 2, "politics": 2},
        "annotators": {"ana": 4, "gold": 3},
    }


def test_labels_stand_with_the_most_frequent_first() -> None:
    tally = Tally()
    tally.add_types(["mixed", "direct", "direct"])
    tally.add_types(["direct"])
    assert list(tally.labels()["types"].items()) == [("direct", 3), ("mixed", 1)]
    assert tally.quotes == 4


def test_each_scheme_that_runs_suggested_with_is_named_once() -> None:
    settings = {"scheme": "harbours", "scheme_version": "2", "profile": "speech", "more": 1}
    runs = [{"settings": settings}, {"settings": {**settings, "more": 2}}, {"settings": {**settings, "profile": "x"}}]
    assert schemes_of(runs) == [
        {"name": "harbours", "version": "2", "profile": "speech"},
        {"name": "harbours", "version": "2", "profile": "x"},
    ]
    assert schemes_of([{"settings": {}}]) == [{"name": None, "version": None, "profile": None}]
