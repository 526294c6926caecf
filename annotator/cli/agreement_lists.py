"""`annotator agreement --by …`: all pairs, articles, labels, or tolerances of edges, a line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from annotator.cli.tables import table
from annotator.core.model import ROLES
from annotator.measure.agreement import Agreement, Figures, worst_first
from annotator.measure.counts import TOLERANCES
from annotator.measure.figure import Figure

# ---- figures as people read them: alpha and kappa with three digits, shares and F1 in percent


UNDEFINED = "-"


def number(figure: Figure, percent: bool) -> str:
    """The value alone; `-` where it is undefined.

    >>> number(Figure(0.7637), percent=False), number(Figure(0.7637), percent=True), number(Figure(None), percent=True)
    ('0.764', '76.4', '-')
    """
    if figure.value is None:
        return UNDEFINED
    return f"{100 * figure.value:.1f}" if percent else f"{figure.value:.3f}"


def with_interval(figure: Figure, percent: bool) -> str:
    """The value and, where there is one, its interval.

    >>> with_interval(Figure(0.7637, 0.696, 0.808), percent=False), with_interval(Figure(0.9, 0.85, 1.0), percent=True)
    ('0.764 .70–.81', '90.0 85–100')
    """
    value = number(figure, percent)
    if figure.low is None or figure.high is None:
        return value
    return f"{value} {_bound(figure.low, percent)}–{_bound(figure.high, percent)}"


def _bound(bound: float, percent: bool) -> str:
    if percent:
        return f"{100 * bound:.0f}"
    return f"{bound:.2f}".replace("0.", ".", 1)


# ---- the lists


_Column = tuple[str, str, bool]
_COLUMNS: tuple[_Column, ...] = (
    ("words", "token_alpha", False),
    ("common", "attribution_agreement", True),
    ("overlap", "content_overlap_f1", True),
    ("exact", "content_exact_f1", True),
    ("type", "type_kappa", False),
    ("speaker", "speaker_agreement", True),
    ("topics", "topic_alpha", False),
)
"""Heads of the tables of pairs and articles, which figure each is, and whether it is a share."""
_OF_DOCUMENTS = tuple(column for column in _COLUMNS if column[0] not in ("type", "speaker"))
"""The same for articles, so that there is room for the title."""


def list_by(by: str, agreement: Agreement, numbers: Mapping[str, int], width: int | None) -> list[str]:
    """The lines of one list. `numbers`: of articles, by id; `width`: where lines are cut, None for nowhere."""
    if by == "document":
        return _by_document(agreement, numbers, width)
    lists: dict[str, Callable[[Agreement, int | None], list[str]]]
    lists = {"pair": _by_pair, "label": _by_label, "tolerance": _by_tolerance}
    return lists[by](agreement, width)


def _cells(figures: Figures, columns: Sequence[_Column]) -> tuple[str, ...]:
    return tuple(number(figures[name], percent) for _, name, percent in columns)


def _heads(columns: Sequence[_Column]) -> tuple[str, ...]:
    return tuple(head for head, _, _ in columns)


def _by_pair(agreement: Agreement, width: int | None) -> list[str]:
    """All pairs, those with the lowest alpha first."""
    pairs = sorted(agreement.pairs, key=lambda pair: (worst_first(pair.figures), pair.annotators))
    rows = [(*_cells(pair.figures, _COLUMNS), str(pair.sentences), " and ".join(pair.annotators)) for pair in pairs]
    return table((*_heads(_COLUMNS), "sentences", "annotators"), rows, width).splitlines()


def _by_document(agreement: Agreement, numbers: Mapping[str, int], width: int | None) -> list[str]:
    """All articles, those with the lowest alpha first."""
    rows = [
        (
            *_cells(one.figures, _OF_DOCUMENTS),
            str(one.sentences),
            str(numbers.get(one.document.id, "")),
            one.document.title or one.document.id,
        )
        for one in agreement.by_document
    ]
    return table((*_heads(_OF_DOCUMENTS), "sentences", "article", "title"), rows, width).splitlines()


def _by_label(agreement: Agreement, width: int | None) -> list[str]:
    """All labels of quotes and sentences: how often each was given, and how many of these the other gave it too."""
    rows = [(with_interval(one.f1, percent=True), str(one.given), one.kind, one.label) for one in agreement.by_label]
    return table(("alike, F1 %", "given", "kind", "label"), rows, width).splitlines()


def _by_tolerance(agreement: Agreement, width: int | None) -> list[str]:
    """F1 in percent of contents, cues and sources whose edges are off by so many words at most."""
    f1 = agreement.by_tolerance
    rows = [(str(words), *(with_interval(f1[role, words], percent=True) for role in ROLES)) for words in TOLERANCES]
    return table(("words off", *(f"{role}, F1 %" for role in ROLES)), rows, width).splitlines()
