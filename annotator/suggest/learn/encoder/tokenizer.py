"""An encoder's tokenizer from its `tokenizer.json`: read as data, and made anew from what is known to be harmless.

The library that runs tokenizers trusts these files: some make it fail in the middle of a text, multiply a text beyond
all memory, search it for hours, or end the whole program. So only what encoders like BERT are published with is taken
over, item by item, after it was checked; anything else is refused by its name.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.suggest.learn.encoder.character_table import check_table
from annotator.suggest.learn.encoder.config import HELP

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# What may be done to a text before it is cut, and how it may be cut, each with its settings.
_NORMALIZERS = {
    "BertNormalizer": ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase"),
    "Strip": ("strip_left", "strip_right"),
    "Precompiled": ("precompiled_charsmap",),
    "Replace": ("pattern", "content"),
    "Prepend": ("prepend",),
    "Lowercase": (), "StripAccents": (), "Nmt": (), "NFC": (), "NFD": (), "NFKC": (), "NFKD": (),
}  # fmt: skip
_CUTTERS = {
    "BertPreTokenizer": (), "Whitespace": (), "WhitespaceSplit": (), "UnicodeScripts": (),
    "Punctuation": ("behavior",),
    "Digits": ("individual_digits",),
    "Metaspace": ("replacement", "prepend_scheme", "split", "add_prefix_space"),
    "ByteLevel": ("add_prefix_space", "trim_offsets", "use_regex"),
}  # fmt: skip
_MOST_STEPS = 16
"""Normalizers, and cutters, one after the other; published tokenizers have up to six. Set by hand."""
_MOST_ADDED = 100_000
"""Characters of the pieces added to a vocabulary, of which the search for them takes a hundredfold in bytes; published
tokenizers have some ten thousand at most. Set by hand."""
_LONGEST_PIECE = 1000
"""Characters of a piece, and of a word that is cut. Set by hand."""
_LONGEST_SETTING = 20
"""Characters of the name of a way to cut, or of what is put before a text."""
_ONE_CHARACTER = re.compile(r"(\\[nrtsdw]|\[[^\[\]\\]*\]|[^\\\[\](){}*+?|^$])(\+|\{\d,\})?")
"""Regular expressions that take no longer than their text: one character or class, once or repeated."""

Json = dict[str, Any]


class _Unknown(Exception):
    """The file holds something that is not read here. Its text ends the sentence `the encoder's tokenizer.json …`."""


def make_tokenizer(data: Any, pieces: int) -> Tokenizer:
    """The tokenizer that a `tokenizer.json` describes, for an encoder of so many pieces.

    It puts one mark at each end of a text, and neither cuts nor fills up. Raises InputRefused.
    """
    try:
        described = _checked(data, pieces)
    except _Unknown as error:
        raise InputRefused(f"the encoder's tokenizer.json {error}", HELP) from error
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise InputRefused("the encoder's tokenizer.json is broken", HELP) from error
    return _tried(described, pieces)


def _checked(data: Any, pieces: int) -> Json:
    """What of a `tokenizer.json` is known and checked, in the same form."""
    kind = data["model"].get("type") or _untold(data["model"])
    if kind not in _MODELS:
        raise _Unknown(f"cuts words in the way {_named(kind)}, not one of {', '.join(_MODELS)}")
    start, end = _marks(data["post_processor"])
    if not (_number(start, pieces) and _number(end, pieces)):
        raise _Unknown(f"has marks beyond the {pieces} pieces of the weights")
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": list(_added(data.get("added_tokens") or [], pieces)),
        "normalizer": _steps(data.get("normalizer"), "normalizers", _NORMALIZERS),
        "pre_tokenizer": _steps(data.get("pre_tokenizer"), "pretokenizers", _CUTTERS),
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [_mark("start"), {"Sequence": {"id": "A", "type_id": 0}}, _mark("end")],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": {
                "start": {"id": "start", "ids": [start], "tokens": ["start"]},
                "end": {"id": "end", "ids": [end], "tokens": ["end"]},
            },
        },
        "decoder": None,
        "model": {"type": kind, **_MODELS[kind](data["model"], pieces)},
    }  # fmt: skip


def _mark(name: str) -> Json:
    return {"SpecialToken": {"id": name, "type_id": 0}}


def _tried(described: Json, pieces: int) -> Tokenizer:
    """The tokenizer of a checked description, after it has cut a text into pieces that the encoder has."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_str(json.dumps(described))
        largest = max(tokenizer.get_vocab(with_added_tokens=True).values(), default=0)
        bare = tokenizer.encode(_TRIAL, add_special_tokens=False).ids
        whole = tokenizer.encode(_TRIAL).ids
        marks = tokenizer.encode("").ids
    except BaseException as error:  # tokenizers panics with an exception that is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise InputRefused(f"the encoder's tokenizer.json is broken ({one_line(str(error), 80)})", HELP) from error
    if largest >= pieces:
        raise InputRefused(f"the encoder's tokenizer knows piece {largest}, its weights {pieces} pieces", HELP)
    if len(marks) != 2 or whole != [marks[0], *bare, marks[1]]:
        raise InputRefused("the encoder's tokenizer does not put one mark at each end of a text", HELP)
    return tokenizer


