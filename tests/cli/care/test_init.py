"""`annotator db init`: a folder for a group, used by several accounts of the system; or for its owner alone."""

from __future__ import annotations

import grp
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.cli.commands import app
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import AnnotatorError
from annotator.core.model import Labels
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database
from tests.cli.conftest import ROOT, Run
from tests.other_user import as_user
from tests.store.conftest import import_anew

ANA, BO, OUTSIDER = 40001, 40002, 40003
"""Numbers of accounts. They need no name: the annotators are named."""
AS_ACCOUNT = """
import os, sys, tempfile
from pathlib import Path
from annotator.core.errors import AnnotatorError
from tests.cli.care import test_init
what, folder, name, number, group, mask = sys.argv[1:7]
doing = getattr(test_init, what)
with tempfile.TemporaryDirectory() as scratch:
    test_init.import_anew(Path(scratch))
    doing(Path(scratch), name)  # all is imported now: other accounts may not be able to read Python's own files
os.umask(int(mask))
os.setgroups([int(group)] if group else [])
os.setgid(int(number))
os.setuid(int(number))
try:
    print(doing(Path(folder), name), flush=True)
    sys.stdin.readline()
except AnnotatorError as error:
    print(f"refused: {error}")
"""


def imports(folder: Path, _name: str) -> str:
    """Make a database with two articles, where there may be one."""
    (folder / "annotator.db").unlink(missing_ok=True)
    import_anew(folder)
    return "imported"


def decides(folder: Path, name: str) -> SqliteDesk:
    """Confirm a sentence. The desk stays open."""
    desk = SqliteDesk(folder / "annotator.db", name)
    desk.save([NewDecision(desk.page(1).items[0].id, Answer.ACCEPT, Labels())])
    return desk


def refused(account: int, group: int, *words: str | Path) -> str:
    """What an account of that group is told that runs `annotator db init` with these words."""

    def mend() -> None:
        os.chdir("/")  # the folder of the test is for its owner alone
        app(["db", "init", *map(str, words)], standalone_mode=False)

    with pytest.raises(AnnotatorError) as error:
        as_user(account, group, mend)
    return str(error.value)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def own_group() -> str:
    return grp.getgrgid(os.getegid()).gr_name


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that every account can pass through; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_without_a_group_folder_and_database_are_for_the_owner_alone(run: Run, tmp_path: Path) -> None:
    made = run("db", "init", "mine")
    assert made.stdout == ""
    assert made.stderr.endswith("mine: for you alone\n")
    assert (mode(tmp_path / "mine"), mode(tmp_path / "mine/annotator.db")) == (0o700, 0o600)
    open_database(tmp_path / "mine/annotator.db").close()
    run("db", "init", "--check", "mine")


def test_for_a_group_they_are_open_to_it_and_what_changes_is_found_and_mended(run: Run, passable: Path) -> None:
    team, database = passable / "team", passable / "team/annotator.db"
    made = run("db", "init", "--group", own_group(), team)
    assert f"for the group {own_group()}" in made.stderr
    assert (mode(team), mode(database)) == (0o2770, 0o660)
    held = database.read_bytes()
    database.chmod(0o664)
    team.chmod(0o2775)
    wrong = run("db", "init", "--check", team, code=5)
    assert wrong.stdout.splitlines() == [
        f"{team}: mode 2775, not 2770",
        f"{database}: mode 0664, not 0660",
    ]
    assert mode(database) == 0o664, "only looked at"
    run("db", "init", team)  # the group that works there is kept
    assert (mode(team), mode(database), database.read_bytes()) == (0o2770, 0o660, held)
    run("db", "init", team)
    assert database.read_bytes() == held


def test_a_folder_of_another_purpose_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir(0o755)
    (tmp_path / "other/notes.txt").touch()
    refused = run("db", "init", "other", code=2)
    assert "other holds other files and no annotator.db; name a new folder" in refused.stderr
    assert mode(tmp_path / "other") == 0o755
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["notes.txt"]
    home = tmp_path / "home"
    home.mkdir(0o755)
    run("db", "init", "--group", own_group(), home, HOME=str(home), code=2)
    assert mode(home) == 0o755


