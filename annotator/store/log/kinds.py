"""The kinds of events: what the body of each holds, and what it must be, wherever it comes from.

A body names texts by their sha256, sentences by their position in the text, and events and decisions by their uuids: so
it says the same in every copy of a database. To add a kind, write its dataclass; what follows from it, if anything
does, is worked out in `fold`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, dataclass_transform

from annotator.core.assignment import Rule, SlotOrder
from annotator.core.profiles import PROFILE_NAMES
from annotator.store.log import shapes
from annotator.store.log.shapes import MALFORMED, BadValue

FATES = ("kept", "moved", "touched", "orphaned")
"""What can become of a decision in a corrected article (`core.editions.Fate`)."""
NOBODY = ""
"""Who did what the program did by itself, or before it was asked who does it, and whose a name for everybody is."""
_MANY = 1_000_000_000
"""More than any place, rank or position; set by hand."""

# What the fields of bodies must be: each name is looked up in `_CHECKS`.
Uuid = str
Digest = str
Name = str
Who = str
Words = str
Number = int
Clock = int
Share = float


def _who(value: str, what: str) -> None:
    if value != NOBODY:
        shapes.name(value, what)


_CHECKS: Mapping[str, Callable[[Any, str], object]] = {
    "Uuid": shapes.uuid,
    "Digest": shapes.digest,
    "Name": shapes.name,
    "Who": _who,
    "Words": partial(shapes.text, longest=shapes.NAME),
    "Number": partial(shapes.whole, most=_MANY),
    "Clock": partial(shapes.whole, most=2**62),
    "Share": partial(shapes.amount, most=1),
    "bool": partial(shapes.of_kind, kind=bool),
    "Mapping[str, Any]": partial(shapes.of_kind, kind=dict),
}
_CALLED = {
    "by": "who did it",
    "over": "what it ends",
    "parent": "the revision before",
    "pass_mark": "its mark",
    "slot": "its place",
    "told": "what was told",
    "why": "why it ended",
}
"""How fields are called that are not called by their names."""


@dataclass_transform(frozen_default=True, eq_default=False)
class Event:
    """What all bodies have in common. `about`: the columns of an event of that kind that must be filled.

    Each kind is a dataclass. Whoever opens a database makes all of them: without comparing, printing and guarding that
    takes a third of the time, and mypy lets nobody change one.
    """

    about: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        dataclass(repr=False, eq=False)(cls)

    def check(self) -> None:
        """Raise BadValue where the body is none that this program writes: where a field is not what it must be."""
        for name, annotation in type(self).__annotations__.items():
            must_be, _, or_none = annotation.partition(" | ")
            value = getattr(self, name)
            if must_be in _CHECKS and not (or_none and value is None):
                _CHECKS[must_be](value, _CALLED.get(name, f"its {name}"))
        self.check_further()

    def check_further(self) -> None:
        """Raise BadValue, or what `MALFORMED` names, where a body of that kind is otherwise none that is written."""


class Enter(Event):
    """Somebody begins to work under a name: as what and who, as `role_and_person` says."""

    role: str
    person: Name | None = None


class Decide(Event):
    """Decisions, which name the event, and what is left unconfirmed with them."""


class Rename(Event):
    """A speaker has another name everywhere: in what was suggested, and in decisions, which the event says again.

    `by`: who did it, if not the annotator whose decisions they are (NOBODY: nobody knows). Such an event is none that
    the annotator undoes. One of NOBODY's gives a name for everybody, also for who comes later.
    """

    old: Words
    new: Words
    by: Who | None = None

    def check_further(self) -> None:
        """See `Event`."""
        if not self.old or not self.new or self.old == self.new:
            raise BadValue("it gives no other name")


class Undo(Event):
    """Takes back the event that `undoes` names. `why`: of a place that was taken, what became of it.

    `by`: who did it, if not the annotator whose event it is.
    """

    about: ClassVar = ("undoes",)
    why: Words | None = None
    by: Who | None = None


class Redo(Event):
    """Lets the event that `undoes` names stand again: of all undos and redos of an event, the last one counts."""

    about: ClassVar = ("undoes",)


class Draft(Event):
    """What is left unconfirmed of a sentence, as `rows.draft` reads it; None: nothing. It stands with its `step`.

    `also` names the step that left what this one only says again, under another name: it stands with that, too. `clock`
    is that of what it says again: so it is earlier than what was left, or decided, on another copy meanwhile.
    """

    about: ClassVar = ("sentence",)
    left: dict[str, Any] | None = None
    step: Uuid | None = None
    also: Uuid | None = None
    clock: Clock | None = None

    def check_further(self) -> None:
        """See `Event`; the labels in it are looked at with the sentence."""
        left = self.left
        if left is None:
            return
        if "quotes" not in left and "flagged" not in left:
            raise BadValue("it holds nothing that could be unconfirmed")
        if "flagged" in left:
            if not isinstance(left["flagged"], bool) or not isinstance(left["note"], str | None):
                raise BadValue("its note or flag is none")
            shapes.text(left["note"], "its note")


class Leave(Event):
    """Somebody stopped at the sentence, and resumes there unless a decision comes after."""

    about: ClassVar = ("sentence",)


class Remove(Event):
    """The document is taken out of the work."""

    about: ClassVar = ("document",)


class Edition(Event):
    """The document takes the place of the text `earlier` (its sha256)."""

    about: ClassVar = ("document",)
    earlier: Digest


class Carry(Event):
    """What became of one annotator's decisions of an earlier edition, in the document. `edition` names that event.

    Of each `fates` has the uuid of the decision, one of FATES, the position of the sentence in the document, the uuid
    of the decision that it became (None: none), and of the one that stood there before (None: none, or not asked).
    """

    about: ClassVar = ("document",)
    edition: Uuid
    fates: Sequence[Sequence[Any]]

    def check_further(self) -> None:
        """See `Event`."""
        for decision, fate, position, became, stood in self.fates:
            shapes.uuid(decision, "a decision of it")
            if fate not in FATES or (became is not None) != (fate in ("kept", "moved")):
                raise BadValue("it has a fate that is none")
            shapes.whole(position, "a position of it", _MANY)
            for uuid in (became, stood):
                if uuid is not None:
                    shapes.uuid(uuid, "a decision of it")


class Look(Event):
    """Somebody acknowledged that a decision has no place in a later edition: of that event, at that position."""

    about: ClassVar = ("document",)
    edition: Uuid
    decision: Uuid
    position: Number


class Scheme(Event):
    """A revision of the label scheme and the guidelines, in use from now on (`core.revisions.Revision`).

    `toml` None: the scheme that ships; `guidelines` None: no text of the database's own. `parent` names the event of
    the revision before.
    """

    parent: Uuid | None
    name: str
    version: str
    toml: str | None
    guidelines: str | None
    labels: Mapping[str, Any]
    changes: Sequence[Mapping[str, Any]]
    reason: str | None = None

    def check_further(self) -> None:
        """See `Event`."""
        named = (self.reason, self.name, self.version)
        shapes.scheme(named, self.toml, self.guidelines, self.labels, self.changes)


class Profile(Event):
    """The guideline profile in use from now on."""

    name: str

    def check_further(self) -> None:
        """See `Event`."""
        if self.name not in PROFILE_NAMES:
            raise BadValue("it is a guideline profile that is unknown here")


class Prefer(Event):
    """What the suggester of that name says stands first from now on where nobody has decided; NOBODY's."""

    name: Name


