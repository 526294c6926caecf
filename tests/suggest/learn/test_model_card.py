"""What is said of a trained model where it goes."""

from pathlib import Path

import pytest

from annotator.suggest.learn.metrics import ScoreTally
from annotator.suggest.learn.mix.fit import MixVerdict
from annotator.suggest.learn.mix.select import Mix
from annotator.suggest.learn.settings import TrainingSettings
from annotator.suggest.learn.training import Trained, card, table
from annotator.suggest.topics.votes import TopicFigures


@pytest.fixture
def trained(tmp_path: Path) -> Trained:
    tallies = {
        "rules": ScoreTally(4, 4, 3, 2, 1),
        "learned": ScoreTally(4, 4, 2, 1, 1),
        "mix": ScoreTally(4, 4, 4, 3, 2),
    }
    return Trained(tmp_path, tmp_path, MixVerdict(Mix("mix"), tallies), (90, 10), (300, 40))


def test_it_says_what_was_trained_on_and_how_each_way_to_suggest_did(trained: Trained) -> None:
    settings = TrainingSettings("base_model", profile="guardian", name="town", version="2.0")
    text = card(trained, settings, "xx")
    assert text.startswith("# xx_town 2.0\n")
    for said in ("`base_model` (language `xx`)", "`guardian`", "90 documents with 300", "10 others with 40", "**mix**"):
        assert said in text
    assert table(trained)[0] == ("rules", (75.0, 25.0, 50.0), False)
    for row in ("| rules | 75.0 | 25.0 | 50.0 |", "| learned | 50.0 | 25.0 | 25.0 |", "| mix | 100.0 | 50.0 | 75.0 |"):
        assert row in text
    assert "| topic |" not in text


def test_topics_have_a_table_where_they_were_learned(trained: Trained) -> None:
    trained.topics = [TopicFigures("sport", 12, 50.0, 75.0, True), TopicFigures("law", 9, 60.0, 60.0, False)]
    text = card(trained, TrainingSettings("base_model"), "en")
    assert "| sport | 12 | 50.0 | 75.0 | used |" in text
    assert "| law | 9 | 60.0 | 60.0 | |" in text
