"""Topics by terms and by a classifier that learned from decisions."""

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span, SpanGroup

from annotator.core.model import TopicSuggestion
from annotator.suggest.topics.finder import read_topics
from annotator.suggest.topics.votes import BECAUSE, TopicVotes, VoteWeights, f1, fit_votes, votes


def test_a_topic_is_what_terms_and_classifier_say_together() -> None:
    weights = VoteWeights(share=0.6, least=0.35, topics=("sport", "science"))
    said = [TopicSuggestion("sport", 0.9, "goal"), TopicSuggestion("politics", 0.5, "vote")]
    assert votes(said, {"sport": 0.9, "science": 0.1}, weights) == [TopicSuggestion("sport", 0.9, "goal")]
    assert votes([], {"sport": 0.1, "science": 0.95}, weights) == [TopicSuggestion("science", 0.57, BECAUSE)]
    assert votes(said, {"sport": 0.0, "science": 0.0}, weights) == [TopicSuggestion("sport", 0.36, "goal")]


def test_without_held_out_documents_terms_alone_decide() -> None:
    doc = spacy.blank("en")("It rained.")
    doc.cats = {"sport": 1.0}
    assert fit_votes([doc] * 3, [frozenset({"sport"})] * 3) == (VoteWeights(), [])


def test_a_classifier_that_knows_better_gets_a_share() -> None:
    docs, wanted = [], []
    nlp = spacy.blank("en")
    for number in range(40):
        doc = nlp("It rained.")
        for token in doc:
            token.is_sent_start = token.i == 0
        doc.cats = {"sport": 0.9 if number % 2 else 0.1}
        docs.append(doc)
        wanted.append(frozenset({"sport"} if number % 2 else ()))
    weights, [figures] = fit_votes(docs, wanted)
    assert weights.topics == ("sport",)
    assert weights.share > 0
    assert (figures.terms, figures.mixed) == (0.0, 100.0)


@pytest.fixture
def doc() -> Doc:
    """Two sentences of which the first one has a topic by a term."""
    doc = spacy.blank("en")("It rained. We slept.")
    for token in doc:
        token.is_sent_start = token.i in (0, 3)
    attrs = {"scores": [0.8], "because": ["rained"], "scheme": "port"}
    doc.spans["topics"] = SpanGroup(doc, name="topics", attrs=attrs, spans=[Span(doc, 0, 3, label="weather")])
    return doc


def test_topics_on_the_doc_are_scored_anew(doc: Doc) -> None:
    component = TopicVotes()
    component.weights = VoteWeights(0.5, 0.25, ("weather", "sport"))
    doc.cats = {"weather": 0.6, "sport": 0.1}
    scored = read_topics(component(doc))
    assert scored == {0: [TopicSuggestion("weather", 0.7, "rained")], 3: [TopicSuggestion("weather", 0.3, BECAUSE)]}
    assert doc.spans["topics"].attrs["scheme"] == "port"


def test_without_weights_or_scores_the_terms_stand(doc: Doc) -> None:
    component = TopicVotes()
    doc.cats = {"weather": 0.0}
    assert read_topics(component(doc)) == {0: [TopicSuggestion("weather", 0.8, "rained")]}
    component.weights = VoteWeights(0.5, 0.25, ("weather",))
    doc.cats = {}
    assert read_topics(component(doc)) == {0: [TopicSuggestion("weather", 0.8, "rained")]}


def test_weights_are_kept_on_disk(tmp_path: Path) -> None:
    component = TopicVotes()
    component.weights = VoteWeights(0.4, 0.35, ("law", "sport"))
    component.to_disk(tmp_path / "votes")
    kept = TopicVotes().from_disk(tmp_path / "votes").weights
    assert (kept.share, kept.least, kept.topics) == (pytest.approx(0.4), pytest.approx(0.35), ("law", "sport"))


def test_where_terms_do_better_the_classifier_gets_no_share(doc: Doc) -> None:
    docs, given = [], []
    for number in range(40):
        own = doc.copy()
        own.cats = {"weather": 0.1 if number % 2 else 0.9}
        if not number % 2:
            own.spans["topics"] = SpanGroup(own, name="topics", attrs={"scores": [], "because": []})
        docs.append(own)
        given.append(frozenset({"weather"} if number % 2 else ()))
    weights, [figures] = fit_votes(docs, given)
    assert weights == VoteWeights()
    assert (figures.documents, figures.terms, figures.mixed, figures.learned) == (20, 100.0, 100.0, False)


def test_f1_of_a_topic() -> None:
    given = [frozenset({"law"}), frozenset({"law"}), frozenset[str](), frozenset({"sport"})]
    assert f1([{"law"}, set[str](), {"law", "sport"}, set[str]()], given, "law") == 50.0
    assert f1([set[str]()] * 4, given, "weather") == 100.0
