"""The text of the document: a margin, the sentences, the marks of the current one, and dimly those of the others.

One widget of the Line API that keeps its own scroll offset: stepping draws the lines that changed and nothing else.
Before the text moves the driver is told by how much, so that the terminal can move the lines itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, repeat, takewhile
from typing import NamedTuple

from rich.cells import cell_len
from textual import events

from annotator.core.decision import Answer
from annotator.core.drawable import drawable
from annotator.core.model import Span
from annotator.core.session.desk import Item
from annotator.core.session.pointing import Pointing
from annotator.core.session.state import State, is_awaited, is_unsure, shown_labels, shown_note_and_flag
from annotator.tui.panes.base import LinePane, RowsPane
from annotator.tui.panes.pieces import (
    CUT,
    NO_LETTERS,
    MarkedSpan,
    Marks,
    Piece,
    Row,
    Rows,
    break_lines,
    draw,
    letters_of,
    marks_of,
    width_of,
)

ROOMY_ROWS = 18
"""Rows from which on an empty line parts paragraphs. Set by hand."""
TopicLetters = Mapping[str, str]
"""The letters of topics, by key."""
ABOVE, BELOW, MORE = "▴", "▾", "more"


class DocumentView(LinePane):
    """The whole document, scrolled so that the current sentence is in view."""

    DEFAULT_CSS = "DocumentView { width: 1fr; height: 1fr; }"

    def __init__(self, state: State, letters: TopicLetters, *, id: str) -> None:
        """`letters`: of the topics, by key."""
        super().__init__(id=id)
        self._state = state
        self._topic_letters = letters
        self.scroll_hint: Callable[[int, int, int], None] | None = None
        """Told (top row, row below the last, lines the text moves up) of the screen before the text moves."""
        self._layout = Layout("", (), ())
        self._laid_out: tuple[str, int, bool] | None = None
        self._looks: list[SentenceLook] = []
        """Of every sentence, when it is not the current one."""
        self._pointing: Pointing | None = None
        self._pointer: Span | None = None
        self._sought: Sequence[Span] = ()
        self._letters: Mapping[int, str] = NO_LETTERS
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
        self._state = state
        self._pointer = pointing.first if pointing is not None and pointing.first is not None else pointer
        self._pointing, self._sought = pointing, sought
        if self.outer_size.width == 0:
            self._laid_out = None
            return
        self._letters = letters_of(pointing) if pointing is not None else NO_LETTERS
        self._looks = looks_of(state.page.items, self._looks, self._topic_letters)
        document, width, roomy = state.page.document, self.outer_size.width, self.outer_size.height >= ROOMY_ROWS
        before, self._laid_out = self._laid_out, (document.id, width, roomy)
        fresh = before != self._laid_out
        if fresh:
            self._layout = lay_out(document.text, state.page.items, width - margin_width(width), gaps=roomy)
        self._bring(fresh)

    def scroll_by(self, lines: int) -> bool:
        """Look further up or down; the current sentence stays the same. False where there is nothing further."""
        self._looked_around = True
        window = self._window.moved(self._top + lines)
        return window.top != self._top and self._scroll(window)

    @property
    def sentence_height(self) -> int:
        """The lines of the current sentence."""
        return len(self._layout.sentences[self._state.index]) if self._layout.sentences else 0

    def cover(self, rows: int) -> bool:
        """Keep the sentence above so many rows at the bottom, which a window covers; with 0 go back to before.

        False where as many were covered already.
        """
        state = self._state
        if rows == self._covered:
            return False
        if not self._covered:
            self._uncovered = (state.index, self._top, self._layout)
        self._covered = rows
        index, top, layout = self._uncovered
        if not rows and (index, layout) == (state.index, self._layout):
            self._scroll(self._window.moved(top))
        else:
            self._bring()
        return True

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._laid_out = None
        self.show(self._state, self._pointer, self._pointing, self._sought)

    def on_click(self, event: events.Click) -> None:
        """Announce the sentence under the pointer."""
        number = self._top + event.y
        if number < len(self._layout.lines) and self._layout.lines[number].item >= 0:
            self.post_message(RowsPane.Clicked(f"sentence({self._layout.lines[number].item})"))

    def on_mouse_scroll_down(self) -> None:
        """The wheel looks around."""
        self.scroll_by(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel looks around."""
        self.scroll_by(-3)

    def current_line(self) -> tuple[int, int, object]:
        """The first line of the current sentence, how many lines the text is scrolled by, and the text's lines."""
        sentences = self._layout.sentences
        return sentences[self._state.index].start if sentences else 0, self._top, self._layout

    def last_whole(self, after: int) -> int:
        """The number of the last sentence from `after` on that can be read to its end without scrolling."""
        following, bottom = self._layout.sentences[after + 1 :], self._top + self.outer_size.height
        return after + len([*takewhile(lambda lines: lines.stop <= bottom, following)])

    # ---- how the lines look

    def _rows(self) -> Rows:
        """The lines in view, from top to bottom."""
        state, text, width = self._state, self._layout.text, self.outer_size.width
        own, visitors = marks_of(state), visiting(self._looks, state)
        margin = margin_of(state.left, self._topic_letters)
        accents = [MarkedSpan(*span, "found", True) for span in self._sought]
        if self._pointer is not None:
            accents.append(MarkedSpan(*self._pointer, "grip", True))
        remarks, rows = self._out_of_view(state.index), list[Row]()
        for number, line in enumerate(self._lines_in_view(), start=self._top):
            more = remarks.get(number, "")
            if line.item < 0:
                rows.append(line_row(text, line, width, more=more))
                continue
            current, look = line.item == state.index, self._looks[line.item]
            # The quote that is edited may have its cue in another sentence, and that is what is moved.
            beside = look.own if self._pointer is None else (*look.own, *own)
            # What is suggested elsewhere is part of what would have been suggested in a sentence that awaits it.
            others = () if is_awaited(look.item) else visitors
            marks = (*others, *(own if current else beside), *accents)
            first = number == self._layout.sentences[line.item].start
            row = line_row(
                text,
                line,
                width,
                "current" if current else "plain" if look.item.boilerplate is None else "dim",
                (margin if current else look.margin) if first else None,
                tuple([mark for mark in marks if mark.start < line.end and line.start < mark.end]),
                self._letters_in(line) if self._letters else (),
                more,
            )
            rows.append(row)
        return tuple(rows)

    def _letters_in(self, line: Line) -> tuple[tuple[int, str], ...]:
        """The letters in the line, and the one in the margin before it."""
        return tuple([pair for pair in self._letters.items() if line.start - 1 <= pair[0] < line.end])

    def _out_of_view(self, index: int) -> Mapping[int, str]:
        """What the first and the last line in view say of lines of the current sentence that are not."""
        lines, first = self._layout.sentences[index], self._top
        last = first + self._window.height - 1
        arrows = {first: ABOVE} if lines.start < first else {}
        if lines.stop - 1 > last:
            arrows[last] = f"{arrows.get(last, '')}{BELOW}"
        return {number: f"{arrow} {MORE if number in lines else index + 1}" for number, arrow in arrows.items()}

    # ---- where the text stands

    @property
    def _window(self) -> Window:
        return Window(self._top, max(1, self.outer_size.height - self._covered), len(self._layout.lines))

    def _lines_in_view(self) -> Sequence[Line]:
        return self._layout.lines[self._top : self._top + self.outer_size.height]

    def _bring(self, fresh: bool = False) -> None:
        """Bring what is to be seen into view; a `fresh` text is drawn as a whole."""
        state, pointing = self._state, self._pointing
        index = pointing.index if pointing is not None else state.index
        arrived = fresh or index != self._brought_to
        wanted = (_ends(state), self._pointer, pointing.first if pointing is not None else None)
        if arrived or wanted != self._wanted:
            self._looked_around = False
        focus = self._focus(wanted[0], arrived)
        self._brought_to, self._wanted = index, wanted
        lines, window = self._layout.sentences[index], self._window
        if fresh:
            window = opened(window, lines)
        self._scroll(following(window, lines, arrived, focus), fresh)

    def _focus(self, ends: Sequence[int], arrived: bool) -> int | None:
        """The line that is to be in view beside the beginning of the sentence, which may be longer than the pane.

        That is where one points or what was found, else the edge that is moved, until the annotator looks elsewhere.
        Without any it is what became another of the `ends` of spans in the sentence, by another quote or reading.
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
            offset = next((end for end in ends if end not in self._wanted[0]), None)
        return self._layout.line_at(offset) if offset is not None else None

    def _scroll(self, window: Window, fresh: bool = False) -> bool:
        """Show the text from the top of the window on. Whether it had to move; of a `fresh` one nobody is told."""
        moves = window.top - self._top
        if moves and not fresh and self.scroll_hint is not None:
            self.scroll_hint(self.region.y, self.region.bottom, moves)
        self._top = window.top
        self.draw(self._rows(), afresh=fresh or moves != 0)
        return moves != 0


@lru_cache(maxsize=1024)
def line_row(
    text: str,
    line: Line,
    width: int,
    base: str = "plain",
    margin: Margin | None = None,
    marks: Marks = (),
    letters: tuple[tuple[int, str], ...] = (),
    more: str = "",
) -> Row:
    """A line of the text in so many cells, with its margin if it is the first of its sentence.

    `base` is the look of what is not marked; `letters` to point with go by the offsets at which they stand; `more` is
    said at the end, of lines that are out of view.
    """
    pointed, beside = dict(letters), margin_width(width)
    before = margin_row(margin, base == "current", beside, pointed.pop(line.start - 1, ""))
    span, free = Span(line.start, line.end), width - beside - cell_len(more)
    shown = draw(text, span, marks, free - cell_len(span.of(text)), base, pointed)
    end = (Piece(" " * max(0, free - width_of(shown))), Piece(more, "more")) if more else ()
    return (*before, *shown, *end)


def _ends(state: State) -> tuple[int, ...]:
    """The first and the last character of each span that the chosen quote has in the current sentence."""
    sentence, quote = state.item.sentence, state.chosen_quote
    spans = quote.everywhere() if quote is not None else ()
    ends = (end for span in spans for end in (span.start, span.end - 1))
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


class Layout(NamedTuple):
    """All lines of a document, and the numbers of those of each sentence. `text` is safe to draw, offsets hold."""

    text: str
    lines: tuple[Line, ...]
    sentences: tuple[range, ...]

    def line_at(self, offset: int) -> int:
        """The number of the line on which an offset of the document is shown."""
        return max(0, bisect_right(self.lines, offset, key=lambda line: line.start) - 1)


def lay_out(text: str, items: Sequence[Item], width: int, gaps: bool = True) -> Layout:
    """The document's sentences in lines of at most `width` cells; `gaps` puts an empty line between paragraphs."""
    shown = drawable(text.replace("\n", " ").replace("\t", " "))
    lines: list[Line] = []
    sentences: list[range] = []
    before = None
    for number, item in enumerate(items):
        sentence = item.sentence
        if gaps and before is not None and text.count("\n", before, sentence.start) > 1:
            lines.append(Line(before, before, -1))
        pieces = break_lines(shown, sentence.start, sentence.end, max(1, width - SPARE_CELLS))
        sentences.append(range(len(lines), len(lines) + len(pieces)))
        lines += [Line(start, end, number) for start, end in pieces]
        before = sentence.end
    return Layout(shown, tuple(lines), tuple(sentences))


