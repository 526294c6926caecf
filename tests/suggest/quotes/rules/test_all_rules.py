"""Every rule has examples and counter-examples beside it, and the lexicon knows the frames that they show."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest

from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.rules import all_rules

RULES = {
    rule.__name__: rule
    for rule in (
        *all_rules.OF_TEXTS,
        *all_rules.OF_VERBS,
        *all_rules.OF_NOUNS,
        *all_rules.OF_COLONS,
    )
}
NEVER_SUGGESTED = {"n-wh", "dobj+like", "dobj:like"}
"""Frames too rare in the articles that the lexicon was counted on: without a row their share is 0."""


def module_beside(name: str) -> ModuleType:
    """The module of tests beside the module of a rule."""
    return import_module(f"{__package__}.test_{RULES[name].__module__.rpartition('.')[2]}")


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_examples_and_counter_examples(name: str) -> None:
    tests = module_beside(name)
    assert any(rule is RULES[name] and found for rule, _, found in tests.FOUND)
    assert any(rule is RULES[name] for rule, _ in tests.LEFT_ALONE)


@pytest.mark.parametrize("name", RULES)
def test_a_frame_that_an_example_shows_has_a_row_in_the_lexicon(name: str) -> None:
    lexicon = load_lexicon("en")
    rows = {*lexicon.frames, *(frame for _, frame in lexicon.words)}
    shown = {one.frame for _, _, found in module_beside(name).FOUND for one in found}
    assert shown - rows <= NEVER_SUGGESTED
    assert not NEVER_SUGGESTED & rows
