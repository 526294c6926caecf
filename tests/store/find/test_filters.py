"""Filters and orders of a real database mean what they say: compared with the same said plainly, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

import pytest

from annotator.core.assignment import Rule, SlotOrder
from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.draw import Withhold
from annotator.core.model import (
    Document,
    Labels,
    Quote,
    QuotePart,
    QuoteType,
    Run,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
)
from annotator.core.model_json import labels_to_json
from annotator.core.session.desk import Filter, Item, Mark, NoteAndFlag, Order, Place
from annotator.core.session.state import decide, open_sentence, shown_labels
from annotator.core.session.workbench import Workbench
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import Policy, SqliteDesk
from annotator.store.files.database import opened
from annotator.store.find import search
from annotator.store.log import fold
from annotator.store.log.rows import insert, to_json
from annotator.store.merge.merger import merge
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work import slots
from annotator.store.work.importer import Importer
from tests.made_once import made_once
from tests.memory_desk import certainty, every_match, matches
from tests.store import revising
from tests.store.conftest import RUN, imported, item_of, rejected, suggested, writing


def news(item: Item) -> Labels:
    """A quote of the first two letters of a sentence, and a topic."""
    start = item.sentence.start
    return Labels((QuotePart((Span(start, start + 2),), QuoteType.MIXED, speaker="Ada"),), ("sport",))


WORDS = "He said so. She left. All is well. It rained. They agree. No one came."


def document(name: str, scores: tuple[float | None, ...], topic_score: float = 0.8) -> Suggested:
    """A document of six sentences: a quote in each that has a score, a topic in the first."""
    sentences, quotes, start = [], [], 0
    speakers = ["Ada", 'Ben "B" Ö', None]
    for index, (text, score) in enumerate(zip(WORDS.split(". "), scores, strict=True)):
        end = start + len(text.rstrip("."))
        sentences.append(Sentence(index, start, end + 1))
        if score is not None:
            quotes.append(Quote((Span(start, end),), QuoteType.DIRECT, None, None, speakers[index % 3], score, "rule"))
        start = end + 2
    topics = ((TopicSuggestion("politics", topic_score, "so"),), *[()] * 5)
    return Suggested(Document(name, f"{WORDS[:-1]}{name[-1]}"), tuple(sentences), tuple(quotes), topics)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    return made_once(tmp_path / "annotator.db", "filters: decided in every way", make_mixed)


def make_mixed(path: Path) -> None:
    """Three documents, half of them decided in every way."""
    imported(
        path,
        document("a", (0.9, 0.5, None, 0.9, None, 0.9)),
        document("b", (0.9, 0.3, 0.4, 0.2, None, None)),
        document("c", (None,) * 6, 0.99),
    )
    with SqliteDesk(path, "ana") as desk, SqliteDesk(path, "ben") as ben:
        items = desk.page(1).items
        desk.save([decision(items[0], Answer.ACCEPT, sight=Sight.IN_PASSING)])
        desk.save([decision(items[1], Answer.SKIP, flagged=True)])
        desk.save([decision(items[2], Answer.ACCEPT, labels=Labels(topics=("sport", "politics")))])
        desk.save([decision(items[3], Answer.REJECT, labels=Labels(), note="odd")])
        desk.save(
            [
                decision(items[4], Answer.ACCEPT, labels=Labels())._replace(
                    suggestion=None,
                    implied=True,
                    sight=Sight.IN_PASSING,
                )
            ]
        )
        skipped = desk.page(2).items[2:4]
        for item, kind in zip(skipped, (QuoteType.INDIRECT, QuoteType.DIRECT), strict=True):
            quotes = (replace(item.suggestion.labels.bare().quotes[0], type=kind, speaker="Ada"),)
            desk.save([decision(item, Answer.SKIP, labels=Labels(quotes))])
        desk.keep_drafts([(items[0].id, Labels(topics=("weather",)), None)])
        desk.keep_drafts([(item_of(desk, 2).id, None, NoteAndFlag("ask", True))])
        desk.keep_drafts([(items[1].id, None, NoteAndFlag())])
        ben.save([decision(item, Answer.SKIP, flagged=True, note="ben's") for item in ben.page(2).items])


def decision(item: Item, answer: Answer, labels: Labels | None = None, **more: object) -> NewDecision:
    suggested = item.suggestion.labels.bare() if item.suggestion else Labels()
    own = suggested if labels is None else labels
    key = item.suggestion.id if item.suggestion else None
    return NewDecision(item.id, answer, own, suggestion=key, **more)  # type: ignore[arg-type]


FILTERS = [
    Filter(marks, speaker, topic)
    for marks, speaker, topic in product(
        [(), *((mark,) for mark in Mark), (Mark.UNDECIDED, Mark.UNSURE), (Mark.UNDECIDED, Mark.FLAGGED)],
        [None, "Ada", 'Ben "B" Ö', "", "Ad"],
        [None, "politics", "sport"],
    )
]


@pytest.mark.parametrize("name", ["ana", "ben", "newcomer"])
def test_every_filter_finds_what_it_says(mixed: Path, name: str) -> None:
    with SqliteDesk(mixed, name) as desk:
        items = [item for number in (1, 2, 3) for item in desk.page(number).items]
        found = {wanted: every_match(desk, wanted) for wanted in FILTERS}
        for wanted in FILTERS:
            assert found[wanted] == tuple(item.id for item in items if matches(wanted, item)), wanted
            assert desk.matching(wanted) == found[wanted]
            assert every_match(desk, wanted, -1) == found[wanted][::-1]
    if name == "ana":
        alone = {mark for mark in Mark if found[Filter((mark,))]}
        assert alone == set(Mark), "every mark is tried on something"


@pytest.mark.parametrize("withhold", [lambda *_: True, lambda _, index: index % 2 == 1])
def test_no_filter_finds_a_sentence_by_a_suggestion_that_is_withheld(mixed: Path, withhold: Withhold) -> None:
    with SqliteDesk(mixed, "ben", Policy(withhold=withhold)) as desk:
        items = desk.page(1).items
        desk.save([decide(open_sentence(desk.page(1), 0), Answer.ACCEPT, 1.0, 1)])
        desk.save([decide(open_sentence(desk.page(1), 1), Answer.SKIP, 1.0, 1)])
        desk.save([decide(open_sentence(desk.page(1), 3), Answer.ACCEPT, 1.0, 1)._replace(labels=news(items[3]))])
        desk.save([decision(items[5], Answer.ACCEPT)])
        desk.undo()
        left = item_of(desk, 3, 1)
        desk.keep_drafts([(left.id, news(left), None)])
    with SqliteDesk(mixed, "ben", Policy(withhold=withhold)) as desk:
        items = tuple(item for number in (1, 2, 3) for item in desk.page(number).items)
        assert {item.withheld is not None for item in items} == {True, False}, "some were seen before"
        for wanted in FILTERS:
            found = every_match(desk, wanted)
            assert found == tuple(item.id for item in items if matches(wanted, item)), wanted
            assert desk.matching(wanted) == found


def test_the_next_match_is_looked_for_no_further_than_to_it(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    monkeypatch.setattr(search, "_differ", lambda *columns: looked_at.append(columns) or True)
    monkeypatch.setattr(search, "_shows", lambda item, wanted: looked_at.append(item) or item.id == 4)
    with SqliteDesk(mixed, "ana") as desk:
        assert desk.next_match(Filter((Mark.EDITED,)), 0, 1) == 3
        assert len(looked_at) == 1, "the other ones that were decided are as suggested"
        looked_at.clear()
        assert desk.next_match(Filter((), "Ada"), 0, 1) == 4
        assert [item.id for item in looked_at] == [1, 2, 4], "the second was edited"


def test_what_cannot_be_read_is_not_found_and_hides_nothing_behind_it(mixed: Path) -> None:
    with SqliteDesk(mixed, "newcomer") as desk:
        wanted = [Filter((), "Ada"), Filter((Mark.UNSURE,)), Filter((), None, "politics")]
        before = [desk.matching(one) for one in wanted]
        first = item_of(desk)
        desk.save([decision(first, Answer.ACCEPT, labels=news(first))])
        with closing(sqlite3.connect(mixed)) as other, other:
            other.execute(
                "UPDATE suggestions SET labels = json_remove(labels, '$.quotes[0].content') WHERE id IN (1, 2)"
            )
        for one, found in zip(wanted, before, strict=True):
            assert found is not None
            assert desk.matching(one) == every_match(desk, one) == tuple(key for key in found if key not in (1, 2))
        assert desk.matching(Filter((Mark.EDITED,))) == ()


def test_a_filter_goes_by_the_scheme_that_its_desk_shows(database: Path) -> None:
    revising.change(database, revising.scheme_of("politics", "sport"))
    with SqliteDesk(database, "zoe") as desk:

        def shown() -> tuple[int, ...]:
            items = [item for number in desk.numbers() for item in desk.page(number).items]
            return tuple(item.id for item in items if "politics" in shown_labels(item).topics)

        split = ('key = "markets"\nwas = "politics"', 'key = "trade"\nwas = "politics"', "sport")
        revising.change(database, revising.scheme_of(*split))
        assert shown(), "its page goes by the scheme of before"
        assert desk.matching(Filter((), None, "politics")) == shown()
        desk.go_by_newest_revision()
        assert desk.matching(Filter((), None, "politics")) == shown() == ()


def test_in_a_large_database_not_all_is_listed_and_one_goes_round_both_ways(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undecided = Filter((Mark.UNDECIDED,))
    with SqliteDesk(mixed, "ana") as desk:
        first, *_, last = every_match(desk, undecided)
        monkeypatch.setattr(search, "LISTED_AT_MOST", 5)
        assert desk.matching(undecided) is None
        bench = Workbench(desk)
        bench.go(desk.place(first))
        bench.set_filter(undecided)
        for by, opened in ((-1, last), (1, first)):
            bench.step_match(by)
            assert bench.state.item.id == opened


def some_labels(draw: Random) -> Labels:
    """Labels of a sentence of two code points, of so few kinds that they are often alike."""
    parts = tuple(
        QuotePart(
            (Span(at, at + 1),),
            draw.choice(list(QuoteType)),
            speaker=draw.choice(["Ada", 'Ben "B" Ö', None]),
            attributes=draw.choice([(), (), (("speaker", "Ada"),), (("stance", "for"),)]),
        )
        for at in range(draw.choice([0, 0, 1, 2]))
    )
    return Labels(parts, tuple(draw.sample(["politics", "sport", "Ada"], draw.choice([0, 0, 1, 2]))))


def scored(draw: Random, labels: Labels) -> Labels:
    """The same as a suggestion has them, some with a score."""
    quotes = (replace(quote, score=draw.choice([None, 0.2, 0.6, 0.9]), rule="rule") for quote in labels.quotes)
    return labels._replace(quotes=tuple(quotes))


def fill_at_random(path: Path, draw: Random, documents: int) -> None:
    """Documents of one sentence, suggested for up to twice, decided, edited and left unconfirmed in every way."""
    with Importer(path) as importer:
        importer.open().execute("PRAGMA synchronous = OFF")
        for number in range(documents):
            importer.add(Suggested(Document(str(number), f"x. {number}"), (Sentence(0, 0, 2),), (), ((),)), RUN)
    with SqliteDesk(path, "ana") as desk:
        connection = desk.connection
        connection.execute("PRAGMA synchronous = OFF")  # nothing here outlives the test
        connection.execute("DELETE FROM suggestions")
        for run in ("first", "later"):
            insert(connection, "runs", {"id": run, "pipeline": "p", "version": "1", "settings": "{}", "started_at": ""})
        for number in range(1, documents + 1):
            suggested = Labels()
            for run in draw.choice([(), ("first",), ("first", "later")]):
                suggested = scored(draw, some_labels(draw))
                suggest(connection, number, run, suggested)
            item = item_of(desk, number)
            if draw.random() < 0.7:
                labels = draw.choice([suggested, suggested, suggested._replace(topics=suggested.topics[::-1])])
                labels = draw.choice([labels, some_labels(draw)]).bare()
                note, flagged = draw.choice([None, "odd"]), draw.random() < 0.3
                answer = draw.choice([Answer.ACCEPT, Answer.SKIP, Answer.SKIP, Answer.REJECT])
                desk.save([decision(item, answer, labels, note=note, flagged=flagged)])
            if draw.random() < 0.3:
                note_and_flag = draw.choice([None, NoteAndFlag(), NoteAndFlag("ask"), NoteAndFlag(None, True)])
                desk.keep_drafts([(item.id, draw.choice([None, some_labels(draw)]), note_and_flag)])


def suggest(connection: sqlite3.Connection, sentence: int, run: str, labels: Labels) -> None:
    columns = {"sentence_id": sentence, "run": run, "score": None, "labels": to_json(labels_to_json(labels))}
    insert(connection, "suggestions", {**columns, "topics": "[]"})
    fold.refresh_suggested(connection, [sentence])  # documents of one sentence


def test_filters_follow_the_rule_of_what_a_sentence_shows_whatever_was_decided_and_left(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    fill_at_random(path, Random(7), 100)
    with SqliteDesk(path, "ana") as desk:
        items = [item_of(desk, number) for number in range(1, 101)]
        for wanted in [*FILTERS, *(Filter((Mark.SKIPPED, mark)) for mark in Mark), Filter(topic="Ada")]:
            assert every_match(desk, wanted) == tuple(item.id for item in items if matches(wanted, item)), wanted
    skipped = [item for item in items if item.decision and item.decision.answer is Answer.SKIP and not item.touched]
    shown = [shown_labels(item) == item.decision.labels for item in skipped if item.decision and item.suggestion]
    assert set(shown) == {True, False}, "both kinds of skipped sentences were tried"


@pytest.mark.parametrize("name", ["ana", "ben", "newcomer"])
def test_the_least_certain_documents_come_first(mixed: Path, name: str) -> None:
    with SqliteDesk(mixed, name) as desk:
        plainly = sorted((1, 2, 3), key=lambda number: certainty(desk.page(number)))
        assert (*desk.ranked(Order.UNCERTAINTY),) == tuple(plainly)
    assert name == "newcomer" or plainly != [1, 2, 3]


def test_only_the_newest_suggestions_count(mixed: Path) -> None:
    with SqliteDesk(mixed, "newcomer") as desk:
        assert next(desk.ranked(Order.UNCERTAINTY)) == 2
        run = desk.connection.one_value("SELECT id FROM runs LIMIT 1")
        desk.connection.execute(
            "INSERT INTO runs (id, pipeline, version, settings, started_at)"
            " SELECT 'newer', pipeline, version, settings, started_at FROM runs WHERE id = ?",
            (run,),
        )
        desk.connection.execute(
            "INSERT INTO suggestions (sentence_id, run, score, labels, topics)"
            " SELECT sentence_id, 'newer', 0.999, labels, '[]' FROM suggestions"
            " WHERE sentence_id IN (SELECT id FROM sentences WHERE document = 2)"
        )
        fold.refresh_suggested(desk.connection, [2])
        assert next(desk.ranked(Order.UNCERTAINTY)) == 1


def test_the_first_undecided_sentence_of_a_document(mixed: Path) -> None:
    with SqliteDesk(mixed, "ana") as ana, SqliteDesk(mixed, "ben") as ben:
        assert ana.first_undecided(1) == Place(1, 5)
        assert ben.first_undecided(2) is None
        assert ana.place(item_of(ana, 2, 3).id) == Place(2, 3)


# ---- the order by disagreement: articles that suggesters mark most differently first, the same for everybody


HE_SAID, YES, SHE_LEFT = (Quote((Span(*span),), QuoteType.DIRECT) for span in ((0, 12), (8, 11), (13, 22)))
LLAMA = Run("llama3", "1")
TEXT = "He said {}. She left. All was well."


def two_suggesters(path: Path, beside: Mapping[int, Sequence[Quote]], run: Run = LLAMA) -> Path:
    """Four articles in which one suggester marks "yes" as said, and what another says of some of them."""
    with Importer(path) as importer:
        for number, word in enumerate(("yes", "YES", "yea", "yep"), 1):
            importer.add(suggested(str(number), TEXT.format(word))._replace(quotes=(YES,)), RUN)
        for number, quotes in beside.items():
            importer.suggest_beside(number, suggested("x", TEXT.format("yes"))._replace(quotes=tuple(quotes)), run)
    return path


def by_disagreement(path: Path, name: str = "ana") -> tuple[int, ...]:
    with SqliteDesk(path, name) as desk:
        return (*desk.ranked(Order.DISAGREEMENT),)


def test_articles_come_first_the_more_differently_suggesters_mark_them_and_those_of_one_last(tmp_path: Path) -> None:
    path = two_suggesters(tmp_path / "work.db", {2: [YES], 3: [SHE_LEFT], 4: [HE_SAID]})
    assert by_disagreement(path) == (3, 4, 2, 1)


def test_with_one_suggester_articles_stay_in_their_own_order(tmp_path: Path) -> None:
    assert by_disagreement(two_suggesters(tmp_path / "work.db", {})) == (1, 2, 3, 4)
    newer = two_suggesters(tmp_path / "newer.db", {3: [SHE_LEFT]}, replace(RUN, version="2"))
    assert by_disagreement(newer) == (1, 2, 3, 4), "it only says something else now"


def test_that_nothing_is_there_is_a_difference_and_the_newest_of_each_counts(tmp_path: Path) -> None:
    path = two_suggesters(tmp_path / "work.db", {2: [YES], 4: []})
    assert by_disagreement(path) == (4, 2, 1, 3)
    with Importer(path) as importer:
        importer.suggest_beside(
            4, suggested("x", TEXT.format("yes"))._replace(quotes=(YES,)), replace(LLAMA, version="2")
        )
    assert by_disagreement(path) == (2, 4, 1, 3)


def test_the_order_is_the_same_for_everybody_whatever_was_decided(tmp_path: Path) -> None:
    path = two_suggesters(tmp_path / "work.db", {2: [YES], 3: [SHE_LEFT], 4: [HE_SAID]})
    with SqliteDesk(path, "bo") as desk:
        desk.save([rejected(item.id) for item in desk.page(3).items])
    assert by_disagreement(path, "bo") == by_disagreement(path, "ana") == (3, 4, 2, 1)
    with opened(path) as connection:
        assert [*slots.ranks(connection, Rule(order=SlotOrder.DISAGREEMENT, seed=0))] == [3, 4, 2, 1]


def test_the_order_is_the_same_after_a_merge(tmp_path: Path) -> None:
    mine = two_suggesters(tmp_path / "mine.db", {2: [YES], 3: [SHE_LEFT]})
    theirs = two_suggesters(tmp_path / "theirs.db", {4: [HE_SAID]}, replace(LLAMA, pipeline="mistral"))
    merge(mine, [theirs])
    assert by_disagreement(mine) == (3, 4, 2, 1)


def test_what_cannot_be_read_has_no_say(tmp_path: Path) -> None:
    path = two_suggesters(tmp_path / "work.db", {3: [SHE_LEFT], 4: [HE_SAID]})
    with opened(path) as connection:
        connection.execute("UPDATE suggestions SET labels = '{\"quotes\":[7]}' WHERE id < 0 AND labels LIKE '%13,22%'")
    assert by_disagreement(path) == (3, 4, 1, 2)


def test_a_removed_article_is_in_no_order(tmp_path: Path) -> None:
    path = two_suggesters(tmp_path / "work.db", {2: [YES], 3: [SHE_LEFT]})
    with writing(path) as connection:
        remove(connection, 3, "ana")
    assert by_disagreement(path) == (2, 1, 4)
