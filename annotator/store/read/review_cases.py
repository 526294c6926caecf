"""What annotators say of each sentence, and what of it a reviewer is to settle. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import orjson

from annotator.core.decided import Selection
from annotator.core.decision import Answer, Decision
from annotator.core.model import Labels
from annotator.core.model_json import labels_from_json
from annotator.core.review.case import Case, Kind, Left, Scope, is_audited, least_agreed
from annotator.core.review.versions import Version, differs, is_unanimous, marked, sentence_agreement, versions
from annotator.core.session.desk import Place
from annotator.core.speakers import Names, renamed_labels
from annotator.store.articles.removals import is_present
from annotator.store.log.schema import ANNOTATORS
from annotator.store.log.speaker_names import standing_names
from annotator.store.read.reviews import Event, standing
from annotator.store.read.selection import check
from annotator.store.sqlite.sqlite_library import sqlite3


class Said(NamedTuple):
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


def of_sentence(connection: sqlite3.Connection, sentence_id: int) -> list[Said]:
    """What annotators say of a sentence, by their names."""
    found = connection.execute(_SAID % "sentences.id = ?", (sentence_id,))
    return list(map(Said._make, found))


def of_documents(connection: sqlite3.Connection, documents: Iterable[int]) -> Iterator[list[Said]]:
    """What annotators say of the sentences of some documents (their numbers), sentence by sentence."""
    numbers = orjson.dumps(sorted(documents)).decode()
    wanted = "sentences.document IN (SELECT value FROM json_each(?))"
    found = map(Said._make, connection.execute(_SAID % wanted, (numbers,)))
    return (list(of_one) for _, of_one in groupby(found, key=lambda said: said.sentence_id))


def voices(said: Sequence[Said]) -> list[Said]:
    """Those that count as versions: by whoever looked at the sentence, if anybody did."""
    unseen = min((one.implied for one in said), default=0)
    return [one for one in said if one.implied == unseen]


def versions_of(said: Iterable[Said]) -> tuple[Version, ...]:
    """The distinct ways in which a sentence is marked."""
    return _versions(tuple(said))


@lru_cache(2048)  # a screen that goes from difference to difference shows the same documents again and again
def _versions(said: tuple[Said, ...]) -> tuple[Version, ...]:
    return versions(
        Decision(
            id=one.decision,
            annotator=one.annotator,
            answer=Answer(one.answer),
            labels=labels_from_json(orjson.loads(one.labels)),
            decided_at="",
            implied=bool(one.implied),
        )
        for one in said
    )


def uuids_of(found: Iterable[Version], said: Iterable[Said]) -> tuple[tuple[str, ...], ...]:
    """The versions by the uuids of their decisions, which name them in every copy of the database."""
    uuids = {one.decision: one.uuid for one in said}
    return tuple(tuple(uuids[decision] for decision in version.decisions) for version in found)


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


class Unanimous(NamedTuple):
    """A sentence that can be settled unseen: the decision that stands for all, and the uuids of all of them."""

    sentence_id: int
    decision: int
    uuids: tuple[str, ...]


@dataclass(slots=True)
class Survey:
    """All that there is to review: cases with the least agreement first, unanimous sentences, and what is done.

    `documents` that are ready, by number with their ids; `waiting`: how many are begun and not ready.
    """

    cases: list[Case] = field(default_factory=list)
    unanimous: list[Unanimous] = field(default_factory=list)
    documents: dict[int, str] = field(default_factory=dict)
    done: int = 0
    waiting: int = 0

    def left(self) -> Left:
        """The numbers of it."""
        audit = sum(case.kind is Kind.AUDIT for case in self.cases)
        return Left(len(self.cases) - audit, audit, len(self.unanimous), self.done, self.waiting)


def survey(connection: sqlite3.Connection, scope: Scope) -> Survey:
    """Go through all documents that are ready. Call inside a transaction, as this is several queries."""
    documents, waiting = ready(connection, scope)
    found = Survey(documents=documents, waiting=waiting)
    events = {event.sentence_id: event for event in standing(connection)}
    weigh = _Weigh(connection, scope, documents)
    for said in of_documents(connection, documents):
        event = events.get(said[0].sentence_id)
        stands = event is not None and not weigh.changed(event, said)
        found.done += stands
        if stands and not scope.again:
            continue
        case = weigh.case(said, event)
        if case is not None:
            found.cases.append(case)
        elif event is None and _is_surely_unanimous(said):
            same = voices(said)  # by name: the first of them stands for all
            uuids = tuple(one.uuid for one in same)
            found.unanimous.append(Unanimous(said[0].sentence_id, same[0].decision, uuids))
    found.cases = least_agreed(found.cases)
    return found


def case_of(connection: sqlite3.Connection, scope: Scope, documents: dict[int, str], sentence_id: int) -> Case | None:
    """What is to be settled in one sentence of these documents (ids by their numbers), also where it is settled."""
    said = of_sentence(connection, sentence_id)
    if not said or said[0].document not in documents:
        return None
    event = next(iter([*standing(connection, sentence_id)][-1:]), None)
    return _Weigh(connection, scope, documents).case(said, event)


def sentence_of(connection: sqlite3.Connection, case: Case) -> tuple[str, str]:
    """The id that the sentence of a case has in exports, and its text."""
    name, text = connection.execute(
        'SELECT documents.id, substr(text, start + 1, "end" - start) FROM sentences'
        " JOIN documents ON number = document WHERE sentences.id = ?",
        (case.sentence_id,),
    ).fetchone()
    return f"{name}:{case.place.index}", text


def kind_of(found: tuple[Version, ...], document: str, index: int, share: float) -> Kind:
    """What a reviewer who decides a sentence with these versions does."""
    if differs(found):
        return Kind.DIFFERENCE
    return Kind.AUDIT if is_unanimous(found) and is_audited(document, index, share) else Kind.OWN


class _Weigh:
    """What the sentences of some documents come to, for one scope. The last document's text is kept at hand."""

    def __init__(self, connection: sqlite3.Connection, scope: Scope, documents: dict[int, str]) -> None:
        self._connection, self._scope, self._documents = connection, scope, documents
        self._names: Names = standing_names(connection)
        self._text_of = lru_cache(1)(self._text)

    def case(self, said: list[Said], event: Event | None) -> Case | None:
        """The case that a sentence is; None where there is nothing to look at. `event`: how it was settled last."""
        first = said[0]
        if _is_surely_unanimous(said) and event is None and not self._is_audited(first):
            return None  # most sentences: their labels need not be read
        found = versions_of(said)
        kind = kind_of(found, self._documents[first.document], first.position, self._scope.share)
        if kind is Kind.OWN and not (event is not None and is_unanimous(found) and self._is_against(event, found[0])):
            return None
        every = [version.labels for version in found for _ in version.annotators]
        agreement = sentence_agreement(every, self._text_of(first.document))
        place = Place(first.document, first.position)
        return Case(first.sentence_id, place, found, kind, agreement, settled=event is not None)

    def changed(self, event: Event, said: list[Said]) -> bool:
        """Whether annotators mark the sentence in other ways than when it was settled.

        One who says the same again changes nothing, nor does one more who marks it as others do, nor a speaker who was
        renamed in all documents.
        """
        said = voices(said)
        if {uuid for version in event.versions for uuid in version} == {one.uuid for one in said}:
            return False
        then = self._connection.execute(
            "SELECT answer, todays(labels) FROM decisions WHERE uuid IN (SELECT value FROM json_each(?))",
            (orjson.dumps([version[0] for version in event.versions]).decode(),),
        )
        now = ((one.answer, one.labels) for one in said)
        return self._ways(then) != self._ways(now)

    def _ways(self, said: Iterable[Any]) -> set[Labels]:
        return {
            renamed_labels(marked(Answer(answer), labels_from_json(orjson.loads(labels))), self._names)
            for answer, labels in said
        }

    def _is_against(self, event: Event, version: Version) -> bool:
        """Whether annotators who are of one mind now mark what the reviewer did not."""
        answer, labels = self._connection.execute(
            "SELECT answer, todays(labels) FROM decisions WHERE id = ?", (event.decision,)
        ).fetchone()
        return self._ways([(answer, labels)]) != {renamed_labels(version.labels, self._names)}

    def _is_audited(self, said: Said) -> bool:
        return is_audited(self._documents[said.document], said.position, self._scope.share)

    def _text(self, document: int) -> str:
        (text,) = self._connection.execute("SELECT text FROM documents WHERE number = ?", (document,)).fetchone()
        return str(text)


def _is_surely_unanimous(said: list[Said]) -> bool:
    """Whether two or more looked, and all wrote the same, letter by letter. What only means the same is not seen."""
    seen = [one.labels for one in said if not one.implied]
    return len(seen) >= 2 and len({*seen}) == 1
