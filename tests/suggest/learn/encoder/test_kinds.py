"""Which encoders can be read: tensor names, positions and tokenizers of the kinds that are like BERT."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load, save

from annotator.core.errors import InputRefused
from annotator.suggest.learn.encoder.encoder import Encoder
from annotator.suggest.learn.encoder.folder import encoder_of, files_of, read_encoder, write_encoder
from annotator.suggest.learn.encoder.tokenizer import make_tokenizer
from tests.suggest.learn.encoder.tiny import described_anew, tiny_tokenizer, tiny_vocabulary, write_tiny_encoder

Arrays = dict[str, NDArray[Any]]
PIECES = len(tiny_vocabulary())
IDS = np.array([[2, 40, 41, 90, 3], [2, 7, 7, 50, 3]])
POSITIONS, TYPES = "embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight"


def _tiny(folder: Path) -> Encoder:
    return read_encoder(write_tiny_encoder(folder))


def _change_weights(folder: Path, change: Callable[[Arrays], Arrays]) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(save(change(load(path.read_bytes()))))


def _change_config(folder: Path, *left_out: str, **changes: Any) -> None:
    path = folder / "config.json"
    config = {name: value for name, value in json.loads(path.read_text()).items() if name not in left_out}
    path.write_text(json.dumps(config | changes))


def _renamed(*pairs: tuple[str, str]) -> Callable[[Arrays], Arrays]:
    def renamed(tensors: Arrays) -> Arrays:
        result = {}
        for name, tensor in tensors.items():
            theirs = name
            for old, new in pairs:
                theirs = theirs.replace(old, new)
            result[theirs] = tensor
        return result

    return renamed


@pytest.mark.parametrize("prefix", ["", "bert.", "electra.", "model.encoder_of_others."])
def test_any_prefix_stands_before_the_names(prefix: str, tmp_path: Path) -> None:
    same = _tiny(tmp_path / "same").run(IDS)
    folder = write_tiny_encoder(tmp_path / "other")
    _change_weights(folder, _renamed(("bert.", prefix)))
    assert np.array_equal(read_encoder(folder).run(IDS), same)


def test_other_heads_do_not_matter(tmp_path: Path) -> None:
    same = _tiny(tmp_path / "same").run(IDS)
    folder = write_tiny_encoder(tmp_path / "other")
    more = {
        "bert.pooler.dense.weight": np.ones((16, 16), np.float32),
        "bert.embeddings.position_ids": np.arange(130)[None],
        "cls.predictions.decoder.weight": np.ones((PIECES, 16), np.float32),
        "a.scalar": np.array(3, np.int8),
        "nothing": np.zeros((0, 4), np.float64),
    }
    _change_weights(folder, lambda tensors: {**more, **tensors})
    assert np.array_equal(read_encoder(folder).run(IDS), same)


def test_the_names_of_the_first_years(tmp_path: Path) -> None:
    same = _tiny(tmp_path / "same").run(IDS)
    folder = write_tiny_encoder(tmp_path / "other")
    _change_weights(folder, _renamed(("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")))
    assert np.array_equal(read_encoder(folder).run(IDS), same)


def test_electra_is_as_bert(tmp_path: Path) -> None:
    same = _tiny(tmp_path / "same").run(IDS)
    folder = write_tiny_encoder(tmp_path / "other")
    _change_weights(folder, _renamed(("bert.", "electra.")))
    _change_config(folder, model_type="electra", embedding_size=16)
    assert np.array_equal(read_encoder(folder).run(IDS), same)


@pytest.mark.parametrize("named", [{"embedding_size": 8}, {}])
def test_electra_with_narrower_embeddings_is_refused_for_that(named: dict[str, int], tmp_path: Path) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")
    _change_config(folder, model_type="electra", **named)
    with pytest.raises(InputRefused, match=rf"embedding_size, {named.get('embedding_size', 128)}, is not its hidden_"):
        read_encoder(folder)


@pytest.mark.parametrize("kind", ["roberta", "xlm-roberta", "camembert"])
@pytest.mark.parametrize("padding", [0, 1, 5])
def test_roberta_counts_positions_from_behind_the_padding(kind: str, padding: int, tmp_path: Path) -> None:
    same = _tiny(tmp_path / "same")
    folder = write_tiny_encoder(tmp_path / "other")
    before = np.full((padding + 1, 16), 9.0, np.float32)

    def change(tensors: Arrays) -> Arrays:
        tensors[f"bert.{POSITIONS}"] = np.concatenate([before, tensors[f"bert.{POSITIONS}"]])
        tensors[f"bert.{TYPES}"] = tensors[f"bert.{TYPES}"][:1]
        return {name.replace("bert.", "roberta."): tensor for name, tensor in tensors.items()}

    _change_weights(folder, change)
    _change_config(
        folder, model_type=kind, pad_token_id=padding, type_vocab_size=1, max_position_embeddings=131 + padding
    )
    other = read_encoder(folder)
    assert np.array_equal(other.run(IDS), same.run(IDS))
    assert other.window == same.window == 128
    assert np.isfinite(other.run(np.full((1, other.window + 2), 7))).all()


def test_distilbert_names_everything_in_its_own_way(tmp_path: Path) -> None:
    # It has no types: BERT with types that add nothing is the same.
    same = write_tiny_encoder(tmp_path / "same")
    _change_weights(same, lambda tensors: {**tensors, f"bert.{TYPES}": np.zeros((2, 16), np.float32)})
    folder = write_tiny_encoder(tmp_path / "other")
    names = (
        ("bert.", "distilbert."),
        ("attention.self.query", "attention.q_lin"),
        ("attention.self.key", "attention.k_lin"),
        ("attention.self.value", "attention.v_lin"),
        ("attention.output.dense", "attention.out_lin"),
        ("attention.output.LayerNorm", "sa_layer_norm"),
        ("intermediate.dense", "ffn.lin1"),
        ("output.dense", "ffn.lin2"),
        ("output.LayerNorm", "output_layer_norm"),
        ("encoder.layer.", "transformer.layer."),
    )

    def change(tensors: Arrays) -> Arrays:
        del tensors[f"bert.{TYPES}"]
        return _renamed(*names)(tensors)

    _change_weights(folder, change)
    (folder / "config.json").write_text(
        json.dumps(
            {
                "model_type": "distilbert", "n_layers": 2, "dim": 16, "n_heads": 2, "hidden_dim": 32,
                "vocab_size": PIECES, "max_position_embeddings": 130, "activation": "gelu", "pad_token_id": 0,
            }
        )
    )  # fmt: skip
    other = read_encoder(folder)
    assert np.array_equal(other.run(IDS), read_encoder(same).run(IDS))
    write_encoder(other, tmp_path / "again")
    assert np.abs(read_encoder(tmp_path / "again").run(IDS) - other.run(IDS)).max() < 0.05


@pytest.mark.parametrize("kind", ["mpnet", "albert", "deberta-v2", "modernbert", "xlnet"])
def test_others_are_refused_by_their_name(kind: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=f"of the kind '{kind}', not one of bert, electra, roberta, .*distilbert"):
        read_encoder(_with_kind(tmp_path, kind))


def _with_kind(folder: Path, kind: str) -> Path:
    write_tiny_encoder(folder)
    _change_config(folder, model_type=kind)
    return folder


def _told_to_be_bfloats(described: dict[str, Any]) -> None:
    for name, tensor in described.items():
        if name != "__metadata__":
            tensor["dtype"] = "BF16"


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_weights_in_half_precision(dtype: str, tmp_path: Path) -> None:
    same = _tiny(tmp_path / "same")
    folder = write_tiny_encoder(tmp_path / "other")
    path = folder / "model.safetensors"
    if dtype == "float16":
        _change_weights(folder, lambda tensors: {name: t.astype(np.float16) for name, t in tensors.items()})
    else:
        _change_weights(folder, lambda tensors: {n: (t.view("<u4") >> 16).astype("<u2") for n, t in tensors.items()})
        path.write_bytes(described_anew(path.read_bytes(), _told_to_be_bfloats))
    other = read_encoder(folder)
    for name, weights in same.weights.items():
        assert other.weights[name].dtype == np.float32
        np.testing.assert_allclose(other.weights[name], weights, rtol=0.01, atol=1e-4)


@pytest.mark.parametrize("kind", ["bert", "roberta"])
def test_what_is_written_is_read_again(kind: str, tmp_path: Path) -> None:
    changes = {"model_type": kind, "pad_token_id": 1, "max_position_embeddings": 132, "layer_norm_eps": 1e-5}
    first = read_encoder(write_tiny_encoder(tmp_path / "first", **changes))
    write_encoder(first, tmp_path / "again")
    again = read_encoder(tmp_path / "again")
    assert again.config == first.config
    assert again.config.first_position == (2 if kind == "roberta" else 0)
    for name, weights in first.weights.items():
        assert np.array_equal(again.weights[name], weights.astype(np.float16).astype(np.float32))
    np.testing.assert_allclose(again.run(IDS), first.run(IDS), atol=0.05)
    text = "The mayor said “bridges” [SEP] Würfel 12…"
    assert again.tokenizer.encode(text).ids == first.tokenizer.encode(text).ids
    # From then on nothing changes any more.
    assert files_of(again) == files_of(encoder_of(files_of(again)))
    assert encoder_of(files_of(again)).checksum == again.checksum


def _letters(*before: str) -> dict[str, int]:
    return {piece: at for at, piece in enumerate([*before, *"abcdefghijklmnopqrstuvwxyz.,"])}


def _described(**changes: Any) -> dict[str, Any]:
    return tiny_tokenizer() | changes


_ROBERTA_ENDS = {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True,
                 "add_prefix_space": False}  # fmt: skip
_XLM_CUTTERS = {
    "type": "Sequence",
    "pretokenizers": [
        {"type": "WhitespaceSplit"},
        {"type": "Metaspace", "replacement": "▁", "str_rep": "▁", "add_prefix_space": True},
    ],
}


def test_a_tokenizer_as_that_of_roberta() -> None:
    vocabulary = _letters("<s>", "<pad>", "</s>", "<unk>", "Ġ", "th", "the", "Ġthe")
    model = {"dropout": 0.5, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
             "fuse_unk": False, "vocab": vocabulary, "merges": ["t h", "th e", "Ġ the"]}  # fmt: skip
    described = _described(
        model=model, normalizer=None, added_tokens=[], post_processor=_ROBERTA_ENDS,
        pre_tokenizer={"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True},
    )  # fmt: skip
    tokenizer = make_tokenizer(described, len(vocabulary))
    # Pieces left out at random (dropout) are for training such a model from the beginning only.
    for _ in range(9):
        assert tokenizer.encode("the the", add_special_tokens=False).tokens == ["the", "Ġthe"]
    assert tokenizer.encode("").ids == [0, 2]


def _table(units: dict[int, int], replacements: bytes, size: int = 512) -> str:
    tree = np.zeros(size, "<u4")
    for at, unit in units.items():
        tree[at] = unit
    return base64.b64encode((4 * size).to_bytes(4, "little") + tree.tobytes() + replacements).decode()


_VALUE, _HAS_VALUE = 1 << 31, 1 << 8
_A_TO_B = {97: 97 | _HAS_VALUE | 96 << 10, 97 ^ 96: _VALUE}
"""A search tree that knows one letter, `a`, and points at the first replacement."""


def _as_xlm_roberta(table: str) -> dict[str, Any]:
    pieces = [["<s>", 0.0], ["<pad>", 0], ["</s>", 0.0], ["<unk>", 0.0], ["▁", -2.0], ["b", -3.0], ["▁b", -3.5]]
    return _described(
        model={"unk_id": 3, "vocab": pieces}, added_tokens=[], pre_tokenizer=_XLM_CUTTERS,
        normalizer={"type": "Sequence", "normalizers": [
            {"type": "Precompiled", "precompiled_charsmap": table},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
        ]},
        post_processor={"type": "BertProcessing", "cls": ["<s>", 0], "sep": ["</s>", 2]},
    )  # fmt: skip


def test_a_tokenizer_as_that_of_xlm_roberta() -> None:
    tokenizer = make_tokenizer(_as_xlm_roberta(_table(_A_TO_B, b"b\0")), 7)
    assert tokenizer.encode("a  ab").ids == [0, 6, 6, 5, 2]


@pytest.mark.parametrize(
    "table",
    [
        _table({97: 97 | 96 << 10 | 1 << 9}, b"b\0"),
        _table({97: 97 | _HAS_VALUE | 96 << 10, 1: _VALUE | 9}, b"b\0"),
        _table(_A_TO_B | {1: _VALUE | 1}, "é\0".encode()),
        _table(_A_TO_B, b"\xff\0"),
        _table(_A_TO_B, b"b" * 65 + b"\0"),
        _table(_A_TO_B, b"b\0", size=300),
        base64.b64encode(b"\x03\0\0\0abcd").decode(),
        "not in base 64",
        "",
    ],
    ids=["beyond", "no value", "in a letter", "not UTF-8", "long", "part of a block", "uneven", "no bytes", "empty"],
)
def test_a_table_that_would_fail_in_the_middle_of_a_text_is_refused(
    table: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputRefused, match="table of characters"):
        make_tokenizer(_as_xlm_roberta(table), 7)
    assert capfd.readouterr() == ("", "")


def test_a_model_that_does_not_name_its_kind() -> None:
    described = tiny_tokenizer()
    del described["model"]["type"]
    assert make_tokenizer(described, PIECES).encode("bridge", add_special_tokens=False).tokens == ["bridge"]


def test_nothing_is_cut_off_or_filled_up() -> None:
    described = _described(
        truncation={"max_length": 4, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
        padding={"strategy": {"Fixed": 99}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0,
                 "pad_type_id": 0, "pad_token": "[PAD]"},
    )  # fmt: skip
    assert len(make_tokenizer(described, PIECES).encode("the bridge would open in may").ids) == 8


def test_cased_and_uncased() -> None:
    described = tiny_tokenizer()
    uncased = make_tokenizer(described, PIECES)
    described["normalizer"]["lowercase"] = False
    cased = make_tokenizer(described, PIECES)
    assert uncased.encode("May").tokens[1:-1] == ["may"]
    assert cased.encode("May may").tokens[1:-1] == ["[UNK]", "may"]
