"""What else learned quotes could be: the mix's readings beside those that the rules would try."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from spacy.tokens import Doc

from annotator.core.model import QuoteReading
from annotator.core.profiles import PROFILES
from annotator.suggest.learn.mix.boundaries import make_variants, refine
from annotator.suggest.learn.mix.boundary_evidence import DocContext
from annotator.suggest.learn.mix.candidates import EVIDENCE, LEARNED, MixCandidate
from annotator.suggest.learn.mix.readings import learned_readings
from annotator.suggest.learn.mix.regression import ConditionalLogit
from annotator.suggest.learn.mix.select import Mix, Selected, as_quotes, select_quotes
from annotator.suggest.learn.network.features import Features, read_features, read_targets
from annotator.suggest.quotes.lexicon import load_lexicon
from tests.suggest.learn.examples import as_if_read, lesson
from tests.suggest.learn.mix.test_boundaries import context_of

Read = Callable[[str], Doc]
LEXICON = load_lexicon("en")

TEXT = (
    "Nora Lind said that the bridge would open in May, which surprised nobody. Bo Dahl sighed: he hoped that it rained."
)


def said(reading: QuoteReading, text: str = TEXT) -> str:
    return " / ".join(span.of(text) for quote in reading.quotes for span in quote.content)


def candidate(doc: Doc, cue: str, first: str, last: str, score: float, exact: float) -> MixCandidate:
    place = {token.text: token.i for token in reversed(doc)}
    anchor, content = place[cue], (place[first], place[last] + 1)
    return MixCandidate(
        LEARNED, anchor, [content], None, (anchor, anchor + 1), None, np.zeros(len(EVIDENCE)), score, exact
    )


def selected(doc: Doc, weight: float = 0.0) -> tuple[Features, Selected]:
    """The report of the first sentence is selected and refined, the hope of the second was not likely enough.

    `weight`: what the word where it ends adds to the worth of a reading.
    """
    context, _ = context_of(doc, "said", ("that", "nobody"), ("that", "May"))
    report = candidate(doc, "said", "that", "May", 0.9, 0.6)
    hope = candidate(doc, "hoped", "it", "rained", 0.3, 0.2)
    context = DocContext.of(context.features, context.predicted, [report])
    evidence = make_variants(context, report, np.zeros(len(doc), dtype=bool)).evidence
    model = ConditionalLogit(tuple(weight if column == 3 else 0.0 for column in range(evidence.shape[1])))
    (refined,) = refine(context, [report], model)
    return context.features, Selected([report], [refined], [report, hope], context.words)


def readings(doc: Doc, weight: float = 0.0) -> tuple[QuoteReading, ...]:
    features, found = selected(doc, weight)
    return learned_readings(features, found, Mix("mix"), PROFILES["polnear"], LEXICON)


def test_what_the_network_points_at_makes_a_reading_likelier(read: Read) -> None:
    doc = read(TEXT)
    longer = "that the bridge would open in May, which surprised nobody"
    shares = [next(one.probability for one in readings(doc, weight) if said(one) == longer) for weight in (0.0, 1.0)]
    assert shares[0] < shares[1] < 1


def test_no_reading_is_what_is_suggested_and_no_quote_is_one(read: Read) -> None:
    doc = read(TEXT)
    found = [one for one in readings(doc) if one.replaces]
    assert "that the bridge would open in May" not in map(said, found)
    assert [said(one) for one in found].count("") == 1
    assert len({said(one) for one in found}) == len(found)
    assert sum(one.probability for one in found) < 1


def test_a_candidate_that_was_not_selected_can_be_had(read: Read) -> None:
    (hope,) = [one for one in readings(read(TEXT)) if not one.replaces]
    assert (said(hope), hope.probability) == ("that it rained", pytest.approx(0.2))
    assert hope.quotes[0].cue is not None
    assert hope.quotes[0].cue.of(TEXT) == "hoped"


def test_a_candidate_that_would_take_the_place_of_one_is_right_only_if_that_is_wrong(read: Read) -> None:
    doc = read(TEXT)
    features, found = selected(doc)
    rival = candidate(doc, "surprised", "bridge", "open", 0.5, 0.5)
    found = Selected(found.candidates, found.refined, [*found.rated, rival], found.words)
    made = learned_readings(features, found, Mix("mix"), PROFILES["polnear"], LEXICON)
    (taken,) = [one for one in made if said(one) == "bridge would open" and one.quotes[0].cue != made[0].quotes[0].cue]
    assert (taken.replaces, taken.probability) == ((0,), pytest.approx(0.5 * (1 - 0.6)))


def test_without_a_fitted_mix_readings_are_those_of_the_rules(read: Read) -> None:
    example = lesson(0)
    text = example.document.text
    doc = read(text)
    features = read_features(doc, LEXICON)
    predicted = as_if_read(features, read_targets(doc, example.quotes, features))
    mix = Mix("learned", 0.5)
    found = select_quotes(features, predicted, mix)
    quotes = as_quotes(features.view, found.candidates, mix)
    made = learned_readings(features, found, mix, PROFILES["polnear"], LEXICON)
    assert {number for one in made for number in one.replaces} == set(range(len(quotes)))
    contents = [quote.content for quote in quotes]
    assert not any(quote.content == contents[one.replaces[0]] for one in made if one.replaces for quote in one.quotes)


def test_a_cue_that_only_the_rules_know_is_offered_too(read: Read) -> None:
    text = TEXT + " The mayor attacked the plan."
    features, found = selected(read(text))
    unseen = Selected(found.candidates, found.refined, found.candidates, found.words)
    made = learned_readings(features, unseen, Mix("mix"), PROFILES["polnear"], LEXICON)
    offered = {said(one, text): one.probability for one in made if not one.replaces}
    assert {"that it rained", "the plan"} <= set(offered)
    assert all(0.02 <= probability < 0.5 for probability in offered.values())
