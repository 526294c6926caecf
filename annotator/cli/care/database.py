"""`annotator db check` and `backup`: a database looked through, and copied."""

from __future__ import annotations

from pathlib import Path

from annotator.cli.copies import copies_folder, copy_before
from annotator.cli.narration import count, narrate, one_line
from annotator.core.errors import DatabaseRefused, UsageError
from annotator.store.files.copying import back_up, make_copy, make_daily
from annotator.store.integrity import all_problems
from annotator.store.integrity.caches import mend as put_right
from annotator.store.integrity.problem import Bounded
from annotator.store.sqlite.copies import Why


def db() -> None:
    """Check, copy, restore or join databases; make one.

    A database is one SQLite file, `annotator.db` here unless --db names another.
    """
    raise UsageError("db needs another word", "`annotator db --help` lists those that there are")


def check(db: Path, mend: bool) -> None:
    """Look for damage and contradictions.

    Nothing is changed without --mend.

    The file, its schema, the text of each article against its checksum, every row, and what is current. What is odd
    about labels is no damage: `annotator list checks` has it.
    """
    if mend:
        copy = copy_before(db, Why.MEND)
        if copy is not None:
            narrate(f"copied before to {one_line(copy.path)}")
        narrate(*put_right(db))
    problems = Bounded()
    for problem in problems.lines(all_problems(db)):
        print(one_line(problem))
    if problems.total:
        hint = "`annotator db restore` brings a copy back"
        if problems.mend and not mend:
            hint = f"--mend puts {problems.mend} of them right without loss; for the others {hint}"
        raise DatabaseRefused(f"{one_line(db)}: {count(problems.total, 'problem')}", hint)
    lost = f"; {count(problems.lost, 'name')} of what is not here any more" if problems.lost else ""
    narrate(f"{one_line(db)}: sound{lost}")


def backup(db: Path, copy: Path | None, daily: bool) -> None:
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
