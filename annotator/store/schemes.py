"""The label scheme of a database, the one that was given last, else the one that ships; and its guideline profile.

And which decisions a change of the scheme or the guidelines affects, and which of them nobody looked at since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused, InputRefused
from annotator.core.model import QUOTE_TYPES
from annotator.core.profiles import PROFILE_NAMES
from annotator.core.program.resources import read_schema
from annotator.core.revisions import (
    Change,
    ChangeKind,
    Held,
    LabelTable,
    RevisedScheme,
    Revision,
    changed_guidelines,
    first_table,
    numbers_reached,
    revised,
)
from annotator.core.session.desk import Place
from annotator.store.articles.documents import is_present
from annotator.store.files.database import transaction
from annotator.store.log.history import append
from annotator.store.log.kinds import NOBODY, Profile, Scheme
from annotator.store.log.revisions import all_revisions, read_todays_keys
from annotator.store.log.rows import to_json
from annotator.store.log.schema import NEWEST, NEWEST_RUN
from annotator.store.sqlite.sqlite_library import Connection

if TYPE_CHECKING:
    from annotator.core.scheme import LabelScheme


class NewScheme(NamedTuple):
    """The text (TOML) of a label scheme to work with from now on. `where` names its file in errors."""

    toml: str
    where: str = "the label scheme"

    def parsed(self) -> LabelScheme:
        """The scheme. Raises InputRefused where the text is none."""
        from annotator.core.scheme import parse_scheme  # deferred: few commands bring one

        return parse_scheme(self.toml, self.where)


class Guidelines(NamedTuple):
    """A new text of the guidelines: the text so far, the new one, and what of it decisions hold (see `_bears_on`)."""

    before: str
    after: str
    bears_on: tuple[str, ...] = ()


def stored_scheme(connection: Connection) -> str | None:
    """The text of the database's label scheme; None: the one that ships."""
    return _newest(connection, "toml", "revisions")


def stored_guidelines(connection: Connection) -> str | None:
    """The text of the database's guidelines; None: what the settings or the profile say."""
    return _newest(connection, "guidelines", "revisions")


def _newest(connection: Connection, column: str, view: str) -> str | None:
    return connection.first_value(f"SELECT {column} FROM {view} {NEWEST}")


class SchemePlan(NamedTuple):
    """What a new scheme, or text of the guidelines, makes of the labels, and what it changes.

    `event` is what is to be kept of that; None where the database has these already.
    """

    labels: LabelTable
    changes: tuple[Change, ...]
    event: Scheme | None


def planned(
    connection: Connection,
    new: NewScheme | None,
    guidelines: Guidelines | None = None,
    reason: str | None = None,
) -> SchemePlan:
    """What a change would be; None leaves the scheme, or the guidelines, as they are.

    Without a `reason` the scheme only comes in with an import, which leaves all decisions as they are. Raises
    InputRefused for a file that contradicts itself or what there was, and where it no longer names a label that
    decisions hold; without a reason also for one that renames, merges, splits or retires such a label.
    """
    before = all_revisions(connection)[-1]
    if guidelines is not None and guidelines.before == guidelines.after and not guidelines.bears_on:
        guidelines = None
    from annotator.core.scheme import DEFAULT_SCHEME  # deferred: see `NewScheme.parsed`

    if new is not None and new.toml == (read_schema(DEFAULT_SCHEME) if before.toml is None else before.toml):
        new = None
    after, scheme = RevisedScheme(before.labels, ()), None
    if new is not None:
        after, scheme = _revised(connection, before, new), new.parsed()
        _refuse_losses(connection, new, after, is_change=reason is not None)
    text = guidelines and changed_guidelines(guidelines.before, guidelines.after, guidelines.bears_on)
    changes = (*after.changes, *([text] if text else ()))
    event = Scheme(
        before.uuid,
        (scheme or before).name,
        (scheme or before).version,
        before.toml if new is None else new.toml,
        before.guidelines if guidelines is None else guidelines.after,
        asdict(after.table),
        [change._asdict() for change in changes],
        reason,
    )
    is_other = changes or (event.toml, event.guidelines) != (before.toml, before.guidelines)
    return SchemePlan(after.table, changes, event if is_other else None)


def change_scheme(
    connection: Connection,
    new: NewScheme | None,
    guidelines: Guidelines | None = None,
    *,
    who: str = NOBODY,
    reason: str | None = None,
) -> tuple[Change, ...]:
    """Make a scheme, and a text of the guidelines, the database's own from now on; what that changed.

    Raises what `planned` raises.
    """
    with transaction(connection):
        plan = planned(connection, new, guidelines, reason)
        if plan.event is not None:
            append(connection, who, plan.event)
            read_todays_keys(connection)
    return plan.changes


