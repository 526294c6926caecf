"""`annotator import`: read, split, suggest, store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from annotator.cli.errors import narrate
from annotator.cli.options import DEFAULT_DB, Db, Encoding, From, Model, Paths, Profile, Scheme, TextColumn, TrustModel
from annotator.cli.reading import read_paths
from annotator.cli.schemes import new_scheme, scheme_in_use
from annotator.core.drawable import one_line
from annotator.core.errors import DoneInPart, InputRefused

if TYPE_CHECKING:
    from annotator.core.model import Document
    from annotator.exchange.documents import Reading
    from annotator.store.importer import Importer
    from annotator.suggest.pipeline import Suggester

T = TypeVar("T")
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="NAME",
        help="The files hold annotations ({read}): store them as this annotator's decisions.",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No progress bar.")]


@dataclass
class Outcome:
    """What an import did."""

    documents: int = 0
    sentences: int = 0
    quotes: int = 0
    known: int = 0
    refused: list[InputRefused] = field(default_factory=list)
    only: Document | None = None


@dataclass(frozen=True)
class PipelineChoice:
    """Which pipeline suggests, and how."""

    model: str | None = None
    trust_model: bool = False
    profile: str | None = None
    scheme: Path | None = None
    stored: str | None = None
    """The text of the database's own label scheme, for where no other is named."""


def import_(
    paths: Paths,
    db: Db = DEFAULT_DB,
    format: From = None,
    model: Model = None,
    trust_model: TrustModel = False,
    profile: Profile = None,
    scheme: Scheme = None,
    encoding: Encoding = None,
    text_column: TextColumn = "text",
    as_: As = None,
    quiet: QuietOption = False,
) -> None:
    """Read articles, split them into sentences, suggest labels, and store it all.

    The same text again adds nothing. A file that cannot be read is named and left out; the others are imported.
    """
    from annotator.exchange.documents import Reading

    if as_ is not None:
        from annotator.cli.import_annotations import import_annotations, report

        pipeline = PipelineChoice(model, trust_model, profile, scheme)
        report(import_annotations(paths, db, as_, Reading(encoding, text_column), pipeline, quiet), db, as_)
        return
    outcome = run_import(
        paths, db, format, Reading(encoding, text_column), PipelineChoice(model, trust_model, profile, scheme), quiet
    )
    _report(outcome, db)


def run_import(
    paths: list[str],
    db: Path,
    format: str | None = None,
    reading: Reading | None = None,
    choice: PipelineChoice = PipelineChoice(),
    quiet: bool = True,
) -> Outcome:
    """Import everything that paths name; refusals are collected, not raised."""
    from annotator.exchange.documents import Reading
    from annotator.store.importer import Importer

    outcome = Outcome()
    # What is wrong with the choice or the database is said before a gigabyte is read.
    check_choice(choice)
    with closing(Importer(db, new_scheme(choice.scheme))) as importer:
        if db.exists():
            importer.open()
        choice = replace(choice, stored=importer.scheme())
        for document in progress(read_paths(paths, format, reading or Reading(), outcome.refused), quiet):
            _import_one(document, importer, choice, outcome)
    return outcome


def check_choice(choice: PipelineChoice) -> None:
    """Refuse a wrong profile, scheme or model before anything is read or written."""
    from annotator.core.scheme import load_scheme
    from annotator.suggest.packages import find_model
    from annotator.suggest.pipeline import check_profile

    check_profile(choice.profile)
    load_scheme(choice.scheme)
    find_model(choice.model, trust_model=choice.trust_model)


def _import_one(document: Document, importer: Importer, choice: PipelineChoice, outcome: Outcome) -> None:
    if importer.knows(document):
        outcome.known += 1
        return
    suggester = suggester_of(choice)
    suggested = next(iter(suggester.suggest([document])))
    if not suggested.sentences:
        outcome.refused.append(InputRefused(f"{one_line(document.id)}: no sentence in it", "nothing to annotate"))
        return
    added = importer.add(suggested, suggester.run)
    if added.known:
        outcome.known += 1
        return
    outcome.documents += 1
    outcome.sentences += added.sentences
    outcome.quotes += len(suggested.quotes)
    outcome.only = document


_loaded: dict[PipelineChoice, Suggester] = {}


def suggester_of(choice: PipelineChoice) -> Suggester:
    """The suggester of that choice, loaded at the first document that needs it."""
    if choice not in _loaded:
        from annotator.suggest.pipeline import Suggester

        scheme = scheme_in_use(choice.scheme, choice.stored)
        _loaded[choice] = Suggester.load(
            choice.model, trust_model=choice.trust_model, profile=choice.profile, scheme=scheme
        )
    return _loaded[choice]


def progress(documents: Iterator[T], quiet: bool) -> Iterator[T]:
    """The documents (or what is said of them), with a bar on stderr where somebody watches."""
    if quiet or not sys.stderr.isatty():
        yield from documents
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("reading and suggesting"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        for document in documents:
            yield document
            progress.advance(task)


def _report(outcome: Outcome, db: Path) -> None:
    if len(outcome.refused) == 1 and not outcome.documents and not outcome.known:
        raise outcome.refused[0]
    if outcome.documents:
        about = ""
        if outcome.documents == 1 and outcome.only and outcome.only.published:
            about = f", published {one_line(outcome.only.published)}"
        narrate(
            f"{count(outcome.documents, 'document')}, {count(outcome.sentences, 'sentence')}{about},"
            f" {count(outcome.quotes, 'suggested quote')} added to {one_line(str(db))}"
        )
    if outcome.known:
        added = "" if outcome.documents else "nothing new: "
        narrate(f"{added}{count(outcome.known, 'document')} already there")
    if not outcome.refused:
        return
    for error in outcome.refused:
        narrate(f"left out: {one_line(str(error), 600)}")
    if outcome.documents or outcome.known:
        raise DoneInPart(f"{count(len(outcome.refused), 'file')} left out", "the others are imported")
    raise InputRefused("nothing was imported", "see the lines above")


def count(number: int, noun: str) -> str:
    """So many of them: `1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
