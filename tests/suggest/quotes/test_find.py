"""What the rules find, in sentences written for it: one case a rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from annotator.core.model import Document, Quote
from annotator.suggest.pipeline import Suggester
from annotator.suggest.quotes.find import QuoteFinder

Find = Callable[..., list[Quote]]


@pytest.fixture
def speech(suggester_for: Callable[..., Suggester]) -> Suggester:
    return suggester_for("speech")


@pytest.fixture
def polnear(suggester_for: Callable[..., Suggester]) -> Suggester:
    return suggester_for("polnear")


@pytest.fixture
def guardian(suggester_for: Callable[..., Suggester]) -> Suggester:
    return suggester_for("guardian")


def parts(text: str, quote: Quote) -> tuple[str, str | None, str | None]:
    """Content (pieces joined with " / "), cue and source as text."""
    content = " / ".join(span.of(text) for span in quote.content)
    return content, quote.cue and quote.cue.of(text), quote.source and quote.source.of(text)


def only(suggester: Suggester, text: str) -> tuple[Quote, tuple[str, str | None, str | None]]:
    quotes = suggester.suggest_one(Document("d", text)).quotes
    assert len(quotes) == 1, [parts(text, quote) for quote in quotes]
    return quotes[0], parts(text, quotes[0])


CASES = [
    # clause-complement
    ("The mayor said that the bridge would open in May.", "that the bridge would open in May", "said", "The mayor"),
    ("Officials have not said whether the road is safe.", "whether the road is safe", "have not said", "Officials"),
    ("Maria Lopez promised to repair the school.", "to repair the school", "promised", "Maria Lopez"),
    # marks: after, split, before
    ("“The bridge is safe,” Lopez said.", "“The bridge is safe,”", "said", "Lopez"),
    ("“We tried,” said Lopez, “but it rained.”", "“We tried,” / “but it rained.”", "said", "Lopez"),
    ("“We tried,” Lopez said. “It rained for days.”", "“We tried,” / “It rained for days.”", "said", "Lopez"),
    ("Lopez said, “The bridge is safe for now.”", "“The bridge is safe for now.”", "said", "Lopez"),
    ('"Is it safe?" Lopez asked.', '"Is it safe?"', "asked", "Lopez"),
    # no marks: inverted, parenthetical, and over sentences
    ("The bridge is safe, Lopez said.", "The bridge is safe", "said", "Lopez"),
    (
        "We tried to save it, Lopez told reporters. We worked for days.",
        "We tried to save it / We worked for days.",
        "told",
        "Lopez",
    ),
    # according to
    ("According to the police, two cars were stolen.", "two cars were stolen", "According to", "the police"),
    ("Two cars were stolen, according to the police.", "Two cars were stolen", "according to", "the police"),
    # colon
    ("Lopez put it this way: “Nobody is safe here.”", "“Nobody is safe here.”", "put", "Lopez"),
]


@pytest.mark.parametrize(("text", "content", "cue", "source"), CASES)
def test_finds_content_cue_and_source(speech: Suggester, text: str, content: str, cue: str, source: str) -> None:
    _, found = only(speech, text)
    assert found == (content, cue, source)


def test_odd_marks_count_as_none(speech: Suggester) -> None:
    text = "We are going to win this,” Lopez said. We have the votes."
    _, (content, _, source) = only(speech, text)
    assert content.endswith("We have the votes.")
    assert source == "Lopez"


def test_speech_runs_over_paragraphs(speech: Suggester) -> None:
    text = "“We came here to work,” Lopez said. “We will stay.\n\n“Nobody will send us home.”"
    quote, _ = only(speech, text)
    assert quote.content[-1].of(text) == "“Nobody will send us home.”"


@pytest.mark.parametrize(
    "text",
    [
        "He read “The Long Way Home” on the train.",  # a title
        "The so-called “smart” meters were installed in May.",  # scare quotes
        "The train left the station in the morning.",
        "",
        " \n\n \n",
        "?!",
        "1984 2001 17",
        "Bread. Milk. Two apples.",
    ],
)
def test_finds_nothing_where_nobody_speaks(speech: Suggester, text: str) -> None:
    assert speech.suggest_one(Document("d", text)).quotes == ()


def test_beliefs_are_for_the_wide_profile_only(speech: Suggester, polnear: Suggester) -> None:
    text = "Lopez believes that the bridge is safe."
    assert speech.suggest_one(Document("d", text)).quotes == ()
    _, found = only(polnear, text)
    assert found == ("that the bridge is safe", "believes", "Lopez")


def test_guardian_takes_marked_words_and_the_bare_verb(guardian: Suggester) -> None:
    assert guardian.suggest_one(Document("d", "Lopez had said that the bridge was safe.")).quotes == ()
    _, (content, cue, _) = only(guardian, "“The bridge is safe for everybody,” Lopez had said.")
    assert (content, cue) == ("“The bridge is safe for everybody,”", "said")


def test_scores_are_probabilities_and_rules_are_named(speech: Suggester) -> None:
    quote, _ = only(speech, "The mayor said that the bridge would open in May.")
    assert quote.score is not None
    assert 0.5 < quote.score <= 1
    assert quote.rule == "complement-that"
    quote, _ = only(speech, "The mayor vowed to open the bridge in May.")
    assert quote.rule == "complement-infinitive"


def test_scores_have_three_decimals(speech: Suggester) -> None:
    texts = [text for text, *_ in CASES]
    scores = [q.score for text in texts for q in speech.suggest_one(Document("d", text)).quotes]
    assert scores == [round(score or 0.0, 3) for score in scores]
    assert any(score != round(score or 0.0, 2) for score in scores)


def test_whoever_finds_quotes_offers_them_as_an_extension() -> None:
    Doc.remove_extension("quotes")
    QuoteFinder("en", profile="speech", threshold=None)
    assert Doc.has_extension("quotes")
