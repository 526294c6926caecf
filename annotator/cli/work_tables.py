"""The tables of `annotator stats` about people's work: time, the curve of learning, suggestions taken, progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.cli.charts import bars
from annotator.cli.tables import figures_table, wrapped
from annotator.core.decision import PREFIXES, Role, shown_name
from annotator.core.drawable import one_line
from annotator.measure.work_time import ASSUMPTION

if TYPE_CHECKING:
    from annotator.measure.bias import Share
    from annotator.measure.work_time import Progress, Worked

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
