"""One change in several sentences: what is decided anew, what is left unconfirmed, and how the annotator is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer, Decision, NewDecision
from annotator.core.model import Labels, Span, Suggestion
from annotator.core.session.desk import Item, NoteAndFlag, Page
from annotator.core.session.edits import delete_quote
from annotator.core.session.several import (
    SURE,
    Changes,
    changes,
    going_along,
    in_passing,
    passed_over,
    sure_enough,
    with_saved,
    with_what_follows,
)
from annotator.core.session.state import cycle_type, next_undecided, open_sentence
from tests.memory_desk import Line, Said, article, harbour

SPORT, NEWS = Labels(topics=("sport",)), Labels(topics=("news",))
DECISION = NewDecision(100, Answer.ACCEPT, SPORT, note="odd", flagged=True, implied=True, seconds=2.5, keys=3)


def page_with(**held: object) -> Page:
    page = article(1, "a", [Line("Yes.")])
    return page._replace(items=(page.items[0]._replace(**held),))  # type: ignore[arg-type]


def to_news(labels: Labels) -> Labels:
    return NEWS if labels == SPORT else labels


def test_a_decision_is_made_anew_with_all_that_it_said_and_its_unconfirmed_note_stays() -> None:
    decision = DECISION._replace(suggestion=7).kept(5, "ana", "2026-03-05T10:00:00Z")
    page = page_with(decision=decision, note_and_flag=NoteAndFlag("ask"))
    made = changes(page, [(0, to_news)])
    assert made.decisions == (DECISION._replace(labels=NEWS, suggestion=7, replaces=5),)
    assert made.drafts == ((100, None, NoteAndFlag("ask")),)


def test_what_follows_in_a_sentence_that_is_confirmed_along_is_confirmed_there_and_left_in_the_others() -> None:
    here, left = (100, NEWS, NoteAndFlag("hm")), (101, NEWS, None)
    others = DECISION._replace(sentence_id=102)
    along, follow = with_what_follows([DECISION, others], Changes(drafts=(here, left)))
    assert along == [DECISION._replace(labels=NEWS), others]
    assert follow == Changes(drafts=(left,))


def test_what_was_saved_is_put_on_its_page_with_what_is_left_unconfirmed_and_no_other() -> None:
    page = harbour()
    page = page.with_item(0, page.items[0]._replace(draft=SPORT, note_and_flag=NoteAndFlag("ask")))
    kept = DECISION.kept(5, "ana", "")
    ids = [item.id for item in page.items]
    drafts = [(ids[1], NEWS, NoteAndFlag("hm")), (ids[2], None, None), (999, NEWS, None)]
    saved = with_saved(page, [(DECISION, kept), (DECISION._replace(sentence_id=999), kept)], drafts)
    assert DECISION.sentence_id == ids[0]
    held = [(item.decision, item.draft, item.note_and_flag) for item in saved.items]
    assert held[:3] == [(kept, None, None), (None, NEWS, NoteAndFlag("hm")), (None, None, None)]
    others = zip(saved.items[3:], page.items[3:], strict=True)
    assert all(now is before for now, before in others), "what was made of them, as how they look, holds"
    assert [item.id for item in saved.items] == ids


def test_edits_that_the_new_decision_makes_superfluous_are_gone() -> None:
    decision = DECISION.kept(5, "ana", "")
    assert changes(page_with(decision=decision, draft=NEWS), [(0, to_news)]).drafts == ((100, None, None),)
    assert changes(page_with(decision=decision._replace(labels=NEWS), draft=SPORT), [(0, to_news)]) == Changes(
        drafts=((100, None, None),)
    )


@pytest.mark.parametrize(
    "held",
    [
        {},
        {"draft": NEWS},
        {"decision": DECISION._replace(labels=NEWS).kept(5, "ana", "")},
        {"decision": DECISION._replace(answer=Answer.REJECT, labels=Labels()).kept(5, "ana", "")},
    ],
)
def test_nothing_changes_where_the_labels_stay(held: dict[str, object]) -> None:
    assert not changes(page_with(**held), [(0, to_news)])


@pytest.mark.parametrize(
    ("decided", "opened", "told"),
    [
        (26, 2, "26 confirmed and 2 open sentences"),
        (1, 0, "1 confirmed sentence"),
        (0, 1, "1 open sentence"),
        (1, 1, "1 confirmed and 1 open sentences"),
    ],
)
def test_the_annotator_is_told_in_how_many_sentences(decided: int, opened: int, told: str) -> None:
    decisions = tuple(DECISION._replace(sentence_id=number) for number in range(decided))
    beside = tuple((number, None, None) for number in range(decided))
    drafts = tuple((100 + number, SPORT, None) for number in range(opened))
    assert str(Changes(decisions, (*beside, *drafts))) == told


def test_a_skipped_sentence_is_not_confirmed() -> None:
    skipped: Item = page_with(decision=DECISION._replace(answer=Answer.SKIP).kept(5, "ana", "")).items[0]
    made = changes(page_with(decision=skipped.decision), [(0, to_news)])
    assert (made.confirmed, made.open) == (0, 1)
    assert made.drafts == ((100, NEWS, None),)


# ---- Sentences that are decided together: sure ones, plain ones that follow, ones passed over.


QUOTE, UNSURE = Said("So", score=0.9), Said("So", score=0.5)
ENDS = Said("So it", "is", score=0.5, continues=True)
GOES_ON = Said("So it is", score=0.5, continues=True)
QUOTES = {"q": QUOTE, "u": UNSURE, "c": GOES_ON, "C": ENDS}
DECIDED = Decision(7, "ana", Answer.SKIP, Labels(), "2026-03-05T10:00:00Z")


def page_of(*kinds):
    """A sentence each: D is decided, N noted, S has a suggestion of nothing, t a topic, the others a quote.

    q a sure one, u an unsure one, c one that goes on, C one that goes on with a cue.
    """
    told = []
    for kind in kinds:
        quotes = [
            quote for letter, quote in (("q", QUOTE), ("u", UNSURE), ("c", GOES_ON), ("C", ENDS)) if letter in kind
        ]
        told.append(Line("So it is.", quotes, ["sport"] if "t" in kind else []))
    page = article(1, "a", told)
    items = list(page.items)
    for index, kind in enumerate(kinds):
        if "D" in kind:
            items[index] = items[index]._replace(decision=DECIDED)
        if "N" in kind:
            items[index] = items[index]._replace(note_and_flag=NoteAndFlag("odd"))
        if "S" in kind:
            items[index] = items[index]._replace(suggestion=Suggestion(9, "run", Labels()))
    return page._replace(items=tuple(items))


def opened(index, *kinds):
    return open_sentence(page_of(*kinds), index)


def test_sure_are_undecided_untouched_sentences_with_a_quote_of_that_score():
    scores = [0.9, 0.41, 0.8]
    page = article(
        1,
        "a",
        [*(Line("So.", [Said("So", score=score)]) for score in scores), Line("It."), Line("It.", topics=["sport"])],
    )
    state = open_sentence(page, 0)
    assert sure_enough(state, 0.8) == [0, 2]
    assert sure_enough(state, 0.81) == [0]
    assert sure_enough(state, 0.0) == [0, 1, 2]
    assert sure_enough(state, 0.8, bare=True) == [0, 2, 3, 4]
    assert sure_enough(opened(0, "q", "qD", "qN", "q"), 0.5) == [0, 3]
    assert sure_enough(cycle_type(state), 0.8) == [2], "not the current one while it has unconfirmed edits"
    assert sure_enough(cycle_type(open_sentence(page, 1)), 0.8) == [0, 2]


def test_a_score_counts_as_it_is_shown():
    state = open_sentence(article(1, "a", [Line("So.", [Said("So", score=score)]) for score in (0.896, 0.894)]), 0)
    assert sure_enough(state, 0.9) == [0], "0.90 and 0.89"


def test_a_quote_without_a_score_is_sure_of_nothing():
    state = opened(0, "q", "e")
    unscored = state.page.items[0]._replace(suggestion=state.page.items[0].suggestion._replace(score=None))
    by_hand = state.page.items[1]._replace(suggestion=None, draft=None)
    state = open_sentence(state.page._replace(items=(unscored, by_hand)), 0)
    assert sure_enough(state, 0.1) == []
    assert sure_enough(state, 0.0) == [0]


def test_plain_sentences_follow_up_to_the_next_with_a_quote_or_edits():
    assert going_along(opened(0, "q", "e", "t", "q", "e"), 9) == [1, 2]
    assert going_along(opened(0, "q", "e", "D", "e"), 9) == [1, 3]
    assert going_along(opened(0, "q", "e", "qD", "e"), 9) == [1, 3]
    assert going_along(opened(0, "q", "e", "N", "e"), 9) == [1]
    assert going_along(opened(1, "e", "q", "e", "e"), 9) == [2, 3]
    assert going_along(opened(0, "q", "e", "e", "e"), 2) == [1, 2]
    assert going_along(opened(0, "q", "e"), 0) == []
    assert going_along(opened(0, "q"), 9) == []


def test_what_only_carries_on_the_quote_before_goes_along():
    assert going_along(opened(0, "q", "c", "c", "e", "c"), 9) == [1, 2, 3]
    assert going_along(opened(0, "q", "cq", "c"), 9) == [], "not with a quote of its own"
    assert going_along(opened(0, "q", "C", "c"), 9) == [], "nor with a cue, which says who it is by"
    assert going_along(opened(0, "e", "c"), 9) == [], "there is nothing to carry on in view"
    assert going_along(opened(0, "q", "D", "c"), 9) == [], "what was decided may be something else"
    assert going_along(delete_quote(opened(0, "q", "c")), 9) == [], "nor with the quote deleted"


def test_sure_suggestions_go_along_where_they_are_asked_for():
    assert going_along(opened(0, "u", "q", "e", "q", "u", "q"), 9, sure=0.9) == [1, 2, 3]
    assert going_along(opened(0, "u", "q"), 9, sure=0.91) == []
    assert SURE == 0.9, "as the keys say"
    assert going_along(opened(0, "e", "u", "c"), 9, sure=0.5) == [1, 2]


def test_a_sure_suggestion_that_enter_would_not_confirm_is_to_be_opened():
    said = [Said("it rains", "said", "Ada", score=0.95)]
    page = article(1, "a", [Line("Rain."), Line("Ada said it rains.", said), Line("So did she.")])
    item = page.items[1]
    (quote,) = item.suggestion.labels.quotes
    over = replace(quote, source=Span(quote.source.start, quote.cue.end))
    suggestion = item.suggestion._replace(labels=item.suggestion.labels.with_quotes([over]))
    state = open_sentence(page.with_item(1, item._replace(suggestion=suggestion)), 0)
    assert (going_along(open_sentence(page, 0), 2, SURE), going_along(state, 2, SURE)) == ([1, 2], [])
    assert sure_enough(state, SURE, bare=True) == [0, 2]


def test_sentences_are_accepted_as_suggested_with_no_time_of_their_own():
    state = open_sentence(harbour(), 0)
    made = in_passing(state, [4, 1])
    assert [(new.sentence_id, new.answer, new.seconds, new.keys, new.implied) for new in made] == [
        (104, Answer.ACCEPT, 0.0, 0, False),
        (101, Answer.ACCEPT, 0.0, 0, False),
    ]
    assert made[0].labels == state.page.items[4].suggestion.labels.bare()
    assert (made[0].suggestion, made[1].suggestion) == (1004, None)


def test_passed_over_are_sentences_with_nothing_suggested_up_to_the_next_with_something():
    def passed(start, *kinds):
        made = passed_over(opened(0, *kinds), start)
        assert all(new.implied and new.answer is Answer.ACCEPT for new in made)
        return [new.sentence_id - 100 for new in made]

    assert passed(1, "q", "e", "e", "q", "e") == [1, 2]
    assert passed(1, "q", "e", "t", "e") == [1]
    assert passed(1, "q", "e", "D", "e") == [1, 3]
    assert passed(1, "q", "e", "qD", "e") == [1, 3]
    assert passed(1, "q", "e", "N", "e") == [1]
    assert passed(1, "q", "S", "e", "q") == [1, 2], "an empty suggestion suggests nothing"
    assert passed(0, "q", "e") == []
    assert passed(2, "q", "e") == []


def test_what_is_only_there_to_be_read_is_neither_decided_with_others_nor_the_next_to_decide():
    page = page_of("q", "", "q", "")
    page = page._replace(items=tuple(item._replace(asked=item.sentence.index not in (1, 2)) for item in page.items))
    state = open_sentence(page, 0)
    assert going_along(state, 3, sure=0.0) == []
    assert sure_enough(state, 0.0, bare=True) == [0, 3]
    assert passed_over(state, 1) == []
    assert next_undecided(page.items, 0) == 3
