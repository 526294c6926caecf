"""What one rule makes of a text, in words that tests can state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.all_rules import OF_TEXTS, rules_for
from annotator.suggest.quotes.types import sounds_spoken, type_of
from annotator.suggest.text.view import View
from tests.suggest.conftest import ReadMany

Rule = Callable[..., Iterator[Candidate]]


Examples = dict[Rule, dict[str, list[str]]]
"""For each rule what it makes of texts, a line for each candidate (see `told`)."""


def made_by(rule: Rule, doc: Doc) -> list[str]:
    """The candidates that the rule alone makes of a parsed text, from the words that it may start from."""
    view = View(doc)
    if rule in OF_TEXTS:
        return [told(view, candidate) for candidate in rule(view)]
    return [told(view, candidate) for token in doc if rule in rules_for(token) for candidate in rule(view, token)]


def rows(examples: Examples) -> Iterator[tuple[Rule, str, list[str]]]:
    """Each rule with each of its texts and what it makes of that."""
    for rule, texts in examples.items():
        yield from ((rule, text, lines) for text, lines in texts.items())


def as_test(found: Examples, left_alone: Mapping[Rule, Sequence[str]]) -> Callable[..., None]:
    """A test that each rule finds this in a text, and nothing in those that it leaves alone."""
    examples = [*rows(found), *((rule, text, []) for rule, texts in left_alone.items() for text in texts)]
    docs = dict[str, Doc]()

    @pytest.mark.parametrize(("rule", "text", "wanted"), examples)
    def test(read_many: ReadMany, rule: Rule, text: str, wanted: list[str]) -> None:
        if not docs:
            docs.update(read_many([text for _, text, _ in examples]))
        assert made_by(rule, docs[text]) == wanted

    return test


def told(view: View, candidate: Candidate) -> str:
    """The candidate in words: content, cue, source, type and the name of its frame.

    Pieces of the content are joined by " / ". Of the type the rule decides only what `sounds_spoken` and `type_of` ask.
    """
    candidate.speech = sounds_spoken(view, candidate)
    content = " / ".join(_text(view, span) for span in candidate.content)
    source = "-" if candidate.source is None else _text(view, candidate.source)
    return " | ".join((content, _text(view, candidate.cue), source, type_of(view, candidate), candidate.frame.name))


def _text(view: View, span: tuple[int, int]) -> str:
    return view.doc[span[0] : span[1]].text
