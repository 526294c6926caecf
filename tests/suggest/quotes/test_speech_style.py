"""How sentences sound."""

from __future__ import annotations

import pytest

from annotator.suggest.quotes.speech_style import Style, main_verb, reporter_tells, style_of
from annotator.suggest.text.view import View
from tests.suggest.conftest import Read

STYLES = [
    ("We left the town.", Style.PERSON),
    ("The town is mine.", Style.PERSON),
    ("Let the town decide.", Style.PERSON),
    ("It helps us in May.", Style.PERSON),
    ("The US left the town.", Style.PAST),
    ("The point was to leave the town.", Style.LIVELY),
    ("The mayor was in the town.", Style.PAST),
    ("It's late.", Style.LIVELY),
    ("It’s late.", Style.LIVELY),
    ("The mayor's house burned.", Style.PAST),
    ("They don't care.", Style.LIVELY),
    ("They don’t care.", Style.LIVELY),
    ("Is it late?", Style.LIVELY),
    ("Go home!", Style.LIVELY),
    ("Well, it was late.", Style.LIVELY),
    ("“Well, it was late.”", Style.LIVELY),
    ("It was well built.", Style.PAST),
    ("They could leave.", Style.MODAL),
    ("They leave in May.", Style.PRESENT),
    ("The bridge is safe.", Style.PRESENT),
    ("The bridge has fallen.", Style.PRESENT),
    ("The bridge had fallen.", Style.PAST),
    ("The mayor of the town.", Style.NONE),
    ("The town that fell is here.", Style.PRESENT),
]


@pytest.mark.parametrize(("text", "style"), STYLES)
def test_how_a_sentence_sounds(read: Read, text: str, style: Style) -> None:
    doc = read(text)
    assert style_of(View(doc), (0, len(doc))) is style


def test_styles_are_ordered_from_reporter_to_speaker() -> None:
    assert sorted(Style) == [Style.NONE, Style.PAST, Style.MODAL, Style.PRESENT, Style.LIVELY, Style.PERSON]


def test_only_the_range_counts(read: Read) -> None:
    doc = read("We left. The bridge fell.")
    view = View(doc)
    assert style_of(view, (3, len(doc))) is Style.PAST
    assert style_of(view, (2, 3)) is Style.NONE
    assert style_of(view, (3, 3)) is Style.NONE


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("The town that fell is here.", "is"),
        ("It rained when the mayor left.", "rained"),
        ("The mayor has left.", "left"),
        ("To leave the town.", None),
    ],
)
def test_the_main_verb(read: Read, text: str, verb: str | None) -> None:
    doc = read(text)
    main = main_verb(View(doc), (0, len(doc)))
    assert (main and main.text) == verb


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The mayor warned of storms.", True),
        ("The mayor says it rains.", True),
        ("The mayors say it rains.", True),
        ("The bridge fell, warning of more.", True),
        ("The bridge fell warning of more.", False),
        ("The mayor warns of storms.", False),
        ("The mayors warn of storms.", False),
        ("We warned the mayor.", False),
        ("“The mayor warned of storms.”", False),
        ("The bridge fell.", False),
    ],
)
def test_a_sentence_of_a_reporter_reports_in_the_past_or_by_say(read: Read, text: str, told: bool) -> None:
    doc = read(text)
    assert reporter_tells(View(doc), (0, len(doc))) is told
