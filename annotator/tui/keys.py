"""Every key of the screen, once: bindings, hint line, help, palette and keymap file are all made from this table."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

GROUPS = ("decide", "quote", "topics", "move", "find", "program")


@dataclass(frozen=True, slots=True)
class Key:
    """A key (or several, with commas between) and what it does.

    `hint` is its word in the hint line, where it has one; `rank` says which hints stay when the line is short.
    """

    id: str
    keys: str
    action: str
    group: str
    tooltip: str
    hint: str = ""
    rank: int = 9
    shown: str = ""

    @property
    def display(self) -> str:
        """The key as it is written in help and hints."""
        return self.shown or " ".join(DISPLAY.get(key, key) for key in self.keys.split(","))


DISPLAY = {
    "enter": "Enter",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "delete": "Del",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "ctrl+p": "Ctrl+P",
    "ctrl+l": "Ctrl+L",
    "ctrl+c": "Ctrl+C",
}

KEYS: tuple[Key, ...] = (
    Key("confirm", "enter", "confirm", "decide", "Confirm all that is shown, save, go on", "confirm", 0),
    Key("reject", "x", "reject", "decide", "Nothing here: reject the suggestions and save", "nothing here", 4),
    Key("skip", "s", "skip", "decide", "Skip the sentence for now (it is kept as skipped)", "skip", 6),
    Key("undo", "u", "undo", "decide", "Undo: the last edit, then the last decision, without limit", "undo", 2),
    Key("redo", "r", "redo", "decide", "Do again what was undone"),
    Key("type", "d", "type", "quote", "Next type: direct, indirect, mixed", "type", 5),
    Key("continues", "c", "continues", "quote", "The quote carries on the one before it, or not", "continues", 7),
    Key("topic", "t", "topic", "topics", "A topic on or off: then its letter", "topic", 4),
    Key("next", "right,l", "step(1)", "move", "Next sentence", shown="→ l"),
    Key("previous", "left,h", "step(-1)", "move", "Previous sentence", shown="← h"),
    Key("quote-down", "down,j", "choose(1)", "move", "Choose the next quote of the sentence", shown="↓ j"),
    Key("quote-up", "up,k", "choose(-1)", "move", "Choose the previous quote of the sentence", shown="↑ k"),
    Key("page-down", "pagedown", "look(1)", "move", "Look further down in the article"),
    Key("page-up", "pageup", "look(-1)", "move", "Look further up in the article"),
    Key("goto", "g", "goto", "find", "Go to a sentence (8), an article's sentence (3:8), or find text", "go to", 8),
    Key("help", "question_mark", "help", "program", "This help", "help", 1),
    Key("redraw", "ctrl+l", "redraw", "program", "Draw the screen afresh"),
    Key("quit", "q", "quit", "program", "Quit (nothing to save: it is saved)", "quit", 8),
    Key("interrupt", "ctrl+c", "interrupt", "program", "Quit at once"),
)

SPEAKERS = Key("speaker", "1-9", "speaker", "quote", "That speaker of the cast said it", "speaker", 3)
NOBODY = Key("nobody", "0", "speaker(0)", "quote", "Nobody is named as the speaker")
OTHER = Key("other", "slash", "other", "quote", "Someone else: search the names, or type a new one")


def all_keys() -> tuple[Key, ...]:
    """The table in the order of help: groups, then as listed."""
    keys = (*KEYS, SPEAKERS, NOBODY, OTHER)
    return tuple(key for group in GROUPS for key in keys if key.group == group)


def bindings() -> list[Binding]:
    """Textual's bindings of every key."""
    made = [_binding(key, key.keys, key.action, key.id) for key in all_keys() if key is not SPEAKERS]
    made += [_binding(SPEAKERS, str(n), f"speaker({n})", f"speaker-{n}") for n in range(1, 10)]
    return made


def _binding(key: Key, keys: str, action: str, binding_id: str) -> Binding:
    return Binding(
        keys,
        action,
        key.tooltip,
        show=bool(key.hint),
        key_display=key.display,
        tooltip=key.tooltip,
        id=binding_id,
        group=Binding.Group(key.group),
        priority=key.id == "interrupt",
    )
