"""Encoders on disk: three files are read, as data; nothing in a folder is ever run.

`config.json`, `model.safetensors` and `tokenizer.json` are what the Hugging Face libraries write. Other files (pickles,
Python code) are not looked at, and nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed, InputRefused
from annotator.suggest.learn.encoder.config import HELP, EncoderConfig
from annotator.suggest.learn.encoder.encoder import Encoder, Weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
_LARGEST = {CONFIG: 1_000_000, WEIGHTS: 1_500_000_000, TOKENIZER: 50_000_000}
"""Bytes of each file beyond which it is refused unread."""
_WORDS = "embeddings.word_embeddings.weight"
_LARGEST_WEIGHT = 1e4
"""Weights beyond it would overflow in half precision; trained ones are a hundred times smaller."""
INSTALL = "pip install 'quote-annotator[encoder]'"


def read_encoder(folder: Path) -> Encoder:
    """The encoder in a folder.

    Raises InputRefused where a file is missing, broken or does not fit the others; EnvironmentFailed where what reads
    encoders is not installed.
    """
    check_installed()
    return encoder_of({name: _read(folder, name) for name in (CONFIG, WEIGHTS, TOKENIZER)})


def encoder_of(files: Mapping[str, bytes]) -> Encoder:
    """The encoder that these three files hold, by their names. Raises as `read_encoder` does."""
    check_installed()
    config = EncoderConfig.from_json(_json(files[CONFIG]))
    weights = _weights(files[WEIGHTS], config)
    tokenizer = _tokenizer(files[TOKENIZER], config)
    digests = [hashlib.sha256(files[name]).digest() for name in (CONFIG, WEIGHTS, TOKENIZER)]
    return Encoder(config, weights, tokenizer, hashlib.sha256(b"".join(digests)).hexdigest())


def files_of(encoder: Encoder) -> dict[str, bytes]:
    """The three files that hold the encoder, by their names; the weights in half precision."""
    from safetensors.numpy import save

    halves = {name: np.ascontiguousarray(w, dtype=np.float16) for name, w in encoder.weights.items()}
    return {
        CONFIG: (json.dumps(encoder.config.to_json(), indent=2) + "\n").encode(),
        WEIGHTS: save(halves),
        TOKENIZER: encoder.tokenizer.to_str().encode(),
    }


def write_encoder(encoder: Encoder, folder: Path) -> None:
    """Write an encoder to a folder, its weights in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files_of(encoder).items():
        (folder / name).write_bytes(content)


def check_installed() -> None:
    """Raise EnvironmentFailed where what reads encoders is not installed."""
    try:
        import safetensors
        import tokenizers
    except ImportError as error:
        raise EnvironmentFailed("reading an encoder needs the packages tokenizers and safetensors", INSTALL) from error
    del safetensors, tokenizers


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    where = one_line(str(path))
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise InputRefused(f"{where} is no file", HELP)
        if found.st_size > _LARGEST[name]:
            raise InputRefused(f"{where} is larger than {_LARGEST[name] // 1_000_000} MB", HELP)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise InputRefused(f"{where} cannot be read ({reason})", HELP) from error


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InputRefused("the encoder's config.json is no JSON", HELP) from error


def _weights(raw: bytes, config: EncoderConfig) -> Weights:
    """The tensors of a safetensors file that the config asks for, by their names in BERT, as float32."""
    from safetensors import SafetensorError, deserialize

    try:
        tensors = dict(deserialize(raw))
    except (SafetensorError, ValueError, MemoryError, OverflowError) as error:
        raise InputRefused("the encoder's model.safetensors is broken", HELP) from error
    prefixes = [name.removesuffix(_WORDS) for name in tensors if name.endswith(_WORDS)]
    if len(prefixes) != 1:
        raise InputRefused("the encoder's model.safetensors holds no weights of a BERT-like model", HELP)
    weights = {}
    for name, shape in config.shapes().items():
        tensor = tensors.get(prefixes[0] + name)
        if tensor is None:
            raise InputRefused(f"the encoder's weights lack {name}", HELP)
        if tuple(tensor["shape"]) != shape:
            told = "x".join(map(str, tensor["shape"]))[:40]
            raise InputRefused(
                f"the encoder's {name} is {told}, not {'x'.join(map(str, shape))} as in config.json", HELP
            )
        weights[name] = _floats(name, tensor["dtype"], tensor["data"]).reshape(shape)
    return weights


def _floats(name: str, dtype: str, data: bytes) -> Any:
    """The numbers of a tensor as float32. `dtype`: as safetensors names it."""
    if dtype == "BF16":
        numbers = (np.frombuffer(data, dtype=np.uint16).astype(np.uint32) << np.uint32(16)).view(np.float32)
    elif dtype in ("F32", "F16"):
        numbers = np.frombuffer(data, dtype=np.float32 if dtype == "F32" else np.float16).astype(np.float32)
    else:
        raise InputRefused(f"the encoder's {name} holds {dtype}, not F32, F16 or BF16", HELP)
    if not (np.abs(numbers) < _LARGEST_WEIGHT).all():
        raise InputRefused(f"the encoder's {name} holds a number that is no weight", HELP)
    return numbers


def _tokenizer(raw: bytes, config: EncoderConfig) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_buffer(raw)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        marks = tokenizer.encode("").ids
        largest = max(tokenizer.get_vocab(with_added_tokens=True).values(), default=0)
    except BaseException as error:  # tokenizers panics with an exception that is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise InputRefused("the encoder's tokenizer.json is broken", HELP) from error
    if largest >= config.pieces:
        raise InputRefused(f"the encoder's tokenizer knows piece {largest}, its weights {config.pieces} pieces", HELP)
    if len(marks) != 2:
        raise InputRefused("the encoder's tokenizer does not put one mark at each end of a text", HELP)
    return tokenizer
