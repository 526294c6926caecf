"""Searching all documents for one annotator: filters, orders, words in texts, names of speakers.

A filter is about what one annotator's screen would show of every sentence. SQL finds those that may be meant; where it
depends on the labels that one shows, `core.session.state` decides.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

from annotator.core.errors import RowUnreadable
from annotator.core.model import Suggestion
from annotator.core.session.desk import NOBODY, Filter, Item, Mark, Order, Place
from annotator.core.session.state import is_edited, is_unsure, shown_labels
from annotator.core.speakers import Names, answered_labels
from annotator.store.articles.documents import is_present
from annotator.store.find.sees import AHEAD, BACK, FIRST_UNANSWERED, OF_SENTENCES, SEVERAL, Sees, few_left, read_items
from annotator.store.log import rows
from annotator.store.log.fold import CERTAINTY
from annotator.store.log.schema import BLOCK, MADE, MARKED, NEWEST_SUGGESTION, STEPS, WHEN_MADE
from annotator.store.sqlite.sqlite_library import Connection

# ---- filters


LISTED_AT_MOST = 20_000
"""Sentences: above these, listing what is found for every letter that is typed would be felt."""

_MARKS = {
    Mark.UNDECIDED: "heads.decision IS NULL OR heads.skipped",
    Mark.FLAGGED: "coalesce(drafts.labels ->> 'flagged', heads.flagged)",
    Mark.EDITED: f"heads.edited AND edited(todays(decisions.labels), {rows.ANSWERED.format('answered')})",
    Mark.NOTED: """
        CASE WHEN json_type(drafts.labels, '$.flagged') IS NULL THEN heads.noted
        ELSE drafts.labels ->> 'note' IS NOT NULL END
    """,
    Mark.UNSURE: "heads.decision IS NULL OR heads.skipped OR drafts.labels IS NOT NULL",
    Mark.UNCONFIRMED: "drafts.labels IS NOT NULL",
    Mark.ACCEPTED: "decisions.answer = 'accept'",
    **{mark: f"heads.{mark}" for mark in (Mark.SKIPPED, Mark.REJECTED, Mark.UNOPENED)},
}
"""SQL that a sentence has a mark; of `unsure`, that its labels may have a score, as those of a decision have none."""
_DRAFT = "(SELECT {0}(sentence_id) FROM drafts WHERE annotator = :annotator AND sentence_id {1} :at)"
_HEAD = """(
    SELECT {0}(sentence_id) FROM heads INDEXED BY MARK_heads
    WHERE annotator = :annotator AND MARK AND sentence_id {1} :at
)"""
_LABEL = """(
    SELECT {0}((SELECT {0}(sentence_id) FROM labelled WHERE label = wanted.value AND sentence_id {1} :at))
    FROM json_each(:LABELS) AS wanted
)"""
_AMONG: dict[Mark, Sequence[str]] = {Mark(name): (_DRAFT, _HEAD.replace("MARK", name)) for name in MARKED}
_AMONG |= {
    **dict.fromkeys((Mark.UNDECIDED, Mark.UNSURE), (*_AMONG[Mark.SKIPPED], FIRST_UNANSWERED)),
    Mark.UNCONFIRMED: (_DRAFT,),
    Mark.ACCEPTED: (_HEAD.replace("INDEXED BY MARK_heads", "").replace("MARK", "NOT skipped AND NOT rejected"),),
}
"""SQL for the first sentence from `:at` on (see `sees.AHEAD`) of several kinds, of which all are that have a mark."""
_LABELLED = """
    drafts.labels IS NOT NULL OR EXISTS (
        SELECT 1 FROM json_each(:LABELS) AS wanted
        CROSS JOIN labelled ON label = wanted.value AND sentence_id = sentences.id
    )
"""
"""SQL that a sentence may show one of some labels."""
_KEYS = """
    WITH RECURSIVE topics (label) AS (
        SELECT '#' UNION ALL
        SELECT (SELECT min(label) FROM labelled WHERE label > topics.label AND label < '$') FROM topics WHERE label > ''
    )
    SELECT label FROM topics WHERE todays(json_array(json_array(substr(label, 2)))) ->> '$[0][0]' = ?
