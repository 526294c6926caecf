"""`annotator import`: articles with suggestions, corrected articles (`--revise`), and decisions (`--as`)."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.cli.articles.import_suggestions import import_suggestions
from annotator.cli.copies import copy_before, may_begin_anew
from annotator.cli.model.document_work import (
    Intake,
    NotTaken,
    done_in_order,
    narrate_removed,
    narrated_at_end,
    refuse_size,
)
from annotator.cli.model.pipeline_choice import (
    RULES,
    Adaptation,
    LazySuggester,
    PipelineChoice,
    importing,
    narrate_adaptation,
)
from annotator.cli.narration import count, counted, listed, narrate, one_line, watched
from annotator.cli.open_screen import annotator_name
from annotator.cli.options import is_given
from annotator.cli.schemes import new_scheme
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import MAX_TOPICS, Document, Labels, Run, Sentence, Suggested, numbers_touched
from annotator.core.quotes.assembly import labels_by_sentence
from annotator.exchange.annotation import OF_ALL, Annotation, Remarks, SentenceDecision
from annotator.exchange.files import STANDARD_INPUT
from annotator.exchange.formats.format import Format
from annotator.exchange.formats.registry import READ, find_annotations, format_named, read_annotations
from annotator.store.articles.documents import Stored, find_alike, number_of, removal_of
from annotator.store.articles.editions import TakenOver, predecessor
from annotator.store.sqlite.copies import Why
from annotator.store.work.importer import Importer

USUAL = Intake(workers=1)
"""Files are read as they show that they are to be, and this process suggests."""

_NAMED_AT_MOST = 20
"""Articles that are named one by one, or by their numbers."""

_TITLES = ", ".join(format.title for format in READ)
"""The formats of annotations, for help."""


def import_(
    db: Path,
    paths: list[str],
    choice: PipelineChoice,
    intake: Intake,
    as_: str | None,
    revise: bool,
    of: str | None,
    suggestions: bool,
    name: str | None,
    quiet: bool,
) -> None:
    """Read articles and store them with suggested labels.

    They are split into sentences, and quotes, speakers and topics are suggested for each, adapted to what annotators of
    this database decided so far. The same text again adds nothing. A file that cannot be read is named and left out,
    whole, and so is an article in another language than the suggestions are for; the others are imported. With --revise
    a corrected article takes over what was decided of the one before it, which stays in the history.
    """

    if is_given("db"):
        may_begin_anew()
    if suggestions:
        import_suggestions(paths, db, name, new_scheme(choice.scheme), intake, quiet)
        return
    intake.check()
    if as_ is not None:
        taken = import_annotations(paths, db, as_, choice, intake, quiet)
        taken.left.report("file or article", "imported" if taken.documents else "")
        return
    outcome = ImportOutcome(corrections=Corrections(db, of) if revise else None)
    with narrated_at_end(lambda: _narrate_added(outcome, db)):
        run_import(paths, db, intake, choice, quiet, outcome)
    something = outcome.documents or outcome.known or (outcome.corrections is not None and outcome.corrections.revised)
    outcome.left.report("file", "imported" if something else "")


def run_import(
    paths: list[str],
    db: Path,
    intake: Intake = USUAL,
    choice: PipelineChoice = RULES,
    quiet: bool = True,
    outcome: ImportOutcome | None = None,
) -> ImportOutcome:
    """Import everything that paths name; refusals are collected, not raised.

    `outcome` is counted on as the import goes on, for whoever wants to know where it was when it was interrupted.
    """

    outcome = outcome or ImportOutcome()
    with importing(db, choice) as (importer, suggester):
        storing = _Storing(importer, outcome)
        wanted = storing.new(watched(intake.documents(paths, outcome.left), "reading and suggesting", quiet))
        for suggested in done_in_order(intake.suggested, wanted, suggester, intake):
            outcome.adaptation = suggester.adaptation
            storing.take(suggested, suggester.loaded.run)
    return outcome


@dataclass
class _Storing:
    """What comes of the documents that are read, of which some are stored already.

    Where articles are revised, each of these is looked at when all that was read before it is stored, however far ahead
    others are suggested for: it may take the place of one of those.
    """

    _importer: Importer
    _outcome: ImportOutcome
    _turns: deque[Document | None] = field(default_factory=deque)
    """What was read since the last one that was stored: None for one that is suggested for."""

    def new(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents that are not stored yet."""
        for document in documents:
            if self._importer.ask(number_of, document.text) is None:
                self._turns.append(None)
                yield document
            elif self._turns and self._outcome.corrections is not None:
                self._turns.append(document)
            else:
                self._count(document)

    def take(self, suggested: Suggested | InputRefused, run: Run) -> None:
        """Store what is suggested for the next new document, if that is not refused; then look at those behind it."""
        with self._outcome.left.refusing():
            if isinstance(suggested, InputRefused):
                raise suggested
            self._store(suggested, run)
        self._turns.popleft()
        while self._turns and (document := self._turns[0]) is not None:
            self._count(document)
            self._turns.popleft()

    def _count(self, document: Document) -> None:
        """Revise by a document that is stored, or count it."""
        importer, outcome = self._importer, self._outcome
        with outcome.left.refusing():
            if outcome.corrections is None or not outcome.corrections.known(importer, document):
                outcome.known += 1
                removal = importer.ask(removal_of, importer.ask(number_of, document.text))
                outcome.removed += [] if removal is None else [removal.document]

    def _store(self, suggested: Suggested, run: Run) -> None:
        importer, outcome, corrections = self._importer, self._outcome, self._outcome.corrections
        _refuse_nothing(suggested, one_line(suggested.document.id))
        # It may have come since it was read.
        if corrections is not None and importer.ask(number_of, suggested.document.text) is not None:
            self._count(suggested.document)
            return
        earlier = None if corrections is None else corrections.earlier(importer, suggested.document)
        if corrections is not None and earlier is not None:
            corrections.store(importer, suggested, run, earlier)
        elif importer.add(suggested, run).known:
            outcome.known += 1
            return
        outcome.documents += 1
        outcome.sentences += len(suggested.sentences)
        outcome.quotes += len(suggested.quotes)
        outcome.only = suggested.document


