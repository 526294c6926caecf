"""Labels as the database keeps them: everything comes back, and nothing is written that was not there before."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import CastMember, Chance, Labels, QuotePart, QuoteType, Reading, Span, attributes_of
from annotator.core.model_json import (
    cast_from_json,
    cast_to_json,
    chance_from_json,
    chance_to_json,
    chances_from_json,
    labels_from_json,
    labels_to_json,
    readings_from_json,
    readings_to_json,
)

SPANS = st.tuples(st.integers(0, 50), st.integers(1, 50)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
WORDS = st.text(min_size=1, max_size=5)
PARTS = st.builds(
    QuotePart,
    content=st.lists(SPANS, min_size=1, max_size=3).map(tuple),
    type=st.sampled_from(QuoteType),
    cue=st.none() | SPANS,
    source=st.none() | SPANS,
    speaker=st.none() | WORDS,
    score=st.none() | st.floats(0, 1),
    rule=st.none() | WORDS,
    attributes=st.dictionaries(WORDS, WORDS, max_size=3).map(attributes_of),
    continues=st.booleans(),
)
LABELS = st.builds(Labels, st.lists(PARTS, max_size=3).map(tuple), st.lists(WORDS, max_size=3).map(tuple))


@given(LABELS)
def test_labels_come_back_from_json_as_they_were(labels: Labels) -> None:
    assert labels_from_json(json.loads(json.dumps(labels_to_json(labels)))) == labels


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("content", [[0, 3.0]], TypeError),
        ("content", [["0", 3]], TypeError),
        ("cue", [True, 3], TypeError),
        ("source", [1, 2, 3], ValueError),
        ("speaker", 3, TypeError),
        ("type", "said", ValueError),
    ],
)
def test_what_no_database_of_ours_wrote_is_no_quote(key: str, value: object, error: type[Exception]) -> None:
    written = labels_to_json(Labels((QuotePart((Span(0, 3),), QuoteType.DIRECT),)))
    written["quotes"][0][key] = value
    with pytest.raises(error):
        labels_from_json(written)


def test_a_cast_comes_back_from_json_and_older_ones_have_what_was_known_then() -> None:
    cast = (
        CastMember("Ada", (Span(0, 3), Span(9, 12)), False, "person", "female"),
        CastMember("Oslo", (), True, None, None),
    )
    written = json.loads(json.dumps(cast_to_json(cast)))
    assert written == [["Ada", [[0, 3], [9, 12]], False, "person", "female"], ["Oslo", [], True, None, None]]
    assert cast_from_json(written) == cast
    assert cast_from_json([["Ada", [[0, 3]], False], ["Bo", []]]) == (
        CastMember("Ada", (Span(0, 3),), speaks=False),
        CastMember("Bo"),
    )


def test_what_a_quote_has_not_got_is_not_written() -> None:
    bare = QuotePart((Span(0, 3),), QuoteType.DIRECT)
    assert labels_to_json(Labels((bare,), ("sport",))) == {
        "quotes": [
            {"type": "direct", "content": [[0, 3]], "cue": None, "source": None, "speaker": None, "continues": False}
        ],
        "topics": ["sport"],
    }


def test_scores_rules_and_attributes_are_written_where_there_are_any() -> None:
    part = QuotePart((Span(0, 3),), QuoteType.DIRECT, score=0.0, rule="some-rule", attributes=(("stance", "for"),))
    (written,) = labels_to_json(Labels((part,)))["quotes"]
    assert (written["score"], written["rule"], written["attributes"]) == (0.0, "some-rule", {"stance": "for"})


@given(st.data(), LABELS)
def test_readings_come_back_from_json_as_they_were(data: st.DataObject, labels: Labels) -> None:
    numbers = st.lists(st.sampled_from(range(len(labels.quotes))), unique=True) if labels.quotes else st.just([])
    readings = data.draw(
        st.lists(
            st.builds(Reading, numbers.map(tuple), st.lists(PARTS, max_size=2).map(tuple), st.floats(0, 1), st.just(()))
        )
    )
    written = json.loads(json.dumps(readings_to_json(readings, labels)))
    assert readings_from_json(written, labels) == tuple(readings)


def test_a_reading_says_only_what_it_has_not_in_common_with_what_it_replaces() -> None:
    part = QuotePart((Span(0, 3),), QuoteType.DIRECT, Span(5, 9), speaker="Ada", score=0.5, rule="some-rule")
    other = replace(part.bare(), content=(Span(0, 2),))
    found = [Reading((0,), (other,), 0.25), Reading((0,), (), 0.125), Reading((), (other,), 0.1)]
    assert readings_to_json(found, Labels((part,))) == [
        [[0], [{"content": [[0, 2]]}], 0.25],
        [[0], [], 0.125],
        [[], [{"content": [[0, 2]], "cue": [5, 9], "speaker": "Ada"}], 0.1],
    ]


# ---- Chances as JSON, one and all of a document, and back.


SAID = Chance(
    (Span(0, 10), Span(22, 40)), Span(12, 20), "say", "inv", "inverted-clause", 0.957, ("all=saying",), opens=True
)
HOPED = Chance((Span(60, 71),), Span(50, 58), "hope", "inf", "complement-infinitive", 0.1, admitted=False)
AGAIN = Chance((Span(44, 49),), Span(41, 43), "say", "inv", "inverted-clause", 1.0, ("all=saying", "source=name"))


CHANCES = st.builds(
    Chance,
    content=st.lists(SPANS, min_size=1, max_size=2).map(tuple),
    cue=SPANS,
    word=WORDS,
    frame=WORDS,
    rule=WORDS,
    score=st.floats(0, 1),
    kinds=st.lists(WORDS, max_size=2).map(tuple),
    admitted=st.booleans(),
    opens=st.booleans(),
)


@given(CHANCES)
def test_a_chance_is_the_same_after_json(chance: Chance) -> None:
    assert chance_from_json(json.loads(json.dumps(chance_to_json(chance)))) == chance


def test_all_chances_of_a_document_are_read_as_they_are_written_now_and_as_they_were() -> None:
    before = {
        "words": ["say", "hope"],
        "frames": [["inv", "inverted-clause"], ["inf", "complement-infinitive"]],
        "kinds": [["all=saying"], ["all=saying", "source=name"], []],
        "chances": [0, 0, 0, 957, 3, 12, 8, 2, -12, 10, 10, 18, 0, 0, 1, 1000, 1, 29, 2, 1, 3, 5,
                    1, 1, 2, 100, 0, 9, 8, 1, 10, 11],
    }  # fmt: skip
    chances = (SAID, AGAIN, HOPED)
    assert chances_from_json(before) == chances_from_json([*map(chance_to_json, chances)]) == chances
    assert chances_from_json([]) == ()
