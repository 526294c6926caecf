"""`annotator qualify`: a lead makes a set, a candidate answers it in the screen, and both see how it went."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.store.desk.desk import SqliteDesk, answering
from annotator.store.files.database import opened, transaction
from annotator.store.work.qualification import all_qualifications, hand_in
from tests.cli.conftest import ROOT, Run, check_record
from tests.store.conftest import new_database
from tests.tui.pseudo_terminal import Terminal

QUOTE = QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    database = new_database(tmp_path)
    with SqliteDesk(database, "lead") as desk:
        for number in (1, 2):
            for item in desk.page(number).items:
                labels = Labels((QUOTE,), ("politics",)) if item.sentence.index == 0 else Labels()
                desk.save([NewDecision(item.id, Answer.ACCEPT, labels)])
    return database


def record(told: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(told)
    check_record(found, "qualification")
    return found


def test_a_lead_makes_a_set_and_sees_who_did_how_well(in_process: Run, gold: Path) -> None:
    made = in_process("qualify", "make", "4", "--seed", "3", "--pass", "75%", "--annotator", "lead")
    assert "qualification 1: 4 gold sentences drawn with the seed 3, to pass 75%" in made.stderr
    assert "nobody has begun yet" in in_process("qualify", "results").stdout
    (one,) = record(in_process("qualify", "results", "--json").stdout)["qualifications"]
    assert (one["seed"], one["pass_mark"], one["sentences"], one["candidates"]) == (3, 0.75, 4, [])


def test_without_a_set_each_is_told_how_to_make_one(in_process: Run, gold: Path) -> None:
    assert record(in_process("qualify", "results", "--json").stdout)["qualifications"] == []
    answered = in_process("qualify", "--annotator", "ana", code=3)
    assert "there is no qualification yet; a lead makes one: `annotator qualify make 20`" in answered.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--make", "2", "--results"),
        ("--seed", "2"),
        ("--document", "one"),
        ("--json",),
        ("--make", "2", "--pass", "lots"),
        ("--make", "2", "--seed", "9" * 20),
        ("--annotator", "test:ana"),
    ],
)
def test_words_that_do_not_go_together_are_refused(in_process: Run, gold: Path, words: tuple[str, ...]) -> None:
    in_process("qualify", *words, code=2)


def test_too_few_gold_sentences_are_refused_and_nothing_is_made(in_process: Run, gold: Path) -> None:
    in_process("qualify", "make", "7", code=3)
    assert record(in_process("qualify", "results", "--json").stdout)["qualifications"] == []


def test_an_article_that_is_removed_later_changes_no_score_that_is_told(in_process: Run, gold: Path) -> None:
    in_process("qualify", "make", "6", "--annotator", "lead")
    with opened(gold) as connection:
        (made,) = all_qualifications(connection)
    with SqliteDesk(gold, "ana", answering(made.id)) as desk:
        for number in (1, 2):
            for item in desk.page(number).items:
                labels = Labels((QUOTE,)) if number == 1 and item.sentence.index == 0 else Labels()
                desk.save([NewDecision(item.id, Answer.ACCEPT, labels)])
        with transaction(desk.connection):
            hand_in(desk.connection, made, "ana")
    told = in_process("qualify", "--annotator", "ana").stdout
    assert "content  67%" in told
    in_process("remove", "2", "--yes")
    assert "content  67%" in in_process("qualify", "--annotator", "ana").stdout
    results = in_process("qualify", "results").stdout.splitlines()
    assert results[0].startswith("qualification 1: 3 still asked of 6 sentences, made")
    assert all(len(line) <= 80 for line in results)
    assert results[-1].split()[:2] == ["ana", "6"]
    in_process("remove", "1", "--yes")
    assert "needed 80%" in in_process("qualify", "--annotator", "ana").stdout
    refused = in_process("qualify", "--annotator", "ben", code=3).stderr
    assert "all articles of qualification 1 were removed or corrected; a lead makes another" in refused


def test_who_has_passed_and_who_has_not_begun_is_one_of_those_who_may_annotate(in_process: Run, gold: Path) -> None:
    in_process("qualify", "make", "6", "--annotator", "lead")
    with opened(gold) as connection:
        (made,) = all_qualifications(connection)
    for name, passes in (("ana", True), ("ben", False)):
        with SqliteDesk(gold, name, answering(made.id)) as desk:
            for number in (1, 2):
                for item in desk.page(number).items:
                    labels = Labels((QUOTE,), ("politics",)) if passes and item.sentence.index == 0 else Labels()
                    desk.save([NewDecision(item.id, Answer.ACCEPT, labels)])
            with transaction(desk.connection):
                hand_in(desk.connection, made, name)
    in_process("assign", "--qualified", "--annotator", "lead")
    assert "next        annotator annotate\n" in in_process("status", "--annotator", "ana").stdout
    assert "ben" not in in_process("status", ANNOTATOR_NAME="ana").stdout, "it is her page"
    in_process("status", "--annotator", "ben", code=3)


@pytest.mark.long
def test_a_candidate_answers_hands_in_and_reads_the_result(in_process: Run, gold: Path) -> None:
    in_process("qualify", "make", "2", "--seed", "3", "--annotator", "lead")
    command = [
        sys.executable,
        "-m",
        "annotator.cli.main",
        "qualify",
        "--db",
        str(gold),
        "--annotator",
        "ana",
        "--plain",
    ]
    terminal = Terminal(gold.parent, command=command, PYTHONPATH=str(ROOT))
    terminal.until(b"2 sentences of 2 to answer")
    assert b"ana (test)" in terminal.output
    terminal.send(b"x")
    terminal.until(b"saved 1")
    terminal.send(b"q")
    terminal.until(b"1 sentence to answer: 2:1")
    assert terminal.ended() == 0
    assert in_process("qualify", "results").stdout.splitlines()[2].split()[:3] == ["ana", "1", "-"]

    terminal = Terminal(gold.parent, command=command, PYTHONPATH=str(ROOT))
    terminal.until(b"1 sentence of 2 to answer")
    terminal.send(b"x")
    terminal.until(b"ALL ANSWERED, q: hand in")
    terminal.send(b"q")
    terminal.until(b"hand them in?")
    terminal.send(b"y\n")
    terminal.until(b"ana: not passed, the mean of the roles is 0%, needed 80%")
    terminal.until("What to mark – Cue: the words that say it was said".encode())
    assert terminal.ended() == 0

    (one,) = record(in_process("qualify", "results", "--json").stdout)["qualifications"]
    (candidate,) = one["candidates"]
    assert (candidate["name"], candidate["answered"], candidate["passed"]) == ("ana", 2, False)
    assert candidate["roles"] == {
        "content": 0.0,
        "cue": 0.0,
        "source": 0.0,
        "speaker": None,
        "type": None,
        "topics": 0.0,
    }
    again = in_process("qualify", "--annotator", "ana")  # no terminal is needed to read it again
    assert "content  0%     1:1, 2:1" in again.stdout
    assert "lead" in in_process("stats").stdout
    assert "ana" not in in_process("export", "-o", "-").stdout
