"""Which pipeline suggests, the documents that a command's paths stand for, and suggesting for them in one process or
several.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from annotator.cli.model.workers import check_installed, in_processes, on_cluster
from annotator.cli.narration import count, counted, narrate, narrate_left_out, one_line
from annotator.cli.schemes import new_scheme, profile_in_use, scheme_in_use
from annotator.core.errors import DoneInPart, EnvironmentFailed, InputRefused
from annotator.core.habits import Habits, chance_of, given_up, rated, reasons
from annotator.core.model import Chance, Document, QuoteReading, Run, Suggested
from annotator.core.profiles import GuidelineProfile, profile_named, suggested_from
from annotator.core.scheme import LabelScheme
from annotator.core.speakers import Acquaintances, lent_reason
from annotator.exchange.documents import FileReading, read_documents, read_stream
from annotator.exchange.files import find_sources
from annotator.exchange.lines import to_line
from annotator.exchange.strict_json import refused_all
from annotator.exchange.suggestions import suggestion_record
from annotator.store.articles.documents import maker_of
from annotator.store.files.database import reading
from annotator.store.read.habits import acquaintances, decided_articles
from annotator.store.schemes import kept_profile, stored_scheme
from annotator.store.work.importer import Importer, Runs
from annotator.suggest.packages import find_model, language_name
from annotator.suggest.pipeline import Suggester

if TYPE_CHECKING:
    from annotator.suggest.habits import HabitsRead

R = TypeVar("R")


# ---- which pipeline suggests: what the options say, checked before any work, and the pipeline loaded when it is needed


@dataclass(frozen=True)
class PipelineChoice:
    """The options --model, --trust-model and --profile, and the file of --scheme; None where one was not given.

    `no_adapt`: suggestions do not follow what was decided in the database.
    """

    model: str | None = None
    trust_model: bool = False
    profile: str | None = None
    scheme: Path | None = None
    no_adapt: bool = False

    def check(self) -> None:
        """Raise UsageError or InputRefused for a wrong profile or model; nothing is loaded yet."""
        if self.profile is not None:
            profile_named(self.profile)
        find_model(self.model, trust_model=self.trust_model)

    def load(self, scheme: LabelScheme | None = None) -> Suggester:
        """Load the pipeline, with the topics of a label scheme (None: the one that ships); it takes seconds.

        It says of every quote what else it could be. Raises what `Suggester.load` raises.
        """
        return Suggester.load(
            self.model, trust_model=self.trust_model, profile=self.profile, scheme=scheme, readings=True
        )

    def adapted(self, suggester: Suggester, db: Path, runs: Runs) -> Adaptation | None:
        """Adapt a suggester (see `adapt`), for what is stored of its `runs`; None where it is to stay as it ships.

        That it was not to be adapted is recorded with its run: it is not the same as finding nothing.
        """
        if self.no_adapt:
            suggester.run = replace(suggester.run, settings=suggester.run.settings | {"habits": False})
            return None
        adaptation = adapt(suggester, db)
        if adaptation.read.habits:
            runs.habits = adaptation.read.habits
        return adaptation


RULES = PipelineChoice()
"""What suggests where no option says otherwise: the rules, on the pipeline that comes with annotator."""


def made_again(
    choice: PipelineChoice, scheme: LabelScheme | None, habits: Habits, known: Acquaintances, run: Run
) -> Suggester:
    """A suggester that suggests what one of another process does, which has these; it takes seconds."""
    suggester = choice.load(scheme)
    suggester.meet(known)
    suggester.adapt(habits)
    if _fixed(suggester.run) != _fixed(run):
        raise EnvironmentFailed(
            "a worker has another pipeline, spaCy or annotator than this process",
            "install the same versions on all machines",
        )
    suggester.run = run
    return suggester


def _fixed(run: Run) -> tuple[str, str, dict[str, Any]]:
    """What the same packages make the same; the others are what a suggester was told."""
    varying = ("habits", "speakers")
    return run.pipeline, run.version, {key: value for key, value in run.settings.items() if key not in varying}


@dataclass
class LazySuggester:
    """The suggester of a choice, with readings, loaded when the first document needs it, and then `adapted`.

    `adaptation`: what that says of what it was adapted to, where it is to be told.
    """

    choice: PipelineChoice
    scheme: LabelScheme
    adapted: Callable[[Suggester], Adaptation | None]
    adaptation: Adaptation | None = None

    def recipe(self) -> Callable[[], Suggester]:
        """How another process makes the same suggester: all of it can be pickled."""
        loaded = self.loaded
        return partial(made_again, self.choice, self.scheme, loaded.habits, loaded.known, loaded.run)

    @cached_property
    def loaded(self) -> Suggester:
        """The suggester itself; it is there from the first time on that somebody asks for it."""
        suggester = self.choice.load(self.scheme)
        self.adaptation = self.adapted(suggester)
        return suggester


@contextmanager
def importing(db: Path, choice: PipelineChoice) -> Iterator[tuple[Importer, LazySuggester]]:
    """What stores, and what suggests, in an import into a database.

    With its profile, and its label scheme unless another one is chosen; adapted to what was decided in it, unless the
    choice says otherwise. Raises UsageError where the options ask for another profile than the database keeps,
    InputRefused where the new scheme would lose labels that decisions hold.
    """
    new = new_scheme(choice.scheme)
    with Importer(db, new) as importer:
        importer.check_scheme()
        stored = importer.ask(stored_scheme)
        profile = profile_in_use(db, importer.ask(kept_profile), choice.profile, new, stored)
        choice = replace(choice, profile=profile)
        scheme = scheme_in_use(new, stored)
        yield importer, LazySuggester(choice, scheme, lambda loaded: choice.adapted(loaded, db, importer.runs))


# ---- Suggestions that follow what annotators decided: the habits of a database, applied and told.


class Adaptation(NamedTuple):
    """What suggestions were adapted to: what was read of decisions, whom they name, and the guidelines they go by."""

    read: HabitsRead
    known: Acquaintances
    profile: GuidelineProfile


def adapt(suggester: Suggester, db: Path | None) -> Adaptation:
    """Adapt a suggester to what was decided in a database by the guidelines that it goes by, if there is a database.

    Whoever was confirmed as a speaker is named alike from now on. A trained pipeline adapts to what was decided on its
    own suggestions: it learned from the others.
    """
    from annotator.suggest.habits import HabitsRead, read_habits

    read, known = HabitsRead(), Acquaintances()
    if db is not None and db.exists():
        with reading(db) as connection:
            known = acquaintances(connection)
            maker = maker_of(suggester.run.settings)
            read = read_habits(decided_articles(connection, suggester.profile.name, maker))
    suggester.meet(known)
    suggester.adapt(read.habits, read.record())
    return Adaptation(read, known, suggester.profile)


def narrate_adaptation(adaptation: Adaptation | None, of: Path | None = None) -> None:
    """Say what suggestions were adapted to, where there was anything to adapt to.

    `of` is the database that was named for this; then it is also said where there was nothing.
    """
    if adaptation is None:
        return
    read, where = adaptation.read, f" in {of}" if of is not None else ""
    if read.sentences:
        decided = f"{count(read.sentences, 'decided sentence')} of {count(len(read.documents), 'article')}"
        names = f", {count(len(adaptation.known.known), 'speaker')} known" if adaptation.known.known else ""
        narrate(f"adapted to {decided}{names}{where or ' (--no-adapt: as it ships)'}")
    elif of is not None:
        narrate(f"nothing to adapt to{where}: suggested as it ships")
    edges = read.habits.edges.in_words(adaptation.profile)
    if edges:
        narrate(f"edges of quotes as decided here: {', '.join(edges)}")
    if read.unread:
        articles = f"{count(len(read.unread), 'decided article')} from before suggestions adapted"
        narrate(f"not counted in: {articles}; `annotator resuggest` reads them")


# ---- The documents that a command's paths stand for, and suggesting for them, in this process or in several.


LARGEST = 2.0
"""MB of text that an article has at most unless --largest-article says otherwise. A novel has 1; set by hand."""
_MB = 1_000_000
_LISTED_AT_MOST = 20
"""Bad lines that are told one by one."""


@dataclass
class NotTaken:
    """What a command does not take: the files, articles or records that are `refused`, and what --skip-bad leaves out.

    That is `bad` lines, rows and items, of which the first are kept with what is wrong.
    """

    refused: list[InputRefused] = field(default_factory=list)
    bad: int = 0
    first_bad: list[InputRefused] = field(default_factory=list)

    def skip(self, error: InputRefused) -> None:
        """Take what is wrong with a line, a row or an item."""
        self.bad += 1
        if len(self.first_bad) < _LISTED_AT_MOST:
            self.first_bad.append(error)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Go on where InputRefused is raised inside, with what was wrong taken down."""
        try:
            yield
        except InputRefused as error:
            self.refused.append(error)

    def report(self, noun: str, done: str) -> None:
        """List it all. Raises DoneInPart for that, if something was `done`, and InputRefused if nothing was.

        The only one that was refused is raised itself, where nothing else came of it. Where only bad lines were left
        out, as --skip-bad asks, that is no error: SystemExit has the same exit code. `noun` is what one of the refused
        is.
        """
        refused, bad = self.refused, self.bad
        if len(refused) == 1 and not bad and not done:
            raise refused[0]
        narrate_left_out(InputRefused(error.message) for error in self.first_bad)
        if bad > len(self.first_bad):
            narrate(f"left out: {bad - len(self.first_bad)} more")
        narrate_left_out(refused)
        counts = " and ".join(counted((len(refused), noun, ""), (bad, "bad line", "")))
        if counts and not done:
            raise InputRefused("nothing was taken", "see the lines above")
        if refused:
            raise DoneInPart(f"{counts} left out", f"the others are {done}")
        if counts:
            narrate(f"done, {counts} left out; the others are {done}")
            raise SystemExit(DoneInPart.exit_code)


