"""The status line, the line of messages and the line of keys, at every width."""

from __future__ import annotations

from dataclasses import replace
from sys import getrefcount

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style

from annotator.core.decision import Answer
from annotator.core.drawable import drawable
from annotator.core.errors import NotSaved
from annotator.core.session.desk import Filter
from annotator.core.session.workbench import Notice, Tone, Workbench
from annotator.tui.keys import KEYS, Hint
from annotator.tui.panes.base import to_strip
from annotator.tui.panes.card import hint_row, message_rows, rule_row, status_row
from annotator.tui.panes.pieces import Piece, fit
from tests.memory_desk import MemoryDesk, harbour

HINTED = tuple(Hint(key.display, key.hint, rank=key.rank, action=key.action) for key in KEYS if key.hint)


def line(row):
    return "".join(piece.text for piece in row)


def looks(row):
    return {piece.text.strip(): piece.look for piece in row if piece.text.strip()}


def status(bench, width=120):
    return status_row(bench, width)


def hint(width=120):
    return hint_row(HINTED, width)


def test_title_date_place_count_and_id_fill_the_line():
    bench = Workbench(MemoryDesk())
    bench.answer(Answer.ACCEPT)
    shown = line(status(bench))
    assert shown.startswith(" Harbour to reopen in May · 2026-03-02  ")
    assert shown.endswith(" article 1/2 · sentence 2/6 · ana · saved 1 · id 101 ")
    assert cell_len(shown) == 120


@pytest.mark.parametrize(
    ("width", "right"),
    [
        (66, "article 1/2 · sentence 1/6 · ana · saved 0 · id 100 "),
        (65, "1/2 · 1/6 · ana · saved 0 · id 100 "),
        (37, "1/2 · 1/6 · ana · saved 0 · id 100 "),
        (36, " ana · saved 0 · id 100 "),
        (25, " ana · saved 0 · id 100 "),
        (24, " saved 0 · id 100 "),
    ],
)
def test_what_matters_least_goes_first_on_a_narrow_screen(width, right):
    shown = line(status(Workbench(MemoryDesk()), width))
    assert shown.endswith(right)
    assert len(shown) == width
    assert [word in shown for word in ("article", "1/2", "ana")] == [
        word in right for word in ("article", "1/2", "ana")
    ]


def test_the_name_of_who_annotates_is_made_harmless_and_cut_when_long():
    bench = Workbench(MemoryDesk(annotator="a\u202enastasia the extraordinarily patient"))
    shown = line(status(bench))
    assert " · a�nastasia the… · saved 0" in shown.replace(drawable("\u202e"), "�")
    assert cell_len(shown) == 120


def test_on_a_narrow_screen_the_numbers_make_room_for_not_saved():
    desk = MemoryDesk(fail=NotSaved("disk full", "free some space"))
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    why = "NOT SAVED: disk full; free some space"
    assert line(status(bench, 80)) == f" {why}       1/2 · 1/6 · ana · saved 0 · id 100 "
    assert line(status(bench, 57)) == f" {why}  saved 0 · id 100 "
    assert line(status(bench, 40)) == " NOT SAVED: disk full… saved 0 · id 100 "


def test_an_article_without_title_and_date_goes_by_its_id():
    page = harbour()
    page = page._replace(document=replace(page.document, title=None, published=None))
    assert line(status(Workbench(MemoryDesk([page])))).startswith(" harbour  ")


def test_not_saved_takes_the_place_of_all_else_and_the_filter_that_of_the_title():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.set_filter(Filter(speaker="Paul Okoro"))
    assert line(status(bench)).startswith(" filter 1/2 · Paul Okoro ")
    bench.step(1)
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


def test_skipped_sentences_are_announced_in_the_place_of_all_done():
    bench = Workbench(MemoryDesk())
    bench.answer(Answer.SKIP)
    bench.answer(Answer.SKIP)
    while not bench.nothing_left:
        assert "skipped" not in line(status(bench))
        bench.answer(Answer.ACCEPT)
    assert line(status(bench)).startswith(" 2 skipped: ⟪confirm⟫ to see them ")
    bench.answer(Answer.ACCEPT)
    assert "skipped:" not in line(status(bench)), "the sentence is there to be confirmed"


