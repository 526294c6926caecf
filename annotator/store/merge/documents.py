"""Articles of another copy, and what is suggested for them."""

from __future__ import annotations

import orjson

from annotator.store.articles.documents import free_id
from annotator.store.log import fold, rows
from annotator.store.merge.report import CutOtherwise
from annotator.store.merge.tables import Joining

_ABOUT = ("imported_at", "title", "source", "published", "meta", "body_start")
"""What is known of an article besides its text. Where copies differ, the one that had the article first is right."""


def join_documents(joining: Joining) -> None:
    """Match articles by their texts, add those that are new, and find which sentence here is which there.

    An article that both have, but cut into other sentences, has no sentences in common: nothing that was decided of it
    is ever put in the place of something else.
    """
    joining.execute(
        "INSERT INTO temp.their_documents SELECT o.number, m.number, 0 FROM other.documents AS o"
        " JOIN main.documents AS m USING (sha256)"
    )
    known = joining.execute("SELECT theirs, ours FROM temp.their_documents ORDER BY theirs").fetchall()
    _add_documents(joining)
    for theirs, ours in known:
        _join_about(joining, theirs, ours)
        if not _cut_alike(joining, theirs, ours):
            joining.merged.cut_otherwise.append(_left_out(joining, theirs, ours))
            joining.execute("INSERT INTO temp.cut_otherwise VALUES (?)", (theirs,))
    joining.execute(
        "INSERT INTO temp.their_sentences SELECT o.id, m.id, 0 FROM temp.their_documents AS d"
        " JOIN other.sentences AS o ON o.document = d.theirs"
        " JOIN main.sentences AS m ON m.document = d.ours AND m.position = o.position"
        " WHERE NOT d.new AND d.theirs NOT IN (SELECT theirs FROM temp.cut_otherwise)"
    )
    # Their ids have no gaps: `next_sentence` counts on it.
    joining.execute(
        "INSERT INTO temp.their_sentences SELECT o.id, (SELECT coalesce(max(id), 0) FROM main.sentences)"
        " + row_number() OVER (ORDER BY d.ours, o.position), 1"
        " FROM temp.their_documents AS d JOIN other.sentences AS o ON o.document = d.theirs WHERE d.new"
    )
    joining.insert_new("sentences")


def _add_documents(joining: Joining) -> None:
    connection = joining.connection
    new = joining.execute(
        "SELECT number, id FROM other.documents WHERE number NOT IN (SELECT theirs FROM temp.their_documents)"
        " ORDER BY number"
    ).fetchall()
    for theirs, wanted in new:
        name = free_id(connection, wanted)
        if name != wanted:
            joining.merged.renamed_ids.append((wanted, name))
        (ours,) = joining.execute("SELECT coalesce(max(number), 0) + 1 FROM main.documents").fetchone()
        joining.execute("INSERT INTO temp.their_documents VALUES (?, ?, 1)", (theirs, ours))
        joining.execute("CREATE TEMP TABLE IF NOT EXISTS their_name (name TEXT)")
        joining.execute("DELETE FROM temp.their_name")
        joining.execute("INSERT INTO temp.their_name VALUES (?)", (name,))
        given = {"number": str(ours), "id": "(SELECT name FROM temp.their_name)"}
        joining.insert("documents", given, f"WHERE o.number = {int(theirs)}")
        fold.words(connection, ours)
        joining.merged.documents.append(ours)


def _cut_alike(joining: Joining, theirs: int, ours: int) -> bool:
    cut = 'SELECT position, start, "end" FROM {}.sentences WHERE document = ? ORDER BY position'
    there, here = (
        joining.execute(cut.format(name), (number,)).fetchall() for name, number in (("other", theirs), ("main", ours))
    )
    return there == here


def _left_out(joining: Joining, theirs: int, ours: int) -> CutOtherwise:
    (title,) = joining.execute("SELECT coalesce(title, id) FROM main.documents WHERE number = ?", (ours,)).fetchone()
    decided = joining.execute(
        "SELECT annotator, count(*) FROM other.heads JOIN other.sentences ON sentences.id = sentence_id"
        " WHERE document = ? GROUP BY annotator ORDER BY annotator",
        (theirs,),
    )
    return CutOtherwise(ours, title, dict(decided.fetchall()))


def _join_about(joining: Joining, theirs: int, ours: int) -> None:
    """What is known of an article that both have, and its speakers: those that were here keep their places."""
    columns = ", ".join(_ABOUT)
    there, here = (
        joining.execute(f'SELECT {columns}, "cast" FROM {name}.documents WHERE number = ?', (number,)).fetchone()
        for name, number in (("other", theirs), ("main", ours))
    )
    if there == here:
        return
    if tuple(map(str, there[:-1])) < tuple(map(str, here[:-1])):
        changes = ", ".join(f"{column} = ?" for column in _ABOUT)
        fold.forget_title(joining.connection, ours)
        joining.execute(f"UPDATE main.documents SET {changes} WHERE number = ?", (*there[:-1], ours))
        fold.words_of_title(joining.connection, ours)
    known, cast = orjson.loads(here[-1]), orjson.loads(there[-1])
    names = {name for name, *_ in known}
    new = [member for member in cast if member[0] not in names]
    if new:
        joining.execute('UPDATE main.documents SET "cast" = ? WHERE number = ?', (rows.to_json(known + new), ours))


