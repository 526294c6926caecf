"""Tiny encoders with weights drawn at random, for tests: one that a pipeline has, and a folder that a user names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from annotator.suggest.learn.encoder import INPUT, OUTPUT, Encoder, OnnxLayers

WIDTH = 16
"""Of a vector."""

SENTENCES = (
    "Nora Lind said that the bridge would open in May.",
    "“The harbour needs new lights,” argued the mayor, Ole Brandt.",
    "Officials warned on Monday: nobody had asked the fishermen.",
    "The rain stopped at noon; a dog slept by the door!",
    "According to the captain, taxes should not rise (again).",
)
"""Made up. Each word in them is one piece of the tiny tokenizer; other words are cut into letters."""
_, UNKNOWN, START, END = range(4)
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_PUNCTUATION = ".,;:!?“”‘’\"'()-–—%$&/"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def tiny_vocabulary() -> list[str]:
    """The pieces of the tiny tokenizer (WordPiece, uncased), in the order of their numbers."""
    words = {word.strip(_PUNCTUATION).lower() for sentence in SENTENCES for word in sentence.split()}
    endings = [f"##{ending}" for ending in ("s", "ed", "ing", *_LETTERS)]
    return [*_MARKS, *dict.fromkeys((*_PUNCTUATION, *_LETTERS, *sorted(words), *endings))]


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


def tiny_network(seed: int = 0) -> bytes:
    """A network as an ONNX file: the vector of a piece is its own, drawn at random, and the mean of its window's."""
    table = np.random.default_rng(seed).normal(0, 1, (len(tiny_vocabulary()), WIDTH)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["table", INPUT], ["own"]),
        helper.make_node("ReduceMean", ["own"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Add", ["own", "mean"], [OUTPUT]),
    ]
    given = helper.make_tensor_value_info(INPUT, TensorProto.INT64, ["windows", "length"])
    found = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["windows", "length", WIDTH])
    graph = helper.make_graph(nodes, "tiny", [given], [found], [numpy_helper.from_array(table, "table")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    written: bytes = model.SerializeToString()
    return written


def tiny_encoder(seed: int = 0) -> Encoder:
    """An encoder of width 16 with windows of up to 128 pieces; the same seed gives the same vectors."""
    tokenizer = Tokenizer.from_str(json.dumps(tiny_tokenizer()))
    return Encoder(tokenizer, OnnxLayers(tiny_network(seed)), WIDTH, 128)


def write_pretrained(folder: Path, kind: str = "bert", *, seed: int = 0, **changes: Any) -> Path:
    """Write a pretrained encoder to a folder, as a user names one, and give the folder back: 2 layers, width 16.

    The weights are drawn at random. `kind`, `changes`: of its `config.json`. Needs transformers.
    """
    import torch
    import transformers

    sizes = {
        "num_hidden_layers": 2, "hidden_size": WIDTH, "num_attention_heads": 2, "intermediate_size": 32,
        "vocab_size": len(tiny_vocabulary()), "max_position_embeddings": 130, "embedding_size": WIDTH,
        "pad_token_id": 0,
    }  # fmt: skip
    if kind == "distilbert":
        sizes |= {"n_layers": 2, "dim": WIDTH, "n_heads": 2, "hidden_dim": 32}
    torch.manual_seed(seed)
    config = transformers.AutoConfig.for_model(kind, **(sizes | changes))
    module = transformers.AutoModel.from_config(config)
    for weights in module.parameters():  # larger than they are made, so that every layer changes the vectors
        weights.data += torch.randn_like(weights) * 0.2
    module.save_pretrained(folder)
    (folder / "tokenizer.json").write_text(json.dumps(tiny_tokenizer()), encoding="utf-8")
    return folder
