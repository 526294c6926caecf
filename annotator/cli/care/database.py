"""`annotator db check`, `backup` and `restore`: a database looked through, copied, and brought back."""

from __future__ import annotations

from pathlib import Path

from annotator.cli.copies import copies_folder, copy_before
from annotator.cli.narration import NOTHING_CHANGED, agreed, count, narrate, one_line
from annotator.cli.printer import Columns, Record, decimals, emit, record_of, table
from annotator.cli.restoring import told, told_after
from annotator.core.errors import AnnotatorError, DatabaseRefused, UsageError
from annotator.store.care.restoring import Difference, Restored, difference
from annotator.store.care.restoring import restore as bring_back
from annotator.store.files.copying import back_up, decisions_in, make_copy, make_daily
from annotator.store.integrity import Bounded, look
from annotator.store.integrity.caches import mend
from annotator.store.sqlite.copies import Copy, Why, copies_in


def db() -> None:
    """Check, copy, restore or join databases; make one.

    A database is one SQLite file, `annotator.db` here unless --db names another.
    """
    raise UsageError("db needs another word", "`annotator db --help` lists those that there are")


def check(db: Path, mend: bool = False) -> None:
    """Look for damage and contradictions.

    Nothing is changed without --mend.

    The file, its schema, the text of each article against its checksum, every row, and what is current. What is odd
    about labels is no damage: `annotator list checks` has it.
    """
    if mend:
        _mend(db)
    found = Bounded()
    for problem in found.lines(look(db)):
        print(one_line(problem))
    if found.total:
        hint = "`annotator db restore` brings a copy back"
        if found.mend and not mend:
            hint = f"--mend puts {found.mend} of them right without loss; for the others {hint}"
        raise DatabaseRefused(f"{one_line(db)}: {count(found.total, 'problem')}", hint)
    lost = f"; {count(found.lost, 'name')} of what is not here any more" if found.lost else ""
    narrate(f"{one_line(db)}: sound{lost}")


def _mend(db: Path) -> None:
    """Put right what can be without loss, after a copy, and say what that was."""
    copy = copy_before(db, Why.MEND)
    if copy is not None:
        narrate(f"copied before to {one_line(copy.path)}")
    narrate(*mend(db))


def backup(db: Path, copy: Path | None = None, daily: bool = False) -> None:
    """Copy the whole database, also while people work in it.

    The screen has a dated copy made at the first start of each day; merge, remove and restore make one before they
    begin. Of dated copies the last of seven days, four weeks and twelve months stay.
    """
    if copy is not None and daily:
        raise UsageError("FILE and --daily exclude each other", "without FILE the copy is dated")
    if copy is not None:
        back_up(db, copy)
    elif daily:
        made = make_daily(db, copies_folder(db))
        if made is None:
            narrate(f"{one_line(db)}: today's copy is there, or nothing was done since the last one")
            return
        copy = made.path
    else:
        copy = make_copy(db, copies_folder(db), Why.ASKED).path
    narrate(f"{one_line(db)} copied to {one_line(copy)}")


# ---- bringing a copy back


def restore(
    db: Path,
    copy: str | None = None,
    yes: bool = False,
    dry_run: bool = False,
    everything: bool = False,
    as_json: bool = False,
) -> None:
    """Bring a copy of the database back, or list them.

    It says first which decisions would be lost and which come back. What is replaced is kept among the copies, so that
    a restore can be taken back by another. If the database is damaged, whatever is newer than the copy is saved out
    of it, as far as it can be read.
    """
    folder = copies_folder(db)
    if copy is None:
        _list(db, folder, as_json)
        return

    path = _named(copy, folder)
    changes = difference(db, path)
    if as_json and dry_run:
        emit(_record(db, path, changes, None))
        return
    if not as_json:
        narrate(*told(changes, db, everything=everything))
    if dry_run:
        narrate(NOTHING_CHANGED)
        return
    if not yes and not agreed(f"Put {one_line(path)} in the place of {one_line(db)}?"):
        narrate("nothing changed")
        return
    done = bring_back(db, path, folder)
    if as_json:
        emit(_record(db, path, changes, done))
        return
    narrate(*told_after(db, path, done))


def _named(copy: str, folder: Path) -> Path:
    """The path of a copy that is named as it is listed, or as a file."""
    path = Path(copy)
    if not path.exists() and (folder / copy).is_file() and path.name == copy:
        return folder / copy
    if not path.exists():
        raise UsageError(f"there is no copy {one_line(copy)}", "`annotator db restore` lists those that there are")
    return path


def _list(db: Path, folder: Path, as_json: bool) -> None:
    rows = [_described(one) for one in copies_in(folder)]
    if as_json:
        emit({"schema": "annotator/copies@1", "database": str(db), "folder": str(folder), "copies": rows})
        return
    if not rows:
        narrate(f"no copies of {one_line(db)} in {one_line(folder)}; `annotator db backup` makes one")
        return
    columns: Columns = {
        "copy": "name",
        "made for": "why",
        "MB": lambda row: decimals(row["bytes"] / 2**20),
        "decisions": lambda row: "cannot be read" if row["decisions"] is None else row["decisions"],
        "the newest": lambda row: row["newest"] or "",
    }
    emit(table(columns, rows))
    narrate(f"in {one_line(folder)}; `annotator db restore COPY` brings one back")


def _described(copy: Copy) -> Record:
    number: int | None
    try:
        number, newest = decisions_in(copy.path)
    except AnnotatorError:
        number, newest = None, None
    return {
        "name": copy.path.name,
        "made": copy.made.isoformat(),
        "why": copy.why.value,
        "bytes": copy.size,
        "decisions": number,
        "newest": newest,
    }


_ENTRY = ("annotator", "document", "title", "sentence", "answer", "decided_at")


def _record(db: Path, copy: Path, changes: Difference, done: Restored | None) -> Record:
    """What a restore does, as schemas/restore.schema.json has it."""
    saved = changes.rescued if done is None else done.rescued
    return {
        "schema": "annotator/restore@1",
        "database": str(db),
        "copy": str(copy),
        "restored": done is not None,
        "lost": [record_of(entry, *_ENTRY) for entry in changes.lost],
        "back": [record_of(entry, *_ENTRY) for entry in changes.back],
        "rows_lost": changes.rows,
        "unreadable": changes.unreadable,
        "kept": str(done.kept) if done is not None and done.kept is not None else None,
        "rescued": None if saved is None else saved.rows["decisions"],
    }
