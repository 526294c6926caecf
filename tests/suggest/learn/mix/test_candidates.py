"""What the mix selects from: both sides' quotes, what speaks for each, and what is read from roles."""

import tracemalloc
from collections.abc import Mapping

import numpy as np
import pytest

from annotator.suggest.learn.mix.candidates import EVIDENCE, make_candidates, prior, read_quote
from annotator.suggest.learn.network.architecture import EDGES
from annotator.suggest.learn.network.features import (
    CONTENT,
    CUE,
    ROLES,
    SOURCE,
    Features,
    Targets,
    read_targets,
)
from annotator.suggest.learn.network.relations import BEFORE, LENGTH, MARGIN
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.candidate import LEARNED, RULES, Candidate
from annotator.suggest.regression import log_odds
from tests.suggest.conftest import Read
from tests.suggest.learn.examples import as_if_read, features_of, lesson


def read_lesson(read: Read, number: int) -> tuple[Features, Targets]:
    example = lesson(number)
    doc = read(example.document.text)
    features = features_of(doc)
    return features, read_targets(doc, example.quotes, features)


def shown(candidate: Candidate, name: str) -> float:
    assert candidate.evidence is not None
    return float(candidate.evidence[EVIDENCE.index(name)])


def test_both_sides_bring_their_quotes_with_what_speaks_for_them(read: Read) -> None:
    features, targets = read_lesson(read, 0)
    candidates = make_candidates(features, as_if_read(features, targets))
    assert [(c.side, c.head) for c in candidates] == [(s, a) for s in (LEARNED, RULES) for a in targets.anchors]
    rules = {rule.head: rule for rule in features.rule_candidates.chosen}
    for candidate in candidates:
        assert candidate.evidence is not None
        assert candidate.evidence.shape == (len(EVIDENCE),)
        assert candidate.frame == rules[candidate.head].frame
        assert shown(candidate, "one") == 1
        assert shown(candidate, "anchor") == pytest.approx(log_odds(0.9, 1e-4), abs=0.01)
        assert shown(candidate, "source") == pytest.approx(0.9)
        assert shown(candidate, "cue") == pytest.approx(0.9)
        assert shown(candidate, "rule") == pytest.approx(log_odds(rules[candidate.head].score, 1e-4))
        assert shown(candidate, "length") == pytest.approx(np.log(len(candidate.tokens())))
        for name in ("no source", "no rule", "spans", "sentences", "rival"):
            assert shown(candidate, name) == 0, name
    indirect, direct = candidates[:2]
    assert (shown(indirect, "marked"), shown(direct, "marked")) == (0, 1)
    assert shown(direct, "content") == pytest.approx(log_odds(0.9, 1e-4), abs=0.01)
    assert shown(direct, "same as rule") == shown(direct, "other side") == 1, "both sides see the same"


def test_edges_that_cut_what_the_network_reads_as_content_speak_against(read: Read) -> None:
    features, targets = read_lesson(read, 0)
    predicted = as_if_read(features, targets)
    features.rule_candidates.firm = []
    [_, whole, *_] = make_candidates(features, predicted)
    [rule] = [c for c in features.rule_candidates.chosen if c.head == whole.head]
    [(start, end)] = rule.content
    rule.content = [(start + 2, end - 1)]
    [cut] = [c for c in make_candidates(features, predicted) if c.side == RULES and c.head == whole.head]
    for name in ("first", "last", "agreement"):
        assert shown(cut, name) < shown(whole, name) - 1, name
    assert shown(cut, "same as rule") == pytest.approx((end - start - 3) / (end - start))


def test_a_likelier_quote_elsewhere_that_shares_content_is_a_rival(read: Read) -> None:
    features, targets = read_lesson(read, 0)
    predicted = as_if_read(features, targets)
    first, second = targets.anchors
    roles = predicted.roles.copy()
    roles[1] = roles[0][np.clip(np.arange(roles.shape[1]) + second - first, 0, roles.shape[1] - 1)]
    predicted.roles = roles
    [one, other, *_] = make_candidates(features, predicted)
    assert one.content == other.content
    assert shown(one, "rival") == shown(other, "rival") > 0.7


