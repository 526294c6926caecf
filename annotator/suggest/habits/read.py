"""From what annotators decided to their habits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.core.decided import DecidedArticle
from annotator.core.edges import EdgeCounts
from annotator.core.habits import Habits, Outcome, outcomes
from annotator.suggest.habits.learn import learn_habits


@dataclass(slots=True)
class HabitsRead:
    """Habits and what they were read from.

    `sentences`: how many decisions, one for each sentence and annotator; `documents`, `annotators`: those they are of;
    `last_decision`: the highest id of one. `unread`: decided documents of which the rules' candidates are not known,
    from which nothing could be read.
    """

    habits: Habits = field(default_factory=Habits)
    sentences: int = 0
    documents: set[int] = field(default_factory=set)
    annotators: set[str] = field(default_factory=set)
    last_decision: int = 0
    unread: set[int] = field(default_factory=set)

    def told(self) -> dict[str, Any]:
        """What was read, as the settings of a run hold it. No names: settings leave the database with every export."""
        return {
            "decided": self.sentences,
            "articles": len(self.documents),
            "annotators": len(self.annotators),
            "last_decision": self.last_decision,
        }


def read_habits(articles: Iterable[DecidedArticle]) -> HabitsRead:
    """The habits that these decisions show: each annotator's decision of each sentence counts once."""
    read = HabitsRead()
    edges = EdgeCounts()
    # One after the other: kept all at once, hundreds of thousands of small objects are walked through again and again.
    learned = learn_habits(_outcomes(articles, read, edges), articles=0)
    read.habits = replace(learned, articles=len(read.documents), edges=edges.habits())
    return read


def _outcomes(articles: Iterable[DecidedArticle], read: HabitsRead, edges: EdgeCounts) -> Iterator[Outcome]:
    for article in articles:
        if article.chances is None:
            read.unread.add(article.document)
            continue
        read.sentences += len(article.sentences)
        read.documents.add(article.document)
        read.annotators.add(article.annotator)
        read.last_decision = max(read.last_decision, article.last_decision)
        quotes = article.quotes()
        edges.add(article.text, quotes, article.shown())
        yield from outcomes(article.chances, quotes, article.undecided)
