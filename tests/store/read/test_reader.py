"""Reading the database: decided sentences as they are, and figures that count what is current and newest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.decided import EVERYTHING, Selection
from annotator.core.decision import Answer
from annotator.core.model import CastMember, Labels, QuotePart, QuoteType, Run, Span
from annotator.core.session.desk import Filter, Mark
from annotator.core.session.state import is_edited
from annotator.store.articles.documents import document_of
from annotator.store.desk.desk import SqliteDesk
from annotator.store.log import history
from annotator.store.log.rows import to_json
from annotator.store.read.reader import Reader
from annotator.store.schemes import NewScheme
from annotator.store.work.importer import Importer, Resuggester
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.conftest import RUN, accepted, imported, item_of, save, skipped, suggested, writing
from tests.store.revising import change, renamed_database, scheme_of

PART = QuotePart((Span(8, 11),), QuoteType.DIRECT, Span(3, 7), Span(0, 2), "Bea", attributes=(("stance", "for"),))
FULL = accepted(1, Labels((PART,), ("sport",)), suggestion=1, note="odd", flagged=True, seconds=2.5, keys=3)


def test_a_decided_sentence_comes_with_all_that_was_kept(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        (kept,) = desk.save([FULL])
        desk.save([accepted(2, implied=True)])
    with Reader(database) as reader:
        full, bare = reader.decided()
    assert full.document == suggested().document
    assert (full.sentence.index, full.sentence.span) == (0, Span(0, 12))
    assert full.decision == kept
    assert (kept.annotator, kept.note, kept.flagged, kept.implied, kept.seconds, kept.keys, kept.suggestion) == (
        "ana", "odd", True, False, 2.5, 3, 1
    )  # fmt: skip
    assert full.suggestion is not None
    assert (full.suggestion.id, full.suggestion.score, full.suggestion.labels.topics) == (1, 0.9, ("politics",))
    assert (bare.decision.implied, bare.decision.flagged, bare.suggestion) == (True, False, None)


def test_figures_count_current_decisions_of_each_annotator(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        (first,) = desk.save([FULL])
        desk.save([FULL._replace(answer=Answer.REJECT, replaces=first.id, seconds=1.5, keys=4)])
        desk.save([skipped(2, flagged=True, seconds=1.0, keys=1)])
        desk.save([accepted(3, seconds=9.0, keys=9)])
        desk.undo()
        desk.save([accepted(4, keys=1), accepted(5, keys=1)])
    with SqliteDesk(database, "newcomer") as desk, Reader(database) as reader:
        desk.save([FULL])
        desk.undo()
        stats = reader.stats()
    of_ana = {"decided": 3, "accepted": 2, "rejected": 1, "skipped": 1, "flagged": 2, "seconds": 2.5, "keys": 7}
    assert stats["annotators"] == [
        {"name": "ana", **of_ana, "unconfirmed": []},
        {"name": "newcomer", **dict.fromkeys(of_ana, 0), "unconfirmed": []},
    ]
    assert (stats["documents"], stats["sentences"]) == (2, 6)
    assert stats["sqlite"]
    assert stats["journal"] in {"wal", "delete"}


def test_a_report_is_told_what_suggested_with_which_settings_and_since_when(database: Path) -> None:
    with Reader(database) as reader:
        (run,) = reader.background()["runs"]
    assert run.keys() == {"id", "pipeline", "version", "settings", "started_at"}
    assert (run["pipeline"], run["version"], run["settings"]) == (RUN.pipeline, RUN.version, RUN.settings)


def test_suggested_quotes_are_those_of_the_newest_run_each_counted_once(database: Path) -> None:
    later = Run("pipeline", "2.0")
    with Resuggester(database) as resuggester:
        first, second = resuggester.waiting()
        long = suggested().quotes[0]
        over_two = replace(long, content=(Span(8, 11), Span(13, 16)))
        resuggester.add(first, suggested()._replace(quotes=(over_two, replace(long, content=(Span(23, 26),)))), later)
        resuggester.add(second, suggested()._replace(quotes=()), later)
    with Reader(database) as reader:
        stats = reader.stats()
    assert stats["suggested_quotes"] == 2, "one over two sentences and one in the third; none of the first run"
    assert [(run["version"], run["adapted_to"]) for run in stats["runs"]] == [("1.0", None), ("2.0", None)]


def test_annotators_are_numbered_in_the_order_they_came(database: Path) -> None:
    for name in ("cy", "ana", "bo"):
        save(database, FULL, name=name)
    with Reader(database) as reader:
        assert reader.pseudonyms() == {"cy": "annotator-1", "ana": "annotator-2", "bo": "annotator-3"}


def test_one_state_of_the_database_is_read_whatever_is_decided_meanwhile(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk, Reader(database) as reader:
        desk.save([FULL])
        assert len(list(reader.decided())) == 1
        if reader.stats()["journal"] == "wal":
            desk.save([accepted(2, Labels(topics=("late",)))])
        assert len(list(reader.decided())) == 1
        assert reader.topics(EVERYTHING) == ("sport",)
    save(database, accepted(3))


def test_as_of_a_moment_is_what_was_done_in_its_millisecond_and_nothing_later(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(database, accepted(1))
    for key, moment in ((2, "2090-01-01T10:00:00.000Z"), (3, "2090-01-01T10:00:00.001Z")):
        monkeypatch.setattr(history, "now", lambda moment=moment: moment)
        save(database, accepted(key))
    with Reader(database, as_of="2090-01-01T10:00:00.000Z") as reader:
        assert [one.sentence.index for one in reader.decided(EVERYTHING)] == [0, 1]


def test_a_document_is_read_by_its_number(database: Path) -> None:
    whole = suggested("three", "He said ja. She left. All was well.")
    document = replace(whole.document, source="Post", published="2026-03-02", body_start=2)
    imported(database, whole._replace(document=document, cast=(CastMember("Ada", (Span(0, 2),)),)))
    with Reader(database) as reader:
        assert reader.ask(document_of, 3) == document
        assert reader.ask(document_of, 2).id == "two"


def test_json_is_compact_and_keeps_letters(database: Path) -> None:
    assert to_json({"ü": [1, None]}) == '{"ü":[1,null]}'


def offered(tmp_path: Path, *topics: str) -> Path:
    """A database with the articles of the fixture, whose scheme has these topics."""
    path = tmp_path / "ours.db"
    with Importer(path, NewScheme(scheme_of(*topics))) as importer:
        importer.add(suggested(), RUN)
    return path


def edited(path: Path) -> list[tuple[str, bool]]:
    """Who edited what was suggested."""
    with Reader(path) as reader:
        return [(one.decision.annotator, is_edited(one.decision.labels, one.suggestion)) for one in reader.decided()]


def found_as_edited(path: Path, who: str) -> bool:
    """Whether the screen of that annotator finds the first sentence among those that were edited, as exports do."""
    with SqliteDesk(path, who) as desk:
        item = item_of(desk)
        found = desk.matching(Filter((Mark.EDITED,))) == (item.id,)
        assert found is dict(edited(path))[who]
        return found


def accept(path: Path, who: str, labels: Labels | None = None) -> None:
    """Accept the first sentence as it is shown, or with other labels."""
    with SqliteDesk(path, who) as desk:
        item = item_of(desk)
        assert item.suggestion is not None
        said = item.suggestion.labels.bare() if labels is None else labels
        desk.save([accepted(item.id, said, suggestion=item.suggestion.id)])


def test_a_speaker_whom_somebody_else_renames_makes_no_edit_of_what_was_only_confirmed(database: Path) -> None:
    for who in ("ana", "bo"):
        accept(database, who)
    with writing(database) as connection:
        rename_speaker(connection, ["bo"], "Ada", "Ada Finch", "bo")
    assert edited(database) == [("ana", False), ("bo", False)]
    assert (found_as_edited(database, "ana"), found_as_edited(database, "bo")) == (False, False)


def test_a_topic_that_was_not_offered_any_more_makes_no_edit_of_what_was_only_confirmed(tmp_path: Path) -> None:
    path = offered(tmp_path, "politics", "sport")
    accept(path, "ana")
    accept(path, "bo", Labels())
    change(path, scheme_of("sport", 'key = "politics"\nretired = true'))
    accept(path, "cy")
    assert edited(path) == [("ana", False), ("bo", True), ("cy", False)]
    assert (found_as_edited(path, "bo"), found_as_edited(path, "cy")) == (True, False)


def test_a_topic_that_was_not_offered_then_makes_no_edit_under_a_key_that_it_has_got_since(tmp_path: Path) -> None:
    path = offered(tmp_path, "politics", "economy", "sport")
    change(path, scheme_of("economy", "sport", 'key = "politics"\nretired = true'))
    accept(path, "ana")
    accept(path, "bo", Labels((PART,)))
    change(path, scheme_of("economy", "sport", "politics"))
    change(path, scheme_of('key = "affairs"\nwas = "politics"', "economy", "sport"))
    assert edited(path) == [("ana", False), ("bo", True)]
    change(path, scheme_of('key = "state"\nwas = ["affairs", "economy"]', "sport"))
    assert edited(path) == [("ana", False), ("bo", True)]
    assert (found_as_edited(path, "ana"), found_as_edited(path, "bo")) == (False, True)


def test_a_topic_that_was_merged_into_one_that_was_not_offered_then_makes_no_edit(tmp_path: Path) -> None:
    path = offered(tmp_path, "politics", "economy", "sport")
    change(path, scheme_of('key = "state"\nwas = ["economy", "politics"]', "sport"))
    change(path, scheme_of('key = "home"\nwas = "state"', 'key = "abroad"\nwas = "state"', "sport"))
    accept(path, "ana")
    accept(path, "bo", Labels())
    assert edited(path) == [("ana", False), ("bo", True)]
    assert (found_as_edited(path, "ana"), found_as_edited(path, "bo")) == (False, True)


def test_a_topic_that_a_decision_has_from_one_before_makes_no_edit_when_that_is_confirmed_again(tmp_path: Path) -> None:
    path = offered(tmp_path, "politics", "sport")
    accept(path, "ana")
    change(path, scheme_of("sport", 'key = "politics"\nretired = true'))
    with SqliteDesk(path, "ana") as desk:
        made = item_of(desk).decision
        assert made is not None
        desk.save([made.relabelled(1, made.labels)._replace(revision=None, note="seen again")])
    assert edited(path) == [("ana", False)]


def test_a_screen_from_before_a_topic_was_retired_shows_it_as_its_decisions_are_made_under_that_scheme(
    tmp_path: Path,
) -> None:
    path = offered(tmp_path, "politics", "sport")
    with SqliteDesk(path, "ana") as desk:
        change(path, scheme_of("sport", 'key = "politics"\nretired = true'))
        item = item_of(desk)
        assert item.suggestion is not None
        assert item.suggestion.labels.topics == ("politics",)
        desk.go_by_newest_revision()
        item = item_of(desk)
        assert item.suggestion is not None
        assert item.suggestion.labels.topics == ()


def test_attributes_are_named_as_they_are_read_today_with_each_value_that_occurs(tmp_path: Path) -> None:
    with Reader(renamed_database(tmp_path)) as reader:
        given = {pair for one in reader.decided() for part in one.decision.labels.quotes for pair in part.attributes}
        assert reader.attributes(Selection()) == sorted(given) != []
