"""A real sshd on this machine with the configuration of docs/ssh.md: a login opens the screen, and nothing else.

It runs as whoever runs the tests and lets nobody else in. Skipped where no sshd can be started.
"""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from annotator.store.desk.desk import SqliteDesk
from tests.cli.conftest import ROOT
from tests.store.conftest import import_anew
from tests.tui.pseudo_terminal import Terminal

pytestmark = pytest.mark.long

SSHD = shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
ME = getpass.getuser()
NEEDED_BY_ROOT = Path("/run/sshd")
"""An empty folder that sshd wants where root starts it; the system's own start makes it."""
PAGE = (ROOT / "docs" / "ssh.md").read_text(encoding="utf-8")
PROGRAM = f"env PYTHONPATH={ROOT} {sys.executable} -m annotator.cli.main"
CARELESS = "AcceptEnv ANNOTATOR_* TEXTUAL_* XDG_* HOME\nPermitRootLogin yes\n"
"""More than docs/ssh.md allows: what `annotator login` itself keeps out."""


class Server(NamedTuple):
    """A running sshd; its folder has keys, the database, and is where a way out would leave something behind."""

    port: int
    folder: Path

    @property
    def database(self) -> Path:
        """The team's file."""
        return self.folder / "annotator.db"

    def client(self, *words: str, program: str = "ssh", port: str = "-p") -> list[str]:
        """The command line of a client that asks nobody anything."""
        options = ["BatchMode=yes", "StrictHostKeyChecking=no", "LogLevel=ERROR", "IdentitiesOnly=yes"]
        options += [f"UserKnownHostsFile={self.folder}/known", f"IdentityFile={self.folder}/key", "ConnectTimeout=20"]
        flags = [word for option in options for word in ("-o", option)]
        return [program, "-F", "none", port, str(self.port), *flags, *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What a client without a terminal gets."""
        return ended(self.client(*words))

    def screen(self, *words: str) -> Terminal:
        """A client in a terminal. Skips the test where sshd may make none, as an ordinary user on some systems."""
        probe = self.run("-tt", host(), "sh")
        if "does not open" not in probe.stdout:
            pytest.skip(f"sshd makes no terminal here: {(self.folder / 'sshd.log').read_text()[-200:]}")
        return Terminal(self.folder, command=self.client("-tt", *words))


def ended(command: Sequence[str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """What became of a command."""
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=600, check=False)


def configuration(folder: Path, port: int) -> str:
    """What sshd reads: the block of docs/ssh.md for whoever runs this, with this checkout and a database of its own."""
    block = PAGE.partition("```\nMatch Group annotators\n")[2].partition("```")[0]
    block = block.replace("/usr/local/bin/annotator", PROGRAM).replace(
        "/srv/articles/annotator.db", f"{folder}/annotator.db"
    )
    block = block.replace("/etc/ssh/annotators/%u", f"{folder}/key.pub")
    return (
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"Subsystem sftp internal-sftp\n{CARELESS}Match User {ME}\n{block}"
    )


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if SSHD is None or shutil.which("ssh") is None:
        pytest.skip("no sshd is installed")
    with tempfile.TemporaryDirectory(prefix="annotator-") as made:
        folder = Path(made)
        import_anew(folder)
        for name in ("host", "key"):
            ended(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)])
        made_for_root = os.geteuid() == 0 and not NEEDED_BY_ROOT.exists()
        if made_for_root:
            NEEDED_BY_ROOT.mkdir(mode=0o755)
        try:
            with serving(folder, "sshd_config", lambda port: configuration(folder, port)) as (found, first):
                if "needs a terminal" not in first:
                    pytest.skip(f"sshd lets nobody in here: {first} {(folder / 'sshd.log').read_text()[-300:]}")
                yield found
        finally:
            if made_for_root:
                NEEDED_BY_ROOT.rmdir()


@contextmanager
def serving(folder: Path, name: str, settings_for: Callable[[int], str]) -> Iterator[tuple[Server, str]]:
    """An sshd with settings that are written to a file of that name, and what the first client that reaches it is told.

    They are made for a port that is free; where another program takes that before sshd does, for another one.
    """
    assert SSHD is not None
    for _ in range(5):
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / name).write_text(settings_for(port), encoding="utf-8")
        with (folder / "sshd.log").open("wb") as log:
            running = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / name)], stderr=log)
        try:
            server, told = Server(port, folder), "refused"
            while "refused" in told and running.poll() is None:  # until it listens
                told = server.run(host(), "annotate").stderr.strip()
            if running.poll() is None:
                yield server, told
                return
        finally:
            running.terminate()
            running.wait(60)
    yield server, "it does not start"


def host() -> str:
    """Whom a client logs in as, and where."""
    return f"{ME}@127.0.0.1"


def left_behind(server: Server) -> set[str]:
    """The names of files that no test may make."""
    return {path.name for path in server.folder.iterdir() if path.name.startswith("out")}


def test_a_login_lands_in_the_screen_and_quitting_it_ends_the_connection(server: Server) -> None:
    terminal = server.screen(host())
    terminal.until(b"saved 0")
    assert ME.encode() in terminal.output
    terminal.send(b"\r")
    with SqliteDesk(server.database, ME) as desk:
        end = time.monotonic() + 300
        while desk.saved() == 0 and time.monotonic() < end:
            terminal.read(0.1)
        assert desk.saved() == 1
    terminal.send(b"uq")
    assert terminal.ended() == 0
    assert b"annotator export" not in terminal.output, "there is no shell to type it in"


@pytest.mark.parametrize(
    "command",
    [
        "sh",
        "sh -c 'touch {out}'",
        "annotate; touch {out}",
        "annotate && touch {out}",
        "annotate $(touch {out})",
        "annotate\ntouch {out}",
        "annotator export -o {out}",
        "export -o {out}",
        "backup {out}",
        "review",
        "annotate --db {out}",
        "annotate --annotator somebody",
        "annotate --scheme /etc/passwd",
        "login --db {out}",
        "scp -t {out}",
        "-c sh",
        "\x1b]0;title\x07",
    ],
)
def test_no_command_of_the_client_opens_anything_else(server: Server, command: str) -> None:
    told = server.run(host(), "--", command.format(out=server.folder / "out"))
    assert (told.returncode, told.stdout) == (2, "")
    assert re.fullmatch(r"error: this login does not (open|take) '[^\n]*\n", told.stderr), told.stderr
    assert "\x1b" not in told.stderr
    assert left_behind(server) == set()


def test_no_file_is_copied_in_or_out(server: Server) -> None:
    (server.folder / "secret").write_text("secret", encoding="utf-8")
    place = f"{host()}:{server.folder}"
    for way in ("-O", "-s"):
        for ends in ((str(server.folder / "secret"), f"{place}/out"), (f"{place}/secret", str(server.folder / "out"))):
            assert ended(server.client(way, *ends, program="scp", port="-P")).returncode != 0
    batch = f"get {server.folder}/secret {server.folder}/out\nput {server.folder}/secret {server.folder}/out\n"
    assert ended(server.client("-b", "-", host(), program="sftp", port="-P"), batch).returncode != 0
    assert server.run("-s", host(), "sftp").returncode == 2
    assert left_behind(server) == set()


def test_nothing_is_forwarded(server: Server) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as inside:
        inside.settimeout(1)
        port = inside.getsockname()[1]
        through = server.run("-W", f"127.0.0.1:{port}", host())
        assert through.returncode != 0
        with pytest.raises(TimeoutError):
            inside.accept()
    backwards = server.run("-N", "-o", "ExitOnForwardFailure=yes", "-R", f"0:127.0.0.1:{port}", host())
    assert backwards.returncode == 255
    assert "remote port forwarding failed" in backwards.stderr


def test_sshd_says_that_the_rest_is_off_too(server: Server) -> None:
    assert SSHD is not None
    who = f"user={ME},host=localhost,addr=127.0.0.1"
    told = ended([SSHD, "-T", "-f", str(server.folder / "sshd_config"), "-C", who]).stdout
    off = ("permituserrc", "permituserenvironment", "allowagentforwarding", "x11forwarding", "permittunnel")
    assert {f"{name} no" for name in (*off, "allowtcpforwarding", "allowstreamlocalforwarding")} <= set(
        told.splitlines()
    )
    assert "disableforwarding yes" in told


def test_variables_of_the_client_name_no_file_and_nobody_else(server: Server) -> None:
    (server.folder / "secret").write_text("THE SECRET", encoding="utf-8")
    (server.folder / "settings.toml").write_text('guidelines = "secret"\n', encoding="utf-8")
    sent = {
        "ANNOTATOR_SETTINGS": server.folder / "settings.toml",
        "ANNOTATOR_DB": "/etc/passwd",
        "ANNOTATOR_SCHEME": server.folder / "secret",
        "ANNOTATOR_NAME": "zebra",
        "TEXTUAL_LOG": server.folder / "out.log",
        "XDG_CONFIG_HOME": server.folder,
        "HOME": server.folder,
    }
    terminal = server.screen("-o", "SetEnv " + " ".join(f"{name}={text}" for name, text in sent.items()), host())
    terminal.until(b"saved 0")
    terminal.send(b"i")
    terminal.until(b"What to mark")
    terminal.send(b"\x03")
    assert terminal.ended() == 130
    assert b"THE SECRET" not in terminal.output
    assert b"zebra" not in terminal.output
    assert left_behind(server) == set()


def test_no_key_stops_the_program_or_leaves_it_for_a_shell(server: Server) -> None:
    terminal = server.screen(host())
    terminal.send(b"\x1a")  # before there is a screen
    terminal.until(b"saved 0")
    terminal.send(b"\x1a")
    terminal.until(b"Ctrl+Z means nothing here")
    terminal.send(b"\x1c")  # of what is said now only one cell changes
    terminal.send(b"i")
    terminal.until(b"What to mark")
    terminal.send(b"q")
    terminal.read(0.3)
    terminal.send(b"!")
    terminal.read(0.3)
    terminal.send(b"q")
    assert terminal.ended() == 0
    terminal = server.screen(host())
    terminal.until(b"saved 0")
    terminal.send(b"\x03")
    assert terminal.ended() == 130


@pytest.mark.parametrize("key", [b"\x03", b"\x1c"])
def test_a_key_that_ends_programs_before_the_screen_ends_the_connection(server: Server, key: bytes) -> None:
    terminal = server.screen(host())
    end = time.monotonic() + 300
    while terminal.process.poll() is None and time.monotonic() < end:  # until the client hands it on
        terminal.send(b"\x03" if b"saved 0" in terminal.output else key)  # in the screen \x1c means nothing
        terminal.read(0.1)
    assert terminal.ended() in (130, 131, 255), terminal.output
    assert b"$ " not in terminal.output


def test_the_key_of_an_annotator_brings_their_name(server: Server) -> None:
    line = re.search(r"^restrict,pty,command=.*--annotator ana\"", PAGE, re.MULTILINE)
    assert line is not None
    key = server.folder / "key.pub"
    plain = key.read_text(encoding="utf-8")
    forced = line[0].replace("/usr/local/bin/annotator", PROGRAM).replace("/srv/articles", str(server.folder))
    (server.folder / "keys").write_text(f"{forced} {plain}", encoding="utf-8")

    def settings_for(port: int) -> str:
        settings, _, _ = configuration(server.folder, port).partition("Match User")
        return f"{settings}AuthorizedKeysFile {server.folder}/keys\n"

    with serving(server.folder, "by_key", settings_for) as (by_key, told):
        assert "needs a terminal" in told
        assert by_key.run(host(), "sh").returncode == 2
        assert by_key.run("-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:9", host()).returncode == 255
        terminal = by_key.screen(host())
        terminal.until(b"saved 0")
        assert b"\xc2\xb7 ana" in terminal.output
        terminal.send(b"q")
        assert terminal.ended() == 0
