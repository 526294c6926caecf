"""The article on screen: its margin, the current sentence in view, the lines that are drawn anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from annotator.core.model import Labels, Span
from annotator.core.session.edits import add_quote, delete_quote
from annotator.tui.panes.document import DocumentView
from tests.memory_desk import Line, MemoryDesk, Said, article
from tests.tui.driving import SMALL, app_on, lines, on_screen, settled, styled, text

LONG = [f"and clause {number} of it was long too," for number in range(1, 60)]
"""What makes a sentence longer than any pane."""


def signs(app):
    return [line[1] for line in lines(app, "view") if line[1:2].strip()]


def edges(app):
    """The edge that is moved, where it is on the screen."""
    return [character for character, _ in styled(app, "view", reverse=True, bold=True)]


def endless(**said):
    """An article whose second sentence is longer than any pane, with a quote at its beginning."""
    sentence = " ".join(["The port will open,", *LONG, "said Ann."])
    quote = Said("The port will open", speaker="Ann", **said)
    return article(1, "a", [Line("Before it."), Line(sentence, [quote]), Line("After it.")], ["Ann"])


async def test_the_margin_tells_what_was_decided_or_left():
    async with on_screen(MemoryDesk()) as (app, pilot):
        assert signs(app) == ["“", "·", "“", "“", "?", "·"]
        await pilot.press("enter", "x", "s", "right", "d", "right")
        assert signs(app) == ["✓", "✗", "–", "“", "~", "·"], "what went on with the skipped one is no edit"


async def test_flag_and_note_stand_beside_the_answer_in_the_margin():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("f")
        assert lines(app, "view")[0].startswith("▌~⚑e  ⟨The port")
        await pilot.press("enter")
        assert lines(app, "view")[0].startswith(" ✓⚑e  The port")
        await pilot.press("left", "n", "o", "d", "d", "enter", "enter")
        assert lines(app, "view")[0].startswith(" ✓⚑✎e The port")
        await pilot.press("left", "f", "enter")
        assert lines(app, "view")[0].startswith(" ✓✎e  The port")


async def test_the_sign_of_edits_goes_when_they_are_undone():
    async with on_screen(MemoryDesk()) as (app, pilot):
        assert signs(app)[0] == "“"
        await pilot.press("d")
        assert signs(app)[0] == "~"
        await pilot.press("u")
        assert signs(app)[0] == "“"
        await pilot.press("d", "right", "left")
        assert signs(app)[0] == "~"
        await pilot.press("u")
        assert signs(app)[0] == "“"
        await pilot.press("enter", "left", "d")
        assert signs(app)[0] == "~"
        await pilot.press("u")
        assert signs(app)[0] == "✓"


async def test_topics_that_the_scheme_does_not_know_have_a_star():
    page = article(1, "a", [Line("It rained.", (), ["weather", "unknown"])])
    app = app_on(MemoryDesk([page]))
    async with app.run_test(size=(120, 40)):
        assert lines(app, "view")[0].startswith("▌·w*")


async def test_the_bar_marks_the_current_sentence_and_only_its_quotes_have_brackets():
    async with on_screen(MemoryDesk()) as (app, pilot):
        for key, index in (("right", 1), ("right", 2)):
            await pilot.press(key)
            barred = [line for line in lines(app, "view") if line.startswith("▌")]
            words = app.bench.state.item.sentence.span.of(app.bench.state.page.document.text)
            assert barred[0][6:].replace("⟨", "").startswith(words[:12])
            assert app.bench.state.index == index
        shown = "\n".join(lines(app, "view"))
        assert shown.count("⟨") == 2, "two pieces of content of sentence 3, none of sentence 1"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12), (30, 6)])
async def test_the_current_sentence_is_always_in_view(size):
    told = [Line(f"Sentence number {number} has some words in it, said Ann.", [Said("words")]) for number in range(40)]
    async with on_screen(MemoryDesk([article(1, "a", told)]), size) as (app, pilot):
        for key in [*["right"] * 12, "g", "3", "9", "enter", *["left"] * 6, "g", "2", "enter"]:
            await pilot.press(key)
            if len(app.screen_stack) == 1:
                assert any(line.startswith("▌") for line in lines(app, "view")), (key, app.bench.state.index)


async def test_looking_around_moves_the_text_and_not_the_sentence():
    async with on_screen(
        app_on(MemoryDesk([article(1, "a", [Line(f"Sentence {number}.", gap="\n\n") for number in range(90)])])), SMALL
    ) as (app, pilot):
        await pilot.press("pagedown", "pagedown")
        assert "Sentence 0." not in "\n".join(lines(app, "view"))
        assert app.bench.state.index == 0
        await pilot.press("pageup", "pageup")
        assert lines(app, "view")[0].endswith("Sentence 0.")
        await pilot.press("pagedown", "right")
        assert any(line.startswith("▌") for line in lines(app, "view"))


async def test_a_step_draws_only_the_lines_that_changed(monkeypatch):
    app = app_on(MemoryDesk())
    drawn: list[int] = []
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        view = app.query_one(DocumentView)
        redraw = view.redraw
        monkeypatch.setattr(view, "redraw", lambda *numbers: (drawn.extend(numbers), redraw(*numbers)))
        await pilot.press("right")
        before, after = view._layout.sentences[:2]
        assert {*drawn} == {*before, *after}
        drawn.clear()
        app.show_all()
        assert drawn == []


async def test_the_driver_is_told_how_far_the_text_moves(monkeypatch):
    app = app_on(MemoryDesk([article(1, "a", [Line(f"Sentence {number}.", gap="\n\n") for number in range(90)])]))
    moved: list[tuple[int, int, int]] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        view = app.query_one(DocumentView)
        assert view.scroll_hint == app.frame_stream.hint_scroll
        view.scroll_hint = lambda *hint: moved.append(hint)
        await pilot.press("pagedown")
        assert moved == [(view.region.y, view.region.bottom, view.size.height - 2)]


async def test_other_sentences_show_content_and_cue_dimly_without_brackets():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("right")
        assert [words for words, _ in styled(app, "view", dim=True) if len(words) > 6] == [
            "The port will reopen in May",
            "We lost a season",
            "we will not lose",
            "another",
            "It was a hard year for all of us.",
            "that the city can pay for a",
            "second crane",
        ]
        assert [words for words, _ in styled(app, "view", underline=True)] == ["said", "told", "believes"]
        assert not set("⟨⟩‹›") & set("\n".join(lines(app, "view")))


async def test_what_was_rejected_is_not_marked_and_what_was_edited_is():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("x", "right", "delete", "right")
        dim = [words for words, _ in styled(app, "view", dim=True)]
        assert "The port will reopen in May" not in dim
        assert "We lost a season" not in dim
        await pilot.press("left", "u", "tab", "left_curly_bracket", "right")
        assert "we will not lose" in [words for words, _ in styled(app, "view", dim=True)]


async def test_a_cue_in_another_sentence_is_marked_there():
    first, second = Line("We go on, and on."), Line("That is what Ann said.", [Said("what", "said", "Ann")])
    page = article(1, "a", [first, second, Line("It ended.")])
    quote = page.items[1].suggestion.labels.quotes[0]
    cue = Span(page.document.text.index("go"), page.document.text.index("go") + 2)
    suggestion = page.items[1].suggestion._replace(labels=Labels((replace(quote, cue=cue),)))
    page = page._replace(items=(page.items[0], page.items[1]._replace(suggestion=suggestion), page.items[2]))
    async with on_screen(MemoryDesk([page])) as (app, pilot):
        for keys in ([], ["right"], ["right"], ["left", "v", "delete"]):
            await pilot.press(*keys)
            marked = [words for words, _ in styled(app, "view", underline=True)]
            assert marked == ([] if "v" in keys else ["go"]), keys


async def test_the_edge_of_a_cue_in_another_sentence_is_seen_and_followed():
    told = [Line("Ann said it first."), *[Line(f"Sentence {number}.", gap="\n\n") for number in range(40)]]
    page = article(1, "a", [*told, Line("It was good.", [Said("It was good", speaker="Ann")])], ["Ann"])
    async with on_screen(MemoryDesk([page]), SMALL) as (app, pilot):
        await pilot.press("g", "4", "2", "enter", "v", *["up"] * 41, "b", "escape")
        assert edges(app) == ["d"]
        assert [words for words, _ in styled(app, "view", underline=True)] == ["sai"]
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "less_than_sign")
        assert edges(app) == ["i"]


@pytest.mark.parametrize("size", [(80, 24), (60, 8)])
async def test_the_view_follows_the_edge_in_a_sentence_longer_than_the_pane(size):
    async with on_screen(MemoryDesk([endless()]), size) as (app, pilot):
        await pilot.press("right", "tab")
        assert edges(app) == ["n"]
        for key in [*["right_square_bracket"] * 58, *["left_square_bracket"] * 20]:
            await pilot.press(key)
            assert len(edges(app)) == 1, app.bench.state.chosen_quote.content


async def test_the_view_stays_where_an_annotator_has_looked_until_the_edge_moves():
    async with on_screen(MemoryDesk([endless()]), SMALL) as (app, pilot):
        await pilot.press("right", "tab", "pagedown")
        assert edges(app) == []
        await pilot.press("f")
        assert edges(app) == []
        await pilot.press("right_square_bracket")
        assert edges(app) == ["o"]


async def test_the_view_of_a_long_sentence_goes_to_the_quote_that_was_chosen_and_to_what_an_edit_changed():
    page = endless()
    end = page.items[1].sentence.end
    last = replace(page.items[1].suggestion.labels.quotes[0], content=(Span(end - 9, end - 1),))
    async with on_screen(MemoryDesk([page]), SMALL) as (app, pilot):
        await pilot.press("right")
        app.change(lambda state: add_quote(state, last), "")
        assert "said Ann⟩." in text(app, "view")
        await pilot.press("up")
        assert "⟨The port will open⟩" in text(app, "view")
        await pilot.press("u", "pagedown", "pagedown", "pagedown", "f")
        assert "⟨The port" not in text(app, "view")
        app.change(delete_quote, "")
        await pilot.press("u")
        assert "⟨The port will open⟩" in text(app, "view")


async def test_more_of_the_sentence_above_and_below_is_told():
    async with on_screen(MemoryDesk([endless()]), SMALL) as (app, pilot):
        await pilot.press("right")
        shown = lines(app, "view")
        assert shown[-1].endswith("▾ more")
        assert "▴" not in "".join(shown)
        await pilot.press("pagedown")
        shown = lines(app, "view")
        assert (shown[0].endswith("▴ more"), shown[-1].endswith("▾ more")) == (True, True)
        await pilot.press(*["pagedown"] * 20)
        assert "▾" not in "".join(lines(app, "view"))
        await pilot.press("right")
        assert not {"▾", "▴"} & set("".join(lines(app, "view")))


async def test_a_sentence_that_is_wholly_out_of_view_is_told_by_its_number():
    async with on_screen(
        app_on(MemoryDesk([article(1, "a", [Line(f"Sentence {number}.", gap="\n\n") for number in range(90)])]))
    ) as (app, pilot):
        await pilot.press(*["right"] * 30)
        assert any(line.item < 0 for line in app.query_one(DocumentView)._layout.lines), "gaps between paragraphs"
        await pilot.press("pagedown", "pagedown")
        for _ in range(3):
            assert lines(app, "view")[0].endswith("▴ 31")
            app.query_one(DocumentView).scroll_by(1)
        await pilot.press(*["pageup"] * 5)
        for _ in range(3):
            assert lines(app, "view")[-1].endswith("▾ 31")
            app.query_one(DocumentView).scroll_by(-1)


async def test_in_a_line_without_room_a_bracket_goes_before_the_word_more():
    words = " ".join(["abcd"] * 200)
    desk = MemoryDesk([article(1, "a", [Line(words, [Said([words[:-1]])])])])
    async with on_screen(desk, (40, 14)) as (app, pilot):
        await pilot.press("tab", *["left_curly_bracket"] * 3)
        for width in range(40, 60):
            await pilot.resize_terminal(width, 14)
            await settled(app, pilot)
            assert all(cell_len(line) <= width for line in lines(app, "view")), width
            assert lines(app, "view")[0].endswith("▴ more"), width


async def test_all_of_a_long_sentence_can_be_looked_at_while_one_points():
    async with on_screen(MemoryDesk([endless()]), SMALL) as (app, pilot):
        await pilot.press("right", "m")
        assert lines(app, "view")[0].startswith("▌“   ")
        await pilot.press("pagedown", "pagedown")
        shown = lines(app, "view")
        assert app.pointing is not None
        assert shown[0].endswith("▴ more")
        assert len(edges(app)) > 20, "letters stand before the words in view"
        await pilot.press("Y")
        assert app.pointing.typed == "y"
        assert lines(app, "view")[0].endswith("▴ more"), "nothing moves as long as one of the words is in view"
        assert lines(app, "view")[-1].endswith("▾ more")


async def test_the_words_that_one_letter_leaves_are_brought_into_view():
    async with on_screen(MemoryDesk([endless()]), SMALL) as (app, pilot):
        await pilot.press("right", "m", *["pagedown"] * 6)
        letter = min(label[0] for label in app.pointing.labels if len(label) == 2)
        assert app.pointing.labels
        await pilot.press(letter)
        assert edges(app)


async def test_a_letter_to_point_with_takes_the_place_of_a_letter_and_its_accent():
    words = " ".join(f"e\u0301te\u0301{number}" for number in range(40))
    async with on_screen(MemoryDesk([article(1, "a", [Line(words)])])) as (app, pilot):
        before = lines(app, "view")
        await pilot.press("a")
        pointed = lines(app, "view")
        assert "◌" not in "".join(pointed)
        assert [len(line) for line in pointed] == [len(line) for line in before]


async def test_text_that_was_found_is_marked_until_the_next_move():
    app = app_on(MemoryDesk())
    found = {"reverse": True, "bold": False}
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("g", *"CRANE", "enter")
        assert styled(app, "view", **found) == [("crane", styled(app, "view", **found)[0][1])]
        await pilot.press("d")
        assert [words for words, _ in styled(app, "view", **found)] == ["crane"]
        await pilot.press("left")
        assert styled(app, "view", **found) == []
        await pilot.press("right")
        assert styled(app, "view", **found) == []
        await pilot.press("g", "2", "enter")
        assert styled(app, "view", **found) == []


async def test_text_found_in_another_article_is_marked_there():
    page = article(2, "b", [Line("A needle."), Line("The needle, and a Needle.")])
    async with on_screen(MemoryDesk([article(1, "a", [Line("Hay.")]), page])) as (app, pilot):
        await pilot.press("g", *"the needle", "enter")
        await pilot.press("g", *"needle", "down", "enter")
        assert [words for words, _ in styled(app, "view", reverse=True, bold=False)] == ["needle", "Needle"]


async def test_a_letter_in_two_code_points_is_drawn_as_one_and_never_parted():
    said = "Jose\u0301 said it was the cafe\u0301."
    page = article(1, "a", [Line(said, [Said("it was the cafe\u0301", "said", "Jose\u0301", "Jose\u0301")])])
    async with on_screen(MemoryDesk([page])) as (app, pilot):
        await pilot.pause()
        assert lines(app, "view")[0] == "▌“    ‹José› said ⟨it was the café⟩."
        assert "José" in text(app, "card")
        await pilot.press("tab")
        assert edges(app) == ["é"]
        await pilot.press("less_than_sign")
        assert lines(app, "view")[0] == "▌~    ‹José› said ⟨it was the café⟩."
        await pilot.press("less_than_sign")
        assert lines(app, "view")[0] == "▌~    ‹José› said ⟨it was the caf⟩é."
        assert app.bench.state.chosen_quote.content[0].of(page.document.text) == "it was the caf"


async def test_marks_that_pile_up_stay_in_their_line():
    app = app_on(MemoryDesk([article(1, "a", [Line("Ze" + "\u0301" * 9 + "bra x\u0489 ran.")])]))
    async with app.run_test(size=(120, 40)):
        assert lines(app, "view")[0] == "▌·    Zé◌◌◌◌◌◌◌◌bra x◌ ran."


async def test_in_high_contrast_nothing_of_the_text_is_dim():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("right")
        await pilot.press("T", *"contrast", "enter")
        await pilot.pause()
        assert not [words for words, _ in styled(app, "view", dim=True) if len(words) > 6]
        assert ("The port will reopen in May", " “e   ") in styled(app, "view", underline=True, bold=False)
        cues = [words for words, _ in styled(app, "view", underline=True, bold=True)]
        assert cues == ["said", "told", "believes"]


async def test_boilerplate_is_dim_until_it_is_asked_about():
    told = [Line("It is so."), Line("Sign up to our newsletter.", boilerplate="newsletter", gap="\n\n")]
    async with on_screen(MemoryDesk([article(1, "a", told)])) as (app, pilot):
        await pilot.pause()
        assert "Sign up to our newsletter." in [words for words, _ in styled(app, "view", dim=True)]
        await pilot.press("right")
        assert "Sign up to our newsletter." in [words for words, _ in styled(app, "view", dim=False, bold=True)]