def refuse_size(document: Document, largest: float) -> None:
    """Raise InputRefused for a document of more than so many MB of text (in UTF-8); 0 takes all."""
    limit = largest * _MB
    if not limit or 4 * len(document.text) <= limit:
        return
    size = len(document.text.encode("utf-8"))
    if size > limit:
        raise InputRefused(
            f"{document.id}: {size / _MB:.3g} MB of text, more than {largest:g}",
            f"cut it, or take it with --largest-article {-(-size // _MB)}, in some 200 MB of memory for each",
        )


# ---- Suggesting for many documents, in this process or in several: which are taken, and what becomes of each.


@dataclass(frozen=True)
class Intake:
    """How articles are read, which of them are taken, and who does the work.

    `format`, `encoding` and `text_column`: of their files, None where these show it; `skip_bad` leaves out what is
    wrong in them. Taken are those in `any_language` or in that of the suggestions only, of so many MB of text at most
    (`largest`). This process suggests, several `workers` (None: as many as `free_cores` says, where there is much to
    do), or those of the Dask `scheduler` at an address. `explain`: records are text for people.
    """

    format: str | None = None
    encoding: str | None = None
    text_column: str = "text"
    skip_bad: bool = False
    any_language: bool = False
    largest: float = LARGEST
    workers: int | None = None
    scheduler: str | None = None
    explain: bool = False

    def check(self) -> None:
        """Raise EnvironmentFailed where Dask is wanted and not installed."""
        if self.scheduler is not None:
            check_installed()

    def how(self, left: NotTaken) -> FileReading:
        """How files are read: what --skip-bad leaves out is `left`."""
        return FileReading(self.encoding, self.text_column, left.skip if self.skip_bad else refused_all)

    def documents(self, paths: Iterable[str], left: NotTaken, *, as_they_come: bool = False) -> Iterator[Document]:
        """The documents of files, folders and standard input (`-`), in order; what cannot be read is `left`.

        `as_they_come`: JSON lines on standard input need not all be sound before the first is given.
        """
        how = self.how(left)
        for path in paths:
            if path == "-":
                with left.refusing():
                    yield from read_stream(self.format, how, as_they_come=as_they_come)
                continue
            for source in find_sources(Path(path), self.format):
                with left.refusing():
                    yield from read_documents(source, how)

    def suggested(self, suggester: Suggester, document: Document) -> Suggested:
        """What is suggested for a document. Raises InputRefused for one that is not taken."""
        refuse_size(document, self.largest)
        if not self.any_language and not suggester.reads(document):
            raise InputRefused(
                f"{document.id}: not in {language_name(suggester.language)}, as its small words show",
                "leave it out, or add --any-language for its sentences without suggestions",
            )
        return suggester.suggest_one(document)

    def record(self, suggester: Suggester, document: Document) -> bytes:
        """The same as a line of JSON, or as text to `explain` it."""
        suggested = self.suggested(suggester, document)
        if self.explain:
            return explained(suggested, suggester.habits, suggester.profile, suggested_from(suggester.run.settings))
        return to_line(suggestion_record(suggested, suggester.run))


