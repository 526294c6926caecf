"""A tiny encoder with weights drawn at random: a folder like one that a user names, for tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from annotator.suggest.learn.encoder.config import EncoderConfig

SENTENCES = (
    "Nora Lind said that the bridge would open in May.",
    "“The harbour needs new lights,” argued the mayor, Ole Brandt.",
    "Officials warned on Monday: nobody had asked the fishermen.",
    "The rain stopped at noon; a dog slept by the door!",
    "According to the captain, taxes should not rise (again).",
)
"""Made up. Each word in them is one piece of the tiny tokenizer; other words are cut into letters."""
PADDING, UNKNOWN, START, END = range(4)
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_PUNCTUATION = ".,;:!?“”‘’\"'()-–—%$&/"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def tiny_vocabulary() -> list[str]:
    """The pieces of the tiny tokenizer (WordPiece, uncased), in the order of their numbers."""
    words = {word.strip(_PUNCTUATION).lower() for sentence in SENTENCES for word in sentence.split()}
    endings = [f"##{ending}" for ending in ("s", "ed", "ing", *_LETTERS)]
    return [*_MARKS, *dict.fromkeys((*_PUNCTUATION, *_LETTERS, *sorted(words), *endings))]


def tiny_config(**changes: Any) -> dict[str, Any]:
    """What its `config.json` holds. `changes`: entries to set; None leaves one out."""
    config = {
        "model_type": "bert", "num_hidden_layers": 2, "hidden_size": 16, "num_attention_heads": 2,
        "intermediate_size": 32, "vocab_size": len(tiny_vocabulary()), "max_position_embeddings": 130,
        "type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_act": "gelu", "pad_token_id": PADDING,
    }  # fmt: skip
    return {name: value for name, value in (config | changes).items() if value is not None}


def tiny_weights(config: EncoderConfig, seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Weights drawn at random, by their names in BERT: large enough that every layer changes the vectors."""
    draw = np.random.default_rng(seed)
    weights = {}
    for name, shape in config.shapes().items():
        middle = 1.0 if name.endswith("LayerNorm.weight") else 0.0
        weights[name] = draw.normal(middle, 0.2, shape).astype(np.float32)
    return weights


def tiny_tokenizer() -> dict[str, Any]:
    """What its `tokenizer.json` holds: as that of an uncased BERT, with its own vocabulary."""
    ends = {mark: {"id": mark, "ids": [_MARKS.index(mark)], "tokens": [mark]} for mark in ("[CLS]", "[SEP]")}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": at, "content": mark, "special": True, "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False}
            for at, mark in enumerate(_MARKS)
        ],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                       {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": ends,
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100,
                  "vocab": {piece: number for number, piece in enumerate(tiny_vocabulary())}},
    }  # fmt: skip


def write_tiny_encoder(folder: Path, *, seed: int = 0, **changes: Any) -> Path:
    """Write an encoder to a folder and give the folder back: 2 layers, width 16, windows of up to 128 pieces.

    The same seed gives the same weights. `changes`: entries of `config.json` (`num_hidden_layers=1`); the weights are
    drawn to fit them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = tiny_config(**changes)
    weights = tiny_weights(EncoderConfig.from_json(config), seed)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(save({f"bert.{name}": w for name, w in weights.items()}))
    (folder / "tokenizer.json").write_text(json.dumps(tiny_tokenizer()), encoding="utf-8")
    return folder


def described_anew(raw: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The bytes of a `model.safetensors` with another description before the same numbers."""
    end = 8 + int.from_bytes(raw[:8], "little")
    data = json.loads(raw[8:end])
    change(data)
    told = json.dumps(data).encode()
    return len(told).to_bytes(8, "little") + told + raw[end:]
