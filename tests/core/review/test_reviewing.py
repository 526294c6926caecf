"""A review at a workbench, without a screen."""

from __future__ import annotations

from annotator.core.decision import Answer
from annotator.core.errors import NotSaved, RowUnreadable
from annotator.core.model import Labels, QuoteType
from annotator.core.review.reviewing import Reviewing, headings
from annotator.core.review.versions import Because, CaseKind, Cause, Left, merged
from annotator.core.session import state as session
from annotator.core.session.desk import NoteAndFlag
from annotator.core.session.workbench import Workbench
from tests.memory_review import reviewed

CRANE, TOPICS, PORT, AUDIT, ALIKE = 104, 201, 100, 101, 105


def opened(desk=None):
    desk = desk or reviewed()
    bench = Workbench(desk)
    return desk, bench, Reviewing(desk, bench)


def test_the_least_agreed_comes_first_and_what_all_marked_alike_only_where_it_is_audited():
    _, bench, reviewing = opened()
    seen = []
    while not bench.finished:
        seen.append(bench.state.item.id)
        assert reviewing.take(0)
    assert seen == [CRANE, TOPICS, PORT, AUDIT]


def test_taking_saves_just_what_the_version_marks_and_one_undo_takes_it_back():
    desk, bench, reviewing = opened()
    for number, version in enumerate(reviewing.case.versions):
        assert reviewing.take(number)
        made = desk.heads[CRANE]
        assert made.labels == version.labels
        assert made.answer is (Answer.ACCEPT if version.labels != Labels() else Answer.REJECT)
        assert desk.verdict(CRANE).taken == (version.number,)
        assert bench.state.item.id == TOPICS
        bench.undo()
        assert CRANE not in desk.heads
        lit = number if version.labels != Labels() else 0  # what a rejection rejected is asked for again
        assert (bench.state.item.id, reviewing.choosing, reviewing.lit) == (CRANE, True, lit)
        assert not bench.state.unconfirmed, "to be undone no further"
    bench.undo()
    assert bench.notice.text == "nothing to undo"


def test_after_undo_and_redo_it_is_as_it_was():
    desk, bench, reviewing = opened()
    reviewing.take(1)
    made = desk.heads[CRANE]
    bench.undo()
    bench.redo()
    assert desk.heads[CRANE].labels == made.labels
    assert [choice.labels == reviewing.settled for choice in reviewing.choices] == [False, True, False]
    assert reviewing.lit == 1


def test_what_was_settled_in_another_login_is_to_be_settled_again_once_it_is_undone():
    desk, _, reviewing = opened()
    reviewing.take(1)
    _, bench, reviewing = opened(desk)
    assert bench.state.item.id == TOPICS
    bench.undo()
    assert (bench.state.item.id, reviewing.lit, CRANE in desk.heads) == (CRANE, 1, False)
    bench.next_to_decide()
    seen = []
    while not bench.finished:
        seen.append(bench.state.item.id)
        reviewing.take(0)
    assert seen == [TOPICS, PORT, AUDIT, CRANE]


def test_a_number_that_no_version_has_takes_none():
    desk, bench, reviewing = opened()
    assert not reviewing.take(3)
    assert (bench.state.item.id, desk.made) == (CRANE, [])


def test_what_is_lit_is_shown_and_is_no_edit():
    _, bench, reviewing = opened()
    labels = [version.labels for version in reviewing.case.versions]
    for wanted in (1, 2, 0):
        reviewing.light(1)
        assert reviewing.lit == wanted
        assert reviewing.shown().draft.labels == labels[wanted]
        assert not reviewing.shown().unconfirmed
        assert not bench.state.unconfirmed
    reviewing.light(-1)
    assert reviewing.lit == 2


def test_going_elsewhere_and_back_writes_nothing():
    desk, bench, reviewing = opened()
    reviewing.light(1)
    bench.step(1)
    bench.step(-1)
    bench.leave()
    assert (desk.drafts, desk.made, reviewing.lit) == ({}, [], 0)


