"""One name for two over all documents: one step, taken back exactly, and safe beside open windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from annotator.core.decided import Selection
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import DecidedElsewhere
from annotator.core.model import CastMember, Labels, Quote, QuotePart, QuoteReading, QuoteType, Span
from annotator.core.session.desk import NO_NOTE, Filter, Mark, NoteAndFlag
from annotator.core.session.state import is_edited, shown_labels, was_edited
from annotator.core.speakers import composed_renamings
from annotator.store.articles.documents import bring_back, remove
from annotator.store.articles.editions import take_over
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import transaction
from annotator.store.integrity import problems
from annotator.store.log.history import annotators
from annotator.store.log.kinds import NOBODY
from annotator.store.log.speaker_names import names_given_since, standing_names
from annotator.store.read.habits import acquaintances, suggested_speakers
from annotator.store.read.reader import Reader
from annotator.store.work import rename_speaker as rename_module
from annotator.store.work.rename_speaker import (
    Renamed,
    TakenBack,
    confirmed_by_others,
    rename_speaker,
    take_back_rename,
)
from tests.memory_desk import every_match
from tests.store.conftest import accepted, imported, item_of, new_database, rejected, suggested

CONTENT = (Span(8, 11), Span(17, 21), Span(31, 35))
"""What is said in each sentence of an article."""


def part(speaker: str | None, sentence: int = 1) -> QuotePart:
    return QuotePart((CONTENT[(sentence - 1) % 3],), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), speaker)


def by(*speakers: str | None, at: int = 1) -> Labels:
    """Labels of the sentence with that id."""
    return Labels(tuple(part(speaker, at) for speaker in speakers))


@pytest.fixture
def desk(database: Path) -> Iterator[SqliteDesk]:
    """A desk; whatever is done there, the check has nothing to say of the database."""
    with SqliteDesk(database, "ana") as opened:
        yield opened
    assert [*problems(database)] == []


def accept(desk: SqliteDesk, sentence: int, *speakers: str | None, answer: Answer = Answer.ACCEPT) -> None:
    """Decide a sentence, by its id, with a quote of each of the speakers."""
    accept_labels(desk, sentence, by(*speakers, at=sentence), answer)


def accept_labels(desk: SqliteDesk, sentence: int, labels: Labels, answer: Answer = Answer.ACCEPT) -> None:
    page = desk.page(1 if sentence < 4 else 2)
    item = page.items[(sentence - 1) % 3]
    suggestion = item.suggestion.id if item.suggestion else None
    before = item.decision.id if item.decision else None
    desk.save([NewDecision(sentence, answer, labels, suggestion, before, note="n", seconds=2.0, keys=3)])


def test_an_edit_taken_back_to_what_a_step_left_goes_with_the_step_also_where_its_sentence_was_renamed_since(
    desk: SqliteDesk,
) -> None:
    left, more = Labels(topics=("sport",)), Labels(topics=("weather",))
    accept(desk, 4, "Ada")
    desk.save([NewDecision(2, Answer.ACCEPT, Labels())], [(4, left, None)])
    assert desk.rename_speaker("Ada", "Ada Lind", 1)
    assert desk.page(2).items[0].draft == left
    for labels in (more, left):
        desk.keep_drafts([(4, labels, None)])
    for _ in range(2):
        assert desk.page(2).items[0].draft == left
        desk.undo()
    item = desk.page(2).items[0]
    assert item.draft is None
    assert item.decision is not None
    assert item.decision.labels == by("Ada", at=4)


def rename(desk: SqliteDesk, old: str = "Ada", new: str = "Ada Lind", who: str = "ana", *, own: bool = True) -> Renamed:
    with transaction(desk.connection):
        (renamed,) = rename_speaker(desk.connection, [who], old, new, who if own else "lead")
        return renamed


def take_back(
    desk: SqliteDesk, old: str = "Ada", new: str = "Ada Lind", who: str = "ana", *, own: bool = True
) -> TakenBack | None:
    with transaction(desk.connection):
        return next(iter(take_back_rename(desk.connection, [who], old, new, who if own else "lead")), None)


def shown(desk: SqliteDesk, document: int = 1) -> list[tuple[str | None, ...]]:
    """The speakers that each sentence of a document shows."""
    return [tuple(quote.speaker for quote in shown_labels(item).quotes) for item in desk.page(document).items]


def firsts(desk: SqliteDesk) -> tuple[tuple[str | None, ...], ...]:
    """The speakers that the first sentence of either document shows."""
    return shown(desk)[0], shown(desk, 2)[0]


def everything(desk: SqliteDesk) -> list[Any]:
    """All that the screen shows and an export holds, without ids and times."""
    pages = [desk.page(number) for number in (1, 2)]
    items = [
        (
            item.decision and item.decision._replace(id=0, decided_at=""),
            item.draft,
            item.note_and_flag,
            item.suggestion,
            shown_labels(item),
        )
        for page in pages
        for item in page.items
    ]
    counts = desk.connection.execute("SELECT * FROM progress ORDER BY annotator, document").fetchall()
    return [items, [page.cast for page in pages], counts, standing_names(desk.connection)]


def test_confirmed_quotes_of_all_articles_get_the_new_name_in_one_step(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada", "Bo", "Ada")
    accept(desk, 5, "Ada", None)
    before = item_of(desk).decision
    assert rename(desk) == Renamed("ana", decisions=2, quotes=3, articles=frozenset({1, 2}), suggested=1)
    assert (shown(desk), shown(desk, 2)) == (
        [("Ada Lind", "Bo", "Ada Lind"), (), ()],
        [("Ada Lind",), ("Ada Lind", None), ()],
    )
    after = item_of(desk).decision
    assert before is not None
    assert after is not None
    assert after._replace(id=before.id, decided_at=before.decided_at, labels=before.labels) == before
    assert desk.connection.one_value("SELECT count(*) FROM decisions") == 4, "nothing is overwritten"
    change = desk.undo()
    assert change is not None
    assert change.sentences == (1, 5)
    assert (shown(desk), shown(desk, 2)) == ([("Ada", "Bo", "Ada"), (), ()], [("Ada",), ("Ada", None), ()])
    desk.redo()
    assert shown(desk)[0] == ("Ada Lind", "Bo", "Ada Lind")
    assert standing_names(desk.connection) == {"Ada": "Ada Lind"}


def test_what_is_suggested_has_the_new_name_for_everybody_and_is_stored_as_it_was(
    database: Path, desk: SqliteDesk
) -> None:
    assert rename(desk) == Renamed("ana", suggested=2)
    with SqliteDesk(database, "bo") as other:
        assert shown(other) == shown(desk) == [("Ada Lind",), (), ()]
    stored = desk.connection.one_value("SELECT labels FROM suggestions ORDER BY id LIMIT 1")
    assert '"speaker":"Ada"' in stored
    assert suggested_speakers(desk.connection)[0].name == "Ada Lind"
    desk.undo()
    assert shown(desk) == [("Ada",), (), ()]


def test_confirming_what_is_suggested_under_the_new_name_is_no_edit(database: Path, desk: SqliteDesk) -> None:
    rename(desk)
    item = item_of(desk)
    assert item.suggestion is not None
    accept_labels(desk, 1, item.suggestion.labels.bare())
    item = item_of(desk)
    assert item.decision is not None
    assert not is_edited(item.decision.labels, item.suggestion)
    with Reader(database) as reader:
        (decided,) = reader.decided()
    assert decided.suggestion is not None
    assert decided.suggestion.labels.bare() == decided.decision.labels == item.decision.labels
    assert every_match(desk, Filter((Mark.EDITED,))) == ()


def test_readings_and_casts_have_the_new_name(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    whole = suggested()
    other = Quote((Span(3, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada", attributes=(("speaker", "Ada"),))
    one = replace(other, speaker="Bo")
    readings = (QuoteReading((0,), (other,), 0.3), QuoteReading((0,), (one,), 0.2), QuoteReading((0,), (), 0.1))
    cast = (
        CastMember("Bo"),
        CastMember("Ada", (Span(0, 2),), speaks=False, gender="female"),
        CastMember("Ada Lind", (Span(13, 16),), kind="person"),
    )
    imported(path, whole._replace(cast=cast, readings=readings))
    with SqliteDesk(path, "ana") as desk:
        rename(desk)
        page = desk.page(1)
        assert page.cast == (
            CastMember("Bo"),
            CastMember("Ada Lind", (Span(0, 2), Span(13, 16)), speaks=True, kind="person", gender="female"),
        )
        suggestion = page.items[0].suggestion
        assert suggestion is not None
        assert [[quote.speaker for quote in one.parts] for one in suggestion.readings] == [["Ada Lind"], ["Bo"], []]
        assert suggestion.readings[0].parts[0].attributes == (("speaker", "Ada"),), "an attribute is no name"
        assert desk.names() == ("Ada Lind", "Bo")
        assert acquaintances(desk.connection).renamed == {"Ada": "Ada Lind"}


def test_filters_find_what_is_shown(desk: SqliteDesk) -> None:
    accept(desk, 2, "Ada")
    accept(desk, 4, "Ada", answer=Answer.SKIP)
    rename(desk)
    assert every_match(desk, Filter(speaker="Ada Lind")) == (1, 2, 4)
    assert every_match(desk, Filter(speaker="Ada")) == ()
    assert desk.matching(Filter(speaker="Ada Lind")) == (1, 2, 4)
    accept(desk, 3, "Ada")
    assert every_match(desk, Filter(speaker="Ada")) == (3,), "the old name can be given again: to somebody else"
    desk.undo()
    desk.undo()
    assert every_match(desk, Filter(speaker="Ada")) == (1, 2, 4)


def test_whoever_gives_the_old_name_again_is_told_alike_by_the_filter_and_exports(
    database: Path, desk: SqliteDesk
) -> None:
    """A name that a decision still has is taken for one that somebody else has renamed since: no edit for either."""
    rename(desk)
    item = item_of(desk)
    assert item.suggestion is not None
    labels = item.suggestion.labels.bare()
    labels = labels.with_quotes(replace(quote, speaker="Ada") for quote in labels.quotes)
    desk.save([accepted(1, labels, suggestion=item.suggestion.id)])
    columns = "SELECT edited FROM heads WHERE sentence_id = 1"
    assert desk.connection.one_value(columns) == 0, "it is written as the suggestion is"
    with Reader(database) as reader:
        (decided,) = reader.decided()
    assert not was_edited(decided)
    assert every_match(desk, Filter((Mark.EDITED,))) == every_match(desk, Filter((Mark.EDITED,)), -1) == ()
    desk.undo()
    desk.undo()
    assert every_match(desk, Filter((Mark.EDITED,))) == ()


def test_a_skipped_sentence_shows_its_suggestion_under_the_new_name_and_stays_skipped(
    database: Path, desk: SqliteDesk
) -> None:
    item = item_of(desk)
    assert item.suggestion is not None
    accept_labels(desk, 1, item.suggestion.labels.bare(), Answer.SKIP)
    rename(desk)
    item = item_of(desk)
    assert item.skipped
    assert item.suggestion is not None
    assert shown_labels(item) == item.suggestion.labels, "with its score: it was not edited"
    assert every_match(desk, Filter((Mark.SKIPPED,), speaker="Ada Lind")) == (1,)
    with Reader(database) as reader:
        (decided,) = reader.decided(Selection(answers=(Answer.SKIP,)))
    assert decided.decision.labels.quotes[0].speaker == "Ada Lind"


def test_unconfirmed_edits_get_the_new_name_and_no_others_are_lost(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    accept(desk, 2, "Ada")
    desk.keep_drafts([(1, by("Ada", "Bo"), None), (2, None, NoteAndFlag("later", True)), (3, by("Ada", at=3), None)])
    desk.keep_drafts([(5, by("Bo", at=5), None)])
    before = everything(desk)
    assert rename(desk) == Renamed("ana", decisions=2, quotes=2, articles=frozenset({1}), drafts=2, suggested=1)
    items = desk.page(1).items
    assert [item.draft for item in items] == [by("Ada Lind", "Bo"), None, by("Ada Lind", at=3)]
    assert items[1].note_and_flag == NoteAndFlag("later", True)
    assert item_of(desk, 2, 1).draft == by("Bo", at=5)
    desk.undo()
    assert everything(desk) == before


def test_edits_begun_since_are_kept_when_it_is_taken_back(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    accept(desk, 2, "Ada")
    rename(desk)
    desk.keep_drafts([(1, by("Cy"), None)])
    taken = take_back(desk)
    assert taken == TakenBack("ana", 2, 0)
    item, other, _ = desk.page(1).items
    assert item.draft == by("Cy")
    assert item.decision is not None
    assert (item.decision.labels, shown_labels(other)) == (by("Ada"), by("Ada", at=2))


def test_taken_back_as_the_last_step_it_can_be_done_again(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    before = everything(desk)
    rename(desk)
    after = everything(desk)
    assert take_back(desk) == TakenBack("ana", 1, 0)
    assert everything(desk) == before
    desk.redo()
    assert everything(desk) == after
    assert take_back(desk) == TakenBack("ana", 1, 0)
    assert everything(desk) == before
    assert take_back(desk) is None, "it stands no more"


def test_taken_back_later_it_leaves_what_was_decided_since(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    accept(desk, 2, "Ada")
    rename(desk)
    accept(desk, 2, "Ada Lind", "Cy")
    accept(desk, 5, "Bo")
    assert take_back(desk) == TakenBack("ana", 1, 1)
    assert (shown(desk), shown(desk, 2)) == ([("Ada",), ("Ada Lind", "Cy"), ()], [("Ada",), ("Bo",), ()])
    change = desk.redo()
    assert change is not None
    assert shown(desk) == [("Ada Lind",), ("Ada Lind", "Cy"), ()], "what was taken back can be done again"
    assert take_back(desk) == TakenBack("ana", 1, 1)
    assert shown(desk)[0] == ("Ada",)


def test_only_the_annotators_own_decisions_change(database: Path, desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    with SqliteDesk(database, "bo") as other:
        accept(other, 1, "Ada")
        accept(other, 2, "Bo")
        accept(other, 5, "Ada")
        other.keep_drafts([(3, by("Ada", at=3), None)])
        before = other.page(1).items
        assert confirmed_by_others(desk.connection, ["ana"], "Ada") == {"bo": 2}
        assert confirmed_by_others(desk.connection, ["ana", "bo"], "Ada") == {}
        rename(desk)
        after = other.page(1).items
        assert [(item.decision, item.draft) for item in after] == [(item.decision, item.draft) for item in before]


def test_the_gold_decision_stays_the_one_that_was_made_last(database: Path, desk: SqliteDesk) -> None:
    def gold() -> list[tuple[str, int]]:
        with Reader(database) as reader:
            found = reader.decided(Selection(gold=True))
            return [(one.decision.annotator, len(one.decision.labels.quotes)) for one in found]

    accept(desk, 1, "Dot")
    with SqliteReviewDesk(database, "ana") as first, SqliteReviewDesk(database, "bo") as other:
        accept(first, 1, "Ada")
        accept(other, 1, "Ada", "Bo")
        assert gold() == [("review:bo", 2)]
        for _ in range(2):
            rename(first)
            assert gold() == [("review:bo", 2)], "to rename is not to decide"
            rename(first, "Ada Lind", "Ada")
            assert gold() == [("review:bo", 2)]
        first.undo()
        assert gold() == [("review:bo", 2)]
        accept(first, 1, "Cy")
        assert gold() == [("review:ana", 1)]


@pytest.mark.parametrize("names", [("ana",), ("ana", NOBODY)])
def test_removed_documents_have_the_new_name_when_they_come_back(desk: SqliteDesk, names: Sequence[str]) -> None:
    accept(desk, 1, "Ada")
    accept(desk, 5, "Ada")
    desk.keep_drafts([(2, by("Ada", at=2), NO_NOTE)])
    remove(desk.connection, 1, "bo")
    with transaction(desk.connection):
        mine, *_ = rename_speaker(desk.connection, names, "Ada", "Ada Lind", "ana")
    assert mine._replace(suggested=0) == Renamed("ana", 2, 2, frozenset({1, 2}), drafts=1)
    step = desk.next_step()
    assert step is not None
    assert step.place.document == 2, "an undo comes back to an article that is there"
    bring_back(desk.connection, 1, "bo")
    assert shown(desk)[:2] == [("Ada Lind",), ("Ada Lind",)]
    desk.undo()
    assert shown(desk)[:2] == [("Ada",), ("Ada",)]


def test_earlier_editions_keep_their_names(desk: SqliteDesk) -> None:
    accept(desk, 4, "Ada")
    with transaction(desk.connection):
        take_over(desk.connection, 2, 1, "bo")
    rename(desk)
    speaker = "SELECT labels ->> '$.quotes[0].speaker' FROM current_decisions WHERE sentence_id = 4"
    assert desk.connection.execute(speaker).fetchall() == [("Ada",)]


def test_a_name_is_taken_back_in_removed_documents_too_which_may_come_back(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    rename(desk)
    accept(desk, 4, "Ada Lind")  # as it was suggested
    remove(desk.connection, 2, "bo")
    assert take_back(desk) == TakenBack("ana", 2, 0)
    bring_back(desk.connection, 2, "bo")
    assert shown(desk, 2)[0] == ("Ada",)


@pytest.mark.parametrize(("speaker", "who"), [("Bo", "ana"), ("Ada Lind", "ben")])
def test_a_name_is_taken_back_without_looking_at_articles_in_which_one_never_had_it(
    database: Path, desk: SqliteDesk, monkeypatch: pytest.MonkeyPatch, speaker: str, who: str
) -> None:
    accept(desk, 1, "Ada")
    rename(desk)
    accept(desk, 2, "Ada Lind")
    with SqliteDesk(database, who) as other:
        accept(other, 4, speaker)
    looked = Mock(wraps=rename_module._without)
    monkeypatch.setattr(rename_module, "_without", looked)
    take_back(desk)
    assert [document for _, _, document, *_ in (call.args for call in looked.mock_calls)] == [1]


@pytest.mark.parametrize("own", [True, False])
def test_a_name_taken_back_leaves_another_that_was_given_since_in_the_same_sentence(
    desk: SqliteDesk, own: bool
) -> None:
    accept(desk, 1, "Bo", "Cy")  # which nobody suggested
    rename(desk, "Bo", "Bo Lind", own=own)
    rename(desk, "Cy", "Cy Stone", own=own)
    take_back(desk, "Bo", "Bo Lind", own=own)
    assert shown(desk)[0] == ("Bo", "Cy Stone")
    if own:
        desk.undo()
        assert shown(desk)[0] == ("Bo", "Cy")
        desk.redo()
        assert shown(desk)[0] == ("Bo", "Cy Stone")
    else:
        take_back(desk, "Cy", "Cy Stone", own=False)
        assert shown(desk)[0] == ("Bo", "Cy")


def test_names_taken_back_from_the_first_on_leave_none_of_them(desk: SqliteDesk) -> None:
    rename(desk, "Ada", "Ada Lind")
    accept(desk, 4, "Ada Lind")  # as it was suggested
    rename(desk, "Ada Lind", "Ada Stone", own=False)
    take_back(desk, "Ada", "Ada Lind")
    take_back(desk, "Ada Lind", "Ada Stone", own=False)
    assert shown(desk, 2)[0] == ("Ada",)


def test_a_name_that_stands_nowhere_changes_nothing(desk: SqliteDesk) -> None:
    accept(desk, 1, "Bo")
    accept(desk, 2, "Ada", answer=Answer.REJECT)
    accept(desk, 4, "Bo")
    steps = desk.connection.first_row("SELECT count(*) FROM events")
    assert not rename(desk)
    assert not rename(desk, "Bo ", "Bo Dahl")
    assert desk.connection.first_row("SELECT count(*) FROM events") == steps
    assert standing_names(desk.connection) == {}


def test_what_is_suggested_is_renamed_to_each_for_whom_it_is_asked(desk: SqliteDesk) -> None:
    # With places each sees own renamings alone: one step for all of them would be nobody's but the first one's.
    people = ["ana", "bo", "cy"]
    with transaction(desk.connection):
        renamed = rename_speaker(desk.connection, people, "Ada", "Ada Lind", "cy")
    assert [bool(one.suggested) for one in renamed] == [True, True, True]
    for who in people:
        assert standing_names(desk.connection, who) == {"Ada": "Ada Lind"}


def test_what_was_confirmed_since_under_the_name_has_the_old_one_again_and_what_was_said_otherwise_stays(
    desk: SqliteDesk,
) -> None:
    accept(desk, 1, "Ada")
    rename(desk, own=False)
    accept(desk, 2, "Ada Lind")  # of which nothing was suggested
    accept(desk, 4, "Ada Lind")  # as it was suggested
    # the rest of that quote, which nobody suggested
    accept_labels(desk, 5, Labels((replace(part("Ada Lind", 5), cue=None, source=None, continues=True),)))
    was = [shown(desk)[0], shown(desk)[1], shown(desk, 2)[0]]
    assert was == [("Ada Lind",), ("Ada Lind",), ("Ada Lind",)]
    taken = take_back(desk, own=False)
    assert shown(desk)[:2] == [("Ada",), ("Ada Lind",)]
    assert shown(desk, 2)[:2] == [("Ada",), ("Ada",)]
    assert taken == TakenBack("ana", 3, 0)
    for left in (("Ada",), ()), (("Ada",), ()), (("Ada",), ()):
        desk.undo()
        assert shown(desk, 2)[:2] == [*left]
    assert shown(desk)[:2] == [("Ada",), ()], "one step after the other still"


def test_what_was_confirmed_under_a_name_and_is_done_again_after_it_was_taken_back_has_the_old_one(
    desk: SqliteDesk,
) -> None:
    rename(desk, own=False)
    accept(desk, 4, "Ada Lind")  # as it was suggested
    desk.undo()
    take_back(desk, own=False)
    desk.redo()
    assert shown(desk, 2)[0] == ("Ada",)
    desk.undo()
    rename(desk, own=False)
    desk.redo()
    assert shown(desk, 2)[0] == ("Ada Lind",)


def for_everybody(desk: SqliteDesk, old: str, new: str, who: str, *, back: bool = False) -> list[Any]:
    """Rename for all who are known, and whoever comes later, or take that back."""
    with transaction(desk.connection):
        people = [*annotators(desk.connection), NOBODY]
        return [*(take_back_rename if back else rename_speaker)(desk.connection, people, old, new, who)]


def test_the_names_that_others_gave_are_those_since_an_event_that_stand(desk: SqliteDesk) -> None:
    def since(own: bool = False) -> dict[str, str]:
        last = desk.connection.one_value("SELECT max(id) FROM events WHERE kind = 'decide'")
        return dict(names_given_since(desk.connection, "ana", last, own))

    accept(desk, 1, "Ada")
    for_everybody(desk, "Ada", "Ada Lind", "lea")
    for_everybody(desk, "Ada Lind", "Ada Stone", "ana")  # her own: her undo takes it back
    assert since() == {"Ada": "Ada Lind"}
    assert since(own=True) == {"Ada": "Ada Stone", "Ada Lind": "Ada Stone"}
    accept(desk, 4, "Ada Stone")
    assert since() == {}
    for_everybody(desk, "Ada Stone", "A. Stone", "lea")
    assert since() == {"Ada Stone": "A. Stone"}
    for_everybody(desk, "Ada Stone", "A. Stone", "lea", back=True)
    assert since() == {}


def test_what_was_confirmed_under_one_name_of_several_has_the_name_that_is_left_when_it_is_done_again(
    desk: SqliteDesk,
) -> None:
    rename(desk, "Ada", "Ada Lind", own=False)
    rename(desk, "Ada Lind", "Ada Stone", own=False)
    accept(desk, 4, "Ada Stone")  # as it was suggested
    desk.undo()
    take_back(desk, "Ada Lind", "Ada Stone", own=False)
    desk.redo()
    assert shown(desk, 2)[0] == ("Ada Lind",)


def test_a_name_taken_back_for_everybody_goes_also_where_somebody_renamed_it_on(
    database: Path, desk: SqliteDesk
) -> None:
    for_everybody(desk, "Ada", "Ada Lind", "lea")
    with SqliteDesk(database, "ben") as ben:
        accept(ben, 4, "Ada Lind")  # as it was suggested
        accept(ben, 2, "Ada Lind")  # of which nothing was suggested
        rename(ben, "Ada Lind", "Ada Stone", who="ben")
        for_everybody(ben, "Ada", "Ada Lind", "lea", back=True)
        assert (shown(ben, 2)[0], shown(ben)[1]) == (("Ada",), ("Ada Stone",))
        assert [*problems(database)] == []
        ben.undo()
        assert (shown(ben, 2)[0], shown(ben)[1]) == (("Ada",), ("Ada Lind",))


def test_ones_own_name_for_everybody_is_no_longer_in_ones_own_decisions_after_an_undo(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    for_everybody(desk, "Ada", "Ada Lind", "ana")
    assert shown(desk)[0] == ("Ada Lind",)
    desk.undo()
    assert shown(desk)[0] == ("Ada",)
    assert shown(desk, 2)[0] == ("Ada Lind",), "suggested it stays, until it is taken back for everybody"
    for_everybody(desk, "Ada", "Ada Lind", "ana", back=True)
    assert firsts(desk) == (("Ada",), ("Ada",))


@pytest.mark.parametrize("undone", [False, True])
def test_taking_a_name_back_for_everybody_reaches_those_who_came_after_it(
    database: Path, desk: SqliteDesk, undone: bool
) -> None:
    accept(desk, 1, "Ada")
    for_everybody(desk, "Ada", "Ada Lind", "ana")
    with SqliteDesk(database, "ben") as ben:
        accept(ben, 4, "Ada Lind")  # as it was suggested
        accept(ben, 2, "Ada Lind")  # of which nothing was suggested
        if undone:
            ben.undo()
            ben.undo()
        taken = for_everybody(ben, "Ada", "Ada Lind", "ana", back=True)
        assert TakenBack("ben", 0 if undone else 1, 0) in taken
        if undone:
            ben.redo()
            ben.redo()
        assert (shown(ben, 2)[0], shown(ben)[1]) == (("Ada",), ("Ada Lind",))
        assert [*problems(database)] == []
        ben.undo()
        ben.undo()
        assert (shown(ben, 2)[0], ben.saved()) == (("Ada",), 0)
        ben.redo()
        assert shown(ben, 2)[0] == ("Ada",)
    assert shown(desk)[0] == ("Ada",)


def test_ones_own_renaming_is_taken_back_below_that_of_somebody_else(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    rename(desk, "Ada", "Ada Lind")
    rename(desk, "Ada Lind", "Ada Stone", own=False)
    assert shown(desk)[0] == ("Ada Stone",)
    desk.undo()
    assert shown(desk)[0] == ("Ada",), "nobody else renamed Ada"
    desk.redo()
    assert shown(desk)[0] == ("Ada Stone",)
    take_back(desk, "Ada Lind", "Ada Stone", own=False)
    assert shown(desk)[0] == ("Ada Lind",)


@pytest.mark.parametrize("taken_back_first", ["the step", "the renaming"])
def test_edits_that_a_step_left_and_somebody_else_renamed_go_with_either(
    desk: SqliteDesk, taken_back_first: str
) -> None:
    desk.save([], [(2, by("Ada", at=2), None)], asked_for_at=1)
    desk.keep_drafts([(3, by("Bo", at=3), None)])
    assert rename(desk, own=False).drafts == 1
    assert shown(desk)[1] == ("Ada Lind",)
    if taken_back_first == "the step":
        desk.undo()
        assert shown(desk)[1] == (), "nothing is left without the step"
        desk.redo()
        assert shown(desk)[1] == ("Ada Lind",)
    take_back(desk, own=False)
    assert shown(desk)[1] == ("Ada",)
    desk.undo()
    assert shown(desk)[1] == ()


def test_edits_stand_again_where_a_decision_is_undone_whose_speaker_somebody_else_renamed(desk: SqliteDesk) -> None:
    desk.keep_drafts([(2, by("Bo", at=2), None)])
    accept(desk, 2, "Ada")
    assert rename(desk, own=False).decisions == 1
    desk.undo()
    assert item_of(desk, 1, 1).draft == by("Bo", at=2)


def test_undo_takes_back_ones_own_last_step_and_not_what_somebody_else_renamed(
    database: Path, desk: SqliteDesk
) -> None:
    accept(desk, 1, "Ada")
    accept(desk, 2, "Ada", "Bo")
    accept(desk, 2, "Cy", "Ada")
    place = desk.resume()
    assert rename(desk, own=False).decisions == 2
    assert desk.resume() == place
    change = desk.undo()
    assert change is not None
    assert (change.sentences, change.labels, change.renamed) == ((2,), by("Cy", "Ada Lind", at=2), {})
    for _ in range(2):
        assert (shown(desk), [*problems(database)]) == ([("Ada Lind",), ("Ada Lind", "Bo"), ()], [])
        desk.redo()
        assert (shown(desk), [*problems(database)]) == ([("Ada Lind",), ("Cy", "Ada Lind"), ()], [])
        desk.undo()
    for saved in (1, 0):
        desk.undo()
        assert (desk.saved(), [*problems(database)]) == (saved, [])
    assert desk.undo() is None
    assert shown(desk) == [("Ada Lind",), (), ()], "what is suggested has the new name"


def test_a_step_is_done_again_over_edits_in_which_somebody_else_renamed_its_speaker(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada", "Bo")
    taken_back = desk.undo()
    assert taken_back is not None
    desk.keep_drafts([(1, taken_back.labels, taken_back.note_and_flag)])
    rename(desk, own=False)
    assert desk.redo() is not None
    assert (item_of(desk).decided, shown(desk)[0]) == (True, ("Ada Lind", "Bo"))


def test_what_somebody_else_renamed_is_taken_back_by_them_alone(database: Path, desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    accept(desk, 2, "Ada")
    accept(desk, 2, "Ada", "Bo")
    rename(desk, own=False)
    assert take_back(desk, own=False) == TakenBack("ana", 2, 0)
    for quotes in (by("Ada", "Bo"), by("Ada"), by()):
        assert (shown(desk)[:2], [*problems(database)]) == ([("Ada",), tuple(one.speaker for one in quotes.quotes)], [])
        desk.undo()
    assert desk.saved() == 0
    desk.redo()
    rename(desk, own=False)
    desk.undo()
    assert take_back(desk, own=False) == TakenBack("ana", 0, 1), "undone since"
    assert desk.saved() == 0


def test_a_renaming_done_again_ends_what_taking_it_back_said_of_what_was_confirmed_since(
    database: Path, desk: SqliteDesk
) -> None:
    accept(desk, 1, "Ada")
    rename(desk)
    accept_labels(desk, 4, shown_labels(item_of(desk, 2)))
    take_back(desk)
    assert (shown(desk)[0], shown(desk, 2)[0], [*problems(database)]) == (("Ada",), ("Ada",), [])
    desk.redo()
    assert firsts(desk) == (("Ada Lind",), ("Ada Lind",))


def test_one_after_the_other_they_lead_to_the_last_name(desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    rename(desk, "Ada", "A. Lind")
    renamed = Renamed("ana", decisions=1, quotes=1, articles=frozenset({1}), suggested=1)
    assert rename(desk, "A. Lind", "Ada Lind") == renamed
    assert firsts(desk) == (("Ada Lind",), ("Ada Lind",))
    assert take_back(desk, "Ada", "A. Lind") == TakenBack("ana", 1, 0)
    assert firsts(desk) == (("Ada",), ("Ada",)), "what was renamed after it was not Ada"
    rename(desk, "Ada Lind", "Ada")
    assert firsts(desk) == (("Ada",), ("Ada",))


def test_an_open_window_does_not_confirm_the_old_name_unseen(database: Path, desk: SqliteDesk) -> None:
    item = item_of(desk)
    with SqliteDesk(database, "bo") as other:
        rename(other, who="bo")
    with pytest.raises(DecidedElsewhere) as refused:
        desk.save([accepted(1, by("Ada"))])
    assert refused.value.renamed == {"Ada": "Ada Lind"}
    assert desk.saved() == 0
    desk.save([accepted(2, by("Bo", at=2))])
    desk.keep_drafts([(item.id, by("Ada", "Bo"), None)])
    assert item_of(desk).draft == by("Ada Lind", "Bo")
    desk.save([accepted(1, by("Ada"))])
    assert shown(desk)[0] == ("Ada",), "who has seen the new name may give the old one"


def test_edits_kept_in_an_open_window_have_the_last_name_of_several(database: Path, desk: SqliteDesk) -> None:
    rename(desk, "Ada", "Ada Lind", own=False)
    item = item_of(desk)
    with SqliteDesk(database, "bo") as other:
        rename(other, "Ada Lind", "Ada Stone", who="bo")
    desk.keep_drafts([(item.id, by("Ada Lind", "Bo"), None)])
    assert item_of(desk).draft == by("Ada Stone", "Bo")


def test_edits_kept_in_an_open_window_keep_a_name_that_was_taken_back_which_somebody_may_have_typed(
    database: Path, desk: SqliteDesk
) -> None:
    accept(desk, 1, "Ada")
    rename(desk)
    with SqliteDesk(database, "ana") as window:
        window.page(1)
        take_back(desk)
        window.keep_drafts([(2, by("Ada Lind", "Ada", at=2), None)])
        assert shown_labels(item_of(window, 1, 1)).quotes == by("Ada Lind", "Ada", at=2).quotes


def test_an_open_window_learns_that_its_decision_was_renamed(database: Path, desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    page = desk.page(1)
    before = page.items[0].decision
    assert before is not None
    with SqliteDesk(database, "ana") as other:
        rename(other)
    with pytest.raises(DecidedElsewhere) as refused:
        desk.save([before.relabelled(1, by("Bo"))])
    assert refused.value.renamed == {"Ada": "Ada Lind"}


def test_what_was_renamed_in_another_window_is_not_counted_as_answered(database: Path, desk: SqliteDesk) -> None:
    accept(desk, 1, "Ada")
    accept(desk, 2, "Ada")
    with SqliteDesk(database, "ana") as later:
        rename(desk)
        assert later.sitting().answered == 0
        accept(later, 2, "Bo")
        assert later.sitting().answered == 1


NAMES = ("Ada", "Bo", "Ada Lind", "Cy")
NAME = st.sampled_from(NAMES)
SPEAKERS = st.lists(st.none() | NAME, max_size=3)
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("accept"), st.integers(1, 6), SPEAKERS),
        st.tuples(st.just("skip"), st.integers(1, 6), SPEAKERS),
        st.tuples(st.just("reject"), st.integers(1, 6), SPEAKERS),
        st.tuples(st.just("draft"), st.integers(1, 6), SPEAKERS),
        st.tuples(st.just("undo"), st.none(), st.none()),
        st.tuples(st.just("redo"), st.none(), st.none()),
        st.tuples(st.just("rename"), st.permutations(NAMES).map(lambda names: names[:2]), st.none()),
        st.tuples(st.just("remove"), st.integers(1, 2), st.none()),
    ),
    max_size=8,
)


def act(desk: SqliteDesk, actions: Sequence[tuple[str, Any, Any]]) -> None:
    for kind, what, speakers in actions:
        if kind == "draft":
            desk.keep_drafts([(what, by(*speakers, at=what), NO_NOTE)])
        elif kind == "undo":
            desk.undo()
        elif kind == "redo":
            with suppress(DecidedElsewhere):  # where it would end edits that were begun since
                desk.redo()
        elif kind == "rename":
            rename(desk, *what)
        elif kind == "remove":
            remove(desk.connection, what, "bo")
            bring_back(desk.connection, what, "bo")
        else:
            accept(desk, what, *speakers, answer=Answer(kind))


RENAMING = st.permutations(NAMES).map(lambda names: (names[0], names[1]))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["accept", "skip", "reject"]), st.integers(1, 6), SPEAKERS),
        st.tuples(st.sampled_from(["theirs", "back", "rename"]), RENAMING, st.none()),
        st.tuples(st.sampled_from(["undo", "redo"]), st.none(), st.none()),
    ),
    max_size=10,
)


@pytest.mark.long
@given(steps=STEPS)
@example(
    steps=[
        ("accept", 1, ["Ada Lind"]),
        ("theirs", ("Bo", "Ada"), None),
        ("rename", ("Ada", "Bo"), None),
        ("theirs", ("Ada Lind", "Bo"), None),
    ]
)
def test_undo_goes_back_over_all_own_steps_and_redo_returns_whatever_others_renamed(
    steps: list[tuple[str, Any, Any]],
) -> None:
    # A renaming of one's own that somebody else took back stands again when it is undone and done again.
    own = {what for kind, what, _ in steps if kind == "rename"}
    assume(not any(kind == "back" and what in own for kind, what, _ in steps))
    with TemporaryDirectory() as folder:
        path = new_database(Path(folder))
        with SqliteDesk(path, "ana") as desk:
            for kind, what, speakers in steps:
                if kind == "theirs":
                    rename(desk, *what, own=False)
                elif kind == "back":
                    take_back(desk, *what, own=False)
                else:
                    act(desk, [(kind, what, speakers)])
            before, undone = everything(desk), 0
            while desk.undo() is not None:
                undone += 1
            assert (desk.saved(), [*problems(path)]) == (0, [])
            for _ in range(undone):
                assert desk.redo() is not None
            assert (everything(desk), [*problems(path)]) == (before, [])


@pytest.mark.long
@given(actions=ACTIONS, names=st.permutations(NAMES))
def test_whatever_came_before_a_renaming_taken_back_leaves_nothing_changed(
    actions: list[tuple[str, Any, Any]], names: list[str]
) -> None:
    old, new = names[:2]
    with TemporaryDirectory() as folder, SqliteDesk(new_database(Path(folder)), "ana") as desk:
        act(desk, actions)
        before = everything(desk)
        steps = desk.connection.first_row("SELECT count(*) FROM events")
        renamed = rename(desk, old, new)
        after = everything(desk)
        for page in (1, 2):
            for item in desk.page(page).items:
                assert (
                    item.decision is None
                    or item.decision.answer is not Answer.ACCEPT
                    or old not in [quote.speaker for quote in item.decision.labels.quotes]
                )
        if not renamed:
            assert (desk.connection.first_row("SELECT count(*) FROM events"), after) == (steps, before)
            return
        assert take_back(desk, old, new) is not None
        assert everything(desk) == before
        desk.redo()
        assert everything(desk) == after
        desk.undo()
        assert everything(desk) == before
        rename(desk, old, new)
        desk.page(1)
        desk.save([rejected(3, replaces=_head(desk, 3))])
        assert take_back(desk, old, new) is not None
        desk.redo()
        desk.undo()
        for state in (stands := everything(desk)), after:
            del state[0][2]  # a decision deletes the edits that were left unconfirmed in its sentence
        assert stands == after, "taken back as a step of its own, which was undone, and the decision with it"
        assert [line for line in problems(Path(folder) / "annotator.db") if "the span" not in line] == []


SUGGESTED = {1: "Ada", 4: "Ada"}
NAMED = st.one_of(
    st.tuples(st.just("confirm"), st.sampled_from([*SUGGESTED]), st.none()),
    st.tuples(st.just("type"), st.integers(1, 6), NAME),
    st.tuples(st.sampled_from(["rename", "everybody", "back", "back for everybody"]), RENAMING, st.none()),
)


def names_are_those_of_what_stands(steps: Sequence[tuple[str, Any, Any]]) -> None:
    """Each decision has the name that follows from the renamings that stand, whichever were taken back in between.

    What was confirmed has what all of them made of the suggested name, what was typed what those since made of it.
    """
    said, renamings = dict[int, tuple[int, str]](), list[list[Any]]()

    def name(typed_at: int, name: str) -> str:
        pairs = [pair for who, pair, stands in renamings[typed_at:] if stands]
        return composed_renamings(pairs).get(name, name)

    with TemporaryDirectory() as folder, SqliteDesk(new_database(Path(folder)), "ana") as desk:
        for kind, what, typed in steps:
            if kind in ("confirm", "type"):
                here = SUGGESTED.get(what)
                offered = None if here is None else name(0, here)
                if (given := offered if kind == "confirm" else typed) is not None and what not in said:
                    accept(desk, what, given)
                    said[what] = (0, str(here)) if given == offered else (len(renamings), given)
                continue
            everybody = "everybody" in kind
            if "back" in kind:
                last = next((one for one in reversed(renamings) if one == [everybody, what, True]), None)
                if everybody:
                    for_everybody(desk, *what, "lea", back=True)
                else:
                    take_back(desk, *what)
                if last is not None:
                    last[2] = False
            elif any(for_everybody(desk, *what, "lea")) if everybody else rename(desk, *what):
                renamings.append([everybody, what, True])
            decided = {number: heads[0].speaker for number, heads in _decided(desk).items()}
            assert decided == {sentence: name(*how) for sentence, how in said.items()}


def _decided(desk: SqliteDesk) -> dict[int, tuple[QuotePart, ...]]:
    items = [item for page in (1, 2) for item in desk.page(page).items]
    return {item.id: item.decision.labels.quotes for item in items if item.decision is not None}


FIRST, SECOND, THIRD = ("Ada", "Bo"), ("Bo", "Cy"), ("Ada", "Cy")


@pytest.mark.parametrize(
    "steps",
    [
        [("type", 2, "Ada"), ("rename", FIRST, None), ("type", 3, "Ada"), ("everybody", FIRST, None),
         ("back for everybody", FIRST, None)],
        [("everybody", FIRST, None), ("type", 2, "Ada"), ("rename", FIRST, None), ("back for everybody", FIRST, None)],
        [("rename", FIRST, None), ("confirm", 1, None), ("type", 4, "Cy"), ("everybody", SECOND, None),
         ("back", FIRST, None)],
        [("everybody", THIRD, None), ("confirm", 1, None), ("type", 4, "Ada"), ("rename", ("Cy", "Bo"), None),
         ("everybody", FIRST, None), ("back for everybody", THIRD, None), ("back for everybody", FIRST, None)],
    ],
)  # fmt: skip
def test_a_name_taken_back_leaves_what_the_other_renamings_say(steps: list[tuple[str, Any, Any]]) -> None:
    names_are_those_of_what_stands(steps)


@pytest.mark.long
@given(steps=st.lists(NAMED, max_size=12))
def test_whichever_names_are_given_and_taken_back_those_that_are_left_stand(steps: list[tuple[str, Any, Any]]) -> None:
    names_are_those_of_what_stands(steps)


def _head(desk: SqliteDesk, sentence: int) -> int | None:
    row = desk.connection.first_row("SELECT decision FROM heads WHERE annotator = 'ana' AND sentence_id = ?", sentence)
    return row[0] if row else None


@given(st.lists(st.permutations(NAMES).map(lambda names: (names[0], names[1])), max_size=6))
def test_one_renaming_after_the_other_is_one_mapping(pairs: list[tuple[str, str]]) -> None:
    names = composed_renamings(pairs)
    assert all(old != new for old, new in names.items())
    for start in NAMES:
        shown = start
        for old, new in pairs:
            shown = new if shown == old else shown
        assert names.get(start, start) == shown
