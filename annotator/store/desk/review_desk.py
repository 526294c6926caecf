"""The work of one reviewer on one database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from annotator.core.decision import Answer, Decision, NewDecision, Sight
from annotator.core.review.case import Case, Cause, Kind, Left, Scope, Verdict
from annotator.core.review.versions import marked, taken
from annotator.core.session.desk import Item, Page, Unconfirmed
from annotator.store.desk.desk import REVIEWING, SqliteDesk
from annotator.store.files.database import snapshot, translated
from annotator.store.log import history, rows
from annotator.store.read import review_cases, reviews
from annotator.store.sqlite.sqlite_library import sqlite3

_Why = tuple[Cause | None, str | None]
"""Why annotators differed, as the reviewer says: the cause, and the paragraph of the guidelines."""


class SqliteReviewDesk(SqliteDesk):
    """The `ReviewDesk` of `annotator.core.review.reviewing` over an SQLite file. Close it when done."""

    def __init__(self, path: Path, person: str, scope: Scope | None = None) -> None:
        """Open the database for that person as a reviewer.

        Raises what `open_database` raises, and InputRefused where a document of the scope is not there.
        """
        super().__init__(path, person, REVIEWING)
        self._scope = scope or Scope()
        self._begin(review_cases.check_scope, self._scope)
        self._because: dict[int, _Why] = {}
        self._survey: review_cases.Survey | None = None
        self._surveyed_at = (0, 0)

    def cases(self) -> tuple[int, ...]:
        """The ids of the sentences to be settled, least agreed first, as it stands on disk."""
        return tuple(case.sentence_id for case in self._surveyed().cases)

    def case(self, sentence_id: int) -> Case | None:
        """What is to be settled in a sentence; None where that is nothing. Also of one that is settled."""
        documents = self._surveyed(anew=False).documents
        return self._ask(review_cases.case_of, self._scope, documents, sentence_id)

    def verdict(self, sentence_id: int) -> Verdict | None:
        """What this reviewer's current decision of a sentence says of its versions; None where there is none."""
        return next((event.verdict for event in self._own(sentence_id)), None)

    def left(self) -> Left:
        """How much there is to review, as it stands on disk."""
        return self._surveyed().left()

    def because(self, sentence_id: int, cause: Cause | None, paragraph: str | None = None) -> None:
        """Say why annotators differed, to be saved with the next decision of that sentence; None takes it back."""
        self._because[sentence_id] = cause, paragraph

    def keep_reasons(self) -> None:
        """Let what is decided again have the cause and the paragraph that were said of it before."""
        own = self._own()
        self._because |= {one.sentence_id: (one.verdict.cause, one.verdict.paragraph) for one in own}

    def save(
        self, decisions: Sequence[NewDecision], drafts: Sequence[Unconfirmed] = (), at: int | None = None
    ) -> tuple[Decision, ...]:
        """Keep decisions with what they say of the versions, and what is left unconfirmed, as one step."""
        kept = super().save(decisions, drafts, at)
        for decision in decisions:
            if decision.answer is not Answer.SKIP:
                self._because.pop(decision.sentence_id, None)
        return kept

    def settle_unanimous(self, at: int | None = None) -> int:
        """Settle all unanimous sentences that are not of the audit, as one step that was asked for `at` a sentence."""
        # Looked for before anybody is kept waiting: what is changed meanwhile is shown again, as after any review.
        found = self._surveyed().unanimous
        if not found:
            return 0
        with self._writing() as connection:
            settled = {event.sentence_id for event in reviews.standing(connection)}
            found = [one for one in found if one.sentence_id not in settled]
            decisions = [_as_decided(connection, self._annotator, one) for one in found]
            said = [reviews.column(Verdict(Kind.SETTLED, (1,)), [one.uuids]) for one in found]
            if found:
                asked_for_at = at or found[0].sentence_id
                history.decide(connection, self._annotator, decisions, at=asked_for_at, verdicts=said)
        return len(found)

    def page(self, document: int) -> Page:
        """The document with the reviewer's decisions; what is suggested of other sentences is the first version.

        Nothing of it is boilerplate: no sentence is passed over.
        """
        page = super().page(document)
        with translated(self._path):
            said = {of_one[0].sentence_id: of_one for of_one in review_cases.of_documents(self._connection, [document])}
        return replace(page, items=tuple(_with_first_version(item, said.get(item.id)) for item in page.items))

    def _verdict(self, connection: sqlite3.Connection, new: NewDecision) -> str | None:
        """What a decision of this name says of the versions of its sentence; a skip says nothing."""
        if new.answer is Answer.SKIP:
            return None
        said = review_cases.of_sentence(connection, new.sentence_id)
        found = review_cases.versions_of(said)
        document, index = connection.execute(
            "SELECT documents.id, position FROM sentences JOIN documents ON number = document WHERE sentences.id = ?",
            (new.sentence_id,),
        ).fetchone()
        kind = review_cases.kind_of(found, document, index, self._scope.share)
        why = self._because.get(new.sentence_id, (None, None))
        verdict = Verdict(kind, taken(found, marked(new.answer, new.labels)), *why)
        return reviews.column(verdict, review_cases.uuids_of(found, said))

    def _own(self, sentence_id: int | None = None) -> list[reviews.Event]:
        """What stands of this reviewer, of all sentences or of one."""
        with translated(self._path):
            said = reviews.standing(self._connection, sentence_id)
            return [event for event in said if event.reviewer == self._annotator]

    def _surveyed(self, anew: bool = True) -> review_cases.Survey:
        """What there is to review; with `anew` looked for again where somebody has written since it was last."""
        (others,) = self._connection.execute("PRAGMA data_version").fetchone()
        now = (int(others), self._connection.total_changes)
        if self._survey is None or (anew and self._surveyed_at != now):
            with snapshot(self._connection, self._path) as connection:
                self._survey, self._surveyed_at = review_cases.survey(connection, self._scope), now
        return self._survey


def _as_decided(connection: sqlite3.Connection, reviewer: str, one: review_cases.Unanimous) -> NewDecision:
    """The decision that stands for all who agree, as the reviewer's, who did not open the sentence."""
    row = connection.execute(f"SELECT {rows.DECISION} FROM decisions WHERE id = ?", (one.decision,)).fetchone()
    made = rows.decision(row)
    return NewDecision(
        one.sentence_id,
        made.answer,
        made.labels,
        suggestion=made.suggestion,
        replaces=history.head(connection, reviewer, one.sentence_id),
        sight=Sight.IN_PASSING,
        revision=made.revision,  # nobody looked at it under a later one
    )


def _with_first_version(item: Item, said: list[review_cases.Said] | None) -> Item:
    """The sentence with what most annotators marked in the place of what was suggested to them."""
    if item.suggestion is None:
        return item
    suggestion = replace(item.suggestion, boilerplate=None)
    if said:
        labels = review_cases.versions_of(said)[0].labels
        suggestion = replace(suggestion, labels=labels, score=None, topics=(), readings=())
    return replace(item, suggestion=suggestion)
