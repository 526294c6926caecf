"""`annotator stats`: what is in the database, who has done how much, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, tzinfo
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from annotator.cli.narration import count, on_this_database, one_line
from annotator.cli.options import refuse_unused
from annotator.cli.printer import (
    Detail,
    Record,
    apart,
    bars,
    bounds,
    csv_table,
    decimals,
    emit,
    figure_record,
    figures_table,
    percent,
    record_of,
    rounded,
    span_of_time,
    wrapped,
)
from annotator.cli.schemes import own_scheme
from annotator.core.decided import Progress
from annotator.core.decision import PREFIXES, Role, in_role, shown_name
from annotator.core.errors import UsageError
from annotator.core.session.desk import new_decisions_told, unconfirmed_told
from annotator.measure.bias import offered_quotes, taken_by
from annotator.measure.work_time import (
    ASSUMPTION,
    IDLE_CUT,
    Worked,
    WorkStep,
    added_up,
    day_of,
    learning_curve,
    progress_of_each,
    steps_of_work,
    total_progress,
    total_work,
)
from annotator.store.articles import documents
from annotator.store.read.reader import Reader, decisions_made, progress_by_annotator

CURVE = 100
"""Sentences that one point of the curve of learning is made of."""
CSV_HEADS = ("date", "annotator", "role", "active_hours", "sentences", "idle_cut_seconds", "timezone")


class TimeBy(StrEnum):
    """What time is added up by."""

    ANNOTATOR = "annotator"
    DAY = "day"
    DOCUMENT = "document"


def stats(
    *,
    db: Path,
    by: list[TimeBy] | None,
    curve: bool,
    suggestions: bool,
    progress: bool,
    idle_cut: float = IDLE_CUT,
    timezone: str = "UTC",
    as_csv: bool,
    as_json: bool,
) -> None:
    """Show what is in the database, and who decided how much.

    Articles, sentences, suggestions and decisions by annotator, and how the file is kept. Time is counted from what
    each decision took, corrected and undone ones too, not by the clock on the wall.
    """
    if by and len(by) > 1:
        raise UsageError("--by is given more than once", "ask for one table; --csv has days and annotators in one")
    if not (by or curve or progress or as_csv):
        refuse_unused("without --by, --curve, --progress or --csv", "idle_cut")
    if not (by or as_csv):
        refuse_unused("without --by or --csv", "timezone")
    zone = zone_named(timezone)
    with Reader(db) as reader:
        steps = list(steps_of_work(reader.ask(decisions_made), idle_cut)) if by or curve or progress or as_csv else []
        if as_csv:
            sums = added_up(steps, lambda step: (day_of(step.at, zone).isoformat(), step.annotator, step.role))
            rows = (
                (
                    day,
                    name.removeprefix(PREFIXES[role]),
                    role.value,
                    worked.hours,
                    worked.sentences,
                    f"{idle_cut:g}",
                    str(zone),
                )
                for (day, name, role), worked in sorted(sums.items())
            )
            emit(csv_table(CSV_HEADS, rows, digits=2))
            return
        details = [_time(reader, grouped, steps, idle_cut, zone) for grouped in by or ()]
        details += [_curve(steps, idle_cut)] if curve else []
        details += [_suggestions(reader)] if suggestions else []
        details += [_progress(reader, steps, idle_cut)] if progress else []
        if details and not as_json:
            emit(*(detail.lines for detail in details))
            return
        stats, profile = reader.stats(), reader.ask(own_scheme).profile
    if as_json:
        about = {"schema": "annotator/stats@1", "database": str(db), "profile": profile}
        people = [person | {"seconds": round(person["seconds"], 1)} for person in stats["annotators"]]
        emit({**about, **stats, "annotators": people, **{detail.key: detail.record for detail in details}})
    else:
        emit([*_lines(db, profile, stats)])


def _lines(db: Path, profile: str, figures: Record) -> Iterator[str]:
    removed = f", and {figures['removed']} removed" if figures["removed"] else ""
    yield f"database    {db} (SQLite {figures['sqlite']}, journal {figures['journal']})"
    yield f"profile     {profile}"
    yield f"articles    {figures['documents']}{removed}"
    yield f"sentences   {figures['sentences']}"
    yield f"suggested   {count(figures['suggested_quotes'], 'quote')}"
    for run in figures["runs"]:
        decided = run["adapted_to"]
        adapted = f", adapted to {count(decided, 'decided sentence')}" if decided else ""
        yield f"run         {run['id']}: {run['pipeline']} {run['version']}{adapted}"
    if figures["preferred"] is not None:
        yield f"preferred   {figures['preferred']}"
    if figures["new_decisions"]:
        decided_since = f"{new_decisions_told(figures['new_decisions'])} decided since"
        yield on_this_database(f"            {decided_since}: `annotator resuggest` adapts what is undecided to it")
    for person in figures["annotators"]:
        answered = person["decided"] + person["skipped"]
        pace = (
            f"; {person['seconds'] / answered:.1f} s and {person['keys'] / answered:.1f} keys each" if answered else ""
        )
        yield (
            f"annotator   {one_line(person['name'], 60)}: {person['decided']} decided of {figures['sentences']}"
            f" ({person['accepted']} confirmed, {person['rejected']} rejected); {person['skipped']} skipped,"
            f" {person['flagged']} flagged{pace}"
        )
        if person["unconfirmed"]:
            yield f"            {unconfirmed_told(person['unconfirmed'])}"
    if any(person["keys"] for person in figures["annotators"]):
        yield "            each: of what stands; `--by annotator` counts corrections and undone work too"


# ---- details of people's work


def zone_named(name: str) -> tzinfo:
    """A time zone by its name. Raises UsageError where there is none of that name."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = "name one of the IANA database, such as Europe/Berlin, or UTC"
        raise UsageError(f"no time zone {name!r} on this computer", hint) from None


