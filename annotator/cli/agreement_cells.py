"""Figures of agreement as people read them: alpha and kappa with three digits, shares and F1 in percent."""

from __future__ import annotations

from annotator.measure.figure import Figure

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