# ---- The margin of a sentence: what was decided of it or is suggested, its flag and note, the letters of its topics.


MARGIN = 6
NARROW_MARGIN, NARROW = 5, 40
"""On a narrower screen the margin has room for two signs, or the letters of two topics."""


def margin_width(width: int) -> int:
    """The cells of the margin in a pane that has so many."""
    return MARGIN if width >= NARROW else NARROW_MARGIN


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


QUOTED = {"content": "quoted", "cue": "quoted-cue"}
"""The looks of their spans: dim and underlined, which every terminal can show."""


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
    return [
        look if look is not None and look.item is item else SentenceLook(item, margin_of(item, letters), *_parted(item))
        for item, look in zip(items, chain(before, repeat(None)), strict=False)
    ]


def visiting(looks: Sequence[SentenceLook], state: State) -> Marks:
    """The spans of quotes that lie in other sentences; of the current quotes where they are as they are edited."""
    _, edited = _parted(state.left)
    others = chain.from_iterable(look.elsewhere for look in looks if look.elsewhere and look.item is not state.item)
    return (*others, *edited)


def _parted(item: Item) -> tuple[Marks, Marks]:
    """The spans of its quotes in the sentence, and elsewhere; cues last: one in the content is painted over it."""
    quotes = shown_labels(item).quotes
    marks = [
        MarkedSpan(*span, look, True) for role, look in QUOTED.items() for quote in quotes for span in quote.spans(role)
    ]
    own = tuple(mark for mark in marks if item.sentence.start < mark.end and mark.start < item.sentence.end)
    return own, tuple(mark for mark in marks if mark not in own)
