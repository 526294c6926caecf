"""What a team did in the database `22-team.xz`, by the code of the last commit before the log (db9a9741).

Everything that there was a table for: places taken, given back and gone in time, renamings taken back, reviews with
causes, a qualification answered, revisions of the scheme and the guidelines, corrected articles with what became of
each decision, articles out and back. Run it there as `python -P team_done.py DATABASE ARTICLES`.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.core.review.scope import Scope  # type: ignore[import-not-found]
from annotator.store.database import open_database, transaction  # type: ignore[import-not-found]
from annotator.store.qualification_desk import QualificationDesk  # type: ignore[import-not-found]
from annotator.store.review_desk import SqliteReviewDesk  # type: ignore[import-not-found]

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.review.versions import Cause
from annotator.store import leases, qualification  # type: ignore[attr-defined]
from annotator.store.desk import SqliteDesk  # type: ignore[attr-defined]
from tests.store.old_databases.work_done import annotator, confirm

REJECT = Answer.REJECT
SCHEME = "".join(f'[[topic]]\nkey = "{key}"\n' for key in ("education", "society", "weather"))


def take_and_decide(path: Path) -> None:
    """Two people take two articles each, and differ in two sentences of the first."""
    for who in ("ana", "bo"):
        with closing(SqliteDesk(path, who)) as desk:
            desk.take()
            for at in range(len(desk.page(1).items)):
                confirm(desk, 1, at, REJECT if who == "bo" and at in (0, 3) else Answer.ACCEPT)
            desk.take()
            topics = Labels(topics=("education",))
            confirm(desk, 2, 0, Answer.ACCEPT, labels=topics, note="sure?", flagged=True, seconds=2.5, keys=3)
            if who == "ana":
                desk.undo()
                desk.redo()
    with closing(SqliteDesk(path, "ana")) as desk:
        confirm(desk, 2, 0, REJECT)
        desk.undo()
        desk.keep_drafts([(desk.page(2).items[1].id, Labels(topics=("society",)), None)])


def rename(path: Path) -> None:
    """Two names for others; one is taken back."""
    annotator(path, "rename-speaker", "Nora Lind", "N. Lind", "--annotator", "ana")
    annotator(path, "rename-speaker", "Bo Dahl", "Mr Dahl", "--everybody", "--annotator", "ana")
    annotator(path, "rename-speaker", "--undo", "Nora Lind", "N. Lind", "--annotator", "ana")
    with closing(SqliteDesk(path, "ana")) as desk:
        desk.undo()
        desk.redo()


def review_and_qualify(path: Path) -> None:
    """A review settles what was marked alike, and two differences; a candidate answers two sentences of it."""
    annotator(path, "review", "--early", "--settle", "--audit", "0", "--annotator", "cleo")
    with closing(SqliteReviewDesk(path, "cleo", Scope(early=True))) as desk:
        desk.because(desk.page(1).items[0].id, Cause.GAP, "speakers")
        for at in (0, 3):
            confirm(desk, 1, at, Answer.ACCEPT)
    annotator(path, "qualify", "--make", "2", "--document", "ferry", "--seed", "3", "--annotator", "lea")
    with closing(QualificationDesk(path, "dora", 1)) as desk:
        for number, place in enumerate(desk.left()):
            confirm(desk, place.document, place.index, REJECT if number else Answer.ACCEPT)
    with closing(open_database(path)) as connection, transaction(connection):
        (made,) = qualification.all_made(connection)
        qualification.hand_in(connection, made, "dora")
        given = "SELECT id, taken_at FROM leases WHERE annotator = 'bo' AND document = 2"
        key, at = connection.execute(given).fetchone()
        leases.release(connection, key, leases.Ended.EXPIRED, at)
    annotator(path, "assign", "--overlap", "2", "--lease-hours", "0.0001", "--annotator", "lea")
    for who in ("cy", "dora", "bo"):
        time.sleep(1)
        with closing(SqliteDesk(path, who)) as desk:
            desk.take()


def change(path: Path, articles: list[dict[str, Any]]) -> None:
    """The scheme, the guidelines and two articles are others; one article is out, back, and out."""
    text = path.with_suffix(".txt")
    text.write_text(
        SCHEME.replace('"society"', '"people"\nwas = "society"').replace('"weather"', '"weather"\nretired = true')
    )
    annotator(path, "scheme", str(text), "--reason", "so it is", "--annotator", "lea")
    text.write_text("# Quotes\n\nMore words.\n")
    annotator(path, "scheme", "--guidelines", str(text), "--affects", "quotes", "--reason", "unclear")
    with closing(SqliteDesk(path, "bo")) as desk:
        confirm(desk, 1, 1, REJECT)
    first = "The school will close in June."
    for old, gone, behind in ((0, (" It rained all day.", "everything twice,"), ""), (1, (f"{first} ",), f" {first}")):
        later = dict(articles[old])
        for words in gone:
            later["text"] = later["text"].replace(words, "")
        later["text"] += behind
        path.with_suffix(".jsonl").write_text(json.dumps(later))
        annotator(path, "import", str(path.with_suffix(".jsonl")), "--revise")
    with closing(open_database(path, read_only=True)) as connection:
        orphaned = connection.execute("SELECT id FROM carries WHERE kind = 'orphaned'").fetchone()
    with closing(SqliteDesk(path, "ana")) as desk:
        desk.acknowledge(*orphaned)
        desk.leave(desk.resume())
    for more in ([], ["--undo"], []):
        annotator(path, "remove", *more, "3", *([] if more else ["--yes"]), "--annotator", "bo")
    annotator(path, "profile", "polnear")


def main(path: Path, articles: Path) -> None:
    """Make the database."""
    path.with_suffix(".toml").write_text(SCHEME)
    annotator(path, "import", str(articles), "--scheme", str(path.with_suffix(".toml")))
    annotator(path, "assign", "--overlap", "2", "--annotator", "lea")
    take_and_decide(path)
    rename(path)
    review_and_qualify(path)
    change(path, [json.loads(line) for line in articles.read_text("utf-8").splitlines()])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
