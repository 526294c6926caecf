"""What reviews found, as `annotator review --summary` tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from annotator.cli.narration import count
from annotator.cli.tables import figures_table
from annotator.core.drawable import one_line
from annotator.core.review.case import Cause

if TYPE_CHECKING:
    from annotator.core.review.case import Left
    from annotator.measure.figure import Figure
    from annotator.measure.review import ReviewFigures

_NO_CAUSE = "not said"


def summary_record(figures: ReviewFigures, left: Left) -> dict[str, Any]:
    """The figures as schemas/review.schema.json has them."""
    return {
        "schema": "annotator/review@1",
        "left": {
            "differences": left.differences,
            "audit": left.audit,
            "unanimous": left.unanimous,
            "waiting_documents": left.waiting,
        },
        "reviewed": {
            "differences": figures.differences,
            "audited": figures.audited,
            "settled_unseen": figures.settled,
        },
        "overturned": _record(figures.overturned),
        "overturned_tokens": _record(figures.overturned_tokens),
        "marked_side": _record(figures.marked_side),
        "own": _record(figures.own),
        "taken": {name: _record(figure) for name, figure in figures.taken.items()},
        "causes": [
            {
                "paragraph": one.paragraph,
                **{cause.value: one.causes.get(cause, 0) for cause in Cause},
                "not_said": one.causes.get(None, 0),
            }
            for one in figures.causes
        ],
    }


def summary_lines(figures: ReviewFigures, left: Left) -> Iterator[str]:
    """The figures for people."""
    yield (
        f"reviewed  {count(figures.differences, 'difference')}, {figures.audited} of the audit;"
        f" {figures.settled} settled unseen"
    )
    yield (
        f"left      {count(left.differences, 'difference')}, {left.audit} of the audit;"
        f" {left.unanimous} to settle unseen (--settle)"
    )
    yield ""
    shares = {
        "marked alike, sentence changed": figures.overturned,
        "marked alike, word changed": figures.overturned_tokens,
        "some marked a quote: it stands": figures.marked_side,
        "difference settled as by nobody": figures.own,
        **{f"difference settled as by {name}": figure for name, figure in figures.taken.items()},
    }
    rows = [(name, *map(_percent, (one.value, one.low, one.high))) for name, one in shares.items()]
    whys = [one_line(one.why or "") for one in shares.values()]
    yield figures_table(("share of", "%", "from", "to"), rows, whys, name=44).rstrip("\n")
    if figures.causes:
        yield ""
        heads = ("why they differed, about", *(cause.words for cause in Cause), _NO_CAUSE)
        causes = [
            (
                "no paragraph" if one.paragraph is None else one_line(one.paragraph),
                *(str(one.causes.get(cause, 0)) for cause in (*Cause, None)),
            )
            for one in figures.causes
        ]
        yield figures_table(heads, causes, name=32).rstrip("\n")


def _record(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "low": figure.low, "high": figure.high, "why": figure.why}


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"
