"""`--format` and `--from` with a format of one's own: the package of docs/formats.md, installed from its folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run, check_record
from tests.cli.data.test_formats import LINES
from tests.exchange.own_formats import install, of_the_page
from tests.store.old_databases import VERSIONS, unpack

GOLD = "".join(json.dumps(line) + "\n" for line in LINES)
TELLS = "print('loaded', flush=True)\nimport annotator.formats as f\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages."""
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


@pytest.fixture
def own(run: Run, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands that see the packages of the folder, with a database of decisions."""
    monkeypatch.syspath_prepend(site)
    monkeypatch.delitem(sys.modules, "annotator_own", raising=False)
    (tmp_path / "gold.jsonl").write_text(GOLD, encoding="utf-8")
    run("import", "--as", "ana", "gold.jsonl")

    def call(*command: str | Path, **given: str) -> subprocess.CompletedProcess[str]:
        if command[:1] == ("export",) and "--debug" not in command:
            return run(*command, code=None, **given)
        return run(*command, code=None, PYTHONPATH=f"{ROOT}:{site}", **given)

    return call


def with_format(site: Path, **fields: str) -> None:
    given = "".join(f", {name}={code}" for name, code in fields.items())
    install(site, "annotator-own", {"own": "FORMAT"}, f"{TELLS}FORMAT = f.Format('own', 'own', '.own'{given})\n")


@pytest.mark.long
def test_the_package_of_the_page_is_installed_from_its_folder_and_goes_there_and_back(
    own: Run, site: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "annotator-said"
    folder.mkdir()
    for name, text in of_the_page().items():
        (folder / name).write_text(text, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--no-build-isolation", "--target", site]
    subprocess.run([*pip, folder], check=True, capture_output=True)
    done = own("export", "--format", "said")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    path = tmp_path / "exports" / "annotator.said"
    manifest = json.loads(path.with_name("annotator.said.manifest.json").read_text(encoding="utf-8"))
    check_record(manifest, "manifest")
    assert (manifest["format"], manifest["package"], manifest["files"][0]["quotes"]) == (
        *("said", "annotator-said==1.0"),
        3,
    )
    assert own("import", "--db", "other.db", "--as", "ben", "--from", "said", path).returncode == 0
    assert own("export", "--db", "other.db", "--format", "said", "-o", "-").stdout == path.read_text(encoding="utf-8")
    (path.parent / "notes.txt").write_text("no annotations", encoding="utf-8")
    folder_again = own("import", "--db", "other.db", "--as", "ben", "--from", "said", path.parent)
    assert (folder_again.returncode, folder_again.stderr.count("\n")) == (0, 1), folder_again.stderr
    again = own("import", "--db", "other.db", "--as", "ben", "--from", "said", "-", stdin=path.read_text("utf-8"))
    assert "0 decisions of ben added" in again.stderr
    records = [
        own("export", "--unit", "document", "-o", "-", "--db", name).stdout for name in ("annotator.db", "other.db")
    ]
    one, other = ([json.loads(line)["quotes"] for line in text.splitlines()] for text in records)
    assert one == other
    refused = own("export", "--format", "docx")
    assert refused.returncode == 2
    assert refused.stderr.endswith("csv; installed: said\n")


def test_a_writer_that_fails_ends_the_command_with_one_line_and_debug_shows_where(
    own: Run, site: Path, tmp_path: Path
) -> None:
    with_format(site, writer="lambda settings: f.Writer(lambda task: 1 / 0)")
    failed = own("export", "--format", "own")
    assert failed.returncode == 5
    assert failed.stderr == (
        "error: annotator-own==1.0: ZeroDivisionError: division by zero; --debug shows where: tell whoever makes it\n"
    )
    assert not (tmp_path / "exports").exists()
    shown = own("export", "--format", "own", "--debug").stderr
    assert "Traceback" in shown
    assert "annotator_own.py" in shown


def test_no_login_names_a_format_and_none_is_loaded_unnamed(own: Run, site: Path, tmp_path: Path) -> None:
    with_format(site, writer="lambda settings: f.Writer(lambda task: b'x')")
    login = ("login", "--db", tmp_path / "annotator.db", "--annotator", "ana", "--also", "export", "--also", "import")
    for words in (
        "export --format own",
        "export --format=own",
        "import --from own --as ana a.own",
        "import --from=own",
    ):
        refused = own(*login, SSH_ORIGINAL_COMMAND=words)
        assert refused.returncode == 2
        assert refused.stderr.startswith("error: this login does not take '--f")
        assert refused.stdout == ""
    for command in (("export", "--help"), ("export", "-o", "-"), ("export", "--format", "docx")):
        assert not own(*command).stdout.startswith("loaded")
    typed = {"COMP_WORDS": "annotator export --format o", "COMP_CWORD": "3"}
    assert own(_ANNOTATOR_COMPLETE="complete_bash", **typed).stdout.split() == ["own"]
    assert own("export", "--format", "own", "-o", "-").stdout == "loaded\nxx"


def test_an_own_format_is_written_over_no_database_and_no_other_file(own: Run, site: Path, tmp_path: Path) -> None:
    with_format(site, writer="lambda settings: f.Writer(lambda task: b'x')")
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    before = (tmp_path / "annotator.db").read_bytes()
    for name in ("annotator.db", "annotator.db-wal", "thesis.txt", "gold.jsonl"):
        assert own("export", "--format", "own", "-o", name).returncode == 2
    assert (tmp_path / "annotator.db").read_bytes() == before
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_a_format_of_ours_is_not_named_where_annotations_come_in(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(GOLD, encoding="utf-8")
    refused = run("import", "--as", "ana", "--from", "jsonl", "gold.jsonl", code=2)
    assert refused.stderr == "error: no format named 'jsonl'; leave out --from\n"
    assert not (tmp_path / "annotator.db").exists()


def test_a_format_that_is_not_there_is_refused_before_an_older_database_is_brought_up_to_date(
    run: Run, tmp_path: Path
) -> None:
    old = unpack(VERSIONS[-1], tmp_path).rename(tmp_path / "annotator.db")
    (tmp_path / "gold.jsonl").write_text(GOLD, encoding="utf-8")
    before = old.read_bytes()
    refused = run("import", "--as", "ana", "--from", "nonsense", "gold.jsonl", code=2)
    assert refused.stderr == "error: no format named 'nonsense'; leave out --from\n"
    assert old.read_bytes() == before
