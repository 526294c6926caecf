"""What of a database somebody's desk shows and asks for: pages, which sentence is next, and what was left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from annotator.core.decision import Answer, is_of_a_role
from annotator.core.draw import Withhold
from annotator.core.errors import AnnotatorError, ArticleUnreadable, RowUnreadable
from annotator.core.model import Labels, Sentence, Span, Suggestion
from annotator.core.revisions import Outdated
from annotator.core.session.desk import Item, Page, Place, Sitting
from annotator.core.session.state import is_to_be_withheld, kept_back
from annotator.core.speakers import Names, renamed_cast, renamed_labels
from annotator.store.articles.documents import check_present, is_present
from annotator.store.log import rows
from annotator.store.log.revisions import outdated_keys
from annotator.store.log.schema import ANNOTATORS, BLOCK, MADE, NEWEST_SUGGESTION, STANDS, WHEN_MADE
from annotator.store.log.shapes import ANYWHERE, Within
from annotator.store.log.speaker_names import renamed_column, standing_names
from annotator.store.sqlite.sqlite_library import Connection

AHEAD, BACK = ("min", ">=", "ASC", 1), ("max", "<=", "DESC", -1)
"""What SQL for the first from somewhere on, ahead or back, has in its places 0 to 3."""
_HERE = "(SELECT document FROM sentences WHERE id {1} :at ORDER BY id {2} LIMIT 1)"
# Block by block, without those in which all is answered (the first has one document less: they begin at 1).
_BLOCKS_LEFT = f"""
    WITH RECURSIVE block (n) AS (
        SELECT :document / {BLOCK} UNION ALL SELECT n + {{3}} FROM block
        WHERE n + {{3}} BETWEEN 0 AND (SELECT max(number) FROM documents) / {BLOCK}
    )
    SELECT COLUMN FROM block WHERE NOT EXISTS
    (SELECT 1 FROM blocks WHERE annotator = :annotator AND block = n AND answered = {BLOCK} - (n = 0))
"""
# From an index alone: no text is read. With LIMIT -1 SQLite looks into each block once, not again for what it found.
_FIRST_OF_BLOCK = f"""(
    SELECT d.number FROM documents AS d INDEXED BY documents_by_length
    LEFT JOIN progress AS own ON own.annotator = :annotator AND own.document = d.number
    WHERE d.number BETWEEN n * {BLOCK} AND n * {BLOCK} + {BLOCK - 1} AND d.number {{1}} :document
    AND {is_present("d.number")} AND coalesce(own.unanswered, d.sentences) ORDER BY d.number {{2}} LIMIT 1
) AS found"""
_UNANSWERED = f"""
    SELECT found FROM ({_BLOCKS_LEFT.replace("COLUMN", _FIRST_OF_BLOCK)} LIMIT -1) WHERE found IS NOT NULL LIMIT 1
