"""An export replaces an earlier export and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.core.errors import UsageError
from annotator.exchange.export import run_export
from annotator.exchange.formats.registry import WRITTEN, format_named
from annotator.exchange.plan import Plan, Split
from annotator.suggest.span_groups import DocBinWriter
from tests.exchange.golden_documents import SCHEME, MemorySource, golden_decisions

NAMES = [format.name for format in WRITTEN]


def export(path: Path, name: str = "jsonl", **how: Any) -> None:
    format = format_named(name)
    plan = Plan(format, format.units[0], output=str(path), **how)
    run_export(plan, MemorySource(golden_decisions()), SCHEME, DocBinWriter)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", NAMES)
def test_an_earlier_export_is_replaced_also_by_one_of_another_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / "set"
    export(path, name)
    export(path, name)
    if not format_named(name).is_folder:
        export(path, "csv")
        export(path, name)


@pytest.mark.parametrize("name", [name for name in NAMES if not format_named(name).is_folder])
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


def test_records_of_ours_are_known_without_a_manifest_and_an_empty_file_is_no_loss(tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl", manifest=False)
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
