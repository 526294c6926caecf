"""Encoders on disk: three files are read, as data; nothing in a folder is ever run.

`config.json`, `model.safetensors` and `tokenizer.json` are what the Hugging Face libraries write. Other files (pickles,
Python code) are not looked at, and nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed, InputRefused
from annotator.suggest.learn.encoder.config import HELP, EncoderConfig
from annotator.suggest.learn.encoder.encoder import Encoder
from annotator.suggest.learn.encoder.tokenizer import make_tokenizer
from annotator.suggest.learn.encoder.weights import read_weights

CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
_LARGEST = {CONFIG: 1_000_000, WEIGHTS: 1_500_000_000, TOKENIZER: 25_000_000}
"""Bytes of each file beyond which it is refused unread."""
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
INSTALL, INSTALL_TO_TRAIN = (f"pip install 'quote-annotator[{extra}]'" for extra in ("encoder", "encoder-train"))


def read_encoder(folder: Path) -> Encoder:
    """The encoder in a folder.

    Raises InputRefused where a file is missing, broken or does not fit the others; EnvironmentFailed where what reads
    encoders is not installed.
    """
    return _encoder(lambda name: _opened(folder, name))


def encoder_of(files: Mapping[str, bytes]) -> Encoder:
    """The encoder that these three files hold, by their names. Raises as `read_encoder` does."""
    return _encoder(lambda name: nullcontext((io.BytesIO(files[name]), len(files[name]))))


def _encoder(opened: Callable[[str], AbstractContextManager[tuple[BinaryIO, int]]]) -> Encoder:
    """The encoder of three files, each of which is `opened` by its name, with its size in bytes.

    The largest file comes last: what the small ones say is checked before it is read.
    """
    check_installed()
    with opened(CONFIG) as (file, size):
        described = file.read(size)
    config = EncoderConfig.from_json(_json(described, CONFIG))
    with opened(TOKENIZER) as (file, size):
        cut = file.read(size)
    tokenizer = make_tokenizer(_json(cut, TOKENIZER), config.pieces)
    with opened(WEIGHTS) as (file, size):
        weights, digest = read_weights(file, size, config)
    if not config.types:
        # Where no types are told apart, all pieces are of one, which adds nothing.
        weights["embeddings.token_type_embeddings.weight"] = np.zeros((1, config.width), dtype=np.float32)
        config = replace(config, types=1)
    digests = [hashlib.sha256(described).digest(), digest, hashlib.sha256(cut).digest()]
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


def check_installed(install: str = INSTALL) -> None:
    """Raise EnvironmentFailed where what reads encoders is not installed; `install` installs all that is wanted."""
    try:
        import safetensors
        import tokenizers
    except ImportError as error:
        raise EnvironmentFailed("reading an encoder needs the packages tokenizers and safetensors", install) from error
    del safetensors, tokenizers


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[tuple[BinaryIO, int]]:
    """A file of a folder and its size in bytes."""
    path = folder / name
    where = one_line(str(path))
    try:
        # What was opened is looked at, not what then has the name. A pipe without anybody at its other end is not
        # waited for.
        with open(path, "rb", opener=lambda path, flags: os.open(path, flags | _AT_ONCE)) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise InputRefused(f"{where} is no file", HELP)
            if not found.st_size:
                raise InputRefused(f"{where} is empty", HELP)
            if found.st_size > _LARGEST[name]:
                raise InputRefused(f"{where} is larger than {_LARGEST[name] // 1_000_000} MB", HELP)
            yield file, found.st_size
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise InputRefused(f"{where} cannot be read ({reason})", HELP) from error


def _json(raw: bytes, name: str) -> Any:
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputRefused(f"the encoder's {name} is no JSON in UTF-8", HELP) from error
