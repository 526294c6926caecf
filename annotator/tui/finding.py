"""What is typed into a search: names that are alike, places to go to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.core.ports import Page, Place
from annotator.tui.dialogs.picking import Option

LIMIT = 50
AROUND = 30


def name_options(typed: str, names: Sequence[str]) -> list[Option]:
    """The names most like what is typed, best first; what is typed itself as a new name."""
    if not typed:
        return [Option(name, name) for name in names[:LIMIT]]
    found = [Option(name, name) for name in _alike(typed, names)]
    if typed not in names:
        new = Option(typed, typed, "new name")
        # A name that has what is typed in it is probably the one that is meant; else it is more likely a new one.
        likely = bool(found) and typed.casefold() in str(found[0].value).casefold()
        found.insert(1 if likely else 0, new)
    return found


def _alike(typed: str, names: Sequence[str]) -> Iterable[str]:
    from rapidfuzz import fuzz, process, utils  # deferred: takes 20 ms, and most sentences need no search

    found = process.extract(typed, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=9, score_cutoff=60)
    folded = typed.casefold()
    return [name for name, _, _ in sorted(found, key=lambda hit: (folded not in hit[0].casefold(), -hit[1]))]


def place_options(typed: str, page: Page, documents: int) -> list[Option]:
    """Where `8` (a sentence of this article), `3:8` (of another) or a piece of text leads."""
    if not typed:
        return []
    article, colon, sentence = typed.partition(":")
    if typed.isdecimal() and 1 <= int(typed) <= len(page.items):
        index = int(typed) - 1
        return [Option(f"sentence {index + 1}", Place(page.number, index), _beginning(page, index))]
    if colon and article.isdecimal() and 1 <= int(article) <= documents and (not sentence or sentence.isdecimal()):
        index = max(1, int(sentence or 1)) - 1
        return [Option(f"article {int(article)}, sentence {index + 1}", Place(int(article), index))]
    return list(_text_places(typed.casefold(), page))


def _text_places(folded: str, page: Page) -> Iterable[Option]:
    text = page.document.text
    for index, item in enumerate(page.items):
        sentence = item.sentence.span.of(text)
        at = sentence.casefold().find(folded)
        if at >= 0:
            start = max(0, at - AROUND)
            piece = " ".join(sentence[start : at + len(folded) + AROUND].split())
            yield Option(f"sentence {index + 1}", Place(page.number, index), f"{'…' if start else ''}{piece}…")


def _beginning(page: Page, index: int) -> str:
    return " ".join(page.items[index].sentence.span.of(page.document.text)[:60].split())
