"""Every key of the screen, once: bindings, hint line, help, palette and keymap file are all made from this table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from textual import actions
from textual.binding import Binding
from textual.keys import format_key

NUMBERS = "1-9"
"""Nine keys with one entry in the table."""


class Hint(NamedTuple):
    """A key as it is written, its word in the line of keys, and what it does. `rank`: which stay in a short line.

    `action` is what a click on it does.
    """

    key: str
    word: str
    meaning: str = ""
    rank: int = 9
    usable: bool = True
    action: str = ""


class Call(NamedTuple):
    """The name of an action and what it is called with."""

    name: str
    parameters: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A key (or several, with commas between) and what it does.

    `id` is its name in the annotator's own keymap, `action` the method `action_…` that it calls, `tooltip` its line in
    help.

    `hint` is its word in the hint line, where it has one; `rank` says which hints stay when the line is short.
    """

    id: str
    keys: str
    action: str
    tooltip: str
    hint: str = ""
    rank: int = 9
    shown: str = ""
    needs_quote: bool = False
    """Whether the key is greyed in a sentence without a quote."""
    bare: bool = False
    """Whether the line of keys has it only in a sentence without a quote."""
    group: str = ""
    """The heading of help under which it stands."""

    @property
    def call(self) -> Call:
        """Its action as Textual calls it."""
        return _call(self.action)

    @property
    def display(self) -> str:
        """The key as it is written in help and hints."""
        return self.shown or shown_keys(self.keys)

    def display_in(self, keymap: Mapping[str, str]) -> str:
        """The same with the annotator's own keys."""
        return shown_keys(keymap[self.id]) if self.id in keymap else self.display


_NAMED = {name: name.capitalize() for name in ("enter", "space", "backspace", "tab", "home", "end")}
_NAMED |= {"delete": "Del", "pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc"}
"""How keys without a sign of their own are written."""
NO_KEY = "no-key"
"""What an action is bound to that has no key: no terminal sends it, and Textual leaves an empty one aside."""


def shown_keys(keys: str) -> str:
    """Names of keys as people know them; `no key` for an empty text."""
    if not keys:
        return "no key"
    return " ".join(map(_shown, keys.split(",")))


def _shown(key: str) -> str:
    *modifiers, last = key.strip().split("+")
    shown = _NAMED.get(last) or format_key(last)
    return "+".join([*map(str.capitalize, modifiers), shown.upper() if modifiers and len(shown) == 1 else shown])


@cache
def _call(action: str) -> Call:
    _, name, parameters = actions.parse(action)
    return Call(name, parameters)


