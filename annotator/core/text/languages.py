"""Which language a text is in, by the share of a language's small words among its words, and that language's lists."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from annotator.core.program.resources import LANGUAGE, WordLists, languages_folder, read_rows, word_lists

FEWEST_WORDS = 20
"""The fewest different words whose lack of small words tells something, set by hand: a brief of two sentences
has them, a headline has not."""
FEWEST_SURE = 10
"""The fewest that tell that a text is in a language for sure, if it has twice as many small words of it as of any
other. Set by hand: of 41,000 pieces of English articles with 10 to 19 such words none is taken for another language, of
370 pieces in other languages 330 are known."""
LEAST_SHARE = 0.06
"""The share of small words below which a text is in another language. Set by hand: of English articles 25 to 40 % are
such words, of briefs of 20 words 7 % or more; of texts in other languages mostly 0 to 3 %."""
SURE_SHARE = 0.15
"""The share of small words from which a text is in a language for sure. Set by hand: articles have 20 to 70 % of their
own language's, and up to 8 % of another's."""
_TELLING = 20_000
"""Code points of a text by which its language is told."""
_SHARED = 0.3
"""What a small word counts that other languages have too ("in", "a"), set by hand."""

_WORD = re.compile(r"(?<![\w/.=<&@#:])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w/=@;]|[.:][\w/])")
"""A word of running text: none of an address, a tag or an entity."""


def is_in_language(text: str, language: str) -> bool:
    """Whether a text may be in that language (ISO 639-1). True too where the text, or what is known of the language, is
    too little to tell. A pipeline of another language makes speakers of "Elle" and "Dit", which helps nobody.

    >>> is_in_language("Elle a dit que la ville ne pouvait pas payer les travaux du pont, et que rien ne serait fait "
    ...                "avant la fin de cette année.", "en")
    False
    """
    different, shares = _shares(text)
    if different < FEWEST_WORDS:
        return language not in shares or language_of(text) in {language, None}
    return shares.get(language, 1.0) >= LEAST_SHARE


def language_of(text: str) -> str | None:
    """The language (ISO 639-1) whose small words make up most of the text, of those that there is a list for.

    None where none does, or where there are too few words to tell.

    >>> language_of("Elle a dit que la ville ne pouvait pas payer les travaux du pont, et que rien ne serait fait "
    ...             "avant la fin de cette année.")
    'fr'
    """
    different, shares = _shares(text)
    language = max(shares, key=shares.__getitem__, default="")
    share, others = shares.get(language, 0.0), [share for other, share in shares.items() if other != language]
    sure = share >= SURE_SHARE and (different >= FEWEST_WORDS or share >= 2 * max(others))
    return language if sure else None


@lru_cache(maxsize=8)
def _shares(text: str) -> tuple[int, dict[str, float]]:
    """How many different words a text has, and the share of each language's small words among all of its words.

    Names and headings say little and stand in capitals, so that only words in small letters count; all of them count
    in a text that is written in capitals.
    """
    start = text[:_TELLING]
    words = _WORD.findall(start)
    small = [word for word in words if not word[0].isupper()]
    if 2 * len(small) < len(words) and start.isupper():
        small = words
    counted = Counter(word.replace("’", "'").lower() for word in small)
    if len(counted) < FEWEST_SURE:
        return len(counted), {}
    return len(counted), {
        language: sum(worth * counted[word] for word, worth in known.items()) / len(small)
        for language, known in _small_words().items()
    }


@cache
def _small_words() -> dict[str, dict[str, float]]:
    """What each of a language's small words counts, by language."""
    weights = {}
    for path in sorted(languages_folder().glob("*/function_words.txt")):
        lists = dict(line.split(": ") for (line,) in read_rows(path))
        weights[path.parent.name] = dict.fromkeys(lists["shared"].split(), _SHARED) | dict.fromkeys(
            lists["own"].split(), 1.0
        )
    return weights


def lists_for(text: str) -> WordLists:
    """The lists of words by which spans are guessed in a text: those of its language, else of `LANGUAGE`."""
    return word_lists(language_of(text) or LANGUAGE)
