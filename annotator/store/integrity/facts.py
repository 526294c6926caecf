"""Rows that cannot be made anew from anything else: in a file, in a copy that is merged, in a ruin.

Texts are those of their checksums, labels lie in their sentences, events are as their kinds have them, and what belongs
together does. One validator says what a value must be, wherever it comes from (`log.shapes`, `log.kinds`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import orjson

from annotator.core.decision import PREFIXES, Role, role_and_person
from annotator.core.drawable import one_line
from annotator.core.errors import RowUnreadable
from annotator.core.habits import Habits
from annotator.core.model import Span
from annotator.core.model_json import labels_from_json, readings_from_json
from annotator.store.articles.documents import chances_of, text_hash
from annotator.store.integrity.problem import PLACE, IntegrityCheck, Problem, each_row, query_check
from annotator.store.log import rows, shapes
from annotator.store.log.kinds import NOBODY, Draft, Enter, from_body, verdict_of
from annotator.store.log.shapes import MALFORMED, BadValue, Within
from annotator.store.sqlite.sqlite_library import Connection

# ---- articles, and what was suggested for them


@each_row(
    'SELECT number, sha256, text, body_start, id, imported_at, meta, "cast", title, source, published FROM documents',
    "documents",
    name="article",
    key="number",
)
def _article(
    digest: str, text: str, body: int, name: str, imported_at: str, meta: str, cast: str, *lines: str | None
) -> Iterator[str]:
    if text_hash(text) != digest:
        yield "the text is not that of its checksum"
    if not 0 <= body <= len(text):
        yield f"the body begins at {body}, outside of the text"
    if not name or len(name) > shapes.LINE:
        yield "it has no id"
    for line in lines:
        shapes.text(line, "a line about it")
    shapes.moment(imported_at, "its import")
    shapes.json(meta, "what is known of it")
    shapes.json(cast, "the cast", list)
    try:
        members = rows.cast(cast)
    except RowUnreadable:
        raise BadValue("the cast is none") from None
    for member in members:
        if not isinstance(member.name, str) or len(member.name) > shapes.LINE:
            raise BadValue("the cast has somebody without a name")
        for mention in member.mentions:
            shapes.span(mention, Span(0, len(text)))


def _in_order(connection: Connection) -> Iterator[Problem]:
    """Sentences stand in their article one after the other. Where they do not, it is none as a whole."""
    document, position, before, length = None, 0, 0, 0
    length_of = rows.lengths(connection)
    for key, number, index, start, end in connection.execute(
        'SELECT id, document, position, start, "end" FROM sentences ORDER BY document, position'
    ):
        if number != document:
            document, position, before, length = number, 0, 0, length_of(number)
        if index != position:
            what = f"it has position {index} in article {number}, where {position} is next"
            yield Problem(f"sentence {key}", what, row=("documents", "number", number))
        if start < before or not start < end <= length:
            yield Problem(f"sentence {key}", f"[{start}, {end}) is out of place", row=("documents", "number", number))
        position, before = index + 1, end


_COUNTED = query_check(
    """
        SELECT number, 'it has ' || sentences || iif(sentences = 1, ' sentence', ' sentences') || ', and ' || found
        || ' found' FROM (SELECT number, sentences, (SELECT count(*) FROM sentences WHERE document = number) AS found
        FROM documents) WHERE found <> sentences
    """,
    "documents",
    "sentences",
    name="article",
    key="number",
)


@each_row("SELECT id, id, pipeline, version, settings, started_at, habits FROM runs", "runs", name="run")
def _run(run: str, pipeline: str, version: str, settings: str, started_at: str, habits: str | None) -> None:
    for value in (run, pipeline, version):
        shapes.name(value, "its name")
    shapes.json(settings, "what shaped it")
    shapes.moment(started_at, "it")
    if habits is not None:
        Habits.from_json(shapes.json(habits, "what was learnt for it"))


@each_row(
    f"""
        SELECT suggestions.id, labels, score, boilerplate, topics, {PLACE} FROM suggestions
        LEFT JOIN sentences ON sentences.id = sentence_id
    """,
    "suggestions",
    placed=True,
)
def _suggestion(labels: str, score: float | None, boilerplate: str | None, topics: str, within: Within) -> None:
    shapes.labels(labels, within)
    shapes.text(boilerplate, "its kind of boilerplate", shapes.NAME)
    if boilerplate == "":
        raise BadValue("its kind of boilerplate is none")
    shapes.amount(score, "its score", 1)
    if topics != "[]":
        shapes.topics(topics)


@each_row(
    f"""
        SELECT suggestion, readings, labels, {PLACE} FROM readings JOIN suggestions ON suggestions.id = suggestion
        LEFT JOIN sentences ON sentences.id = sentence_id
    """,
    "readings",
    name="readings of suggestion",
    key="suggestion",
    placed=True,
)
def _readings(column: str, labels: str, within: Within) -> Iterator[str]:
    try:
        suggested = labels_from_json(orjson.loads(labels))
    except MALFORMED:
        return  # told of the suggestion
    data = shapes.json(column, "its JSON", list)
    for replaces, *_ in data:
        if not all(type(number) is int and 0 <= number < len(suggested.quotes) for number in replaces):
            yield f"there is no quote {replaces}"
            return
    for reading in readings_from_json(data, suggested):
        shapes.amount(reading.probability, "a probability", 1)
        for part in reading.parts:
            shapes.quote(part, within, "it")


@each_row(
    "SELECT document, chances, text FROM chances JOIN documents ON number = document",
    "chances",
    name="article",
    key="document",
)
def _chances(column: bytes, text: str) -> Iterator[str]:
    try:
        chances = chances_of(column)
    except ValueError:
        yield "what the rules could suggest cannot be read"
        return
    for chance in chances:
        for span in (*chance.content, chance.cue):
            shapes.span(span, Span(0, len(text)))


# ---- what happened

LAST_CLOCK = 253_402_300_799_999
"""Milliseconds until the end of the year 9999, the last that a time of ours can name."""
_BY_NOBODY = ("scheme", "profile", "prefer", "rename", "undo")
"""Kinds of events of which it may not be known who did it, of the first neither when; and what is for everybody."""
_REVIEWERS = PREFIXES[Role.REVIEWER]
_known = lru_cache(256)(from_body)  # many are as short as those of decisions


@each_row(
    f"""
        SELECT events.id, uuid, clock, at, who, kind, body, events.document, events.sentence, undoes, {PLACE}
        FROM events LEFT JOIN sentences ON sentences.id = events.sentence
    """,
    "events",
    placed=True,
)
def _event(uuid: str, clock: int, at: str, who: str, kind: str, body: str, *about: Any) -> Iterator[str]:
    document, sentence, undoes, within = about
    event = _known(kind, body)
    shapes.uuid(uuid, "it")
    shapes.whole(clock, "its clock", LAST_CLOCK)
    if at or kind != "scheme":
        shapes.moment(at, "it")
    if who != NOBODY or kind not in _BY_NOBODY:
        shapes.name(who, "who did it")
    for name, value in {"document": document, "sentence": sentence, "undoes": undoes}.items():
        if value is None and name in event.about:
            yield f"it is about no {name}" if name != "undoes" else "it names nothing that it takes back or repeats"
    if document is not None and {"document", "undoes"}.isdisjoint(event.about):
        yield "it is about an article, as none of its kind is"
    if undoes is not None and "undoes" not in event.about:
        yield "it takes nothing back, and names something"
    if isinstance(event, Enter) and (event.role, event.person) != role_and_person(who):
        yield "it does not enter as what, or as whom, its name says"
    if isinstance(event, Draft) and event.left is not None and "quotes" in event.left:
        shapes.labels_of(event.left, within, "it")


@each_row(
    f"""
        SELECT decisions.id, labels, uuid, annotator, verdict, {", ".join(shapes.BESIDE_LABELS)}, {PLACE} FROM decisions
        LEFT JOIN sentences ON sentences.id = sentence_id
    """,
    "decisions",
    placed=True,
)
def _decision(labels: str, uuid: str, who: str, verdict: str | None, *more: Any) -> Iterator[str]:
    *said, within = more
    shapes.labels(labels, within)
    shapes.uuid(uuid, "it")
    shapes.decision(said)
    if verdict is not None:
        verdict_of(verdict)
        if not who.startswith(_REVIEWERS):
            yield "it says something of versions, and is no reviewer's"


_BODY = "CASE WHEN json_valid(body) THEN body END"
_UNDOING = query_check(
    """
        SELECT back.id, CASE WHEN made.id IS NULL THEN 'what it is about is not there'
        WHEN made.kind IN ('undo', 'redo') THEN
        'event ' || made.id || ', which it is about, only takes back or repeats another'
        WHEN made.kind IN ('decide', 'rename', 'draft') AND NOT (made.who = back.who
        AND (made.clock, made.uuid) < (back.clock, back.uuid)) THEN
        'event ' || made.id || ', which it is about, is not one of the same annotator before it' END
        FROM events AS back LEFT JOIN events AS made ON made.uuid = back.undoes WHERE back.undoes IS NOT NULL
    """,
    "events",
)
"""What is taken back or done again is there; and what somebody said themselves, by nobody else, and before."""

_FATES = f"""
    SELECT id, document, body ->> 'edition' AS edition, fate ->> 0 AS decision, fate ->> 1 AS kind, fate ->> 2
    AS position, fate ->> 3 AS became, fate ->> 4 AS stood FROM (SELECT events.id, document, body,
    CASE fate.type WHEN 'array' THEN fate.value END AS fate FROM events,
    json_each({_BODY}, '$.fates') AS fate WHERE events.kind = 'carry')
