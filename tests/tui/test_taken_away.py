"""The screen on a real database that is moved away or replaced in another window."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from annotator.core.session.desk import Place
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import back_up
from annotator.tui import ScreenSetup
from annotator.tui.app import AnnotatorApp
from annotator.tui.launch import farewell
from tests.memory_desk import SCHEME, harbour
from tests.test_desks import stored
from tests.tui.driving import SMALL, lines, on_screen


async def test_nothing_is_counted_and_the_sentence_stays_until_the_database_is_back(tmp_path: Path) -> None:
    path = stored(tmp_path, [harbour()])
    with closing(SqliteDesk(path, "ana")) as desk:
        async with on_screen(AnnotatorApp(Workbench(desk), SCHEME), SMALL) as (app, pilot):
            await pilot.press("enter")
            path.rename(tmp_path / "elsewhere")
            for key in ("enter", "x", "s"):
                await pilot.press(key)
                assert "NOT SAVED" in lines(app, "status")[0]
                assert "annotator.db is gone; put it back" in lines(app, "message")[0]
                assert (app.bench.place, app.bench.saved) == (Place(1, 1), 1)
            (tmp_path / "elsewhere").rename(path)
            await pilot.press("enter")
            assert (app.bench.place, app.bench.saved) == (Place(1, 2), 2)
        assert app.crash is None


async def test_the_screen_can_be_left_when_another_file_is_in_the_place(tmp_path: Path) -> None:
    path = stored(tmp_path, [harbour()])
    back_up(path, tmp_path / "copy.db")
    with closing(SqliteDesk(path, "ana")) as desk:
        async with on_screen(AnnotatorApp(Workbench(desk), SCHEME), SMALL) as (app, pilot):
            (tmp_path / "copy.db").rename(path)
            await pilot.press("enter")
            assert "annotator.db was replaced; start annotator again" in lines(app, "message")[0]
            assert app.bench.saved == 0
            await pilot.press("q", "q")
        assert app.crash is None
        assert app.return_code == 0
        assert "annotator.db was replaced" in "".join(farewell(desk, 9, ScreenSetup(path, export="annotator export")))