"""
"""SQL for the first document from `:document` on in which `:annotator` has a sentence without an answer."""
FIRST_UNANSWERED = f"""(
    SELECT {{0}}(id) FROM sentences WHERE id {{1}} :at AND document = ({_UNANSWERED.replace(":document", _HERE)})
)"""
"""SQL for the first sentence from `:at` on of such a document."""


FEW_BLOCKS = 4
"""Blocks: so many are sooner gone through document by document than all there is in an order. Set by hand."""


def few_left(connection: Connection, annotator: str | None) -> list[int] | None:
    """The numbers in blocks in which the annotator has not answered all; None where these are all, or not few."""
    sql = f"{_BLOCKS_LEFT.format(*AHEAD).replace('COLUMN', 'n')} LIMIT {FEW_BLOCKS + 1}"
    left = connection.each_value(sql, annotator=annotator, document=0)
    if len(left) > FEW_BLOCKS or not connection.there_is("SELECT 1 FROM blocks WHERE annotator = ? LIMIT 1", annotator):
        return None
    return [number for block in left for number in range(block * BLOCK, block * BLOCK + BLOCK)]


class Sees:
    """All documents; in a database with slots those that an annotator took; or those of a qualification.

    Asked anew by every query, as somebody else may run `annotator assign` or merge at any time.
    """

    revision: int | None = None
    """The key of the one that is decided under; None: that in use."""

    def __init__(
        self,
        connection: Connection,
        annotator: str,
        asks: int | None = None,
        withhold: Withhold | None = None,
    ) -> None:
        """`asks`: the qualification whose sentences alone are to be answered; None: there is none such.

        `withhold` says which sentences are shown without their suggestion, if they were never shown with it.
        """
        self.connection = connection
        self.annotator = annotator
        self.asks, self.withhold = asks, withhold

    @property
    def shared(self) -> bool:
        """Whether the database has slots: then nothing of one annotator's work may reach another's desk."""
        return self.connection.there_is("SELECT 1 FROM slots LIMIT 1")

    @property
    def queued(self) -> bool:
        """Whether this desk holds only what its annotator took. Reviewers and candidates take nothing."""
        return not is_of_a_role(self.annotator) and self.shared

    def names(self) -> dict[str, str]:
        """The names of speakers that stand for another one: by everybody's renamings, or with slots by one's own."""
        return standing_names(self.connection, self.annotator if self.shared else None)

    def shown(self, document: str) -> str:
        """SQL that the desk shows a document: in place of `documents.is_present`, with the same argument.

        With slots that is one which the annotator holds, has finished, or has begun, be it that somebody else has the
        slot by now.
        """
        if self.asks is not None:
            return f"({is_present(document)} AND {document} IN ({self._asking()}))"
        return self._leased(document, self._on_desk()) if self.queued else is_present(document)

    def is_asked(self, sentence: str) -> str:
        """SQL that something is to be said of a sentence, by its id: of all but those around a qualification's."""
        return "TRUE" if self.asks is None else f"{sentence} IN ({self._asking('sentences.id')})"

    def offered(self, document: str) -> str:
        """SQL that sentences of a document are still asked for: with slots, in those that the annotator holds."""
        return self._leased(document, "leases.state = 'held'") if self.queued else self.shown(document)

    def documents(self, which: str = "TRUE", order: str = "ASC") -> str:
        """SQL for the numbers of the documents that `:annotator`'s desk shows: `which` of them, in that order."""
        if self.asks is not None:
            source = f"{self._asking()} AND {is_present('document')} AND {which} GROUP BY document"
        elif self.queued:
            present = is_present("document")
            source = f"SELECT DISTINCT document FROM leases WHERE annotator = :annotator AND {present} AND {which}"
            source += f" AND {self._on_desk()}"
        else:
            source = f"SELECT number AS document FROM documents WHERE {is_present('number')} AND {which}"
        return f"{source} ORDER BY document {order}"

    def first_shown(self) -> str:
        """SQL for the first sentence of the desk from `:at` on (see `AHEAD`)."""
        documents = self.documents(f"document {{1}} {_HERE}", "{2}")
        return f"(SELECT {{0}}(id) FROM sentences WHERE id {{1}} :at AND document = ({documents} LIMIT 1))"

    def unanswered(self, document: int) -> int | None:
        """The first document from that number on with a sentence without an answer; None where there is none.

        With slots: of those that the annotator holds.
        """
        if self.queued:
            sql = f"""
                SELECT document FROM leases WHERE annotator = :annotator AND open = 1 AND document >= :document
                AND {is_present("document")} AND state = 'held'
                AND EXISTS (SELECT 1 FROM sentences WHERE document = leases.document) ORDER BY document LIMIT 1
            """
        else:
            sql = _UNANSWERED.format(*AHEAD)
        return self.connection.first_value(sql, annotator=self.annotator, document=document)

    def undecided_after(self, sentence_id: int) -> Place | None:
        """The next sentence without an answer after that one, then from the beginning; None if all have one.

        It is one that the desk asks for: with slots, in those documents that the annotator holds.
        """
        if self.asks is not None:
            return self._first("id > ?", sentence_id) or self._first("id > ?", 0)
        document = self.connection.first_value("SELECT document FROM sentences WHERE id = ?", sentence_id) or 0
        here = self._first("document = ? AND id > ?", document, sentence_id)
        return here or self._first_from(document + 1) or self._first_from(1)

    def first_undecided(self, document: int) -> Place | None:
        """The first sentence of the document without an answer that the desk asks for; None if there is none."""
        return self._first("document = ?", document)

    def skipped(self) -> int:
        """How many sentences the annotator has skipped and not decided since; with slots, in what is held."""
        sql = "SELECT skipped FROM totals WHERE annotator = ?"
        if self.queued:
            sql = f"""
                SELECT sum(own.skipped) FROM leases CROSS JOIN progress AS own
                ON own.annotator = leases.annotator AND own.document = leases.document
                WHERE leases.annotator = ? AND leases.state = 'held' AND {is_present("leases.document")}
            """
        return self.connection.first_value(sql, self.annotator) or 0

    def skipped_after(self, sentence_id: int) -> Place | None:
        """The next skipped sentence after that one; None where none follows."""
        row = self.connection.first_row(  # Named, as SQLite would rather go through all decisions by their key.
            f"""
                SELECT document, position FROM heads INDEXED BY skipped_heads
                CROSS JOIN sentences ON sentences.id = heads.sentence_id
                WHERE heads.annotator = ? AND heads.skipped AND heads.sentence_id > ?
                AND {self.offered("document")} AND {self.is_asked("sentences.id")} ORDER BY heads.sentence_id LIMIT 1
            """,
            self.annotator,
            sentence_id,
        )
        return row and Place(*row)

    def _first_from(self, document: int) -> Place | None:
        """The first sentence without an answer in that document or one behind it."""
        number = self.unanswered(document)
        return None if number is None else self.first_undecided(number)

    def _first(self, which: str, *values: int) -> Place | None:
        """The first sentence that the desk asks for and that has no answer, of those of that SQL."""
        row = self.connection.first_row(
            f"""
                SELECT document, position FROM sentences WHERE {which}
                AND {self.offered("document")} AND {self.is_asked("id")}
                AND NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id)
                ORDER BY id LIMIT 1
            """,
            *values,
            self.annotator,
        )
        return row and Place(*row)

    def _asking(self, column: str = "document") -> str:
        return f"""
            SELECT {column} FROM qualification_items JOIN sentences ON sentences.id = sentence_id
            WHERE qualification = {self.asks}
        """

    def _on_desk(self) -> str:
        return f"(leases.state <> 'released' OR {worked_on('leases')})"

    def _leased(self, document: str, which: str) -> str:
        """SQL that the annotator has such a lease of the document. Asked of each, as there may be very many."""
        # `leased`, as `document` may be a column without its table's name: of the lease it would be true of each.
        return f"""
            ({is_present(document)} AND EXISTS (SELECT 1 FROM (SELECT leases.document AS leased FROM leases
            WHERE leases.annotator = {quoted(self.annotator)} AND {which}) WHERE leased = {document}))
        """


