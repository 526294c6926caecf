"""Which language a text is in, by the share of a language's small words among its words, and that language's lists."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from annotator.core.resources import LANGUAGE, WordLists, languages_folder, read_rows, word_lists

# A pipeline finds names and verbs in any language, and makes speakers of "Elle" and "Dit": nobody is helped by that.


FEWEST_WORDS = 20
"""The fewest different words that tell anything, set by hand: a brief of two sentences has them, a headline has not."""
LEAST_SHARE = 0.06
"""The share of small words below which a text is in another language. Set by hand: of English articles 25 to 40 % are
such words, of briefs of 20 words 7 % or more; of texts in other languages mostly 0 to 3 %."""
SURE_SHARE = 0.15
"""The share of small words from which a text is in a language for sure. Set by hand: articles have 20 to 70 % of their
own language's, and up to 8 % of another's."""
_TELLING = 20_000
"""Code points of a text by which its language is told where several come into question."""
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
    words = _telling_words(text)
    if not known or len(set(words)) < FEWEST_WORDS:
        return True
    return _share(words, known) >= LEAST_SHARE


@lru_cache(maxsize=8)
def language_of(text: str) -> str | None:
    """The language (ISO 639-1) whose small words make up most of the text, of those that there is a list for.

    None where none does, or where there are too few words to tell.

    >>> language_of("Elle a dit que la ville ne pouvait pas payer les travaux du pont, et que rien ne serait fait "
    ...             "avant la fin de cette année.")
    'fr'
    """
    words = _telling_words(text[:_TELLING])
    if len(set(words)) < FEWEST_WORDS:
        return None
    languages = sorted(path.parent.name for path in languages_folder().glob("*/function_words.txt"))
    share, language = max((_share(words, _small_words(language)), language) for language in languages)
    return language if share >= SURE_SHARE else None


def _telling_words(text: str) -> list[str]:
    """The words in small letters, but all words of a text in capitals; in small letters."""
    words = _WORD.findall(text)
    small = [word for word in words if not word[0].isupper()]
    if 2 * len(small) < len(words) and text.upper() == text:
        small = words
    return [word.replace("’", "'").lower() for word in small]


def _share(words: list[str], known: dict[str, float]) -> float:
    return sum(known.get(word, 0.0) for word in words) / len(words)


@cache
def _small_words(language: str) -> dict[str, float]:
    """What each of the language's small words counts; none where no list is."""
    path = languages_folder() / language / "function_words.txt"
    lists = dict(line.split(": ", 1) for (line,) in (read_rows(path) if path.is_file() else ()))
    return dict.fromkeys(lists.get("shared", "").split(), _SHARED) | dict.fromkeys(lists.get("own", "").split(), 1.0)


def lists_for(text: str) -> WordLists:
    """The lists of words by which spans are guessed in a text: those of its language, else of `LANGUAGE`."""
    return word_lists(language_of(text) or LANGUAGE)
