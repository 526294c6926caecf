"""Which texts, and which of their paragraphs, are an article in the language of the pipeline."""

from __future__ import annotations

import re
from functools import cache

from annotator.core.model import Span
from annotator.core.resources import languages_folder, read_rows, read_toml
from annotator.core.text import paragraphs

# ---- Whether a text is in the language of a pipeline, by the share of that language's small words among its words.
#
# A pipeline finds names and verbs in any language, and makes speakers of "Elle" and "Dit": nobody is helped by that.


FEWEST_WORDS = 20
"""The fewest different words that tell anything, set by hand: a brief of two sentences has them, a headline has not."""
LEAST_SHARE = 0.06
"""The share of small words below which a text is in another language. Set by hand: of English articles 25 to 40 % are
such words, of briefs of 20 words 7 % or more; of texts in other languages mostly 0 to 3 %."""
SURE_SHARE = 0.15
"""The share of small words from which a text is in a language for sure. Set by hand: articles have 20 to 70 % of their
own language's, and up to 8 % of another's."""
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


def language_of(text: str) -> str | None:
    """The language (ISO 639-1) whose small words make up most of the text, of those that there is a list for.

    None where none does, or where there are too few words to tell.

    >>> language_of("Elle a dit que la ville ne pouvait pas payer les travaux du pont, et que rien ne serait fait "
    ...             "avant la fin de cette année.")
    'fr'
    """
    words = _telling_words(text)
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


# ---- Paragraphs that are no part of an article's own text: newsletters, share bars, bylines, captions, tables, and so
# on.
#
# A page that was saved whole has them. Nobody is quoted there, and nobody should have to step through them.


MOST_WORDS = 45
"""A paragraph of more words is text, whatever stands in it. Set by hand: notices of rights have as many."""
_BYLINE, _FIRST_PARAGRAPHS = "byline", 5
"""The kind that stands at an article's beginning or end only, and how many paragraphs that is, set by hand: elsewhere
"By Jane Roe" may be a heading."""
TABLE = "table"
_NUMBER = re.compile(r"[-+±$£€]?\d[\d,.:/]*[%kmKM]?\Z")
_CELLS = re.compile(r"\s*(?:\t|\||\s{3,})\s*")
_FEWEST_NUMBERS, _FEWEST_CELLS, _LONGEST_CELL = 3, 3, 5
"""The fewest numbers of a table, the fewest cells of its rows, the most words of a cell; set by hand."""


def find_boilerplate(text: str, language: str) -> list[tuple[Span, str]]:
    """The paragraphs that are no part of the article's own text, with their kind, in text order.

    A paragraph counts where all of it, or every line of it, is of a kind that the language's data describes, or where
    it is a table. Empty for a language without such data.

    >>> [(span.of("The dam is safe.\\n\\nShare\\nTweet"), kind) for span, kind in
    ...     find_boilerplate("The dam is safe.\\n\\nShare\\nTweet", "en")]
    [('Share\\nTweet', 'share bar')]
    """
    patterns = _patterns(language)
    bounds = paragraphs(text) if patterns else []
    return [
        (Span(start, end), kind)
        for number, (start, end) in enumerate(bounds)
        if (kind := _kind(text[start:end], patterns, min(number, len(bounds) - 1 - number))) is not None
    ]


def _kind(paragraph: str, patterns: dict[str, list[re.Pattern[str]]], from_edge: int) -> str | None:
    """The kind of a paragraph that stands so many paragraphs from the text's beginning or end."""
    if len(paragraph.split()) <= MOST_WORDS:
        kind = _matching(paragraph, patterns)
        lines = [line for line in paragraph.splitlines() if line.strip()]
        if kind is None and len(lines) > 1:
            kinds = [_matching(line, patterns) for line in lines]
            kind = kinds[0] if None not in kinds else None
        if kind is not None and (kind != _BYLINE or from_edge < _FIRST_PARAGRAPHS):
            return kind
    return TABLE if _is_table(paragraph) else None


def _matching(words: str, patterns: dict[str, list[re.Pattern[str]]]) -> str | None:
    words = " ".join(words.split())
    return next((kind for kind, ones in patterns.items() if any(one.search(words) for one in ones)), None)


def _is_table(paragraph: str) -> bool:
    """Whether every line is a row: of short cells with numbers among them, or mostly of numbers."""
    lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
    return sum(map(_numbers, lines)) >= _FEWEST_NUMBERS and all(map(_is_row, lines))


def _is_row(line: str) -> bool:
    cells = _CELLS.split(line)
    if len(cells) >= _FEWEST_CELLS and all(len(cell.split()) <= _LONGEST_CELL for cell in cells):
        return True
    return 2 * _numbers(line) >= len(line.split())


def _numbers(line: str) -> int:
    return sum(1 for word in line.split() if _NUMBER.match(word.strip("(),;.")))


@cache
def _patterns(language: str) -> dict[str, list[re.Pattern[str]]]:
    """What each kind of paragraph looks like; none where no data is."""
    path = languages_folder() / language / "boilerplate.toml"
    data = read_toml(language, path.name) if path.is_file() else {}
    return {kind: [re.compile(one, re.IGNORECASE) for one in ones] for kind, ones in data.items()}
