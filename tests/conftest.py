"""What holds for all tests."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
import time
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# The same wherever tests run, and in the programs that they start: the time zone, the rights of new files, and what is
# said of the terminal. Tests of these set others.
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()
os.umask(0o022)
os.environ.setdefault("HOME", tempfile.gettempdir())  # accounts that tests become have no other
for _name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
    os.environ.pop(_name, None)

# The same examples at every run, on a machine however busy: a test fails for what was changed, and never by chance.
# `make test-long` tries more with `--hypothesis-profile=many`; others are drawn with `--hypothesis-profile=other`.
settings.register_profile(
    "same",
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("many", settings.get_profile("same"), max_examples=150)
settings.register_profile("other", settings.get_profile("many"), derandomize=False)
# "ci" is what hypothesis takes where the environment says that it is one; else `tests.mutation` asked for another.
if settings.get_current_profile_name() in ("default", "ci"):
    settings.load_profile("same")

# Programs that tests start inherit what this one ignores, as under `nohup make test` or `make test &`; annotator then
# rightly ignores it too, and tests that send it these signals would wait for ever.
for _number, _usual in ((signal.SIGINT, signal.default_int_handler), (getattr(signal, "SIGHUP", None), signal.SIG_DFL)):
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)


@pytest.fixture
def labels_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sentences be given labels that lie in another one: of tests to which it is the same where quotes stand."""
    from annotator.store.log import history

    monkeypatch.setattr(history, "_check_fit", lambda *_: None)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let each worker begin with other files: what one of them has compiled the others read.

    In a fresh checkout compiling the tests, asserts rewritten, takes 12 of the 17 seconds that collecting takes.
    """
    report = yield
    worker = getattr(collector.config, "workerinput", None)
    if worker is not None and isinstance(collector, pytest.Dir | pytest.Package) and report.passed:
        first = len(report.result) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
        report.result = report.result[first:] + report.result[:first]
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In one order in all workers, whatever each began with; what runs in a pseudo-terminal is long."""
    items.sort(key=lambda item: item.path)
    for item in items:
        if "terminal" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """Never again look at what was collected and imported for garbage: that takes 0.2 seconds each time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Look once at what is left for garbage, before a worker says that it has finished.

    pytest looks five times after that, which takes 5 seconds: execnet, with which xdist starts workers, ends one that
    goes on for so long by SIGINT.
    """
    gc.collect()
    gc.freeze()
