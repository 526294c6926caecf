"""What somebody is to look at again: each sentence once, with why, and no longer than until it is answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused
from annotator.core.model import Labels
from annotator.core.review.versions import Because, Cause
from annotator.core.session.desk import LookAgain, NoteAndFlag, Place
from annotator.core.session.navigation import AgainList
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened
from annotator.store.integrity import problems
from annotator.store.schemes import Guidelines, change_scheme, changes, stored_guidelines
from annotator.store.work.importer import Importer
from annotator.store.work.look_again import to_look_at_again
from tests.store.articles.test_editions import SECOND, article, database, decide, revise
from tests.store.conftest import accepted, item_of, reading, writing
from tests.store.reviewing import NO_AUDIT, NOTHING, YES, moved, of_one_article, settle
from tests.store.revising import change, new_database, scheme_of

__all__ = ["database"]

CLOSED = "the article was corrected since this was decided"
GONE = "the article was corrected: the words of a decision are gone"
EDITED = "edited, not confirmed"


def waiting(path: Path, person: str = "ana", of: str | None = None) -> list[tuple[str, str, str]]:
    """The place, the reason and the kind of each sentence that waits; what the screen says of it must be the same."""
    with reading(path) as connection:
        found = to_look_at_again(connection, person, of)
    with SqliteDesk(path, person) as desk:
        assert all(one.is_open(desk.page(one.place.document).items[one.place.index]) for one in found)
    return [(str(one.place), one.reason, one.kind.value) for one in found]


def open_now(path: Path, listed: tuple[LookAgain, ...], person: str = "ana") -> list[str]:
    """Of sentences that were listed, those that the screen's list has still open."""
    again = AgainList(listed)
    with SqliteDesk(path, person) as desk:
        return [str(one.place) for one in listed if again.is_open(desk.page(one.place.document).items[one.place.index])]


def answer(path: Path, place: Place, answer: Answer = Answer.ACCEPT, person: str = "ana") -> None:
    with SqliteDesk(path, person) as desk:
        item = desk.page(place.document).items[place.index]
        kept = None if item.decision is None else item.decision.id
        desk.save([NewDecision(item.id, answer, item.draft or Labels(), None, kept)])


def test_what_a_corrected_article_changed_waits_until_it_is_answered_and_again_after_undo(database: Path) -> None:
    assert waiting(database) == []
    revise(database, article(*SECOND), 1)
    assert waiting(database) == [("2:1", f"{GONE} · {CLOSED}", "corrected")], "one sentence, one entry"
    assert waiting(database, "bo") == []
    with reading(database) as connection:
        listed = to_look_at_again(connection, "ana")
    answer(database, Place(2, 0))
    assert waiting(database) == [("2:1", GONE, "corrected")]
    assert open_now(database, listed) == ["2:1"]
    with SqliteDesk(database, "ana") as desk:
        desk.acknowledge(listed[0].before[0].key)
        assert waiting(database) == []
        again = AgainList(listed)
        again.note_seen(listed[0].before[0])
        assert not again.is_open(item_of(desk, 2)), "on the screen likewise"
        desk.undo()
        assert waiting(database) == [("2:1", CLOSED, "corrected")]
        assert again.is_open(item_of(desk, 2))


