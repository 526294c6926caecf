"""`annotator import --revise`, and the lists of what it changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.store.articles.documents import document_of
from annotator.store.desk.desk import SqliteDesk
from annotator.store.read.reader import Reader
from tests.cli.conftest import Run, check_record, json_of
from tests.store.articles.test_editions import decide

OLD = "The old bridge is closed, the mayor said. Shops lost money. The council meets on Tuesday."
LATER = "The third bridge is open, the mayor said. The council meets on Tuesday."
NEW = "The new bridge is closed, the mayor said. The council meets on Tuesday. A second bridge opens in May."


def written(folder: Path, name: str, text: str, key: str = "bridge") -> Path:
    path = folder / name
    path.write_text(json.dumps({"id": key, "text": text}) + "\n", encoding="utf-8")
    return path


def test_a_corrected_article_takes_over_what_was_decided_and_all_of_it_is_told(run: Run, tmp_path: Path) -> None:
    run("import", written(tmp_path, "old.jsonl", OLD))
    database = next(tmp_path.rglob("annotator.db"))
    decide(database, "ana", 1, {})
    new = written(tmp_path, "new.jsonl", NEW)
    done = run("import", "--revise", new)
    assert "article 2 takes the place of article 1: 1 decision kept, 0 moved, 1 touched, 1 orphaned" in done.stderr
    assert "to be looked at: ana 2" in done.stderr
    assert "nothing new: 1 article already there" in run("import", "--revise", new).stderr
    for what, number in (("editions", 1), ("revised", 2), ("removed", 0)):
        told = json_of(run("list", what, "--json"))
        check_record(told, "list")
        assert len(told["rows"]) == number
        run("list", what)
    refused = run("remove", "--undo", "1", code=3)
    assert "article 2 is a corrected version of it" in refused.stderr
    assert run("remove", "1", "--yes").stderr.endswith(
        "is out: article 2 is a corrected version of it\nnothing changed\n"
    )
    refused = run("export", "--document", "bridge", "-o", "-", code=3)
    assert refused.stderr == (
        "error: article 1 was corrected: article 2 is in its place;"
        " go by that one; `annotator export --edition all` has what was decided of article 1, too\n"
    )
    stats = json_of(run("stats", "--json"))
    assert (stats["documents"], stats["removed"]) == (1, 0)
    assert len(run("export", "-o", "-").stdout.splitlines()) == 1
    assert len(run("export", "-o", "-", "--edition", "all").stdout.splitlines()) == 4
    other = written(tmp_path, "other.jsonl", LATER, "third")
    run("import", other)
    back = run("import", "--revise", tmp_path / "old.jsonl", other)
    assert "article 1 takes the place of article 2" in back.stderr
    assert "\n1 article already there\n" in back.stderr, "and that was not all"
    run("db", "check")


def test_a_corrected_text_of_an_article_that_was_removed_is_left_out_and_told_of(run: Run, tmp_path: Path) -> None:
    run("import", written(tmp_path, "old.jsonl", OLD))
    run("remove", "1", "--yes", "--annotator", "lea")
    files = written(tmp_path, "new.jsonl", NEW), written(tmp_path, "other.jsonl", LATER, "third")
    done = run("import", "--revise", *files, code=6)
    assert "bridge: article 1, which has that name, was removed" in done.stderr
    assert "`annotator remove --undo 1` brings it back" in done.stderr
    assert [row["id"] for row in json_of(run("list", "documents", "--json"))["rows"]] == ["third"]
    run("remove", "--undo", "1", "--annotator", "lea")
    assert "article 3 takes the place of article 1" in run("import", "--revise", *files).stderr


def test_a_copy_is_made_once_and_where_work_is_carried_over_and_it_is_told_who_did_it(run: Run, tmp_path: Path) -> None:
    def revise(text: str, key: str) -> int:
        new = written(tmp_path, "new.jsonl", text, key)
        run("import", "--revise", "--annotator", "lea", new, ANNOTATOR_COPIES=str(tmp_path / "copies"))
        return len([*tmp_path.glob("copies/**/*.db")])

    run("import", written(tmp_path, "old.jsonl", OLD))
    decide(tmp_path / "annotator.db", "ana", 1, {})
    run("import", written(tmp_path, "other.jsonl", LATER, "third"))
    assert revise(LATER + " It rained.", "third") == 0, "nobody decided anything of it"
    assert revise(OLD, "bridge") == 0, "it is as it stands"
    assert revise(NEW, "bridge") == 1
    assert revise(NEW, "bridge") == 1, "all is carried over"
    assert {row["revised_by"] for row in json_of(run("list", "editions", "--json"))["rows"]} == {"lea"}
    assert (
        "--annotator changes nothing without --revise" in run("import", tmp_path, "--annotator", "lea", code=2).stderr
    )


def test_whoever_did_the_article_on_a_copy_has_the_place_of_the_corrected_one(run: Run, tmp_path: Path) -> None:
    run("import", written(tmp_path, "old.jsonl", OLD))
    run("assign", "--annotator", "lea")
    copy = shutil.copyfile(tmp_path / "annotator.db", tmp_path / "copy.db")
    with SqliteDesk(copy, "cy") as desk:
        desk.take()
        desk.save([NewDecision(item.id, Answer.ACCEPT, Labels()) for item in desk.page(1).items])
    longer = written(tmp_path, "longer.jsonl", f"It rained. {OLD}")
    run("import", "--revise", longer)
    run("db", "merge", copy)
    run("import", "--revise", longer)
    (slot,) = json_of(run("status", "--queue", "--json"))["documents"][0]["slots"]
    assert (slot["annotator"], slot["state"], slot["decided"]) == ("cy", "held", 3), "nobody else does it again"
    run("import", "--revise", longer, "--db", copy)
    told = run("db", "merge", copy).stderr
    assert "3 sentences with a decision of one person on each of two copies, alike" in told, "who decided on one alone"


def test_what_is_to_be_looked_at_is_counted_where_the_last_of_several_corrections_stands(
    run: Run, tmp_path: Path
) -> None:
    run("import", written(tmp_path, "old.jsonl", OLD))
    decide(tmp_path / "annotator.db", "ana", 1, {})
    files = [written(tmp_path, f"{number}.jsonl", text) for number, text in enumerate((NEW, OLD, LATER))]
    done = run("import", "--revise", *files)
    listed = json_of(run("list", "revised", "--json"))["rows"]
    assert f"to be looked at: ana {len(listed)} (" in done.stderr


def test_an_export_of_all_editions_tells_what_of_them_it_leaves_out(run: Run, tmp_path: Path) -> None:
    run("import", written(tmp_path, "old.jsonl", OLD))
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        bridge, shops, _ = desk.page(1).items
        desk.save([NewDecision(bridge.id, Answer.ACCEPT, Labels()), NewDecision(shops.id, Answer.SKIP, Labels())])
    run("import", "--revise", written(tmp_path, "new.jsonl", NEW))
    assert "1 skipped sentence left out" in run("export", "-o", "-", "--edition", "all").stderr
    assert "skipped" not in run("export", "-o", "-").stderr


@pytest.mark.parametrize("back", [False, True], ids=["corrected", "and corrected back"])
def test_all_editions_of_an_article_are_in_one_part_of_a_data_set(run: Run, tmp_path: Path, back: bool) -> None:
    def parts() -> dict[str, list[str]]:
        done = run("export", "--split", "50/50", "--edition", "all", "-o", "set.jsonl", code=None)
        assert done.returncode in (0, 6), done.stderr
        lines = {
            part: (tmp_path / f"set.{part}.jsonl").read_text(encoding="utf-8").splitlines()
            for part in ("train", "test")
        }
        return {part: [json.loads(line)["document"]["id"][:4] for line in own] for part, own in lines.items()}

    texts = [OLD.replace("Shops", f"{number} shops") for number in range(10, 18)]

    def bring(*words: str, more: str = "") -> None:
        for number, text in enumerate(texts, 10):
            (tmp_path / f"no{number}.txt").write_text(text + more, encoding="utf-8")
        run("import", *words, *sorted(tmp_path.glob("no*.txt")))

    bring()
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        for number in desk.numbers():
            desk.save([NewDecision(item.id, Answer.ACCEPT, Labels()) for item in desk.page(number).items])
    before = parts()
    assert all(before.values())
    manifest = json.loads((tmp_path / "set.jsonl.manifest.json").read_text(encoding="utf-8"))
    check_record(manifest, "manifest")
    assert manifest["choice"]["all_editions"] is True
    bring("--revise", more=" More was said.")
    if back:
        bring("--revise")
    assert {part: {*own} for part, own in parts().items()} == {part: {*own} for part, own in before.items()}
    shutil.rmtree(tmp_path / "report", ignore_errors=True)
    run("report", "-o", "report", "--split", "50/50")
    run("report", "--check", "report")


def test_what_was_taken_as_suggested_is_not_edited_in_the_corrected_article(run: Run, tmp_path: Path) -> None:
    run("import", written(tmp_path, "old.jsonl", f"Shops lost money. {OLD}"))
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        item = next(item for item in desk.page(1).items if item.suggested.quotes)
        desk.save([NewDecision(item.id, Answer.ACCEPT, item.suggested, item.suggestion and item.suggestion.id)])
    run("import", "--revise", written(tmp_path, "new.jsonl", f"Many shops lost money. {OLD}"))
    for unit in ("sentence", "document"):
        record = json_of(run("export", "-o", "-", "--unit", unit))
        (said,) = record.get("sentences", [record])
        assert (len(record["quotes"]), said["edited"]) == (1, False)


@pytest.mark.parametrize("workers", [(), pytest.param(("--workers", "2"), marks=pytest.mark.long)])
@pytest.mark.parametrize(
    ("texts", "stands", "told"),
    [
        ([NEW, OLD], OLD, "article 1 takes the place of article 2"),
        ([NEW, NEW], NEW, "1 article already there"),
        ([OLD, NEW, LATER, NEW], NEW, "article 2 takes the place of article 3"),
    ],
    ids=["and back", "twice", "and back from a later one"],
)
def test_versions_that_come_together_follow_each_other_however_far_ahead_is_read(
    run: Run, tmp_path: Path, texts: list[str], stands: str, told: str, workers: tuple[str, ...]
) -> None:
    run("import", written(tmp_path, "old.jsonl", OLD))
    (tmp_path / "new.jsonl").write_text("".join(json.dumps({"id": "bridge", "text": text}) + "\n" for text in texts))
    done = run("import", "--revise", *workers, tmp_path / "new.jsonl")
    assert told in done.stderr
    (row,) = json_of(run("list", "documents", "--json"))["rows"]
    with Reader(next(tmp_path.rglob("annotator.db"))) as reader:
        assert reader.ask(document_of, row["article"]).text == stands


def test_an_article_without_an_earlier_version_is_new_and_that_is_said(run: Run, tmp_path: Path) -> None:
    run("import", written(tmp_path, "old.jsonl", OLD))
    done = run("import", "--revise", written(tmp_path, "else.jsonl", NEW, "else"))
    assert "1 article without an earlier version, added as new" in done.stderr


def test_of_needs_revise_and_names_an_article_that_is_there(run: Run, tmp_path: Path) -> None:
    old = written(tmp_path, "old.jsonl", OLD)
    run("import", old)
    run("import", "--of", "1", old, code=2)
    new = written(tmp_path, "new.jsonl", NEW, "else")
    assert "no article '9'" in run("import", "--revise", "--of", "9", new, code=3).stderr
    assert "article 2 takes the place of article 1" in run("import", "--revise", "--of", "1", new).stderr
