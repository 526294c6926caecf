"""`annotator scheme`: the label scheme and guidelines of a database through its revisions, and a change of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from annotator.cli.copies import copy_before
from annotator.cli.narration import NOTHING_CHANGED, count, narrate, one_line
from annotator.cli.open_screen import annotator_name
from annotator.cli.printer import Record, emit, record_of
from annotator.cli.schemes import (
    database_scheme,
    guidelines_in_use,
    new_scheme,
    own_scheme,
    profile_in_use,
    scheme_in_use,
)
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import QuoteType
from annotator.core.profiles import profile_named
from annotator.core.program.editor import leave_to_editor, required_editor
from annotator.core.program.resources import read_schema
from annotator.core.revisions import Revision
from annotator.core.scheme import DEFAULT_SCHEME, LabelScheme, read_scheme
from annotator.exchange.atomic import written
from annotator.store.files.database import opened, reading
from annotator.store.log.revisions import all_revisions, lineage
from annotator.store.schemes import (
    EVERYTHING,
    QUOTES,
    Counted,
    Guidelines,
    change_scheme,
    changes,
    counted_now,
    keep_profile,
    kept_profile,
    planned,
    stale,
    stored_scheme,
)
from annotator.store.sqlite.copies import Why
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.importer import undecided_suggestions

_WHO, _WHY = 60, 200
"""Cells of a name and of a reason in a line."""


def scheme(db: Path, as_json: bool) -> None:
    """Show or change the label scheme and the guidelines.

    Without a word: all revisions, what each changed, and how many decisions hold what it is about; behind a - what came
    in on another copy, for which a later one counts.
    """
    with reading(db) as connection:
        revisions, counted = all_revisions(connection), changes(connection)
    if as_json:
        columns = ("uuid", "at", "who", "reason", "name", "version")
        numbered = [record_of(revision, "number", *columns) for revision in revisions if revision.number]
        others = [record_of(revision, *columns) for revision in revisions if not revision.number]
        changed = [*map(change_record, counted)]
        emit({"schema": "annotator/scheme@1", "revisions": numbered, "others": others, "changes": changed})
    else:
        emit(_lines(revisions, counted))


def change(
    db: Path,
    file: Path | None,
    reason: str | None,
    guidelines: Path | None,
    edit: bool,
    affects: list[str] | None,
    dry_run: bool,
    who: str | None,
) -> None:
    """Change the label scheme, or the text of the guidelines.

    In FILE, was = "old" on a topic renames it, was = ["a", "b"] merges, the same was on two topics splits, and
    retired = true keeps a topic for the record only; attributes and their values alike. No decision changes: a renamed
    or merged label is read under its new key, and `annotator list stale` has decisions with what was split or retired.
    """
    if file is None and guidelines is None:
        raise UsageError("there is nothing to change", "name the FILE of a scheme, or one with --guidelines")
    reason = (reason or "").strip()
    if not dry_run and not reason:
        raise UsageError("a change needs a reason", 'say why with --reason "…", or look at it with --dry-run')

    name, new = annotator_name(who), new_scheme(file)
    if edit and guidelines is not None:
        required_editor()
        if not guidelines.exists():
            with reading(db) as connection, written(guidelines) as started:
                started.write(guidelines_in_use(connection).encode("utf-8"))
        read_scheme(guidelines, "text of guidelines")  # an editor may spoil what is none, such as a database
        leave_to_editor(guidelines, nullcontext())
    with opened(db) as connection:
        stored = stored_scheme(connection)
        scheme = scheme_in_use(new, stored, profile_in_use(db, kept_profile(connection), None, new, stored))
        text = _new_guidelines(connection, guidelines, affects or (), scheme)
        plan = planned(connection, new, text, reason)
        counted = counted_now(connection, plan.labels, plan.changes)
        narrate(*map(_change_line, counted))
        if plan.event is None or dry_run:
            narrate(f"{db} has these already" if plan.event is None else NOTHING_CHANGED)
            return
        copy_before(db, Why.SCHEME)
        change_scheme(connection, new, text, who=name, reason=reason)
        number = lineage(connection)[-1].number
        suggestions = undecided_suggestions(connection) if counted else (0, 0)
    narrate(f"{db}: revision {number} from now on")
    waiting = stale(counted)
    if waiting:
        hint = "`annotator list stale` lists them, `annotator annotate --again` opens yours"
        narrate(f"{count(len(waiting), 'decision')} to look at: {hint}")
    _narrate_suggestions("suggestions as they were before", *suggestions)


def text(db: Path) -> None:
    """Print the label scheme in use.

    As TOML, to be edited for `annotator scheme change`.
    """
    with reading(db) as connection:
        in_use = stored_scheme(connection) or read_schema(DEFAULT_SCHEME)
    emit(in_use.encode("utf-8"))


def guidelines(db: Path) -> None:
    """Print the text of the guidelines in use.

    To be edited for `annotator scheme change --guidelines`.
    """
    with reading(db) as connection:
        in_use = guidelines_in_use(connection)
    emit(in_use.encode("utf-8"))


def _new_guidelines(
    connection: Connection, file: Path | None, affects: Sequence[str], scheme: LabelScheme
) -> Guidelines | None:
    """The new text beside the one so far.

    Raises UsageError for what guidelines cannot affect, InputRefused for a file with nothing in it.
    """
    if file is None:
        return None

    for what in affects:
        if what not in (EVERYTHING, QUOTES, *QuoteType, *(topic.key for topic in scheme.topics)):
            known = f"{EVERYTHING}, {QUOTES}, {', '.join(QuoteType)} or the key of a topic"
            raise UsageError(f"--affects {one_line(what, 40)!r} is nothing that guidelines affect", f"choose {known}")
    new = read_scheme(file, "text of guidelines")
    if not new.strip():
        raise InputRefused(f"{file}: empty", "there is nothing to read in it")
    return Guidelines(guidelines_in_use(connection, scheme.profile), new, tuple(affects))


def _change_line(counted: Counted) -> str:
    """A change in words, with the decisions that hold what it is about."""
    held = count(len(counted.affected), "decision")
    what = one_line(counted.change, _WHY)
    return f"{what}: {held}{' to be looked at' if counted.asks and counted.affected else ''}"


def _lines(revisions: tuple[Revision, ...], counted: tuple[Counted, ...]) -> list[str]:
    lines = []
    for revision in revisions:
        since = f"since {(revision.at or '')[:16].replace('T', ' ')} UTC" if revision.at else "from the beginning"
        name = one_line(f"{revision.name} {revision.version}", _WHO)
        whose = f", by {one_line(revision.who, _WHO)}: {one_line(revision.reason or '', _WHY)}" if revision.who else ""
        lines.append(f"{revision.number or '-'}  {since}  {name}{whose}")
        lines += [
            f"   {entry.number}  {_change_line(entry)}" for entry in counted if entry.revision.key == revision.key
        ]
    return lines


def change_record(counted: Counted) -> Record:
    """A change with its counts, as JSON has it."""
    return {
        "number": counted.number,
        "revision": counted.revision.number,
        **record_of(counted.revision, "at", "reason"),
        **record_of(counted.change, "kind", "of", "attribute", "old", "new"),
        "affected": len(counted.affected),
        "to_look_at": counted.open,
    }


# ---- the guideline profile


def profile(db: Path, name: str | None) -> None:
    """Show or change what counts as a quote.

    The database keeps one guideline profile for everybody: import, resuggest, train, evaluate and the screen's
    guidelines go by it. A change leaves all decisions and suggestions as they are; resuggest makes new suggestions for
    what nobody has decided.
    """
    if name is None:
        print(database_scheme(db, None).profile)
        return
    profile_named(name)
    with opened(db) as connection:
        before = own_scheme(connection).profile
        keep_profile(connection, name)
        suggestions = undecided_suggestions(connection, name)
    if before == name:
        narrate(f"{db}: the guideline profile is {name} already")
    else:
        narrate(f"{db}: the guideline profile is {name} from now on; it was {before}")
    _narrate_suggestions("suggestions for another profile", *suggestions)


def _narrate_suggestions(what: str, anew: int, stay: int) -> None:
    """Say in how many undecided sentences `resuggest` makes suggestions anew, and in how many it leaves those there."""
    if anew:
        narrate(f"{what} in {count(anew, 'undecided sentence')}: `annotator resuggest` makes new ones")
    if stay:
        narrate(
            f"{what} in {count(stay, 'undecided sentence')} stay: several people decide on these articles, somebody has"
            " begun, and all are to see the same"
        )
