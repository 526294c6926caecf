"""What the review screen asks of whatever keeps the work: a desk that also knows what is to be settled."""

from __future__ import annotations

from typing import Protocol

from annotator.core.review.case import Case, Cause, Left, Verdict
from annotator.core.session.desk import Desk


class ReviewDesk(Desk, Protocol):
    """The desk of a reviewer.

    Its decisions are the review's, under the name `review:PERSON`: saving, undo, redo, drafts and resuming are those of
    any desk. `save` keeps, in the same step, what each decision of it says of the versions: which ones mark the same as
    the reviewer, and the cause and the paragraph given by `because`. Undo and redo take these along.

    What a page suggests of an undecided sentence is the first of its versions (see `core.review.versions`), where
    annotators have decided it; else what was suggested to them. `next_undecided` and `first_undecided` go by what is
    to be settled.
    """

    def cases(self) -> tuple[int, ...]:
        """The ids of the sentences to be settled, least agreed first.

        Without those that somebody settled, unless the versions have changed since or the scope has them again.
        """

    def case(self, sentence_id: int) -> Case | None:
        """What is to be settled in a sentence; None where that is nothing, such as where one annotator decided it.

        Also of a sentence that is settled, as its versions stand now.
        """

    def verdict(self, sentence_id: int) -> Verdict | None:
        """What this reviewer's current decision of a sentence says of its versions; None where there is no decision."""

    def left(self) -> Left:
        """How much there is to review, as it stands on disk."""

    def because(self, sentence_id: int, cause: Cause | None, paragraph: str | None = None) -> None:
        """Say why annotators differed, to be saved with the next decision of that sentence; None takes it back."""

    def settle_unanimous(self, at: int | None = None) -> int:
        """Settle all unanimous sentences that are not of the audit as annotators have them; how many there were.

        One step, which one undo takes back. `at` is the id of the sentence at which it was asked for; undo and redo
        come back to it. Raises NotSaved.
        """