def _revised(connection: Connection, before: Revision, new: NewScheme) -> RevisedScheme:
    if before.parent is None and not connection.there_is("SELECT 1 FROM decisions LIMIT 1"):
        return RevisedScheme(first_table(new.parsed()), ())  # nobody has worked with the scheme that ships
    return revised(before.labels, new.parsed(), one_line(new.where), lambda *label: is_held(connection, *label))


def _refuse_losses(connection: Connection, new: NewScheme, after: RevisedScheme, *, is_change: bool) -> None:
    """Raise InputRefused where decisions would lose a label, or, unless it `is_change`, be read otherwise."""
    where = one_line(new.where)
    if not is_change:
        objections = [f"leaves out {gone}" for gone in after.gone]
        objections += [
            f"says: {change}"
            for change in after.changes
            if change.kind is not ChangeKind.ADD and is_held(connection, change.of, after.table.held_of(change))
        ]
        if objections:
            raise InputRefused(
                f"{where} {one_line(objections[0], 100)}, and decisions hold that",
                "`annotator scheme change FILE --reason WHY` changes the scheme, and `--dry-run` first says what of it",
            )
    elif after.gone:
        raise InputRefused(
            f"{where}: no {one_line(', '.join(after.gone), 200)} any more, and decisions hold that",
            'say which takes its place (was = "…"), or keep it with retired = true',
        )


# ---- the guideline profile: what counts as a quote, for everybody, until somebody changes that


# A database from before profiles were kept has them in the settings of its runs.
_OF_LATEST_RUN = f"""
    SELECT settings ->> 'profile' FROM runs WHERE settings ->> 'profile' IN
    ({", ".join("?" * len(PROFILE_NAMES))}) {NEWEST_RUN}
"""


def kept_profile(connection: Connection) -> str | None:
    """The name of the profile that was kept last, else that of the latest run; None where neither is.

    Raises DatabaseRefused for a profile that this program does not know.
    """
    kept = _newest(connection, "name", "profiles")
    if kept is None:
        return connection.first_value(_OF_LATEST_RUN, *PROFILE_NAMES)
    if kept not in PROFILE_NAMES:
        raise DatabaseRefused(f"the database keeps the guideline profile {kept!r}, unknown here", "upgrade annotator")
    return kept


def keep_profile(connection: Connection, name: str, *, first: bool = False) -> str:
    """Make it the database's profile from now on, or (`first`) only if none is kept yet; the one that is kept then.

    The earlier ones stay on record.
    """
    with transaction(connection):
        kept = (first and kept_profile(connection)) or name
        if _newest(connection, "name", "profiles") != kept:
            append(connection, NOBODY, Profile(kept))
    return kept


# ---- which decisions a change affects


EVERYTHING = "everything"
QUOTES = "quotes"
"""What a text of the guidelines can bear on, beside types of quotes and keys of topics."""


class Counted(NamedTuple):
    """A change with the decisions that were made before it and hold what it is about, without those decided since.

    `number`: as in 3.1, the first of revision 3. `affected`: of which sentences (their ids) and whose these current
    decisions are, and the keys of the revisions that they were made under, or 0. `asks`: whether they have to be looked
    at.
    """

    number: str
    revision: Revision
    change: Change
    affected: tuple[tuple[int, str, int], ...]
    asks: bool

    @property
    def open(self) -> int:
        """How many are to be looked at."""
        return len(self.affected) if self.asks else 0


_EARLY = "(SELECT coalesce(value, 0) FROM json_each(?))"
"""SQL for the keys of revisions that are given as JSON; of decisions without one the key is 0."""
_FROM = f"""
    FROM heads JOIN decisions ON decisions.id = heads.decision
    JOIN sentences ON sentences.id = heads.sentence_id JOIN annotators ON annotators.name = heads.annotator
    WHERE NOT heads.skipped AND annotators.role <> 'candidate' AND {is_present("sentences.document")}
"""


def changes(connection: Connection, annotator: str | None = None) -> tuple[Counted, ...]:
    """All changes along the line of revisions, in their order, with the decisions (of an annotator) that they affect.

    Looks at every current decision that was made before the last change.
    """
    revisions = all_revisions(connection)
    reached = numbers_reached(revisions)
    counted: list[Counted] = []
    for revision in revisions:
        if revision.number:
            early = [key for key, last in reached.items() if last < revision.number]
            counted += _counted(connection, revision, revisions[-1].labels, early, annotator)
    return tuple(counted)


def counted_now(connection: Connection, table: LabelTable, new: tuple[Change, ...]) -> tuple[Counted, ...]:
    """The changes that a new revision would make, with all current decisions that they would affect.

    `table`: the labels as they would be; `new`: these changes.
    """
    revisions = all_revisions(connection)
    before: list[int | None] = [None, *(revision.key for revision in revisions)]
    number = (revisions[-1].number or 0) + 1  # that in use is the last of its line
    return tuple(_counted(connection, revisions[-1]._replace(number=number, changes=new), table, before))


