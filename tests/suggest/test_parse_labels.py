"""The labels of a language's parses, by what is asked of them, are read from its data."""

from __future__ import annotations

import pytest
import spacy

from annotator.suggest.parse_labels import Tags, labels_of, parse_labels, read_sets
from annotator.suggest.quotes.frames import Predicate

ENGLISH = parse_labels("en")


def test_a_token_has_the_labels_of_its_language() -> None:
    (token,) = spacy.blank("en")("rain")
    assert labels_of(token) is labels_of(token) is ENGLISH


def test_a_token_of_a_language_without_labels_is_refused() -> None:
    (token,) = spacy.blank("xx")("rain")
    with pytest.raises(LookupError, match="'xx'"):
        labels_of(token)


def test_a_language_without_data_is_refused() -> None:
    with pytest.raises(LookupError, match="'xx'"):
        parse_labels("xx")


def test_a_missing_set_of_labels_is_named() -> None:
    with pytest.raises(KeyError, match="noun"):
        read_sets(Tags, {})


def test_every_relation_of_a_predicate_says_which_predicate_it_is() -> None:
    assert ENGLISH.relations.passive_predicate == ENGLISH.predicates.keys()
    assert {Predicate[name.upper()] for name in ENGLISH.predicates.values()} == set(Predicate) - {Predicate.AS}


def test_relations_that_are_parts_of_others() -> None:
    relations = ENGLISH.relations
    assert relations.passive_subject < relations.subject < relations.any_subject
    assert relations.complement == relations.clausal_complement | relations.open_complement
    assert relations.open_complement | relations.direct_object < relations.reported
