"""Corrections by keys: pointing, edges, mending, names, notes, flags, lists, themes."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from annotator.core.decision import Answer
from annotator.core.model import QuoteType
from annotator.core.session.desk import Place
from annotator.core.session.workbench import Workbench
from annotator.tui.edit_actions import EditActions
from annotator.tui.keys import Call
from annotator.tui.launch import mouse_spoils_escape
from annotator.tui.settings import Settings
from tests.memory_desk import SCHEME, Line, MemoryDesk, Said, answers, article, council, harbour
from tests.tui.driving import SMALL, app_on, lines, on_screen, styled, text


def said(app, span):
    return span.of(app.bench.state.page.document.text)


async def test_a_new_quote_is_pointed_out_with_its_cue_and_source():
    async with on_screen(
        app_on(MemoryDesk([article(1, "a", [Line("All is well, Ines Duarte told us.")], ["Ines Duarte"])]))
    ) as (app, pilot):
        await pilot.press("a")
        assert "letter of first word" in text(app, "message")
        await pilot.press("a", "C", "v", "f", "b", "d", "E")
        quote = app.bench.state.chosen_quote
        assert said(app, quote.content[0]) == "All is well"
        assert said(app, quote.cue) == "told"
        assert said(app, quote.source) == "Ines Duarte"
        assert quote.speaker == "Ines Duarte"
        assert quote.type is QuoteType.INDIRECT
        await pilot.press("v", "delete")
        assert app.bench.state.chosen_quote.cue is None
        await pilot.press("a", "escape", "delete")
        assert app.bench.state.draft.labels.quotes == ()
        await pilot.press("u", "u", "u", "u", "u", "u")
        assert not app.bench.state.unconfirmed
        await pilot.press("p", "f")
        quote = app.bench.state.chosen_quote
        assert (said(app, quote.content[0]), said(app, quote.source)) == ("All is well", "Ines Duarte")


async def test_a_span_grows_at_either_end_by_its_own_key():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("C", "right_curly_bracket")
        assert said(app, app.bench.state.chosen_quote.content[0]) == "The port will reopen in May,"
        await pilot.press("less_than_sign", "less_than_sign")
        assert said(app, app.bench.state.chosen_quote.content[0]) == "The port will reopen in Ma"
        await pilot.press("b", "left_curly_bracket")
        assert said(app, app.bench.state.chosen_quote.source) == ", harbour master Ines Duarte"


async def test_letters_stand_before_the_words():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("right", "a")
        assert "▌·   aDredgingbbeganctwodweekseago." in text(app, "view")
        await pilot.press("escape")
        assert "Dredging began two weeks ago." in text(app, "view")


async def test_a_source_in_another_sentence():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("g", "4", "enter", "b", "up", "e")
        assert said(app, app.bench.state.chosen_quote.source) == "she"
        assert "in sentence 3" in text(app, "card")


def edge(app):
    """The character at which the edge is shown, and what stands before it in its line."""
    return [(character, before[-6:]) for character, before in styled(app, "view", reverse=True, bold=True)]


async def test_the_edge_that_the_brackets_move_is_shown_until_the_sentence_is_left():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.pause()
        assert edge(app) == []
        await pilot.press("tab")
        assert edge(app) == [("y", " in Ma")]
        await pilot.press("tab")
        assert edge(app) == [("T", "“e   ⟨")]
        await pilot.press("tab")
        assert edge(app) == [("d", "   sai")]
        await pilot.press("right", "left")
        assert edge(app) == []
        await pilot.press("tab")
        assert len(edge(app)) == 1


async def test_what_is_odd_is_said_and_mended_with_one_key():
    page = article(1, "a", [Line("She said: it is done.", [Said("it is done", "said", "She", "Ines Duarte")])])
    async with on_screen(MemoryDesk([page]), SMALL) as (app, pilot):
        await pilot.pause()
        assert "! colon belongs to the cue" in text(app, "card")
        await pilot.press("full_stop")
        assert "!" not in text(app, "card")
        assert said(app, app.bench.state.chosen_quote.cue) == "said:"


async def test_a_corrected_speaker_is_offered_elsewhere_and_given_there_by_a_key():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("2")
        assert "y: also in 2 other undecided sentences by Ines Duarte" in text(app, "message")
        assert desk.drafts == {}, "offered, not applied"
        await pilot.press("y")
        assert desk.drafts[102].quotes[0].speaker == "Paul Okoro"


async def test_beside_the_offer_to_change_others_it_is_said_that_the_rest_of_the_quote_changes():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("right", "right", "2")
        told = "Enter changes the quote also in 1 open sentence · y: also in 1 other undecided sentence by Ines Duarte"
        assert told in text(app, "message")


async def test_a_cue_that_is_pointed_out_in_a_later_part_says_that_the_rest_of_the_quote_changes():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("right", "right", "right", "v", "a")
        assert "Enter changes the quote also in 1 open sentence" in text(app, "message"), "the first part had the cue"
        assert app.mode is not None, "a capital still ends it elsewhere"


async def test_two_names_become_one_in_confirmed_sentences_too_and_one_key_undoes_it():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("enter", "left", "M", *"okoro", "enter")
        assert "1 confirmed and 2 open sentences changed · u undoes · Ines Duarte is now Paul" in text(app, "message")
        assert desk.heads[100].labels.quotes[0].speaker == "Paul Okoro"
        await pilot.press("right", "u")
        assert "undone: the change in 3 sentences from 1 to 4" in text(app, "message")
        assert desk.heads[100].labels.quotes[0].speaker == "Ines Duarte"
        assert desk.drafts == {}
        await pilot.press("r")
        assert "done again: the change in 3 sentences from 1 to 4" in text(app, "message")
        assert desk.heads[100].labels.quotes[0].speaker == "Paul Okoro"


async def test_note_and_flag_are_saved_with_the_decision():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("n", *"odd one", "enter", "f")
        assert "note odd one" in text(app, "card")
        assert "⚑ flagged" in text(app, "card")
        await pilot.press("right")
        assert lines(app, "view")[0].startswith(" ~⚑✎")
        await pilot.press("left", "enter")
        assert (desk.heads[100].note, desk.heads[100].flagged) == ("odd one", True)
        assert "⚑" in lines(app, "view")[0]


async def test_all_above_a_score_are_confirmed_as_one_step():
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        await pilot.press("A", "enter")
        assert answers(desk) == [Answer.ACCEPT] * 3
        assert "3 confirmed" in text(app, "message")
        await pilot.press("u")
        assert desk.heads == {}
        await pilot.press("A", "down", "enter")
        assert len(desk.heads) == 5


async def test_a_score_that_is_typed_stands_in_place_of_the_one_that_was_proposed():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("A", *"0.95")
        assert app.screen.query_one(Input).value == "0.95"
        await pilot.press("escape", "n", *"odd", "enter", "n", *" one", "enter")
        assert app.bench.state.draft.note_and_flag.note == "odd one", "a note goes on"


async def test_a_filter_holds_over_all_articles_until_it_is_left():
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("F", *"okoro")
        await pilot.pause()
        options = app.screen.query_one("#window-rows").rows
        assert [piece.text.strip() for piece in options[0][1:]] == ["Paul Okoro", "2 sentences"]
        await pilot.press("enter")
        assert app.bench.place == Place(1, 4)
        assert "filter 1/2 · Paul Okoro" in text(app, "status")
        await pilot.press("space")
        assert app.bench.place == Place(2, 1)
        assert "filter 2/2" in text(app, "status")
        await pilot.press("B", "left")
        assert app.bench.place == Place(1, 3)
        assert "filter –/2" in text(app, "status")
        await pilot.press("enter")
        assert app.bench.place == Place(1, 4)
        await pilot.press("escape")
        assert "filter" not in text(app, "status")
        await pilot.press("enter")
        assert app.bench.place == Place(1, 5)


async def test_the_end_of_a_filter_is_said_and_a_filter_that_finds_nothing():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("F", *"skip", "enter")
        assert app.bench.matches is None
        assert "no sentence is found by: skipped" in text(app, "message")
        await pilot.press("F", *"weather", "enter", "enter")
        assert app.bench.place == Place(1, 5)
        assert "nothing more in this filter" in text(app, "message")
        await pilot.press("F", "enter")
        assert app.bench.matches is None


async def test_the_least_certain_articles_first():
    async with on_screen(app_on(MemoryDesk([council()._replace(number=1), harbour()._replace(number=2)]))) as (
        app,
        pilot,
    ):
        await pilot.press("O")
        assert app.bench.place == Place(2, 0)
        await pilot.press("o")
        await pilot.pause()
        assert "2 Harbour" in app.screen.query_one("#window-rows").rows[0][1].text
        await pilot.press("escape", "O")
        assert app.bench.place == Place(1, 0), "with one suggester, they are in their own order"
        assert "the articles that suggesters mark most differently first" in text(app, "message")
        await pilot.press("O")
        assert app.bench.place == Place(1, 0)
        assert "their own order" in text(app, "message")


@pytest.mark.parametrize(
    ("variables", "spoils"),
    [
        ({"TERM": "screen.xterm-256color", "STY": "27834.pts-0"}, True),
        ({"TERM": "screen-256color"}, True),
        ({"TERM": "screen", "TMUX": "/tmp/tmux-0/default,1,0"}, False),
        ({"TERM": "tmux-256color", "STY": ""}, False),
        ({"TERM": "xterm-256color"}, False),
        ({}, False),
    ],
)
def test_the_mouse_is_left_alone_in_gnu_screen(variables, spoils):
    assert mouse_spoils_escape(variables) is spoils


BELIEVED = "“believe” + that: taken here 2 of 14, expected 11"
ALL = "all: thinking: taken here 9 of 40, expected 22"


async def test_why_tells_what_was_decided_of_quotes_like_this_one():
    page = article(
        1, "a", [Line("Ada believes that it is late.", [Said("that it is late", "believes", "Ada")])], ["Ada"]
    )
    desk = MemoryDesk([page], moved={(1000, True): (BELIEVED, ALL, "third")})
    async with on_screen(desk) as (app, pilot):
        await pilot.press("w")
        assert "quote by rule rule, 0.90 · “believe” + that: taken here 2 of 14, expected 11 · " in text(app, "message")
        assert "all: thinking: taken here 9 of 40, expected 22" in " ".join(text(app, "foot").split()), "in two rows"
        assert "third" not in text(app, "foot")
        await pilot.resize_terminal(80, 24)
        await pilot.press("w")
        assert "“believe” + that: taken here 2 of 14" in text(app, "message")


def test_why_asked_again_is_the_next_page():
    actions = EditActions(Workbench(MemoryDesk()), SCHEME, Settings())
    pages = []
    for _ in range(3):
        actions.act(Call("why", ()))
        pages.append(actions.why.page)
    assert pages == [0, 1, 2]


async def test_why_does_not_say_that_nothing_was_suggested_where_what_was_is_decided():
    lines = [Line("Ada believes that it is late.", [Said("it is late", "believes", "Ada")]), Line("It rained.")]
    async with on_screen(MemoryDesk([article(1, "a", lines)])) as (app, pilot):
        await pilot.press("enter", "left", "w")
        assert "no reason is known for what is shown here" in text(app, "message")


async def test_why_tells_in_a_sentence_without_a_quote_which_one_is_not_suggested_any_more():
    page = article(1, "a", [Line("Ada believes that it is late.", topics=["weather"])])
    async with on_screen(MemoryDesk([page], moved={(1000, False): (BELIEVED,)})) as (app, pilot):
        await pilot.press("w")
        said = "no quote: “believe” + that: taken here 2 of 14, expected 11 · weather because of “Ada”"
        assert said in text(app, "message")
