"""What was exported at a moment, or under a revision of the scheme, and what is exported as of it later."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

from tests.whole.world import Moment, World

_EXPORTED = (("--include-implied",), ("--gold",), ("--unit", "document"))


def past(world: World) -> None:
    """What is exported as of a moment is what was exported then, to the byte, whatever was done since."""
    for then in world.chance.sample(world.known.moments, min(1, len(world.known.moments))):
        _as_it_was(world, then)
    world.known.moments = [*world.known.moments[-4:], now(world)]


def now(world: World) -> Moment:
    """What is exported now."""
    with closing(world.disk()) as disk:
        clock, events = disk.execute("SELECT max(clock), count(*) FROM events").fetchone()
    return Moment(clock, events, {words: world.command("export", *words, "-o", "-").out for words in _EXPORTED})


def revised(world: World, then: Moment) -> None:
    """The revision that is in use was made after that moment: as of the end of the one before, all is as it was."""
    with closing(world.disk()) as disk:
        (clock,) = disk.execute("SELECT clock FROM events WHERE uuid = ?", (world.known.scheme.revision,)).fetchone()
    ended = then._replace(clock=clock - 1, ended_by=world.known.scheme.revision)
    world.known.moments.append(ended)
    _as_it_was(world, ended)


def _as_it_was(world: World, then: Moment) -> None:
    until = then.clock + 1  # a millisecond that has no number of its own may be read as the one before
    if then.ended_by is not None:
        if then.ended_by not in world.line():
            return  # another copy's, which is not in use
        at, until = str(world.reached()[then.ended_by] - 1), then.clock
    else:
        at = datetime.fromtimestamp(until / 1000, UTC).isoformat(timespec="milliseconds")
    with closing(world.disk()) as disk:
        (events,) = disk.execute("SELECT count(*) FROM events WHERE clock <= ?", (until,)).fetchone()
    if events != then.events:  # a copy brought what was done before, or two did something at once
        world.known.moments.remove(then)
        return
    for words, text in then.exported.items():
        found = world.command("export", *words, "-o", "-", "--as-of", at).out
        world.hold(found == text, f"an export {words} as of {at} is not what it was", *_lines_unlike(found, text))
    world.checked["past" if then.ended_by is None else "past revisions"] += 1


def _lines_unlike(one: str, other: str) -> list[str]:
    lines, others = one.splitlines(), other.splitlines()
    return [*({*lines} - {*others}), *({*others} - {*lines})][:4]
