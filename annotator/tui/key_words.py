"""What people may call what a key does, for the search of all keys; and what is done outside the screen.

Words that stand in a key's line of help, or in its name, need not stand here again.
"""

from __future__ import annotations

from typing import NamedTuple

WORDS: dict[str, str] = {
    "confirm": "accept approve ok yes save keep submit right correct",
    "plain": "accept several many batch bulk fast empty rest of the screen",
    "sure": "accept several many batch bulk fast confident certain score",
    "reject": "no none wrong empty nothing discard decline",
    "skip": "later postpone put off ignore unsure defer",
    "undo": "back revert take back oops mistake cancel",
    "redo": "again repeat forward",
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
    "more-before": "scroll up",
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
    Outside("annotator backup", "Copy the database while work goes on", "save copy safety"),
    Outside("annotator train", "Learn from decisions", "model machine learning improve"),
)
"""Commands that people look for on the screen."""
