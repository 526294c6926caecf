"""`annotator demo`: bundled articles, suggested and opened at once; without a terminal, confirmed by the program."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import rmtree

from annotator.cli.articles.import_documents import run_import
from annotator.cli.data.export import export_database
from annotator.cli.narration import narrate
from annotator.cli.open_screen import open_screen, require_terminal
from annotator.core.errors import EnvironmentFailed, UsageError
from annotator.core.program.targets import SIDE_FILES, is_database, refuse_other_file
from annotator.core.scheme import load_scheme
from annotator.exchange.atomic import written
from annotator.exchange.documents import read_documents
from annotator.exchange.files import find_sources
from annotator.exchange.formats.jsonl import FORMAT
from annotator.exchange.plan import Plan
from annotator.store.articles.documents import text_hash
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import reading
from annotator.store.sqlite.copies import folder_of
from annotator.store.work.slots import hashes
from annotator.tui import ScreenSetup

ARTICLES = Path(__file__).resolve().parent.parent / "articles"


def demo(setup: ScreenSetup, db: Path | None, fresh: bool) -> None:
    """Try it on a scratch database of bundled articles.

    Without a terminal it confirms every sentence by itself, and writes the export and a picture to exports/.
    """
    if fresh and db is not None:
        raise UsageError(
            f"--fresh removes only the demo's own database, not {db}",
            "leave out one of --fresh and --db",
        )
    try:
        require_terminal(setup)
    except EnvironmentFailed:
        _unwatched(db)
        return
    scratch = db or _scratch()
    if db is not None and db.exists():
        _refuse_other_articles(db)
    if fresh:
        _remove(scratch)
    run_import([str(ARTICLES)], scratch, quiet=False)
    if code := open_screen(setup._replace(db=scratch, withhold="0")):
        raise SystemExit(code)


def _scratch() -> Path:
    from platformdirs import user_cache_path

    folder = user_cache_path("annotator")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "demo.db"


def _refuse_other_articles(db: Path) -> None:
    """Raise UsageError for a database with other articles: made-up ones among them would be exported as news."""
    own = {text_hash(document.text) for source in find_sources(ARTICLES) for document in read_documents(source)}
    with reading(db) as connection:
        there = {*hashes(connection, removed=True).values()}
    if not there <= own:
        raise UsageError(
            f"{db} holds other articles than the demo's",
            "name a new file with --db, or leave --db out; `annotator annotate --db` opens yours",
        )


def _remove(scratch: Path) -> None:
    """Remove the demo's own database with its copies. Raises UsageError where something else stands in its place."""
    if scratch.exists() and not is_database(scratch):
        raise UsageError(f"{scratch} is no database", "move it away, then try again")
    for ending in ("", *SIDE_FILES):
        Path(f"{scratch}{ending}").unlink(missing_ok=True)
    rmtree(folder_of(scratch), ignore_errors=True)


def _unwatched(db: Path | None) -> None:
    """Import, confirm every sentence through the real screen, export, and draw the screen, with nobody watching.

    Raises UsageError for a database that is there already: nobody wants all of its sentences confirmed.
    """
    if db is not None and db.exists():
        raise UsageError(
            f"without a terminal the demo confirms every sentence, and {db} is there already",
            "name a new file with --db, or leave --db out",
        )
    from annotator.tui.launch import drive_screen  # deferred: Textual takes 170 ms

    with tempfile.TemporaryDirectory(prefix="annotator-demo-") as folder:
        scratch, picture = db or Path(folder) / "demo.db", Path("exports") / "demo.svg"
        # Textual's pictures of a screen begin so.
        refuse_other_file(picture, lambda head: b'class="rich-terminal"' in head, "picture")
        outcome = run_import([str(ARTICLES)], scratch)
        with SqliteDesk(scratch, "demo") as desk:
            confirmed, svg = drive_screen(desk, load_scheme(None))
        with written(picture) as file:
            file.write(svg.encode())
        data = Path("exports") / "demo.jsonl"
        report, *_ = export_database(scratch, Plan(FORMAT, "sentence", output=str(data)))
    narrate(f"no terminal: imported {outcome.documents} articles, {outcome.quotes} quotes suggested")
    narrate(f"confirmed {confirmed} sentences through the screen; its picture: {picture}")
    narrate(f"exported {report.records} lines of training data: {data}")
