"""Options that would change nothing are refused, and what names people and articles means the same everywhere."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from contextlib import closing
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import typer

from annotator.cli.commands import COMMANDS, app
from annotator.cli.options import nearest_db, with_options
from annotator.core.profiles import PROFILE_NAMES
from annotator.core.session.desk import Order
from annotator.exchange.files import DOCUMENT_FORMATS
from annotator.exchange.formats.format import UNITS
from annotator.store.files.database import open_database
from annotator.store.log.revisions import lineage
from annotator.tui import ScreenSetup
from tests.cli.conftest import Run, json_of
from tests.package import PACKAGE
from tests.store.reviewing import NOTHING, YES, team

IDLE = {
    "agreement --csv --worst 3": "--worst",
    "assign --by id": "--by",
    "agreement --csv --json": "--json",
    "assign --csv a.csv --overlap 2": "--overlap",
    "assign --csv a.csv 3": "ARTICLE",
    "bias --csv --second-look 3": "--second-look",
    "bias --seed 3": "--seed",
    "db backup --daily a.db": "--daily",
    "export --raw": "--raw",
    "export --align drop": "--align",
    "export --format prodigy --unit sentence --partial": "--partial",
    "export --format csv --unit document --partial": "--partial",
    "feedback --list --theme dark": "--theme",
    "feedback --json --plain": "--plain",
    "import --as ana --any-language a": "--any-language",
    "import --as ana --workers 2 a": "--workers",
    "suggest --scheduler tcp://a:1 --workers 2 a": "--workers",
    "import --as ana --revise a": "--revise",
    "import --of 3 a": "--of",
    "import --suggestions --as ana a": "--as",
    "import --suggestions --profile polnear a": "--profile",
    "import --suggestions --no-adapt a": "--no-adapt",
    "import --suggestions --any-language a": "--any-language",
    "import --suggestions --workers 2 a": "--workers",
    "import --name lab a": "--name",
    "import --suggestions --revise a": "--revise",
    "list flags --change 3": "--change",
    "list habits --annotator ana": "--annotator",
    "status --queue --annotator ana": "--annotator",
    "status --annotator ana --team": "--team",
    "assign --release 3 --overlap 2": "--overlap",
    "db restore --yes": "--yes",
    "db restore --dry-run": "--dry-run",
    "scheme change new.toml --affects quotes --reason why": "--affects",
    "stats --csv --by day": "--by",
    "stats --idle-cut 30": "--idle-cut",
    "stats --progress --timezone Europe/Berlin": "--timezone",
    "suggest --again a": "--again",
    "suggest --join --workers 2 a": "--workers",
    "suggest --missing --again a": "--again",
    "suggest --shard 1/2 --out o --explain a": "--explain",
}
"""Command lines with an option that there is nothing for, and that option."""


@pytest.mark.parametrize("words", IDLE)
def test_an_option_that_would_change_nothing_is_refused(in_process: Run, words: str) -> None:
    done = in_process(*words.split(), code=2)
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: {IDLE[words]} changes nothing ")
    assert done.stderr.endswith("; leave it out\n")


@pytest.mark.parametrize(
    "words",
    [
        "--format csv --raw",
        "--format spacy --align drop",
        "--format prodigy --unit document --partial",
        "--texts --undecided",
    ],
)
def test_an_option_of_an_export_that_changes_something_is_taken(in_process: Run, words: str) -> None:
    assert "no database at " in in_process("export", *words.split(), code=4).stderr


@pytest.mark.parametrize("line", ["stats --db=", "--db= stats", "db init --db=", "demo --db .", "--db="])
def test_an_empty_name_is_no_database(run: Run, tmp_path: Path, line: str) -> None:
    tmp_path.parent.chmod(0o755)
    done = run(*line.split(), code=2)
    assert done.stdout == ""
    assert done.stderr == "error: --db names no file; give it one, such as --db annotator.db\n"
    assert tmp_path.parent.stat().st_mode & 0o777 == 0o755, "and the folder above is left alone"


def test_a_variable_is_for_all_commands_and_not_refused(run: Run, tmp_path: Path) -> None:
    team(tmp_path / "annotator.db", {"d": {"ana": [YES], "bo": [NOTHING]}})
    run("review", "list", ANNOTATOR_NAME="ana")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two articles that two people decided to the end; the first has the number of the other for its id."""
    return team(tmp_path / "annotator.db", {"2": {"ana": [YES], "bo": [NOTHING]}, "e": {"ana": [YES], "bo": [NOTHING]}})


