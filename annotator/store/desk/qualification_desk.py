"""The desk of a candidate: the sentences of a qualification, in their articles, without any suggestion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.draw import withhold_all
from annotator.core.errors import NotOnDesk, NotSaved
from annotator.core.people import Role
from annotator.core.session.desk import BEGINNING, Change, DocumentRow, Item, Page, Place
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import translated
from annotator.store.log import history
from annotator.store.work.qualification import sentences_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.core.habits import Told
    from annotator.core.model import QuotePart
    from annotator.core.session.desk import Filter


class QualificationDesk(SqliteDesk):
    """A `Desk` over an SQLite file that holds one qualification. Close it when done.

    Only its sentences are asked for; what stands around them is there to be read. Nothing of it tells what anybody
    decided, or what was suggested.
    """

    def __init__(self, path: Path, person: str, qualification: int) -> None:
        """Open the database for that person as a candidate. Raises what `open_database` raises."""
        super().__init__(path, Role.CANDIDATE.name_of(person), Role.CANDIDATE, person, withhold=withhold_all)
        with translated(path):
            self._asked = sentences_of(self._connection, qualification)

    @property
    def known_before(self) -> tuple[str, ...]:
        """Nobody: who else is a candidate is not told."""
        return ()

    def left(self) -> tuple[Place, ...]:
        """The places of the sentences that are not confirmed or rejected yet."""
        answered = self._answered(skipped_too=False)
        return tuple(self.place(key) for key in self._asked if key not in answered)

    def document_count(self) -> int:
        """The highest number of a document with a sentence to answer."""
        return max(self._asked.values(), default=0)

    def numbers(self, titled: str = "") -> Sequence[int]:
        """The numbers of the documents with sentences to answer, by number."""
        asked = set(self._asked.values())
        return tuple(number for number in super().numbers(titled) if number in asked)

    def documents(self, numbers: Sequence[int] | None = None) -> tuple[DocumentRow, ...]:
        """The documents with sentences to answer; `sentences` counts only these."""
        answered, skipped = self._answered(), self._answered() - self._answered(skipped_too=False)
        found = []
        for row in super().documents(numbers):
            asked = {key for key, document in self._asked.items() if document == row.number}
            if asked:
                done = len(asked & answered) - len(asked & skipped)
                found.append(replace(row, sentences=len(asked), decided=done, skipped=len(asked & skipped)))
        return tuple(found)

    def resume(self) -> Place | None:
        """The first sentence without an answer, else the last one; None without any."""
        return self.next_undecided(BEGINNING) or next((self.place(key) for key in reversed(self._asked)), None)

    def skipped(self) -> int:
        """How many sentences are put off."""
        return len(self._answered() - self._answered(skipped_too=False))

    def next_skipped(self, after: Place) -> Place | None:
        """The next one put off after that place; None where none follows."""
        behind = self._id_at(after)
        skipped = self._answered() - self._answered(skipped_too=False)
        return next((self.place(key) for key in self._asked if key > behind and key in skipped), None)

    def first_undecided(self, document: int) -> Place | None:
        """The first sentence of the document without an answer; None if all have one."""
        answered = self._answered()
        waiting = (key for key, number in self._asked.items() if number == document and key not in answered)
        return next((self.place(key) for key in waiting), None)

    def by_uncertainty(self) -> tuple[int, ...]:
        """The numbers of the documents in their own order: nothing tells how certain a suggestion is."""
        return tuple(sorted({*self._asked.values()}))

    def matching(self, wanted: Filter) -> tuple[int, ...]:
        """The ids of the sentences to answer that a filter finds, ascending."""
        return tuple(key for key in super().matching(wanted) if key in self._asked)

    def count(self, wanted: Filter) -> int | None:
        """How many of the sentences to answer a filter finds."""
        return len(self.matching(wanted))

    def names(self) -> tuple[str, ...]:
        """No names but those of the article: others may be what somebody decided."""
        return ()

    def find(self, text: str, but: int) -> tuple[tuple[Place, str], ...]:  # noqa: ARG002 - as `Desk` has it
        """Nothing: there are no other articles to go to."""
        return ()

    def page(self, document: int) -> Page:
        """The document of that number with what is asked of it. Raises NotOnDesk where that is nothing."""
        if document not in self._asked.values():
            raise NotOnDesk(f"article {document} has nothing to answer", "o lists those that have")
        page = super().page(document)
        return replace(page, items=tuple(self._shown_item(item) for item in page.items))

    def reasons(self, suggestion: int, quote: QuotePart | None) -> tuple[Told, ...]:  # noqa: ARG002
        """Nothing: no suggestion is told."""
        return ()

    def new_decisions(self) -> int:
        """None that a candidate is told of."""
        return 0

    def rename_speaker(self, old: str, new: str, at: int) -> int:  # noqa: ARG002
        """Refuse: a candidate changes no article. Raises NotSaved."""
        raise NotSaved("names stay as they are in a qualification", "change the speaker here alone")

    def undo(self) -> Change | None:
        """Take back the candidate's last step in this set; None when there is none."""
        top = history.next_undone(self._connection, self._annotator)
        steps = "SELECT 1 FROM decisions WHERE event = ? AND sentence_id = ?"
        ours = top is not None and any(self._one_or_none(steps, top, key) for key in self._asked)
        return super().undo() if ours else None

    def _undecided_after(self, sentence_id: int) -> Place | None:
        answered = self._answered()
        waiting = [key for key in self._asked if key not in answered]
        behind = next((key for key in waiting if key > sentence_id), None)
        chosen = behind if behind is not None else next(iter(waiting), None)
        return None if chosen is None else self.place(chosen)

    def _answered(self, *, skipped_too: bool = True) -> set[int]:
        """The ids of the sentences to answer that have an answer."""
        found = self._all(
            "SELECT sentence_id FROM heads WHERE annotator = ? AND (? OR NOT skipped)", self._annotator, skipped_too
        )
        return {key for (key,) in found} & {*self._asked}

    def _shown_item(self, item: Item) -> Item:
        """A sentence to answer as it stands; any other one bare, as only its words are to be seen."""
        if item.id not in self._asked:
            return Item(item.id, item.sentence, asked=False)
        withheld = item.withheld if item.suggestion is None else item.suggestion.id
        return replace(item, suggestion=None, answered=None, withheld=withheld)
