"""`annotator import`: articles with suggestions, corrected ones (--revise), decisions (--as), and suggestions alone."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from annotator.cli.copies import copy_before, may_begin_anew
from annotator.cli.model.document_work import (
    LARGEST,
    RULES,
    Intake,
    LazySuggester,
    NotTaken,
    PipelineChoice,
    done_in_order,
    importing,
    narrate_adaptation,
    refuse_size,
)
from annotator.cli.narration import bringing_back, count, counted, listed, narrate, one_line, watched
from annotator.cli.open_screen import annotator_name
from annotator.cli.options import is_given
from annotator.core.decision import Answer, NewDecision, is_name
from annotator.core.errors import InputRefused, UsageError
from annotator.core.habits import Habits
from annotator.core.model import (
    MAX_TOPICS,
    QUOTE_TYPES,
    CastMember,
    Document,
    Labels,
    Quote,
    Run,
    Sentence,
    Span,
    Suggested,
    numbers_touched,
)
from annotator.core.profiles import DEFAULT_PROFILE, PROFILE_NAMES
from annotator.core.quotes.assembly import labels_by_sentence
from annotator.exchange.annotation import OF_ALL, Annotation, Remarks, SentenceDecision, refuse
from annotator.exchange.files import STANDARD_INPUT, SourceFile, bounded_lines, find_sources, reading
from annotator.exchange.formats.format import Format
from annotator.exchange.formats.registry import READ, find_annotations, format_named, read_annotations
from annotator.exchange.lines import Record, to_json
from annotator.exchange.shards import all_shards
from annotator.exchange.strict_json import LeaveOut, read_lines, refused_all
from annotator.exchange.suggestions import Given, given_of
from annotator.store.articles.documents import Stored, find_alike, number_of, removal_of
from annotator.store.articles.editions import TakenOver, predecessor
from annotator.store.schemes import kept_profile
from annotator.store.sqlite.copies import Why
from annotator.store.work.importer import Importer
from annotator.suggest.text.sentences import sentences_of

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
    annotator: str | None,
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
    if not suggestions:
        choice.check()
        intake.check()
    if as_ is not None and not as_.strip():
        raise UsageError("--as needs a name", "say whose decisions they are: --as gold")
    # Refused before the database is opened, which brings an older one up to date.
    who = None if as_ is None else annotator_name(as_)
    form = None if who is None or intake.format is None else format_named(intake.format, to_read=True)
    with importing(db, choice) as (importer, suggester):
        came: ArticleImport | AnnotationImport | SuggestionImport
        if suggestions:
            came = SuggestionImport(importer, suggester, db, name or "")
        elif who is not None:
            came = AnnotationImport(importer, suggester, db, who, form)
        else:
            came = ArticleImport(importer, suggester, db, annotator_name(annotator) if revise else None, of)
        try:
            came.read(paths, intake, quiet)
        except KeyboardInterrupt:
            came.narrate()
            narrate("the same command again goes on with the rest")
            raise
        came.narrate()
    noun = "file" if isinstance(came, ArticleImport) else "file or article"
    came.left.report(noun, "imported" if came.documents or came.known or came.revised or came.removed else "")


def run_import(
    paths: list[str], db: Path, intake: Intake = USUAL, choice: PipelineChoice = RULES, quiet: bool = True
) -> ArticleImport:
    """Import all articles that paths name, and tell nothing of it; refusals are collected, not raised."""
    with importing(db, choice) as (importer, suggester):
        articles = ArticleImport(importer, suggester, db)
        articles.read(paths, intake, quiet)
    return articles


def _refuse_nothing(suggested: Suggested, where: str) -> None:
    if not suggested.sentences:
        raise InputRefused(f"{where}: no sentence in it", "nothing to annotate")


@dataclass
class _Import:
    """What stores, what suggests for new documents, and what came of an import, counted as it goes on.

    Counted are the documents and quotes that came, and what was `known`, there already. `removed` has the numbers of
    documents that were taken out. Those of more MB than the `largest` do not come in.
    """

    importer: Importer
    suggester: LazySuggester
    db: Path
    _: KW_ONLY
    documents: int = 0
    quotes: int = 0
    known: int = 0
    revised: list[TakenOver] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    largest: float = LARGEST
    left: NotTaken = field(default_factory=NotTaken)

    def narrate_removed(self) -> None:
        """Say which articles are out, if any are, and stay so."""
        if self.removed:
            out = f"{count(len(self.removed), 'article')} of these removed before, or corrected since"
            narrate(f"{out}, and left so: {bringing_back(self.removed)} takes that back, or says how")


@dataclass
class ArticleImport(_Import):
    """Articles that are stored as they come; where somebody `revises`, corrected ones take the place of earlier ones.

    `of` names the one that is corrected, if any. `sentences` counts what was added, too; `published` is when the last
    one was; `without` counts corrected articles of which there was no earlier version.

    Where articles are revised, each that is stored already is looked at when all that was read before it is stored,
    however far ahead others are suggested for: it may take the place of one of those.
    """

    revises: str | None = None
    of: str | None = None
    sentences: int = 0
    published: str | None = None
    without: int = 0
    _copied: bool = False
    _turns: deque[Document | None] = field(default_factory=deque)
    """What was read since the last one that was stored: None for one that is suggested for."""

    def read(self, paths: list[str], intake: Intake, quiet: bool) -> None:
        """Store everything that paths name; refusals are collected, not raised."""
        wanted = self.new(watched(intake.documents(paths, self.left), "reading and suggesting", quiet))
        for suggested in done_in_order(intake.suggested, wanted, self.suggester, intake):
            self.take(suggested, self.suggester.loaded.run)

    def new(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents that are not stored yet."""
        for document in documents:
            if self.importer.ask(number_of, document.text) is None:
                self._turns.append(None)
                yield document
            elif self._turns and self.revises:
                self._turns.append(document)
            else:
                self._count(document)

    def take(self, suggested: Suggested | InputRefused, run: Run) -> None:
        """Store what is suggested for the next new document, if that is not refused; then look at those behind it."""
        with self.left.refusing():
            if isinstance(suggested, InputRefused):
                raise suggested
            self._store(suggested, run)
        self._turns.popleft()
        while self._turns and (document := self._turns[0]) is not None:
            self._count(document)
            self._turns.popleft()

    def _count(self, document: Document) -> None:
        """Revise by a document that is stored, or count it where there is nothing to do."""
        with self.left.refusing():
            if self.revises and self._revise(partial(self.importer.replace_with_known, document, self.of)):
                return
            self.known += 1
            number = self.importer.ask(number_of, document.text)
            self.removed += [number] if number and self.importer.ask(removal_of, number) else []

    def _store(self, suggested: Suggested, run: Run) -> None:
        document = suggested.document
        _refuse_nothing(suggested, document.id)
        earlier = None
        if self.revises:
            if self.importer.ask(number_of, document.text) is not None:  # it came since it was read
                self._count(document)
                return
            earlier = self.earlier(document)
        if earlier is not None:
            self._revise(partial(self.importer.add_edition, suggested, run, earlier))
        elif self.importer.add(suggested, run).known:
            self.known += 1
            return
        self.documents += 1
        self.sentences += len(suggested.sentences)
        self.quotes += len(suggested.quotes)
        self.published = document.published

    def earlier(self, document: Document) -> int | None:
        """The number of the article that a new one takes the place of. Raises InputRefused where that is not clear."""
        if self.of is not None and self.revised:
            raise InputRefused(
                f"{one_line(document.id, 60)}: --of names one article, which another text took the place of already",
                "import each corrected article with an --of of its own",
            )
        number = self.importer.ask(predecessor, document, self.of)
        self.without += number is None
        return number

    def _revise(self, revises: Callable[..., TakenOver | None]) -> bool:
        """Whether an article took the place of another. The database is copied, once, before that carries over work."""
        if not self._copied and (tried := revises(self.revises, tried=True)) and (tried.fates or tried.edits):
            copy_before(self.db, Why.REVISE)
            self._copied = True
        revised = revises(self.revises)
        self.revised += [revised] if revised else []
        return revised is not None

    def narrate(self) -> None:
        """Say what was added, what became of decisions, and what was there already."""
        if self.documents:
            about = f", published {self.published}" if self.documents == 1 and self.published else ""
            narrate(
                f"{count(self.documents, 'article')}, {count(self.sentences, 'sentence')}{about},"
                f" {count(self.quotes, 'suggested quote')} added to {self.db}"
            )
            narrate_adaptation(self.suggester.adaptation)
        self._narrate_corrections()
        if self.known:
            added = "" if self.documents or self.revised else "nothing new: "
            narrate(f"{added}{count(self.known, 'article')} already there")
        self.narrate_removed()

    def _narrate_corrections(self) -> None:
        """Say what became of the decisions, and where those that are to be looked at stand."""
        standing = dict[int, Counter[str]]()
        for number, revised in enumerate(self.revised):
            standing.pop(revised.earlier, None)  # by one that came before in the same files
            standing[revised.later] = revised.to_look_at
            if number < _NAMED_AT_MOST:
                edits = f"; {count(revised.edits, 'unconfirmed edit')} taken over" if revised.edits else ""
                article = f"article {revised.later} takes the place of article {revised.earlier}"
                narrate(f"{article}: {fates_line(revised.fates)}{edits}")
        more = len(self.revised) - _NAMED_AT_MOST
        if more > 0:
            total = sum((Counter(revised.fates) for revised in self.revised), Counter[str]())
            narrate(f"and {count(more, 'article')} more; in all {fates_line(total)}")
        waiting = sum(standing.values(), Counter[str]())
        if waiting:
            places = listed([f"{one_line(name, 60)} {number}" for name, number in sorted(waiting.items())])
            narrate(f"to be looked at: {places} (`annotator annotate --again`; `annotator list revised` shows them)")
        narrate(*counted((self.without, "article", "without an earlier version, added as new")))


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
class AnnotationImport(_Import):
    """Annotations that are stored as the decisions of `name`.

    The `format` is one of a package; without one each file shows which of ours it is in. Documents that are new are
    stored first, with suggestions as usual; each document's decisions are one step.

    `again` counts files or records about an article of which others had been `seen` before, which they go over.
    """

    name: str
    format: Format | None = None
    new: int = 0
    rebuilt: int = 0
    decisions: int = 0
    again: int = 0
    unplaced_topics: int = 0
    topics_beyond: int = 0
    remarks: Remarks = field(default_factory=Remarks)
    seen: set[int] = field(default_factory=set)

    def read(self, paths: list[str], intake: Intake, quiet: bool) -> None:
        """Store everything that paths name; refusals are collected, not raised."""
        self.largest, self.remarks.left_out = intake.largest, intake.how(self.left).left_out
        reader, ending = (self.format.text_reader, self.format.ending) if self.format else (None, None)

        def annotations() -> Iterator[Annotation]:
            for path in paths:
                for source in [STANDARD_INPUT] if path == "-" else find_annotations(Path(path), ending):
                    with self.left.refusing():
                        yield from read_annotations(source, self.remarks, intake.encoding, reader)

        for annotation in watched(annotations(), "reading and storing", quiet):
            with self.left.refusing():
                self.take(annotation)

    def narrate(self) -> None:
        """Say what was done, and what could not be taken as it stood."""
        if self.documents:
            narrate(
                f"{count(self.documents, 'article')} ({self.new} new), {count(self.quotes, 'quote')}:"
                f" {count(self.decisions, 'decision')} of {self.name} added to {self.db},"
                f" {self.known} already there"
            )
        if self.new:
            narrate_adaptation(self.suggester.adaptation)
        remarks = self.remarks
        lines = counted(
            (self.again, "article", "given again: what stands there last counts"),
            (self.rebuilt, "article", "put together from sentences, with white space between"),
            (remarks.loose, "span of a cue or source", "left out: of no quote"),
            (remarks.narrowed, "span of a cue or source", "in several pieces: the first one taken"),
            (remarks.rejected, "rejected task", "with spans left out: what would be right is not said"),
            (self.unplaced_topics, "topic of a whole text", "left out: of no sentence"),
            (self.topics_beyond, "topic", f"left out: a sentence has {MAX_TOPICS} at most"),
        )
        narrate(*lines)

    def take(self, annotation: Annotation) -> None:
        """Store the document, if it is new, and then the decisions. Raises InputRefused for what cannot be stored."""
        spans = [sentence.span for sentence in annotation.sentences or ()]
        if annotation.rebuilt and spans:  # only its sentences are known
            stored = self.importer.ask(find_alike, annotation.document, spans, annotation.fits)
        else:
            stored = self.importer.find(annotation.document)
        if stored is None:
            stored = self._store_new(annotation, spans)
        decisions = [*self.decisions_of(annotation, stored)]
        kept = self.importer.decide(self.name, decisions)
        self.again += stored.number in self.seen
        self.seen.add(stored.number)
        self.documents += 1
        self.decisions += kept
        self.known += len(decisions) - kept
        self.quotes += sum(not part.continues for new, _ in decisions for part in new.labels.quotes)

    def _store_new(self, annotation: Annotation, spans: Sequence[Span]) -> Stored:
        document = annotation.document
        refuse_size(document, self.largest)
        if annotation.rebuilt and not (annotation.all_sentences and annotation.fits(document.text)):
            where = f"{annotation.where}: the article {document.id}"
            raise InputRefused(f"{where} is not here, and the file has only parts of it", "import the article first")
        suggested = self.suggester.loaded.suggest_one(document)
        if spans:  # decisions hold for these, so suggestions do
            own = [
                sentence.span
                for sentence in suggested.sentences
                if not annotation.all_sentences and not any(map(sentence.span.overlaps, spans))
            ]
            suggested = suggested.on([Sentence(index, *span) for index, span in enumerate(sorted([*spans, *own]))])
        _refuse_nothing(suggested, annotation.where)
        self.importer.add(suggested, self.suggester.loaded.run)
        self.new += 1
        self.rebuilt += annotation.rebuilt
        stored = self.importer.find(document)
        assert stored is not None
        return stored

    def decisions_of(self, annotation: Annotation, stored: Stored) -> Iterator[tuple[NewDecision, str | None]]:
        """The decisions that are named, each with its time; else one of every sentence, whose quotes are all it has.

        A rejection holds no labels; what a skipped sentence showed is in records of sentences alone. Topics of a whole
        text are those of no sentence, unless it has only one.
        """
        decided, alone = annotation.sentences, stored.sentences[0].span if len(stored.sentences) == 1 else None
        topics = [(alone or span, topic) for span, topic in annotation.topics if alone or span != OF_ALL]
        self.unplaced_topics += len(annotation.topics) - len(topics)
        labels = labels_by_sentence(annotation.quotes, topics, stored.sentences, stored.document.text)
        given = {(number, topic) for span, topic in topics for number in numbers_touched(stored.sentences, span)}
        self.topics_beyond += len(given) - sum(len(shown.topics) for shown in labels)
        known = zip(stored.sentences, stored.ids, labels, strict=True)
        there = {sentence.span: (key, of_all) for sentence, key, of_all in known}
        if decided is None:
            decided = tuple(SentenceDecision(span, NewDecision(0, annotation.answer, Labels()), None) for span in there)
        for span, decision, decided_at in decided:
            if span not in there:
                raise InputRefused(
                    f"{annotation.where}: {stored.document.id} has no sentence {list(span)} here",
                    "it was cut into other sentences; import into a new database",
                )
            key, of_all = there[span]
            kept = Labels((*decision.labels.quotes, *of_all.quotes), decision.labels.topics or of_all.topics)
            if decision.answer is Answer.REJECT or (decision.answer is Answer.SKIP and not annotation.rebuilt):
                kept = Labels()
            yield decision._replace(sentence_id=key, labels=kept), decided_at


