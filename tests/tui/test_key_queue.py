"""Keys in bursts, and changes that wait for another program: said, tried again, and no key lost or doubled."""

from __future__ import annotations

from itertools import count
from time import monotonic
from types import SimpleNamespace

import pytest
from textual import events
from textual.screen import Screen

from annotator.core.decision import Answer
from annotator.core.errors import Busy
from annotator.core.model import QuoteType
from annotator.core.session.desk import Place
from annotator.core.session.workbench import Workbench
from annotator.tui import key_queue
from annotator.tui.app import AnnotatorApp
from annotator.tui.settings import Settings
from tests.memory_desk import SCHEME, MemoryDesk, answers
from tests.tui.driving import SMALL, app_on, burst, lines, on_screen, settled, text

LOCKED = Busy("another program is writing to it", "try again when it is done")


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(key_queue, "GIVE_UP", 60.0)
    monkeypatch.setattr(key_queue, "PAUSE", 0.1)  # shorter, and Textual's pilot takes it for work that it waits for
    monkeypatch.setattr(key_queue, "HELD_AT_MOST", 60.0)  # a busy machine is no window that never gets ready


async def test_a_save_that_waits_is_said_and_made_once():
    desk = MemoryDesk(fail=LOCKED)
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("enter")
        assert "saving…" in text(app, "message")
        assert "saved 0 · id 100" in text(app, "status")
        assert desk.patience == key_queue.PATIENCE
        desk.fail = None
        await settled(app, pilot)
        assert answers(desk) == [Answer.ACCEPT]
        assert "saving" not in text(app, "message")
        assert "saved 1 · id 101" in text(app, "status")


async def test_letters_that_arrive_with_the_key_of_their_window_go_there():
    desk = MemoryDesk()
    async with on_screen(desk, SMALL) as (app, pilot):
        burst(app, "slash", *"okoro", "enter", "n", *"well", "enter", "enter", "enter", "g", "5", "enter", "d", "enter")
        await settled(app, pilot)
        assert app.crash is None
        assert list(desk.heads) == [100, 101, 104]
        assert desk.heads[100].labels.quotes[0].speaker == "Paul Okoro"
        assert desk.heads[100].note == "well"
        assert desk.heads[104].labels.quotes[0].type is QuoteType.MIXED


async def test_a_burst_of_enter_in_a_window_closes_it_once():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        burst(app, "F", "enter", "enter", "o", "escape", "escape", "question_mark", "q", "ctrl+p", "escape", "escape")
        await settled(app, pilot)
        assert app.crash is None
        assert len(app.screen_stack) == 1


async def test_keys_of_the_work_go_to_the_app_at_once(monkeypatch):
    """Not by way of the screen, by an inside of Textual's."""
    forwarded = []
    forward = Screen._forward_event
    monkeypatch.setattr(
        Screen, "_forward_event", lambda screen, event: (forwarded.append(event), forward(screen, event))[1]
    )
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("enter", "right", "d")
        assert [event for event in forwarded if isinstance(event, events.Key)] == []
        assert app.bench.saved == 1


async def test_what_a_key_changed_is_painted_with_it(monkeypatch):
    """By insides of Textual's, too: no message goes to and fro between a key and its frame."""
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.pause()
        painted = []
        monkeypatch.setattr(app, "post_display_hook", lambda: painted.append(text(app, "status")))
        handle, by_then = app.on_event, []

        async def take(event):
            await handle(event)
            if isinstance(event, events.Key):
                by_then.extend(painted)

        monkeypatch.setattr(app, "on_event", take)
        await pilot.press("enter")
        assert "saved 1" in text(app, "status")
        assert by_then == [text(app, "status")]
        assert painted == by_then, "and not once more afterwards"


async def test_keys_are_not_held_for_ever_where_nothing_gets_ready(monkeypatch):
    monkeypatch.setattr(key_queue, "HELD_AT_MOST", 0.05)
    desk = MemoryDesk()
    app = app_on(desk)
    monkeypatch.setattr(app, "_busy", lambda: True)
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "enter", "x")
        await settled(app, pilot)
        assert answers(desk) == [Answer.ACCEPT, Answer.REJECT]


