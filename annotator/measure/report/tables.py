"""The tables of a report, with the figures of agreement and time that annotator itself has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.measure.figure import Figure
from annotator.measure.report.recompute_tables import OF_PAIRS, Data, Table, all_tables
from annotator.measure.work_time import added_up, steps_of_work

if TYPE_CHECKING:
    from annotator.core.work import Said
    from annotator.measure.agreement.result import Agreement


def report_tables(data: Data, agreement: Agreement, said: Iterable[Said], names: Mapping[str, str]) -> list[Table]:
    """Every table that there is something to say in; `data` are the records of the files, by name."""
    steps = steps_of_work(said, data["facts"]["idle_cut"])
    sums = added_up(steps, lambda step: (names.get(step.annotator, step.annotator), step.role.value))
    times = {
        key: {"seconds": worked.seconds, "keys": worked.keys, "sentences": worked.sentences}
        for key, worked in sums.items()
    }
    return all_tables(data, _agreed(agreement, names), times)


def undefined(agreement: Agreement) -> dict[str, str]:
    """Why figures of agreement are undefined, by their names."""
    return {name: figure.why for name, figure in agreement.figures.items() if figure.why is not None}


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


def _with_bounds(figure: Figure) -> Sequence[float | None]:
    return figure.value, figure.low, figure.high
