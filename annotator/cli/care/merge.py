"""`annotator db merge`: join copies of a database that were worked on apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.cli.copies import copy_before
from annotator.cli.narration import NOTHING_CHANGED, count, narrate, one_line
from annotator.cli.printer import Record, emit, record_of
from annotator.core.decision import shown_name
from annotator.core.errors import DoneInPart
from annotator.store.merge.joining import Merged
from annotator.store.merge.merger import merge as join
from annotator.store.sqlite.copies import Why

_SHOWN = 60
"""Cells of a name in a message."""
_LISTED_AT_MOST = 20
"""Lines of one kind that are told of a copy."""
_COUNTED = {
    "runs": "run of suggestions",
    "suggestions": "suggestion",
    "reviews": "review",
    "remove": "removal",
    "assign": "assignment",
    "qualification": "qualification",
    "result": "result",
    "take": "lease",
}
"""What is counted for people, by table or kind of event."""


def merge(db: Path, copies: list[Path], dry_run: bool = False, as_json: bool = False) -> None:
    """Join copies that were worked on apart.

    What OTHER has comes to --db, which is made where it is missing.

    Nothing is lost or doubled: in any order, and as often as you like, the same comes out. OTHER is only read, checked
    row by row, and never changed; if one is refused, nothing is taken of any. People may go on working in --db.
    """
    if not dry_run:
        copy_before(db, Why.MERGE)
    merged = join(db, copies, dry_run=dry_run)
    if as_json:
        emit(merge_record(merged, db, dry_run))
    else:
        for one in merged:
            narrate(*_told(one))
        if dry_run:
            narrate(NOTHING_CHANGED)
    left_out = sum(one.left_out for one in merged)
    if left_out:
        raise DoneInPart(
            f"{count(left_out, 'decided sentence')} left out, as their articles are cut into other sentences here",
            "import these articles in one place, and hand on copies of that database",
        )


def merge_record(merged: Sequence[Merged], db: Path, dry_run: bool) -> Record:
    """What was done, as schemas/merge.schema.json has it."""
    return {
        "schema": "annotator/merge@1",
        "database": str(db),
        "dry_run": dry_run,
        "copies": [
            {
                "path": str(one.source),
                "rows": dict(sorted(one.rows.items())),
                "decisions": dict(sorted(one.decisions.items())),
                **record_of(one, "articles", "renamed_ids", "cut_otherwise", "twice_decided", "twice_taken"),
                **record_of(one, "renamings", "kept", "replaced", "drafts", "drafts_dropped", "results_kept"),
            }
            for one in merged
        ],
    }


def _told(merged: Merged) -> Iterator[str]:
    """What people are told of a copy, line by line."""
    name = one_line(merged.source)
    came = ", ".join(_what_came(merged))
    yield f"{name}: {came} came" if came else f"{name}: nothing new"
    for lines in (
        _other_ids(merged, name),
        _left_out(merged, name),
        _twice_decided(merged),
        _twice_taken(merged),
        _renamings(merged),
        _settings(merged, name),
    ):
        told = list(lines)
        yield from told[:_LISTED_AT_MOST]
        if len(told) > _LISTED_AT_MOST:
            yield f"and {len(told) - _LISTED_AT_MOST} more like these; --json has them all"


def _what_came(merged: Merged) -> Iterator[str]:
    if merged.articles:
        yield count(len(merged.articles), "article")
    if merged.decisions:
        by_name = ", ".join(f"{_person(name)} {number}" for name, number in sorted(merged.decisions.items()))
        yield f"{count(merged.decisions.total(), 'decision')} ({by_name})"
    turned = merged.rows["undo"] + merged.rows["redo"]
    if turned:
        yield f"{count(turned, 'step')} undone or redone"
    for table, noun in _COUNTED.items():
        if merged.rows[table]:
            yield count(merged.rows[table], noun)
    if merged.drafts:
        yield count(merged.drafts, "unconfirmed edit")


def _other_ids(merged: Merged, name: str) -> Iterator[str]:
    for one in merged.renamed_ids:
        wanted, given = one_line(one.wanted, _SHOWN), one_line(one.given, _SHOWN)
        yield f"another text has the id {wanted} here: the article of {name} is {given}"


def _left_out(merged: Merged, name: str) -> Iterator[str]:
    for cut in merged.cut_otherwise:
        decided = ", ".join(f"{_person(one)} {number}" for one, number in cut.left_out.items()) or "none decided"
        yield (
            f"article {cut.article} ({one_line(cut.title, _SHOWN)}) is cut into other sentences in {name}:"
            f" its decisions there are left out ({decided})"
        )


def _twice_decided(merged: Merged) -> Iterator[str]:
    alike = sum(twice.alike for twice in merged.twice_decided)
    if alike:
        yield f"{count(alike, 'sentence')} decided on two copies alike: both decisions are kept"
    for twice in merged.twice_decided:
        if not twice.alike:
            counts = f"the later, of {one_line(twice.at, _SHOWN)}, counts" if twice.at else "both were taken back"
            where = f"{twice.document}:{twice.sentence}"
            yield f"{_person(twice.annotator)} decided {where} on two copies: {counts}"


def _twice_taken(merged: Merged) -> Iterator[str]:
    for twice in merged.twice_taken:
        holder, other = _person(twice.holder), _person(twice.other)
        yield (
            f"slot {twice.slot} of article {twice.document} was taken on two copies, by {holder} and by {other}:"
            f" {holder} has it, and what {other} decided stays, and {other} goes on there once a slot of it is free"
        )


def _renamings(merged: Merged) -> Iterator[str]:
    for one in merged.renamings:
        old, new = one_line(one.old, _SHOWN), one_line(one.new, _SHOWN)
        if one.stands:
            yield f"speaker {old} is now {new} in all articles; `annotator rename` does it in other decisions"
        else:
            yield f"speaker {old} was renamed {new}, and that was taken back"


def _settings(merged: Merged, name: str) -> Iterator[str]:
    words = {"scheme": "label scheme", "profile": "guideline profile"}
    for replaced in merged.replaced:
        yield f"the {words[replaced]} of {name} is in use from now on, as it is the later one"
    for kept in merged.kept:
        yield f"{name} has another {words[kept]}: the one here is later and stays in use"
    if merged.drafts_dropped:
        yield f"{count(merged.drafts_dropped, 'unconfirmed edit')} dropped: decided or edited on another copy too"
    if merged.results_kept:
        yield f"{count(merged.results_kept, 'qualification result')} of people who have one here: the first one counts"


def _person(name: str) -> str:
    return one_line(shown_name(name), _SHOWN)
