"""Which names are most like a text. Textual is not imported: commands ask too."""

from __future__ import annotations

from collections.abc import Sequence


def likest(wanted: str, names: Sequence[str], most: int | None = None, least: int = 0) -> list[str]:
    """Those most like the text first: at most so many, and at `least` so like it, of 100.

    Those that have it as a word come before all: "Finch" is rather Ada Finch than Finchs.
    """
    from rapidfuzz import fuzz, process, utils  # deferred: takes 20 ms, and most sentences need no search

    plain, scorer = utils.default_process, fuzz.WRatio
    likest = process.extract(wanted, names, scorer=scorer, processor=plain, limit=most, score_cutoff=least)
    word = f" {plain(wanted)} "
    return sorted((name for name, _, _ in likest), key=lambda name: word not in f" {plain(name)} ")
