"""The margin of a sentence: what was decided of it or is suggested, its flag and note, the letters of its topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.session.desk import Item, NoteAndFlag
from annotator.core.session.shown import is_awaited, is_unsure, shown_labels, shown_note_and_flag
from annotator.core.session.state import State
from annotator.tui.panes.pieces import Piece, Row

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


def margin_of(item: Item, letters: Mapping[str, str]) -> Margin:
    """The margin of a sentence that is not the current one. `letters` of the topics, by key."""
    return _margin(*_sign(item), shown_note_and_flag(item), shown_labels(item), letters)


def margin_of_current(state: State, letters: Mapping[str, str]) -> Margin:
    """The margin of the current sentence as it is being edited: with the edits the sign of edits goes too."""
    sign = UNCONFIRMED if state.unconfirmed else _sign(replace(state.item, draft=None, note_and_flag=None))
    return _margin(*sign, state.draft.note_and_flag, state.draft.labels, letters)


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


def _margin(sign: str, look: str, remarks: NoteAndFlag, labels: Labels, letters: Mapping[str, str]) -> Margin:
    signs = f"{FLAG if remarks.flagged else ''}{NOTE if remarks.note else ''}"
    return Margin(sign, look, signs, "".join(letters.get(topic, "*") for topic in labels.topics))


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
