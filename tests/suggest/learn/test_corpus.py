"""Training examples as DocBin and back."""

from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from annotator.core.model import Document, Span
from annotator.suggest.learn.corpus import UNDECIDED, article_in, parse, read_corpus, training_doc, write_corpus
from annotator.suggest.packages import find_model
from annotator.suggest.span_groups import read_quotes
from tests.suggest.learn.examples import lesson


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(find_model())


def test_quotes_are_kept_and_the_header_is_left_out(nlp: Language) -> None:
    example = lesson(2)
    header = "Title: Made up\n\n"
    text = header + example.document.text
    quotes = tuple(quote.shifted(len(header)) for quote in example.quotes)
    of_header = replace(quotes[0], content=(Span(7, 14),))
    with_header = example._replace(document=Document("h", text, body_start=len(header)), quotes=(of_header, *quotes))
    doc = training_doc(with_header, nlp)
    assert doc.text == example.document.text
    assert read_quotes(doc) == example.quotes == read_quotes(training_doc(example, nlp))


def test_what_annotators_said_of_a_quote_reaches_the_corpus(nlp: Language, tmp_path: Path) -> None:
    example = lesson(1)
    stance = example._replace(quotes=tuple(q.with_attribute("mood", "grim") for q in example.quotes))
    assert write_corpus([stance, example], nlp, tmp_path / "two.spacy") == 2
    first, second = read_corpus(nlp, tmp_path / "two.spacy", parsed=False)
    assert read_quotes(first.reference) == stance.quotes
    assert read_quotes(second.reference) == example.quotes


def test_what_is_undecided_and_the_topics_of_what_is_decided_are_marked(nlp: Language) -> None:
    example = lesson(1)._replace(topics=((Span(0, 10), ("sport",)),))
    assert training_doc(example, nlp, ["law", "sport"]).cats == {"law": 0.0, "sport": 1.0}
    half = example._replace(undecided=(Span(0, 20),), complete=False)
    doc = training_doc(half, nlp, ["law", "sport"])
    assert not doc.cats, "what is not decided may have any topic"
    [gap] = doc.spans[UNDECIDED]
    assert (gap.start_char, gap.end_char <= 20) == (0, True)


def test_versions_of_an_article_are_known_by_their_id(nlp: Language) -> None:
    example = lesson(1)
    again = example._replace(document=replace(example.document, id=example.document.id + "~2"))
    assert article_in(training_doc(again, nlp)) == article_in(training_doc(example, nlp)) == "made-up-1"
    assert article_in(nlp.make_doc("It rained.")) == "It rained."


def test_a_parsed_corpus_has_what_the_pipelines_own_pass_gives(nlp: Language, tmp_path: Path) -> None:
    write_corpus([lesson(1)], nlp, tmp_path / "one.spacy")
    [example] = read_corpus(nlp, tmp_path / "one.spacy")
    usual = nlp(lesson(1).document.text)
    assert [t.dep_ for t in example.predicted] == [t.dep_ for t in usual]
    assert example.predicted.tensor.shape == usual.tensor.shape
    with nlp.select_pipes(enable=[]):
        assert [t.dep_ for t in parse(nlp, usual.text)] == [t.dep_ for t in usual]


def test_a_corpus_is_read_up_to_a_limit_and_counted(nlp: Language, tmp_path: Path) -> None:
    write_corpus([lesson(number) for number in range(4)], nlp, tmp_path / "four.spacy")
    counted: list[tuple[int, int]] = []
    examples = read_corpus(
        nlp, tmp_path / "four.spacy", limit=3, parsed=False, count=lambda done, total: counted.append((done, total))
    )
    assert [e.reference.text for e in examples] == [lesson(number).document.text for number in range(3)]
    assert counted == [(0, 3), (1, 3), (2, 3)]
