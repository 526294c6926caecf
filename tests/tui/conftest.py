"""Shared by the tests of the screen."""

from __future__ import annotations

import asyncio
from time import monotonic

import pytest
from textual import app as app_module
from textual import pilot as pilot_module
from textual.pilot import Pilot

CALM_TURNS = 3
"""Turns of the loop in a row in which nothing is done, after which nothing goes on any more."""
LONGEST = 20
"""Seconds: what is not done by then a test is not kept waiting for."""


async def until_all_is_done(*_: float) -> None:
    """Wait until nothing in the loop is to be done at once, however busy the machine is.

    Textual's pilot looks after every key whether the process took processor time in the last 20 ms: on a busy machine
    it gets none, and seems to be idle in the midst of its work.
    """
    ready, calm, until = asyncio.get_running_loop()._ready, 0, monotonic() + LONGEST
    while calm < CALM_TURNS and monotonic() < until:
        await asyncio.sleep(0)
        calm = 0 if ready else calm + 1


app_module.wait_for_idle = pilot_module.wait_for_idle = until_all_is_done


@pytest.fixture(autouse=True)
def own_settings(tmp_path, monkeypatch):
    """No test reads or changes the settings of whoever runs it."""
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings.toml"))


@pytest.fixture(autouse=True)
def every_key_is_done(monkeypatch):
    """Textual's pilot sees no key that is held until the one before is done: after its keys wait for those as well."""
    press = Pilot.press

    async def pressed(pilot, *keys):
        await press(pilot, *keys)
        app = pilot.app
        while app.is_running and getattr(app, "keys_held", ()) and not app.waiting:
            await asyncio.sleep(0.002)
            await pilot.pause()

    monkeypatch.setattr(Pilot, "press", pressed)


@pytest.fixture
def terminal(tmp_path):
    """Start the program in a pseudo-terminal; see `Terminal` for what can be given. Ended when the test is over."""
    from tests.tui.pseudo_terminal import Terminal  # deferred: no such thing on Windows

    started = []

    def start(setup="", options="", until=b"saved", **variables):
        started.append(Terminal(tmp_path, setup, options, **variables))
        started[-1].until(until)
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
