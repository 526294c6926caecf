"""The run of an export: what is told of it, what is left as it was, and under which names people appear."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decided import Selection
from annotator.core.decision import Answer, DecidedSentence, Decision
from annotator.core.errors import EnvironmentFailed, InputRefused, RowUnreadable, UsageError
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span
from annotator.exchange import atomic
from annotator.exchange.atomic import checksum
from annotator.exchange.export import Report, run_export, schemes_of
from annotator.exchange.formats.registry import WRITTEN, format_named
from annotator.exchange.lines import Record
from annotator.exchange.plan import Plan, Split
from annotator.exchange.tasks import ExportTally, TaskSentence
from annotator.suggest.span_groups import DocBinWriter
from tests.exchange.golden_documents import SCHEME, MemorySource, golden_decisions
from tests.exchange.test_formats import TASK

NOTHING = Selection(documents=("nowhere",))


def export(path: Path | str, name: str = "jsonl", unit: str | None = None, **how: Any) -> Report:
    format = format_named(name)
    plan = Plan(format, unit or format.units[0], output=str(path), **how)
    return run_export(plan, MemorySource(golden_decisions()), SCHEME, DocBinWriter)


def manifest_of(path: Path) -> Any:
    return json.loads(path.with_name(f"{path.name}.manifest.json").read_text(encoding="utf-8"))


def test_sentences_are_reported_with_the_place_they_went_to(tmp_path: Path) -> None:
    report = export(tmp_path / "a.jsonl")
    assert report == Report(records=14)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.jsonl", "a.jsonl.manifest.json"]


def test_what_is_left_out_or_moved_is_reported_and_stands_in_the_manifest(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    report = export(path, "prodigy", "document")
    assert (report.records, report.incomplete, report.elsewhere, report.off) == (3, 1, 0, 0)
    assert manifest_of(path)["left_out"] == {"incomplete_documents": 1, "elsewhere": 0}
    report = export(path, "prodigy", "document", partial=True)
    assert (report.records, report.incomplete, report.off) == (4, 0, 2)
    assert [entry["role"] for entry in manifest_of(path)["alignment"]["off"]] == ["content", "cue"]
    assert export(path, "doccano", "sentence").elsewhere == 2
    assert export(path, "conll").incomplete == 0
    with pytest.raises(InputRefused, match="mill"):
        export(path, "prodigy", "sentence", align="strict")
    with pytest.raises(UsageError, match="shrink"):
        export(path, "prodigy", "sentence", align="shrink")


def test_spans_that_a_column_hides_are_reported(tmp_path: Path) -> None:
    """Two quotes have one source in a column of CoNLL."""
    assert export(tmp_path / "a.conll", "conll").hidden == 1
    assert export(tmp_path / "a.conll", "conll", selection=Selection(annotator="bo")).hidden == 0


@pytest.mark.parametrize(
    ("types", "made"), [(SCHEME.quote_types, "mixed"), ((QuoteType.DIRECT, QuoteType.INDIRECT), "indirect")]
)
def test_a_quote_over_two_sentences_has_a_type_of_the_scheme(
    tmp_path: Path, types: tuple[QuoteType, ...], made: str
) -> None:
    document = Document("a", "He said it rains. “It does.”")
    parts = (
        QuotePart((Span(8, 16),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2)),
        QuotePart((Span(18, 28),), QuoteType.DIRECT, continues=True),
    )
    decided = [
        DecidedSentence(
            document, Sentence(at, *span), Decision(at, "ana", Answer.ACCEPT, Labels((part,)), "2026"), None
        )
        for at, (span, part) in enumerate(zip([(0, 17), (18, 28)], parts, strict=True))
    ]
    plan = Plan(format_named("jsonl"), "document", output=str(tmp_path / "a.jsonl"))
    run_export(plan, MemorySource(decided), SCHEME._replace(quote_types=types), DocBinWriter)
    (quote,) = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))["quotes"]
    assert quote["type"] == made


@pytest.mark.parametrize("unit", ["sentence", "document"])
@pytest.mark.parametrize("name", ["jsonl", "prodigy", "label-studio", "doccano", "csv"])
def test_no_real_name_is_left_where_annotators_are_anonymised(tmp_path: Path, name: str, unit: str) -> None:
    path = tmp_path / "a"
    export(path, name, unit, anonymise=True, partial=True, selection=Selection(annotator="ana"))
    for file in tmp_path.iterdir():
        text = file.read_text(encoding="utf-8")
        assert "annotator-2" in text
        assert '"ana"' not in text
        assert ",ana," not in text
        assert "annotator-ana" not in text
    assert manifest_of(path)["choice"]["annotator"] == "annotator-2"


def test_gold_is_told_by_the_annotators_who_made_it(tmp_path: Path) -> None:
    """Where several did, they appear together as gold, and as nobody in our own records."""
    mill = {"selection": Selection(documents=("../mill: 1",), answers=(Answer.ACCEPT, Answer.SKIP))}
    path = tmp_path / "a.jsonl"
    source = MemorySource([one for one in golden_decisions() if one.sentence.index < 2])
    for name, shown in (("jsonl", None), ("doccano", "gold")):
        selection = mill["selection"]._replace(gold=True)
        source._gold = lambda one: one  # type: ignore[method-assign]
        plan = Plan(format_named(name), "document", selection, output=str(path), partial=True)
        run_export(plan, source, SCHEME)
        (record,) = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        assert record["annotator"] == shown


def test_a_device_is_written_to_without_a_manifest() -> None:
    if not Path("/dev/null").is_char_device():
        pytest.skip("this system has no /dev/null")
    report = export("/dev/null")
    assert (report.records, report.to_file) == (14, False)
    assert not Path("/dev/null.manifest.json").exists()


def test_standard_output_stays_empty_where_nothing_is_chosen(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for name in ("jsonl", "csv", "label-studio", "spacy"):
        report = export("-", name, selection=NOTHING)
        assert (report.records, report.to_file) == (0, False)
    assert capfdbinary.readouterr().out == b""
    export("-", "csv", selection=Selection(annotator="bo"))
    assert capfdbinary.readouterr().out.startswith(b"document,title,")


@pytest.mark.parametrize("name", ["jsonl", "doccano", "brat"])
def test_nothing_chosen_leaves_an_earlier_export_as_it_was(tmp_path: Path, name: str) -> None:
    export(tmp_path / "a", name)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert export(tmp_path / "a", name, selection=NOTHING).records == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["jsonl", "csv", "label-studio", "spacy", "brat"])
def test_nothing_chosen_makes_no_file_and_no_folder(tmp_path: Path, name: str) -> None:
    report = export(tmp_path / "new" / "b", name, selection=NOTHING)
    assert (report.records, report.to_file) == (0, True)
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_a_split_may_be_empty_while_another_is_not(tmp_path: Path) -> None:
    how: Any = {"selection": Selection(annotator="bo"), "split": Split((0, 100))}
    for _ in range(2):
        assert export(tmp_path / "a.jsonl", **how).records == 5
    assert (tmp_path / "a.train.jsonl").read_bytes() == b""
    files = manifest_of(tmp_path / "a.jsonl")["files"]
    assert [(file["name"], file["part"], file["records"]) for file in files] == [
        ("a.train.jsonl", "train", 0),
        ("a.test.jsonl", "test", 5),
    ]


@pytest.mark.parametrize("table", ["decisions", "runs"])
@pytest.mark.parametrize("name", ["jsonl", "label-studio", "brat"])
def test_a_row_that_cannot_be_read_stops_the_export_and_the_earlier_one_stands(
    tmp_path: Path, name: str, table: str
) -> None:
    class Damaged(MemorySource):
        def decided(self, selection: Any) -> Iterator[DecidedSentence]:
            yield from super().decided(selection)
            if table == "decisions":
                raise RowUnreadable.named("decisions row 15")

        def runs(self, selection: Any) -> list[Record]:
            raise RowUnreadable.named("runs row 1")

    export(tmp_path / "a", name)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    format = format_named(name)
    plan = Plan(format, format.units[0], Selection(annotator="bo"), output=str(tmp_path / "a"))
    with pytest.raises(RowUnreadable) as refused:
        run_export(plan, Damaged(golden_decisions()), SCHEME)
    assert refused.value.exit_code == 4, "the database is to blame"
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_where_the_disk_is_full_for_the_last_bytes_of_a_part_no_part_takes_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.train.conll").symlink_to("/dev/full")
    with pytest.raises(EnvironmentFailed, match="disk is full"):
        export(tmp_path / "a.conll", "conll", split=Split((50, 50)), selection=Selection(annotator="bo"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.train.conll"]


# ---- An export replaces an earlier export and nothing else.


def test_of_two_exports_at_once_what_stands_there_is_one_of_them_with_its_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sync = tmp_path / "a.jsonl", atomic.sync_folder
    other = threading.Thread(target=export, args=(path,), kwargs={"selection": Selection(annotator="bo")})

    def meanwhile(folder: Path) -> None:
        """Once the manifest of the first has its name, the other begins, and ends if it can."""
        if other.ident is None:
            other.start()
            other.join(1)
        sync(folder)

    monkeypatch.setattr(atomic, "sync_folder", meanwhile)
    export(path)
    other.join()
    (listed,) = manifest_of(path)["files"]
    assert listed["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", ["jsonl", "label-studio", "brat"])
def test_an_earlier_export_is_replaced_also_by_one_of_another_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / "set"
    export(path, name)
    export(path, name)
    if not format_named(name).is_folder:
        export(path, "csv")
        export(path, name)


@pytest.mark.parametrize("name", ["jsonl", "csv"])
@pytest.mark.parametrize("content", [b'{"text": "It rained."}\n', b"a thesis", b"SQLite format 3\x00 and more"])
def test_a_file_that_is_no_export_is_left_alone(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / "mine").write_bytes(content)
    before = everything(tmp_path)
    with pytest.raises(UsageError, match="mine is"):
        export(tmp_path / "mine", name)
    assert everything(tmp_path) == before


def test_a_folder_of_articles_is_no_brat_export_although_its_files_are_named_so(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    export(folder, "brat")
    (tmp_path / "articles.manifest.json").unlink()
    before = everything(tmp_path)
    with pytest.raises(UsageError, match="articles is there already"):
        export(folder, "brat")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("name", ["jsonl", "csv", "brat"])
def test_the_parts_of_a_split_stay_known_through_an_export_without_them(tmp_path: Path, name: str) -> None:
    path, split = tmp_path / "set", Split((50, 50))
    export(path, name, split=split)
    for _ in range(2):
        export(path, name)
    export(path, name, split=split)
    export(path, name)
    part = tmp_path / "set.train"
    by_hand(next(part.glob("*.ann")) if part.is_dir() else part)
    with pytest.raises(UsageError, match=r"set\.train was changed since it was exported"):
        export(path, name, split=split)


def by_hand(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"mine\n")


@pytest.mark.parametrize("name", [format.name for format in WRITTEN])
def test_an_export_that_somebody_worked_in_is_left_alone_until_it_is_as_it_was(tmp_path: Path, name: str) -> None:
    path = tmp_path / "set"
    for _ in range(2):
        export(path, name)
    file = next(path.glob("*.ann")) if path.is_dir() else path
    before = file.read_bytes()
    by_hand(file)
    stands = everything(tmp_path)
    with pytest.raises(UsageError, match="set was changed since it was exported, and that would be lost; move it away"):
        export(path, name)
    assert everything(tmp_path) == stands
    file.write_bytes(before)
    export(path, name)


@pytest.mark.parametrize("name", ["notes.txt", "by-hand.ann", "link.txt"])
def test_a_brat_export_with_somebody_elses_file_in_it_is_left_alone(tmp_path: Path, name: str) -> None:
    export(tmp_path / "set", "brat")
    (tmp_path / "set" / name).write_text("mine")
    os.mkfifo(tmp_path / "set" / "a.txt")
    before = everything(tmp_path)
    with pytest.raises(UsageError, match="set was changed since it was exported"):
        export(tmp_path / "set", "brat")
    assert everything(tmp_path) == before


def test_a_file_that_is_gone_from_a_brat_export_was_taken_out_by_somebody(tmp_path: Path) -> None:
    export(tmp_path / "set", "brat")
    next((tmp_path / "set").glob("*.ann")).unlink()
    with pytest.raises(UsageError, match="set was changed since it was exported"):
        export(tmp_path / "set", "brat")


def test_what_somebody_does_while_an_export_is_made_is_left_alone(tmp_path: Path) -> None:
    class Meanwhile(MemorySource):
        def decided(self, selection: Any) -> Iterator[DecidedSentence]:
            yield from super().decided(selection)
            by_hand(path)

    path = tmp_path / "a.csv"
    export(path, "csv")
    with pytest.raises(UsageError, match="was changed since it was exported"):
        run_export(Plan(format_named("csv"), "document", output=str(path)), Meanwhile(golden_decisions()), SCHEME)
    assert path.read_bytes().endswith(b"mine\n")


@pytest.mark.parametrize("name", ["jsonl", "csv", "brat"])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("split", [Split(), Split((50, 50))])
def test_wherever_an_export_is_killed_the_next_one_goes_on_and_what_was_changed_is_told_truly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, first: bool, split: Split
) -> None:
    class Killed(BaseException):
        pass

    renamed, rename = list[Path](), Path.replace

    def killing(path: Path, target: Path) -> Path:
        if len(renamed) == last:
            raise Killed
        renamed.append(path)
        return rename(path, target)

    for last in range(9):
        folder = tmp_path / str(last)
        folder.mkdir()
        if not first:
            export(folder / "a", name, split=split)
        renamed.clear()
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", killing)
            patch.setattr(shutil, "rmtree", lambda *_, **__: None)  # what is killed cleans up nothing
            with suppress(Killed):
                export(folder / "a", name, split=split, selection=Selection(annotator="bo"))
        worked = shutil.copytree(folder, tmp_path / f"{last} worked in")
        export(folder / "a", name, split=split)
        for path in sorted(worked.glob("a*")):
            if "manifest" not in path.name and (path.is_dir() or path.stat().st_size):
                by_hand(next(path.glob("*.ann")) if path.is_dir() else path)
                with pytest.raises(UsageError, match=f"{path.name} was changed since it was exported"):
                    export(worked / "a", name, split=split)
                break
        if len(renamed) < last:
            assert last > len(split.shares), "it was killed at each point"
            return
    raise AssertionError("it was never killed so late that all was done")


@pytest.mark.parametrize("length", [250, 300])
def test_a_name_that_is_too_long_also_for_the_manifest_alone_is_told(tmp_path: Path, length: int) -> None:
    with pytest.raises(EnvironmentFailed, match=r"n{99}.*: File name too long"):
        export(tmp_path / ("n" * length), "csv")
    assert [*tmp_path.iterdir()] == []


def test_records_of_ours_are_known_without_a_manifest_and_an_empty_file_is_no_loss(tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl")
    (tmp_path / "a.jsonl.manifest.json").unlink()
    export(tmp_path / "a.jsonl")
    (tmp_path / "b.csv").touch()
    export(tmp_path / "b.csv", "csv")


def test_each_part_of_a_split_and_the_manifest_are_looked_at(tmp_path: Path) -> None:
    for name in ("a.test.jsonl", "a.jsonl.manifest.json"):
        other = tmp_path / name
        other.write_bytes(b'{"text": "mine"}')
        before = everything(tmp_path)
        with pytest.raises(UsageError, match=name):
            export(tmp_path / "a.jsonl", split=Split((50, 50)))
        assert everything(tmp_path) == before
        other.unlink()
    for _ in range(2):
        export(tmp_path / "a.jsonl", split=Split((50, 50)))
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "mine"}')
    with pytest.raises(UsageError, match=r"a\.jsonl is"):
        export(tmp_path / "a.jsonl")


@pytest.mark.parametrize("written", [b"{", b"[]", b'{"schema": "annotator/manifest@1", "files": [7]}', b"\xff"])
def test_a_broken_manifest_lists_nothing(tmp_path: Path, written: bytes) -> None:
    export(tmp_path / "a.csv", "csv")
    manifest = tmp_path / "a.csv.manifest.json"
    assert [file["name"] for file in json.loads(manifest.read_bytes())["files"]] == ["a.csv"]
    manifest.write_bytes(written)
    with pytest.raises(UsageError, match=r"a\.csv is"):
        export(tmp_path / "a.csv", "csv")


# ---- What is written is counted and summed up: checksums, tallies, schemes.


def test_a_folder_has_the_checksum_of_what_sha256sum_prints(tmp_path: Path) -> None:
    for name, data in (("b.ann", b"two"), ("a.txt", b"one")):
        (tmp_path / name).write_bytes(data)
        assert checksum(tmp_path / name) == (hashlib.sha256(data).hexdigest(), 3)
    printed = "".join(f"{hashlib.sha256((tmp_path / n).read_bytes()).hexdigest()}  {n}\n" for n in ("a.txt", "b.ann"))
    assert checksum(tmp_path) == (hashlib.sha256(printed.encode()).hexdigest(), len(printed))


def test_tasks_are_counted_by_document_sentence_and_label() -> None:
    tally = ExportTally()
    other = replace(TASK.document, id="other")
    skipped = (TaskSentence(Span(0, 4), Answer.SKIP, ()),)
    tally.add_task(replace(TASK, elsewhere=2))
    tally.add_task(replace(TASK, annotator=None, elsewhere=1))
    tally.add_task(replace(TASK, document=other, quotes=(), sentences=skipped))
    counted = tally.described()
    labels = counted.pop("labels")
    assert counted == {"records": 3, "documents": 2, "sentences": 7, "quotes": 6}
    assert tally.elsewhere == 3
    assert labels == {
        "answers": {"accept": 6, "skip": 1},
        "types": {"indirect": 2, "direct": 2, "mixed": 2},
        "topics": {"weather": 2, "politics": 2},
        "annotators": {"ana": 4, "gold": 3},
    }


def test_labels_stand_with_the_most_frequent_first() -> None:
    tally = ExportTally()
    tally.labels["types"].update(["mixed", "direct", "direct", "direct"])
    counted = tally.described()
    assert list(counted["labels"]["types"].items()) == [("direct", 3), ("mixed", 1)]
    assert counted["quotes"] == 4


def test_each_scheme_that_runs_suggested_with_is_named_once() -> None:
    settings = {"scheme": "harbours", "scheme_version": "2", "profile": "speech", "more": 1}
    runs = [{"settings": settings}, {"settings": {**settings, "more": 2}}, {"settings": {**settings, "profile": "x"}}]
    assert schemes_of(runs) == [
        {"name": "harbours", "version": "2", "profile": "speech"},
        {"name": "harbours", "version": "2", "profile": "x"},
    ]
    assert schemes_of([{"settings": {}}]) == [{"name": None, "version": None, "profile": None}]
