"""What of a database somebody's desk shows and asks for: which sentence is next, and what was left open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotator.core.decision import is_of_a_role
from annotator.core.draw import Withhold
from annotator.core.session.desk import Place, Sitting
from annotator.store.articles.documents import is_present
from annotator.store.log.rows import to_json
from annotator.store.log.schema import ANNOTATORS, BLOCK, STANDS
from annotator.store.log.speaker_names import standing_names
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
        """How many sentences the annotator has skipped and not decided since, in documents that the desk asks for."""
        sql = "SELECT skipped FROM totals WHERE annotator = ?"
        if self.asks is not None:
            sql = f"SELECT sum(skipped) FROM progress WHERE annotator = ? AND {self.offered('document')}"
        elif self.queued:
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
        documents=to_json([*documents]),
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
        documents=to_json([*documents]),
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
