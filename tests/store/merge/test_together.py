"""Whatever was done on three copies, they come together the same way, and undo and redo go on from there."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.store.articles.documents import bring_back, remove
from annotator.store.desk.desk import REVIEWING, SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.integrity import problems
from annotator.store.merge.merger import merge
from annotator.store.work.rename_speaker import rename_speaker, take_back_rename
from tests.store.conftest import new_database
from tests.store.merge.conftest import labels
from tests.store.merge.content import content_of

pytestmark = pytest.mark.long

_DO = st.sampled_from(
    [*"123456", "reject", "skip", "both", "undo", "undo", "redo", "edit", "rename", "back", "leave", "remove", "bring"]
)
_WHO = st.sampled_from(["ana", "ana", "bo"])
_COPY = st.lists(st.tuples(_WHO, _DO), max_size=7)


def do(desk: SqliteDesk, what: str) -> None:
    """One thing that an annotator can do; nothing where it cannot be done now."""
    connection = desk.connection
    items = {item.id: item for number in (1, 2) if _present(desk, number) for item in desk.page(number).items}
    if what == "undo":
        desk.undo()
    elif what == "redo":
        desk.redo()
    elif what in ("remove", "bring"):
        with transaction(connection):
            (remove if what == "remove" else bring_back)(connection, 2, desk.annotator)
    elif what in ("rename", "back"):
        with transaction(connection):
            rename = rename_speaker if what == "rename" else take_back_rename
            rename(connection, [desk.annotator], "Ada", "Ada Lind", desk.annotator)
    elif what == "leave":
        desk.leave(Place(1, 2))
    elif what == "edit":
        note = f"{desk.annotator} {desk.saved()}"
        desk.keep_drafts([(3, Labels(topics=("politics",)), NoteAndFlag(note, False))])
    else:
        sentences = {"both": (1, 2), "reject": (1,), "skip": (2,)}.get(what) or (int(what),)
        answer = {"reject": Answer.REJECT, "skip": Answer.SKIP}.get(what, Answer.ACCEPT)
        decide = [
            NewDecision(one, answer, labels("Ada" if one in (1, 4) else None), None, _current(items[one]), seconds=1.0)
            for one in sentences
            if one in items
        ]
        if decide:
            desk.save(decide, asked_for_at=sentences[0] if what == "both" else None)


def _present(desk: SqliteDesk, number: int) -> bool:
    return not desk.connection.execute("SELECT 1 FROM removed WHERE document = ?", (number,)).fetchall()


def _current(item: object) -> int | None:
    decision = getattr(item, "decision", None)
    return None if decision is None else int(decision.id)


def work(path: Path, done: Sequence[tuple[str, str]]) -> None:
    for who, what in done:
        with closing(SqliteDesk(path, who)) as desk:
            do(desk, what)


def said(path: Path) -> list[object]:
    """What every annotator says of every sentence now."""
    content = content_of(path)
    said = {row[0]: row[4:10] for row in content["decisions"]}
    return [(*head[:3], said[head[3]]) for head in content["heads"]] + content["names"]


@settings(max_examples=8)
@given(_COPY, _COPY, _COPY, _COPY, st.permutations([0, 1, 2]))
def test_three_copies_in_other_orders_and_back_again(
    before: list[tuple[str, str]],
    first: list[tuple[str, str]],
    second: list[tuple[str, str]],
    third: list[tuple[str, str]],
    order: list[int],
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        base = new_database(folder)
        work(base, before)
        copies = [Path(shutil.copyfile(base, folder / f"{letter}.db")) for letter in "abc"]
        for path, done in zip(copies, (first, second, third), strict=True):
            work(path, done)
        one, other, all_in = folder / "one.db", folder / "other.db", folder / "all.db"
        merge(one, copies)
        together = content_of(one)
        assert list(problems(one)) == []
        for number in order:
            merge(other, [copies[number]])
        assert content_of(other) == together
        assert list(problems(other)) == []
        shutil.copyfile(copies[order[0]], all_in)
        merge(all_in, [copies[order[2]], one, copies[order[1]], one])
        assert content_of(all_in) == together
        assert list(problems(all_in)) == []


@settings(max_examples=8)
@given(_COPY, _COPY, _COPY)
@example([("ana", "1")], [("ana", "1")], [("ana", "rename")])
def test_all_is_undone_and_redone_after_it(
    before: list[tuple[str, str]], first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        base = new_database(folder)
        work(base, before)
        copies = [Path(shutil.copyfile(base, folder / f"{letter}.db")) for letter in "ab"]
        for path, done in zip(copies, (first, second), strict=True):
            work(path, done)
        merge(copies[0], [copies[1]])
        stood = said(copies[0])
        for who in ("ana", "bo"):
            with closing(SqliteDesk(copies[0], who)) as desk:
                undone = 0
                while desk.undo() is not None:
                    undone += 1
                assert desk.saved() == 0
                assert list(problems(copies[0])) == []
                for _ in range(undone):
                    assert desk.redo() is not None
        assert said(copies[0]) == stood
        assert list(problems(copies[0])) == []
        for who in ("ana", "bo"):
            with closing(SqliteDesk(copies[0], who)) as desk:
                do(desk, "1")
                assert desk.redo() is None
        assert list(problems(copies[0])) == []


def test_a_reviewer_and_somebody_new_come_along(copies: list[Path], tmp_path: Path) -> None:
    with closing(SqliteDesk(copies[0], "ana", REVIEWING)) as desk:
        do(desk, "4")
    work(copies[1], [("cy", "5")])
    contents = []
    for number, order in enumerate(permutations(copies)):
        target = tmp_path / f"{number}.db"
        merge(target, order)
        contents.append(content_of(target))
    assert all(one == contents[0] for one in contents)
    names = [(row[0], row[1]) for row in contents[0]["annotators"]]
    assert names == [("ana", "annotator"), ("bo", "annotator"), ("cy", "annotator"), ("review:ana", "reviewer")]
