"""Tables and their comparison: what is shown is safe, what differs is named."""

from __future__ import annotations

from annotator.measure.report_tables import number, origins, table
from annotator.measure.report_text import compare, markdown


def test_text_from_outside_cannot_leave_its_cell() -> None:
    documents = [{"source": "Post\n| x \x1b[2J\u202e", "published": None}]
    lines = markdown(origins(documents)).splitlines()
    assert lines[2:] == ["| Post \\| x \ufffd\\[2J\ufffd | 1 |  |  |"]


def rows(*cells) -> list[dict]:
    return [table("size", [[f"row {at}", cell] for at, cell in enumerate(cells)])]


def test_every_number_is_compared_and_what_differs_is_named() -> None:
    own = rows(number(3), number([0.5, 0.7], "share"), number(None, "share"))
    assert compare(own, own) == (4, [])
    almost = rows(number(3), number([0.5, 0.7 + 1e-12], "share"), number(None, "share"))
    assert compare(own, almost) == (4, [])
    for again, told in (
        (rows(number(4), *(row[1] for row in own[0]["rows"][1:])), "size / row 0 / number: 3, recomputed 4"),
        (rows(number(3), number([0.5], "share"), number(None)), "size / row 1 / number: 0.5, 0.7, recomputed 0.5"),
        (rows(number(3), number([0.5, 0.7], "share"), number(0.0, "share")), "size / row 2 / number: None, recomputed"),
        (rows(number(3)), "size: other rows than the files have: row 1, row 2"),
        ([], "size: other rows than the files have: row 0, row 1, row 2"),
    ):
        _, (differing,) = compare(own, again)
        assert differing.startswith(told)
    assert compare([], own) == (0, ["size: the report has no such table"])