@pytest.mark.parametrize(("named", "meant"), [("1", "2"), ("2", "2"), ("e", "e")])
def test_an_article_is_named_by_id_else_by_number_wherever_decisions_are_chosen(
    in_process: Run, two: Path, named: str, meant: str
) -> None:
    exported = in_process("export", "-o", "-", "--document", named).stdout.splitlines()
    assert {json.loads(record)["document"]["id"] for record in exported} == {meant}
    listed = in_process("review", "list", "--document", named).stdout.splitlines()
    assert [record.split("\t")[0] for record in listed] == [f"{meant}:0"]
    agreed = json_of(in_process("agreement", "--document", named, "--json"))
    assert [one["id"] for one in agreed["by_document"]] == [meant]
    drawn = in_process("qualify", "make", "2", "--document", named, code=3)
    assert "0 gold sentences" in drawn.stderr
    for command in (("export", "-o", "-"), ("review", "list"), ("agreement",), ("qualify", "make", "2")):
        in_process(*command, "--document", "nowhere", code=3)
    assert two.exists()


def test_of_a_range_of_articles_it_is_said_what_there_is_of_it(in_process: Run, two: Path) -> None:
    told = in_process("export", "-o", "-", "--document", "2-9", "--document", "1-9")
    assert "1-9: there are 2 articles of these, up to 2\n" in told.stderr
    assert len({json.loads(line)["document"]["id"] for line in told.stdout.splitlines()}) == 2
    assert two.exists()


@pytest.mark.parametrize("command", ["agreement", "export -o -", "list", "list stale"])
def test_a_name_that_nobody_has_is_refused_with_those_there_are(in_process: Run, two: Path, command: str) -> None:
    done = in_process(*command.split(), "--annotator", "an", code=3)
    assert done.stdout == ""
    assert done.stderr == "error: no annotator named 'an'; there are ana, bo\n"
    assert two.exists()


def test_a_change_of_the_scheme_is_by_whoever_the_variable_names(run: Run, two: Path, tmp_path: Path) -> None:
    for number, (words, variables) in enumerate(
        [(("--as", "lea"), {"ANNOTATOR_NAME": "cy"}), ((), {"ANNOTATOR_NAME": "cy"})]
    ):
        (tmp_path / "own.md").write_text(f"# Ours {number}\n", encoding="utf-8")
        run("scheme", "change", "--guidelines", "own.md", "--reason", "why", *words, **variables)
    with closing(open_database(two, read_only=True)) as connection:
        assert [one.who for one in lineage(connection)][-2:] == ["lea", "cy"]
    refused = run("scheme", "change", "--guidelines", "own.md", "--reason", "why", "--as", "review:cy", code=2)
    assert "are for other work" in refused.stderr


def test_guidelines_are_printed_edited_and_said_to_be_the_database_s(run: Run, two: Path, tmp_path: Path) -> None:
    def told() -> str:
        (row,) = [row for row in run("settings").stdout.splitlines() if row.startswith("guidelines")]
        return " ".join(row.split())

    built_in = run("scheme", "guidelines")
    assert built_in.stdout.startswith("\n# Profile: speech\n")
    assert told() == "guidelines (those of the profile) default"
    (tmp_path / "own.md").write_text(f"{built_in.stdout}\n# Ours\n", encoding="utf-8")
    run("scheme", "change", "--guidelines", "own.md", "--reason", "ours")
    assert run("scheme", "guidelines").stdout.endswith("# Ours\n")
    assert told() == "guidelines (`annotator scheme guidelines`) database"
    assert two.exists()


