"""What there should be: decisions by place and person, who can undo what, names, labels; and what there is, on disk.

A `World` is one database in a folder of its own with all that was done to it. Steps (`steps_*.py`) do something by the
screens and commands that people use, and say what that may change; truths (`truths.py`, `figures.py`) are asked
afterwards. Nothing here asks the program what is right.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from annotator.core.decision import PREFIXES, Role
from annotator.core.model import Run
from annotator.store.schemes import NewScheme
from annotator.store.sqlite.sqlite_library import Connection, sqlite3
from annotator.store.work.importer import Importer
from tests.whole.articles import ARTICLES, Marked, Pair, Part, Spec, Written, id_of, spec_of
from tests.whole.commands import Done, run
from tests.whole.labels import Scheme

CANDIDATES = PREFIXES[Role.CANDIDATE]
"""How the names of those begin whose decisions count for nothing but a qualification."""

RUN = Run("written", "1", {"profile": "speech"})


class Violation(AssertionError):
    """Something that must hold does not."""


class Key(NamedTuple):
    """Whose answer to which sentence: number of the document (from 1), index (from 0), annotator."""

    document: int
    index: int
    who: str


class Answered(NamedTuple):
    """What counts of a sentence for one person."""

    answer: str
    marked: Marked
    note: str | None = None
    flagged: bool = False
    implied: bool = False
    sight: str = "suggestion"


Change = dict[Key, tuple[Answered | None, Answered | None]]
"""What stood before, and what stands after, of every sentence that a step changed."""


class Entry(NamedTuple):
    """A step that can be undone: what it changed, and the name that it gave a speaker everywhere, after the old one.

    `document`: where it was asked for.
    """

    changes: Change
    renamed: tuple[str, str] | None = None
    document: int = 0


@dataclass
class Stack:
    """The steps of one person that can be undone, and those that can be done again, the last one last.

    `vague`: it is not known which they are, as after the same person worked on two copies.
    """

    done: list[Entry] = field(default_factory=list)
    undone: list[Entry] = field(default_factory=list)
    vague: bool = False

    def copy(self) -> Stack:
        """Another that changes by itself."""
        return Stack([*self.done], [*self.undone], self.vague)


@dataclass
class Article:
    """A document of the database. `later`: the number of the edition that took its place."""

    number: int
    written: Written
    spec: Spec
    id: str
    later: int | None = None
    removed: bool = False

    @property
    def present(self) -> bool:
        """Whether it is worked on."""
        return self.later is None and not self.removed


class Moment(NamedTuple):
    """What was exported after the event with that clock, of so many in all: by what was asked.

    `ended_by`: the uuid of the revision that came next, where it is the end of one.
    """

    clock: int
    events: int
    exported: Mapping[tuple[str, ...], str]
    ended_by: str | None = None


class Guidance(NamedTuple):
    """A change of the guidelines: the revision that it made, what it was said to bear on, and its paragraphs.

    What it bears on: "everything", "quotes", types of quotes and keys of topics.
    """

    revision: str
    bears_on: tuple[str, ...]
    paragraphs: frozenset[str]


@dataclass
class Known:
    """All that is known of a database: what a copy of it holds, too."""

    articles: dict[int, Article] = field(default_factory=dict)
    stands: dict[Key, Answered] = field(default_factory=dict)
    stacks: dict[str, Stack] = field(default_factory=dict)
    suggested: dict[tuple[int, int], dict[str, Marked]] = field(default_factory=dict)
    """By document and index, what each run suggested, the newest last."""
    answers: dict[Key, Marked] = field(default_factory=dict)
    """What was suggested to whoever gave the answer that counts."""
    names: list[tuple[str, str, str]] = field(default_factory=list)
    """Speakers that were renamed everywhere: by whom, the old name and the new one."""
    shared: bool = False
    """Whether articles have several places: then nobody sees what others renamed."""
    scheme: Scheme = field(default_factory=Scheme)
    touched: set[Key] = field(default_factory=set)
    """Where somebody did more than press Enter."""
    warned: set[Key] = field(default_factory=set)
    """Where somebody stored an edited part that goes on with nothing, though the card said so."""
    torn: set[tuple[str, int]] = field(default_factory=set)
    """Who decided something of which article on two copies."""
    given: list[tuple[str, str, str]] = field(default_factory=list)
    """All that was ever among `names`: a page that was read then shows it still."""
    odd: set[tuple[str, str]] = field(default_factory=set)
    """The words of cues and sources, decided in an earlier version, of quotes whose roles cannot be."""
    loose: set[tuple[str, int, str]] = field(default_factory=set)
    """By person and document the suggested quotes whose parts that person put together otherwise."""

    moments: list[Moment] = field(default_factory=list)
    """Some of what the database held before."""
    said: dict[tuple[str, int], dict[int, Marked]] = field(default_factory=dict)
    """By suggester and document what each said last of its sentences, whether or not that stands first."""
    preferred: str | None = None
    """The suggester who is to stand first."""
    parts: dict[str, str] = field(default_factory=dict)
    """The part of a data set that an article was exported to, by the name that all its editions have."""
    guidance: list[Guidance] = field(default_factory=list)
    """How the guidelines were changed."""

    def copy(self) -> Known:
        """Another that changes by itself."""
        own = {one.name: _apart(getattr(self, one.name)) for one in fields(self)}
        return Known(**{**own, "parts": self.parts})  # a hash says it, in every copy the same

    def renumbered(self, numbers: Mapping[int, int]) -> Known:
        """The same of a database in which articles have other numbers."""

        def there(place: Any) -> Any:
            at = next(at for at, one in enumerate(place) if isinstance(one, int))  # the first number is a document's
            moved = (*place[:at], numbers[place[at]], *place[at + 1 :])
            return Key(*moved) if isinstance(place, Key) else moved

        made = self.copy()
        for name in ("stands", "answers", "suggested", "said"):
            setattr(made, name, {there(place): known for place, known in getattr(made, name).items()})
        for name in ("touched", "warned", "torn", "loose"):
            setattr(made, name, {*map(there, getattr(made, name))})
        made.articles = {numbers[old]: replace(one, number=numbers[old]) for old, one in self.articles.items()}
        for entries in (steps for stack in made.stacks.values() for steps in (stack.done, stack.undone)):
            for at, (changes, renamed, document) in enumerate(entries):
                moved = {there(place): change for place, change in changes.items()}
                entries[at] = Entry(moved, renamed, numbers.get(document, 0))
        return made


def _apart(known: Any) -> Any:
    """The same with all in it that may change made anew."""
    if isinstance(known, dict):
        return {key: _apart(one) for key, one in known.items()}
    if isinstance(known, Article):
        return replace(known)
    return known.copy() if hasattr(known, "copy") else known


class StepRow(NamedTuple):
    """A step as it stands on disk, with what it changed."""

    id: int
    who: str
    kind: str
    carried: bool
    changes: Change
    names: tuple[tuple[str, str, str], ...] = ()
    """What it renamed everywhere: "rename" or "take back", the old name and the new one."""


class World:
    """One database, its people, and what is known of both. `chance` draws everything that is drawn."""

    def __init__(self, folder: Path, chance: random.Random, articles: int = 4) -> None:
        self.folder, self.chance = folder, chance
        self.path = folder / "annotator.db"
        self.known = Known()
        self.screens: dict[str, Any] = {}
        self.story: list[str] = []
        """What was done, for whoever reads a violation."""
        self.did: Counter[str] = Counter()
        self.checked: Counter[str] = Counter()
        self.last_step = 0
        self.began_at = 0
        """The last event of the database that this one is a copy of."""
        self.decided_last: dict[Key, tuple[bool, int]] = {}
        """What stands and was decided here, and when, if this is a copy that comes back."""
        self.altered: set[Key] = set()
        """The sentences that anything was decided of here, by whom."""
        self.people: tuple[Any, ...] = ()
        """Who works on this database; none: everybody."""
        self.leads = False
        """Whether whoever leads works on this copy."""
        self.older: Path | None = None
        """The database of an earlier version that it began with, as it was then."""
        self.copies: list[tuple[Path, Known]] = []
        """Copies that were kept, with what was known when they were made."""
        self.exported: list[Any] = []
        """Some of what was exported of somebody before; see `steps_elsewhere`."""
        self.made = 0
        self.clock = partial(next, count(0.0, 0.7))
        """What a screen measures time with: some of it passes with each look."""
        self.results: dict[str, Any] = {}
        """What was told of a qualification when it was handed in, by the uuid of the result."""
        self.over = False
        """Whether it is not known any more what there should be."""
        chosen = chance.sample(ARTICLES, min(articles, len(ARTICLES)))
        toml = self.known.scheme.toml()
        with closing(Importer(self.path, NewScheme(toml, "ours.toml"))) as importer:
            for written in chosen:
                spec = spec_of(written, id_of(written))
                number = importer.add(spec.suggested, RUN).number
                self.enter(Article(number, written, spec, spec.suggested.document.id))

    def apart(self, path: Path, people: tuple[Any, ...]) -> World:
        """A copy of this database, on which these people work, with the same story."""
        other = copy.copy(self)
        other.path, other.people, other.screens, other.known = Path(path), people, {}, self.known.copy()
        other.altered = set()
        with closing(other.disk()) as disk:
            (other.last_step,) = disk.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
        other.began_at = other.last_step
        return other

    # ---- telling

    def tell(self, line: str) -> None:
        """Put a line into the story."""
        self.story.append(line)

    def hold(self, holds: bool, what: str, *about: object) -> None:
        """Raise Violation unless that holds."""
        if not holds:
            raise Violation("\n".join([what, *(f"    {one}" for one in about)]))

    def command(self, *words: str | Path, codes: Iterable[int] = (0,)) -> Done:
        """Run a command on the database; its exit code must be one of these."""
        done = run(*words, "--db", self.path)
        self.hold(done.code in codes, f"exit code {done.code}: {done.line}", done.err[-800:], done.out[-800:])
        return done

    # ---- what there should be

    @property
    def run(self) -> Run:
        """By which articles come in with what is written of them."""
        return Run("written", str(self.made), {"profile": self.profile})

    @property
    def profile(self) -> str:
        """The profile of the guidelines that suggestions are made for: on any copy, the one that was chosen last."""
        with closing(self.disk()) as connection:
            chosen = connection.execute("SELECT name FROM profiles ORDER BY clock DESC, uuid DESC LIMIT 1").fetchone()
        return chosen[0] if chosen else "speech"

    def enter(self, article: Article, suggester: str = "written") -> None:
        """Let an article be known with its suggestions."""
        self.known.articles[article.number] = article
        self.known.said[suggester, article.number] = dict(enumerate(article.spec.marked))
        self.suggest(article.number, dict(enumerate(article.spec.marked)))

    def suggest(self, number: int, marked: Mapping[int, Marked]) -> None:
        """Let the newest suggestions of some sentences of an article be known, by their indexes."""
        with closing(self.disk()) as connection:
            runs = connection.execute(
                "SELECT position, run FROM suggestions JOIN sentences ON sentences.id = sentence_id WHERE document = ?"
                " ORDER BY suggestions.id",
                (number,),
            ).fetchall()
        newest: dict[int, str] = dict(runs)
        for index, one in marked.items():
            made = self.known.suggested.setdefault((number, index), {})
            made[newest.get(index, "")] = one

    def present(self) -> list[Article]:
        """The articles that are worked on."""
        return [one for one in self.known.articles.values() if one.present]

    def stack(self, who: str) -> Stack:
        """The steps of a person."""
        return self.known.stacks.setdefault(who, Stack())

    def today(self, marked: Marked, who: str | None = None) -> Marked:
        """The same under the labels of today, and the names that are shown to `who`; to None: all new names."""
        marked = self.named_as_said(marked)
        parts = tuple(one._replace(speaker=self.name(one.speaker, who)) for one in marked.parts)
        return marked._replace(parts=parts)

    def named_as_said(self, marked: Marked) -> Marked:
        """The same under the labels of today, with the names that it has."""
        scheme = self.known.scheme
        parts = (one._replace(attributes=scheme.pairs_today(one.attributes)) for one in marked.parts)
        return Marked(tuple(parts), scheme.today(marked.topics))

    def offered(self, marked: Marked) -> Marked:
        """The same, which is under the labels of today, without what can be given no more."""
        scheme = self.known.scheme
        return marked.without(marked.topics - scheme.offered(marked.topics), marked.pairs() - scheme.pairs())

    def give_name(self, name: tuple[str, str, str], again: bool = False) -> None:
        """A renaming stands; one that is done again stands where it stood, before those that came since."""
        names, given = self.known.names, self.known.given
        if not again:
            given.append(name)
        since = given[len(given) - given[::-1].index(name) :]
        names.insert(next((at for at, one in enumerate(names) if one in since), len(names)), name)

    def name(self, name: str | None, who: str | None = None) -> str | None:
        """The name that stands for that one in all articles."""
        for by, old, new in self.known.names:
            if name == old and (who is None or by in (who, "") or not self.known.shared):
                name = new
        return name

    def as_once_named(self, marked: Marked) -> Iterator[Marked]:
        """The same with the names that stood after each renaming, those too that were taken back."""
        speakers, marked = dict[str | None, str](), self.named_as_said(marked)
        for _, old, new in self.known.given:
            speakers = {name: new if shown == old else shown for name, shown in speakers.items()}
            speakers.setdefault(old, new)
            parts = (one._replace(speaker=speakers.get(one.speaker, one.speaker)) for one in marked.parts)
            yield marked._replace(parts=tuple(parts))

    def same(self, one: Answered | None, other: Answered | None) -> bool:
        """Whether two answers say the same, whichever names and keys they say it with."""
        if one is None or other is None:
            return one is other
        return one._replace(marked=self.today(one.marked)) == other._replace(marked=self.today(other.marked))

    # ---- what there is

    def disk(self) -> Connection:
        """The database, to be read as it stands."""
        return sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, factory=Connection)

    def read(self) -> dict[Key, Answered]:
        """What counts on disk."""
        with closing(self.disk()) as connection:
            found = connection.execute(f"SELECT {_SAID} {_FROM} JOIN heads ON heads.decision = d.id")
            known = {_key(row): answered for row in found if (answered := _answered(row)) is not None}
        return {key: answered for key, answered in known.items() if not key.who.startswith(CANDIDATES)}

    def new_steps(self) -> list[StepRow]:
        """The steps that were made since this was last asked. What stands is brought up to date with them."""
        with closing(self.disk()) as connection:
            events = connection.execute(
                "SELECT e.id, e.who, e.kind, e.body, t.id, t.kind, t.body FROM events AS e"
                " LEFT JOIN events AS t ON t.uuid = e.undoes WHERE e.id > ? ORDER BY e.id",
                (self.last_step,),
            ).fetchall()
            found = []
            for number, who, kind, body, target, of, of_body in events:
                self.last_step = number
                if (of or kind) not in ("decide", "rename", "carry") or who.startswith(CANDIDATES):
                    continue
                changes: Change = {}
                turns = "SELECT id FROM events WHERE undoes = (SELECT uuid FROM events WHERE id = ?)"
                earlier = [event for (event,) in connection.execute(turns, (target,))]  # what these said does not stand
                about = (target, number, *earlier)
                for key in dict.fromkeys(key for event in about for key in self._said_in(connection, event)):
                    row = _head_at(connection, key, number)
                    changes[key] = (self.known.stands.get(key), None if row is None else _answered(row))
                    self.known.answers[key] = self._suggestion(connection, key, None if row is None else row[-1])
                self._apply(changes)
                said = json.loads(of_body or body)
                turned = "take back" if kind == "undo" else "rename"
                names = ((turned, said["old"], said["new"]),) if (of or kind) == "rename" else ()
                carried = (
                    (of or kind) == "carry" or said.get("by") is not None or json.loads(body).get("by") is not None
                )
                found.append(StepRow(number, who, kind if of else "decide", carried, changes, names))
        return found

    def _said_in(self, connection: sqlite3.Connection, event: int | None) -> list[Key]:
        """Of which sentences an event says something."""
        rows = connection.execute(f"SELECT {_SAID} {_FROM} WHERE d.event = ? ORDER BY d.id", (event,))
        return [_key(row) for row in rows.fetchall()]

    def _apply(self, changes: Mapping[Key, tuple[Answered | None, Answered | None]]) -> None:
        self.altered |= set(changes)
        for key, (_, after) in changes.items():
            if after is None:
                self.known.stands.pop(key, None)
            else:
                self.known.stands[key] = after

    def suggestion(self, key: Key, suggestion: int | None) -> Marked:
        """What was suggested for a sentence by the suggestion of that id."""
        with closing(self.disk()) as connection:
            return self._suggestion(connection, key, suggestion)

    def decided_here(self) -> dict[Key, tuple[bool, int]]:
        """What stands and somebody decided on this copy: whether they looked at it, and when."""
        with closing(self.disk()) as connection:
            new = {uuid for (uuid,) in connection.execute("SELECT uuid FROM events WHERE id > ?", (self.began_at,))}
            heads = (
                "SELECT document, position, annotator, decision FROM heads JOIN sentences ON sentences.id = sentence_id"
            )
            found = {
                Key(*key): (looked_at(connection, decision), *first_said(connection, decision))
                for *key, decision in connection.execute(heads).fetchall()
            }
        return {key: (looked, clock) for key, (looked, clock, event) in found.items() if event in new}

    def answered(self, key: Key) -> Marked:
        """What was suggested to whoever gave the answer that counts on disk."""
        with closing(self.disk()) as connection:
            (suggestion,) = connection.execute(
                f"SELECT d.suggestion {_FROM} JOIN heads ON heads.decision = d.id"
                " WHERE document = ? AND position = ? AND d.annotator = ?",
                key,
            ).fetchone()
            return self._suggestion(connection, key, suggestion)

    def _parents(self) -> dict[str, str | None]:
        with closing(self.disk()) as connection:
            sql = "SELECT made.uuid, parent.uuid FROM revisions AS made LEFT JOIN revisions AS parent"
            return dict(connection.execute(f"{sql} ON parent.id = made.parent ORDER BY made.clock, made.uuid"))

    def line(self) -> list[str | None]:
        """The revision that is in use, the one that it came from, and so on to the first, by uuid."""
        parents = self._parents()
        line: list[str | None] = [[*parents][-1]] if parents else []
        while line and (before := parents.get(line[-1] or "")) is not None:
            line.append(before)
        return line

    def reached(self) -> dict[str | None, int]:
        """How far along the line of revisions that leads to the one in use each is, by uuid: from 1.

        One that is not of the line, as another copy's, has the number of the one of the line that it came from.
        """
        parents = self._parents()
        line = self.line()
        numbers: dict[str | None, int] = {uuid: number for number, uuid in enumerate(reversed(line), start=1)}
        numbers[None] = 1
        for uuid, parent in parents.items():
            numbers.setdefault(uuid, numbers[parent])
        return numbers

    def revisions_of(self, who: str) -> dict[Key, str | None]:
        """The revisions under which a person's answers that count on disk were given, by uuid."""
        with closing(self.disk()) as connection:
            found = connection.execute(
                "SELECT document, position, revisions.uuid FROM heads JOIN decisions ON decisions.id = heads.decision"
                " JOIN sentences ON sentences.id = heads.sentence_id LEFT JOIN revisions"
                " ON revisions.id = decisions.revision WHERE heads.annotator = ?",
                (who,),
            )
            return {Key(*place, who): revision for *place, revision in found}

    def _suggestion(self, connection: sqlite3.Connection, key: Key, suggestion: int | None) -> Marked:
        if suggestion is None:
            return Marked()
        (made_by,) = connection.execute("SELECT run FROM suggestions WHERE id = ?", (suggestion,)).fetchone()
        return self.known.suggested[key.document, key.index][made_by]

    def items(self, article: Article) -> Iterator[tuple[int, Pair]]:
        """Index and place of each of its sentences."""
        yield from enumerate(article.spec.sentences)


