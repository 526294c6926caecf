"""The tiny encoder that other tests read."""

from pathlib import Path

import numpy as np
from spacy.lang.en import English

from annotator.suggest.learn.encoder.folder import read_encoder
from tests.suggest.learn.encoder.tiny import SENTENCES, UNKNOWN, write_tiny_encoder


def test_its_sentences_are_read_word_for_word(tmp_path: Path) -> None:
    encoder = read_encoder(write_tiny_encoder(tmp_path / "tiny"))
    nlp = English()
    for sentence in SENTENCES:
        doc = nlp(sentence)
        pieces = encoder.tokenizer.encode(sentence, add_special_tokens=False).ids
        assert UNKNOWN not in pieces
        vectors = encoder.vectors(doc)
        assert vectors.shape == (len(doc), 16)
        assert np.abs(vectors).sum(axis=1).all()


def test_the_seed_says_which_weights(tmp_path: Path) -> None:
    first, same, other = (
        read_encoder(write_tiny_encoder(tmp_path / name, seed=seed)) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first.checksum == same.checksum != other.checksum


def test_changes_go_into_the_config_and_the_weights(tmp_path: Path) -> None:
    encoder = read_encoder(write_tiny_encoder(tmp_path / "tiny", num_hidden_layers=1, hidden_size=24))
    assert (encoder.config.layers, encoder.config.width) == (1, 24)
