"""Three copies of a database, to be worked on apart."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.store.desk.desk import SqliteDesk
from tests.store.conftest import new_database


def labels(speaker: str | None = None) -> Labels:
    """Labels that fit the first sentence of each document of `new_database`; without a speaker those of any."""
    return (
        Labels() if speaker is None else Labels((QuotePart((Span(8, 11),), QuoteType.INDIRECT, None, None, speaker),))
    )


def decide(
    path: Path, annotator: str, *sentences: int, answer: Answer = Answer.ACCEPT, note: str | None = None
) -> None:
    """Decide sentences, by their ids, each by a step of its own. The first ones of documents get a quote by Ada."""
    with closing(SqliteDesk(path, annotator)) as desk:
        for sentence in sentences:
            place = desk.place(sentence)
            item = desk.page(place.document).items[place.index]
            said = labels("Ada" if place.index == 0 and answer is Answer.ACCEPT else None)
            before = item.decision.id if item.decision else None
            suggestion = item.suggestion.id if item.suggestion else None
            desk.save([NewDecision(sentence, answer, said, suggestion, before, note or None, seconds=1.5, keys=2)])


def copied(path: Path, *names: str) -> list[Path]:
    """Copies of a file that nobody has open."""
    return [Path(shutil.copyfile(path, path.with_name(f"{name}.db"))) for name in names]


@pytest.fixture(scope="session")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every test of this folder begins with, made once."""
    path = new_database(tmp_path_factory.mktemp("begun"))
    decide(path, "ana", 1, 2)
    decide(path, "bo", 1)
    with closing(SqliteDesk(path, "ana")) as desk:
        desk.undo()
    return path


@pytest.fixture
def base(tmp_path: Path, _begun: Path) -> Path:
    """Two documents of three sentences; ana and bo have begun, ana has taken one decision back."""
    return Path(shutil.copyfile(_begun, tmp_path / "annotator.db"))


@pytest.fixture
def copies(base: Path) -> list[Path]:
    """Three copies, not worked on yet."""
    return copied(base, "a", "b", "c")
