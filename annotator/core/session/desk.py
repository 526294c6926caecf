"""What the annotating screen asks of whatever keeps the work: a desk. The store has one, tests another.

Every method that writes has committed to disk when it returns, or has raised and changed nothing: NotSaved, or Busy
when somebody else was writing for as long as it waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from annotator.core.decision import DECIDED, Answer, Decision, NewDecision
from annotator.core.drawable import FEW, count, listed
from annotator.core.model import CastMember, Document, Labels, QuotePart, Sentence, Span, Suggestion
from annotator.core.speakers import Names

if TYPE_CHECKING:
    from annotator.core.editions import Fate
    from annotator.core.quotes.guidelines import EdgeHabits


# ---- Filters: which sentences of all documents an annotator wants to go through.


NOBODY = ""
"""As a filter's speaker: quotes without one."""


class Mark(StrEnum):
    """What a sentence can be filtered by. `unsure`: it shows a quote with a score below `state.UNSURE`.

    Skipped sentences are undecided too. `unopened`: accepted in passing, with another one.
    """

    UNDECIDED = "undecided"
    FLAGGED = "flagged"
    SKIPPED = "skipped"
    EDITED = "edited"
    UNSURE = "unsure"
    NOTED = "noted"
    UNCONFIRMED = "unconfirmed"
    ACCEPTED = "confirmed"
    REJECTED = "rejected"
    UNOPENED = "unopened"


class Filter(NamedTuple):
    """Sentences with all these marks, a quote of that speaker (`NOBODY`: of none), and that topic (a key)."""

    marks: tuple[Mark, ...] = ()
    speaker: str | None = None
    topic: str | None = None

    def __str__(self) -> str:
        speaker = "nobody" if self.speaker == NOBODY else self.speaker
        return ", ".join(wanted for wanted in (*self.marks, speaker, self.topic) if wanted is not None)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an annotator is: the document's number (from 1) and the sentence's index in it (from 0)."""

    document: int
    index: int

    def __str__(self) -> str:
        """As people write it, and as the screen goes to it: 3:8 is the eighth sentence of the third article."""
        return f"{self.document}:{self.index + 1}"


BEGINNING = Place(0, 0)
"""Before the first sentence of all."""


class NoteAndFlag(NamedTuple):
    """What is said of a sentence beside its labels."""

    note: str | None = None
    flagged: bool = False


NO_NOTE = NoteAndFlag()

Unconfirmed = tuple[int, Labels | None, NoteAndFlag | None]
"""What is left unconfirmed of a sentence: its id, the labels, the note and flag; None for what is not."""


class Item(NamedTuple):
    """A sentence with all that one annotator's screen shows of it. `id` is the sentence's id in the database.

    `draft` holds labels that were left unconfirmed, `note_and_flag` a note and flag that were: until a decision comes.
    `answered` is the suggestion that the decision answered, where a newer one has come since. `made` is what was
    suggested, where `suggestion` goes on with what stands before it now (see `state.gone_on`). `withheld` is the id of
    the suggestion that is kept from the annotator (see `state.py`); then there is no `suggestion`. Of what is not
    `asked` nothing is to be said: it is only there to be read. `agreed`: to a reviewer, that what is suggested is what
    annotators decided, and counts unless it is reviewed.
    """

    id: int
    sentence: Sentence
    suggestion: Suggestion | None = None
    decision: Decision | None = None
    draft: Labels | None = None
    note_and_flag: NoteAndFlag | None = None
    answered: Suggestion | None = None
    made: Suggestion | None = None
    withheld: int | None = None
    asked: bool = True
    agreed: bool = False

    @property
    def decided(self) -> bool:
        """Whether it was confirmed or rejected."""
        return self.decision is not None and self.decision.answer in DECIDED

    @property
    def skipped(self) -> bool:
        """Whether it was put off: it is not decided, and comes again when everything else is."""
        return self.decision is not None and self.decision.answer is Answer.SKIP

    @property
    def suggested(self) -> Labels:
        """The labels that are suggested for it; none where there is no suggestion."""
        return self.suggestion.labels if self.suggestion is not None else Labels()

    @property
    def boilerplate(self) -> str | None:
        """The kind of boilerplate that it is, where it is no part of the article's own text."""
        return self.suggestion.boilerplate if self.suggestion is not None else None

    @property
    def passes(self) -> bool:
        """Whether it is boilerplate that nobody touched or answered."""
        return self.decision is None and self.boilerplate is not None and not self.touched

    @property
    def touched(self) -> bool:
        """Whether something was left unconfirmed here."""
        return self.draft is not None or self.note_and_flag is not None

    @property
    def waits(self) -> bool:
        """Whether an annotator has to open it: edits are left, its suggestion is withheld, or it is only to be read."""
        return self.touched or self.withheld is not None or not self.asked

    @property
    def untouched(self) -> Item:
        """The sentence without what was left unconfirmed here."""
        return self._replace(draft=None, note_and_flag=None) if self.touched else self


