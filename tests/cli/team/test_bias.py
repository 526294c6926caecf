"""`annotator bias`: what it says to people, to programs and to spreadsheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.model import Document, Labels, Quote, QuotePart, QuoteType, Run, Sentence, Span, Suggested
from annotator.core.session.desk import Item
from annotator.core.session.state import decide, open_sentence
from annotator.store.desk.desk import REVIEWING, Policy, SqliteDesk
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run as Call
from tests.cli.conftest import check_record, json_of
from tests.made_once import made_once

ARTICLES, SENTENCES = 6, 8
WORDS = "So it is, she said of it all."
WITHHELD = 3
"""Of each article the first sentences are shown without their suggestion."""


def documents() -> list[Suggested]:
    """Articles in all of whose sentences but the last a quote is suggested."""
    found = []
    for number in range(ARTICLES):
        starts = [at * (len(WORDS) + 1) for at in range(SENTENCES)]
        quotes = [Quote((Span(at, at + 8),), QuoteType.DIRECT, None, None, "Ada", 0.9, "r") for at in starts[:-1]]
        sentences = tuple(Sentence(at, start, start + len(WORDS)) for at, start in enumerate(starts))
        text = " ".join([WORDS] * SENTENCES) + f" {number}"
        found.append(Suggested(Document(f"d{number}", text), sentences, tuple(quotes), ((),) * SENTENCES))
    return found


def decisions(desk: SqliteDesk, number: int, given: bool) -> list[NewDecision]:
    """Take every suggestion that is seen; give what is withheld or not; accept the last but one in passing."""
    page, made = desk.page(number), []
    for index, item in enumerate(page.items):
        decision = decide(open_sentence(page, index), Answer.ACCEPT, 0.1 if index == WITHHELD else 5.0, 1)
        if item.withheld is not None and given:
            decision = decision._replace(labels=quoted(item))
        in_passing = index == SENTENCES - 2
        made.append(decision._replace(sight=Sight.IN_PASSING, seconds=0.0) if in_passing else decision)
    return made


def quoted(item: Item) -> Labels:
    start = item.sentence.start
    return Labels((QuotePart((Span(start, start + 8),), QuoteType.DIRECT, speaker="Ada"),))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database of two annotators: ana gives nothing without a suggestion, =ben all; d0 is reviewed: nothing there."""
    return made_once(tmp_path / "annotator.db", "one of two is pulled", make)


def make(path: Path) -> None:
    with Importer(path) as importer:
        for document in documents():
            importer.add(document, Run("pipeline", "1"))
    for name, given in (("ana", False), ("=ben", True)):
        with SqliteDesk(path, name, Policy(withhold=lambda _, index: index < WITHHELD)) as desk:
            for number in range(1, ARTICLES + 1):
                desk.save(decisions(desk, number, given))
    with SqliteDesk(path, "cy", REVIEWING) as desk:
        page = desk.page(1)
        desk.save([decide(open_sentence(page, index), Answer.REJECT, 1, 1) for index in range(SENTENCES)])


def test_people_are_told_in_words_and_figures(db: Path, in_process: Call) -> None:
    done = in_process("bias", "--db", db)
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    told = " ".join(done.stdout.split())
    assert "ana gives a quote 100 points more often where it was suggested and seen, 95 % interval" in told
    assert "no effect seen on how often =ben gives a quote where it was suggested and seen: +0 points" in told
    assert "with 18 withheld, of about 97 for 10 points either way" in told
    assert "review:cy" not in told
    known = lines.index("as review or others say  wrong, given  if withheld  right, missed  if withheld") + 1
    assert [line.split("  ")[0] for line in lines[known : known + 5]] == [
        "quote",
        "edges",
        "speaker",
        "type direct",
        "",
    ]
    assert " ".join(next(line for line in lines if line.startswith("ana  ")).split()).startswith("ana 18 6 33.3 %")


