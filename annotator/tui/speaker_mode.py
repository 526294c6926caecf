"""The mode in which the next letter gives a speaker that has no digit."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Protocol

from textual import events

from annotator.core.drawable import one_line
from annotator.core.session.state import DIGITS
from annotator.core.session.workbench import Tone
from annotator.tui.host import Host


class SpeakerGiver(Protocol):
    """Who has the mode: it ends the mode, and gives the chosen quote a speaker."""

    def end_mode(self) -> None:
        """Keys mean what they always do again."""

    def action_speaker(self, number: int) -> None:
        """The chosen quote was said by the speaker of that number."""


def key_of(number: int) -> str:
    """The key of a speaker's seat, numbered from 1: its digit, or its letter; empty where it has neither.

    >>> [key_of(1), key_of(9), key_of(10), key_of(35), key_of(36)]
    ['1', '9', 'a', 'z', '']
    """
    return str(number) if number <= DIGITS else ascii_lowercase[number - DIGITS - 1 : number - DIGITS]


class SpeakerMode:
    """The next letter gives a speaker behind the nine, which the card shows with their letters. Digits act too."""

    def __init__(self, host: Host, editor: SpeakerGiver) -> None:
        self._host = host
        self._editor = editor

    def explain(self) -> None:
        """Say that a letter gives a speaker."""
        self._host.tell("a letter gives that speaker · / searches all names · any other key leaves it")

    def take(self, key: events.Key) -> bool:
        """Give the speaker of that letter or digit, and end the mode. A letter that is nobody's stays in it.

        `/` and Enter do what they always do; any other key only ends the mode.
        """
        seats = self._host.bench.state.cast
        character = key.character or ""
        if character and character in ascii_lowercase:
            number = ascii_lowercase.index(character) + DIGITS + 1
            if number > len(seats):
                self._host.tell(f"no speaker has the letter {one_line(character)} · Esc leaves", Tone.WARNING)
                return True
            self._editor.end_mode()
            self._editor.action_speaker(number)
            return True
        self._editor.end_mode()
        if character.isdecimal() or key.key in {"slash", "enter"}:
            return False
        self._host.show_all()
        return True
