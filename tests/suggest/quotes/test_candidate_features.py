"""What else makes a candidate likelier or less likely."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.tokens import Doc

from annotator.core.habits import Habits
from annotator.core.profiles import PROFILES
from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.candidate_features import LEAST, adjusted, features_of, kinds_of, move_by_habits
from annotator.suggest.quotes.frames import Frame
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.rules.quoted import alone
from annotator.suggest.text.view import View
from tests.suggest.conftest import Read


def candidate(doc: Doc, content: str, cue: str, source: str | None, frame: Frame) -> tuple[View, Candidate]:
    def place(words: str) -> tuple[int, int]:
        start = doc.text.index(words)
        span = doc.char_span(start, start + len(words))
        assert span is not None
        return span.start, span.end

    at = place(cue)
    return View(doc), Candidate([place(content)], at, at[1] - 1, source and place(source), "say", frame)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("behind", "cue", "source", "adjoined"),
    [
        ("Lopez said.", "said", "Lopez", True),
        ("said Lopez.", "said", "Lopez", True),
        ("as Lopez said.", "said", "Lopez", True),
        ("as even Lopez said.", "said", "Lopez", False),
        ("Lopez then said.", "said", "Lopez", True),
        ("Lopez just then said.", "said", "Lopez", False),
        ("mused the mayor.", "mused", "the mayor", True),
        ("he said.", "said", "he", True),
        ("He said.", "said", "He", False),
        ("said nothing.", "said", None, False),
        ("said it.", "said", "it", False),
    ],
)
def test_a_clause_stands_right_behind_the_words(
    read: Read, behind: str, cue: str, source: str | None, adjoined: bool
) -> None:
    found = set(features_of(*candidate(read(f"“It is late,” {behind}"), "“It is late,”", cue, source, frames.QUOTED)))
    assert ("quoted adjoined" in found) is adjoined


@pytest.mark.parametrize(
    ("shipped", "frame", "moved"),
    [(LEAST, frames.FINITE, True), (LEAST - 0.01, frames.FINITE, False), (0.5, frames.ALONE, False)],
)
def test_habits_move_what_may_be_a_quote_and_has_a_cue(read: Read, shipped: float, frame: Frame, moved: bool) -> None:
    class Sure(Habits):
        def shift(self, *_: object, **__: object) -> float:
            return 1.0

    view, made = candidate(read("Lopez said it was late."), "it was late", "said", "Lopez", frame)
    made.score = made.shipped = shipped
    move_by_habits(view, made, PROFILES["speech"], replace(load_lexicon("en"), habits=Sure()))
    assert (made.score > shipped) is moved
    assert made.shipped == shipped


CASES = [
    (
        "Lopez said it was late.",
        "it was late",
        "said",
        "Lopez",
        frames.FINITE,
        {"clause length=3-4", "clause source=name", "clause form=VBD"},
    ),
    (
        "She may say it was late.",
        "it was late",
        "may say",
        "She",
        frames.FINITE,
        {"clause length=3-4", "clause source=she", "clause form=modal"},
    ),
    (
        "The mayor wants to say so.",
        "so",
        "to say",
        "The mayor",
        frames.OBJECT,
        {"object length=1", "object source=noun", "object form=to", "object first=RB"},
    ),
    (
        "The claim grew that it was so late.",
        "that it was so late",
        "claim",
        None,
        frames.noun_clause(frames.FrameClause.THAT),
        {"nominal length=5-8", "nominal source=none", "nominal form=NN", "nominal first=IN"},
    ),
    (
        "It is late, Lopez said.",
        "It is late",
        "said",
        "Lopez",
        frames.INVERTED,
        {"inverted length=3-4", "inverted source=name", "inverted form=VBD", "inverted style=present"},
    ),
    (
        "Is it late? Lopez asked.",
        "Is it late",
        "asked",
        "Lopez",
        frames.INVERTED,
        {
            "inverted length=3-4",
            "inverted source=name",
            "inverted form=VBD",
            "inverted style=present",
            "inverted exclaimed",
        },
    ),
    (
        "“It is late,” Lopez said.",
        "“It is late,”",
        "said",
        "Lopez",
        frames.QUOTED,
        {"quoted length=5-8", "quoted source=name", "quoted form=VBD", "quoted marked", "quoted adjoined"},
    ),
    *(
        (
            text,
            content,
            cue,
            source,
            frames.QUOTED,
            {f"quoted length={length}", f"quoted source={kind}", "quoted form=VBD", "quoted marked"},
        )
        for text, content, cue, source, length, kind in (
            ("“Go?” It rained.", "“Go?”", "rained", "It", "3-4", "it"),
            ("“Go?” The mayor rose.", "“Go?”", "rose", "The mayor", "3-4", "noun"),
            ("The plan to “go home,” Lopez said, fell.", "“go home,”", "said", "Lopez", "5-8", "name"),
            ("“Go home,” after a while, Lopez said.", "“Go home,”", "said", "Lopez", "5-8", "name"),
        )
    ),
    (
        "“It is late,” Lopez said.",
        "is late",
        "said",
        "Lopez",
        frames.QUOTED,
        {"quoted length=2", "quoted source=name", "quoted form=VBD"},
    ),
    ("According to Lopez it was late.", "it was late", "According", "Lopez", frames.ACCORDING, {"inverted form=VBG"}),
]


@pytest.mark.parametrize(("text", "content", "cue", "source", "frame", "features"), CASES)
def test_features(
    read: Read, text: str, content: str, cue: str, source: str | None, frame: Frame, features: set[str]
) -> None:
    found = set(features_of(*candidate(read(text), content, cue, source, frame)))
    assert features <= found if len(features) == 1 else features == found


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Mayor Lopez Says Bridge Falls Today Again while people sleep", False),  # seven of ten
        ("Mayor Lopez Says Bridge Falls Today Again while people", True),
        ("Lopez Says so", False),  # two words that are long enough
    ],
)
def test_a_headline_has_most_of_its_words_in_capitals(read: Read, text: str, headline: bool) -> None:
    doc = read(text)
    made = Candidate([(2, 3)], (1, 2), 1, None, "say", frames.FINITE)
    view = View(doc)
    assert len(view.sentences) == 1
    assert ("place=headline" in set(kinds_of(view, made, load_lexicon("en")))) is headline


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (1, "1"),
        (2, "2"),
        (3, "3-4"),
        (4, "3-4"),
        (5, "5-8"),
        (8, "5-8"),
        (9, "9-20"),
        (20, "9-20"),
        (21, "21-40"),
        (40, "21-40"),
        (41, ">40"),
    ],
)
def test_lengths(read: Read, words: int, name: str) -> None:
    doc = read("Lopez said " + "so " * 45 + "late.")
    view = View(doc)
    made = Candidate([(2, 2 + words)], (1, 2), 1, (0, 1), "say", frames.FINITE)
    assert f"clause length={name}" in set(features_of(view, made))
    halves = Candidate([(2, 3), (3, 2 + words)], (1, 2), 1, (0, 1), "say", frames.FINITE)
    assert f"clause length={name}" in set(features_of(view, halves))


def test_weights_move_the_score_in_log_odds(read: Read) -> None:
    view, made = candidate(read("Lopez said it was late."), "it was late", "said", "Lopez", frames.FINITE)
    assert adjusted(0.5, view, made, {}) == 0.5
    assert adjusted(0.999, view, made, {"object length=3-4": 1.0}) == 0.999
    assert adjusted(0.5, view, made, {"clause length=3-4": 1.0}) == pytest.approx(0.731, abs=0.001)
    assert adjusted(0.5, view, made, {"clause length=3-4": 1.0, "clause form=VBD": -1.0}) == 0.5
    assert adjusted(0.8, view, made, {"clause length=3-4": -1.0, "clause source=name": -1.0}) == pytest.approx(
        0.351, abs=0.001
    )
    assert adjusted(1.0, view, made, {"clause length=3-4": -1.0}) == pytest.approx(0.947, abs=0.001)
    assert adjusted(0.0, view, made, {"clause length=3-4": 1.0}) == pytest.approx(0.053, abs=0.001)


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("“It is late.”", set()),
        ("“The bridge.”", {"uncued verbless"}),
        ("“The bridge?”", set()),
        ("“The bridge.”\n\n“It is late.”", {"uncued verbless", "uncued among quotes"}),
        ("It rained.\n\n“The bridge.”\n\nHe rose. “It is late.”", {"uncued verbless"}),
        ("Did she call it “late?”\n\n“The bridge.”", {"uncued verbless", "uncued among quotes"}),
        ("She called it “late.”\n\n“The bridge.”", {"uncued verbless"}),
        ("She called it “late? No.”\n\n“The bridge.”", {"uncued verbless"}),
    ],
)
def test_what_counts_where_nobody_is_said_to_speak(read: Read, text: str, features: set[str]) -> None:
    view = View(read(text))
    first = next(alone(view))
    counted = set(features_of(view, first))
    assert {name for name in counted if name in ("uncued verbless", "uncued among quotes")} == features


def test_quoted_words_stand_beside_those_of_the_first_paragraph(read: Read) -> None:
    view = View(read("“It is late.”\n\n“The bridge.”"))
    *_, last = alone(view)
    assert "uncued among quotes" in set(features_of(view, last))
