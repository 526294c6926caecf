"""Sentences, and whole documents, as one annotator left them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.core.decision import Answer
from annotator.core.draw import Withhold
from annotator.core.errors import AnnotatorError, ArticleUnreadable, RowUnreadable
from annotator.core.model import Suggestion
from annotator.core.session.desk import Item, Page
from annotator.core.session.shown import drawn, kept_back
from annotator.core.speakers import Names, renamed_cast, renamed_labels
from annotator.store.articles.removals import check_present
from annotator.store.log import rows
from annotator.store.log.revisions import outdated_keys
from annotator.store.log.schema import NEWEST_SUGGESTION
from annotator.store.log.speaker_names import renamed_column, standing_names
from annotator.store.sqlite.sqlite_library import sqlite3

OF_SENTENCES = f"""
    LEFT JOIN heads ON heads.annotator = :annotator AND heads.sentence_id = sentences.id
    LEFT JOIN decisions ON decisions.id = heads.decision
    LEFT JOIN drafts ON drafts.annotator = :annotator AND drafts.sentence_id = sentences.id
    LEFT JOIN suggestions ON suggestions.id = {NEWEST_SUGGESTION.format("sentences.id")}
    LEFT JOIN suggestions AS answered ON answered.id = decisions.suggestion
"""
"""SQL that joins to `sentences` what `:annotator` left there, the newest suggestion, and the one that was answered."""

_ITEM = (
    'SELECT sentences.id, sentences.position, sentences.start, sentences."end",'
    " (SELECT sha256 FROM documents WHERE number = sentences.document), todays(drafts.labels), suggestions.boilerplate,"
    " (SELECT readings FROM readings WHERE readings.suggestion = suggestions.id),"
    f" {rows.SUGGESTION}, {rows.SUGGESTION.replace('suggestions.', 'answered.')}, {rows.DECISION}"
)
_WIDTH = rows.SUGGESTION.count(",") + 1


def read_items(
    connection: sqlite3.Connection,
    which: str,
    values: Mapping[str, Any],
    names: Names,
    withhold: Withhold | None = None,
    revision: int | None = None,
    *,
    passing_over: bool = False,
) -> Iterator[Item]:
    """Sentences as `values["annotator"]` left them, with what was suggested by the names of today.

    `which` is the SQL that follows, of `sentences` and OF_SENTENCES. See `read_page` for the rest. Raises
    RowUnreadable, unless it is `passing_over` sentences of which a row cannot be read.
    """
    outdated = outdated_keys(connection, revision)

    def named(row: Sequence[Any], readings: str | None = None) -> Suggestion | None:
        key, run, labels, *rest = row
        if key is None:
            return None
        return rows.suggestion((key, run, renamed_column(labels, names), *rest), renamed_column(readings or "", names))

    def item_of(columns: Sequence[Any]) -> tuple[Item, str]:
        key, position, start, end, text, draft, boilerplate, readings, *row = columns
        newest, answered, said = row[:_WIDTH], row[_WIDTH : 2 * _WIDTH], row[2 * _WIDTH :]
        decision = None if said[0] is None else rows.decision(said)
        if decision is not None and decision.answer is Answer.SKIP:  # it decides nothing
            decision = replace(decision, labels=renamed_labels(decision.labels, names))
        suggestion = named(newest, readings)
        if suggestion is not None:
            suggestion = replace(suggestion, boilerplate=boilerplate)
            if decision is None and outdated:
                suggestion = _offered(suggestion, outdated)
        labels, note_and_flag = (None, None) if draft is None else rows.draft(draft, f"drafts of sentence {key}")
        item = Item(
            key,
            rows.sentence(position, start, end),
            suggestion,
            decision,
            labels,
            note_and_flag,
            named(answered) if answered[0] != newest[0] else None,
        )
        return item, text

    for columns in connection.execute(_ITEM + which, values):
        try:
            item, text = item_of(columns)
        except RowUnreadable:
            if passing_over:
                continue
            raise
        hidden = withhold is not None and drawn(item, text, withhold) and not _was_seen(connection, values, item.id)
        yield from kept_back((item,), {item.id} if hidden else ())


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
    check_present(connection, document)
    names = standing_names(connection, names_of)
    which = f" FROM sentences {OF_SENTENCES} WHERE sentences.document = :document ORDER BY sentences.position"
    values = {"annotator": annotator, "document": document}
    try:
        row = connection.execute(
            f'SELECT {rows.DOCUMENT}, text, "cast" FROM documents WHERE number = ?', (document,)
        ).fetchone()
        if row is None:
            if connection.execute("SELECT 1 FROM sentences WHERE document = ?", (document,)).fetchone():
                raise RowUnreadable.named("the row of an article that has sentences")
            raise AnnotatorError(
                f"there is no article {document}", "`annotator list documents` shows those that are there"
            )
        *about, text, cast = row
        items = tuple(read_items(connection, which, values, names, withhold, revision))
        with rows.as_kept(f"article {document}"):
            return Page(document, rows.document(tuple(about), text), items, renamed_cast(rows.cast(cast), names))
    except RowUnreadable as error:
        raise ArticleUnreadable.because_of(document, error) from error


def _offered(suggestion: Suggestion, outdated: Collection[str]) -> Suggestion:
    """The suggestion without topics that nobody can choose any more: nobody shall confirm them by the way."""
    labels = replace(
        suggestion.labels, topics=tuple(topic for topic in suggestion.labels.topics if topic not in outdated)
    )
    left = tuple(topic for topic in suggestion.topics if topic.label not in outdated)
    return replace(suggestion, labels=labels, topics=left)


def _was_seen(connection: sqlite3.Connection, values: Mapping[str, Any], sentence: int) -> bool:
    """Whether the annotator decided the sentence with its suggestion in sight, also if that was undone."""
    found = connection.execute(
        "SELECT 1 FROM decisions WHERE sentence_id = ? AND annotator = ? AND sight <> 'withheld'",
        (sentence, values["annotator"]),
    )
    return found.fetchone() is not None
