"""`annotator stats`: what is in the database, who has done how much, and how it is kept."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.narration import count
from annotator.cli.options import DEFAULT_DB, Db, refuse_unused
from annotator.cli.work_figures import By
from annotator.core.drawable import one_line
from annotator.core.errors import UsageError
from annotator.core.session.desk import new_decisions_told, unconfirmed_told
from annotator.measure.work_time import IDLE_CUT

if TYPE_CHECKING:
    from annotator.cli.work_figures import Detail
    from annotator.store.read.reader import Reader, Stats


def stats(
    context: typer.Context,
    db: Db = DEFAULT_DB,
    by: Annotated[
        list[By] | None, typer.Option("--by", help="Instead: active time and pace by annotator, day or document.")
    ] = None,
    curve: Annotated[
        bool, typer.Option("--curve", help="Instead: how each annotator's pace changed, 100 sentences by 100.")
    ] = False,
    suggestions: Annotated[
        bool, typer.Option("--suggestions", help="Instead: suggested quotes taken as they stood, by rule and score.")
    ] = False,
    progress: Annotated[
        bool, typer.Option("--progress", help="Instead: how much is decided, and how long the rest will take.")
    ] = False,
    idle_cut: Annotated[
        float,
        typer.Option("--idle-cut", metavar="SECONDS", min=1.0, help="What one decision counts at most as active time."),
    ] = IDLE_CUT,
    timezone: Annotated[
        str, typer.Option("--timezone", metavar="NAME", help="Where a day begins, such as Europe/Berlin.")
    ] = "UTC",
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Active hours and sentences by day and annotator, as CSV: for paying people.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="As one JSON object, for programs; with what --by and the others add.")
    ] = False,
) -> None:
    """Show what is in the database, and who decided how much.

    Articles, sentences, suggestions and decisions by annotator, and how the file is kept. Time is counted from what
    each decision took, corrected and undone ones too, not by the clock on the wall.
    """
    from annotator.cli.work_figures import CSV_HEADS, Asked, details, pay_rows, zone_named
    from annotator.core.decided import EVERYTHING
    from annotator.exchange.atomic import standard_output
    from annotator.exchange.csv_cells import csv_line
    from annotator.store.read.reader import Reader

    if as_csv:
        refuse_unused(context, "with --csv", "as_json by curve suggestions progress")
    if by and len(by) > 1:
        raise UsageError("--by is given more than once", "ask for one table; --csv has days and annotators in one")
    if not (by or curve or progress or as_csv):
        refuse_unused(context, "without --by, --curve, --progress or --csv", "idle_cut")
    if not (by or as_csv):
        refuse_unused(context, "without --by or --csv", "timezone")
    by_what = by[0] if by else None
    asked = Asked(idle_cut, zone_named(timezone), timezone, by_what, curve, suggestions, progress)
    with closing(Reader(db)) as reader, reader.snapshot(EVERYTHING):
        if as_csv:
            written = b"".join(map(csv_line, (CSV_HEADS, *pay_rows(reader, asked))))
        else:
            written = _told(reader, list(details(reader, asked)), as_json)
    with standard_output() as out:
        out.write(written)


def _told(reader: Reader, found: list[Detail], as_json: bool) -> bytes:
    """The details; without any, or for programs, what is in the database, too."""
    from annotator.cli.schemes import scheme_in_use
    from annotator.exchange.jsonlines import to_line

    if found and not as_json:
        return "\n".join(detail.text for detail in found).encode("utf-8")
    stats, profile = reader.stats(), scheme_in_use(None, reader.scheme(), reader.profile()).profile
    if as_json:
        return to_line(stats_record(stats, profile) | {detail.key: detail.record for detail in found})
    return _table(stats, profile).encode("utf-8")


def stats_record(found: Stats, profile: str) -> dict[str, Any]:
    """The figures as schemas/stats.schema.json has them; `profile` is the guideline profile in use."""
    return {
        "schema": "annotator/stats@1",
        "database": found.path,
        "profile": profile,
        "documents": found.documents,
        "removed": found.removed,
        "sentences": found.sentences,
        "suggested_quotes": found.suggested_quotes,
        "runs": [
            {"id": run, "pipeline": pipeline, "version": version, "adapted_to": decided}
            for run, pipeline, version, decided in found.runs
        ],
        "new_decisions": found.new_decisions,
        "annotators": [
            {
                "name": one.name,
                "decided": one.accepted + one.rejected,
                "accepted": one.accepted,
                "rejected": one.rejected,
                "skipped": one.skipped,
                "flagged": one.flagged,
                "seconds": round(one.seconds, 1),
                "keys": one.keys,
                "unconfirmed": [str(place) for place in one.unconfirmed],
            }
            for one in found.annotators
        ],
        "sqlite": found.sqlite,
        "journal": found.journal,
    }


def _table(found: Stats, profile: str) -> str:
    removed = f", and {found.removed} removed" if found.removed else ""
    lines = [
        f"database    {one_line(found.path)} (SQLite {found.sqlite}, journal {found.journal})",
        f"profile     {profile}",
        f"articles    {found.documents}{removed}",
        f"sentences   {found.sentences}",
        f"suggested   {count(found.suggested_quotes, 'quote')}",
    ]
    for run, pipeline, version, decided in found.runs:
        adapted = f", adapted to {count(decided, 'decided sentence')}" if decided else ""
        lines.append(f"run         {one_line(run)}: {one_line(pipeline)} {one_line(version)}{adapted}")
    if found.new_decisions:
        decided_since = f"{new_decisions_told(found.new_decisions)} decided since"
        lines.append(f"            {decided_since}: `annotator resuggest` adapts what is undecided to it")
    for one in found.annotators:
        answered = one.accepted + one.rejected + one.skipped
        pace = f"; {one.seconds / answered:.1f} s and {one.keys / answered:.1f} keys each" if answered else ""
        lines.append(
            f"annotator   {one_line(one.name, 60)}: {one.accepted + one.rejected} decided of {found.sentences}"
            f" ({one.accepted} confirmed, {one.rejected} rejected); {one.skipped} skipped, {one.flagged} flagged{pace}"
        )
        if one.unconfirmed:
            lines.append(f"            {unconfirmed_told(one.unconfirmed)}")
    if any(one.keys for one in found.annotators):
        lines.append("            each: of what stands; `--by annotator` counts corrections and undone work too")
    return "\n".join(lines) + "\n"
