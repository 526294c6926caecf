"""`annotator db merge`: join copies of a database that were worked on apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from annotator.cli.copies import copy_before
from annotator.cli.narration import NOTHING_CHANGED, count, counted, narrate, one_line
from annotator.cli.printer import emit, record_of
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
    "take": "place",
}
"""What is counted for people, by table or kind of event."""


def merge(db: Path, copies: list[Path], dry_run: bool, as_json: bool) -> None:
    """Join copies that were worked on apart.

    What OTHER has comes to --db, which is made where it is missing.

    Nothing is lost or doubled: in any order, and as often as you like, the same comes out. OTHER is only read, checked
    row by row, and never changed; if one is refused, nothing is taken of any. People may go on working in --db.
    """
    merged = join(db, copies, dry_run=dry_run, before=None if dry_run else lambda: copy_before(db, Why.MERGE))
    if as_json:
        emit(
            {
                "schema": "annotator/merge@1",
                "database": str(db),
                "dry_run": dry_run,
                "copies": [
                    {
                        "path": str(copy.source),
                        "rows": dict(sorted(copy.rows.items())),
                        "decisions": dict(sorted(copy.decisions.items())),
                        **record_of(copy, "articles", "renamed_ids", "cut_otherwise", "twice_decided", "twice_taken"),
                        **record_of(copy, "renamings", "decided_in_out", "corrected_twice", "kept", "replaced"),
                        **record_of(copy, "drafts", "drafts_dropped", "results_kept"),
                    }
                    for copy in merged
                ],
            }
        )
    else:
        for copy in merged:
            narrate(*_copy_lines(copy))
        if dry_run:
            narrate(NOTHING_CHANGED)
    left_out = sum(copy.left_out for copy in merged)
    if left_out:
        raise DoneInPart(
            f"{count(left_out, 'decided sentence')} left out, as their articles are cut into other sentences here",
            "import these articles in one place, and hand on copies of that database",
        )


def _copy_lines(merged: Merged) -> Iterator[str]:
    """What people are told of a copy, line by line."""
    name = one_line(merged.source)
    came = ", ".join(_what_came(merged))
    yield f"{name}: {came} came" if came else f"{name}: nothing new"
    for lines in _remarks(merged, name):
        yield from lines[:_LISTED_AT_MOST]
        if len(lines) > _LISTED_AT_MOST:
            yield f"and {len(lines) - _LISTED_AT_MOST} more like these; --json has them all"


def _what_came(merged: Merged) -> Iterator[str]:
    yield from counted((len(merged.articles), "article", ""))
    if merged.decisions:
        by_name = dict(sorted(merged.decisions.items()))
        yield f"{count(merged.decisions.total(), 'decision')} ({_by_person(by_name)})"
    yield from counted(
        (merged.rows["undo"] + merged.rows["redo"], "step", "undone or redone"),
        *((merged.rows[table], noun, "") for table, noun in _COUNTED.items()),
        (merged.drafts, "unconfirmed edit", ""),
    )


def _remarks(merged: Merged, name: str) -> Iterator[list[str]]:
    """What did not come as it was in the copy, or is otherwise here from now on: the lines of each kind."""
    yield [
        f"another text has the id {_short(renamed.wanted)} here: the article of {name} is {_short(renamed.given)}"
        for renamed in merged.renamed_ids
    ]
    yield [
        f"article {cut.article} ({_short(cut.title)}) is cut into other sentences in {name}:"
        f" its decisions there are left out ({_by_person(cut.left_out) or 'none decided'})"
        for cut in merged.cut_otherwise
    ]
    alike = sum(twice.alike for twice in merged.twice_decided)
    yield counted((alike, "sentence", "decided on two copies alike: both decisions are kept")) + [
        f"{_person(twice.annotator)} decided {twice.document}:{twice.sentence} on two copies:"
        f" {f'the later, of {_short(twice.at)}, counts' if twice.at else 'both were taken back'}"
        for twice in merged.twice_decided
        if not twice.alike
    ]
    yield [
        f"place {twice.slot} of article {twice.document} was taken on two copies, by {holder} and by {other}:"
        f" {holder} has it, and what {other} decided stays, and {other} goes on there once a place of it is free"
        for twice in merged.twice_taken
        for holder, other in [(_person(twice.holder), _person(twice.other))]
    ]
    yield [
        f"speaker {old} is now {new} in all articles; `annotator rename` does it in other decisions"
        if renaming.stands
        else f"speaker {old} was renamed {new}, and that was taken back"
        for renaming in merged.renamings
        for old, new in [(_short(renaming.old), _short(renaming.new))]
    ]
    yield [
        f"{count(out.decisions, 'decision')} of article {out.document}, "
        + (
            f"which is removed: `annotator remove --undo {out.document}` brings it back"
            if out.later is None
            else f"of which article {out.later} is the corrected text now:"
            " `annotator import --revise` with that text once more takes over what was decided"
        )
        for out in merged.decided_in_out
    ] + [
        f"article {twice.document} was corrected on two copies: articles {twice.later} and {twice.other} are in its"
        f" place; `annotator import --revise --of {twice.other}` with the text of {twice.later} leaves that one"
        for twice in merged.corrected_twice
    ]
    lines = [
        f"the {_SETTINGS[setting]} of {name} is in use from now on, as it is the later one"
        for setting in merged.replaced
    ]
    lines += [
        f"{name} has another {_SETTINGS[setting]}: the one here is later and stays in use" for setting in merged.kept
    ]
    yield lines + counted(
        (merged.drafts_dropped, "unconfirmed edit", "dropped: decided or edited on another copy too"),
        (merged.results_kept, "qualification result", "of people who have one here: the first one counts"),
    )


_SETTINGS = {"scheme": "label scheme", "profile": "guideline profile"}


def _short(text: str) -> str:
    return one_line(text, _SHOWN)


def _by_person(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{_person(name)} {number}" for name, number in numbers.items())


def _person(name: str) -> str:
    return shown_name(name, _SHOWN)
