"""Help, completion and the errors of wrong words: what somebody meets who does not know the commands yet."""

from __future__ import annotations

import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer

from annotator.cli.commands import COMMANDS, EXAMPLES, app, below, examples
from tests.cli.conftest import ARTICLE, Run

TREE: Any = typer.main.get_command(app)
LINES = [(name, line) for name, lines in EXAMPLES.items() for line, _ in lines]
SHOWN = [*below()]


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_all_commands_stand_on_one_screen(columns: str, run: Run) -> None:
    lines = run("--help", COLUMNS=columns).stdout.splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert len(SHOWN) <= 24
    cells = [cell.strip() for line in lines for cell in line.split("  ")]
    for name, listed in below().items():
        assert any(line.startswith(f"{listed.group} ") for line in lines)
        assert listed.does in cells
        assert f" {name} " in "\n".join(lines)
    assert not [line for line in lines if "\x1b" in line]


def test_the_screen_of_commands_begins_for_an_annotator_a_lead_and_an_engineer(run: Run) -> None:
    shown = run("--help").stdout
    for example in ("annotator", "annotator status", "annotator export -o -"):
        line = next(line for line in shown.splitlines() if line.startswith(f"  {example}  "))
        program, *words = shlex.split(line.partition(":")[0])[: len(example.split())]
        assert [program, *words] == example.split()
        if words:
            root = TREE.make_context("annotator", words, resilient_parsing=True)
            name, command, rest = TREE.resolve_command(root, words)
            command.make_context(name, rest)


@pytest.mark.parametrize("name", [name for name in SHOWN if below(name)])
def test_the_help_of_a_command_lists_its_subcommands(name: str, run: Run) -> None:
    shown = run(name, "--help", COLUMNS="80").stdout
    assert all(f"\n  {line}  " in shown and listed.does in shown for line, listed in below(name).items())


def test_every_command_has_examples() -> None:
    assert set(EXAMPLES) == set(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_help_shows_the_examples_line_by_line(name: str, run: Run) -> None:
    shown = run(name, "--help", COLUMNS="80").stdout
    assert all(f"\n    {line}\n        {effect}\n" in shown for line, effect in EXAMPLES[name])


def test_a_subcommand_shows_its_own_examples() -> None:
    assert "annotator db merge" in examples("db merge")
    assert "annotator db init" not in examples("db merge")


@pytest.mark.parametrize(("name", "line"), LINES)
def test_an_example_is_a_command_line_that_is_understood(name: str, line: str) -> None:
    program, command, *words = shlex.split(line, comments=True)
    assert (program, command) == ("annotator", name)
    words = words[: next((at for at, word in enumerate(words) if word in ("<", ">", "|", "&&")), len(words))]
    root = TREE.make_context("annotator", [], resilient_parsing=True)
    root.resilient_parsing = False
    called, understood, rest = TREE.resolve_command(root, [command, *words])
    understood.make_context(called, rest)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_tree_is_a_function_with_help(name: str) -> None:
    assert TREE.get_command(None, name).help


@pytest.mark.parametrize(
    "words",
    ["--db x.db db check", "db --db x.db check", "db check --db x.db", "check --db=x.db", "--db=x.db check"],
)
def test_a_database_may_be_named_before_a_subcommand(words: str, run: Run) -> None:
    assert "no database at x.db" in run(*words.split(), code=4).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("exprot",),
            "error: no such command 'exprot'; did you mean 'export'? `annotator --help` shows what",
        ),
        (
            ("chek",),
            "error: no such command 'chek'; did you mean 'db check'? `annotator --help` shows what there is\n",
        ),
        (("lst",), "error: no such command 'lst'; did you mean 'list'? `annotator --help` shows what there is\n"),
        (
            ("review", "lst"),
            "error: no such command 'review lst'; did you mean 'review list'? `annotator review --help` shows",
        ),
        (("", "import"), "error: no such command ''; `annotator --help` shows what there is\n"),
        (("db",), "error: db needs another word; `annotator db --help` lists those that there are\n"),
        (("suggest", "--missing", "a", "b"), "error: that is for one folder; name what"),
        (("suggest", "--missing", "a", "--again"), "error: --again changes nothing with --missing; leave it out\n"),
        (("import",), "error: missing argument 'PATH...|-'; `annotator import --help` shows what there is\n"),
        (
            ("stats", "--jsn"),
            "error: no such option: --jsn (Possible options: --csv, --json); `annotator stats --help` shows",
        ),
        (("list", "drafts"), "error: invalid value for '[LIST]': 'drafts' is not one of 'documents', "),
        (("suggest", "--from", "yaml", "-"), "error: no format named 'yaml'; choose text, "),
        (("export", "--format", "xml"), "error: no format named 'xml'; choose jsonl, "),
    ],
)
def test_wrong_words_are_one_line_and_exit_code_2(words: tuple[str, ...], said: str, run: Run, tmp_path: Path) -> None:
    done = run(*words, stdin="A text.", code=2)
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("annotator ex", ["export"]),
        ("annotator export --format b", ["brat"]),
        ("annotator import --profile g", ["guardian"]),
        ("annotator import --from ht", ["html"]),
        ("annotator schema ip", ["iptc"]),
        ("annotator export schema ip", ["iptc"]),
        ("annotator db ", ["check", "backup", "restore", "merge", "init"]),
        ("annotator review s", ["settle", "summary"]),
        ("annotator list st", ["stale"]),
    ],
)
def test_a_shell_completes_commands_and_values(typed: str, offered: list[str], run: Run) -> None:
    count = str(len(typed.split()) - (not typed.endswith(" ")))
    done = run(_ANNOTATOR_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=count)
    assert done.stdout.split() == offered


def imported(database: Path) -> int:
    """How many articles are in the database by now."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # its tables are being made


@pytest.mark.long
def test_an_interrupted_import_says_what_it_kept(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number:03}.txt").write_text(f"{ARTICLE}\n\nThis is number {number}.", encoding="utf-8")
    database = tmp_path / "a.db"
    # Where the tests run in the background, Ctrl-C is ignored, and what they start would inherit that.
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{heeding}; from annotator.cli.main import main; main()"
    command = [sys.executable, "-c", code, "import", "--db", str(database), str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    while process.poll() is None and imported(database) < 3:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=600)
    *kept, again, last = said.splitlines()
    assert process.returncode == 130
    assert last == "error: interrupted"
    assert again == "the same command again goes on with the rest"
    assert len(kept) == 1
    assert " added to " in kept[0]


def test_evaluate_names_its_own_purpose_where_nothing_is_decided(run: Run) -> None:
    run("import", "-", stdin=ARTICLE)
    done = run("evaluate", code=3)
    assert done.stderr == "error: no decisions to hold suggestions against; decide some: `annotator annotate`\n"
    left_out = run("evaluate", "--held-out", code=3).stderr
    assert "against; leave out --held-out, or decide more: `annotator annotate`\n" in left_out
