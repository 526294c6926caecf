"""The tables of a report, with the figures of agreement and time that annotator itself has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.measure.figure import Figure
from annotator.measure.report.recompute_tables import OF_PAIRS, Data, Table, all_tables
from annotator.measure.work_time import added_up, steps_of_work

if TYPE_CHECKING:
    from annotator.core.work import Said
    from annotator.measure.agreement.result import Agreement
    from annotator.measure.bias.effect import Effect
    from annotator.measure.bias.measure import Bias
    from annotator.measure.review import ReviewFigures


@dataclass(frozen=True, slots=True)
class Figures:
    """What annotator itself says of agreement, review and the influence of suggestions."""

    agreement: Agreement
    review: ReviewFigures
    bias: Bias


def report_tables(data: Data, figures: Figures, said: Iterable[Said], names: Mapping[str, str]) -> list[Table]:
    """Every table that there is something to say in; `data` are the records of the files, by name."""
    steps = steps_of_work(said, data["facts"]["idle_cut"])
    sums = added_up(steps, lambda step: (names.get(step.annotator, step.annotator), step.role.value))
    times = {
        key: {"seconds": worked.seconds, "keys": worked.keys, "sentences": worked.sentences}
        for key, worked in sums.items()
    }
    return all_tables(
        data, _agreed(figures.agreement, names), of_review(figures.review, names), of_bias(figures.bias, names), times
    )


def undefined(figures: Figures) -> dict[str, str]:
    """Why figures of agreement are undefined, by their names."""
    return {name: figure.why for name, figure in figures.agreement.figures.items() if figure.why is not None}


def _agreed(agreement: Agreement, names: Mapping[str, str]) -> dict[str, Any]:
    """The figures of agreement as recompute_agreement.py has them."""
    pairs = {}
    for one in agreement.pairs:
        shown = sorted(names.get(name, name) for name in one.annotators)
        values = {name: one.figures[name].value for name in OF_PAIRS}
        pairs[tuple(shown)] = {"documents": one.documents, "sentences": one.sentences, **values}
    return {
        "annotators": len(agreement.annotators),
        "documents": agreement.documents,
        "sentences": agreement.sentences,
        "all": {name: _with_bounds(figure) for name, figure in agreement.figures.items()},
        "pairs": dict(sorted(pairs.items())),
    }


def of_review(review: ReviewFigures, names: Mapping[str, str]) -> dict[str, Any]:
    """The figures of the review as recompute_review.py has them."""
    taken = {names.get(name, name): _with_bounds(figure) for name, figure in review.taken.items()}
    return {
        "differences": review.differences,
        "audited": review.audited,
        "settled": review.settled,
        "overturned": _with_bounds(review.overturned),
        "overturned_tokens": _with_bounds(review.overturned_tokens),
        "marked_side": _with_bounds(review.marked_side),
        "own": _with_bounds(review.own),
        "taken": dict(sorted(taken.items())),
        "causes": {
            one.paragraph or "": {cause.value if cause else "": number for cause, number in one.causes.items()}
            for one in review.causes
        },
    }


def of_bias(bias: Bias, names: Mapping[str, str]) -> dict[str, Any]:
    """What suggestions did, as recompute_bias.py has it."""
    labels = {
        one.label if one.suggested else f"{one.label}, none suggested": {
            "all": _of_effect(one.effect),
            "wrong": _of_effect(one.wrong),
            "right": _of_effect(one.right),
        }
        for one in bias.together.labels
    }
    haste = {
        names.get(one.annotator or "", one.annotator or ""): {
            "accepted": one.haste.accepted,
            "too fast": one.haste.too_fast,
            "in passing": one.haste.in_passing,
        }
        for one in bias.annotators
    }
    return {"labels": labels, "haste": dict(sorted(haste.items()))}


def _of_effect(effect: Effect) -> dict[str, Any]:
    return {
        "seen asked": effect.seen,
        "seen given": effect.seen_given,
        "withheld asked": effect.withheld,
        "withheld given": effect.withheld_given,
        "difference": _with_bounds(effect.difference),
    }


def _with_bounds(figure: Figure) -> Sequence[float | None]:
    return figure.value, figure.low, figure.high