def _counted(
    connection: Connection,
    revision: Revision,
    table: LabelTable,
    early: Sequence[int | None],
    annotator: str | None = None,
) -> Iterator[Counted]:
    """The changes of a revision, with the decisions that were made under one of the `early` ones."""
    whose, who = ("", []) if annotator is None else (" AND heads.annotator = ?", [annotator])
    for position, change in enumerate(revision.changes, start=1):
        if change.of == "guidelines":
            where, values = _bears_on(change, table, early)
        else:
            where, values = _holds(change.of, table.held_of(change))
        affected = connection.run(
            f"""
                SELECT heads.sentence_id, heads.annotator, coalesce(decisions.revision, 0){_FROM} AND ({where})
                AND coalesce(decisions.revision, 0) IN {_EARLY}{whose} ORDER BY heads.sentence_id, heads.annotator
            """,
            *values,
            to_json(early),
            *who,
        )
        yield Counted(f"{revision.number}.{position}", revision, change, tuple(affected), table.is_open(change))


def places_of(connection: Connection, sentences: Sequence[int]) -> dict[int, tuple[str, Place]]:
    """Where these sentences are, by their ids: the id of the document, and the place."""
    places = connection.run(
        """
            SELECT sentences.id, documents.id, document, position FROM sentences JOIN documents ON number = document
            WHERE sentences.id IN (SELECT value FROM json_each(?))
        """,
        to_json(sentences),
    )
    return {key: (name, Place(*place)) for key, name, *place in places}


def stale(counted: Iterable[Counted]) -> dict[tuple[int, str], list[Counted]]:
    """The changes for which a decision has to be looked at, by the sentence's id and the annotator, in this order."""
    by_decision: dict[tuple[int, str], list[Counted]] = {}
    for change in counted:
        for sentence, name, _ in change.affected if change.asks else ():
            by_decision.setdefault((sentence, name), []).append(change)
    return dict(sorted(by_decision.items()))


def is_held(connection: Connection, of: str, held: Held) -> bool:
    """Whether a current decision, also a skip with labels, holds a label: one for which one of these stands."""
    where, values = _holds(of, held)
    sql = f"SELECT 1 FROM heads JOIN decisions ON decisions.id = heads.decision WHERE {where} LIMIT 1"
    return connection.there_is(sql, *values)


def _holds(of: str, held: Held) -> tuple[str, list[str]]:
    """SQL that a decision holds a label for which one of these stands, as it is stored; and its values."""
    wanted = [to_json(sorted(held))]
    if of == "topic":
        where = "SELECT 1 FROM json_each(decisions.labels, '$.topics') WHERE value IN (SELECT value FROM json_each(?))"
        return f"EXISTS ({where})", wanted
    pair = "(pair.key, pair.value) = (wanted.value ->> 0, wanted.value ->> 1)"
    matches = "pair.key = wanted.value" if of == "attribute" else pair
    return (
        f"""
            instr(decisions.labels, '"attributes":') AND EXISTS (SELECT 1 FROM json_each(decisions.labels, '$.quotes')
            AS quote, json_each(quote.value, '$.attributes') AS pair, json_each(?) AS wanted WHERE {matches})
        """
    ), wanted


def _bears_on(change: Change, table: LabelTable, early: Sequence[int | None]) -> tuple[str, list[str]]:
    """SQL that another text of the guidelines bears on a decision.

    That is so where a review of the text before it named a paragraph that changed as the cause of a difference, and
    where the decision holds what the change was said to bear on.
    """
    where = [
        f"""
            heads.sentence_id IN (SELECT reviewed.sentence_id FROM decisions AS reviewed WHERE
            reviewed.verdict ->> 'paragraph' IN (SELECT value FROM json_each(?))
            AND coalesce(reviewed.revision, 0) IN {_EARLY} AND reviewed.event NOT IN (SELECT event FROM undone))
        """
    ]
    values = [to_json(change.old), to_json(early)]
    for what in change.ids:
        if what == EVERYTHING:
            where.append("TRUE")
        elif what == QUOTES:
            where.append("json_array_length(decisions.labels, '$.quotes') > 0")
        elif what in QUOTE_TYPES:
            where.append("EXISTS (SELECT 1 FROM json_each(decisions.labels, '$.quotes') WHERE value ->> 'type' = ?)")
            values.append(what)
        else:
            ids = tuple(topic.id for topic in table.topics if what in topic.keys)
            held = table.held_of(change._replace(of="topic", ids=ids)) or frozenset({what})
            sql, of_topic = _holds("topic", held)
            where.append(sql)
            values += of_topic
    return " OR ".join(where), values
