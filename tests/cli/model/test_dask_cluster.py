"""`--scheduler`: what a Dask cluster suggests is what one process suggests, also if a worker is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.cli.model import workers as dask_cluster
from annotator.cli.model.workers import on_cluster
from annotator.core.errors import EnvironmentFailed, InputRefused
from tests.cli.articles.test_import_suggestions import rows
from tests.cli.conftest import ARTICLE, ROOT, Run
from tests.cli.worker_jobs import Echo


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "find_spec", lambda _: None)
    with pytest.raises(EnvironmentFailed, match=r"pip install 'quote-annotator\[dask\]'"):
        dask_cluster.check_installed()


long = pytest.mark.long


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two worker processes of one thread each, on loopback."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    folder = tmp_path_factory.mktemp("dask")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.chdir(folder)
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0", silence_logs=50
        ) as made:
            yield made


@long
def test_results_come_in_order_and_a_lost_worker_s_are_made_again(cluster: Any, tmp_path: Path) -> None:
    items = [f"n{number}" for number in range(40)]
    items[13] += " dies once"
    assert list(on_cluster(Echo(tmp_path), iter(items), cluster.scheduler_address)) == items
    assert len(list(tmp_path.glob("n13.*"))) == 2


@long
def test_errors_are_raised_here(cluster: Any, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="b is wrong; mend it"):
        list(on_cluster(Echo(tmp_path), iter(["a", "b refused"]), cluster.scheduler_address))


@long
def test_a_cluster_prints_and_stores_what_one_process_does(cluster: Any, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    texts = [ARTICLE, "It rained.", "“We go,” said Ann Lee.", "He slept.", ARTICLE * 2, "He said it is so."]
    path.write_text("".join(json.dumps({"id": f"n{i}", "text": t}) + "\n" for i, t in enumerate(texts)), "utf-8")
    there = run("suggest", path, "--scheduler", cluster.scheduler_address)
    assert there.stdout == run("suggest", path).stdout, there.stderr
    one, two = (
        run("import", "--db", "1.db", path),
        run("import", "--db", "2.db", path, "--scheduler", cluster.scheduler_address),
    )
    assert two.stderr == one.stderr.replace("1.db", "2.db")
    run("import", "--db", "3.db", "--suggestions", "-", stdin=there.stdout)
    assert rows(tmp_path / "3.db") == rows(tmp_path / "2.db") == rows(tmp_path / "1.db")


def test_no_scheduler_there_is_one_line(run: Run, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    monkeypatch.setattr(dask_cluster, "_TIMEOUT", 1)
    with pytest.raises(EnvironmentFailed, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"):
        next(on_cluster(Echo(article.parent), iter(["a"]), "tcp://127.0.0.1:1"))
    run("suggest", article, "--workers", "2", "--scheduler", "tcp://127.0.0.1:1", code=2)
