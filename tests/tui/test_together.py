"""Several sentences confirmed with one key: only what can be seen, only what has no quote, undone as one."""

from __future__ import annotations

from annotator.core.decision import Answer
from annotator.core.session.desk import Place
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from tests.memory_desk import SCHEME, Line, MemoryDesk, Said, answers, article
from tests.tui.driving import lines

QUOTED = Line(
    "All is well, Ines Duarte said.", [Said("All is well", "said", "Ines Duarte", "Ines Duarte")], ["economy"]
)
PLAIN = [Line("The ferry left at noon.", (), ["weather"]), Line("It was late."), Line("Nobody was on the quay.")]


def app_with(told, **about):
    desk = MemoryDesk([article(1, "a", told, ["Ines Duarte"])], **about)
    return desk, AnnotatorApp(Workbench(desk), SCHEME)


async def test_plain_sentences_that_follow_are_confirmed_too_as_one_step():
    desk, app = app_with([QUOTED, *PLAIN, QUOTED, PLAIN[0]])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("z")
        assert answers(desk) == [Answer.ACCEPT] * 4
        assert app.bench.place == Place(1, 4)
        assert desk.heads[101].labels.topics == ("weather",), "what the margin showed"
        assert "4 confirmed" in lines(app, "message")[0]
        assert desk.sitting().decided == 4
        await pilot.press("u")
        assert answers(desk) == []
        assert app.bench.place == Place(1, 0)


async def test_sure_suggestions_in_view_are_confirmed_too_on_asking():
    unsure = Line("Rain, she says.", [Said("Rain", "says", "she", None, score=0.3)])
    desk, app = app_with([QUOTED, PLAIN[0], QUOTED, unsure, QUOTED])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("Z")
        assert sorted(desk.heads) == [100, 101, 102]
        assert app.bench.place == Place(1, 3)


async def test_a_sentence_below_the_lower_edge_is_not_confirmed_unseen():
    desk, app = app_with([QUOTED, *PLAIN * 20])
    async with app.run_test(size=(80, 24)) as pilot:
        seen = [line for line in lines(app, "view") if line.startswith((" ·", "▌"))]
        await pilot.press("z")
        assert 1 < len(desk.heads) <= len(seen) < 61


async def test_a_narrow_margin_has_room_for_two_signs():
    _, app = app_with([QUOTED, *PLAIN])
    async with app.run_test(size=(30, 12)):
        assert lines(app, "view")[0].startswith("▌“e  ⟨All is")


async def test_a_topic_by_its_capital_confirms_the_sentence():
    desk, app = app_with([QUOTED, *PLAIN])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("t", "W")
        assert desk.heads[100].labels.topics == ("economy", "weather")
        assert app.bench.place == Place(1, 1)
        await pilot.press("t", "p", "t", "e", "t", "S")
        assert "at most 3 topics" in lines(app, "message")[0]
        assert app.bench.place == Place(1, 1), "one too many confirms nothing"
