"""Suggestions that follow what annotators decided: the habits of a database, applied and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from annotator.cli.narration import count, narrate
from annotator.core.drawable import one_line

if TYPE_CHECKING:
    from annotator.core.decided import DecidedArticle
    from annotator.core.habits import Habits
    from annotator.core.speakers import Acquaintances
    from annotator.suggest.pipeline import Suggester

NoAdapt = Annotated[
    bool,
    typer.Option("--no-adapt", help="Suggest as the rules ship, not as this database's annotators decided so far."),
]


class Decisions(Protocol):
    """Where decisions are read from."""

    def decided_articles(self, profile: str) -> Iterator[DecidedArticle]:
        """What annotators decided by the guidelines of that profile."""

    def acquaintances(self) -> Acquaintances:
        """The speakers whom annotators have confirmed."""


class DecisionsKeepingHabits(Decisions, Protocol):
    """The same, of a database that can be written."""

    def keep_habits(self, habits: Habits) -> None:
        """Keep habits that a run is adapted to."""


@dataclass(frozen=True)
class Adaptation:
    """What suggestions were adapted to: how many decided sentences, of how many articles.

    `speakers`: how many are known by name. `unread`: how many decided articles could not be counted. `learned`: the
    pipeline learned from decisions itself, and was left as it is but for the names of speakers. `edges`: what
    annotators do otherwise than the guidelines say at the edges of quotes, in words.
    """

    sentences: int = 0
    articles: int = 0
    speakers: int = 0
    unread: int = 0
    learned: bool = False
    edges: tuple[str, ...] = ()


def adapt(suggester: Suggester, decisions: DecisionsKeepingHabits) -> Adaptation:
    """Adapt a suggester to what was decided by the guidelines that it goes by, and keep to what it was adapted."""
    habits, adaptation = read_and_adapt(suggester, decisions)
    if habits:
        decisions.keep_habits(habits)
    return adaptation


def read_and_adapt(suggester: Suggester, decisions: Decisions) -> tuple[Habits, Adaptation]:
    """Adapt a suggester to what was decided; with it the habits, which are empty where there are none to adapt to.

    Whoever was confirmed as a speaker is named alike from now on, also by a pipeline that learned: it learns no names.
    """
    from annotator.core.habits import Habits
    from annotator.suggest.habits.read import read_habits

    known = decisions.acquaintances()
    suggester.meet(known)
    speakers = len(known.known)
    articles = decisions.decided_articles(suggester.profile.name)
    if not suggester.adapts:
        return Habits(), Adaptation(speakers=speakers, learned=next(articles, None) is not None)
    read = read_habits(articles)
    suggester.adapt(read.habits, read.told())
    return read.habits, Adaptation(
        read.sentences,
        len(read.documents),
        speakers,
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
    if adaptation.learned:
        narrate(f"not adapted to what was decided{where or ' here'}: a pipeline that learned suggests as it learned")
    elif adaptation.sentences:
        decided = f"{count(adaptation.sentences, 'decided sentence')} of {count(adaptation.articles, 'article')}"
        names = f", {count(adaptation.speakers, 'speaker')} known" if adaptation.speakers else ""
        narrate(f"adapted to {decided}{names}{where or ' (--no-adapt: as the rules ship)'}")
    elif of is not None:
        narrate(f"nothing to adapt to{where}: suggested as the rules ship")
    if adaptation.edges:
        narrate(f"edges of quotes as decided here: {', '.join(adaptation.edges)}")
    if adaptation.unread:
        narrate(
            f"not counted in: {count(adaptation.unread, 'decided article')} from before suggestions adapted;"
            " `annotator resuggest` reads them"
        )