def test_help_shows_names_as_they_are_typed(in_process: Run) -> None:
    told = in_process("import", "--help").stdout
    assert "quote-annotator[dask]" in "".join(told.split())


FOLDERS = sorted(path.parent for path in (PACKAGE / "cli").rglob("options.toml"))


def declared(folder: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads((folder / "options.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_row_of_a_table_is_a_parameter_beside_it(folder: Path) -> None:
    names = (path.relative_to(PACKAGE).with_suffix("").parts for path in folder.glob("[a-z]*.py"))
    modules = [import_module(".".join(("annotator", *name))) for name in names]
    for owner, rows in declared(folder).items():
        if owner != "shared":
            (of,) = {getattr(module, owner) for module in modules if hasattr(module, owner)}
            assert rows.keys() <= signature(of).parameters.keys(), owner


@pytest.mark.parametrize("name", COMMANDS)
def test_what_an_option_makes_idle_is_a_parameter_of_its_command(name: str) -> None:
    module, _, function = COMMANDS[name].runs.partition(":")
    rows = declared((PACKAGE / "cli" / module.replace(".", "/")).parent).get(function, {})
    idle = [row[key] for row in rows.values() if not isinstance(row, str) for key in row if key.startswith("idle_")]
    assert {*" ".join(idle).split()} <= parameters(name)


def test_what_is_done_instead_of_all_else_makes_all_else_idle() -> None:
    suggest, report = declared(PACKAGE / "cli" / "model")["suggest"], declared(PACKAGE / "cli" / "data")["report"]
    assert {*suggest["missing"]["idle_with"].split()} == parameters("suggest") - {"paths", "missing"}
    assert {*suggest["join"]["idle_with"].split()} == parameters("suggest") - {"paths", "missing", "join"}
    assert {*report["check"]["idle_with"].split()} == parameters("report") - {"check"}


def parameters(name: str) -> set[str]:
    tree: Any = typer.main.get_command(app)
    return {one.name for one in tree.get_command(None, name).params}


def test_every_shared_option_is_one_of_several_commands() -> None:
    shared = declared(PACKAGE / "cli")["shared"]
    tables = {(folder, owner): rows for folder in FOLDERS for owner, rows in declared(folder).items()}
    said = [row for rows in tables.values() for row in rows.values() if isinstance(row, str | list)]
    named = Counter(name for row in said for name in ([row] if isinstance(row, str) else row))
    files = [*(PACKAGE / "cli").rglob("*.py"), PACKAGE / "tui" / "__init__.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    for name in shared:
        assert named[name] + len(re.findall(rf"^    {name}: ", code, re.MULTILINE)) > 1, name


def test_what_a_table_lists_by_name_is_all_that_there_is() -> None:
    tables = {owner: rows for folder in FOLDERS for owner, rows in declared(folder).items()}
    assert get_args(get_type_hints(ScreenSetup)["order"]) == (*Order,)
    assert tables["PipelineChoice"]["profile"]["autocompletion"] == [*PROFILE_NAMES]
    assert tables["profile"]["name"]["argument"] == f"[{'|'.join(PROFILE_NAMES)}]"
    assert tables["Intake"]["format"]["autocompletion"] == [*DOCUMENT_FORMATS]
    assert tables["export"]["unit"]["autocompletion"] == [*UNITS]
    for group, option, names in (
        ("PipelineChoice", "profile", PROFILE_NAMES),
        ("Intake", "format", DOCUMENT_FORMATS),
    ):
        assert set(names) <= set(re.findall(r"\w+", tables[group][option]["help"].partition("[")[0]))


def test_a_flag_is_off_and_what_may_be_none_is_none_unless_the_parameter_has_a_default() -> None:
    def command(*, quiet: bool, document: list[str] | None, idle_cut: float = 9.0) -> None: ...

    command.__module__ = nearest_db.__module__
    defaults = {name: parameter.default for name, parameter in signature(with_options(command)).parameters.items()}
    assert [defaults[name] for name in ("quiet", "document", "idle_cut")] == [False, None, 9.0]
