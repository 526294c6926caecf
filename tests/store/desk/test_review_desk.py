"""A reviewer's desk: what is to be settled, and what is kept when it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.decided import Selection, join_parts
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import DecidedElsewhere
from annotator.core.model import Labels, QuoteType, Span, TopicSuggestion
from annotator.core.review.reviewing import Reviewing
from annotator.core.review.versions import Because, CaseKind, Cause, Scope
from annotator.core.session.desk import Filter, Place
from annotator.core.session.workbench import Workbench
from annotator.measure.review import review_figures
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened, transaction
from annotator.store.log.kinds import NOBODY
from annotator.store.read.reader import Reader
from annotator.store.read.reviews import reviewed, standing_reviews
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.articles.test_editions import FIRST, article, labels_of, revise
from tests.store.articles.test_editions import decide as decide_all
from tests.store.conftest import imported
from tests.store.reviewing import LONGER, NO_AUDIT, NOTHING, TOPIC, YES, decide, document, moved, settle, team


@contextmanager
def reviewing(path: Path, scope: Scope = NO_AUDIT, person: str = "carla") -> Iterator[SqliteReviewDesk]:
    with closing(SqliteReviewDesk(path, person, scope)) as desk:
        yield desk


def test_only_what_annotators_marked_differently_is_a_case_and_the_least_agreed_comes_first(tmp_path: Path) -> None:
    path = team(
        tmp_path / "a.db",
        {"d": {"ana": [YES, TOPIC, NOTHING, YES, YES], "bo": [YES, YES, NOTHING, LONGER, NOTHING]}},
    )
    with reviewing(path) as desk:
        assert [desk.place(one).index for one in desk.cases()] == [4, 1, 3]
        assert desk.case(1) is None
        case = desk.case(5)
        assert case is not None
        assert case.kind is CaseKind.DIFFERENCE
        assert {version.annotators for version in case.versions} == {("ana",), ("bo",)}
        left = desk.left()
        assert (left.differences, left.audit, left.unanimous, left.done, left.waiting) == (3, 0, 2, 0, 0)


def test_what_is_settled_is_kept_with_what_was_taken_and_why_and_comes_no_more(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, YES], "bo": [NOTHING, LONGER]}})
    with reviewing(path) as desk:
        first, second = desk.cases()
        case = desk.case(first)
        assert case is not None
        [taken] = [one.number for one in case.versions if one.annotators == ("ana",)]
        desk.say_because(first, Because(Cause.GAP, "type.1"))
        settle(desk, first, YES)
        settle(desk, second, NOTHING, Answer.REJECT)
        assert desk.cases() == ()
        one, other = standing_reviews(desk.connection)
        assert one.verdict.taken == (taken,)
        assert (one.verdict.kind, *one.verdict.because) == (
            CaseKind.DIFFERENCE,
            Cause.GAP,
            "type.1",
        )
        assert (other.verdict.taken, other.verdict.because.cause) == ((), None)
        assert one.reviewer == "review:carla"
        assert [desk.verdict(first), desk.verdict(second)] == [one.verdict, other.verdict]
    with reviewing(path, person="dan") as desk:
        assert desk.verdict(first) is None


def test_one_step_settles_what_is_unanimous_and_one_undo_takes_it_back(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, YES, YES], "bo": [YES, NOTHING, YES]}})
    with reviewing(path) as desk:
        assert desk.settle_unanimous(asked_for_at=2) == 2
        assert desk.settle_unanimous() == 0
        assert [one.verdict.kind for one in standing_reviews(desk.connection)] == [CaseKind.SETTLED] * 2
        assert desk.left().done == 2
        change = desk.undo()
        assert change is not None
        assert (change.place, change.sentences) == (desk.place(2), (1, 3))
        assert [*standing_reviews(desk.connection)] == []
        assert desk.left().unanimous == 2
        desk.redo()
        assert [one.verdict.kind for one in standing_reviews(desk.connection)] == [CaseKind.SETTLED] * 2


def test_a_settled_sentence_is_shown_again_when_an_annotator_marks_it_in_a_way_that_was_not_known(
    tmp_path: Path,
) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, NOTHING], "bo": [NOTHING, NOTHING]}})
    with reviewing(path) as desk:
        settle(desk, 1, YES)
        decide(desk.connection, "bo", "d", {0: NOTHING})
        assert desk.cases() == ()
        decide(desk.connection, "bo", "d", {0: LONGER})
        assert desk.cases() == (1,)
        assert desk.case(1) is not None
        settle(desk, 1, LONGER)
        assert desk.cases() == ()


def test_a_page_suggests_the_first_version(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, YES], "bo": [YES, YES], "cy": [NOTHING, YES]}})
    with reviewing(path) as desk:
        assert [item.suggestion.labels for item in desk.page(1).items if item.suggestion] == [YES, moved(YES, 1)]


def test_a_filter_finds_what_the_first_version_shows_and_not_what_was_suggested(tmp_path: Path) -> None:
    path, topic = tmp_path / "a.db", TopicSuggestion("politics", 0.8, "word")
    imported(path, document("d", 2)._replace(topics=((topic,), ())))
    with opened(path) as connection:
        for who in ("ana", "bo"):
            decide(connection, who, "d", {0: YES, 1: NOTHING})
    with reviewing(path) as desk:
        assert desk.matching(Filter(topic="politics")) == ()
        assert desk.next_match(Filter(topic="politics"), 0, 1) is None
        assert desk.matching(Filter(speaker="Ada")) == (1,)


def test_what_another_reviewer_settled_meanwhile_is_not_settled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, YES], "bo": [YES, YES]}})
    with reviewing(path) as desk, reviewing(path, person="dan") as other:
        before = desk._surveyed()
        settle(other, 1, NOTHING)
        monkeypatch.setattr(desk, "_surveyed", lambda: before)
        assert desk.settle_unanimous() == 1
        assert [(event.sentence_id, event.reviewer) for event in standing_reviews(desk.connection)] == [
            (1, "review:dan"),
            (2, "review:carla"),
        ]


def test_what_is_settled_is_what_all_said_and_was_opened_by_nobody(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, NOTHING], "bo": [YES, NOTHING]}})
    with reviewing(path) as desk:
        assert desk.settle_unanimous(asked_for_at=2) == 2
        said = "SELECT sentence_id, answer, labels, suggestion, revision, sight FROM decisions WHERE annotator = ?"
        first, settled = (desk.connection.execute(said, (who,)).fetchall() for who in ("ana", "review:carla"))
        assert settled == [(*row[:-1], "in passing") for row in first]
        assert {row[-1] for row in first} == {"suggestion"}
        assert [step.place.index for step in desk.steps(1) if step.place] == [1]


def test_a_cause_outlives_a_save_that_failed_and_goes_over_to_what_is_decided_instead(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES], "bo": [NOTHING]}})
    with reviewing(path) as desk:
        desk.say_because(1, Because(Cause.SLIP))
        with pytest.raises(DecidedElsewhere):
            desk.save([NewDecision(1, Answer.ACCEPT, YES, replaces=99)])
        settle(desk, 1, YES)
        settle(desk, 1, NOTHING)
        assert [event.verdict.because.cause for event in standing_reviews(desk.connection)] == [Cause.SLIP]
        desk.undo()
        assert [event.verdict.because.cause for event in standing_reviews(desk.connection)] == [Cause.SLIP]


def test_no_sentence_is_boilerplate_to_a_reviewer_so_none_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    imported(path, document("d", 2)._replace(boilerplate=((Span(0, 13), "byline"),)))
    with closing(SqliteDesk(path, "ana")) as desk:
        assert [item.boilerplate for item in desk.page(1).items] == ["byline", None]
    with reviewing(path) as desk:
        assert [item.boilerplate for item in desk.page(1).items] == [None, None]


CONTINUED = Labels((replace(YES.quotes[0], cue=None, source=None, continues=True),))


def direct(labels: Labels) -> Labels:
    return labels.with_quotes(replace(quote, type=QuoteType.DIRECT) for quote in labels.quotes)


@pytest.mark.parametrize("third", [CONTINUED, direct(CONTINUED)])
def test_where_a_review_takes_a_quote_away_gold_joins_what_continued_it_with_no_other(
    tmp_path: Path, third: Labels
) -> None:
    """Whether annotators agree on what continued it, or the reviewer has to take a version of that, too."""
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, YES, CONTINUED], "bo": [YES, direct(YES), third]}})
    with reviewing(path) as desk:
        bench = Workbench(desk)
        review = Reviewing(desk, bench)
        assert bench.place.index == 1
        bench.answer(Answer.REJECT)
        assert bench.notice is not None
        assert bench.notice.text.startswith("the rest of the quote begins in sentence 3 now")
        if desk.cases():
            assert not bench.state.unconfirmed
            review.take(0)
        with Reader(path) as reader:
            gold = {row.sentence.index: row.decision.confirmed.quotes for row in reader.decided(Selection(gold=True))}
        assert [len(quote.content) for quote in join_parts(gold)] == [1, 1]
        assert (len(gold), desk.cases()) == (3, ())
        bench.undo()
        bench.undo()
        assert desk.left().unanimous == (1 if third != CONTINUED else 2)


def test_putting_a_sentence_off_in_a_review_changes_no_other_that_annotators_agree_on(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, CONTINUED], "bo": [direct(YES), CONTINUED]}})
    with reviewing(path) as desk:
        Workbench(desk).answer(Answer.SKIP)
        assert [*standing_reviews(desk.connection)] == []


def test_another_speaker_that_a_reviewer_gives_is_that_of_the_whole_quote_in_gold(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, CONTINUED], "bo": [direct(YES), CONTINUED]}})
    with reviewing(path) as desk:
        bench = Workbench(desk)
        bench.give_speaker("Bo")
        bench.answer(Answer.ACCEPT)
        with Reader(path) as reader:
            assert [row.decision.labels.quotes[0].speaker for row in reader.decided(Selection(gold=True))] == ["Bo"] * 2
        assert desk.unconfirmed() == ()


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
@pytest.mark.parametrize("topic", ["arts", "politics", "sport", "weather"])  # by which versions have an order
def test_a_version_goes_on_with_what_those_who_marked_it_so_marked_before(
    tmp_path: Path, topic: str, order: tuple[int, int]
) -> None:
    quote, more = (labels._replace(topics=(topic,)) for labels in (YES, CONTINUED))
    said = {"ana": [YES, quote, more], "bo": [YES, NOTHING, direct(YES)]}
    with reviewing(team(tmp_path / "a.db", {"d": said})) as desk:
        for index in order:
            bench = Workbench(desk)  # as whoever comes back opens it
            review = Reviewing(desk, bench)
            bench.go(Place(1, index))
            assert review.take([choice.annotators for choice in review.choices].index(("ana",)))
        assert [review.verdict.taken != () for review in standing_reviews(desk.connection)] == [True, True]
        with Reader(tmp_path / "a.db") as reader:
            gold = {row.sentence.index: row.decision.confirmed.quotes for row in reader.decided(Selection(gold=True))}
    assert [len(quote.content) for quote in join_parts(gold)] == [1, 2]


def test_a_version_that_is_taken_counts_as_taken_also_where_the_quote_that_it_goes_on_with_is_not_there(
    tmp_path: Path,
) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, CONTINUED], "bo": [NOTHING, NOTHING]}})
    with reviewing(path) as desk:
        bench = Workbench(desk)
        review = Reviewing(desk, bench)
        for index, annotators in enumerate([("bo",), ("ana",)]):
            bench.go(Place(1, index))
            assert review.take([choice.annotators for choice in review.choices].index(annotators))
        figures = review_figures([*reviewed(desk.connection)], {})
        assert (figures.own.value, figures.taken["ana"].value, figures.taken["bo"].value) == (0, 0.5, 0.5)
        (quote,) = desk.page(1).items[1].decision.labels.quotes  # type: ignore[union-attr]
        assert not quote.continues
        bench.go(Place(1, 1))
        bench.give_speaker("Cy")
        bench.answer(Answer.ACCEPT)
        assert [one.verdict.taken for one in standing_reviews(desk.connection)][1] == (), "that is the reviewer's own"


def test_a_speaker_renamed_meanwhile_has_the_new_name_in_the_versions_that_can_be_taken(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, CONTINUED], "bo": [direct(YES), CONTINUED]}})
    with reviewing(path) as desk:
        bench = Workbench(desk)
        review = Reviewing(desk, bench)
        (speaker,) = {quote.speaker for choice in review.choices for quote in choice.labels.quotes}
        assert speaker is not None
        with opened(path) as connection, transaction(connection):
            [*rename_speaker(connection, ["ana", "bo", NOBODY], speaker, "Ada Stone", "lea")]
        assert not review.take(0), "it is looked at again first"
        assert {quote.speaker for choice in review.choices for quote in choice.labels.quotes} == {"Ada Stone"}
        assert review.take(0)
        with Reader(path) as reader:
            gold = [row.decision.labels.quotes[0].speaker for row in reader.decided(Selection(gold=True))]
        assert gold == ["Ada Stone"] * 2


def test_a_review_goes_on_in_the_text_that_took_the_place_of_the_one_in_hand(tmp_path: Path) -> None:
    path, first = tmp_path / "a.db", article(*FIRST)
    imported(path, first)
    decide_all(path, "ana", 1, {2: labels_of(first, "Nobody comes here any more", "said Paul")})
    decide_all(path, "bo", 1, {})
    with reviewing(path) as desk:
        bench = Workbench(desk)
        review = Reviewing(desk, bench)
        revise(path, article(FIRST[0].replace("old", "new"), *FIRST[1:]), 1)
        for name in ("ana", "bo"):  # who looked at what changed
            decide_all(path, name, 2, {2: labels_of(first, "Nobody comes here any more", "said Paul")})
        decide_all(path, "bo", 2, {})
        assert not review.take(0)
        assert bench.place == Place(2, 2)
        assert bench.notice is not None
        assert bench.notice.text.endswith("on to the next")
        assert review.take(0)
        assert desk.cases() == ()


def test_what_annotators_say_of_it_since_waits_to_be_looked_at_where_a_sentence_only_changes_with_another(
    tmp_path: Path,
) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, CONTINUED], "bo": [direct(YES), direct(CONTINUED)]}})
    with reviewing(path) as desk:
        bench = Workbench(desk)
        review = Reviewing(desk, bench)
        for _ in range(2):
            review.take(0)
        assert desk.cases() == ()
        with opened(path) as connection:
            decide(connection, "ana", "d", {1: Answer.REJECT})
        bench.go(Place(1, 0))
        bench.give_speaker("Bo")
        bench.answer(Answer.ACCEPT)
        assert [one.verdict.taken for one in standing_reviews(desk.connection)] == [(), ()]
        assert desk.cases() == (2,)


def test_a_version_whose_cue_lies_over_its_source_is_refused_also_where_another_was_taken_before(
    tmp_path: Path,
) -> None:
    wrong = YES.with_quotes([replace(YES.quotes[0], source=Span(3, 8))])
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, YES], "bo": [wrong, NOTHING]}})
    with reviewing(path) as desk:
        settle(desk, 1, YES)
        bench = Workbench(desk)
        review = Reviewing(desk, bench)
        bench.go(Place(1, 0))
        [number] = [number for number, choice in enumerate(review.choices) if choice.annotators == ("bo",)]
        assert not review.take(number)
        assert bench.notice is not None
        assert bench.notice.text.startswith("not confirmed: the cue lies over the source")


def test_a_quote_and_one_within_it_both_go_on_where_the_version_that_has_both_is_taken(tmp_path: Path) -> None:
    (outer,), (more,) = YES.quotes, CONTINUED.quotes
    within = replace(outer, content=(Span(9, 11),), cue=None, source=None, speaker="Cy")
    both = Labels((within, outer))
    both_go_on = Labels((replace(within, continues=True), more))
    path = team(tmp_path / "a.db", {"d": {"ana": [both, both_go_on], "bo": [YES, CONTINUED]}})
    with reviewing(path) as desk:
        bench = Workbench(desk)
        review = Reviewing(desk, bench)
        # Another version of the second sentence is taken first, and taken back.
        for index, labels in enumerate((both, CONTINUED, both_go_on)):
            if index == 2:
                bench.undo()
            taken = [choice.labels == moved(labels, min(index, 1)) for choice in review.choices].index(True)
            assert review.take(taken)
        with Reader(path) as reader:
            gold = {row.sentence.index: row.decision.confirmed.quotes for row in reader.decided(Selection(gold=True))}
        assert [len(quote.content) for quote in join_parts(gold)] == [2, 2]
