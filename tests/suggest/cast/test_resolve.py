"""The canonical speaker of each quote, from its source mention."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast import resolve_speakers
from tests.suggest.cast.stories import STORIES

Read = Callable[[str], Doc]
SEED = Path(__file__).parents[3].parent / "shared" / "corpora" / "seed-gold.jsonl"
_SOURCE = re.compile(r"\[([^\]=]*)=>([^\]]*)\]")


def story(marked: str) -> tuple[str, list[Quote], list[str]]:
    """The plain text of a marked story, its quotes and who speaks them."""
    text, quotes, speakers = "", [], []
    for paragraph in marked.strip().split("\n\n"):
        start, at, marks = len(text), 0, []
        for mark in _SOURCE.finditer(paragraph):
            text += paragraph[at : mark.start()]
            source = Span(len(text), len(text) + len(mark[1])) if mark[1] else None
            text += mark[1]
            marks.append((source, mark[2]))
            at = mark.end()
        text += paragraph[at:]
        said = [Span(start + m.start(), start + m.end()) for m in re.finditer("“[^”]*”", text[start:])]
        text += "\n\n"
        held: list[list[Span]] = [[] for _ in marks]
        for span in said:
            held[min(range(len(marks)), key=lambda n: _gap(span, marks[n][0]))].append(span)
        for (source, speaker), content in zip(marks, held, strict=True):
            if content:
                quotes.append(Quote(tuple(content), QuoteType.DIRECT, None, source))
                speakers.append(speaker)
    return text, quotes, speakers


def _gap(span: Span, source: Span | None) -> int:
    return 0 if source is None else min(abs(source.start - span.end), abs(span.start - source.end))


def who(read: Read, text: str, *sources: str, kind: QuoteType = QuoteType.INDIRECT) -> list[str | None]:
    """Who is meant by these sources, each looked for behind the one before; a source's quote is what follows it."""
    quotes, at = [], 0
    for source in sources:
        found = re.compile(rf"\b{re.escape(source)}\b").search(text, at)
        assert found is not None
        end = text.index(".", found.end())
        at = found.end()
        quotes.append(Quote((Span(min(at + 6, end - 1), end),), kind, None, Span(*found.span())))
    return [quote.speaker for quote in resolve_speakers(read(text), quotes)[0]]


@pytest.mark.parametrize("name", STORIES)
def test_stories(read: Read, name: str) -> None:
    text, quotes, speakers = story(STORIES[name])
    found, _ = resolve_speakers(read(text), quotes)
    assert [quote.speaker for quote in found] == speakers


@pytest.mark.skipif(not SEED.is_file(), reason="the corpora are not here")
def test_the_first_article(read: Read) -> None:
    gold = json.loads(SEED.read_text("utf-8"))
    quotes = [
        Quote(
            tuple(Span(*span) for span in quote["content"]),
            QuoteType(quote["type"]),
            source=Span(*quote["source"][0]) if quote["source"] else None,
        )
        for quote in gold["quotes"]
    ]
    found, cast = resolve_speakers(read(gold["text"]), quotes)
    assert [quote.speaker for quote in found] == [quote["speaker"] for quote in gold["quotes"]]
    assert [member.name for member in cast[:2]] == ["Antony Blinken", "CNN"]


def test_a_pronoun_is_whom_the_sentence_before_was_about(read: Read) -> None:
    text = "Mayor Ruth Okafor met Peter Lang on Friday. She said the bridge would stay. He doubted that it would."
    assert who(read, text, "She", "He") == ["Ruth Okafor", "Peter Lang"]


def test_the_addressee_does_not_speak(read: Read) -> None:
    text = "Paul Weber told Mark Novak that the plan was dead. He said that nobody would miss it."
    assert who(read, text, "Paul Weber", "He") == ["Paul Weber", "Paul Weber"]


def test_a_role_finds_its_holder(read: Read) -> None:
    text = (
        "Ohio Gov. Jane Whitfield spoke after Tom Brandt, a spokesman for the union. "
        "The governor said taxes would fall. The spokesman said they would rise."
    )
    assert who(read, text, "The governor", "The spokesman") == ["Jane Whitfield", "Tom Brandt"]


def test_a_role_nobody_holds_speaks_for_itself(read: Read) -> None:
    text = "Jane Whitfield resigned on Friday. A senior official said it was time. The official said more would follow."
    assert who(read, text, "A senior official", "The official") == ["senior official", "senior official"]


def test_who_is_the_head_of_its_clause(read: Read) -> None:
    text = "It was bad news for Peter Lang, who said the vote was stolen."
    assert who(read, text, "who") == ["Peter Lang"]


def test_groups_speak_in_their_own_words(read: Read) -> None:
    text = "Two people familiar with the matter said no. Officials said yes. They said it twice."
    assert who(read, text, "Two people familiar with the matter", "Officials", "They") == [
        "two people familiar with the matter",
        "officials",
        "officials",
    ]


def test_whose_campaign(read: Read) -> None:
    text = "Ruth Okafor lost. Her campaign said so. Okafor’s campaign said it again."
    assert who(read, text, "Her campaign", "Okafor’s campaign") == ["Okafor campaign", "Okafor campaign"]


def test_nobody_without_a_source(read: Read) -> None:
    text = "“All is lost.” The town was quiet."
    found, _ = resolve_speakers(read(text), [Quote((Span(0, 14),), QuoteType.DIRECT)])
    assert found[0].speaker is None


def test_the_cast_has_those_with_most_quotes_first(read: Read) -> None:
    text = "Paul Weber met Ruth Okafor. Okafor said no. Okafor said never. Weber said perhaps."
    quotes = [
        Quote((Span(m.end() + 1, m.end() + 3),), QuoteType.INDIRECT, None, Span(m.start(), m.start() + len(m[1])))
        for m in re.finditer(r"(Okafor|Weber) said", text)
    ]
    _, cast = resolve_speakers(read(text), quotes)
    assert [member.name for member in cast] == ["Ruth Okafor", "Paul Weber"]
    assert [span.of(text) for span in cast[0].mentions] == ["Ruth Okafor", "Okafor", "Okafor"]


def test_empty_and_the_same_twice(read: Read) -> None:
    assert resolve_speakers(read(""), []) == ((), ())
    text, quotes, _ = story(STORIES["detective"])
    doc = read(text)
    assert resolve_speakers(doc, quotes) == resolve_speakers(doc, quotes)
