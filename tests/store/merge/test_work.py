"""What annotators did on copies: which decision counts, and what undo and renaming make of it."""

from __future__ import annotations

from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from annotator.core.decided import Selection
from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.model import Labels, Sentence
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.integrity import problems
from annotator.store.log import history
from annotator.store.log.kinds import NOBODY
from annotator.store.merge.merger import merge
from annotator.store.read.reader import Reader
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.conftest import imported, suggested
from tests.store.merge.conftest import copied, decide
from tests.store.merge.together import execute, in_all_orders


def test_of_two_decisions_the_later_counts_and_undo_brings_back_the_other(
    copies: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count(10)
    monkeypatch.setattr(history, "now", lambda: f"2099-01-01T00:00:{next(seconds)}.000Z")
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


@pytest.mark.parametrize("decides_again", [False, True])
def test_who_decided_once_before_two_copies_renamed_the_speaker_did_not_decide_on_both(
    base: Path, decides_again: bool
) -> None:
    decide(base, "ana", 4)
    first, second = copied(base, "a", "b")
    for path, name in ((first, "Ada Lind"), (second, "Ada Berg"), (second, "Ada Quist")):
        with closing(open_database(path)) as connection, transaction(connection):
            old = "Ada Berg" if name == "Ada Quist" else "Ada"
            assert any(rename_speaker(connection, ("ana", NOBODY), old, name, "lea"))
    if decides_again:
        decide(second, "ana", 4, answer=Answer.REJECT)
    (merged,) = merge(first, [second])
    assert merged.twice_decided == []


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


@pytest.mark.parametrize("last", ["undo", "redo"])
def test_of_a_renaming_that_was_taken_back_on_two_copies_and_made_again_on_one_the_last_word_counts(
    base: Path, tmp_path: Path, last: str
) -> None:
    with closing(SqliteDesk(base, "ana")) as desk:
        desk.rename_speaker("Ada", "Ada Lind", 1)
    first, second = copied(base, "a", "b")
    for path in (first, second) if last == "undo" else (second, first):
        with closing(SqliteDesk(path, "ana")) as desk:
            desk.undo()
            if path == first:
                desk.redo()
    together, _ = in_all_orders([first, second], tmp_path)
    assert together["names"] == ([("Ada", "Ada Lind")] if last == "redo" else [])


def test_a_name_given_on_one_copy_to_what_was_known_there_does_not_hide_what_was_decided_on_another(
    base: Path, tmp_path: Path
) -> None:
    first, second = copied(base, "a", "b")
    decide(first, "ana", 1, note="stays")
    with closing(open_database(second)) as connection, transaction(connection):
        rename_speaker(connection, ("ana", "bo", NOBODY), "Ada", "Ada Lind", "lea")
    in_all_orders([first, second], tmp_path)
    said = []
    with closing(SqliteDesk(tmp_path / "together-0.db", "ana")) as desk:
        for _ in range(3):
            decision = desk.page(1).items[0].decision
            said.append(decision and (decision.note, decision.labels.quotes[0].speaker))
            desk.undo()
    assert said == [("stays", "Ada"), (None, "Ada Lind"), None]


@pytest.mark.parametrize("looked_at", ["accept", "skip", "edit"])
def test_what_was_decided_unopened_on_one_copy_later_does_not_hide_what_was_looked_at_on_another(
    base: Path, tmp_path: Path, looked_at: str
) -> None:
    seen, unopened = copied(base, "a", "b")
    said = Labels(topics=("sport",))
    with closing(SqliteDesk(seen, "ana")) as desk:
        if looked_at == "edit":
            desk.keep_drafts([(5, said, None)])
        else:
            desk.save([NewDecision(5, Answer(looked_at), said)])
    with closing(SqliteDesk(unopened, "ana")) as desk:
        desk.save([NewDecision(5, Answer.ACCEPT, Labels(), sight=Sight.IN_PASSING)])
    with closing(open_database(unopened)) as connection, transaction(connection):
        rename_speaker(connection, ("ana", NOBODY), "Ada", "Ada Lind", "lea")
    in_all_orders([seen, unopened], tmp_path)
    with closing(SqliteDesk(tmp_path / "together-0.db", "ana")) as desk:
        item = desk.page(2).items[1]
        assert item.decision is not None
        if looked_at == "edit":
            assert (item.decision.sight, item.draft) == (Sight.IN_PASSING, said)
            return
        assert (item.decision.answer, item.decision.labels) == (looked_at, said)
        desk.undo()
        desk.undo()
        assert desk.page(2).items[1].decision is None
        desk.redo()
        desk.redo()
        assert desk.page(2).items[1].decision == item.decision


def test_what_a_reviewer_settled_unopened_does_not_take_the_place_of_what_another_looked_at(
    base: Path,
) -> None:
    seen, unopened = copied(base, "a", "b")
    said = Labels(topics=("sport",))
    with closing(SqliteDesk(seen, "review:max")) as desk:
        desk.save([NewDecision(5, Answer.ACCEPT, said)])
    with closing(SqliteDesk(unopened, "review:lea")) as desk:
        desk.save([NewDecision(5, Answer.ACCEPT, Labels(), sight=Sight.IN_PASSING)])
    merge(seen, [unopened])
    with closing(Reader(seen)) as reader:
        (gold,) = (row for row in reader.decided(Selection(gold=True)) if row.decision.annotator.startswith("review:"))
    assert gold.decision.labels == said


def test_a_name_that_is_no_more_here_is_told_of_where_a_decision_comes_with_it(base: Path) -> None:
    first, second = copied(base, "a", "b")
    decide(second, "ana", 2, answer=Answer.REJECT)
    with closing(open_database(first)) as connection, transaction(connection):
        rename_speaker(connection, (NOBODY,), "Ada", "Ada Lind", "lea")
    (merged,) = merge(first, [second])
    assert merged.renamings == [], "nothing came with the old name"
    decide(first, "ben", 1)
    with closing(open_database(first)) as connection, transaction(connection):
        assert any(rename_speaker(connection, ("ben",), "Ada", "A. Lind", "ben")), "for ben alone"
    decide(second, "ana", 1)
    for expected in ([("Ada", "Ada Lind", True, ())], []):
        (merged,) = merge(first, [second])
        assert merged.renamings == expected


def test_an_undo_of_what_is_left_out_is_left_out(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    made = suggested()
    imported(
        path,
        made._replace(sentences=(Sentence(0, 0, 12), Sentence(1, 13, 36)), topics=((), ())),
        suggested("two", "He said YES. She left. All was well."),
    )
    decide(path, "cy", 1)
    with closing(SqliteDesk(path, "cy")) as desk:
        desk.undo()
    execute(path, "DROP TRIGGER decisions_never_change")
    execute(path, "UPDATE decisions SET sentence_id = 3, suggestion = NULL, replaces = NULL WHERE id = 2")
    merge(base, [path])
    assert execute(base, "SELECT * FROM events WHERE who = 'cy' AND kind <> 'enter'") == []
    assert list(problems(base)) == []


def test_a_decision_made_while_a_page_was_open_is_not_written_over(copies: list[Path]) -> None:
    decide(copies[1], "ana", 3, note="theirs")
    with closing(SqliteDesk(copies[0], "ana")) as desk:
        desk.page(1)
        merge(copies[0], [copies[1]])
        assert desk.saved() == 2
        found = desk.page(1).items[2].decision
    assert found is not None
    assert found.note == "theirs"
