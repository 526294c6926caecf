"""Shared by the tests of the screen."""

from __future__ import annotations

import asyncio

import pytest
from textual import _wait
from textual.pilot import Pilot

# After every key Textual's pilot sleeps for 20 ms, or as often, until that took next to no processor time. A shorter
# sleep tells as well that nothing goes on any more, and these tests press some ten thousand keys.
_wait.SLEEP_GRANULARITY = 0.006
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 20


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
