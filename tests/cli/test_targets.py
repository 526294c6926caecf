"""No command writes over a database, nor over a file that it did not make."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.cli import demo
from annotator.core.decision import Answer
from annotator.core.errors import UsageError
from annotator.core.session.state import decide, open_sentence
from annotator.store.desk.desk import SqliteDesk
from annotator.store.integrity import problems
from annotator.tui import ScreenSetup
from tests.cli.conftest import Run, everything
from tests.store.conftest import new_database


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    """A database with a decision, in the working folder."""
    path = new_database(tmp_path)
    with SqliteDesk(path, "ana") as desk:
        desk.save([decide(open_sentence(desk.page(1), 0), Answer.ACCEPT, 1.0, 1)])
    return path


def refused(run: Run, folder: Path, *command: str | Path, **environment: str) -> str:
    """The one line that a command is refused with, as wrong usage, nothing touched."""
    before = everything(folder)
    done = run(*command, **environment, code=2)
    assert (len(done.stderr.splitlines()), done.stdout) == (1, ""), done.stderr
    assert everything(folder) == before
    return done.stderr


@pytest.mark.parametrize("format", ["jsonl", "csv", "spacy", "brat"])
def test_an_export_never_replaces_the_database_however_its_path_is_written(
    in_process: Run, decided: Path, tmp_path: Path, format: str
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.jsonl").symlink_to("annotator.db")
    os.link(decided, tmp_path / "second.jsonl")
    for path in ("annotator.db", "./annotator.db", "sub/../annotator.db", decided, "link.jsonl", "second.jsonl"):
        assert "database" in refused(in_process, tmp_path, "export", "--format", format, "-o", path)
    for ending in ("-wal", "-shm", "-journal"):
        assert "database" in refused(in_process, tmp_path, "export", "--format", format, "-o", f"annotator.db{ending}")
    assert list(problems(decided)) == []


def test_nor_where_the_database_is_named_elsewhere_or_is_another_one(run: Run, decided: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere.db"
    decided.rename(other)
    assert "database" in refused(run, tmp_path, "export", "--db", other, "-o", "elsewhere.db")
    assert "database" in refused(run, tmp_path, "export", "-o", "elsewhere.db-journal", ANNOTATOR_DB="elsewhere.db")
    new_database(tmp_path)
    assert "database" in refused(run, tmp_path, "export", "-o", "elsewhere.db")


def test_nor_an_empty_log_of_it_under_another_name(in_process: Run, decided: Path, tmp_path: Path) -> None:
    os.link(decided, tmp_path / "kept.db")
    code = (
        "import sys; from pathlib import Path; from annotator.store.desk.desk import SqliteDesk\n"
        f"desk = SqliteDesk(Path({str(decided)!r}), 'ana')\n"
        "desk.connection.execute('PRAGMA wal_checkpoint(TRUNCATE)'); print('in', flush=True); sys.stdin.read()"
    )
    # Another process: files that a test reads here and closes take away the locks that this one has on them.
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        os.link(f"{decided}-wal", tmp_path / "log.jsonl")
        (tmp_path / "set.test.jsonl").symlink_to("log.jsonl")
        assert "database" in refused(in_process, tmp_path, "export", "-o", "log.jsonl")
        assert "database" in refused(in_process, tmp_path, "export", "--split", "50/50", "-o", "set.jsonl")
        for name in (f"/proc/self/fd/{os.open(f'{decided}-wal', os.O_RDONLY)}", "annotator.db-WAL", "kept.db-wal"):
            assert "database" in refused(in_process, tmp_path, "export", "-o", name)
        other.communicate()


def test_each_file_of_a_split_and_the_manifest_are_looked_at(in_process: Run, decided: Path, tmp_path: Path) -> None:
    for name in ("set.test.jsonl", "set.jsonl.manifest.json"):
        (tmp_path / name).symlink_to("annotator.db")
        assert name in refused(in_process, tmp_path, "export", "--split", "50/50", "-o", "set.jsonl")
        (tmp_path / name).unlink()


def test_articles_are_not_replaced_by_an_export_and_an_earlier_export_is(
    in_process: Run, decided: Path, tmp_path: Path
) -> None:
    (tmp_path / "articles.jsonl").write_text('{"text": "It rained."}\n', encoding="utf-8")
    assert "articles.jsonl is there already" in refused(in_process, tmp_path, "export", "-o", "articles.jsonl")
    for _ in range(2):
        in_process("export", "-o", "ours.jsonl")


@pytest.mark.parametrize("command", [("report", "-o"), ("db", "backup"), ("train", "-o")])
def test_what_has_a_place_of_its_own_makes_none_called_like_standard_output(
    in_process: Run, decided: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = in_process(*command, "-", code=2)
    assert done.stderr.count("\n") == 1
    assert "standard output" in done.stderr
    assert not (tmp_path / "-").exists()


def test_a_training_replaces_no_other_file(in_process: Run, decided: Path, tmp_path: Path) -> None:
    assert "database" in refused(in_process, tmp_path, "train", "-o", "annotator.db")
    assert "database" in refused(in_process, tmp_path, "train", "-o", "annotator.db-wal")
    (tmp_path / "models" / "model").mkdir(parents=True)
    (tmp_path / "models" / "model" / "mine.bin").write_bytes(b"mine")
    assert "models/model is there already" in refused(in_process, tmp_path, "train", "-o", "models")


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="looks at open files by name")
@pytest.mark.parametrize("command", ["export -o -", "stats --json"])
def test_what_is_printed_is_never_added_to_a_database(run: Run, decided: Path, tmp_path: Path, command: str) -> None:
    before = everything(tmp_path)
    with decided.open("ab") as appended:
        done = subprocess.run(
            [sys.executable, "-m", "annotator.cli.main", *command.split()],
            stdout=appended,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            timeout=600,
            check=False,
        )
    assert (done.returncode, b"database" in done.stderr) == (2, True)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("place", ["before", "after"])
def test_fresh_never_removes_a_database_that_is_named(
    in_process: Run, decided: Path, tmp_path: Path, place: str
) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    for name in ("annotator.db", "thesis.txt", "missing.db"):
        options = ["--db", name]
        command = [*options, "demo", "--fresh"] if place == "before" else ["demo", "--fresh", *options]
        assert "--fresh" in refused(in_process, tmp_path, *command)


def test_the_demo_brings_no_article_into_a_database_with_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path | None] = []
    monkeypatch.setattr(demo, "require_terminal", lambda _: None)
    monkeypatch.setattr(demo, "open_screen", lambda options: opened.append(options.db))
    demo.demo(ScreenSetup(), tmp_path / "demo.db", fresh=False)
    demo.demo(ScreenSetup(), tmp_path / "demo.db", fresh=False)
    assert opened == [tmp_path / "demo.db"] * 2
    real = new_database(tmp_path)
    before = real.read_bytes()
    with pytest.raises(UsageError, match="other articles than the demo's"):
        demo.demo(ScreenSetup(), real, fresh=False)
    assert (opened, real.read_bytes()) == ([tmp_path / "demo.db"] * 2, before)


def test_the_picture_of_the_demo_replaces_nothing_else_and_is_refused_before_anything_is_confirmed(
    in_process: Run, tmp_path: Path
) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "demo.svg").write_text("<svg>mine</svg>", encoding="utf-8")
    assert "no picture known to annotator" in refused(in_process, tmp_path, "demo", "--db", tmp_path / "demo.db")


def test_fresh_begins_the_demos_own_database_anew_and_removes_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    monkeypatch.setattr(demo, "require_terminal", lambda _: None)
    monkeypatch.setattr(demo, "run_import", lambda paths, db, quiet: opened.append(db))
    monkeypatch.setattr(demo, "open_screen", lambda options: opened.append(options.db))
    monkeypatch.setattr(demo, "_scratch", lambda: scratch)
    scratch = new_database(tmp_path).rename(tmp_path / "demo.db")
    (tmp_path / "demo.db-wal").write_bytes(b"")
    (tmp_path / "other.db").write_bytes(b"mine")
    demo.demo(ScreenSetup(), None, fresh=False)
    assert scratch.exists()
    demo.demo(ScreenSetup(), None, fresh=True)
    assert [path.name for path in tmp_path.iterdir()] == ["other.db"]
    assert opened == [scratch] * 4
    scratch.write_bytes(b"a thesis")
    with pytest.raises(Exception, match="no database"):
        demo.demo(ScreenSetup(), None, fresh=True)
    assert scratch.read_bytes() == b"a thesis"


def test_without_a_terminal_nobodys_sentences_are_confirmed(in_process: Run, decided: Path, tmp_path: Path) -> None:
    assert "annotator.db is there already" in refused(in_process, tmp_path, "demo", "--db", "annotator.db")
