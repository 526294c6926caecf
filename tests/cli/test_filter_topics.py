"""One topic for another in all that a filter finds, in a real database: scheme, review, copies, exports, the past."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from annotator.core.session.desk import Filter
from annotator.core.session.several import Sentences, TopicChange
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from tests.cli.conftest import Run, json_of
from tests.made_once import made_once
from tests.store.revising import renamed_database


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Where `sport` was renamed `games` after 20 sentences each of ana and bo, 10 reviewed by lea."""
    return made_once(tmp_path / "annotator.db", "renamed since", lambda path: renamed_database(path.parent))


def change(path: Path, old: str, new: str, undo: bool = False) -> str:
    """Have ana make the change in all sentences with the topic, and perhaps take it back; what is told."""
    with SqliteDesk(path, "ana") as desk:
        desk.go_by_newest_revision()
        bench = Workbench(desk)
        bench.set_filter(Filter(topic=old))
        found = bench.filtered()
        assert found is not None
        bench.change_topics(found, TopicChange(old, new))
        told = bench.notice.text if bench.notice is not None else ""
        if undo:
            bench.undo()
        return told


def exported(run: Run, *words: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The lines of an export, by sentence and annotator."""
    done = run("export", *words, "-o", "-")
    return {(line["id"], line["annotator"]): line for line in map(json.loads, done.stdout.splitlines())}


def with_labour(line: dict[str, Any]) -> dict[str, Any]:
    """A line as it is to be when its sentence was among those that changed; itself where it was not."""
    topics = line["topics"]
    if line["annotator"] != "ana" or "games" not in topics:
        return line
    told = line["suggestion"] is not None  # what was suggested: else nothing says that it was changed
    once = [topic for topic in topics if topic != "games" or "labour" not in topics]
    return line | {"topics": ["labour" if topic == "games" else topic for topic in once], "edited": told}


def labels_and_all_else(lines: dict[tuple[str, str], dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines without when their decisions were made."""
    return [line | {"decided_at": ""} for line in lines.values()]


def test_own_decisions_of_an_earlier_scheme_change_under_the_key_of_today_and_nothing_else_does(
    in_process: Run, db: Path
) -> None:
    before, gold = exported(in_process), exported(in_process, "--gold")
    wanted = {key: with_labour(line) for key, line in before.items()}
    changed = sum(wanted[key] != line for key, line in before.items())
    assert change(db, "games", "labour").startswith(
        f"{changed} sentences changed · ⟪undo⟫ undoes · games becomes labour"
    )
    assert changed >= 20
    assert labels_and_all_else(exported(in_process)) == labels_and_all_else(wanted)
    reviewed = {key: line for key, line in gold.items() if key[1] == "review:lea"}
    assert reviewed.items() <= exported(in_process, "--gold").items(), "what a review settled stands"
    in_process("db", "check")


def test_its_undo_leaves_every_export_as_it_was(in_process: Run, db: Path) -> None:
    formats = (["--gold"], ["--unit", "document"], ["--format", "csv"], ["--format", "conll"], ["--format", "prodigy"])
    before = [in_process("export", *words, "-o", "-").stdout for words in formats]
    change(db, "games", "labour", undo=True)
    assert [in_process("export", *words, "-o", "-").stdout for words in formats] == before
    in_process("db", "check")


def test_what_was_asked_to_be_looked_at_again_is_asked_still(in_process: Run, db: Path) -> None:
    """The sentences were not looked at: only where the topic itself was what is asked about, nothing is left to ask."""
    scheme = in_process("scheme", "text").stdout
    split = scheme.replace('key = "labour"', 'key = "work"\nwas = "labour"\n[[topic]]\nkey = "unions"\nwas = "labour"')
    change(db, "games", "labour")
    (db.parent / "new.toml").write_text(split, encoding="utf-8")
    in_process("scheme", "change", "new.toml", "--reason", "too wide")
    asked = json_of(in_process("list", "stale", "--json"))["decisions"]
    assert len([one for one in asked if one["annotator"] == "ana"]) >= 20
    change(db, "labour", "unions")
    asked = json_of(in_process("list", "stale", "--json"))["decisions"]
    assert [one for one in asked if one["annotator"] == "ana"] == []


def test_a_copy_brings_it_as_one_step_that_can_be_taken_back_here(in_process: Run, db: Path, tmp_path: Path) -> None:
    other = tmp_path / "laptop.db"
    shutil.copy(db, other)
    before = exported(in_process)
    change(other, "games", "labour")
    in_process("db", "merge", other)
    wanted = {key: with_labour(line) for key, line in before.items()}
    assert labels_and_all_else(exported(in_process)) == labels_and_all_else(wanted)
    with SqliteDesk(db, "ana") as desk:
        assert desk.steps(1)[0].decided >= 20
        desk.undo()
    assert exported(in_process) == before


def test_an_export_as_of_a_moment_before_is_what_it_was(in_process: Run, db: Path) -> None:
    before = exported(in_process)
    with SqliteDesk(db, "ana") as desk:
        desk.undo()
        desk.redo()  # later than all that was done before, by one event
        moment = desk.connection.execute("SELECT max(at) FROM events").fetchone()[0]
    change(db, "games", "labour")
    assert exported(in_process, "--as-of", moment) == before != exported(in_process)


def test_an_article_that_is_removed_meanwhile_stays_and_so_do_all_others(in_process: Run, db: Path) -> None:
    before = exported(in_process)
    with SqliteDesk(db, "ana") as desk:
        desk.go_by_newest_revision()
        bench = Workbench(desk)
        bench.set_filter(Filter(topic="games"))
        found = bench.filtered()
        assert found is not None
        first = desk.place(found.items[0].id).document
        in_process("remove", str(first), "--by", "number", "--yes")
        bench.change_topics(found, TopicChange("games", "labour"))
        assert bench.notice is not None
        assert "removed" in bench.notice.text
        left = Sentences([item for item in found.items if desk.place(item.id).document != first], 0)
        again = bench.filtered()
        assert again is not None
        changes = [those.effect(TopicChange("games", "labour"))[0] for those in (found, left, again)]
        assert changes[0] > changes[1] == changes[2]
    in_process("remove", "--undo", str(first), "--by", "number")
    assert exported(in_process) == before