# fmt: off - one key, one line or two
_TABLE: dict[str, tuple[Key, ...]] = {
    "decide": (
        Key("confirm", "enter", "confirm", "Confirm all that is shown, save, go on", hint="confirm", rank=0),
        Key(
            "plain",
            "z",
            "confirm_along",
            "Confirm, and with it the next sentences in view that have no quote or only carry one on",
        ),
        Key(
            "sure",
            "Z,asterisk",
            "confirm_along(True)",
            "The same, and with it those whose suggestion is sure (0.90 or more): read them first",
        ),
        Key("reject", "x", "reject", "Nothing here: reject the suggestions and save", hint="nothing here", rank=7),
        Key("skip", "s", "skip", "Skip the sentence: not decided, it comes again at the end", hint="skip", rank=7),
        Key("undo", "u", "undo", "Undo: the last edit, then the last decision, without limit", hint="undo", rank=5),
        Key("redo", "r", "redo", "Do again what was undone"),
        Key("steps", "U", "steps", "Your last steps: back to before one, or on again to after it"),
        Key("all", "A", "accept_all", "Confirm all that is left of the article above a score"),
        Key("flag", "f", "flag", "Flag the sentence, or not (saved with the decision)"),
        Key("note", "n", "note", "A note to the sentence (saved with the decision)"),
    ),
    "quote": (
        Key(
            "new",
            "a",
            "point('new')",
            "New quote: the letter of its first word, a capital for its last",
            hint="new",
            rank=2,
            bare=True,
        ),
        Key(
            "by-cue",
            "p",
            "point('by cue')",
            "New quote by its cue (↑ ↓: elsewhere): content and source are guessed",
            hint="by cue",
            rank=2,
            bare=True,
        ),
        Key(
            "reading",
            "e",
            "reading(1)",
            "The next reading of the chosen quote, or a likely quote where there is none",
            hint="reading",
            rank=3,
        ),
        Key("reading-back", "E", "reading(-1)", "The reading before, in the end what was suggested"),
        Key("likely", "P", "likely", "One more quote: the likeliest of which nothing was suggested"),
        Key(
            "content",
            "C,apostrophe",
            "point('content')",
            "The content anew; a capital alone ends it; [ ] { } < >: start back, end on",
        ),
        Key("more", "m", "point('more')", "One more piece of content"),
        Key(
            "cue",
            "v",
            "point('cue')",
            "The cue (the verb); then ↑ ↓: in another sentence, Del: no cue",
            hint="cue",
            rank=4,
        ),
        Key(
            "source",
            "b",
            "point('source')",
            "The source (by whom); then ↑ ↓: in another sentence, Del: none",
            hint="source",
            rank=4,
        ),
        Key(
            "left",
            "left_square_bracket",
            "edge(-1)",
            "The chosen edge back to where a reading has it, else a mark or clause",
            hint="end",
            rank=2,
        ),
        Key(
            "right",
            "right_square_bracket",
            "edge(1)",
            "The chosen edge on to where a reading has it, else a mark or clause",
            hint="end",
            rank=2,
        ),
        Key("word-left", "left_curly_bracket", "edge(-1,'word')", "The chosen edge one word back"),
        Key("word-right", "right_curly_bracket", "edge(1,'word')", "The chosen edge one word on"),
        Key(
            "letter-left",
            "less_than_sign",
            "edge(-1,'character')",
            "The chosen edge one character back",
        ),
        Key(
            "letter-right",
            "greater_than_sign",
            "edge(1,'character')",
            "The chosen edge one character on",
        ),
        Key("grip", "tab", "grip(1)", "Which edge: start or end of content, cue, source"),
        Key("grip-back", "shift+tab", "grip(-1)", "The same, the other way round"),
        Key("delete", "delete,backspace", "delete", "Delete the chosen quote"),
        Key(
            "merge",
            "plus",
            "merge",
            "Merge the chosen quote with the next; what is lost is said",
            hint="merge",
            rank=6,
        ),
        Key(
            "split",
            "minus",
            "split",
            "Split the quote: its last piece, or from the word of a letter on",
            hint="split",
            rank=6,
        ),
        Key("mend", "full_stop", "mend", "Mend what the first check (!) names"),
        Key("spread", "y", "spread", "Yes: the change of speaker in the other sentences, or articles, too"),
        Key("names", "M", "merge_names", "Two names for one person: make them one"),
        Key("why", "w", "why", "Why: the rule of the quote, decisions that moved it, reasons of topics, all readings"),
        Key("type", "d", "type", "Next type: direct, indirect, mixed", hint="type", rank=6),
        Key("type-back", "comma", "type(-1)", "The type before"),
        Key(
            "attribute",
            "semicolon",
            "attribute",
            "An attribute of the scheme, such as a stance: its letter, then a digit, or the letter again",
            hint="attributes",
            rank=5,
        ),
        Key(
            "continues",
            "c",
            "continues",
            "It carries on the quote before, or not; without a quote: all of it",
            hint="continues",
            rank=8,
        ),
        Key("speaker", "1-9", "speaker", "That speaker said it", hint="speaker", rank=1),
        Key("speakers", "S", "speakers", "A speaker behind the nine: then the letter on the card"),
        Key("nobody", "0", "speaker(0)", "Nobody is named as the speaker"),
        Key("other", "slash", "other", "Someone else: search the names, or type a new one"),
    ),
    "topics": (
        Key("topic", "t", "topic", "A topic on or off: then its letter; a capital confirms too", hint="topic", rank=5),
        Key("same-topics", "equals_sign", "same_topics", "The topics of the sentence before"),
        Key("filter-topics", "R", "change_topics", "One topic for another in all you confirmed that the filter finds"),
    ),
    "move": (
        Key("next", "right,l", "step(1)", "Next sentence", shown="→ l"),
        Key("previous", "left,h", "step(-1)", "Previous sentence", shown="← h"),
        Key("quote-down", "down,j", "choose(1)", "Choose the next quote of the sentence", shown="↓ j"),
        Key("quote-up", "up,k", "choose(-1)", "Choose the previous quote of the sentence", shown="↑ k"),
        Key("page-down", "pagedown", "look(1)", "Look further down in the article"),
        Key("page-up", "pageup", "look(-1)", "Look further up in the article"),
        Key("undecided", "space", "next_to_decide", "Next to decide (or of the filter); skipped ones last"),
    ),
    "find": (
        Key("filter", "F", "filter", "A filter over all articles: undecided, flagged, a speaker, a topic …"),
        Key("match-back", "B", "match(-1)", "The sentence before in the filter (Enter and Space: the next)"),
        Key("all-sentences", "escape", "all_sentences", "Leave the filter: all sentences again"),
        Key("documents", "o", "documents", "All articles, with progress"),
        Key("order", "O", "order", "Order of the articles: their own, or the least certain first"),
        Key(
            "goto", "g", "goto", "Go to a sentence (8), an article's sentence (3:8), or find text", hint="go to", rank=8
        ),
    ),
    "program": (
        Key("help", "question_mark", "help", "This help", hint="help", rank=1),
        Key("palette", "ctrl+p", "palette", "Any key by what it does: merge, undo, colours, export …"),
        Key("guidelines", "i", "guidelines", "The guidelines"),
        Key("theme", "T", "theme", "Colours: terminal, dark, light, contrast"),
        Key("copy", "Y", "copy", "Copy the sentence, to the clipboard of the terminal"),
        Key("redraw", "ctrl+l", "redraw", "Draw the screen afresh"),
        Key("quit", "q", "quit", "Quit (nothing to save: it is saved)", hint="quit", rank=8),
        Key("interrupt", "ctrl+c", "interrupt", "Quit at once"),
    ),
}
# fmt: on

