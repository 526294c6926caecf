"""Candidates as a guideline profile marks them: which it admits, and what becomes of cue and source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.habits import Habits
from annotator.core.model import QuoteType
from annotator.core.profiles import PROFILES
from annotator.suggest.quotes import frames
from annotator.suggest.quotes.as_quote import admits, as_quote, bare_quote, is_saying, may_be_suggested, satisfies
from annotator.suggest.quotes.candidate import LEARNED, Candidate
from annotator.suggest.quotes.frames import Frame
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.text.view import Range, View
from tests.suggest.cast.tiny import tiny

LEXICON = load_lexicon("en")
PLAIN, MARKED = "Roe had said that it rained on", "Roe had said “ that it rained ” on"


def made(
    cue: Range, source: Range | None, content: Range, *, word: str = "say", frame: Frame = frames.FINITE
) -> Candidate:
    return Candidate([content], cue, cue[1] - 1, source, word, frame, 0.91234)


@pytest.mark.parametrize(
    ("source", "cue", "left"),
    [
        ((0, 1), (1, 3), "Roe"),
        (None, (1, 3), None),
        # what the cue takes of it goes, from either side
        ((0, 2), (1, 3), "Roe"),
        ((1, 4), (1, 3), "that"),
        ((2, 4), (1, 3), "that"),
        ((1, 3), (1, 3), None),
        ((1, 2), (1, 3), None),
        ((3, 4), (1, 3), "that"),
        # nobody in the midst of the words has said them, but perhaps at their edges
        ((4, 5), (1, 3), None),
        ((4, 6), (1, 3), None),
        ((3, 5), (1, 3), "that it"),
        ((5, 7), (1, 3), "rained on"),
    ],
)
def test_the_source_stands_beside_the_cue_and_not_in_the_midst_of_the_words(
    source: Range | None, cue: Range, left: str | None
) -> None:
    doc = tiny(PLAIN)
    quote = bare_quote(View(doc), made(cue, source, (3, 7)), PROFILES["speech"])
    assert (quote.source and quote.source.of(doc.text)) == left


@pytest.mark.parametrize(
    ("marked", "profile", "cue"),
    [
        (PLAIN, "speech", "had said"),
        (PLAIN, "guardian", "said"),
        ("Roe had said : it rained on", "speech", "had said:"),
        ("Roe had said : it rained on", "guardian", "said"),
        ("Roe had said", "speech", "had said"),
    ],
)
def test_the_cue_is_all_of_the_verb_with_a_colon_or_its_main_word(marked: str, profile: str, cue: str) -> None:
    doc = tiny(marked)
    quote = bare_quote(View(doc), made((1, 3), None, (0, 1)), PROFILES[profile])
    assert quote.cue is not None
    assert quote.cue.of(doc.text) == cue


def test_what_no_words_report_has_no_cue_and_pieces_stand_in_the_order_of_the_text() -> None:
    doc = tiny(PLAIN)
    candidate = replace(made((1, 3), None, (3, 4), frame=frames.ALONE), content=[(5, 6), (3, 4)])
    quote = bare_quote(View(doc), candidate, PROFILES["speech"])
    assert quote.cue is None
    assert [span.of(doc.text) for span in quote.content] == ["that", "rained"]
    assert quote.type is QuoteType.INDIRECT


@pytest.mark.parametrize(
    ("profile", "marked", "word", "frame", "asked", "admitted"),
    [
        ("speech", PLAIN, "say", frames.FINITE, True, True),
        ("speech", PLAIN, "hope", frames.FINITE, True, False),
        ("speech", PLAIN, "hope", frames.QUOTED, True, True),
        ("polnear", PLAIN, "hope", frames.FINITE, True, True),
        ("polnear", PLAIN, "say", frames.ALONE, False, False),
        ("speech", PLAIN, "say", frames.ALONE, True, True),
        ("guardian", PLAIN, "say", frames.FINITE, False, False),
        ("guardian", MARKED, "say", frames.FINITE, True, True),
        ("guardian", MARKED, "hope", frames.FINITE, True, False),
    ],
)
def test_what_a_guideline_asks_for_and_admits(
    profile: str, marked: str, word: str, frame: Frame, asked: bool, admitted: bool
) -> None:
    view, candidate = View(tiny(marked)), made((1, 3), None, (3, 7), word=word, frame=frame)
    assert satisfies(PROFILES[profile], view, candidate) is asked
    assert admits(PROFILES[profile], view, candidate, LEXICON) is admitted
    assert may_be_suggested(PROFILES[profile], view, candidate, LEXICON) is admitted
    assert is_saying(candidate, LEXICON) is (word == "say" or frame.shows_speech)


def test_with_habits_what_only_annotators_mark_may_be_suggested() -> None:
    view, candidate = View(tiny(PLAIN)), made((1, 3), None, (3, 7), word="hope")
    habitual = replace(LEXICON, habits=replace(Habits(), groups={"all": object()}))  # type: ignore[dict-item]
    assert may_be_suggested(PROFILES["speech"], view, candidate, habitual)
    assert not admits(PROFILES["speech"], view, candidate, habitual)


def test_a_quote_tells_its_rule_and_its_probability_in_thousandths() -> None:
    view, candidate = View(tiny(PLAIN)), made((1, 3), (0, 1), (3, 7))
    quote = as_quote(view, candidate, PROFILES["speech"], 0.12345)
    assert (quote.score, quote.rule) == (0.123, "complement-clause")
    learned = as_quote(view, replace(candidate, side=LEARNED), PROFILES["speech"], 0.98765)
    assert (learned.score, learned.rule) == (0.988, LEARNED)
