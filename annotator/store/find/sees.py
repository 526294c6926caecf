"""What of a database somebody's desk shows, and what it asks for."""

from __future__ import annotations

from annotator.core.decision import is_of_a_role
from annotator.store.articles.removals import is_present
from annotator.store.log.schema import BLOCK
from annotator.store.sqlite.sqlite_library import sqlite3


class Sees:
    """All documents; in a database with slots those that an annotator took; or those of a qualification.

    Asked anew by every query, as somebody else may run `annotator assign` or merge at any time.
    """

    def __init__(self, connection: sqlite3.Connection, annotator: str, asks: int | None = None) -> None:
        """`asks`: the qualification whose sentences alone are to be answered; None: there is none such."""
        self.connection = connection
        self.annotator = annotator
        self.asks = asks

    @property
    def shared(self) -> bool:
        """Whether the database has slots: then nothing of one annotator's work may reach another's desk."""
        return self.connection.execute("SELECT 1 FROM slots LIMIT 1").fetchone() is not None

    @property
    def queued(self) -> bool:
        """Whether this desk holds only what its annotator took. Reviewers and candidates take nothing."""
        return not is_of_a_role(self.annotator) and self.shared

    @property
    def names_of(self) -> str | None:
        """Whose renamings of speakers the desk shows; None: everybody's."""
        return self.annotator if self.shared else None

    def shown(self, document: str) -> str:
        """SQL that the desk shows a document: in place of `removals.is_present`, with the same argument.

        With slots that is one which the annotator holds, has finished, or has begun, be it that somebody else has the
        slot by now.
        """
        if self.asks is not None:
            return f"({is_present(document)} AND {document} IN ({self._asking()}))"
        return self._leased(document, self._on_desk()) if self.queued else is_present(document)

    def asked(self, sentence: str) -> str:
        """SQL that something is to be said of a sentence, by its id: of all but those around a qualification's."""
        return "TRUE" if self.asks is None else f"{sentence} IN ({self._asking('sentences.id')})"

    def offered(self, document: str) -> str:
        """SQL that sentences of a document are still asked for: with slots, in those that the annotator holds."""
        return self._leased(document, "leases.state = 'held'") if self.queued else self.shown(document)

    def documents(self) -> str:
        """SQL for the numbers of the documents that a desk shows, ascending, where it does not show all."""
        if self.asks is not None:
            return f"{self._asking()} AND {is_present('document')} GROUP BY document ORDER BY document"
        return (
            f"SELECT DISTINCT leases.document FROM leases WHERE leases.annotator = {quoted(self.annotator)}"
            f" AND {is_present('leases.document')} AND {self._on_desk()} ORDER BY leases.document"
        )

    def unanswered(self, document: int) -> int | None:
        """The first document from that number on with a sentence without an answer; None where there is none.

        With slots: of those that the annotator holds.
        """
        if self.queued:
            sql = (
                "SELECT document FROM leases WHERE annotator = :annotator AND open AND document >= :document"
                f" AND {is_present('document')} AND state = 'held'"
                " AND EXISTS (SELECT 1 FROM sentences WHERE document = leases.document) ORDER BY document LIMIT 1"
            )
        else:
            # Block by block, without those in which all is answered; from an index alone: no text is read.
            sql = (
                f"WITH RECURSIVE block (n) AS (VALUES (:document / {BLOCK}) UNION ALL SELECT n + 1 FROM block"
                f" WHERE n < (SELECT max(number) FROM documents) / {BLOCK})"
                " SELECT found FROM (SELECT (SELECT d.number FROM documents AS d INDEXED BY documents_by_length"
                " LEFT JOIN progress AS own ON own.annotator = :annotator AND own.document = d.number"
                f" WHERE d.number BETWEEN n * {BLOCK} AND n * {BLOCK} + {BLOCK - 1} AND d.number >= :document"
                f" AND {is_present('d.number')} AND coalesce(own.unanswered, d.sentences)"
                " ORDER BY d.number LIMIT 1) AS found FROM block WHERE NOT EXISTS (SELECT 1 FROM blocks"
                f" WHERE annotator = :annotator AND block = n AND answered = {BLOCK})) WHERE found IS NOT NULL LIMIT 1"
            )
        row = self.connection.execute(sql, {"annotator": self.annotator, "document": document}).fetchone()
        return None if row is None else int(row[0])

    def _asking(self, column: str = "document") -> str:
        return (
            f"SELECT {column} FROM qualification_items JOIN sentences ON sentences.id = sentence_id"
            f" WHERE qualification = {self.asks}"
        )

    def _on_desk(self) -> str:
        return f"(leases.state <> 'released' OR {worked_on('leases')})"

    def _leased(self, document: str, which: str) -> str:
        """SQL that the annotator has such a lease of the document. Asked of each, as there may be very many."""
        # `leased`, as `document` may be a column without its table's name: of the lease it would be true of each.
        return (
            f"({is_present(document)} AND EXISTS (SELECT 1 FROM (SELECT leases.document AS leased FROM leases"
            f" WHERE leases.annotator = {quoted(self.annotator)} AND {which}) WHERE leased = {document}))"
        )


def quoted(text: str) -> str:
    """The text as a literal of SQL.

    >>> quoted("o'hara")
    "'o''hara'"
    """
    return "'" + text.replace("'", "''") + "'"


def worked_on(lease: str) -> str:
    """SQL that the annotator of a lease has answered, or edited, a sentence of its document; `lease` is the table."""
    return (
        f"(EXISTS (SELECT 1 FROM progress AS own WHERE own.annotator = {lease}.annotator"
        f" AND own.document = {lease}.document) OR EXISTS (SELECT 1 FROM sentences AS edited CROSS JOIN drafts AS own"
        f" ON own.annotator = {lease}.annotator AND own.sentence_id = edited.id"
        f" WHERE edited.document = {lease}.document))"
    )
