"""Label Studio's own converter makes its other formats of the golden tasks, without a server."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

TASKS = Path(__file__).parent / "golden" / "label-studio-sentence" / "golden.label-studio.json"
REASON = "label-studio-sdk is not installed: half a gigabyte, so not asked for by annotator[dev]"
DOCS = Path(__file__).parents[2] / "docs" / "formats.md"


def configuration() -> str:
    """The labelling configuration that docs/formats.md gives."""
    text = DOCS.read_text(encoding="utf-8")
    return text[text.index("<View>") : text.index("</View>") + len("</View>")]


def converted(name: str, folder: Path) -> Path:
    converter = pytest.importorskip("label_studio_sdk.converter", reason=REASON)
    made: Any = converter.Converter(config=configuration(), project_dir=None)
    made.convert(str(TASKS), str(folder), name, is_dir=False)
    (written,) = folder.iterdir()
    return written


def test_tasks_and_annotations_are_numbered_from_one() -> None:
    tasks = json.loads(TASKS.read_text(encoding="utf-8"))
    numbers = list(range(1, len(tasks) + 1))
    assert len(numbers) > 1
    assert [task["id"] for task in tasks] == numbers
    assert [annotation["id"] for task in tasks for annotation in task["annotations"]] == numbers


def test_json_min_holds_every_region_of_every_task(tmp_path: Path) -> None:
    tasks = json.loads(TASKS.read_text(encoding="utf-8"))
    rows = json.loads(converted("JSON_MIN", tmp_path).read_text(encoding="utf-8"))
    regions = {
        task["id"]: sum(result["type"] == "labels" for result in task["annotations"][0]["result"]) for task in tasks
    }
    assert {row["id"]: len(row.get("label", ())) for row in rows} == regions


def test_csv_has_a_row_for_each_task(tmp_path: Path) -> None:
    with converted("CSV", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [task["data"]["id"] for task in json.loads(TASKS.read_text(encoding="utf-8"))]


def test_conll2003_names_the_three_roles(tmp_path: Path) -> None:
    lines = converted("CONLL2003", tmp_path).read_text(encoding="utf-8")
    assert {f"B-{role}" for role in ("content", "cue", "source")} <= set(lines.split())
