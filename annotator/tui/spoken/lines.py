"""What is said of the work, as plain lines: made of the same rows that the panes draw, so that nothing is missing.

Signs that are read badly, or that only say something by where they stand, become words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.core.drawable import one_line
from annotator.core.scheme import LabelScheme
from annotator.core.session.pointing import Pointing
from annotator.core.session.workbench import Tone, Workbench
from annotator.tui.keys import TABLE, Hint
from annotator.tui.panes.card import EDITED, CardSize, Picking, attention_of, card_rows
from annotator.tui.panes.pieces import Row, whole_line
from annotator.tui.panes.status import status_row

CONTENT_LOOKS = frozenset({"content", "other"})
"""How the card draws what was said; a line of it has no other sign."""
ENDLESS = CardSize(100_000, 1_000, beside=True)
"""Room enough for every row of a card not to be cut or broken."""
_SIGNS = tuple((re.compile(said["sign"]), said["words"]) for said in TABLE["spoken"])
"""Signs at the beginnings of rows, and others, with the words for them."""
_ARROWS = (("↑ ↓", "up and down"), ("→", "to"))


@dataclass(frozen=True, slots=True)
class Said:
    """All that can be said of what is shown now. `place` is the id of the sentence."""

    place: int
    above: str
    """The title of the article, or what stands in its place: the filter, ALL DONE, NOT SAVED."""
    status: str
    text: str
    card: tuple[str, ...]
    choice: tuple[str, ...] = ()
    """What the next key chooses among: the words that can be pointed at, all topics, all speakers."""

    @property
    def whole(self) -> tuple[str, ...]:
        """Everything, in the order in which it is best heard."""
        return tuple(line for line in (self.above, self.status, self.text, *self.card, *self.choice) if line)

    def since(self, before: Said | None) -> tuple[str, ...]:
        """What is new: of another sentence everything but an unchanged title, else the lines that changed."""
        if before is None:
            return self.whole
        if before.place != self.place:
            return self.whole[before.above == self.above and bool(self.above) :]
        known = list(before.whole)
        return tuple(line for line in self.whole if not _take(known, line)) + _gone(before.card, self.card)


def said_of(
    bench: Workbench,
    scheme: LabelScheme,
    picking: Picking | None,
    pointing: Pointing | None,
    compared: Sequence[Row] | None = None,
    hints: Sequence[Hint] = (),
) -> Said:
    """What is said of the current sentence.

    `compared`: versions of it, which stand in the place of the card; `hints`: what the next key can be.
    """
    state = bench.state
    text = state.text
    _, above, _, right = status_row(bench, ENDLESS.width)
    odd = attention_of(bench, between=", ")

    def of_card(picking: Picking | None) -> tuple[str, ...]:
        return _lines_of([row[1:] for row in card_rows(state, scheme, ENDLESS, odd, picking)])  # without its edge

    card = of_card(None) if compared is None else _lines_of(compared)
    choice = of_card(picking) if picking else _letters(pointing, text)
    keys = f"keys: {', '.join(f'{_plain(hint.key)} {hint.word}' for hint in hints)}" if hints else ""
    return Said(
        state.item.id,
        _plain(above.text),
        re.sub(r"(\d+)/(\d+)", r"\1 of \2", _plain(right.text)),
        f"text: {whole_line(state.item.sentence.span.of(text))}",
        card,
        tuple(line for line in (keys, *choice) if line and line not in card),
    )


def _lines_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """The rows of a pane as lines."""
    return tuple(filter(None, map(words_of, rows)))


def words_of(row: Row) -> str:
    """A row of a pane as a line to be heard: words for signs, commas for gaps."""
    line = "".join(piece.text for piece in row)
    for sign, words in _SIGNS:
        line = sign.sub(words, line)
    content = len(row) > 1 and row[1].look in CONTENT_LOOKS
    return f"{'content: ' if content else ''}{re.sub(' {2,}', ', ', line.strip())}"


def notice_of(bench: Workbench) -> str:
    """What the annotator is told now; empty where that is nothing."""
    notice = bench.notice
    if notice is None:
        return ""
    said = _plain(one_line(notice.text))
    return f"NOT SAVED: {said}, Enter tries again" if notice.tone is Tone.NOT_SAVED else said


def _plain(text: str) -> str:
    """The text without dots between its parts, but for those that programs look for, and with words for arrows."""
    for sign, word in _ARROWS:
        text = text.replace(sign, word)
    return re.sub(r" · (?!id \d)", ", ", text).strip()


def _letters(pointing: Pointing | None, text: str) -> tuple[str, ...]:
    """The words that can be pointed at; empty once the first of them is known, as they keep their letters."""
    if pointing is None or pointing.first is not None:
        return ()
    words = sorted(pointing.labels.items(), key=lambda pair: pair[1].start)
    lettered = (f"{letters} {whole_line(word.of(text)).strip(',.;:')}" for letters, word in words)
    return (f"letters: {', '.join(lettered)}",)


def _take(lines: list[str], line: str) -> bool:
    """Whether the line was among these; it is taken out."""
    found = line in lines
    if found:
        lines.remove(line)
    return found


def _gone(before: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """What is said of things that there were, and are not any more."""
    kinds: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("no check any more", lambda line: line.startswith("check: ")),
        ("no note any more", lambda line: line.startswith("note ")),
        ("not flagged any more", lambda line: "flagged" in line),
        ("no unconfirmed edits any more", lambda line: EDITED in line),
    )
    return tuple(said for said, is_one in kinds if any(map(is_one, before)) and not any(map(is_one, now)))
