"""Putting rows of another copy, `other` in SQL, into the target: which row here is which row there.

For each table whose rows others name by an id of this file there is a temporary table `their_TABLE`: the id in the
other copy (`theirs`), the id here (`ours`), and whether the row came with this copy (`new`). `cut_otherwise` has the
articles of the other copy whose sentences are others here.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused
from annotator.store.articles.documents import free_id, join_cast
from annotator.store.log import fold
from annotator.store.log.kinds import LOST_VERDICT
from annotator.store.log.rows import columns_of, listed
from annotator.store.log.schema import NEWEST_SUGGESTION, OWN_RUN
from annotator.store.sqlite.sqlite_library import Connection, sqlite3

MAPPED = ("documents", "sentences", "suggestions", "events", "decisions")

_OTHER = re.compile(r"\bother\.")


def refused(source: Path, what: str, hint: str = "") -> DatabaseRefused:
    """The error for a copy of which nothing is taken."""
    path = one_line(shlex.quote(str(source)))
    hint = hint or f"leave it out, or mend it: `annotator db restore none --db {path}` keeps all of it that can be read"
    return DatabaseRefused(f"{one_line(source)}: {what}; nothing of it was taken", hint)


@dataclass(slots=True)
class Joining:
    """One copy on its way into the target: the target's connection, to which it is attached, and what came so far.

    `attached`: the name under which it is. For what came see `Merged`.
    """

    connection: Connection
    source: Path
    attached: str
    rows: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    articles: list[int] = field(default_factory=list)
    renamed_ids: list[OtherId] = field(default_factory=list)
    cut_otherwise: list[CutOtherwise] = field(default_factory=list)

    def run(self, sql: str, *values: Any, **named: Any) -> sqlite3.Cursor:
        """Run SQL in which `other` is the copy: several are attached, as none can be detached in a transaction."""
        return self.connection.run(_OTHER.sub(f"{self.attached}.", sql), *values, **named)

    def refuse_any(self, what: str, sql: str, *values: Any) -> None:
        """Raise the error for a copy of which nothing is taken where SQL finds a row that contradicts the target.

        `what`: the error in words, with a place for each column.
        """
        for row in self.run(sql, *values):
            raise refused(self.source, what.format(*row), "leave it out")

    def begin(self) -> None:
        """Make the tables of ids, empty: all temporary ones of the copy before go."""
        for table in self.connection.each_value("SELECT name FROM temp.sqlite_master WHERE type = 'table'"):
            self.run(f"DROP TABLE temp.{table}")
        for table in MAPPED:
            self.run(f"CREATE TEMP TABLE their_{table} (theirs INTEGER PRIMARY KEY, ours INTEGER, new INTEGER)")
        self.run("CREATE TEMP TABLE cut_otherwise (theirs INTEGER PRIMARY KEY)")

    def same_uuids(self, table: str) -> None:
        """Note which rows both have, by their uuids."""
        self.run(
            f"""
                INSERT INTO temp.their_{table} SELECT o.id, m.id, 0 FROM other.{table} AS o
                CROSS JOIN main.{table} AS m ON m.uuid = o.uuid
            """
        )

    def number_new(self, table: str, where: str) -> None:
        """Give ids to rows that come, in their order in the other copy; `where` is about `o`, a row of it."""
        self.run(
            f"""
                INSERT INTO temp.their_{table}
                SELECT o.id, (SELECT coalesce(max(id), 0) FROM main.{table}) + row_number() OVER (ORDER BY o.id), 1
                FROM other.{table} AS o WHERE o.id NOT IN (SELECT theirs FROM temp.their_{table}) AND {where}
            """
        )

    def insert_new(self, table: str) -> None:
        """Add the rows that got ids."""
        self.insert(
            table, {"id": "t.ours"}, f"JOIN temp.their_{table} AS t ON t.theirs = o.id WHERE t.new ORDER BY t.ours"
        )

    def insert(self, table: str, given: Mapping[str, str], rest: str, **named: Any) -> None:
        """Add rows of the other copy: all columns as they are, but `given` ones, and ids as they are here.

        `rest`: SQL that joins and chooses rows, which are called `o`; `named` values stand in either as `:name`.
        """
        values = {name: f'o."{name}"' for name in columns_of(self.connection, table)}
        for column, parent in self.run(
            'SELECT "from", "table" FROM pragma_foreign_key_list(?, \'main\')', table
        ).fetchall():
            if parent in MAPPED:
                values[column] = f'(SELECT ours FROM temp.their_{parent} WHERE theirs = o."{column}")'
        values |= given
        cursor = self.run(
            f"""
                INSERT INTO main.{table} ({listed(values)}) SELECT {", ".join(values.values())}
                FROM other.{table} AS o {rest}
            """,
            **named,
        )
        if cursor.rowcount > 0:
            self.rows[table] += cursor.rowcount


# ---- articles, and what is suggested for them


_ABOUT = ("imported_at", "title", "source", "published", "meta", "body_start")
"""What is known of an article besides its text. Where copies differ, the one that had the article first is right."""


def join_documents(joining: Joining) -> None:
    """Match articles by their texts, add those that are new, and find which sentence here is which there.

    An article that both have, but cut into other sentences, has no sentences in common: nothing that was decided of it
    is ever put in the place of something else.
    """
    joining.run(
        """
            INSERT INTO temp.their_documents SELECT o.number, m.number, 0 FROM other.documents AS o
            JOIN main.documents AS m USING (sha256)
        """
    )
    _add_documents(joining)
    _join_about(joining)
    there, here = (
        f'SELECT position, start, "end" FROM {place}.sentences WHERE document = d.{number}'
        for place, number in (("other", "theirs"), ("main", "ours"))
    )
    joining.run(
        f"""
            INSERT INTO temp.cut_otherwise SELECT theirs FROM temp.their_documents AS d WHERE NOT new
            AND (EXISTS ({there} EXCEPT {here}) OR EXISTS ({here} EXCEPT {there}))
        """
    )
    for theirs, ours, title in joining.run(
        """
            SELECT theirs, ours, coalesce(title, id) FROM temp.cut_otherwise JOIN temp.their_documents USING (theirs)
            JOIN main.documents ON number = ours ORDER BY theirs
        """
    ).fetchall():
        decided = joining.run(
            """
                SELECT annotator, count(*) FROM other.heads JOIN other.sentences ON sentences.id = sentence_id
                WHERE document = ? GROUP BY annotator ORDER BY annotator
            """,
            theirs,
        )
        joining.cut_otherwise.append(CutOtherwise(ours, title, dict(decided)))
    joining.run(
        """
            INSERT INTO temp.their_sentences SELECT o.id, m.id, 0 FROM temp.their_documents AS d
            JOIN other.sentences AS o ON o.document = d.theirs
            JOIN main.sentences AS m ON m.document = d.ours AND m.position = o.position
            WHERE NOT d.new AND d.theirs NOT IN (SELECT theirs FROM temp.cut_otherwise)
        """
    )
    # Their ids have no gaps: `Sees.unanswered` counts on it.
    joining.run(
        """
            INSERT INTO temp.their_sentences SELECT o.id, (SELECT coalesce(max(id), 0) FROM main.sentences)
            + row_number() OVER (ORDER BY d.ours, o.position), 1
            FROM temp.their_documents AS d JOIN other.sentences AS o ON o.document = d.theirs WHERE d.new
        """
    )
    joining.insert_new("sentences")


def _add_documents(joining: Joining) -> None:
    connection = joining.connection
    new = joining.run(
        """
            SELECT number, id FROM other.documents WHERE number NOT IN (SELECT theirs FROM temp.their_documents)
            ORDER BY number
        """
    ).fetchall()
    for theirs, wanted in new:
        name = free_id(connection, wanted)
        if name != wanted:
            joining.renamed_ids.append(OtherId(wanted, name))
        ours = connection.one_value("SELECT coalesce(max(number), 0) + 1 FROM main.documents")
        joining.run("INSERT INTO temp.their_documents VALUES (?, ?, 1)", theirs, ours)
        given = {"number": ":ours", "id": ":name"}
        joining.insert("documents", given, "WHERE o.number = :theirs", theirs=theirs, ours=ours, name=name)
        fold.index_words(connection, ours)
        joining.articles.append(ours)


def _join_about(joining: Joining) -> None:
    """What is known of articles that both have, and their speakers: those that were here keep their places."""
    there, here = (", ".join(f"{name}.{column}" for column in _ABOUT) for name in "om")
    for ours, cast, *about in joining.run(
        f"""
            SELECT ours, o."cast", {there}, {here} FROM temp.their_documents
            JOIN other.documents AS o ON o.number = theirs JOIN main.documents AS m ON m.number = ours
            WHERE NOT new AND ({there}, o."cast") IS NOT ({here}, m."cast") ORDER BY theirs
        """
    ).fetchall():
        theirs, known = about[: len(_ABOUT)], about[len(_ABOUT) :]
        if [*map(str, theirs)] < [*map(str, known)]:
            changes = ", ".join(f"{column} = ?" for column in _ABOUT)
            fold.forget_title(joining.connection, ours)
            joining.run(f"UPDATE main.documents SET {changes} WHERE number = ?", *theirs, ours)
            fold.index_title(joining.connection, ours)
        join_cast(joining.connection, ours, orjson.loads(cast))


def join_suggestions(joining: Joining) -> None:
    """Runs by their ids, and what each suggests for a sentence.

    The newest suggestion of a sentence is the one with the highest id. So one of a later run than the newest here gets
    a higher id, and all others ids below zero. What was below zero stays so: it stood beside, or was older, there too.
    """
    connection = joining.connection
    joining.refuse_any(
        "its run {} is another one than that of the target",
        """
            SELECT id FROM other.runs AS o JOIN main.runs AS m USING (id)
            WHERE (o.pipeline, o.version, o.settings, o.started_at) IS NOT (m.pipeline, m.version, m.settings,
            m.started_at)
        """,
    )
    older = _older_chances(joining)
    joining.insert("runs", {}, "WHERE o.id NOT IN (SELECT id FROM main.runs) ORDER BY o.rowid")
    joining.run(
        """
            INSERT INTO temp.their_suggestions SELECT o.id, m.id, 0 FROM other.suggestions AS o
            JOIN temp.their_sentences AS s ON s.theirs = o.sentence_id
            JOIN main.suggestions AS m ON m.sentence_id = s.ours AND m.run = o.run
        """
    )
    joining.refuse_any(
        "its run {} suggests something else than that of the target",
        """
            SELECT o.run FROM temp.their_suggestions AS t JOIN other.suggestions AS o ON o.id = t.theirs
            JOIN main.suggestions AS m ON m.id = t.ours WHERE m.labels <> o.labels
        """,
    )
    _number_suggestions(joining)
    joining.insert_new("suggestions")
    joining.insert("readings", {}, "JOIN temp.their_suggestions AS t ON t.theirs = o.suggestion WHERE t.new")
    changed = connection.each_value(
        """
            SELECT DISTINCT s.document FROM temp.their_suggestions AS t
            CROSS JOIN main.suggestions AS m ON m.id = t.ours
            CROSS JOIN main.sentences AS s ON s.id = m.sentence_id WHERE t.new
        """,
    )
    fold.refresh_suggested(connection, changed)
    connection.executemany("DELETE FROM main.chances WHERE document = ?", [(document,) for document in older])
    joining.insert(
        "chances",
        {},
        """
            JOIN temp.their_documents AS d ON d.theirs = o.document
            WHERE d.ours NOT IN (SELECT document FROM main.chances)
        """,
    )


def _number_suggestions(joining: Joining) -> None:
    coming = f"""
        FROM (SELECT o.id, r.started_at, o.run, newest.started_at AS newest_at, newest.id AS newest_run
        FROM other.suggestions AS o JOIN temp.their_sentences AS s ON s.theirs = o.sentence_id
        JOIN other.runs AS r ON r.id = o.run
        LEFT JOIN main.suggestions AS m ON m.id = {NEWEST_SUGGESTION.format("s.ours")}
        LEFT JOIN main.runs AS newest ON newest.id = m.run
        WHERE o.id NOT IN (SELECT theirs FROM temp.their_suggestions))
    """
    later = "id > 0 AND (newest_at IS NULL OR (started_at, run) > (newest_at, newest_run))"
    in_order = "ORDER BY CASE WHEN newest_at IS NULL THEN '' ELSE started_at END, id"
    joining.run(
        f"""
            INSERT INTO temp.their_suggestions SELECT id, (SELECT coalesce(max(id), 0) FROM main.suggestions)
            + row_number() OVER ({in_order}), 1{coming} WHERE {later}
        """
    )
    joining.run(
        f"""
            INSERT INTO temp.their_suggestions SELECT id, (SELECT min(0, coalesce(min(id), 0)) FROM main.suggestions)
            - row_number() OVER (ORDER BY started_at DESC, id DESC), 1{coming} WHERE NOT ({later})
        """
    )


def _older_chances(joining: Joining) -> list[int]:
    """The articles here of which the other copy has a later run: what that could suggest comes from there.

    Trained pipelines of before kept nothing of what they could suggest, and told nothing of what they were trained on.
    """
    newest = f"""
        (SELECT coalesce(max(started_at || ' ' || runs.id), '') FROM {{0}}.sentences JOIN {{0}}.suggestions ON
        sentence_id = sentences.id JOIN {{0}}.runs ON runs.id = run WHERE document = {{1}}
        AND {OWN_RUN} AND (settings ->> 'learned' IS NULL OR settings ->> 'trained' IS NOT NULL))
    """
    older = joining.run(
        f"""
            SELECT d.ours FROM temp.their_documents AS d JOIN other.chances AS o ON o.document = d.theirs
            JOIN main.chances AS m ON m.document = d.ours WHERE m.chances <> o.chances
            AND {newest.format("other", "d.theirs")} > {newest.format("main", "d.ours")}
        """
    )
    return [document for (document,) in older]


# ---- events and decisions, and what follows from them


_HERE = "(SELECT ours FROM temp.their_{} WHERE theirs = o.{})"
_SENTENCES = "(SELECT theirs FROM temp.their_sentences)"
_COMES = (
    # What is said of a sentence or its place comes where the text is cut into the same sentences.
    f"""
        CASE o.kind WHEN 'draft' THEN o.sentence IN {_SENTENCES} WHEN 'leave' THEN o.sentence IN {_SENTENCES}
        WHEN 'carry' THEN o.document NOT IN (SELECT theirs FROM temp.cut_otherwise)
        WHEN 'look' THEN o.document NOT IN (SELECT theirs FROM temp.cut_otherwise)
        WHEN 'decide' THEN EXISTS
        (SELECT 1 FROM other.decisions AS d WHERE d.event = o.id AND d.sentence_id IN {_SENTENCES})
        OR EXISTS (SELECT 1 FROM other.events AS d WHERE d.kind = 'draft' AND d.body ->> 'step' = o.uuid
        AND d.sentence IN {_SENTENCES}) ELSE 1 END
    """
)


def join_events(joining: Joining) -> None:
    """Add events. Call after documents and suggestions are joined.

    Raises DatabaseRefused where the copy and the target say different things under one name, or give one key to two
    labels.
    """
    # What decisions hold could not be told apart any more.
    joining.refuse_any("{!r} is the label {!r} here and {!r} there", _OTHER_LABELS)
    joining.same_uuids("events")
    # Not the place that somebody wished: older versions moved people to others where copies came together. Nor the
    # sentence that a step was asked for at, which may not be here.
    joining.refuse_any(
        "its event {} is another one than that of the target",
        f"""
            SELECT o.id FROM temp.their_events AS t JOIN other.events AS o ON o.id = t.theirs
            JOIN main.events AS m ON m.id = t.ours WHERE (m.clock, m.at, m.who, m.kind, m.undoes, m.document)
            IS NOT (o.clock, o.at, o.who, o.kind, o.undoes, {_HERE.format("documents", "document")})
            OR m.body <> o.body AND o.kind <> 'take' OR o.kind IN ('draft', 'leave')
            AND m.sentence <> {_HERE.format("sentences", "sentence")}
        """,
    )
    joining.number_new("events", _COMES)
    joining.run(  # what takes back what is left out is left out
        """
            DELETE FROM temp.their_events WHERE new AND theirs IN (SELECT o.id FROM other.events AS o
            WHERE o.undoes IS NOT NULL AND o.undoes NOT IN (SELECT uuid FROM main.events)
            AND o.undoes NOT IN (SELECT e.uuid FROM temp.their_events AS t JOIN other.events AS e ON e.id = t.theirs))
        """
    )
    joining.insert_new("events")
    del joining.rows["events"]
    by_kind = "SELECT kind, count(*) FROM temp.their_events JOIN main.events ON id = ours WHERE new GROUP BY kind"
    joining.rows.update(dict(joining.run(by_kind)))


def join_decisions(joining: Joining) -> None:
    """Add the decisions of events that are joined. Raises DatabaseRefused where one says something else here."""
    joining.same_uuids("decisions")
    columns = "annotator, decided_at, answer, labels, note, flagged, implied, seconds, keys, sight"
    here, there = (", ".join(f"{name}.{column}" for column in columns.split(", ")) for name in "mo")
    # Not the event: where its row could not be read any more, a rescue has made another one.
    joining.refuse_any(
        "its decision {} says something else than in the target",
        f"""
            SELECT o.id FROM temp.their_decisions AS t JOIN other.decisions AS o ON o.id = t.theirs
            JOIN main.decisions AS m ON m.id = t.ours
            WHERE ({here}, m.sentence_id) IS NOT ({there}, {_HERE.format("sentences", "sentence_id")})
            OR m.verdict IS NOT o.verdict AND coalesce(m.verdict, '') <> ?1 AND coalesce(o.verdict, '') <> ?1
        """,
        LOST_VERDICT,
    )
    joining.number_new(
        "decisions",
        f"o.sentence_id IN {_SENTENCES} AND o.event IN (SELECT theirs FROM temp.their_events)",
    )
    joining.insert_new("decisions")
    reviews = 0
    for who, count, verdicts in joining.run(
        """
            SELECT annotator, sum(repeats IS NULL), count(verdict) FROM main.decisions
            WHERE id IN (SELECT ours FROM temp.their_decisions WHERE new) GROUP BY annotator
        """
    ):
        joining.decisions[who] += count
        reviews += verdicts
    joining.decisions = +joining.decisions
    if reviews:
        joining.rows["reviews"] = reviews


_OTHER_LABELS = """
    WITH said (place, labels) AS (
        SELECT 0, labels FROM main.revisions
        UNION ALL SELECT 1, labels FROM other.revisions WHERE uuid NOT IN (SELECT uuid FROM main.events)
    ), labelled (place, within, key, id) AS (
        SELECT DISTINCT place,
            iif(node.path GLOB '*.values', labels ->> replace(node.path, '.values', '.id'), node.path),
            key.value, node.value ->> 'id'
        FROM said, json_tree(labels) AS node,
            json_each(CASE node.type WHEN 'object' THEN node.value END, '$.keys') AS key
    )
    SELECT key, here.id, there.id FROM labelled AS here JOIN labelled AS there USING (within, key)
    WHERE here.id <> there.id AND here.place <= there.place LIMIT 1
