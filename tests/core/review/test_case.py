"""Which unanimous sentences a reviewer sees: a share that anybody can tell from an export."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.review.versions import Case, CaseKind, Reviewed, Scope, Verdict, Version, is_audited, least_agreed
from annotator.core.session.desk import Place


def test_the_share_is_drawn_by_the_id_of_the_sentence_in_exports() -> None:
    share = Scope().share
    assert share == 0.05
    drawn = [index for index in range(4000) if is_audited("ferry", index, share)]
    assert 150 < len(drawn) < 250
    for index in range(100):
        digest = sha256(f"audit ferry:{index}".encode()).digest()
        assert is_audited("ferry", index, share) == (int.from_bytes(digest[:8], "big") / 2**64 < share)


def test_none_all_and_a_greater_share_which_holds_a_smaller_one() -> None:
    assert not any(is_audited("d", index, 0) for index in range(200))
    assert all(is_audited("d", index, 1) for index in range(200))
    small, great = ({index for index in range(500) if is_audited("d", index, share)} for share in (0.1, 0.3))
    assert small < great


# ---- In which order a reviewer gets what is to be settled.


VERSIONS = tuple(Version(number, ("ana",), Labels(), (number,)) for number in (1, 2))
DIFFERENCES = [Case(n, Place(1, n), VERSIONS, CaseKind.DIFFERENCE, (n % 7) / 7) for n in range(60)]
AUDIT = [Case(n, Place(2, n), VERSIONS[:1], CaseKind.AUDIT, 1.0) for n in range(100, 120)]


@given(st.permutations(DIFFERENCES + AUDIT))
def test_the_audit_stands_among_the_differences_wherever_it_comes_from(cases: list[Case]) -> None:
    found = least_agreed(cases)
    assert found == least_agreed(DIFFERENCES + AUDIT)
    differences = [case for case in found if case.kind is CaseKind.DIFFERENCE]
    assert differences == sorted(DIFFERENCES, key=lambda case: (case.agreement, case.place))


def test_neither_the_beginning_nor_the_end_tells_the_audit() -> None:
    found = least_agreed(DIFFERENCES + AUDIT)
    thirds = [sum(case.kind is CaseKind.AUDIT for case in found[at : at + 27]) for at in (0, 27, 54)]
    assert min(thirds) >= 3, "a fifth of the places of each third, give or take a few"
    assert {case.kind for case in least_agreed(AUDIT)} == {CaseKind.AUDIT}


# ---- What had been marked of a sentence that was reviewed.


def one_side_marked(*sides: Labels) -> bool:
    versions = tuple(Version(number, ("ana",), labels, (number,)) for number, labels in enumerate(sides, 1))
    place, verdict = Place(1, 0), Verdict(CaseKind.DIFFERENCE)
    return Reviewed(1, "ferry", place, Span(0, 9), "review:cy", versions, Labels(), verdict).one_side_marked


def test_one_side_marked_a_quote_where_another_marked_none() -> None:
    quote, other = (Labels((QuotePart((Span(0, end),), QuoteType.DIRECT),)) for end in (5, 8))
    assert one_side_marked(quote, Labels())
    assert one_side_marked(quote, other, Labels((), ("x",)))
    assert not one_side_marked(quote, other)
    assert not one_side_marked(Labels(), Labels((), ("x",)))
