"""The card stands beside the current sentence, and moves only where it must."""

from __future__ import annotations

import random

import pytest
from textual.geometry import Region

from annotator.tui.app import REACH, REACH_SCROLLED, REACH_WITHOUT_QUOTE, CardPlace
from annotator.tui.panes.base import RowsPane
from annotator.tui.panes.document import DocumentView
from annotator.tui.panes.pieces import Piece
from tests.memory_desk import Line, MemoryDesk, Said, article
from tests.tui.driving import SMALL, app_on, lines, on_screen

TEXT = object()


def test_the_card_stays_for_sentences_within_reach_and_is_taken_along_by_others():
    place = CardPlace()
    assert place.row(4, 0, TEXT) == 4
    assert place.row(4 + REACH, 0, TEXT) == 4
    assert place.row(4 + REACH + 1, 0, TEXT) == 4 + REACH + 1
    assert place.row(4, 0, TEXT) == 4, "a sentence above the card takes it along"


def test_a_sentence_without_a_quote_takes_the_card_along_only_when_it_is_far():
    place = CardPlace()
    place.row(4, 0, TEXT)
    assert place.row(4 + REACH_WITHOUT_QUOTE, 0, TEXT, quoted=False) == 4
    assert place.row(4 + REACH + 1, 0, TEXT, quoted=True) == 4 + REACH + 1


def test_the_card_scrolls_with_the_text_if_the_sentence_is_not_far_then():
    place = CardPlace()
    place.row(4, 0, TEXT)
    assert place.row(4 + REACH_SCROLLED, 3, TEXT) == 1
    assert place.row(4 + REACH_SCROLLED, 3, TEXT) == 4 + REACH_SCROLLED - 3, "with the next key it comes nearer"


def test_the_same_line_of_another_text_is_another_place():
    place = CardPlace()
    place.row(4, 0, TEXT)
    assert place.row(6, 0, object()) == 6


async def test_what_panes_cover_has_blank_lines_for_the_moment_in_which_they_get_other_sizes():
    async with on_screen(MemoryDesk()) as (app, pilot):
        (line,) = app.screen.render_lines(Region(0, 3, 120, 1))
        assert line.text == " " * 120
        assert line is app.screen.render_lines(Region(0, 3, 120, 1))[0], "it remembers how it was cut"
        await pilot.press("T", *"light", "enter")
        await pilot.pause()
        (other,) = app.screen.render_lines(Region(0, 3, 120, 1))
        assert next(iter(other)).style != next(iter(line)).style


@pytest.mark.parametrize("size", [(1, 1), (40, 4), (80, 8), (80, 24), (99, 17), (120, 40), (201, 61)])
async def test_panes_cover_the_screen_and_their_body_is_not_drawn_with_every_line(size):
    app = app_on(MemoryDesk())
    async with app.run_test(size=size):
        assert not app.query_one("#body").visible
        panes = [app.query_one(f"#{name}").region for name in ("status", "view", "card", "foot")]
        assert sum(region.intersection(app.screen.region).area for region in panes) == size[0] * size[1]


async def test_a_line_is_made_once_until_it_is_to_be_drawn_again():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)):
        status = app.query_one("#status", RowsPane)
        whole = Region(0, 0, 120, 2)
        title, rule = status.render_lines(whole)
        assert status.render_lines(whole)[0] is title
        status.draw([(Piece("other"),), status.rows[1]])
        other, still = status.render_lines(whole)
        assert (other.text.strip(), still is rule) == ("other", True)


def long_article(number=1):
    chance = random.Random(number)
    sentences = []
    for at in range(40):
        words = " ".join(["lorem", "ipsum", "dolor", "sit", "amet"][: 1 + at % 5] * chance.randint(1, 7))
        said = [Said(words, "said", "Okoro", "Paul Okoro")] if at % 3 else []
        sentences.append(Line(f"{words}, Okoro said.", said, gap="\n\n" if at % 4 == 0 else " "))
    return article(number, f"long{number}", sentences, ["Paul Okoro", "Ines Duarte"], title="Long")


def first_row(app):
    """The row of the current sentence in its pane; the panes of text and card begin at the same row."""
    return next(y for y, line in enumerate(lines(app, "view")) if line.startswith("▌"))


def rows_with_something(app):
    return [y for y, line in enumerate(lines(app, "card")) if line.strip("│ ")]


@pytest.mark.parametrize("size", [(120, 40), (100, 30)])
async def test_at_every_sentence_the_card_stands_beside_it(size):
    async with on_screen(MemoryDesk([long_article(1), long_article(2)]), size) as (app, pilot):
        for keys in [["enter"]] * 45 + [["left"]] * 10 + [["g", "2", "enter"], ["g", "3", "8", "enter"]]:
            await pilot.press(*keys)
            rows, sentence = rows_with_something(app), first_row(app)
            reach = REACH_SCROLLED if app.bench.state.draft.labels.quotes else REACH_WITHOUT_QUOTE
            assert rows[0] <= sentence <= rows[0] + reach or rows[-1] == app.query_one("#card").size.height - 1
            assert rows[-1] - rows[0] < 16, "nothing of the card is far from the rest of it"


async def test_the_card_below_the_text_keeps_speakers_and_topics_in_their_place():
    async with on_screen(MemoryDesk([long_article()]), SMALL) as (app, pilot):
        places = set()
        for _ in range(20):
            await pilot.press("enter")
            shown = lines(app, "card")
            assert shown[0] == "─" * 80
            places.add(tuple(y for y, line in enumerate(shown) if line.startswith((" speakers", " topics"))))
            assert app.query_one("#card").region.y == app.query_one(DocumentView).region.bottom
        assert places == {(7, 8)}


async def test_on_a_tall_narrow_screen_the_card_takes_no_more_rows_than_it_needs():
    app = app_on(MemoryDesk([long_article()]))
    async with app.run_test(size=(80, 60)):
        assert app.query_one("#card").size.height == 14
