"""The status line and the hint line: rows made from a workbench, without Textual."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rich.cells import cell_len, set_cell_size

from annotator.core.drawable import one_line
from annotator.core.session.workbench import Tone, Workbench
from annotator.tui.keys import Key
from annotator.tui.panes.pieces import Piece, Row

ROOMY = 70
TIGHT = 40
TONES = {Tone.QUIET: "strong", Tone.WARNING: "warn", Tone.NOT_SAVED: "alert"}


def status_row(bench: Workbench, width: int) -> Row:
    """Title and date, article and sentence, `saved N`, the sentence's id.

    In the title's place stands NOT SAVED and why, if a save failed; else the filter, if there is one.
    """
    state, document = bench.state, bench.state.page.document
    numbers = (state.page.number, bench.navigator.documents, state.index + 1, len(state.page.items))
    where = "article {}/{} · sentence {}/{} · " if width >= ROOMY else "{}/{} · {}/{} · " if width >= TIGHT else ""
    right = f"{where.format(*numbers)}saved {bench.saved} · id {state.item.id} "
    room = max(0, width - cell_len(right) - 2)
    if bench.notice and bench.notice.tone is Tone.NOT_SAVED:
        left = Piece(fit(f"NOT SAVED: {one_line(bench.notice.text)}", room), "alert")
    elif bench.navigator.matches is not None:
        at, count = bench.navigator.matches.position(state.item.id), len(bench.navigator.matches.ids)
        left = Piece(fit(one_line(f"filter {at or '–'}/{count} · {bench.navigator.matches.wanted}", 200), room), "warn")
    elif bench.finished:
        left = Piece(fit("ALL DONE", room), "good")
    else:
        title = one_line(document.title or document.id, 200)
        dated = one_line(f"{title} · {document.published}", 300) if document.published else title
        left = Piece(dated if cell_len(dated) <= room else fit(title, room), "title")
    return (Piece(" "), left, Piece(" " * (room - cell_len(left.text) + 1)), Piece(right, "plain"))


def hint_row(
    bench: Workbench, keys: list[Key], can: Callable[[Key], bool], width: int, keymap: Mapping[str, str]
) -> Row:
    """The notice, if there is one, else the keys that matter most, in the order of the table."""
    if bench.notice:
        tone = TONES[bench.notice.tone]
        retry = "Enter tries again · " if bench.notice.tone is Tone.NOT_SAVED else ""
        return (Piece(" "), Piece(fit(retry + one_line(bench.notice.text), max(0, width - 2)), tone))
    room = width - 1
    chosen: set[str] = set()
    for key in sorted((key for key in keys if key.hint), key=lambda key: key.rank):
        cost = cell_len(f"{key.display_in(keymap)} {key.hint}  ")
        if cost <= room:
            chosen.add(key.id)
            room -= cost
    row = [Piece(" ")]
    for key in keys:
        if key.id in chosen:
            able = can(key)
            row += [
                Piece(key.display_in(keymap), "key" if able else "off", key.action),
                Piece(f" {key.hint}  ", "plain" if able else "off", key.action),
            ]
    return tuple(row)


def fit(text: str, width: int) -> str:
    """The text in at most that many cells, an ellipsis where it was cut."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 1 else ""
