"""Which paragraphs of a text are an article's own: the others are boilerplate."""

from __future__ import annotations

import re
from functools import cache

from annotator.core.model import Span
from annotator.core.program.resources import languages_folder, read_toml
from annotator.core.text.marked_text import paragraphs

# Paragraphs that are no part of an article's own text: newsletters, share bars, bylines, captions, tables, and so
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
    return next(
        (kind for kind, alternatives in patterns.items() if any(pattern.search(words) for pattern in alternatives)),
        None,
    )


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
    return {kind: [re.compile(pattern, re.IGNORECASE) for pattern in patterns] for kind, patterns in data.items()}
