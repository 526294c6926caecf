"""Reviews: what annotators say of each sentence, what of it is to be settled, and what reviewers' decisions say of it.

What a decision says of the versions that it chose among is a column of it: in which state they were then, and why
annotators differed. One of them can learn of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import NamedTuple

from annotator.core.decided import Selection
from annotator.core.decision import Answer, Decision
from annotator.core.model import Labels, Span
from annotator.core.review.versions import (
    Because,
    Case,
    CaseKind,
    Cause,
    Left,
    Lesson,
    Reviewed,
    Scope,
    Verdict,
    Version,
    agreement_of,
    differs,
    is_audited,
    is_unanimous,
    least_agreed,
    version_of,
    versions,
)
from annotator.core.session.desk import Place
from annotator.core.speakers import Names, renamed_labels
from annotator.store.articles.documents import documents_of, is_present
from annotator.store.find.sees import Sees
from annotator.store.log import rows
from annotator.store.log.kinds import LOST_VERDICT, verdict_of
from annotator.store.log.schema import ANNOTATORS, REVIEWERS
from annotator.store.log.speaker_names import standing_names
from annotator.store.read.selection import CURRENT, check_selection, in_order, marks
from annotator.store.sqlite.sqlite_library import Connection

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


_SAID = f"""
    SELECT sentences.id, sentences.document, sentences.position, decisions.id, decisions.uuid, annotators.name,
    decisions.answer, todays(decisions.labels), decisions.implied
    {CURRENT} WHERE {ANNOTATORS} AND decisions.answer <> 'skip' AND %s ORDER BY sentences.id, annotators.name
