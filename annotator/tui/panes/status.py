"""The lines around the text: status, rule, messages, hints. Rows made from a workbench, without Textual."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from rich.cells import cell_len

from annotator.core.decision import shown_name
from annotator.core.drawable import one_line
from annotator.core.model import Document
from annotator.core.session.navigation import Filtered, WorkList
from annotator.core.session.workbench import Tone, Workbench
from annotator.tui.keys import Hint
from annotator.tui.panes.pieces import Piece, Row, fit

TITLE_ROOM, STATE_ROOM = 12, 40
"""Cells that stay for the title, and for what stands in its place, before the right is shortened. Set by hand."""
NAME_ROOM = 16
"""Cells that an annotator's name may take. Set by hand."""
TONES = {Tone.QUIET: "strong", Tone.WARNING: "warn", Tone.NOT_SAVED: "alert"}


def status_row(bench: Workbench, width: int, links: bool = False) -> Row:
    """Title and date, article and sentence, who annotates, `saved N`, the sentence's id.

    In the title's place stands NOT SAVED and why, if a save failed; else the filter, if there is one; else what the end
    of the work is: ALL DONE, or how many skipped sentences wait. Where there is an agenda, one's place in it stands
    before the title. On a narrow screen the title is cut first; then words, the numbers of article and sentence, and
    the name make room. With `links` the title leads to the article's address, where it has one.
    """
    left, (full, *shorter) = _left(bench), _right(bench)
    title = left.look == "title"
    wanted = 0 if title else min(STATE_ROOM, cell_len(left.text))
    texts = [(full, TITLE_ROOM if title else wanted), *((text, wanted) for text in shorter)]
    right = next((text for text, free in texts if cell_len(text) + free + 2 <= width), shorter[-1])
    room = max(0, width - cell_len(right) - 2)
    link = address_of(bench.state.page.document) if links and title else ""
    left = left._replace(text=fit(left.text, room), link=link)
    return (Piece(" "), left, Piece(" " * (room - cell_len(left.text) + 1)), Piece(right, "plain"))


def _left(bench: Workbench) -> Piece:
    if bench.notice and bench.notice.tone is Tone.NOT_SAVED:
        return Piece(f"NOT SAVED: {one_line(bench.notice.text)}", "alert")
    listed, sentence = bench.listed, bench.state.item.id
    if isinstance(listed, Filtered):
        return Piece(one_line(f"{_position(listed, sentence)} · {listed.wanted}", 200), "warn")
    title = _title(bench)
    if listed is not None and listed.nothing_left:
        return Piece(f"{listed.ends} · {title}", "good")
    if listed is not None:
        return Piece(f"{_position(listed, sentence)} · {title}", "strong")
    if bench.skipped_wait:
        return Piece(bench.with_keys(f"{bench.skipped} skipped: ⟪confirm⟫ to see them"), "warn")
    if bench.again_waits:
        return Piece(bench.with_keys(f"ALL DONE · {bench.again_waits} to look at again: ⟪confirm⟫"), "good")
    if bench.finished:
        return Piece("ALL DONE", "good")
    return Piece(title, "title")


_LONGEST_ADDRESS = 2048
"""Characters of an address that terminals take."""


def address_of(document: Document) -> str:
    """The address on the web that came with an article; empty where none did, or none that a terminal may be given."""
    url = document.meta.get("url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or len(url) > _LONGEST_ADDRESS:
        return ""
    return url if url.isascii() and url.isprintable() and " " not in url else ""


def _position(listed: WorkList, sentence: int) -> str:
    if isinstance(listed, Filtered) and not listed.is_whole:
        return listed.name
    return f"{listed.name} {listed.position(sentence) or '–'}/{len(listed)}"


def _title(bench: Workbench) -> str:
    document = bench.state.page.document
    title = one_line(document.title or document.id, 200)
    return one_line(f"{title} · {document.published}", 300) if document.published else title


def _right(bench: Workbench) -> tuple[str, ...]:
    """What stands at the right, from the fullest to the shortest way to say it."""
    state = bench.state
    article, articles = state.page.number, bench.documents
    sentence, sentences = state.index + 1, len(state.page.items)
    name = fit(shown_name(bench.desk.annotator), NAME_ROOM) + (" (new)" if bench.desk.known_before else "")
    saved = f"saved {bench.saved} · id {state.item.id} "  # in these words: programs that drive the screen look for them
    return (
        f"article {article}/{articles} · sentence {sentence}/{sentences} · {name} · {saved}",
        f"{article}/{articles} · {sentence}/{sentences} · {name} · {saved}",
        f"{name} · {saved}",
        saved,
    )


def rule_row(width: int) -> Row:
    """A thin line."""
    return (Piece("─" * width, "dim"),)


def message_row(bench: Workbench, width: int) -> Row:
    """The notice of the workbench; an empty line where there is none."""
    if not bench.notice:
        return ()
    retry = bench.with_keys("⟪confirm⟫ tries again · ") if bench.notice.tone is Tone.NOT_SAVED else ""
    words = fit(retry + one_line(bench.notice.text), max(0, width - 2))
    return (Piece(" "), Piece(words, TONES[bench.notice.tone]))


@lru_cache(maxsize=64)
def hint_row(hints: tuple[Hint, ...], width: int) -> Row:
    """The keys that matter most, in their order; those that cannot act are greyed. One word stands behind its keys.

    Those without a word are for help alone.
    """
    together = [[*group] for word, group in groupby(hints, key=lambda hint: hint.word) if word]
    merged = [group[0]._replace(key=" ".join(hint.key for hint in group)) for group in together]
    room = width - 1
    chosen: set[Hint] = set()
    for hint in sorted(merged, key=lambda hint: hint.rank):
        cost = cell_len(f"{hint.key} {hint.word}  ")
        if cost - 2 <= room:
            chosen.add(hint)
            room -= cost
    row = [Piece(" ")]
    for hint in (hint for hint in merged if hint in chosen):
        row += [
            Piece(hint.key, "key" if hint.usable else "off", hint.action),
            Piece(f" {hint.word}  ", "plain" if hint.usable else "off", hint.action),
        ]
    return (*row[:-1], row[-1]._replace(text=row[-1].text.rstrip()))
