"""The text of the document: a margin, the sentences, the marks of the current one, and dimly those of the others.

One widget of the Line API that keeps its own scroll offset: stepping draws the lines that changed and nothing else.
Before the text moves the driver is told by how much, so that the terminal can move the lines itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from annotator.core.decision import Answer
from annotator.core.drawable import drawable
from annotator.core.model import Span
from annotator.core.session.desk import Item
from annotator.core.session.pointing import Pointing
from annotator.core.session.shown import is_awaited, is_unsure, shown_labels, shown_note_and_flag
from annotator.core.session.state import State
from annotator.tui.panes.base import LinePane, to_strip
from annotator.tui.panes.pieces import MarkedSpan, Marks, Piece, Row, break_lines, draw, letters_of, marks_of, width_of

ROOMY_ROWS = 18
"""Rows from which on an empty line parts paragraphs. Set by hand."""
TopicLetters = Mapping[str, str]
"""The letters of topics, by key."""
ABOVE, BELOW, MORE = "▴", "▾", "more"


class Drawn(NamedTuple):
    """All that decides how a line looks: lines of which this is the same are not drawn again."""

    current: bool = False
    dim: bool = False
    """Whether its sentence is boilerplate."""
    margin: Margin | None = None
    marks: Marks = ()
    letters: tuple[tuple[int, str], ...] = ()
    """Letters to point with, and the offsets at which they stand."""
    more: str = ""
    """What is said at its end of lines that are out of view."""


class DocumentView(LinePane):
    """The whole document, scrolled so that the current sentence is in view."""

    DEFAULT_CSS = "DocumentView { width: 1fr; height: 1fr; }"

    @dataclass
    class SentenceClicked(Message):
        """A sentence was clicked."""

        index: int

    def __init__(self, letters: TopicLetters, *, id: str) -> None:
        """`letters`: of the topics, by key."""
        super().__init__(id=id)
        self._topic_letters = letters
        self.scroll_hint: Callable[[int, int, int], None] | None = None
        """Told (top row, row below the last, lines the text moves up) of the screen before the text moves."""
        self._state: State | None = None
        self._strips: dict[int, tuple[Drawn, Strip]] = {}
        """The lines of the text that were in view, with how they looked: they come back when it is scrolled."""
        self._layout = Layout("", (), ())
        self._laid_out: tuple[str, int, bool] | None = None
        self._looks: list[SentenceLook] = []
        """Of every sentence, when it is not the current one."""
        self._own_margin = Margin(" ", "plain")
        self._visiting: Marks = ()
        self._marks: Marks = ()
        self._pointing: Pointing | None = None
        self._pointer: Span | None = None
        self._sought: tuple[Span, ...] = ()
        self._accents: Marks = ()
        """What is marked whatever sentence it is in: what was found, and the pointer over it."""
        self._letters: dict[int, str] = {}
        self._more: dict[int, str] = {}
        """What is said at the ends of lines of what is out of view, by the number of the line."""
        self._top = 0
        self._brought_to = -1
        """The sentence that was to be in view when the text was last brought there."""
        self._wanted: tuple[Sequence[int], Span | None, Span | None] = ((), None, None)
        """What could be wanted in view beside it: ends of the chosen quote's spans, the edge, the word pointed at."""
        self._looked_around = False
        """Whether the annotator has moved the text since then."""
        self._covered = 0
        """Rows at the bottom that a window covers."""
        self._uncovered = (0, 0, self._layout)
        """The sentence, the line at the top and all lines, when it was covered."""

    def show(
        self,
        state: State,
        pointer: Span | None = None,
        pointing: Pointing | None = None,
        sought: Sequence[Span] = (),
    ) -> None:
        """Show the document of a state, its current sentence in view.

        `pointer` is a piece of text to draw attention to, which the view follows; `sought` are pieces that were looked
        for. While `pointing`, a sentence has letters before its words.
        """
        before, self._state = self._state, state
        self._pointer = pointing.first if pointing is not None and pointing.first is not None else pointer
        self._pointing, self._sought = pointing, tuple(sought)
        if self.outer_size.width == 0:
            return
        self._letters = letters_of(pointing) if pointing is not None else {}
        self._marks = marks_of(state)
        self._accents = tuple(MarkedSpan(*span, "found", True) for span in sought)
        if self._pointer is not None:
            self._accents = (*self._accents, MarkedSpan(*self._pointer, "grip", True))
        self._looks = looks_of(state.page.items, self._looks, self._topic_letters)
        self._own_margin = margin_of(state.left, self._topic_letters)
        self._visiting = visiting(self._looks, state)
        if self._must_lay_out(state) or before is None:
            self._strips.clear()
            self._move(fresh=True)
            self.redraw()
        elif not self._move():
            self._refresh_changed()

    def scroll_by(self, lines: int) -> bool:
        """Look further up or down; the current sentence stays the same. False where there is nothing further."""
        self._looked_around = True
        moved = self._scroll(self._window.moved(self._top + lines))
        self._note_more()
        return moved

    @property
    def sentence_height(self) -> int:
        """The lines of the current sentence."""
        return len(self._layout.lines_of(self._state.index)) if self._state and self._layout.starts else 0

    def cover(self, rows: int) -> bool:
        """Keep the sentence above so many rows at the bottom, which a window covers; with 0 go back to before.

        False where as many were covered already.
        """
        if rows == self._covered or self._state is None:
            return False
        if not self._covered:
            self._uncovered = (self._state.index, self._top, self._layout)
        self._covered = rows
        index, top, layout = self._uncovered
        if not rows and (index, layout) == (self._state.index, self._layout):
            self._scroll(self._window.moved(top))
            self._note_more()
        elif not self._move():
            self._refresh_changed()
        return True

    def render_line(self, y: int) -> Strip:
        """One screen line: margin, text, marks."""
        number = self._top + y
        if self._state is None or number >= len(self._layout.lines):
            return Strip.blank(self.outer_size.width, self.base)
        drawn = self._drawn(number)
        kept = self._strips.get(number)
        if kept is not None and kept[0] == drawn:
            return kept[1]
        row = self._row(self._layout.lines[number], drawn)
        strip = to_strip(row, self.base, self.outer_size.width, self.palette)
        self._strips[number] = drawn, strip
        return strip

    def notify_style_update(self) -> None:
        """Another theme: everything is drawn anew."""
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._laid_out = None
        if self._state is not None:
            self.show(self._state, self._pointer, self._pointing, self._sought)

    def on_click(self, event: events.Click) -> None:
        """Announce the sentence under the pointer."""
        number = self._top + event.y
        if number < len(self._layout.lines) and self._layout.lines[number].item >= 0:
            self.post_message(self.SentenceClicked(self._layout.lines[number].item))

    def on_mouse_scroll_down(self) -> None:
        """The wheel looks around."""
        self.scroll_by(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel looks around."""
        self.scroll_by(-3)

    # ---- how it is done

    def _must_lay_out(self, state: State) -> bool:
        page = state.page
        roomy = self.outer_size.height >= ROOMY_ROWS
        wanted = (page.document.id, self.outer_size.width, roomy)
        if wanted == self._laid_out:
            return False
        self._laid_out = wanted
        self._layout = lay_out(page.document.text, page.items, self.outer_size.width - self._margin, gaps=roomy)
        return True

    # ---- how a line looks

    def _drawn(self, number: int) -> Drawn:
        line, state = self._layout.lines[number], self._state
        if line.item < 0 or state is None:
            return Drawn(more=self._more.get(number, ""))
        current, look = line.item == state.index, self._looks[line.item]
        marks = self._marks if current else look.own
        if not is_awaited(look.item):  # what is suggested elsewhere is part of what would have been suggested there
            marks = (*self._visiting, *marks)
        if self._pointer is not None and not current:
            marks = (*marks, *self._marks)  # the quote may have its cue in another sentence, and that is what is moved
        if self._accents:
            marks = (*marks, *self._accents)
        start, end = line.start, line.end
        return Drawn(
            current,
            not current and look.item.boilerplate is not None,
            (self._own_margin if current else look.margin) if line.first else None,
            tuple([mark for mark in marks if mark.start < end and start < mark.end]) if marks else (),
            self._letters_in(line) if self._letters else (),
            self._more.get(number, ""),
        )

    def _letters_in(self, line: Line) -> tuple[tuple[int, str], ...]:
        """The letters in the line, and the one in the margin before it."""
        return tuple(
            (offset, letter) for offset, letter in self._letters.items() if line.start - 1 <= offset < line.end
        )

    def _note_more(self) -> None:
        """Keep what the first and the last line in view say of lines of the current sentence that are not."""
        state = self._state
        if state is None:
            return
        lines, first = self._layout.lines_of(state.index), self._top
        last = first + self._window.height - 1
        arrows = {first: ABOVE} if lines.start < first else {}
        if lines.stop - 1 > last:
            arrows[last] = f"{arrows.get(last, '')}{BELOW}"
        self._more = {
            number: f"{arrow} {MORE if number in lines else state.index + 1}" for number, arrow in arrows.items()
        }

    def _row(self, line: Line, drawn: Drawn) -> Row:
        letters = dict(drawn.letters)
        before = margin_row(drawn.margin, drawn.current, self._margin, letters.pop(line.start - 1, ""))
        span = Span(line.start, line.end)
        room = self.outer_size.width - self._margin - cell_len(span.of(self._layout.text)) - cell_len(drawn.more)
        base = "current" if drawn.current else "dim" if drawn.dim else "plain"
        text = draw(self._layout.text, span, drawn.marks, room, base, letters)
        if not drawn.more:
            return (*before, *text)
        used = self._margin + width_of(text) + cell_len(drawn.more)
        return (*before, *text, Piece(" " * max(0, self.outer_size.width - used)), Piece(drawn.more, "more"))

    @property
    def _margin(self) -> int:
        return MARGIN if self.outer_size.width >= NARROW else NARROW_MARGIN

    def current_line(self) -> tuple[int, int, object]:
        """The first line of the current sentence, how many lines the text is scrolled by, and the text's lines."""
        lines = self._layout.starts
        return lines[self._state.index] if self._state and lines else 0, self._top, self._layout

    def last_whole(self, after: int) -> int:
        """The number of the last sentence from `after` on that can be read to its end without scrolling."""
        last, bottom = after, self._top + self.outer_size.height
        while last + 1 < len(self._layout.starts) and self._layout.lines_of(last + 1).stop <= bottom:
            last += 1
        return last

    # ---- where the text stands

    @property
    def _window(self) -> Window:
        return Window(self._top, max(1, self.outer_size.height - self._covered), len(self._layout.lines))

    def _lines_in_view(self) -> Sequence[Line]:
        return self._layout.lines[self._top : self._top + self.outer_size.height]

    def _move(self, fresh: bool = False) -> bool:
        """Bring what is to be seen into view. Whether the text had to move; a `fresh` one is not asked."""
        state, pointing = self._state, self._pointing
        assert state is not None
        index = pointing.index if pointing is not None else state.index
        arrived = fresh or index != self._brought_to
        wanted = (_ends(state), self._pointer, pointing.first if pointing is not None else None)
        if arrived or wanted != self._wanted:
            self._looked_around = False
        focus = self._focus(state, arrived)
        self._brought_to, self._wanted = index, wanted
        window = opened(self._window, self._layout.lines_of(index)) if fresh else self._window
        window = following(window, self._layout.lines_of(index), arrived, focus)
        if fresh:
            self._top = window.top
        moved = not fresh and self._scroll(window)
        self._note_more()
        return moved

    def _focus(self, state: State, arrived: bool) -> int | None:
        """The line that is to be in view beside the beginning of the sentence, which may be longer than the pane.

        That is where one points or what was found, else the edge that is moved, until the annotator looks elsewhere.
        Without any it is what became another end of a span in the sentence, by another quote or reading.
        """
        offset = None
        if self._pointing is not None and self._pointing.first is None:
            if self._letters and not any(map(self._letters_in, self._lines_in_view())):
                offset = min(self._letters) + 1  # the word behind the letter
        elif self._pointer is not None:
            offset = self._pointer.start if not self._looked_around else None
        elif arrived:
            offset = self._sought[0].start if self._sought else None
        else:
            offset = next((end for end in _ends(state) if end not in self._wanted[0]), None)
        return self._layout.line_at(offset) if offset is not None else None

    def _scroll(self, window: Window) -> bool:
        if window.top == self._top:
            return False
        if self.scroll_hint is not None:
            region = self.region
            self.scroll_hint(region.y, region.bottom, window.top - self._top)
        self._top = window.top
        self.redraw()
        return True

    def _refresh_changed(self) -> None:
        """Draw those lines in view again that look otherwise now."""
        changed = [
            y
            for y in range(len(self._lines_in_view()))
            if self._strips.get(self._top + y, (None,))[0] != self._drawn(self._top + y)
        ]
        if changed:
            self.redraw(*changed)


def _ends(state: State) -> tuple[int, ...]:
    """The first and the last character of each span that the chosen quote has in the current sentence."""
    sentence, quote = state.item.sentence, state.chosen_quote
    spans = (*quote.content, quote.cue, quote.source) if quote is not None else ()
    ends = (end for span in spans if span is not None for end in (span.start, span.end - 1))
    return tuple(end for end in ends if sentence.start <= end < sentence.end)


# ---- Which line of the text stands at the top.
#
# The text stands still until it must move, then moves so far that it can stand still for some sentences again: calmer
# to read, and each move costs a slow line what the card beside the text is made of.


class Window(NamedTuple):
    """What is in view: `height` lines from the line `top` on, of `total`."""

    top: int
    height: int
    total: int

    def moved(self, top: int) -> Window:
        """The window at the line `top`, or the nearest at which it is full of text."""
        return self._replace(top=max(0, min(top, self.total - self.height)))


def opened(window: Window, sentence: range) -> Window:
    """The window with a sentence of a text that was not in view before."""
    return window.moved(_beginning(window, sentence, window.height // 4))


def following(window: Window, sentence: range, arrived: bool, focus: int | None = None) -> Window:
    """The window with the lines of a sentence in its middle rows, and the line `focus`, if there is one, in view.

    A sentence with more lines than the window shows its beginning when one has just `arrived` at it, and stays where it
    was moved to after that.
    """
    height, long = window.height, len(sentence) > window.height
    lowest = _beginning(window, sentence, height // 6)  # the sentence may not be nearer to the upper edge than this
    if long:
        top = lowest if arrived else max(lowest, min(window.top, sentence.stop - max(1, height // 3)))
    else:
        highest = min(sentence.stop - (height * 2 + 2) // 3, lowest)  # nor nearer to the lower one than this
        top = window.top if window.top >= highest else max(highest, sentence.start - height // 3)
        top = min(top, lowest)
    return window.moved(top if focus is None else _with_focus(top, height, sentence, focus))


def _with_focus(top: int, height: int, sentence: range, focus: int) -> int:
    """The line to begin with so that the line `focus` is in view, and of a long sentence also those beside it."""
    beside = 1 if len(sentence) > height > 2 else 0
    before, behind = (max(focus - beside, sentence.start), min(focus + beside, sentence.stop - 1))
    if focus not in sentence:
        before = behind = focus
    if before < top:
        return max(focus - height // 3, sentence.start) if focus in sentence else focus - height // 3
    return top if behind < top + height else focus + 1 + height // 3 - height


def _beginning(window: Window, sentence: range, above: int) -> int:
    """The line to begin with so that `above` lines stand over the sentence, or fewer if it would not end in view."""
    return max(sentence.start - above, min(sentence.start, sentence.stop - window.height))


# ---- The document broken into screen lines: pure arithmetic on offsets, one block of lines per sentence.
#
# Line breaks depend on the text and the width only, never on what is marked, so that nothing jumps while an edge is
# moved. Some cells are kept free at the right for the brackets that marks add.


SPARE_CELLS = 6
"""Cells kept free at the right, for brackets."""


class Line(NamedTuple):
    """`[start, end)` of the document on one screen line. `item` is its sentence, -1 for the gap between paragraphs."""

    start: int
    end: int
    item: int
    first: bool = False


class Layout(NamedTuple):
    """All lines of a document, and for each sentence the first of its lines. `text` is safe to draw, offsets hold."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]

    def lines_of(self, item: int) -> range:
        """The line numbers of a sentence."""
        end = self.starts[item + 1] if item + 1 < len(self.starts) else len(self.lines)
        while end > self.starts[item] + 1 and self.lines[end - 1].item != item:
            end -= 1
        return range(self.starts[item], end)

    def line_at(self, offset: int) -> int:
        """The number of the line on which an offset of the document is shown."""
        return max(0, bisect_right(self.lines, offset, key=lambda line: line.start) - 1)


def lay_out(text: str, items: Sequence[Item], width: int, gaps: bool = True) -> Layout:
    """The document's sentences in lines of at most `width` cells; `gaps` puts an empty line between paragraphs."""
    shown = drawable(text.replace("\n", " ").replace("\t", " "))
    lines: list[Line] = []
    starts: list[int] = []
    before = None
    for number, item in enumerate(items):
        sentence = item.sentence
        if gaps and before is not None and text.count("\n", before, sentence.start) > 1:
            lines.append(Line(before, before, -1))
        starts.append(len(lines))
        pieces = break_lines(shown, sentence.start, sentence.end, max(1, width - SPARE_CELLS))
        lines += [Line(start, end, number, first=index == 0) for index, (start, end) in enumerate(pieces)]
        before = sentence.end
    return Layout(shown, tuple(lines), tuple(starts))


# ---- The margin of a sentence: what was decided of it or is suggested, its flag and note, the letters of its topics.


MARGIN = 6
NARROW_MARGIN, NARROW = 5, 40
"""On a narrower screen the margin has room for two signs, or the letters of two topics."""
ANSWERS = {Answer.ACCEPT: ("✓", "good"), Answer.REJECT: ("✗", "bad"), Answer.SKIP: ("–", "warn")}
SUGGESTED, UNSURE_OF, NOTHING = ("“", "plain"), ("?", "warn"), ("·", "dim")
UNCONFIRMED = ("~", "warn")
NOT_OF_TEXT, PASSED_OVER = ("/", "dim"), ("✗", "dim")
"""Boilerplate to decide, and boilerplate that was passed over."""
WITHHELD = ("°", "plain")
"""Shown without its suggestion: whether there is a quote is for the annotator to say."""
UNASKED = (" ", "plain")
"""Only there to be read."""
FLAG, NOTE = "⚑", "✎"
BAR = "▌"
CUT = "…"


class Margin(NamedTuple):
    """A sign with its look, the signs of flag and note, and the letters of the topics."""

    sign: str
    look: str
    remarks: str = ""
    topics: str = ""


def margin_of(item: Item, letters: TopicLetters) -> Margin:
    """The margin of a sentence. `letters` of the topics, by key."""
    note, flagged = shown_note_and_flag(item)
    signs = f"{FLAG if flagged else ''}{NOTE if note else ''}"
    return Margin(*_sign(item), signs, "".join(letters.get(topic, "*") for topic in shown_labels(item).topics))


def margin_row(margin: Margin | None, current: bool, width: int, letter: str = "") -> Row:
    """The margin before a line, `width` cells; None before a line that is not the first of its sentence.

    `letter` stands right before the text, for a word at the beginning of the line.
    """
    bar = Piece(BAR, "bar") if current else Piece(" ")
    gap = Piece(letter, "grip") if letter else Piece(" ")
    room = width - 3  # without bar, sign and gap
    if margin is None:
        return (bar, Piece(" " * (room + 1)), gap)
    remarks, topics = margin.remarks[:room], margin.topics
    room -= len(remarks)
    if len(topics) > room:
        topics = f"{topics[: room - 1]}{CUT}" if room else ""
    beside = [Piece(remarks, "warn")] if remarks else []
    if room:
        beside.append(Piece(topics.ljust(room), "dim" if topics else "plain"))
    return (bar, Piece(margin.sign, margin.look), *beside, gap)


def _sign(item: Item) -> tuple[str, str]:
    if not item.asked:
        return UNASKED
    if item.touched:
        return UNCONFIRMED
    if item.decision is not None:
        unseen = item.boilerplate is not None and item.decision.implied
        return PASSED_OVER if unseen else ANSWERS[item.decision.answer]
    labels = shown_labels(item)
    if not labels.quotes and is_awaited(item):
        return WITHHELD
    if not labels.quotes:
        return NOTHING if item.boilerplate is None else NOT_OF_TEXT
    return UNSURE_OF if is_unsure(labels) else SUGGESTED


# ---- Sentences that nobody is asked about now: their margins, and their quotes, marked dimly and without brackets.
#
# They are marked in the whole text and look the same wherever the current sentence is, so that a line beside it need
# not be drawn again with every step.


QUOTED, QUOTED_CUE = "quoted", "quoted-cue"
"""Their looks: dim and underlined, which every terminal can show."""


class SentenceLook(NamedTuple):
    """How a sentence looks that is not the current one.

    `own` are the spans of its quotes that lie in it; `elsewhere` those that lie in others, as a cue can.
    """

    item: Item
    margin: Margin
    own: Marks
    elsewhere: Marks


def looks_of(items: Sequence[Item], before: Sequence[SentenceLook], letters: TopicLetters) -> list[SentenceLook]:
    """How the sentences look; those that are the same as `before` look as they did. `letters` of the topics, by key."""
    known = before if len(before) == len(items) else [None] * len(items)
    return [
        look if look is not None and look.item is item else SentenceLook(item, margin_of(item, letters), *_parted(item))
        for item, look in zip(items, known, strict=True)
    ]


def visiting(looks: Sequence[SentenceLook], state: State) -> Marks:
    """The spans of quotes that lie in other sentences; of the current quotes where they are as they are edited."""
    _, edited = _parted(state.left)
    others = chain.from_iterable(look.elsewhere for look in looks if look.elsewhere and look.item is not state.item)
    return (*others, *edited)


def _parted(item: Item) -> tuple[Marks, Marks]:
    """The spans of its quotes in the sentence, and elsewhere; cues last: one in the content is painted over it."""
    quotes = shown_labels(item).quotes
    spans = [(QUOTED, span) for quote in quotes for span in quote.content]
    spans += [(QUOTED_CUE, quote.cue) for quote in quotes if quote.cue is not None]
    own, elsewhere = list[MarkedSpan](), list[MarkedSpan]()
    for look, span in spans:
        (own if span.overlaps(item.sentence.span) else elsewhere).append(MarkedSpan(*span, look, True))
    return tuple(own), tuple(elsewhere)