def _time(reader: Reader, by: TimeBy, steps: list[WorkStep], idle_cut: float, zone: tzinfo) -> Detail:
    """Active hours and pace of each group, with bars of the hours.

    What people did in another role than annotating is named so and added up apart.
    """
    by_article = by is TimeBy.DOCUMENT
    articles = {article.id: article for article in reader.ask(documents.articles)} if by_article else {}

    def group(step: WorkStep) -> tuple[Any, Role, str, str]:
        """What the record says of the group, its role, the id of its article, and its name for people."""
        if by is TimeBy.ANNOTATOR:
            return step.annotator, step.role, "", shown_name(step.annotator, _NAME)
        if by is TimeBy.DAY:
            day = day_of(step.at, zone).isoformat()
            return day, step.role, "", day + in_role(step.role)
        article = articles[step.document]
        name = step.role.name_of(f"{article.number} {article.name}")
        return article.number, step.role, article.id, shown_name(name, _NAME)

    sums = sorted(added_up(steps, group).items())
    groups = [
        {by.value: of, **({"id": key} if by_article else {}), "role": role} | worked_record(worked)
        for (of, role, key, _), worked in sums
    ]
    rows = [(name, *_pace(worked)) for (*_, name), worked in sums]
    drawn = bars([worked.seconds for _, worked in sums], _BAR // 2)
    for role in Role:
        of_role = [worked for (_, other, *_), worked in sums if other is role]
        if len(of_role) > 1:
            rows.append((f"all{in_role(role)}", *_pace(total_work(of_role))))
    heads = ("article" if by_article else by.value, "hours", "sentences", "an hour", "s each", "keys each")
    heading = f"active time (a decision counts at most {idle_cut:g} s; days in {zone})"
    return Detail(
        "time",
        {"by": by, "idle_cut": idle_cut, "timezone": str(zone), "groups": groups},
        apart(wrapped(heading), figures_table(heads, rows, drawn, _NAME)),
    )


def _curve(steps: list[WorkStep], idle_cut: float) -> Detail:
    """Seconds and keys a sentence of each annotator's first CURVE sentences, the next, and so on."""
    people = sorted({(step.annotator, step.role) for step in steps if step.worked.sentences})
    heading = f"pace over each annotator's sentences, {CURVE} by {CURVE} (a decision counts at most {idle_cut:g} s)"
    annotators, parts = [], [wrapped(heading)]
    for name, role in people:
        curve = learning_curve((step for step in steps if step.annotator == name), CURVE)
        points = [(1 + number * CURVE, worked) for number, worked in enumerate(curve)]
        records = [{"from": first, **worked_record(worked)} for first, worked in points]
        annotators.append({"annotator": name, "role": role, "points": records})
        points = [(first, worked) for first, worked in points if worked.sentences]
        rows = [(f"{first}-{first + CURVE - 1}", worked.sentences, *_pace(worked)[-2:]) for first, worked in points]
        drawn = bars([worked.seconds_a_sentence or 0.0 for _, worked in points], 2 * _BAR)
        heads = ("number", "sentences", "s each", "keys each")
        parts.append([shown_name(name, _NAME), *figures_table(heads, rows, drawn, _NAME)])
    return Detail("curve", {"size": CURVE, "idle_cut": idle_cut, "annotators": annotators}, apart(*parts))


def _suggestions(reader: Reader) -> Detail:
    """The share of suggested quotes that were taken as they stood, by rule and by score."""
    quotes = list(offered_quotes(reader.decided()))
    record: Record = {}
    parts = [wrapped("suggested quotes taken as they stood, of those that somebody had in sight")]
    shown = partial(percent, sign=" %")
    for head in ("rule", "score"):
        shares = taken_by(head, quotes)
        record[f"by_{head}"] = [
            {head: kind, "taken": taken.given, "offered": taken.of, **figure_record("share", taken.figure())}
            for kind, taken in shares
        ]
        rows = [
            (kind, f"{taken.given} of {taken.of}", shown(taken.share), bounds(taken.figure(), shown))
            for kind, taken in shares
        ]
        drawn = bars([taken.share or 0.0 for _, taken in shares], _BAR, whole=1.0)
        parts.append(figures_table((head, "taken", "share", "95 % interval"), rows, drawn, _RULE))
    return Detail("suggestions", record, apart(*parts))


def _progress(reader: Reader, steps: list[WorkStep], idle_cut: float) -> Detail:
    """How far each annotator is, and the time that the rest takes, with what that takes for granted."""
    each = progress_of_each(reader.ask(progress_by_annotator), steps)
    whole = total_progress(each)
    record = {
        "assumption": ASSUMPTION,
        "idle_cut": idle_cut,
        "annotators": [
            {"annotator": progress.annotator, **progress_record(progress)} for progress in each if progress.annotator
        ],
        "not_taken": next((progress_record(progress) for progress in each if not progress.annotator), None),
        "all": progress_record(whole),
    }
    named = [(progress.annotator or "(not taken yet)", progress) for progress in each]
    named += [("all", whole)] if len(each) > 1 else []
    rows = [
        (
            name,
            f"{progress.decided} of {progress.sentences}",
            progress.left,
            decimals(progress.seconds_a_sentence),
            span_of_time(progress.seconds_left),
        )
        for name, progress in named
    ]
    heads = ("annotator", "decided", "left", "s each", "time left")
    drawn = bars(
        [progress.decided / progress.sentences if progress.sentences else 0.0 for _, progress in named], _BAR, whole=1.0
    )
    heading = wrapped(f"progress; the time left is {ASSUMPTION}")
    return Detail("progress", record, apart(heading, figures_table(heads, rows, drawn, _NAME)))


_NAME = 20
"""Cells of a name or a title in a table, so that the figures and a bar beside it fit in 80 cells."""
_RULE = 30
_BAR = 20


def worked_record(worked: Worked) -> Record:
    """The figures of one group as schemas/stats.schema.json has them."""
    return {
        "active_seconds": round(worked.seconds, 2),
        "cut_seconds": round(worked.cut, 2),
        **record_of(worked, "steps", "keys", "sentences"),
        **{name: rounded(getattr(worked, name)) for name in _PER},
    }


_PER = ("sentences_an_hour", "seconds_a_sentence", "keys_a_sentence")


def progress_record(progress: Progress) -> Record:
    """How far one annotator is, or all are."""
    return {
        **record_of(progress, "sentences", "decided", "left"),
        "seconds_a_sentence": rounded(progress.seconds_a_sentence),
        "seconds_left": rounded(progress.seconds_left, 0),
    }


def _pace(worked: Worked) -> tuple[object, ...]:
    return (
        decimals(worked.hours, 2),
        worked.sentences,
        decimals(worked.sentences_an_hour, 0),
        decimals(worked.seconds_a_sentence),
        decimals(worked.keys_a_sentence),
    )