async def test_what_textual_took_out_of_its_queue_to_look_at_is_waited_for():
    """Under load letters overtook the key that opens their window, and a note was lost."""
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await settled(app, pilot)
        for pump in (app, app.screen):
            assert not app._busy()
            pump._pending_message = events.Idle()
            assert app._busy()
            pump._pending_message = None


async def test_keys_and_changes_go_on_where_the_machine_stands_still_between_two_looks_at_the_clock(monkeypatch):
    """Textual's timer leaves out what is late by more than its time, also the only call."""
    monkeypatch.setattr(key_queue, "PAUSE", 0.005)
    ticks = count(monotonic(), 0.01)
    monkeypatch.setattr("textual.timer._time", SimpleNamespace(get_time=lambda: next(ticks)))
    desk = MemoryDesk(fail=LOCKED)
    async with on_screen(desk, SMALL) as (app, pilot):
        burst(app, "enter", "x")
        await settled(app, pilot, waiting=True)
        desk.fail = None
        await settled(app, pilot)
        assert answers(desk) == [Answer.ACCEPT, Answer.REJECT]


async def test_keys_pressed_meanwhile_are_pressed_afterwards_in_their_order():
    desk = MemoryDesk(fail=LOCKED)
    async with on_screen(desk, SMALL) as (app, pilot):
        burst(app, "enter", "x", "d", "enter", "2", "s")
        await settled(app, pilot, waiting=True)
        await pilot.press("left", "n", "h", "e", "y")
        assert app.waiting
        assert desk.heads == {}
        desk.fail = None
        await settled(app, pilot)
        await pilot.press("enter")
        assert answers(desk) == [Answer.ACCEPT, Answer.REJECT, Answer.ACCEPT, Answer.SKIP]
        assert desk.heads[102].labels.quotes[0].type is QuoteType.INDIRECT
        assert desk.heads[103].labels.quotes[0].speaker == "Paul Okoro"
        assert app.bench.place == Place(1, 3)
        assert app.bench.state.draft.note_and_flag.note == "hey"


async def test_a_save_that_never_comes_is_not_saved_and_the_keys_are_forgotten(monkeypatch):
    now = 0.0
    monkeypatch.setattr(key_queue, "monotonic", lambda: now)
    desk = MemoryDesk(fail=LOCKED)
    async with on_screen(desk, SMALL) as (app, pilot):
        before = app.bench.state
        burst(app, "enter", "x", "d")
        await settled(app, pilot, waiting=True)
        now = key_queue.GIVE_UP
        await settled(app, pilot)
        assert "NOT SAVED: another program" in text(app, "status")
        assert app.bench.state is before
        desk.fail = None
        await pilot.press("enter")
        assert answers(desk) == [Answer.ACCEPT]


async def test_of_the_keys_that_are_forgotten_the_one_to_leave_is_kept_whichever_it_is(monkeypatch):
    now = 0.0
    monkeypatch.setattr(key_queue, "monotonic", lambda: now)
    desk = MemoryDesk(fail=LOCKED)
    app = AnnotatorApp(Workbench(desk), SCHEME, Settings(keymap={"quit": "w", "why": ""}))
    async with on_screen(app, SMALL) as (app, pilot):
        burst(app, "enter", "x", "w")
        await settled(app, pilot, waiting=True)
        now = key_queue.GIVE_UP
        await settled(app, pilot)
    assert (app.return_code, answers(desk)) == (0, [])


@pytest.mark.parametrize(
    ("keys", "place"),
    [(["d", "right"], Place(1, 1)), (["d", "g", "5", "enter"], Place(1, 4)), (["d", "space"], Place(1, 1))],
)
async def test_edits_that_are_left_wait_too(keys, place):
    desk = MemoryDesk(fail=LOCKED)
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press(*keys)
        assert app.waiting
        assert app.bench.place == Place(1, 0)
        desk.fail = None
        await settled(app, pilot)
        assert app.bench.place == place
        assert desk.drafts[100].quotes[0].type is QuoteType.INDIRECT


