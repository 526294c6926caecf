"""Decided quotes as what the network is to say of every token."""

import numpy as np

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.learn.network.features import (
    CONTENT,
    CUE,
    SOURCE,
    anchor_of,
    read_targets,
    tokens_of,
)
from tests.suggest.conftest import Read
from tests.suggest.learn.examples import features_of, lesson


def test_targets_hang_on_the_cues_main_word(read: Read) -> None:
    example = lesson(0)
    doc = read(example.document.text)
    targets = read_targets(doc, example.quotes, features_of(doc), undecided=[(0, 3)])
    assert [doc[i].text for i in targets.anchors] == ["said", "said"]
    first = targets.roles[0]
    assert "".join(t.text_with_ws for t, role in zip(doc, first, strict=True) if role == CONTENT).strip() == (
        "that the bridge would open in May"
    )
    assert [t.text for t, role in zip(doc, first, strict=True) if role == SOURCE] == ["Nora", "Lind"]
    assert [t.text for t, role in zip(doc, first, strict=True) if role == CUE] == ["said"]
    assert not targets.known[:3].any()
    assert targets.known[3:].all()


def test_every_token_is_asked_for_anchor_and_membership(read: Read) -> None:
    example = lesson(0)
    doc = read(example.document.text)
    targets = read_targets(doc, example.quotes, features_of(doc))
    of_tokens = targets.of_tokens()
    assert np.flatnonzero(of_tokens[:, 0]).tolist() == targets.anchors
    for role in (CONTENT, SOURCE, CUE):
        assert of_tokens[:, role].tolist() == (targets.roles == role).any(axis=0).tolist()


def test_a_cue_of_several_words_is_anchored_at_its_verb_and_no_cue_at_the_content(read: Read) -> None:
    doc = read("He has repeatedly denied that it rained, the mayor.")
    features = features_of(doc)
    assert doc[anchor_of(features, [(4, 7)], (1, 4))].text == "denied"
    assert anchor_of(features, [(4, 7)], None) == 4
    doc = read("It will rain, according to the mayor.")
    assert doc[anchor_of(features_of(doc), [(0, 3)], (4, 6))].text == "according"


def test_of_several_words_that_head_a_cue_one_known_to_the_rules_is_taken_before_verbs_before_the_first(
    read: Read,
) -> None:
    doc = read("The mayor gladly said that it rained.")
    features = features_of(doc)
    gladly, said, it = (next(t.i for t in doc if t.text == text) for text in ("gladly", "said", "it"))
    features.head = features.head.copy()
    features.head[[gladly, said]] = it
    by_head = features.rule_candidates.by_head
    candidates = by_head.pop(said)
    assert anchor_of(features, [(said + 1, len(doc))], (gladly, said + 1)) == said
    by_head[gladly] = candidates
    assert anchor_of(features, [(said + 1, len(doc))], (gladly, said + 1)) == gladly
    by_head.clear()
    assert anchor_of(features, [(said + 1, len(doc))], (gladly, gladly + 1)) == gladly


def test_of_two_quotes_with_one_anchor_the_first_counts(read: Read) -> None:
    text = "Nora said that it rained."
    doc = read(text)
    cue = Span(5, 9)
    quotes = [Quote((span,), QuoteType.INDIRECT, cue, None) for span in (Span(10, 24), Span(15, 24))]
    targets = read_targets(doc, quotes, features_of(doc))
    assert len(targets.anchors) == 1
    assert (targets.roles[0] == CONTENT).sum() == 3


def test_a_span_is_widened_to_whole_tokens(read: Read) -> None:
    doc = read("Nora said that it rained.")
    assert tokens_of(doc, [Span(6, 12), Span(5, 5), None]) == [(1, 3)]
