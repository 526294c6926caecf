"""What `annotator stats` tells of people's work, read from the database: as a record, as a table, as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.cli.charts import bars
from annotator.cli.tables import figures_table, wrapped
from annotator.core.decision import PREFIXES, Role, shown_name
from annotator.core.drawable import one_line
from annotator.core.errors import UsageError
from annotator.measure.work_time import ASSUMPTION

if TYPE_CHECKING:
    from annotator.measure.bias import Share
    from annotator.measure.work_time import Progress, Worked, WorkStep
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
    from annotator.measure.bias import by_rule, by_score, offered

    quotes = list(offered(reader.decided()))
    rules, scores = by_rule(quotes), by_score(quotes)
    record = {
        "by_rule": [share_record("rule", share) for share in rules],
        "by_score": [share_record("score", share) for share in scores],
    }
    return Detail("suggestions", record, taken_table(rules, scores))


def _progress(reader: Reader, asked: Asked, steps: list[WorkStep]) -> Detail:
    from annotator.measure.work_time import in_all, progress_of_each

    each = progress_of_each(reader.workloads(), steps)
    together = in_all(each)
    record = {
        "assumption": ASSUMPTION,
        "idle_cut": asked.idle_cut,
        "annotators": [{"annotator": one.annotator, **progress_record(one)} for one in each if one.annotator],
        "not_taken": next((progress_record(one) for one in each if not one.annotator), None),
        "all": progress_record(together),
    }
    return Detail("progress", record, progress_table(each, together))


# ---- the tables


_NAME = 20
"""Cells of a name or a title in a table, so that the figures and a bar beside it fit in 80 cells."""
_RULE = 30
_BAR = 20


def time_table(title: str, groups: Sequence[tuple[str, Role, Worked]], told: str) -> str:
    """Active hours and pace of each group, with bars of the hours; `told` says what is counted.

    What people did in another role than annotating is named so and added up apart.
    """
    from annotator.measure.work_time import together

    rows = [(name, *_pace(worked)) for name, _, worked in groups]
    drawn = bars([worked.seconds for _, _, worked in groups], _BAR // 2)
    for role in Role:
        of_role = [worked for _, one, worked in groups if one is role]
        if len(of_role) > 1:
            rows.append((f"all{in_role(role)}", *_pace(together(of_role))))
    heads = (title, "hours", "sentences", "an hour", "s each", "keys each")
    return f"{_wrapped(f'active time {told}')}\n{figures_table(heads, rows, drawn, _NAME)}"


def in_role(role: Role) -> str:
    """What is written behind a name for work in that role; nothing for annotating.

    >>> in_role(Role.REVIEWER), in_role(Role.ANNOTATOR)
    (' (review)', '')
    """
    return f" ({PREFIXES[role][:-1]})" if PREFIXES[role] else ""


def curve_table(curves: Mapping[str, Sequence[Worked]], size: int, told: str) -> str:
    """Seconds and keys a sentence of each annotator's first `size` sentences, the next, and so on."""
    parts = [_wrapped(f"pace over each annotator's sentences, {size} by {size} {told}")]
    for name, curve in curves.items():
        places = [(at * size + 1, worked) for at, worked in enumerate(curve) if worked.sentences]
        rows = [
            (f"{first}-{first + size - 1}", str(worked.sentences), _decimals(worked.seconds_a_sentence),
             _decimals(worked.keys_a_sentence))
            for first, worked in places
        ]  # fmt: skip
        drawn = bars([worked.seconds_a_sentence or 0.0 for _, worked in places], 2 * _BAR)
        heads = ("number", "sentences", "s each", "keys each")
        parts.append(f"\n{one_line(shown_name(name), _NAME)}\n{figures_table(heads, rows, drawn, _NAME)}")
    return "".join(parts)


def taken_table(by_rule: Sequence[Share], by_score: Sequence[Share]) -> str:
    """The share of suggested quotes that were taken as they stood, by rule and by score."""
    parts = [_wrapped("suggested quotes taken as they stood, of those that somebody had in sight")]
    for head, shares in (("rule", by_rule), ("score", by_score)):
        figures = [share.share for share in shares]
        rows = [
            (share.kind, f"{share.taken} of {share.offered}", _percent(figure.value),
             f"{_percent(figure.low)} to {_percent(figure.high)}")
            for share, figure in zip(shares, figures, strict=True)
        ]  # fmt: skip
        drawn = bars([figure.value or 0.0 for figure in figures], _BAR, whole=1.0)
        parts.append(f"\n{figures_table((head, 'taken', 'share', '95 % interval'), rows, drawn, _RULE)}")
    return "".join(parts)


def progress_table(each: Sequence[Progress], together: Progress) -> str:
    """How far each annotator is, and the time that the rest takes, with what that takes for granted."""
    named = [(shown_name(one.annotator) or "(not taken yet)", one) for one in each]
    named += [("all", together)] if len(each) > 1 else []
    rows = [
        (name, f"{one.decided} of {one.sentences}", str(one.left), _decimals(one.seconds_a_sentence),
         span_of_time(one.seconds_left))
        for name, one in named
    ]  # fmt: skip
    drawn = bars([one.decided / one.sentences if one.sentences else 0.0 for _, one in named], _BAR, whole=1.0)
    table = figures_table(("annotator", "decided", "left", "s each", "time left"), rows, drawn, _NAME)
    return f"{_wrapped(f'progress; the time left is {ASSUMPTION}')}\n{table}"


def span_of_time(seconds: float | None) -> str:
    """A length of time for people, in hours and minutes.

    >>> span_of_time(59.0), span_of_time(5430.0), span_of_time(None)
    ('1 min', '1 h 31 min', '-')
    """
    if seconds is None:
        return "-"
    minutes = -int(-seconds // 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


def worked_record(worked: Worked) -> dict[str, Any]:
    """The figures of one group as schemas/stats.schema.json has them."""
    return {
        "active_seconds": round(worked.seconds, 2),
        "cut_seconds": round(worked.cut, 2),
        "steps": worked.steps,
        "keys": worked.keys,
        "sentences": worked.sentences,
        "sentences_an_hour": _rounded(worked.sentences_an_hour),
        "seconds_a_sentence": _rounded(worked.seconds_a_sentence),
        "keys_a_sentence": _rounded(worked.keys_a_sentence),
    }


def share_record(head: str, share: Share) -> dict[str, Any]:
    """One row of the suggestions taken; `head` is `rule` or `score`."""
    figure = share.share
    return {
        head: share.kind,
        "taken": share.taken,
        "offered": share.offered,
        "share": _rounded(figure.value, 4),
        "low": _rounded(figure.low, 4),
        "high": _rounded(figure.high, 4),
    }


def progress_record(one: Progress) -> dict[str, Any]:
    """How far one annotator is, or all are."""
    return {
        "sentences": one.sentences,
        "decided": one.decided,
        "left": one.left,
        "seconds_a_sentence": _rounded(one.seconds_a_sentence),
        "seconds_left": _rounded(one.seconds_left, 0),
    }


def _wrapped(line: str) -> str:
    return "".join(f"{part}\n" for part in wrapped(line))


def _pace(worked: Worked) -> tuple[str, ...]:
    return (
        f"{worked.hours:.2f}",
        str(worked.sentences),
        _decimals(worked.sentences_an_hour, 0),
        _decimals(worked.seconds_a_sentence),
        _decimals(worked.keys_a_sentence),
    )


def _decimals(value: float | None, digits: int = 1) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}".replace("%", " %")


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)
