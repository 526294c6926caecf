"""`annotator demo`: bundled articles, suggested and opened at once; without a terminal, confirmed by the program."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.annotate import annotate
from annotator.cli.export import write_records
from annotator.cli.import_documents import run_import
from annotator.cli.narration import narrate
from annotator.cli.open_screen import require_terminal
from annotator.cli.options import nearest_db
from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed

ARTICLES = Path(__file__).resolve().parent.parent / "articles"


def demo(
    db: Annotated[
        Path | None,
        typer.Option(
            "--db", help="The scratch database.  [default: demo.db in your cache folder]", callback=nearest_db
        ),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the scratch database away and begin anew.")] = False,
) -> None:
    """Try it: a scratch database of bundled articles, opened at once.

    Without a terminal it confirms every sentence by itself, and writes the export and a picture to exports/.
    """
    try:
        require_terminal()
    except EnvironmentFailed:
        _unwatched(db)
        return
    scratch = db or _scratch()
    if fresh:
        for part in (scratch, *(Path(f"{scratch}-{end}") for end in ("wal", "shm", "journal"))):
            part.unlink(missing_ok=True)
    run_import([str(ARTICLES)], scratch, quiet=False)
    annotate(db=scratch)


def _scratch() -> Path:
    from platformdirs import user_cache_path

    folder = user_cache_path("annotator")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "demo.db"


def _unwatched(db: Path | None) -> None:
    """Import, confirm every sentence through the real screen, export, and draw the screen, with nobody watching."""
    from annotator import tui
    from annotator.core.scheme import load_scheme
    from annotator.store.desk import SqliteDesk

    with tempfile.TemporaryDirectory(prefix="annotator-demo-") as folder:
        scratch = db or Path(folder) / "demo.db"
        outcome = run_import([str(ARTICLES)], scratch)
        picture = Path("exports") / "demo.svg"
        picture.parent.mkdir(exist_ok=True)
        with closing(SqliteDesk(scratch, "demo")) as desk:
            confirmed = tui.headless(desk, load_scheme(None), sentences=1000, picture=picture)
        data = Path("exports") / "demo.jsonl"
        lines = write_records(scratch, str(data))
    narrate(f"no terminal: imported {outcome.documents} articles, {outcome.quotes} quotes suggested")
    narrate(f"confirmed {confirmed} sentences through the screen; its picture: {one_line(str(picture))}")
    narrate(f"exported {lines} lines of training data: {one_line(str(data))}")
