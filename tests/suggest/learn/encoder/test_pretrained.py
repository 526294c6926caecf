"""A pretrained encoder in a folder: read for training as what it is, or refused in one line; nothing in it is run."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from spacy.lang.en import English

from annotator.core.errors import InputRefused
from annotator.suggest.learn.encoder import OnnxLayers, read_pieces
from tests.suggest.learn.encoder.tiny import SENTENCES, WIDTH, write_pretrained

torch = pytest.importorskip("torch", reason="PyTorch is not installed: make test-encoder")
pytest.importorskip("transformers", reason="what trains an encoder is not installed: make test-encoder")

from annotator.suggest.learn.fine_tuning import FineTuning, read_pretrained  # noqa: E402 (needs both)

NLP = English()
KINDS = {
    "bert": {},
    "roberta": {"pad_token_id": 1},
    "distilbert": {},
    "electra": {},
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_gives_nearly_the_same_vectors_for_windows_of_any_length(kind: str, tmp_path: Path) -> None:
    encoder = read_pretrained(write_pretrained(tmp_path, kind, **KINDS[kind]))
    assert encoder.width == WIDTH
    assert encoder.window == 130 - 2 - (2 if kind == "roberta" else 1)
    written = OnnxLayers(encoder.layers.to_onnx())
    for length in (2, 3, 40, encoder.window + 2):
        ids = np.random.default_rng(length).integers(4, 60, (2, length))
        exact = encoder.layers(ids)
        assert np.abs(written(ids) - exact).max() < 0.1 * exact.std(), "its weights have eight bits"


@pytest.mark.parametrize("text", [SENTENCES[0], "", " ".join(SENTENCES * 12)], ids=["short", "empty", "long"])
def test_training_reads_as_suggesting_does(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.nn.functional, "dropout", lambda x, *args, **kwargs: x)
    encoder = read_pretrained(write_pretrained(tmp_path, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0))
    doc = NLP(text)
    [vectors] = FineTuning(encoder, steps=1).vectors([read_pieces(doc, encoder.tokenizer)])
    assert vectors.shape == (len(doc), WIDTH)
    # It computes with three digits (bfloat16).
    np.testing.assert_allclose(vectors, encoder.vectors(doc), atol=0.15)


def test_learning_follows_the_gradients_and_leaves_the_embeddings_as_they_are(tmp_path: Path) -> None:
    encoder = read_pretrained(write_pretrained(tmp_path))
    doc = NLP(SENTENCES[0])
    tuning, before = FineTuning(encoder, steps=40), encoder.vectors(doc)
    for _ in range(40):
        [vectors] = tuning.vectors([tuning.pieces(doc)])
        tuning.learn([2 * vectors])  # towards 0
    assert np.abs(encoder.vectors(doc) - before).max() == 0, "what was read stays as it was"
    after = tuning.averaged()
    assert np.square(after.vectors(doc)).mean() < 0.97 * np.square(before).mean()
    tables = [one.layers.module.get_input_embeddings().weight for one in (encoder, after)]  # type: ignore[attr-defined]
    assert torch.equal(*tables)


def edit(name: str, change: Callable[[dict[str, object]], object]) -> Callable[[Path], object]:
    def act(folder: Path) -> None:
        data = json.loads((folder / name).read_text())
        change(data)
        (folder / name).write_text(json.dumps(data))

    return act


def of_other_sizes(folder: Path) -> None:
    (folder / "other").mkdir()
    other = write_pretrained(folder / "other", hidden_size=32)
    (folder / "model.safetensors").write_bytes((other / "model.safetensors").read_bytes())


def with_a_number_that_is_none(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    name = next(name for name in weights if "layer.1" in name)
    save_file(weights | {name: weights[name] * np.nan}, folder / "model.safetensors", {"format": "pt"})


class Writes:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Path]]:
        return Path.touch, (self.path,)


def with_a_pickle_alone(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Writes(folder / "written")))


def with_code_of_its_own(folder: Path) -> None:
    (folder / "modeling.py").write_text(f"import pathlib\npathlib.Path({str(folder / 'written')!r}).touch()\n")
    own = {"AutoModel": "modeling.Own", "AutoConfig": "modeling.Own"}
    edit("config.json", lambda data: data.update(model_type="own", auto_map=own))(folder)


BROKEN: dict[str, Callable[[Path], object]] = {
    "no config": lambda folder: (folder / "config.json").unlink(),
    "no weights": lambda folder: (folder / "model.safetensors").unlink(),
    "no tokenizer": lambda folder: (folder / "tokenizer.json").unlink(),
    "config is no JSON": lambda folder: (folder / "config.json").write_text("{\x1b[31m"),
    "weights are cut": lambda folder: (folder / "model.safetensors").write_bytes(b"12"),
    "tokenizer is no JSON": lambda folder: (folder / "tokenizer.json").write_text("{"),
    "tokenizer without marks": edit("tokenizer.json", lambda data: data.update(post_processor=None)),
    "more pieces than vectors": edit(
        "tokenizer.json",
        lambda data: data["model"]["vocab"].update({f"x{n}": 200 + n for n in range(900)}),  # type: ignore[index]
    ),
    "more layers than weights": edit("config.json", lambda data: data.update(num_hidden_layers=3)),
    "weights of other sizes": of_other_sizes,
    "a number that is none": with_a_number_that_is_none,
    "few positions": edit("config.json", lambda data: data.update(max_position_embeddings=20)),
    "of no known kind": edit("config.json", lambda data: data.update(model_type="own")),
    "a pickle alone": with_a_pickle_alone,
    "code of its own": with_code_of_its_own,
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_no_encoder_is_refused_in_one_line_and_nothing_in_it_is_run(
    broken: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = write_pretrained(tmp_path / "pretrained")
    BROKEN[broken](folder)
    with pytest.raises(InputRefused, match="encoder in ") as refused:
        read_pretrained(folder)
    assert refused.value.message.isprintable()
    assert "\n" not in str(refused.value)
    assert not (folder / "written").exists()
    assert capfd.readouterr().err == ""
