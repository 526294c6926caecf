"""`annotator agreement`: figures on the terminal, as JSON and as CSV, and which decisions are asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.cli.team import agreement
from annotator.core.decision import Answer, DecidedSentence, NewDecision, Sight
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.measure.agreement import Agreement
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files import database
from annotator.store.files.database import transaction
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, check_record, json_of
from tests.made_once import made_once
from tests.store.conftest import RUN, suggested

YES = QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada")
ODD_NAME = "=2+3\x1b[2J"


def save(path: Path, annotator: str, *decisions: NewDecision) -> None:
    with SqliteDesk(path, annotator) as desk:
        for decision in decisions:
            desk.save([decision])


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Two articles of three sentences; ana and one with an odd name decided both, but for one sentence each."""
    return made_once(tmp_path / "annotator.db", "two who agree in part", make_team)


def make_team(path: Path) -> None:
    with Importer(path) as importer:
        importer.add(suggested(), RUN)
        made = suggested("two", "He said YES. She left. All was well.")
        importer.add(made._replace(document=replace(made.document, title="=1+1\x1b]0;x\x07 [/b]")), RUN)
    yes, typed = Labels((YES,), ("politics",)), Labels((replace(YES, type=QuoteType.DIRECT, speaker="Ida"),))
    mine = {1: yes, 2: Labels(), 4: yes, 5: Labels()}
    theirs = {1: yes, 2: Labels(topics=("sport",)), 4: typed, 5: Labels()}
    save(path, "ana", *(NewDecision(key, Answer.ACCEPT, said) for key, said in mine.items()))
    save(path, "ana", NewDecision(3, Answer.SKIP, Labels()), NewDecision(6, Answer.ACCEPT, Labels(), implied=True))
    save(path, ODD_NAME, *(NewDecision(key, Answer.ACCEPT, said) for key, said in theirs.items()))
    save(path, ODD_NAME, NewDecision(6, Answer.ACCEPT, Labels(), sight=Sight.IN_PASSING))


def record_of(in_process: Run, *options: str) -> dict:
    done = in_process("agreement", "--json", *options)
    record = json_of(done)
    check_record(record, "agreement")
    return record


def test_json_has_the_keys_that_scripts_rely_on(in_process: Run, team: Path) -> None:
    record = record_of(in_process)
    assert record["token_alpha"] == record["attribution_agreement"] == 1
    assert record["content_f1"] == {"exact": 1, "overlap": 1}
    (pair,) = record["pairs"]
    assert pair["annotators"] == [ODD_NAME, "ana"]
    assert (pair["token_alpha"], pair["attribution_agreement"], pair["content_f1"]) == (1, 1, record["content_f1"])
    assert (pair["documents"], pair["sentences"]) == (record["documents"], record["sentences"]) == (2, 4)
    assert record["differing"] == 2
    assert record["left_out"] == {"skipped": 1, "implied": 1, "alone": 1}
    assert record["figures"]["speaker_agreement"]["value"] == 0.5
    assert record["figures"]["token_alpha"]["low"] is None, "two articles tell nothing of others"
    assert record["undefined"] is record["figures"]["token_alpha"]["undefined"] is None
    assert [one["id"] for one in record["by_document"]] == ["one", "two"]
    labels = {(one["kind"], one["label"]): (one["given"], one["f1"]["value"]) for one in record["by_label"]}
    assert labels["type", "indirect"] == (3, 2 / 3)
    assert labels["topic", "sport"] == (1, 0)
    assert {(one["role"], one["words"]) for one in record["by_tolerance"]} >= {("source", 5), ("content", 0)}
    worst = record["worst"]
    assert [one["id"] for one in worst] == ["two:0", "one:1"]
    assert worst[1]["text"] == "She left."
    assert {"annotators": [ODD_NAME], "quotes": [], "topics": ["sport"]} in worst[1]["versions"]
    assert worst[0]["versions"][1]["quotes"][0]["content"] == [[8, 11]]
    assert len(record_of(in_process, "--worst", "1")["worst"]) == 1


def test_one_annotator_gives_nulls_with_the_reason_and_no_error(in_process: Run, team: Path) -> None:
    record = record_of(in_process, "--annotator", "ana")
    assert record["token_alpha"] is record["attribution_agreement"] is None
    assert record["content_f1"] == {"exact": None, "overlap": None}
    assert record["pairs"] == record["worst"] == []
    assert record["undefined"] == record["figures"]["type_kappa"]["undefined"]
    assert record["undefined"] == "only one annotator is named"
    told = in_process("agreement", "--annotator", "ana")
    assert told.stdout.splitlines() == (
        [
            "no agreement to measure: only one annotator is named",
            "left out: 4 decided by one alone, 1 skipped, 1 passed over unseen",
        ]
    )


