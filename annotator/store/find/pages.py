"""Sentences, and whole documents, as one annotator left them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from annotator.core.decision import Answer
from annotator.core.errors import AnnotatorError, ArticleUnreadable, RowUnreadable
from annotator.core.model import Labels, Sentence, Span, Suggestion
from annotator.core.revisions import Outdated
from annotator.core.session.desk import Item, Page
from annotator.core.session.shown import is_to_be_withheld, kept_back
from annotator.core.speakers import Names, renamed_cast, renamed_labels
from annotator.store.articles.documents import check_present
from annotator.store.find.sees import Sees
from annotator.store.log import rows
from annotator.store.log.revisions import outdated_keys
from annotator.store.log.schema import MADE, NEWEST_SUGGESTION, WHEN_MADE
from annotator.store.log.shapes import ANYWHERE, Within
from annotator.store.log.speaker_names import renamed_column

OF_SENTENCES = f"""
    LEFT JOIN heads ON heads.annotator = :annotator AND heads.sentence_id = sentences.id
    LEFT JOIN decisions ON decisions.id = heads.decision
    LEFT JOIN drafts ON drafts.annotator = :annotator AND drafts.sentence_id = sentences.id
    LEFT JOIN suggestions ON suggestions.id = {NEWEST_SUGGESTION.format("sentences.id")}
    LEFT JOIN suggestions AS answered ON answered.id = decisions.suggestion
"""
"""SQL that joins to `sentences` what `:annotator` left there, the newest suggestion, and the one that was answered."""

SEVERAL = "(SELECT min(pipeline) < max(pipeline) FROM runs)"
"""SQL that there are several suggesters. It is asked once for all sentences: most databases have one."""
SAID_BY_EACH = f"""
    (SELECT json_group_array(json_array(name, labels)) FROM (
        SELECT said.pipeline AS name, todays(suggestion.labels) AS labels
        FROM suggestions AS suggestion JOIN runs AS said ON said.id = suggestion.run {MADE}
        WHERE suggestion.sentence_id = sentences.id ORDER BY {WHEN_MADE}))
"""
"""SQL for what suggesters say of a sentence, as pairs of name and labels, of each the newest last."""
_ANSWERED = rows.SUGGESTION.replace("suggestions.", "answered.").replace(
    "todays(answered.labels)", rows.ANSWERED.format("answered")
)
_NEWEST = rows.SUGGESTION.replace(
    "todays(suggestions.labels)",
    f"iif(suggestions.id = answered.id, {rows.ANSWERED.format('answered')}, todays(suggestions.labels))",
)
_ITEM = f"""
    sentences.id, sentences.position, sentences.start, sentences."end",
    (SELECT sha256 FROM documents WHERE number = sentences.document), todays(drafts.labels), suggestions.boilerplate,
    (SELECT readings FROM readings WHERE readings.suggestion = suggestions.id),
    CASE WHEN {SEVERAL} THEN {SAID_BY_EACH} END, {_NEWEST}, {_ANSWERED}, {rows.DECISION}