async def test_a_name_changed_everywhere_waits_and_is_undone_as_one():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("2")
        for keys in (["y"], ["u"], ["r"]):
            desk.fail = LOCKED
            await pilot.press(*keys)
            assert app.waiting
            desk.fail = None
            await settled(app, pilot)
            assert bool(desk.drafts) == (keys != ["u"])


async def test_undo_and_redo_wait():
    desk = MemoryDesk()
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("enter", "enter")
        for key, count in (("u", 1), ("u", 0), ("r", 1)):
            desk.fail = LOCKED
            await pilot.press(key)
            assert app.waiting
            desk.fail = None
            await settled(app, pilot)
            assert len(desk.heads) == count


def click(app, x, y):
    """A click as it comes from the terminal: Pilot's own goes past the queue."""
    for kind in (events.MouseDown, events.MouseUp):
        app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))


async def test_the_mouse_is_not_listened_to_meanwhile():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.pause()
        y, row = next((y, row) for y, row in enumerate(lines(app, "card")) if "2 Paul Okoro" in row)
        corner = app.query_one("#card").region
        x, y = corner.x + row.index("2 Paul"), corner.y + y
        desk.fail = LOCKED
        await pilot.press("enter")
        click(app, x, y)
        await settled(app, pilot, waiting=True)
        desk.fail = None
        await settled(app, pilot)
        assert app.bench.place == Place(1, 1)
        assert desk.heads[100].labels.quotes[0].speaker == "Ines Duarte", "as it was when Enter was pressed"
        await pilot.press("left")
        click(app, x, y)
        await settled(app, pilot)
        assert app.bench.state.chosen_quote.speaker == "Paul Okoro", "it is listened to again"


async def test_q_waits_for_edits_and_ctrl_c_does_not_wait():
    desk = MemoryDesk(fail=LOCKED)
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("d", "q")
        assert app.waiting
        desk.fail = None
        await settled(app, pilot)
    assert app.return_code == 0
    assert 100 in desk.drafts
    desk.fail = LOCKED
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("enter", "ctrl+c")
    assert app.return_code == 130


async def test_keys_after_the_one_to_leave_do_nothing():
    desk = MemoryDesk()
    async with on_screen(desk, SMALL) as (app, pilot):
        burst(app, "enter", "q", "enter", "x")
        await settled(app, pilot)
    assert app.return_code == 0
    assert len(desk.heads) == 1


async def test_keys_that_arrive_while_the_program_ends_are_dropped():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(80, 24)):
        app.keys_held.append(events.Key("d", "d"))
        app.exit(0)
        assert not app.keys_held
        await app.on_event(events.Key("x", "x"))
        assert not app.keys_held


async def test_a_failure_that_was_given_up_is_not_tried_again_by_other_keys(monkeypatch):
    monkeypatch.setattr(key_queue, "GIVE_UP", 0.0)
    desk = MemoryDesk(fail=LOCKED)
    async with on_screen(desk, SMALL) as (app, pilot):
        await pilot.press("enter")
        assert "NOT SAVED" in text(app, "status")
        monkeypatch.setattr(key_queue, "GIVE_UP", 60.0)
        await pilot.press("y", "O")
        assert not app.waiting


@pytest.mark.parametrize("typed", [b"\x1bU", b"\x1b\rU"])
def test_what_is_typed_right_after_the_esc_of_a_note_is_for_the_work(terminal, typed):
    screen = terminal()
    screen.send(b"n")
    screen.until(b"Note")
    screen.send(typed)
    screen.until(b"no steps of yours yet" if typed.endswith(b"\x1bU") else b"Your steps")


def test_a_key_with_alt_of_the_own_keymap_is_heard(terminal, tmp_path):
    (tmp_path / "settings.toml").write_text('[keys]\nsteps = "alt+k"\n', encoding="utf-8")
    screen = terminal()
    screen.send(b"\x1bk")
    screen.until(b"no steps of yours yet")
