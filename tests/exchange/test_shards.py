"""Which documents belong to which shard."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Run
from annotator.exchange.documents import FileReading
from annotator.exchange.lines import to_line
from annotator.exchange.shards import (
    Inputs,
    Shard,
    all_shards,
    finished,
    refuse_other_shard_files,
    request_record,
    write_shard,
)


def write(path: Path, ids: list[str], size: int = 10) -> Path:
    """A file with such documents; none: an empty file, which is refused."""
    path.write_text("".join(json.dumps({"id": one, "text": "x" * size}) + "\n" for one in ids), encoding="utf-8")
    return path


def read(inputs: Inputs, number: int, of: int) -> tuple[list[str], list[str]]:
    """The ids of a shard's documents, and what is refused in it."""
    refused: list[InputRefused] = []
    ids = [document.id for document in inputs.documents(Shard(number, of), FileReading(), refused)]
    return ids, [error.message for error in refused]


@given(counts=st.lists(st.integers(0, 9), min_size=1, max_size=6), of=st.integers(1, 12), size=st.integers(1, 400))
def test_shards_one_after_another_are_all_documents_in_order(
    tmp_path_factory: pytest.TempPathFactory, counts: list[int], of: int, size: int
) -> None:
    folder = tmp_path_factory.mktemp("in")
    files = [write(folder / f"{n}.jsonl", [f"{n}-{i}" for i in range(k)], size * (n + 1)) for n, k in enumerate(counts)]
    inputs = Inputs(map(str, files), None)
    parts = [read(inputs, number, of) for number in range(1, of + 1)]
    assert [one for ids, _ in parts for one in ids] == [f"{n}-{i}" for n, k in enumerate(counts) for i in range(k)]
    assert sum(len(refused) for _, refused in parts) == counts.count(0), "each told once"


def test_a_shard_reads_only_the_files_that_reach_into_its_part(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{n}.jsonl", [f"{n}"], 100) for n in range(6)]
    inputs = Inputs(map(str, files), None)
    assert [[file.source.path.name for file in inputs.read_by(Shard(n, 3))] for n in (1, 2, 3)] == [
        ["0.jsonl", "1.jsonl"],
        ["2.jsonl", "3.jsonl"],
        ["4.jsonl", "5.jsonl"],
    ]
    one = write(tmp_path / "one.jsonl", list("abcdefgh"))
    assert [read(Inputs([str(one)], None), n, 4)[0] for n in (1, 2, 3, 4)] == [*map(list, ("ab", "cd", "ef", "gh"))]


def test_names_sizes_and_order_tell_one_whole_from_another(tmp_path: Path) -> None:
    a, b = (write(tmp_path / f"{name}.jsonl", [name]) for name in "ab")
    digest = Inputs([str(a), str(b)], None).digest
    assert Inputs([str(b), str(a)], None).digest != digest
    write(a, ["a", "c"])
    assert Inputs([str(a), str(b)], None).digest != digest


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "1/0", "-1/3", "1/3/3", "a/b", "1/99999999", "", "1 / 3", "٣/٣"])
def test_what_is_no_shard_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="3/16"):
        Shard.parse(text, Path())


def test_names_sort_by_number() -> None:
    names = [Shard.parse(f"{n}/120", Path()).name for n in range(1, 121)]
    assert names == sorted(names)
    assert names[8] == "shard-009-of-120"
    assert Shard(1, 4).name == "shard-1-of-4"


def test_standard_input_has_no_parts() -> None:
    with pytest.raises(UsageError, match="standard input"):
        Inputs(["-"], None)


RUN = Run("rules", "1", {"annotator": "1"})


def made(tmp_path: Path, shard: Shard, *, options: dict[str, object], version: str = "1") -> dict[str, Any]:
    """The manifest of a shard that was written of two files, one of which cannot be read."""
    shard = shard._replace(folder=tmp_path / "out")
    files = [write(tmp_path / "a.jsonl", ["a"]), write(tmp_path / "b.jsonl", ["b"]), tmp_path / "none.jsonl"]
    inputs = Inputs(map(str, files), None)
    request = request_record(shard, inputs, replace(RUN, version=version), options)
    (tmp_path / "out").mkdir(exist_ok=True)
    left_out = [InputRefused("none.jsonl: no such file")]
    return write_shard(shard, request, [b"one\n", b"two\n"], left_out, [InputRefused("b" * 400)])


def test_a_shard_is_done_where_the_same_is_asked_and_its_lines_are_as_they_were_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    shard, other = Shard(1, 2, out), Shard(2, 2, out)
    manifest = made(tmp_path, shard, options={"scores": True, "types": ("direct",)})
    assert shard.lines.read_bytes() == b"one\ntwo\n"
    assert (manifest["file"]["records"], manifest["file"]["bytes"], manifest["shard"]) == (2, 8, {"number": 1, "of": 2})
    assert [len(line) for line in manifest["left_out"]] == [24, 300]
    assert [(Path(one["name"]).name, one["bytes"], one["sha256"] is None) for one in manifest["read"]] == [
        ("a.jsonl", 34, False)
    ]
    assert manifest["inputs"]["files"] == 3
    request = {key: manifest[key] for key in ("annotator_version", "shard", "inputs", "read", "options", "run")}
    assert finished(shard, request) == json.loads(shard.manifest.read_bytes())
    assert finished(other, request) is None
    for key in request:
        assert finished(shard, request | {key: "another"}) is None, key
    own = shard.manifest.read_bytes()
    for wrong in ({"left_out": None}, {"file": {**manifest["file"], "records": None}}, {"file": {"bytes": 8}}):
        shard.manifest.write_bytes(to_line(manifest | wrong))
        assert finished(shard, request) is None, wrong
    assert all_shards(out) == {shard: None, other: None}
    shard.manifest.write_bytes(own)
    for lines in (b"one\ntwO\n", b"one\n", None):
        shard.lines.unlink() if lines is None else shard.lines.write_bytes(lines)
        assert finished(shard, request) is None
    assert all_shards(out) == {shard: None, other: None}


def test_all_shards_of_a_whole_are_told_with_those_that_are_missing_or_made_otherwise(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first, third = (made(tmp_path, Shard(number, 3), options={}) for number in (1, 3))
    found = all_shards(out)
    assert [*found] == [Shard(number, 3, out) for number in (1, 2, 3)]
    assert [one and one["file"] for one in found.values()] == [first["file"], None, third["file"]]
    made(tmp_path, Shard(3, 3), options={}, version="2")
    made(tmp_path, Shard(2, 3), options={"scores": True})
    assert [one is not None for one in all_shards(out).values()] == [True, False, False]
    (out / "shard-4-of-9.manifest.json").write_bytes(Shard(1, 3, out).manifest.read_bytes())
    assert len(all_shards(out)) == 3, "one that has another's name is none"
    made(tmp_path, Shard(1, 2), options={})
    with pytest.raises(InputRefused, match="shards of several numbers of shards"):
        all_shards(out)
    with pytest.raises(InputRefused, match="no shard in it"):
        all_shards(tmp_path)


def test_what_is_no_shard_of_ours_is_not_written_over(tmp_path: Path) -> None:
    shard = Shard(1, 2)
    made(tmp_path, shard, options={})
    shard = shard._replace(folder=tmp_path / "out")
    shard.lines.write_bytes(b'{"schema":"annotator/suggestion@1"}\n')
    refuse_other_shard_files(shard)
    shard = shard._replace(folder=tmp_path)
    for path in (shard.lines, shard.manifest):
        path.write_text("mine")
        with pytest.raises(UsageError):
            refuse_other_shard_files(shard)
        path.unlink()
