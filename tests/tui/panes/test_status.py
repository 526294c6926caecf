"""The status line and the hint line, at every width."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from annotator.core.errors import NotSaved
from annotator.core.model import Answer
from annotator.core.session.filters import Filter
from annotator.core.session.workbench import Notice, Tone, Workbench
from annotator.tui.keys import KEYS
from annotator.tui.panes.status import fit, hint_row, status_row
from tests.memory_desk import MemoryDesk, harbour

HINTED = [key for key in KEYS if key.hint]


def line(row):
    return "".join(piece.text for piece in row)


def looks(row):
    return {piece.text.strip(): piece.look for piece in row if piece.text.strip()}


def status(bench, width=120):
    return status_row(bench, width)


def hint(bench, width=120, can=lambda key: True, keymap=None):
    return hint_row(bench, HINTED, can, width, keymap or {})


def test_title_date_place_count_and_id_fill_the_line():
    bench = Workbench(MemoryDesk())
    bench.answer(Answer.ACCEPT)
    shown = line(status(bench))
    assert shown.startswith(" Harbour to reopen in May · 2026-03-02  ")
    assert shown.endswith(" article 1/2 · sentence 2/6 · saved 1 · id 101 ")
    assert cell_len(shown) == 120


@pytest.mark.parametrize(
    ("width", "right"),
    [
        (70, "article 1/2 · sentence 1/6 · saved 0 · id 100 "),
        (69, "1/2 · 1/6 · saved 0 · id 100 "),
        (40, "1/2 · 1/6 · saved 0 · id 100 "),
        (39, " saved 0 · id 100 "),
    ],
)
def test_what_matters_least_goes_first_on_a_narrow_screen(width, right):
    shown = line(status(Workbench(MemoryDesk()), width))
    assert shown.endswith(right)
    assert len(shown) == width
    assert ("article" in shown, "1/2" in shown) == ("article" in right, "1/2" in right)


def test_an_article_without_title_and_date_goes_by_its_id():
    page = harbour()
    page = replace(page, document=replace(page.document, title=None, published=None))
    assert line(status(Workbench(MemoryDesk([page])))).startswith(" harbour  ")


def test_not_saved_takes_the_place_of_all_else_and_the_filter_that_of_the_title():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.navigator.set_filter(Filter(speaker="Paul Okoro"))
    assert line(status(bench)).startswith(" filter 1/2 · Paul Okoro ")
    bench.navigator.step(1)
    assert line(status(bench)).startswith(" filter –/2 · Paul Okoro ")
    desk.fail = NotSaved("disk full", "free some space")
    bench.answer(Answer.ACCEPT)
    row = status(bench)
    assert line(row).startswith(" NOT SAVED: disk full")
    assert row[1].look == "alert"


def test_all_done_is_said_when_nothing_is_left():
    bench = Workbench(MemoryDesk())
    for _ in range(7):
        bench.answer(Answer.ACCEPT)
        assert "ALL DONE" not in line(status(bench))
    bench.answer(Answer.ACCEPT)
    assert line(status(bench)).startswith(" ALL DONE ")


@pytest.mark.parametrize(
    ("tone", "shown", "look"),
    [
        (Tone.QUIET, "well", "strong"),
        (Tone.WARNING, "well", "warn"),
        (Tone.NOT_SAVED, "Enter tries again · well", "alert"),
    ],
)
def test_a_notice_takes_the_place_of_the_hints(tone, shown, look):
    bench = Workbench(MemoryDesk())
    bench.notice = Notice("well", tone)
    row = hint(bench)
    assert line(row) == f" {shown}"
    assert row[1].look == look


def test_keys_that_cannot_act_are_greyed_and_others_can_be_clicked():
    row = hint(Workbench(MemoryDesk()), can=lambda key: key.id != "type")
    assert (looks(row)["d"], looks(row)["type"]) == ("off", "off")
    assert (looks(row)["Enter"], looks(row)["confirm"]) == ("key", "plain")
    assert [piece.action for piece in row if "confirm" in piece.text] == ["confirm"]


@pytest.mark.parametrize("width", range(1, 140, 7))
def test_the_hints_that_matter_most_stay_in_the_order_of_the_table(width):
    shown = [piece.text.strip() for piece in hint(Workbench(MemoryDesk()), width)[2::2]]
    assert cell_len(line(hint(Workbench(MemoryDesk()), width))) <= width
    ranks = {key.hint: key.rank for key in HINTED}
    assert shown == [key.hint for key in HINTED if key.hint in shown]
    if width > 30:
        assert {"confirm", "help"} <= set(shown)
    if "quit" in shown:
        assert all(name in shown for name, rank in ranks.items() if rank < ranks["undo"])


def test_hints_show_the_annotators_own_keys():
    assert "f8 skip" in line(hint(Workbench(MemoryDesk()), 160, keymap={"skip": "f8"}))


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("short", 5, "short"), ("shorter", 5, "shor…"), ("two words", 5, "two…"), ("日本語", 4, "日…"), ("ab", 1, "")],
)
def test_a_text_that_is_cut_says_so(text, width, shown):
    assert fit(text, width) == shown
