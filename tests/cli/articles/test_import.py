"""`annotator import`: read, split, suggest, store, and say what happened."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator.cli.articles.import_documents import AnnotationImport, ArticleImport
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span
from annotator.core.model import Run as SuggesterRun
from annotator.exchange.annotation import OF_ALL, Annotation, SentenceDecision
from annotator.store.articles.documents import Stored, number_of
from tests.cli.conftest import Run, json_of

SEED = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "seed-article.txt"


def test_an_article_is_imported_once(run: Run, article: Path) -> None:
    first = run("import", article)
    assert "1 article, 4 sentences, published 2026-02-03" in first.stderr
    assert first.stdout == ""
    again = run("import", article)
    assert "nothing new: 1 article already there" in again.stderr
    stats = json_of(run("stats", "--json"))
    assert (stats["documents"], stats["sentences"]) == (1, 4)
    assert [run_["pipeline"] for run_ in stats["runs"]]


@pytest.mark.skipif(not SEED.exists(), reason="needs the project's shared folder beside the checkout")
def test_the_first_users_article_has_29_sentences(run: Run) -> None:
    done = run("import", SEED)
    assert "1 article, 29 sentences, published 2023-07-23" in done.stderr
    assert "nothing new" in run("import", SEED).stderr


def test_what_is_there_already_is_not_held_until_what_came_before_it_is_stored() -> None:
    """There may be a hundred thousand of them behind a new article that is suggested for in a process of its own."""
    importer = SimpleNamespace(ask=lambda asked, text: 1 if (asked, text) == (number_of, "b") else None)
    storing = ArticleImport(importer, None, Path())  # type: ignore[arg-type]
    assert [one.id for one in storing.new([Document("new", "a"), Document("old", "b")])] == ["new"]
    assert storing.known == 1
    storing.take(InputRefused("new: no article"), SuggesterRun("", "", {}))
    assert storing.known == 1


def _taken() -> AnnotationImport:
    return AnnotationImport(None, None, Path(), "ana")  # type: ignore[arg-type]


@pytest.mark.parametrize(("answer", "kept"), [(Answer.ACCEPT, True), (Answer.SKIP, True), (Answer.REJECT, False)])
def test_what_a_record_of_a_sentence_says_is_a_decision_as_the_screen_makes_it(answer: Answer, kept: bool) -> None:
    """A rejection with labels would be exported with them."""
    labels = Labels((QuotePart((Span(0, 3),), QuoteType.DIRECT),), ("weather",))
    document, sentence = Document("d", "It rained."), Sentence(0, 0, 10)
    said = SentenceDecision(sentence.span, NewDecision(0, answer, labels), None)
    annotation = Annotation(document, "file:1", sentences=(said,), rebuilt=True)
    ((decision, _),) = _taken().decisions_of(annotation, Stored(1, document, (sentence,), (7,)))
    assert (decision.sentence_id, decision.answer) == (7, answer)
    assert decision.labels == (labels if kept else Labels())


def test_topics_of_a_quote_that_is_the_whole_text_are_those_of_its_sentences() -> None:
    document, cut = Document("d", "It rained. All day."), (Sentence(0, 0, 10), Sentence(1, 11, 19))
    for span, found in ((Span(0, 19), ("weather",)), (OF_ALL, ())):
        annotation, taken = Annotation(document, "file:1", topics=((span, "weather"),)), _taken()
        decisions = [*taken.decisions_of(annotation, Stored(1, document, cut, (7, 8)))]
        assert [one.labels.topics for one, _ in decisions] == [found, found]
        assert taken.unplaced_topics == (not found)
    (one,) = taken.decisions_of(annotation, Stored(1, document, cut[:1], (7,)))
    assert one[0].labels.topics == ("weather",)


def test_topics_that_a_sentence_has_no_room_for_are_counted() -> None:
    document, cut = Document("d", "It rained. All day."), (Sentence(0, 0, 10), Sentence(1, 11, 19))
    given = [(Span(0, 2), "a"), (Span(0, 19), "b"), (Span(3, 9), "a"), (Span(3, 9), "c"), (Span(0, 19), "d")]
    annotation, taken = Annotation(document, "file:1", topics=(*given, (OF_ALL, "e"))), _taken()
    decisions = [*taken.decisions_of(annotation, Stored(1, document, cut, (7, 8)))]
    assert [one.labels.topics for one, _ in decisions] == [("a", "b", "c"), ("b", "d")]
    assert (taken.topics_beyond, taken.unplaced_topics) == (1, 1)


def test_good_files_are_imported_and_bad_ones_named(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = run("import", article, "missing.txt", "empty.txt", code=6)
    assert "left out: missing.txt" in done.stderr
    assert "left out: empty.txt" in done.stderr
    assert json_of(run("stats", "--json"))["documents"] == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("none.txt", None), ("empty.txt", b""), ("binary.txt", bytes(range(256)) * 20), ("bad.jsonl", b"{nope\n")],
)
def test_a_bad_file_alone_is_one_line_and_leaves_no_database(
    run: Run, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run("import", name, code=3)
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("error: ")
    assert not (tmp_path / "annotator.db").exists()


def test_a_foreign_database_is_refused_before_anything_is_read(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "annotator.db").write_bytes(b"somebody else's")
    done = run("import", article, code=4)
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "annotator.db").read_bytes() == b"somebody else's"


def test_a_model_that_is_not_installed_or_a_folder_is_refused(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    for model in ("no_such_model", "./model", "os; import x"):
        done = run("import", article, "--model", model, code=None)
        assert done.returncode in {2, 3, 5}
        assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "annotator.db").exists()


def test_standard_input_and_names_that_look_like_escapes(run: Run, tmp_path: Path) -> None:
    run("import", "-", stdin='It rained. "No," said Ada.')
    hostile = tmp_path / "a\x1b[31m\nb.txt"
    hostile.write_text("", encoding="utf-8")
    done = run("import", hostile, code=3)
    assert "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


TWO = '{"text": "It rained. \\"No,\\" said Ada."}\n{"text": "It snowed."}\n'


def documents(run: Run) -> int:
    return int(json_of(run("stats", "--json"))["documents"])


def test_json_on_standard_input_is_not_taken_for_prose(run: Run) -> None:
    done = run("import", "-", stdin=TWO)
    assert "2 articles" in done.stderr
    assert documents(run) == 2
    run("import", "-", stdin='[{"text": "It hailed."}]')
    assert documents(run) == 3


def test_a_doubt_on_standard_input_is_refused_with_the_option_that_settles_it(run: Run, tmp_path: Path) -> None:
    for text in ('{"text": "It rained."', "<p>It rained.</p>", "id,text\n1,It rained.\n"):
        done = run("import", "-", stdin=text, code=3)
        assert len(done.stderr.splitlines()) == 1
        assert "--from" in done.stderr
    assert not (tmp_path / "annotator.db").exists()
    run("import", "-", "--from", "text", stdin='{"text": "It rained."')
    run("import", "-", "--from", "csv", stdin="id,text\n1,It hailed.\n")
    assert documents(run) == 2


def test_a_line_at_fault_in_json_on_standard_input_takes_nothing_in(run: Run, tmp_path: Path) -> None:
    done = run("import", "-", stdin=f"{TWO}{{broken\n", code=3)
    assert "standard input:3" in done.stderr
    assert not (tmp_path / "annotator.db").exists()


FRENCH = (
    "Le pont restera fermé jusqu'au printemps, a annoncé la maire. « Nous n'avons pas les moyens de payer les travaux"
    " cette année », a-t-elle dit. Elle a ajouté que rien ne serait décidé avant la fin du mois.\n"
)


def test_an_article_in_another_language_is_refused_and_the_others_are_imported(
    run: Run, article: Path, tmp_path: Path
) -> None:
    (tmp_path / "pont.txt").write_text(FRENCH, encoding="utf-8")
    alone = run("import", "pont.txt", code=3)
    assert "not in English" in alone.stderr
    assert "--any-language" in alone.stderr
    assert not (tmp_path / "annotator.db").exists()
    both = run("import", "pont.txt", article, code=6)
    assert "left out: pont" in both.stderr
    assert json_of(run("stats", "--json"))["documents"] == 1


def test_another_language_that_is_wanted_comes_without_suggestions(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pont.txt").write_text(FRENCH, encoding="utf-8")
    done = run("import", "--any-language", "pont.txt")
    assert "1 article, 3 sentences, 0 suggested quotes" in done.stderr
    run("resuggest")
    assert json_of(run("stats", "--json"))["suggested_quotes"] == 0
