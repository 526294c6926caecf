"""The spaCy config that settings make."""

from pathlib import Path

from annotator.suggest.component_names import ROLES, TEXTCAT, TOPIC_VOTES, TOPICS
from annotator.suggest.learn.settings import CorpusPaths, TrainingSettings, make_config

PATHS = CorpusPaths(Path("train.spacy"), Path("held.spacy"))
BASE = ["tok2vec", "tagger", "parser", "annotator_quotes"]


def test_the_base_pipeline_is_frozen_and_what_learns_is_not() -> None:
    config = make_config(
        TrainingSettings("base_model", profile="guardian", seed=7), "xx", BASE, PATHS, 100, topics=False
    )
    pipeline = config["nlp"]["pipeline"]
    assert config["nlp"]["lang"] == "xx"
    assert pipeline == [
        "annotator_paragraphs", "tok2vec", "tagger", "parser", "annotator_quotes", "annotator_roles",
        "annotator_speakers",
    ]  # fmt: skip
    assert config["components"]["parser"] == {"source": "base_model"}
    assert config["components"]["annotator_quotes"]["profile"] == "guardian"
    assert set(pipeline) - set(config["training"]["frozen_components"]) == {ROLES}
    assert (config["system"]["seed"], config["training"]["max_steps"]) == (7, 330)
    assert config["paths"]["train"] == "train.spacy"


def test_topics_bring_a_classifier_and_its_votes() -> None:
    config = make_config(TrainingSettings("base_model", scheme="own.toml"), "en", BASE, PATHS, 100, topics=True)
    assert config["nlp"]["pipeline"][-3:] == [TEXTCAT, TOPICS, TOPIC_VOTES]
    assert config["components"][TOPICS]["scheme"] == "own.toml"
    assert TEXTCAT not in config["training"]["frozen_components"]


def test_more_documents_are_given_more_steps_unless_steps_are_named() -> None:
    assert [TrainingSettings("base").steps_for(count) for count in (10, 100, 1000)] == [258, 330, 1050]
    assert TrainingSettings("base", steps=4).steps_for(1000) == 4