"""
"""Each fate of each carry. (A decision may be of an article before the earlier one, not looked at since.)"""

_CARRIED = query_check(
    f"""
        SELECT c.id, iif(edition.document IS NOT c.document,
        'its article did not take the place of another by the edition that it names', NULL),
        iif(before.document IS c.document, 'a decision of it is not of an earlier version of the article', NULL),
        iif(place.id IS NULL, 'a sentence of it is not in the article', NULL),
        iif(coalesce((anew.sentence_id, anew.annotator) = (place.id, made.annotator), 1)
        AND coalesce((stands.sentence_id, stands.annotator) = (place.id, made.annotator), 1), NULL,
        'it names a decision of another sentence or annotator'),
        iif(anew.id IS NULL OR (anew.answer, anew.note, anew.flagged) IS (made.answer, made.note, made.flagged), NULL,
        'what became of a decision of it says something else')
        FROM ({_FATES}) AS c LEFT JOIN events AS edition ON edition.uuid = c.edition AND edition.kind = 'edition'
        JOIN decisions AS made ON made.uuid = c.decision JOIN sentences AS before ON before.id = made.sentence_id
        LEFT JOIN sentences AS place ON place.document = c.document AND place.position = c.position
        LEFT JOIN decisions AS anew ON anew.uuid = c.became LEFT JOIN decisions AS stands ON stands.uuid = c.stood
    """,
    "events",
    "decisions",
)
_LOOKED = query_check(
    f"""
        SELECT id, 'it acknowledges a decision whose words are there' FROM events WHERE kind = 'look'
        AND CASE WHEN json_valid(body) THEN
        (document, body ->> 'edition', body ->> 'decision', body ->> 'position') NOT IN (SELECT document, edition,
        decision, position FROM ({_FATES}) WHERE kind = 'orphaned'
        AND document || edition || decision || position IS NOT NULL) END
    """,
    "events",
)
_GOLD = query_check(
    f"""
        SELECT events.id, 'what is gold of sentence ' || sentences.id || ' is no decision of it' FROM events,
        json_each({_BODY}, '$.items') AS item
        JOIN documents ON sha256 = CASE item.type WHEN 'array' THEN item.value ->> 0 END
        JOIN sentences ON sentences.document = number AND sentences.position = item.value ->> 1
        JOIN decisions ON decisions.uuid = item.value ->> 2
        WHERE kind = 'qualification' AND decisions.sentence_id <> sentences.id
    """,
    "events",
    "decisions",
)
_RESULTS = query_check(
    """
        SELECT result.id, CASE WHEN test.id IS NULL THEN 'its qualification is not there'
        WHEN (result.body ->> 'passed') <> (result.body ->> 'score' >= test.body ->> 'pass_mark' - 1e-9) THEN
        'whether ' || substr(result.body ->> 'person', 1, 60) || ' passed is not what the score says' END
        FROM events AS result LEFT JOIN events AS test ON test.uuid = result.body ->> 'qualification'
        AND test.kind = 'qualification' AND json_valid(test.body)
        WHERE result.kind = 'result' AND json_valid(result.body)
    """,
    "events",
)
_ENTERED = query_check(
    f"""
        SELECT DISTINCT substr(who, 1, 60), 'worked here, and never entered' FROM events
        WHERE who <> '{NOBODY}' AND kind IN ('decide', 'rename', 'draft', 'leave', 'take')
        AND who NOT IN (SELECT who FROM events WHERE kind = 'enter')
    """,
    "events",
    name=None,
)
_ONCE = query_check(  # also where the index that says so is gone
    " UNION ALL ".join(
        f"""
            SELECT '{table}', count(*) || ' rows have the uuid ' || substr(uuid, 1, 60) FROM main.{table} NOT INDEXED
            GROUP BY uuid HAVING count(*) > 1
        """
        for table in ("events", "decisions")
    ),
    "events",
    "decisions",
    name=None,
)
_DECIDING = ("decide", "rename", "carry", "undo", "redo")
"""Kinds of events that decisions are of. The last two said decisions again in databases of before."""
_OTHERS = "made.annotator <> before.annotator OR made.sentence_id <> before.sentence_id OR before.id >= made.id"
_BELONGING = query_check(
    f"""
        SELECT decisions.id, 'its event is ' || who || '''s' FROM decisions
        JOIN events ON events.id = event WHERE who <> annotator AND NOT (kind = 'undo' AND who = {NOBODY!r})
        UNION ALL SELECT decisions.id, 'its event decides nothing' FROM decisions
        JOIN events ON events.id = event WHERE kind NOT IN {_DECIDING}
        UNION ALL SELECT decisions.id, 'its revision is no label scheme' FROM decisions
        JOIN events ON events.id = revision WHERE kind <> 'scheme'
        UNION ALL SELECT decisions.id, 'the suggestion that it answers is of sentence ' || suggestions.sentence_id
        FROM decisions JOIN suggestions ON suggestions.id = suggestion
        WHERE suggestions.sentence_id <> decisions.sentence_id
        UNION ALL SELECT made.id,
        'decision ' || before.id || ', which it replaces, is not one before it of the same sentence and annotator'
        FROM decisions AS made JOIN decisions AS before ON before.id = made.replaces WHERE {_OTHERS}
        UNION ALL SELECT made.id,
        'decision ' || before.id || ', which it says again, is not one before it of the same sentence and annotator'
        FROM decisions AS made JOIN decisions AS before ON before.id = made.repeats WHERE {_OTHERS}
    """,
    "decisions",
    "events",
)
"""A decision belongs to its annotator's event, answers a suggestion of its sentence, and is after what it names.

Where a name that everybody had is taken back, what all say again belongs to that.
"""

_NAMED = """
    SELECT decisions.id, sentence_id, named.value AS uuid FROM decisions,
    json_each(CASE WHEN json_valid(verdict) THEN verdict END, '$.versions') AS version,
    json_each(CASE version.type WHEN 'array' THEN version.value END) AS named WHERE verdict IS NOT NULL
"""
_VERSIONS = query_check(
    f"""
        SELECT DISTINCT named.id, 'a version of it is no decision of its sentence' FROM ({_NAMED}) AS named
        JOIN decisions AS version USING (uuid) WHERE version.sentence_id <> named.sentence_id
    """,
    "decisions",
)

ROWS = (
    *(_article, IntegrityCheck(("sentences",), _in_order), _COUNTED, _run, _suggestion, _readings, _chances),
    *(_event, _UNDOING, _CARRIED, _LOOKED, _GOLD, _RESULTS, _ENTERED, _ONCE, _decision, _VERSIONS, _BELONGING),
)
"""What no database of ours can hold, also of a copy that is merged, or of what was read of a damaged one.

In the order in which they look. They ask nothing but tables of facts.
"""


UNSAID = query_check(
    f"""
        SELECT decisions.id, 'a review that says nothing of the versions' FROM heads
        JOIN decisions ON decisions.id = heads.decision WHERE heads.annotator GLOB '{_REVIEWERS}*'
        AND answer <> 'skip' AND verdict IS NULL ORDER BY decisions.id
    """,
    "decisions",
    "heads",
)
"""Older versions knew reviewers, but not what they said of versions: so it is no reason to refuse a copy."""


LOST = (
    query_check(
        f"""
            SELECT id, 'it names ' || iif(length(named) = 64, 'a text', 'an event or a decision') || ' that is not here'
            FROM (SELECT events.id, node.value AS named FROM events, json_tree({_BODY}) AS node WHERE node.type = 'text'
            AND (node.fullkey IN ('$.step', '$.also', '$.edition', '$.earlier', '$.decision', '$.parent', '$.over')
            OR node.path GLOB '$.fates[[]*' OR node.path GLOB '$.items[[]*')) WHERE CASE length(named)
            WHEN 64 THEN named NOT IN (SELECT sha256 FROM documents)
            WHEN 32 THEN named NOT IN (SELECT uuid FROM events) AND named NOT IN (SELECT uuid FROM decisions) END
        """,
        "events",
        "decisions",
        "documents",
        lost=True,
    ),
    query_check(
        f"""
            SELECT id, 'it names a version that is not here' FROM ({_NAMED}) WHERE uuid NOT IN
            (SELECT uuid FROM decisions)
        """,
        "decisions",
        lost=True,
    ),
)
"""What is named and was lost, or was left out where copies have a text in other sentences. Whoever reads passes it."""


def article_of(connection: Connection, problem: Problem) -> str:
    """In which article, and which sentence of it, the row of a problem is, to be told after it; empty for none."""
    if problem.row is None or problem.row[0] not in _PLACES:
        return ""
    table, key, name = problem.row
    row = connection.first_row(
        f"""
            SELECT number, coalesce(title, documents.id), position + 1 FROM
            (SELECT {_PLACES[table]} FROM {table} WHERE {key} = ?) AS bad LEFT JOIN sentences ON sentences.id = sentence
            JOIN documents ON number = coalesce(sentences.document, bad.document)
        """,
        name,
    )
    if row is None:
        return ""
    number, title, index = row
    return f" (article {number}{f', sentence {index}' if index else ''}: {one_line(title, 60)})"


_PLACES = {
    "documents": "NULL AS sentence, number AS document",
    "sentences": "id AS sentence, NULL AS document",
    "suggestions": "sentence_id AS sentence, NULL AS document",
    "readings": "(SELECT sentence_id FROM suggestions WHERE suggestions.id = suggestion) AS sentence, NULL AS document",
    "chances": "NULL AS sentence, document",
    "events": "sentence, document",
    "decisions": "sentence_id AS sentence, NULL AS document",
}
"""By which columns a row leads to its sentence or its article, by table."""
