"""By which name the editions of an article are known to be of the same one."""

from __future__ import annotations

import re

_MADE = re.compile(r"(.+)-([0-9a-f]{8})(?:~[0-9]+)?")
_SUFFIX = re.compile(r"~[0-9]+\Z")
_NO_NAMES = frozenset({"document", "stdin"})
"""What texts that came without a name are called."""


def edition_name(key: str, sha256: str) -> str | None:
    """The name that all editions of a document have, by its id and the checksum of its text; None where it has none.

    That is the id that the article came with, or the name of its file: ids that are made of the name of a file end with
    digits of the text's checksum. The suffix that an id gets where another text has it is left out.

    >>> edition_name("bridge-0a1b2c3d", "0a1b2c3d" + 56 * "0")
    'bridge'
    >>> edition_name("dpa:77~2", 64 * "0")
    'dpa:77'
    """
    made = _MADE.fullmatch(key)
    if made is not None and sha256.startswith(made[2]):
        return None if made[1] in _NO_NAMES else made[1]
    return _SUFFIX.sub("", key) or None
