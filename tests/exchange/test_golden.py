"""Every export format byte for byte against the files in `golden/`, and each file's manifest.

After a change that is meant, write them anew and look at the difference before you commit it:

    ANNOTATOR_GOLDEN=write python -m pytest -n 0 tests/exchange/test_golden.py
    git diff tests/exchange/golden
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from annotator import __version__
from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.exchange.export import run_export
from annotator.exchange.formats.format import Format
from annotator.exchange.formats.registry import WRITTEN, format_named
from annotator.exchange.plan import Plan, Split
from annotator.suggest.span_groups import DocBinWriter
from tests.exchange.golden_documents import (
    ATTRIBUTED_SCHEME,
    SCHEME,
    MemorySource,
    attributed_decisions,
    golden_decisions,
)

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("ANNOTATOR_GOLDEN") == "write"
ALL = tuple(Answer)
LABELLED = (Answer.ACCEPT, Answer.REJECT)


class Case(NamedTuple):
    """One export: the folder of its golden files, and what is asked."""

    name: str
    format: str
    unit: str = "document"
    selection: Selection = Selection(answers=LABELLED, implied=True)
    split: Split = Split()
    attributes: bool = False
    how: Mapping[str, Any] = MappingProxyType({})


CASES = [
    *(Case(f"{format.name}-{unit}", format.name, unit) for format in WRITTEN for unit in format.units),
    *(Case(f"{format.name}-attributes", format.name, attributes=True) for format in WRITTEN),
    Case("jsonl-attributes-sentence", "jsonl", "sentence", attributes=True),
    Case("jsonl-all", "jsonl", "sentence", Selection(answers=ALL), how={"anonymise": True}),
    Case("jsonl-gold", "jsonl", "document", Selection(gold=True, answers=ALL)),
    Case("jsonl-split", "jsonl", "sentence", Selection(answers=ALL), Split((50, 50))),
    Case("jsonl-split-documents", "jsonl", "document", Selection(annotator="bo", answers=ALL), Split((30, 30, 40))),
    Case("label-studio-gold", "label-studio", selection=Selection(gold=True, answers=LABELLED)),
    Case("label-studio-partial", "label-studio", selection=Selection(answers=ALL), how={"partial": True}),
    Case("prodigy-skipped", "prodigy", "sentence", Selection("ana", documents=("../mill: 1",), answers=ALL)),
    Case("prodigy-dropped", "prodigy", selection=Selection(answers=ALL), how={"partial": True, "align": "drop"}),
    Case("conll-partial", "conll", selection=Selection(answers=ALL), how={"anonymise": True}),
    Case("csv-raw", "csv", selection=Selection(answers=ALL), how={"raw": True}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_export_is_byte_for_byte_the_golden_one(case: Case, tmp_path: Path) -> None:
    _export(case, tmp_path)
    made = {name: _steady(name, data) for name, data in _files(tmp_path).items()}
    folder = GOLDEN / case.name
    if WRITE:
        for path in _files(folder):
            (folder / path).unlink()
        for name, data in made.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    golden = _files(folder)
    assert sorted(made) == sorted(golden)
    for name, data in golden.items():
        assert made[name] == data, name


def _export(case: Case, folder: Path) -> None:
    format = format_named(case.format)
    output = str(folder / f"golden{format.ending}")
    plan = Plan(format, case.unit, case.selection, case.split, output, **case.how)
    if case.attributes:
        run_export(plan, MemorySource(attributed_decisions()), ATTRIBUTED_SCHEME, DocBinWriter)
    else:
        run_export(plan, MemorySource(golden_decisions()), SCHEME, DocBinWriter)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _steady(name: str, data: bytes) -> bytes:
    """The bytes without what changes from one run or machine to the next: a time, our version, how zlib packs."""
    if name.endswith(".manifest.json"):
        manifest = json.loads(data)
        assert manifest["annotator_version"] == __version__
        manifest |= {"created_at": "2026-01-01T00:00:00Z", "annotator_version": "0"}
        for file in manifest["files"]:
            if file["name"].endswith(".spacy"):
                file |= {"bytes": 0, "sha256": "0" * 64}
        return (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
    return _docs(data) if name.endswith(".spacy") else data


def _docs(data: bytes) -> bytes:
    """All that a DocBin holds, as lines of JSON."""
    import spacy
    from spacy.tokens import DocBin

    lines = []
    for doc in DocBin(store_user_data=True).from_bytes(data).get_docs(spacy.blank("en").vocab):
        groups = {
            name: {"attrs": group.attrs, "spans": [[s.start, s.end, s.label_, s.id_, s.text] for s in group]}
            for name, group in doc.spans.items()
        }
        ents = [[ent.start, ent.end, ent.label_, ent.text] for ent in doc.ents]
        about = {"text": doc.text, "user_data": doc.user_data, "spans": groups, "ents": ents, "cats": doc.cats}
        lines.append(json.dumps(about, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
    return "".join(lines).encode("utf-8")


@pytest.mark.parametrize("format", WRITTEN, ids=lambda format: format.name)
def test_a_format_holds_attributes_but_for_conll(format: Format) -> None:
    written = b"".join(_files(GOLDEN / f"{format.name}-attributes").values()).decode("utf-8")
    shown = any(value in written for value in ("for, mostly", "for%2C%20mostly"))
    assert shown is (format.name != "conll")


@pytest.mark.parametrize("name", ["csv", "brat"])
def test_an_attribute_that_the_scheme_does_not_declare_any_more_is_written_as_it_was(name: str, tmp_path: Path) -> None:
    format = format_named(name)
    plan = Plan(format, "document", Selection(), output=str(tmp_path / f"golden{format.ending}"))
    run_export(plan, MemorySource(attributed_decisions()), SCHEME, DocBinWriter)
    written = b"".join(_files(tmp_path).values()).decode("utf-8")
    shown = {"csv": ("attribute_stance", "for, mostly"), "brat": ("attribute-stance Arg:Attribution, Value:", "for%2C")}
    assert all(words in written for words in shown[name])
