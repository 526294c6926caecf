"""`annotator export --format` and `annotator import --as`: every format there and back; the choices."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from annotator.cli.articles.import_documents import AnnotationImport
from annotator.cli.model.document_work import RULES, Intake, importing
from annotator.exchange.formats.registry import WRITTEN, format_named
from annotator.store.desk.desk import SqliteDesk
from tests.cli.conftest import Run, check_record, everything, lines_of

FERRY = 'The pier will close, Nora Lind said. "We wait," she added. Nothing more is known.'
MILL = "Per Holm said that the mill was sold. It has stood empty. “Nobody asked us,” said a neighbour."
LINES = [
    {
        "id": "ferry",
        "text": FERRY,
        "quotes": [
            {"content": [[0, 19]], "cue": [[31, 35]], "source": [[21, 30]], "type": "indirect", "speaker": "Nora Lind"},
            {"content": [[37, 47]], "cue": [52, 57], "source": [[48, 51]], "type": "direct", "topics": ["labour"]},
        ],
    },
    {"id": "mill", "text": MILL, "quotes": [{"content": [[14, 36], [58, 76]], "cue": [[9, 13]], "source": [[0, 8]]}]},
]
FILES = {name: f"exports/annotator{format_named(name).ending}" for name in ("jsonl", "prodigy", "brat")}


def import_annotations(paths: Iterable[Path], db: Path, name: str) -> AnnotationImport:
    with importing(db, RULES) as (importer, suggester):
        taken = AnnotationImport(importer, suggester, db, name)
        taken.read([*map(str, paths)], Intake(), quiet=True)
    return taken


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the gold file and the database it was imported into: made once, loading spaCy takes seconds."""
    folder = tmp_path_factory.mktemp("imported")
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    taken = import_annotations([path], folder / "annotator.db", "ana")
    assert (taken.documents, taken.new, taken.quotes, taken.decisions) == (2, 2, 3, 6)
    assert taken.left.refused == []
    return folder


@pytest.fixture
def gold(imported: Path, tmp_path: Path) -> Path:
    """The gold file, with the database beside it."""
    for path in imported.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path / "gold.jsonl"


def test_every_sentence_of_a_gold_document_is_decided(run: Run, gold: Path) -> None:
    found = lines_of(run("export", "-o", "-"))
    assert len(found) == 6
    assert {record["answer"] for record in found} == {"accept"}
    assert [len(record["quotes"]) for record in found] == [1, 1, 0, 1, 0, 1]
    assert found[5]["quotes"][0]["continues"] is True
    assert found[1]["topics"] == ["labour"]
    assert {record["annotator"] for record in found} == {"ana"}


def test_importing_again_changes_nothing(run: Run, gold: Path) -> None:
    again = run("import", "--as", "ana", gold)
    assert "0 decisions of ana added" in again.stderr
    assert "6 already there" in again.stderr


@pytest.mark.parametrize("name", FILES)
def test_a_format_is_written_with_its_manifest(run: Run, gold: Path, tmp_path: Path, name: str) -> None:
    run("export", "--format", name)
    path = tmp_path / FILES[name]
    manifest = json.loads(path.with_name(f"{path.name}.manifest.json").read_text(encoding="utf-8"))
    check_record(manifest, "manifest")
    (file,) = manifest["files"]
    assert (file["documents"], file["quotes"], file["sentences"]) == (2, 3, 6)
    # A sentence's part of a mixed quote has the type of its own marks.
    by_sentence = format_named(name).units[0] == "sentence"
    types = {"indirect": 2, "direct": 1} if by_sentence else {"indirect": 1, "direct": 1, "mixed": 1}
    assert file["labels"]["types"] == types
    assert file["labels"]["topics"] == {"labour": 1}
    assert manifest["schemes"] == []
    if path.is_file():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]
    else:
        assert len(list(path.glob("*.ann"))) == 2
    leftovers = [found.name for found in path.parent.iterdir() if found.name.startswith(".")]
    assert leftovers == []


def test_where_nothing_is_chosen_an_earlier_export_stays(run: Run, gold: Path, tmp_path: Path) -> None:
    run("export")
    before = everything(tmp_path / "exports")
    done = run("export", "--since", "2999-01-01", code=6)
    assert done.stderr.count("\n") == 1
    assert "nothing to export" in done.stderr
    assert "stays as it was" in done.stderr
    assert everything(tmp_path / "exports") == before
    piped = run("export", "--since", "2999-01-01", "-o", "-")
    assert piped.stdout == ""
    assert "nothing to export" in piped.stderr
    assert "--since" in piped.stderr, "what to do"


def test_where_nothing_is_chosen_no_part_of_a_split_is_lost(run: Run, gold: Path, tmp_path: Path) -> None:
    done = run("export", "--split", "50/50", "-o", "set.jsonl")
    assert "written to set.train.jsonl, set.test.jsonl\n" in done.stderr
    (tmp_path / "set.test.jsonl").unlink()
    before = everything(tmp_path)
    done = run("export", "--split", "50/50", "-o", "set.jsonl", "--since", "2999-01-01", code=6)
    assert "stays as it was" in done.stderr
    assert {path: data for path, data in everything(tmp_path).items() if path in before} == before
    assert not (tmp_path / "set.test.jsonl").exists()