WITHOUT_QUOTE = frozenset({"new", "by-cue", "reading", "reading-back", "likely", "mend", "spread", "why", "continues"})
"""Keys for quotes that act in a sentence without one too."""
AMONG_QUOTES = frozenset({"quote-down", "quote-up"})
"""Other keys that need a quote."""


def _needs_quote(group: str, name: str) -> bool:
    return name in AMONG_QUOTES or (group == "quote" and name not in WITHOUT_QUOTE)


KEYS = tuple(
    replace(key, group=group, needs_quote=_needs_quote(group, key.id)) for group, keys in _TABLE.items() for key in keys
)
"""All keys in the order of help."""


# ---- The keys of versions beside each other: they go before those of annotating as long as one chooses among versions.


def _scrolling(prefix: str, group: str) -> tuple[Key, ...]:
    """The keys that scroll versions, for a comparison whose keys are of that group and begin with this in settings."""
    more = "More of the versions, where there is not room for all"
    return (
        Key(f"{prefix}", "tab", "versions_scroll(1)", more, group=group),
        Key(f"{prefix}-before", "shift+tab", "versions_scroll(-1)", "Back again", group=group),
    )


REVIEW_KEYS: tuple[Key, ...] = tuple(
    Key(name, keys, action, tooltip, hint, rank, group="review")
    for name, keys, action, tooltip, hint, rank in (
        ("take", NUMBERS, "review_take", "Take that version: save it, go on", "take", 0),
        ("neither", "0", "review_neither", "Neither: there is nothing here; save, go on", "neither", 1),
        ("light-next", "down,j", "review_light(1)", "Show the next version in the text; Enter takes it", "show", 3),
        ("light-before", "up,k", "review_light(-1)", "Show the version before", "", 9),
        ("merge-versions", "m", "review_merge", "Merge them into one to be edited; Enter confirms it", "merge", 2),
        ("edit-version", "e", "review_edit", "Edit from the version shown; Enter confirms, Esc leaves", "edit", 2),
        ("cause", "w", "review_cause", "Why they differ: slip, guideline gap, ambiguous text", "why", 3),
        ("paragraph", "W", "review_paragraph", "The paragraph of the guidelines that has the gap", "", 9),
        ("unanimous", "A", "review_unanimous", "Settle all that annotators marked alike at once", "", 9),
        ("settle", "y", "review_yes", "Yes: settle them", "", 9),
        ("names-shown", "N", "review_names", "Who chose what, or only how many", "", 9),
    )
) + _scrolling("more-versions", "review")

