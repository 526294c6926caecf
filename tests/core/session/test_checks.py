"""What goes against the guidelines is pointed out and mended with one key; what does not is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer, Decision, Sight
from annotator.core.model import Labels, QuoteType
from annotator.core.profiles import PROFILES
from annotator.core.session import edits
from annotator.core.session.checks import (
    UNASKED,
    checks,
    edge_stays,
    lost_pieces,
    mending,
    pointed_in_vain,
    topics_stay,
)
from annotator.core.session.guess import Reach, Side
from annotator.core.session.pointing import Aim
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
    (
        "It, she said, is so.",
        Said(["It, she said", "is so"], "said", "she"),
        "content ends in the cue",
        "It | is so",
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
    state = shown("She said I’m so” late.", Said("I’m so” late", "said", "She", type=MIXED))
    assert checks(state) == (), "nor is the apostrophe a mark at its edge"


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


def test_a_quote_that_begins_before_is_not_asked_for_at_the_first_of_the_sentence_it_goes_on_in():
    attributed = Said("we go", "said", "Ada")
    lines = [Line("“It is so.", [Said("“It is so.")]), Line("Yes.” But we go, Ada said.", [attributed])]
    lines[1].quotes = [attributed, Said("Yes.”", continues=True)]
    assert not [
        check for check in checks(open_sentence(article(1, "a", lines), 1)) if check.message.endswith("who said it?")
    ]


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
    bench.change(lambda state: edits.clear_span(state, "source"))
    assert bench.answer(Answer.ACCEPT)


# ---- Why an edit changes nothing.


LATE = Said("It is late", "said", "she")
END = Said("it is late", "said", "She")
PIECES = Said(["It is", "late"], "said", "she")


@pytest.mark.parametrize(
    ("said", "kind", "side", "step", "by", "why"),
    [
        (END, "content", Side.END, 1, Reach.PLAUSIBLE, "no mark or clause behind it in the sentence"),
        (END, "content", Side.END, 1, Reach.WORD, "no word behind it in the sentence"),
        (END, "content", Side.END, 1, Reach.CHARACTER, "no character behind it in the sentence"),
        (END, "source", Side.START, -1, Reach.WORD, "no word before it in the sentence"),
        (LATE, "content", Side.START, -1, Reach.PLAUSIBLE, "no mark or clause before it in the sentence"),
        (LATE, "cue", Side.START, -1, Reach.WORD, "another role of the quote stands before it"),
        (LATE, "source", Side.END, 1, Reach.WORD, "another role of the quote stands behind it"),
        (Said("I", "said"), "content", Side.END, -1, Reach.CHARACTER, "nothing of it would be left"),
        (PIECES, "content", Side.START, -1, Reach.WORD, "no room would be left"),
    ],
)
def test_it_is_said_why_an_edge_stays(said, kind, side, step, by, why):
    text = "She said it is late" if said is END else "It is late, she said."
    state = edits.gripped(shown(text, said), kind, side, text.index("late") if said is PIECES else None)
    assert edits.move_edge(state, step, by) is state
    assert edge_stays(state, step, by) == f"the {side} of the {kind} stays: {why}"
    assert edge_stays(edits.delete_quote(state), step, by) == "there is no edge to move"


@pytest.mark.parametrize(
    ("aim", "ends", "why"),
    [
        (Aim.NEW, False, "a quote with that content is there already"),
        (Aim.NEW, True, "a quote with that content is there already"),
        (Aim.BY_CUE, False, "nothing that was said is found beside that cue, or it is there already"),
        (Aim.BY_CUE, True, "nothing that was said is found beside that cue, or it is there already"),
        (Aim.MORE, False, "that is content already"),
        (Aim.MORE, True, "a small letter first: where the piece begins"),
        (Aim.CONTENT, False, "that is its content already"),
        (Aim.CONTENT, True, "the content begins behind that word, or ends there already"),
        (Aim.CUE, False, "that is its cue already, or would lie over its source"),
        (Aim.CUE, True, "that is its cue already, or would lie over its source"),
        (Aim.SOURCE, False, "that is its source already, or would lie over its cue"),
        (Aim.SOURCE, True, "that is its source already, or would lie over its cue"),
        (Aim.SPLIT, False, "that is its content already"),
    ],
)
def test_it_is_said_why_nothing_came_of_pointing_at_a_word(aim, ends, why):
    assert pointed_in_vain(aim, ends) == why


def test_it_is_said_why_nothing_is_mended_and_topics_stay_and_that_pieces_are_one_now():
    page = article(1, "a", [Line("It is so.", [Said("It is so")]), Line("It was so."), Line("And so.", (), ["sport"])])
    assert mending(open_sentence(page, 0)) == "no key mends this: no cue, no source, no speaker: who said it?"
    assert mending(open_sentence(page, 1)) == "nothing to mend: no check (!) speaks against it"
    assert topics_stay(open_sentence(page, 0)) == "there is no sentence before this one"
    assert topics_stay(open_sentence(page, 1)) == "the sentence before has no topics either"
    page = page.with_item(1, page.items[1]._replace(suggestion=page.items[2].suggestion))
    assert topics_stay(open_sentence(page, 2)) == "the sentence before has the same topics"
    assert lost_pieces(shown("It is late, she said.", PIECES)) == "the content is one piece now, not 2 · ⟪undo⟫ undoes"
    assert lost_pieces(shown("It is late, she said.", LATE)) is lost_pieces(open_sentence(page, 1)) is None


@pytest.mark.parametrize(
    ("changed", "is_asked"),
    [
        ({}, True),
        ({"keys": 2}, False),
        ({"keys": 0}, False),
        ({"answer": Answer.SKIP}, False),
        ({"sight": Sight.IN_PASSING}, False),
        ({"labels": Labels()}, False),
    ],
)
def test_a_continuation_that_enter_alone_stored_in_earlier_versions_is_asked_about(changed, is_asked):
    first, on = Said("It is so.", speaker="Ada"), Said("It was so.", speaker="Ada", continues=True)
    page = article(1, "a", [Line("It is so.", [first]), Line("It was so.", [on])])
    item = page.items[1]
    decision = Decision(1, "ana", Answer.ACCEPT, item.suggested.bare(), "", keys=1)._replace(**changed)
    for suggestion, unasked in ((None, is_asked), (item.suggestion, False)):
        made = item._replace(decision=decision, suggestion=suggestion)
        told = checks(open_sentence(page.with_item(1, made), 1))
        assert [check.quote for check in told if check.message == UNASKED] == [0] * unasked


def test_what_cannot_be_put_right_stays():
    state = shown("It is so.", Said("It is so", type=INDIRECT))
    (check,) = checks(state)
    assert check.fix(state) is state


def test_a_quote_that_continues_none_is_told_also_beside_one_of_its_own():
    spoken = Said("so it was", "said", "she", "Ines Duarte")
    line = Line("It was so; so it was, she said.", [Said("It was so", speaker="Paul Okoro", continues=True), spoken])
    (check,) = checks(open_sentence(article(1, "a", [line]), 0))
    assert (check.message, check.quote) == ("continues a quote, but there is none before", 0)


def test_what_else_a_quote_goes_against_is_told_also_where_the_label_scheme_has_not_its_type():
    state = shown("She said: it “is” so.", Said("it “is” so", "said", "She", type=MIXED))
    state = replace(state, types=(DIRECT, INDIRECT))
    told = [check.message for check in checks(state)]
    assert told == ["colon belongs to the cue", "mixed is no type of the label scheme: indirect?"]
