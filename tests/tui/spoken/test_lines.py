"""What is said of a sentence: all of it, in words, and afterwards only what changed."""

from __future__ import annotations

import pytest
from textual.events import Key

from annotator.core.decision import Answer
from annotator.core.errors import NotSaved
from annotator.core.session import state as session
from annotator.core.session.desk import Filter, NoteAndFlag
from annotator.core.session.pointing import Aim
from annotator.core.session.workbench import Notice, Workbench
from annotator.tui.edit_actions import EditActions
from annotator.tui.keys import Call
from annotator.tui.panes.pieces import Piece
from annotator.tui.settings import Settings
from annotator.tui.spoken import notice_of, spoken_of, words_of
from tests.memory_desk import SCHEME, Line, MemoryDesk, Said, article


def said(bench, *action):
    screen = EditActions(bench, SCHEME, Settings())
    if action:
        screen.act(Call(action[0], action[1:]))
        bench.forget_notice()
    return spoken_of(screen)


def test_a_sentence_is_said_with_its_quotes_speakers_topics_and_where_it_is():
    assert said(Workbench(MemoryDesk())).whole == (
        "Harbour to reopen in May, 2026-03-02",
        "article 1 of 2, sentence 1 of 6, ana, saved 0 · id 100",
        "text: The port will reopen in May, harbour master Ines Duarte said.",
        "quote 1: direct, 0.90",
        "content: The port will reopen in May",
        "speaker 1 Ines Duarte",
        "cue said, source harbour master Ines Duarte",
        "speakers 1 Ines Duarte, 2 Paul Okoro, 0 nobody, / other",
        "topics, on: e economy, business and finance (The)",
    )


def test_nothing_is_said_of_a_title_that_there_is_not():
    bench = Workbench(MemoryDesk([article(1, "", [Line("All was well."), Line("It rained.")])]))
    before = said(bench)
    assert before.whole[0] == "article 1 of 1, sentence 1 of 2, ana, saved 0 · id 100"
    bench.answer(Answer.ACCEPT)
    assert said(bench).since(before) == said(bench).whole


def test_of_several_quotes_the_chosen_one_is_said_to_be_so():
    page = article(
        1, "a", [Line("No, he said; yes, she said.", [Said("No", "said", "he"), Said("yes", "said", "she")])]
    )
    bench = Workbench(MemoryDesk([page]))
    heads = [line for line in said(bench).card if line.startswith("quote")]
    assert heads == ["quote 1 of 2, chosen: direct, 0.90", "quote 2: direct, 0 nobody, 0.90"]


def test_a_sentence_longer_than_any_screen_is_said_whole():
    words = " ".join(f"word{number}" for number in range(900))
    bench = Workbench(MemoryDesk([article(1, "a", [Line(f"{words}, she said.", [Said(words, "said", "she")])])]))
    assert said(bench).text == f"text: {words}, she said."
    assert f"content: {words}" in said(bench).card


def test_of_another_sentence_all_is_said_but_the_title_that_is_known():
    bench = Workbench(MemoryDesk())
    before = said(bench)
    bench.answer(Answer.ACCEPT)
    assert said(bench).since(before) == said(bench).whole[1:]
    assert said(bench).since(None) == said(bench).whole


def test_of_the_same_sentence_only_what_changed_is_said():
    bench = Workbench(MemoryDesk())
    before = said(bench)
    assert said(bench).since(before) == ()
    bench.give_speaker("Paul Okoro")
    assert said(bench).since(before) == ("speaker 2 Paul Okoro", "unconfirmed edits")
    changed = said(bench)
    bench.undo()
    assert said(bench).since(changed) == ("speaker 1 Ines Duarte", "no unconfirmed edits any more")


def test_a_check_is_said_and_when_it_is_gone():
    page = article(1, "a", [Line("All is well.", [Said("All is well")])], ["Ines Duarte"])
    bench = Workbench(MemoryDesk([page]))
    with_check = said(bench)
    (check,) = [line for line in with_check.card if line.startswith("check: ")]
    assert "who said it?" in check
    bench.give_speaker("Ines Duarte")
    assert "no check any more" in said(bench).since(with_check)


def test_a_flag_and_a_note_are_said_and_when_they_are_gone():
    bench = Workbench(MemoryDesk())
    before = said(bench)
    bench.change(lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("look", True))))
    noted = said(bench)
    assert noted.since(before) == ("unconfirmed edits, flagged", "note look")
    bench.undo()
    assert {"not flagged any more", "no note any more"} <= set(said(bench).since(noted))


def test_words_to_point_at_are_said_with_their_letters():
    bench = Workbench(MemoryDesk([article(1, "a", [Line("Rain, she said.", [Said("Rain", "said", "she")])])]))
    keys, line = said(bench, "point", Aim.CUE).choice
    assert keys.startswith("keys: a-z first word, A-Z last word")
    letters = dict(pair.split(" ") for pair in line.removeprefix("letters: ").split(", "))
    assert sorted(letters.values()) == ["Rain", "said", "she"]
    screen = EditActions(bench, SCHEME, Settings())
    screen.action_point(Aim.CUE)
    screen.press(Key("b", "b"))
    assert spoken_of(screen).choice == ("keys: A-Z end, Esc leave",)


def test_while_a_topic_is_picked_all_are_said_and_afterwards_nothing_of_it():
    bench = Workbench(MemoryDesk())
    before, picking = said(bench), said(bench, "topic")
    assert picking.since(before) == (
        "keys: a-z on or off, A-Z and confirm, Enter confirm, Esc leave",
        "topics, on: e economy, business and finance (The), off: p politics, off: w weather, off: s sport",
    )
    assert said(bench).since(picking) == ()


def test_what_stands_in_the_place_of_the_title_is_said():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.set_filter(Filter(speaker="Paul Okoro"))
    assert said(bench).above == "filter 1/2, Paul Okoro"
    bench.clear_filter()
    desk.fail = NotSaved("disk full", "free some space")
    bench.answer(Answer.ACCEPT)
    assert said(bench).above.startswith("NOT SAVED: disk full")
    assert notice_of(bench).startswith("NOT SAVED: disk full; free some space, Enter tries again")


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ("a · b", "a, b"),
        ("undone: A → B", "undone: A to B"),
        ("x\x1b[2Jy", "x␛[2Jy"),
        ("↑ ↓ elsewhere", "up and down elsewhere"),
    ],
)
def test_a_notice_is_said_in_words_and_made_harmless(told, heard):
    bench = Workbench(MemoryDesk())
    assert notice_of(bench) == ""
    bench.notice = Notice(told)
    assert notice_of(bench) == heard


def test_no_sign_of_the_card_is_left():
    row = (Piece("! ", "warn"), Piece("odd · ● a  ○ b  ✓ confirmed  ⚑ flagged", "warn"))
    assert words_of(row) == "check: odd · on: a, off: b, confirmed, flagged"


def test_what_is_named_already_is_not_called_content_before_its_name():
    assert words_of((Piece("before: "), Piece("We go", "content"), Piece(" · direct"))) == "before: We go · direct"


def test_text_of_an_article_is_made_harmless():
    bench = Workbench(MemoryDesk([article(1, "a", [Line("CANARY\n\x1b]0;owned\x07 end.")])]))
    assert said(bench).text == "text: CANARY ␛]0;owned␇ end."