FEEDBACK_KEYS: tuple[Key, ...] = tuple(
    Key(name, keys, action, tooltip, hint, rank, shown, group="feedback")
    for name, keys, action, tooltip, hint, rank, shown in (
        ("feedback-next", "enter,space,right,l", "feedback_step(1)", "The next sentence", "next", 0, "Enter"),
        ("feedback-before", "left,h,B", "feedback_step(-1)", "The sentence before", "before", 1, "←"),
        ("feedback-show", "down,up,j,k", "feedback_light", "Show yours or the review's in the text", "show", 2, "↓"),
    )
) + _scrolling("feedback-more", "feedback")

CORRECTED_KEYS: tuple[Key, ...] = (
    Key(
        "corrected-edit",
        "e",
        "corrected_edit",
        "Edit: the card in the place of both versions; Esc goes back",
        "edit",
        1,
        group="again",
    ),
    *_scrolling("corrected-more", "again"),
)

# ---- What is learnt first.


class FirstKeys(NamedTuple):
    """Keys that are learnt together, by their names, and what they do in a few words."""

    names: tuple[str, ...]
    does: str


FIRST_HOUR: tuple[FirstKeys, ...] = (
    FirstKeys(("confirm",), "right as it is shown: confirm, save, go on"),
    FirstKeys(("reject",), "nothing here: reject what is suggested"),
    FirstKeys(("skip",), "skip: not decided, it comes again at the end"),
    FirstKeys(("undo",), "undo, as often as you like"),
    FirstKeys(("speaker", "nobody", "other"), "who said it: by number, nobody, or any other name"),
    FirstKeys(("reading",), "the next likely reading of the quote"),
    FirstKeys(("left", "right"), "the end of the quote, mark by mark (Tab: another edge)"),
    FirstKeys(("topic",), "a topic on or off: then its letter"),
    FirstKeys(("by-cue",), "a missing quote: the letter of the word that reports"),
    FirstKeys(("quit",), "quit (nothing to save: it is saved)"),
)
"""With these one can work: what somebody has to know who sits down for the first time."""


class Bound(NamedTuple):
    """One binding of a key: the speaker key has nine."""

    key: Key
    keys: str
    action: str
    id: str

    @property
    def call(self) -> Call:
        """Its action as Textual calls it."""
        return _call(self.action)


def bound(keys: Iterable[Key]) -> Iterator[Bound]:
    """The bindings of keys."""
    for key in keys:
        if key.keys == NUMBERS:
            for number in range(1, 10):
                yield Bound(key, str(number), f"{key.action}({number})", f"{key.id}-{number}")
        else:
            yield Bound(key, key.keys, key.action, key.id)


BOUND = tuple(bound(KEYS))
TABLES = (BOUND, *(tuple(bound(keys)) for keys in (REVIEW_KEYS, FEEDBACK_KEYS, CORRECTED_KEYS)))
"""The bindings that are in force together: in each of them a key does one thing."""
KEYMAP_IDS = frozenset(binding.id for table in TABLES for binding in table)
"""The names that a keymap may use."""
_NEED_QUOTE = frozenset({binding.call for binding in BOUND if binding.key.needs_quote}) | {
    key.call for key in KEYS if key.needs_quote
}


def needs_quote(action: str, parameters: tuple[object, ...]) -> bool:
    """Whether an action is for sentences with a quote only."""
    return Call(action, parameters) in _NEED_QUOTE


def bindings() -> list[Binding]:
    """Textual's bindings of every key."""
    return [
        Binding(each.keys, each.action, each.key.tooltip, id=each.id, priority=each.key.id == "interrupt")
        for each in BOUND
    ]
