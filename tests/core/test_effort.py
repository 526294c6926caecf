"""About how many keys it takes to bring what is shown to what is wanted."""

from dataclasses import replace

from annotator.core.effort import keys_between
from annotator.core.model import Labels, QuotePart, QuoteType, Span

ONE = QuotePart((Span(0, 20),), QuoteType.INDIRECT, Span(21, 25), Span(26, 30))
OTHER = QuotePart((Span(40, 60),), QuoteType.DIRECT)


def keys(have: list[QuotePart], want: list[QuotePart]) -> int:
    return keys_between(Labels(tuple(have)), Labels(tuple(want)))


def test_what_is_right_takes_no_key() -> None:
    assert keys([], []) == keys([ONE, OTHER], [ONE, OTHER]) == 0
    assert keys([replace(ONE, score=0.9, speaker="Rao")], [ONE]) == 0, "scores are no labels, and speakers follow"


def test_more_is_wrong_the_more_keys_it_takes() -> None:
    moved = replace(ONE, content=(Span(0, 12),))
    assert 0 < keys([replace(ONE, type=QuoteType.MIXED)], [ONE]) < keys([moved], [ONE])
    assert keys([moved], [ONE]) < keys([replace(moved, cue=None)], [ONE])
    assert 0 < keys([ONE, OTHER], [ONE]) < keys([ONE], [ONE, OTHER])
    assert keys([OTHER], [ONE]) > keys([], [ONE])
    assert keys([ONE, OTHER], []) == 0, "one key rejects them all, instead of that which confirms"


def test_the_quote_that_shares_most_is_the_one_to_be_corrected() -> None:
    inner = replace(ONE, content=(Span(0, 4),))
    assert keys([inner, ONE], [ONE]) == keys([OTHER, ONE], [ONE])