def test_edits_begin_from_what_is_lit_and_are_saved_as_the_reviewers_own():
    desk, bench, reviewing = opened()
    reviewing.light(1)
    begun = reviewing.shown().draft.labels
    reviewing.edit()
    assert (reviewing.editing, reviewing.choosing) == (True, False)
    assert bench.state.draft.labels == begun
    bench.change(session.cycle_type)
    assert bench.answer(Answer.ACCEPT)
    made = desk.heads[CRANE]
    assert made.labels not in [version.labels for version in desk.case(CRANE).versions]
    assert desk.verdict(CRANE).taken == ()
    assert reviewing.choosing, "the next sentence is not being edited"
    bench.undo()
    assert (reviewing.editing, bench.state.draft.labels) == (True, made.labels)
    bench.undo()
    assert bench.state.draft.labels == begun


def test_leaving_edits_goes_back_to_the_versions_and_redo_brings_them_back():
    desk, bench, reviewing = opened()
    bench.change(lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("hm"))))
    assert reviewing.choosing, "a note is no edit of labels"
    reviewing.edit()
    bench.change(session.cycle_type)
    edited = bench.state.draft.labels
    reviewing.leave_editing()
    assert (reviewing.choosing, reviewing.lit, bench.state.draft.note_and_flag.note) == (True, 0, "hm")
    reviewing.light(1)
    bench.redo()
    reviewing.leave_editing()
    assert reviewing.lit == 0, "what is shown"
    bench.redo()
    assert (reviewing.editing, bench.state.draft.labels) == (True, edited)
    assert bench.answer(Answer.ACCEPT)
    assert (desk.heads[CRANE].labels, desk.heads[CRANE].note) == (edited, "hm")


def test_once_edits_are_left_the_first_version_is_suggested_again_whichever_they_began_from():
    for change in (session.cycle_type, lambda state: state):
        desk, bench, reviewing = opened()
        reviewing.light(1)
        reviewing.edit()
        bench.change(change)
        reviewing.leave_editing()
        assert reviewing.choosing
        assert bench.state.item.suggestion == desk.page(1).items[bench.state.index].suggestion
        assert not bench.state.unconfirmed


def test_a_note_stays_with_whatever_version_is_taken():
    desk, bench, reviewing = opened()
    bench.change(lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("hm", True))))
    reviewing.light(1)
    assert reviewing.shown().draft.note_and_flag.note == "hm"
    reviewing.take(1)
    assert (desk.heads[CRANE].note, desk.heads[CRANE].flagged) == ("hm", True)


def test_edits_left_unconfirmed_are_kept_and_shown_when_one_comes_back():
    desk, bench, reviewing = opened()
    reviewing.edit()
    bench.change(session.cycle_type)
    edited = bench.state.draft.labels
    bench.step(1)
    assert desk.drafts[CRANE].bare() == edited
    bench.step(-1)
    assert (reviewing.editing, bench.state.draft.labels) == (True, edited)


def test_merging_proposes_what_is_to_be_confirmed():
    desk, bench, reviewing = opened()
    assert reviewing.merge()
    assert bench.state.draft.labels == merged(reviewing.case.versions)
    assert (reviewing.editing, desk.made) == (True, [])
    bench.undo()
    assert bench.state.draft.labels == reviewing.case.versions[0].labels
    bench.redo()
    assert bench.answer(Answer.ACCEPT)
    assert set(desk.heads[CRANE].labels.topics) == {"politics", "economy"}


def test_one_version_cannot_be_merged():
    desk = reviewed()
    desk.marks = {AUDIT: desk.marks[AUDIT]}
    _, bench, reviewing = opened(desk)
    assert not reviewing.merge()
    assert (len(reviewing.choices), bench.state.past) == (1, ())


