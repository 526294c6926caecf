"""`annotator remove`: take articles out of the work, and bring them back."""

from __future__ import annotations

from pathlib import Path

from annotator.cli.copies import copy_before
from annotator.cli.narration import agreed, bringing_back, count, narrate, one_line, require_somebody
from annotator.cli.open_screen import annotator_name
from annotator.cli.options import articles_named
from annotator.core.errors import InputRefused
from annotator.core.model import Article, NamedBy
from annotator.store.articles.documents import bring_back, decided_by, later_edition, unconfirmed_in
from annotator.store.articles.documents import remove as take_out
from annotator.store.files.database import opened, transaction
from annotator.store.sqlite.copies import Why
from annotator.store.sqlite.sqlite_library import Connection

_LISTED_AT_MOST = 20
"""Articles that are described before it is asked whether to remove them."""


def remove(
    db: Path,
    articles: list[str],
    undo: bool,
    by: NamedBy | None,
    yes: bool,
    annotator: str | None,
) -> None:
    """Take articles out of the work; --undo brings them back.

    The screen, export, train, stats, search and filters do without them from then on, in windows that are open too.
    Nothing is deleted: their decisions stay in the history. An import of the same text says that it is removed.
    """
    who = annotator_name(annotator)
    with opened(db) as connection:
        named = articles_named(connection, articles, by, removed=undo)
        chosen = sorted(article for article in named if article.removed is undo)
        for article in named:
            later = later_edition(connection, article.number)
            if article.removed is not undo:
                out = "removed already" if later is None else f"out: article {later} is a corrected version of it"
                narrate(f"{_called(article)} is {'not removed' if undo else out}")
            elif undo and later is not None:  # each sentence is asked for once
                raise InputRefused(
                    f"{_called(article)} was not removed: article {later} is a corrected version of it",
                    "`annotator import --revise` with its text lets it take its place again",
                )
        if not chosen or not (undo or yes or _agreed(connection, chosen, db)):
            narrate("nothing changed")
            return
        copy_before(db, Why.REMOVE)
        with transaction(connection):
            for article in chosen:
                (bring_back if undo else take_out)(connection, article.number, who)
    what = _called(chosen[0]) if len(chosen) == 1 else count(len(chosen), "article")
    removed = f"removed; {bringing_back([article.number for article in chosen])} takes that back"
    narrate(f"{what}: {'back, with all decisions' if undo else removed}")


def _agreed(connection: Connection, chosen: list[Article], db: Path) -> bool:
    """Say what would be done, and ask. Raises UsageError where nobody can answer."""
    require_somebody()
    for article in chosen[:_LISTED_AT_MOST]:
        held = [count(article.sentences, "sentence")]
        decided = decided_by(connection, article.number)
        held += [f"{number} decided by {one_line(name, 60)}" for name, number in decided.items()] or ["none decided"]
        unconfirmed = unconfirmed_in(connection, article.number)
        held += [f"{unconfirmed} with unconfirmed edits"] if unconfirmed else []
        narrate(f"{_called(article)}: {', '.join(held)}")
    if len(chosen) > _LISTED_AT_MOST:
        narrate(f"and {len(chosen) - _LISTED_AT_MOST} more")
    narrate("out of the screen, exports, training and figures; --undo brings all of it back")
    return agreed(f"Remove {count(len(chosen), 'article')} from {db}?")


def _called(article: Article) -> str:
    return f"article {article.number} ({one_line(article.name, 60)})"
