"""`annotator stats`: what is in the database, who has done how much, and how it is kept."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.narration import count
from annotator.cli.options import DEFAULT_DB, Db
from annotator.core.drawable import one_line
from annotator.core.session.sitting import unconfirmed_told

if TYPE_CHECKING:
    from annotator.store.reader import Stats


def stats(
    db: Db = DEFAULT_DB,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object, for programs.")] = False,
) -> None:
    """Show what is in the database, and who decided how much.

    Articles, sentences, suggestions and decisions by annotator, and how the file is kept.
    """
    from annotator.cli.schemes import scheme_in_use
    from annotator.exchange.atomic import standard_output
    from annotator.exchange.jsonlines import to_line
    from annotator.store.reader import Reader

    with closing(Reader(db)) as reader:
        found = reader.stats()
        profile = scheme_in_use(None, reader.scheme(), reader.profile()).profile
    with standard_output() as out:
        out.write(to_line(stats_record(found, profile)) if as_json else _table(found, profile).encode("utf-8"))


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
        f"suggested   {found.suggested_quotes} quotes",
    ]
    for run, pipeline, version, decided in found.runs:
        adapted = f", adapted to {count(decided, 'decided sentence')}" if decided else ""
        lines.append(f"run         {one_line(run)}: {one_line(pipeline)} {one_line(version)}{adapted}")
    if found.new_decisions:
        decided_since = f"{count(found.new_decisions, 'sentence')} decided since"
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
    return "\n".join(lines) + "\n"
