"""Suggestions that follow what annotators decided: the habits of a database, applied and told."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.narration import count, narrate
from annotator.core.drawable import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.core.decided import DecidedArticle
    from annotator.core.habits import Habits
    from annotator.suggest.pipeline import Suggester

NoAdapt = Annotated[
    bool,
    typer.Option("--no-adapt", help="Suggest as the rules ship, not as this database's annotators decided so far."),
]


@dataclass(frozen=True)
class Adaptation:
    """What suggestions were adapted to: how many decided sentences, of how many articles.

    `speakers`: how many are known by name. `unread`: how many decided articles could not be counted. `edges`: what
    annotators do otherwise than the guidelines say at the edges of quotes, in words.
    """

    sentences: int = 0
    articles: int = 0
    speakers: int = 0
    unread: int = 0
    edges: tuple[str, ...] = ()


def adapt(suggester: Suggester, db: Path) -> tuple[Habits, Adaptation]:
    """Adapt a suggester to what was decided in a database by the guidelines that it goes by, if there is a database.

    With it the habits, which are empty where there are none to adapt to. Whoever was confirmed as a speaker is named
    alike from now on. A trained pipeline adapts to what was decided on its own suggestions: it learned from the others.
    """
    from annotator.core.speakers import Acquaintances
    from annotator.store.articles.documents import maker_of
    from annotator.store.files.database import opened
    from annotator.store.read.habits import acquaintances, decided_articles
    from annotator.suggest.habits import read_habits

    with ExitStack() as until_read:
        known = Acquaintances()
        articles: Iterator[DecidedArticle] = iter(())
        if db.exists():
            connection = until_read.enter_context(opened(db, read_only=True))
            known = acquaintances(connection)
            maker = maker_of(suggester.run.settings)
            articles = decided = decided_articles(connection, suggester.profile.name, maker)
            until_read.enter_context(closing(decided))
        suggester.meet(known)
        read = read_habits(articles)
    suggester.adapt(read.habits, read.told())
    return read.habits, Adaptation(
        read.sentences,
        len(read.documents),
        len(known.known),
        len(read.unread),
        edges=read.habits.edges.told(suggester.profile),
    )


def leave_as_shipped(suggester: Suggester) -> None:
    """Record with the run of a suggester that it was not to be adapted, which is not the same as finding nothing."""
    suggester.run = replace(suggester.run, settings=suggester.run.settings | {"habits": False})


def narrate_adaptation(adaptation: Adaptation | None, of: Path | None = None) -> None:
    """Say what suggestions were adapted to, where there was anything to adapt to.

    `of` is the database that was named for this; then it is also said where there was nothing.
    """
    if adaptation is None:
        return
    where = f" in {one_line(str(of))}" if of is not None else ""
    if adaptation.sentences:
        decided = f"{count(adaptation.sentences, 'decided sentence')} of {count(adaptation.articles, 'article')}"
        names = f", {count(adaptation.speakers, 'speaker')} known" if adaptation.speakers else ""
        narrate(f"adapted to {decided}{names}{where or ' (--no-adapt: as it ships)'}")
    elif of is not None:
        narrate(f"nothing to adapt to{where}: suggested as it ships")
    if adaptation.edges:
        narrate(f"edges of quotes as decided here: {', '.join(adaptation.edges)}")
    if adaptation.unread:
        narrate(
            f"not counted in: {count(adaptation.unread, 'decided article')} from before suggestions adapted;"
            " `annotator resuggest` reads them"
        )