class Assign(Event):
    """What `annotator assign` was told; what it made of each document are `Places`. `lease_hours`: see `Terms`."""

    lease_hours: float
    qualified: bool
    told: Mapping[str, Any]

    def check_further(self) -> None:
        """See `Event`."""
        shapes.amount(self.lease_hours, "its time of leases")
        if not self.lease_hours:
            raise BadValue("its time of leases is none")
        if "rule" in self.told:
            rule_of(self.told["rule"])


def rule_of(rule: Mapping[str, Any]) -> Rule:
    """The rule that `annotator assign` was told. Raises BadValue, or what `MALFORMED` names, for what is none."""
    overlap, share, people, seed, every = rule["overlap"], rule["share"], (*rule["people"],), rule["seed"], rule["all"]
    shapes.whole(overlap, "its overlap", _MANY)
    shapes.amount(share, "its share", 1)
    shapes.of_kind(seed, "its seed", int)
    shapes.of_kind(every, "whether it is for all", bool)
    for person in people:
        shapes.name(person, "whom it names")
    return Rule(overlap, float(share), people, SlotOrder(rule["order"]), seed, every)


class Places(Event):
    """The places of a document: for whom each is kept (None: for anybody) by its number, and its rank in the queue.

    `named`: they were given to the document by name, and a general rule leaves them.
    """

    about: ClassVar = ("document",)
    kept_for: Mapping[str, str | None]
    rank: int
    named: bool

    def check_further(self) -> None:
        """See `Event`."""
        for slot, person in self.kept_for.items():
            if not slot.isdecimal() or not 1 <= int(slot) < _MANY:
                raise BadValue("it has a place that is none")
            if person is not None:
                shapes.name(person, "whom a place is kept for")
        shapes.whole(abs(self.rank), "its rank", _MANY)