def test_an_edit_that_was_not_confirmed_waits_and_is_no_second_entry_of_a_sentence(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        keys = [item.id for item in desk.page(1).items]
        desk.keep_drafts([(keys[1], Labels(topics=("politics",)), None), (keys[3], None, NoteAndFlag("why?", True))])
    assert waiting(database) == [("1:2", EDITED, "unconfirmed"), ("1:4", EDITED, "unconfirmed")]
    answer(database, Place(1, 1))
    assert waiting(database) == [("1:4", EDITED, "unconfirmed")]


def test_what_a_changed_scheme_bears_on_waits_with_the_change_its_day_and_reason(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    topics = ('key = "markets"\nwas = "economy"', 'key = "trade"\nwas = "economy"', "business", "sport", "labour")
    change(path, scheme_of(*topics, "weather"), "two desks")
    found = waiting(path)
    assert found
    assert {kind for _, _, kind in found} == {"changed"}
    assert all(re.search(r" \(two desks, \d{4}-\d\d-\d\d\)$", reason) for _, reason, _ in found)
    document, number = map(int, found[0][0].split(":"))
    with reading(path) as connection:
        listed = to_look_at_again(connection, "ana")
    answer(path, Place(document, number - 1))
    assert waiting(path) == found[1:]
    assert open_now(path, listed) == [place for place, _, _ in found[1:]]


def test_all_that_waits_is_in_the_order_of_the_text_whatever_asks_for_it(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    change(path, scheme_of("economy", "business", "sport", "labour", 'key = "weather"\nretired = true'))
    last = waiting(path)[-1]
    with SqliteDesk(path, "ana") as desk:
        desk.keep_drafts([(item_of(desk).id, None, NoteAndFlag("why?", False))])
    found = [tuple(map(int, place.split(":"))) for place, _, _ in waiting(path)]
    assert found == sorted(found)
    assert (found[0], waiting(path)[-1]) == ((1, 1), last), "what was edited comes before what changed"


def test_one_change_can_be_asked_for_whatever_it_asks_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    change(path, scheme_of("economy", "business", 'key = "games"\nwas = "sport"', "labour", "weather"))
    assert waiting(path) == [], "a renaming asks for nothing"
    with reading(path) as connection:
        (renamed,) = (one.number for one in changes(connection) if one.affected)
    assert waiting(path, of=renamed)
    with pytest.raises(InputRefused, match=r"no change 9\.9"):
        waiting(path, of="9.9")


def test_guidelines_of_a_topic_bear_on_decisions_with_one_that_was_merged_into_it(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    with reading(path) as connection:
        held = connection.execute(
            "SELECT document, position FROM heads JOIN decisions ON decisions.id = decision JOIN sentences ON"
            " sentences.id = heads.sentence_id WHERE heads.annotator = 'ana' AND (decisions.labels LIKE '%\"economy\"%'"
            " OR decisions.labels LIKE '%\"business\"%') ORDER BY 1, 2"
        ).fetchall()
    change(path, scheme_of('key = "money"\nwas = ["economy", "business"]', "sport", "labour", "weather"))
    guide(path, "Money is what is paid.", "money")
    assert [place for place, *_ in waiting(path)] == [f"{document}:{index + 1}" for document, index in held]


def test_changed_guidelines_bear_on_what_reviews_said_of_them_before_and_did_not_take_back(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES, YES, YES], bo=[NOTHING, NOTHING, NOTHING])
    guide(path, "# Type\n\n- direct: own words")
    for sentence in (1, 2):
        name_gap(path, sentence)
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        desk.undo()
    guide(path, "# Type\n\n- direct: their own words")
    assert [place for place, *_ in waiting(path)] == ["1:1"]
    name_gap(path, 3)
    assert [place for place, *_ in waiting(path)] == ["1:1"], "this gap is one of the text of today"


def guide(path: Path, text: str, *bears_on: str) -> None:
    """Make that the text of the guidelines, said to bear on these."""
    with opened(path) as connection:
        before = stored_guidelines(connection) or ""
        change_scheme(connection, None, Guidelines(before, text, bears_on), who="lea", reason="clearer")


def name_gap(path: Path, sentence: int) -> None:
    """Settle a sentence, and say that people differed because of the first paragraph of the guidelines."""
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        desk.say_because(sentence, Because(Cause.GAP, "type.1"))
        settle(desk, sentence, moved(YES, sentence - 1))


def test_a_decision_that_comes_in_with_a_topic_retired_before_is_to_be_looked_at(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    change(path, scheme_of("economy", "business", "sport", 'key = "labour"\nretired = true', "weather"))
    change(path, scheme_of("economy", "business", "sport", 'key = "weather"\nretired = true'))
    topics = ("weather",), ("sport",), ("labour",), ("sport", "labour")
    with Importer(path) as importer:
        importer.open()
        ids = importer.open().each_value("SELECT id FROM sentences ORDER BY id LIMIT 4")
        said = [accepted(key, Labels((), held)) for key, held in zip(ids, topics, strict=True)]
        assert importer.decide("zed", [(one, None) for one in said]) == 4
        assert importer.decide("zed", [(one, None) for one in said]) == 0, "again is nothing new"
    assert [(place, kind) for place, _, kind in waiting(path, "zed")] == [
        ("1:1", "changed"),
        ("1:3", "changed"),
        ("1:4", "changed"),
    ]
    answer(path, Place(1, 0), person="zed")
    assert [place for place, _, _ in waiting(path, "zed")] == ["1:3", "1:4"]
    assert list(problems(path)) == []


def test_articles_that_are_removed_ask_for_nothing(database: Path) -> None:
    revise(database, article(*SECOND), 1)
    decide(database, "bo", 2, {})
    with writing(database) as connection:
        remove(connection, 2, "kim")
    assert waiting(database) == []


def test_a_desk_that_goes_on_under_the_scheme_before_does_not_ask_for_what_it_cannot_answer(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    with SqliteDesk(path, "ana") as desk:
        change(path, scheme_of("economy", "business", "sport", "labour", 'key = "weather"\nretired = true'))
        assert waiting(path)
        assert desk.to_look_at_again() == ()
        desk.go_by_newest_revision()
        assert len(desk.to_look_at_again()) == len(waiting(path))
