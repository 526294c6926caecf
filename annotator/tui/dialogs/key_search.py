"""The search of all keys: what is typed is looked for in what each key does, and in what else people call that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from annotator.tui.dialogs.options import Option
from annotator.tui.keys import NUMBERS, Key

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
    texts = (shown.casefold(), f"{key.hint} {key.tooltip}".casefold(), f"{key.id} {key.group} {WORDS.get(key.id, '')}")
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


# ---- What people may call what a key does; and what is done outside the screen.
#
# Words that stand in a key's line of help, or in its name, need not stand here again.


WORDS: dict[str, str] = {
    "confirm": "accept approve ok yes save keep submit right correct",
    "plain": "accept several many batch bulk fast empty rest of the screen",
    "sure": "accept several many batch bulk fast confident certain score",
    "reject": "no none wrong empty nothing discard decline",
    "skip": "later postpone put off ignore unsure defer",
    "undo": "back revert take back oops mistake cancel",
    "redo": "again repeat forward",
    "steps": "undo redo history timeline log back revert jump",
    "all": "accept everything bulk batch finish rest remaining threshold",
    "flag": "mark bookmark star doubt attention question",
    "note": "comment remark annotation write message",
    "new": "add create insert missing quote quotation mark",
    "by-cue": "add create insert missing quote verb said guess predicate",
    "reading": "alternative other variant option cycle suggestion boundaries wrong end",
    "reading-back": "alternative other variant previous suggestion original",
    "likely": "missing missed overlooked add insert candidate alternative",
    "content": "change span again redo select words boundaries",
    "more": "add piece fragment discontinuous split quote append",
    "cue": "verb said reporting word predicate change",
    "source": "attribution who mention by whom change",
    "left": "shrink grow extend boundary start end edge earlier",
    "right": "shrink grow extend boundary start end edge later",
    "word-left": "shrink grow extend boundary edge earlier",
    "word-right": "shrink grow extend boundary edge later",
    "letter-left": "shrink grow extend boundary edge earlier letter",
    "letter-right": "shrink grow extend boundary edge later letter",
    "grip": "switch other edge boundary handle next",
    "grip-back": "switch other edge boundary handle previous",
    "delete": "remove erase drop clear quote",
    "merge": "join combine unite concatenate together",
    "split": "cut divide separate in two part",
    "mend": "fix repair correct check problem warning",
    "spread": "apply propagate rename everywhere change all speaker",
    "names": "merge join rename same person speaker alias duplicate coreference",
    "why": "explain reason rule score suggestion because habit adapt taken",
    "type": "kind direct indirect mixed change label",
    "type-back": "kind direct indirect mixed previous label",
    "attribute": "property stance sentiment label value",
    "continues": "continuation goes on join previous sentence chain carry",
    "speaker": "who said name person digit number attribute to",
    "speakers": "who said more names people list letter",
    "nobody": "no speaker none orphan anonymous unnamed clear",
    "other": "new name search type find person speaker add",
    "topic": "label category subject tag theme iptc",
    "same-topics": "copy repeat previous labels categories",
    "filter-topics": "bulk batch replace relabel change several many every add remove",
    "next": "forward right step",
    "previous": "back left step",
    "quote-down": "select another switch",
    "quote-up": "select another switch",
    "page-down": "scroll read below",
    "page-up": "scroll read above",
    "undecided": "forward jump todo open remaining unanswered skipped",
    "filter": "show only search query flagged skipped unsure edited notes unconfirmed speaker topic list",
    "match-back": "previous back result",
    "all-sentences": "clear reset stop filter cancel close",
    "documents": "list texts files progress open overview",
    "order": "sort uncertainty active learning queue sequence",
    "goto": "jump search find text number line look for",
    "palette": "commands search keys what can I do menu",
    "help": "keys shortcuts manual cheat sheet signs legend margin",
    "guidelines": "instructions rules manual codebook profile",
    "theme": "color colour dark light contrast appearance style scheme",
    "copy": "clipboard paste yank text osc",
    "redraw": "refresh repaint garbled clear screen",
    "quit": "exit leave close stop end logout",
    "interrupt": "exit kill abort",
    "take": "choose version accept pick settle",
    "neither": "no none wrong empty nothing reject",
    "light-next": "look version preview show other",
    "light-before": "look version preview show other",
    "merge-versions": "join combine union both",
    "edit-version": "change correct own",
    "cause": "reason slip gap ambiguous guidelines",
    "paragraph": "guidelines rule section gap reason",
    "unanimous": "agreed same everybody rest batch bulk",
    "settle": "confirm unanimous",
    "names-shown": "annotators people who anonymous hide",
    "more-versions": "scroll down",
    "more-versions-before": "scroll up",
}
"""By the name of the key."""


class Outside(NamedTuple):
    """Something that is done by a command, not by a key; `words` are what people may call it."""

    command: str
    does: str
    words: str


OUTSIDE: tuple[Outside, ...] = (
    Outside("annotator export", "Write what is decided as training data", "save download json jsonl csv data output"),
    Outside("annotator stats", "Count decisions, yours and those of others", "statistics progress how many numbers"),
    Outside("annotator import", "Add articles", "load open file new text documents upload read"),
    Outside("annotator list", "List articles, flags, notes, unconfirmed edits", "show overview open checks"),
    Outside("annotator remove", "Take an article out", "delete document drop"),
    Outside("annotator db backup", "Copy the database while work goes on", "save copy safety"),
    Outside("annotator train", "Learn from decisions", "model machine learning improve"),
)
"""Commands that people look for on the screen."""