# ---- `annotator import --suggestions`: what anybody suggests for articles, in the record that `suggest` prints.


_MOST_SETTINGS = 100_000
"""Bytes of JSON of what a run says of itself. Set by hand: a prompt fits in."""
_MOST_RUNS = 100
"""Suggesters, and runs that lines tell apart, in one import. Set by hand: with more, each line has its own."""


def _sources(paths: Iterable[str], refused: list[InputRefused]) -> Iterator[SourceFile]:
    """The files that paths stand for.

    What is missing in a shard goes to `refused`. Raises InputRefused for a folder of shards that are not all there.
    """
    for name in paths:
        folder = Path(name)
        if name == "-":
            yield STANDARD_INPUT
        elif folder.is_dir() and any(folder.glob("shard-*.manifest.json")):
            shards = all_shards(folder)
            missing = [*shards.values()].count(None)
            if missing:
                reason = f"{folder}: {count(missing, 'shard')} not done"
                raise InputRefused(reason, f"`annotator suggest --missing {folder}` says which")
            for shard, done in shards.items():
                assert done is not None
                refused += [InputRefused(one_line(reason, 400)) for reason in done["left_out"]]
                if done["file"]["records"]:
                    yield SourceFile(shard.lines)
        else:
            yield from find_sources(folder, "jsonl")


