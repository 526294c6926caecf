"""The folder of a report: what is written comes back, what is missing or another file is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.core.errors import InputRefused, UsageError
from annotator.exchange.lines import to_line
from annotator.exchange.report_folder import earlier_answers, read_report, write_report

NOT_KNOWN = {"first_id": None, "title": None, "source": None, "published": None}
DOCUMENTS = [{"id": name, **NOT_KNOWN, "sentences": 1, "text": "Yes."} for name in "ab"]
FACTS = {"idle_cut": 120.0, "split": [80, 20], "attributes": [], "quote_types": ["direct"], "changes": []}
FACTS |= {"stale": 0, "corrected": {}, "runs": []}
LINE = to_line(DOCUMENTS[0])
FILES = {
    "documents.jsonl": b"".join(map(to_line, DOCUMENTS)), "decisions.jsonl": b"", "reviews.jsonl": b"",
    "gold.jsonl": b"", "history.jsonl": b"", "facts.json": to_line(FACTS), "answers.toml": b'purpose = "To know."\n',
}  # fmt: skip
TABLES = [{"key": "size", "rows": []}]
BRING_BACK = "bring it back from a copy, or write the report anew"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "report"
    write_report(path, {"tables": TABLES}, "# Größe\n", FILES)
    return path


def test_what_is_written_comes_back(folder: Path) -> None:
    written = read_report(folder)
    assert (written.tables, written.page, written.differing) == (TABLES, "# Größe\n", [])
    assert written.records == {
        "documents": DOCUMENTS, "decisions": [], "reviews": [], "gold": [], "history": [], "facts": FACTS,
    }  # fmt: skip
    record = json.loads((folder / "report.json").read_bytes())
    assert (record["schema"], sorted(record["files"])) == (
        "annotator/report@1",
        sorted(FILES.keys() - {"answers.toml"}),
    )


@pytest.mark.parametrize(
    ("name", "content", "told", "whole"),
    [
        ("gold.jsonl", None, f"gold.jsonl: No such file or directory; {BRING_BACK}", False),
        ("documents.jsonl", LINE, f"documents.jsonl: not the file that the report was made of; {BRING_BACK}", True),
        (
            "facts.json",
            to_line(FACTS | {"stale": 1}),
            f"facts.json: not the file that the report was made of; {BRING_BACK}",
            True,
        ),
    ],
)
def test_a_file_that_is_missing_or_another_one_is_named(
    folder: Path, name: str, content: bytes | None, told: str, whole: bool
) -> None:
    (folder / name).unlink() if content is None else (folder / name).write_bytes(content)
    written = read_report(folder)
    assert written.differing == [told]
    assert (written.records is not None) is whole


@pytest.mark.parametrize("name", ["a\0b", "\ud800", ""])
def test_a_name_that_no_file_can_have_is_told_as_a_file_that_cannot_be_read(folder: Path, name: str) -> None:
    record = json.loads((folder / "report.json").read_bytes())
    (folder / "report.json").write_text(json.dumps(record | {"files": record["files"] | {name: "0" * 64}}))
    (told,) = read_report(folder).differing
    assert told.startswith(f"{name}: ")
    assert told.endswith(BRING_BACK)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff", "documents.jsonl:1: not utf-8"),
        (LINE + b"{\n", "documents.jsonl:2: not JSON"),
        (LINE + b"{}\n", "documents.jsonl:2: not as `annotator export schema report` has it (no id)"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(folder: Path, content: bytes, told: str) -> None:
    (folder / "documents.jsonl").write_bytes(content)
    written = read_report(folder)
    assert written.records is None
    assert [line.startswith(told) for line in written.differing] == [False, True]


def test_what_is_no_report_is_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(InputRefused, match="no report in it"):
        read_report(tmp_path)
    record = json.loads((folder / "report.json").read_bytes())
    for name in ("tables", "files"):
        (folder / "report.json").write_text(json.dumps(record | {name: "none"}))
        with pytest.raises(InputRefused, match="no report in it"):
            read_report(folder)


def test_answers_of_an_earlier_report_are_kept_unless_its_page_was_edited(tmp_path: Path, folder: Path) -> None:
    assert earlier_answers(folder) == 'purpose = "To know."\n'
    assert earlier_answers(tmp_path / "none") is None
    (folder / "answers.toml").write_bytes(b"\xff")
    with pytest.raises(InputRefused, match=r"answers\.toml: "):
        earlier_answers(folder)
    (folder / "answers.toml").unlink()
    assert earlier_answers(folder) is None
    (folder / "report.md").unlink()
    assert earlier_answers(folder) is None, "a page that is gone is no loss"
    (folder / "report.md").write_text("mine")
    with pytest.raises(UsageError, match="was edited by hand"):
        earlier_answers(folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is no report known to annotator"):
        earlier_answers(tmp_path / "other")


def test_a_report_takes_the_place_of_an_earlier_one_alone(folder: Path) -> None:
    (folder / "recompute_size.py").write_text("made by an earlier version")
    write_report(folder, {"tables": []}, "# Other\n", FILES)
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, "report.json", "report.md"])
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        write_report(folder, {"tables": []}, "# Other\n", FILES)
    assert (folder / "mine.txt").read_text() == "mine"