_SAID = (
    "sentences.document, sentences.position, d.annotator, d.answer, d.labels, d.note, d.flagged, d.implied,"
    " d.sight, d.suggestion"
)
_FROM = "FROM decisions AS d JOIN sentences ON sentences.id = d.sentence_id"


def _head_at(connection: sqlite3.Connection, key: Key, event: int) -> tuple[Any, ...] | None:
    """The row of what counted of a sentence right after an event: the last that was said and not taken back by then.

    What only says something again was said when that was, but comes after it.
    """
    rows = connection.execute(
        f"SELECT d.id, e.clock, e.uuid, e.undoes, e.kind, d.repeats, {_SAID} {_FROM} JOIN events AS e ON e.id = d.event"
        " WHERE sentences.document = ? AND position = ? AND d.annotator = ? AND e.id <= ?",
        (*key, event),
    ).fetchall()
    for _, _, uuid, undoes, kind, repeats, *said in sorted(
        rows, key=lambda row: (first_said(connection, row[0])[0], *row[1:3]), reverse=True
    ):
        turned = [_turned(connection, one, event) for one in (uuid, *_said_before(connection, repeats))]
        is_last = undoes is None or _turned(connection, undoes, event) == (kind, uuid)
        if is_last and all(by is None or by[0] == "redo" for by in turned):
            return tuple(said)
    return None