@contextmanager
def _opened(source: SourceFile) -> Iterator[tuple[Any, str]]:
    """A file to be read more than once, and the checksum of its bytes. Standard input is kept in one without a name.

    Raises what it was refused for.
    """
    opened: Any
    if source.refused:
        raise source.refused
    with tempfile.TemporaryFile() if source.is_stream else source.path.open("rb") as opened:
        if source.is_stream:
            shutil.copyfileobj(sys.stdin.buffer, opened)
            opened.seek(0)
        yield opened, hashlib.file_digest(opened, "sha256").hexdigest()


@dataclass
class SuggestionImport(_Import):
    """What comes in by each line of files is held to the database, and stored, each article's whole or not at all.

    `name`: that of the suggester, whatever lines say. `runs`: those that lines named. `beside` counts those of the
    documents that were here, `known` those of which the same run had suggested.
    """

    name: str
    runs: set[str] = field(default_factory=set)
    beside: int = 0

    def narrate(self) -> None:
        """Say in a line what came in, and what was there already."""
        refused, nothing = len(self.left.refused) + self.left.bad, "nothing new: "
        if self.documents or ((self.known or self.removed) and refused):
            nothing = ""
            narrate(
                f"{count(self.documents - self.beside, 'article')} added, {self.beside} already here got suggestions"
                f" beside, {count(self.quotes, 'suggested quote')}, {refused} refused: {self.db}"
            )
        if self.known:
            narrate(f"{nothing}{count(self.known, 'article')} had these suggestions already")
        self.narrate_removed()

    def read(self, paths: list[str], intake: Intake, quiet: bool) -> None:
        """Store what the lines of all files suggest; a file with a line that is wrong is refused whole, but for
        --skip-bad. Refusals are collected, not raised.
        """
        self.largest, left = intake.largest, self.left
        for source in _sources(paths, left.refused):
            shown = source.name
            with left.refusing(), reading(shown), _opened(source) as (opened, sha256):
                # What runs are known by that are not ours.
                about = {"file": {"name": Path(shown).name, "sha256": sha256}}
                if not intake.skip_bad:  # all are known to be sound before the first is stored
                    self._read(opened, source, about, refused_all, quiet=True, stores=False)
                left_out = left.skip if intake.skip_bad else left.refused.append
                self._read(opened, source, about, left_out, quiet=quiet, stores=True)

    def _read(
        self,
        opened: BinaryIO,
        source: SourceFile,
        about: Record,
        left_out: LeaveOut,
        *,
        quiet: bool,
        stores: bool,
    ) -> None:
        """Take what each line suggests; the `meta` of the first becomes a part of what there is to say `about` all."""
        opened.seek(0)
        # Who suggested, where no line says it.
        name = "" if source.is_stream else Path(source.path.name.removesuffix(".gz")).stem
        lines = watched(bounded_lines(opened, source.name), "storing", quiet)
        for number, given in enumerate(read_lines(lines, source.name, given_of, left_out)):
            if not number and given.data.get("meta"):
                about["meta"] = given.data["meta"]
            try:
                self._take(given, self._run(given, name, about), left_out, stores)
            except InputRefused as error:
                left_out(error)

    def _run(self, given: Given, name: str, about: Record) -> Run:
        """The run of a line, which is one of ours as it is, and else is known by what there is to say `about` the file.

        Raises InputRefused where it cannot be kept, or goes by another guideline profile than the database.
        """
        given_run, where = given.run, given.where
        own = not self.name and "annotator" in given_run.settings and bool(given_run.pipeline)
        run = Run(
            self.name or given_run.pipeline or name,
            given_run.version or about["file"]["sha256"][:12],
            given_run.settings | ({} if own else about),
        )
        if not is_name(run.pipeline) or not is_name(run.version):
            refuse(where, "no name or version of a suggester that can be kept and shown: --name gives it one")
        if len(to_json(run.settings)) > _MOST_SETTINGS or "stands_for" in run.settings:
            refuse(where, f"settings and meta that cannot be kept, or of more than {_MOST_SETTINGS} bytes")
        self.runs.add(repr((run.pipeline, given_run)))
        if len(self.runs) > _MOST_RUNS:
            refuse(where, f"more than {_MOST_RUNS} suggesters, or runs of them")
        profile, kept = run.settings.get("profile"), self.importer.ask(kept_profile)
        if profile is not None and (profile not in PROFILE_NAMES or kept not in (None, profile)):
            raise InputRefused(
                f"{where}: suggested by the guideline profile {one_line(profile, 40)}, and here it is {kept}",
                f"suggest with --profile {kept or DEFAULT_PROFILE}",
            )
        if own and given.data.get("habits"):
            self.importer.runs.habits = Habits.from_json(given.data["habits"])
        return run

    def _take(self, given: Given, run: Run, left_out: LeaveOut, stores: bool) -> None:
        """Store what a line suggests, or only look at it; `left_out` is told of quotes that cannot be placed.

        Raises InputRefused.
        """
        where, document, sentences = given.where, given.document, given.sentences
        own, named = "file" not in run.settings, self.importer.named(given.id)
        stored = named if document is None else self.importer.find(document)
        if stored is not None:
            document, sentences = stored.document, stored.sentences
        elif document is None:
            refuse(where, f"no article {one_line(given.id, 60)!r} is here, and the line has no text")
        elif named is not None and not own:
            raise InputRefused(
                f"{where}: {one_line(given.id, 60)!r} is here with another text",
                "leave the text out, or give another id",
            )
        elif not sentences:
            refuse_size(document, self.largest)
            sentences = tuple(sentences_of(document.text, start=document.body_start))
        if not sentences:
            refuse(where, "no sentence in it")
        # Our own pipelines know topics of the scheme, and all types.
        scheme = self.suggester.scheme._replace(quote_types=QUOTE_TYPES) if own else self.suggester.scheme
        suggested = given.placed(document, sentences, scheme, left_out)
        if not stores:
            return
        if not suggested.cast:
            suggested = suggested._replace(cast=_speakers(suggested.quotes))
        if stored is not None and self.importer.ask(removal_of, stored.number) is not None:
            self.removed.append(stored.number)
            return
        if stored is None:
            is_new = not self.importer.add(suggested, run).known
        else:
            is_new = self.importer.suggest_beside(stored.number, suggested, run)
            self.beside += is_new
        self.documents += is_new
        self.known += not is_new
        self.quotes += len(suggested.quotes) if is_new else 0


def _speakers(quotes: Iterable[Quote]) -> tuple[CastMember, ...]:
    """The speakers of quotes, in their order, with their mentions as sources."""
    mentions: dict[str, set[Span]] = {}
    for quote in quotes:
        if quote.speaker is not None:
            mentions.setdefault(quote.speaker, set()).update(quote.spans("source"))
    return tuple(CastMember(name, tuple(sorted(spans))) for name, spans in mentions.items())
