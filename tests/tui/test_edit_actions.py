"""Corrections by keys: pointing, edges, mending, names, notes, flags, lists, themes."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from annotator.core.decision import Answer
from annotator.core.edges import EdgeHabit, EdgeHabits
from annotator.core.model import QuoteType
from annotator.core.session.desk import Place
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.launch import mouse_spoils_escape
from annotator.tui.settings import Settings, load_settings
from tests.memory_desk import SCHEME, Line, MemoryDesk, Said, answers, article, council, harbour
from tests.tui.driving import app_on, lines, styled, text


@pytest.fixture(autouse=True)
def own_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings.toml"))


def said(app, span):
    return span.of(app.bench.state.page.document.text)


async def test_a_new_quote_is_pointed_out_with_its_cue_and_source():
    app = app_on(MemoryDesk([article(1, "a", [Line("All is well, Ines Duarte told us.")], ["Ines Duarte"])]))
    async with app.run_test(size=(120, 40)) as pilot:
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
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("C", "right_curly_bracket")
        assert said(app, app.bench.state.chosen_quote.content[0]) == "The port will reopen in May,"
        await pilot.press("less_than_sign", "less_than_sign")
        assert said(app, app.bench.state.chosen_quote.content[0]) == "The port will reopen in Ma"
        await pilot.press("b", "left_curly_bracket")
        assert said(app, app.bench.state.chosen_quote.source) == ", harbour master Ines Duarte"


async def test_letters_stand_before_the_words():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("right", "a")
        assert "▌·   aDredgingbbeganctwodweekseago." in text(app, "view")
        await pilot.press("escape")
        assert "Dredging began two weeks ago." in text(app, "view")


async def test_a_source_in_another_sentence():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("g", "4", "enter", "b", "up", "e")
        assert said(app, app.bench.state.chosen_quote.source) == "she"
        assert "in sentence 3" in text(app, "card")


async def test_edges_are_moved():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("left_curly_bracket")
        assert said(app, app.bench.state.chosen_quote.content[0]) == "The port will reopen in"
        await pilot.press("tab", "right_curly_bracket")
        assert said(app, app.bench.state.chosen_quote.content[0]) == "port will reopen in"
        await pilot.press("u", "u")
        assert not app.bench.state.unconfirmed


def edge(app):
    """The character at which the edge is shown, and what stands before it in its line."""
    return [(character, before[-6:]) for character, before in styled(app, "view", reverse=True, bold=True)]


async def test_the_edge_that_the_brackets_move_is_shown_until_the_sentence_is_left():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
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


async def test_edits_left_unconfirmed_are_seen_in_the_margin():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("d", "right")
        assert lines(app, "view")[0].startswith(" ~")
        await pilot.press("left", "enter")
        assert lines(app, "view")[0].startswith(" ✓")


async def test_what_is_odd_is_said_and_mended_with_one_key():
    page = article(1, "a", [Line("She said: it is done.", [Said("it is done", "said", "She", "Ines Duarte")])])
    app = app_on(MemoryDesk([page]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "! colon belongs to the cue" in text(app, "card")
        await pilot.press("full_stop")
        assert "!" not in text(app, "card")
        assert said(app, app.bench.state.chosen_quote.cue) == "said:"


async def test_a_corrected_speaker_is_offered_elsewhere_and_undone_as_one():
    desk = MemoryDesk()
    app = app_on(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        assert "also in 2 other undecided sentences by Ines Duarte? y: yes" in text(app, "message")
        assert desk.drafts == {}, "offered, not applied"
        await pilot.press("y")
        assert desk.drafts[102].quotes[0].speaker == "Paul Okoro"
        await pilot.press("u")
        assert desk.drafts == {}
        await pilot.press("r")
        assert desk.drafts[102].quotes[0].speaker == "Paul Okoro"
        await pilot.press("u", "u")
        assert not app.bench.state.unconfirmed


async def test_two_names_become_one():
    desk = MemoryDesk()
    app = app_on(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("M", *"okoro", "enter")
        assert app.bench.state.chosen_quote.speaker == "Paul Okoro"
        assert "Ines Duarte" not in app.bench.state.cast
        assert desk.drafts[102].quotes[0].speaker == "Paul Okoro"


async def test_two_names_become_one_in_confirmed_sentences_too_and_one_key_undoes_it():
    desk = MemoryDesk()
    app = app_on(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "left", "M", *"okoro", "enter")
        assert "Ines Duarte is now Paul Okoro in 1 confirmed and 2 open sentences · u undoes" in text(app, "message")
        assert desk.heads[100].labels.quotes[0].speaker == "Paul Okoro"
        await pilot.press("right", "u")
        assert "undone: the change in 3 sentences from 1 to 4" in text(app, "message")
        assert desk.heads[100].labels.quotes[0].speaker == "Ines Duarte"
        assert desk.drafts == {}
        await pilot.press("r")
        assert "done again: the change in 3 sentences from 1 to 4" in text(app, "message")
        assert desk.heads[100].labels.quotes[0].speaker == "Paul Okoro"


async def test_a_quote_goes_on_by_the_speaker_that_its_beginning_is_given():
    desk = MemoryDesk()
    app = app_on(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("g", "3", "enter", "2", "enter")
        assert "the quote is also changed in 1 open sentence · u undoes" in text(app, "message")
        assert app.bench.place == Place(1, 3)
        assert app.bench.state.chosen_quote.speaker == "Paul Okoro"
        await pilot.press("enter", "left", "left", "left", "left")
        assert desk.heads[103].labels.quotes[0].speaker == "Paul Okoro"


async def test_a_part_by_another_speaker_is_told_of_and_mended_with_one_key():
    told = [
        Line("We sail, Ada said.", [Said("We sail", "said", "Ada", "Ines Duarte")]),
        Line("We sail far.", [Said("We sail far", speaker="Paul Okoro", continues=True)]),
    ]
    app = app_on(MemoryDesk([article(1, "sail", told, ["Ines Duarte", "Paul Okoro"])]))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("right")
        assert "! continues a quote by Ines Duarte · press ." in text(app, "card")
        await pilot.press("full_stop")
        assert "!" not in text(app, "card")
        assert app.bench.state.chosen_quote.speaker == "Ines Duarte"


async def test_note_and_flag_are_saved_with_the_decision():
    desk = MemoryDesk()
    app = app_on(desk)
    async with app.run_test(size=(120, 40)) as pilot:
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
    app = app_on(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("A", "enter")
        assert answers(desk) == [Answer.ACCEPT] * 3
        assert "3 confirmed" in text(app, "message")
        await pilot.press("u")
        assert desk.heads == {}
        await pilot.press("A", "down", "enter")
        assert len(desk.heads) == 5


async def test_a_score_that_is_typed_stands_in_place_of_the_one_that_was_proposed():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("A", *"0.95")
        assert app.screen.query_one(Input).value == "0.95"
        await pilot.press("escape", "n", *"odd", "enter", "n", *" one", "enter")
        assert app.bench.state.draft.note_and_flag.note == "odd one", "a note goes on"


async def test_lists_lead_to_sentences_and_articles():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("g", *"crane", "enter")
        assert app.bench.place == Place(1, 4)
        await pilot.press("o", *"council", "enter")
        assert app.bench.place == Place(2, 0)
        await pilot.press("o", "escape", "i", "escape", "w", "space")
        assert len(app.screen_stack) == 1


async def test_a_filter_holds_over_all_articles_until_it_is_left():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(80, 24)) as pilot:
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
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("F", *"skip", "enter")
        assert app.bench.matches is None
        assert "no sentence is found by: skipped" in text(app, "message")
        await pilot.press("F", *"weather", "enter", "enter")
        assert app.bench.place == Place(1, 5)
        assert "nothing more in this filter" in text(app, "message")
        await pilot.press("F", "enter")
        assert app.bench.matches is None


async def test_the_least_certain_articles_first():
    app = app_on(MemoryDesk([council()._replace(number=1), harbour()._replace(number=2)]))
    async with app.run_test(size=(120, 40)) as pilot:
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


async def test_only_suggested_passes_over_the_rest_as_implied():
    desk = MemoryDesk()
    app = AnnotatorApp(Workbench(desk, only_suggested=True), SCHEME)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        assert app.bench.place == Place(1, 2)
        assert desk.heads[101].implied
        assert "saved 2" in text(app, "status")
        await pilot.press("u")
        assert desk.heads == {}


async def test_the_theme_is_chosen_and_kept():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("T", *"contrast", "enter")
        await pilot.pause()
        assert app.theme == "annotator-contrast"
        assert load_settings().settings.theme == "contrast"


async def test_own_keys():
    desk = MemoryDesk()
    settings = Settings(keymap={"confirm": "enter,z", "reject": "0"})
    app = AnnotatorApp(Workbench(desk), SCHEME, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("z")
        assert answers(desk) == [Answer.ACCEPT]
        assert "Enter z confirm" in text(app, "hint")


def test_broken_settings_are_left_aside_with_a_word(tmp_path):
    (tmp_path / "settings.toml").write_text("theme = [broken")
    loaded = load_settings()
    assert loaded.settings == Settings()
    assert "all settings are left aside" in loaded.complaint


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


@pytest.mark.parametrize(("text", "mouse"), [("", None), ("mouse = true", True), ("mouse = false", False)])
def test_the_mouse_may_be_set(tmp_path, text, mouse):
    (tmp_path / "settings.toml").write_text(text)
    assert load_settings().settings.mouse is mouse


async def test_names_of_other_articles_are_found():
    desk = MemoryDesk(
        [
            article(1, "a", [Line("It is done, she said.", [Said("It is done", "said", "she")])]),
            article(2, "b", [Line("Fine.")], ["Abena Mensah"]),
        ]
    )
    app = app_on(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"mensah", "enter")
        assert app.bench.state.chosen_quote.speaker == "Abena Mensah"


BELIEVED = "“believe” + that: taken here 2 of 14, expected 11"
ALL = "all: thinking: taken here 9 of 40, expected 22"


async def test_why_tells_what_was_decided_of_quotes_like_this_one():
    page = article(
        1, "a", [Line("Ada believes that it is late.", [Said("that it is late", "believes", "Ada")])], ["Ada"]
    )
    desk = MemoryDesk([page], moved={(1000, True): (BELIEVED, ALL, "third")})
    app = app_on(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("w")
        assert "quote by rule rule, 0.90 · “believe” + that: taken here 2 of 14, expected 11 · " in text(app, "message")
        assert " · all: thinking: taken here 9 of 40,…" in text(app, "message")
        assert "third" not in text(app, "message")
        await pilot.resize_terminal(80, 24)
        await pilot.press("w")
        assert "“believe” + that: taken here 2 of 14" in text(app, "message")


async def test_why_does_not_say_that_nothing_was_suggested_where_what_was_is_decided():
    lines = [Line("Ada believes that it is late.", [Said("it is late", "believes", "Ada")]), Line("It rained.")]
    app = app_on(MemoryDesk([article(1, "a", lines)]))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "left", "w")
        assert "no reason is known for what is shown here" in text(app, "message")


async def test_why_tells_in_a_sentence_without_a_quote_which_one_is_not_suggested_any_more():
    page = article(1, "a", [Line("Ada believes that it is late.", topics=["weather"])])
    app = app_on(MemoryDesk([page], moved={(1000, False): (BELIEVED,)}))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("w")
        said = "no quote: “believe” + that: taken here 2 of 14, expected 11 · weather because of “Ada”"
        assert said in text(app, "message")


async def test_why_tells_nothing_of_decisions_where_suggestions_follow_none():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("w")
        assert "quote by rule rule, 0.90 · economy because of “The”" in text(app, "message")


async def test_words_of_articles_in_the_reasons_are_made_fit_for_the_terminal():
    page = article(1, "a", [Line("Ada believes it.", [Said("it", "believes", "Ada")])])
    app = app_on(MemoryDesk([page], moved={(1000, True): ("“\x1b[2J[/b]”: taken here 2 of 14, expected 11",)}))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("w")
        assert "\x1b" not in text(app, "message")
        assert "[2J[/b]”: taken here 2 of 14" in text(app, "message")


async def test_why_tells_what_was_decided_at_edges_and_the_words_that_suggest_topics():
    said = Said("it is late", "believes", "Ada", type=QuoteType.INDIRECT)
    page = article(1, "a", [Line("Ada believes that it is late.", [said], topics=["weather"])], ["Ada"])
    edges = EdgeHabits({"that": EdgeHabit(1, 9)})
    app = app_on(MemoryDesk([page], edges=edges))
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("w")
        assert "edge: “that” left out here 9 of 10 · weather because of “Ada”, 0.8" in text(app, "message")
