"""The documents of a database as commands name and list them: by number, by id, or by words of the title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.model import Article, By
from annotator.store.sqlite.sqlite_library import sqlite3

_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_NUMBER = re.compile(r"[0-9]{1,9}")
_SHOWN_AT_MOST = 5
"""Articles that an error names."""

_ARTICLES = """
    SELECT number, id, title, published, sentences, number IN (SELECT document FROM removed) FROM documents
"""


def articles(connection: sqlite3.Connection) -> list[Article]:
    """All documents, also those that were removed, by number."""
    return _found(connection, "ORDER BY number")


def named_articles(connection: sqlite3.Connection, name: str, by: By | None, removed: bool) -> list[Article]:
    """The articles of a number, of a range of them (`3-12`), of an id, or with those words in the title.

    With `by` only what it says is looked at. Otherwise words are looked for in titles (and in ids, where there is no
    title) only where there is no such number and no such id; of several titles those count whose articles are `removed`
    or not, as is wanted. Raises InputRefused where there is none, or where more than one could be meant.
    """
    by_number = _by_number(connection, name) if by in (None, By.NUMBER) else []
    by_id = _found(connection, "WHERE id = ?", name) if by in (None, By.ID) else []
    if by_number and by_id and by_number != by_id:
        raise InputRefused(
            f"{one_line(name, 60)!r} is the number of {_names(by_number)}, and the id of {_names(by_id)}",
            "say which you mean: --by number or --by id",
        )
    found = by_number or by_id
    if not found and by in (None, By.TITLE):
        found = _by_title(connection, name)
        found = [article for article in found if article.removed is removed] or found
        if len(found) > 1:
            raise InputRefused(
                f"{one_line(name, 60)!r} is in the titles of {len(found)} articles: {_names(found)}",
                "name one by its number",
            )
    if not found:
        kind = f"the {by}" if by else "that number or id, and none with those words in its title"
        raise InputRefused(f"no article with {kind}: {one_line(name, 60)!r}", "`annotator list documents` shows them")
    return found


def document_ids(connection: sqlite3.Connection, names: Iterable[str]) -> tuple[str, ...]:
    """The ids of the articles of these names, each once: an id goes before a number, that before words of a title.

    Raises InputRefused where there is none, or where more than one title could be meant.
    """
    found = [
        one.id
        for name in names
        for one in _found(connection, "WHERE id = ?", name) or named_articles(connection, name, None, removed=False)
    ]
    return tuple(dict.fromkeys(found))


def decided_by(connection: sqlite3.Connection, document: int) -> dict[str, int]:
    """How many sentences of a document each annotator has decided, skipped ones apart; by name."""
    found = connection.execute(
        "SELECT annotator, accepted + rejected FROM progress WHERE document = ? AND accepted + rejected > 0"
        " ORDER BY annotator",
        (document,),
    )
    return dict(found.fetchall())


def unconfirmed_in(connection: sqlite3.Connection, document: int) -> int:
    """How many sentences of a document somebody has edited and not confirmed."""
    (found,) = connection.execute(
        "SELECT count(*) FROM drafts JOIN sentences ON sentences.id = sentence_id WHERE document = ?", (document,)
    ).fetchone()
    return int(found)


def _by_number(connection: sqlite3.Connection, name: str) -> list[Article]:
    between = _RANGE.fullmatch(name)
    if between is not None:
        return _found(connection, "WHERE number BETWEEN ? AND ? ORDER BY number", int(between[1]), int(between[2]))
    if _NUMBER.fullmatch(name) is None:
        return []
    return _found(connection, "WHERE number = ?", int(name))


def _by_title(connection: sqlite3.Connection, name: str) -> list[Article]:
    """Upper and lower case are the same; several words must stand in this order."""
    words = " ".join(name.split()).casefold()
    return [one for one in articles(connection) if words and words in " ".join(one.name.split()).casefold()]


def _found(connection: sqlite3.Connection, where: str, *values: Any) -> list[Article]:
    rows = connection.execute(f"{_ARTICLES} {where}", values)
    return [Article(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows]


def _names(found: list[Article]) -> str:
    names = [f"article {article.number} ({one_line(article.name, 60)})" for article in found[:_SHOWN_AT_MOST]]
    return ", ".join(names) + (f" and {len(found) - _SHOWN_AT_MOST} more" if len(found) > _SHOWN_AT_MOST else "")