_TRIAL = "A word of theirs isn't enough: ☃ ꙮ, 12345 Würfel…\r\n\t\u200b\u0301 \U0001f9ed"
"""Cut on trial: rare characters, none at all, and several in one."""


def _marks(data: Any) -> tuple[Any, Any]:
    """The numbers of the pieces at the start and at the end of a text."""
    if data is None:
        raise _Unknown("does not put one mark at each end of a text")
    steps = data["processors"] if data.get("type") == "Sequence" else [data]
    ends = [step for step in steps if step.get("type") != "ByteLevel"]
    if len(ends) != 1:
        raise _Unknown("does not put one mark at each end of a text")
    if ends[0].get("type") in ("BertProcessing", "RobertaProcessing"):
        return ends[0]["cls"][1], ends[0]["sep"][1]
    if ends[0].get("type") != "TemplateProcessing":
        raise _Unknown(f"marks the ends of a text in the way {_named(ends[0].get('type'))}")
    single = ends[0]["single"]
    if [*map(list, single)] != [["SpecialToken"], ["Sequence"], ["SpecialToken"]]:
        raise _Unknown("does not put one mark at each end of a text")
    marks = [ends[0]["special_tokens"][single[at]["SpecialToken"]["id"]]["ids"] for at in (0, 2)]
    if [*map(len, marks)] != [1, 1]:
        raise _Unknown("does not put one mark at each end of a text")
    return marks[0][0], marks[1][0]


def _added(data: list[Json], pieces: int) -> Iterator[Json]:
    if sum(max(1, len(token["content"])) for token in data) > _MOST_ADDED:
        raise _Unknown("adds too many pieces")
    for token in data:
        if not _number(token["id"], pieces):
            raise _Unknown(f"adds pieces beyond the {pieces} of the weights")
        if not token["content"]:
            raise _Unknown("adds an empty piece")
        flags = ("single_word", "lstrip", "rstrip", "normalized", "special")
        yield {"id": token["id"], "content": token["content"], **{flag: bool(token.get(flag)) for flag in flags}}


def _steps(data: Any, several: str, known: dict[str, tuple[str, ...]]) -> Json | None:
    """Normalizers or cutters, those of a sequence (under the key `several`) each."""
    if data is None:
        return None
    given = data[several] if data.get("type") == "Sequence" else [data]
    if len(given) > _MOST_STEPS or sum(step.get("type") == "Precompiled" for step in given) > 1:
        raise _Unknown("changes a text in too many steps")
    return {"type": "Sequence", several: [_step(step, known) for step in given]}


def _step(data: Json, known: dict[str, tuple[str, ...]]) -> Json:
    kind = data.get("type")
    if kind not in known:
        raise _Unknown(f"changes or cuts a text in the way {_named(kind)}, which is not known here")
    settings = {name: data[name] for name in known[kind] if name in data}
    if kind == "Replace":
        _check_replacement(**settings)
    elif kind == "Precompiled":
        _check_table(**settings)
    elif not all(map(_is_setting, settings.values())):
        raise _Unknown(f"has settings of {kind} that are not known here")
    return {"type": kind, **settings}


