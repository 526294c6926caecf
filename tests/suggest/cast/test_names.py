"""A person's name as text: titles, suffixes, capitals, and whether two names may be one person's."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.names import key, read_name, same_person
from tests.suggest.cast.tiny import WORDS, name


@pytest.mark.parametrize(
    ("text", "shown", "titles"),
    [
        ("Mayor Ruth Okafor", "Ruth Okafor", ("mayor",)),
        ("Former Mayor Okafor", "Former Mayor Okafor", ()),
        ("Lt. Gov. Okafor", "Okafor", ("lt", "gov")),
        ("Dean Okafor", "Dean Okafor", ()),
        ("Don Okafor", "Don Okafor", ()),
        ("Don Carlos", "Don Carlos", ()),
        ("Mayor Earl Ruth Okafor", "Earl Ruth Okafor", ("mayor",)),
        ("King Okafor", "Okafor", ("king",)),
        ("Ruth Okafor Jr", "Ruth Okafor Jr.", ()),
        ("Ruth Okafor Jr.", "Ruth Okafor Jr.", ()),
        ("Ruth Okafor III", "Ruth Okafor III", ()),
        ("Jr", "Jr", ()),
        ("Ruth ( Okafor", "Ruth Okafor", ()),
    ],
)
def test_titles_and_suffixes_are_no_part_of_the_name(text: str, shown: str, titles: tuple[str, ...]) -> None:
    read = name(text)
    assert (read.text, read.titles) == (shown, titles)


def test_nothing_but_titles_is_no_name() -> None:
    assert read_name(["Mr.", "President"], WORDS) is None
    assert read_name(["1", "-"], WORDS) is None


@pytest.mark.parametrize(
    ("shouted", "calm"),
    [
        ("RUTH OKAFOR", "Ruth Okafor"),
        ("JFK", "JFK"),
        ("R. LEE", "R. LEE"),
        ("R. LEES", "R. Lees"),
        ("JAN VAN DER BERG", "Jan van der Berg"),
        ("ANNE-MARIE VALE", "Anne-Marie Vale"),
        ("MACE O’HARA", "Mace O’Hara"),
        ("RUTH Okafor", "RUTH Okafor"),
    ],
)
def test_shouted_names_are_calmed(shouted: str, calm: str) -> None:
    assert name(shouted).text == calm


def test_words_are_compared_without_capitals_accents_and_stops() -> None:
    assert [key(word) for word in ("Zoë", "K.", "O’Hara")] == ["zoe", "k", "o'hara"]
    assert name("Ruth Okafor").full
    assert not name("Mayor Okafor").full


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ruth Okafor", "Ruth Okafor", True),
        ("Ruth Okafor Jr.", "Ruth Okafor", True),
        ("Ruth Okafor Jr.", "Ruth Okafor Jr", True),
        ("Nwosu Okafor", "Ruth Nwosu Okafor", True),
        ("Ruth Nwosu", "Ruth Nwosu Okafor", False),
        ("Ruth Okafor", "Ruth Nwosu", False),
        ("Ruth Okafor", "Anne Okafor", False),
        ("Bob Okafor", "Robert Okafor", True),
        ("Bob Okafor", "J. Edgar Okafor", False),
        ("Ed Okafor", "Carl Edgar Okafor", False),
        ("Ruth A. Okafor", "Ruth Anne Okafor", True),
        ("Ruth A. Okafor", "Ruth Beth Okafor", False),
        ("Ruth A. B. Okafor", "Ruth A. Okafor", True),
        ("Ruth A. B. Okafor", "Ruth A. C. Okafor", False),
        ("Ruth A. B. Okafor", "Ruth Anne Beth Okafor", True),
        ("Ruth J. Okafor Jr.", "Ruth J. Okafor", True),
        ("J. Ruth Okafor", "Ruth Okafor", True),
        ("Jo Ruth Okafor", "Ruth Okafor", True),
        ("Jo Anne Okafor", "Anna Beth Okafor", False),
        ("Ruth Anne Okafor", "Ruth Okafor", True),
        ("R. Okafor", "Ruth Anne Okafor", True),
    ],
)
def test_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_person(name(one), name(other), WORDS) is same
    assert same_person(name(other), name(one), WORDS) is same


def test_a_given_name_alone_is_no_full_name_of_somebody() -> None:
    assert not same_person(name("Ruth"), name("Ruth Okafor"), WORDS)


def test_capitals_throughout_are_calmed_from_four_letters_on() -> None:
    shown = [name(text).text for text in ("RUTH ROE", "ANN ROE", "RUTH O'ROE")]
    assert shown == ["Ruth Roe", "ANN ROE", "Ruth O'Roe"]
    assert name("RUTH ROE-VALE").text == "Ruth Roe-Vale"
    assert name("RUTH VAN ROE").text == "Ruth van Roe"
