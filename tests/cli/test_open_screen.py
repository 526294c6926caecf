"""Which terminals the screen opens in."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from annotator.cli import demo, open_screen
from annotator.cli.narration import DATABASE, command_line
from annotator.cli.open_screen import DEFAULT_WITHHOLD, annotator_name, require_terminal, share_of
from annotator.cli.team import review
from annotator.cli.team.assign import checked_name
from annotator.core.assignment import SlotPlan, Terms
from annotator.core.draw import DEFAULT_SHARE
from annotator.core.errors import EnvironmentFailed, InputRefused, UsageError
from annotator.core.model import Sentence
from annotator.core.review.versions import Because, Cause
from annotator.core.session.desk import AgainKind
from annotator.core.session.navigation import AgainList
from annotator.store.desk.desk import Policy, SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import transaction
from annotator.store.integrity import problems
from annotator.store.log.schema import now
from annotator.store.schemes import EVERYTHING, Guidelines, change_scheme
from annotator.store.work.importer import Importer
from annotator.store.work.qualification import make_qualification
from annotator.store.work.slots import assign
from annotator.tui import ScreenSetup, launch
from tests.cli.conftest import Run
from tests.made_once import made_once
from tests.store.conftest import RUN, new_database
from tests.store.reviewing import NO_AUDIT, NOTHING, YES, document, moved, settle, team

ESCAPED, LONG, TOO_LONG_TO_REVIEW = "a\x1b[2J", "n" * 201, "n" * 195
WHO = [
    ("assign", "--annotator"),
    ("assign", "--to"),
    ("feedback", "--list", "--annotator"),
    ("import", "articles", "--as"),
    ("qualify", "make", "1", "--annotator"),
    ("remove", "1", "--yes", "--annotator"),
    ("rename", "Ada", "Bo", "--annotator"),
    ("rename", "Ada"),
    ("review", "settle", "--annotator"),
    ("scheme", "change", "--guidelines", "rules.md", "--reason", "so", "--as"),
    ("annotate", "--stale", "--annotator"),
]


@pytest.mark.parametrize("command", WHO, ids=" ".join)
def test_a_name_that_check_would_find_is_refused_where_it_is_given(
    in_process: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = new_database(tmp_path)
    (tmp_path / "rules.md").write_text("# Rules\n")
    for name in (ESCAPED, LONG):
        done = in_process(*command, name, "--db", path, code=2)
        assert "must be printable" in done.stderr or "cannot be" in done.stderr
    assert [*problems(path)] == []


def test_whoever_annotates_can_review_too_under_a_name_that_is_not_too_long() -> None:
    assert annotator_name(" ana ") == "ana"
    for name in (ESCAPED, LONG, TOO_LONG_TO_REVIEW):
        with pytest.raises(UsageError, match="must be printable"):
            annotator_name(name)
        with pytest.raises(InputRefused, match="cannot be an annotator's name"):
            checked_name(name, "a.csv:2")


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reviewed article with a text that was corrected since, a qualification, and guidelines of its own."""
    path = made_once(tmp_path / "annotator.db", "reviewed, corrected, qualifying", make_shared)
    for module in (open_screen, review):
        monkeypatch.setattr(module, "require_screen", lambda _: None)
    monkeypatch.setenv("ANNOTATOR_COPIES", str(tmp_path / "copies"))
    monkeypatch.chdir(tmp_path)
    return path


def make_shared(path: Path) -> None:
    said = {"ana": [YES, NOTHING, YES], "bo": [YES, YES, YES]}
    team(path, {"d": said, "e": {"ana": [YES], "bo": [YES]}})
    with SqliteReviewDesk(path, "kim", NO_AUDIT) as desk:
        desk.say_because(2, Because(Cause.GAP, "rules.1"))
        settle(desk, 2, moved(YES, 1))
        settle(desk, 3, moved(YES, 2))
        with transaction(desk.connection):
            make_qualification(desk.connection, 1, ("e",), 0.8, 1, "lea")
        change_scheme(desk.connection, None, Guidelines("", "# Ours", (EVERYTHING,)), who="lea", reason="new")
    first = document("d", 3)
    text = first.document.text.replace("She said yes. d", "She said yes today. d")
    with Importer(path) as importer:
        importer.open()
        changed = first._replace(document=replace(first.document, id="d~2", text=text))
        importer.add_edition(changed._replace(sentences=sentences_of(text)), RUN, 1, "lea")


