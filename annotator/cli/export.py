"""`annotator export`: decided sentences as training data, for us and for other tools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.errors import narrate
from annotator.cli.options import DEFAULT_DB, Db
from annotator.core.drawable import one_line
from annotator.core.errors import DoneInPart, UsageError
from annotator.core.model import Answer

if TYPE_CHECKING:
    from annotator.cli.export_run import Report
    from annotator.core.selection import Selection
    from annotator.exchange.split import Split

FORMATS = ("jsonl", "spacy", "prodigy", "label-studio", "doccano", "conll", "brat", "csv")
UNITS = ("sentence", "document")


@dataclass(frozen=True)
class Plan:
    """What to export, in which form, and where to. `output` is a path, `-`, or None for the default."""

    db: Path
    output: str | None
    format: str
    unit: str
    choice: Selection
    split: Split
    align: str = "expand"
    partial: bool = False
    raw: bool = False
    anonymise: bool = False
    lang: str = "en"
    manifest: bool = True


def export(
    db: Db = DEFAULT_DB,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE|-", help="Where to: a file (brat: a folder), or - for stdout."),
    ] = None,
    format: Annotated[str, typer.Option("--format", help=f"One of: {', '.join(FORMATS)}.")] = "jsonl",
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            help="A record for each sentence, or for each document with its quotes joined.  "
            "[default: sentence for jsonl, document for the others]",
        ),
    ] = None,
    annotator: Annotated[str | None, typer.Option("--annotator", help="Only this annotator's decisions.")] = None,
    gold: Annotated[
        bool,
        typer.Option(
            "--gold",
            help="One decision a sentence: until there is a review, the latest by anybody that is not a skip.",
        ),
    ] = False,
    status: Annotated[
        str | None,
        typer.Option(
            "--status",
            metavar="ANSWERS",
            help="Which answers, parted by commas: accept, reject, skip.  "
            "[default: all for jsonl and csv, accept,reject for the others]",
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only what was decided at or after it (UTC).")
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option("--document", metavar="ID", help="Only this document; may be given again.")
    ] = None,
    include_implied: Annotated[
        bool | None,
        typer.Option(
            "--include-implied/--no-implied",
            help="Also sentences that --only-suggested passed over unseen.  [default: only in jsonl, where marked]",
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            metavar="80/10/10",
            help="Files for train, dev and test (80/20: train and test), whole documents by a hash of their ids.",
        ),
    ] = None,
    align: Annotated[
        str,
        typer.Option(
            "--align",
            help="Spans off the boundaries of tokens (spacy, prodigy, conll): expand or drop them, or strict: refuse.",
        ),
    ] = "expand",
    partial: Annotated[
        bool,
        typer.Option(
            "--partial", help="Also documents decided in part: the rest of them then looks as if nothing were there."
        ),
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="csv: cells as they are, also those that a spreadsheet would run as formulas.")
    ] = False,
    anonymise: Annotated[
        bool, typer.Option("--anonymise-annotators", help="annotator-1, annotator-2, … instead of names.")
    ] = False,
) -> None:
    """Write decided sentences as training data, with a manifest beside the file.

    By default one line of JSON a sentence, to exports/ in the working folder, under the database's name.
    """
    from annotator.cli.export_run import run_export
    from annotator.core.selection import Selection
    from annotator.exchange.split import parse_split

    if format not in FORMATS:
        raise UsageError(f"no format named {format!r}", f"choose {', '.join(FORMATS)}")
    unit = unit or ("sentence" if format == "jsonl" else "document")
    if unit not in UNITS:
        raise UsageError(f"no unit named {unit!r}", "choose sentence or document")
    answers = _answers(status, format)
    implied = format == "jsonl" if include_implied is None else include_implied
    choice = Selection(annotator, gold, answers, _moment(since), tuple(document or ()), implied)
    plan = Plan(db, output, format, unit, choice, parse_split(split), align, partial, raw, anonymise)
    _say(run_export(plan), plan)


def write_records(db: Path, output: str | None, annotator: str | None = None) -> int:
    """Write the records of sentences and return how many there were. A file takes its name only when it is complete."""
    from annotator.cli.export_run import run_export
    from annotator.core.selection import Selection
    from annotator.exchange.split import Split

    return run_export(Plan(db, output, "jsonl", "sentence", Selection(annotator), Split(), manifest=False)).records


def _answers(status: str | None, format: str) -> tuple[Answer, ...]:
    if status is None:
        return tuple(Answer) if format in ("jsonl", "csv") else (Answer.ACCEPT, Answer.REJECT)
    wanted = [word.strip() for word in status.split(",")]
    for word in wanted:
        if word not in tuple(Answer):
            raise UsageError(f"no status {word!r}", f"choose among {', '.join(Answer)}, parted by commas")
    return tuple(answer for answer in Answer if answer in wanted)


def _moment(since: str | None) -> str | None:
    """The moment as the database writes it, so that texts compare as times do."""
    if since is None:
        return None
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise UsageError(f"no date: {since!r}", f"write it as {date.today().isoformat()}") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _say(report: Report, plan: Plan) -> None:
    noun = "decided sentence" if plan.unit == "sentence" else "document"
    if report.records:
        narrate(f"{report.records} {noun}{'' if report.records == 1 else 's'} written to {one_line(report.where)}")
    elif not report.kept:
        narrate(f"nothing to export: no {noun} is chosen; {one_line(report.where)} is empty")
    if report.incomplete:
        narrate(
            f"{report.incomplete} left out, not decided to the end: --unit sentence exports their decided sentences,"
            " --partial the whole texts"
        )
    if report.off:
        became = "expanded to whole tokens" if plan.align == "expand" else "dropped"
        narrate(f"{report.off} spans off the boundaries of tokens {became}: {one_line(report.listed)}")
    if report.hidden:
        narrate(f"{report.hidden} spans hidden by others in their IOB column (see the last column)")
    if report.elsewhere:
        narrate(f"{report.elsewhere} cues and sources in other sentences left out: --unit document keeps them")
    if report.kept:
        # Who counts on the file being of today must hear of it.
        raise DoneInPart(f"nothing to export: no {noun} is chosen", f"{one_line(report.where)} stays as it was")
