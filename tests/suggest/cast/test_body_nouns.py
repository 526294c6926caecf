"""Which body a definite noun means: by the kind that a name or the text beside it tells, never one of another kind."""

from __future__ import annotations

import pytest

from tests.suggest.cast.asking import Read, who


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (
            "Regulators fined Quill Holdings after the Ashby Gazette asked questions. The newspaper said that it was "
            "proud.",
            "The newspaper",
            "Ashby Gazette",
        ),
        (
            "The Commission on Public Roads met on Monday in Dayton. The commission said that it was late.",
            "The commission",
            "Commission on Public Roads",
        ),
        (
            "The House Oversight Committee met the FBI on Monday. The panel said that it was late.",
            "The panel",
            "House Oversight Committee",
        ),
        (
            "Bank executives were paid well. They own Quill Financial, and the bank said that it was sorry.",
            "the bank",
            "Quill Financial",
        ),
        (
            "The Lane campaign was late. Otto Lane met Ruth Okafor. The Okafor campaign said that it was sorry.",
            "The Okafor campaign",
            "Okafor campaign",
        ),
    ],
)
def test_a_definite_noun_means_a_body_of_its_kind(read: Read, text: str, source: str, expected: str) -> None:
    assert who(read, text, source) == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("The local newspaper Quill Gazette", "Quill Gazette"),
        ("One group, Friends of Ashby,", "Friends of Ashby"),
        ("A group that left the Friends of Ashby", "group"),
    ],
)
def test_a_body_is_known_by_the_name_right_beside_its_noun(read: Read, source: str, expected: str) -> None:
    text = f"Otto Lane works for the Ashby Times in Dayton. {source} said that it was sorry."
    assert who(read, text, source.rstrip(",")) == [expected]


def test_a_noun_of_which_no_named_body_is_keeps_its_own_words(read: Read) -> None:
    text = "The Ashby Times wrote about Ohio State University on Monday. The court said that it was sorry."
    assert who(read, text, "The court") == ["court"]


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("A new poll shows that he would win on Monday. Voters shrugged.", "A new poll", "new poll"),
        (
            "She works at the Institute for Road Research. The research says that roads need care.",
            "The research",
            "research",
        ),
        (
            "Ruth Okafor's campaign sold hats on Monday. The campaign said that they were cheap.",
            "The campaign",
            "Okafor campaign",
        ),
    ],
)
def test_a_text_or_a_campaign_is_the_one_with_a_name(read: Read, text: str, source: str, expected: str) -> None:
    assert who(read, text, source)[-1] == expected


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("The road is closed. Suspicions grew that the bridge would fall.", "Suspicions", None),
        ("Ruth Okafor came late. Her suspicion was that the bridge would fall.", "Her suspicion", "Ruth Okafor"),
        (
            "The Ashby Times came out late. The paper's editorial board wrote that the bridge would fall.",
            "The paper's editorial board",
            "Ashby Times’ editorial board",
        ),
    ],
)
def test_whose_thoughts_and_whose_board(read: Read, text: str, source: str, expected: str | None) -> None:
    assert who(read, text, source) == [expected]


def test_what_a_body_has_is_not_what_it_is(read: Read) -> None:
    text = "They met the Ashby Times board on Monday. The board said that it was sorry."
    assert who(read, text, "The board") == ["board"]


def test_some_with_what_they_include_are_listed_without_the_dash(read: Read) -> None:
    text = (
        "Some liberal economists - including a minority of the road committee of the old council - say that it is late."
    )
    source = text.split(" say")[0].rstrip("- ")
    assert who(read, text, source) == ["some liberal economists"]
