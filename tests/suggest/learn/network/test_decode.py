"""From role probabilities to quotes: small holes, edges near a sentence's, and of overlapping ones the likelier."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from spacy.tokens import Doc

from annotator.suggest.learn.network.decode import Reading, apart, read_roles
from annotator.suggest.learn.network.features import CONTENT, CUE, ROLES, SOURCE, Features, read_features
from annotator.suggest.learn.network.relations import BEFORE, LENGTH, MARGIN
from annotator.suggest.quotes.lexicon import load_lexicon

WORDS = "The old captain of the ship told us that the long bridge over the harbour would open in May again ."
ANCHOR = WORDS.split().index("told")


@pytest.fixture
def features(read: Callable[[str], Doc]) -> Features:
    features = read_features(read(WORDS.replace(" .", ".")), load_lexicon("en"))
    assert [token.text for token in features.view.doc] == WORDS.split()
    return features


def reading(features: Features, roles: Mapping[int, int], sure: float = 0.9) -> Reading | None:
    """What is read at the anchor where these tokens have these roles and the others none."""
    probabilities = np.full((1, LENGTH + MARGIN, len(ROLES)), (1 - sure) / 3, dtype=np.float32)
    for token in range(features.size):
        probabilities[0, token - ANCHOR + BEFORE, roles.get(token, 0)] = sure
    found = read_roles(features, [ANCHOR], [0.5], probabilities)
    return found[0] if found else None


def spread(start: int, end: int, role: int = CONTENT) -> dict[int, int]:
    return dict.fromkeys(range(start, end), role)


def test_content_source_and_cue_are_read_and_scored(features: Features) -> None:
    quote = reading(features, {**spread(0, 3, SOURCE), **spread(6, 7, CUE), **spread(8, 16)})
    assert quote is not None
    assert (quote.content, quote.source, quote.cue) == ([(8, 16)], (0, 3), (6, 7))
    assert quote.sure == pytest.approx(0.9)
    assert quote.score == pytest.approx(0.45)
    assert reading(features, spread(0, 3, SOURCE)) is None, "no content, no quote"


def test_a_hole_of_two_tokens_without_a_role_is_filled(features: Features) -> None:
    for end, gap in ((12, 2), (12, 3)):
        quote = reading(features, {**spread(9, end), **spread(end + gap, 16)})
        assert quote is not None
        assert quote.content == ([(9, 16)] if gap == 2 else [(9, 12), (15, 16)])
    quote = reading(features, {**spread(9, 12), 12: SOURCE, **spread(13, 16)})
    assert quote is not None
    assert quote.content == [(9, 12), (13, 16)], "a source parts it"


def test_content_goes_on_to_the_edge_of_its_sentence_from_near_by(features: Features) -> None:
    size = features.size
    ends = {end: reading(features, spread(9, end)) for end in (size - 3, size - 4)}
    assert [quote.content for quote in ends.values() if quote] == [[(9, size)], [(9, size - 4)]]
    quote = reading(features, {**spread(9, size - 3), size - 2: CUE})
    assert quote is not None
    assert quote.content == [(9, size - 3)], "a role stands in between"
    quote = reading(features, spread(2, 5))
    assert quote is not None
    assert quote.content == [(0, 5)]


def test_the_likeliest_source_and_the_cue_at_the_anchor_are_taken(features: Features) -> None:
    roles = {0: SOURCE, **spread(3, 6, SOURCE), ANCHOR: CUE, **spread(16, 18, CUE), **spread(9, 14)}
    quote = reading(features, roles)
    assert quote is not None
    assert quote.source == (3, 6)
    assert quote.cue == (ANCHOR, ANCHOR + 1)
    quote = reading(features, {1: CUE, **spread(16, 18, CUE), **spread(9, 14)})
    assert quote is not None
    assert quote.cue == (16, 18), "none at the anchor: the longest"
    quote = reading(features, spread(9, 14))
    assert quote is not None
    assert quote.cue == (ANCHOR, ANCHOR + 1), "none at all: the anchor"


def test_of_overlapping_readings_the_likelier_stays() -> None:
    weak = Reading(2, [(3, 9)], None, (2, 3), 0.6, 0.9, 0.54)
    strong = Reading(10, [(5, 10)], None, (10, 11), 0.9, 0.9, 0.81)
    apart_ = Reading(14, [(15, 20)], None, (14, 15), 0.5, 0.9, 0.45)
    assert apart([weak, strong, apart_], 30, 0.4) == [strong, apart_]
    assert apart([weak, strong, apart_], 30, 0.5) == [strong]
