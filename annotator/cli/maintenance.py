"""`annotator check`, `backup` and `schema`: what an engineer asks of the tool."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.narration import count, narrate
from annotator.cli.options import DEFAULT_DB, Db
from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused, UsageError


def check(db: Db = DEFAULT_DB) -> None:
    """Check the file, its references, what is current, every span, and quotes with two speakers. Changes nothing."""
    from annotator.store.integrity import differing_quotes, problems

    found = 0
    for found, problem in enumerate(problems(db), start=1):  # noqa: B007  (the count is needed after the loop)
        print(one_line(problem))
    if found:
        raise DatabaseRefused(f"{one_line(str(db))}: {count(found, 'problem')}", "restore a backup and report it")
    differing = 0
    for differing, line in enumerate(differing_quotes(db), start=1):  # noqa: B007
        print(one_line(line))
    if differing:
        parts = count(differing, "part")
        said = f"{one_line(str(db))}: sound, but {parts} of quotes unlike the rest of the quote"
        raise DatabaseRefused(said, "go there (g ARTICLE:SENTENCE), and . mends each")
    narrate(f"{one_line(str(db))}: sound")


def backup(
    copy: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to write; it must not exist yet.")],
    db: Db = DEFAULT_DB,
) -> None:
    """Write a whole copy of the database, also while people work in it."""
    from annotator.store.backup import back_up

    back_up(db, copy)
    narrate(f"{one_line(str(db))} copied to {one_line(str(copy))}")


def schema(
    name: Annotated[str | None, typer.Argument(help="Which one; without a name: which there are.")] = None,
) -> None:
    """Print the JSON Schema of a record, the default label scheme (iptc), or types for Hugging Face (datasets)."""
    from annotator.core.resources import schemas_folder

    known = {path.name.partition(".")[0]: path for path in schemas_folder().iterdir()}
    if name is None:
        print("\n".join(sorted(known)))
        return
    if name not in known:
        raise UsageError(f"no schema named {name!r}", f"choose {', '.join(sorted(known))}")
    print(known[name].read_text(encoding="utf-8"), end="")
