"""Every rule has examples and counter-examples beside it, and the lexicon knows the frames that they show."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest

from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.rules import all_rules
from annotator.suggest.text.view import View
from tests.suggest.cast.tiny import tiny
from tests.suggest.conftest import Read

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
    assert any(tests.FOUND[RULES[name]].values())
    assert tests.LEFT_ALONE[RULES[name]]


@pytest.mark.parametrize("name", RULES)
def test_a_frame_that_an_example_shows_has_a_row_in_the_lexicon(name: str) -> None:
    lexicon = load_lexicon("en")
    rows = {*lexicon.frames, *(frame for _, frame in lexicon.words)}
    lines = [line for texts in module_beside(name).FOUND.values() for found in texts.values() for line in found]
    shown = {line.rpartition(" | ")[2] for line in lines}
    assert shown - rows <= NEVER_SUGGESTED
    assert not NEVER_SUGGESTED & rows


def verbs_reported(marked: str) -> list[str]:
    """The main words of the candidates that all rules make of a text, each once."""
    view = View(tiny(marked))
    return sorted({view[candidate.head].text for candidate in all_rules.generate(view)})


def test_a_sentence_of_too_many_words_is_none() -> None:
    said = "Roe_NNP_nsubj_1 said=say_VBD it_PRP_nsubj_3 rained=rain_VBD_ccomp_1 "
    assert verbs_reported(said + "so_RB_advmod_1 " * (all_rules.LONGEST_SENTENCE - 4)) == ["said"]
    assert verbs_reported(said + "so_RB_advmod_1 " * (all_rules.LONGEST_SENTENCE - 3)) == []


def test_what_is_reported_in_speech_its_speaker_reports() -> None:
    said = "“_``_punct_2 Roe_NNP_nsubj_2 said=say_VBD it_PRP_nsubj_4 rained=rain_VBD_ccomp_2"
    assert verbs_reported(f"{said} ”_''_punct_2") == []
    assert verbs_reported("“_``_punct_1 said=say_VBD it_PRP_nsubj_3 rained=rain_VBD_ccomp_1 ”_''_punct_1 so") == [
        "said"
    ]


@pytest.mark.parametrize(
    ("text", "contents"),
    [('*He left.* " she said.', []), ("He agrees with  »", []), ("“…” he said.", ["“…”"]), ("He said: “—”", ["“—”"])],
)
def test_marks_alone_are_a_candidate_only_in_quotation_marks(read: Read, text: str, contents: list[str]) -> None:
    doc = read(text)
    made = {doc[start:end].text for candidate in all_rules.generate(View(doc)) for start, end in candidate.content}
    assert [content for content in sorted(made) if not any(map(str.isalnum, content))] == contents
