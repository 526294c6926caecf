"""What is read of every token of a parsed Doc."""

import numpy as np

from annotator.suggest.learn.network.features import COLUMNS, Features
from tests.suggest.conftest import Read
from tests.suggest.learn.examples import features_of

TEXT = "Nora said it: “We left, and it rained.” Ole slept — he, too, was tired.\n\nThe mayor said it."


def column(features: Features, name: str) -> list[int]:
    return [int(key) for key in features.keys[:, COLUMNS.index(name)]]


def test_counts_run_up_to_and_with_each_token(read: Read) -> None:
    doc = read(TEXT)
    features = features_of(doc)
    for counts, holds in (
        (features.commas_up_to, [token.text == "," for token in doc]),
        (features.colons_up_to, [token.text in (":", "—") for token in doc]),
        (features.marks_up_to, [token.text in "“”" for token in doc]),
        (features.verbs_up_to, [token.pos_ in ("VERB", "AUX") for token in doc]),
    ):
        assert any(holds)
        assert counts.tolist() == np.cumsum(holds).tolist()


def test_sentences_paragraphs_and_quoted_regions_are_numbered(read: Read) -> None:
    doc = read(TEXT)
    features = features_of(doc)
    place = {token.text: token.i for token in doc}
    assert features.paragraph[place["Nora"]] == features.paragraph[place["tired"]] < features.paragraph[place["mayor"]]
    assert features.sentence[place["Nora"]] < features.sentence[place["slept"]] < features.sentence[place["mayor"]]
    assert features.region[place["left"]] == features.region[place["rained"]] >= 0
    assert (features.region[[place["Nora"], place["slept"]]] == -1).all()
    assert features.word[place["Nora"]]
    assert not features.word[place["—"]]


def test_words_alike_have_the_same_keys_whatever_their_place(read: Read) -> None:
    doc = read("Nora said it. Ole said it. The tired captain of the ship said that it rained again.")
    features = features_of(doc)
    first, second, third = (token.i for token in doc if token.text == "said")
    for name in ("norm", "lemma", "suffix", "shape", "tag"):
        assert len({column(features, name)[i] for i in (first, second, third)}) == 1, name
    children = column(features, "children")
    assert children[first] == children[second] != children[third]
    assert children[0] == 0, "a word with nothing under it"
    its = [token.i for token in doc if token.text == "it"][:2]
    for name in ("relation", "head", "verb"):
        assert len({column(features, name)[i] for i in its}) == 1, name
    assert column(features, "head")[its[0]] != column(features, "head")[third]


def test_the_place_of_a_token_is_told_by_marks_sentences_and_paragraphs(read: Read) -> None:
    doc = read(TEXT)
    place = column(features_of(doc), "place")
    by_text = {token.text: place[token.i] - 1 for token in doc}
    inside, sentence, paragraph, mark, after, before = (1 << bit for bit in range(6))
    assert by_text["rained"] == inside
    assert by_text["We"] == inside + after
    assert by_text["Nora"] == sentence + paragraph == by_text["The"]
    assert by_text["slept"] == 0
    assert by_text["“"] & mark
    assert by_text[":"] == before


def test_what_the_rules_see_is_a_feature(read: Read) -> None:
    doc = read(TEXT)
    features = features_of(doc)
    place = {token.text: token.i for token in reversed(doc)}
    frames, roles = column(features, "rule frame"), column(features, "rule role")
    assert frames[place["said"]]
    assert not frames[place["slept"]]
    assert len({roles[place[word]] for word in ("Nora", "said", "left", "slept")}) == 4


def test_the_encoders_vectors_are_taken_where_there_is_one_for_each_token(read: Read) -> None:
    doc = read(TEXT).copy()
    assert features_of(doc).tensor.shape == doc.tensor.shape
    doc.tensor = np.zeros((0,), dtype=np.float32)
    assert features_of(doc).tensor.shape == (len(doc), 0)