def test_why_they_differ_goes_with_the_decision_and_not_with_the_next():
    desk, _, reviewing = opened()
    assert [reviewing.say_cause() for _ in range(5)] == [Cause.SLIP, Cause.GAP, Cause.AMBIGUOUS, None, Cause.SLIP]
    reviewing.say_paragraph("type.2")
    reviewing.take(0)
    said = desk.verdict(CRANE)
    assert (said.kind, *said.because) == (CaseKind.DIFFERENCE, Cause.GAP, "type.2")
    assert reviewing.because.cause is None
    reviewing.take(0)
    assert desk.verdict(TOPICS).because.cause is None


def test_a_decision_that_was_undone_is_made_again_with_its_cause():
    desk, bench, reviewing = opened()
    reviewing.say_paragraph("type.2")
    reviewing.take(0)
    bench.undo()
    assert reviewing.because == Because(Cause.GAP, "type.2")
    reviewing.take(0)
    said = desk.verdict(CRANE)
    assert said.because == (Cause.GAP, "type.2")


def test_another_cause_forgets_the_paragraph():
    _, _, reviewing = opened()
    reviewing.say_paragraph("type.2")
    reviewing.say_cause()
    assert (reviewing.because.cause, reviewing.because.paragraph) == (Cause.AMBIGUOUS, None)


def test_a_second_decision_keeps_the_cause_of_the_first():
    desk, bench, reviewing = opened()
    reviewing.say_paragraph("type.2")
    reviewing.take(0)
    _, bench, reviewing = opened(desk)
    bench.go(desk.place(CRANE))
    assert reviewing.because.paragraph == "type.2"
    assert [choice.labels == reviewing.settled for choice in reviewing.choices] == [True, False, False]
    reviewing.take(1)
    assert (desk.verdict(CRANE).taken, desk.verdict(CRANE).because.paragraph) == ((2,), "type.2")


def test_a_decision_of_the_reviewers_own_is_one_more_choice_later():
    desk, bench, reviewing = opened()
    reviewing.edit()
    bench.change(session.cycle_type)
    bench.answer(Answer.ACCEPT)
    bench.go(desk.place(CRANE))
    own = reviewing.choices[-1]
    assert len(reviewing.choices) == 4
    assert own.labels == reviewing.settled == desk.heads[CRANE].labels
    assert (reviewing.lit, reviewing.choosing) == (3, True)
    assert headings(reviewing.choices, names=False)[-1] == "your own"
    assert reviewing.take(3)
    assert desk.heads[CRANE].labels == own.labels


def test_a_choice_that_another_window_took_away_is_not_shown_any_more():
    desk, bench, reviewing = opened()
    reviewing.edit()
    bench.change(session.cycle_type)
    bench.answer(Answer.ACCEPT)
    bench.go(desk.place(CRANE))
    assert reviewing.lit == 3
    Workbench(desk).undo()
    bench.reload()
    assert len(reviewing.choices) == 3
    assert reviewing.shown() is bench.state


def test_what_could_not_be_saved_is_shown_again_and_not_as_an_edit():
    desk, bench, reviewing = opened()
    before = bench.state
    desk.fail = NotSaved("disk full")
    assert not reviewing.take(1)
    assert (bench.state, reviewing.lit, reviewing.choosing) == (before, 1, True)
    desk.fail = None
    assert reviewing.take(reviewing.lit)
    assert desk.heads[CRANE].labels == desk.case(CRANE).versions[1].labels


def test_from_what_another_window_settled_meanwhile_one_goes_on():
    desk, bench, reviewing = opened()
    other = Workbench(desk)
    other.go(desk.place(CRANE))
    other.answer(Answer.REJECT)
    assert not reviewing.take(1)
    assert bench.state.item.id == TOPICS
    assert bench.notice.text == "already decided in another window; on to the next"