def sentences_of(text: str) -> tuple[Sentence, ...]:
    found = [match.span() for match in re.finditer(r"She[^.]*\.", text)]
    return tuple(Sentence(index, *span) for index, span in enumerate(found))


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the screen was opened with, each time."""
    found: list[dict[str, Any]] = []

    def run(desk: SqliteDesk, scheme: object, setup: ScreenSetup, **options: Any) -> int:
        found.append({**options, "setup": setup, "desk": desk})
        if options["agenda"] is not None and isinstance(desk, SqliteReviewDesk):
            first = next(options["agenda"].around(0, 1))
            settle(desk, first, NOTHING)
            found[-1]["verdict"] = desk.verdict(first)
        return 0

    monkeypatch.setattr(launch, "open_screen", run)
    return found


SCREENS = [
    ("annotate", "--annotator", "cy"),
    ("annotate", "--annotator", "ana", "--again"),
    ("annotate", "--annotator", "ana", "--revised"),
    ("annotate", "--annotator", "ana", "--stale"),
    ("review", "--annotator", "kim"),
    ("review", "--annotator", "kim", "--again-list"),
    ("review", "--annotator", "kim", "--stale"),
    ("qualify", "--annotator", "dora"),
    ("feedback", "--annotator", "ana"),
]


@pytest.mark.parametrize("command", SCREENS, ids=" ".join)
def test_a_theme_that_is_not_there_is_refused_before_anything_is_written(
    command: tuple[str, ...], shared: Path, in_process: Run
) -> None:
    with SqliteDesk(shared, "ana") as desk, transaction(desk.connection):
        assign(desk.connection, {1: SlotPlan((None,), 1)}, Terms(), {}, "lea", now())
        before = [*desk.connection.execute("SELECT uuid FROM events")]
    refused = in_process(*command, "--theme", "nope", code=2)
    assert 'no theme "nope"' in refused.stderr
    with SqliteDesk(shared, "ana") as desk:
        assert [*desk.connection.execute("SELECT uuid FROM events")] == before


@pytest.mark.parametrize("command", SCREENS, ids=" ".join)
def test_every_screen_shows_the_guidelines_of_the_database_copies_it_and_warns(
    command: tuple[str, ...],
    shared: Path,
    shown: list[dict[str, Any]],
    in_process: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("annotator.store.sqlite.rights.on_network", lambda _: True)
    monkeypatch.setattr("annotator.cli.copies.start_of_day", lambda db: f"no copy of {db.name}")
    in_process(*command, "--db", shared)
    (options,) = shown
    setup = options["setup"]
    assert setup.guidelines == "# Ours"
    assert "on a network drive" in setup.warning
    assert "no copy of annotator.db" in setup.warning
    if "verdict" in options:
        assert options["verdict"].because == (Cause.GAP, "rules.1"), "as it was said before"
    again = {"--again", "--again-list", "--revised", "--stale", "--open"} & {*command}
    assert isinstance(options["agenda"], AgainList) == bool(again)
    if again:
        assert options["agenda"].then_all == (command[0] == "annotate"), "a reviewer's list ends with the last"
    assert (options["compare"] is not None) == (command[-1] == "kim" or command[0] == "feedback")


FIRST_OF_EACH = [
    next(one for one in SCREENS if one[0] == name) for name in ("annotate", "review", "qualify", "feedback")
]


@pytest.mark.parametrize("command", [*FIRST_OF_EACH, ("demo", "--annotator", "ana")], ids=" ".join)
def test_every_screen_takes_the_options_of_how_it_looks(
    command: tuple[str, ...],
    shared: Path,
    shown: list[dict[str, Any]],
    in_process: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(demo, "require_terminal", lambda _: None)
    db = ("--db", shared) if command[0] != "demo" else ()
    in_process(*command, *db, "--theme", "light", "--plain", "--screen-reader")
    setup = shown[0]["setup"]
    assert (setup.theme, setup.plain, setup.screen_reader) == ("light", True, True)
    assert setup.annotator == command[command.index("--annotator") + 1]


@pytest.mark.parametrize(
    ("options", "said", "code"),
    [
        (("annotate", "--again", "--order", "uncertainty"), "--order changes nothing with --again", 2),
        (("annotate", "--stale", "--only-suggested"), "--only-suggested changes nothing with --again", 2),
        (("annotate", "--change", "3"), "--change changes nothing without --again", 2),
        (("annotate", "--again", "--change", "9.9"), "there is no change 9.9", 3),
        (("review", "--again-list", "--early"), "--early changes nothing with --again-list", 2),
        (("review", "--withhold", "3%"), "o such option: --withhold", 2),
    ],
)
def test_options_that_a_list_to_look_at_again_cannot_follow_are_refused(
    options: tuple[str, ...], said: str, code: int, shared: Path, shown: list[dict[str, Any]], in_process: Run
) -> None:
    done = in_process(*options, "--annotator", "ana", "--db", shared, code=code)
    assert (said in done.stderr, shown) == (True, []), done.stderr


def test_what_is_looked_at_again_is_withheld_as_elsewhere(
    shared: Path, shown: list[dict[str, Any]], in_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    withheld = []

    class Recorded(SqliteDesk):
        def __init__(self, path: Path, annotator: str, policy: Policy) -> None:
            withheld.append(policy.withhold)
            super().__init__(path, annotator, policy)

    monkeypatch.setattr("annotator.store.desk.desk.SqliteDesk", Recorded)
    for share in ("0", "100%"):
        in_process("annotate", "--annotator", "ana", "--again", "--withhold", share, "--db", shared)
    assert (withheld[0], withheld[1] is not None, len(shown)) == (None, True, 2)


def test_whoever_has_decided_everything_is_told_what_waits_and_how_it_is_opened(
    shared: Path, shown: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    def opened(says_commands: bool) -> str:
        setup = open_screen.ScreenSetup(shared, "ana", says_commands=says_commands)
        assert open_screen.open_screen(setup) == 0
        return capsys.readouterr().err

    assert opened(says_commands=True) == ""
    with SqliteDesk(shared, "ana") as desk:
        (changed,) = [one for one in desk.to_look_at_again() if one.kind is AgainKind.CORRECTED]
        settle(desk, changed.sentence_id, NOTHING)
    told = "3 sentences to look at again: %s --again\n"
    assert opened(says_commands=True) == told % f"annotator annotate --db {shared}"
    assert opened(says_commands=False) == told % "ssh -t HOST annotate"


def test_a_command_line_names_a_hostile_path_without_escapes() -> None:
    def line(name: str) -> str:
        token = DATABASE.set(Path(name))
        try:
            return command_line("export")
        finally:
            DATABASE.reset(token)

    assert line("annotator.db") == "annotator export"
    assert line("a b.db") == "annotator export --db 'a b.db'"
    assert line("a\n\x1b[2J.db").isprintable()


def test_a_reviewer_is_told_at_the_beginning_of_verdicts_to_look_at_again(
    shared: Path, shown: list[dict[str, Any]], in_process: Run
) -> None:
    in_process("review", "--annotator", "kim", "--db", shared)
    assert shown[0]["setup"].warning == "2 to look at again (--again-list)"


def terminals(monkeypatch: pytest.MonkeyPatch, missing: str = "") -> None:
    """Have all three streams be terminals but the missing one. Not in a fixture: pytest puts its own in afterwards."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, SimpleNamespace(isatty=lambda name=name: name != missing))


