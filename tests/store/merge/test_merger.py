"""Copies that were worked on apart come together, the same in any order; what conflicts is said."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Chance, Labels, Run, Sentence, Span, TopicSuggestion
from annotator.core.people import Role
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.store import history, leases
from annotator.store.chances import chances_in, keep_chances
from annotator.store.database import open_database, transaction
from annotator.store.desk import SqliteDesk
from annotator.store.documents import add_suggestions, start_run
from annotator.store.importer import Importer
from annotator.store.integrity import problems
from annotator.store.leases import Slot
from annotator.store.merge.merger import merge
from annotator.store.merge.report import CutOtherwise, Merged, TwiceTaken
from annotator.store.profiles import keep_profile, kept_profile
from annotator.store.schemes import NewScheme, adopt_scheme, stored_scheme
from annotator.store.sqlite_library import sqlite3
from tests.store.conftest import RUN, suggested
from tests.store.merge.conftest import copied, decide, labels
from tests.store.merge.content import Rows, content_of


def execute(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(open_database(path)) as connection:
        return connection.execute(sql, values).fetchall()


def in_all_orders(copies: Sequence[Path], folder: Path) -> tuple[dict[str, Rows], list[tuple[Merged, ...]]]:
    """The content that copies have together, the same in every order; and what was told in each."""
    contents, told = [], []
    for number, order in enumerate(permutations(copies)):
        target = folder / f"together-{number}.db"
        told.append(merge(target, order))
        contents.append(content_of(target))
        assert list(problems(target)) == []
    assert all(one == contents[0] for one in contents)
    return contents[0], told


def test_in_every_order_and_twice_and_back_again_it_is_the_same(copies: list[Path], tmp_path: Path) -> None:
    first, second, third = copies
    decide(first, "ana", 3, 2, 4)
    decide(second, "bo", 2, 4)
    decide(second, "ana", 4, answer=Answer.REJECT)
    decide(third, "cy", 1, 5, answer=Answer.SKIP)
    with closing(SqliteDesk(third, "ana")) as desk:
        desk.undo()
    together, _ = in_all_orders(copies, tmp_path)
    assert [(row[0], row[1]) for row in together["annotators"]] == [("ana", 3), ("bo", 3), ("cy", 2)]
    target = tmp_path / "together-4.db"
    merged = merge(target, copies)
    assert not any(merged)
    assert not any(one.twice_decided for one in merged), "a conflict is told once"
    assert content_of(target) == together
    for path in copies:
        merge(path, [target])
        assert content_of(path) == together


def test_it_says_what_came(copies: list[Path]) -> None:
    decide(copies[1], "bo", 2)
    with closing(SqliteDesk(copies[1], "cy")) as desk:
        desk.keep_drafts([(3, None, NoteAndFlag("look", True))])
        desk.leave(Place(1, 2))
    decide(copies[1], "cy", 4, 5)
    with closing(SqliteDesk(copies[1], "cy")) as desk:
        desk.undo()
    merged, nothing = merge(copies[0], [copies[1], copies[2]])
    assert merged.decisions == {"bo": 1, "cy": 2}
    assert merged.rows == {"annotators": 1, "steps": 4, "decisions": 4}
    assert (merged.drafts, merged.documents, merged.twice_decided) == (1, [], [])
    assert bool(merged)
    assert not nothing


def test_of_two_decisions_the_later_counts_and_undo_brings_back_the_other(copies: list[Path]) -> None:
    decide(copies[0], "ana", 3, answer=Answer.REJECT)
    decide(copies[1], "ana", 3, note="later")
    decide(copies[1], "ana", 1)
    decide(copies[0], "ana", 1)
    (merged,) = merge(copies[0], [copies[1]])
    at = str(execute(copies[1], "SELECT decided_at FROM decisions WHERE note = 'later'")[0][0])
    assert [(one.sentence, one.alike) for one in merged.twice_decided] == [(1, True), (3, False)]
    assert (merged.twice_decided[1].annotator, merged.twice_decided[1].document) == ("ana", 1)
    assert merged.twice_decided[1].at == at
    with closing(SqliteDesk(copies[0], "ana")) as desk:
        assert desk.saved() == 2
        said = []
        for _ in range(5):
            decision = desk.page(1).items[2].decision
            said.append(decision and (decision.answer, decision.note))
            desk.undo()
    assert said == [(Answer.ACCEPT, "later")] * 3 + [(Answer.REJECT, None), None]


def test_what_was_taken_back_on_one_copy_does_not_hide_what_was_decided_on_the_other(
    copies: list[Path], tmp_path: Path
) -> None:
    decide(copies[0], "ana", 3, note="stays")
    decide(copies[1], "ana", 3, answer=Answer.REJECT)
    with closing(SqliteDesk(copies[1], "ana")) as desk:
        desk.undo()
    together, _ = in_all_orders(copies[:2], tmp_path)
    kept = execute(copies[0], "SELECT uuid FROM decisions WHERE note = 'stays'")[0][0]
    assert [row[3] for row in together["heads"] if row[:1] == ("ana",) and row[2] == 2] == [kept]


def test_a_decision_made_while_a_page_was_open_is_not_written_over(copies: list[Path]) -> None:
    decide(copies[1], "ana", 3, note="theirs")
    with closing(SqliteDesk(copies[0], "ana")) as desk:
        desk.page(1)
        merge(copies[0], [copies[1]])
        assert desk.saved() == 2
        found = desk.page(1).items[2].decision
    assert found is not None
    assert found.note == "theirs"


def test_an_article_cut_into_other_sentences_keeps_its_own_decisions(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    made = suggested()
    two = (Sentence(0, 0, 12), Sentence(1, 13, 36))
    with closing(Importer(path)) as importer:
        importer.add(replace(made, sentences=two, topics=((), ())), RUN)
        importer.add(suggested("new", "He ran off. She sat. All is well ok."), RUN)
    decide(path, "cy", 1, 2, 3)
    before = content_of(base)
    (merged,) = merge(base, [path])
    assert merged.cut_otherwise == [CutOtherwise(1, "A title", {"cy": 2})]
    assert merged.left_out == 2
    after = content_of(base)
    assert [row for row in after["decisions"] if row[4] != "cy"] == before["decisions"]
    assert [row[3] for row in after["decisions"] if row[4] == "cy"] == [0]
    assert list(problems(base)) == []


def test_another_text_with_the_same_id_gets_another_one(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(Importer(path)) as importer:
        importer.add(suggested("one", "He ran off. She sat. All is well ok."), RUN)
    decide(path, "cy", 2)
    (merged,) = merge(base, [path])
    assert (merged.documents, merged.renamed_ids) == ([3], [("one", "one~2")])
    assert [row[0] for row in execute(base, "SELECT id FROM documents ORDER BY number")] == ["one", "two", "one~2"]
    assert execute(base, "SELECT sentence_id FROM heads WHERE annotator = 'cy'") == [(8,)]
    assert not merge(base, [path])[0]


def test_of_an_article_that_both_have_the_first_one_is_right(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(Importer(path)) as importer:
        made = suggested("elsewhere")
        importer.add(replace(made, document=replace(made.document, title="Another title")), RUN)
    execute(path, "UPDATE documents SET imported_at = '2020-01-01T00:00:00.000Z'")
    in_all_orders([base, path], tmp_path)
    merge(base, [path])
    assert execute(base, "SELECT id, title FROM documents WHERE number = 1") == [("one", "Another title")]


def _suggest(path: Path, topic: str, started_at: str) -> None:
    with closing(open_database(path)) as connection:
        run = start_run(connection, Run("pipeline", "2.0", {"profile": "speech"}))
        connection.execute("UPDATE runs SET started_at = ? WHERE id = ?", (started_at, run))
        made = replace(suggested(), topics=((TopicSuggestion(topic, 0.9, "yes"),), (), ()))
        with transaction(connection):
            add_suggestions(connection, run, made, {0: 1, 1: 2, 2: 3})


def test_the_suggestions_of_the_latest_run_are_shown(copies: list[Path], tmp_path: Path) -> None:
    _suggest(copies[0], "sport", "2090-01-02T00:00:00.000Z")
    _suggest(copies[1], "health", "2090-01-03T00:00:00.000Z")
    _suggest(copies[2], "weather", "2090-01-01T00:00:00.000Z")
    in_all_orders(copies, tmp_path)
    for path in (tmp_path / "together-0.db", tmp_path / "together-5.db"):
        with closing(SqliteDesk(path, "ana")) as desk:
            shown = desk.page(1).items[0].suggestion
        assert shown is not None
        assert shown.labels.topics == ("health",)


def test_scheme_and_profile_of_the_target_stay_in_use(copies: list[Path], tmp_path: Path) -> None:
    toml = Path("schemas/iptc.toml").read_text(encoding="utf-8")
    for path, version in zip(copies[:2], "12", strict=True):
        with closing(open_database(path)) as connection:
            adopt_scheme(connection, NewScheme(toml + f"\n# {version}\n", "iptc", version))
    with closing(open_database(copies[1])) as connection:
        keep_profile(connection, "polnear")
    kept = [merge(target, [other])[0].kept for target, other in permutations(copies, 2)]
    both = ["scheme", "profile"]
    assert kept == [both, [], both, ["profile"], ["scheme"], both]
    for path, version, profile in zip(copies, ("# 1\n", "# 2\n", None), ("speech", "polnear", "speech"), strict=True):
        with closing(open_database(path)) as connection:
            assert (stored_scheme(connection) or "")[-4:] == (version or "")
            assert kept_profile(connection) == profile
    new = tmp_path / "new.db"
    (merged,) = merge(new, [copies[1]])
    assert merged.kept == []
    with closing(open_database(new)) as connection:
        assert (stored_scheme(connection) or "").endswith("# 2\n")
        assert kept_profile(connection) == "polnear"


def test_unconfirmed_edits_stay_unless_decided_elsewhere_and_the_longer_one_wins(
    copies: list[Path], tmp_path: Path
) -> None:
    for path, note in zip(copies, ("short", "rather long", "mid one"), strict=True):
        with closing(SqliteDesk(path, "ana")) as desk:
            desk.keep_drafts([(3, Labels(), NoteAndFlag(note, False)), (4, labels(), None)])
    decide(copies[1], "ana", 4, answer=Answer.REJECT)
    together, told = in_all_orders(copies, tmp_path)
    drafts = [(row[2], json.loads(row[3])["note"]) for row in together["drafts"]]
    assert drafts == [(2, "rather long")]
    assert sum(one.drafts_dropped for one in told[0]) > 0


def test_one_goes_on_where_one_left_off_last(copies: list[Path], tmp_path: Path) -> None:
    decide(copies[0], "ana", 3)
    decide(copies[1], "ana", 5)
    for path, place in ((copies[0], Place(1, 0)), (copies[1], Place(2, 2))):
        with closing(SqliteDesk(path, "ana")) as desk:
            desk.leave(place)
    in_all_orders(copies, tmp_path)
    with closing(SqliteDesk(tmp_path / "together-0.db", "ana")) as desk:
        assert desk.resume() == Place(2, 2)


def _take(path: Path, annotator: str, at: str) -> None:
    """Take the first slot of the first article, at that time, and decide a sentence in it."""
    with closing(open_database(path)) as connection:
        history.enter_annotator(connection, annotator)
        leases.insert(connection, annotator, Slot(1, 1), at)
    decide(path, annotator, 2)


def _leases(content: dict[str, Rows]) -> list[tuple[str, str, str, str | None]]:
    """Who took the first slot of the first article, when, and what became of it."""
    text = suggested().document.text
    (first,) = (row[0] for row in content["documents"] if row[1] == text)
    return sorted((*row[3:6], row[7]) for row in content["leases"] if row[1] == first)


@pytest.fixture
def slots(base: Path) -> Path:
    execute(base, "INSERT INTO slots VALUES (1, 1, NULL, 1, 0), (2, 1, NULL, 2, 0)")
    return base


@pytest.mark.parametrize(("finished", "holder", "other"), [(False, "ana", "bo"), (True, "bo", "ana")])
def test_a_slot_that_was_taken_on_two_copies_is_one_persons(
    slots: Path, tmp_path: Path, finished: bool, holder: str, other: str
) -> None:
    first, second = copied(slots, "a", "b")
    _take(first, "ana", "2090-01-01T00:00:00.000Z")
    _take(second, "bo", "2090-01-02T00:00:00.000Z")
    if finished:
        decide(second, "bo", 3)
    together, told = in_all_orders([first, second], tmp_path)
    assert told[0][1].twice_taken[:1] == told[1][1].twice_taken[:1] == [TwiceTaken(1, 1, holder, other)]
    states = {who: (state, why) for who, _, state, why in _leases(together)}
    assert states[other] == ("released", "no slot was free")
    assert states[holder] == ("finished" if finished else "held", None)
    assert {row[0] for row in together["heads"]} == {"ana", "bo"}, "nobody's work is lost"
    assert not merge(first, [tmp_path / "together-0.db", second])[1].twice_taken


def test_a_lease_that_ended_on_one_copy_has_ended(slots: Path, tmp_path: Path) -> None:
    _take(slots, "ana", "2026-01-01T00:00:00.000Z")
    first, second = copied(slots, "a", "b")
    execute(second, "UPDATE leases SET state = 'released', ended_at = '2026-01-03T00:00:00.000Z', why = 'expired'")
    _take(second, "bo", "2026-01-03T00:00:00.000Z")
    together, told = in_all_orders([first, second], tmp_path)
    assert _leases(together) == [
        ("ana", "2026-01-01T00:00:00.000Z", "released", "expired"),
        ("bo", "2026-01-03T00:00:00.000Z", "held", None),
    ]
    assert told[0][1].twice_taken == []


def test_slots_are_those_that_were_told_last(base: Path, tmp_path: Path) -> None:
    told = "INSERT INTO assignments (uuid, at, who, lease_hours, qualified, told) VALUES (?, ?, 'lead', ?, 0, '{}')"
    execute(base, told, "a" * 32, "2026-01-01T00:00:00.000Z", 8.0)
    execute(base, "INSERT INTO slots VALUES (1, 1, NULL, 1, 0), (1, 2, NULL, 1, 0)")
    first, second = copied(base, "a", "b")
    execute(second, told, "b" * 32, "2026-01-02T00:00:00.000Z", 4.0)
    execute(second, "DELETE FROM slots WHERE slot = 2")
    execute(second, "INSERT INTO slots VALUES (2, 1, 'bo', 2, 1)")
    together, _ = in_all_orders([first, second], tmp_path)
    assert sorted((row[1:] for row in together["slots"]), key=repr) == [(1, "bo", 2, 1), (1, None, 1, 0)]
    assert [(row[3], row[6]) for row in together["assignments"]] == [(8.0, 0), (4.0, 1)]


def test_reviews_and_qualifications_come_along_and_of_two_results_the_targets_stays(base: Path, tmp_path: Path) -> None:
    execute(base, "INSERT INTO qualifications VALUES (1, ?, '2026-01-01', 'lead', 1, 0.5)", "a" * 32)
    execute(base, "INSERT INTO qualification_items VALUES (1, 1, 1)")
    first, second = copied(base, "a", "b")
    result = (
        "INSERT INTO qualification_results (uuid, qualification, person, at, score, passed, roles)"
        " VALUES (?, 1, ?, '2026-01-02', 1.0, 1, '{}')"
    )
    execute(first, result, "b" * 32, "cy")
    execute(second, result, "c" * 32, "di")
    execute(second, "INSERT INTO qualifications VALUES (2, ?, '2026-01-03', 'lead', 1, 0.5)", "d" * 32)
    execute(second, "INSERT INTO qualification_items VALUES (2, 1, 1)")
    for path, uuid, sentence in ((first, "e", 1), (second, "f", 5)):
        with closing(SqliteDesk(path, "review:ana", Role.REVIEWER)) as desk:
            desk.save([NewDecision(sentence, Answer.REJECT, labels())])
        execute(
            path,
            "INSERT INTO reviews (uuid, decision, kind, versions, taken)"
            " VALUES (?, (SELECT max(id) FROM decisions), 'own', '[]', '[]')",
            uuid * 32,
        )
    together, told = in_all_orders([first, second], tmp_path)
    assert [row[0][0] for row in together["reviews"]] == ["e", "f"]
    assert [(row[0][0], row[2]) for row in together["qualification_results"]] == [("b", "cy"), ("c", "di")]
    assert len(together["qualification_items"]) == 2
    assert told[0][1].results_kept == 0
    execute(second, result, "9" * 32, "cy")
    assert merge(first, [second])[0].results_kept == 1
    assert sorted(row[0][0] for row in content_of(first)["qualification_results"]) == ["b", "c"]


def test_what_the_rules_could_suggest_comes_from_the_later_run(copies: list[Path], tmp_path: Path) -> None:
    for path, score, at in ((copies[0], 0.1, "2090-01-01"), (copies[1], 0.2, "2090-01-02"), (copies[2], 0.3, None)):
        chance = Chance((Span(8, 11),), Span(3, 7), "say", "clause", "ccomp", score)
        with closing(open_database(path)) as connection, transaction(connection):
            keep_chances(connection, 1, [chance])
        if at is not None:
            _suggest(path, "sport", f"{at}T00:00:00.000Z")
    in_all_orders(copies[:2], tmp_path)
    merge(copies[2], copies[:2])
    with closing(open_database(copies[2])) as connection:
        chances = chances_in(connection, 1)
    assert chances is not None
    assert [chance.score for chance in chances] == [0.2]


def test_a_dry_run_says_the_same_and_changes_nothing(copies: list[Path], tmp_path: Path) -> None:
    decide(copies[1], "bo", 2)
    before = content_of(copies[0]), copies[0].read_bytes()
    tried = merge(copies[0], [copies[1]], dry_run=True)
    assert (content_of(copies[0]), copies[0].read_bytes()) == before
    assert merge(copies[0], [copies[1]]) == tried
    new = tmp_path / "new.db"
    assert merge(new, copies[1:], dry_run=True)[0].documents == [1, 2]
    assert not new.exists()


def test_a_failure_in_the_middle_leaves_the_target_as_it_was(
    copies: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(copies[1], "bo", 2)
    before = content_of(copies[0])

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("annotator.store.merge.teams.join_slots", fail)
    with pytest.raises(Exception, match="full"):
        merge(copies[0], [copies[1]])
    assert content_of(copies[0]) == before


def test_the_copies_stay_as_they_are(copies: list[Path], tmp_path: Path) -> None:
    decide(copies[1], "bo", 2)
    before = [path.read_bytes() for path in copies]
    merge(tmp_path / "new.db", copies)
    assert [path.read_bytes() for path in copies] == before


def test_a_copy_in_a_folder_that_may_not_be_written_is_read(copies: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    shutil.copyfile(copies[1], folder / "b.db")
    folder.chmod(0o555)
    try:
        assert merge(copies[0], [folder / "b.db"])
    finally:
        folder.chmod(0o755)


def test_annotators_may_go_on_working_while_copies_come(copies: list[Path]) -> None:
    decide(copies[1], "bo", 2, 3, 4, 5, 6)
    decide(copies[2], "ana", 6)
    done = threading.Event()

    def merge_again_and_again() -> None:
        while not done.is_set():
            merge(copies[0], copies[1:])

    merging = threading.Thread(target=merge_again_and_again)
    merging.start()
    try:
        for _ in range(5):
            decide(copies[0], "ana", 2, 3, 4, 5)
    finally:
        done.set()
        merging.join()
    merge(copies[0], copies[1:])
    after = content_of(copies[0])
    made = [row for row in after["decisions"] if row[4] == "ana" and row[3] in (1, 2) and row[5] == "accept"]
    assert [(row[0], row[1]) for row in after["annotators"]] == [("ana", 6), ("bo", 6)]
    assert len(made) >= 5 * 2
    assert list(problems(copies[0])) == []
