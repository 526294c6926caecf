"""A label scheme may do with fewer quote types: keys and new quotes keep to its own, others are pointed out."""

from __future__ import annotations

from annotator.core.model import QuoteType
from annotator.core.session import edits, state
from annotator.core.session.checks import checks
from annotator.core.session.workbench import Workbench
from tests.memory_desk import Line, MemoryDesk, Said, article

DIRECT, INDIRECT, MIXED = QuoteType
TWO = (DIRECT, INDIRECT)
MIXED_WORDS = Line("The mayor called it “a fine day”.", [Said("called it “a fine day”", None, "The mayor", type=MIXED)])


def bench(types: tuple[QuoteType, ...] = TWO) -> Workbench:
    return Workbench(MemoryDesk([article(1, "a", [MIXED_WORDS], [])]), types=types)


def kind(workbench: Workbench) -> QuoteType:
    quote = workbench.state.chosen_quote
    assert quote is not None
    return quote.type


def test_the_type_key_goes_through_the_types_of_the_scheme() -> None:
    workbench = bench()
    seen = []
    for _ in range(3):
        workbench.change(state.cycle_type)
        seen.append(kind(workbench))
    assert seen == [DIRECT, INDIRECT, DIRECT]
    workbench.change(lambda shown: state.cycle_type(shown, -1))
    assert kind(workbench) is INDIRECT


def test_a_suggested_type_that_the_scheme_lacks_is_shown_pointed_out_and_mended() -> None:
    workbench = bench()
    assert kind(workbench) is MIXED
    (found,) = checks(workbench.state)
    assert "mixed" in found.message
    workbench.change(found.fix)
    assert kind(workbench) is INDIRECT
    assert checks(workbench.state) == (), "nothing offers the mixed type again"


def test_a_new_quote_has_a_type_of_the_scheme() -> None:
    workbench = bench()
    content = workbench.state.draft.labels.quotes[0].content[0]
    workbench.change(edits.delete_quote)
    workbench.change(lambda shown: edits.new_quote(shown, content))
    assert kind(workbench) is INDIRECT


def test_the_types_stay_when_another_sentence_is_shown_and_after_an_undo() -> None:
    workbench = Workbench(MemoryDesk([article(1, "a", [MIXED_WORDS, MIXED_WORDS], [])]), types=TWO)
    workbench.step(1)
    assert workbench.state.types == TWO
    workbench.answer(state.Answer.SKIP)
    workbench.undo()
    assert workbench.state.types == TWO
    workbench.reload()
    assert workbench.state.types == TWO


def test_without_a_scheme_all_types_are_offered() -> None:
    workbench = Workbench(MemoryDesk([article(1, "a", [MIXED_WORDS], [])]))
    assert checks(workbench.state) == ()
    seen = []
    for _ in range(3):
        workbench.change(state.cycle_type)
        seen.append(kind(workbench))
    assert seen == [DIRECT, INDIRECT, MIXED]
