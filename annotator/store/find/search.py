"""Searching all documents for one annotator: filters, orders, words in texts, names of speakers.

A filter is about what one annotator's screen would show of every sentence. SQL finds those that may be meant; where it
depends on the labels that one shows, `core.session.shown` decides.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress

import orjson

from annotator.core.errors import RowUnreadable
from annotator.core.model import Suggestion
from annotator.core.session.desk import NOBODY, Filter, Item, Mark, Place
from annotator.core.session.shown import UNSURE, is_edited, is_unsure, shown_labels
from annotator.store.articles.documents import is_present
from annotator.store.find.pages import OF_SENTENCES, SEVERAL, read_items
from annotator.store.find.sees import Sees
from annotator.store.log import rows
from annotator.store.log.schema import MADE, NEWEST_SUGGESTION, WHEN_MADE
from annotator.store.log.speaker_names import renamed_column
from annotator.store.sqlite.sqlite_library import each_value, one_value, sqlite3

# ---- filters


LISTED_AT_MOST = 20_000
"""Sentences: above these, listing what is found for every letter that is typed would be felt."""

_DRAFT_HAS_NOTE = "json_type(drafts.labels, '$.flagged') IS NOT NULL"
_LABELS = ("drafts.labels", "decisions.labels", "suggestions.labels")
"""Where the labels may stand that a sentence shows."""
_UNSURE = (
    f"instr({{0}}, 'score') AND EXISTS (SELECT 1 FROM json_each({{0}}, '$.quotes') WHERE value ->> 'score' < {UNSURE})"
)
_MARKS = {
    Mark.UNDECIDED: "heads.decision IS NULL OR decisions.answer = 'skip'",
    Mark.FLAGGED: f"CASE WHEN {_DRAFT_HAS_NOTE} THEN drafts.labels ->> 'flagged' ELSE decisions.flagged END",
    Mark.SKIPPED: "decisions.answer = 'skip'",
    Mark.EDITED: (
        "decisions.answer <> 'skip' AND decisions.sight <> 'withheld' AND decisions.labels IS NOT answered.labels"
        " AND edited(todays(decisions.labels), named(todays(answered.labels)))"
    ),
    Mark.UNSURE: (
        f"{_UNSURE.format('drafts.labels')} OR {_UNSURE.format('decisions.labels')}"
        f" OR coalesce(decisions.answer, 'skip') = 'skip' AND {_UNSURE.format('suggestions.labels')}"
    ),
    Mark.NOTED: f"CASE WHEN {_DRAFT_HAS_NOTE} THEN drafts.labels ->> 'note' ELSE decisions.note END IS NOT NULL",
    Mark.UNCONFIRMED: "drafts.labels IS NOT NULL",
    Mark.ACCEPTED: "decisions.answer = 'accept'",
    Mark.REJECTED: "decisions.answer = 'reject'",
    Mark.UNOPENED: "decisions.sight = 'in passing' AND NOT decisions.implied",
}
"""SQL that a sentence has a mark; of `unsure`, that it may have it."""
_OF_ANY = {Mark.UNDECIDED, Mark.UNSURE}
"""Marks that a sentence can have which nobody touched."""


def next_match(sees: Sees, wanted: Filter, after: int, by: int) -> int | None:
    """The id of the first sentence on the desk that the filter finds behind (`by` 1) or before (-1) that id.

    None where there is none. None is found by a suggestion that is withheld, or where a row of it cannot be read.
    """
    beyond, order = (">", "ASC") if by > 0 else ("<", "DESC")
    sources = [("sentences", "sentences.id")]
    if not _OF_ANY.issuperset(wanted.marks):  # the others are looked for among those that were touched
        own = "{0} AS own CROSS JOIN sentences ON own.annotator = :annotator AND sentences.id = own.sentence_id"
        sources = [(own.format(table), "own.sentence_id") for table in ("heads", "drafts")]
    search, found = _Search(sees, wanted), list[int]()
    for source, key in sources:
        beginning = f"FROM {source} {OF_SENTENCES} WHERE {key} {beyond} :after"
        at: int | None = after
        while at is not None:
            # One at a time, each behind the one before: a list would be read one ahead, however far that is.
            at = next(search.maybe(beginning, f"ORDER BY {key} {order} LIMIT 1", at), None)
            if at is not None and search.shows(at):
                found.append(at)
                break
    return min(found, key=lambda one: one * by, default=None)


def matching(sees: Sees, wanted: Filter) -> tuple[int, ...] | None:
    """The ids of all that the filter finds, ascending; None in a database of more than LISTED_AT_MOST sentences.

    See `next_match`.
    """
    # Sentences are never deleted, so their highest id is their number.
    if one_value(sees.connection, "SELECT coalesce(max(id), 0) FROM sentences") > LISTED_AT_MOST:
        return None
    search = _Search(sees, wanted)
    maybe, in_order = f"FROM sentences {OF_SENTENCES} WHERE TRUE", "ORDER BY sentences.id"
    return tuple(search.maybe(maybe, in_order) if not search.by_labels else search.shown(maybe, in_order))


class _Search:
    """What a filter asks of sentences: in SQL whether one may be meant, and of those what they show."""

    def __init__(self, sees: Sees, wanted: Filter) -> None:
        self._sees, self._wanted = sees, wanted
        self._names = names = sees.names()
        sees.connection.create_function("named", 1, lambda one: one and renamed_column(one, names))
        sees.connection.create_function("edited", 2, _differ)
        columns = [*_LABELS, *(f"named({column})" for column in _LABELS if names)]
        where = [sees.shown("sentences.document"), sees.asked("sentences.id"), *(_MARKS[mark] for mark in wanted.marks)]
        # Labels are compact JSON: what does not stand in them as text is nowhere in them.
        if wanted.speaker is not None:
            where.append(" OR ".join(f"instr({column}, :speaker)" for column in columns))
        if wanted.topic is not None:
            where.append(" OR ".join(f"instr(todays({column}), :topic)" for column in _LABELS))
        self._where = f"AND ({') AND ('.join(where)})"
        self._values = {
            "annotator": sees.annotator,
            "speaker": f'"speaker":{rows.to_json(wanted.speaker or None)}',
            "topic": rows.to_json(wanted.topic),
        }
        self.by_labels = wanted.speaker is not None or wanted.topic is not None or Mark.UNSURE in wanted.marks
        """Whether it depends on the labels that a sentence shows."""

    def maybe(self, which: str, order: str, after: int = 0) -> Iterator[int]:
        """The ids of sentences that may be meant, of `which`, SQL that ends in a condition, in that order.

        `:after` in the SQL is that number.
        """
        sql = f"SELECT sentences.id {which} {self._where} {order}"
        return (key for (key,) in self._sees.connection.execute(sql, self._values | {"after": after}))

    def shown(self, which: str, order: str) -> Iterator[int]:
        """The ids of those of them whose labels, as they show them, are as the filter wants them."""
        return self._read(f" {which} {self._where} {order}", 0)

    def shows(self, sentence: int) -> bool:
        """Whether a sentence that may be meant is."""
        one = f" FROM sentences {OF_SENTENCES} WHERE sentences.id = :after"
        return not self.by_labels or next(self._read(one, sentence), None) is not None

    def _read(self, which: str, after: int) -> Iterator[int]:
        items = read_items(self._sees, which, self._values | {"after": after}, self._names, passing_over=True)
        return (item.id for item in items if _shows(item, self._wanted))


def _differ(decided: str, answered: str | None) -> bool:
    """Whether the labels of a decision differ from those of the suggestion that it answers; both are columns.

    Of what cannot be read they do not: whoever opens its article is told.
    """
    try:
        suggestion = None if answered is None else Suggestion(0, "", rows.labels(answered))
        return is_edited(rows.labels(decided), suggestion)
    except RowUnreadable:
        return False


def _shows(item: Item, wanted: Filter) -> bool:
    """Whether the labels that a sentence shows are as the filter wants them."""
    shown = shown_labels(item)
    return (
        (Mark.UNSURE not in wanted.marks or is_unsure(shown))
        and (wanted.speaker is None or any((one.speaker or NOBODY) == wanted.speaker for one in shown.quotes))
        and (wanted.topic is None or wanted.topic in shown.topics)
    )


def by_uncertainty(connection: sqlite3.Connection, annotator: str | None, documents: str) -> tuple[int, ...]:
    """The numbers of documents, the lowest mean score of what waits for that annotator's answer first.

    Of those for which `documents`, SQL on `documents.number`, is true. None: for anybody's.
    """
    return _ascending(connection, _CERTAINTY, documents, annotator)


def by_disagreement(connection: sqlite3.Connection, documents: str) -> tuple[int, ...]:
    """The numbers of documents, those first which suggesters mark most differently, whatever was decided there.

    Of those for which `documents`, SQL on `documents.number`, is true; those of one suggester last. By the mean over
    sentences of the share that the fewest characters which one of them marks as said have in the most: where these
    stand is not asked, as that puts hardly another article first.
    """
    return _ascending(connection, _AGREEMENT, documents)


_CERTAINTY = f"""
    SELECT sentences.document AS number,
        sum(coalesce(score, 0) + coalesce((SELECT sum(value ->> 1) FROM json_each(todays(topics))), 0))
            / sum((score IS NOT NULL) + json_array_length(todays(topics))) AS share
    FROM sentences JOIN suggestions ON suggestions.id = {NEWEST_SUGGESTION.format("sentences.id")}
    WHERE NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id)
    GROUP BY sentences.document