def done_in_order(
    make: Callable[[Suggester, Document], R],
    documents: Iterable[Document],
    suggester: LazySuggester,
    intake: Intake,
) -> Iterator[R | InputRefused]:
    """The result for each document in their order, or why it is not taken. Without any, nothing is loaded."""
    documents, decides = iter(documents), intake.workers is None and intake.scheduler is None
    first = [*islice(documents, _MANY if decides else 1)]
    if not first:
        return
    documents = chain(first, documents)
    if intake.scheduler is not None:
        yield from on_cluster(partial(_begun, make, suggester.recipe()), documents, intake.scheduler)
        return
    workers = intake.workers or (free_cores() if len(first) == _MANY else 1)
    if decides and workers > 1:
        narrate(f"suggesting in {workers} processes (--workers 1: in one)")
    if workers == 1:
        yield from map(partial(_tried, make, suggester.loaded), documents)
        return
    yield from in_processes(partial(_begun, make, suggester.recipe()), documents, workers, lambda document: document.id)


_MANY = 50
"""Articles from which on it is worth starting processes, which takes each of them some two seconds. Set by hand."""
_MOST_CORES = 4
_MEMORY = 600_000_000
"""Bytes that a process may take with articles of a usual length."""


def free_cores() -> int:
    """How many processes can work at the same time here: cores that are idle, at most four, and memory for each.

    One where that cannot be known.
    """
    try:
        cores = len(os.sched_getaffinity(0)) - int(os.getloadavg()[0])
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        (available,) = [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    except (AttributeError, OSError, ValueError):  # a system other than Linux
        return 1
    return max(1, min(cores, _MOST_CORES, available // _MEMORY))


def _tried(make: Callable[[Suggester, Document], R], suggester: Suggester, document: Document) -> R | InputRefused:
    try:
        return make(suggester, document)
    except InputRefused as error:
        return error


def _begun(
    make: Callable[[Suggester, Document], R], recipe: Callable[[], Suggester]
) -> Callable[[Document], R | InputRefused]:
    """What each worker process does."""
    return partial(_tried, make, recipe())


# ---- Suggestions as text for people: which rule found a quote, what else it could be, and what decisions changed.


_LONGEST = 2000
"""Characters of a quote that are shown at most."""


def explained(suggested: Suggested, habits: Habits, profile: GuidelineProfile, least: float) -> bytes:
    """A few lines for each quote: rule, score, speaker, cue and source as they stand, and the content.

    With habits also what moved it, and what is not suggested any more. `profile` is that of the suggestions, `least`
    the probability from which there are any.
    """
    text = suggested.document.text
    lines = [f"# {one_line(suggested.document.id)}"]
    for number, quote in enumerate(suggested.quotes):
        cue = one_line(quote.cue.of(text)) if quote.cue else "-"
        source = one_line(quote.source.of(text)) if quote.source else "-"
        score = "-" if quote.score is None else f"{quote.score:.2f}"
        lines.append(f"{score} {quote.rule or '-'} · {quote.type} · {one_line(quote.speaker or 'nobody')}")
        lines.append(f"     cue {cue!r} · source {source!r}")
        chance = chance_of(suggested.chances, quote) if habits else None
        lines += () if chance is None else _reasons(habits, chance)
        lines += [f"     {reason}" for reason in habits.edges.reasons(text, quote, profile)]
        lines += [f"     {lent}" for lent in (quote.speaker and lent_reason(quote.speaker, text),) if lent]
        lines += [f"     | {one_line(span.of(text), _LONGEST)}" for span in quote.content]
        lines += [_or_else(reading, text) for reading in suggested.readings if number in reading.replaces]
    lines += [_or_else(reading, text) for reading in suggested.readings if not reading.replaces]
    lines += _given_up(suggested, habits, least)
    for sentence, topics in zip(suggested.sentences, suggested.topics, strict=True):
        for topic in topics:
            because = f"{topic.score:.2f} {one_line(topic.label)} · because {topic.because!r}"
            lines.append(f"{because} · {one_line(sentence.span.of(text), 60)}")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _or_else(reading: QuoteReading, text: str) -> str:
    """One line for a reading: its probability, its content in pieces, and its cue."""
    content = " / ".join(one_line(span.of(text), _LONGEST) for quote in reading.quotes for span in quote.content)
    cues = [one_line(quote.cue.of(text)) for quote in reading.quotes if quote.cue]
    instead = "or" if reading.replaces else "not suggested:"
    return f"     {reading.probability:.2f} {instead} {content or 'no quote'}{f' · cue {cues[0]!r}' if cues else ''}"


def _given_up(suggested: Suggested, habits: Habits, least: float) -> Iterator[str]:
    """What would be suggested as it ships, and decisions on others like it keep back."""

    text = suggested.document.text
    spans = [span for quote in suggested.quotes for span in quote.content]
    for chance in given_up(habits, suggested.chances, least):
        if not any(span.overlaps(other) for span in chance.content for other in spans):
            yield f"not any more: {chance.rule} · cue {one_line(chance.cue.of(text))!r}"
            yield from _reasons(habits, chance)
            yield from (f"     | {one_line(span.of(text), _LONGEST)}" for span in chance.content)


def _reasons(habits: Habits, chance: Chance) -> Iterator[str]:
    """What decisions on others like it made of a quote, in one line; nothing where it is as shipped."""
    lines = [one_line(reason) for reason in reasons(habits, chance)]
    if lines:
        yield f"     as shipped {chance.score:.2f}, here {rated(habits, chance):.2f} · {' · '.join(lines)}"
