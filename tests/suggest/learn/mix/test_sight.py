"""What the network sees moves edges and sources of quotes, and what else they could be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from spacy.tokens import Doc

from annotator.core.model import QuoteReading
from annotator.core.profiles import PROFILES
from annotator.suggest.learn.mix.candidates import EVIDENCE, NetworkSight, step
from annotator.suggest.learn.mix.select import Guideline, Mix, options_of, select_quotes
from annotator.suggest.learn.network.features import CONTENT, ROLES, SOURCE, Features, read_features
from annotator.suggest.learn.network.relations import BEFORE, LENGTH, MARGIN
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.candidate import LEARNED, Candidate
from annotator.suggest.quotes.find import SuggestedQuotes
from annotator.suggest.quotes.frames import FINITE
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.readings.make import pick
from annotator.suggest.quotes.readings.options import Candidates
from annotator.suggest.regression import log_odds
from annotator.suggest.text.view import View
from tests.suggest.conftest import Read
from tests.suggest.learn.examples import undecided_judges

LEXICON = replace(load_lexicon("en"), reading_weights={}, source_weights={})
"""Nothing speaks for an edge or a source but what was learned."""
POLNEAR = Guideline(PROFILES["polnear"], LEXICON)

TEXT = (
    "Nora Lind said that the bridge would open in May, which surprised nobody. Bo Dahl sighed: he hoped that it rained."
)


def seen(doc: Doc, cue: str, content: tuple[str, str], source: str | None = None) -> tuple[Features, Predicted]:
    """A Doc whose network reads one cue, and takes the words from one to another for what was said."""
    features = read_features(doc, LEXICON)
    place = {token.text: token.i for token in reversed(doc)}
    anchor = place[cue]
    roles = np.full((1, LENGTH + MARGIN, len(ROLES)), 0.02, dtype=np.float32)
    first, last = (place[word] - anchor + BEFORE for word in content)
    roles[0, first : last + 1, CONTENT] = 0.9
    if source is not None:
        roles[0, place[source] - anchor + BEFORE, SOURCE] = 0.8
    edges = np.full((1, LENGTH + MARGIN, 2), 0.01, dtype=np.float32)
    edges[0, first, 0] = edges[0, last, 1] = 0.9
    return features, Predicted(np.full(len(doc), 0.05, dtype=np.float32), [anchor], roles, edges)


def candidate(doc: Doc, cue: str, first: str, last: str, source: str | None = None) -> Candidate:
    place = {token.text: token.i for token in reversed(doc)}
    own = None if source is None else (place[source], place[source] + 1)
    at = place[cue]
    return Candidate(
        [(place[first], place[last] + 1)], (at, at + 1), at, own, "say", FINITE, side=LEARNED,
        evidence=np.zeros(len(EVIDENCE)),
    )  # fmt: skip


def selected(read: Read, mix: Mix, last: str = "nobody", source: str | None = None) -> SuggestedQuotes:
    """What a mix makes of a candidate that ends in May, where the network sees `last` as the end."""
    doc = read(TEXT)
    own = candidate(doc, "said", "that", "May", "Lind")
    return select_quotes(*seen(doc, "said", ("that", last), source), [own], mix, POLNEAR, readings=True)


MIX = Mix("mix", 0.1, {LEARNED: undecided_judges()})


def contents(found: SuggestedQuotes) -> list[str]:
    return [quote.content[0].of(TEXT) for quote in found.quotes]


def test_what_the_network_sees_of_an_edge_is_told_by_steps(read: Read) -> None:
    doc = read(TEXT)
    sight = NetworkSight(*seen(doc, "said", ("that", "May")))
    place = {token.text: token.i for token in reversed(doc)}
    head = place["said"]
    likely, unlikely = step(log_odds(0.9, 1e-3)), step(log_odds(0.02, 1e-3))
    assert sight.begin(head, place["that"]) == (
        f"sees begin={step(0.0)}", f"sees begin inside={likely}", f"sees begin beyond={unlikely}"
    )  # fmt: skip
    assert sight.end(head, place["May"] + 1)[0] == f"sees end={step(0.0)}"
    assert sight.end(head, place["open"] + 1) == (
        f"sees end={step(np.log(0.01 / 0.9))}", f"sees end inside={likely}", f"sees end beyond={likely}"
    )  # fmt: skip
    assert sight.begin(place["hoped"], place["that"]) == (), "no window was read there"


def test_what_the_network_sees_of_a_whole_content_is_held_against_the_candidates(read: Read) -> None:
    doc = read(TEXT)
    sight = NetworkSight(*seen(doc, "said", ("that", "nobody")))
    place = {token.text: token.i for token in reversed(doc)}
    own = ((place["that"], place["May"] + 1),)
    longer = ((place["that"], place["nobody"] + 1),)
    head = place["said"]
    assert sight.whole(head, own, own)[0] == f"sees more={step(0.0)}"
    assert sight.whole(head, longer, own) == (f"sees more={step(3 * log_odds(0.9, 1e-3))}", f"sees least={step(0.0)}")


def test_what_the_network_sees_of_a_source_is_told(read: Read) -> None:
    doc = read(TEXT)
    sight = NetworkSight(*seen(doc, "said", ("that", "May"), "Lind"))
    place = {token.text: token.i for token in reversed(doc)}
    lind = set(sight.source(place["said"], (place["Lind"], place["Lind"] + 1)))
    assert {f"sees source most={step(log_odds(0.8, 1e-3))}", "sees source likeliest"} <= lind
    assert "sees source likeliest" not in sight.source(place["said"], (place["Nora"], place["Nora"] + 1))
    assert sight.source(place["said"], None) == (f"sees nobody={step(log_odds(0.8, 1e-3))}",)


def test_edges_follow_the_network_as_far_as_decisions_said(read: Read) -> None:
    assert contents(selected(read, MIX)) == ["that the bridge would open in May"]
    follows = replace(MIX, edges={f"sees end={step(0.0)}": 4.0, f"sees least={step(0.0)}": 4.0})
    assert contents(selected(read, follows)) == ["that the bridge would open in May, which surprised nobody"]
    assert contents(selected(read, follows, "May")) == ["that the bridge would open in May"]


def test_words_around_the_clause_of_saying_are_added_to_what_a_network_saw(read: Read) -> None:
    doc = read("In May, Lind said, the bridge would open.")
    own = candidate(doc, "said", "the", "open", "Lind")
    for one, pieces in (
        (own, ["In May", "the bridge would open"]),
        (replace(own, evidence=None), ["the bridge would open"]),
    ):
        [picked] = pick(Candidates(View(doc), [], [one]), {"pieces with what leads": 9.0})
        assert [doc[start:end].text for start, end in picked.candidate.content] == pieces


def test_a_quote_that_a_network_saw_stays_the_same_quote(read: Read) -> None:
    doc = read(TEXT)
    own = candidate(doc, "said", "that", "nobody", "Lind")
    [picked] = pick(Candidates(View(doc), [], [own]), {"clause end shorter": 9.0})
    # Without "in May" it would be less than half.
    assert [doc[start:end].text for start, end in picked.candidate.content] == ["that the bridge would open in May"]


def test_what_the_rules_make_of_a_cue_may_be_its_content_though_nothing_rates_it(read: Read) -> None:
    doc = read(TEXT)
    own = candidate(doc, "said", "the", "open")
    known = options_of(*seen(doc, "said", ("that", "nobody")), [], [own])
    tried = [doc[start:end].text for one in known.by_head[own.head] for start, end in one.content]
    assert tried == ["that the bridge would open in May"]


def test_sources_follow_the_network_as_far_as_decisions_said(read: Read) -> None:
    for weight, expected in ((0.0, "Lind"), (9.0, "nobody")):
        mix = replace(MIX, sources={"sees source likeliest": weight, "own": 3.0})
        [quote] = selected(read, mix, "May", "nobody").quotes
        assert quote.source is not None
        assert expected in quote.source.of(TEXT)


def readings(read: Read, mix: Mix, *others: Candidate) -> tuple[QuoteReading, ...]:
    doc = read(TEXT)
    features, predicted = seen(doc, "said", ("that", "nobody"))
    own = candidate(doc, "said", "that", "May", "Lind")
    return select_quotes(features, predicted, [own, *others], mix, POLNEAR, readings=True).readings


def said(reading: QuoteReading) -> str:
    return " / ".join(span.of(TEXT) for quote in reading.quotes for span in quote.content)


def test_what_the_network_sees_makes_a_reading_likelier(read: Read) -> None:
    shares = []
    for weight in (0.5, 1.0):
        found = selected(read, replace(MIX, edges={f"sees end={step(0.0)}": weight}))
        shares.append(max(one.probability for one in found.readings if said(one).endswith("surprised nobody")))
    assert 0 < shares[0] < shares[1] < 1


def test_no_reading_is_what_is_suggested_and_no_quote_is_one(read: Read) -> None:
    found = [one for one in readings(read, MIX) if one.replaces]
    assert "that the bridge would open in May" not in map(said, found)
    assert [said(one) for one in found].count("") == 1
    assert sum(one.probability for one in found) < 1


def test_a_candidate_that_was_not_selected_can_be_had(read: Read) -> None:
    doc = read(TEXT)
    hope = candidate(doc, "hoped", "it", "rained")
    assert hope.evidence is not None
    hope.evidence[EVIDENCE.index("anchor")] = -2.0
    (found,) = [one for one in readings(read, replace(MIX, threshold=0.2), hope) if not one.replaces]
    assert said(found) == "that it rained"
    assert found.quotes[0].cue is not None
    assert found.quotes[0].cue.of(TEXT) == "hoped"
