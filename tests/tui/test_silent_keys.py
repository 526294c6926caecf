"""No key is silently dead: whatever is pressed, something changes, or a line says why not or what was lost."""

from __future__ import annotations

import pytest

from annotator.core.model import QuoteType
from annotator.tui.keys import BOUND
from tests.memory_desk import SCHEME, Line, MemoryDesk, Said, article, harbour
from tests.tui.driving import SMALL, app_on, on_screen, text

PRESSED = [key for bound in BOUND for key in bound.keys.split(",")]
LEAVES = {"quit", "interrupt"}
WITHOUT, WITH = 1, 0
"""Sentences of the harbour article without a quote and with one."""


def seen(app, desk):
    """All that a key may change."""
    return (
        app.bench.state,
        app.bench.place,
        app.mode,
        app.shown_edge(),
        len(app.screen_stack),
        dict(desk.heads),
        app.return_code,
        text(app, "view"),
        text(app, "card"),
    )


async def silent(app, desk, pilot, key):
    """Whether a key changes nothing and says nothing."""
    before = seen(app, desk)
    await pilot.press(key)
    return app.is_running and seen(app, desk) == before and not text(app, "message").strip()


@pytest.mark.parametrize("index", [WITHOUT, WITH])
async def test_every_key_changes_something_or_says_why_not(index):
    """One screen for as many keys as leave it, and what is decided, as it was."""
    keys = iter(PRESSED)
    while left := [*keys]:
        keys, desk = iter(left), MemoryDesk()
        async with on_screen(desk, (60, 16)) as (app, pilot):
            app.bench.step(index)
            app.show_all()
            await pilot.pause()
            first = seen(app, desk)
            for key in keys:
                assert not await silent(app, desk, pilot, key), key
                if seen(app, desk) != first:
                    break


@pytest.mark.parametrize("index", [WITHOUT, WITH])
async def test_a_key_that_is_no_key_says_so(index):
    desk = MemoryDesk()
    async with on_screen(desk) as (app, pilot):
        for key in ("percent_sign", "H", "f7", "ctrl+x", "ö"):
            await pilot.press(key)
            assert "means nothing here · ? shows the keys" in text(app, "message"), key
        assert "ö means nothing here" in text(app, "message")


REPEATED = [bound for bound in BOUND if bound.group in {"quote", "topics", "move", "find"}]


@pytest.mark.long  # some 300 keys
async def test_a_key_pressed_until_it_can_do_no_more_says_so():
    quote = Said("“It is so,”", "said", "she", "Ada")
    desk = MemoryDesk([article(1, "a", [Line("“It is so,” she said.", [quote])], ["Ada"])])
    async with on_screen(desk, (80, 12)) as (app, pilot):
        for bound in REPEATED:
            for _ in range(8):
                assert not await silent(app, desk, pilot, bound.keys.split(",")[0]), bound.id
                if len(app.screen_stack) > 1 or app.mode is not None:
                    await pilot.press("escape")
                    break
            while app.bench.state.past:
                app.bench.undo()


async def test_space_at_the_only_sentence_left_to_decide_says_so():
    async with on_screen(app_on(MemoryDesk([article(1, "a", [Line("It rained."), Line("It is dry.")])])), SMALL) as (
        app,
        pilot,
    ):
        await pilot.press("enter", "space")
        assert "this is the only sentence left to decide" in text(app, "message")


REFUSED = [
    # (sentence of the article, keys, what is said)
    (WITHOUT, ["3"], "no quote in this sentence: a makes one, p by its cue"),
    (WITHOUT, ["right_square_bracket"], "no quote in this sentence"),
    (WITH, ["3"], "there is no speaker 3: / for another name"),
    (WITH, ["1"], "Ines Duarte is its speaker already"),
    (WITH, ["0", "0"], "nobody is its speaker already"),
    (WITH, ["right_square_bracket"] * 6, "the end of the content stays: another role of the quote stands behind it"),
    (WITH, ["plus"], "this is the only quote of the sentence"),
    (WITH, ["down"], "this is the only quote of the sentence"),
    (WITH, ["full_stop"], "nothing to mend: no check (!) speaks against it"),
    (WITH, ["y"], "nothing to say yes to"),
    (WITH, ["equals_sign"], "there is no sentence before this one"),
    (WITHOUT, ["equals_sign", "equals_sign"], "the sentence before has the same topics"),
    (WITH, ["semicolon"], "the label scheme declares no attributes"),
    (WITH, ["escape"], "there is no filter to leave"),
    (WITH, ["pageup"], "the article begins here"),
    (WITH, ["pagedown"], "the article ends here"),
    (WITH, ["v", "delete", "v", "delete"], "it has no cue"),
    (WITH, ["m", "a"], "a capital ends it there"),
    (WITH, ["m", "a", "B"], "that is content already"),
    (WITH, ["m", "B"], "a small letter first"),
    (WITHOUT, ["a", "b", "E"], "it ends there already"),
    (WITH, ["a", "a"], "a quote with that content is there already"),
    (WITHOUT, ["p", "e"], "nothing that was said is found beside that cue, or it is there already"),
    (WITH, ["t", "q"], "no topic has the key q"),
    (WITH, ["n", "enter"], "no note"),
    (WITH, ["S"], "every speaker here has a digit: / for another name"),
    (WITH, ["F", *"undecided", "enter", "R"], "no sentence that you confirmed can be changed so"),
    (WITH, ["ctrl+l"], "drawn afresh"),
]


