"""Shared by the tests of the screen."""

from __future__ import annotations

import asyncio
import math
from time import monotonic
from typing import Any

import pytest
from textual import app as app_module
from textual import pilot as pilot_module
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

CALM_TURNS = 3
"""Turns of the loop in a row in which nothing is done, after which nothing goes on any more."""
SOON = 0.05
"""Seconds: what is due by then is done too, as what is drawn at Textual's next of 60 times a second."""
MOST_DUE = 6
"""How often it is waited for what is due soon: of an app that has ended a timer goes on that draws nothing any more."""
LONGEST = 60
"""Seconds: what is not done by then a test is not kept waiting for."""


async def until_all_is_done(*_: float) -> None:
    """Wait until nothing in the loop is to be done at once or soon, however busy the machine is.

    Textual's pilot looks after every key whether the process took processor time in the last 20 ms: on a busy machine
    it gets none, and seems to be idle in the midst of its work.
    """
    loop = asyncio.get_running_loop()
    calm, waited, until = 0, 0, monotonic() + LONGEST
    while calm < CALM_TURNS and monotonic() < until:
        due = min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=math.inf)
        soon = due < loop.time() + SOON and waited < MOST_DUE
        waited += soon
        await asyncio.sleep(max(0, due - loop.time()) if soon else 0)
        calm = 0 if soon or loop._ready else calm + 1


app_module.wait_for_idle = pilot_module.wait_for_idle = until_all_is_done

_PARSED: dict[Any, Any] = {}
_parse_rules = Stylesheet._parse_rules


def _parse_once(sheet: Stylesheet, *css: Any, **given: Any) -> Any:
    """The rules of a piece of CSS, parsed once with the same colours and not by every app anew."""
    asked = css, *given.items(), *sheet._variables.items()
    if asked not in _PARSED:
        _PARSED[asked] = _parse_rules(sheet, *css, **given)
    return _PARSED[asked]


Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign]


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
