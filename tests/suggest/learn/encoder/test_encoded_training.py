"""Training with an encoder: used only where it helps, whole in the model, and taken up after a kill."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy

from annotator.suggest.learn import training_loop
from annotator.suggest.learn.component import QuoteRoles
from annotator.suggest.learn.mix import fit
from annotator.suggest.learn.settings import TrainingSettings
from annotator.suggest.learn.training import Trained, encoder_checksum, split, table, train
from annotator.suggest.packages import find_model, load_model
from annotator.suggest.span_groups import read_quotes
from tests.suggest.learn.encoder.tiny import write_pretrained
from tests.suggest.learn.examples import lesson
from tests.suggest.learn.test_resuming import STOP, Watch, run, weights
from tests.suggest.learn.test_training import SMALL

pytestmark = pytest.mark.long

pytest.importorskip("transformers", reason="what trains an encoder is not installed: make test-encoder")
LESSONS = [lesson(number) for number in range(24)]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pretrained(tmp_path_factory.mktemp("tiny"))


def trained(folder: Path, encoder: Path) -> Trained:
    settings = TrainingSettings(str(find_model()), steps=12, model=SMALL, name="encoded", encoder=str(encoder))
    return train(split(LESSONS), settings, load_model(settings.base), folder, lambda *_: None)


def trust_everything(patch: pytest.MonkeyPatch) -> None:
    """Have every comparison won, on however few articles."""
    patch.setattr(fit, "_beats", lambda ours, theirs: True)
    for least in ("_LEAST", "_LEAST_ARTICLES"):
        patch.setattr(fit, least, 1)


@pytest.fixture(scope="module")
def with_encoder(tmp_path_factory: pytest.TempPathFactory, encoder: Path) -> Trained:
    """A training in which the encoder is said to help, whatever it did."""
    with pytest.MonkeyPatch.context() as patch:
        trust_everything(patch)
        return trained(tmp_path_factory.mktemp("with"), encoder)


def test_an_encoder_that_does_not_help_is_not_used(tmp_path: Path, encoder: Path) -> None:
    made = trained(tmp_path, encoder)
    assert made.encoder is None
    assert made.encoded is not None
    assert not (made.folder / "annotator_roles" / "encoder").exists()
    assert [row.name for row in table(made) if row.used] == ["rules"]
    assert "is not used" in (made.folder / "README.md").read_text("utf-8")
    assert str(encoder) not in (tmp_path / "config.cfg").read_text("utf-8")


def test_the_finished_model_is_whole(with_encoder: Trained, encoder: Path, tmp_path: Path) -> None:
    assert with_encoder.encoder == encoder_checksum(str(encoder))
    assert [row.name for row in table(with_encoder)][-2:] == ["learned + encoder", "mix + encoder"]
    moved = shutil.copytree(with_encoder.folder, tmp_path / "moved")
    nlp = spacy.load(moved)
    roles = nlp.get_pipe("annotator_roles")
    assert isinstance(roles, QuoteRoles)
    assert roles.encoder is not None
    assert roles.mix.policy == "mix"
    doc = nlp(lesson(3).document.text)
    assert nlp.meta["annotator"]["encoder"] == with_encoder.encoder
    again = spacy.load(moved)
    other = again.get_pipe("annotator_roles")
    other.from_bytes(roles.to_bytes())  # type: ignore[attr-defined]
    assert read_quotes(again(lesson(3).document.text)) == read_quotes(doc)
    said = (moved / "README.md").read_text("utf-8")
    assert with_encoder.encoder in said
    assert str(encoder) not in said


def test_the_encoder_was_trained_further(with_encoder: Trained, encoder: Path) -> None:
    from annotator.suggest.learn.fine_tuning import read_pretrained

    nlp = spacy.load(with_encoder.folder)
    roles = nlp.get_pipe("annotator_roles")
    assert isinstance(roles, QuoteRoles)
    assert roles.encoder is not None
    doc = nlp.make_doc(lesson(3).document.text)
    after, before = roles.encoder.vectors(doc), read_pretrained(encoder).vectors(doc)
    assert after.shape == before.shape
    assert np.abs(after - before).max() > 1e-3


def test_what_the_encoder_says_counts(with_encoder: Trained) -> None:
    nlp = spacy.load(with_encoder.folder)
    roles = nlp.get_pipe("annotator_roles")
    assert isinstance(roles, QuoteRoles)
    doc = nlp(lesson(3).document.text)
    [(_, as_it_is)] = roles.predict([doc])
    assert roles.encoder is not None
    layers = roles.encoder.layers
    roles.encoder = replace(roles.encoder, layers=lambda ids: -layers(ids))  # type: ignore[arg-type]
    [(_, otherwise)] = roles.predict([doc])
    assert abs(as_it_is.odds - otherwise.odds).max() > 1e-3


def test_it_goes_on_to_the_same_weights_after_a_kill(
    encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_everything(monkeypatch)
    run(tmp_path / "whole", Watch(), encoder=encoder)
    monkeypatch.setattr(training_loop, "_EVERY", 0.0)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "broken", Watch(("with encoder", STOP)), encoder=encoder)
    again = Watch()
    run(tmp_path / "broken", again, encoder=encoder)
    assert again.steps() == [], "the network without it was whole"
    assert again.steps("with encoder")[0] == STOP + 1
    assert weights(tmp_path / "broken") == weights(tmp_path / "whole")
    own = [tmp_path / name / "model" / "annotator_roles" / "encoder" / "layers.onnx" for name in ("broken", "whole")]
    assert own[0].read_bytes() == own[1].read_bytes()