def _is_setting(value: Any) -> bool:
    return value is None or isinstance(value, bool) or (isinstance(value, str) and len(value) <= _LONGEST_SETTING)


def _check_replacement(pattern: Json, content: str) -> None:
    """A replacement may not lengthen a text: a dozen that double it would fill all memory."""
    [(kind, sought)] = pattern.items()
    if kind == "Regex" and not _ONE_CHARACTER.fullmatch(sought):
        raise _Unknown(f"searches a text for {_named(sought)}, which is not known here")
    if not sought or len(content) > (len(sought) if kind == "String" else 1):
        raise _Unknown("replaces what it finds by something longer")


def _check_table(precompiled_charsmap: str) -> None:
    try:
        check_table(base64.b64decode(precompiled_charsmap, validate=True))
    except ValueError as error:
        raise _Unknown("has a broken table of characters") from error


def _untold(model: Json) -> str:
    """The kind of a model that does not name it, as in files of the first years."""
    if "merges" in model:
        return "BPE"
    return "Unigram" if isinstance(model["vocab"], list) else "WordPiece"


def _word_pieces(model: Json, pieces: int) -> Json:
    vocabulary = _vocabulary(model["vocab"], pieces)
    longest, prefix = model.get("max_input_chars_per_word", 100), model.get("continuing_subword_prefix", "##")
    if not _number(longest, _LONGEST_PIECE + 1) or not _is_setting(prefix):
        raise _Unknown("has settings of WordPiece that are not known here")
    return {
        "vocab": vocabulary,
        "unk_token": _unknown(model.get("unk_token", "[UNK]"), vocabulary),
        "continuing_subword_prefix": prefix,
        "max_input_chars_per_word": longest,
    }


def _byte_pairs(model: Json, pieces: int) -> Json:
    vocabulary = _vocabulary(model["vocab"], pieces)
    if model.get("continuing_subword_prefix") or model.get("end_of_word_suffix"):
        raise _Unknown("has settings of BPE that are not known here")
    merges = [pair.split(" ") if isinstance(pair, str) else pair for pair in model["merges"]]
    for first, second in merges:
        if not (first in vocabulary and second in vocabulary and first + second in vocabulary):
            raise _Unknown("joins pieces that are not in its vocabulary")
    unknown = model.get("unk_token")
    return {
        "vocab": vocabulary,
        "merges": merges,
        "unk_token": None if unknown is None else _unknown(unknown, vocabulary),
        **{name: bool(model.get(name)) for name in ("fuse_unk", "byte_fallback", "ignore_merges")},
    }


def _scored(model: Json, pieces: int) -> Json:
    vocabulary = [[piece, float(score)] for piece, score in model["vocab"]]
    if len(vocabulary) > pieces:
        raise _Unknown(f"has more pieces than the {pieces} of the weights")
    if not all(isinstance(piece, str) and len(piece) <= _LONGEST_PIECE for piece, _ in vocabulary):
        raise _Unknown("has a piece that is very long")
    if not _number(model["unk_id"], len(vocabulary)):
        raise _Unknown("has no piece for what it does not know")
    return {"vocab": vocabulary, "unk_id": model["unk_id"], "byte_fallback": bool(model.get("byte_fallback"))}


_MODELS = {"WordPiece": _word_pieces, "BPE": _byte_pairs, "Unigram": _scored}


def _vocabulary(vocabulary: Any, pieces: int) -> dict[str, int]:
    """The numbers of pieces, if the encoder has all of them."""
    if not isinstance(vocabulary, dict):
        raise _Unknown("has no vocabulary")
    if len(vocabulary) > pieces or not all(_number(number, pieces) for number in vocabulary.values()):
        raise _Unknown(f"has pieces beyond the {pieces} of the weights")
    if max(map(len, vocabulary), default=0) > _LONGEST_PIECE:
        raise _Unknown("has a piece that is very long")
    return vocabulary


def _unknown(piece: Any, vocabulary: dict[str, int]) -> str:
    if piece not in vocabulary:
        raise _Unknown("has no piece for what it does not know")
    return str(piece)


def _number(value: Any, below: int) -> bool:
    return type(value) is int and 0 <= value < below


def _named(value: Any) -> str:
    return one_line(value, 40) if isinstance(value, str) else f"of the kind {type(value).__name__}"
