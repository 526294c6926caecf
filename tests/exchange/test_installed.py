"""Formats of packages installed beside annotator: found by name, held to what a format is, blamed for their faults."""

from __future__ import annotations

import importlib.metadata
import itertools
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import annotator.formats
from annotator.core.errors import DatabaseRefused, EnvironmentFailed, InputRefused, UsageError
from annotator.core.model import Quote, QuoteType, Span
from annotator.exchange.annotation import Remarks
from annotator.exchange.export import run_export
from annotator.exchange.files import SourceFile
from annotator.exchange.formats.registry import FORMATS, format_named, own_names, read_annotations
from annotator.exchange.plan import Plan
from tests.exchange.golden_documents import SCHEME, MemorySource, golden_decisions
from tests.exchange.own_formats import install, of_the_page
from tests.exchange.test_export import everything, export, manifest_of

NUMBER = itertools.count()
BEGINS = "from annotator.formats import *\nfrom annotator.formats import Format, Writer\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder for what is exported."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def with_code(site: Path, code: str, name: str = "own") -> str:
    """Install a package whose `FORMAT` is made by the code; its name is new, as modules stay loaded."""
    package = f"annotator-own-{next(NUMBER)}"
    install(site, package, {name: "FORMAT"}, code)
    return package


def with_writer(site: Path, writer: str) -> str:
    lines = f"def fail(error):\n    raise error\nFORMAT = Format('own', 'own', '.own', writer={writer})\n"
    return with_code(site, BEGINS + lines)


def with_reader(site: Path, body: str) -> str:
    code = f"def read(text, where, remarks):\n    {body}\nFORMAT = Format('own', 'own', '.own', text_reader=read)\n"
    return with_code(site, BEGINS + code)


def test_what_may_be_relied_on_is_a_short_list() -> None:
    names = {name for name in vars(annotator.formats) if not name.startswith("_")}
    assert names == {
        *("Format", "Writer", "WriterSettings", "Task", "Quote", "QuoteType", "Span"),
        *("Annotation", "Remarks", "document_of"),
    }


def test_the_package_of_the_page_is_short_writes_and_reads_back(site: Path, here: Path) -> None:
    files = of_the_page()
    assert sum(len(text.splitlines()) for text in files.values()) <= 60
    install(site, "annotator-said", {"said": "FORMAT"}, files["annotator_said.py"])
    assert own_names() == ["said"]
    report = export(here / "a.said", "said")
    assert (report.records, report.incomplete) == (3, 1)
    manifest = manifest_of(here / "a.said")
    assert (manifest["format"], manifest["package"]) == ("said", "annotator-said==1.0")
    format = format_named("said", to_read=True)
    assert format.text_reader is not None
    found = read_annotations(SourceFile(here / "a.said"), Remarks(), read=format.text_reader)
    sent: list[Any] = []
    plan = Plan(replace(format, writer=lambda settings: Keeping(sent)), "document", output=str(here / "b"))
    run_export(plan, MemorySource(golden_decisions()), SCHEME)
    assert [one.document.text for one in found] == [task.text for task in sent]
    said = [[replace(quote, attributes=(), score=None, rule=None) for quote in task.quotes] for task in sent]
    assert [list(one.quotes) for one in found] == said


class Keeping(annotator.formats.Writer):
    """Keeps the tasks."""

    def __init__(self, kept: list[Any]) -> None:
        super().__init__(lambda task: kept.append(task) or b"x")


def test_nothing_is_looked_for_where_a_format_of_ours_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "entry_points", None)
    assert [format_named(format.name) for format in FORMATS if format.writer] != []
    with pytest.raises(TypeError):
        format_named("own")


def test_a_package_is_loaded_only_when_its_format_is_named(site: Path) -> None:
    package = with_code(site, "raise RuntimeError('loaded')")
    with pytest.raises(UsageError, match=r"no format named 'docx'; choose jsonl, .*, csv; installed: own$"):
        format_named("docx")
    with pytest.raises(UsageError, match=r"no format named 'docx'; leave out --from; installed: own$"):
        format_named("docx", to_read=True)
    assert package.replace("-", "_") not in sys.modules
    with pytest.raises(EnvironmentFailed, match=f"^{package}==1.0: RuntimeError: loaded; --debug shows where"):
        format_named("own")