def test_a_side_is_believed_but_not_too_firmly() -> None:
    def believed(side: str, **told: float) -> float:
        evidence = np.zeros(len(EVIDENCE))
        for name, value in told.items():
            evidence[EVIDENCE.index(name)] = value
        return prior(side, evidence)

    assert believed(RULES, rule=0.7) == 0.7
    assert believed(RULES, rule=6.0) == 2.0
    assert believed(RULES, rule=-6.0) == -2.0
    learned = believed(LEARNED, anchor=log_odds(0.9, 1e-4), content=log_odds(0.8, 1e-4))
    assert learned == pytest.approx(log_odds(0.72, 1e-4))


def test_white_space_at_the_edges_of_what_the_network_reads_is_no_part_of_it(read: Read) -> None:
    features, targets = read_lesson(read, 0)
    predicted = as_if_read(features, targets)
    first = predicted.anchors[0]
    start = next(c for c in make_candidates(features, predicted) if c.head == first).start
    features.view.doc.vocab[features.view.doc[start].orth].is_space = True
    try:
        assert next(c for c in make_candidates(features, predicted) if c.head == first).start == start + 1
    finally:
        features.view.doc.vocab[features.view.doc[start].orth].is_space = False


def test_what_holds_no_word_is_no_quote(read: Read) -> None:
    features, targets = read_lesson(read, 0)
    predicted = as_if_read(features, targets)
    count = len(make_candidates(features, predicted))
    features.word[features.view.doc[targets.anchors[0]].i + 1 :] = False
    assert len([c for c in make_candidates(features, predicted) if c.side == LEARNED]) < count / 2


def test_without_anything_seen_there_is_nothing_to_select_from(read: Read) -> None:
    doc = read("It rained all day.")
    features = features_of(doc)
    features.rule_candidates.chosen, features.rule_candidates.firm = [], []
    assert make_candidates(features, as_if_read(features, read_targets(doc, [], features))) == []


WORDS = "The old captain of the ship told us that the long bridge over the harbour would open in May again ."
ANCHOR = WORDS.split().index("told")


@pytest.fixture
def features(read: Read) -> Features:
    features = features_of(read(WORDS.replace(" .", ".")))
    assert [token.text for token in features.view.doc] == WORDS.split()
    return features


def reading(features: Features, roles: Mapping[int, int], sure: float = 0.9) -> Candidate | None:
    """What is read at the anchor, of a probability of 0.5, where these tokens have these roles and the others none."""
    probabilities = np.full((1, LENGTH + MARGIN, len(ROLES)), (1 - sure) / 3, dtype=np.float32)
    for token in range(features.size):
        probabilities[0, token - ANCHOR + BEFORE, roles.get(token, 0)] = sure
    edges = np.zeros((1, LENGTH + MARGIN, EDGES), dtype=np.float32)
    odds = np.full(features.size, 0.5, dtype=np.float32)
    return read_quote(features, Predicted(odds, [ANCHOR], probabilities, edges), ANCHOR)


def spread(start: int, end: int, role: int = CONTENT) -> dict[int, int]:
    return dict.fromkeys(range(start, end), role)


def test_content_source_and_cue_are_read_and_scored(features: Features) -> None:
    quote = reading(features, {**spread(0, 3, SOURCE), **spread(6, 7, CUE), **spread(8, 16)})
    assert quote is not None
    assert (quote.content, quote.source, quote.cue) == ([(8, 16)], (0, 3), (6, 7))
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


def memory(read: Read, times: int) -> int:
    """The bytes that the candidates take while they are made, of an article that says the same so many times."""
    text = "\n\n".join([lesson(0).document.text] * times)
    features = features_of(read(text))
    anchors = sorted(candidate.head for candidate in features.rule_candidates.chosen)
    places = (len(anchors), LENGTH + MARGIN)
    odds, roles, edges = (
        np.zeros(shape, np.float32) for shape in (features.size, (*places, len(ROLES)), (*places, EDGES))
    )
    tracemalloc.start()
    assert len(make_candidates(features, Predicted(odds, anchors, roles, edges))) >= times
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_a_long_article_takes_no_more_memory_a_word(read: Read) -> None:
    memory(read, 1)  # what is read once for all stays out of it
    assert memory(read, 80) < 6 * memory(read, 20)