"""
"""SQL for the topics, as `labelled` has them, that are that topic today."""


def next_match(sees: Sees, wanted: Filter, as_shown: Callable[[Item], Item], after: int, by: int) -> int | None:
    """The id of the first sentence on the desk that the filter finds behind (`by` 1) or before (-1) that id.

    `as_shown` makes of a sentence that was read what the desk shows of it. None where there is none. None is found by
    a suggestion that is withheld, or where a row of it cannot be read.
    """
    search, reached = _Search(sees, wanted, as_shown), after
    while (leapt := search.leap(reached, by)) is not None and not search.shows(leapt):
        reached = leapt
    return leapt


def matching(sees: Sees, wanted: Filter, as_shown: Callable[[Item], Item]) -> tuple[int, ...] | None:
    """The ids of all that the filter finds, ascending; None in a database of more than LISTED_AT_MOST sentences.

    See `next_match`.
    """
    # Sentences are never deleted, so their highest id is their number.
    if sees.connection.one_value("SELECT coalesce(max(id), 0) FROM sentences") > LISTED_AT_MOST:
        return None
    return tuple(_Search(sees, wanted, as_shown).ids("TRUE"))


class _Search:
    """What a filter asks of sentences: in SQL whether one may be meant, and of those what they show."""

    def __init__(self, sees: Sees, wanted: Filter, as_shown: Callable[[Item], Item]) -> None:
        self._sees, self._wanted, self._as_shown = sees, wanted, as_shown
        self._names = names = sees.names()
        sees.connection.create_function("edited", 2, lambda decided, answered: _differ(decided, answered, names))
        where = [
            sees.shown("sentences.document"),
            sees.is_asked("sentences.id"),
            *(_MARKS[mark] for mark in wanted.marks),
        ]
        self._among = [_AMONG[mark] for mark in wanted.marks]
        self._values: dict[str, Any] = {"annotator": sees.annotator}
        labels = {"unsure": ["?"]} if Mark.UNSURE in wanted.marks else {}
        if wanted.speaker is not None:
            called = [f"@{old}" for old, new in names.items() if new == wanted.speaker]
            labels["speakers"] = [f"@{wanted.speaker}", *called]
        if wanted.topic is not None:
            labels["topics"] = sees.connection.each_value(_KEYS, wanted.topic)
        for key, alike in labels.items():
            self._values[key] = rows.to_json(alike)
            self._among.append((_DRAFT, _LABEL.replace("LABELS", key)))
            where.append(_LABELLED.replace("LABELS", key))
        if sees.asks or sees.queued or not self._among:
            self._among.append((sees.first_shown(),))
        self._where = f"({') AND ('.join(where)})"
        self._by_labels = bool(labels)
        """Whether it depends on the labels that a sentence shows."""

    def ids(self, which: str, number: int = 0) -> Iterator[int]:
        """The ids of the sentences that are meant, ascending, of those of that SQL, in which `:at` is that number."""
        source = f" FROM sentences {OF_SENTENCES} WHERE {which} AND {self._where}"
        values = self._values | {"at": number}
        if not self._by_labels:
            sql = f"SELECT sentences.id{source} ORDER BY sentences.id"
            return (key for (key,) in self._sees.connection.execute(sql, values))
        items = read_items(self._sees, f"{source} ORDER BY sentences.id", values, self._names, passing_over=True)
        return (item.id for item in items if _shows(self._as_shown(item), self._wanted))

    def shows(self, sentence: int) -> bool:
        """Whether a sentence is meant."""
        return next(self.ids("sentences.id = :at", sentence), None) is not None

    def leap(self, after: int, by: int) -> int | None:
        """The id of the first sentence behind or before that id that may be meant; None where there is none.

        It is among all of `_among`. Each is asked for its next from where another one has its: what lies between is
        passed over.
        """
        way, agreed = AHEAD if by > 0 else BACK, 0
        reached: int | None = after + by
        for among in cycle(self._among):
            sql = f"SELECT {{0}}(column1) FROM (VALUES ({'), ('.join(among)}))".format(*way)
            before, reached = reached, self._sees.connection.first_value(sql, **self._values, at=reached)
            agreed = agreed + 1 if reached == before else 1
            if reached is None or agreed == len(self._among):
                break
        return reached


def _differ(decided: str, answered: str | None, names: Names) -> bool:
    """Whether the labels of a decision differ from those of the suggestion that it answers, if any; both are columns.

    Of what cannot be read they do not: whoever opens its article is told.
    """
    if answered is None:
        return False
    try:
        labels = rows.labels(decided)
        return is_edited(labels, Suggestion(0, "", answered_labels(rows.labels(answered), labels, names)))
    except RowUnreadable:
        return False


def _shows(item: Item, wanted: Filter) -> bool:
    """Whether the labels that a sentence shows are as the filter wants them."""
    shown = shown_labels(item)
    return (
        (Mark.UNSURE not in wanted.marks or is_unsure(shown))
        and (wanted.speaker is None or any((quote.speaker or NOBODY) == wanted.speaker for quote in shown.quotes))
        and (wanted.topic is None or wanted.topic in shown.topics)
    )


def ranked(connection: Connection, order: str, annotator: str | None, shown: str) -> Iterator[int]:
    """The documents that have a share in an order, the lowest first, equals by number; first a few, then all others.

    `shown`: SQL that `document` is one of those that are wanted. By uncertainty it is the mean score of what waits for
    that annotator's answer (None: for anybody's). By disagreement it is the mean over sentences of the share that the
    fewest characters which a suggester marks as said have in the most, whatever was decided there: where these stand is
    not asked, as that puts hardly another article first. Documents of one suggester have none.
    """
    last, most = (-1.0, 0), RANKED_FIRST if order in _SHARES else 0
    few = few_left(connection, annotator)
    source = "suggested_quotes"
    if few is not None:
        source = f"json_each('{few}') AS few CROSS JOIN suggested_quotes ON document = few.value"
    while most:
        ranked = connection.run(_SHARES[order].format(shown, source), annotator, *last, most).fetchall()
        for last in ranked:
            yield last[1]
        most = -1 if len(ranked) == most else 0


RANKED_FIRST = 50
"""Documents: more are rarely gone through in a sitting. Set by hand."""

# What is not begun is read in the order of an index, no more than is asked for; blocks that are done are sooner passed
# over than each of their documents.
_CERTAINTY = f"""
    SELECT share, document FROM (
        SELECT (SELECT {CERTAINTY} FROM sentences CROSS JOIN suggestions AS newest
            ON newest.id = {NEWEST_SUGGESTION.format("sentences.id")} WHERE sentences.document = own.document
            AND NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ?1 AND sentence_id = sentences.id)
        ) AS share, document
        FROM progress AS own INDEXED BY unfinished_progress WHERE annotator = ?1 AND unanswered
    ) WHERE (share, document) > (?2, ?3) AND {{0}}
    UNION ALL SELECT certainty, document FROM {{1}}
    WHERE (certainty, document) > (?2, ?3) AND {{0}}
    AND document / {BLOCK} NOT IN (SELECT block FROM blocks WHERE annotator = ?1 AND answered = {BLOCK} - (block = 0))
    AND NOT EXISTS (SELECT 1 FROM progress AS own WHERE annotator = ?1 AND own.document = suggested_quotes.document)
    ORDER BY 1, 2 LIMIT ?4