def _said_before(connection: sqlite3.Connection, repeats: int | None) -> Iterator[str]:
    """The events of the decisions that one only says again, by their uuids, the last first."""
    while repeats is not None:
        sql = "SELECT e.uuid, d.repeats FROM decisions AS d JOIN events AS e ON e.id = d.event WHERE d.id = ?"
        uuid, repeats = connection.execute(sql, (repeats,)).fetchone()
        yield uuid


def first_said(connection: sqlite3.Connection, decision: int) -> tuple[int, str]:
    """When somebody first said what a decision says, and by which event: the clock and the uuid.

    What was carried over from an earlier edition is as late as what stood there, if that is later.
    """
    clock, event, kind, body, uuid, repeats, replaces = connection.execute(
        "SELECT clock, e.uuid, kind, body, d.uuid, repeats, replaces FROM decisions AS d"
        " JOIN events AS e ON e.id = d.event WHERE d.id = ?",
        (decision,),
    ).fetchone()
    if repeats is not None:
        return first_said(connection, repeats)
    if kind != "carry":
        return clock, event
    origins = [fate[0] for fate in json.loads(body)["fates"] if fate[3] == uuid]
    sql = "SELECT id FROM decisions WHERE uuid IN (SELECT value FROM json_each(?)) OR id = ?"
    before = connection.execute(sql, (json.dumps(origins), replaces)).fetchall()
    return max((first_said(connection, one) for (one,) in before), default=(0, event))