def _refuse_nothing(suggested: Suggested, where: str) -> None:
    if not suggested.sentences:
        raise InputRefused(f"{where}: no sentence in it", "nothing to annotate")


def _narrate_added(outcome: ImportOutcome, db: Path) -> None:
    """Say what was added, and what was there already."""
    if outcome.documents:
        about = ""
        if outcome.documents == 1 and outcome.only and outcome.only.published:
            about = f", published {one_line(outcome.only.published)}"
        narrate(
            f"{count(outcome.documents, 'article')}, {count(outcome.sentences, 'sentence')}{about},"
            f" {count(outcome.quotes, 'suggested quote')} added to {one_line(db)}"
        )
        narrate_adaptation(outcome.adaptation)
    if outcome.corrections is not None:
        report_corrections(outcome.corrections)
    if outcome.known:
        added = "" if outcome.documents else "nothing new: "
        narrate(f"{added}{count(outcome.known, 'article')} already there")
    narrate_removed(outcome.removed)


# ---- What an import did, counted as it goes on.


@dataclass
class _Outcome:
    """What an import did: counted are the documents and quotes that came, and what was `known`, there already.

    `adaptation`: what the suggestions for new documents were adapted to.
    """

    documents: int = 0
    quotes: int = 0
    known: int = 0
    adaptation: Adaptation | None = None
    left: NotTaken = field(default_factory=NotTaken)


@dataclass
class ImportOutcome(_Outcome):
    """What an import of articles did.

    `documents`, `sentences` and `quotes` count what was added; `known` the documents that were there already, and
    `removed` has the numbers of those among them that were taken out; `only` is the document where one was added and
    no more.
    """

    sentences: int = 0
    removed: list[int] = field(default_factory=list)
    only: Document | None = None
    corrections: Corrections | None = None


# ---- `annotator import --revise`: corrected articles take the place of those before them, with what was decided.


@dataclass
class Corrections:
    """That corrected articles are to take the place of others, and what came of it. `of` names the one, if any."""

    db: Path
    of: str | None = None
    revised: list[TakenOver] = field(default_factory=list)
    without: int = 0
    """Articles of which there was no earlier version."""
    _copied: bool = False

    def known(self, importer: Importer, document: Document) -> bool:
        """Revise by an article whose text is stored; False where there is nothing to do."""
        self._copy()
        revised = importer.replace_with_known(document, self.of, annotator_name(None))
        if revised is not None:
            self.revised.append(revised)
        return revised is not None

    def earlier(self, importer: Importer, document: Document) -> int | None:
        """The number of the article that a new one takes the place of. Raises InputRefused where that is not clear."""
        if self.of is not None and self.revised:
            raise InputRefused(
                f"{one_line(document.id, 60)}: --of names one article, which another text took the place of already",
                "import each corrected article with an --of of its own",
            )
        number = importer.ask(predecessor, document, self.of)
        self.without += number is None
        return number

    def store(self, importer: Importer, suggested: Suggested, run: Run, earlier: int) -> None:
        """Store an article in the place of another."""
        self._copy()
        self.revised.append(importer.add_edition(suggested, run, earlier, annotator_name(None)))

    def _copy(self) -> None:
        """Copy the database, once, before the first decision is carried over."""
        if not self._copied:
            copy_before(self.db, Why.REVISE)
            self._copied = True