def quoted(text: str) -> str:
    """The text as a literal of SQL.

    >>> quoted("o'hara")
    "'o''hara'"
    """
    return "'" + text.replace("'", "''") + "'"


def worked_on(lease: str) -> str:
    """SQL that the annotator of a lease has answered, or edited, a sentence of its document; `lease` is the table."""
    return f"""
        (EXISTS (SELECT 1 FROM progress AS own WHERE own.annotator = {lease}.annotator
        AND own.document = {lease}.document) OR EXISTS (SELECT 1 FROM sentences AS edited CROSS JOIN drafts AS own
        ON own.annotator = {lease}.annotator AND own.sentence_id = edited.id
        WHERE edited.document = {lease}.document))
    """


# ---- sentences, and whole documents, as one annotator left them


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
_WAS_SEEN = """
    SELECT 1 FROM decisions WHERE annotator = ?2 AND sight <> 'withheld'
    AND (sentence_id = ?1 OR id IN (SELECT decision FROM carries WHERE sentence_id = ?1))
"""
"""SQL that somebody decided a sentence, or what was carried to it, with the suggestion in sight, undone or not."""
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
            sees.withhold is not None
            and is_to_be_withheld(item, text, sees.withhold)
            and not sees.connection.there_is(_WAS_SEEN, item.id, sees.annotator)
        )
        yield kept_back(item, hidden)


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


