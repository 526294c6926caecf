"""`annotator import`: read, split, suggest, store, and say what happened."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

SEED = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "seed-article.txt"


def test_an_article_is_imported_once(run: Run, article: Path) -> None:
    first = run("import", article)
    assert first.returncode == 0
    assert "1 article, 4 sentences, published 2026-02-03" in first.stderr
    assert first.stdout == ""
    again = run("import", article)
    assert again.returncode == 0
    assert "nothing new: 1 article already there" in again.stderr
    stats = json.loads(run("stats", "--json").stdout)
    assert (stats["documents"], stats["sentences"]) == (1, 4)
    assert [run_["pipeline"] for run_ in stats["runs"]]


@pytest.mark.skipif(not SEED.exists(), reason="needs the project's shared folder beside the checkout")
def test_the_first_users_article_has_29_sentences(run: Run) -> None:
    done = run("import", SEED)
    assert "1 article, 29 sentences, published 2023-07-23" in done.stderr
    assert "nothing new" in run("import", SEED).stderr


def test_good_files_are_imported_and_bad_ones_named(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = run("import", article, "missing.txt", "empty.txt")
    assert done.returncode == 6
    assert "left out: missing.txt" in done.stderr
    assert "left out: empty.txt" in done.stderr
    assert json.loads(run("stats", "--json").stdout)["documents"] == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("none.txt", None), ("empty.txt", b""), ("binary.txt", bytes(range(256)) * 20), ("bad.jsonl", b"{nope\n")],
)
def test_a_bad_file_alone_is_one_line_and_leaves_no_database(
    run: Run, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run("import", name)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("error: ")
    assert not (tmp_path / "annotator.db").exists()


def test_a_foreign_database_is_refused_before_anything_is_read(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "annotator.db").write_bytes(b"somebody else's")
    done = run("import", article)
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "annotator.db").read_bytes() == b"somebody else's"


def test_a_model_that_is_not_installed_or_a_folder_is_refused(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    for model in ("no_such_model", "./model", "os; import x"):
        done = run("import", article, "--model", model)
        assert done.returncode in {2, 3, 5}
        assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "annotator.db").exists()


def test_standard_input_and_names_that_look_like_escapes(run: Run, tmp_path: Path) -> None:
    assert run("import", "-", stdin='It rained. "No," said Ada.').returncode == 0
    hostile = tmp_path / "a\x1b[31m\nb.txt"
    hostile.write_text("", encoding="utf-8")
    done = run("import", hostile)
    assert done.returncode == 3
    assert "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
