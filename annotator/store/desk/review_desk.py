"""The work of one reviewer on one database."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.review.versions import (
    Because,
    Case,
    CaseKind,
    Left,
    Scope,
    Verdict,
    Version,
    comparable_labels,
    numbers_marking,
)
from annotator.core.session.desk import Item, Page
from annotator.store.desk.desk import REVIEWING, SqliteDesk
from annotator.store.files.database import snapshot
from annotator.store.log import history, rows
from annotator.store.read import reviews
from annotator.store.schemes import places_of
from annotator.store.sqlite.sqlite_library import Connection


class SqliteReviewDesk(SqliteDesk):
    """The `ReviewDesk` of `annotator.core.review.reviewing` over an SQLite file. Close it when done."""

    def __init__(self, path: Path, person: str, scope: Scope | None = None) -> None:
        """Open the database for that person as a reviewer.

        Raises what `open_database` raises, and InputRefused where a document of the scope is not there.
        """
        super().__init__(path, person, REVIEWING)
        self._scope = scope or Scope()
        self._begin(reviews.check_scope, self._scope)
        self.taking: Version | None = None
        self._because: dict[int, Because] = {}
        self._survey: reviews.Survey | None = None
        self._surveyed_at = (0, 0)

    def cases(self) -> tuple[int, ...]:
        """The ids of the sentences to be settled, least agreed first, as it stands on disk."""
        return tuple(case.sentence_id for case in self._surveyed().cases)

    def case(self, sentence_id: int) -> Case | None:
        """What is to be settled in a sentence; None where that is nothing. Also of one that is settled."""
        return self._surveyed(anew=False).case_of(sentence_id)

    def verdict(self, sentence_id: int) -> Verdict | None:
        """What this reviewer's current decision of a sentence says of its versions; None where there is none."""
        review = self._review(sentence_id)
        return review and review.verdict

    def _review(self, sentence_id: int) -> reviews.StandingReview | None:
        standing = reviews.standing_reviews(self.connection, sentence_id)
        return next((review for review in standing if review.reviewer == self.annotator), None)

    def left(self) -> Left:
        """How much there is to review, as it stands on disk."""
        return self._surveyed().left()

    def because(self, sentence_id: int) -> Because:
        """Why annotators differed, as this reviewer said last; else as this reviewer's current decision says."""
        verdict = self.verdict(sentence_id)
        return self._because.get(sentence_id, verdict.because if verdict else Because())

    def say_because(self, sentence_id: int, because: Because) -> None:
        """Say why annotators differed, to be saved with decisions of that sentence from now on."""
        self._because[sentence_id] = because

    def settle_unanimous(self, asked_for_at: int | None = None) -> int:
        """Settle all unanimous sentences that are not of the audit, as one step that was asked for at a sentence."""
        # Looked for before anybody is kept waiting: what is changed meanwhile is shown again, as after any review.
        unanimous = self._surveyed().unanimous
        if not unanimous:
            return 0
        with self._writing() as connection:
            settled = {review.sentence_id for review in reviews.standing_reviews(connection)}
            unanimous = [own_versions for own_versions in unanimous if own_versions[0].sentence_id not in settled]
            decisions = [_as_decided(connection, own_versions[0]) for own_versions in unanimous]
            verdict = Verdict(CaseKind.SETTLED, (1,))
            more = [
                {"verdict": reviews.verdict_column(verdict, [[version.uuid for version in own_versions]])}
                for own_versions in unanimous
            ]
            if unanimous:
                at_first = unanimous[0][0].sentence_id
                history.decide(connection, self.annotator, decisions, more, asked_for_at=asked_for_at or at_first)
        return len(unanimous)

    def page(self, document: int) -> Page:
        """The document with the reviewer's decisions; what is suggested of other sentences is the first version.

        Nothing of it is boilerplate: no sentence is passed over.
        """
        page = super().page(document)
        by_sentence = {of_one[0].sentence_id: of_one for of_one in reviews.of_documents(self.connection, [document])}
        kind_of = partial(reviews.kind_of, document=page.document.id, share=self._scope.share)
        items = (_with_first_version(item, by_sentence.get(item.id, ()), kind_of) for item in page.items)
        return page._replace(items=tuple(items))

    def _as_shown(self, item: Item) -> Item:
        return _with_first_version(item, reviews.of_sentence(self.connection, item.id))

    def _verdict(self, connection: Connection, new: NewDecision) -> str | None:
        """What a decision of this name says of the versions of its sentence; a skip says nothing.

        One that was only changed with another sentence says it of those of before: nobody looked at others here.
        """
        if new.answer is Answer.SKIP:
            return None
        labels, review = comparable_labels(new.kept(0, "", "").confirmed), self._review(new.sentence_id)
        if new.revision is not None and review is not None:
            taken = numbers_marking(reviews.as_they_were(connection, review), labels)
            return reviews.verdict_column(review.verdict._replace(taken=taken), review.versions)
        own_versions = reviews.of_sentence(connection, new.sentence_id)
        ways = reviews.versions_of(own_versions)
        document, place = places_of(connection, [new.sentence_id])[new.sentence_id]
        kind = reviews.kind_of(ways, document, place.index, self._scope.share)
        taken = numbers_marking(ways, labels) or tuple(way.number for way in ways if way == self.taking)
        verdict = Verdict(kind, taken, self.because(new.sentence_id))
        uuids = {version.decision: version.uuid for version in own_versions}
        return reviews.verdict_column(verdict, [[uuids[decision] for decision in way.decisions] for way in ways])

    def _surveyed(self, anew: bool = True) -> reviews.Survey:
        """What there is to review; with `anew` looked for again where somebody has written since it was last."""
        others = self.connection.one_value("PRAGMA data_version")
        now = (int(others), self.connection.total_changes)
        if self._survey is None or (anew and self._surveyed_at != now):
            with snapshot(self.connection) as connection:
                self._survey, self._surveyed_at = reviews.Survey(connection, self._scope), now
        return self._survey


def _as_decided(connection: Connection, version: reviews.OwnVersion) -> NewDecision:
    """The decision that stands for all who agree, as the reviewer's, who did not open the sentence."""
    row = connection.first_row(f"SELECT {rows.DECISION} FROM decisions WHERE id = ?", version.decision)
    decision = rows.decision(row)
    return NewDecision(
        version.sentence_id,
        decision.answer,
        decision.labels,
        suggestion=decision.suggestion,
        sight=Sight.IN_PASSING,
        revision=decision.revision,  # nobody looked at it under a later one
    )


def _with_first_version(
    item: Item, own_versions: tuple[reviews.OwnVersion, ...], kind_of: Callable[..., CaseKind] | None = None
) -> Item:
    """The sentence with what most annotators marked in the place of what was suggested to them.

    `kind_of` tells whether they agree; without it that is not asked.
    """
    if item.suggestion is None:
        return item
    suggestion, agreed = item.suggestion._replace(boilerplate=None), False
    if own_versions:
        ways = reviews.versions_of(own_versions)
        suggestion = suggestion._replace(labels=ways[0].labels, score=None, topics=(), readings=())
        if kind_of is not None and item.decision is None:
            agreed = kind_of(ways, index=item.sentence.index) is CaseKind.OWN
    return item._replace(suggestion=suggestion, agreed=agreed)
