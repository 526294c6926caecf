"""Folders that are broken, or made to do harm: each is refused in one line, and nothing of it is run."""

from __future__ import annotations

import json
import os
import pickle
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.suggest.learn.encoder.folder import encoder_of, read_encoder
from tests.suggest.learn.encoder.tiny import described_anew, tiny_vocabulary, write_tiny_encoder

CONFIG, WEIGHTS, TOKENIZER = NAMES = ("config.json", "model.safetensors", "tokenizer.json")
Break = Callable[[Path], object]
PIECES = len(tiny_vocabulary())
_MOST_MEMORY = 8_000_000
"""Bytes that may be taken at one time, for files of a hundredth of that."""


def config(**changes: Any) -> Break:
    """Other entries in `config.json`."""
    return lambda folder: _edit(folder / CONFIG, lambda data: data.update(changes))


def config_text(text: str | bytes) -> Break:
    return lambda folder: (folder / CONFIG).write_bytes(text if isinstance(text, bytes) else text.encode())


def tokenizer(*path: str | int, to: Any) -> Break:
    """Another value at a place in `tokenizer.json`."""

    def change(data: Any) -> None:
        for name in path[:-1]:
            data = data[name]
        data[path[-1]] = to

    return lambda folder: _edit(folder / TOKENIZER, change)


def header(change: Callable[[dict[str, Any]], object]) -> Break:
    """Another description in `model.safetensors`, before the same numbers."""
    return raw_weights(lambda raw: described_anew(raw, change))


def tensor(name: str, **changes: Any) -> Break:
    """Another description of one tensor."""
    return header(lambda data: data[f"bert.{name}"].update(changes))


def _with_floats(described: dict[str, Any]) -> None:
    """Offsets of the same size, as floats, where they would fit."""
    for told in described.values():
        if told["data_offsets"][0] == 0:
            told["data_offsets"] = [0.0, float(told["data_offsets"][1])]


def weights(change: Callable[[dict[str, Any]], object]) -> Break:
    """Other tensors in `model.safetensors`, rightly described."""

    def broken(folder: Path) -> None:
        tensors = load((folder / WEIGHTS).read_bytes())
        change(tensors)
        (folder / WEIGHTS).write_bytes(save(tensors))

    return broken


def number(value: float) -> Break:
    """Another first weight of a layer."""
    return weights(lambda tensors: tensors["bert.encoder.layer.0.output.dense.weight"].__setitem__((0, 0), value))


def raw_weights(change: Callable[[bytes], bytes]) -> Break:
    return lambda folder: (folder / WEIGHTS).write_bytes(change((folder / WEIGHTS).read_bytes()))