def report_corrections(corrections: Corrections) -> None:
    """Say what became of the decisions, and where those that are to be looked at stand."""
    for revised in corrections.revised[:_NAMED_AT_MOST]:
        edits = f"; {count(revised.edits, 'unconfirmed edit')} taken over" if revised.edits else ""
        narrate(
            f"article {revised.later} takes the place of article {revised.earlier}: {fates_line(revised.fates)}{edits}"
        )
    more = len(corrections.revised) - _NAMED_AT_MOST
    if more > 0:
        total = sum((Counter(revised.fates) for revised in corrections.revised), Counter[str]())
        narrate(f"and {count(more, 'article')} more; in all {fates_line(total)}")
    standing = dict[int, Counter[str]]()
    for revised in corrections.revised:
        standing.pop(revised.earlier, None)  # by one that came before in the same files
        standing[revised.later] = revised.to_look_at
    waiting = sum(standing.values(), Counter[str]())
    if waiting:
        places = listed([f"{one_line(name, 60)} {number}" for name, number in sorted(waiting.items())])
        narrate(f"to be looked at: {places} (`annotator annotate --again`; `annotator list revised` shows them)")
    if corrections.without:
        narrate(f"{count(corrections.without, 'article')} without an earlier version, added as new")


def fates_line(fates: Mapping[Any, int]) -> str:
    """What became of decisions, in numbers.

    >>> fates_line({"kept": 3, "orphaned": 1})
    '3 decisions kept, 0 moved, 0 touched, 1 orphaned'
    """
    if not fates:
        return "nothing was decided of it"
    numbers = [fates.get(kind, 0) for kind in ("kept", "moved", "touched", "orphaned")]
    return f"{count(numbers[0], 'decision')} kept, {numbers[1]} moved, {numbers[2]} touched, {numbers[3]} orphaned"


# ---- `annotator import --as NAME`: annotations made elsewhere, as the decisions of a named annotator.


@dataclass
class AnnotationOutcome(_Outcome):
    """What an import of annotations did.

    `again` counts files or records about an article of which others had been `seen` before, which they go over.
    """

    new: int = 0
    rebuilt: int = 0
    decisions: int = 0
    again: int = 0
    unplaced_topics: int = 0
    topics_beyond: int = 0
    remarks: Remarks = field(default_factory=Remarks)
    seen: set[int] = field(default_factory=set)


def import_annotations(
    paths: list[str],
    db: Path,
    name: str,
    choice: PipelineChoice,
    intake: Intake = USUAL,
    quiet: bool = True,
) -> AnnotationOutcome:
    """Import everything that paths name as decisions of `name`; refusals are collected, not raised.

    The format of `intake` is one of a package; without one each file shows which of ours it is in. Documents that are
    new are stored first, with suggestions as usual; each document's decisions are one step.
    """
    if not name.strip():
        raise UsageError("--as needs a name", "say whose decisions they are: --as gold")
    name = annotator_name(name)
    named = None if intake.format is None else format_named(intake.format, to_read=True)
    taken = AnnotationOutcome()
    taken.remarks.left_out = intake.how(taken.left).left_out
    with importing(db, choice) as (importer, suggester), narrated_at_end(lambda: _narrate_taken(taken, db, name)):
        for annotation in watched(_annotations(paths, intake.encoding, taken, named), "reading and storing", quiet):
            with taken.left.refusing():
                _take(annotation, name, importer, suggester, taken, intake.largest)
    return taken


def _narrate_taken(taken: AnnotationOutcome, db: Path, name: str) -> None:
    """Say what was done, and what could not be taken as it stood."""
    if taken.documents:
        narrate(
            f"{count(taken.documents, 'article')} ({taken.new} new), {count(taken.quotes, 'quote')}:"
            f" {count(taken.decisions, 'decision')} of {one_line(name)} added to {one_line(db)},"
            f" {taken.known} already there"
        )
        narrate_adaptation(taken.adaptation)
    remarks = taken.remarks
    lines = counted(
        (taken.again, "article", "given again: what stands there last counts"),
        (taken.rebuilt, "article", "put together from sentences, with white space between"),
        (remarks.loose, "span of a cue or source", "left out: of no quote"),
        (remarks.narrowed, "span of a cue or source", "in several pieces: the first one taken"),
        (remarks.rejected, "rejected task", "with spans left out: what would be right is not said"),
        (taken.unplaced_topics, "topic of a whole text", "left out: of no sentence"),
        (taken.topics_beyond, "topic", f"left out: a sentence has {MAX_TOPICS} at most"),
    )
    narrate(*lines)