"""
_LENGTH = """(
    SELECT coalesce(sum((piece.value ->> 1) - (piece.value ->> 0)), 0)
    FROM json_each(labels, '$.quotes') AS quote, json_each(quote.value, '$.content') AS piece
)"""
"""SQL for how many characters labels mark as said."""
# Who all mark nothing as said agree.
_AGREEMENT = f"""
    SELECT number, avg(alike) AS share FROM (
        SELECT number, coalesce(1.0 * min(length) / max(length), 1) AS alike FROM (
            SELECT document AS number, sentence_id, {_LENGTH} AS length, row_number() OVER (
                PARTITION BY sentence_id, said.pipeline ORDER BY {WHEN_MADE}, one.id
            ) = count(*) OVER (PARTITION BY sentence_id, said.pipeline) AS newest
            FROM sentences JOIN suggestions AS one ON sentence_id = sentences.id
            JOIN runs AS said ON said.id = one.run {MADE} WHERE {SEVERAL}
        ) WHERE newest GROUP BY sentence_id HAVING count(*) > 1
    ) GROUP BY number
"""


def _ascending(connection: sqlite3.Connection, shares: str, documents: str, *values: str | None) -> tuple[int, ...]:
    """The numbers of documents by their share in what SQL gives, then by number; those without one last."""
    ordered = f"""
        SELECT documents.number FROM documents LEFT JOIN ({shares}) AS one ON one.number = documents.number
        WHERE {documents} ORDER BY share IS NULL, share, documents.number
    """
    return tuple(each_value(connection, ordered, *values))


# ---- words in texts, and names


FOUND_AT_MOST = 20
"""Documents: as many as the screen can offer. Set by hand."""

TITLES_AT_MOST = 200
"""Documents that a search of titles gives: nobody goes through more. Set by hand."""

NEWEST_DOCUMENTS, NEWEST_DECISIONS = 5_000, 20_000
"""How many are looked through for names, so that the search opens at once. Set by hand."""

_CASTS = f'SELECT "cast" FROM documents WHERE {is_present("number")} ORDER BY number DESC LIMIT ?'
_GIVEN = f"""
    SELECT DISTINCT quote.value ->> 'speaker' FROM (
        SELECT labels FROM decisions WHERE annotator = ?
        AND {is_present("(SELECT document FROM sentences WHERE sentences.id = sentence_id)")}
        ORDER BY id DESC LIMIT ?
    ) AS newest, json_each(CASE WHEN json_valid(newest.labels) THEN newest.labels END, '$.quotes') AS quote
    WHERE quote.value ->> 'speaker' IS NOT NULL