def origin_of(connection: sqlite3.Connection, decision: int) -> int:
    """The decision that somebody made, which this one says again: under another name, or in a later edition."""
    (before,) = connection.execute(
        "SELECT coalesce(repeats, (SELECT made.id FROM json_each(body, '$.fates') AS fate JOIN decisions AS made"
        " ON made.uuid = fate.value ->> 0 WHERE fate.value ->> 3 = d.uuid)) FROM decisions AS d"
        " JOIN events ON events.id = d.event WHERE d.id = ?",
        (decision,),
    ).fetchone()
    return decision if before is None else origin_of(connection, before)


def looked_at(connection: sqlite3.Connection, decision: int) -> bool:
    """Whether somebody looked at a sentence for a decision, or for one that it took the place of."""
    before = "SELECT ? UNION SELECT replaces FROM before JOIN decisions USING (id)"
    looked = "SELECT max(sight <> 'in passing') FROM before JOIN decisions USING (id)"
    return bool(connection.execute(f"WITH RECURSIVE before (id) AS ({before}) {looked}", (decision,)).fetchone()[0])


def _turned(connection: sqlite3.Connection, uuid: str, event: int) -> tuple[str, str] | None:
    """The kind and uuid of the last undo or redo of an event, by then."""
    row: tuple[str, str] | None = connection.execute(
        "SELECT kind, uuid FROM events WHERE undoes = ? AND id <= ? ORDER BY clock DESC, uuid DESC LIMIT 1",
        (uuid, event),
    ).fetchone()
    return row


def _key(row: tuple[Any, ...]) -> Key:
    return Key(row[0], row[1], row[2])


def _answered(row: tuple[Any, ...]) -> Answered | None:
    _, _, _, answer, labels, note, flagged, implied, sight, _ = row
    if answer is None:
        return None
    said = json.loads(labels)
    return Answered(answer, marked_of(said["quotes"], said["topics"]), note, bool(flagged), bool(implied), sight)


def marked_of(quotes: Iterable[Mapping[str, Any]], topics: Iterable[str]) -> Marked:
    """What JSON says of a sentence, with offsets of the document."""

    def pair(span: Any) -> Pair | None:
        return None if span is None else (span[0], span[1])

    parts = [
        Part(
            tuple((start, end) for start, end in quote["content"]),
            quote["type"],
            pair(quote["cue"]),
            pair(quote["source"]),
            quote["speaker"],
            quote["continues"],
            tuple(sorted((quote.get("attributes") or {}).items())),
        )
        for quote in quotes
    ]
    return Marked(tuple(sorted(parts, key=lambda part: (part.content, repr(part)))), frozenset(topics))