@pytest.mark.parametrize("name", [format.name for format in FORMATS])
def test_no_package_takes_a_name_of_ours(site: Path, name: str) -> None:
    with_code(site, "raise RuntimeError('loaded')", name)
    assert own_names() == []
    if name == "gold":
        with pytest.raises(UsageError, match=r"no format named 'gold'; choose jsonl, [^;]*$"):
            format_named(name)
    else:
        assert format_named(name) in FORMATS
    with pytest.raises(UsageError, match=f"no format named '{name}'; leave out --from$"):
        format_named(name, to_read=True)


def test_of_two_packages_with_one_name_none_is_taken(site: Path) -> None:
    packages = [with_code(site, "raise RuntimeError('loaded')") for _ in range(2)]
    assert own_names() == ["own"]
    with pytest.raises(UsageError) as refused:
        format_named("own")
    assert all(f"{package}==1.0" in str(refused.value) for package in packages)


def test_names_that_cannot_be_shown_are_not_there(site: Path) -> None:
    install(site, "annotator-odd", {"o\x1b[31md": "FORMAT", "b\u202ed": "FORMAT", "od\u0007": "FORMAT"}, "1 / 0")
    assert own_names() == []
    with pytest.raises(UsageError, match=r"no format named 'o\\x1b\[31md'; choose jsonl, [^;]*$"):
        format_named("o\x1b[31md")


def test_the_name_of_a_package_is_told_in_one_line(site: Path) -> None:
    install(site, "evil\x1b[31m" + "x" * 200, {"own": "FORMAT"}, "1 / 0")
    with pytest.raises(EnvironmentFailed) as failed:
        format_named("own")
    assert failed.value.message.isprintable()
    assert len(failed.value.message) < 400


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import nowhere", "ModuleNotFoundError: No module named 'nowhere'"),
        ("def", "SyntaxError"),
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("raise FileNotFoundError(2, 'No such file', 'words')", "FileNotFoundError"),
        ("other = 1", "AttributeError"),
        ("FORMAT = 7", "its format own is no Format of annotator"),
        (BEGINS + "FORMAT = Format", "its format own is no Format of annotator"),
        (BEGINS + "FORMAT = Format('own')", "TypeError: "),
        (BEGINS + "FORMAT = Format('own', 'own', '.own', units=('page',))", "its format own is no Format of annotator"),
        (BEGINS + "FORMAT = Format('own', 'own', '.own', units=())", "its format own is no Format of annotator"),
    ],
)
def test_what_is_no_format_is_told_of_its_package(site: Path, code: str, reason: str) -> None:
    package = with_code(site, code)
    with pytest.raises(EnvironmentFailed) as failed:
        format_named("own")
    assert failed.value.exit_code == 5
    assert str(failed.value).startswith(f"{package}==1.0: {reason}")
    assert "\n" not in str(failed.value)


def test_a_format_that_is_only_read_is_not_written_and_the_other_way_round(site: Path) -> None:
    with_reader(site, "return []")
    with pytest.raises(UsageError, match="no format named 'own'"):
        format_named("own")
    assert format_named("own", to_read=True).name == "own"


def test_a_format_bears_the_name_that_it_is_called_by(site: Path) -> None:
    with_code(site, BEGINS + "FORMAT = Format('jsonl', 'own', '.own', writer=lambda settings: Writer(None))", "mine")
    assert format_named("mine").name == "mine"


def test_a_package_gets_checked_tasks_and_writes_one_file(site: Path, here: Path) -> None:
    writer = "lambda settings: Writer(lambda task: task.id.encode() + b' ')"
    with_writer(site, f"{writer}, sentence_record=7, is_folder=True")
    export(here / "a", "own", "sentence")
    assert (here / "a").read_bytes().split()[0] == b"ferry:0"


FAULTS = {
    "lambda settings: fail(KeyError('topics'))": "KeyError: 'topics'",
    "lambda settings: None": "AttributeError: 'NoneType'",
    "lambda settings: Writer(lambda task: 1 / 0)": "ZeroDivisionError: division by zero",
    "lambda settings: Writer(lambda task: fail(SystemExit(0)))": "SystemExit: 0",
    "lambda settings: Writer(lambda task: fail(StopIteration()))": "StopIteration: ",
    "lambda settings: Writer(lambda task: fail(FileNotFoundError(2, 'No such file')))": "FileNotFoundError: ",
    "lambda settings: Writer(lambda task: task.text)": "TypeError: can't concat str to bytes",
    "lambda settings: Writer(lambda task: None)": "TypeError: can't concat NoneType to bytes",
    "lambda settings: Writer(lambda task: b'x', head={'a.own': b'x'})": "TypeError: ",
    "lambda settings: Writer(lambda task: b'x', tail=lambda: 1 / 0)": "ZeroDivisionError: ",
    "lambda settings: Writer(lambda task: b'x', tail=lambda: 'end')": "TypeError: ",
    "lambda settings: Writer(lambda task: fail(ValueError('a\\x1b[31m\\nb')))": "ValueError: a",
}


