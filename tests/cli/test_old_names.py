"""Old names and spellings mean what they meant."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
import typer

from annotator.cli.commands import COMMANDS, OLD_NAMES, app, in_new_names
from tests.cli.conftest import Run

TREE: Any = typer.main.get_command(app)
LINES = {
    "check --mend --db x.db": "db check --mend --db x.db",
    "backup copy.db --daily": "db backup copy.db --daily",
    "restore -y copy.db": "db restore -y copy.db",
    "merge ana.db bo.db --json": "db merge ana.db bo.db --json",
    "init --group team folder": "db init --group team folder",
    "profile polnear": "scheme profile polnear",
    "schema sentence": "export schema sentence",
    "rename-speaker --undo Blinken 'Antony Blinken'": "rename --undo Blinken 'Antony Blinken'",
    "queue --json": "status --queue --json",
    "queue --annotator ana --release 3": "assign --annotator ana --release 3",
    "shards folder": "suggest --missing folder",
    "shards --join folder": "suggest --join folder",
    "shards folder --join": "suggest folder --join",
    "suggest --readings --workers 2 a": "suggest --workers 2 a",
    "suggest a --shard 1/2 --out o --for-import --readings": "suggest a --shard 1/2 --out o",
    "import --db x.db --suggested shards": "import --suggestions --db x.db shards",
    "stale --change 3.1 --json": "list stale --change 3.1 --json",
    "stale --change 3.1 --open --theme dark": "annotate --again --change 3.1 --theme dark",
    "annotate --db x.db --revised": "annotate --again --db x.db",
    "annotate --stale --plain": "annotate --again --plain",
    "annotate --revised --stale": "annotate --again --again",
    "review --revised": "review --again-list",
    "review --stale --annotator kim": "review --again-list --annotator kim",
    "review --db x.db --list --early": "review list --db x.db --early",
    "review --settle": "review settle",
    "review --summary --json": "review summary --json",
    "qualify --make 20 --seed 3": "qualify make 20 --seed 3",
    "qualify --pass 85% --make=20": "qualify make --pass 85% 20",
    "qualify --results --json": "qualify results --json",
    "scheme --text": "scheme text",
    "scheme --guidelines-text": "scheme guidelines",
    "scheme topics.toml --reason 'too wide'": "scheme change topics.toml --reason 'too wide'",
    "scheme --guidelines a.md --affects mixed --dry-run": "scheme change --guidelines a.md --affects mixed --dry-run",
    "scheme topics.toml --dry-run --as ana": "scheme change topics.toml --dry-run --as ana",
}


def leads_to(new: str) -> str:
    """The command of new words: two of them, or the first."""
    name = " ".join(new.split()[:2])
    return name if name in COMMANDS else name.split()[0]


@pytest.mark.parametrize("before", [[], ["--db", "root.db"], ["--db=root.db"]])
@pytest.mark.parametrize(("old", "new"), LINES.items())
def test_an_old_line_is_read_as_a_new_one_that_there_is(old: str, new: str, before: list[str]) -> None:
    words = in_new_names([*before, *shlex.split(old)])
    assert words == [*before, *shlex.split(new)]
    assert in_new_names(words) == words, "once more, and nothing changes"
    root = TREE.make_context("annotator", [], resilient_parsing=True)
    root.resilient_parsing = False
    name, command, rest = TREE.resolve_command(root, shlex.split(new))
    command.make_context(name, rest)


@pytest.mark.parametrize("old", OLD_NAMES)
def test_every_old_name_is_tried_and_shown_nowhere(old: str, run: Run) -> None:
    words = old.split()
    assert [line for line in LINES if set(words) <= {word.partition("=")[0] for word in line.split()}]
    if len(words) == 1:
        assert words[0] not in COMMANDS
        shown = run(old, "--help")
        assert shown.stdout.startswith(f"Usage: annotator {leads_to(OLD_NAMES[old])} ")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--db x.db",
        "--db",
        "--version",
        "stats --json",
        "scheme --db x.db change topics.toml --reason why",
        "review --db=x.db settle --settle",
        "rename -- --list --text",
        "review -- --list",
        "qualify make 20",
        "scheme change topics.toml --reason x",
        "import check",
    ],
)
def test_what_is_not_old_stays_as_it_is(line: str) -> None:
    assert in_new_names(line.split()) == line.split()


def test_all_old_names_lead_into_the_tree() -> None:
    assert all(leads_to(new) in COMMANDS for new in OLD_NAMES.values())
