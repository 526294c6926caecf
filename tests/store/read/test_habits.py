"""What habits are read from: chances kept with documents, and the decisions that count; and habits kept with runs."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decided import DecidedArticle
from annotator.core.errors import DatabaseRefused
from annotator.core.habits import Habit, Habits
from annotator.core.model import Chance, Labels, QuotePart, QuoteType, Run, Span, Suggested
from annotator.core.quotes.guidelines import EdgeHabit, EdgeHabits
from annotator.store.articles import documents
from annotator.store.articles.documents import chances_in, document_of, remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened, transaction
from annotator.store.log.history import append
from annotator.store.log.kinds import NOBODY, Profile
from annotator.store.log.schema import now
from annotator.store.read.habits import decided_articles, new_decisions, newest_habits
from annotator.store.schemes import keep_profile
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.importer import Importer, Resuggester
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.conftest import RUN, accepted, holding, item_of, rejected, save, skipped, suggested

TRAINED = Run("pipeline", "2.0", {"profile": "speech", "learned": "mix", "trained": "0123"})
SAID = Chance(
    (Span(8, 11),), Span(3, 7), "say", "dobj", "complement-object", 0.625, ("source=pronoun",), admitted=False
)
LEFT = Labels((QuotePart((Span(16, 20),), QuoteType.INDIRECT),))
"""Of the second sentence."""
YES = Labels((QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada"),))


def chanced(name: str = "one", text: str = "He said yes. She left. All was well.", *chances: Chance) -> Suggested:
    return suggested(name, text)._replace(chances=chances or (SAID,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two documents of three sentences each: ids 1 to 3 and 4 to 6."""
    return holding(tmp_path / "annotator.db", chanced(), chanced("two", "He said YES. She left. All was well."))


@pytest.fixture
def connection(path: Path) -> Iterator[Connection]:
    with opened(path) as connection:
        yield connection


def read(connection: Connection, profile: str = "speech") -> list[DecidedArticle]:
    return list(decided_articles(connection, profile))


def counted(connection: Connection, profile: str = "speech") -> list[tuple[int, str, list[int]]]:
    """Document, annotator and the indexes of the sentences of every article that was read."""
    found = read(connection, profile)
    return [(one.document, one.annotator, [*one.labels]) for one in found]


# ---- chances


def test_what_the_rules_could_suggest_is_kept_with_a_document_as_it_was(connection: Connection) -> None:
    assert chances_in(connection, 1) == (SAID,)


def test_what_whoever_suggested_last_could_suggest_is_kept(path: Path, connection: Connection) -> None:
    other = SAID._replace(word="tell", opens=True)
    with Resuggester(path) as store:
        first, second = store.waiting()
        store.add(
            first,
            chanced("one", store.ask(document_of, first).text, other),
            Run("pipeline", "1.1", {"profile": "speech"}),
        )
        store.add(second, suggested()._replace(chances=()), TRAINED)
    assert chances_in(connection, 1) == (other,)
    assert chances_in(connection, 2) == ()


def test_what_was_decided_counts_for_whoever_suggested_last_in_the_article(path: Path, connection: Connection) -> None:
    """A trained pipeline has learned from other decisions already; rules are not held against what it thought of."""
    save(path, accepted(1, YES), rejected(4))
    with Resuggester(path) as store:
        _, second = store.waiting()
        store.add(second, suggested(), TRAINED)

    def of(maker: str | None) -> list[int]:
        return [article.document for article in decided_articles(connection, "speech", maker)]

    assert (of(None), of("0123"), of("another")) == ([1], [2], [])


def test_they_take_little_room(tmp_path: Path) -> None:
    words = ["say", "think", "point out", "hope", "want"]
    kinds = ("all=thinking", "object=thinking", "source=pronoun")
    many = [
        Chance((Span(at + 9, at + 40),), Span(at, at + 8), words[at % 5], "dobj", "complement-object", 0.2, kinds)
        for at in range(0, 6000, 60)
    ]
    with Importer(tmp_path / "new.db") as importer:
        importer.add(chanced("one", "He said yes. She left. All was well.", *many), RUN)
        size = importer.open().one_value("SELECT length(chances) FROM chances")
    assert size < 20 * len(many)


ENDS_EARLY = b'{"words":["a"],"frames":[["b","c"]],"kinds":[[]],"chances":[0,0,0,1,1,0,1,2]}'


