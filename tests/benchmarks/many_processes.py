"""Whether many processes give what one gives, with some of them killed on the way, and how long each takes.

    python -m tests.benchmarks.many_processes ARTICLES.jsonl [NUMBER]

One process, two worker processes, four shards of which each is killed once half-way, and, where Dask is installed, a
cluster of two workers on loopback of which one is killed half-way. NUMBER: how many articles, else 200.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ANNOTATOR = (sys.executable, "-m", "annotator")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
ADDRESS = "tcp://127.0.0.1:18787"


@contextmanager
def told(what: str) -> Iterator[None]:
    """Print how long it takes, and the processor time of the processes that end in it."""
    start, used = time.monotonic(), _used()
    yield
    print(f"{what:44} {time.monotonic() - start:7.1f} s, {_used() - used:7.1f} s of processors")


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def suggested(folder: Path, *options: str) -> bytes:
    """What is printed for the articles."""
    command = [*ANNOTATOR, "suggest", "in.jsonl", *options]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True).stdout


def in_shards(folder: Path, shards: int) -> bytes:
    """What is in the shards' files, each of which was killed half-way and made again."""
    for number in range(1, shards + 1):
        command = [*ANNOTATOR, "suggest", "in.jsonl", "--out", "shards", "--shard", f"{number}/{shards}"]
        first = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stderr=subprocess.DEVNULL)
        while not any(part.stat().st_size > 100_000 for part in folder.glob("shards/.*.part")):
            time.sleep(0.05)
        first.kill()
        first.wait()
        for part in folder.glob("shards/.*.part"):
            part.unlink()
        assert not list(folder.glob(f"shards/shard-{number}-*"))
        subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, stderr=subprocess.DEVNULL)
    join = [*ANNOTATOR, "suggest", "--join", "shards"]
    return subprocess.run(join, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True).stdout


def on_dask(folder: Path, articles: int) -> bytes:
    """What a cluster gives that loses one of its two workers half-way."""
    port = ADDRESS.rsplit(":", 1)[1]
    members = [_dask(folder, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")]
    try:
        time.sleep(5)
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        members += [_dask(folder, "worker", ADDRESS, *options) for _ in range(2)]
        time.sleep(5)
        with (folder / "dask.jsonl").open("wb") as out:
            command = [*ANNOTATOR, "suggest", "in.jsonl", "--scheduler", ADDRESS]
            client = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=out)
            while (folder / "dask.jsonl").read_bytes().count(b"\n") < articles // 2:
                time.sleep(0.1)
            members[1].kill()
            done = (folder / "dask.jsonl").read_bytes().count(b"\n")
            print(f"a worker killed after {done} articles")
            assert client.wait() == 0
        return (folder / "dask.jsonl").read_bytes()
    finally:
        for member in members:
            member.kill()
            member.wait()


def _dask(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "dask", *arguments]
    return subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=quiet, stderr=quiet)


def main() -> None:
    """All of it, compared."""
    articles = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines(keepends=True)[:articles]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.jsonl").write_text("".join(lines), encoding="utf-8")
        with told(f"one process, {len(lines)} articles"):
            one = suggested(folder)
        with told("two workers"):
            two = suggested(folder, "--workers", "2")
        with told("four shards, each killed and made again"):
            shards = in_shards(folder, 4)
        same = {"workers": two == one, "shards": shards == one}
        if find_spec("distributed") is not None:
            with told("Dask, one of two workers killed"):
                same["dask"] = on_dask(folder, len(lines)) == one
        print("the same as one process:", same)


if __name__ == "__main__":
    main()
