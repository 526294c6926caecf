"""What is ready to be reviewed, a scripted reviewer who meets every difference once, and what stays of reviews."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.assignment import SlotPlan, Terms
from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.core.errors import InputRefused
from annotator.core.model import Labels, Sentence, Suggested
from annotator.core.quotes.assembly import labels_by_sentence
from annotator.core.review.reviewing import Reviewing
from annotator.core.review.versions import (
    Because,
    Case,
    CaseKind,
    Cause,
    Reviewed,
    Scope,
    comparable_labels,
    is_audited,
)
from annotator.core.session.desk import Place
from annotator.core.session.workbench import Workbench
from annotator.exchange.annotation import Remarks
from annotator.exchange.formats.gold import gold_annotation
from annotator.measure.review import review_figures
from annotator.store.articles import documents
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened, transaction
from annotator.store.integrity import problems
from annotator.store.read.reader import Reader
from annotator.store.read.reviews import Survey, ready, reviewed, sentence_of, standing_reviews, texts
from annotator.store.read.selection import contested
from annotator.store.work import slots
from annotator.store.work.importer import Importer
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.conftest import RUN, accepted, imported, reading, suggested, writing
from tests.store.reviewing import LONGER, NO_AUDIT, NOTHING, TOPIC, YES, decide, moved, of_one_article, settle, team

MULTI = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "polnear-multi.jsonl"
WAYS = [NOTHING, YES, LONGER, TOPIC, Answer.REJECT]


# ---- which documents


def ready_ids(path: Path, scope: Scope = NO_AUDIT) -> tuple[list[str], int]:
    with opened(path) as connection:
        documents, waiting = ready(connection, scope)
    return list(documents.values()), len(waiting)


def test_a_document_is_ready_when_two_have_decided_it_to_the_end(tmp_path: Path) -> None:
    path = team(
        tmp_path / "a.db",
        {
            "alone": {"ana": [YES, YES]},
            "half": {"ana": [YES, YES], "bo": [YES]},
            "skipped": {"ana": [YES, YES], "bo": [YES, Answer.SKIP]},
            "whole": {"ana": [YES, YES], "bo": [YES, YES], "cy": [YES]},
            "out": {"ana": [YES], "bo": [YES]},
        },
    )
    with writing(path) as connection:
        documents.remove(connection, 5, "ana")
    assert ready_ids(path) == (["whole"], 2)
    assert ready_ids(path, Scope(early=True)) == (["half", "skipped", "whole"], 0)
    assert ready_ids(path, Scope(documents=("half", "whole"))) == (["whole"], 1)


def test_a_document_with_slots_is_ready_when_all_of_them_are_finished(tmp_path: Path) -> None:
    skip = Answer.SKIP
    path = team(tmp_path / "a.db", {"d": {"ana": [YES], "bo": [YES], "cy": [skip]}, "e": {"ana": [YES], "bo": [YES]}})
    with writing(path) as connection:
        slots.assign(connection, {1: SlotPlan((None,) * 3, 1)}, Terms(), {}, "lead", "2026-01-01T10:00:00.000Z")
    assert ready_ids(path) == (["e"], 1)
    with opened(path) as connection:
        decide(connection, "cy", "d", {0: YES})
    assert ready_ids(path) == (["d", "e"], 0)


def test_nothing_of_a_document_that_is_not_ready_is_a_case(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES, YES], bo=[NOTHING])
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        assert desk.cases() == ()
        assert desk.case(1) is None
        assert desk.left().waiting == 1
    with SqliteReviewDesk(path, "carla", Scope(share=0, early=True)) as desk:
        assert desk.cases() == (1,)


def test_documents_that_are_not_there_are_refused(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES])
    with pytest.raises(InputRefused, match="no document with the id 'x'"):
        SqliteReviewDesk(path, "carla", Scope(documents=("x",)))


# ---- the audit


def test_of_what_all_marked_alike_the_drawn_share_is_shown_and_the_rest_settled_at_once(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES] * 60, bo=[YES] * 60)
    drawn = [index for index in range(60) if is_audited("d", index, 0.3)]
    with SqliteReviewDesk(path, "carla", Scope(share=0.3)) as desk:
        cases = desk.cases()
        assert sorted(desk.place(one).index for one in cases) == drawn
        kinds = {case.kind for one in cases if (case := desk.case(one)) is not None}
        assert kinds == {CaseKind.AUDIT}
        assert desk.settle_unanimous() == 60 - len(drawn)
        assert desk.cases() == cases, "those of the audit are to be looked at"
        settle(desk, cases[0], NOTHING)
        assert len(desk.cases()) == len(cases) - 1


def test_a_unanimous_sentence_that_the_reviewer_decides_unasked_is_not_of_the_audit(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES], bo=[YES])
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        settle(desk, 1, NOTHING)
        verdict = desk.verdict(1)
    assert verdict is not None
    assert verdict.kind is CaseKind.OWN


def test_annotators_who_come_to_agree_against_the_review_are_shown_and_with_it_not(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES, YES], bo=[NOTHING, NOTHING])
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        settle(desk, 1, YES)
        settle(desk, 2, NOTHING)
        decide(desk.connection, "bo", "d", {0: YES, 1: YES})
        assert desk.cases() == (2,)
        case = desk.case(2)
        assert case is not None
        assert case.kind is CaseKind.OWN


@pytest.mark.usefixtures("labels_anywhere")
def test_again_shows_what_was_settled_once_more(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES, YES], bo=[NOTHING, NOTHING])
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        settle(desk, 1, YES)
        settle(desk, 2, YES)
    with SqliteReviewDesk(path, "dan", Scope(share=0, again=True)) as desk:
        bench = Workbench(desk)
        reviewing = Reviewing(desk, bench)
        assert bench.state.item.id == 1
        assert reviewing.take(0)
        assert bench.state.item.id == 2
        bench.undo()
        assert (bench.state.item.id, bench.finished) == (1, False)
        assert reviewing.take(0)
        assert reviewing.take(0)
        assert bench.finished
        assert desk.cases() == (1, 2)


def test_what_the_reviewer_skips_comes_at_the_end(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES, YES], bo=[NOTHING, NOTHING])
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        bench = Workbench(desk)
        reviewing = Reviewing(desk, bench)
        bench.answer(Answer.SKIP)
        assert desk.cases() == (1, 2)
        assert desk.verdict(1) is None
        assert bench.state.item.id == 2
        assert reviewing.take(0)
        assert (bench.state.item.id, bench.finished) == (1, False)
        assert desk.connection.one_value("SELECT count(verdict) FROM decisions") == 1


# ---- a scripted reviewer


def review_all(path: Path, choose: dict[int, Labels], scope: Scope) -> list[int]:
    """Settle whatever comes, as it comes; the ids of the sentences in the order in which they came."""
    met = []
    with SqliteReviewDesk(path, "carla", scope) as desk:
        for key in desk.cases():
            settle(desk, key, choose[key])
            met.append(key)
        assert desk.cases() == (), "nothing is left"
    return met


def surveyed(path: Path, scope: Scope) -> list[Case]:
    """What there is to settle."""
    with reading(path) as connection:
        return Survey(connection, scope).cases


def check_scripted_review(path: Path, scope: Scope) -> None:
    """Every difference is met once, of the others only the audit; gold is what was chosen, then what all agree on."""
    cases = surveyed(path, scope)
    last = {case.sentence_id: case.versions[-1].labels for case in cases}
    with Reader(path) as reader:
        before = [one.decision for one in reader.decided()]
        names = {one.sentence.index: one.document.id for one in reader.decided()}
    assert review_all(path, last, scope) == [case.sentence_id for case in cases]
    shares = [case.agreement for case in cases if case.kind is CaseKind.DIFFERENCE]
    assert shares == sorted(shares)
    assert names
    with Reader(path) as reader:
        gold = list(reader.decided(Selection(gold=True)))
        assert [one.decision for one in reader.decided()] == before, "annotators' decisions stay"
        assert reader.ask(contested) == 0
    with reading(path) as connection:
        places = {one.place: one.sentence_id for one in reviewed(connection)}
    chosen = [one.decision for one in gold if one.decision.annotator == "review:carla"]
    assert len(chosen) == len(cases) == len(places)
    assert sorted(map(repr, (comparable_labels(one.confirmed) for one in chosen))) == sorted(map(repr, last.values()))
    assert list(problems(path)) == []


def test_a_scripted_reviewer_meets_every_difference_once_and_gold_is_what_was_chosen(tmp_path: Path) -> None:
    said: dict[str, dict[str, list[Labels | Answer]]] = {
        f"d{number}": {
            name: [WAYS[(number * shift + index // shift) % len(WAYS)] for index in range(9)]
            for shift, name in enumerate(("ana", "bo", "cy"), start=1)
        }
        for number in range(4)
    }
    path = team(tmp_path / "a.db", said)
    check_scripted_review(path, Scope(share=0.2))


def test_identical_inputs_leave_nothing_to_review_but_the_audit(tmp_path: Path) -> None:
    same = [YES, NOTHING, TOPIC, LONGER] * 30
    path = of_one_article(tmp_path, ana=same, bo=same, cy=same)
    assert surveyed(path, NO_AUDIT) == []
    audited = sum(is_audited("d", index, 0.05) for index in range(120))
    assert [case.kind for case in surveyed(path, Scope())] == [CaseKind.AUDIT] * audited


def test_a_planted_rate_of_overturning_is_within_the_interval(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES] * 150, bo=[YES] * 150)
    wrong = {key for key in range(1, 151) if key % 10 == 0}
    choose = {key: NOTHING if key in wrong else moved(YES, key - 1) for key in range(1, 151)}
    scope = Scope(share=0.6)
    met = review_all(path, choose, scope)
    with reading(path) as connection:
        figures = review_figures([*reviewed(connection)], texts(connection, {"d"}))
    assert figures.audited == len(met)
    assert figures.overturned.value == sum(key in wrong for key in met) / len(met)
    assert figures.overturned.low is not None
    assert figures.overturned.high is not None
    assert figures.overturned.low <= 0.1 <= figures.overturned.high
    assert figures.overturned_tokens.value == pytest.approx(figures.overturned.value), "three tokens in each are marked"


def multi(path: Path) -> Path:
    """The corpus as six annotators decided it; sentences end at stops and lines, as it does not say where."""
    with Importer(path) as importer:
        for line in MULTI.read_text(encoding="utf-8").splitlines():
            annotation = gold_annotation(json.loads(line), "corpus", Remarks())
            whole = annotation.document
            spans = [match.span() for match in re.finditer(r"\S.*?(?:[.?!]+[”\"’']*(?=\s)|$)", whole.text, re.M)]
            sentences = tuple(Sentence(index, *span) for index, span in enumerate(spans))
            importer.add(Suggested(whole, sentences, (), ((),) * len(sentences)), RUN)
            stored = importer.find(whole)
            assert stored is not None
            labels = labels_by_sentence(annotation.quotes, (), sentences, whole.text)
            decisions = [(accepted(key, one), None) for key, one in zip(stored.ids, labels, strict=True)]
            importer.decide(json.loads(line)["annotator"], decisions)
    return path


@pytest.mark.long
@pytest.mark.skipif(not MULTI.exists(), reason="no corpus of several annotators beside the checkout")
def test_a_scripted_reviewer_over_a_corpus_of_six_annotators(tmp_path: Path) -> None:
    check_scripted_review(multi(tmp_path / "a.db"), Scope())


# ---- undo


@pytest.mark.long
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(WAYS)), min_size=2, max_size=4),
    done=st.lists(st.tuples(st.sampled_from(["settle", "all", "undo", "redo"]), st.integers(0, 3)), max_size=12),
)
def test_undo_restores_everything_whatever_was_done(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[Labels, Labels]], done: list[tuple[str, int]]
) -> None:
    path = team(
        tmp_path_factory.mktemp("undo") / "a.db",
        {"d": {"ana": [one for one, _ in said], "bo": [other for _, other in said]}},
    )

    def state(desk: SqliteReviewDesk) -> object:
        with reading(path) as connection:
            found = [_without_ids(one) for one in reviewed(connection)]
        with Reader(path) as reader:
            gold = [(one.sentence, one.decision.labels) for one in reader.decided(Selection(gold=True))]
        return desk.cases(), desk.left(), found, gold

    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        before = [state(desk)]
        for what, at in done:
            if what == "settle":
                settle(desk, at % len(said) + 1, moved(LONGER, at % len(said)))
                before.append(state(desk))
            elif what == "all":
                if desk.settle_unanimous():
                    before.append(state(desk))
            elif what == "undo" and len(before) > 1:
                after = before.pop()
                desk.undo()
                assert state(desk) == before[-1]
                desk.redo()
                assert state(desk) == after
                desk.undo()
                assert state(desk) == before[-1]
        while len(before) > 1:
            before.pop()
            desk.undo()
            assert state(desk) == before[-1]
        assert desk.undo() is None
    assert list(problems(path)) == []


def _without_ids(one: Reviewed) -> object:
    return one.sentence_id, one.reviewer, one.versions, one.labels, one.verdict


# ---- what decisions of reviewers say of versions, which never changes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = of_one_article(tmp_path, ana=[YES, YES], bo=[NOTHING, YES])
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        desk.say_because(1, Because(Cause.GAP, "type.1"))
        settle(desk, 1, YES)
        desk.settle_unanimous()
    return path


def test_after_an_undo_and_a_redo_the_same_is_said_of_versions(path: Path) -> None:
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        first = [(event.verdict, event.versions) for event in standing_reviews(desk.connection)]
        assert first[0][0].because == (Cause.GAP, "type.1")
        settle(desk, 1, NOTHING)
        desk.undo()
        assert [(event.verdict, event.versions) for event in standing_reviews(desk.connection)] == first
        desk.undo()
        desk.redo()
        assert [(event.verdict, event.versions) for event in standing_reviews(desk.connection)] == first


def test_a_sentence_is_told_whole_whatever_signs_stand_before_it(tmp_path: Path) -> None:
    imported(tmp_path / "nul.db", suggested("nul", "He\0said yes. She left. All was well."))
    with opened(tmp_path / "nul.db") as connection:
        assert sentence_of(connection, Case(2, Place(1, 1), (), CaseKind.OWN, 1.0)) == ("nul:1", "She left.")


def test_of_one_sentence_what_stands_is_that_of_all(path: Path) -> None:
    with opened(path) as connection:
        assert [*standing_reviews(connection, 1), *standing_reviews(connection, 2)] == [*standing_reviews(connection)]


def test_a_speaker_who_is_renamed_since_changes_nothing_of_whose_version_was_taken(tmp_path: Path) -> None:
    said = {"ana": [YES, NOTHING, YES], "bo": [NOTHING, YES, YES]}
    path = team(tmp_path / "a.db", {"d": said})
    with SqliteReviewDesk(path, "carla", Scope(share=1)) as desk:
        for number in (1, 2, 3):
            settle(desk, number, moved(YES, number - 1))
        before = review_figures([*reviewed(desk.connection)], texts(desk.connection, ["d"]))
        with transaction(desk.connection):
            rename_speaker(desk.connection, ["ana", "bo", "review:carla"], "Ada", "Ada Roe", "lea")
        after = review_figures([*reviewed(desk.connection)], texts(desk.connection, ["d"]))
    assert (before.taken["ana"].value, before.own.value, before.overturned.value) == (0.5, 0, 0)
    assert after == before
