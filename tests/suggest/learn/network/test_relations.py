"""What lies between an anchor and the tokens around it."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features
from annotator.suggest.learn.network.relations import AFTER, BEFORE, LENGTH, MARGIN, OFFSETS, SIZES, relations, window
from tests.suggest.conftest import Read
from tests.suggest.learn.examples import features_of

DISTANCE, CHAIN, UNITS, MARKS, COMMAS, _, SAME, VERBS, BEST, SECOND, _, OTHERS = range(len(SIZES))
TEXT = "Nora said that it rained. “It was dry,” the mayor said.\n\nOle argued, again, that the bridge: — would open."


@pytest.fixture
def features(read: Read) -> Features:
    return features_of(read(TEXT))


def seen(features: Features, anchor: int, kind: int) -> list[int]:
    """One relation of every token of the Doc, which is shorter than the window."""
    grid, inside, rows = relations(features, np.array([anchor]))
    held = inside[0]
    values = (rows[0, held, kind] - OFFSETS[kind]).tolist()
    assert grid[0, held].tolist() == list(range(len(values)))
    return [int(value) for value in values]


def test_a_window_reaches_from_before_to_after_and_no_further(features: Features) -> None:
    last = features.size - 1
    grid, inside = window(features, np.array([0, last]))
    assert grid.shape == inside.shape == (2, LENGTH + MARGIN)
    assert grid[0, inside[0]].tolist() == list(range(min(features.size, AFTER + 1)))
    assert grid[1, inside[1]].tolist() == list(range(max(0, last - BEFORE), last + 1))
    assert grid[0, BEFORE] == 0
    assert not inside[:, LENGTH:].any()


def test_distances_are_exact_near_by_and_coarse_far_away(features: Features) -> None:
    anchor = 15
    buckets = seen(features, anchor, DISTANCE)
    for token, bucket in enumerate(buckets):
        if abs(token - anchor) <= 12:
            assert bucket == 31 + token - anchor
    assert sorted(buckets) == buckets
    assert len(set(buckets)) < len(buckets)


def test_marks_commas_verbs_sentences_between_are_counted(features: Features) -> None:
    doc = features.view.doc
    verbs = [token.pos_ in ("VERB", "AUX") for token in doc]
    commas, colons = [token.text == "," for token in doc], [token.text in (":", "—") for token in doc]
    marks = [token.text in "“”" for token in doc]
    sentence, paragraph, region = features.sentence, features.paragraph, features.region
    for anchor, token in product((1, 12, features.size - 2), range(features.size)):
        between = range(min(anchor, token) + 1, max(anchor, token) + 1)

        def count(holds: Sequence[bool], most: int, between: range = between) -> int:
            return min(sum(holds[i] for i in between), most)

        after = token > anchor
        quoted, own = bool(region[token] >= 0), bool(region[anchor] >= 0)
        expected = {
            UNITS: (sentence[token] - sentence[anchor] + 4) * 6 + paragraph[token] - paragraph[anchor] + 2,
            MARKS: quoted + 2 * own + 4 * count(marks, 5) + 24 * after,
            COMMAS: count(commas, 3) + 4 * count(colons, 2) + 12 * after,
            SAME: (quoted and region[token] == region[anchor]) + 2 * quoted + 4 * own,
            VERBS: count(verbs, 8) + 9 * after,
        }
        for kind, value in expected.items():
            assert seen(features, anchor, kind)[token] == value, (kind, anchor, token)


def test_the_place_in_the_parse_is_that_of_the_child_that_leads_to_the_token(read: Read) -> None:
    doc = read("Nora said that it rained.")
    features = features_of(doc)
    said, it, rained = (next(t.i for t in doc if t.text == text) for text in ("said", "it", "rained"))
    places = seen(features, said, CHAIN)
    assert len({places[said], places[it], places[rained], places[0]}) == 4
    assert places[it] - places[rained] == places[it - 1] - places[rained] == 2 * 61, "both hang under the same child"
    above = seen(features, rained, CHAIN)
    assert above[said] not in (above[0], above[it])
    assert places[said] == above[rained], "the anchor itself"


def test_the_rules_candidates_paint_their_roles(features: Features) -> None:
    candidate, *_, elsewhere = features.rule_candidates.chosen
    said = candidate.head
    best, of_others = seen(features, said, BEST), seen(features, said, OTHERS)
    (start, end), *_ = candidate.content
    assert best[start] == 16 + CONTENT + 4
    assert best[end - 1] == 16 + CONTENT + 8
    assert {best[i] for i in range(start + 1, end - 1)} == {16 + CONTENT}
    assert best[said] == 16 + CUE + 12, "a cue of one token begins and ends there"
    assert candidate.source is not None
    assert best[candidate.source[0]] == 16 + SOURCE + 12
    assert best[elsewhere.head] == 16, "other quotes have a relation of their own"
    assert {of_others[i] for i in range(start, end)} == {12}
    assert of_others[elsewhere.start] == CONTENT + 4
    assert set(seen(features, elsewhere.head, SECOND)) <= set(range(16))