# ---- what was begun and not decided, and what was decided since; without removed documents


class OpenWork(NamedTuple):
    """What one annotator skipped (how many sentences), and where edits were left unconfirmed."""

    annotator: str
    skipped: int
    unconfirmed: tuple[Place, ...]


_AMONG = f"""
    {is_present("sentences.document")} AND (:documents = '[]' OR sentences.document IN
    (SELECT number FROM documents WHERE id IN (SELECT value FROM json_each(:documents))))
"""
"""SQL that a sentence is of these documents, by their ids (of all, if none is given), which are not removed."""


def unconfirmed(connection: Connection, annotator: str, documents: Sequence[str] = ()) -> dict[int, Place]:
    """Where the annotator left edits unconfirmed, by the sentence's id, in the order of the text.

    `documents` are ids, none means all.

    It does not ask what is on the desk: a document with such edits is.
    """
    places = connection.run(
        f"""
            SELECT sentences.id, document, position FROM drafts JOIN sentences ON sentences.id = drafts.sentence_id
            WHERE drafts.annotator = :annotator AND {_AMONG} ORDER BY sentences.id
        """,
        annotator=annotator,
        documents=rows.to_json([*documents]),
    )
    return {key: Place(*place) for key, *place in places}


def open_work(
    connection: Connection, annotator: str | None = None, documents: Sequence[str] = ()
) -> tuple[OpenWork, ...]:
    """The open work of each annotator who has any, by name; of one name and some documents (ids) if given.

    Of today only: it asks by indexes, which no table of another day has.
    """
    counted = connection.run(
        f"""
            SELECT name, (SELECT count(*) FROM heads INDEXED BY skipped_heads CROSS JOIN sentences
            ON sentences.id = heads.sentence_id WHERE heads.annotator = name AND heads.skipped AND {_AMONG})
            FROM annotators WHERE CASE WHEN :annotator IS NULL THEN {ANNOTATORS} ELSE name = :annotator END
            ORDER BY name
        """,
        annotator=annotator,
        documents=rows.to_json([*documents]),
    )
    return tuple(
        OpenWork(name, skipped, (*places.values(),))
        for name, skipped in counted
        for places in [unconfirmed(connection, name, documents)]
        if skipped or places
    )


def done_since(connection: Connection, annotator: str, event: int) -> Sitting:
    """What the annotator has answered after that event, by its id, and not undone, as it stands now.

    Sentences in which only a speaker or a topic was given another name, with many others, were not answered.
    """
    row = connection.first_row(
        f"""
        WITH answered AS (
            SELECT DISTINCT d.sentence_id FROM events AS e CROSS JOIN decisions AS d ON d.event = e.id
            WHERE +e.who = :annotator AND e.id > :event AND e.kind = 'decide' AND {STANDS.format("e")} AND (
                e.sentence IS NULL OR d.answer IS NOT (SELECT answer FROM decisions WHERE id = d.replaces))
        )
        SELECT coalesce(sum(answer <> 'skip' AND NOT implied), 0), coalesce(sum(answer = 'skip'), 0),
            coalesce(sum(implied), 0), coalesce(sum(CASE WHEN answer = 'accept' THEN (
                SELECT count(*) FROM json_each(CASE WHEN json_valid(labels) THEN labels END, '$.quotes')
                WHERE NOT value ->> 'continues'
            ) END), 0), coalesce(sum(keys), 0)
        FROM answered
        CROSS JOIN heads ON heads.annotator = :annotator AND heads.sentence_id = answered.sentence_id
        CROSS JOIN decisions ON decisions.id = heads.decision
        CROSS JOIN sentences ON sentences.id = heads.sentence_id
        WHERE {is_present("sentences.document")}
        """,
        annotator=annotator,
        event=event,
    )
    return Sitting(*row)