def test_a_folder_of_another_purpose_keeps_its_mode_also_with_a_database_in_it(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run("db", "init", other)
    other.chmod(0o755)
    run("db", "init", other)  # nothing else is in it: mended
    assert mode(other) == 0o700
    other.chmod(0o755)
    (other / "notes.txt").touch()
    for words in ([], ["--group", own_group()]):
        refused = run("db", "init", *words, "--db", other / "annotator.db", code=2)
        assert f"{other} holds other files beside annotator.db; name a new folder, or change its mode" in refused.stderr
        assert mode(other) == 0o755
    other.chmod(0o700)
    (other / "annotator.db").chmod(0o644)
    run("db", "init", other)  # the folder's mode stays
    assert mode(other / "annotator.db") == 0o600


def test_no_right_changes_for_what_is_no_database(run: Run, passable: Path) -> None:
    folder, file = passable / "folder/annotator.db", passable / "file/annotator.db"
    folder.mkdir(parents=True)
    file.parent.mkdir()
    file.write_text("no database")
    for path in (folder, folder.parent, file.parent):
        path.chmod(0o755)
    for words in ([folder.parent], ["--db", folder], [file.parent]):
        refused = run("db", "init", *words, code=4)
        assert refused.stdout == ""
    assert {mode(path) for path in (folder, folder.parent, file.parent)} == {0o755}
    assert mode(file) != 0o600


def test_wrong_words_are_refused(run: Run, tmp_path: Path) -> None:
    run("db", "init", "--group", "no-such-group-here", "x", code=2)
    assert not (tmp_path / "x").exists()
    run("db", "init", "--db", "elsewhere/a.db", "x", code=2)
    assert run("db", "init", "--check", "x", code=5).stdout.endswith("x: there is no such folder\n")
    (tmp_path / "annotator.db").write_text("no database")
    run("db", "init", code=4)
    assert (tmp_path / "annotator.db").read_text() == "no database"


def test_db_names_the_database_and_its_folder(run: Run, tmp_path: Path) -> None:
    run("db", "init", "--db", "sub/team.db")
    assert (mode(tmp_path / "sub"), mode(tmp_path / "sub/team.db")) == (0o700, 0o600)


class Account:
    """A process of that account of the system, which goes on until it is waited for."""

    def __init__(
        self, number: int, doing: Callable[..., object], folder: Path, name: str, group: int | None, mask: int
    ):
        words = [doing.__name__, folder, name, number, "" if group is None else group, mask]
        self.process = subprocess.Popen(
            [sys.executable, "-c", AS_ACCOUNT, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )

    def told(self) -> str:
        """All that it said, once it has ended."""
        return self.process.communicate("\n", timeout=600)[0]


def told(
    number: int, doing: Callable[..., object], folder: Path, name: str = "", group: int | None = None, mask: int = 0o077
) -> str:
    """What that account says while it does that."""
    return Account(number, doing, folder, name, group, mask).told()


@pytest.fixture
def team() -> grp.struct_group:
    """A group that no account here is in by itself."""
    if os.geteuid() != 0:
        pytest.skip("only root can run as other accounts")
    return next(one for one in grp.getgrall() if one.gr_gid not in (0, *os.getgroups()))


@pytest.mark.long
@pytest.mark.parametrize("mask", [0o077, 0o007])
def test_two_members_work_in_one_file_whatever_their_umask_and_nobody_else(
    run: Run, passable: Path, team: grp.struct_group, mask: int
) -> None:
    folder, database = passable / "team", passable / "team/annotator.db"
    run("db", "init", "--group", team.gr_name, folder)
    database.unlink()  # as if nothing had been there at a member's first start
    assert told(ANA, imports, folder, group=team.gr_gid, mask=mask) == "imported\n"
    assert (database.stat().st_uid, database.stat().st_gid, mode(database)) == (ANA, team.gr_gid, 0o660)
    first = Account(ANA, decides, folder, "ana", team.gr_gid, mask)
    assert first.process.stdout is not None
    assert "SqliteDesk" in first.process.stdout.readline(), "and she has it open still, with its side files"
    assert "SqliteDesk" in told(BO, decides, folder, "bo", team.gr_gid, mask)
    assert "refused: " in told(OUTSIDER, decides, folder, "eve", mask=mask)
    first.told()
    with SqliteDesk(database, "ana") as desk:
        found = desk.connection.execute("SELECT annotator, accepted + rejected FROM progress ORDER BY annotator")
        assert found.fetchall() == [("ana", 1), ("bo", 1)]
    run("db", "init", "--check", folder)


def test_a_member_who_does_not_own_the_folder_is_told_whom_to_ask(
    run: Run, passable: Path, team: grp.struct_group, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = passable / "team"
    run("db", "init", "--group", team.gr_name, folder)
    folder.chmod(0o2775)
    said = refused(ANA, team.gr_gid, folder)
    assert f"{folder}: Operation not permitted; it belongs to root" in capfd.readouterr().err
    assert f"let the owner or an administrator run `annotator db init --group {team.gr_name} {folder}`" in said
    told = refused(OUTSIDER, OUTSIDER, "--group", team.gr_name, folder)
    assert f"you are not in the group {team.gr_name}" in told
    os.chown(folder, -1, 49999)
    folder.chmod(0o2775)
    assert "you are not in the group 49999; an administrator adds you" in refused(OUTSIDER, OUTSIDER, folder)


def test_a_folder_above_that_shuts_members_out_is_named(run: Run, passable: Path) -> None:
    passable.chmod(0o700)
    told = run("db", "init", "--group", own_group(), passable / "team", code=5)
    assert f"{passable}: the group {own_group()} cannot pass through it" in told.stderr


def test_a_database_made_before_is_given_its_rights_with_all_it_holds(run: Run, tmp_path: Path) -> None:
    database = import_anew(tmp_path)
    held = database.read_bytes()
    run("db", "init")
    assert (mode(database), database.read_bytes()) == (0o600, held)


def test_an_export_is_closed_to_those_to_whom_the_database_is_closed(run: Run, tmp_path: Path) -> None:
    database = import_anew(tmp_path)
    desk = decides(tmp_path, "ana")
    desk.close()
    database.chmod(0o600)
    run("export", "-o", "set.jsonl")
    assert mode(tmp_path / "set.jsonl") == 0o600


def test_copies_of_a_database_that_is_gone_are_brought_back_to_the_folder_that_is_named(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "team" / "annotator.db.copies").mkdir(parents=True)
    (tmp_path / "team" / "annotator.db.copies" / "20260101T000000Z-daily.db").touch()
    done = run("db", "init", "team", code=4)
    where = tmp_path / "team" / "annotator.db"
    assert f"`annotator db restore 20260101T000000Z-daily.db --db {where}` brings back" in done.stderr
