"""The pictures of the documentation: the real screen over the bundled articles, after some keys (`make picture`)."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from annotator.cli.articles.import_documents import run_import
from annotator.cli.demo import ARTICLES
from annotator.core.scheme import load_scheme
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from annotator.tui.app import AnnotatorApp

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOLDER = DOCS / "pictures"
_WIDE, _SMALL = (120, 32), (80, 24)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the screen: its name in docs/pictures/, and the keys pressed before it is taken.

    The keys begin at the first sentence of the first bundled article, on a new database. `size`: columns and rows.
    """

    name: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = _SMALL


PICTURES = (
    Picture("first-screen"),
    Picture("confirmed", ("enter",)),
    Picture("speaker", ("enter", "slash", "w", "h", "i", "t")),
    Picture("edges", ("enter", "enter", "enter", "enter", "enter", "enter", "right_square_bracket")),
    Picture("new-quote", ("enter", "enter", "enter", "p")),
    Picture("help", ("question_mark",)),
    Picture("screen", ("enter",) * 6, _WIDE),
)


async def taken(database: Path, picture: Picture) -> str:
    """The picture as SVG, of a new annotator's screen."""
    scheme = load_scheme(None)
    with closing(SqliteDesk(database, "ana")) as desk:
        app = AnnotatorApp(Workbench(desk, types=scheme.quote_types), scheme)
        async with app.run_test(size=picture.size) as pilot:
            await pilot.pause()
            for key in picture.keys:
                await pilot.press(key)
            await pilot.pause()
            return app.export_screenshot(title="annotator")


def main() -> int:
    """Write all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for picture in PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "annotator.db"
            run_import([str(ARTICLES)], database)
            svg = asyncio.run(taken(database, picture))
        (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
