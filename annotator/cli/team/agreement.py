"""`annotator agreement`: how far annotators agree who decided the same sentences."""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import DEFAULT_DB, AsJson, AsOf, Db, Documents, documents_named, refuse_unused
from annotator.cli.printer import WIDTH, emit, terminal_width
from annotator.cli.schemes import scheme_in_use
from annotator.core.decided import Selection
from annotator.core.decision import DECIDED, Answer
from annotator.exchange.plan import moment_of
from annotator.store.files.database import opened
from annotator.store.log.history import check_annotator
from annotator.store.read.reader import Reader

if TYPE_CHECKING:
    from annotator.measure.agreement import Agreement


class By(StrEnum):
    """What agreement is told by, one line each."""

    PAIR = "pair"
    DOCUMENT = "document"
    LABEL = "label"
    TOLERANCE = "tolerance"


def agreement(
    context: typer.Context,
    annotator: Annotated[
        list[str] | None, typer.Option("--annotator", help="Only these; may be given again.  [default: all]")
    ] = None,
    document: Documents = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only what was decided at or after it (UTC).")
    ] = None,
    by: Annotated[
        By | None,
        typer.Option(
            "--by",
            help="All pairs or articles, worst first; all labels; or how far edges are off.  [default: a summary]",
        ),
    ] = None,
    as_of: AsOf = None,
    worst: Annotated[
        int | None,
        typer.Option("--worst", min=0, help="How many of the least agreed sentences.  [default: what fits the screen]"),
    ] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV, one line for each figure.")] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Measure how far annotators agree.

    Compared is what two of them decided: words (Krippendorff's alpha), quotes and their edges (shares and F1), types,
    speakers, topics and attributes, each with the interval that it has over articles. Skipped sentences do not count,
    nor those passed over unseen. Figures without a % are at most 1; 0 is what chance would give. docs/measuring.md says
    what each means.
    """
    if as_csv:
        refuse_unused(context, "with --csv", "worst as_json")
    from annotator.cli.team import agreement_figures as written

    numbers, measured = _measured(db, annotator or [], document or [], since, worst, as_of)
    width = terminal_width()
    if as_json:
        emit(written.agreement_record(measured))
    elif as_csv:
        emit(written.agreement_csv(measured, by))
    elif measured.why is not None:
        emit(written.nothing(measured))
    elif by is None:
        height = shutil.get_terminal_size().lines if sys.stdout.isatty() else None
        emit(written.summary(measured, numbers, width or WIDTH, height, worst))
    else:
        sentences = written.worst_sentences(measured, numbers, width or WIDTH) if worst else []
        emit(written.list_by(by, measured, numbers, width), sentences)


def _measured(
    db: Path, annotators: list[str], documents: list[str], since: str | None, worst: int | None, as_of: str | None
) -> tuple[dict[str, int], Agreement]:
    """The articles' numbers by id, and the agreement.

    Raises InputRefused for an article or an annotator that is not there.
    """
    from annotator.measure.agreement import WORST, measure_agreement

    answers, moment = (*DECIDED, Answer.SKIP), moment_of(since)
    with closing(Reader(db, as_of)) as reader:
        with opened(db, read_only=True) as connection:
            for name in annotators:
                check_annotator(connection, name)
        scheme = scheme_in_use(None, reader.scheme(), reader.profile())
        return {one.id: one.number for one in reader.articles()}, measure_agreement(
            reader.decided(Selection(answers=answers, since=moment, documents=documents_named(db, documents))),
            annotators=annotators,
            attributes=[attribute.name for attribute in scheme.attributes],
            types=scheme.quote_types,
            worst=WORST if worst is None else worst,
        )