"""
"""A key that stands for two labels: topics, attributes, or values of one attribute."""


# ---- what came of a copy, and what did not agree


class CutOtherwise(NamedTuple):
    """An article that the copy has in other sentences: what was decided of it there was left out.

    `left_out`: how many sentences each annotator had decided or skipped in it.
    """

    article: int
    title: str
    left_out: dict[str, int]


class OtherId(NamedTuple):
    """An article whose id another text has in the target, and the id that it got."""

    wanted: str
    given: str


class TwiceDecided(NamedTuple):
    """A sentence that somebody decided on both copies, each without knowing of the other decision.

    `at`: when the one that counts was decided; None where none does, as it was taken back. `alike`: both say the same.
    """

    annotator: str
    document: int
    sentence: int
    at: str | None
    alike: bool


class TwiceTaken(NamedTuple):
    """A slot that `other` had on one of the copies, which took more than there are, and `holder` has.

    What the other one decided stays, without a slot. `holder` is None where that slot is no more, or kept for somebody.
    """

    document: int
    slot: int
    holder: str | None
    other: str


class DecidedInOut(NamedTuple):
    """How many sentences were decided of an article that is out, and not taken over by a later edition.

    `later`: the edition in its place; None where it was removed.
    """

    document: int
    later: int | None
    decisions: int


class CorrectedTwice(NamedTuple):
    """An article that was corrected on both copies: `later` took its place, and the `other` text stands beside that."""

    document: int
    later: int
    other: int


class RenamedAtMerge(NamedTuple):
    """A renaming of a speaker that came with the copy, or whose old name came in a decision, and how it stands now.

    `people`: for whom alone it holds, as articles are shared out; empty: for everybody.
    """

    old: str
    new: str
    stands: bool
    people: tuple[str, ...]


class Merged(NamedTuple):
    """What a copy brought to the target. Numbers of articles and sentences are the target's, from 1.

    `rows` counts what is new by table, events by their kind, and decisions that say something of versions as `reviews`.
    `decisions` are new ones by annotator, without what only says others again; `articles` are new. Of the label schemes
    (`scheme`) and guideline profiles (`profile`) in use, the later one is in use: `replaced`: that of the copy instead
    of another; `kept`: that of the target, though the copy's is another. `drafts`: unconfirmed edits that came;
    `drafts_dropped`: those that did not stay, as the sentence was decided on another copy or edited on both.
    `results_kept`: results of a qualification that came for people who had one: the first one counts. `ahead`: whoever
    did something of what came more than an hour from now, and when: the clock there was ahead.
    """

    source: Path
    rows: Counter[str]
    decisions: Counter[str]
    articles: list[int]
    renamed_ids: list[OtherId]
    cut_otherwise: list[CutOtherwise]
    twice_decided: list[TwiceDecided]
    twice_taken: list[TwiceTaken]
    renamings: list[RenamedAtMerge]
    decided_in_out: list[DecidedInOut]
    corrected_twice: list[CorrectedTwice]
    kept: list[str]
    replaced: list[str]
    drafts: int
    drafts_dropped: int
    results_kept: int
    ahead: dict[str, str]

    @property
    def left_out(self) -> int:
        """How many decided sentences were left out, as they are other sentences in the target."""
        return sum(sum(article.left_out.values()) for article in self.cut_otherwise)
