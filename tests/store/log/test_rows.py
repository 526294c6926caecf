"""Columns of JSON as values: what is written comes back, and what cannot be read names its row."""

from __future__ import annotations

from contextlib import closing

import pytest

from annotator.core.decision import Answer, Decision, Sight
from annotator.core.errors import RowUnreadable
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.session.desk import NoteAndFlag
from annotator.store.log import rows
from annotator.store.sqlite.sqlite_library import connect

LABELS = Labels((QuotePart((Span(0, 3),), QuoteType.DIRECT, speaker="Ada"),), ("tax",))
COLUMN = '{"quotes":[{"type":"direct","content":[[0,3]],"cue":null,"source":null,"speaker":"Ada","continues":false}]'
COLUMN += ',"topics":["tax"]}'


@pytest.mark.parametrize(
    ("labels", "about", "column"),
    [
        (LABELS, None, COLUMN),
        (None, NoteAndFlag("hm", True), '{"note":"hm","flagged":true}'),
        (LABELS, NoteAndFlag(None, False), COLUMN[:-1] + ',"note":null,"flagged":false}'),
    ],
)
def test_what_was_left_unconfirmed_comes_back(labels: Labels | None, about: NoteAndFlag | None, column: str) -> None:
    assert rows.to_json(rows.draft_left(labels, about)) == column
    assert rows.draft(column) == (labels, about)


def test_where_nothing_was_left_there_is_no_draft() -> None:
    assert rows.draft_left(None, None) is None


@pytest.mark.parametrize("column", ["", "[]", "7", '{"quotes":7}', '{"flagged":true}'])
def test_what_is_no_draft_names_its_row(column: str) -> None:
    with pytest.raises(RowUnreadable, match="drafts row 7 cannot be read"):
        rows.draft(column, "drafts row 7")


def test_a_column_is_changed_where_one_of_the_texts_is_in_it_and_it_can_be_read() -> None:
    def doubled(data: list[int]) -> list[int]:
        return data * 2

    assert rows.changed("[1,2]", ["9", "2"], doubled) == "[1,2,1,2]"
    assert rows.changed("[1, 2]", ["9"], doubled) == "[1, 2]", "not even written anew"
    assert rows.changed("[1, 2", ["2"], doubled) == "[1, 2"


@pytest.mark.parametrize(
    ("versions", "taken", "left"),
    [
        ([["a"], [], ["b", "c"]], [1, 3], {"versions": [["a"], ["b", "c"]], "taken": [1, 2]}),
        ([["a"], [], ["b"]], [2], {"versions": [], "taken": []}),
        ([["a"], [], ["b"]], [], {"versions": [["a"], ["b"]], "taken": []}),
        ([[], []], [1], {"versions": [], "taken": []}),
    ],
)
def test_versions_of_which_nothing_is_left_are_left_out_and_the_others_numbered_anew(
    versions: list[list[str]], taken: list[int], left: dict[str, object]
) -> None:
    assert rows.versions_left(versions, taken) == left


def test_a_decision_that_cannot_be_read_names_its_row() -> None:
    made = Decision(7, "ana", Answer.ACCEPT, LABELS, "2026-03-02", "hm", True, True, 2.5, 3, 4, Sight.WITHHELD, 5)
    names = rows.DECISION_AS_SAID.replace("decisions.", "").replace(" ", "").split(",")
    columns = made._asdict() | {"labels": COLUMN, "flagged": 1, "implied": 1}
    assert rows.decision([columns[name] for name in names]) == made
    for name, broken in (("answer", "maybe"), ("labels", "[]"), ("sight", "else")):
        with pytest.raises(RowUnreadable, match="decisions row 7 cannot be read"):
            rows.decision([(columns | {name: broken})[one] for one in names])


def test_readings_that_cannot_be_read_are_no_choice_and_a_suggestion_that_cannot_names_its_row() -> None:
    read = rows.suggestion((3, "r1", COLUMN, 0.5, '[["tax",0.5,"a word"]]'), "[[[9]")
    assert (read.id, read.run, read.labels, read.score, read.readings) == (3, "r1", LABELS, 0.5, ())
    assert [(topic.label, topic.score, topic.because) for topic in read.topics] == [("tax", 0.5, "a word")]
    (reading,) = rows.suggestion((3, "r1", COLUMN, 0.5, "[]"), "[[[0],[],0.25]]").readings
    assert (reading.replaces, reading.parts, reading.probability) == ((0,), (), 0.25)
    for labels, topics in (("{}", "[]"), (COLUMN, "[7]")):
        with pytest.raises(RowUnreadable, match="suggestions row 3 cannot be read"):
            rows.suggestion((3, "r1", labels, None, topics))


@pytest.mark.parametrize("name", [None, "reader:eve", "eve"])
def test_somebody_who_is_not_as_the_name_says_is_refused_by_the_row(name: str | None) -> None:
    with closing(connect(":memory:")) as connection:
        connection.execute("CREATE TABLE annotators (name, role, person)")
        connection.execute("CREATE TABLE events (id, kind, at, body)")
        connection.execute("INSERT INTO annotators VALUES (?, 'reviewer', NULL)", (name,))
        with pytest.raises(RowUnreadable, match=f"annotators row {name} cannot be read"):
            rows.check_few(connection)
