"""Tables and their comparison: they count what records hold, what is shown is safe, what differs is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from annotator.core.decided import DecisionMade
from annotator.core.decision import Answer, Role
from annotator.core.errors import InputRefused
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.model_json import labels_to_json
from annotator.measure.report_tables import FIGURES, history_record, number, origins, report_tables, table
from annotator.measure.report_text import (
    QUESTIONS,
    answers_template,
    check_tables,
    compare_tables,
    datasheet,
    markdown,
    read_answers,
    report_text,
    shown,
)

TEXT = "Ada said it rained. Bo left. All was well."
SENTENCES = ((0, 19), (20, 28), (29, 42))
RAIN = QuotePart((Span(9, 18),), QuoteType.INDIRECT, Span(4, 8), Span(0, 3), "Ada")
SPLIT = replace(RAIN, content=(Span(9, 11), Span(12, 18)), type=QuoteType.MIXED, source=None)
FURTHER = QuotePart((Span(20, 27),), QuoteType.INDIRECT, continues=True)


def decision(name: str, index: int = 0, *quotes: QuotePart, document: str = "a", **more: Any) -> dict[str, Any]:
    """A line of decisions.jsonl, of an annotator who looked at a suggestion of that quote; `more` is otherwise."""
    start, end = SENTENCES[index]
    said = {"document": document, "index": index, "start": start, "end": end, "annotator": name, "role": "annotator"}
    said |= {"answer": "accept", **labels_to_json(Labels(quotes)), "decided_at": "2026-03-02T09:00:00.000Z"}
    said |= {"seconds": 5.0, "implied": False, "flagged": False, "sight": "suggestion", "edited": False}
    return said | {"run": None, "suggested": None} | more


def gold(document: str, index: int, *quotes: QuotePart, topics: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"document": {"id": document}, "index": index, **labels_to_json(Labels(quotes, topics))}


def made(step: int, name: str, index: int, seconds: float, keys: int, role: str = "annotator") -> dict[str, Any]:
    said = DecisionMade(step, name, Role(role), "a", index, Answer.ACCEPT, "2026-03-02T09:00:00Z", seconds, keys)
    return history_record(said, str)


RUN = {"run": "r1", "suggested": labels_to_json(Labels((RAIN,)))}
RECORDS: dict[str, Any] = {
    "documents": [
        {"id": "a", "first_id": None, "text": TEXT, "sentences": 3, "source": "Post", "published": "2026-03-02"},
        {"id": "b", "first_id": None, "text": TEXT, "sentences": 3, "source": "Post", "published": None},
        {"id": "c", "first_id": None, "text": TEXT, "sentences": 3, "source": "Post", "published": "2026-01-05"},
        {"id": "d", "first_id": None, "text": TEXT, "sentences": 2, "source": None, "published": None},
    ],
    "decisions": [
        decision("ana", 0, RAIN, **RUN),
        decision("ana", 1, FURTHER),
        decision("ana", 2, answer="reject", implied=True),
        decision("bo", 0, SPLIT, edited=True, **RUN),
        decision("bo", 1, RAIN, answer="skip", edited=True, **RUN),
        decision("bo", 2, implied=True),
        decision("bo", 0, RAIN, document="b", sight="withheld", edited=True, **RUN),
        decision("bo", 1, document="b", sight="in passing", edited=True, **RUN),
        decision("bo", 2, RAIN, SPLIT, document="b", edited=True, **RUN | {"run": "r2"}),
        decision("review:cy", 0, RAIN, role="reviewer", edited=True, **RUN),
        decision("test:dan", 1, RAIN, role="candidate", answer="reject", edited=True, **RUN),
    ],
    "reviews": [],
    "history": [
        made(1, "ana", 0, 30.0, 3),
        made(2, "ana", 1, 90.0, 1),
        made(3, "review:cy", 0, 36.0, 4, "reviewer"),
        made(4, "bo", 0, 6.0, 2),
    ],
    "gold": [
        gold("a", 0, SPLIT, topics=("sport", "weather")),
        gold("a", 1, FURTHER, topics=("weather",)),
        gold("a", 2, replace(RAIN, speaker=None)),
        gold("b", 0, RAIN),
        gold("d", 0, replace(RAIN, type=QuoteType.DIRECT)),
    ],
    "facts": {
        "attributes": [],
        "quote_types": ["direct", "indirect", "mixed"],
        "idle_cut": 60.0,
        "changes": [["topic sport retired", None, 4, 3], ["topic war is conflict", "2026-03-03", 2, 0]],
        "stale": 3,
        "corrected": {"articles corrected": 0, "decisions kept": 2},
        "runs": [{"id": "r1", "pipeline": "en", "version": "1.0"}],
        "split": [80, 10, 10],
    },
}


def cells(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """Texts as they are; numbers as their value, those that are no counts behind how they are shown."""
    return [
        [cell if isinstance(cell, str) else cell["value"] if cell["as"] == "count" else (cell["as"], cell["value"])
         for cell in row]
        for row in rows
    ]  # fmt: skip


EXPECTED: dict[str, list[list[Any]]] = {
    "size": [
        ["articles", 4],
        ["sentences", 11],
        ["sentences that at least one annotator looked at and decided", 5],
        ["sentences that at least two did", 1],
        ["decisions of annotators", 8],
        ["of these, passed over unseen", 2],
        ["sentences in the data set (gold)", 5],
        ["quotes in the data set", 4],
    ],
    "types": [
        ["direct", 1, ("share", 1 / 4)],
        ["indirect", 2, ("share", 2 / 4)],
        ["mixed", 1, ("share", 1 / 4)],
        ["without a named speaker", 1, ("share", 1 / 4)],
        ["without a source in the text", 1, ("share", 1 / 4)],
        ["with content in several pieces", 1, ("share", 1 / 4)],
    ],
    "topics": [["sport", 1, ("share", 1 / 5)], ["weather", 2, ("share", 2 / 5)]],
    "origins": [["Post", 3, "2026-01-05", "2026-03-02"], ["not known", 1, "", ""]],
    "people": [
        ["ana", "annotator", 2, 0, 0, 1, 1],
        ["bo", "annotator", 4, 0, 1, 1, 4],
        ["test:dan", "candidate", 0, 1, 0, 0, 0],
        ["review:cy", "reviewer", 1, 0, 0, 0, 1],
    ],
    "changes": [
        ["topic sport retired", "", 4, 3],
        ["topic war is conflict", "2026-03-03", 2, 0],
        ["all, each decision once", "", "", 3],
    ],
    "corrected": [["articles corrected", 0], ["decisions kept", 2]],
    "suggestions": [
        ["none", "", 1, 0, 0, ("share", None)],
        ["r1", "en 1.0", 4, 1, 1, ("share", 1 / 2)],
        ["r2", "", 1, 0, 0, ("share", 1.0)],
    ],
    "time": [
        ["ana", "annotator", ("hours", 90 / 3600), 2, ("one", 45.0), ("one", 2.0)],
        ["bo", "annotator", ("hours", 6 / 3600), 1, ("one", 6.0), ("one", 2.0)],
        ["cy", "reviewer", ("hours", 36 / 3600), 1, ("one", 36.0), ("one", 4.0)],
    ],
}


def test_tables_count_what_the_records_hold() -> None:
    tables = {one["key"]: cells(one["rows"]) for one in report_tables(RECORDS)[0]}
    assert {key: tables[key] for key in EXPECTED} == EXPECTED
    parts = {name: [0, 0, 0] for name in ("train", "dev", "test")}
    for document, sentences, quotes in (("a", 3, 2), ("b", 1, 1), ("d", 1, 1)):
        place = int.from_bytes(sha256(document.encode()).digest()[:8], "big") / 2**64
        counted = parts["train" if place < 0.8 else "dev" if place < 0.9 else "test"]
        counted[:] = [one + more for one, more in zip(counted, (1, sentences, quotes), strict=True)]
    assert tables["splits"] == [[name, *counted] for name, counted in parts.items()]
    assert tables["compared"] == [["annotators", 2], ["articles", 1], ["sentences", 1]]


def test_pairs_have_the_figures_that_are_named_above_them() -> None:
    tables, agreement = report_tables(RECORDS)
    (pairs,) = (one for one in tables if one["key"] == "pairs")
    names = ("token_alpha", "attribution_agreement", "content_overlap_f1")
    assert pairs["heads"] == ["pair", "articles", "sentences", *(FIGURES[name] for name in names)]
    (pair,) = agreement.pairs
    figures = [("figure", pair.figures[name].value) for name in names]
    assert cells(pairs["rows"]) == [["ana and bo", 1, 1, *figures]]


ABOUT: dict[str, Any] = {
    "annotator_version": "9.8",
    "created_at": "2026-03-09",
    "scheme": {"name": "news", "version": "2", "profile": "speech"},
    "guidelines": [
        {"kind": "scheme", "name": "news", "version": "2", "adopted_at": "2026-03-01"},
        {"kind": "guidelines", "name": "house", "version": None, "adopted_at": "2026-03-02"},
    ],
    "runs": [
        {"id": "r1", "pipeline": "en", "version": "1.0", "settings": {"habits": {"articles": 2}}},
        {"id": "r|2", "pipeline": "en", "version": "1.0", "settings": {"habits": {"articles": 3}}},
        {"id": "r3", "pipeline": "en", "version": "1.0", "settings": {}},
    ],
}


def test_the_page_says_what_the_records_do_and_leaves_out_what_they_do_not_hold() -> None:
    facts = RECORDS["facts"] | ABOUT
    tables, agreement = report_tables(RECORDS | {"facts": facts})
    page = report_text("Ours", facts, tables, {"purpose": "To know."}, agreement)
    for line in (
        "# Report on the data set Ours",
        "Made by annotator 9.8, 2026-03-09.",
        "In use: label scheme news 2, profile speech.",
        "| scheme | news | 2 | 2026-03-01 |",
        "| guidelines | house |  | 2026-03-02 |",
        "Adapted to decisions that were there before: r1, r\\|2.",
        "Undefined (–):",
        "- topics, alpha with MASI distance: nobody gave a topic",
        "To know.",
    ):
        assert f"\n{line}\n" in f"\n{page}", line
    assert "one decision counts at most 60\nseconds" in page
    assert all(f"\n**{one['title']}**\n\n{markdown(one)}" in page for one in tables)
    assert "### Adjudication" not in page
    assert "### Parts for training and testing" in page
    bare = facts | {"guidelines": [], "runs": ABOUT["runs"][2:]}
    other = report_text("Ours", bare, tables[:1], {}, agreement)
    assert "In use: label scheme news 2, profile speech.\n\n" in other, "and no table of what was adopted"
    assert not any(words in other for words in ("adopted (UTC)", "Adapted to", "Undefined", "### Time", "To know."))


@pytest.mark.parametrize(
    ("value", "how", "text"),
    [
        (1234, "count", "1234"),
        (0.12345, "share", "12.3 %"),
        (0.12345, "figure", "0.123"),
        (1.2345, "hours", "1.23"),
        (1.26, "one", "1.3"),
        (None, "count", "–"),
        ([0.1, 0.255], "share", "10.0 % to 25.5 %"),
        ([-0.25, 0.5], "figure", "-0.250 to 0.500"),
        ([None, None], "figure", "–"),
    ],
)
def test_numbers_are_shown_with_the_digits_of_their_kind(value: Any, how: str, text: str) -> None:
    assert shown(number(value, how)) == text


def test_columns_of_numbers_stand_to_the_right_but_the_first_does_not() -> None:
    made = {"heads": ["a", "b", "c"], "rows": [[number(1), "x", "y"], ["z", number(None), "y"]]}
    assert markdown(made).splitlines() == ["| a | b | c |", "| --- | --: | --- |", "| 1 | x | y |", "| z | – | y |"]


def test_text_from_outside_cannot_leave_its_cell() -> None:
    documents = [{"source": "Post\n| x \x1b[2J\u202e", "published": None}]
    lines = markdown(origins(documents)).splitlines()
    assert lines[2:] == ["| Post \\| x \ufffd\\[2J\ufffd | 1 |  |  |"]


def rows(*cells) -> list[dict]:
    return [table("size", [[f"row {at}", cell] for at, cell in enumerate(cells)])]


def test_every_number_is_compared_and_what_differs_is_named() -> None:
    own = rows(number(3), number([0.5, 0.7], "share"), number(None, "share"))
    assert compare_tables(own, own) == (4, [])
    almost = rows(number(3), number([0.5, 0.7 + 1e-12], "share"), number(None, "share"))
    assert compare_tables(own, almost) == (4, [])
    for again, told in (
        (rows(number(4), *(row[1] for row in own[0]["rows"][1:])), "size / row 0 / number: 3, recomputed 4"),
        (rows(number(3), number([0.5], "share"), number(None)), "size / row 1 / number: 0.5, 0.7, recomputed 0.5"),
        (rows(number(3), number([0.5, 0.7], "share"), number(0.0, "share")), "size / row 2 / number: None, recomputed"),
        (rows(number(3)), "size: other rows than the files have: row 1, row 2"),
        ([], "size: other rows than the files have: row 0, row 1, row 2"),
    ):
        _, (differing,) = compare_tables(own, again)
        assert differing.startswith(told)
    assert compare_tables([], own) == (0, ["size: the report has no such table"])
    reversed_rows = [{**one, "rows": one["rows"][::-1]} for one in own]
    assert compare_tables(own, reversed_rows) == (0, ["size: other rows than the files have: in another order"])


def test_a_report_is_held_against_its_records_and_its_page() -> None:
    records = RECORDS | {"facts": RECORDS["facts"] | ABOUT}
    tables, _ = report_tables(records)
    page = "".join(map(markdown, tables[1:]))
    numbers, unlike = check_tables(tables, page, records)
    assert numbers == compare_tables(tables, tables)[0] > 20
    assert unlike == [f"report.md: not as report.json has it: {tables[0]['title']}"]
    none, (why,) = check_tables(tables, page, {})
    assert none == 0
    assert why.startswith("no figure can be made of the files as they are (KeyError: ")


def test_answers_are_asked_for_by_key_and_empty_ones_are_none() -> None:
    keys = [key for questions in QUESTIONS.values() for key in questions]
    template = answers_template()
    assert [line for line in template.splitlines() if line.endswith(' = ""')] == [f'{key} = ""' for key in keys]
    assert all(
        f"\n# {heading}: {words}\n" in template for heading, asked in QUESTIONS.items() for words in asked.values()
    )
    assert read_answers(template, "answers.toml") == {}
    assert read_answers(f'{keys[0]} = " To know. "\n{keys[1]} = " "', "answers.toml") == {keys[0]: "To know."}
    page = datasheet({keys[0]: "To know."})
    heading, questions = next(iter(QUESTIONS.items()))
    assert page.startswith(f"### {heading}\n\n**{questions[keys[0]]}**\n\nTo know.\n\n")
    assert page.count("*Not answered yet: `") == len(keys) - 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("purpose = ", "answers.toml: "),
        ("purpose = 3", "answers.toml: 'purpose' is no answer to a question"),
        ('purpos = "x"', "answers.toml: 'purpos' is no answer to a question"),
    ],
)
def test_answers_that_are_none_are_refused(text: str, why: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_answers(text, "answers.toml")
    assert refused.value.message.startswith(why)


@pytest.mark.parametrize(
    ("content", "outside"),
    [([-1, 3], True), ([3, 2], True), ([40, len(TEXT) + 1], True), ([0, len(TEXT)], False), ([3, 3], False)],
)
def test_of_a_span_outside_its_text_no_figure_is_made(content: list[int], outside: bool) -> None:
    decided = decision("ana", 0, RAIN)
    decided["quotes"][0]["content"] = [content]
    _, unlike = check_tables([], "", RECORDS | {"decisions": [decided]})
    assert any("(SpanOutside: " in line for line in unlike) is outside
