"""Reviews: what annotators say of each sentence, what of it is to be settled, and what reviewers' decisions say of it.

What a decision says of the versions that it chose among is a column of it: in which state they were then, and why
annotators differed. One of them can learn of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import orjson

from annotator.core.decided import Selection
from annotator.core.decision import Answer, Decision
from annotator.core.model import Labels, Span
from annotator.core.review.case import (
    Case,
    CaseKind,
    Cause,
    Left,
    Lesson,
    Reviewed,
    Scope,
    Verdict,
    is_audited,
    least_agreed,
)
from annotator.core.review.versions import (
    Version,
    agreement_of,
    differs,
    is_unanimous,
    version_of,
    versions,
)
from annotator.core.session.desk import Place
from annotator.core.speakers import Names, renamed_labels
from annotator.store.articles.documents import is_present
from annotator.store.find.sees import Sees
from annotator.store.log import rows
from annotator.store.log.schema import ANNOTATORS, REVIEWERS
from annotator.store.log.speaker_names import standing_names
from annotator.store.read.selection import check, in_order, marks
from annotator.store.sqlite.sqlite_library import one_value, sqlite3

# ---- what annotators say


class OwnVersion(NamedTuple):
    """What one annotator said of a sentence: a current decision that is no skip, with its labels, as a column."""

    sentence_id: int
    document: int
    position: int
    decision: int
    uuid: str
    annotator: str
    answer: str
    labels: str
    implied: int


_SAID = (
    "SELECT sentences.id, sentences.document, sentences.position, decisions.id, decisions.uuid, annotators.name,"
    " decisions.answer, todays(decisions.labels), decisions.implied"
    " FROM sentences CROSS JOIN annotators"
    " CROSS JOIN heads ON heads.annotator = annotators.name AND heads.sentence_id = sentences.id"
    " CROSS JOIN decisions ON decisions.id = heads.decision"
    f" WHERE {ANNOTATORS} AND decisions.answer <> 'skip' AND %s ORDER BY sentences.id, annotators.name"
)


def of_sentence(connection: sqlite3.Connection, sentence_id: int) -> tuple[OwnVersion, ...]:
    """What annotators say of a sentence, by their names."""
    return tuple(map(OwnVersion._make, connection.execute(_SAID % "sentences.id = ?", (sentence_id,))))


def of_documents(connection: sqlite3.Connection, documents: Iterable[int]) -> Iterator[tuple[OwnVersion, ...]]:
    """What annotators say of the sentences of some documents (their numbers), sentence by sentence."""
    wanted = "sentences.document IN (SELECT value FROM json_each(?))"
    found = map(OwnVersion._make, connection.execute(_SAID % wanted, (rows.to_json(sorted(documents)),)))
    return (tuple(of_one) for _, of_one in groupby(found, key=lambda said: said.sentence_id))


def voices(said: Sequence[OwnVersion]) -> tuple[OwnVersion, ...]:
    """Those that count as versions: by whoever looked at the sentence, if anybody did."""
    unseen = min((one.implied for one in said), default=0)
    return tuple(one for one in said if one.implied == unseen)


@lru_cache(2048)  # a screen that goes from difference to difference shows the same documents again and again
def versions_of(said: tuple[OwnVersion, ...]) -> tuple[Version, ...]:
    """The distinct ways in which a sentence is marked."""
    return versions(
        Decision(
            id=one.decision,
            annotator=one.annotator,
            answer=Answer(one.answer),
            labels=rows.labels(one.labels),
            decided_at="",
            implied=bool(one.implied),
        )
        for one in said
    )


def uuids_of(found: Iterable[Version], said: Iterable[OwnVersion]) -> tuple[tuple[str, ...], ...]:
    """The versions by the uuids of their decisions, which name them in every copy of the database."""
    uuids = {one.decision: one.uuid for one in said}
    return tuple(tuple(uuids[decision] for decision in version.decisions) for version in found)


# ---- what reviewers say


class Event(NamedTuple):
    """What one decision of a reviewer says of a sentence, and of which versions (the uuids of the decisions of each).

    `answer` and `labels` are columns of that decision.
    """

    sentence_id: int
    decision: int
    reviewer: str
    verdict: Verdict
    versions: tuple[tuple[str, ...], ...]
    answer: str
    labels: str


def column(verdict: Verdict, versions: Sequence[Sequence[str]]) -> str:
    """The column of a decision that keeps what it says of versions.

    Each is given by the uuids of the decisions that mark the same.
    """
    return rows.to_json({"kind": verdict.kind, "versions": versions, **asdict(verdict)})


def standing(connection: sqlite3.Connection, sentence_id: int | None = None) -> Iterator[Event]:
    """What stands of every reviewer, of all sentences or of one; of each sentence the latest comes last.

    A reviewer's skip settles nothing and is left out. What an import brought of a reviewer without saying anything of
    versions counts as the reviewer's own.
    """
    where = "" if sentence_id is None else " AND heads.sentence_id = ?"
    found = connection.execute(
        "SELECT heads.sentence_id, heads.decision, heads.annotator, decisions.verdict, decisions.answer,"
        " todays(decisions.labels) FROM annotators"
        " CROSS JOIN heads ON heads.annotator = annotators.name JOIN decisions ON decisions.id = heads.decision"
        f" WHERE {REVIEWERS} AND decisions.answer <> 'skip'{where}"
        f" ORDER BY heads.sentence_id, {in_order('decisions')}",
        () if sentence_id is None else (sentence_id,),
    )
    for sentence, decision, reviewer, verdict, *answered in found:
        with rows.as_kept(f"decisions row {decision}"):
            said = orjson.loads(verdict or "{}")
            cause = said.get("cause")
            kind, taken = CaseKind(said.get("kind") or CaseKind.OWN), tuple(said.get("taken", ()))
            of_versions = Verdict(kind, taken, Cause(cause) if cause else None, said.get("paragraph"))
            versions = tuple(map(tuple, said.get("versions", ())))
        yield Event(sentence, decision, reviewer, of_versions, versions, *answered)


def reviewed(connection: sqlite3.Connection, documents: Sequence[str] = ()) -> Iterator[Reviewed]:
    """The latest review of each sentence, document by document; only of those documents (ids) if any are given."""
    for event in {event.sentence_id: event for event in standing(connection)}.values():
        row = connection.execute(
            'SELECT documents.id, number, position, start, "end" FROM sentences JOIN documents ON number = document'
            f" WHERE sentences.id = ? AND {is_present('number')}",
            (event.sentence_id,),
        ).fetchone()
        if row is None or (documents and row[0] not in documents):
            continue
        name, number, position, start, end = row
        yield Reviewed(
            sentence_id=event.sentence_id,
            document=name,
            place=Place(number, position),
            span=Span(start, end),
            reviewer=event.reviewer,
            versions=_as_they_were(connection, event),
            labels=marks(event.answer, event.labels),
            verdict=event.verdict,
        )


def texts(connection: sqlite3.Connection, documents: Collection[str]) -> dict[str, str]:
    """The texts of some documents, by their ids."""
    found = connection.execute(
        "SELECT id, text FROM documents WHERE id IN (SELECT value FROM json_each(?))", (rows.to_json([*documents]),)
    )
    return dict(found)


def _as_they_were(connection: sqlite3.Connection, event: Event) -> tuple[Version, ...]:
    """The versions that a reviewer chose among, with the numbers that they had. What is not here is left out."""
    uuids = rows.to_json([uuid for version in event.versions for uuid in version])
    found = {
        uuid: rows.decision(row)
        for uuid, *row in connection.execute(
            f"SELECT uuid, {rows.DECISION} FROM decisions WHERE uuid IN (SELECT value FROM json_each(?))", (uuids,)
        )
    }
    made = ([found[uuid] for uuid in version if uuid in found] for version in event.versions)
    return tuple(version_of(number, decisions) for number, decisions in enumerate(made, 1) if decisions)


def lessons(connection: sqlite3.Connection, annotator: str) -> tuple[Lesson, ...]:
    """The sentences of that annotator which review decided otherwise, in the order of the documents."""
    names = Sees(connection, annotator).names()
    found = []
    for review in reviewed(connection):
        own = connection.execute(
            "SELECT answer, todays(labels), implied FROM heads JOIN decisions ON decisions.id = heads.decision"
            " WHERE heads.annotator = ? AND heads.sentence_id = ? AND answer <> 'skip'",
            (annotator, review.sentence_id),
        ).fetchone()
        if own is None:
            continue
        *said, unseen = own
        mine, settled = (renamed_labels(labels, names) for labels in (marks(*said), review.labels))
        if mine != settled:
            name = f"{review.document}:{review.place.index}"
            why = (review.verdict.cause, review.verdict.paragraph)
            found.append(Lesson(review.sentence_id, name, review.place, mine, settled, *why, bool(unseen)))
    return tuple(found)


# ---- what is to be settled


def check_scope(connection: sqlite3.Connection, scope: Scope) -> None:
    """Raise InputRefused, or DocumentRemoved, for a document of the scope that is not in the database."""
    check(connection, Selection(documents=scope.documents))


def ready(connection: sqlite3.Connection, scope: Scope) -> tuple[dict[int, str], int]:
    """The documents of the scope that may be reviewed, by number with their ids; how many are begun and not ready.

    At least two annotators have decided something in them. Where a document has slots, all of these are finished; else
    two annotators or more have decided it to the end. `scope.early` asks for neither.
    """
    begun = {
        number: (name, may)
        for number, name, may in connection.execute(
            "SELECT number, id, CASE WHEN number IN (SELECT document FROM slots)"
            " THEN NOT EXISTS (SELECT 1 FROM slots WHERE slots.document = number AND NOT EXISTS (SELECT 1 FROM leases"
            " WHERE leases.document = number AND leases.slot = slots.slot AND leases.state = 'finished'))"
            " ELSE sum(accepted + rejected = sentences) >= 2 END"
            " FROM annotators CROSS JOIN progress ON annotator = name JOIN documents ON number = progress.document"
            f" WHERE {ANNOTATORS} AND accepted + rejected > 0 AND {is_present('number')}"
            " GROUP BY number HAVING count(*) >= 2 ORDER BY number"
        )
        if not scope.documents or name in scope.documents
    }
    found = {number: name for number, (name, may) in begun.items() if may or scope.early}
    return found, len(begun) - len(found)


class Survey:
    """All that there is to review: `cases` with the least agreement first, `unanimous` sentences, how many are `done`.

    Of a unanimous sentence, which can be settled unseen, what all say, by name: the first of them stands for all.

    `documents` that are ready, by number with their ids; `waiting`: how many are begun and not ready.
    """

    def __init__(self, connection: sqlite3.Connection, scope: Scope) -> None:
        """Go through all documents that are ready. Make it inside a transaction, as this is several queries."""
        self._connection, self._scope = connection, scope
        self._names: Names = standing_names(connection)
        self._text_of = lru_cache(1)(self._text)
        self.documents, self.waiting = ready(connection, scope)
        self.unanimous: list[tuple[OwnVersion, ...]] = []
        self.done = 0
        cases: list[Case] = []
        events = {event.sentence_id: event for event in standing(connection)}
        for said in of_documents(connection, self.documents):
            event = events.get(said[0].sentence_id)
            stands = event is not None and not self._changed(event, said)
            self.done += stands
            if stands and not scope.again:
                continue
            case = self._case(said, event)
            if case is not None:
                cases.append(case)
            elif event is None and _is_surely_unanimous(said):
                self.unanimous.append(voices(said))
        self.cases = least_agreed(cases)

    def left(self) -> Left:
        """The numbers of it."""
        audit = sum(case.kind is CaseKind.AUDIT for case in self.cases)
        return Left(len(self.cases) - audit, audit, len(self.unanimous), self.done, self.waiting)

    def case_of(self, sentence_id: int) -> Case | None:
        """What is to be settled in one sentence of these documents as it stands now, also where it is settled."""
        said = of_sentence(self._connection, sentence_id)
        if not said or said[0].document not in self.documents:
            return None
        self._names = standing_names(self._connection)
        return self._case(said, next(iter([*standing(self._connection, sentence_id)][-1:]), None))

    def _case(self, said: tuple[OwnVersion, ...], event: Event | None) -> Case | None:
        """The case that a sentence is; None where there is nothing to look at. `event`: how it was settled last."""
        first = said[0]
        document, share = self.documents[first.document], self._scope.share
        if _is_surely_unanimous(said) and event is None and not is_audited(document, first.position, share):
            return None  # most sentences: their labels need not be read
        found = versions_of(said)
        kind = kind_of(found, document, first.position, share)
        if kind is CaseKind.OWN and not (
            event is not None and is_unanimous(found) and self._is_against(event, found[0])
        ):
            return None
        agreement = agreement_of(found, self._text_of(first.document))
        return Case(first.sentence_id, Place(first.document, first.position), found, kind, agreement)

    def _changed(self, event: Event, said: tuple[OwnVersion, ...]) -> bool:
        """Whether annotators mark the sentence in other ways than when it was settled.

        One who says the same again changes nothing, nor does one more who marks it as others do, nor a speaker who was
        renamed in all documents.
        """
        said = voices(said)
        if {uuid for version in event.versions for uuid in version} == {one.uuid for one in said}:
            return False
        then = self._connection.execute(
            "SELECT answer, todays(labels) FROM decisions WHERE uuid IN (SELECT value FROM json_each(?))",
            (rows.to_json([version[0] for version in event.versions]),),
        )
        now = ((one.answer, one.labels) for one in said)
        return self._ways(then) != self._ways(now)

    def _ways(self, said: Iterable[tuple[str, str]]) -> set[Labels]:
        return {renamed_labels(marks(answer, labels), self._names) for answer, labels in said}

    def _is_against(self, event: Event, version: Version) -> bool:
        """Whether annotators who are of one mind now mark what the reviewer did not."""
        return self._ways([(event.answer, event.labels)]) != {renamed_labels(version.labels, self._names)}

    def _text(self, document: int) -> str:
        return str(one_value(self._connection, "SELECT text FROM documents WHERE number = ?", document))


def sentence_of(connection: sqlite3.Connection, case: Case) -> tuple[str, str]:
    """The id that the sentence of a case has in exports, and its text."""
    name, text, start, end = connection.execute(  # SQLite's substr ends at a NUL
        'SELECT documents.id, text, start, "end" FROM sentences JOIN documents ON number = document'
        " WHERE sentences.id = ?",
        (case.sentence_id,),
    ).fetchone()
    return f"{name}:{case.place.index}", text[start:end]


def kind_of(found: tuple[Version, ...], document: str, index: int, share: float) -> CaseKind:
    """What a reviewer who decides a sentence with these versions does."""
    if differs(found):
        return CaseKind.DIFFERENCE
    return CaseKind.AUDIT if is_unanimous(found) and is_audited(document, index, share) else CaseKind.OWN


def _is_surely_unanimous(said: tuple[OwnVersion, ...]) -> bool:
    """Whether two or more looked, and all wrote the same, letter by letter. What only means the same is not seen."""
    seen = [one.labels for one in said if not one.implied]
    return len(seen) >= 2 and len({*seen}) == 1
