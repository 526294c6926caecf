"""Whether a text is in the language of a pipeline, by the share of that language's small words among its words.

A pipeline finds names and verbs in any language, and makes speakers of "Elle" and "Dit": nobody is helped by that.
"""

from __future__ import annotations

import re
from functools import cache

from annotator.suggest.tables import DATA

FEWEST_WORDS = 20
"""The fewest different words that tell anything, set by hand: a brief of two sentences has them, a headline has not."""
LEAST_SHARE = 0.06
"""The share of small words below which a text is in another language. Set by hand: of English articles 25 to 40 % are
such words, of briefs of 20 words 7 % or more; of texts in other languages mostly 0 to 3 %."""
_SHARED = 0.3
"""What a small word counts that other languages have too ("in", "a"), set by hand."""

_WORD = re.compile(r"(?<![\w/.=<&@#:])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w/=@;]|[.:][\w/])")
"""A word of running text: none of an address, a tag or an entity."""


def is_in_language(text: str, language: str) -> bool:
    """Whether a text may be in that language (ISO 639-1). True too where the text, or what is known of the language, is
    too little to tell.

    Names and headings say little and stand in capitals, so that only words in small letters count; all of them count
    in a text that is written in capitals.

    >>> is_in_language("Elle a dit que la ville ne pouvait pas payer les travaux du pont, et que rien ne serait fait "
    ...                "avant la fin de cette année.", "en")
    False
    """
    known = _small_words(language)
    words = _WORD.findall(text)
    small = [word for word in words if not word[0].isupper()]
    if 2 * len(small) < len(words) and text.upper() == text:
        small = words
    if not known or len(set(small)) < FEWEST_WORDS:
        return True
    return sum(known.get(word.replace("’", "'").lower(), 0.0) for word in small) >= LEAST_SHARE * len(small)


@cache
def _small_words(language: str) -> dict[str, float]:
    """What each of the language's small words counts; none where no list is."""
    path = DATA / language / "function_words.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    lists = dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return dict.fromkeys(lists.get("shared", "").split(), _SHARED) | dict.fromkeys(lists.get("own", "").split(), 1.0)