@pytest.mark.parametrize(
    ("tone", "shown", "look"),
    [
        (Tone.QUIET, "well", "strong"),
        (Tone.WARNING, "well", "warn"),
        (Tone.NOT_SAVED, "⟪confirm⟫ tries again · well", "alert"),
    ],
)
def test_a_notice_has_a_line_of_its_own_which_is_empty_without_one(tone, shown, look):
    bench = Workbench(MemoryDesk())
    assert message_rows(bench, 120, 2) == [()]
    bench.notice = Notice("well", tone)
    (row,) = message_rows(bench, 120, 2)
    assert line(row) == f" {shown}"
    assert row[1].look == look
    assert all(cell_len(line(row)) <= 5 for row in message_rows(bench, 5, 2))


def test_the_rule_is_a_thin_line_from_edge_to_edge():
    assert line(rule_row(7)) == "─" * 7


def test_keys_that_cannot_act_are_greyed_and_others_can_be_clicked():
    row = hint_row(tuple(one._replace(usable=one.word != "type") for one in HINTED), 200)
    assert (looks(row)["d"], looks(row)["type"]) == ("off", "off")
    assert (looks(row)["Enter"], looks(row)["confirm"]) == ("key", "plain")
    assert [piece.action for piece in row if "confirm" in piece.text] == ["confirm"]


@pytest.mark.parametrize("width", range(1, 140, 7))
def test_the_hints_that_matter_most_stay_in_the_order_of_the_table(width):
    shown = [piece.text.strip() for piece in hint(width)[2::2]]
    assert cell_len(line(hint(width))) <= width
    ranks = {one.word: one.rank for one in HINTED}
    assert shown == [word for word in dict.fromkeys(one.word for one in HINTED) if word in shown]
    if width > 30:
        assert {"confirm", "help"} <= set(shown)
    if "quit" in shown:
        assert all(name in shown for name, rank in ranks.items() if rank < ranks["undo"])


def test_keys_of_one_word_share_it_and_what_is_for_help_alone_is_left_out():
    hints = (Hint("[", "ends"), Hint("]", "ends"), Hint("3:8", "", "a sentence"), Hint("Esc", "close"))
    assert line(hint_row(hints, 80)) == " [ ] ends  Esc close"
    assert line(hint_row(hints, 20)) == " [ ] ends  Esc close", "the last word needs no gap behind it"
    assert line(hint_row(hints, 19)) == " [ ] ends"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("short", 5, "short"),
        ("shorter", 5, "shor…"),
        ("two words", 5, "two…"),
        ("three words", 9, "three…"),
        ("one; two", 5, "one;…"),
        ("日本語", 4, "日…"),
        ("ab", 1, ""),
    ],
)
def test_a_text_that_is_cut_says_so(text, width, shown):
    assert fit(text, width) == shown


def test_who_works_in_another_role_is_named_with_it():
    assert " · ana (test) · saved 0" in line(status_row(Workbench(MemoryDesk(annotator="test:ana")), 120))


URL = "https://news.example/ferry;id=3"


def at(url):
    """The workbench at an article that came with that address."""
    desk = MemoryDesk([harbour()._replace(document=replace(harbour().document, meta={"url": url}))])
    return Workbench(desk)


def links(bench, links=True):
    return {piece.text: piece.link for piece in status_row(bench, 120, links) if piece.link}


def test_the_title_leads_to_the_address_of_the_article():
    assert links(at(URL)) == {"Harbour to reopen in May · 2026-03-02": URL}
    assert links(at(URL), links=False) == {}, "not where the terminal has no links"


@pytest.mark.parametrize(
    "url",
    [
        None,
        3,
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a.example/\x1b\\",
        "https://a b",
        "https://ä.example",
        "https://a.example/" + "x" * 3000,
    ],
)
def test_an_address_that_a_terminal_may_not_be_given_is_no_link(url):
    assert links(at(url)) == {}


def test_a_linked_title_is_sent_once_and_ends_its_link():
    screen = to_strip((Piece("a", "title", link=URL), Piece("b")), Style(), 2)
    again = to_strip.__wrapped__((Piece("a", "title", link=URL), Piece("b")), Style(), 2)
    shown = screen.render(Console(force_terminal=True, color_system="standard"))
    assert f";{URL}\x1b\\a" in shown.replace("\x1b[1m", "")
    assert shown.count("\x1b]8;;\x1b\\") == 1
    assert shown == again.render(Console(force_terminal=True, color_system="standard"))


def test_a_line_is_freed_without_a_collection():
    """Textual's holds itself once it was divided; each frame left twenty such rings."""
    strip = to_strip((Piece("saved 3"),), Style(), 20)
    holders = getrefcount(strip)
    assert strip.divide([20]) == [strip]
    assert getrefcount(strip) == holders
    assert [piece.cell_length for piece in strip.divide([5, 20])] == [5, 15]
