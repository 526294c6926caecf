"""The diffed output has the effect of the whole one, whatever is drawn; and it is short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tui.diff.screen import CellModel, Scroll, Unreadable, cell_width
from tests.tui.strict_terminal import StrictTerminal, width

WIDTH, HEIGHT = 24, 8
STYLES = ["", "1", "2;3", "4;31", "7", "1;38;5;12", "48;2;1;2;3", "9;100", "21;53", "39;49"]


@st.composite
def payloads(draw: st.DrawFn, room: int) -> tuple[str, int]:
    """Styled text as Textual writes it, with its width."""
    payload, taken = "", 0
    alphabet = draw(st.sampled_from(["ab  ", "ab ”…é", "ab 世界ｶ", "a 🙂世é\u200d"]))
    for _ in range(draw(st.integers(1, 4))):
        text = ""
        for character in draw(st.lists(st.sampled_from(alphabet), max_size=10)):
            if taken + width(character) <= room and (taken or width(character)):
                text += character
                taken += width(character)
        style = draw(st.sampled_from(STYLES))
        run = f"\x1b[{style}m{text}\x1b[0m" if style else text
        payload += f"\x1b]8;id=1;http://a/\x1b\\{run}\x1b]8;;\x1b\\" if draw(st.integers(0, 9)) == 0 else run
    return payload, taken


@st.composite
def frames(draw: st.DrawFn) -> str:
    """A frame: some rows, each whole or in part, and the cursor."""
    lines = []
    first = draw(st.integers(0, HEIGHT - 1))
    for y in range(first, draw(st.integers(first, HEIGHT - 1)) + 1):
        x = draw(st.sampled_from([0, 0, 0, 5, 11]))
        line = ""
        for _ in range(draw(st.integers(1, 2))):
            payload, taken = draw(payloads(WIDTH - x))
            fill = draw(st.booleans()) * (WIDTH - x - taken)
            line += f"\x1b[{y + 1};{x + 1}H{payload}{' ' * fill}"
            x += taken + fill
            if x >= WIDTH:
                break
        lines.append(line)
    cursor = f"\x1b[{draw(st.integers(1, HEIGHT))};{draw(st.integers(1, WIDTH))}H"
    return "\n".join(lines) + cursor


def scrolled(frame: str, lines: int) -> str:
    """The frame with its rows moved up, so that a hint may be right."""
    pieces = []
    for piece in frame.split("\x1b[")[1:]:
        position, final, rest = piece.partition("H")
        numbers = position.split(";")
        if final and len(numbers) == 2 and all(map(str.isdigit, numbers)):
            y = int(numbers[0]) - lines
            if not 1 <= y <= HEIGHT:
                return frame
            pieces.append(f"{y};{numbers[1]}H{rest}")
        else:
            pieces.append(piece)
    return "\x1b[" + "\x1b[".join(pieces)


@pytest.mark.long
@given(st.data())
def test_random_frames_look_the_same(data: st.DataObject) -> None:
    whole, diffed = StrictTerminal(WIDTH, HEIGHT), StrictTerminal(WIDTH, HEIGHT)
    model = CellModel(WIDTH, HEIGHT)
    frame = data.draw(frames())
    for _ in range(data.draw(st.integers(1, 6))):
        top, bottom, lines = (data.draw(st.integers(*bounds)) for bounds in ((0, HEIGHT), (0, HEIGHT), (-3, 3)))
        hint = Scroll(top, bottom, lines)
        again = data.draw(st.booleans())
        frame = scrolled(frame, hint.lines) if again else data.draw(frames())
        whole.feed(frame)
        diffed.feed(model.frame(frame, hint))
        assert not whole.differences(diffed)


def lines_of(first: int, *, right: str = "|") -> str:
    """A frame of eight full lines of text, counted from `first`."""
    texts = [f"line {number} {'abcdefghij'[number % 10] * 12}".ljust(23) + right for number in range(first, first + 8)]
    return "\n".join(f"\x1b[{y};1H{text}" for y, text in enumerate(texts, 1)) + "\x1b[1;1H"


def test_the_same_frame_again_is_nothing() -> None:
    model = CellModel(WIDTH, HEIGHT)
    assert model.frame(lines_of(0))
    assert model.frame(lines_of(0)) == ""


def test_only_what_changed() -> None:
    model = CellModel(WIDTH, HEIGHT)
    model.frame(lines_of(0))
    changed = lines_of(0).replace("line 3", "\x1b[1mline\x1b[0m 4")
    assert model.frame(changed) == "\n\n\n\x1b[1mline\x1b[m 4\x1b[H"


def test_the_end_of_a_line_is_erased() -> None:
    model = CellModel(WIDTH, HEIGHT)
    model.frame("\x1b[2;1H\x1b[4m" + "x" * WIDTH + "\x1b[0m\x1b[1;1H")
    assert model.frame("\x1b[2;1Hyy" + " " * 22 + "\x1b[1;1H") == "\nyy\x1b[K\x1b[H"


def test_a_painted_end_of_a_line_is_written() -> None:
    model = CellModel(WIDTH, HEIGHT)
    model.frame("\x1b[2;1H" + "x" * WIDTH + "\x1b[1;1H")
    assert "\x1b[K" not in model.frame("\x1b[2;1H\x1b[41m" + " " * WIDTH + "\x1b[0m\x1b[1;1H")


def test_a_right_hint_saves_most_and_a_wrong_one_costs_nothing() -> None:
    sent = {}
    for name, hint in {"none": None, "right": Scroll(0, 8, 3), "wrong": Scroll(0, 8, -2)}.items():
        model = CellModel(WIDTH, HEIGHT)
        model.frame(lines_of(0))
        sent[name] = model.frame(lines_of(3), hint)
    assert sent["right"].startswith("\x1b[1;8r\x1b[3M\x1b[r")
    assert len(sent["right"]) < 0.6 * len(sent["none"])
    assert sent["wrong"] == sent["none"]


def test_what_stays_beside_what_moved_does_not_hide_that_it_moved() -> None:
    def frame(first: int) -> str:
        rows = (f"\x1b[{y + 1};1H{'abcdefghijklmnopqrstuvwxyz'[first + y] * 80}{f'card {y}':<40}" for y in range(8))
        return "\n".join(rows) + "\x1b[1;1H"

    model = CellModel(120, 8)
    model.frame(frame(10))
    assert "\x1b[3M" in model.frame(frame(13), Scroll(0, 8, 3))


@pytest.mark.parametrize(
    "frame",
    [
        "no move",
        "",
        "\x1b[1;1Ha\tb",
        "\x1b[1;1H\x1b[2J",
        "\x1b[1;1H\x1b[31mleft red",
        "\x1b[1;1H\x1b[38;5mx\x1b[0m",
        "\x1b[1;1H\x1b[77mx\x1b[0m",
        "\x1b[1;1H\x1b[1mx\x1b[2my\x1b[0m",
        "\x1b[9;1Hbelow",
        "\x1b[1;20Hbeyond the edge",
        "\x1b[1;1Ha\x9b31mb",
    ],
)
def test_what_it_cannot_follow_it_refuses(frame: str) -> None:
    with pytest.raises(Unreadable):
        CellModel(WIDTH, HEIGHT).frame(frame)


def test_rows_with_disputed_widths_go_out_as_they_came() -> None:
    model = CellModel(WIDTH, HEIGHT)
    written = "left 🙂 \r\x1b[11C\x1b[1mright\x1b[0m"
    frame = "\x1b[3;1H" + written.replace("\r\x1b[11C", "\x1b[3;12H") + "\x1b[1;1H"
    assert written in model.frame(frame)
    assert model.frame(frame) == ""
    assert written.replace("right", "wrong") in model.frame(frame.replace("right", "wrong"))


@pytest.mark.parametrize(
    ("text", "cells"),
    [("a”—…é·│✓", 1), ("世界あ한ＡＢ、", 2), ("🙂\u0301\u200d\u200b\ufe0fא\u0e33\u1100\ue000☰㊗⌚\u00ad\u202e", 0)],
)
def test_widths_all_terminals_agree_about(text: str, cells: int) -> None:
    assert {character: cell_width(character) for character in text} == dict.fromkeys(text, cells)


def test_the_shortest_way_from_style_to_style() -> None:
    model = CellModel(WIDTH, HEIGHT)
    pen_of, change = model.pen_of, model.change
    red, bold_red, plain = pen_of("31"), pen_of("1;31"), pen_of("")
    assert change(red, bold_red) == "\x1b[1m"
    assert change(bold_red, red) == "\x1b[22m"
    assert change(red, plain) == "\x1b[m"
    assert change(pen_of("1;31;41"), pen_of("1;31")) == "\x1b[49m"
    assert change(pen_of("1;31;41"), pen_of("1;41")) == "\x1b[39m"
    double = pen_of("21;1;31")
    assert change(double, red) == "\x1b[0;31m"  # what 24 does to a double underline differs
    # In GNU screen 22 ends italics too.
    assert change(pen_of("1;3;32"), pen_of("3;32")) in ("\x1b[22;3m", "\x1b[0;3;32m")


def test_many_lines_are_not_remembered_for_ever() -> None:
    read = CellModel(WIDTH, HEIGHT).read
    for number in range(10_000):
        read(f"line {number}")
    assert read.cache_info().currsize <= 4096
