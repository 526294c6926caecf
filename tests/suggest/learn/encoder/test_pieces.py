"""A Doc's tokens in word pieces, windows over the pieces, and the means of their vectors."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc
from tokenizers import Tokenizer

from annotator.suggest.learn.encoder import WINDOW, Pieces, lay_windows, pool, read_pieces
from tests.suggest.learn.encoder.tiny import END, SENTENCES, START, UNKNOWN, tiny_tokenizer, tiny_vocabulary

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}


@cache
def tokenizer_of(kind: str) -> Tokenizer:
    described: dict[str, Any] = tiny_tokenizer()
    if kind == "cased":
        described["normalizer"].update(lowercase=False, strip_accents=False)
    elif kind == "bytes":  # as RoBERTa: a piece may be part of a character, and a space is part of a piece
        vocabulary = {chr(at): at for at in range(33, 324)} | {"th": 4, "Ġt": 5, "Ġth": 6, "\u0120": 7}
        described.update(normalizer=None, pre_tokenizer=_BYTES)
        described["model"] = {"type": "BPE", "vocab": vocabulary, "merges": ["t h", "Ġ t", "Ġ th"]}
    elif kind == "sentences":  # as XLM-RoBERTa: pieces that stand for a space, characters that become several
        pieces = [*("<s>", "<pad>", "</s>", "<unk>"), "▁", "▁the", *_LETTERS, *"èµ.,“”!…"]
        described.update(
            normalizer={"type": "NFKC"},
            pre_tokenizer={"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
            model={"type": "Unigram", "unk_id": 3, "vocab": [[piece, -float(at)] for at, piece in enumerate(pieces)]},
        )
    return Tokenizer.from_str(json.dumps(described))


KINDS = ("uncased", "cased", "bytes", "sentences")
NLP = English()
TEXTS = {
    "plain": SENTENCES[1],
    "spaces": "  The  rain \t stopped \n\n at noon.   ",
    "line ends": "The rain\r\nstopped\rat\u2028noon\x0b.\x85",
    "contractions": "Nora didn't say it's the mayor's; they'd've known.",
    "combining marks": "Cafe\u0301 na\u0131\u0308ve o\u0323\u0302 a\u0308\u0301\u0323\u0327 \u0301alone",
    "emoji": "Nora 👩🏽‍🚒 said 🇩🇪🏳️‍🌈 that 👍🏿the rain 🤷‍♀️.",
    "zero width": "the\u200bra\u200cin\u200d \u2060said\ufeff \u00adMay\u202e!",
    "controls": "the\x00 rain\x1b[31m said\x7f \ufffd",
    "Arabic": "قال الرئيس «إنّ الجِسرَ» ﷺ يُفتَح",
    "Hebrew and Devanagari": "אָמַר עם कहा क्षि था",
    "Chinese and Korean": "市长说“桥” 시장은 \u1109\u1175 말했다",
    "lower case of two characters": "İSTANBUL Straße ﬁne ǅ ŉ ΰ ǰ",
    "wide and old": "Ｔｈｅ 𝐦𝐚𝐲𝐨𝐫 𒀀𐍈 ½ ㎞ … №",
    "a long word": "the " + "a" * 500 + " said " + "b-" * 200,
    "marks in the text": "[CLS] said [SEP][PAD] [UNK] </s> ##s ##",
    "quotation marks": "“‘Rain’”, she said—«no» „why‟ \"'it'\"",
}


def _pieces_of_token(doc: Doc, token: int, offsets: list[tuple[int, int]]) -> list[int]:
    """The pieces that share a character with a token, one after the other compared."""
    start = doc[token].idx
    end = start + len(doc[token].text)
    return [at for at, (begin, stop) in enumerate(offsets) if begin < end and stop > start]


def _assert_aligned(doc: Doc, tokenizer: Tokenizer) -> None:
    pieces = read_pieces(doc, tokenizer)
    encoding = tokenizer.encode(doc.text, add_special_tokens=False)
    assert pieces.ids.tolist() == encoding.ids
    assert len(pieces.first) == len(pieces.stop) == len(doc)
    for token in range(len(doc)):
        expected = _pieces_of_token(doc, token, encoding.offsets)
        found = list(range(pieces.first[token], pieces.stop[token]))
        assert found == expected, (doc[token].text, [encoding.offsets[at] for at in expected])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_tokens_have_the_pieces_of_their_characters(text: str, kind: str) -> None:
    _assert_aligned(NLP(text), tokenizer_of(kind))


_CHARACTERS = st.one_of(
    st.sampled_from("the rainsaid MAY\n\r\t “”’.,-"),
    st.sampled_from("\u0301\u0323\u200b\u200d\ufe0f\u00adİßﬁŉﷺ½…قالم\u064b👩🏽🚒🇩字한\u1109\u1175कि"),
    st.characters(exclude_categories=("Cs",)),
)


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(_CHARACTERS, max_size=40))
def test_tokens_of_any_text_have_the_pieces_of_their_characters(text: str, kind: str) -> None:
    _assert_aligned(NLP(text), tokenizer_of(kind))


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(st.characters(categories=("L", "N", "P", "S")), max_size=30))
def test_every_token_of_letters_and_signs_has_a_piece(text: str, kind: str) -> None:
    doc = NLP(text)
    pieces = read_pieces(doc, tokenizer_of(kind))
    for token, first, stop in zip(doc, pieces.first, pieces.stop, strict=True):
        # BERT's own cleaning leaves out what Unicode does not know yet, and nothing else here.
        assert first < stop or token.is_space or not tokenizer_of(kind).encode(token.text, add_special_tokens=False).ids


@pytest.mark.parametrize("text", ["The rain stopped at noon.", "Ole Brandt, the mayor, argued: “May!”"])
def test_tokens_of_known_words_have_one_piece_each(text: str) -> None:
    doc = NLP(text)
    pieces = read_pieces(doc, tokenizer_of("uncased"))
    assert pieces.first.tolist() == list(range(len(doc)))
    assert pieces.stop.tolist() == list(range(1, len(doc) + 1))
    words = tiny_vocabulary()
    assert [words[at] for at in pieces.ids] == [token.lower_ for token in doc]
    assert pieces.marks == (START, END)


def test_white_space_has_no_pieces_and_unknown_words_have_one() -> None:
    doc = Doc(NLP.vocab, ["The", "\n\n", "字", "\u200b", "rain"], [False, False, False, False, False])
    pieces = read_pieces(doc, tokenizer_of("uncased"))
    assert (pieces.stop - pieces.first).tolist() == [1, 0, 1, 0, 1]
    assert pieces.ids[pieces.first[2]] == UNKNOWN


def test_a_piece_that_two_tokens_share_belongs_to_both() -> None:
    doc = Doc(NLP.vocab, ["har", "bour", "lights"], [False, True, False])
    pieces = read_pieces(doc, tokenizer_of("uncased"))
    assert (pieces.first.tolist(), pieces.stop.tolist()) == ([0, 0, 1], [1, 1, 2])


@pytest.mark.parametrize("text", ["", " ", "\n\n \t"])
def test_a_text_of_nothing_has_no_pieces(text: str) -> None:
    doc = NLP(text)
    pieces = read_pieces(doc, tokenizer_of("uncased"))
    assert len(pieces.ids) == 0
    assert (pieces.stop == pieces.first).all()
    windows = lay_windows(pieces, WINDOW, 32)
    assert windows.ids.tolist() == [[START, END]]
    assert len(windows.rows) == len(windows.places) == 0


def _run_of(count: int) -> Pieces:
    ids = np.arange(100, 100 + count)
    return Pieces(ids, np.arange(count), np.arange(1, count + 1), (1, 2))


def _assert_covers(count: int, size: int, overlap: int) -> None:
    pieces = _run_of(count)
    windows = lay_windows(pieces, size, overlap)
    number, length = windows.ids.shape
    assert length - 2 <= size
    assert (windows.ids[:, 0] == 1).all()
    assert (windows.ids[:, -1] == 2).all()
    # Each window is a run of the text, from the first piece to the last.
    inner = windows.ids[:, 1:-1]
    assert (np.diff(inner, axis=1) == 1).all()
    if count:
        assert (inner[0, 0], inner[-1, -1]) == (100, 99 + count)
        assert (inner[:-1, -1] - inner[1:, 0] + 1 >= overlap).all()
    # Each piece is read once, where it stands.
    assert len(windows.rows) == len(windows.places) == count
    assert (windows.ids[windows.rows, windows.places] == pieces.ids).all()
    # Nowhere near an end of its window, unless that is an end of the text.
    before, after = windows.places - 1, length - 2 - windows.places
    assert ((before >= overlap // 2) | (windows.rows == 0)).all()
    assert ((after >= overlap // 2) | (windows.rows == number - 1)).all()
    # No more windows than it takes.
    assert number == 1 or (number - 1) * size - (number - 2) * overlap < count


@pytest.mark.parametrize("count", [0, 1, 2, 253, 254, 255, 256, 476, 477, 478, 1000, 5000])
def test_windows_cover_every_piece(count: int) -> None:
    _assert_covers(count, WINDOW, 32)


@given(count=st.integers(0, 3000), size=st.integers(62, 300), overlap=st.integers(0, 60))
def test_windows_of_any_size_cover_every_piece(count: int, size: int, overlap: int) -> None:
    _assert_covers(count, size, overlap)


@pytest.mark.parametrize(("count", "number", "length"), [(254, 1, 254), (255, 2, 144), (476, 2, 254), (477, 3, 181)])
def test_windows_are_equally_long(count: int, number: int, length: int) -> None:
    windows = lay_windows(_run_of(count), WINDOW, 32)
    assert windows.ids.shape == (number, length + 2)


@given(data=st.data())
def test_vectors_are_pooled_as_a_plain_loop_does(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 12))
    draw = np.random.default_rng(data.draw(st.integers(0, 99)))
    vectors = draw.normal(0, 100, (count, 3)).astype(np.float32)
    bounds = data.draw(st.lists(st.tuples(st.integers(0, count), st.integers(0, count)), max_size=8))
    first = np.array([min(pair) for pair in bounds], dtype=np.int64)
    stop = np.array([max(pair) for pair in bounds], dtype=np.int64)
    pooled = pool(vectors, Pieces(np.zeros(count, np.int64), first, stop, (1, 2)))
    assert pooled.shape == (len(bounds), 3)
    assert pooled.dtype == np.float32
    for token, (begin, end) in enumerate(zip(first, stop, strict=True)):
        expected = [0.0, 0.0, 0.0]
        for at in range(begin, end):
            for side in range(3):
                expected[side] += float(vectors[at, side]) / (end - begin)
        np.testing.assert_allclose(pooled[token], expected, rtol=1e-5, atol=1e-4)


def test_pooling_stays_exact_far_into_a_text() -> None:
    vectors = np.full((100_000, 1), 1e4, np.float32)
    vectors[-1] = 1.5
    pieces = Pieces(np.zeros(100_000, np.int64), np.array([99_999]), np.array([100_000]), (1, 2))
    assert pool(vectors, pieces)[0, 0] == 1.5
