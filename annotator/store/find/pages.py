"""A whole document as one annotator left it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from annotator.core.decision import Answer, Decision
from annotator.core.draw import Withhold
from annotator.core.errors import AnnotatorError, ArticleUnreadable, RowUnreadable
from annotator.core.model import Suggestion
from annotator.core.session.desk import Item, Page
from annotator.core.session.shown import drawn, kept_back
from annotator.core.speakers import Names, renamed_cast, renamed_labels
from annotator.store.articles.removals import check_present
from annotator.store.log import rows
from annotator.store.log.revisions import outdated_keys
from annotator.store.log.speaker_names import renamed_column, standing_names
from annotator.store.sqlite.sqlite_library import sqlite3


def read_page(
    connection: sqlite3.Connection,
    annotator: str,
    document: int,
    withhold: Withhold | None = None,
    names_of: str | None = None,
    revision: int | None = None,
) -> Page:
    """The document of that number with this annotator's decisions and drafts, suggestions by the names of today.

    `withhold` says which sentences are shown without their suggestion, if they were never shown with it. `names_of`:
    whose renamings of speakers count; None: everybody's. `revision`: the key of the one that is decided under; None:
    that in use. Raises DocumentRemoved where it was taken out, ArticleUnreadable where a row of it does not hold what
    it should, AnnotatorError where there is no such document.
    """
    try:
        return _page(connection, annotator, document, withhold, names_of, revision)
    except RowUnreadable as error:
        raise ArticleUnreadable.because_of(document, error) from error


def _page(
    connection: sqlite3.Connection,
    annotator: str,
    document: int,
    withhold: Withhold | None,
    names_of: str | None,
    revision: int | None,
) -> Page:
    check_present(connection, document)
    row = connection.execute(
        f'SELECT {rows.DOCUMENT}, text, "cast", sha256 FROM documents WHERE number = ?', (document,)
    ).fetchone()
    if row is None:
        if connection.execute("SELECT 1 FROM sentences WHERE document = ?", (document,)).fetchone():
            raise RowUnreadable.named("the row of an article that has sentences")
        raise AnnotatorError(f"there is no article {document}", "`annotator list documents` shows those that are there")
    decisions = {
        found[0]: rows.decision(found[1:])
        for found in connection.execute(
            f"SELECT heads.sentence_id, {rows.DECISION} FROM sentences"
            " JOIN heads ON heads.sentence_id = sentences.id AND heads.annotator = ?"
            " JOIN decisions ON decisions.id = heads.decision WHERE sentences.document = ?",
            (annotator, document),
        )
    }
    names = standing_names(connection, names_of)
    if names:
        decisions = {key: _as_named(made, names) for key, made in decisions.items()}
    skipped = {key: made.suggestion for key, made in decisions.items() if made.answer is Answer.SKIP}
    suggestions, answered = _suggestions(connection, document, set(skipped.values()), names)
    outdated = outdated_keys(connection, revision)
    if outdated:
        suggestions = {
            key: _offered(one, outdated) if key not in decisions else one for key, one in suggestions.items()
        }
    drafts = {
        key: rows.draft(column, f"drafts of sentence {key}")
        for key, column in connection.execute(
            "SELECT sentence_id, todays(labels) FROM drafts JOIN sentences ON sentences.id = sentence_id"
            " WHERE annotator = ? AND document = ?",
            (annotator, document),
        )
    }
    items = tuple(
        Item(
            id=key,
            sentence=rows.sentence(*place),
            suggestion=suggestions.get(key),
            decision=decisions.get(key),
            draft=drafts[key][0] if key in drafts else None,
            note_and_flag=drafts[key][1] if key in drafts else None,
            answered=answered.get(skipped.get(key)),
        )
        for key, *place in connection.execute(
            'SELECT id, position, start, "end" FROM sentences WHERE document = ? ORDER BY position', (document,)
        )
    )
    *about, text, cast, text_hash = row
    shown = _without_withheld(connection, annotator, items, text_hash, withhold)
    with rows.as_kept(f"article {document}"):
        return Page(document, rows.document(tuple(about), text), shown, renamed_cast(rows.cast(cast), names))


def _offered(suggestion: Suggestion, outdated: Collection[str]) -> Suggestion:
    """The suggestion without topics that nobody can choose any more: nobody shall confirm them by the way."""
    topics = tuple(topic for topic in suggestion.labels.topics if topic not in outdated)
    if len(topics) == len(suggestion.labels.topics):
        return suggestion
    left = tuple(topic for topic in suggestion.topics if topic.label not in outdated)
    return replace(suggestion, labels=replace(suggestion.labels, topics=topics), topics=left)


def _without_withheld(
    connection: sqlite3.Connection,
    annotator: str,
    items: tuple[Item, ...],
    text_hash: str,
    withhold: Withhold | None,
) -> tuple[Item, ...]:
    """The items as that annotator sees them: some without their suggestion.

    A sentence that was decided with its suggestion in sight keeps it when that is undone: what was seen stays seen.
    """
    hidden: set[int] = set()
    if withhold is not None:
        hidden = {item.id for item in items if drawn(item, text_hash, withhold)}
    if hidden:
        hidden -= {
            key
            for (key,) in connection.execute(
                "SELECT sentence_id FROM decisions WHERE sentence_id BETWEEN ? AND ? AND annotator = ?"
                " AND sight <> 'withheld'",
                (min(hidden), max(hidden), annotator),
            )
        }
    return kept_back(items, hidden)


def _as_named(made: Decision, names: Names) -> Decision:
    """The decision; a skipped one, which decides nothing, with the names that its suggestion is shown with now."""
    return replace(made, labels=renamed_labels(made.labels, names)) if made.answer is Answer.SKIP else made


def _suggestions(
    connection: sqlite3.Connection, document: int, answered: Collection[int | None], names: Names
) -> tuple[dict[int, Suggestion], dict[int | None, Suggestion]]:
    """The newest suggestion of each sentence, with its readings; earlier ones among those answered, by their ids."""
    found = connection.execute(
        f"SELECT suggestions.sentence_id, readings.readings, suggestions.boilerplate, {rows.SUGGESTION} FROM sentences"
        " JOIN suggestions ON suggestions.sentence_id = sentences.id"
        " LEFT JOIN readings ON readings.suggestion = suggestions.id"
        " WHERE document = ? ORDER BY suggestions.id",
        (document,),
    ).fetchall()
    if names:
        found = [_row_as_named(row, names) for row in found]
    last = {row[0]: row for row in found}
    newest = {key: replace(rows.suggestion(row[3:], row[1]), boilerplate=row[2]) for key, row in last.items()}
    earlier = (row[3:] for row in found if row[3] in answered and row is not last[row[0]])
    return newest, {row[0]: rows.suggestion(row) for row in earlier}


def _row_as_named(row: tuple[Any, ...], names: Names) -> tuple[Any, ...]:
    """The row of a suggestion with the names that its speakers have now, in labels and readings."""
    sentence_id, readings, kind, key, run, labels, *rest = row
    named = None if readings is None else renamed_column(readings, names)
    return (sentence_id, named, kind, key, run, renamed_column(labels, names), *rest)
