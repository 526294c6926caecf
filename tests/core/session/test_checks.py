"""What goes against the guidelines is pointed out and mended with one key; what does not is left alone."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.model import QuoteType
from annotator.core.profiles import PROFILES
from annotator.core.session import edits
from annotator.core.session.checks import checks
from annotator.core.session.state import choose, open_sentence
from annotator.core.session.workbench import Workbench
from tests.memory_desk import Line, MemoryDesk, Said, article, harbour

DIRECT, INDIRECT, MIXED = QuoteType


def shown(text, said):
    return open_sentence(article(1, "a", [Line(text, [said])], ["Ines Duarte", "Paul Okoro"]), 0)


BROKEN = [
    # (sentence, quote, what is said of it, content and cue when mended)
    ("She said: it is so.", Said("it is so", "said", "She"), "colon belongs to the cue", "it is so", "said:"),
    ("She said:", Said("She", "said"), "colon belongs to the cue", "She", "said:"),
    (
        "It is so, she said.",
        Said("It is so, she said", "said", "she"),
        "content ends in the cue",
        "It is so",
        "said",
    ),
    ("It is so, she said.", Said("It is so, she", "said", "she"), "content ends in the source", "It is so", "said"),
    (
        "It is so, said Ines Duarte.",
        Said("It is so, said Ines", "said", "Ines Duarte"),
        "cue lies inside the content",
        "It is so",
        "said",
    ),
    (
        "It is, she said, so.",
        Said("It is, she said, so", "said", "she"),
        "cue lies inside the content",
        "It is | so",
        "said",
    ),
    ("It is so, she said.", Said("It is so, she s", "said", "she"), "content ends in the cue", "It is so", "said"),
    (
        "Said she it is so.",
        Said("Said she it is so", "Said", "she"),
        "cue lies inside the content",
        "it is so",
        "Said",
    ),
    ("It is – said.", Said("It is – said", "said"), "content ends in the cue", "It is –", "said"),
    ("It is, she said –", Said("It is, she said –", "she said"), "cue lies inside the content", "It is", "she said"),
    ("“It is so,” she said.", Said("It is so,”", "said", "she"), "opening mark left out", "“It is so,”", "said"),
    ("“It is so,” she said.", Said("“It is so", "said", "she"), "closing mark left out", "“It is so,”", "said"),
    ("“It is so” she said.", Said("“It is so", "said", "she"), "closing mark left out", "“It is so”", "said"),
    ("„Es ist so“, sagte sie.", Said("„Es ist so", "sagte", "sie"), "closing mark left out", "„Es ist so“", "sagte"),
    ("«C’est ça», dit-elle.", Said("C’est ça»", "dit-elle"), "opening mark left out", "«C’est ça»", "dit-elle"),
    (
        "“It,” she said, “is so.”",
        Said(["“It,”", "“is so"], "said", "she"),
        "closing mark left out",
        "“It,” | “is so.”",
        "said",
    ),
    (
        "“It,” she said, “is so.”",
        Said(["It,”", "“is so.”"], "said", "she"),
        "opening mark left out",
        "“It,” | “is so.”",
        "said",
    ),
    (
        "She said that it is so.",
        Said("it is so", "said", "She", type=INDIRECT),
        "“that” belongs to the content",
        "that it is so",
        "said",
    ),
    (
        "She said That it is “so”.",
        Said("it is “so”", "said", "She", type=MIXED),
        "“that” belongs to the content",
        "That it is “so”",
        "said",
    ),
]


@pytest.mark.parametrize(("text", "said", "message", "content", "cue"), BROKEN)
def test_spans_that_break_a_guideline_are_named_and_mended(text, said, message, content, cue):
    state = shown(text, said)
    check = checks(state)[0]
    assert (check.message, check.quote) == (message, 0)
    mended = check.fix(state).chosen_quote
    assert " | ".join(span.of(text) for span in mended.content) == content
    assert mended.cue.of(text) == cue
    assert check.mended == mended
    assert check.fix(state).past == (state.draft,), "an edit, so that it can be undone"


@pytest.mark.parametrize(
    ("text", "said", "message", "kind"),
    [
        (
            "“It is so,” she said.",
            Said("“It is so,”", "said", type=INDIRECT),
            "all in quotation marks: direct?",
            DIRECT,
        ),
        ("She said it is so.", Said("it is so", "said", type=MIXED), "no quotation marks", INDIRECT),
        (
            "She said it is “so” now.",
            Said("it is “so” now", "said", type=INDIRECT),
            "quoted words in it",
            MIXED,
        ),
        (
            "“A,” she said, if “B” is C.",
            Said(["“A,”", "if “B” is C"], "said", type=INDIRECT),
            "quoted words in it",
            MIXED,
        ),
    ],
)
def test_a_type_that_the_marks_speak_against_is_asked_about(text, said, message, kind):
    state = shown(text, said)
    (check,) = checks(state)
    assert (check.message.startswith(message), check.mended.type) == (True, kind)


GOOD = [
    ("She said: it is so.", Said("it is so", "said:", "She")),
    ("It is so, she said.", Said("It is so", "said", "she")),
    ("It is so, she said", Said("It is so", "said", "she")),
    ("She said that it is so.", Said("that it is so", "said", "She", type=INDIRECT)),
    ("She said that it is so.", Said("it is so", "said that", "She", type=INDIRECT)),
    ("She said that it is so.", Said("it is so", "said", "She", type=DIRECT)),
    ("She said this it is so.", Said("it is so", "said", "She", type=INDIRECT)),
    ("Whathat it is so.", Said("it is so", None, "Whathat", type=INDIRECT)),
    ("“It is so,” she said.", Said("“It is so,”", "said", "she", type=DIRECT)),
    ("“It is so,” she said.", Said("“It is so,”", "said", "she", type=MIXED)),
    ("“It is so she said.", Said("“It is so", "said", "she")),
    ("“It is so … ” she said.", Said("“It is so", "said", "she")),
    ("She said it is “so” now.", Said("it is “so” now", "said", type=DIRECT)),
    ("It is so, she said.", Said("It is so", "said", "she", type=DIRECT)),
    ("It is so, she said.", Said("It is so", None, None, "Ines Duarte", type=INDIRECT)),
    ('"It is so," she said.', Said('It is so,"', "said", type=MIXED)),
]


@pytest.mark.parametrize(("text", "said"), GOOD)
def test_what_keeps_to_the_guidelines_is_not_complained_of(text, said):
    assert checks(shown(text, said)) == ()


def test_a_closing_mark_of_the_quote_that_is_continued_is_not_complained_of():
    lines = [Line("“So.", [Said("“So.")]), Line("It is so.” She left.", [Said("It is so.”", continues=True)])]
    assert checks(open_sentence(article(1, "a", lines), 1)) == ()


def test_a_closing_mark_without_any_opening_one_is_named_and_left_out():
    state = shown("It is so,” she said.", Said("It is so,”", "said", "she", type=DIRECT))
    (check,) = checks(state)
    assert check.message == "closing mark without an opening one"
    assert [span.of("It is so,” she said.") for span in check.mended.content] == ["It is so"]


def test_a_closing_mark_whose_partner_stands_far_outside_is_named_and_left_out():
    state = shown("“It is so and so,” she said.", Said("and so,”", "said", "she", type=DIRECT))
    (check,) = checks(state)
    assert check.message == "closing mark without an opening one"
    assert [span.of("“It is so and so,” she said.") for span in check.mended.content] == ["and so"]


def test_a_mark_too_many_in_the_midst_of_the_content_is_no_fault_of_the_quote():
    state = shown("She said it is ”so now.", Said("it is ”so now", "said", "She", type=MIXED))
    assert checks(state) == ()


def test_marks_of_different_shapes_belong_together():
    state = shown('She said it is "so” now.', Said('it is "so” now', "said", "She", type=MIXED))
    assert checks(state) == ()


def test_a_sentence_in_the_midst_of_a_quotation_is_all_in_marks():
    page = article(
        1,
        "a",
        [
            Line("“It is so."),
            Line("It was so.", [Said("It was so.", speaker="Ada", type=INDIRECT)]),
            Line("Go,” he said."),
        ],
    )
    (check,) = checks(open_sentence(page, 1))
    assert (check.message, check.mended.type) == ("all in quotation marks: direct?", DIRECT)


def test_the_cue_of_a_profile_that_marks_the_bare_verb_has_no_colon():
    page = article(1, "a", [Line("She said: it is so.", [Said("it is so", "said", "She")])])
    assert [check.message for check in checks(open_sentence(page, 0, profile=PROFILES["speech"]))] == [
        "colon belongs to the cue"
    ]
    assert checks(open_sentence(page, 0, profile=PROFILES["guardian"])) == ()


def test_content_that_is_nothing_but_the_cue_is_named_but_not_mended():
    (check,) = checks(shown("She said so.", Said("said", "said", "She", type=INDIRECT)))
    assert (check.message, check.mended) == ("content ends in the cue", None)


def test_what_is_odd_about_the_chosen_quote_comes_first_and_a_fix_chooses_its_quote():
    said = [Said("it is so", "said", type=INDIRECT), Said("it is late", "added", type=INDIRECT)]
    text = "She said: that it is so and added: that it is late."
    state = open_sentence(article(1, "a", [Line(text, said)]), 0)
    assert [check.quote for check in checks(state)] == [0, 0, 1, 1]
    assert [check.message for check in checks(state)][:2] == [
        "colon belongs to the cue",
        "“that” belongs to the content",
    ]
    state = choose(state, 1)
    assert [check.quote for check in checks(state)] == [1, 1, 0, 0]
    fixed = checks(state)[2].fix(state)
    assert fixed.draft.chosen == 0
    assert fixed.draft.labels.quotes[1] == state.draft.labels.quotes[1]


def test_mending_everything_leaves_nothing_to_complain_of():
    for text, said, *_ in BROKEN[3:]:
        state = shown(text, said)
        for _ in range(5):
            mendable = [check for check in checks(state) if check.mended]
            state = mendable[0].fix(state) if mendable else state
        assert [check.message for check in checks(state) if check.mended] == [], text


def test_the_articles_of_the_other_tests_are_good():
    page = harbour()
    assert [checks(open_sentence(page, index)) for index in range(len(page.items))] == [()] * len(page.items)


def test_a_quote_that_nobody_is_said_to_have_said_is_pointed_out_and_given_what_stands_beside_it():
    state = shown("It is so, Ines Duarte told us in May.", Said("It is so", type=INDIRECT))
    (check,) = checks(state)
    assert check.message == "no cue, no source, no speaker: who said it?"
    text = state.page.document.text
    assert (check.mended.cue.of(text), check.mended.source.of(text)) == ("told", "Ines Duarte")
    assert check.mended.speaker == "Ines Duarte"
    assert checks(check.fix(state)) == ()
    (check,) = checks(shown("It is so.", Said("It is so", type=INDIRECT)))
    assert (check.message, check.mended) == ("no cue, no source, no speaker: who said it?", None)


def test_a_part_is_not_asked_for_what_another_part_of_its_quote_has():
    lines = [Line("It is so."), Line("It was so, she said.", [Said("It was so", "said", "she", continues=True)])]
    lines[0].quotes = [Said("It is so.")]
    page = article(1, "a", lines)
    assert [checks(open_sentence(page, index)) for index in (0, 1)] == [(), ()]
    lines[1].quotes = [Said("It was so", continues=True)]
    page = article(1, "a", lines)
    assert [len(checks(open_sentence(page, index))) for index in (0, 1)] == [1, 0], "asked for once, where it begins"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said("It is so", "she said", "she"), "the cue lies over the source"),
        (Said("It is so, she", "said", "she"), "the content ends in the source"),
    ],
)
def test_what_was_stored_with_roles_over_each_other_is_not_confirmed_again(said, why):
    desk = MemoryDesk([article(1, "a", [Line("It is so, she said.", [said])])])
    bench = Workbench(desk)
    assert not bench.answer(Answer.ACCEPT)
    assert why in bench.notice.text
    assert desk.heads == {}
    bench.change(lambda state: edits.clear_span(state, edits.SpanKind.SOURCE))
    assert bench.answer(Answer.ACCEPT)
