"""Pictures of the states, at both sizes, in the terminal's own colours, and three without colour."""

from __future__ import annotations

import pytest

from annotator.core.errors import NotSaved
from tests.memory_desk import MemoryDesk
from tests.tui.driving import app_on

STATES = {
    "quote": [],
    "split": ["g", "3", "enter"],
    "unsure": ["g", "5", "enter"],
    "continues": ["g", "4", "enter"],
    "edited": ["enter", "x", "2", "d", "t", "w"],
    "topics": ["t"],
    "pointing": ["v", "h"],
    "edges": ["tab"],
    "done": ["enter"] * 8,
    "help": ["question_mark"],
    "speakers": ["slash", "o", "k", "r", "o"],
    "filter": ["F"],
    "filtered": ["F", "o", "k", "o", "r", "enter"],
    "documents": ["enter", "o"],
    "noted": ["n", "o", "d", "d", "enter", "f"],
}
SIZES = {"wide": (120, 40), "small": (80, 24)}
PICTURES = [(state, size, "16") for state in STATES for size in SIZES]
# One filter of Textual's takes the colours from all: these have every mark of a sentence, a pane and a window.
PICTURES += [("quote", "small", "none"), ("edges", "small", "none"), ("speakers", "wide", "none")]


@pytest.fixture(autouse=True)
def in_colour(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize(("state", "size", "colours"), PICTURES)
def test_state(snap_compare, monkeypatch, state, size, colours):
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app_on(MemoryDesk()), press=STATES[state], terminal_size=SIZES[size])


def test_not_saved(snap_compare):
    desk = MemoryDesk(fail=NotSaved("the disk is full", "free some space"))
    assert snap_compare(app_on(desk), press=["enter"], terminal_size=SIZES["small"])


def test_a_small_terminal(snap_compare):
    assert snap_compare(app_on(MemoryDesk()), terminal_size=(60, 20))


def test_a_tiny_terminal(snap_compare):
    assert snap_compare(app_on(MemoryDesk()), terminal_size=(20, 5))