def test_programs_get_a_record_that_its_schema_describes(db: Path, in_process: Call) -> None:
    done = in_process("bias", "--db", db, "--json", "--second-look", "3")
    record = json_of(done)
    check_record(record, "bias")
    by_name = {one["annotator"]: one for one in record["annotators"]}
    assert list(by_name) == ["=ben", "ana"]
    quote = by_name["ana"]["labels"][0]
    assert (quote["label"], quote["effect"], quote["withheld"]) == ("quote", 1.0, {"given": 0, "of": 18})
    assert quote["seen"] == {"given": 24, "of": 24}
    assert quote["wrong"]["seen"] == {"given": 4, "of": 4}, "as was reviewed"
    assert quote["right"]["withheld"] == {"given": 0, "of": 15}, "as =ben says, who saw no suggestion"
    assert by_name["ana"]["haste"]["in_passing"] == ARTICLES
    assert (by_name["ana"]["haste"]["accepted"], by_name["ana"]["haste"]["too_fast"]) == (24 - ARTICLES, ARTICLES)
    assert [one["id"].split(":")[1] for one in record["second_look"]] == [str(SENTENCES - 2)] * 3


def test_spreadsheets_get_numbers_as_numbers_and_names_as_text(db: Path, in_process: Call) -> None:
    rows = list(csv.DictReader(io.StringIO(in_process("bias", "--db", db, "--csv").stdout)))
    assert {row["annotator"] for row in rows} == {"ana", "'=ben", ""}
    own = next(row for row in rows if (row["annotator"], row["label"]) == ("ana", "quote"))
    assert (own["seen"], own["withheld_given"], own["effect"], own["right_withheld"]) == ("24", "0", "1.0000", "15")
    low = next(row["low"] for row in rows if (row["annotator"], row["label"]) == ("'=ben", "quote"))
    assert float(low) < 0


def test_one_annotator_may_be_asked_for(db: Path, in_process: Call) -> None:
    done = in_process("bias", "--db", db, "--annotator", "ana", "--json")
    record = json_of(done)
    assert [one["annotator"] for one in record["annotators"]] == ["ana"]
    assert record["annotators"][0]["labels"][0]["right"]["withheld"]["of"] == 15, "others still say what is right"


def test_a_speaker_renamed_in_some_decisions_alone_makes_nothing_wrong(db: Path, in_process: Call) -> None:
    with SqliteDesk(db, "cy", REVIEWING) as desk:
        page = desk.page(2)
        desk.save([decide(open_sentence(page, 4), Answer.ACCEPT, 1, 1)._replace(labels=quoted(page.items[4]))])
    before = json_of(in_process("bias", "--db", db, "--json"))
    in_process("rename", "Ada", "Ada Byron", "--db", db, "--annotator", "ana")
    assert json_of(in_process("bias", "--db", db, "--json")) == before


def test_a_second_look_names_places_that_the_screen_goes_to(db: Path, in_process: Call) -> None:
    done = in_process("bias", "--db", db, "--second-look", "4", "--seed", "3")
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["place", "annotator", "sentence"]
    assert len(rows) == 4
    assert all(row.split()[0].endswith(f":{SENTENCES - 1}") for row in rows)
    assert in_process("bias", "--db", db, "--second-look", "4", "--seed", "3").stdout == done.stdout
    assert in_process("bias", "--db", db, "--second-look", "4", "--seed", "4").stdout != done.stdout


def test_nothing_to_measure_and_tables_that_do_not_go_together_are_refused(db: Path, in_process: Call) -> None:
    in_process("bias", "--db", db, "--annotator", "nobody", code=3)
    in_process("bias", "--db", db, "--csv", "--json", code=2)
    in_process("bias", "--db", db, "--csv", "--second-look", "1", code=2)


def test_of_too_little_is_said_how_much_is_needed(db: Path, in_process: Call) -> None:
    with SqliteDesk(db, "zoe", Policy(withhold=lambda _, index: index == 0)) as desk:
        desk.save([decide(open_sentence(desk.page(1), index), Answer.ACCEPT, 5, 1) for index in range(3)])
    told = " ".join(in_process("bias", "--db", db, "--annotator", "zoe").stdout.split())
    assert told.startswith(
        "zoe: 1 sentence decided with the suggestion withheld too little to tell: quote (1 withheld)"
    )
    assert "at least 10 are needed, in 3 articles, and about 97 for 10 points either way" in told
    done = in_process("bias", "--db", db, "--annotator", "zoe", "--second-look", "3")
    assert (done.stdout, done.stderr) == ("", "nothing was accepted in batches\n")
