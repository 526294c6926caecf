"""Boilerplate is decided with the article: rejected unseen, in the step of the first answer."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.session.desk import Filter, NoteAndFlag, Place
from annotator.core.session.edits import delete_quote
from annotator.core.session.several import going_along, sure_enough
from annotator.core.session.workbench import Workbench
from tests.memory_desk import Line, MemoryDesk, Said, article

LINES = [
    Line("By Jane Roe", boilerplate="byline"),
    Line("It is late, she said.", [Said("It is late", "said", "she")]),
    Line("Share Tweet", boilerplate="share bar"),
    Line("Nobody knew why."),
    Line("It is so, he said.", [Said("It is so", "said", "he")]),
    Line("Read more: Ferries", boilerplate="link"),
]


def bench(*pages, **how) -> Workbench:
    return Workbench(MemoryDesk(list(pages) or [article(1, "a", LINES)]), **how)


def answers(bench: Workbench) -> list[tuple[str, bool] | None]:
    made = [item.decision for item in bench.state.page.items]
    return [None if one is None else (one.answer.value, one.implied) for one in made]


def test_work_begins_at_the_articles_own_text() -> None:
    assert bench().place == Place(1, 1)


def test_the_first_answer_rejects_all_boilerplate_of_the_article_unseen() -> None:
    work = bench()
    assert work.answer(Answer.ACCEPT)
    assert work.place == Place(1, 3)
    assert answers(work) == [("reject", True), ("accept", False), ("reject", True), None, None, ("reject", True)]
    assert work.notice is not None
    assert "boilerplate" in work.notice.text
    assert all(item.decision.labels == Labels() for item in work.state.page.items if item.boilerplate)
    assert work.answer(Answer.ACCEPT)
    assert work.notice is None


def test_one_undo_takes_it_all_back() -> None:
    work = bench()
    work.answer(Answer.REJECT)
    work.undo()
    assert answers(work) == [None] * 6
    assert work.place == Place(1, 1)


def test_what_was_touched_or_answered_is_left_to_the_annotator() -> None:
    work = bench()
    work.go(Place(1, 0))
    work.answer(Answer.ACCEPT)
    assert answers(work)[0] == ("accept", False)
    other = bench()
    other.go(Place(1, 2))
    other.change(lambda state: replace(state, draft=state.draft._replace(note_and_flag=NoteAndFlag(None, True))))
    other.go(Place(1, 1))
    other.answer(Answer.ACCEPT)
    assert answers(other)[2] is None


def test_sentences_confirmed_together_step_over_boilerplate() -> None:
    work = bench()
    assert going_along(work.state, 9) == [3]
    assert 0 not in sure_enough(work.state, 0.0, bare=True)
    work.accept_all(sure_enough(work.state, 0.0, bare=True))
    assert answers(work) == [
        ("reject", True),
        *[("accept", False)],
        ("reject", True),
        *[("accept", False)] * 2,
        ("reject", True),
    ]


def test_what_only_suggested_passes_over_is_accepted_and_boilerplate_rejected() -> None:
    work = bench(only_suggested=True)
    work.answer(Answer.ACCEPT)
    assert answers(work) == [
        ("reject", True),
        ("accept", False),
        ("reject", True),
        ("accept", True),
        None,
        ("reject", True),
    ]
    assert work.place == Place(1, 4)


def test_a_filter_leaves_boilerplate_alone() -> None:
    work = bench()
    work.set_filter(Filter(marks=frozenset({"undecided"})))
    work.answer(Answer.ACCEPT)
    assert [item.boilerplate for item in work.state.page.items if item.decision is not None] in ([None], ["byline"])


def test_the_next_article_is_opened_at_its_own_text() -> None:
    work = bench(article(1, "a", [Line("One.")]), article(2, "b", LINES))
    work.answer(Answer.ACCEPT)
    assert work.place == Place(2, 1)


def test_an_article_of_which_only_boilerplate_is_left_is_finished_by_hand() -> None:
    work = bench(article(1, "a", [Line("By Jane Roe", boilerplate="byline"), Line("Share", boilerplate="share bar")]))
    assert work.place == Place(1, 0)
    work.answer(Answer.ACCEPT)
    assert answers(work) == [("accept", False), ("reject", True)]
    assert work.finished


def test_boilerplate_with_a_quote_of_its_own_can_be_annotated() -> None:
    page = article(1, "a", [Line("Read more: It is so, she said.", [Said("It is so", "said")], boilerplate="link")])
    work = bench(page)
    work.change(delete_quote)
    work.answer(Answer.ACCEPT)
    assert answers(work) == [("accept", False)]
