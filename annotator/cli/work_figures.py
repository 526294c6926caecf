"""What `annotator stats` tells of people's work, read from the database: as a record, as a table, as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.core.decision import PREFIXES, Role, shown_name
from annotator.core.errors import UsageError

if TYPE_CHECKING:
    from annotator.measure.work_time import Worked, WorkStep
    from annotator.store.read.reader import Reader

CURVE = 100
"""Sentences that one point of the curve of learning is made of."""
CSV_HEADS = ("date", "annotator", "role", "active_hours", "sentences", "idle_cut_seconds", "timezone")


class By(StrEnum):
    """What time is added up by."""

    ANNOTATOR = "annotator"
    DAY = "day"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which details are wanted. `idle_cut`: seconds that a decision counts at most; `zone` says which day it is."""

    idle_cut: float
    zone: tzinfo = UTC
    zone_name: str = "UTC"
    by: By | None = None
    curve: bool = False
    suggestions: bool = False
    progress: bool = False

    @property
    def told(self) -> str:
        """What is counted, for people."""
        return f"(a decision counts at most {self.idle_cut:g} s)"


class Detail(NamedTuple):
    """One kind of figures: its key and value in the record, and the same as text."""

    key: str
    record: Any
    text: str


def zone_named(name: str) -> tzinfo:
    """A time zone by its name. Raises UsageError where there is none of that name."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = "name one of the IANA database, such as Europe/Berlin, or UTC"
        raise UsageError(f"no time zone {name!r} on this computer", hint) from None


def details(reader: Reader, asked: Asked) -> Iterator[Detail]:
    """Yield what is wanted, in the order of the options."""
    steps = _steps(reader, asked) if asked.by or asked.curve or asked.progress else []
    if asked.by is not None:
        yield _time(reader, asked, asked.by, steps)
    if asked.curve:
        yield _curve(asked, steps)
    if asked.suggestions:
        yield _suggestions(reader)
    if asked.progress:
        yield _progress(reader, asked, steps)


def pay_rows(reader: Reader, asked: Asked) -> Iterator[tuple[str, ...]]:
    """Yield a row of `CSV_HEADS` for each day and annotator, by date."""
    from annotator.measure.work_time import added_up, day_of

    steps = _steps(reader, asked)
    sums = added_up(steps, lambda step: (day_of(step.at, asked.zone).isoformat(), step.annotator, step.role))
    for (day, name, role), worked in sorted(sums.items(), key=lambda item: item[0]):
        person = name.removeprefix(PREFIXES[role])
        figures = (f"{worked.hours:.2f}", str(worked.sentences), f"{asked.idle_cut:g}")
        yield day, person, role.value, *figures, asked.zone_name


def _steps(reader: Reader, asked: Asked) -> list[WorkStep]:
    from annotator.measure.work_time import steps_of_work

    return list(steps_of_work(reader.said(), asked.idle_cut))


def _time(reader: Reader, asked: Asked, by: By, steps: list[WorkStep]) -> Detail:
    from annotator.cli.work_tables import in_role, time_table, worked_record
    from annotator.measure.work_time import added_up, day_of

    articles = {article.number: article for article in reader.articles()} if by is By.DOCUMENT else {}
    keys: Mapping[By, Callable[[WorkStep], tuple[Any, Role]]] = {
        By.ANNOTATOR: lambda step: (step.annotator, step.role),
        By.DAY: lambda step: (day_of(step.at, asked.zone).isoformat(), step.role),
        By.DOCUMENT: lambda step: (step.document, step.role),
    }
    sums: list[tuple[tuple[Any, Role], Worked]] = sorted(added_up(steps, keys[by]).items(), key=lambda item: item[0])

    def name(key: tuple[Any, Role]) -> str:
        if by is By.ANNOTATOR:
            return shown_name(key[0])
        shown = f"{key[0]} {articles[key[0]].name}" if by is By.DOCUMENT else key[0]
        return shown + in_role(key[1])

    groups = [
        {by.value: key[0], **({"id": articles[key[0]].id} if by is By.DOCUMENT else {}), "role": key[1].value}
        | worked_record(worked)
        for key, worked in sums
    ]
    record = {"by": by.value, "idle_cut": asked.idle_cut, "timezone": asked.zone_name, "groups": groups}
    told = f"(a decision counts at most {asked.idle_cut:g} s; days in {asked.zone_name})"
    title = "article" if by is By.DOCUMENT else by.value
    return Detail("time", record, time_table(title, [(name(key), key[1], worked) for key, worked in sums], told))


def _curve(asked: Asked, steps: list[WorkStep]) -> Detail:
    from annotator.cli.work_tables import curve_table, worked_record
    from annotator.measure.work_time import learning_curve

    people = sorted({(step.annotator, step.role) for step in steps if step.worked.sentences})
    curves = {
        (name, role): learning_curve((step for step in steps if step.annotator == name), CURVE) for name, role in people
    }
    record = {
        "size": CURVE,
        "idle_cut": asked.idle_cut,
        "annotators": [
            {
                "annotator": name,
                "role": role.value,
                "points": [{"from": at * CURVE + 1, **worked_record(worked)} for at, worked in enumerate(curve)],
            }
            for (name, role), curve in curves.items()
        ],
    }
    return Detail("curve", record, curve_table({name: curve for (name, _), curve in curves.items()}, CURVE, asked.told))


def _suggestions(reader: Reader) -> Detail:
    from annotator.cli.work_tables import share_record, taken_table
    from annotator.measure.bias import by_rule, by_score, offered

    quotes = list(offered(reader.decided()))
    rules, scores = by_rule(quotes), by_score(quotes)
    record = {
        "by_rule": [share_record("rule", share) for share in rules],
        "by_score": [share_record("score", share) for share in scores],
    }
    return Detail("suggestions", record, taken_table(rules, scores))


def _progress(reader: Reader, asked: Asked, steps: list[WorkStep]) -> Detail:
    from annotator.cli.work_tables import progress_record, progress_table
    from annotator.measure.work_time import ASSUMPTION, in_all, progress

    people = [step for step in steps if step.role is Role.ANNOTATOR]
    each = [
        progress(workload, [step for step in people if workload.annotator in ("", step.annotator)])
        for workload in reader.workloads()
    ]
    together = in_all(each)
    record = {
        "assumption": ASSUMPTION,
        "idle_cut": asked.idle_cut,
        "annotators": [{"annotator": one.annotator, **progress_record(one)} for one in each if one.annotator],
        "not_taken": next((progress_record(one) for one in each if not one.annotator), None),
        "all": progress_record(together),
    }
    return Detail("progress", record, progress_table(each, together))
