"""Where a training may write: into a new folder, or over an earlier training."""

from __future__ import annotations

from pathlib import Path

import pytest
from thinc.api import Config

from annotator.core.errors import UsageError
from annotator.suggest.learn.settings import CorpusPaths, TrainingSettings, make_config
from annotator.suggest.learn.training import refuse_other_training

PACKAGE = "en_quotes-0.1.0"


def test_what_an_earlier_training_wrote_is_replaced_also_where_it_was_broken_off(tmp_path: Path) -> None:
    refuse_other_training(tmp_path / "new")
    paths = CorpusPaths(tmp_path / "train.spacy", tmp_path / "held-out.spacy")
    Config(make_config(TrainingSettings("base"), "en", [], paths, 10, topics=False)).to_disk(tmp_path / "config.cfg")
    for name in ("unfinished", "model", PACKAGE):
        (tmp_path / name).mkdir()
        refuse_other_training(tmp_path, PACKAGE)


@pytest.mark.parametrize("name", ["train.spacy", "held-out.spacy", "config.cfg", "unfinished", "model", PACKAGE])
def test_what_no_training_wrote_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_bytes(b"beside it all")
    refuse_other_training(tmp_path, PACKAGE)
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(UsageError, match=f"{name} is there already and is no training"):
        refuse_other_training(tmp_path, PACKAGE)


def test_a_database_is_no_place_for_a_training(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\x00")
    for name in ("a.db", "a.db-wal"):
        with pytest.raises(UsageError, match="database"):
            refuse_other_training(tmp_path / name)
