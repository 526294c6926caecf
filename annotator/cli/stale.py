"""`annotator stale`: the decisions that a changed scheme or guideline affects, and that nobody looked at since."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.narration import count, narrate
from annotator.cli.open_screen import open_screen
from annotator.cli.options import DEFAULT_DB, Annotator, Db, ScreenReader, Theme, is_given, refuse_unused
from annotator.core.drawable import one_line
from annotator.tui.screen_setup import ScreenSetup


def stale(
    context: typer.Context,
    open_them: Annotated[
        bool, typer.Option("--open", help="Open yours on the screen, one after the other: Enter keeps one as it is.")
    ] = False,
    change: Annotated[
        str | None,
        typer.Option(
            "--change",
            metavar="N",
            help="Only of this change (3.1), or of a revision (3); also of a renaming or merge, which ask for nothing.",
        ),
    ] = None,
    annotator: Annotator = None,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object, for programs.")] = False,
    theme: Theme = None,
    screen_reader: ScreenReader = False,
    db: Db = DEFAULT_DB,
) -> None:
    """List the decisions to be looked at after a change.

    Those that hold a topic, attribute or value that was split or retired, or that new guidelines bear on, and that were
    made before. A decision made since, also one that only confirms it as it is, answers that. `annotator scheme` shows
    the changes with their numbers.
    """
    if open_them:
        refuse_unused(context, "with --open", "as_json")
        setup = ScreenSetup(db, annotator, theme=theme, screen_reader=screen_reader, again=True, change=change)
        raise typer.Exit(open_screen(setup))
    refuse_unused(context, "without --open", "theme screen_reader")
    _list(db, change, annotator if is_given(context, "annotator") else None, as_json)


def _list(db: Path, change: str | None, annotator: str | None, as_json: bool) -> None:
    from annotator.cli.scheme import change_record
    from annotator.exchange.atomic import standard_output
    from annotator.exchange.jsonlines import to_line
    from annotator.store.files.database import opened
    from annotator.store.log.history import check_annotator
    from annotator.store.scheme.schemes import changes, places, stale
    from annotator.store.work.look_again import chosen, why_of

    with opened(db, read_only=True) as connection:
        if annotator is not None:
            check_annotator(connection, annotator)
        wanted = chosen(changes(connection, annotator), change)
        found = stale(wanted)
        where = places(connection, [sentence for sentence, _ in found])
    with standard_output() as out:
        if as_json:
            decisions = [
                {
                    "document": where[sentence][0],
                    "article": where[sentence][1].document,
                    "sentence": where[sentence][1].index,
                    "annotator": name,
                    "changes": [one.number for one in why],
                }
                for (sentence, name), why in found.items()
            ]
            record = {
                "schema": "annotator/stale@1",
                "changes": [change_record(one) for one in wanted if one.affected],
                "decisions": decisions,
            }
            out.write(to_line(record))
        else:
            for (sentence, name), why in found.items():
                document, place = where[sentence]
                said = "; ".join(one_line(str(one.change), 200) for one in why)
                cells = (one_line(document), str(place), one_line(name, 60), said)
                out.write(("\t".join(cells) + "\n").encode("utf-8"))
    for one in wanted:
        if one.affected:
            narrate(f"{one.number} {why_of(one)}: {count(len(one.affected), 'decision')}")
    if not found:
        narrate("no decision is to be looked at")
