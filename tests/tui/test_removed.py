"""The screen on a real database, while a command in another window removes the article that is open."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from annotator.core.session.desk import Place
from annotator.core.session.workbench import Workbench
from annotator.store.articles import documents
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.tui.app import AnnotatorApp
from tests.memory_desk import SCHEME, council, harbour
from tests.test_desks import stored
from tests.tui.driving import lines


async def test_enter_goes_on_to_the_next_article_says_why_and_keeps_the_edits(tmp_path: Path) -> None:
    path = stored(tmp_path, [harbour(), council()])
    with closing(SqliteDesk(path, "ana")) as desk, closing(open_database(path)) as other:
        app = AnnotatorApp(Workbench(desk), SCHEME)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("0")
            with transaction(other):
                documents.remove(other, 1, "bo")
            await pilot.press("enter")
            assert app.bench.place == Place(2, 0)
            assert "article 1 was removed by bo; on to the next" in lines(app, "message")[0]
            await pilot.press("o")
            await pilot.pause()
            await pilot.press("escape", "enter")
            assert app.bench.place == Place(2, 1), "the work goes on"
            assert desk.saved() == 1
            with transaction(other):
                documents.bring_back(other, 1, "bo")
            await pilot.press("left", "left")
            assert app.bench.place == Place(1, 5)
            await pilot.press("g", "1", "enter")
            await pilot.pause()
            assert app.bench.state.draft.labels.quotes[0].speaker is None, "as it was edited"
        assert app.crash is None
