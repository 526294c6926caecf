"""The search of all keys: what is typed is looked for in what each key does, and in what else people call that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from annotator.tui.dialogs.options import Option
from annotator.tui.keys import NUMBERS, TABLE, Key

_ALIKE = 75
"""How like a word (of 100) another has to be where nothing matches: set by hand, so that "mrege" finds "merge"."""


class _Entry(NamedTuple):
    """Something that can be found: how it is shown, and the texts it is looked for in, what matters most first."""

    option: Option
    texts: tuple[str, ...]


def for_keys(typed: str, keys: Sequence[Key], can: Callable[[Key], bool], keymap: Mapping[str, str]) -> list[Option]:
    """The keys, and the commands outside, that what is typed may mean; the key is the label, what it does the detail.

    Every word that is typed has to be found. What is found in the line of help comes before what is found in other
    words for the same, and what can be done here before what cannot. Misspelt words find what is most like them.
    """
    entries = [_of_key(key, can(key), keymap) for key in keys]
    entries += [_of_command(outside) for outside in OUTSIDE] if typed else []
    words = typed.casefold().split()
    ranks = {id(entry): _rank(words, entry.texts) for entry in entries}
    found = [entry for entry in entries if ranks[id(entry)] is not None] or _alike(words, entries)
    found.sort(key=lambda entry: (ranks[id(entry)] or 0, not entry.option.usable))
    return [entry.option for entry in found]


def _of_key(key: Key, usable: bool, keymap: Mapping[str, str]) -> _Entry:
    shown = key.display_in(keymap)
    does = key.tooltip if usable else f"{key.tooltip} ({'needs a quote' if key.needs_quote else 'not now'})"
    texts = (shown.casefold(), f"{key.hint} {key.tooltip}".casefold(), f"{key.id} {key.group} {key.words}")
    return _Entry(Option(shown, None if key.keys == NUMBERS else key.action, does, usable), texts)


def _of_command(outside: Outside) -> _Entry:
    texts = ("", f"{outside.command} {outside.does}".casefold(), outside.words)
    return _Entry(Option("q, then", outside, f"{outside.command}: {outside.does}"), texts)


def _rank(words: Sequence[str], texts: Sequence[str]) -> int | None:
    """How well the words match, the lower the better; None where one of them is not found.

    Best is the key itself, then words of the line of help, then other words; whole ones before beginnings of them.
    """
    if not words:
        return 0
    if " ".join(words) == texts[0]:
        return -1
    ranks = [_rank_of(word, texts[1:]) for word in words]
    return max((rank for rank in ranks if rank is not None), default=0) if None not in ranks else None


def _rank_of(word: str, texts: Sequence[str]) -> int | None:
    for rank, text in enumerate(texts):
        words = _words_of(text)
        if any(other.startswith(word) for other in words):
            return 2 * rank + (word not in words)
    return 2 * len(texts) if any(word in text for text in texts) else None


def _words_of(text: str) -> list[str]:
    return text.replace("(", " ").replace("-", " ").replace(",", " ").split()


def _alike(words: Sequence[str], entries: Sequence[_Entry]) -> list[_Entry]:
    """What has, for each word, one that is much like it; the most alike first."""
    from rapidfuzz import fuzz  # deferred, as for names

    scores = {
        id(entry): min(
            max((fuzz.ratio(word, other) for text in entry.texts[1:] for other in _words_of(text)), default=0.0)
            for word in words
        )
        for entry in entries
    }
    found = [entry for entry in entries if scores[id(entry)] >= _ALIKE]
    return sorted(found, key=lambda entry: -scores[id(entry)])


class Outside(NamedTuple):
    """Something that is done by a command, not by a key; `words` are what people may call it."""

    command: str
    does: str
    words: str


OUTSIDE = tuple(Outside(**said) for said in TABLE["outside"])
"""Commands that people look for on the screen."""