"""
_LENGTH = """(
    SELECT coalesce(sum((piece.value ->> 1) - (piece.value ->> 0)), 0)
    FROM json_each(labels, '$.quotes') AS quote, json_each(quote.value, '$.content') AS piece
)"""
"""SQL for how many characters labels mark as said."""
# Who all mark nothing as said agree.
_AGREEMENT = f"""
    SELECT avg(alike) AS share, document FROM (
        SELECT document, coalesce(1.0 * min(length) / max(length), 1) AS alike FROM (
            SELECT document, sentence_id, {_LENGTH} AS length, row_number() OVER (
                PARTITION BY sentence_id, said.pipeline ORDER BY {WHEN_MADE}, suggestion.id
            ) = count(*) OVER (PARTITION BY sentence_id, said.pipeline) AS newest
            FROM sentences JOIN suggestions AS suggestion ON sentence_id = sentences.id
            JOIN runs AS said ON said.id = suggestion.run {MADE} WHERE {SEVERAL}
        ) WHERE newest GROUP BY sentence_id HAVING count(*) > 1
    ) WHERE {{0}} GROUP BY document HAVING (share, document) > (?2, ?3) ORDER BY share, document LIMIT ?4
"""
_SHARES: Mapping[str, str] = {Order.UNCERTAINTY: _CERTAINTY, Order.DISAGREEMENT: _AGREEMENT}
"""SQL for the shares of so many documents behind a share and a document, the lowest first."""


# ---- words in texts, and names


FOUND_AT_MOST = 20
"""Documents: as many as the screen can offer. Set by hand."""

TITLES_AT_MOST = 200
"""Documents that a search of titles gives: nobody goes through more. Set by hand."""

NAMES_FROM = 200
"""Names are looked for in so many articles before and after that of the last step, and in five times as many steps."""

_NAMES = f"""
    WITH steps AS (
        SELECT id, kind FROM events WHERE who = :annotator AND {STEPS} AND kind IN ('decide', 'carry')
        ORDER BY clock DESC LIMIT 5 * :most
    ), given AS (
        SELECT document, labels, kind FROM steps CROSS JOIN decisions ON decisions.event = steps.id
        CROSS JOIN sentences ON sentences.id = sentence_id WHERE {is_present("document")} AND json_valid(labels)
    ), around AS (
        SELECT coalesce(
            (SELECT document FROM given WHERE kind = 'decide' LIMIT 1), (SELECT max(number) FROM documents)
        ) AS document
    )
    SELECT value ->> 'speaker' FROM given CROSS JOIN json_each(labels, '$.quotes') WHERE type = 'object'
    UNION SELECT value ->> 0 FROM around CROSS JOIN documents
    ON number BETWEEN around.document - :most AND around.document + :most CROSS JOIN json_each("cast")
    WHERE type = 'array' AND json_valid("cast") AND {is_present("number")}
