"""Tables and their comparison: what is shown is safe, parts are those of an export, what differs is named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.exchange.split import Split
from annotator.measure.report.recompute import compare
from annotator.measure.report.recompute_tables import markdown, number, origins, part_of, table


@given(st.text(min_size=1), st.sampled_from(((80, 20), (80, 10, 10), (0, 50, 50))))
def test_an_article_is_in_the_part_that_an_export_puts_it_in(name: str, shares: tuple[int, ...]) -> None:
    split = Split(shares)
    for document in (name, f"{name}~2"):
        assert part_of(document, list(shares)) == split.names[split.part(document)]


def test_text_from_outside_cannot_leave_its_cell() -> None:
    documents = [{"source": "Post\n| x \x1b[2J\u202e", "published": None}]
    lines = markdown(origins(documents)).splitlines()
    assert lines[2:] == ["| Post \\| x \ufffd\\[2J\ufffd | 1 |  |  |"]


def rows(*cells) -> list[dict]:
    return [table("size", "Size", ["what", "number"], [[f"row {at}", cell] for at, cell in enumerate(cells)])]


def test_every_number_is_compared_and_what_differs_is_named() -> None:
    own = rows(number(3), number([0.5, 0.7], "share"), number(None, "share"))
    assert compare(own, own, intervals=True) == (4, [])
    almost = rows(number(3), number([0.5, 0.7 + 1e-12], "share"), number(None, "share"))
    assert compare(own, almost, intervals=True) == (4, [])
    for again, told in (
        (rows(number(4), *(row[1] for row in own[0]["rows"][1:])), "size / row 0 / number: 3, recomputed 4"),
        (rows(number(3), number([0.5], "share"), number(None)), "size / row 1 / number: 0.5, 0.7, recomputed 0.5"),
        (rows(number(3), number([0.5, 0.7], "share"), number(0.0, "share")), "size / row 2 / number: None, recomputed"),
        (rows(number(3)), "size: other rows than the files have: row 1, row 2"),
        ([], "size: other rows than the files have: row 0, row 1, row 2"),
    ):
        _, (differing,) = compare(own, again, intervals=True)
        assert differing.startswith(told)
    assert compare([], own, intervals=True) == (0, ["size: the report has no such table"])


def test_only_intervals_of_agreement_are_left_out_without_numpy() -> None:
    heads = ["figure", "value", "interval of 95 %"]
    own = [table("agreement", "Agreement", heads, [["alpha", number(0.5, "figure"), number([0.4, 0.6], "figure")]])]
    again = [table("agreement", "Agreement", heads, [["alpha", number(0.5, "figure"), number([None, None], "figure")]])]
    assert compare(own, again, intervals=False) == (1, [])
    assert len(compare(own, again, intervals=True)[1]) == 1
    elsewhere = [{**own[0], "key": "outcome"}], [{**again[0], "key": "outcome"}]
    assert len(compare(*elsewhere, intervals=False)[1]) == 1
