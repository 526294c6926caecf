"""Small charts for a terminal, drawn in ASCII characters."""

from __future__ import annotations

from collections.abc import Sequence

_HEIGHT = 8
_WIDTH = 60


def chart(title: str, points: Sequence[tuple[float, float]], height: int = _HEIGHT, width: int = _WIDTH) -> list[str]:
    """The lines of a chart of (x, y) points: evenly spaced in their order, the scale of y at the left, x below.

    >>> print("\\n".join(chart("found", [(10, 50.0), (100, 70.0)], height=3, width=12)))
    found
     70.0 |           *
     60.0 |
     50.0 |*
          +------------
           10       100
    """
    if not points:
        return []
    low, high = min(y for _, y in points), max(y for _, y in points)
    rows = [[" "] * width for _ in range(height)]
    columns = [round(at * (width - 1) / max(1, len(points) - 1)) for at in range(len(points))]
    for column, (_, y) in zip(columns, points, strict=True):
        row = round((high - y) / (high - low) * (height - 1)) if high > low else height - 1
        rows[row][column] = "*"
    lines = [title]
    for number, row_cells in enumerate(rows):
        value = high - (high - low) * number / max(1, height - 1)
        lines.append(f"{value:5.1f} |{''.join(row_cells).rstrip()}".rstrip())
    lines.append("      +" + "-" * width)
    first, last = f"{points[0][0]:g}", f"{points[-1][0]:g}"
    lines.append("       " + (first + last.rjust(width - len(first)) if len(points) > 1 else first))
    return lines


def bars(values: Sequence[float], width: int, whole: float | None = None) -> list[str]:
    """A bar for each value, at most `width` characters long: for `whole`, or for the largest value where that is None.

    What is more than nothing has at least one character.

    >>> bars([4.0, 2.0, 0.01, 0.0], 8)
    ['########', '####', '#', '']
    """
    full = max(values, default=0.0) if whole is None else whole
    return ["#" * (max(1, round(min(value / full, 1.0) * width)) if value > 0 and full > 0 else 0) for value in values]
