"""Copies that were worked on apart come together: the same in any order, as often as one likes."""

from __future__ import annotations

from contextlib import closing
from itertools import permutations
from pathlib import Path

from annotator.core.decision import Answer
from annotator.store.desk import SqliteDesk
from annotator.store.integrity import problems
from annotator.store.merge.merger import merge
from tests.store.merge.conftest import decide
from tests.store.merge.content import content_of


def test_in_every_order_and_twice_it_is_the_same(copies: list[Path], tmp_path: Path) -> None:
    first, second, third = copies
    decide(first, "ana", 3, 2)
    decide(first, "ana", 4)
    decide(second, "bo", 2, 4)
    decide(second, "ana", 4, answer=Answer.REJECT)
    decide(third, "cy", 1, 5, answer=Answer.SKIP)
    with closing(SqliteDesk(third, "ana")) as desk:
        desk.undo()
    contents = []
    for number, order in enumerate(permutations(copies)):
        target = tmp_path / f"{number}.db"
        for _ in range(2):
            merge(target, order)
            assert list(problems(target)) == []
            contents.append(content_of(target))
    assert all(one == contents[0] for one in contents)
    for path in copies:
        merge(path, [tmp_path / "3.db"])
        assert content_of(path) == contents[0]