def test_a_split_keeps_documents_whole(run: Run, gold: Path, tmp_path: Path) -> None:
    run("export", "--split", "50/50", "-o", "set.jsonl")
    lines = [(tmp_path / f"set.{name}.jsonl").read_text(encoding="utf-8").splitlines() for name in ("train", "test")]
    parts = [[*map(json.loads, part)] for part in lines]
    assert sum(map(len, parts)) == 6
    ids = [{record["document"]["id"] for record in part} for part in parts]
    assert not ids[0] & ids[1]
    manifest = json.loads((tmp_path / "set.jsonl.manifest.json").read_text(encoding="utf-8"))
    assert [file["part"] for file in manifest["files"]] == ["train", "test"]
    assert [file["records"] for file in manifest["files"]] == [len(part) for part in parts]
    run("export", "--split", "80/10", "-o", "x.jsonl", code=2)
    run("export", "--split", "80/20", "-o", "-", code=2)


def test_gold_is_what_all_who_decided_agree_on(run: Run, gold: Path, tmp_path: Path) -> None:
    alone = run("export", "--gold", "-o", "-")
    assert alone.stdout == run("export", "--annotator", "ana", "-o", "-").stdout, "of one annotator: all decisions"
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "ferry", "text": FERRY, "quotes": []}) + "\n", encoding="utf-8")
    run("import", "--as", "bo", other)
    assert len(lines_of(run("export", "-o", "-"))) == 9
    exported = run("export", "--gold", "-o", "-")
    found = lines_of(exported)
    differing = [index for index in range(3) if lines_of(alone)[index]["quotes"]]
    assert [record["id"] for record in found] == [
        record["id"] for index, record in enumerate(lines_of(alone)) if index not in differing
    ]
    assert {record["annotator"] for record in found} == {"ana"}, "of those who agree, the first by name"
    assert f"{len(differing)} sentences marked differently and not reviewed: `annotator review`" in exported.stderr
    skipping = {"text": FERRY, "quotes": [], "answer": "skip"}
    other.write_text(json.dumps(skipping) + "\n", encoding="utf-8")
    run("import", "--as", "cy", other)
    assert run("export", "--gold", "-o", "-").stdout == exported.stdout, "a skip says nothing"
    left = lines_of(run("export", "--status", "skip", "-o", "-"))
    assert {record["annotator"] for record in left} == {"cy"}


def test_choices_of_document_time_and_names(run: Run, gold: Path) -> None:
    found = lines_of(run("export", "--document", "mill", "-o", "-"))
    assert {record["document"]["id"] for record in found} == {"mill"}
    assert lines_of(run("export", "--since", "2999-01-01", "-o", "-")) == []
    assert len(lines_of(run("export", "--since", "2020-01-01", "-o", "-"))) == 6
    hidden = run("export", "--anonymise-annotators", "--format", "prodigy", "-o", "-").stdout
    assert "annotator-1" in hidden
    assert '"ana"' not in hidden
    for wrong in (("--since", "soon"), ("--status", "maybe"), ("--unit", "word"), ("--format", "docx")):
        run("export", *wrong, "-o", "-", code=2)
    run("export", "--document", "nowhere", "-o", "-", code=3)


def test_cells_of_a_table_stay_as_they_are_where_that_is_asked(in_process: Run) -> None:
    quote = {"content": [{"text": "rained"}]}
    line = json.dumps({"id": "rain", "title": "=1+1", "text": "It rained.", "quotes": [quote]})
    in_process("import", "--as", "ana", "-", stdin=line)
    for options, title in (((), ",'=1+1,"), (("--raw",), ",=1+1,")):
        assert title in in_process("export", "--format", "csv", *options, "-o", "-").stdout


def test_a_document_decided_in_part_is_no_negative(run: Run, gold: Path, tmp_path: Path) -> None:
    lines = run("export", "-o", "-").stdout.splitlines()
    (tmp_path / "part.jsonl").write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")
    run("import", "--as", "bo", "part.jsonl")
    done = run("export", "--annotator", "bo", "--format", "doccano", "-o", "-")
    assert done.stdout == ""
    assert "1 annotated document not decided to the end" in done.stderr
    assert len(lines_of(run("export", "--annotator", "bo", "--format", "doccano", "--partial", "-o", "-"))) == 1
    sentences = run("export", "--annotator", "bo", "--format", "doccano", "--unit", "sentence", "-o", "-")
    assert len(lines_of(sentences)) == 2
    (tmp_path / "rest.jsonl").write_text("\n".join(lines[1:3]) + "\n", encoding="utf-8")
    absent = run("import", "--db", "empty.db", "--as", "bo", "rest.jsonl", code=3)
    assert "import the article first" in absent.stderr


def test_an_import_is_undone_a_document_at_a_time(run: Run, gold: Path, tmp_path: Path) -> None:
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        assert desk.saved() == 6
        assert desk.undo()
        assert desk.saved() == 3
        assert desk.undo()
        assert desk.saved() == 0


def test_help_names_the_formats(run: Run) -> None:
    for command, names in (("export", [format.name for format in WRITTEN]), ("import", ["gold lines", "Label Studio"])):
        help = " ".join(run(command, "--help").stdout.split())
        assert all(name in help for name in names)
        assert not re.search(r"\{[a-z_]+\}", help)


def test_an_article_that_two_files_tell_of_is_said_to_be_given_again(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such as a folder of brat's in which two people marked one article: their names are not in it."""
    database = shutil.copy(imported / "annotator.db", tmp_path / "annotator.db")
    files = [tmp_path / "ana.jsonl", tmp_path / "bo.jsonl"]
    for path, quotes in zip(files, (LINES[1]["quotes"], []), strict=True):
        path.write_text(json.dumps(LINES[1] | {"quotes": quotes}), encoding="utf-8")
    taken = import_annotations(files, Path(database), "gold")
    taken.narrate()
    assert (taken.documents, taken.again) == (2, 1)
    assert "1 article given again: what stands there last counts\n" in capsys.readouterr().err