class Take(Event):
    """Somebody takes a place of the document, that one if it is free. `over`: the claim that it ends, out of time."""

    about: ClassVar = ("document",)
    slot: Number
    over: Uuid | None = None


class Qualification(Event):
    """A set of gold sentences: of each the sha256 of the text, the position, and the uuid of the gold decision.

    `pass_mark`: the total (0 to 1) from which on it is passed.
    """

    seed: int
    pass_mark: Share
    items: Sequence[Sequence[Any]]

    def check_further(self) -> None:
        """See `Event`."""
        shapes.whole(abs(self.seed), "its seed", 2**63)
        for text, position, gold in self.items:
            shapes.digest(text, "a text of it")
            shapes.whole(position, "a position of it", _MANY)
            shapes.uuid(gold, "a gold decision of it")


class Result(Event):
    """How a person did in the set that `qualification` names; `roles` are the scores of the roles, by name."""

    qualification: Uuid
    person: Name
    score: Share
    passed: bool
    roles: Mapping[str, Any]

    def check_further(self) -> None:
        """See `Event`."""
        for score in self.roles.values():
            shapes.amount(score, "a score of it", 1)


KINDS: Mapping[str, type[Event]] = {kind.__name__.lower(): kind for kind in Event.__subclasses__()}
"""By the names that the log has for them."""


def name_of(event: Event) -> str:
    """What the log calls an event of that kind."""
    return type(event).__name__.lower()


def from_body(kind: str, body: str) -> Event:
    """The body of an event from its JSON column. Raises BadValue for one that no program of ours writes."""
    body_class = KINDS.get(kind)
    if body_class is None:
        raise BadValue("it is of a kind that is unknown here")
    fields = shapes.json(body, "its body")
    try:
        event = body_class(**fields)
        event.check()
    except MALFORMED:
        raise BadValue("its body is of another shape") from None
    return event


LOST_VERDICT = '{"kind":"own","versions":[],"taken":[],"cause":null,"paragraph":null}'
"""What a review says of versions where it says nothing of them, or could not be read any more (see `care.rescue`)."""


def verdict_of(column: str) -> dict[str, Any]:
    """What a reviewer's decision says of versions, from its JSON column. Raises BadValue for what is of another shape.

    `versions` are lists of uuids of decisions that mark the same; `taken` the numbers of those that the reviewer marks
    too, from 1. It is a column of the decision, and no event, as it stands and falls with it.
    """
    verdict: dict[str, Any] = shapes.json(column, "its verdict")
    try:
        versions, taken = verdict["versions"], verdict["taken"]
        for uuid in (uuid for version in versions for uuid in version or [None]):
            shapes.uuid(uuid, "a version of it")
        if not all(type(number) is int and 1 <= number <= len(versions) for number in taken):
            raise BadValue("it takes a version that it does not have")
        if verdict["kind"] not in ("difference", "audit", "settled", "own"):
            raise BadValue("its verdict is none")
        if verdict["cause"] not in (None, "slip", "gap", "ambiguous"):
            raise BadValue("its cause is none")
        shapes.text(verdict["paragraph"], "its paragraph", shapes.NAME)
    except MALFORMED:
        raise BadValue("its verdict is of another shape") from None
    return verdict
