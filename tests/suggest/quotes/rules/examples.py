"""What one rule makes of a text, in words that tests can state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.all_rules import OF_TEXTS, rules_for
from annotator.suggest.quotes.types import sounds_spoken, type_of
from annotator.suggest.text.view import View, make_view
from tests.suggest.conftest import ReadMany

Rule = Callable[..., Iterator[Candidate]]


class Found(NamedTuple):
    """A candidate: pieces of the content joined by " / ", cue, source, type, and the name of its frame."""

    content: str
    cue: str
    source: str | None
    type: str
    frame: str


def made_by(rule: Rule, doc: Doc) -> list[Found]:
    """The candidates that the rule alone makes of a parsed text, from the words that it may start from."""
    view = make_view(doc)
    if rule in OF_TEXTS:
        return [found(view, candidate) for candidate in rule(view)]
    return [found(view, candidate) for token in doc if rule in rules_for(token) for candidate in rule(view, token)]


def as_test(
    found: Sequence[tuple[Rule, str, list[Found]]], left_alone: Sequence[tuple[Rule, str]]
) -> Callable[..., None]:
    """A test that each rule finds this in a text, and nothing in those that it leaves alone."""
    examples = [*found, *((rule, text, []) for rule, text in left_alone)]
    docs = dict[str, Doc]()

    @pytest.mark.parametrize(("rule", "text", "wanted"), examples)
    def test(read_many: ReadMany, rule: Rule, text: str, wanted: list[Found]) -> None:
        if not docs:
            docs.update(read_many([text for _, text, _ in examples]))
        assert made_by(rule, docs[text]) == wanted

    return test


def found(view: View, candidate: Candidate) -> Found:
    """The candidate in words. Of its type the rule decides only what `sounds_spoken` and `type_of` ask."""
    candidate.speech = sounds_spoken(view, candidate)
    return Found(
        " / ".join(_text(view, span) for span in candidate.content),
        _text(view, candidate.cue),
        None if candidate.source is None else _text(view, candidate.source),
        type_of(view, candidate).value,
        candidate.frame.name,
    )


def _text(view: View, span: tuple[int, int]) -> str:
    return view.doc[span[0] : span[1]].text