def _annotations(
    paths: list[str], encoding: str | None, taken: AnnotationOutcome, named: Format | None
) -> Iterator[Annotation]:
    read, ending = (named.text_reader, named.ending) if named else (None, None)
    for path in paths:
        for source in [STANDARD_INPUT] if path == "-" else find_annotations(Path(path), ending):
            with taken.left.refusing():
                yield from read_annotations(source, taken.remarks, encoding, read)


def _take(
    annotation: Annotation,
    name: str,
    importer: Importer,
    suggester: LazySuggester,
    taken: AnnotationOutcome,
    largest: float,
) -> None:
    stored = _find(annotation, importer)
    if stored is None:
        refuse_size(annotation.document, largest)
        stored = _store_new(annotation, importer, suggester)
        taken.adaptation = suggester.adaptation
        taken.new += 1
        taken.rebuilt += annotation.rebuilt
    decisions = [*_decisions(annotation, stored, taken)]
    kept = importer.decide(name, decisions)
    taken.again += stored.number in taken.seen
    taken.seen.add(stored.number)
    taken.documents += 1
    taken.decisions += kept
    taken.known += len(decisions) - kept
    taken.quotes += sum(not part.continues for new, _ in decisions for part in new.labels.quotes)


def _find(annotation: Annotation, importer: Importer) -> Stored | None:
    """The document, if it is here: by its text or, if only its sentences are known, by its id or their places."""
    stored = importer.find(annotation.document)
    if stored is None and annotation.rebuilt and annotation.sentences:
        spans = [sentence.span for sentence in annotation.sentences]
        stored = importer.ask(find_alike, annotation.document.id, spans, annotation.fits)
    return stored


def _store_new(annotation: Annotation, importer: Importer, suggester: LazySuggester) -> Stored:
    document = annotation.document
    if annotation.rebuilt and not (annotation.all_sentences and annotation.fits(document.text)):
        raise InputRefused(
            f"{annotation.where}: the article {one_line(document.id)} is not here, and the file has only parts of it",
            "import the article first",
        )
    suggested = suggester.loaded.suggest_one(document)
    if annotation.sentences:  # decisions hold for these, so suggestions do
        spans = [sentence.span for sentence in annotation.sentences]
        own = [
            sentence.span
            for sentence in suggested.sentences
            if not annotation.all_sentences and not any(map(sentence.span.overlaps, spans))
        ]
        suggested = suggested.on([Sentence(index, *span) for index, span in enumerate(sorted([*spans, *own]))])
    _refuse_nothing(suggested, annotation.where)
    importer.add(suggested, suggester.loaded.run)
    stored = importer.find(document)
    assert stored is not None
    return stored


def _decisions(
    annotation: Annotation, stored: Stored, taken: AnnotationOutcome
) -> Iterator[tuple[NewDecision, str | None]]:
    """The decisions that the file names, each with its time; else one of every sentence, whose quotes are all it has.

    A rejection holds no labels; what a skipped sentence showed is in records of sentences alone. Topics of a whole text
    are those of no sentence, unless it has only one.
    """
    decided, alone = annotation.sentences, stored.sentences[0].span if len(stored.sentences) == 1 else None
    topics = [(alone or span, topic) for span, topic in annotation.topics if alone or span != OF_ALL]
    taken.unplaced_topics += len(annotation.topics) - len(topics)
    labels = labels_by_sentence(annotation.quotes, topics, stored.sentences, stored.document.text)
    given = {(number, topic) for span, topic in topics for number in numbers_touched(stored.sentences, span)}
    taken.topics_beyond += len(given) - sum(len(shown.topics) for shown in labels)
    there = {
        sentence.span: pair
        for sentence, pair in zip(stored.sentences, zip(stored.ids, labels, strict=True), strict=True)
    }
    if decided is None:
        decided = tuple(SentenceDecision(span, NewDecision(0, annotation.answer, Labels()), None) for span in there)
    for span, decision, decided_at in decided:
        if span not in there:
            raise InputRefused(
                f"{annotation.where}: {one_line(stored.document.id)} has no sentence {list(span)} here",
                "it was cut into other sentences; import into a new database",
            )
        key, of_all = there[span]
        kept = Labels((*decision.labels.quotes, *of_all.quotes), decision.labels.topics or of_all.topics)
        if decision.answer is Answer.REJECT or (decision.answer is Answer.SKIP and not annotation.rebuilt):
            kept = Labels()
        yield decision._replace(sentence_id=key, labels=kept), decided_at
