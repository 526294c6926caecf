"""Guesses in other languages: by their marks, dashes and words, held against what the articles hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from annotator.core.model import Quote, QuotePart, QuoteType, Span
from annotator.core.profiles import profile_named
from annotator.core.quotes.guidelines import rules_broken
from annotator.core.session.guess import (
    Reach,
    Side,
    clause_beside,
    guessed_span,
    guessed_type,
    next_edge,
    quoted_by,
    tidy,
    words,
)
from tests.languages import ARTICLES, LANGUAGES, Article


def parts(article: Article) -> Iterator[tuple[Span, Quote, list[Span]]]:
    """What each sentence holds of the content of each quote."""
    for quote in article.quotes:
        for window in article.sentences:
            said = [span.cut_to(window) for span in quote.content if span.overlaps(window)]
            if said:
                yield window, quote, said


def letters(text: str, spans: Sequence[Span]) -> set[int]:
    return {at for span in spans for at in range(*span) if text[at].isalnum()}


def same_mention(one: Span | None, other: Span | None) -> bool:
    return one is other is None or (one is not None and other is not None and one.start == other.start)


# Of every hundred guesses so many are right at least; how many are: nearly all types and ends, nine of ten others.
LEAST = {"type": 90, "end": 90, "cue": 80, "source": 80, "content by cue": 75}


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_guesses_are_what_the_articles_hold(language: str) -> None:
    right, asked = Counter[str](), Counter[str]()

    def count(what: str, held: bool) -> None:
        asked[what] += 1
        right[what] += held

    for article in (one for one in ARTICLES if one.language == language):
        text = article.text
        for window, quote, said in parts(article):
            count("type", guessed_type(text, said) is quote.type)
            first = next(word for word in words(text, window) if word.end > said[0].start)
            span = tidy(text, guessed_span(text, window, "content", first, None), "content")
            count("end", letters(text, [span]) == letters(text, said[:1]))
            if quote.cue is None or not quote.cue.within(window):
                continue
            clause = clause_beside(text, window, said[0])
            count("cue", clause is not None and clause.cue.overlaps(quote.cue))
            count("source", clause is not None and same_mention(clause.source, quote.source))
            verb = next(word for word in words(text, window) if word.end > quote.cue.start)
            part = quoted_by(text, window, guessed_span(text, window, "cue", verb, None))
            count("content by cue", part is not None and letters(text, part.content) == letters(text, said))
    assert {
        what: f"{right[what]}/{asked[what]}" for what in LEAST if 100 * right[what] < LEAST[what] * asked[what]
    } == {}


SAID = {
    "fr": "Selon elle, la ville n’a pas les moyens de payer les travaux du pont, et rien ne sera fait avant mai. ",
    "es": "Según ella no se sabe cuándo van a volver, ni con qué dinero, y por eso la ciudad lo ha dejado así. ",
    "de": "Es war, wie er sagte, nicht mehr zu halten, und sie wird nun von der Stadt für die Bahn mit Geld bedacht. ",
    "it": "Non si sa ancora chi sarà il nuovo sindaco della città, ma la giunta ha già detto che non ci sono soldi. ",
}


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("fr", "« Non ! », a-t-elle dit.", ["« Non ! »,", "a-t-elle", "dit."]),
        ("fr", "Il a dit : « C’est fini »", ["Il", "a", "dit :", "« C’est", "fini »"]),
        ("de", "»Nein«, sagte er.", ["»Nein«,", "sagte", "er."]),
        ("es", "—No —dijo ella—. Ya.", ["—No —", "dijo", "ella—.", "Ya."]),
        ("it", "– No – disse lei.", ["–", "No", "–", "disse", "lei."]),
    ],
)
def test_marks_that_stand_off_belong_to_their_word(language: str, sentence: str, expected: list[str]) -> None:
    text = SAID[language] + sentence
    assert [word.of(text) for word in words(text, Span(len(SAID[language]), len(text)))] == expected


@pytest.mark.parametrize(
    ("language", "sentence", "kind", "tidied"),
    [
        ("es", "—No —", "content", "—No"),
        ("es", "—¿Y qué?", "content", "—¿Y qué?"),
        ("es", "ella—.", "source", "ella"),
        ("it", "– disse", "cue", "disse"),
        ("fr", "« Non ! »,", "content", "« Non ! »"),
        ("fr", "ce n’est rien !", "content", "ce n’est rien"),
    ],
)
def test_spans_are_trimmed_as_the_language_is_set(language: str, sentence: str, kind: str, tidied: str) -> None:
    text = SAID[language] + sentence
    assert tidy(text, Span(len(SAID[language]), len(text)), kind).of(text) == tidied


@pytest.mark.parametrize(
    ("language", "sentence", "ends"),
    [
        ("de", "Er sagte, dass es regne, weil Herbst sei.", ["Er sagte", "Er sagte, dass es regne"]),
        ("fr", "« Non », dit-il, parce que c’est tard.", ["« Non", "« Non »", "« Non », dit-il"]),
    ],
)
def test_edges_stop_at_marks_and_where_clauses_begin(language: str, sentence: str, ends: list[str]) -> None:
    text = SAID[language] + sentence
    window = Span(len(SAID[language]), len(text))
    found, at = [], window.start + 1
    for _ in ends:
        edge = next_edge(text, window, at, Side.END, 1, Reach.PLAUSIBLE)
        assert edge is not None
        at = edge
        found.append(text[window.start : at])
    assert found == ends


def test_a_clause_behind_speech_adds_nothing_of_who_speaks() -> None:
    text = "We were late. We go,” said Ada Finch, a baker in the town."
    part = quoted_by(text, Span(14, len(text)), Span(22, 26))
    assert part is not None
    assert [span.of(text) for span in part.content] == ["We go,”"]


def test_the_that_of_another_language_belongs_to_reported_words_too() -> None:
    text = SAID["de"] + "Sie sagte, dass es regnet."
    start = text.index("es regnet")
    part = QuotePart((Span(start, len(text) - 1),), QuoteType.INDIRECT, Span(start - 12, start - 7))
    found = dict(rules_broken(text, part, profile_named("speech")))
    mended = found["“dass” belongs to the content"]
    assert mended is not None
    assert mended.content[0].of(text) == "dass es regnet"