def test_articles_annotators_and_dates_can_be_chosen(in_process: Run, team: Path) -> None:
    assert record_of(in_process, "--document", "2")["sentences"] == 2
    assert record_of(in_process, "--document", "a title", "--document", "two")["documents"] == 2
    assert record_of(in_process, "--annotator", "ana", "--annotator", ODD_NAME)["sentences"] == 4
    assert record_of(in_process, "--since", "2999-01-01")["undefined"] == "no decided sentence is chosen"
    assert record_of(in_process, "--since", "2001-01-01")["sentences"] == 4
    with SqliteDesk(team, "ana") as desk, transaction(desk.connection):
        remove(desk.connection, 1, "ana")
    assert [one["id"] for one in record_of(in_process)["by_document"]] == ["two"]


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--annotator", "nobody"], 3, "no annotator named 'nobody'"),
        (["--document", "77"], 3, "no article with that number or id"),
        (["--since", "soon"], 2, "no date"),
        (["--json", "--csv"], 2, "--json changes nothing with --csv"),
        (["--json", "--by", "pair"], 2, "--by changes nothing with --json"),
    ],
)
def test_what_is_not_there_is_refused(in_process: Run, team: Path, options: list[str], code: int, message: str) -> None:
    done = in_process("agreement", *options, code=code)
    assert done.stdout == ""
    assert message in done.stderr


def test_csv_has_a_line_for_each_figure_and_no_formula_in_it(in_process: Run, team: Path) -> None:
    done = in_process("agreement", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.stdout.splitlines()[0] == "by,document,annotators,label,figure,value,low,high,undefined"
    assert {row["by"] for row in rows} == {"all", "pair", "document", "label", "tolerance"}
    assert {row["annotators"] for row in rows if row["by"] == "pair"} == {f"'{ODD_NAME};ana"}
    found = {(row["by"], row["document"], row["label"], row["figure"]): row for row in rows}
    assert found["all", "", "", "speaker_agreement"]["value"] == "0.500000"
    assert found["document", "two", "", "token_alpha"]["value"] == "1.000000"
    assert found["document", "two", "", "token_alpha"]["low"] == ""
    assert found["document", "two", "", "type_kappa"]["undefined"] == ""
    assert found["label", "", "topic: sport", "f1"]["value"] == "0.000000"
    assert found["tolerance", "", "cue", "within_2_words_f1"]["value"] == "1.000000"
    assert found["document", "one", "", "type_kappa"]["undefined"] == "all quotes that two found have the same type"
    only = list(csv.DictReader(io.StringIO(in_process("agreement", "--csv", "--by", "pair").stdout)))
    assert {row["by"] for row in only} == {"pair"}
    assert len(only) == sum(row["by"] == "pair" for row in rows)


def test_a_negative_number_stays_a_number(in_process: Run, team: Path) -> None:
    save(team, "bo", NewDecision(1, Answer.ACCEPT, Labels((replace(YES, content=(Span(0, 2),), cue=None),))))
    done = in_process("agreement", "--csv", "--by", "pair", "--annotator", "ana", "--annotator", "bo")
    values = [
        row["value"] for row in csv.DictReader(io.StringIO(done.stdout)) if row["figure"] == "token_alpha_content"
    ]
    assert len(values) == 1
    assert float(values[0]) < 0


LISTS = {
    "pair": ["words  common  overlap", "1.000  100.0   100.0", "=2+3␛[2J and ana"],
    "document": ["sentences  article  title", "1        A title", "2        =1+1␛]0;x␇ [/b]"],
    "label": ["alike, F1 %", "0.0          1      topic  sport", "66.7"],
    "tolerance": ["words off  content, F1 %", "5          100.0          100.0"],
}


@pytest.mark.parametrize("by", LISTS)
def test_every_list_is_a_table_that_no_terminal_acts_on(in_process: Run, team: Path, by: str) -> None:
    done = in_process("agreement", "--by", by)
    for piece in LISTS[by]:
        assert piece in done.stdout
    assert done.stdout.replace("\n", "").isprintable()
    with_sentences = in_process("agreement", "--by", by, "--worst", "1").stdout
    assert with_sentences.startswith(done.stdout + "\n")
    assert "sentence 2:1" in with_sentences


def test_the_summary_says_what_was_compared_and_what_not(in_process: Run, team: Path) -> None:
    lines = in_process("agreement").stdout.splitlines()
    assert lines[:3] == [
        "=2+3␛[2J and ana: 2 articles, 4 sentences in common, 2 differ",
        "left out: 1 decided by one alone, 1 skipped, 1 passed over unseen",
        "",
    ]
    assert "same speaker, %      50.0" in lines
    assert any(line.startswith("intervals from 5 articles  all") for line in lines)
    assert "sentence 2:1, 50 % alike" in lines


def test_decisions_accepted_in_passing_are_compared_and_counted(in_process: Run, team: Path) -> None:
    save(team, "bo", NewDecision(6, Answer.ACCEPT, Labels()))
    assert record_of(in_process)["in_passing"] == 1
    assert "1 of the decisions compared were accepted in passing, unopened" in in_process("agreement").stdout


def test_while_it_is_measured_others_can_save(in_process: Run, team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        database, "wal_is_sound", lambda: False
    )  # as on a network drive: who reads keeps others waiting
    measure = agreement.measure_agreement

    def measured(*decided: Iterable[DecidedSentence], **asked: object) -> Agreement:
        found = measure(*decided, **asked)
        with SqliteDesk(team, "cy") as desk:
            desk.wait_at_most(0.1)
            desk.save([NewDecision(1, Answer.ACCEPT, Labels())])
        return found

    monkeypatch.setattr(agreement, "measure_agreement", measured)
    assert record_of(in_process)["annotators"] == [ODD_NAME, "ana"]
    with SqliteDesk(team, "cy") as desk:
        assert desk.saved() == 1
