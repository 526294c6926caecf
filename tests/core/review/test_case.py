"""In which order a reviewer gets what is to be settled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Labels
from annotator.core.review.case import Case, Kind, least_agreed
from annotator.core.review.versions import Version
from annotator.core.session.desk import Place

VERSIONS = tuple(Version(number, ("ana",), Labels(), (number,)) for number in (1, 2))
DIFFERENCES = [Case(n, Place(1, n), VERSIONS, Kind.DIFFERENCE, (n % 7) / 7) for n in range(60)]
AUDIT = [Case(n, Place(2, n), VERSIONS[:1], Kind.AUDIT, 1.0) for n in range(100, 120)]


@given(st.permutations(DIFFERENCES + AUDIT))
def test_the_audit_stands_among_the_differences_wherever_it_comes_from(cases: list[Case]) -> None:
    found = least_agreed(cases)
    assert found == least_agreed(DIFFERENCES + AUDIT)
    differences = [case for case in found if case.kind is Kind.DIFFERENCE]
    assert differences == sorted(DIFFERENCES, key=lambda case: (case.agreement, case.place))


def test_neither_the_beginning_nor_the_end_tells_the_audit() -> None:
    found = least_agreed(DIFFERENCES + AUDIT)
    thirds = [sum(case.kind is Kind.AUDIT for case in found[at : at + 27]) for at in (0, 27, 54)]
    assert min(thirds) >= 3, "a fifth of the places of each third, give or take a few"
    assert {case.kind for case in least_agreed(AUDIT)} == {Kind.AUDIT}