class Page(NamedTuple):
    """A whole document on the desk. `cast` holds the suggested speakers, most prominent first."""

    number: int
    document: Document
    items: tuple[Item, ...]
    cast: tuple[CastMember, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the document."""
        return tuple(item.sentence for item in self.items)

    def with_item(self, index: int, item: Item) -> Page:
        """The same with another item at that index."""
        return self._replace(items=(*self.items[:index], item, *self.items[index + 1 :]))


class Turned(NamedTuple):
    """What an undo or redo did: where to look, what to show there, and the sentences that changed, in their order.

    `labels` is None after a change of several sentences (see `Desk.save`): the sentence at `place` then shows what it
    holds, and `sentences` counts those without a decision too. `answer` is what the step said of its sentences, None
    where it changed the labels of decisions that stood, or only what was left unconfirmed. `renamed` has the names that
    it made others of in all documents, by those that are no more. `passed_over`: how many steps after it stay, as
    their documents were corrected since; without those that were told of before. `steps`: how many were turned at once;
    where these are several, `place` is that of the last, and `sentences` are those of all. `staying`: of how many more
    sentences it changed an earlier edition, so that the later one stays as it is.
    """

    place: Place
    labels: Labels | None
    sentences: tuple[int, ...]
    note_and_flag: NoteAndFlag = NO_NOTE
    answer: Answer | None = None
    renamed: Names = MappingProxyType({})
    passed_over: int = 0
    steps: int = 1
    staying: int = 0


class PastStep(NamedTuple):
    """A step of the annotator's: what `undo` takes back, or `redo` does again, at once.

    `key` names it for `undo` and `redo`, `place` is where they come back to, `at` when it was done (ISO 8601). It made
    `decided` decisions, and left edits unconfirmed in `left` sentences; `answer` and `renamed` as in `Turned`.

    `turns`: so many undos take it back, the last of them it; where it does not stand, so many redos do it again. 0: it
    stays, as its documents were corrected since.
    """

    key: str
    place: Place
    at: str
    decided: int
    left: int
    answer: Answer | None
    renamed: Names
    stands: bool
    turns: int


class Before(NamedTuple):
    """A decision of an earlier edition that is to be looked at, and where.

    `key` names it. `sentence` and the spans of `labels` are of `text`, the earlier edition's; `was` is the place in it.
    `sentence_id` and `now` are the sentence of the later edition: of a touched one that which holds it, of an orphaned
    one that after which it stood. `stood`: the id of the decision that the annotator has there as long as it waits.
    """

    key: int
    fate: Fate
    annotator: str
    answer: Answer
    labels: Labels
    decided_at: str
    text: str
    sentence: Span
    was: Place
    now: Place
    sentence_id: int
    stood: int | None

    @property
    def is_gone(self) -> bool:
        """Whether its words are gone."""
        return self.fate == "orphaned"  # of an enumeration whose module most sittings do without


class AgainKind(StrEnum):
    """What asks to look again: a corrected article, another label scheme or guidelines, an edit left unconfirmed."""

    CORRECTED = "corrected"
    CHANGED = "changed"
    UNCONFIRMED = "unconfirmed"


class LookAgain(NamedTuple):
    """A sentence that its annotator is to look at again. `kind` is the first of what asks to, `reason` says all of it.

    `before`: the decisions of earlier editions that are to be looked at here. `under`: the key of the revision of the
    scheme and the guidelines that it was decided under, if that is what asks (0: it names none).
    """

    sentence_id: int
    place: Place
    reason: str
    kind: AgainKind
    before: tuple[Before, ...]
    under: int | None

    def corrected(self, item: Item) -> tuple[Before, ...]:
        """What of earlier editions is still to be looked at, as the sentence is now."""
        stands = None if item.decision is None or item.skipped else item.decision.id
        return tuple(decision for decision in self.before if decision.is_gone or stands == decision.stood)

    def is_open(self, item: Item) -> bool:
        """Whether the sentence, as it is now, is still to be looked at."""
        # Who gives a name or topic to many sentences at once looked at none of them: these keep their revision.
        changed = item.decision is not None and (item.decision.revision or 0) == self.under
        return changed or item.touched or bool(self.corrected(item))


class DocumentRow(NamedTuple):
    """A line of the document list: how many of its sentences this annotator decided, and how many were skipped."""

    number: int
    title: str
    sentences: int
    decided: int
    skipped: int = 0


class Sitting(NamedTuple):
    """The work of one annotator since a desk was opened, as it stands on disk: each sentence counts once.

    What was undone does not count. `decided` sentences were confirmed or rejected, `passed_over` ones confirmed unseen
    (see `Workbench.only_suggested`). `quotes` are whole quotes, `keys` those pressed for all of these sentences.
    """

    decided: int = 0
    skipped: int = 0
    passed_over: int = 0
    quotes: int = 0
    keys: int = 0

    @property
    def answered(self) -> int:
        """How many sentences were looked at and answered."""
        return self.decided + self.skipped


class News(NamedTuple):
    """What became of the annotator's documents, in words; `bad` where it is against what they expect."""

    text: str
    bad: bool = False


class Order(StrEnum):
    """In which order the documents are gone through; the sentences of each keep theirs."""

    DOCUMENT = "document"
    UNCERTAINTY = "uncertainty"
    DISAGREEMENT = "disagreement"


class Desk(Protocol):
    """The work of one annotator on one database.

    Documents may be removed and brought back at any time, by somebody else. What looks for sentences, names or text
    then does as if a removed one were not there; its decisions stay, count as saved, and can be undone.
    """

    @property
    def annotator(self) -> str:
        """Whose decisions these are."""

    @property
    def known_before(self) -> tuple[str, ...]:
        """The annotators known so far, as long as this one is not among them; empty for the first of all.

        A new annotator is entered with the first change that is saved; until then undo, redo and `leave` do nothing.
        """

    def wait_at_most(self, seconds: float) -> None:
        """How long whatever writes waits for somebody else who is writing."""

    def saved(self) -> int:
        """How many sentences this annotator has answered, as it stands on disk: decided or skipped."""

    def skipped(self) -> int:
        """How many sentences this annotator has skipped and not decided since, as it stands on disk."""

    def unconfirmed(self) -> tuple[Place, ...]:
        """Where this annotator left edits unconfirmed, in the order of the documents."""

    def sitting(self) -> Sitting:
        """What this annotator has done since the desk was opened, as it stands on disk."""

    def numbers(self, titled: str = "") -> Sequence[int]:
        """The numbers of all documents that are not removed, ascending; of those with these words in the title.

        They begin at 1 and never change. Each word is one of the title's, or begins one, in any order, whatever the
        case and the accents. Of very many with such a title only the first are given.
        """

    def last(self) -> int:
        """The highest of all numbers of documents that are not removed; 0 where there is none."""

    def documents(self, numbers: Sequence[int]) -> tuple[DocumentRow, ...]:
        """The documents of these numbers with this annotator's progress, by number.

        Those that are removed, or not on the desk, are left out.
        """

    def resume(self) -> Place | None:
        """Where this annotator stopped, else the first sentence to decide, else the last one; None without any."""

    def next_undecided(self, after: Place) -> Place | None:
        """The next sentence without an answer after that place, then from the beginning; None if all have one.

        Skipped sentences have one: they come again at the end (see `next_skipped`).
        """

    def next_skipped(self, after: Place) -> Place | None:
        """The next skipped sentence after that place; None where none follows."""

    def first_undecided(self, document: int) -> Place | None:
        """The first sentence of the document without an answer; None if all are decided or skipped."""

    def ranked(self, order: Order) -> Iterable[int]:
        """The numbers of all documents in an order, of which no more need be asked for than are gone through.

        By uncertainty: the lowest mean score of what is suggested for their sentences without an answer first, quotes
        and topics alike, documents without any last. Skipped sentences do not count, as they come at the end whatever
        the order. By disagreement: those first which suggesters mark most differently, whatever was decided, so that
        the order is the same for everybody; then those for which only one has suggested. Equals by number.
        """

    def next_match(self, wanted: Filter, after: int, by: int) -> int | None:
        """The id of the first sentence that a filter finds behind (`by` 1) or before (-1) that id; None: no more."""

    def matching(self, wanted: Filter) -> tuple[int, ...] | None:
        """The ids of all that a filter finds, ascending; None where there are so many that it would be felt."""

    def place(self, sentence_id: int) -> Place:
        """Where a sentence is."""

    def news(self) -> News | None:
        """What became of the annotator's documents since this was last asked; None where nothing did."""

    def take(self) -> bool:
        """Take the next document, where they are taken one by one and nothing of those in hand waits for an answer.

        True where one was taken. Raises NotSaved.
        """

    def names(self) -> tuple[str, ...]:
        """Names of speakers of all documents, suggested and decided, each once: as many as a search can offer."""

    def find(self, text: str, but: int) -> tuple[tuple[Place, str], ...]:
        """Sentences with that text, the first of each document, with their words; document `but` is left out.

        The words stand there one after the other, the last one perhaps longer; case, accents and what stands between
        words are the same. As many as can be offered, those without a longer word first, each by document.
        """

    def items(self, sentences: Sequence[int]) -> tuple[Item, ...]:
        """These sentences, by their ids, as this annotator left them, in the order of the text.

        Those that are not on the desk any more, or cannot be read, are left out.
        """

    def page(self, document: int) -> Page:
        """The document of that number as this annotator left it. Raises DocumentRemoved where it was taken out."""

    def reasons(self, suggestion: int, quote: QuotePart | None) -> tuple[str, ...]:
        """What was decided of others like a quote, for which it is rated otherwise than the rules as they ship do.

        `suggestion` is the id of that of its sentence. What moves it most comes first. None for the quote: why that
        one is not suggested which would be without these decisions. Empty where nothing was adapted to decisions.
        """

    def edge_habits(self) -> EdgeHabits:
        """The habits at edges of quotes that the newest suggestions follow; empty where they follow none."""

    def new_decisions(self) -> int:
        """How many sentences anybody decided since the newest suggestions, to which new ones would be adapted.

        `sitting.NEW_AT_MOST` where there are more.
        """

    def save(
        self, decisions: Sequence[NewDecision], drafts: Sequence[Unconfirmed] = (), asked_for_at: int | None = None
    ) -> tuple[Decision, ...]:
        """Keep decisions, and then what is left unconfirmed of sentences, as one step that `undo` takes back whole.

        What undo and redo find edited since is left as it is: no edit is lost by them. `asked_for_at` is the id of the
        sentence at which a change of several was asked for; undo and redo come back to it, and work goes on there.
        Without it there must be a decision, and the first one says where to come back to.

        Raises NotSaved when nothing reached the disk, DecidedElsewhere when a `replaces` is no longer current, or what
        stands in the document whose page was read last was changed since but by this, and DocumentRemoved when the
        document was taken out.
        """

    def rename_speaker(self, old: str, new: str, asked_for_at: int) -> int:
        """Rename a speaker in all documents, as one step; how many sentences show another name then.

        New decisions replace confirmed ones; what is left unconfirmed, and what is suggested, has the new name too.
        `asked_for_at`: see `save`. Nothing is saved where no sentence shows the old name. Raises NotSaved.
        """

    def undo(self, until: str | None = None) -> Turned | None:
        """Take back this annotator's last step, of this login or an earlier one; None when there is none.

        `until`: the key of a step that is taken back with all that came after it, all or none. DecidedElsewhere is
        raised where it does not stand any more, DocumentRemoved where all that are left are of documents that were
        corrected since; by `redo` likewise.
        """

    def redo(self, until: str | None = None) -> Turned | None:
        """Do again what was last undone, unless a decision came after; None when there is none. `until`: see `undo`."""

    def next_step(self, redo: bool = False) -> PastStep | None:
        """The step that `undo` would take back, or `redo` do again; None where there is none."""

    def steps(self, at_most: int) -> tuple[PastStep, ...]:
        """This annotator's steps that `redo` can do again, and the last that stand, at most so many; newest first.

        None of a candidate.
        """

    def keep_drafts(self, drafts: Sequence[Unconfirmed]) -> None:
        """Save unconfirmed labels, and a note and flag, all together or not at all; None deletes what was kept.

        Each draft begins with the id of its sentence. A decision of the sentence ends it, and so does its redo; where
        the decision is undone, what it had ended is there again.
        """

    def left_by_step(self, sentence_id: int) -> Unconfirmed | None:
        """What the last step that was about a sentence left unconfirmed of it; None where it left nothing.

        Steps that were undone do not count.
        """

    def to_look_at_again(self, change: str | None = None) -> tuple[LookAgain, ...]:
        """The sentences that this annotator is to look at again, each once, in the order of the text.

        `change`: only those that this change of the label scheme or the guidelines affects, by its number.
        """

    def acknowledge(self, key: int) -> None:
        """Keep that an orphaned decision was seen. Raises NotSaved when nothing reached the disk."""

    def leave(self, place: Place) -> None:
        """Remember the place to resume at."""


# ---- What one sitting has left on disk, and how it is said when the screen is left.


NEW_AT_MOST = 1000
"""Decisions since the newest suggestions: so many are counted, as more say the same. Set by hand."""


def summary(sitting: Sitting, seconds: float) -> str:
    """The sitting in one line; `seconds` is how long it took."""
    counts = [f"{count(sitting.decided, 'sentence')} decided"]
    counts += [f"{sitting.skipped} skipped"] if sitting.skipped else []
    counts += [f"{sitting.passed_over} passed over"] if sitting.passed_over else []
    counts.append(count(sitting.quotes, "quote"))
    pace = f"; {sitting.keys / sitting.answered:.1f} keys a sentence" if sitting.answered else ""
    return f"{', '.join(counts)} in {seconds / 60:.0f} min{pace}"


def unconfirmed_told(places: Sequence[Place]) -> str:
    """How many sentences have edits left unconfirmed, and which."""
    verb = "has" if len(places) == 1 else "have"
    return f"{count(len(places), 'sentence')} {verb} edits that are not confirmed: {listed(places, FEW)}"


def new_decisions_told(number: int) -> str:
    """How many sentences were decided since the newest suggestions, in words; see `Desk.new_decisions`."""
    return count(number, "or more sentence" if number >= NEW_AT_MOST else "sentence")
