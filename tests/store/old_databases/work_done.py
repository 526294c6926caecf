"""What two annotators do in a database of an older version, by that version's own code: `make.py` runs this there.

It uses only what has been there since the first version, and commands, which are left out where there are none yet.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from annotator.store.desk.desk import SqliteDesk

try:
    from annotator.core.decision import Answer, NewDecision
    from annotator.core.model import Labels
except ImportError:
    from annotator.core.model import Answer, Labels, NewDecision  # type: ignore[attr-defined, no-redef]


def annotator(database: Path, *words: str) -> bool:
    """Run a command; whether there is one of that name, and it was done."""
    command = [sys.executable, "-P", "-m", "annotator.cli.main", *words, "--db", str(database)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    print(" ".join(words)[:60], "->", done.returncode, done.stderr.strip()[-300:].replace("\n", " | "), file=sys.stderr)
    return done.returncode == 0


def confirm(desk: SqliteDesk, document: int, index: int, answer: Answer, **more: object) -> None:
    """Decide a sentence: with what is suggested, unless `labels` are given."""
    item = desk.page(document).items[index]
    suggestion = item.suggestion
    labels = suggestion.labels.bare() if suggestion is not None and answer is Answer.ACCEPT else Labels()
    said: dict[str, object] = {"labels": labels, "replaces": item.decision.id if item.decision else None, **more}
    desk.save([NewDecision(item.id, answer, suggestion=suggestion.id if suggestion else None, **said)])  # type: ignore[arg-type]


def leave_draft(desk: SqliteDesk, document: int, index: int, labels: Labels) -> None:
    """Leave labels of a sentence unconfirmed."""
    key = desk.page(document).items[index].id
    if hasattr(desk, "keep_drafts"):
        desk.keep_drafts([(key, labels, None)])
    else:
        desk.keep_draft(key, labels)


def ana(desk: SqliteDesk) -> None:
    """Confirms, notes, skips, decides again, undoes, redoes, leaves a draft and a bookmark."""
    confirm(desk, 1, 0, Answer.ACCEPT, note="sure?", flagged=True, seconds=2.5, keys=3)
    confirm(desk, 1, 1, Answer.SKIP)
    confirm(desk, 1, 2, Answer.REJECT)
    confirm(desk, 1, 2, Answer.ACCEPT, labels=Labels(topics=("weather",)))
    confirm(desk, 1, 3, Answer.ACCEPT, implied=True)
    desk.undo()
    desk.undo()
    desk.redo()
    confirm(desk, 2, 1, Answer.ACCEPT)
    confirm(desk, 3, 0, Answer.REJECT)
    confirm(desk, 3, 1, Answer.ACCEPT)
    desk.undo()
    leave_draft(desk, 2, 0, Labels(topics=("education",)))
    place = desk.resume()
    if place is not None:
        desk.leave(place)


def bo(desk: SqliteDesk) -> None:
    """Sees two sentences otherwise than ana."""
    confirm(desk, 1, 0, Answer.REJECT)
    confirm(desk, 2, 0, Answer.SKIP)
    confirm(desk, 2, 1, Answer.ACCEPT, labels=Labels(topics=("education", "society")))


def main(database: Path, articles: Path) -> None:
    """Make the database."""
    if not annotator(database, "import", str(articles)):
        raise SystemExit("no import")
    for name, works in (("ana", ana), ("bo", bo)):
        with closing(SqliteDesk(database, name)) as desk:
            works(desk)
    annotator(database, "resuggest")
    annotator(database, "profile", "polnear")
    annotator(database, "rename-speaker", "Bo Dahl", "Mr Dahl", "--annotator", "ana")
    annotator(database, "remove", "3", "--yes", "--annotator", "bo")
    annotator(database, "qualify", "--make", "1", "--document", "school")
    annotator(database, "assign", "--overlap", "2")
    annotator(database, "review", "--early", "--settle", "--audit", "0", "--annotator", "cleo")
    with closing(SqliteDesk(database, "ana")) as desk:
        if hasattr(desk, "take"):
            desk.take()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
