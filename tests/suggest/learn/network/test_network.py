"""The network: gradients, independence of the batch, what it reads and what it learns."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from thinc.api import Adam, fix_random_seed

from annotator.suggest.learn.mix.candidates import make_candidates
from annotator.suggest.learn.mix.select import WIDEST, Guideline, Mix, choose, rate
from annotator.suggest.learn.network import run as network
from annotator.suggest.learn.network.architecture import (
    Pairs,
    Tokens,
    cue_roles,
    embed_features,
    embed_pairs,
    halved,
    join_pairs,
    lay_out,
    pairs_of,
)
from annotator.suggest.learn.network.features import COLUMNS, CONTENT, read_targets
from annotator.suggest.learn.network.relations import BEFORE, OFFSETS, ROWS, SIZES, relations
from annotator.suggest.quotes.lexicon import load_lexicon
from tests.suggest.conftest import Read
from tests.suggest.learn.examples import features_of, lesson


def slope(run: Callable[[], float], array: Any, at: tuple[int, ...], step: float = 1e-2) -> float:
    """How the result changes with one number of the array, measured."""
    kept = array[at]
    array[at] = kept + step
    high = run()
    array[at] = kept - step
    low = run()
    array[at] = kept
    return (high - low) / (2 * step)


def test_the_gradients_of_token_embeddings_are_right() -> None:
    fix_random_seed(1)
    rng = np.random.default_rng(1)
    keys = rng.integers(0, 2**60, (5, len(COLUMNS))).astype(np.uint64)
    tokens = Tokens(keys, rng.normal(size=(5, 3)).astype(np.float32), [0])
    layer = embed_features(4)
    layer.initialize(X=tokens)
    wanted = rng.normal(size=(5, len(COLUMNS) * 4 + 3)).astype(np.float32)
    _, backprop = layer.begin_update(tokens)
    backprop(wanted)
    gradient, table = layer.get_grad("E"), layer.get_param("E")
    touched = np.argwhere(np.abs(gradient) > 0.1)[:: max(1, len(np.argwhere(np.abs(gradient) > 0.1)) // 10)]
    assert len(touched) > 5
    for at in map(tuple, touched):
        measured = slope(lambda: float((layer.predict(tokens) * wanted).sum()), table, at)
        assert measured == pytest.approx(gradient[at], rel=0.02, abs=0.01)


def test_the_gradients_of_pair_embeddings_are_right() -> None:
    fix_random_seed(2)
    rng = np.random.default_rng(2)
    vectors = rng.normal(size=(6, 4)).astype(np.float32)
    places = np.array([[0, 1, 2, -1], [3, 4, 5, -1]])
    found = (rng.integers(0, 5, (2, 4, len(SIZES))) + OFFSETS).astype(np.int32)
    pairs = Pairs(np.array([1, 4]), places, found)
    layer = embed_pairs(4, 3)
    layer.initialize(X=(vectors, pairs))
    out, backprop = layer.begin_update((vectors, pairs))
    assert not out[places.reshape(-1) < 0].any(), "empty places stay empty"
    wanted = rng.normal(size=out.shape).astype(np.float32)
    d_vectors, _ = backprop(wanted)

    def run() -> float:
        return float((layer.predict((vectors, pairs)) * wanted).sum())

    for name in ("T", "A", "E"):
        gradient, weights = layer.get_grad(name), layer.get_param(name)
        rows = np.argwhere(np.abs(gradient) > 0.05)[:6]
        for at in map(tuple, rows):
            assert slope(run, weights, at, 1e-3) == pytest.approx(gradient[at], rel=0.05, abs=0.02), name
    for at in [(0, 1), (1, 2), (4, 0), (5, 3)]:
        assert slope(run, vectors, at, 1e-3) == pytest.approx(d_vectors[at], rel=0.05, abs=0.02)


def test_a_document_is_read_the_same_alone_and_among_others(read: Read) -> None:
    fix_random_seed(3)
    docs = [features_of(read(lesson(number).document.text)) for number in range(3)]
    model = cue_roles(16, 8, 4, 12, 1)
    model.initialize(X=docs[0])
    model.layers[0].get_ref("anchors").set_param("W", np.random.default_rng(0).normal(size=(4, 16)).astype("float32"))
    model.layers[0].get_ref("anchors").set_param("b", np.zeros(4, dtype="float32"))
    anchors = [network.predict(model, doc).anchors for doc in docs]
    assert all(anchors)
    member = model.layers[0]

    def read_together(places: list[int]) -> tuple[list[Any], list[Any]]:
        """Vectors of the tokens, and scores in the windows, of each of these documents."""
        tokens = lay_out([docs[place] for place in places])
        vectors = member.get_ref("tokens").predict(tokens)
        starts = list(zip(places, tokens.starts, strict=True))
        pairs = [pairs_of(docs[place], start, np.array(anchors[place])) for place, start in starts]
        scores = member.get_ref("roles").predict((vectors, join_pairs(pairs)))
        ends = np.cumsum([part.tokens.size for part in pairs])[:-1]
        return [vectors[start : start + docs[place].size] for place, start in starts], np.split(scores, ends)

    together = list(zip(*read_together([0, 1, 2]), strict=True))
    for place, (vectors, scores) in enumerate(together):
        [alone_vectors], [alone_scores] = read_together([place])
        np.testing.assert_allclose(alone_vectors, vectors, atol=1e-4)
        np.testing.assert_allclose(alone_scores, scores, atol=1e-4)


def test_verbs_are_known_and_found_above_each_word(read: Read) -> None:
    features = features_of(read("They said that he had left because it rained."))
    verbs = [token.text for token in features.view.doc if token.pos_ in ("VERB", "AUX")]
    assert verbs == ["said", "had", "left", "rained"]
    column = features.keys[:, COLUMNS.index("verb")]
    word = {token.text: token.i for token in features.view.doc}
    assert column[word["he"]] != column[word["it"]], "the nearest verb above is not the sentence's root"


def test_relations_stay_within_their_tables(read: Read) -> None:
    text = "“No,” said Nora. " * 30 + "\n\n" + "; ".join(["he said that she said that it rained"] * 12) + "."
    features = features_of(read(text))
    anchors = np.arange(0, features.size, 5)
    _, inside, found = relations(features, anchors)
    assert inside.any(axis=1).all()
    for column, (offset, size) in enumerate(zip(OFFSETS, SIZES, strict=True)):
        values = found[..., column]
        assert values.min() >= offset, column
        assert values.max() < offset + size, column
    assert sum(SIZES) == ROWS


def test_nothing_is_learned_from_what_nobody_decided(read: Read) -> None:
    fix_random_seed(4)
    doc = read(lesson(1).document.text)
    features = features_of(doc)
    targets = read_targets(doc, [], features, undecided=[(0, len(doc))])
    model = cue_roles(16, 8, 2, 12, 1)
    model.initialize(X=features)
    loss, [gradient] = network.learn(model, [features], [targets], np.random.default_rng(0))
    assert loss == 0.0
    assert not gradient.any()
    assert not model.layers[0].get_ref("anchors").get_grad("W").any()


def test_it_learns_what_it_is_shown(read: Read) -> None:
    fix_random_seed(5)
    rng = np.random.default_rng(5)
    shown = []
    for number in range(12):
        one = lesson(number)
        doc = read(one.document.text)
        features = features_of(doc)
        shown.append((doc, features, read_targets(doc, one.quotes, features)))
    model = cue_roles(32, 8, 2, 24, 1)
    model.initialize(X=shown[0][1])
    optimizer = Adam(0.01)
    for step in range(40):
        batch = [shown[(step * 3 + at) % len(shown)] for at in range(3)]
        network.learn(model, [b[1] for b in batch], [b[2] for b in batch], rng)
        model.finish_update(optimizer)
    for doc, features, targets in shown[:4]:
        seen = network.predict(model, features)
        rated = rate(features, make_candidates(features, seen), Mix("learned"), Guideline(WIDEST, load_lexicon("en")))
        assert [one.head for one in choose(rated, 0.5)] == targets.anchors, doc.text
        for row, anchor in enumerate(targets.anchors):
            words = np.flatnonzero((targets.roles[row] == CONTENT) & features.word)
            shares = seen.edges[seen.anchors.index(anchor)]
            assert (shares.argmax(axis=0) + anchor - BEFORE).tolist() == [words[0], words[-1]], doc.text


def test_members_are_averaged_and_differ(read: Read) -> None:
    fix_random_seed(3)
    features = features_of(read(lesson(2).document.text))
    both = cue_roles(16, 8, 2, 12, 1, members=2)
    both.initialize(X=features)
    for number, member in enumerate(both.layers):
        weights = np.random.default_rng(number).normal(size=(4, 16)).astype("float32")
        member.get_ref("anchors").set_param("W", weights)
    alone = []
    for member in both.layers:
        one = cue_roles(16, 8, 2, 12, 1)
        one.layers[0] = member
        alone.append(network.predict(one, features).odds)
    assert np.abs(alone[0] - alone[1]).max() > 0.01
    np.testing.assert_allclose(network.predict(both, features).odds, np.mean(alone, axis=0), atol=1e-6)


def test_weights_are_written_with_half_the_precision_and_stay_whole() -> None:
    model = embed_pairs(16, 12)
    model.initialize()
    before = model.get_param("T").copy()
    with model.use_params(halved(model)):
        small = len(model.to_bytes())
    assert small < 0.6 * len(model.to_bytes())
    np.testing.assert_array_equal(model.get_param("T"), before)