def join_suggestions(joining: Joining) -> None:
    """Runs by their ids, and what each suggests for a sentence.

    The newest suggestion of a sentence is the one with the highest id. So one of a later run than the newest here gets
    a higher id, and all others ids below zero.
    """
    connection = joining.connection
    for run, same in joining.execute(
        "SELECT id, (o.pipeline, o.version, o.settings, o.started_at) IS (m.pipeline, m.version, m.settings,"
        " m.started_at) FROM other.runs AS o JOIN main.runs AS m USING (id)"
    ).fetchall():
        if not same:
            raise joining.refuse(f"its run {run} is another one than that of the target")
    older = _older_chances(joining)
    joining.insert("runs", {}, "WHERE o.id NOT IN (SELECT id FROM main.runs) ORDER BY o.rowid")
    joining.execute(
        "INSERT INTO temp.their_suggestions SELECT o.id, m.id, 0 FROM other.suggestions AS o"
        " JOIN temp.their_sentences AS s ON s.theirs = o.sentence_id"
        " JOIN main.suggestions AS m ON m.sentence_id = s.ours AND m.run = o.run"
    )
    differs = joining.execute(
        "SELECT o.run FROM temp.their_suggestions AS t JOIN other.suggestions AS o ON o.id = t.theirs"
        " JOIN main.suggestions AS m ON m.id = t.ours WHERE m.labels <> o.labels LIMIT 1"
    ).fetchone()
    if differs:
        raise joining.refuse(f"its run {differs[0]} suggests something else than that of the target")
    _number_suggestions(joining)
    joining.insert_new("suggestions")
    joining.insert("readings", {}, "JOIN temp.their_suggestions AS t ON t.theirs = o.suggestion WHERE t.new")
    changed = joining.execute(
        "SELECT DISTINCT s.document FROM temp.their_suggestions AS t CROSS JOIN main.suggestions AS m ON m.id = t.ours"
        " CROSS JOIN main.sentences AS s ON s.id = m.sentence_id WHERE t.new"
    ).fetchall()
    fold.suggested_quotes(connection, [document for (document,) in changed])
    connection.executemany("DELETE FROM main.chances WHERE document = ?", [(document,) for document in older])
    joining.insert(
        "chances",
        {},
        "JOIN temp.their_documents AS d ON d.theirs = o.document"
        " WHERE d.ours NOT IN (SELECT document FROM main.chances)",
    )


def _number_suggestions(joining: Joining) -> None:
    coming = (
        " FROM (SELECT o.id, r.started_at, o.run, newest.started_at AS newest_at, newest.id AS newest_run"
        " FROM other.suggestions AS o JOIN temp.their_sentences AS s ON s.theirs = o.sentence_id"
        " JOIN other.runs AS r ON r.id = o.run"
        " LEFT JOIN main.suggestions AS m ON m.id ="
        " (SELECT max(id) FROM main.suggestions WHERE sentence_id = s.ours)"
        " LEFT JOIN main.runs AS newest ON newest.id = m.run"
        " WHERE o.id NOT IN (SELECT theirs FROM temp.their_suggestions))"
    )
    later = "newest_at IS NULL OR (started_at, run) > (newest_at, newest_run)"
    in_order = "ORDER BY CASE WHEN newest_at IS NULL THEN '' ELSE started_at END, id"
    joining.execute(
        "INSERT INTO temp.their_suggestions SELECT id, (SELECT coalesce(max(id), 0) FROM main.suggestions)"
        f" + row_number() OVER ({in_order}), 1{coming} WHERE {later}"
    )
    joining.execute(
        "INSERT INTO temp.their_suggestions SELECT id, (SELECT min(0, coalesce(min(id), 0)) FROM main.suggestions)"
        f" - row_number() OVER (ORDER BY started_at DESC, id DESC), 1{coming} WHERE NOT ({later})"
    )


def _older_chances(joining: Joining) -> list[int]:
    """The articles here of which the other copy has a later run by rules: what these could suggest comes from there."""
    newest = (
        "(SELECT coalesce(max(started_at || ' ' || runs.id), '') FROM {0}.sentences JOIN {0}.suggestions ON"
        " sentence_id = sentences.id JOIN {0}.runs ON runs.id = run WHERE document = {1}"
        " AND settings ->> 'learned' IS NULL)"
    )
    found = joining.execute(
        "SELECT d.ours FROM temp.their_documents AS d JOIN other.chances AS o ON o.document = d.theirs"
        " JOIN main.chances AS m ON m.document = d.ours WHERE m.chances <> o.chances"
        f" AND {newest.format('other', 'd.theirs')} > {newest.format('main', 'd.ours')}"
    )
    return [document for (document,) in found]
