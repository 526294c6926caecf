"""When a suggested quote counts as a decided one."""

from annotator.core.model import Quote, QuoteType, Span
from annotator.core.review.versions import letters, match

TEXT = "The mayor said that it rained. “It did,” said Nora."


def quote(start: int, end: int, source: Span | None = None) -> Quote:
    return Quote((Span(start, end),), QuoteType.INDIRECT, None, source)


def test_a_quote_is_found_from_half_its_letters_on_and_exact_without_its_punctuation() -> None:
    decided = [quote(15, 29)]
    assert ["content" in m.exact for m in match(TEXT, decided, [quote(15, 30)])] == [True]
    assert ["content" in m.exact for m in match(TEXT, decided, [quote(20, 29)])] == [False]
    assert match(TEXT, decided, [quote(24, 29)]) == []


def test_of_two_suggestions_one_finds_the_quote() -> None:
    found = match(TEXT, [quote(15, 29)], [quote(20, 29), quote(15, 29)])
    assert [(m.suggested, "content" in m.exact) for m in found] == [(1, True)]


def test_the_right_source_shares_a_letter_or_both_are_nobody() -> None:
    def alike(decided: Span | None, suggested: Span | None) -> tuple[bool, bool]:
        [found] = match(TEXT, [quote(15, 29, decided)], [quote(15, 29, suggested)])
        return "source" in found.overlap, "source" in found.exact

    assert alike(Span(0, 9), Span(4, 9)) == (True, False)
    assert alike(Span(0, 9), None) == alike(None, Span(0, 9)) == alike(Span(0, 3), Span(4, 9)) == (False, False)
    assert alike(None, None) == alike(Span(4, 9), Span(3, 10)) == (True, True)


def test_the_pair_with_most_in_common_is_matched_first() -> None:
    matches = match(TEXT, [quote(15, 29), quote(20, 40)], [quote(20, 29), quote(15, 29)])
    assert {(m.decided, m.suggested) for m in matches} == {(0, 1), (1, 0)}


def test_only_letters_and_digits_count() -> None:
    assert letters(TEXT, (Span(28, 35),)) == {28, 32, 33}
