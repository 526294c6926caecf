"""Who works here: annotators by name, as what, and whose names those of other roles are."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.people import Role, is_of_a_role
from annotator.store.integrity import shapes
from annotator.store.integrity.problem import Check, Problem, rows_apart
from annotator.store.sqlite_library import sqlite3


def _annotators(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(name: str, role: str, person: str | None, at: str) -> Iterator[str]:
        shapes.moment(at, "its first day")
        if role == Role.ANNOTATOR:
            if person is not None:
                yield "an annotator stands for nobody else, but it names somebody"
            if is_of_a_role(name):
                yield "a name like this is only for another role"
            else:
                shapes.name(name, "it")
        elif person is None:
            yield f"a {role} is somebody's, but it names nobody"
        elif Role(role).name_of(shapes.name(person, "its person")) != name:
            yield f"it is not how its person is called as {role}"

    sql = "SELECT name, name, role, person, created_at FROM annotators"
    return rows_apart(connection, "annotators row", sql, wrong, "name")


CHECKS = (Check(("annotators",), _annotators),)