def instead(name: str, make: Callable[[Path], object]) -> Break:
    """Something else in the place of a file."""

    def broken(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return broken


def _edit(path: Path, change: Callable[[Any], object]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


_Q, _KEY = (f"encoder.layer.0.attention.self.{name}.weight" for name in ("query", "key"))
_WORDS = "embeddings.word_embeddings.weight"
_SEP = ("post_processor", "special_tokens", "[SEP]")
_CLS_PIECE, _TEXT_PIECE, _SEP_PIECE = (
    {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
    {"Sequence": {"id": "A", "type_id": 0}},
    {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
)
_REPLACE = {"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}
_BACKTRACK = {"type": "Replace", "pattern": {"Regex": "(a+)+b"}, "content": ""}
_LETTERS = {"a": 0, "b": 1}

FILES: dict[str, Break] = {
    **{f"no {name}": lambda folder, name=name: (folder / name).unlink() for name in NAMES},
    **{f"{name} empty": lambda folder, name=name: (folder / name).write_bytes(b"") for name in NAMES},
    **{f"{name} a folder": instead(name, Path.mkdir) for name in NAMES},
    **{f"{name} a pipe": instead(name, os.mkfifo) for name in NAMES},
    **{f"{name} a device": instead(name, lambda path: path.symlink_to("/dev/zero")) for name in NAMES},
    **{f"{name} a loop": instead(name, lambda path: path.symlink_to(path)) for name in NAMES},
    "config of a gigabyte": lambda folder: os.truncate(folder / CONFIG, 1 << 30),
    "weights of a terabyte": lambda folder: os.truncate(folder / WEIGHTS, 1 << 40),
    "tokenizer of a gigabyte": lambda folder: os.truncate(folder / TOKENIZER, 1 << 30),
}
CONFIGS: dict[str, Break] = {
    "no JSON": config_text("model_type: bert"),
    "not UTF-8": config_text(b'{"model_type": "b\xe9rt"}'),
    "byte order mark": lambda folder: config_text(b"\xef\xbb\xbf" + (folder / CONFIG).read_bytes())(folder),
    "UTF-16": lambda folder: config_text((folder / CONFIG).read_text().encode("utf-16"))(folder),
    "deeply nested": config_text("[" * 400_000),
    "deeply nested kind": config_text('{"model_type": ' + "[" * 900 + "]" * 900 + "}"),
    "an integer of many digits": config_text('{"hidden_size": ' + "9" * 500_000 + "}"),
    "a list": config_text("[1, 2]"),
    "null": config_text("null"),
    "another kind": config(model_type="gpt2"),
    "attention by distance": config(model_type="mpnet"),
    "kind of control characters": config(model_type="\x1b[2J\u202e\n" * 99),
    "kind a dictionary": config(model_type={"bert": 1}),
    "giant layers": config(num_hidden_layers=10**9),
    "giant vocabulary": config(vocab_size=10**15),
    "giant width": config(hidden_size=2**63),
    "as large as read, in small files": config(
        num_hidden_layers=48, hidden_size=2048, intermediate_size=8192, vocab_size=300_000
    ),
    "negative width": config(hidden_size=-16),
    "no heads": config(num_attention_heads=0),
    "layers a boolean": config(num_hidden_layers=True),
    "width a float": config(hidden_size=16.0),
    "width a string": config(hidden_size="16"),
    "width null": config(hidden_size=None),
    "width infinite": lambda folder: config_text(
        (folder / CONFIG).read_text().replace('"hidden_size": 16', '"hidden_size": 1e999')
    )(folder),
    "heads do not divide": config(num_attention_heads=3),
    "other activation": config(hidden_act="relu"),
    "activation a list": config(hidden_act=["gelu"]),
    "epsilon zero": config(layer_norm_eps=0.0),
    "epsilon vanishing": config(layer_norm_eps=1e-60),
    "epsilon no number": config(layer_norm_eps=float("nan")),
    "relative positions": config(position_embedding_type="relative_key"),
    "a decoder": config(is_decoder=True),
    "too few positions": config(max_position_embeddings=8),
    "padding behind the positions": config(model_type="roberta", pad_token_id=200),
    "padding a boolean": config(model_type="roberta", pad_token_id=True),
}
WEIGHTS_FILES: dict[str, Break] = {
    "cut off": raw_weights(lambda raw: raw[:-1]),
    "cut off in the description": raw_weights(lambda raw: raw[:100]),
    "five bytes": raw_weights(lambda raw: raw[:5]),
    "more behind": raw_weights(lambda raw: raw + b"\0"),
    "description beyond the file": raw_weights(lambda raw: len(raw).to_bytes(8, "little") + raw[8:]),
    "giant description": raw_weights(lambda raw: (2**64 - 1).to_bytes(8, "little") + raw[8:]),
    "description of a megabyte": header(lambda data: data.update(__metadata__={"note": " " * 1_000_000})),
    "description of zeros": raw_weights(lambda raw: bytes(len(raw))),
    "a pickle": raw_weights(lambda _: pickle.dumps([1.0] * 9)),
    "description deeply nested": raw_weights(lambda _: (90_000).to_bytes(8, "little") + b"[" * 90_000),
    "description a list": raw_weights(lambda _: (2).to_bytes(8, "little") + b"[]"),
    "tensor a number": header(lambda data: data.update({f"bert.{_Q}": 1})),
    "offsets overlap": header(
        lambda data: data[f"bert.{_Q}"].update(data_offsets=data[f"bert.{_KEY}"]["data_offsets"])
    ),
    "offsets leave a hole": header(lambda data: data.pop(f"bert.{_Q}")),
    "offsets beyond the file": tensor(_Q, data_offsets=[10**9, 10**9 + 1024]),
    "offsets backwards": tensor(_Q, data_offsets=[1024, 0]),
    "offsets negative": tensor(_Q, data_offsets=[-1024, 0]),
    "offsets floats": tensor(_Q, data_offsets=[0.0, 1024.0]),
    "offsets floats at the beginning": header(_with_floats),
    "offsets three": tensor(_Q, data_offsets=[0, 512, 1024]),
    "whole numbers": weights(lambda t: t.update({f"bert.{_Q}": t[f"bert.{_Q}"].astype(np.int32)})),
    "double precision": weights(lambda t: t.update({f"bert.{_Q}": t[f"bert.{_Q}"].astype(np.float64)})),
    "another kind of numbers than bytes": tensor(_Q, dtype="F16"),
    "kind of numbers a list": tensor(_Q, dtype=["F32"]),
    "kind of numbers unknown": tensor(_Q, dtype="\x1b[31m" * 99),
    "shape of another width": weights(lambda t: t.update({f"bert.{_Q}": np.zeros((16, 8), np.float32)})),
    "shape turned": weights(lambda t: t.update({f"bert.{_WORDS}": np.zeros((16, PIECES), np.float32)})),
    "shape of no side": weights(lambda t: t.update({f"bert.{_Q}": np.zeros((), np.float32)})),
    "shape told larger": tensor(_WORDS, shape=[10**12, 16]),
    "shape of many sides": tensor(_WORDS, shape=[1] * 50_000),
    "shape of many digits": tensor(_WORDS, shape=[10**4000, 16]),
    "shape of booleans": tensor(_Q, shape=[True, 16]),
    "a tensor missing": weights(lambda t: t.pop(f"bert.{_Q}")),
    "no tensors": weights(dict.clear),
    "two prefixes": weights(lambda t: t.update({f"other.{_WORDS}": t[f"bert.{_WORDS}"]})),
    "a name twice": weights(lambda t: t.update({"bert.embeddings.LayerNorm.gamma": np.ones(16, np.float32)})),
    "not a number": number(float("nan")),
    "infinite": number(float("-inf")),
    "huge": number(1e30),
}
TOKENIZERS: dict[str, Break] = {
    "no JSON": lambda folder: (folder / TOKENIZER).write_text("[PAD]\n[UNK]\n"),
    "a list": lambda folder: (folder / TOKENIZER).write_text("[]"),
    "no entries": lambda folder: (folder / TOKENIZER).write_text("{}"),
    "not UTF-8": lambda folder: (folder / TOKENIZER).write_bytes(b'{"model": "\xff"}'),
    "half a character": tokenizer("model", "vocab", "\ud800", to=5),
    "deeply nested": lambda folder: (folder / TOKENIZER).write_text('{"model": ' + "[" * 100_000),
    "steps deeply nested": tokenizer(
        "normalizer", to=json.loads('{"type":"Sequence","normalizers":[' * 300 + '{"type":"NFC"}' + "]}" * 300)
    ),
    "no marks": tokenizer("post_processor", to=None),
    "only a mark at the start": tokenizer("post_processor", "single", to=[_CLS_PIECE, _TEXT_PIECE]),
    "both marks at the start": tokenizer("post_processor", "single", to=[_CLS_PIECE, _SEP_PIECE, _TEXT_PIECE]),
    "two marks at the end": tokenizer("post_processor", "single", to=[_CLS_PIECE, _TEXT_PIECE, _SEP_PIECE, _SEP_PIECE]),
    "a mark of several pieces": tokenizer(*_SEP, to={"id": "[SEP]", "ids": [3, 3], "tokens": ["[SEP]", "[SEP]"]}),
    "the text twice": tokenizer("post_processor", "single", to=[_CLS_PIECE, _TEXT_PIECE, _TEXT_PIECE, _SEP_PIECE]),
    "a mark without weights": tokenizer(*_SEP, "ids", to=[PIECES]),
    "a mark that is not described": tokenizer("post_processor", "special_tokens", to={}),
    "marks from BERT without weights": tokenizer(
        "post_processor", to={"type": "BertProcessing", "cls": ["[CLS]", 2], "sep": ["[SEP]", 10**9]}
    ),
    "more pieces than weights": tokenizer("model", "vocab", "bridges", to=PIECES),
    "a piece of a giant number": tokenizer("model", "vocab", "bridges", to=2**32 - 1),
    "a piece of a negative number": tokenizer("model", "vocab", "bridges", to=-1),
    "a piece of a boolean": tokenizer("model", "vocab", "bridges", to=True),
    "an added piece without weights": tokenizer("added_tokens", 3, "id", to=PIECES),
    "an added piece that gets a new number": tokenizer("added_tokens", 3, "content", to="[NEW]"),
    "added pieces without end": tokenizer("added_tokens", to=[{"id": 0, "content": "[PAD]"}] * 20_001),
    "pieces that share a number": tokenizer("model", "vocab", "bridges", to=5),
    "an empty added piece": tokenizer("added_tokens", 3, "content", to=""),
    "no piece for what is unknown": tokenizer("model", "unk_token", to="[MISSING]"),
    "a vocabulary that is a list": tokenizer("model", "vocab", to=["a"]),
    "words of any length": tokenizer("model", "max_input_chars_per_word", to=10**18),
    "another model": tokenizer("model", "type", to="WordLevel"),
    "a model with a list for a name": tokenizer("model", "type", to=["WordPiece"]),
    "no model": tokenizer("model", to=None),
    "BPE that ends the program": tokenizer(
        "model",
        to={
            "type": "BPE",
            "vocab": {"a": 0, "b": 1, "é": 2, "aé": 3, "abé": 4},
            "merges": [["a", "é"]],
            "continuing_subword_prefix": "x",
        },
    ),
    "BPE that joins what is not there": tokenizer("model", to={"type": "BPE", "vocab": _LETTERS, "merges": ["a b"]}),
    "BPE that joins three": tokenizer("model", to={"type": "BPE", "vocab": _LETTERS, "merges": ["a b a"]}),
    "Unigram without an unknown piece": tokenizer("model", to={"type": "Unigram", "unk_id": None, "vocab": [["a", 0]]}),
    "Unigram with another unknown piece": tokenizer("model", to={"type": "Unigram", "unk_id": 9, "vocab": [["a", 0]]}),
    "Unigram of infinite scores": tokenizer(
        "model", to={"type": "Unigram", "unk_id": 0, "vocab": [["a", float("inf")]]}
    ),
    "Unigram of many pieces": tokenizer(
        "model", to={"type": "Unigram", "unk_id": 0, "vocab": [[f"a{at}", 0.0] for at in range(PIECES + 1)]}
    ),
    "a text that grows": tokenizer("normalizer", to={"type": "Sequence", "normalizers": [_REPLACE] * 12}),
    "a long text put before": tokenizer("normalizer", to={"type": "Prepend", "prepend": "a" * 1000}),
    "steps without end": tokenizer("normalizer", to={"type": "Sequence", "normalizers": [{"type": "NFC"}] * 99}),
    "a search without end": tokenizer("normalizer", to=_BACKTRACK),
    "a search for nothing": tokenizer("normalizer", to={**_BACKTRACK, "pattern": {"Regex": "x?"}}),
    "a search for the empty text": tokenizer("normalizer", to={**_BACKTRACK, "pattern": {"String": ""}}),
    "a cut without end": tokenizer(
        "pre_tokenizer", to={"type": "Split", "pattern": {"Regex": "(a+)+b"}, "behavior": "Isolated", "invert": False}
    ),
    "a table that is none": tokenizer("normalizer", to={"type": "Precompiled", "precompiled_charsmap": "AAAA"}),
    "a table beyond its end": tokenizer("normalizer", to={"type": "Precompiled", "precompiled_charsmap": "/////w=="}),
    "an unknown step": tokenizer("normalizer", to={"type": "\x1b[31mRun"}),
    "a setting that is a list": tokenizer("normalizer", "lowercase", to=[1]),
}
ALL = {
    f"{kind}: {name}": broken
    for kind, group in (("file", FILES), ("config", CONFIGS), ("weights", WEIGHTS_FILES), ("tokenizer", TOKENIZERS))
    for name, broken in group.items()
}


@pytest.mark.parametrize("broken", ALL.values(), ids=ALL.keys())
def test_it_is_refused_in_one_line(broken: Break, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")
    broken(folder)
    found = sorted(tmp_path.rglob("*"))
    tracemalloc.start()
    try:
        with pytest.raises(InputRefused) as refused:
            read_encoder(folder)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    _assert_one_line(refused.value)
    assert most < _MOST_MEMORY
    assert sorted(tmp_path.rglob("*")) == found
    assert capfd.readouterr() == ("", "")


def _assert_one_line(refused: InputRefused) -> None:
    assert refused.exit_code == 3
    assert refused.message
    assert refused.hint
    assert str(refused) == one_line(str(refused), 600)
    assert len(refused.message) < 330


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("kind", "tells"), [
    ("empty", "is empty"), ("a folder", "is no file|Is a directory"), ("a pipe", "is no file"),
    ("a device", "is no file"), ("a loop", "symbolic links"),
])  # fmt: skip
def test_the_message_names_the_file_and_says_what_is_wrong(name: str, kind: str, tells: str, tmp_path: Path) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")
    FILES[f"{name} {kind}"](folder)
    with pytest.raises(InputRefused, match=rf"tiny/{name} (cannot be read \(.*)?({tells})"):
        read_encoder(folder)


def test_numbers_of_another_size_than_told(tmp_path: Path) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")
    tensor(_Q, dtype="F16")(folder)
    with pytest.raises(InputRefused, match=r"model\.safetensors is broken"):
        encoder_of({name: (folder / name).read_bytes() for name in NAMES})


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")

    def denied(path: Any, flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("annotator.suggest.learn.encoder.folder.os.open", denied)
    with pytest.raises(InputRefused, match=r"config\.json cannot be read \(Permission denied\)") as refused:
        read_encoder(folder)
    _assert_one_line(refused.value)


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")

    def fails(descriptor: int) -> Any:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("annotator.suggest.learn.encoder.folder.os.fstat", fails)
    with pytest.raises(InputRefused, match=r"cannot be read \(Input/output error\)"):
        read_encoder(folder)


@pytest.mark.parametrize("name", ["\x1b[2J\x07", "two\nlines", "\u202edlrow", "\udcff", "e\u0301\u0301\u0301"])
def test_a_path_with_characters_that_a_terminal_acts_on(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read_encoder(tmp_path / name)
    _assert_one_line(refused.value)


def test_a_path_with_the_character_that_no_path_has(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read_encoder(tmp_path / "a\0b")
    _assert_one_line(refused.value)


def test_a_file_that_shrinks_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")
    real = os.fstat

    def then_cut(descriptor: int) -> os.stat_result:
        found = real(descriptor)
        if found.st_ino == (folder / WEIGHTS).stat().st_ino:
            os.truncate(folder / WEIGHTS, found.st_size // 2)
        return found

    monkeypatch.setattr("annotator.suggest.learn.encoder.folder.os.fstat", then_cut)
    with pytest.raises(InputRefused, match=r"model\.safetensors is broken"):
        read_encoder(folder)


class _Writes:
    """Unpickled, it would write a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self._path,))


class _Watch:
    """What is opened, listed, started or called up while it is on. Python has no way to take such a hook off again."""

    on = False

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self.on and event.startswith(("open", "os.", "import", "exec", "socket", "subprocess", "pickle", "marshal")):
            self.seen.append(f"{event} {args[0]}")


def _add_what_would_run(folder: Path) -> Path:
    """Put beside the three files what other programs would run; gives the path of what would then be written."""
    written = folder.parent / "written"
    writes = f"import pathlib\npathlib.Path({str(written)!r}).touch()\n"
    config(
        auto_map={"AutoModel": "modeling.Own", "AutoConfig": "modeling.Own"},
        trust_remote_code=True,
        architectures=["Own"],
        _name_or_path="somebody/something",
    )(folder)
    for name in ("modeling.py", "__init__.py", "sitecustomize.py", "tokenization.py"):
        (folder / name).write_text(writes)
    for name in ("pytorch_model.bin", "model.bin", "training_args.bin", "tokenizer.pkl"):
        (folder / name).write_bytes(pickle.dumps(_Writes(written)))
    return written


def test_code_and_pickles_beside_the_files_are_not_opened(tmp_path: Path) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")
    written = _add_what_would_run(folder)
    read_encoder(folder)  # imports what it needs, before it is watched
    watch = _Watch()
    sys.addaudithook(watch)
    watch.on = True
    try:
        read_encoder(folder)
    finally:
        watch.on = False
    assert list(dict.fromkeys(watch.seen)) == [f"open {folder / name}" for name in (CONFIG, TOKENIZER, WEIGHTS)]
    assert not written.exists()


def test_a_pickle_alone_is_not_opened(tmp_path: Path) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")
    written = _add_what_would_run(folder)
    (folder / WEIGHTS).unlink()
    with pytest.raises(InputRefused, match=r"model\.safetensors cannot be read \(No such file or directory\)"):
        read_encoder(folder)
    (folder / WEIGHTS).write_bytes((folder / "pytorch_model.bin").read_bytes())
    with pytest.raises(InputRefused, match=r"model\.safetensors is broken"):
        read_encoder(folder)
    assert not written.exists()


def test_the_largest_weights_that_are_read_give_vectors_of_numbers(tmp_path: Path) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny", hidden_size=128, intermediate_size=512)
    weights(lambda t: t.update({name: np.copysign(np.float32(990), w) for name, w in t.items()}))(folder)
    encoder = read_encoder(folder)
    with np.errstate(all="raise", under="ignore"):
        assert np.isfinite(encoder.run(np.arange(20)[None])).all()


def test_small_files_are_checked_before_the_large_one_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    for broken, tells in (
        (config(hidden_size=7), "no multiple"),
        (tokenizer("post_processor", to=None), "mark"),
        (config(hidden_size=32), "broken"),
    ):
        write_tiny_encoder(folder)
        os.truncate(folder / WEIGHTS, 1_400_000_000)
        broken(folder)
        tracemalloc.start()
        with pytest.raises(InputRefused, match=tells):
            read_encoder(folder)
        assert tracemalloc.get_traced_memory()[1] < _MOST_MEMORY
        tracemalloc.stop()


def test_reading_takes_not_much_more_memory_than_the_weights(tmp_path: Path) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny", hidden_size=256, intermediate_size=1024)
    # What the encoder does not need is not kept: here three times as much as what it does.
    size = (folder / WEIGHTS).stat().st_size
    weights(lambda t: t.update({"cls.head": np.zeros(3 * size // 4, np.float32)}))(folder)
    read_encoder(folder)
    tracemalloc.start()
    read_encoder(folder)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 4_000_000
    assert most < 1.6 * size


@pytest.mark.parametrize("name", NAMES)
def test_bytes_are_refused_as_files_are(name: str, tmp_path: Path) -> None:
    folder = write_tiny_encoder(tmp_path / "tiny")
    files = {each: (folder / each).read_bytes() for each in NAMES}
    assert encoder_of(files).checksum == read_encoder(folder).checksum
    with pytest.raises(InputRefused):
        encoder_of({**files, name: files[name][: len(files[name]) // 2]})
    with pytest.raises(InputRefused):
        encoder_of({**files, name: b""})
