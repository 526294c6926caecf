"""News articles in other languages, written for these tests, with their sentences and quotes as they should be.

A line is a sentence, an empty line ends a paragraph. `{1 …}` is content of quote 1, `{1v …}` its cue,
`{1w …}` its source;
at the end `=1 direct Name` says its type and its speaker (`-`: nobody who is named).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from annotator.core.model import Quote, QuoteType, Span

FOLDER = Path(__file__).parent
LANGUAGES = ("de", "es", "fr", "it", "nl", "pt")
_SIGN = re.compile(r"\{(\d+)([vw]?) |\}")
_ROLES = {"": "content", "v": "cue", "w": "source"}


@dataclass(frozen=True)
class Article:
    """An article: its name (`de-1`), its language, its text, where its sentences are, and its quotes in their order."""

    name: str
    language: str
    text: str
    sentences: tuple[Span, ...]
    quotes: tuple[Quote, ...]


def read_article(name: str) -> Article:
    """The article of that name."""
    body, _, told = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n=")
    text, sentences, spans, at_end = "", [], defaultdict(list), ""
    for line in body.strip("\n").split("\n"):
        if not line:
            at_end = "\n\n"
            continue
        text += at_end
        start, last, opened = len(text), 0, None
        for sign in _SIGN.finditer(line):
            text += line[last : sign.start()]
            last = sign.end()
            if sign[1]:
                assert opened is None, line
                opened = (int(sign[1]), _ROLES[sign[2]], len(text))
            else:
                assert opened is not None, line
                spans[opened[:2]].append(Span(opened[2], len(text)))
                opened = None
        assert opened is None, line
        text += line[last:]
        sentences.append(Span(start, len(text)))
        at_end = " "
    quotes = []
    for line in told.strip().split("\n"):
        number, kind, speaker = line.removeprefix("=").split(" ", 2)
        content, cue, source = (spans.pop((int(number), role), []) for role in _ROLES.values())
        assert content, (name, number)
        assert len(cue) < 2, (name, number)
        assert len(source) < 2, (name, number)
        quotes.append(
            Quote(
                tuple(content), QuoteType(kind), *cue or [None], *source or [None], None if speaker == "-" else speaker
            )
        )
    assert not spans, (name, spans)
    return Article(name, name[:2], text, tuple(sentences), tuple(quotes))


ARTICLES = tuple(read_article(f"{language}-{number}") for language in LANGUAGES for number in (1, 2, 3))
