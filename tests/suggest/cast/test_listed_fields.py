"""Bodies with several fields in their name."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.listed_fields import bodies_with_fields
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.mentions import find_mentions
from tests.suggest.cast.tiny import WORDS, tiny


def found(marked: str) -> list[str]:
    doc = tiny(marked)
    return [mention.name.text for mention in bodies_with_fields(doc, [token.text for token in doc], WORDS)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "the Committee on_IN Harbours , Trade and_CC Home Affairs met",
            "Committee on Harbours, Trade and Home Affairs",
        ),
        (
            "the Ashby Department of_IN Health , Food , and_CC Welfare met",
            "Ashby Department of Health, Food, and Welfare",
        ),
        ("the Department for_IN Sport , Media & Skills", "Department for Sport, Media & Skills"),
    ],
)
def test_the_name_holds_all_its_fields(marked: str, expected: str) -> None:
    assert found(marked) == [expected]


@pytest.mark.parametrize(
    "marked",
    [
        "the Department of_IN Health , Quill Roe and_CC Otto Vale met",
        "the Committee on_IN Trade and_CC Home Affairs met",
        "the Committee on_IN Harbours , Trade , Home Affairs met",
        "the Committee on_IN Harbours , the Trade and_CC Home Affairs met",
        "the Committee at_IN Harbours , Trade and_CC Home Affairs met",
        "the committee on_IN Harbours , Trade and_CC Home Affairs met",
        "the Roe on_IN Harbours , Trade and_CC Home Affairs met",
        "the Committee on_IN Harbours , Trade and_CC Home",
        "the Committee on_IN",
    ],
)
def test_other_lists_are_no_name(marked: str) -> None:
    assert found(marked) == []


def test_a_field_that_a_model_takes_for_a_body_is_part_of_the_name() -> None:
    doc = tiny("the Committee on_IN Harbours , Trade and_CC Home Affairs met", (1, 4, "ORG"), (7, 9, "ORG"))
    mentions = find_mentions(doc, WORDS)
    assert [(m.start, m.end, m.kind) for m in mentions] == [(1, 9, Kind.ORG)]