"""


def speaker_names(sees: Sees) -> tuple[str, ...]:
    """The names in the casts and those that the annotator's decisions gave, each once, in alphabetical order.

    A name that stands for another one since it was renamed everywhere is left out for that.
    """
    renamed = sees.names()
    names: set[str] = {*each_value(sees.connection, _GIVEN, sees.annotator, NEWEST_DECISIONS)}
    # Read here: six times quicker than SQLite's own json_each.
    for (cast,) in sees.connection.execute(_CASTS, (NEWEST_DOCUMENTS,)):
        with suppress(*rows.MALFORMED):  # its article says so when it is opened
            names.update([member[0] for member in orjson.loads(cast)])
    names.discard("")
    names = {renamed.get(name, name) for name in names}
    return tuple(sorted(names))


def find(sees: Sees, text: str, but: int) -> tuple[tuple[Place, str], ...]:
    """The first sentence of each document on the desk with these words in it, with its text; `but` is left out.

    The words stand there one after the other, the last one perhaps longer: "new brid" finds "New bridges". Upper and
    lower case, accents, and what stands between words are the same. Documents with just these words come before those
    with a longer last one, each by number. Nothing where there is no word in what is asked for.
    """
    words = phrase(text)
    shown = sees.shown("article_words.rowid")
    found: dict[Place, str] = {}
    for wanted in (words, f"{words}*"):  # what begins so is looked for only if needed: it can be very many words
        seen = {but, *(place.document for place in found)}
        for place, sentence in _matching(sees.connection, wanted, shown):
            if len(found) == FOUND_AT_MOST:
                break
            if place.document not in seen:
                found[place] = sentence
    return tuple(found.items())


def phrase(text: str) -> str:
    """What was typed as a phrase of FTS5, in which nothing is an operator.

    >>> phrase("to be OR")
    '"to be OR"'
    """
    cleaned = text.replace("\0", " ").replace('"', '""')
    return f'"{cleaned}"'


def _matching(connection: sqlite3.Connection, words: str, shown: str) -> Iterator[tuple[Place, str]]:
    """The first sentence with the words of each document for which `shown` is true, as they are asked for."""
    mark = uuid.uuid4().hex  # stands in no text
    documents = connection.execute(
        "SELECT rowid, highlight(article_words, 0, ?1, ?1) FROM article_words"
        f" WHERE article_words MATCH ?2 AND {shown}"
        # An article that is gone from a damaged database has no text to mark the words in.
        " AND EXISTS (SELECT 1 FROM documents WHERE number = article_words.rowid) ORDER BY rowid",
        (mark, words),
    )
    for number, marked in documents:
        place = _first(connection, number, marked.split(mark))
        if place is not None:
            yield place


def _first(connection: sqlite3.Connection, number: int, pieces: Sequence[str]) -> tuple[Place, str] | None:
    """None where the words stand in no sentence, but in a header or across two. Every second piece is what matches.

    The index gives places that overlap as one: "no no" is not found in the second sentence of "No. No no.".
    """
    at = 0
    for turn, piece in enumerate(pieces):
        if turn % 2:
            for position, start, end in connection.execute(
                'SELECT position, start, "end" FROM sentences WHERE document = ? AND start <= ? AND "end" >= ?',
                (number, at, at + len(piece)),
            ):
                return Place(number, position), "".join(pieces)[start:end]
        at += len(piece)
    return None


def titles(sees: Sees, text: str) -> tuple[int, ...]:
    """The numbers of the documents on the desk with all these words, or what begins so, in the title (else the id).

    By number, and no more than `TITLES_AT_MOST`. All case and all accents are the same.
    """
    words = " ".join(f"{phrase(word)}*" for word in text.split())
    if not words:
        return ()
    shown = sees.shown("title_words.rowid")
    return tuple(
        each_value(
            sees.connection,
            f"SELECT rowid FROM title_words WHERE title_words MATCH ? AND {shown} ORDER BY rowid LIMIT ?",
            words,
            TITLES_AT_MOST,
        )
    )
