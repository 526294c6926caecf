"""The next reading by its keys: what is taken, what is said, what the card shows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from annotator.core.decision import Answer
from annotator.core.model import QuoteType
from annotator.tui.spoken import spoken_of
from tests.memory_desk import Line, MemoryDesk, Other, Said, answers, article
from tests.tui.driving import SMALL, WIDE, app_on, lines, on_screen, settled, styled, text

SAID = "Ada said that it is late and cold, Bo added it was so."
LATE = Said("that it is late", "said", "Ada", "Ada Finch", QuoteType.INDIRECT)
COLD = Said("that it is late and cold", "said", "Ada", "Ada Finch", QuoteType.INDIRECT)
SO = Said("it was so", "added", "Bo", "Bo Lind", QuoteType.INDIRECT)


def desk(*lines):
    return MemoryDesk([article(1, "a", lines, ["Ada Finch", "Bo Lind"])])


def shown(app):
    return [quote.content[-1].of(SAID) for quote in app.bench.state.draft.labels.quotes]


async def test_the_next_reading_is_taken_told_and_confirmed():
    on = desk(Line(SAID, [LATE], others=[Other([0], [COLD], 0.3), Other([0], [], 0.1)]))
    async with on_screen(on) as (app, pilot):
        assert "e 1/2 0.30 to “and cold”" in text(app, "card")
        assert "no quote" not in text(app, "card")
        await pilot.press("e")
        assert "reading 1 of 2: to “and cold”, 0.30" in text(app, "message")
        assert shown(app) == ["that it is late and cold"]
        await pilot.press("e", "E", "enter")
        assert answers(on) == [Answer.ACCEPT]
        assert on.page(1).items[0].decision.labels.quotes[0].content[0].of(SAID) == "that it is late and cold"


async def test_all_readings_are_shown_while_one_goes_through_them_and_on_asking():
    async with on_screen(app_on(desk(Line(SAID, [LATE], others=[Other([0], [COLD], 0.3), Other([0], [], 0.1)])))) as (
        app,
        pilot,
    ):
        await pilot.press("w")
        rows = [line for line in lines(app, "card") if "0 as suggested" in line or "1 to “and cold”" in line]
        assert [row[-4:] for row in rows] == ["0.90", "0.30"]
        assert "2 no quote" in text(app, "card")
        assert "▸0 as suggested" in text(app, "card")
        await pilot.press("d", "comma", "e")
        assert "▸1 to “and cold”" in text(app, "card")
        await pilot.press("d")
        assert "0 as suggested" not in text(app, "card")


@pytest.mark.parametrize(("more", "numbered"), [(3, "0 1 2 3 4"), (6, "0 1 2 3 4"), (7, "0 1 2 3 5")])
async def test_where_there_is_little_room_readings_go_before_speakers_and_topics(more, numbered):
    others = [Other([0], [COLD], 0.3), *(Other([0], [SO], share / 100) for share in range(9, 9 - more, -1))]
    async with on_screen(desk(Line(SAID, [LATE], others=others)), SMALL) as (app, pilot):
        assert "speakers" in text(app, "card")
        await pilot.press("w")
        assert [line.strip(" ▸").split()[0] for line in lines(app, "card")[4:]] == numbered.split()
        assert ("more: w shows them" in text(app, "card")) == (more > 3)
        await pilot.press(*"eeeeee"[: more + 1])
        assert f"▸{min(6, more + 1)} " in text(app, "card"), "the one that is shown is among them"


async def test_the_next_reading_is_told_whole_where_there_is_room():
    text_of = "Ada Finch said that it is late and cold, after all that the harbour had been promised in the spring."
    first = Said("that it is late and cold", "said", "Ada Finch", None, QuoteType.INDIRECT)
    longer = Said("after all that the harbour had been promised", "said", "Ada Finch", None, QuoteType.INDIRECT)
    app = app_on(desk(Line(text_of, [first], others=[Other([0], [longer], 0.3)])))
    async with app.run_test(size=(80, 24)):
        (row,) = [line for line in lines(app, "card") if line.strip().startswith("e ")]
        assert row.strip() == "e 1/1 0.30 from “after all”, to “been promised”"


async def test_likely_quotes_are_offered_where_none_was_suggested():
    others = [Other([], [LATE], 0.4), Other([], [SO], 0.2)]
    async with on_screen(desk(Line(SAID, others=others)), SMALL) as (app, pilot):
        assert "e 1/2 0.40 “that it is late” · " in text(app, "card")
        await pilot.press("e", "e")
        assert shown(app) == ["it was so"]
        await pilot.press("u")
        assert "undone: likely quote" in text(app, "message")
        await pilot.press("P", "P")
        assert shown(app) == ["that it is late", "it was so"]
        await pilot.press("P")
        assert "no further quote is likely here" in text(app, "message")


async def test_a_key_without_another_reading_is_greyed_and_says_so():
    async with on_screen(desk(Line(SAID, [LATE]), Line("It rained."))) as (app, pilot):
        assert [key for key, _ in styled(app, "foot", dim=True)] == ["e", " reading  "]
        for key, told in (("e", "no other reading of this quote"), ("E", "no other reading of this quote")):
            await pilot.press(key)
            assert told in text(app, "message")
        await pilot.press("enter", "e")
        assert "no further quote is likely here" in text(app, "message")


async def test_words_of_the_article_cannot_act_on_the_terminal():
    hostile = "Ada said \x1b[31mred\x07 now."
    other = Other([], [Said("\x1b[31mred\x07 now", "said", "Ada")], 0.4)
    async with on_screen(desk(Line(hostile, others=[other]))) as (app, pilot):
        await pilot.press("e")
        assert "\x1b" not in text(app, "card") + text(app, "message")
        assert "␛[31mred␇ now" in text(app, "card")


async def test_all_readings_and_reasons_are_reached_page_by_page_where_there_is_little_room():
    others = [Other([0], [SO], share / 100) for share in range(40, 28, -1)]
    async with on_screen(desk(Line(SAID, [LATE], others=others)), SMALL) as (app, pilot):
        seen = set()
        for _ in range(5):
            await pilot.press("w")
            seen |= {line.strip(" ▸").split()[0] for line in lines(app, "card")[4:] if re.match(r" *▸?\d+ ", line)}
        assert seen == {str(number) for number in range(13)}
        while "w: from the first on" not in text(app, "card"):
            await pilot.press("w")
        await pilot.press("w")
        assert "▸0 as suggested" in text(app, "card")


async def test_reasons_that_the_line_of_messages_cuts_stand_on_the_card():
    topics = ["weather", "economy", "health"]
    said = replace(LATE, speaker=None)
    async with on_screen(app_on(desk(Line(SAID, [said], topics, others=[Other([0], [COLD], 0.3)]))), (60, 30)) as (
        app,
        pilot,
    ):
        await pilot.press("w")
        assert "…" in text(app, "foot")
        assert "· economy because of “Ada”, 0.80" in text(app, "card")
        await pilot.resize_terminal(160, 40)
        await settled(app, pilot)
        assert "economy because of" in text(app, "message")
        assert "· economy because of" not in text(app, "card")


async def test_that_words_in_quotation_marks_have_no_quote_is_said_to_its_end_beside_the_text():
    async with on_screen(app_on(desk(Line("Ada shrugged at the “late and cold” answer."))), WIDE) as (app, _):
        assert "are in no quote" in " ".join(text(app, "card").replace("│", " ").split())


async def test_words_in_quotation_marks_without_a_quote_have_a_sign_and_their_likeliest_reading_comes_in_one_key():
    marked = "Ada shrugged at the “late and cold” answer."
    other = Other([], [Said("“late and cold”", None, None, "Ada Finch", QuoteType.MIXED)], 0.03)
    async with on_screen(
        app_on(desk(Line(marked, others=[other]), Line("It rained.", others=[Other([], [Said("It rained")], 0.03)]))),
        SMALL,
    ) as (app, pilot):
        assert "“ ” words in quotation marks are in no quote" in text(app, "card")
        assert "e 1/1 0.03 ““late and cold””" in text(app, "card")
        await pilot.press("w")
        assert "  1 ““late and cold””" in text(app, "card")
        await pilot.press("e")
        assert [quote.content[0].of(marked) for quote in app.bench.state.quotes] == ["“late and cold”"]
        await pilot.press("u", "enter", "left")
        assert "words in quotation marks" not in text(app, "card"), "somebody has decided that it is none"
        await pilot.press("right")
        assert "no quote in this sentence" in text(app, "card")
        assert "e 1 unlikely" in text(app, "card")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_other_suggesters_say_has_their_names(size):
    others = [Other([0], [COLD], None, ["llama3"]), Other([], [SO], 0.8, ["qwen", "gold"]), Other([0], [], 0.1)]
    async with on_screen(desk(Line(SAID, [LATE], others=others)), size) as (app, pilot):
        assert "e 1/2 llama3 to “and cold”" in text(app, "card")
        await pilot.press("w")
        told = {
            line.strip(" │▸").split()[0]: line.rstrip() for line in lines(app, "card") if re.search("[▸ ][012] ", line)
        }
        assert "1 llama3 to “and cold”" in told["1"]
        assert not told["1"].endswith("0"), "it has no score"
        assert told["0"].endswith("0.90")
        await pilot.press("P")
        assert "qwen +1 “it was so”" in text(app, "message")
        assert shown(app) == ["that it is late", "it was so"]


async def test_there_is_room_for_them_before_speakers():
    names = [f"Speaker of the Harbour Number {number}" for number in range(20)]
    lines = [
        Line(SAID, [LATE]),
        Line(SAID, [replace(LATE, continues=True)], others=[Other([0], [COLD], 0.3, ["llama3"])]),
    ]
    async with on_screen(MemoryDesk([article(1, "a", lines, names)]), SMALL) as (app, pilot):
        await pilot.press("right")
        assert "continues the quote of sentence 1" in text(app, "card")
        assert "e 1/1 0.30 llama3 to “and cold”" in text(app, "card")
        assert "speakers" in text(app, "card")


async def test_they_are_heard_by_their_names():
    app = app_on(desk(Line(SAID, [LATE], others=[Other([0], [COLD], None, ["llama3"])])))
    async with app.run_test(size=(80, 24)):
        said = spoken_of(app)
    assert "e 1/1 llama3 to “and cold”" in said.card
