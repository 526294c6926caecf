"""Every format is registered, documented and told from the others."""

import json
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from typing import get_args

import grimp
import pytest

from annotator.cli.options import From
from annotator.core.errors import UsageError
from annotator.core.quotation_marks import type_by_marks
from annotator.exchange import formats
from annotator.exchange.annotation import Remarks
from annotator.exchange.documents import read_stream
from annotator.exchange.files import DOCUMENT_FORMATS
from annotator.exchange.formats.format import UNITS, Format
from annotator.exchange.formats.registry import (
    FORMATS,
    READ,
    WRITTEN,
    annotations_of,
    file_reader_of,
    format_named,
    reader_of,
)

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"


def name_of(format: Format) -> str:
    return format.name


def test_every_module_with_a_format_is_registered() -> None:
    modules = [import_module(f"{formats.__name__}.{module.name}") for module in pkgutil.iter_modules(formats.__path__)]
    assert {id(module.FORMAT) for module in modules if hasattr(module, "FORMAT")} == set(map(id, FORMATS))
    assert len({format.name for format in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("format", FORMATS, ids=name_of)
def test_a_format_is_written_or_read_and_its_record_holds_together(format: Format) -> None:
    assert format in WRITTEN or format in READ
    assert set(format.units) <= set(UNITS)
    assert format.row_writer is None or (format.writer is not None and "sentence" in format.units)
    assert not format.is_folder or format.file_reader is None or format.file_reader.ending in format.folder_endings


@pytest.mark.parametrize("format", FORMATS, ids=name_of)
def test_every_format_has_its_section_in_the_documentation(format: Format) -> None:
    sections = re.findall(r"^## (\S+)$", (ROOT / "docs" / "formats.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sections.count(format.name) == 1


def test_formats_in_which_nothing_would_look_like_a_label_leave_it_out() -> None:
    assert {format.name for format in WRITTEN if format.implied} == {"jsonl"}
    assert {format.name for format in WRITTEN if not format.nothing_means_none} == {"jsonl", "csv", "conll"}


@pytest.mark.parametrize("format", [format for format in WRITTEN if format.record_readers], ids=name_of)
def test_what_a_format_writes_is_recognised_by_its_own_reader(format: Format) -> None:
    for unit in format.units:
        text = (GOLDEN / f"{format.name}-{unit}" / f"golden{format.ending}").read_text(encoding="utf-8")
        records = json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.split("\n") if line]
        assert records
        assert all(reader_of(record) in format.record_readers for record in records)


def test_the_help_of_from_names_every_format_of_documents() -> None:
    help = get_args(From)[1].help
    assert set(DOCUMENT_FORMATS) <= set(re.findall(r"\w+", help.split("[")[0]))


@pytest.mark.parametrize("format", DOCUMENT_FORMATS)
def test_every_format_of_documents_can_be_read(format: str) -> None:
    words = "It rained all day over the harbour of the town, and nobody went out to sea in it. " * 9
    page = f"<html><head><title>Rain</title></head><body><article><h1>Rain</h1><p>{words}</p></article></body></html>"
    record = json.dumps({"text": words})
    given = {"text": words, "jsonl": record, "json": record, "csv": f'text\n"{words}"', "tsv": f"text\n{words}"}
    assert len(list(read_stream([given.get(format, page).encode()], format))) == 1


def test_files_are_known_by_their_endings() -> None:
    reader = file_reader_of("article.ann")
    assert reader is format_named("brat").file_reader
    assert file_reader_of("article.jsonl") is None


def test_a_name_that_is_no_format_to_write_is_refused_with_those_that_are() -> None:
    for name in ("docx", "gold", ""):
        with pytest.raises(UsageError, match="jsonl, spacy, prodigy"):
            format_named(name)


@pytest.mark.parametrize("words", ["„Wir warten“", "«Non»", "“Yes.”", "that “it” rained", "„Ja“, he said", "it rained"])
def test_a_quote_without_a_type_gets_that_of_the_screen(words: str) -> None:
    line = json.dumps({"text": words, "quotes": [{"content": [[0, len(words)]]}]})
    (found,) = annotations_of(line, "file", Remarks())
    assert found.quotes[0].type is type_by_marks(words)
    assert type_by_marks("„Wir warten“").value == "direct"


def test_no_module_of_the_exchange_imports_itself_by_a_detour() -> None:
    graph = grimp.build_graph("annotator", cache_dir=None)
    ours = {module for module in graph.modules if module.startswith(("annotator.exchange.", "annotator.cli.export"))}
    for module in ours:
        for imported in graph.find_modules_directly_imported_by(module) & ours:
            assert not graph.chain_exists(importer=imported, imported=module), (module, imported)
