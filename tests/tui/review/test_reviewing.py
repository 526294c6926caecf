"""A review on the screen: every key of it, and the keys of annotating beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.review.versions import Cause
from annotator.tui.keys import KEYS, REVIEW_KEYS
from annotator.tui.panes.document import BAR
from annotator.tui.review.screens import NEVER
from annotator.tui.settings import Settings
from tests.memory_desk import Said
from tests.memory_review import labels_of, mark, reviewed
from tests.tui.driving import SMALL, lines, on_screen, settled, styled, text, window_rows
from tests.tui.review.driving import review_app

CRANE, TOPICS, PORT, AUDIT = 104, 201, 100, 101


def told(app):
    return app.bench.notice.text if app.bench.notice is not None else ""


def version(desk, sentence, number):
    return desk.case(sentence).versions[number - 1].labels


async def test_a_digit_takes_that_version_and_goes_on_and_u_takes_it_back():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        assert "difference 1/4" in text(app, "status")
        await pilot.press("2")
        assert desk.heads[CRANE].labels == version(desk, CRANE, 2)
        assert app.bench.state.item.id == TOPICS
        assert "difference 2/4" in text(app, "status")
        assert "saved 1" in text(app, "status")
        await pilot.press("u")
        assert desk.heads == {}
        assert app.bench.state.item.id == CRANE
        assert "▸2" in text(app, "card")


async def test_topics_are_not_changed_in_many_sentences_at_once_and_steps_are_gone_back_to_as_in_annotating():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press("R")
        assert told(app) == "not in a review, where every sentence is looked at"
        await pilot.press("2", "1", "U", "down", "enter")
        assert (desk.heads, app.bench.state.item.id) == ({}, CRANE)
        assert told(app).startswith("undone: 2 steps, in 2 sentences")


async def test_enter_takes_the_version_that_is_shown_in_the_text():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        shown = []
        for key in ("down", "j", "k", "up", "down"):
            await pilot.press(key)
            shown.append(next(number for number in "123" if f"▸{number}" in text(app, "card")))
        assert shown == ["2", "3", "2", "1", "2"]
        marked = version(desk, CRANE, 2).quotes[0].content[0]
        assert f"⟨{marked.of(desk.pages[0].document.text)}⟩" in text(app, "view")
        await pilot.press("enter")
        assert desk.heads[CRANE].labels == version(desk, CRANE, 2)


@pytest.mark.parametrize("key", ["0", "x"])
async def test_neither_settles_with_nothing(key):
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press(key)
        assert (desk.heads[CRANE].answer, desk.heads[CRANE].labels) == (Answer.REJECT, Labels())
        assert app.bench.state.item.id == TOPICS


async def test_a_digit_without_a_version_says_so():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press("4")
        assert (desk.heads, told(app)) == ({}, "there is no version 4: 1 to 3 take one")


async def test_editing_has_the_keys_of_annotating_and_digits_are_speakers():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press("down", "e")
        assert told(app).startswith("editing from version 2")
        await pilot.press("1", "d")
        assert app.bench.state.chosen_quote.speaker == "Ines Duarte"
        assert "speakers" in text(app, "card")
        await pilot.press("enter")
        made = desk.heads[CRANE].labels.quotes[0]
        assert (made.speaker, made.type) == ("Ines Duarte", "mixed")
        assert made.content == version(desk, CRANE, 2).quotes[0].content
        await pilot.press("1")
        assert TOPICS in desk.heads, "a digit is a version again"


async def test_escape_leaves_editing_and_says_how_to_get_it_back():
    async with on_screen(review_app(), SMALL) as (app, pilot):
        await pilot.press("e", "escape")
        assert (told(app), "≠" in text(app, "card")) == ("the versions again", True)
        await pilot.press("e", "d", "escape")
        assert told(app) == "the versions again · r brings back what you edited"
        await pilot.press("r")
        assert app.comparison.editing
        await pilot.press("escape", "escape")
        assert app.comparison.choosing
        assert told(app) == "these are the versions · q leaves the review"


async def test_edits_that_were_left_are_gone_from_disk_once_another_version_is_shown_in_their_place():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        here = app.bench.state.item.id
        await pilot.press("e", "d", "right", "left")
        assert here in desk.drafts
        await pilot.press("escape", "down", "e", "escape", "right", "left")
        assert here not in desk.drafts
        assert app.bench.state.item == desk.page(app.bench.place.document).items[app.bench.place.index]._replace(
            suggestion=app.bench.state.item.suggestion
        )


async def test_where_there_is_one_version_alone_the_keys_that_show_another_say_so():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        comparison = app.comparison
        comparison.case = comparison.case._replace(versions=comparison.case.versions[:1])
        for key in ("down", "k", "m"):
            await pilot.press(key)
            assert told(app) == "there is only one version"


async def test_keys_that_edit_do_nothing_among_versions_but_say_how():
    desk = reviewed()
    app = review_app(desk)
    own = {name for key in REVIEW_KEYS for name in key.keys.split(",")}
    async with app.run_test(size=SMALL) as pilot:
        before = app.bench.state
        for key in KEYS:
            name = key.keys.split(",")[0]
            if key.group in {"quote", "topics"} and name not in own and key.keys != "1-9" and key.action not in NEVER:
                await pilot.press(name)
                assert told(app) == "e edits from the version that is shown", key.id
                assert (app.bench.state, app.mode, len(app.screen_stack)) == (before, None, 1), key.id


async def test_keys_of_a_review_can_be_others_and_are_told_as_those():
    desk = reviewed()
    keymap = {"take-1": "f1", "edit-version": "f5", "cause": "", "settle": "f9", "unanimous": "f8"}
    async with on_screen(review_app(desk, settings=Settings(keymap=keymap)), SMALL) as (app, pilot):
        assert "f5 edit" in text(app, "hint")
        before = app.bench.place
        await pilot.press("d")
        assert told(app) == "f5 edits from the version that is shown"
        await pilot.press("w", "1", "e")
        assert (app.bench.place, app.comparison.editing) == (before, False), "these have lost their meaning"
        await pilot.press("f9")
        assert told(app) == "nothing to say yes to: f8 offers to settle what all marked alike"
        await pilot.press("f5")
        assert app.comparison.editing
        await pilot.press("escape", "f1")
        assert app.bench.place != before


async def test_what_nobody_looked_at_cannot_be_confirmed_along():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        for keys in (["z"], ["Z"], ["e", "z"], ["A"]):
            await pilot.press(*keys)
            assert told(app) == "not in a review, where every sentence is looked at", keys
        assert desk.heads == {}


async def test_merging_is_confirmed_by_enter():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press("m")
        assert (told(app), desk.heads) == ("merged: Enter confirms · Esc: the versions again", {})
        await pilot.press("enter")
        assert desk.heads[CRANE].labels.topics == ("economy", "politics")
        await pilot.press("1", "1", "m")
        assert told(app) == "there is only one version"


async def test_why_they_differ_is_one_key_and_goes_with_the_version_taken():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        for wanted in ("slip", "guideline gap", "ambiguous text", "not said", "slip"):
            await pilot.press("w")
            assert told(app).startswith(f"why they differ: {wanted}")
            assert ("why they differ: " in text(app, "card")) is (wanted != "not said")
        await pilot.press("1", "1")
        assert desk.verdict(CRANE).because.cause is Cause.SLIP
        assert desk.verdict(TOPICS).because.cause is None


async def test_a_paragraph_is_picked_from_the_guidelines():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press("W", *"mixed", "enter")
        assert told(app) == "guideline gap: type.3"
        assert "guideline gap · Type: mixed: the writer's words" in text(app, "card")
        await pilot.press("3")
        assert desk.verdict(CRANE).because == (Cause.GAP, "type.3")


async def test_all_unanimous_ones_are_settled_after_yes_only():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press("y")
        assert told(app) == "nothing to say yes to: A offers to settle what all marked alike"
        await pilot.press("A")
        assert told(app) == "settle 2 sentences that all marked alike, without looking?  y: yes"
        await pilot.press("down", "y")
        assert desk.heads == {}, "another key takes the offer back"
        await pilot.press("A", "y")
        assert len(desk.heads) == 2
        assert told(app) == "2 settled as all marked them · u undoes all of them"
        assert "saved 2" in text(app, "status")
        await pilot.press("u")
        assert desk.heads == {}


async def test_names_are_hidden_until_they_are_asked_for():
    async with on_screen(review_app(), SMALL) as (app, pilot):
        assert "1 person" in text(app, "card")
        assert not [name for name in ("ana", "bo", "cy") if name in "\n".join(lines(app, "card")[:2])]
        await pilot.press("N")
        assert "ana" in lines(app, "card")[1] + lines(app, "card")[2]
        await pilot.press("N")
        assert "1 person" in text(app, "card")
    app = review_app(names=True)
    async with app.run_test(size=SMALL):
        assert "ana" in lines(app, "card")[1]


async def test_a_sentence_of_the_audit_looks_like_any_other():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press("1", "1", "1")
        assert app.bench.state.item.id == AUDIT
        assert "difference 4/4" in text(app, "status")
        assert "▸1 · 3 people" in text(app, "card")
        hints = text(app, "hint")
        await pilot.press("u")
        assert text(app, "hint") == hints
        await pilot.press("1", "1")
        assert "ALL SETTLED" in text(app, "status")


async def test_a_key_too_many_at_the_end_settles_nothing_a_second_time_but_what_is_said_anew_is_saved():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press(*["enter"] * 4)
        assert "ALL SETTLED" in text(app, "status")
        made, last = len(desk.made), app.bench.state.item.id
        await pilot.press("enter", "1", "0", "x")
        assert (len(desk.made), app.bench.state.item.id) == (made, last)
        assert told(app) == "nothing is left to decide"
        await pilot.press("w", "enter")
        assert len(desk.made) == made + 1, "why they differ is saved with it"
        await pilot.press("w", "0")
        assert len(desk.made) == made + 2
        await pilot.press("f", "enter")
        assert len(desk.made) == made + 3


async def test_what_differs_stands_in_braces_and_is_underlined():
    app = review_app()
    async with app.run_test(size=SMALL):
        assert ("{that}", "") in [(found, "") for found, _ in styled(app, "card", underline=True, bold=True)]
        assert any(line.startswith(" ≠ content") for line in lines(app, "card"))
        assert any(line.startswith("   alike") for line in lines(app, "card"))


async def test_what_is_odd_about_the_version_shown_is_said():
    desk = reviewed()
    page = desk.pages[0]
    whole = Said("It was a hard year for all of us.", speaker="Ines Duarte", continues=True)
    made = [labels_of(page, 3, whole), labels_of(page, 3, replace(whole, speaker="Paul Okoro"))]
    desk.marks = {103: [mark(at, name, one) for at, (name, one) in enumerate(zip("ab", made, strict=True))]}
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        said = []
        for _ in range(2):
            lit = app.comparison.choices[app.comparison.lit].labels.quotes[0].speaker
            said.append((lit, "! continues a quote by Ines Duarte" in text(app, "card")))
            await pilot.press("down")
        assert sorted(said) == [("Ines Duarte", False), ("Paul Okoro", True)]


async def test_elsewhere_it_is_the_screen_of_annotating_and_space_comes_back():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press("g", "3", "enter")
        assert app.bench.state.item.id == 102
        assert "speakers" in text(app, "card")
        await pilot.press("2")
        assert app.bench.state.chosen_quote.speaker == "Paul Okoro"
        await pilot.press("W")
        assert told(app) == "W means nothing here · ? shows the keys"
        await pilot.press("u", "space")
        assert app.bench.state.item.id == CRANE
        await pilot.press("B")
        assert app.bench.state.item.id == AUDIT


async def test_a_filter_can_be_left_for_the_differences():
    async with on_screen(review_app(), SMALL) as (app, pilot):
        await pilot.press("F", *"economy", "enter")
        assert "filter" in text(app, "status")
        await pilot.press("escape")
        assert told(app) == "no filter: the whole list again"
        await pilot.press("space")
        assert "difference 2/4" in text(app, "status")


async def test_help_and_the_search_of_keys_know_the_keys_of_a_review():
    desk = reviewed()
    async with on_screen(review_app(desk), (120, 200)) as (app, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        shown = "\n".join(window_rows(app))
        for key in REVIEW_KEYS:
            assert f"{key.display} " in shown, key.id
            assert key.tooltip.split()[0] in shown
        await pilot.press("escape", "ctrl+p", *"merge them", "enter")
        await pilot.pause()
        assert app.comparison.editing
        await pilot.press("ctrl+p", *"neither", "enter")
        assert desk.heads == {}
        assert told(app).startswith("not here")


async def test_a_click_on_the_number_of_a_version_shows_it():
    async with on_screen(review_app(), SMALL) as (app, pilot):
        line = lines(app, "card")[1]
        await pilot.click("#card", offset=(line.index("3 · "), 1))
        await pilot.pause()
        assert "▸3" in text(app, "card")


async def test_a_click_on_a_key_is_that_key_but_for_the_digits():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        line = lines(app, "hint")[0]
        await pilot.click("#foot", offset=(line.index("1-9"), 1))
        assert (desk.heads, app.crash) == ({}, None)
        await pilot.click("#foot", offset=(line.index("neither"), 1))
        await pilot.pause()
        assert desk.heads[CRANE].answer is Answer.REJECT


async def test_yes_spreads_a_speaker_where_there_is_nothing_to_settle():
    desk = reviewed()
    async with on_screen(review_app(desk), SMALL) as (app, pilot):
        await pilot.press("g", "3", "enter", "2")
        assert "y: also in " in told(app)
        await pilot.press("y")
        assert "is now Paul Okoro" in told(app)


async def test_idle_and_keys_that_change_nothing_draw_nothing():
    async with on_screen(review_app(), SMALL) as (app, pilot):
        await pilot.pause()
        card = app.card
        rows = card.rows
        app.show_all()
        assert card.rows is rows


async def test_more_than_there_is_room_for_is_scrolled_to():
    async with on_screen(review_app(), (60, 11)) as (app, pilot):
        await pilot.pause()
        seen = text(app, "card")
        assert "▾" in seen
        await pilot.press(*["tab"] * 6)
        assert "▴" in text(app, "card")
        await pilot.press("tab")
        assert told(app) == "there is nothing more of the versions"
        await pilot.press(*["shift+tab"] * 6)
        assert text(app, "card") == seen


def test_every_key_of_a_review_has_an_action_and_none_is_given_twice():
    app = review_app()
    names = [name for key in REVIEW_KEYS for name in key.keys.split(",")]
    assert len(names) == len(set(names))
    for key in REVIEW_KEYS:
        assert callable(getattr(app.comparison, f"action_{key.call.name}", None)), key.id
        assert key.group == "review"


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (300, 90)])
async def test_any_size_is_survived(size):
    async with on_screen(review_app(), SMALL) as (app, pilot):
        await pilot.resize_terminal(*size)
        await pilot.press("down", "1", "e", "escape", "tab", "m", "escape", "A", "w")
        await pilot.resize_terminal(120, 40)
        await settled(app, pilot)
        assert "saved 1" in text(app, "status")


async def test_the_sentence_is_read_above_a_window_of_a_review_too():
    async with on_screen(review_app(), SMALL) as (app, pilot):
        before = lines(app, "view")
        await pilot.press("question_mark")
        await pilot.pause()
        top = app.screen.query_one("Vertical").region.y - app.view.region.y
        current = [line for line in lines(app, "view")[:top] if line.startswith(BAR)]
        assert current == [line for line in before if line.startswith(BAR)]
        await pilot.press("escape")
        await pilot.pause()
        assert lines(app, "view") == before