@pytest.mark.parametrize(("index", "keys", "told"), REFUSED)
async def test_it_is_said_why_a_key_does_nothing(index, keys, told):
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press(*["right"] * index)
        await pilot.press(*keys)
        assert told in text(app, "message")


async def test_it_is_said_what_is_lost_where_two_quotes_become_one():
    told = [
        Said("It is so", "said", "she", "Ada", QuoteType.INDIRECT),
        Said("it was so", "added", "he", "Ben", QuoteType.DIRECT),
    ]
    page = article(1, "a", [Line("It is so, she said, and it was so, he added.", told)], ["Ada", "Ben"])
    async with on_screen(MemoryDesk([page])) as (app, pilot):
        await pilot.press("plus")
        said = "merged, without cue “added”, source “he”, speaker Ben, type direct · u undoes"
        assert said in text(app, "message")
        assert len(app.bench.state.draft.labels.quotes) == 1


async def test_it_is_said_that_content_pointed_out_anew_is_one_piece():
    async with on_screen(MemoryDesk([harbour()])) as (app, pilot):
        await pilot.press("g", "3", "enter")
        content = next(bound.keys.split(",")[0] for bound in BOUND if bound.id == "content")
        await pilot.press(content, "a")
        assert "the content is one piece now, not 2 · u undoes" in text(app, "message")


async def test_text_that_is_found_nowhere_is_said_and_stays_to_be_corrected():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("g", *"zzq", "enter")
        await pilot.pause()
        assert len(app.screen_stack) == 2
        (row,) = app.screen.query_one("#window-rows").rows
        assert "nothing found" in "".join(piece.text for piece in row)


async def test_the_keys_that_are_named_are_the_annotators_own():
    from annotator.core.session.workbench import Workbench
    from annotator.tui.app import AnnotatorApp
    from annotator.tui.settings import Settings

    async with on_screen(
        AnnotatorApp(Workbench(MemoryDesk()), SCHEME, Settings(keymap={"new": "f2", "help": "f1"}))
    ) as (app, pilot):
        await pilot.press("right", "d")
        assert "f2 makes one" in text(app, "message")
        await pilot.press("question_mark")
        assert "? means nothing here · f1 shows the keys" in text(app, "message")


async def test_a_key_that_does_nothing_leaves_the_text_where_one_looks():
    async with on_screen(
        app_on(MemoryDesk([article(1, "a", [Line(f"Sentence {number}.", gap="\n\n") for number in range(90)])])), SMALL
    ) as (app, pilot):
        await pilot.press("pagedown", "pagedown")
        before = text(app, "view")
        await pilot.press("K", "3")
        assert text(app, "view") == before


async def test_looking_on_takes_away_what_was_said_of_the_end_of_the_article():
    page = article(1, "a", [Line(f"Sentence {number}.", gap="\n\n") for number in range(90)])
    async with on_screen(app_on(MemoryDesk([page])), SMALL) as (app, pilot):
        await pilot.press("pageup")
        assert "the article begins here" in text(app, "message")
        await pilot.press("pagedown")
        assert not text(app, "message").strip()


async def test_a_click_on_what_cannot_act_here_says_why_too():
    async with on_screen(MemoryDesk()) as (app, pilot):
        await pilot.press("right")
        await pilot.pause()
        card = text(app, "card").splitlines()
        row = next(number for number, line in enumerate(card) if "1 Ines" in line)
        await pilot.click("#card", offset=(card[row].index("1 Ines"), row))
        await pilot.pause()
        assert "no quote in this sentence" in text(app, "message")


EDITED = ["a", "p", "P", "c", "t", "f", "n", "equals_sign", "1", "slash", "M", "d", "left_square_bracket"]
"""Keys that change a sentence."""


async def test_a_sentence_that_is_only_there_to_be_read_is_not_edited_either():
    page = harbour()
    page = page.with_item(WITHOUT, page.items[WITHOUT]._replace(asked=False))
    desk = MemoryDesk([page])
    async with on_screen(app_on(desk), SMALL) as (app, pilot):
        await pilot.press("right")
        opened = app.bench.state
        for key in EDITED:
            await pilot.press(key)
            assert "only there to be read" in text(app, "message"), key
            assert (app.bench.state, app.mode, len(app.screen_stack)) == (opened, None, 1), key
        await pilot.press("left", "f")
        assert app.bench.state.unconfirmed, "what is asked may be edited"
