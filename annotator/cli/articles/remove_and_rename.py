"""`annotator remove` and `rename`: articles taken out of the work, one name for two in all of them; both come back."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from annotator.cli.copies import copy_before
from annotator.cli.narration import (
    NOTHING_CHANGED,
    agreed,
    bringing_back,
    count,
    counted,
    narrate,
    one_line,
    require_somebody,
)
from annotator.cli.open_screen import annotator_name
from annotator.cli.options import articles_named, is_given
from annotator.core.decision import EXPORTED, LONGEST_NAME, is_name
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Article, NamedBy
from annotator.store.articles.documents import bring_back, decided_by, later_edition, unconfirmed_in
from annotator.store.articles.documents import remove as take_out
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened, transaction
from annotator.store.find.search import speaker_names
from annotator.store.find.sees import Sees
from annotator.store.log.history import annotators, leave
from annotator.store.log.kinds import NOBODY
from annotator.store.read.habits import confirmed_speakers, suggested_speakers
from annotator.store.sqlite.copies import Why
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.rename_speaker import Renamed, confirmed_by_others, rename_speaker, take_back_rename
from annotator.tui.likeness import likest

_LISTED_AT_MOST = 20
"""Articles that are described before it is asked whether to remove them."""


def remove(
    db: Path,
    articles: list[str],
    undo: bool,
    by: NamedBy | None,
    yes: bool,
    annotator: str | None,
) -> None:
    """Take articles out of the work; --undo brings them back.

    The screen, export, train, stats, search and filters do without them from then on, in windows that are open too.
    Nothing is deleted: their decisions stay in the history. An import of the same text says that it is removed.
    """
    who = annotator_name(annotator)
    with opened(db) as connection:
        named = articles_named(connection, articles, by, removed=undo)
        chosen = sorted(article for article in named if article.removed is undo)
        for article in named:
            later = later_edition(connection, article.number)
            if article.removed is not undo:
                out = "removed already" if later is None else f"out: article {later} is a corrected version of it"
                narrate(f"{_called(article)} is {'not removed' if undo else out}")
            elif undo and later is not None:  # each sentence is asked for once
                raise InputRefused(
                    f"{_called(article)} was not removed: article {later} is a corrected version of it",
                    "`annotator import --revise` with its text lets it take its place again",
                )
        if not chosen or not (undo or yes or _agreed(connection, chosen, db)):
            narrate("nothing changed")
            return
        copy_before(db, Why.REMOVE)
        with transaction(connection):
            for article in chosen:
                (bring_back if undo else take_out)(connection, article.number, who)
    what = _called(chosen[0]) if len(chosen) == 1 else count(len(chosen), "article")
    removed = f"removed; {bringing_back([article.number for article in chosen])} takes that back"
    narrate(f"{what}: {'back, with all decisions' if undo else removed}")


def _agreed(connection: Connection, chosen: list[Article], db: Path) -> bool:
    """Say what would be done, and ask. Raises UsageError where nobody can answer."""
    require_somebody()
    for article in chosen[:_LISTED_AT_MOST]:
        held = [count(article.sentences, "sentence")]
        decided = decided_by(connection, article.number)
        held += [f"{number} decided by {one_line(name, 60)}" for name, number in decided.items()] or ["none decided"]
        unconfirmed = unconfirmed_in(connection, article.number)
        held += [f"{unconfirmed} with unconfirmed edits"] if unconfirmed else []
        narrate(f"{_called(article)}: {', '.join(held)}")
    if len(chosen) > _LISTED_AT_MOST:
        narrate(f"and {len(chosen) - _LISTED_AT_MOST} more")
    narrate("out of the screen, exports, training and figures; --undo brings all of it back")
    return agreed(f"Remove {count(len(chosen), 'article')} from {db}?")


def _called(article: Article) -> str:
    return f"article {article.number} ({one_line(article.name, 60)})"


# ---- one name for two


_SHOWN = 60
"""Cells of a name in a message."""
_ALIKE_AT_MOST = 3
_NAMES = "--annotator names somebody else, --everybody means all"


def rename(
    db: Path,
    old: str,
    new: str,
    dry_run: bool,
    undo: bool,
    everybody: bool,
    annotator: str | None,
) -> None:
    """Make two names of a speaker one, in all articles.

    Your confirmed quotes get the new name by new decisions, as one step: undo on the screen takes it back, or --undo.
    What is suggested and not decided has the new name for everybody, and so have later articles; where articles are
    shared out, for you alone. Decisions of others stay as they are, and what is suggested to them, unless --everybody
    says otherwise, also for who comes later; their undo leaves it. `annotator list speakers` shows the names.
    """
    who, new = annotator_name(annotator, roles=True), " ".join(new.split())
    if not is_name(new):
        reason = f"the new name must be printable and not empty, and of at most {LONGEST_NAME} characters"
        raise UsageError(reason, "give it in quotes")
    if old == new:
        raise UsageError(f"{one_line(old, _SHOWN)} is that name already", "give another one")
    with opened(db) as connection:
        names = _whose(connection, who, everybody)
        place = None
        if not dry_run and who in annotators(connection, *EXPORTED):  # a desk would enter the first of all
            with SqliteDesk(db, who) as desk:
                place = desk.resume()
        with transaction(connection, tried=dry_run):
            line = (_take_back if undo else _rename)(connection, names, old, new, who)
            if place is not None:  # the step would lead to the first sentence of it
                leave(connection, who, place)
    more = " --everybody" if everybody else f" --annotator {_quoted(who)}" if is_given("annotator") else ""
    back = f"; `annotator rename --undo{more} {_quoted(old)} {_quoted(new)}` takes it back"
    narrate(f"{line}{'' if undo or dry_run else back}")
    if dry_run:
        narrate(NOTHING_CHANGED)


def _whose(connection: Connection, who: str, everybody: bool) -> list[str]:
    """The annotators and reviewers whose decisions may change, the one who asks for it first; for everybody, NOBODY.

    Raises InputRefused for a stranger.
    """
    known = annotators(connection, *EXPORTED)
    if everybody:
        return [*sorted(known, key=lambda name: (name != who, name)), NOBODY]
    if known and who not in known:
        raise InputRefused(
            f"no annotator named {one_line(who, _SHOWN)!r}",
            "say whose decisions change with --annotator, or with --everybody",
        )
    return [who]


def _rename(connection: Connection, names: Sequence[str], old: str, new: str, who: str) -> str:
    """Rename, and say what that changes. Raises InputRefused where nobody has that name."""
    listed = (speaker.name for read in (confirmed_speakers, suggested_speakers) for speaker in read(connection))
    known = {*speaker_names(Sees(connection, who)), *listed}
    renamed = [effect for effect in rename_speaker(connection, names, old, new, who) if effect]
    if not renamed:
        raise InputRefused(f"{_about(names)} no speaker named {one_line(old, _SHOWN)!r}", _hint(old, known))
    left = confirmed_by_others(connection, names, old)
    parts = [f"{one_line(old, _SHOWN)} is now {one_line(new, _SHOWN)}{'' if new in known else ' (a new name)'}"]
    parts[0] += f" in {_what(renamed)}"
    people = [one_line(effect.annotator, _SHOWN) for effect in renamed if effect.decisions or effect.drafts]
    if len(names) > 1 and people:
        parts.append(f"by {', '.join(people)}")
    parts += [
        f"{one_line(name, _SHOWN)} keeps it in {count(number, 'confirmed sentence')} (--everybody changes those too)"
        for name, number in left.items()
    ]
    return "; ".join(parts)


def _about(names: Sequence[str]) -> str:
    return f"{one_line(names[0], _SHOWN)} has" if names[-1] else "there is"


def _what(renamed: Sequence[Renamed]) -> str:
    """How much is changed, of all annotators together; to decide is what whoever has most of it has."""
    quotes, confirmed = sum(effect.quotes for effect in renamed), sum(effect.decisions for effect in renamed)
    drafts, people = sum(effect.drafts for effect in renamed), [effect for effect in renamed if effect.annotator]
    suggested = max(effect.suggested for effect in people or renamed)
    articles = frozenset[int]().union(*(effect.articles for effect in renamed))
    parts = [f"{count(quotes, 'confirmed quote')} of {count(len(articles), 'article')}"] if confirmed else []
    parts += counted((drafts, "sentence", "with unconfirmed edits"), (suggested, "sentence", "to decide"))
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _hint(old: str, known: set[str]) -> str:
    """Who else has the name, or which names look like one that is nobody's."""
    if old in known:
        return _NAMES
    alike = likest(old, sorted(known), _ALIKE_AT_MOST, 75)
    listed = "`annotator list speakers` shows them"
    return f"{listed}: {', '.join(repr(one_line(name, _SHOWN)) for name in alike)}" if alike else listed


def _take_back(connection: Connection, names: Sequence[str], old: str, new: str, who: str) -> str:
    """Take the renaming back, and say what that changes. Raises InputRefused where none stands."""
    taken = take_back_rename(connection, names, old, new, who)
    if not taken:
        raise InputRefused(
            f"{_about(names)} no renaming of {one_line(old, _SHOWN)!r} to {one_line(new, _SHOWN)!r} to take back",
            _NAMES,
        )
    sentences, left = sum(effect.sentences for effect in taken), sum(effect.left for effect in taken)
    where = f" and in {count(sentences, 'decided sentence')}" if sentences else ""
    line = f"{one_line(new, _SHOWN)} is {one_line(old, _SHOWN)} again where that was suggested{where}"
    return f"{line}; left as they are: {count(left, 'sentence')} decided anew since" if left else line


def _quoted(name: str) -> str:
    return one_line(shlex.quote(name), _SHOWN)
