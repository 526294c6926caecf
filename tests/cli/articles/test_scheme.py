"""`annotator scheme` and `annotator list stale`, and what they make of an export."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from annotator.cli import open_screen
from annotator.cli.narration import NOTHING_CHANGED
from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.store.desk.desk import SqliteDesk
from tests.cli.conftest import Run, check_record, json_of
from tests.store.revising import change, new_database, scheme_of

SPLIT = scheme_of('key = "markets"\nwas = "economy"', 'key = "trade"\nwas = "economy"', *("sport", "labour", "weather"))
SPLIT += '\n[[topic]]\nkey = "money"\nwas = "business"\n'


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return new_database(tmp_path, 30)


@pytest.mark.parametrize(
    ("command", "code", "what"),
    [
        ("scheme change {} --dry-run", 0, "topic economy split"),
        ("import --scheme {} none.txt", 3, "scheme change FILE"),
        ("resuggest --scheme {}", 3, "scheme change FILE"),
        ("suggest --scheme {} none.txt", 3, "No such file"),
    ],
)
def test_a_scheme_that_can_be_read_once_will_do(in_process: Run, db: Path, command: str, code: int, what: str) -> None:
    """As a shell gives the output of another command: `<(sed …)`."""
    read, write = os.pipe()
    os.write(write, SPLIT.encode())
    os.close(write)
    try:
        told = in_process(*command.format(f"/dev/fd/{read}").split(), code=code)
    finally:
        os.close(read)
    assert what in told.stderr


def test_the_text_of_the_scheme_that_ships_is_no_change_of_it(in_process: Run, tmp_path: Path) -> None:
    in_process("db", "init", tmp_path)
    (tmp_path / "own.toml").write_text(in_process("scheme", "text").stdout, encoding="utf-8")
    for more in (["--dry-run"], ["--reason", "why not"]):
        told = in_process("scheme", "change", "own.toml", *more)
        assert told.stderr == "annotator.db has these already\n"
    assert len(json_of(in_process("scheme", "--json"))["revisions"]) == 1


def test_a_change_is_told_made_listed_and_exported(in_process: Run, db: Path) -> None:
    (db.parent / "new.toml").write_text(SPLIT, encoding="utf-8")
    in_process("export", "-o", "before.jsonl")
    told = in_process("scheme", "change", "new.toml", "--dry-run")
    assert told.stdout == ""
    assert "topic economy split into markets + trade: " in told.stderr
    assert told.stderr.endswith(f"\n{NOTHING_CHANGED}\n")
    in_process("scheme", "change", "new.toml", code=2)  # without a reason
    refused = in_process("import", "--scheme", "new.toml", "new.toml", code=3)
    assert "annotator scheme change FILE" in refused.stderr

    in_process("scheme", "change", "new.toml", "--reason", "too wide", "--as", "lea")
    for tried in ([], ["--dry-run"]):
        done = in_process("scheme", "change", "new.toml", "--reason", "again", *tried)
        assert done.stderr.endswith("annotator.db has these already\n")
    found = json_of(in_process("scheme", "--json"))
    check_record(found, "scheme")
    assert (found["revisions"][-1]["number"], found["revisions"][-1]["reason"]) == (3, "too wide")
    split = next(one for one in found["changes"] if one["kind"] == "split")
    assert "3  since" in in_process("scheme").stdout
    assert in_process("scheme", "text").stdout == SPLIT

    stale = json_of(in_process("list", "stale", "--json"))
    check_record(stale, "stale")
    assert len(stale["decisions"]) == split["to_look_at"] > 0
    assert {change for one in stale["decisions"] for change in one["changes"]} == {split["number"]}
    head, *listed = in_process("list", "stale").stdout.splitlines()
    assert head.split() == ["place", "by", "why"]
    assert len(listed) == split["to_look_at"]
    renamed = next(one for one in found["changes"] if one["kind"] == "rename")
    _, *listed = in_process("list", "stale", "--change", renamed["number"]).stdout.splitlines()
    assert len(listed) == renamed["affected"] > 0
    in_process("list", "stale", "--change", "9.9", code=3)

    done = in_process("export", "-o", "after.jsonl")
    assert f"{split['to_look_at']} decisions with a topic that is not offered any more" in done.stderr
    after = (db.parent / "after.jsonl").read_text(encoding="utf-8")
    assert '"money"' in after
    assert '"business"' not in after
    manifest = json.loads((db.parent / "after.jsonl.manifest.json").read_text(encoding="utf-8"))
    check_record(manifest, "manifest")
    assert manifest["revision"]["outdated_topics"] == ["economy"]
    in_process("export", "--as-of", "2", "-o", "old.jsonl")
    assert (db.parent / "old.jsonl").read_bytes() == (db.parent / "before.jsonl").read_bytes()


def test_a_scheme_that_came_in_on_two_copies_has_the_reasons_of_both(in_process: Run, db: Path) -> None:
    (db.parent / "new.toml").write_text(SPLIT, encoding="utf-8")
    other = db.with_name("other.db")
    shutil.copy(db, other)
    for copy, who in ((db, "ana"), (other, "bo")):
        in_process("scheme", "change", "new.toml", "--reason", f"so says {who}", "--as", who, "--db", copy)
    in_process("db", "merge", other)
    told = in_process("scheme").stdout
    assert f"{told.count('by ana: so says ana')}{told.count('by bo: so says bo')}" == "11"
    assert [line[:1] for line in told.splitlines()[:4]] == ["1", "2", "-", "3"]
    record = json_of(in_process("scheme", "--json"))
    check_record(record, "scheme")
    assert [(one["number"], one["reason"]) for one in record["revisions"]][2:] == [(3, "so says bo")]
    assert [one["reason"] for one in record["others"]] == ["so says ana"]


def test_agreement_is_had_as_of_a_revision(in_process: Run, db: Path) -> None:
    with SqliteDesk(db, "ana") as ana, SqliteDesk(db, "bo") as bo:
        for desk in (ana, bo):
            for item in desk.page(1).items[:20]:
                if item.decision is None:
                    desk.save([NewDecision(item.id, Answer.ACCEPT, Labels(topics=("sport",)))])
    before = in_process("agreement", "--json").stdout
    change(db, SPLIT)
    with SqliteDesk(db, "ana") as desk:
        for item in desk.page(1).items[:20]:
            desk.save([NewDecision(item.id, Answer.ACCEPT, Labels(), replaces=item.decision and item.decision.id)])
    assert in_process("agreement", "--json").stdout != before
    assert in_process("agreement", "--json", "--as-of", "2").stdout == before


def test_guidelines_become_the_database_s_own(in_process: Run, db: Path) -> None:
    (db.parent / "rules.md").write_text("# Topics\n\nAt most two.\n", encoding="utf-8")
    done = in_process(
        "scheme", "change", "--guidelines", "rules.md", "--affects", "sport", "--reason", "three were too many"
    )
    assert "guidelines: " in done.stderr
    stale = json_of(in_process("list", "stale", "--json"))
    assert len(stale["decisions"]) == stale["changes"][0]["to_look_at"] > 0
    in_process("scheme", "change", "--guidelines", "rules.md", "--affects", "moon", "--reason", "x", code=2)
    (db.parent / "empty.md").write_text("\n")
    empty = in_process("scheme", "change", "--guidelines", "empty.md", "--reason", "x", code=3)
    assert empty.stderr == "error: empty.md: empty; there is nothing to read in it\n"


def test_guidelines_are_written_in_the_editor_in_a_file_that_stays(
    in_process: Run, db: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    change = ("scheme", "change", "--guidelines", "new.md", "--edit", "--reason", "clearer")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    assert "no variable names an editor" in in_process(*change, code=2).stderr
    assert not (tmp_path / "new.md").exists()
    monkeypatch.setenv("EDITOR", 'sh -c \'cp "$0" seen.md; echo "# Ours" > "$0"; exit 3\'')
    assert "failed (3); nothing was taken from it" in in_process(*change, code=2).stderr
    built_in = in_process("scheme", "guidelines").stdout
    assert (tmp_path / "seen.md").read_text(encoding="utf-8") == built_in, "a new file begins with what is in use"
    assert (tmp_path / "new.md").read_text(encoding="utf-8") == "# Ours\n", "and nothing of it is lost"
    monkeypatch.setenv("EDITOR", "true")
    in_process(*change)
    assert in_process("scheme", "guidelines").stdout == "# Ours\n"
    assert "--edit changes nothing" in in_process("scheme", "change", "--edit", "--reason", "x", code=2).stderr
    monkeypatch.setenv("EDITOR", "sh -c 'echo spoilt >> \"$0\"'")
    before = db.read_bytes()
    in_process("scheme", "change", "--guidelines", str(db), "--edit", "--reason", "x", code=3)
    assert db.read_bytes() == before, "only a text is opened"


def test_one_s_own_are_opened_with_the_reason(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.tui import ScreenSetup, launch

    change(db, SPLIT, "too wide")
    opened = {}

    def run(desk: object, scheme: object, setup: object, **options: object) -> int:
        opened.update(options)
        return 0

    monkeypatch.setattr(launch, "open_screen", run)
    monkeypatch.setattr(open_screen, "require_terminal", lambda _: None)
    monkeypatch.setenv("ANNOTATOR_COPIES", "no")
    assert open_screen.open_screen(ScreenSetup(db, "ana", again=True)) == 0
    agenda = opened["agenda"]
    with SqliteDesk(db, "ana") as desk:
        items = [item for item in desk.page(1).items if item.id in agenda]
        assert len(items) == len(agenda) > 0
        for item in items:
            assert item.decision is not None
            assert "economy" in item.decision.labels.topics
            assert "too wide" in agenda.why(item)
        decision = items[0].decision
        assert decision is not None
        desk.save([NewDecision(items[0].id, Answer.ACCEPT, decision.labels, replaces=decision.id)])
        seen = next(item for item in desk.page(1).items if item.id == items[0].id)
        assert not agenda.is_open(seen)
        assert agenda.why(seen) == ""
        desk.undo()
        again = next(item for item in desk.page(1).items if item.id == items[0].id)
        assert agenda.is_open(again), "what was undone is to be looked at again"
