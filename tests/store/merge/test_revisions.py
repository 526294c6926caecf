"""Label schemes that were changed in one copy, or in both."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import DatabaseRefused, InputRefused
from annotator.core.model import Labels
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database
from annotator.store.integrity import problems
from annotator.store.log.revisions import lineage, outdated_keys
from annotator.store.merge.merger import merge
from annotator.store.read.reader import Reader
from annotator.store.schemes import changes, stale
from tests.store.revising import change, new_database, scheme_of

SPLIT = ('key = "markets"\nwas = "economy"', 'key = "trade"\nwas = "economy"', "business", "sport", "labour", "weather")
RENAMED = ("economy", "business", 'key = "games"\nwas = "sport"', "labour", "weather")


def two(folder: Path) -> tuple[Path, Path]:
    here = new_database(folder, 30)
    there = folder / "there.db"
    with closing(open_database(here)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(here, there)
    return here, there


def stale_in(path: Path) -> set[tuple[int, str]]:
    with closing(open_database(path, read_only=True)) as connection:
        return {*stale(changes(connection))}


def used(path: Path) -> list[str]:
    with closing(open_database(path, read_only=True)) as connection:
        return [str(one) for one in lineage(connection)[-1].changes]


def test_a_scheme_that_the_copy_went_on_with_is_taken_over_with_what_is_stale(tmp_path: Path) -> None:
    here, there = two(tmp_path)
    change(there, scheme_of(*SPLIT))
    with closing(SqliteDesk(there, "cy")) as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels(topics=("markets",)))])
    with closing(SqliteDesk(here, "di")) as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels(topics=("economy",)))])
    (merged,) = merge(here, [there])
    assert (merged.kept, merged.replaced) == ([], ["scheme"])
    assert used(here) == ["topic economy split into markets + trade"]
    assert stale_in(here) == stale_in(there) | {(1, "di")}
    assert list(problems(here)) == []
    assert not merge(here, [there])[0].rows, "nothing new"


def test_where_both_went_on_the_later_is_in_use_and_the_other_ones_decisions_know_theirs(tmp_path: Path) -> None:
    here, there = two(tmp_path)
    change(there, scheme_of(*RENAMED))
    with closing(SqliteDesk(there, "cy")) as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels(topics=("economy",)))])
    change(here, scheme_of(*SPLIT))
    before = stale_in(here)
    new = tmp_path / "new.db"
    merge(new, [there])
    (brought,) = merge(new, [here])
    (merged,) = merge(here, [there])
    assert (merged.kept, merged.replaced) == (["scheme"], [])
    assert (brought.kept, brought.replaced) == ([], ["scheme"])
    for path in (here, new):
        assert used(path) == ["topic economy split into markets + trade"]
        assert stale_in(path) == before | {(1, "cy")}, "made under one from before the split"
        assert list(problems(path)) == []


def test_a_label_renamed_where_another_scheme_came_later_is_read_under_the_key_in_use(
    tmp_path: Path,
) -> None:
    here, there = two(tmp_path)
    change(there, scheme_of("economy", "business", 'key = "games"\nwas = "sport"', "labour", "weather", "crime"))
    with closing(SqliteDesk(there, "cy")) as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels(topics=("games", "crime")))])
    change(there, scheme_of("economy", "business", "games", "labour", "weather", 'key = "felony"\nwas = "crime"'))
    change(here, scheme_of("economy", "business", "sport", "labour", "weather", "farming"))
    merge(here, [there])
    with Reader(here) as reader:
        (topics,) = (row.decision.labels.topics for row in reader.decided() if row.decision.annotator == "cy")
    assert topics == ("sport", "felony"), "games is another key of sport, and crime was renamed where it came from"
    with closing(open_database(here)) as connection:
        assert outdated_keys(connection) == {"crime", "felony"}, "what only the other copy had is not offered"
    with pytest.raises(InputRefused, match="'sport' goes on"):
        change(here, scheme_of("economy", "business", "sport", "labour", "weather", "games"))


def test_a_key_that_stands_for_another_label_here_is_refused(tmp_path: Path) -> None:
    here, there = two(tmp_path)
    change(here, scheme_of("economy", "business", 'key = "games"\nwas = "sport"', "labour", "weather"))
    change(there, scheme_of("economy", "business", "sport", 'key = "games"\nwas = "labour"', "weather"))
    with pytest.raises(DatabaseRefused, match="'games' is the label 'sport' here and 'labour' there"):
        merge(here, [there])


def test_so_is_one_that_stands_for_another_value_of_the_same_attribute(tmp_path: Path) -> None:
    topics = ("economy", "business", "sport", "labour", "weather")
    here, there = two(tmp_path)
    change(here, scheme_of(*topics, values='{value = "open", was = "for"}, "against", "torn"'))
    change(there, scheme_of(*topics, values='"for", {value = "open", was = "against"}, "torn"'))
    with pytest.raises(DatabaseRefused, match="'open' is the label 'for' here and 'against' there"):
        merge(here, [there])
