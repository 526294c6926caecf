"""Who speaks in whole news articles, and their casts."""

from __future__ import annotations

import re

import pytest

from annotator.core.model import Quote, QuoteType, Span
from tests.suggest.cast.articles import ARTICLES, CASTS
from tests.suggest.cast.asking import Read, speak

_SOURCE = re.compile(r"\[([^\]=]*)=>([^\]]*)\]")


def article(marked: str) -> tuple[str, list[Quote], list[str | None]]:
    """The plain text of a marked article, its quotes and who speaks them (`-` is nobody)."""
    text, at, speakers = "", 0, list[str | None]()
    sources: list[Span] = []
    for mark in _SOURCE.finditer(marked := marked.strip()):
        text += marked[at : mark.start()]
        sources.append(Span(len(text), len(text) + len(mark[1].rstrip(","))))
        speakers.append(None if mark[2] == "-" else mark[2])
        text += mark[1]
        at = mark.end()
    text += marked[at:]
    return text, [_quote(text, source) for source in sources], speakers


def _quote(text: str, source: Span) -> Quote:
    """What stands between marks before a source in its sentence, else the rest of the sentence behind its verb."""
    opened = text.rfind("“", text.rfind(". ", 0, source.start), source.start)
    if opened >= 0:
        return Quote((Span(opened, text.index("”", opened) + 1),), QuoteType.DIRECT, None, source)
    return Quote((Span(source.end + 6, text.index(".", source.end + 12)),), QuoteType.INDIRECT, None, source)


@pytest.mark.parametrize("name", ARTICLES)
def test_who_speaks_in_an_article(read: Read, name: str) -> None:
    text, quotes, speakers = article(ARTICLES[name])
    found, _ = speak(read(text), quotes)
    told = {quote.source.of(text): quote.speaker for quote in found if quote.source}
    assert [quote.speaker for quote in found] == speakers, told


@pytest.mark.parametrize("name", ARTICLES)
def test_the_cast_of_an_article(read: Read, name: str) -> None:
    text, quotes, _ = article(ARTICLES[name])
    lines = []
    for member in speak(read(text), quotes)[1]:
        told = [member.kind, member.gender, None if member.speaks else "silent"]
        named = ", ".join(span.of(text) for span in member.mentions)
        lines.append(f"{member.name} | {' '.join(filter(None, told))} | {named}")
    assert lines == CASTS[name].strip().split("\n")