@pytest.mark.parametrize("writer", FAULTS)
def test_a_writer_that_fails_is_told_of_its_package_and_nothing_is_written(site: Path, here: Path, writer: str) -> None:
    package = with_writer(site, writer)
    export(here / "a", "csv")
    before = everything(here)
    for path in (here / "a", here / "new" / "b"):
        with pytest.raises(EnvironmentFailed) as failed:
            export(path, "own")
        assert failed.value.exit_code == 5
        assert str(failed.value).startswith(f"{package}==1.0: {FAULTS[writer]}")
        assert failed.value.message.isprintable()
        assert failed.value.__cause__ is not None, "for --debug"
    assert everything(here) == before
    assert [path.name for path in here.iterdir() if path.name not in before] == [Path(name).name for name in before]


def test_a_refusal_of_ours_stays_what_it_is(site: Path, here: Path) -> None:
    code = "from annotator.core.errors import DatabaseRefused\ndef refuse(*of): raise DatabaseRefused(*of)\n"
    made = "Format('own', 'own', '.own', writer=lambda settings: Writer(lambda task: refuse(task.id, 'odd')))"
    with_code(site, f"{BEGINS}{code}FORMAT = {made}\n")
    with pytest.raises(DatabaseRefused, match="odd"):
        export(here / "a", "own")


@pytest.mark.parametrize("content", [b"a thesis", b"SQLite format 3\x00 and more"])
def test_what_stands_there_and_is_no_export_is_left_alone(site: Path, here: Path, content: bytes) -> None:
    with_writer(site, "lambda settings: Writer(lambda task: b'x')")
    (here / "mine").write_bytes(content)
    with pytest.raises(UsageError, match="mine is"):
        export(here / "mine", "own")
    assert everything(here) == {str(here / "mine"): content}
    export(here / "other", "own")
    export(here / "other", "own")


def read(folder: Path, text: str = "It rains.") -> list[Any]:
    path = folder / "a.own"
    path.write_text(text, encoding="utf-8")
    return read_annotations(SourceFile(path), Remarks(), read=format_named("own", to_read=True).text_reader)


def an_annotation(quote: str) -> str:
    return f"return [Annotation(document_of({{'text': text}}, where), where, ({quote},))]"


def test_a_reader_gets_the_text_and_where_it_is_from(site: Path, here: Path) -> None:
    with_reader(site, an_annotation("Quote((Span(3, 8),), QuoteType.INDIRECT)"))
    (found,) = read(here, "\ufeffIt rains.\r\n")
    assert (found.document.text, found.where) == ("It rains.\n", str(here / "a.own"))
    assert found.quotes == (Quote((Span(3, 8),), QuoteType.INDIRECT),)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (an_annotation("Quote((Span(3, 99),), QuoteType.DIRECT)"), "[3, 99] is no span of the text"),
        (an_annotation("Quote((Span(3, 8),), QuoteType.DIRECT, Span(5, 5))"), "[5, 5] is no span of the text"),
        (an_annotation("Quote((Span(3, 8),), QuoteType.DIRECT, None, Span(-1, 2))"), "[-1, 2] is no span"),
        ("return [[][0]]", "not as its format has it (list index out of range)"),
        ("return [{}['quotes']]", "not as its format has it (no 'quotes')"),
        ("raise ValueError('no\\nheading')", "not as its format has it (no"),
        ("return [document_of({}, where)]", "no text"),
    ],
)
def test_a_file_that_is_not_as_its_format_has_it_is_refused(site: Path, here: Path, body: str, reason: str) -> None:
    with_reader(site, body)
    with pytest.raises(InputRefused) as refused:
        read(here)
    assert str(refused.value).startswith(f"{here / 'a.own'}: {reason}")
    assert refused.value.message.isprintable()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return 1 / 0", "ZeroDivisionError: "),
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("raise RecursionError", "RecursionError: "),
        (an_annotation("Quote((Span(3, 8),), 'direct')"), "AttributeError: 'str'"),
        ("return [7]", "AttributeError: 'int'"),
    ],
)
def test_a_reader_that_fails_is_told_of_its_package(site: Path, here: Path, body: str, reason: str) -> None:
    package = with_reader(site, body)
    with pytest.raises(EnvironmentFailed) as failed:
        read(here)
    assert str(failed.value).startswith(f"{package}==1.0: {reason}")
