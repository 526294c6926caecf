"""`annotator import`: read articles, split them into sentences, suggest labels, store it all."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.adapting import NoAdapt, narrate_adaptation
from annotator.cli.copies import may_begin_anew
from annotator.cli.import_outcome import Outcome
from annotator.cli.narration import count, narrate
from annotator.cli.options import (
    DEFAULT_DB,
    AnyLanguage,
    Db,
    Encoding,
    From,
    KeptProfile,
    LargestArticle,
    Model,
    Paths,
    Quiet,
    Scheduler,
    Scheme,
    SkipBad,
    TextColumn,
    TrustModel,
    Workers,
    is_given,
    refuse_unused,
)
from annotator.cli.pipeline_choice import RULES, LazySuggester, PipelineChoice, suggester_of_import
from annotator.cli.progress import counted
from annotator.cli.reading import LARGEST, read_paths, report_left_out
from annotator.cli.revising import Of, Revise, Revising, report_revised
from annotator.cli.schemes import new_scheme
from annotator.cli.suggesting import Engine, SuggestWork, Taking, done_in_order
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused

if TYPE_CHECKING:
    from annotator.core.model import Document, Suggested
    from annotator.exchange.documents import Reading
    from annotator.store.work.importer import Importer

As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="NAME",
        help="The files hold annotations ({read}): store them as this annotator's decisions.",
    ),
]


USUAL = Taking(any_language=False, largest=LARGEST)
"""Which documents are taken unless options say otherwise."""

ALONE = Engine()
"""This process suggests."""

_NAMED_AT_MOST = 20
"""Numbers of removed articles that are told."""


_IDLE_FOR_DECISIONS = "revise of format any_language workers scheduler"
"""Parameters that are nothing to an import of decisions, which one process reads and whose format shows itself."""
_IDLE_WHERE_STORED = (
    "as_ revise of format encoding text_column any_language skip_bad largest_article"
    " model trust_model profile no_adapt workers scheduler"
)
"""Parameters that are nothing to an import of shards: what they hold was read and suggested elsewhere."""


def import_(
    context: typer.Context,
    paths: Paths,
    db: Db = DEFAULT_DB,
    format: From = None,
    model: Model = None,
    trust_model: TrustModel = False,
    profile: KeptProfile = None,
    scheme: Scheme = None,
    encoding: Encoding = None,
    text_column: TextColumn = "text",
    any_language: AnyLanguage = False,
    skip_bad: SkipBad = False,
    as_: As = None,
    revise: Revise = False,
    of: Of = None,
    no_adapt: NoAdapt = False,
    largest_article: LargestArticle = LARGEST,
    workers: Workers = None,
    scheduler: Scheduler = None,
    suggested: Annotated[
        bool,
        typer.Option(
            "--suggested", help="The paths are folders of shards of `suggest --for-import`: store what they hold."
        ),
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Read articles and store them with suggested labels.

    They are split into sentences, and quotes, speakers and topics are suggested for each, adapted to what annotators of
    this database decided so far. The same text again adds nothing. A file that cannot be read is named and left out,
    whole, and so is an article in another language than the suggestions are for; the others are imported. With --revise
    a corrected article takes over what was decided of the one before it, which stays in the history.
    """
    from annotator.exchange.documents import Reading

    if is_given(context, "db"):
        may_begin_anew()
    if suggested:
        refuse_unused(context, "with --suggested", _IDLE_WHERE_STORED)
    elif as_ is not None:
        refuse_unused(context, "with --as", _IDLE_FOR_DECISIONS)
    elif not revise:
        refuse_unused(context, "without --revise", "of")
    outcome, engine = Outcome(revising=Revising(db, of) if revise else None), Engine(workers, scheduler)
    engine.check()
    reading = Reading(encoding, text_column, outcome.bad if skip_bad else None)
    choice = PipelineChoice(model, trust_model, profile, scheme, adapt=not no_adapt)
    if suggested:
        from annotator.cli.import_suggested import import_suggested

        import_suggested(paths, db, new_scheme(scheme), quiet, outcome)
        _report(outcome, db)
        return
    if as_ is not None:
        from annotator.cli.import_annotations import import_annotations, report_annotations

        taken = import_annotations(paths, db, as_, reading, choice, quiet, largest_article)
        report_annotations(taken, db, as_, outcome.bad)
        return
    try:
        run_import(paths, db, format, reading, choice, quiet, outcome, Taking(any_language, largest_article), engine)
    except KeyboardInterrupt:
        _narrate_added(outcome, db)
        narrate("the same command again goes on with the rest")
        raise
    _report(outcome, db)


