"""Joining copies in tests, in all orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import permutations
from pathlib import Path

from annotator.store.files.database import open_database
from annotator.store.integrity import problems
from annotator.store.merge.joining import Merged
from annotator.store.merge.merger import merge
from tests.store.conftest import holding
from tests.store.merge.content import Rows, content_of


def execute(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(open_database(path)) as connection:
        return connection.execute(sql, values).fetchall()


def in_all_orders(copies: Sequence[Path], folder: Path) -> tuple[dict[str, Rows], list[tuple[Merged, ...]]]:
    """The content that copies have together, the same in every order; and what was told in each."""
    return in_orders(permutations(copies), folder)


def in_orders(orders: Iterable[Sequence[Path]], folder: Path) -> tuple[dict[str, Rows], list[tuple[Merged, ...]]]:
    """The same in some orders."""
    contents, told = [], []
    for number, order in enumerate(orders):
        target = holding(folder / f"together-{number}.db")
        told.append(merge(target, order))
        contents.append(content_of(target))
        assert "\n".join(problems(target)) == ""
    assert all(one == contents[0] for one in contents)
    return contents[0], told