"""
_WIDTH = rows.SUGGESTION.count(",") + 1


def read_items(
    sees: Sees,
    which: str,
    values: Mapping[str, Any],
    names: Names,
    within: Within = ANYWHERE,
    *,
    passing_over: bool = False,
) -> Iterator[Item]:
    """Sentences as the annotator of a desk left them, with what was suggested by these names.

    `which` is the SQL that follows, of `sentences` and OF_SENTENCES; `values` are what it asks for, and `:annotator`.
    Raises RowUnreadable, unless it is `passing_over` sentences of which a row cannot be read.
    """
    outdated = outdated_keys(sees.connection, sees.revision)

    def named(
        row: Sequence[Any], readings: str | None = None, beside: str | None = None, gone: Outdated = frozenset()
    ) -> Suggestion | None:
        key, run, labels, score, topics = row
        if key is None:
            return None
        renamed = (key, run, renamed_column(labels, names), score, topics)
        others = each_suggested(beside, names, within) if beside else ()
        return rows.suggestion(renamed, renamed_column(readings or "", names), others, within, gone)

    def item_of(columns: Sequence[Any]) -> tuple[Item, str]:
        is_asked, key, position, start, end, text, draft, boilerplate, readings, beside, *row = columns
        sentence = Sentence(position, start, end)
        if not is_asked:
            return Item(key, sentence, asked=False), text
        newest, answered, decided = row[:_WIDTH], row[_WIDTH : 2 * _WIDTH], row[2 * _WIDTH :]
        decision = None if decided[0] is None else rows.decision(decided, within)
        if decision is not None and decision.answer is Answer.SKIP:  # it decides nothing
            decision = decision._replace(labels=renamed_labels(decision.labels, names))
        suggestion = named(newest, readings, beside, outdated if decision is None else frozenset())
        if suggestion is not None:
            suggestion = suggestion._replace(boilerplate=boilerplate)
        drafted = f"drafts of sentence {key}"
        left = (None, None) if draft is None else rows.draft(draft, drafted, within)
        item = Item(
            key,
            sentence,
            suggestion,
            decision,
            *left,
            named(answered) if answered[0] != newest[0] else None,
        )
        return item, text

    for columns in sees.connection.execute(f"SELECT {sees.is_asked('sentences.id')}, {_ITEM}{which}", values):
        try:
            item, text = item_of(columns)
        except RowUnreadable:
            if passing_over:
                continue
            raise
        hidden = sees.asks is not None or (
            sees.withhold is not None and is_to_be_withheld(item, text, sees.withhold) and not _was_seen(sees, item.id)
        )
        yield from kept_back((item,), {item.id} if hidden else ())


def each_suggested(column: str, names: Names, within: Within) -> Iterator[tuple[str, Labels]]:
    """What each suggester says of a sentence, by the names of speakers that stand. Raises RowUnreadable."""
    for name, labels in dict(orjson.loads(column)).items():
        yield name, rows.labels(renamed_column(labels, names), "a row of suggestions", within)


def read_page(sees: Sees, document: int, names: Names) -> Page:
    """The document of that number as the annotator of a desk left it, with what is suggested by these names.

    Raises DocumentRemoved where it was taken out, ArticleUnreadable where a row of it does not hold what it should,
    AnnotatorError where there is no such document.
    """
    connection = sees.connection
    check_present(connection, document)
    which = f" FROM sentences {OF_SENTENCES} WHERE sentences.document = :document ORDER BY sentences.position"
    values = {"annotator": sees.annotator, "document": document}
    try:
        row = connection.first_row(f'SELECT {rows.DOCUMENT}, text, "cast" FROM documents WHERE number = ?', document)
        if row is None:
            if connection.there_is("SELECT 1 FROM sentences WHERE document = ?", document):
                raise RowUnreadable.named("the row of an article that has sentences")
            raise AnnotatorError(
                f"there is no article {document}", "`annotator list documents` shows those that are there"
            )
        *about, text, cast = row
        with rows.as_kept(f"article {document}"):
            within = ANYWHERE._replace(text=Span(0, len(text)))
        items = tuple(read_items(sees, which, values, names, within))
        if not items:
            raise RowUnreadable.named("the sentences of an article")
        return Page(document, rows.document(about, text), items, renamed_cast(rows.cast(cast), names))
    except RowUnreadable as error:
        raise ArticleUnreadable.because_of(document, error) from error


def _was_seen(sees: Sees, sentence: int) -> bool:
    """Whether the annotator decided the sentence with its suggestion in sight, also if that was undone."""
    return sees.connection.there_is(
        "SELECT 1 FROM decisions WHERE sentence_id = ? AND annotator = ? AND sight <> 'withheld'",
        sentence,
        sees.annotator,
    )
