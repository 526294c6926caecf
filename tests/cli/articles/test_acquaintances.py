"""Names confirmed in a database are those of later suggestions in it, unless --no-adapt says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.session.desk import Place
from annotator.core.session.state import give_speaker
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from tests.cli.conftest import Run, lines_of, settings_of_runs, suggested_quotes
from tests.made_once import made_once

FIRST = "The treaty will be signed in June, Ngozi Okonjo said on Friday. Nobody at the ministry disagreed.\n"
LATER = "The treaty will be signed in June, Okonjo said on Monday. Nobody at the ministry disagreed.\n"


@pytest.fixture
def confirmed(run: Run, tmp_path: Path) -> Path:
    """A database with one article, in which a quote by Ngozi Okonjo is confirmed."""
    (tmp_path / "first.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "later.txt").write_text(LATER, encoding="utf-8")

    def make(path: Path) -> None:
        run("import", "first.txt")
        with SqliteDesk(path, "ana") as desk:
            (item, *_) = desk.page(1).items
            assert item.suggestion is not None
            labels = item.suggestion.labels.bare()
            assert [quote.speaker for quote in labels.quotes] == ["Ngozi Okonjo"]
            desk.save([NewDecision(item.id, Answer.ACCEPT, labels, item.suggestion.id)])

    return made_once(tmp_path / "annotator.db", "Ngozi Okonjo is confirmed", make)


def speakers(path: Path, document: int) -> set[str | None]:
    return {quote.speaker for quote in suggested_quotes(path, document)}


def test_an_import_names_speakers_as_earlier_articles_do_and_records_it(
    run: Run, confirmed: Path, tmp_path: Path
) -> None:
    assert settings_of_runs(confirmed)[-1]["speakers"] is None, "the first import knew nobody"
    run("import", "later.txt")
    assert speakers(confirmed, 2) == {"Ngozi Okonjo"}
    told = settings_of_runs(confirmed)[-1]["speakers"]
    assert isinstance(told, dict)
    assert (told["known"], told["renamed"], len(told["digest"])) == (1, 0, 12)


def test_no_adapt_imports_and_suggests_anew_without_them(run: Run, confirmed: Path) -> None:
    run("import", "later.txt", "--no-adapt")
    assert speakers(confirmed, 2) == {"Okonjo"}
    assert "speakers" not in settings_of_runs(confirmed)[-1]
    run("resuggest", "--quiet")
    assert speakers(confirmed, 2) == {"Ngozi Okonjo"}
    run("resuggest", "--quiet", "--no-adapt")
    assert speakers(confirmed, 2) == {"Okonjo"}


def test_what_was_undone_lends_no_name(run: Run, confirmed: Path) -> None:
    with SqliteDesk(confirmed, "ana") as desk:
        desk.undo()
    run("import", "later.txt")
    assert speakers(confirmed, 2) == {"Okonjo"}


def test_a_removed_article_lends_no_name(run: Run, confirmed: Path) -> None:
    run("remove", "1", "--yes")
    run("import", "later.txt")
    assert speakers(confirmed, 2) == {"Okonjo"}


def test_without_a_database_nothing_is_known(run: Run, confirmed: Path) -> None:
    (record,) = lines_of(run("suggest", "later.txt"))
    assert [quote["speaker"] for quote in record["quotes"]] == ["Okonjo"]


def test_decisions_that_come_in_with_their_articles_lend_names_too(run: Run, confirmed: Path, tmp_path: Path) -> None:
    exported = tmp_path / "done.jsonl"
    run("export", "-o", exported)
    other = tmp_path / "other.db"
    run("import", "--db", other, "first.txt")
    run("import", "--db", other, "--as", "bo", exported)
    run("import", "--db", other, "later.txt")
    assert speakers(other, 2) == {"Ngozi Okonjo"}


def test_explain_says_which_names_are_lent(run: Run, confirmed: Path) -> None:
    told = run("suggest", "--explain", "--habits-of", "annotator.db", "later.txt").stdout
    assert "the name “Ngozi Okonjo” is from other articles" in told
    assert "from other articles" not in run("suggest", "--explain", "--habits-of", "annotator.db", "first.txt").stdout


def test_the_desk_gives_the_reason_for_a_lent_name_as_long_as_it_is_the_suggested_one(
    run: Run, confirmed: Path
) -> None:
    run("import", "later.txt")
    with SqliteDesk(confirmed, "ana") as desk:
        bench = Workbench(desk)
        assert bench.go(Place(2, 0))
        assert "the name “Ngozi Okonjo” is from other articles" in bench.reasons()
        bench.change(lambda state: give_speaker(state, "Mara Lind"))
        assert not [reason for reason in bench.reasons() if "other articles" in reason]
