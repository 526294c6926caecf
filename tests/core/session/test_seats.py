"""Speakers keep their keys while somebody works in a document, and those who speak have one."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.decision import Answer
from annotator.core.model import CastMember
from annotator.core.session.desk import Place
from annotator.core.session.seats import Shown, first_seats, names_differ
from annotator.core.session.state import give_speaker, open_sentence, undo_edit
from annotator.core.session.workbench import Workbench
from tests.memory_desk import Line, MemoryDesk, Said, article

NINE = [f"Person {letter}" for letter in "ABCDEFGHI"]


def page_with(names, *speakers, places=()):
    """An article with a sentence for each of these speakers, and a cast."""
    lines = [
        Line(f"So {number}, it was said.", [Said(f"So {number}", "said", speaker=name)])
        for number, name in enumerate(speakers)
    ]
    cast = tuple(CastMember(name, speaks=name not in places) for name in [*names, *places])
    return replace(article(1, "a", lines or [Line("Nothing was said.")]), cast=cast)


def bench_with(names, *speakers, places=()):
    return Workbench(MemoryDesk([page_with(names, *speakers, places=places)]))


def said_by(name):
    return lambda state: give_speaker(state, name)


def test_the_suggested_speakers_have_the_digits_in_their_order():
    assert first_seats(page_with(["Ada", "Ben"], "Ada")) == ("Ada", "Ben")


def test_a_place_has_no_digit_even_if_digits_are_left():
    seats = first_seats(page_with(["Ada"], "Ada", places=["Norway", "Oslo"]))
    assert seats == ("Ada", *[""] * 8, "Norway", "Oslo")
    state = open_sentence(page_with(["Ada"], "Ada", places=["Norway"]), 0)
    assert [state.speaker_at(number) for number in (0, 1, 2, 10, 11)] == [None, "Ada", None, "Norway", None]
    assert state.speakers == ("Ada", "Norway")


def test_a_new_speaker_gets_the_next_free_digit():
    bench = bench_with(["Ada", "Ben"], "Ada", "Ben", places=["Norway"])
    bench.change(said_by("Cleo"))
    assert bench.state.cast[:4] == ("Ada", "Ben", "Cleo", "")
    bench.answer(Answer.ACCEPT)
    assert bench.state.cast[:4] == ("Ada", "Ben", "Cleo", ""), "in the next sentence too"


def test_where_no_digit_is_free_a_new_speaker_takes_that_of_the_last_who_has_no_quote():
    bench = bench_with(NINE, NINE[8], NINE[0])
    bench.change(said_by("New"))
    assert bench.state.cast == (*NINE[:8], "New", NINE[8]), "the one quote of the last is the new speaker's now"
    bench = bench_with(NINE, NINE[0], NINE[8])
    bench.change(said_by("New"))
    assert bench.state.cast == (*NINE[:7], "New", NINE[8], NINE[7])


def test_nobody_who_has_a_quote_loses_a_digit():
    bench = bench_with(NINE, *NINE, NINE[0])
    bench.navigator.go(Place(1, 9))
    bench.change(said_by("New"))
    assert bench.state.cast == (*NINE, "New")


def test_a_speaker_that_is_taken_back_gives_the_digit_back():
    bench = bench_with(NINE, NINE[0], NINE[0])
    bench.change(said_by("Tpyo"))
    assert bench.state.cast[8] == "Tpyo"
    bench.undo()
    assert bench.state.cast == tuple(NINE)
    bench = bench_with(["Ada"], "Ada", "Ada")
    bench.change(said_by("Cleo"))
    bench.answer(Answer.ACCEPT)
    bench.change(said_by("Dora"))
    bench.navigator.go(Place(1, 0))
    bench.change(said_by("Ada"))
    assert bench.state.cast == ("Ada", "", "Dora"), "nobody moves into a gap"
    bench.change(said_by("Emil"))
    assert bench.state.cast == ("Ada", "Emil", "Dora"), "but somebody new"


def test_a_speaker_behind_the_nine_who_gets_a_quote_gets_a_digit():
    bench = bench_with([*NINE, "Ten"], NINE[0], NINE[0])
    bench.change(said_by("Ten"))
    assert bench.state.cast == (*NINE[:8], "Ten", NINE[8])


def test_a_place_that_is_given_a_quote_gets_a_digit():
    bench = bench_with(["Ada"], "Ada", "Ada", places=["Norway", "Oslo"])
    bench.change(said_by("Oslo"))
    assert bench.state.cast == ("Ada", "Oslo", *[""] * 7, "Norway")


def test_keys_stay_through_decisions_undo_and_other_articles():
    desk = MemoryDesk([page_with(NINE, *NINE, NINE[0]), replace(page_with(["Zoe"], "Zoe"), number=2)])
    bench = Workbench(desk)
    seen = {bench.state.cast}
    bench.answer(Answer.REJECT)
    seen.add(bench.state.cast)
    bench.answer(Answer.SKIP)
    bench.undo()
    seen.add(bench.state.cast)
    bench.navigator.go(Place(2, 0))
    assert bench.state.cast == ("Zoe",)
    bench.navigator.go(Place(1, 3))
    assert seen | {bench.state.cast} == {tuple(NINE)}


def test_in_a_later_sitting_added_speakers_come_in_the_order_they_were_added():
    desk = MemoryDesk([page_with(["Ada"], "Ada", "Ada", "Ada")])
    bench = Workbench(desk)
    bench.navigator.go(Place(1, 2))
    bench.change(said_by("First"))
    bench.answer(Answer.ACCEPT)
    bench.navigator.go(Place(1, 0))
    bench.change(said_by("Second"))
    bench.answer(Answer.ACCEPT)
    assert bench.state.cast == ("Ada", "First", "Second")
    assert Workbench(desk).state.cast == ("Ada", "First", "Second")


def test_two_names_made_one_keep_the_digit():
    bench = bench_with(["Ada Finch", "Ben"], "Ada Finch", "Ben", "Ada Finch")
    bench.renamer.rename("Ada Finch", "A. Finch")
    assert bench.state.cast == ("A. Finch", "Ben")


def test_a_new_name_takes_the_digit_of_the_old_one_also_where_others_wait_for_it_and_undo_gives_it_back():
    bench = bench_with([*NINE, "Ten", "Eleven"], NINE[0], NINE[0])
    before = bench.state.cast
    bench.renamer.rename(NINE[0], "Ada Finch")
    after = bench.state.cast
    assert after == ("Ada Finch", *before[1:])
    bench.undo()
    assert bench.state.cast == before
    bench.redo()
    assert bench.state.cast == after


def test_a_name_with_a_digit_of_its_own_keeps_that_when_another_one_is_made_it():
    bench = bench_with(["Ada", "Ben", "Cleo"], "Ada", "Ben")
    bench.renamer.rename("Ada", "Ben")
    assert bench.state.cast.index("Ben") == 1
    bench.undo()
    assert bench.state.cast == ("Ada", "Ben", "Cleo")


def test_undoing_an_edit_without_a_workbench_shows_the_same():
    state = give_speaker(open_sentence(page_with(["Ada"], "Ada"), 0), "Cleo")
    assert state.cast == ("Ada", "Cleo")
    assert undo_edit(state).cast == ("Ada",)


def test_another_name_is_noticed_in_a_sentence_that_changed_or_was_current_or_is_now():
    page = page_with(["Ada", "Ben"], "Ada", "Ben", "Ben")
    labels = [item.suggestion.labels for item in page.items]
    first = Shown(page, 0, labels[0])
    assert not names_differ(first, Shown(page, 1, labels[1])), "another sentence is current, and that is all"
    assert names_differ(first, Shown(page, 0, labels[1])), "the current one has another speaker"
    assert names_differ(Shown(page, 0, labels[1]), Shown(page, 1, labels[1])), "an edit was left behind"
    items = (*page.items[:2], replace(page.items[2], draft=labels[0]))
    assert names_differ(first, Shown(replace(page, items=items), 0, labels[0])), "a sentence elsewhere"
    assert names_differ(first, Shown(replace(page, items=page.items[:2]), 0, labels[0])), "another number of sentences"
