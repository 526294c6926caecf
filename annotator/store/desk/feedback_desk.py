"""What review made of one annotator's sentences. Nothing is written, and nothing of other annotators is read out."""

# ruff: noqa: ARG002 - what a desk saves is given, and left

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson

from annotator.core.decision import Answer, Decision, NewDecision
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, NotSaved
from annotator.core.model_json import labels_from_json
from annotator.core.review.feedback import Lesson
from annotator.core.review.versions import marked
from annotator.core.session.desk import Change, News, Place, Sitting, Unconfirmed
from annotator.core.speakers import renamed_labels
from annotator.store.desk.reading_desk import ReadingDesk
from annotator.store.files.database import open_database, translated
from annotator.store.log import history
from annotator.store.log.speaker_names import standing_names
from annotator.store.read.review_reader import reviewed

ONLY_READ = "feedback is only read: nothing is decided here"


class SqliteFeedbackDesk(ReadingDesk):
    """The `FeedbackDesk` of `annotator.core.review.feedback` over an SQLite file. Close it when done."""

    def __init__(self, path: Path, annotator: str) -> None:
        """Open the database for reading.

        Raises what `open_database` raises, and InputRefused where there is no such annotator.
        """
        super().__init__(path, annotator, open_database(path, read_only=True))
        try:
            with translated(path):
                known = history.annotators(self._connection)
        except BaseException:
            self.close()
            raise
        if annotator not in known:
            self.close()
            who = one_line(annotator, 60)
            raise InputRefused(f"nobody called {who} annotates here", "--annotator takes another name")

    def lessons(self) -> tuple[Lesson, ...]:
        """The sentences of this annotator that review decided otherwise, in the order of the documents."""
        with translated(self._path):
            own = {
                sentence: (marked(Answer(answer), labels_from_json(orjson.loads(labels))), bool(implied))
                for sentence, answer, labels, implied in self._connection.execute(
                    "SELECT heads.sentence_id, answer, labels, implied FROM heads"
                    " JOIN decisions ON decisions.id = heads.decision WHERE heads.annotator = ? AND answer <> 'skip'",
                    (self._annotator,),
                )
            }
            names = standing_names(self._connection, self._holding.names_of)
            lessons = []
            for review in reviewed(self._connection):
                if review.sentence_id not in own:
                    continue
                labels, unseen = own[review.sentence_id]
                mine, settled = renamed_labels(labels, names), renamed_labels(review.labels, names)
                if mine != settled:
                    lesson = Lesson(
                        review.sentence_id,
                        f"{review.document}:{review.place.index}",
                        review.place,
                        mine,
                        settled,
                        review.verdict.cause,
                        review.verdict.paragraph,
                        unseen,
                    )
                    lessons.append(lesson)
        return tuple(lessons)

    def sitting(self) -> Sitting:
        """What was done: nothing."""
        return Sitting()

    def unconfirmed(self) -> tuple[Place, ...]:
        """Nothing is edited here, and what is unconfirmed elsewhere is not told."""
        return ()

    # ---- what a desk saves

    def go_by_newest_revision(self) -> None:
        """Nothing is decided."""

    def wait_at_most(self, seconds: float) -> None:
        """Nothing is written."""

    def take(self) -> bool:
        """Nothing is taken to look at."""
        return False

    def news(self) -> News | None:
        """There is none: nothing is taken."""
        return None

    def save(
        self,
        decisions: Sequence[NewDecision],
        drafts: Sequence[Unconfirmed] = (),
        at: int | None = None,
    ) -> tuple[Decision, ...]:
        """Raises NotSaved."""
        raise NotSaved(ONLY_READ, "annotator annotate")

    def rename_speaker(self, old: str, new: str, at: int) -> int:
        """Raises NotSaved."""
        raise NotSaved(ONLY_READ, "annotator annotate")

    def undo(self) -> Change | None:
        """Nothing is undone."""
        return None

    def redo(self) -> Change | None:
        """Nothing is done again."""
        return None

    def keep_drafts(self, drafts: Sequence[Unconfirmed]) -> None:
        """Nothing is kept."""

    def leave(self, place: Place) -> None:
        """The place to resume at stays as it is."""