def test_all_unanimous_ones_are_settled_in_one_step_but_those_of_the_audit():
    desk, bench, reviewing = opened()
    before = bench.place
    reviewing.offer_unanimous()
    assert reviewing.offered == 2
    assert bench.notice.text.startswith("settle 2 sentences")
    reviewing.accept_offer()
    assert (set(desk.heads), bench.saved, reviewing.offered) == ({ALIKE, 200}, 2, 0)
    assert bench.state.item.id == CRANE
    reviewing.offer_unanimous()
    assert (reviewing.offered, bench.notice.text) == (0, "no sentence that all marked alike is left to settle")
    assert desk.next_step().place == before, "undo leads back to where it was asked for"
    bench.undo()
    assert desk.heads == {}


def test_where_it_cannot_be_counted_what_is_left_nothing_is_offered_and_it_is_said(monkeypatch):
    desk, bench, reviewing = opened()

    def unreadable():
        raise RowUnreadable.named("decisions row 7")

    monkeypatch.setattr(desk, "left", unreadable)
    assert reviewing.left() == Left(0, 0, 0, 0, 0)
    bench.notice = None
    reviewing.offer_unanimous()
    assert (reviewing.offered, bench.notice.text) == (0, "decisions row 7 cannot be read; see `annotator db check`")


def test_edits_of_the_sentence_in_hand_are_kept_while_others_are_settled():
    _, bench, reviewing = opened()
    reviewing.edit()
    bench.change(session.cycle_type)
    edited = bench.state.draft.vouched
    reviewing.offer_unanimous()
    reviewing.accept_offer()
    assert (bench.saved, bench.state.draft.vouched, reviewing.editing) == (2, edited, True)


def test_settling_that_fails_is_offered_again():
    desk, bench, reviewing = opened()
    reviewing.offer_unanimous()
    desk.fail = NotSaved("disk full")
    reviewing.accept_offer()
    assert (reviewing.offered, desk.heads) == (2, {})
    assert "disk full" in bench.notice.text


def test_a_sentence_with_nothing_to_settle_is_annotated_like_any():
    desk, bench, reviewing = opened()
    bench.go(desk.place(102))
    assert (reviewing.case, reviewing.choosing, reviewing.editing, reviewing.choices) == (None, False, False, ())
    assert bench.answer(Answer.ACCEPT)
    assert desk.verdict(102).kind is CaseKind.OWN
    assert bench.state.item.id == CRANE


def test_where_nothing_is_to_be_settled_the_first_key_settles_nothing_but_what_was_gone_to_is_settled():
    desk = reviewed()
    desk.marks = {}
    _, bench, _ = opened(desk)
    assert bench.finished
    for _ in range(2):
        assert not bench.answer(Answer.ACCEPT)
    assert (desk.made, bench.notice.text) == ([], "nothing is left to decide")
    bench.go(desk.place(102))
    assert bench.answer(Answer.ACCEPT)
    assert not bench.answer(Answer.ACCEPT)
    assert [*desk.heads] == [102]


def test_what_came_to_be_settled_where_the_reviewer_stands_at_the_end_can_be_taken():
    desk = reviewed()
    marks, desk.marks = desk.marks, {}
    _, bench, reviewing = opened(desk)
    assert (bench.finished, bench.state.item.id, reviewing.case) == (True, PORT, None)
    desk.marks = marks
    bench.read_again({})
    assert reviewing.take(0)
    assert [*desk.heads] == [PORT]


def test_who_chose_what_is_said_by_numbers_or_by_names():
    _, _, reviewing = opened()
    reviewing.take(0)
    assert headings(reviewing.choices, names=False) == ["2 people", "1 person"]
    assert headings(reviewing.choices, names=True) == ["ana, bo", "cy"]


def test_a_version_of_nothing_is_taken_as_a_rejection():
    desk, _, reviewing = opened()
    number = next(n for n, one in enumerate(reviewing.choices) if one.labels == Labels())
    reviewing.take(number)
    assert desk.heads[CRANE].answer is Answer.REJECT


def test_types_of_the_port_are_what_they_differ_in():
    desk, _, _ = opened()
    types = {version.labels.quotes[0].type for version in desk.case(PORT).versions}
    assert types == {QuoteType.DIRECT, QuoteType.INDIRECT}
