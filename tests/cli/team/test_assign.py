"""`annotator assign`: who annotates what, what changed, what is refused whole, and giving articles back."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.cli.narration import NOTHING_CHANGED
from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, check_record, json_of
from tests.made_once import made_once
from tests.store.conftest import RUN, suggested

TITLES = {"ferry": "Ferry talks", "pier": "Talks on\x1b[2J the pier", "rain": "Rain"}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return made_once(tmp_path / "annotator.db", "three articles", lambda path: add(path, *TITLES))


def add(path: Path, *names: str) -> None:
    with Importer(path) as importer:
        for name in names:
            made = suggested(name, f"He said {name}. She left. All was well.".ljust(36))
            document = replace(made.document, title=TITLES.get(name, name))
            importer.add(made._replace(document=document), RUN)


def slots(path: Path) -> dict[int, list[str | None]]:
    with closing(open_database(path, read_only=True)) as connection:
        found: dict[int, list[str | None]] = {}
        for document, name in connection.execute("SELECT document, reserved_for FROM slots ORDER BY document, slot"):
            found.setdefault(document, []).append(name)
    return found


def assignments(path: Path) -> int:
    with closing(open_database(path, read_only=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM assignments").fetchone()[0])


def queue(run: Run) -> dict[str, Any]:
    record: dict[str, Any] = json_of(run("status", "--queue", "--json"))
    check_record(record, "queue")
    return record


def test_every_article_gets_as_many_slots_as_people_are_to_annotate_it(run: Run, articles: Path) -> None:
    done = run("assign", "--overlap", "2")
    assert done.stdout == "new in the queue: 3 articles (1, 2, 3)\n"
    assert done.stderr == "6 places in all; `annotator status` shows them\n"
    assert slots(articles) == {1: [None, None], 2: [None, None], 3: [None, None]}


def test_it_does_again_what_it_was_told_last_for_articles_that_came_since(run: Run, articles: Path) -> None:
    run("assign", "--overlap", "2", "--to", "ana", "--to", "ben", "--lease-hours", "5")
    add(articles, "later")
    assert [one["id"] for one in queue(run)["without_slots"]] == ["later"]
    assert "4        without a place" in run("status", "--queue").stdout
    assert run("assign").stdout == "new in the queue: 1 article (4)\n"
    assert slots(articles)[4] == ["ana", "ben"]
    assert queue(run)["lease_hours"] == 5
    assert run("assign").stdout == "nothing changed\n"


def test_places_stay_with_whom_they_are_kept_for_when_an_article_is_removed(run: Run, articles: Path) -> None:
    run("assign", "--to", "ana", "--to", "ben")
    run("remove", "1", "--yes")
    assert run("assign").stdout == "nothing changed\n"
    assert {number: slots(articles)[number] for number in (2, 3)} == {2: ["ben"], 3: ["ana"]}


def test_a_rule_that_changes_nothing_yet_is_said_to_hold_for_what_comes_later(run: Run, articles: Path) -> None:
    run("assign", "--overlap", "2")
    held = "for the articles here; those that come in later go by what is told now\n"
    assert run("assign", "--seed", "7", "--dry-run").stdout == f"nothing to change {held}"
    assert run("assign", "--seed", "7").stdout == f"nothing changed {held}"
    assert run("assign", "--seed", "7").stdout == "nothing changed\n"


def test_where_all_articles_are_removed_it_says_how_they_come_back(run: Run, articles: Path) -> None:
    run("remove", "1", "2", "3", "--yes")
    refused = run("assign", code=3)
    assert "all are removed: `annotator list removed` shows them" in refused.stderr


def test_all_means_those_who_are_named_or_known(run: Run, articles: Path) -> None:
    refused = run("assign", "--overlap", "all", code=2)
    assert "no annotator is known yet; name them with --to" in refused.stderr
    for name in ("ana", "ben", "review:cy"):
        with SqliteDesk(articles, name) as desk:
            desk.keep_drafts([(1, Labels(), None)])
    run("assign", "--overlap", "all", "--to", "ana")
    assert slots(articles) == {1: ["ana"], 2: ["ana"], 3: ["ana"]}


def test_articles_that_are_named_keep_their_people(run: Run, articles: Path) -> None:
    run("assign", "ferry", "3", "--to", "ana", "--to", "ben")
    assert slots(articles) == {1: ["ana", "ben"], 3: ["ana", "ben"]}
    done = run("assign")
    assert done.stdout == "new in the queue: 1 article (2)\n"
    assert "2 articles assigned by name, by table or handed on stay as they are\n" in done.stderr
    assert slots(articles) == {1: ["ana", "ben"], 2: [None], 3: ["ana", "ben"]}


def test_who_is_named_and_was_never_here_is_said_to_be_new(run: Run, articles: Path, tmp_path: Path) -> None:
    """A misspelt name keeps articles for somebody who never comes; a new one is refused by nobody."""
    with SqliteDesk(articles, "annabel") as desk:
        desk.keep_drafts([(1, Labels(), None)])
    told = "new here: anabel (annabel is here), zoe"
    assert run("assign", "--to", "anabel", "--to", "zoe", "--dry-run").stdout.splitlines()[-1] == told
    assert run("assign", "1", "--to", "anabel", "--to", "zoe").stdout.splitlines()[-1] == told
    assert "new here" not in run("assign", "1", "2", "--to", "zoe", "--to", "annabel").stdout
    (tmp_path / "table.csv").write_text("document,annotator\n3,bo\n", encoding="utf-8")
    assert run("assign", "--csv", "table.csv").stdout.splitlines()[-1] == "new here: bo"
    with SqliteDesk(articles, "annabel") as desk:
        desk.take()
    given = run("assign", "--release", "all", "--annotator", "annabel", "--to", "cleo", "--yes")
    assert given.stderr.splitlines()[-1] == "new here: cleo"


def test_it_is_said_for_whom_places_are_kept_who_may_take_none(run: Run, articles: Path) -> None:
    told = "may take nothing before they pass a qualification: ana"
    assert told not in run("assign", "--to", "ana").stdout
    assert run("assign", "1", "--to", "ana", "--qualified").stdout.splitlines()[-1] == told
    run("assign", "--to", "ben", "--no-qualified")
    with SqliteDesk(articles, "ben") as desk:
        desk.take()
    run("assign", "--qualified")
    given = run("assign", "--release", "all", "--annotator", "ben", "--to", "ana", "--yes")
    assert given.stderr.splitlines()[-1] == told


def test_of_a_range_it_is_said_what_there_is_of_it(run: Run, articles: Path) -> None:
    assert run("assign", "2-600").stderr.splitlines()[0] == "2-600: there are 2 articles of these, up to 3"
    assert run("remove", "3-9", "--yes").stderr.splitlines()[0] == "3-9: there is 1 article of these, up to 3"
    assert "there are" not in run("assign", "1-2").stderr


def test_a_dry_run_changes_nothing(run: Run, articles: Path) -> None:
    done = run("assign", "--overlap", "2", "--dry-run")
    assert done.stdout == "new would be in the queue: 3 articles (1, 2, 3)\n"
    assert slots(articles) == {}
    assert assignments(articles) == 0


def test_a_table_names_people_slots_and_order(run: Run, articles: Path, tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text(
        "document,annotator,slots,order\nferry,ana,,3\nferry,ben,,\n2,,2,1\nrain,o'hara,2,2\n", encoding="utf-8"
    )
    run("assign", "--csv", "who.csv")
    assert slots(articles) == {1: ["ana", "ben"], 2: [None, None], 3: ["o'hara", None]}
    assert [one["article"] for one in queue(run)["documents"]] == [2, 3, 1]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("document\n1\nnone\n", "who.csv:3: no article with the id: 'none'; `annotator list documents` shows them"),
        ("document\nFerry talks\n", "who.csv:2: no article with the id: 'Ferry talks'"),
        ("document,annotator\n1,ana\n1,ana\n", "who.csv:3: ana again"),
        ("document,slots\n1,2\n1,3\n", "who.csv:3: other slots than before"),
        ("document,annotator,slots\n1,ana,1\n1,ben,\n", "who.csv:3: more people than places"),
        ("document,annotator\n1,test:ana\n", "who.csv:2: 'test:ana' cannot be"),
        ("document\n1\n1-3\n", "who.csv:3: article '1-3' is several; `annotator list` shows them"),
    ],
)
def test_a_hostile_table_is_refused_whole(run: Run, articles: Path, tmp_path: Path, table: str, told: str) -> None:
    (tmp_path / "who.csv").write_text(table, encoding="utf-8")
    refused = run("assign", "--csv", "who.csv", code=3)
    assert told in refused.stderr
    assert slots(articles) == {}
    assert assignments(articles) == 0


def test_what_ids_a_table_has_is_said_where_they_are_numbers_of_other_articles(run: Run, tmp_path: Path) -> None:
    add(tmp_path / "annotator.db", "0", "1", "2")
    (tmp_path / "who.csv").write_text("document,annotator\n0,ana\n1,ben\n2,cy\n", encoding="utf-8")
    refused = run("assign", "--csv", "who.csv", code=3).stderr
    assert "who.csv:3: '1' is the number of article 1 (0), and the id of article 2 (1); say which" in refused
    run("assign", "--csv", "who.csv", "--by", "id")
    assert slots(tmp_path / "annotator.db") == {1: ["ana"], 2: ["ben"], 3: ["cy"]}
    run("remove", "1", "--by", "number", "--yes")
    assert "who.csv:2: article '0' is removed" in run("assign", "--csv", "who.csv", "--by", "id", code=3).stderr
    assert "these articles are removed" in run("assign", "1", "--by", "number", "--to", "zoe", code=3).stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--by", "id"),
        ("--overlap", "0"),
        ("--overlap", "", "--to", "ana"),
        ("--share", "120%"),
        ("1", "--to", "ana", "--share", ""),
        ("--lease-hours", "0"),
        ("--lease-hours", "nan"),
        ("--seed", "9" * 20),
        ("--to", "a\x1b"),
        ("--to", "review:ana"),
        ("--to", "ana", "--to", "ana"),
        ("--csv", "who.csv", "--overlap", "2"),
    ],
)
def test_what_cannot_mean_anything_is_wrong_usage(run: Run, articles: Path, options: tuple[str, ...]) -> None:
    run("assign", *options, code=2)
    assert slots(articles) == {}


def test_the_queue_without_slots_says_what_to_do(run: Run, articles: Path) -> None:
    done = run("status", "--queue")
    assert done.stdout == ""
    assert "everybody gets all articles; `annotator assign`" in done.stderr
    assert queue(run)["documents"] == []


def test_the_queue_shows_who_holds_what_and_gives_it_back(run: Run, articles: Path) -> None:
    run("assign", "--overlap", "2")
    for name in ("ana", "ben"):
        with SqliteDesk(articles, name) as desk:
            assert desk.take()
            desk.save([NewDecision(1, Answer.ACCEPT, Labels())])
            if name == "ben":
                desk.save([NewDecision(key, Answer.REJECT, Labels()) for key in (2, 3)])
    shown = run("status", "--queue").stdout
    cells = [re.sub(r" (Sun|Mon|Tue|Wed|Thu|Fri|Sat) [^:]*:..", "", line).split() for line in shown.splitlines()[1:]]
    assert [line[:3] for line in cells] == [
        *(["1", "held", "ana"], ["2", "free", "0/3"], ["2", "free", "0/3"], ["3", "free", "0/3"], ["3", "free", "0/3"]),
        ["1", "finished", "ben"],
    ]
    assert (cells[0][3], cells[-1][3]) == ("1/3", "3/3")
    assert "\x1b" not in shown
    states = [(one["annotator"], one["state"], one["decided"]) for one in queue(run)["documents"][0]["slots"]]
    assert states == [("ana", "held", 1), ("ben", "finished", 3)]
    told = "article 1: given back by ana (1 sentence decided, which is kept), and free again\n"
    assert run("assign", "--release", "1").stderr == told
    assert queue(run)["lost"][0]["why"] == "given back"
    run("assign", "--release", "1", code=3)  # a finished one only by name
    run("assign", "--release", "1", "--annotator", "ben")
    assert [one["state"] for one in queue(run)["documents"][0]["slots"]] == ["free", "free"]
    run("status", "--queue", "--annotator", "ben", code=2)


def test_who_waits_for_an_article_has_it_when_it_is_given_back(run: Run, articles: Path) -> None:
    run("assign", "1")
    with SqliteDesk(articles, "ana") as ana, SqliteDesk(articles, "ben") as ben:
        ana.take()
        ben.save([NewDecision(1, Answer.ACCEPT, Labels())])
    told = "article 1: given back by ana, and ben, who worked on it without a place, has it now\n"
    assert run("assign", "--release", "1").stderr == told
    assert [one["annotator"] for one in queue(run)["documents"][0]["slots"]] == ["ben"]


def test_an_article_that_several_hold_is_given_back_by_name_only(run: Run, articles: Path) -> None:
    run("assign", "1", "--overlap", "2")
    for name in ("ana", "ben"):
        with SqliteDesk(articles, name) as desk:
            desk.take()
    refused = run("assign", "--release", "ferry", code=2)
    assert "held by ana, ben; say whose with --annotator" in refused.stderr
    run("assign", "--release", "ferry", "--annotator", "ben")


def test_the_queue_goes_by_its_old_name(run: Run, articles: Path) -> None:
    run("assign", "1")
    with SqliteDesk(articles, "ana") as desk:
        desk.take()
    assert run("queue").stdout == run("status", "--queue").stdout
    assert run("queue", "--json").stdout == run("status", "--queue", "--json").stdout
    assert run("queue", "--release", "1", "--annotator", "ana").stderr.startswith("article 1: given back by ana")


def takes(path: Path, name: str, *decided: int) -> None:
    """Let somebody take an article and decide sentences of it."""
    with SqliteDesk(path, name) as desk:
        desk.take()
        desk.save([NewDecision(key, Answer.ACCEPT, Labels()) for key in decided])


def test_all_that_somebody_absent_has_goes_to_others_and_what_was_decided_is_kept(run: Run, articles: Path) -> None:
    run("assign", "--to", "ana")
    takes(articles, "ana", 1, 2, 3)
    takes(articles, "ana", 4)
    refused = run("assign", "--release", "all", "--annotator", "ana", "--to", "ben", code=2)
    told = "error: there is nobody to ask; add --yes to do it without asking\n"
    assert refused.stderr == told, "and of what would become of it nothing is said"
    before = queue(run)
    tried = run("assign", "--release", "all", "--annotator", "ana", "--to", "ben", "--dry-run")
    assert queue(run) == before
    done = run("assign", "--release", "all", "--annotator", "ana", "--to", "ben", "--to", "cy", "--yes")
    assert done.stderr.splitlines() == [
        "article 2: given back by ana (1 sentence decided, which is kept), and kept for ben from now on",
        "article 3: was kept for ana, and kept for cy from now on",
        "new here: ben, cy",
    ]
    assert tried.stderr.splitlines()[0] == done.stderr.splitlines()[0]
    assert tried.stderr.splitlines()[-1] == NOTHING_CHANGED
    assert slots(articles) == {1: ["ana"], 2: ["ben"], 3: ["cy"]}
    assert queue(run)["lost"][0]["decided"] == 1
    again = run("assign", "--release", "all", "--annotator", "ana", "--yes", code=3)
    assert again.stderr == "error: ana has no article to give back; `annotator status --queue` shows who has what\n"
    run("assign")
    assert slots(articles) == {1: ["ana"], 2: ["ben"], 3: ["cy"]}, "told last, but they were given by name since"


def test_who_is_asked_and_says_no_changes_nothing(run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("assign", "1")
    takes(articles, "ana")
    monkeypatch.setattr("annotator.cli.team.assign.require_somebody", lambda: None)
    monkeypatch.setattr("annotator.cli.team.assign.agreed", lambda question: False)
    told = "article 1: given back by ana, and free again\n"
    assert run("assign", "--release", "all", "--annotator", "ana").stderr == f"{told}nothing changed\n"
    assert queue(run)["documents"][0]["slots"][0]["annotator"] == "ana"
    monkeypatch.setattr("annotator.cli.team.assign.agreed", lambda question: True)
    assert run("assign", "--release", "all", "--annotator", "ana").stderr == 2 * told
    assert queue(run)["documents"][0]["slots"][0]["annotator"] is None


def test_a_slot_that_was_kept_for_whoever_gives_it_back_is_for_anybody(run: Run, articles: Path) -> None:
    run("assign", "1", "--to", "ana")
    takes(articles, "ana")
    assert run("assign", "--release", "1").stderr == "article 1: given back by ana, and free again\n"
    takes(articles, "ben")
    assert [one["annotator"] for one in queue(run)["documents"][0]["slots"]] == ["ben"]


def test_nobody_is_given_a_second_slot_of_an_article(run: Run, articles: Path) -> None:
    run("assign", "1", "--to", "ana", "--to", "ben")
    takes(articles, "ana")
    done = run("assign", "--release", "1", "--annotator", "ana", "--to", "ben")
    assert done.stderr == "article 1: given back by ana, and free again, as ben would have it twice\n"
    assert slots(articles) == {1: [None, "ben"]}


def test_what_is_handed_on_goes_to_the_next_in_turn_who_does_not_have_the_article_already(
    run: Run, articles: Path
) -> None:
    for number, name in (("1", "ana"), ("2", "ben"), ("3", "ana")):
        run("assign", number, "--to", name, "--to", "cleo")
    done = run("assign", "--release", "all", "--annotator", "cleo", "--to", "ana", "--to", "ben", "--yes")
    assert [line.split("and kept for ")[1] for line in done.stderr.splitlines()] == [
        *("ben from now on", "ana from now on", "ben from now on")
    ]
    assert slots(articles) == {1: ["ana", "ben"], 2: ["ben", "ana"], 3: ["ana", "ben"]}


@pytest.mark.parametrize(
    "options",
    [
        ("--release", "all"),
        ("--release", "1", "--overlap", "2"),
        ("--release", "1", "--to", "review:ana"),
        ("1", "--yes"),
    ],
)
def test_giving_back_that_means_nothing_is_wrong_usage(run: Run, articles: Path, options: tuple[str, ...]) -> None:
    run("assign", *options, code=2)
    assert assignments(articles) == 0


def test_who_has_nothing_to_give_back_is_told_so_before_anybody_is_asked(run: Run, articles: Path) -> None:
    done = run("assign", "--release", "all", "--annotator", "cleo", code=3)
    assert done.stderr.startswith("error: cleo has no article to give back")


def test_suggestions_of_an_article_that_others_are_still_to_do_stay(run: Run, articles: Path) -> None:
    run("assign", "--overlap", "2")
    with SqliteDesk(articles, "ana") as desk:
        desk.take()
        desk.save([NewDecision(1, Answer.ACCEPT, Labels())])
    done = run("resuggest", "--quiet", "--no-adapt")
    assert "suggestions of 1 article left as they are: several people decide on each, somebody has begun" in done.stderr
    with closing(open_database(articles, read_only=True)) as connection:
        found = connection.execute(
            "SELECT DISTINCT document FROM suggestions JOIN sentences ON sentences.id = sentence_id"
            " WHERE run IN (SELECT id FROM runs WHERE pipeline <> 'pipeline') ORDER BY document"
        ).fetchall()
    assert found == [(2,), (3,)]
