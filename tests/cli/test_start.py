"""What a start costs, and what it may not import."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.package import PACKAGE
from tests.store.conftest import new_database

HEAVY = {"spacy", "thinc", "numpy", "sqlite_utils"}
UNUSED = HEAVY | {"textual", "rich", "orjson", "sqlite3", "pysqlite3"}


def imported_by(code: str) -> set[str]:
    listing = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        ("import annotator", {"typer", "textual", *HEAVY}),
        ("import annotator.cli.main, annotator.cli.open_screen", UNUSED | {"typer", "pydantic"}),
        ("import annotator.cli.commands", UNUSED),
        ("import annotator.tui", HEAVY | {"textual", "sqlite3", "pysqlite3"}),
        ("import annotator.store.desk.desk, annotator.core.scheme", HEAVY | {"textual", "typer"}),
        ("import annotator.suggest", HEAVY | {"textual", "typer"}),
        ("import annotator.suggest.pipeline", {"textual", "typer", "pysqlite3"}),
        ("import annotator.exchange.documents, annotator.exchange.formats.gold", HEAVY | {"textual", "trafilatura"}),
    ],
)
def test_a_layer_imports_only_what_it_may(code: str, forbidden: set[str]) -> None:
    assert not imported_by(code) & forbidden


@pytest.mark.parametrize(
    ("words", "loaded"),
    [(["--help"], set()), (["stats", "--help"], {"data.stats"}), (["review", "list", "--help"], {"team.review"})],
)
def test_only_the_module_of_the_command_that_is_called_is_loaded(words: list[str], loaded: set[str]) -> None:
    code = (
        f"sys.argv[1:] = {words}\n"
        "from annotator.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "from annotator.cli.commands import COMMANDS\n"
        "modules = {one.runs.partition(':')[0] for one in COMMANDS.values()}\n"
        "print(json.dumps([one for one in modules if f'annotator.cli.{one}' in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{code}"], capture_output=True, text=True, check=True
    )
    assert {*json.loads(done.stdout.splitlines()[-1])} == loaded


def test_names_that_look_alike_are_told_without_the_screen(tmp_path: Path) -> None:
    new_database(tmp_path)
    words = ["rename", "--db", str(tmp_path / "annotator.db"), "--everybody", "Nobody", "Somebody"]
    loaded = imported_by(
        f"sys.argv[1:] = {words}\nfrom annotator.cli.main import main\ntry: main()\nexcept SystemExit: pass\n"
    )
    assert "rapidfuzz" in loaded
    assert "textual" not in loaded


def test_the_core_is_made_of_the_standard_library(tmp_path: Path) -> None:
    files = [path.relative_to(PACKAGE.parent).with_suffix("") for path in sorted((PACKAGE / "core").rglob("*.py"))]
    assert files
    code = "\n".join("import " + ".".join(file.parts).removesuffix(".__init__") for file in files)
    third_party = imported_by(code) - imported_by("") - set(sys.stdlib_module_names) - {"annotator"}
    assert not third_party


def test_without_a_command_and_a_database_it_says_how_to_begin(run: Run) -> None:
    done = run()
    assert "annotator demo" in done.stdout


def test_the_version_and_wrong_usage(run: Run) -> None:
    assert run("--version").stdout.startswith("annotator ")
    wrong = run("no-such-command", code=2)
    assert "Traceback" not in wrong.stderr


def test_the_database_may_be_named_before_the_command(run: Run, tmp_path: Path) -> None:
    assert "elsewhere.db" in run("--db", "elsewhere.db", "stats", code=4).stderr
    assert "elsewhere.db" in run("--db", "elsewhere.db", "stats", code=4, ANNOTATOR_DB="variable.db").stderr


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads in /proc")
def test_matrices_are_multiplied_on_one_thread() -> None:
    code = (
        "import os, sys\n"
        "os.environ.pop('OPENBLAS_NUM_THREADS', None)\n"
        "sys.argv[1:] = ['train', '--help']\n"
        "from annotator.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "import numpy\n"
        "print(len(os.listdir('/proc/self/task')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "1"