@pytest.mark.parametrize(
    "column",
    [
        b"",
        b"no zlib",
        zlib.compress(b"no JSON"),
        zlib.compress(b"{}"),
        zlib.compress(b"[1]")[:-2],
        zlib.compress(b"[1]"),
        zlib.compress(ENDS_EARLY),
    ],
    ids=["nothing", "not packed", "no JSON", "other JSON", "cut off", "a list", "too few numbers"],
)
def test_something_else_in_their_place_is_refused(connection: Connection, column: bytes) -> None:
    with transaction(connection):
        connection.execute("UPDATE chances SET chances = ? WHERE document = 1", (column,))
    with pytest.raises(DatabaseRefused, match="article 1: what could be suggested cannot be read"):
        chances_in(connection, 1)


def test_what_unpacks_to_more_than_any_article_can_have_is_refused(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = connection.one_value("SELECT length(chances) FROM chances WHERE document = 1")
    monkeypatch.setattr(documents, "_MOST_BYTES", size // 2)
    with pytest.raises(DatabaseRefused):
        chances_in(connection, 1)


# ---- decisions


def test_every_annotators_current_decision_of_every_sentence_counts_once(path: Path, connection: Connection) -> None:
    save(path, accepted(1, YES, suggestion=1), rejected(2, LEFT))
    save(path, rejected(1, suggestion=1, replaces=1))
    save(path, accepted(1, YES, suggestion=1), name="bo")
    save(path, accepted(6))
    one, of_bo, two = read(connection)
    assert (one.document, one.annotator, one.text) == (1, "ana", suggested().document.text)
    assert (one.chances, of_bo.chances) == ((SAID,), (SAID,))
    assert one.labels == {0: Labels(), 1: Labels()}, "what was rejected has no labels"
    assert one.quotes() == ()
    assert one.undecided == (Span(22, 36),)
    assert of_bo.labels == {0: YES}
    assert of_bo.quotes() == (YES.quotes[0].whole(),)
    assert of_bo.undecided == (Span(12, 36),)
    assert (two.document, [*two.labels], two.undecided) == (2, [2], (Span(0, 23),))
    assert [one.last_decision, of_bo.last_decision, two.last_decision] == [3, 4, 5]


def test_a_sentence_comes_with_the_suggestion_that_was_shown_when_it_was_decided(
    path: Path, connection: Connection
) -> None:
    with SqliteDesk(path, "ana") as desk:
        shown = item_of(desk).suggestion
    assert shown is not None
    save(path, accepted(1, YES, suggestion=shown.id), accepted(2))
    (article,) = read(connection)
    assert article.suggested == {0: shown.labels}, "the second decision answers no suggestion"
    assert (article.suggested[0].quotes[0].rule, article.suggested[0].quotes[0].score) == ("ccomp", 0.9)
    with Resuggester(path) as store:
        for waiting in store.waiting():
            store.add(waiting, suggested()._replace(quotes=()), TRAINED)
    with SqliteDesk(path, "ana") as desk:
        later = item_of(desk, 1, 2).suggestion
    assert later is not None
    save(path, accepted(3, suggestion=later.id))
    (article,) = decided_articles(connection, "speech", "0123")
    assert article.suggested == {2: later.labels}, "what rules suggested is another's"


def test_what_another_tool_suggested_is_no_suggestion_of_the_rules(path: Path, connection: Connection) -> None:
    with Resuggester(path) as store:
        store.add(store.waiting()[0], suggested(), Run("other", "1", {"profile": "speech", "file": "theirs.jsonl"}))
    with SqliteDesk(path, "ana") as desk:
        shown = item_of(desk).suggestion
    assert shown is not None
    save(path, accepted(1, YES, suggestion=shown.id))
    (article,) = read(connection)
    assert (article.labels, article.suggested) == ({0: YES}, {})


def test_what_was_skipped_undone_removed_or_passed_over_unseen_does_not_count(
    path: Path, connection: Connection
) -> None:
    save(path, skipped(1), accepted(2, implied=True))
    save(path, rejected(3, implied=True))
    assert counted(connection) == []
    save(path, accepted(3, replaces=3), accepted(4))
    assert counted(connection) == [(1, "ana", [2]), (2, "ana", [0])]
    remove(connection, 1, "ana")
    assert counted(connection) == [(2, "ana", [0])]
    with SqliteDesk(path, "ana") as desk:
        desk.undo()
    assert counted(connection) == []


def test_what_was_decided_by_other_guidelines_does_not_count(path: Path, connection: Connection) -> None:
    save(path, rejected(1))
    keep_profile(connection, "polnear")
    with transaction(connection):
        connection.execute("DROP TRIGGER events_never_change")
        connection.execute("UPDATE events SET at = ? WHERE body ->> 'name' = 'polnear'", (now(),))
        connection.execute("UPDATE events SET at = '2020-01-01' WHERE kind = 'decide'")
        connection.execute("UPDATE events SET at = '2019-12-31' WHERE body ->> 'name' = 'speech'")
    save(path, accepted(2))
    assert counted(connection, "polnear") == [(1, "ana", [1])]
    assert counted(connection, "speech") == [(1, "ana", [0])]
    assert counted(connection, "guardian") == []


def test_before_any_profile_was_kept_that_of_the_suggestion_says_by_which_guidelines(
    path: Path, connection: Connection
) -> None:
    save(path, accepted(1, suggestion=1), accepted(2))
    with transaction(connection):
        connection.execute("DROP TRIGGER events_never_change")
        guardian = "json_set(body, '$.name', 'guardian')"
        connection.execute(f"UPDATE events SET body = {guardian}, at = '9999-01-01' WHERE kind = 'profile'")
    assert counted(connection, "speech") == [(1, "ana", [0])]
    assert counted(connection, "guardian") == [(1, "ana", [1])], "where none was answered, the one kept now"


def test_to_rename_a_speaker_is_not_to_decide_by_the_guidelines_of_that_day(path: Path, connection: Connection) -> None:
    part = QuotePart((Span(8, 11),), QuoteType.INDIRECT, speaker="Ada")
    save(path, accepted(1, Labels((part,)), suggestion=1))
    before = counted(connection, "speech")
    with transaction(connection):
        connection.execute("DROP TRIGGER events_never_change")
        last = connection.one_value("SELECT max(at) FROM events")
        append(connection, NOBODY, Profile("guardian"), at=f"{last}Z")
        rename_speaker(connection, ["ana"], "Ada", "Ada Lind", "ana")
        connection.execute("UPDATE events SET at = '9999-01-01' WHERE kind = 'rename'")
    assert counted(connection, "speech") == before == [(1, "ana", [0])]
    assert counted(connection, "guardian") == []


def test_articles_without_chances_are_read_too(path: Path, connection: Connection) -> None:
    save(path, accepted(1, YES))
    connection.execute("DELETE FROM chances")
    (article,) = decided_articles(connection, "speech")
    assert (article.chances, article.quotes()) == (None, (YES.quotes[0].whole(),))


def test_decided_documents_whose_chances_are_not_known_can_be_read_for_them(path: Path, connection: Connection) -> None:
    connection.execute("DELETE FROM chances")
    with Resuggester(path) as store:
        assert store.unread() == []
        save(path, skipped(1), rejected(2, implied=True))
        assert store.unread() == []
        save(path, rejected(4), accepted(5))
        save(path, rejected(4), name="bo")
        assert store.unread() == [2]
        document = store.ask(document_of, 2)
        before = connection.first_row("SELECT count(*) FROM suggestions")
        store.take_chances(2, chanced(document.id, document.text))
        assert store.unread() == []
    (article, _) = decided_articles(connection, "speech")
    assert article.chances == (SAID,)
    assert connection.first_row("SELECT count(*) FROM suggestions") == before
    connection.execute("DELETE FROM chances")
    remove(connection, 2, "ana")
    with Resuggester(path) as store:
        assert store.unread() == []


def test_decisions_since_the_newest_suggestions_are_counted_as_long_as_something_is_undecided(path: Path) -> None:
    with SqliteDesk(path, "ana") as desk:
        assert desk.new_decisions() == 0
        desk.save([accepted(1, YES), skipped(2)])
        desk.save([rejected(3, implied=True)])
        assert desk.new_decisions() == 1
    habits: dict[str, Any] = {"digest": "", "last_decision": 3}
    for told, since in ((habits, 1), (None, 2), (False, 0)):
        with Resuggester(path) as store:
            document = store.ask(document_of, 1)
            run = Run("pipeline", str(told), {"profile": "speech", "habits": told})
            store.add(1, chanced(document.id, document.text), run)
        with SqliteDesk(path, "bo") as desk:
            if told is habits:
                desk.save([accepted(4, YES)])
            assert desk.new_decisions() == since, told
    with Resuggester(path) as store:
        store.add(store.waiting()[0], suggested(), TRAINED)
    with SqliteDesk(path, "bo") as desk:
        assert desk.new_decisions() == 0, "decided on what rules suggested: a trained pipeline knows that"
    with Resuggester(path) as store:
        store.add(store.waiting()[0], suggested(), Run("pipeline", "last", {"profile": "speech", "habits": None}))
    with SqliteDesk(path, "cy") as desk:
        assert desk.new_decisions() == 2
        desk.save([accepted(number) for number in range(1, 7)])
        assert desk.new_decisions() == 0, "nothing is left to suggest"


def test_what_a_renaming_says_again_was_not_decided_since_the_newest_suggestions(
    path: Path, connection: Connection
) -> None:
    save(path, accepted(1, YES, suggestion=1))
    habits = {"digest": "", "last_decision": 1}
    with Resuggester(path) as store:
        store.add(1, chanced(), Run("pipeline", "adapted", {"profile": "speech", "habits": habits}))
    with transaction(connection):
        rename_speaker(connection, ["ana"], "Ada", "Ada Lind", "ana")
    assert new_decisions(connection) == 0
    save(path, rejected(4))
    assert new_decisions(connection) == 1


# ---- habits


def test_the_habits_of_a_run_are_read_back_as_they_were(path: Path, connection: Connection) -> None:
    habits = Habits({"word say": Habit(14, 2, 11.5, -1.25)}, articles=3)
    run = Run("pipeline", "1.0", {"profile": "speech", "habits": {"digest": habits.digest(), "decided": 14}})
    assert newest_habits(connection) is None, "the first run was adapted to none"
    with Importer(path) as importer:
        importer.open()
        importer.runs.habits = habits
        importer.add(chanced("three", "He said no. She left. All was well.."), run)
    assert newest_habits(connection) == habits
    with Resuggester(path) as store:
        store.add(store.waiting()[0], suggested(), Run("other", "1.0", {"file": "others.jsonl"}))
    assert newest_habits(connection) == habits, "another suggester's run is not ours"
    with Resuggester(path) as store:
        store.add(store.waiting()[0], suggested(), Run("pipeline", "1.0", {"profile": "speech", "habits": False}))
    assert newest_habits(connection) is None, "no suggestions of the newest run follow what was decided"


@pytest.fixture
def adapted(path: Path, connection: Connection) -> int:
    """The id of a suggestion without a quote, and before it one with, of a run adapted to what was said of "say"."""
    habits = Habits({"word say in dobj": Habit(14, 2, 11.5, -1.25)}, articles=3)
    run = Run("pipeline", "1.0", {"profile": "speech", "threshold": None, "habits": {"digest": habits.digest()}})
    likely = SAID._replace(cue=Span(17, 21), content=(Span(14, 16),), score=0.6, admitted=True)
    with Resuggester(path) as store:
        store.runs.habits = habits
        store.add(1, chanced("one", store.ask(document_of, 1).text, SAID, likely), run)
    last = connection.one_value("SELECT max(id) FROM suggestions")
    return int(last) - 1


def test_a_suggestion_tells_what_was_decided_of_others_like_it(
    path: Path, connection: Connection, adapted: int
) -> None:
    with SqliteDesk(path, "ana") as desk:
        (item, empty, last) = desk.page(1).items
        assert item.suggestion is not None
        assert (empty.suggestion and empty.suggestion.id, last.suggestion and last.suggestion.id) == (
            adapted,
            adapted + 1,
        )
        (quote,) = item.suggestion.labels.quotes
        told = desk.reasons(item.suggestion.id, quote)
        assert [*told] == ["“say” + object: taken here 2 of 14, expected 12"]
        assert desk.reasons(adapted, None) == told, "a quote that is not suggested for this reason"
        assert desk.reasons(adapted + 1, None) == (), "nothing was possible there"
        assert desk.reasons(item.suggestion.id, None) == (), "the guidelines do not mark it"
        assert desk.reasons(1, quote) == (), "that run was adapted to nothing"
    connection.execute("DELETE FROM chances")
    with SqliteDesk(path, "ana") as desk:
        assert desk.reasons(item.suggestion.id, quote) == ()


def test_other_habits_have_another_digest() -> None:
    first, other = (Habits({"word say": Habit(14, taken, 11.5, -1.25)}, articles=3) for taken in (2, 3))
    assert len({first.digest(), other.digest(), Habits().digest()}) == 3
    assert first.digest() == Habits.from_json(first.to_json()).digest()


def test_the_habits_at_edges_that_the_newest_suggestions_follow_are_told(path: Path, connection: Connection) -> None:
    edges = EdgeHabits({"that": EdgeHabit(1, 9)})

    def told() -> EdgeHabits:
        with SqliteDesk(path, "ana") as desk:
            return desk.edge_habits()

    def suggest_anew(habits: Habits | None) -> None:
        settings = {"profile": "speech", "habits": None if habits is None else {"digest": habits.digest()}}
        with Resuggester(path) as store:
            if habits is not None:
                store.runs.habits = habits
            store.add(1, chanced("one", store.ask(document_of, 1).text), Run("pipeline", "1.0", settings))

    assert told() == EdgeHabits()
    suggest_anew(Habits({}, 1, edges))
    assert told() == edges
    suggest_anew(None)
    assert told() == EdgeHabits()
