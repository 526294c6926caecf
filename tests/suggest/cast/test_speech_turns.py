"""Which quotes are one turn."""

from __future__ import annotations

import re

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.speech_map import read_speech_map
from annotator.suggest.cast.speech_turns import read_turns
from tests.suggest.cast.tiny import WORDS, person, tiny


def turns(marked: str, *, kind: QuoteType = QuoteType.DIRECT) -> list[tuple[int, ...]]:
    """The numbers of the quotes of each turn. What stands in “marks” is a quote; "said X" behind it is its source."""
    doc = tiny(marked)
    quotes = []
    for found in re.finditer(r"“[^”\n]*(”|$|(?=\n))(?: said (\w+))?", doc.text):
        source = Span(*found.span(2)) if found[2] else None
        quotes.append(Quote((Span(found.start(), found.end(1)),), kind, None, source))
    people = {name: person(name, number=n) for n, name in enumerate(("Ruth", "Otto"))}
    named = {t.i: (people[t.text], people[t.text].mentions[0]) for t in doc if t.text in people}
    speech_map = read_speech_map(doc, quotes, WORDS)
    places = [[speech_map.tokens(span) for span in quote.content] for quote in quotes]
    cast = Cast(tuple(people.values()), named, WORDS)
    return [turn.numbers for turn in read_turns(speech_map, quotes, places, cast)]


def test_the_quotes_of_a_paragraph_are_one_turn() -> None:
    assert turns("“ no ” said Ruth . “ never ” ¶ “ why ” ¶ “ so ”") == [(0, 1), (2,), (3,)]


def test_sources_that_name_two_people_part_a_paragraph() -> None:
    assert turns("“ no ” said Ruth . “ why ” said Otto . “ so ”") == [(0,), (1, 2)]
    assert turns("“ no ” said Ruth . “ why ” said Ruth") == [(0, 1)]
    assert turns("“ no ” said she . “ why ” said Otto") == [(0, 1)]


def test_a_quotation_that_is_not_closed_goes_on_in_the_next_paragraph() -> None:
    assert turns("“ no ¶ “ never ” ¶ “ why ”") == [(0, 1), (2,)]


def test_what_is_not_quoted_is_no_turn() -> None:
    assert turns("“ no ” said Ruth", kind=QuoteType.INDIRECT) == []
