"""Which documents belong to which shard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.errors import InputRefused, UsageError
from annotator.exchange.documents import FileReading
from annotator.exchange.shards import Inputs, Shard


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
@settings(max_examples=60, deadline=None)
def test_shards_one_after_another_are_all_documents_in_order(
    tmp_path_factory: pytest.TempPathFactory, counts: list[int], of: int, size: int
) -> None:
    folder = tmp_path_factory.mktemp("in")
    files = [write(folder / f"{n}.jsonl", [f"{n}-{i}" for i in range(k)], size * (n + 1)) for n, k in enumerate(counts)]
    inputs = Inputs.of(map(str, files), None)
    parts = [read(inputs, number, of) for number in range(1, of + 1)]
    assert [one for ids, _ in parts for one in ids] == [f"{n}-{i}" for n, k in enumerate(counts) for i in range(k)]
    assert sum(len(refused) for _, refused in parts) == counts.count(0), "each told once"


def test_a_shard_reads_only_the_files_that_reach_into_its_part(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{n}.jsonl", [f"{n}"], 100) for n in range(6)]
    inputs = Inputs.of(map(str, files), None)
    assert [[file.source.path.name for file in inputs.read_by(Shard(n, 3))] for n in (1, 2, 3)] == [
        ["0.jsonl", "1.jsonl"],
        ["2.jsonl", "3.jsonl"],
        ["4.jsonl", "5.jsonl"],
    ]
    one = write(tmp_path / "one.jsonl", list("abcdefgh"))
    assert [read(Inputs.of([str(one)], None), n, 4)[0] for n in (1, 2, 3, 4)] == [*map(list, ("ab", "cd", "ef", "gh"))]


def test_names_sizes_and_order_tell_one_whole_from_another(tmp_path: Path) -> None:
    a, b = (write(tmp_path / f"{name}.jsonl", [name]) for name in "ab")
    digest = Inputs.of([str(a), str(b)], None).digest
    assert Inputs.of([str(b), str(a)], None).digest != digest
    write(a, ["a", "c"])
    assert Inputs.of([str(a), str(b)], None).digest != digest


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "1/0", "-1/3", "1/3/3", "a/b", "1/99999999", "", "1 / 3", "٣/٣"])
def test_what_is_no_shard_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="3/16"):
        Shard.parse(text)


def test_names_sort_by_number() -> None:
    names = [Shard.parse(f"{n}/120").name for n in range(1, 121)]
    assert names == sorted(names)
    assert names[8] == "shard-009-of-120"
    assert Shard(1, 4).name == "shard-1-of-4"


def test_standard_input_has_no_parts() -> None:
    with pytest.raises(UsageError, match="standard input"):
        Inputs.of(["-"], None)
