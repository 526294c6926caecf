"""Which names are most like a text. Textual is not imported: commands ask too."""

from __future__ import annotations

from collections.abc import Sequence


def likest(wanted: str, names: Sequence[str], most: int | None = None, least: int = 0) -> list[str]:
    """Those most like the text first: at most so many, and at `least` so like it, of 100.

    Those that have it as a word come before all, then those that have it in them: "Finch" is rather Ada Finch than
    Finchs.
    """
    from rapidfuzz import fuzz, process, utils  # deferred: takes 20 ms, and most sentences need no search

    plain, scorer = utils.default_process, fuzz.WRatio
    alike = process.extract(wanted, names, scorer=scorer, processor=plain, limit=None, score_cutoff=least)
    sought = plain(wanted)

    def lacks_it(name: str) -> tuple[bool, bool]:
        return f" {sought} " not in f" {plain(name)} ", sought not in plain(name)

    return sorted((name for name, _, _ in alike), key=lacks_it)[:most]