def run_import(
    paths: list[str],
    db: Path,
    format: str | None = None,
    reading: Reading | None = None,
    choice: PipelineChoice = RULES,
    quiet: bool = True,
    outcome: Outcome | None = None,
    taking: Taking = USUAL,
    engine: Engine = ALONE,
) -> Outcome:
    """Import everything that paths name; refusals are collected, not raised.

    `outcome` is counted on as the import goes on, for whoever wants to know where it was when it was interrupted.
    """
    from annotator.exchange.documents import Reading
    from annotator.store.work.importer import Importer

    outcome = outcome or Outcome()
    choice.check()  # and the database is opened, before a gigabyte is read in vain
    new = new_scheme(choice.scheme)
    with closing(Importer(db, new)) as importer:
        if db.exists():
            importer.open()
        suggester = suggester_of_import(choice, importer, db, new)
        documents = read_paths(paths, format, reading or Reading(), outcome.refused)
        known = _Known(importer, outcome)
        wanted = known.others(counted(documents, "reading and suggesting", quiet))
        first = next(wanted, None)  # without any, nothing is loaded
        if first is not None:
            todo, work = chain([first], wanted), SuggestWork(taking)
            for found in done_in_order(work, todo, suggester.loaded, suggester.recipe, engine):
                try:
                    _store(found, importer, suggester, outcome, known)
                except InputRefused as error:
                    outcome.refused.append(error)
                known.follow()
    return outcome


class _Known:
    """The documents among all that are read whose text is stored already.

    Where articles are revised, each is looked at when all that was read before it is stored, however far ahead
    others are suggested for: it may take the place of one of those.
    """

    def __init__(self, importer: Importer, outcome: Outcome) -> None:
        self._importer, self._outcome = importer, outcome
        self._given = self._stored = 0
        self._waiting: deque[tuple[int, Document]] = deque()

    def others(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents that are not stored yet."""
        for document in documents:
            if not self._importer.knows(document):
                self._given += 1
                yield document
            elif self._outcome.revising is None or self._given == self._stored:
                self.count(document)
            else:
                self._waiting.append((self._given, document))

    def follow(self) -> None:
        """Look at those that waited for one more that was stored, or refused."""
        self._stored += 1
        while self._waiting and self._waiting[0][0] <= self._stored:
            self.count(self._waiting.popleft()[1])

    def count(self, document: Document) -> None:
        """Revise by a document that is stored, or count it."""
        revising = self._outcome.revising
        try:
            if revising is None or not revising.known(self._importer, document):
                self._outcome.count_known(document, self._importer)
        except InputRefused as error:
            self._outcome.refused.append(error)


def _store(
    found: Suggested | InputRefused, importer: Importer, suggester: LazySuggester, outcome: Outcome, known: _Known
) -> None:
    """Store what is suggested for a document, or raise InputRefused."""
    if isinstance(found, InputRefused):
        raise found
    if not found.sentences:
        raise InputRefused(f"{one_line(found.document.id)}: no sentence in it", "nothing to annotate")
    run, revising = suggester.loaded.run, outcome.revising
    if revising is not None and importer.knows(found.document):  # since it was read
        known.count(found.document)
        return
    earlier = None if revising is None else revising.earlier(importer, found.document)
    if revising is not None and earlier is not None:
        revising.store(importer, found, run, earlier)
    elif importer.add(found, run).known:
        outcome.known += 1
        return
    outcome.adaptation = suggester.adaptation
    outcome.count_added(found)


def _report(outcome: Outcome, db: Path) -> None:
    something = outcome.documents or outcome.known or (outcome.revising is not None and outcome.revising.revised)
    if len(outcome.refused) == 1 and not outcome.bad.number and not something:
        raise outcome.refused[0]
    _narrate_added(outcome, db)
    report_left_out(outcome.bad, outcome.refused, "file", "imported" if something else "")


def _narrate_added(outcome: Outcome, db: Path) -> None:
    """Say what was added, and what was there already."""
    if outcome.documents:
        about = ""
        if outcome.documents == 1 and outcome.only and outcome.only.published:
            about = f", published {one_line(outcome.only.published)}"
        narrate(
            f"{count(outcome.documents, 'article')}, {count(outcome.sentences, 'sentence')}{about},"
            f" {count(outcome.quotes, 'suggested quote')} added to {one_line(str(db))}"
        )
        narrate_adaptation(outcome.adaptation)
    if outcome.revising is not None:
        report_revised(outcome.revising)
    if outcome.known:
        added = "" if outcome.documents else "nothing new: "
        narrate(f"{added}{count(outcome.known, 'article')} already there")
    if outcome.removed:
        number = " ".join(map(str, sorted(outcome.removed)[:_NAMED_AT_MOST]))
        more = " …" if len(outcome.removed) > _NAMED_AT_MOST else ""
        narrate(
            f"{count(len(outcome.removed), 'article')} of these removed before, and left so:"
            f" `annotator remove --undo {number}{more}` takes that back"
        )