"""


def speaker_names(sees: Sees) -> tuple[str, ...]:
    """The names in casts and those that the annotator's decisions gave, each once, in alphabetical order.

    A name that stands for another one since it was renamed everywhere is left out for that.
    """
    renamed = sees.names()
    names = sees.connection.each_value(_NAMES, annotator=sees.annotator, most=NAMES_FROM)
    return tuple(sorted({renamed.get(name, name) for name in names if name}))


def find(sees: Sees, text: str, but: int) -> tuple[tuple[Place, str], ...]:
    """The first sentence of each document on the desk with these words in it, with its text; `but` is left out.

    The words stand there one after the other, the last one perhaps longer: "new brid" finds "New bridges". Upper and
    lower case, accents, and what stands between words are the same. Documents with just these words come before those
    with a longer last one, each by number. Nothing where there is no word in what is asked for.
    """
    words, mark = phrase(text), uuid.uuid4().hex  # which stands in no text
    sentences: dict[Place, str] = {}
    for wanted in (words, f"{words}*"):  # what begins so is looked for only if needed: it can be very many words
        seen = {but, *(place.document for place in sentences)}
        # An article that is gone from a damaged database has no text to mark the words in.
        documents = sees.connection.run(
            f"""
                SELECT rowid, highlight(article_words, 0, ?1, ?1) FROM article_words
                WHERE article_words MATCH ?2 AND {sees.shown("article_words.rowid")}
                AND EXISTS (SELECT 1 FROM documents WHERE number = article_words.rowid) ORDER BY rowid
            """,
            mark,
            wanted,
        )
        for number, marked in documents:
            if len(sentences) == FOUND_AT_MOST:
                break
            if number not in seen:
                sentences.update(_first(sees.connection, number, marked.split(mark)))
    return tuple(sentences.items())


def phrase(text: str) -> str:
    """What was typed as a phrase of FTS5, in which nothing is an operator.

    >>> phrase("to be OR")
    '"to be OR"'
    """
    cleaned = text.replace("\0", " ").replace('"', '""')
    return f'"{cleaned}"'


def _first(connection: Connection, number: int, pieces: Sequence[str]) -> dict[Place, str]:
    """The first sentence of a document with the words, and its text. Every second piece is what matches.

    None where the words stand in no sentence, but in a header or across two. The index gives places that overlap as
    one: "no no" is not found in the second sentence of "No. No no.".
    """
    offset = 0
    for turn, piece in enumerate(pieces):
        if turn % 2:
            for position, start, end in connection.run(
                'SELECT position, start, "end" FROM sentences WHERE document = ? AND start <= ? AND "end" >= ?',
                number,
                offset,
                offset + len(piece),
            ):
                return {Place(number, position): "".join(pieces)[start:end]}
        offset += len(piece)
    return {}


def titles(sees: Sees, text: str) -> tuple[int, ...]:
    """The numbers of the documents on the desk with all these words, or what begins so, in the title (else the id).

    By number, and no more than `TITLES_AT_MOST`. All case and all accents are the same.
    """
    words = " ".join(f"{phrase(word)}*" for word in text.split())
    if not words:
        return ()
    shown = sees.shown("title_words.rowid")
    return tuple(
        sees.connection.each_value(
            f"SELECT rowid FROM title_words WHERE title_words MATCH ? AND {shown} ORDER BY rowid LIMIT ?",
            words,
            TITLES_AT_MOST,
        )
    )