"""


def of_sentence(connection: Connection, sentence_id: int) -> tuple[OwnVersion, ...]:
    """What annotators say of a sentence, by their names."""
    return tuple(map(OwnVersion._make, connection.run(_SAID % "sentences.id = ?", sentence_id)))


def of_documents(connection: Connection, documents: Iterable[int]) -> Iterator[tuple[OwnVersion, ...]]:
    """What annotators say of the sentences of some documents (their numbers), sentence by sentence."""
    wanted = "sentences.document IN (SELECT value FROM json_each(?))"
    versions = map(OwnVersion._make, connection.run(_SAID % wanted, rows.to_json(sorted(documents))))
    return (tuple(of_one) for _, of_one in groupby(versions, key=lambda version: version.sentence_id))


def voices(own_versions: Sequence[OwnVersion]) -> tuple[OwnVersion, ...]:
    """Those that count as versions: by whoever looked at the sentence, if anybody did."""
    unseen = min(version.implied for version in own_versions)
    return tuple(version for version in own_versions if version.implied == unseen)


@lru_cache(2048)  # a screen that goes from difference to difference shows the same documents again and again
def versions_of(own_versions: tuple[OwnVersion, ...]) -> tuple[Version, ...]:
    """The distinct ways in which a sentence is marked."""
    return versions(
        Decision(
            id=version.decision,
            annotator=version.annotator,
            answer=Answer(version.answer),
            labels=rows.labels(version.labels),
            decided_at="",
            implied=bool(version.implied),
        )
        for version in own_versions
    )


# ---- what reviewers say


class StandingReview(NamedTuple):
    """What one decision of a reviewer says of a sentence, and of which versions (the uuids of the decisions of each).

    `answer` and `labels` are columns of that decision.
    """

    sentence_id: int
    reviewer: str
    verdict: Verdict
    versions: tuple[tuple[str, ...], ...]
    answer: str
    labels: str


def verdict_column(verdict: Verdict, versions: Sequence[Sequence[str]]) -> str:
    """The column of a decision that keeps what it says of versions.

    Each is given by the uuids of the decisions that mark the same.
    """
    taken, because = verdict.taken, verdict.because._asdict()
    return rows.to_json({"kind": verdict.kind, "versions": versions, "taken": taken, **because})


def standing_reviews(connection: Connection, sentence_id: int | None = None) -> Iterator[StandingReview]:
    """What stands of every reviewer, of all sentences or of one; of each sentence the latest comes last.

    A reviewer's skip settles nothing and is left out. What an import brought of a reviewer without saying anything of
    versions counts as the reviewer's own.
    """
    where = "" if sentence_id is None else " AND heads.sentence_id = ?"
    decisions = connection.execute(
        f"""
            SELECT heads.sentence_id, heads.decision, heads.annotator, decisions.verdict, decisions.answer,
            todays(decisions.labels) FROM annotators
            CROSS JOIN heads ON heads.annotator = annotators.name JOIN decisions ON decisions.id = heads.decision
            WHERE {REVIEWERS} AND decisions.answer <> 'skip'{where}
            ORDER BY heads.sentence_id, {in_order("decisions")}
        """,
        () if sentence_id is None else (sentence_id,),
    )
    for sentence, decision, reviewer, verdict, *answered in decisions:
        with rows.as_kept(f"decisions row {decision}"):
            said = verdict_of(verdict or LOST_VERDICT)
        because = Because(said["cause"] and Cause(said["cause"]), said["paragraph"])
        of_versions = Verdict(CaseKind(said["kind"]), tuple(said["taken"]), because)
        yield StandingReview(sentence, reviewer, of_versions, (*map(tuple, said["versions"]),), *answered)


def reviewed(connection: Connection, documents: Sequence[str] = ()) -> Iterator[Reviewed]:
    """The latest review of each sentence, document by document; only of those documents (ids) if any are given."""
    latest = {review.sentence_id: review for review in standing_reviews(connection)}
    places = connection.run(
        f"""
            SELECT sentences.id, documents.id, number, position, start, "end" FROM json_each(?1) AS reviewed
            JOIN sentences ON sentences.id = reviewed.value JOIN documents ON number = document
            WHERE {is_present("number")} AND (?2 = '[]' OR documents.id IN (SELECT value FROM json_each(?2)))
            ORDER BY sentences.id
        """,
        rows.to_json([*latest]),
        rows.to_json([*documents]),
    )
    for key, name, number, position, *span in places:
        review = latest[key]
        yield Reviewed(
            sentence_id=key,
            document=name,
            place=Place(number, position),
            span=Span(*span),
            reviewer=review.reviewer,
            versions=as_they_were(connection, review),
            labels=marks(review.answer, review.labels),
            verdict=review.verdict,
        )


def texts(connection: Connection, documents: Collection[str]) -> dict[str, str]:
    """The texts of some documents, by their ids."""
    wanted = "SELECT id, text FROM documents WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.run(wanted, rows.to_json([*documents])))


def as_they_were(connection: Connection, review: StandingReview) -> tuple[Version, ...]:
    """The versions that a reviewer chose among, with the numbers that they had. What is not here is left out."""
    uuids = rows.to_json([uuid for version in review.versions for uuid in version])
    by_uuid = {
        uuid: rows.decision(row)
        for uuid, *row in connection.run(
            f"SELECT uuid, {rows.DECISION} FROM decisions WHERE uuid IN (SELECT value FROM json_each(?))", uuids
        )
    }
    chosen = ([by_uuid[uuid] for uuid in version if uuid in by_uuid] for version in review.versions)
    return tuple(version_of(number, decisions) for number, decisions in enumerate(chosen, 1) if decisions)


def lessons(connection: Connection, annotator: str) -> tuple[Lesson, ...]:
    """The sentences of that annotator which review decided otherwise, in the order of the documents."""
    names = Sees(connection, annotator).names()
    learned = []
    for review in reviewed(connection):
        own = connection.first_row(
            """
                SELECT answer, todays(labels), implied FROM heads JOIN decisions ON decisions.id = heads.decision
                WHERE heads.annotator = ? AND heads.sentence_id = ? AND answer <> 'skip'
            """,
            annotator,
            review.sentence_id,
        )
        if own is None:
            continue
        *decision, unseen = own
        mine, settled = (renamed_labels(labels, names) for labels in (marks(*decision), review.labels))
        if mine != settled:
            name = f"{review.document}:{review.place.index}"
            because = review.verdict.because
            learned.append(Lesson(review.sentence_id, name, review.place, mine, settled, because, bool(unseen)))
    return tuple(learned)


# ---- what is to be settled


def check_scope(connection: Connection, scope: Scope) -> None:
    """Raise InputRefused, or DocumentRemoved, for a document of the scope that is not in the database."""
    check_selection(connection, Selection(documents=scope.documents))


def ready(connection: Connection, scope: Scope) -> tuple[dict[int, str], set[int]]:
    """The documents of the scope that may be reviewed, by number with their ids; those that are begun and not ready.

    At least two annotators have decided something in them. Where a document has slots, all of these are finished; else
    two annotators or more have decided it to the end. `scope.early` asks for neither.
    """
    begun = {
        number: (name, may)
        for number, name, may in connection.execute(
            f"""
                SELECT number, id, CASE WHEN number IN (SELECT document FROM slots)
                THEN NOT EXISTS (SELECT 1 FROM slots WHERE slots.document = number AND NOT EXISTS (SELECT 1 FROM leases
                WHERE leases.document = number AND leases.slot = slots.slot AND leases.state = 'finished'))
                ELSE sum(accepted + rejected = sentences) >= 2 END
                FROM annotators CROSS JOIN progress ON annotator = name JOIN documents ON number = progress.document
                WHERE {ANNOTATORS} AND accepted + rejected > 0 AND {is_present("number")}
                GROUP BY number HAVING count(*) >= 2 ORDER BY number
            """
        )
        if not scope.documents or name in scope.documents
    }
    ready = {number: name for number, (name, may) in begun.items() if may or scope.early}
    return ready, begun.keys() - ready


class Survey:
    """All that there is to review: `cases` with the least agreement first, `unanimous` sentences, how many are `done`.

    Of a unanimous sentence, which can be settled unseen, what all say, by name: the first of them stands for all.

    `documents` that are ready, by number with their ids; `waiting`: those that are begun and not ready, in which only
    counts what is done.
    """

    def __init__(self, connection: Connection, scope: Scope) -> None:
        """Go through all documents that are ready. Make it inside a transaction, as this is several queries."""
        self._connection, self._scope = connection, scope
        self._names: Names = standing_names(connection)
        text = "SELECT text FROM documents WHERE number = ?"
        self._text_of = lru_cache(1)(partial(connection.one_value, text))
        self.documents, self.waiting = ready(connection, scope)
        self.unanimous: list[tuple[OwnVersion, ...]] = []
        self.done = 0
        cases: list[Case] = []
        reviews = {review.sentence_id: review for review in standing_reviews(connection)}
        also = self.waiting.intersection(documents_of(connection, [*reviews]))
        for own_versions in of_documents(connection, {*self.documents, *also}):
            review = reviews.get(own_versions[0].sentence_id)
            stands = review is not None and not self._changed(review, own_versions)
            self.done += stands
            if (stands and not scope.again) or own_versions[0].document in also:
                continue
            case = self._case(own_versions, review)
            if case is not None:
                cases.append(case)
            elif review is None and _is_surely_unanimous(own_versions):
                self.unanimous.append(voices(own_versions))
        self.cases = least_agreed(cases)

    def left(self) -> Left:
        """The numbers of it."""
        audit = sum(case.kind is CaseKind.AUDIT for case in self.cases)
        return Left(len(self.cases) - audit, audit, len(self.unanimous), self.done, len(self.waiting))

    def case_of(self, sentence_id: int) -> Case | None:
        """What is to be settled in one sentence of these documents as it stands now, also where it is settled."""
        own_versions = of_sentence(self._connection, sentence_id)
        if not own_versions or own_versions[0].document not in self.documents:
            return None
        self._names = standing_names(self._connection)
        return self._case(own_versions, next(iter([*standing_reviews(self._connection, sentence_id)][-1:]), None))

    def _case(self, own_versions: tuple[OwnVersion, ...], review: StandingReview | None) -> Case | None:
        """The case that a sentence is; None where there is nothing to look at. `review`: how it was settled last."""
        first = own_versions[0]
        document, share = self.documents[first.document], self._scope.share
        if _is_surely_unanimous(own_versions) and review is None and not is_audited(document, first.position, share):
            return None  # most sentences: their labels need not be read
        ways = versions_of(own_versions)
        kind = kind_of(ways, document, first.position, share)
        if kind is CaseKind.OWN:
            if review is None or not is_unanimous(ways):
                return None
            # Annotators who are of one mind now may mark what the reviewer did not.
            if self._ways([(review.answer, review.labels)]) == {renamed_labels(ways[0].labels, self._names)}:
                return None
        agreement = agreement_of(ways, self._text_of(first.document))
        return Case(first.sentence_id, Place(first.document, first.position), ways, kind, agreement)

    def _changed(self, review: StandingReview, own_versions: tuple[OwnVersion, ...]) -> bool:
        """Whether annotators mark the sentence in other ways than when it was settled.

        One who says the same again changes nothing, nor does one more who marks it as others do, nor a speaker who was
        renamed in all documents.
        """
        own_versions = voices(own_versions)
        if {uuid for version in review.versions for uuid in version} == {version.uuid for version in own_versions}:
            return False
        then = self._connection.run(
            "SELECT answer, todays(labels) FROM decisions WHERE uuid IN (SELECT value FROM json_each(?))",
            rows.to_json([version[0] for version in review.versions]),
        )
        now = ((version.answer, version.labels) for version in own_versions)
        return self._ways(then) != self._ways(now)

    def _ways(self, answers: Iterable[tuple[str, str]]) -> set[Labels]:
        return {renamed_labels(marks(answer, labels), self._names) for answer, labels in answers}


def sentence_of(connection: Connection, case: Case) -> tuple[str, str]:
    """The id that the sentence of a case has in exports, and its text."""
    name, text, start, end = connection.first_row(  # SQLite's substr ends at a NUL
        """
            SELECT documents.id, text, start, "end" FROM sentences JOIN documents ON number = document
            WHERE sentences.id = ?
        """,
        case.sentence_id,
    )
    return f"{name}:{case.place.index}", text[start:end]


def kind_of(ways: tuple[Version, ...], document: str, index: int, share: float) -> CaseKind:
    """What a reviewer who decides a sentence with these versions does."""
    if differs(ways):
        return CaseKind.DIFFERENCE
    return CaseKind.AUDIT if is_unanimous(ways) and is_audited(document, index, share) else CaseKind.OWN


def _is_surely_unanimous(own_versions: tuple[OwnVersion, ...]) -> bool:
    """Whether two or more looked, and all wrote the same, letter by letter. What only means the same is not seen."""
    seen = [version.labels for version in own_versions if not version.implied]
    return len(seen) >= 2 and len({*seen}) == 1
