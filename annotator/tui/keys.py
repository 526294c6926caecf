"""Every key of the screen, once: bindings, hint line, help, palette and keymap file are all made from this table."""

from __future__ import annotations

from collections.abc import Mapping
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
        return self.shown or shown_keys(self.keys)

    def display_in(self, keymap: Mapping[str, str]) -> str:
        """The same with the annotator's own keys."""
        return shown_keys(keymap[self.id]) if self.id in keymap else self.display


DISPLAY = {
    "comma": ",",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "enter": "Enter",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "question_mark": "?",
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "space": "Space",
    "backspace": "Backspace",
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
    "escape": "Esc",
}


def shown_keys(keys: str) -> str:
    """Names of keys as people know them."""
    return " ".join(DISPLAY.get(key.strip(), key.strip()) for key in keys.split(","))


KEYS: tuple[Key, ...] = (
    Key("confirm", "enter", "confirm", "decide", "Confirm all that is shown, save, go on", "confirm", 0),
    Key(
        "plain",
        "z",
        "confirm_plain",
        "decide",
        "Confirm, and with it the next sentences in view that have no quote (· in the margin)",
    ),
    Key("reject", "x", "reject", "decide", "Nothing here: reject the suggestions and save", "nothing here", 4),
    Key("skip", "s", "skip", "decide", "Skip the sentence for now (it is kept as skipped)", "skip", 6),
    Key("undo", "u", "undo", "decide", "Undo: the last edit, then the last decision, without limit", "undo", 2),
    Key("redo", "r", "redo", "decide", "Do again what was undone"),
    Key("all", "A", "accept_all", "decide", "Accept all that is left of the article above a score"),
    Key("flag", "f", "flag", "decide", "Flag the sentence, or not (saved with the decision)"),
    Key("note", "n", "note", "decide", "A note to the sentence (saved with the decision)"),
    Key(
        "new", "a", "point('new')", "quote", "New quote: the letter of its first word, a capital for its last", "new", 6
    ),
    Key("by-cue", "p", "point('by cue')", "quote", "New quote by its cue: content and source are guessed"),
    Key("content", "e", "point('content')", "quote", "Content anew; then [ ] { } < >: its start back, its end on"),
    Key("more", "m", "point('more')", "quote", "One more piece of content"),
    Key("cue", "v", "point('cue')", "quote", "The cue (the verb); then ↑ ↓: in another sentence, Del: no cue"),
    Key("source", "b", "point('source')", "quote", "The source (by whom); then ↑ ↓: in another sentence, Del: none"),
    Key("left", "left_square_bracket", "edge(-1)", "quote", "The chosen edge to the mark or clause before", "edges", 6),
    Key("right", "right_square_bracket", "edge(1)", "quote", "The chosen edge to the next mark or clause"),
    Key("word-left", "left_curly_bracket", "edge(-1,'word')", "quote", "The chosen edge one word back"),
    Key("word-right", "right_curly_bracket", "edge(1,'word')", "quote", "The chosen edge one word on"),
    Key("letter-left", "less_than_sign", "edge(-1,'character')", "quote", "The chosen edge one character back"),
    Key("letter-right", "greater_than_sign", "edge(1,'character')", "quote", "The chosen edge one character on"),
    Key("grip", "tab", "grip(1)", "quote", "Which edge: start or end of content, cue, source"),
    Key("grip-back", "shift+tab", "grip(-1)", "quote", "The same, the other way round"),
    Key("delete", "delete,backspace", "delete", "quote", "Delete the chosen quote"),
    Key("merge", "plus", "merge", "quote", "Make one of the chosen quote and the next"),
    Key("split", "minus", "split", "quote", "Make the last piece of the content a quote of its own"),
    Key("mend", "full_stop", "mend", "quote", "Mend what the first check (!) names"),
    Key("spread", "y", "spread", "quote", "Yes: the change of speaker for the other sentences too"),
    Key("names", "M", "merge_names", "quote", "Two names for one person: make them one"),
    Key("why", "w", "why", "quote", "Why: the rule of the quote, the reasons of the topics"),
    Key("type", "d", "type", "quote", "Next type: direct, indirect, mixed", "type", 5),
    Key("type-back", "comma", "type(-1)", "quote", "The type before"),
    Key(
        "continues",
        "c",
        "continues",
        "quote",
        "It carries on the quote before, or not; without a quote: all of it",
        "continues",
        7,
    ),
    Key("topic", "t", "topic", "topics", "A topic on or off: then its letter", "topic", 4),
    Key("same-topics", "equals_sign", "same_topics", "topics", "The topics of the sentence before"),
    Key("next", "right,l", "step(1)", "move", "Next sentence", shown="→ l"),
    Key("previous", "left,h", "step(-1)", "move", "Previous sentence", shown="← h"),
    Key("quote-down", "down,j", "choose(1)", "move", "Choose the next quote of the sentence", shown="↓ j"),
    Key("quote-up", "up,k", "choose(-1)", "move", "Choose the previous quote of the sentence", shown="↑ k"),
    Key("page-down", "pagedown", "look(1)", "move", "Look further down in the article"),
    Key("page-up", "pageup", "look(-1)", "move", "Look further up in the article"),
    Key("undecided", "space", "next_to_decide", "move", "Next without a decision (or of the filter), this one left"),
    Key("filter", "F", "filter", "find", "A filter over all articles: undecided, flagged, a speaker, a topic …"),
    Key("match-back", "B", "match(-1)", "find", "The sentence before in the filter (Enter and Space: the next)"),
    Key("all-sentences", "escape", "all_sentences", "find", "Leave the filter: all sentences again"),
    Key("documents", "o", "documents", "find", "All articles, with progress"),
    Key("order", "O", "order", "find", "Order of the articles: their own, or the least certain first"),
    Key("goto", "g", "goto", "find", "Go to a sentence (8), an article's sentence (3:8), or find text", "go to", 8),
    Key("help", "question_mark", "help", "program", "This help", "help", 1),
    Key("guidelines", "i", "guidelines", "program", "The guidelines"),
    Key("theme", "T", "theme", "program", "Colours: terminal, dark, light, contrast"),
    Key("redraw", "ctrl+l", "redraw", "program", "Draw the screen afresh"),
    Key("quit", "q", "quit", "program", "Quit (nothing to save: it is saved)", "quit", 8),
    Key("interrupt", "ctrl+c", "interrupt", "program", "Quit at once"),
)

SPEAKERS = Key("speaker", "1-9", "speaker", "quote", "That speaker of the cast said it", "speaker", 3)
NOBODY = Key("nobody", "0", "speaker(0)", "quote", "Nobody is named as the speaker")
OTHER = Key("other", "slash", "other", "quote", "Someone else: search the names, or type a new one")


KEYMAP_IDS = frozenset({key.id for key in (*KEYS, NOBODY, OTHER)} | {f"speaker-{n}" for n in range(1, 10)})
"""The names that a keymap may use."""


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
