"""What somebody is to look at again, and why: the one place that asks the database for it.

That is what a corrected article changed of their decisions, what a changed scheme or guidelines bear on, and edits that
they left unconfirmed. Whatever answers a sentence takes it off the list. What was given back somebody else is to do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from annotator.core.drawable import one_line
from annotator.core.editions import Fate
from annotator.core.errors import InputRefused
from annotator.core.session.desk import AgainKind, Before, LookAgain
from annotator.store.articles.editions import changed_decisions
from annotator.store.find.sees import unconfirmed
from annotator.store.schemes import Counted, changes, places_of
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.slots import given_back

_REASON_CELLS = 200
_FATES = {
    Fate.TOUCHED: "the article was corrected since this was decided",
    Fate.ORPHANED: "the article was corrected: the words of a decision are gone",
}
_UNCONFIRMED = "edited, not confirmed"


def to_look_at_again(
    connection: Connection, person: str, change: str | None = None, *, outdated: bool = False
) -> tuple[LookAgain, ...]:
    """The sentences that a person (`ana`, `review:ana`) is to look at again, each once, in the order of the text.

    `change`: only what that change of the scheme or the guidelines affects (see `chosen_changes`). `outdated`: without
    what changes of these affect, as whoever goes on under the scheme before them cannot answer that. Articles that are
    removed or were given back have none. Raises InputRefused where there is no such change.
    """
    reasons = defaultdict[int, dict[str, AgainKind]](dict)
    before, under = defaultdict[int, list[Before]](list), dict[int, int]()
    for decision, waits in changed_decisions(connection, person) if change is None else ():
        if waits:
            reasons[decision.sentence_id][_FATES[decision.fate]] = AgainKind.CORRECTED
            before[decision.sentence_id].append(decision)
    for counted in () if outdated else chosen_changes(changes(connection, person), change):
        for sentence, _, under[sentence] in counted.affected:
            reasons[sentence][why_of(counted)] = AgainKind.CHANGED
    for sentence in unconfirmed(connection, person) if change is None else ():
        if sentence not in before:  # what a correction touched stands there as an edit
            reasons[sentence][_UNCONFIRMED] = AgainKind.UNCONFIRMED
    back = given_back(connection, person)
    return tuple(
        LookAgain(sentence, place, " · ".join(why), next(iter(why.values())), (*before[sentence],), under.get(sentence))
        for sentence, (_, place) in sorted(places_of(connection, [*reasons]).items(), key=lambda pair: pair[1][1])
        for why in [reasons[sentence]]
        if place.document not in back
    )


def chosen_changes(counted: Iterable[Counted], change: str | None) -> list[Counted]:
    """The changes that ask to look again, or those of that number (3.1, or 3 for a revision) whatever they are.

    Raises InputRefused where there is none of that number.
    """
    if not change:
        return [candidate for candidate in counted if candidate.asks]
    numbered = [candidate for candidate in counted if change in (candidate.number, str(candidate.revision.number))]
    if not numbered:
        raise InputRefused(f"there is no change {one_line(change, 20)}", "`annotator scheme` lists them")
    return [candidate._replace(asks=True) for candidate in numbered]


def why_of(counted: Counted) -> str:
    """A change of the scheme or the guidelines in a line, with its reason and its day: the end may have no room."""
    day, reason = (counted.revision.at or "")[:10], counted.revision.reason or ""
    return one_line(f"{counted.change} ({', '.join(filter(None, [reason, day]))})", _REASON_CELLS)
