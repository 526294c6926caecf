"""`annotator import --revise`: corrected articles take the place of those before them, with what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.narration import count, narrate
from annotator.cli.open_screen import annotator_name, command_line
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused

if TYPE_CHECKING:
    from annotator.core.model import Document, Run, Suggested
    from annotator.store.articles.editions import Revised
    from annotator.store.work.importer import Importer

Revise = Annotated[
    bool,
    typer.Option(
        "--revise",
        help="Corrected articles take the place of those with the same id or file name, with what was decided of them.",
    ),
]
Of = Annotated[
    str | None,
    typer.Option(
        "--of", metavar="ARTICLE", help="With --revise: the number or id of the one article that is corrected."
    ),
]

_NAMED_AT_MOST = 20
"""Articles that are named one by one."""


@dataclass
class Revising:
    """That corrected articles are to take the place of others, and what came of it. `of` names the one, if any."""

    db: Path
    of: str | None = None
    revised: list[Revised] = field(default_factory=list)
    without: int = 0
    """Articles of which there was no earlier version."""
    _copied: bool = False

    def known(self, importer: Importer, document: Document) -> bool:
        """Revise by an article whose text is stored; False where there is nothing to do."""
        self._copy()
        revised = importer.revise_known(document, self.of, annotator_name(None))
        return self._note(revised)

    def earlier(self, importer: Importer, document: Document) -> int | None:
        """The number of the article that a new one takes the place of. Raises InputRefused where that is not clear."""
        if self.of is not None and self.revised:
            raise InputRefused(
                f"{one_line(document.id, 60)}: --of names one article, which another text took the place of already",
                "import each corrected article with an --of of its own",
            )
        number = importer.earlier_edition(document, self.of)
        self.without += number is None
        return number

    def store(self, importer: Importer, suggested: Suggested, run: Run, earlier: int) -> None:
        """Store an article in the place of another."""
        self._copy()
        self._note(importer.revise(suggested, run, earlier, annotator_name(None)))

    def _note(self, revised: Revised | None) -> bool:
        if revised is not None:
            self.revised.append(revised)
        return revised is not None

    def _copy(self) -> None:
        """Copy the database, once, before the first decision is carried over."""
        if not self._copied:
            from annotator.cli.copies import copy_before
            from annotator.store.sqlite.copies import Why

            copy_before(self.db, Why.REVISE)
            self._copied = True


def report_revised(revising: Revising) -> None:
    """Say what became of the decisions, and where those that are to be looked at stand."""
    for one in revising.revised[:_NAMED_AT_MOST]:
        narrate(f"article {one.later} takes the place of article {one.earlier}: {fates_told(one.fates)}")
    more = len(revising.revised) - _NAMED_AT_MOST
    if more > 0:
        total: Counter[str] = Counter()
        for one in revising.revised:
            total.update(one.fates)
        narrate(f"and {count(more, 'article')} more; in all {fates_told(total)}")
    waiting: Counter[str] = Counter()
    for one in revising.revised:
        waiting.update(one.to_look_at)
    if waiting:
        told = ", ".join(f"{one_line(name, 60)} {number}" for name, number in sorted(waiting.items())[:_NAMED_AT_MOST])
        queue, listed = (command_line(what, revising.db) for what in ("annotate --revised", "list revised"))
        narrate(f"to be looked at: {told} (`{queue}`; `{listed}` shows them)")
    if revising.without:
        narrate(f"{count(revising.without, 'article')} without an earlier version, added as new")


def fates_told(fates: Mapping[Any, int]) -> str:
    """What became of decisions, in numbers.

    >>> fates_told({"kept": 3, "orphaned": 1})
    '3 decisions kept, 0 moved, 0 touched, 1 orphaned'
    """
    if not fates:
        return "nothing was decided of it"
    numbers = [fates.get(kind, 0) for kind in ("kept", "moved", "touched", "orphaned")]
    return f"{count(numbers[0], 'decision')} kept, {numbers[1]} moved, {numbers[2]} touched, {numbers[3]} orphaned"
