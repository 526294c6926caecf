"""Parts of a data set: by the document's id alone, versions together, in the shares asked for."""

from collections import Counter

import pytest

from annotator.core.errors import UsageError
from annotator.exchange.plan import Split, parse_split


def test_two_shares_are_train_and_test_three_have_dev_between() -> None:
    assert parse_split("80/20") == Split((80, 20))
    assert parse_split("80/20").names == ("train", "test")
    assert parse_split("70/10/20").names == ("train", "dev", "test")
    assert parse_split(None) == Split((100,))
    assert parse_split(None).names == ("all",)
    assert parse_split("100/0") == Split((100, 0))


@pytest.mark.parametrize("text", ["80", "80/10", "80/30", "a/b", "", "110/-10", "40/30/20/10", "50.0/50"])
def test_shares_that_do_not_make_a_hundred_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no split"):
        parse_split(text)


def test_documents_fall_into_parts_in_about_the_shares_asked_for() -> None:
    split = Split((60, 10, 30))
    counts = Counter(split.part(f"document-{number}") for number in range(3000))
    for part, share in enumerate(split.shares):
        assert abs(counts[part] / 30 - share) < 3


def test_a_document_keeps_its_part() -> None:
    """Pinned: models that were trained on earlier exports must not meet their test articles in training."""
    split = Split((30, 30, 40))
    assert [split.part(name) for name in ("ferry", "mill", "fog", "ü", "a/b", "")] == [2, 1, 2, 1, 2, 2]


def test_versions_of_an_article_stay_together_and_only_they() -> None:
    split = Split((50, 50))
    for number in range(50):
        name = f"document-{number}"
        assert split.part(f"{name}~2") == split.part(f"{name}~17") == split.part(name)
    assert any(split.part(f"document-{number}~b") != split.part(f"document-{number}") for number in range(50))


def test_a_part_without_a_share_gets_nothing() -> None:
    assert {Split((0, 100)).part(f"document-{number}") for number in range(200)} == {1}
    assert {Split((100, 0)).part(f"document-{number}") for number in range(200)} == {0}
