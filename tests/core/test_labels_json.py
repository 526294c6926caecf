"""Labels as the database keeps them: everything comes back, and nothing is written that was not there before."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.labels_json import labels_from_json, labels_to_json, readings_from_json, readings_to_json
from annotator.core.model import Labels, QuotePart, QuoteType, Reading, Span, attributes_of

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


@settings(deadline=None)
@given(LABELS)
def test_labels_come_back_from_json_as_they_were(labels: Labels) -> None:
    assert labels_from_json(json.loads(json.dumps(labels_to_json(labels)))) == labels


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


@settings(deadline=None)
@given(st.data(), LABELS)
def test_readings_come_back_from_json_as_they_were(data: st.DataObject, labels: Labels) -> None:
    numbers = st.lists(st.sampled_from(range(len(labels.quotes))), unique=True) if labels.quotes else st.just([])
    readings = data.draw(
        st.lists(st.builds(Reading, numbers.map(tuple), st.lists(PARTS, max_size=2).map(tuple), st.floats(0, 1)))
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
