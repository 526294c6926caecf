"""The record of all that was suggested: what is written is read as it was, and what does not fit is refused."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import jsonschema
import pytest

from annotator.core.errors import InputRefused
from annotator.core.habits import Habit, Habits
from annotator.core.model import (
    CastMember,
    Chance,
    Document,
    Quote,
    QuoteReading,
    QuoteType,
    Run,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
)
from annotator.core.program.resources import read_schema
from annotator.core.scheme import LabelScheme, parse_scheme
from annotator.exchange.lines import to_line
from annotator.exchange.strict_json import json_of
from annotator.exchange.suggestions import SUGGESTION_SCHEMA, Given, given_of, suggestion_record, with_habits

RUN = Run("rules", "1", {"annotator": "1"})
QUOTE = Quote((Span(0, 6),), QuoteType.DIRECT, Span(7, 11), Span(12, 15), "Ann", 1 / 3, "quoted", (("stance", "for"),))
WHOLE = Suggested(
    Document("a-1", "“Yes,” said Ann. It rained.", "T", None, "2024-01-01", {"desk": ["x", 1]}, 0),
    (Sentence(0, 0, 16), Sentence(1, 17, 27)),
    (QUOTE,),
    ((TopicSuggestion("weather", 0.1 + 0.2, "rained"),), ()),
    (CastMember("Ann", (Span(12, 15),), True, "person", "female"), CastMember("It", (), False)),
    (QuoteReading((0,), (replace(QUOTE, cue=None, attributes=(), score=None),), 2 / 3), QuoteReading((), (), 0.5)),
    ((Span(17, 27), "newsletter"),),
    (Chance((Span(0, 6),), Span(7, 11), "say", "quoted", "quoted", 0.7, ("a=b",), False, True),),
)


ANN, RAINED = "“Yes,” said Ann. It rained.", "“Yes,” said Ann. “Yes,” said Bo. It rained."
BY_WORDS = {"content": "“Yes,”", "cue": "said", "source": "Ann"}


def read_given(line: str, where: str) -> Given:
    return given_of(json_of(line, where), where)


def read(line: str) -> Suggested:
    given = read_given(line, "x:1")
    assert given.document is not None
    return given.placed(given.document, given.sentences)


def line(**record: Any) -> str:
    return json.dumps({"schema": SUGGESTION_SCHEMA, **record})


def placed(text: str = ANN, scheme: LabelScheme | None = None, **record: Any) -> Suggested:
    """What a line with the text suggests for it, on two sentences."""
    given = read_given(line(text=text, **record), "x:1")
    assert given.document is not None
    return given.placed(given.document, (Sentence(0, 0, 16), Sentence(1, 17, len(text))), scheme)


def takes(data: Any) -> bool:
    """Whether the schema takes it."""
    return jsonschema.Draft202012Validator(json.loads(read_schema("suggestion.schema.json"))).is_valid(data)


def test_what_is_written_is_read_as_it_was_and_written_the_same_again() -> None:
    written = to_line(suggestion_record(WHOLE, RUN))
    assert read(written.decode()) == WHOLE
    assert to_line(suggestion_record(read(written.decode()), RUN)) == written
    assert takes(json.loads(written))


def test_the_first_line_says_what_its_run_was_adapted_to() -> None:
    written = to_line(suggestion_record(WHOLE, RUN))
    habits = Habits({"word say": Habit(3, 1, 2.0, 0.5)}, 2)
    told = json.loads(with_habits(written, habits))
    assert told.pop("habits") == json.loads(json.dumps(habits.to_json()))
    assert told == json.loads(written)


def test_a_line_needs_no_more_than_its_schema_and_an_id_or_a_text() -> None:
    by_id = read_given(line(id="a-1"), "x:1")
    assert (by_id.id, by_id.document, by_id.sentences, by_id.run) == ("a-1", None, (), Run("", ""))
    by_text = read_given(line(text="Title: The pier\n\nIt rained."), "x:1")
    assert by_text.document is not None
    assert (by_text.document.title, by_text.document.body_start) == ("The pier", 17)
    assert by_text.id == by_text.document.id
    said = read_given(line(id="a-1", meta={"model": "m"}, run={"pipeline": "bot"}), "x:1")
    assert (said.data["meta"], said.run) == ({"model": "m"}, Run("bot", ""))


def test_roles_by_words_are_placed_in_the_text_of_the_article() -> None:
    given = read_given(line(id="a-1", quotes=[BY_WORDS | {"speaker": "Ann", "score": 1}]), "x:1")
    found = given.placed(WHOLE.document, WHOLE.sentences)
    assert found.quotes == (Quote((Span(0, 6),), QuoteType.DIRECT, Span(7, 11), Span(12, 15), "Ann", 1.0),)
    assert placed(quotes=[{"content": ["Yes", [17, 19]]}]).quotes[0].content == (Span(1, 4), Span(17, 19))


def test_topics_come_with_sentences_and_with_quotes() -> None:
    sentences = [{"start": 0, "end": 16, "topics": ["a", {"label": "b", "score": 0.5}]}, {"start": 17, "end": 27}]
    quotes = [{"content": "It rained", "topics": ["c", "a"]}, BY_WORDS | {"topics": ["a", "d", "e"]}]
    found = placed(sentences=sentences, quotes=quotes).topics
    assert [[topic.label for topic in topics] for topics in found] == [["a", "b", "d"], ["c", "a"]]
    assert found[0][1] == TopicSuggestion("b", 0.5, "")


def test_a_quote_that_is_given_twice_is_one() -> None:
    twice = [{"content": "It rained", "score": 0.5}, BY_WORDS, {"content": [[17, 26]], "rule": "again"}]
    readings = [
        {"replaces": [1], "quotes": [], "probability": 0.2},
        {"replaces": [0, 2], "quotes": [BY_WORDS, BY_WORDS], "probability": 0.1},
    ]
    found = placed(quotes=twice, readings=readings)
    assert [(quote.content[0].start, quote.score, quote.rule) for quote in found.quotes] == [
        (17, 0.5, None),
        (0, None, None),
    ]
    assert [(reading.replaces, len(reading.quotes)) for reading in found.readings] == [((1,), 0), ((0,), 1)]
    assert len(placed(quotes=[BY_WORDS, BY_WORDS | {"speaker": "Ann"}]).quotes) == 2
    named = placed(sentences=[{"start": 0, "end": 16}], quotes=[BY_WORDS | {"topics": [key]} for key in "ab"])
    assert [topic.label for topic in named.topics[0]] == ["a", "b"]


def test_a_type_that_nobody_named_is_one_of_the_scheme() -> None:
    scheme = parse_scheme('quote_types = ["mixed"]\n[[topic]]\nkey = "a"\n', "own.toml")
    found = placed(scheme=scheme, quotes=[{"content": "said Ann"}, BY_WORDS])
    assert [quote.type for quote in found.quotes] == [QuoteType.MIXED, QuoteType.MIXED]


def test_labels_that_the_scheme_does_not_offer_are_refused() -> None:
    scheme = parse_scheme(
        'quote_types = ["direct"]\n[[topic]]\nkey = "a"\n[[attribute]]\nname = "tone"\nvalues = ["up"]\n', "own.toml"
    )
    sound = {"topics": ["a"], "type": "direct", "attributes": {"tone": "up"}}
    placed(scheme=scheme, quotes=[BY_WORDS | sound, {"content": "“Yes,”"}])
    for other, told in (
        ({"topics": ["a", "z"]}, "no topic 'z'"),
        ({"type": "mixed"}, "no type 'mixed'"),
        ({"attributes": {"tone": "down"}}, "no attribute 'tone=down'"),
    ):
        quotes = [BY_WORDS | other]
        with pytest.raises(InputRefused, match=f"^x:1: the label scheme has {told}"):
            placed(scheme=scheme, quotes=quotes)
        if "topics" not in other:  # topics of a reading are not kept
            with pytest.raises(InputRefused, match=f"^x:1: the label scheme has {told}"):
                placed(scheme=scheme, readings=[{"quotes": quotes, "probability": 1}])


def test_only_what_has_no_place_is_left_out_where_that_is_asked_for() -> None:
    quotes = [{"content": "No"}, BY_WORDS | {"topics": ["a"]}, {"content": [[0, 99]]}]
    readings = [
        {"replaces": [0], "probability": 0.5},
        {"replaces": [1], "quotes": [{"content": "Yes"}], "probability": 0.4},
        {"replaces": [1], "quotes": [{"content": "Nay"}], "probability": 0.3},
    ]
    told: list[InputRefused] = []
    given = read_given(line(id="a", quotes=quotes, readings=readings), "x:1")
    found = given.placed(WHOLE.document, WHOLE.sentences, left_out=told.append)
    assert [quote.content for quote in found.quotes] == [(Span(0, 6),)]
    assert [(one.replaces, one.probability) for one in found.readings] == [((0,), 0.4)]
    assert [[topic.label for topic in topics] for topics in found.topics] == [["a"], []]
    assert [error.message.split(": ")[1] for error in told] == ["quote 1", "quote 3", "reading 3"]
    with pytest.raises(InputRefused, match="quote 1"):
        given.placed(WHOLE.document, WHOLE.sentences)
    with pytest.raises(InputRefused, match="quote 1"):  # not one of its quotes: it is of another text
        read_given(line(id="a", quotes=[{"content": "No"}]), "x:1").placed(
            WHOLE.document, WHOLE.sentences, left_out=told.append
        )


def _set(*path: Any) -> Callable[[Any], None]:
    """A change of a record: what stands at the path becomes its last step."""

    def change(record: Any) -> None:
        *steps, last, value = path
        for step in steps:
            record = record[step]
        record[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("schema", "annotator/suggested@1"),
        _set("text", "short"),
        _set("document", "id", ""),
        _set("document", "id", "two\nlines"),
        _set("document", "body_start", 99),
        _set("document", "meta", []),
        _set("document", "title", 1),
        _set("sentences", 0, "start", 16),
        _set("sentences", 1, "start", 15),
        _set("sentences", 1, "end", 28),
        _set("sentences", 1, "start", -1),
        _set("sentences", 1, "start", True),
        _set("sentences", 0, "topics", [[]]),
        _set("sentences", 0, "topics", 0, "score", 1.5),
        _set("quotes", 0, "content", 0, [0, 99]),
        _set("quotes", 0, "type", "loud"),
        _set("quotes", 0, "speaker", ["Ann"]),
        _set("quotes", 0, "attributes", {"stance": 1}),
        _set("quotes", 0, "attributes", {"stance": None}),
        _set("quotes", 0, "score", "high"),
        _set("quotes", 0, "rule", 1),
        _set("quotes", [[]]),
        _set("cast", 0, 3, "ship"),
        _set("readings", 0, "replaces", [1]),
        _set("readings", 0, "replaces", [0, 0]),
        _set("readings", 0, "replaces", [0, 1]),
        _set("quotes", 0, "content", [[0, 3], [2, 6]]),
        _set("id", "a-2"),
        _set("readings", 0, "probability", "likely"),
        _set("boilerplate", 0, [17, 99, "x"]),
        _set("chances", 0, 1, [7, 99]),
        _set("chances", 0, 2, None),
        _set("chances", 5),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: Callable[[Any], None]) -> None:
    record = json.loads(to_line(suggestion_record(WHOLE, RUN)))
    change(record)
    with pytest.raises(InputRefused, match=r"^x:1: "):
        read(json.dumps(record))


def test_broken_lines_are_refused() -> None:
    for broken in ("", "[]", "null", "{", '"x"', "1"):
        with pytest.raises(InputRefused, match=r"^x:1: "):
            read_given(broken, "x:1")


# ---- Hostile lines, by what they do to a sound one. Each is refused in one line, or taken rightly, and the schema says
# the same where it can.


ANYTHING: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    2**62,
    "",
    " ",
    "x",
    "\x1b[2J",
    "a" * 100_000,
    [],
    [[]],
    [0],
    {},
    [{}],
    [None],
)
AT: tuple[tuple[Any, ...], ...] = (
    *(("schema",), ("id",), ("text",), ("document",), ("sentences",), ("quotes",), ("readings",), ("cast",), ("run",)),
    *(("boilerplate",), ("chances",), ("habits",), ("meta",), ("own",), ("run", "settings"), ("document", "meta")),
    *(("document", "id"), ("document", "own"), ("sentences", 0, "topics"), ("sentences", 0, "start"), ("quotes", 0)),
    *(("quotes", 0, name) for name in ("content", "cue", "source", "type", "speaker", "score", "rule", "attributes")),
    *(("quotes", 0, "attributes", "own"), ("habits", "groups"), ("habits", "articles"), ("habits", "edges")),
    *(("quotes", 0, "topics"), ("quotes", 0, "own"), ("quotes", 0, "cue", "occurrence"), ("readings", 0, "replaces")),
    *(("readings", 0, "quotes"), ("readings", 0, "probability"), ("sentences", 0, "topics", 0, "score")),
)


def hostile() -> dict[str, Any]:
    record = json.loads(to_line(suggestion_record(WHOLE, RUN))) | {
        "habits": {"groups": {}, "articles": 0},
        "meta": {"model": "m"},
    }
    record["quotes"][0] |= {"cue": {"text": "said", "occurrence": 1}, "topics": ["weather"]}
    return cast("dict[str, Any]", record)


def tried(text: str) -> tuple[Suggested | None, str | None]:
    """What a line suggests for its own text and sentences, if it has them, or why it is refused."""
    try:
        given = read_given(text, "x:1")
        if given.document is None or not given.sentences:
            return None, None
        return given.placed(given.document, given.sentences), None
    except InputRefused as error:
        return None, error.message


@pytest.mark.parametrize("path", AT, ids=lambda path: ".".join(map(str, path)))
def test_anything_anywhere_is_taken_rightly_or_refused_in_one_line(path: tuple[Any, ...]) -> None:
    for value in ANYTHING:
        record = hostile()
        _set(*path, value)(record)
        found, told = tried(json.dumps(record))
        if told is not None:
            assert told.startswith("x:1: ")
            assert len(told) < 300
            assert told.isprintable()
        if found is None:
            continue
        if value is not None and path != ("quotes", 0, "type"):  # in whatever case its letters are
            assert takes(record), f"the schema does not take what is read: {str(value)[:30]}"
        written = to_line(suggestion_record(found, RUN))
        assert read(written.decode()) == found


@pytest.mark.parametrize(
    "broken",
    [
        '{"schema": "annotator/suggestion@1", "id": "a", "id": "b"}',
        '{"schema": "annotator/suggestion@1", "id": "a", "meta": NaN}',
        '{"schema": "annotator/suggestion@1", "id": "a", "meta": {"n": 1e999}}',
        '{"schema": "annotator/suggestion@1", "id": "a", "meta": {"n": 99999999999999999999}}',
        '{"schema": "annotator/suggestion@1", "id": "\\ud800"}',
        '{"schema": "annotator/suggestion@1", "id": "a\\u0007"}',
        '{"schema": "annotator/suggestion@1", "id": "a", "meta": {"n": ' + "[" * 200 + "]" * 200 + "}}",
        '{"schema": "annotator/suggestion@1", "id": "a", "meta": ' + "[" * 100_000,
        '{"schema": "annotator/suggestion@1"}',
        '{"schema": "annotator/suggestion@1", "document": {}}',
        line(id="a", quotes=[{"content": "x"}] * 20_001),
        line(id="a", quotes=[{"content": ["x"] * 1001}]),
        line(id="a", quotes=[{"content": "x", "topics": ["a", "b", "c", "d"]}]),
        line(id="a", quotes=[{"content": "x", "cue": ["a", "b"]}]),
        line(id="a", quotes=[{"content": "x", "cue": {"text": "a", "occurence": 1}}]),
        line(id="a", quotes=[{"content": "x", "cue": {"occurrence": 1}}]),
        line(id="a", quotes=[{"content": "x", "rule": "r" * 201}]),
    ],
)
def test_what_is_no_line_of_suggestions_is_refused(broken: str) -> None:
    with pytest.raises(InputRefused, match=r"^x:1: ") as error:
        read_given(broken, "x:1")
    assert error.value.message.isprintable()
    assert len(error.value.message) < 300
    with contextlib.suppress(ValueError, RecursionError):
        data = json.loads(broken)
        assert any(text in broken for text in ('"b"', "NaN", "1e999", "9999", "\\u", "[[[[")) or not takes(data)


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ({"content": "Nay"}, "the content 'Nay' is not in the text"),
        ({"content": "Yes", "cue": "aid"}, "the cue 'aid' is not in the text"),
        ({"content": "Yes"}, "the content 'Yes' stands in 2 places, and nothing near tells which: give its occurrence"),
        ({"content": {"text": "Yes", "occurrence": 3}}, "the content 'Yes' has no occurrence 3: it stands in 2 places"),
        ({"content": {"text": "Yes", "occurrence": 10**9}}, "the content 'Yes' has no occurrence 1000000000: it"),
        ({"content": "Yes", "cue": "Yes", "source": "Yes"}, "its content, cue and source have no places beside"),
        ({"content": ["Bo", "Ann"]}, "its content, cue and source have no places beside each other"),
        ({"content": "\x1b]0;x\x07"}, "the content '␛]0;x␇' is not in the text"),
        ({"content": "y" * 1_000_000}, "is not in the text"),
        ({"content": [[0, 99]]}, "[0, 99] is no span of the text, which has 43 characters"),
        ({"content": "Yes", "cue": [6, 7]}, "[6, 7] holds white space alone"),
    ],
)
def test_words_without_a_place_are_refused_with_their_reason(quote: dict[str, Any], told: str) -> None:
    with pytest.raises(InputRefused, match=r"^x:1: quote 1: ") as error:
        placed(RAINED, quotes=[quote])
    assert told in error.value.message
    assert len(error.value.message) < 200
    assert error.value.message.isprintable()