@pytest.mark.parametrize("kind", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_move_its_cursor_will_do_for_plain_lines_only(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("TERM", kind)
    with monkeypatch.context() as patched:
        terminals(patched)
        with pytest.raises(EnvironmentFailed) as refused:
            require_terminal(ScreenSetup())
        require_terminal(ScreenSetup(screen_reader=True))
    assert "--screen-reader" in (refused.value.hint or "")


@pytest.mark.parametrize("missing", ["stdin", "stdout", "stderr"])
@pytest.mark.parametrize("setup", [ScreenSetup(), ScreenSetup(screen_reader=True)])
def test_without_a_terminal_neither_opens(monkeypatch: pytest.MonkeyPatch, missing: str, setup: ScreenSetup) -> None:
    monkeypatch.setenv("TERM", "xterm")
    with monkeypatch.context() as patched:
        terminals(patched)
        require_terminal(setup)
        terminals(patched, missing)
        with pytest.raises(EnvironmentFailed):
            require_terminal(setup)


@pytest.mark.parametrize(
    ("text", "share"), [("3%", 0.03), ("0.03", 0.03), ("0", 0.0), ("100%", 1.0), (DEFAULT_WITHHOLD, DEFAULT_SHARE)]
)
def test_a_share_is_written_as_percentage_or_as_number(text: str, share: float) -> None:
    assert share_of(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "3", "-1%", "101%", "nan", "three", "%"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no share"):
        share_of(text)
