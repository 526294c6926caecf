"""The card: what is cut is cut between words, and what has no room is said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.core.decision import Answer, Decision
from annotator.core.model import Labels, QuoteType, Span
from annotator.core.scheme import Attribute, load_scheme
from annotator.core.session import state as session
from annotator.core.session.desk import NoteAndFlag
from annotator.core.session.state import NOTE
from annotator.tui.panes.card import QUOTE_ROWS, CardSize, Picking, Reasons, card_rows, excerpt
from tests.memory_desk import SCHEME, Line, MemoryDesk, Said, article, harbour

TEXTS = st.text(alphabet="abcdef  日本é", min_size=1, max_size=80)


def card(page, at=0, width=40, height=12, beside=True):
    rows = card_rows(session.open_sentence(page, at), SCHEME, CardSize(width, height, beside))
    return ["".join(piece.text for piece in row).rstrip() for row in rows]


@given(TEXTS, st.integers(6, 60))
def test_an_excerpt_fits_and_has_both_ends(text, width):
    line = " ".join(text.split()) or "a"
    shown = excerpt(line, width)
    assert cell_len(shown) <= width
    if shown != line:
        begins, _, ends = shown.partition(" … ")
        assert line.startswith(begins)
        assert line.endswith(ends)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("It will take us years to rebuild it", 24, "It will … to rebuild it"),
        ("doesn’t account for", 12, "doesn … for"),
        ("Rindfleischetikettierungsüberwachungsaufgaben", 20, "Rindfleis … aufgaben"),
        ("short enough", 12, "short enough"),
    ],
)
def test_words_are_cut_whole_where_they_are_not_too_long(text, width, shown):
    assert excerpt(text, width) == shown


def test_the_cue_has_the_room_that_the_source_leaves():
    page = article(1, "a", [Line("That doesn’t account for it all.", [Said("it all", "doesn’t account for", "That")])])
    assert any("cue doesn’t account for  source That" in line for line in card(page, width=44))


def test_the_chosen_quote_says_how_many_there_are_and_a_long_name_is_cut_with_a_sign():
    name = "Marguerite van der Oosterhout-Lindqvist"
    quotes = [Said("No", "said", "he", name), Said("yes", "said", "she", name, QuoteType.MIXED)]
    lines = card(article(1, "a", [Line("No, he said; yes, she said.", quotes)], [name]), width=34)
    assert lines[0].startswith("│ ▸1/2 direct")
    assert any(line.endswith("van der …") or "…" in line for line in lines if "speakers" in line)


def opened(page, index=0, **changes):
    return replace(session.open_sentence(page, index), **changes)


def rows_of(state, width=60, height=20, beside=True, attention=(), picking=None, scheme=SCHEME, row=0):
    rows = card_rows(state, scheme, CardSize(width, height, beside), attention, picking, row)
    return ["".join(piece.text for piece in row).rstrip() for row in rows]


def test_beside_the_text_the_quote_has_a_line_for_each_thing():
    lines = [line.removeprefix("│ ") for line in rows_of(opened(harbour()))]
    assert lines[:4] == [
        "▸1 direct  0.90",
        "   The port will reopen in May",
        "   speaker 1 Ines Duarte",
        "   cue said  source harbour master Ines Duarte",
    ]
    assert lines[4:7] == ["│", "│", "│"]
    assert lines[7:9] == [
        "speakers 1 Ines Duarte  2 Paul Okoro  0 nobody  / other",
        "topics   ● e economy, business and finance (The)",
    ]
    assert set(lines[9:]) == {"│"}


def test_beside_the_text_the_card_begins_at_the_row_it_is_told_to_or_where_all_of_it_fits():
    whole = [line for line in rows_of(opened(harbour())) if line != "│"]
    for row, first in [(0, 0), (5, 5), (11, 11), (12, 11), (40, 11)]:
        lines = rows_of(opened(harbour()), row=row)
        assert len(lines) == 20
        assert next(y for y, line in enumerate(lines) if line != "│") == first
        assert [line for line in lines if line != "│"] == whole


def test_speakers_keep_their_row_for_a_sentence_with_a_quote_and_one_without():
    rows = {
        index: next(y for y, line in enumerate(rows_of(opened(harbour(), index))) if "speakers" in line)
        for index in range(5)
    }
    assert set(rows.values()) == {QUOTE_ROWS + 1}


def test_below_the_text_the_speaker_stands_beside_the_type_and_reasons_are_left_out():
    lines = rows_of(opened(harbour()), beside=False)
    assert lines[:2] == ["─" * 60, " ▸1 direct  1 Ines Duarte  0.90"]
    assert lines[-1] == " topics   ● e economy, business and finance"
    assert not any("speaker 1" in line for line in lines)


def test_the_speaker_of_the_chosen_quote_stands_out_among_the_speakers():
    rows = card_rows(opened(harbour()), SCHEME, CardSize(60, 20, True))
    row = next(row for row in rows if any("speakers" in piece.text for piece in row))
    looks = {piece.text.strip(): piece.look for piece in row}
    assert (looks["Ines Duarte"], looks["Paul Okoro"]) == ("source", "plain")
    assert [piece.action for piece in row if "Okoro" in piece.text] == ["speaker(2)"]


def test_an_unsure_quote_says_so_and_a_sure_one_does_not():
    assert rows_of(opened(harbour(), 4))[0] == "│ ▸1 indirect  0.41 unsure"
    assert "unsure" not in rows_of(opened(harbour()))[0]


def test_what_needs_attention_comes_first_and_under_the_quotes_what_was_decided():
    decision = Decision(1, "ana", Answer.SKIP, Labels(), "2026-03-05T10:00:00Z")
    page = harbour()
    page = page._replace(items=(page.items[0]._replace(decision=decision), *page.items[1:]))
    state = opened(page)
    state = replace(state, draft=state.draft._replace(note_and_flag=NoteAndFlag("look", True)))
    lines = [line.removeprefix("│ ") for line in rows_of(state, attention=["odd"])]
    assert lines[0] == "! odd"
    assert lines[1].startswith("▸1 direct")
    assert lines[5:7] == ["– skipped  since then unconfirmed edits  ⚑ flagged", "note look"]


@pytest.mark.parametrize(("answer", "word"), [(Answer.ACCEPT, "✓ confirmed"), (Answer.REJECT, "✗ rejected")])
def test_a_decision_is_named(answer, word):
    decision = Decision(1, "ana", answer, Labels(), "2026-03-05T10:00:00Z")
    page = harbour()
    page = page._replace(items=(page.items[0]._replace(decision=decision), *page.items[1:]))
    assert rows_of(opened(page))[1] == f"│ {word}"


def test_what_was_decided_stays_where_there_is_little_room_for_the_quote():
    page = harbour()
    labels = page.items[0].suggestion.labels
    decision = Decision(1, "ana", Answer.ACCEPT, labels, "2026-03-05T10:00:00Z")
    state = opened(page._replace(items=(page.items[0]._replace(decision=decision), *page.items[1:])))
    lines = rows_of(state, height=5, beside=False)
    assert lines[0].startswith(" ▸1 direct  1 Ines Duarte")
    assert lines[2] == " ✓ confirmed"


def test_a_quote_of_nobody_and_one_without_cue_and_source():
    page = article(1, "a", [Line("All is well.", [Said("All is well")])], ["Ines Duarte"])
    lines = [line.removeprefix("│ ") for line in rows_of(opened(page))]
    assert "   speaker 0 nobody" in lines
    assert "   cue none  source none" in lines


def test_a_continuation_names_the_sentence_whose_quote_it_carries_on():
    assert "│    continues the quote of sentence 3" in rows_of(opened(harbour(), 3))
    alone = article(1, "a", [Line("Fine."), Line("It goes on.", [Said("It goes on.", continues=True)])])
    assert "│    continues a quote, but there is none before" in rows_of(opened(alone, 1))


def test_where_the_quote_before_may_go_on_that_is_asked_and_nothing_is_shown_as_said():
    page = article(1, "a", [Line("She said: “We wait.", [Said("“We wait.", "said", "She")]), Line("It rains.” So.")])
    state = opened(page, 1)
    assert rows_of(state)[0] == "│ goes on? (c) It rains.”"
    assert not state.draft.labels.quotes


def test_a_source_elsewhere_says_where():
    page = harbour()
    quote = replace(page.items[0].suggestion.labels.quotes[0], source=Span(*page.items[1].sentence.span))
    state = opened(page)
    state = replace(state, draft=state.draft._replace(labels=Labels((quote,))))
    assert any(line.endswith(" in sentence 2") for line in rows_of(state))


def test_the_topics_to_pick_from_are_all_of_them_with_suggested_ones_first():
    lines = rows_of(opened(harbour(), 5), picking=Picking.TOPIC, width=30)
    assert [line.split("● ")[-1].split("○ ")[-1][0] for line in lines if "○" in line or "●" in line] == list("wpes")
    assert sum("○" in line or "●" in line for line in lines) == 4


@pytest.mark.parametrize(
    ("width", "height", "beside"), [(50, 36, True), (50, 16, True), (80, 9, False), (60, 6, False)]
)
def test_while_a_topic_is_picked_the_quote_stays_and_every_topic_has_its_letter(width, height, beside):
    scheme = load_scheme(None)
    lines = rows_of(opened(harbour()), width, height, beside, picking=Picking.TOPIC, scheme=scheme)
    shown = "\n".join(lines)
    assert "▸1 direct" in shown
    assert len(lines) <= height
    for topic in scheme.topics:
        assert re.search(rf"[○●] {topic.letter} {re.escape(topic.name[:3])}", shown), topic.name
    assert all(cell_len(line) <= width for line in lines)
    assert height < 36 or "speakers" in shown


def test_a_reason_makes_room_for_the_name_of_its_topic():
    lines = rows_of(opened(harbour()), width=47)
    assert "│ topics   ● e economy, business and finance" in lines
    assert "│ topics   ● e economy, business and finance (T…)" not in rows_of(opened(harbour()), width=46)


def test_a_long_check_is_shown_to_its_end():
    check = "closing mark without an opening one, and so on for a while · press . to mend it"
    lines = rows_of(opened(harbour()), width=40, attention=[check])
    assert lines[0].startswith("│ ! closing mark")
    said = [line.removeprefix("│ ") for line in lines[: next(y for y, line in enumerate(lines) if "▸1" in line)]]
    assert " ".join(line[2:] for line in said) == check
    assert all(line[:2] in ("! ", "  ") for line in said)


def test_where_there_is_no_room_for_all_quotes_the_chosen_one_is_shown_whole():
    quotes = [Said("one", "said", "A", "A"), Said("two", "said", "B", "B"), Said("three", "said", "C", "C")]
    page = article(1, "a", [Line("one, said A, two, said B, three, said C", quotes)], ["A", "B", "C"])
    state = session.choose(opened(page), 2)
    lines = rows_of(state, height=9)
    assert len(lines) == 9
    assert any("▸3/3 direct" in line for line in lines)
    assert any(line.endswith("three") for line in lines)
    assert not any(line.endswith("   one") for line in lines)
    first = rows_of(opened(page), height=9)
    assert any(line.endswith("   one") for line in first)
    assert not any(line.endswith("   two") for line in first)


@pytest.mark.parametrize("height", range(1, 12))
def test_the_card_never_has_more_rows_than_its_height(height):
    assert len(rows_of(opened(harbour()), height=height)) <= height


def test_attributes_that_the_scheme_does_not_declare_are_shown_too():
    page = harbour()
    quote = page.items[0].suggestion.labels.quotes[0].with_attribute("mood", "calm").with_attribute("stance", "opposes")
    scheme = SCHEME._replace(attributes=(Attribute("stance", ("supports", "opposes"), "s", "stance"),))
    state = opened(page)
    state = replace(state, draft=state.draft._replace(labels=Labels((quote,))))
    assert "│    stance opposes  mood calm" in rows_of(state, scheme=scheme)


@pytest.mark.parametrize("answer", [Answer.SKIP, Answer.ACCEPT])
def test_a_type_edited_before_the_answer_is_the_one_on_the_card(answer):
    page = article(
        1, "a", [Line("That is all.", [Said("That is all")]), Line("So it is.", [Said("So it is", continues=True)])]
    )
    edited = session.cycle_type(session.open_sentence(page, 0)).draft.labels
    decision = Decision(1, "ana", answer, edited.bare(), "2026-03-05T10:00:00Z")
    page = page._replace(items=(page.items[0]._replace(decision=decision), page.items[1]))
    assert "│ ▸1 indirect" in card(page)
    goes_on = any("continues the quote of sentence 1" in line for line in card(page, at=1))
    assert goes_on is (answer is Answer.ACCEPT)
    rejected = decision._replace(labels=Labels())
    kept = page.items[1]._replace(draft=page.items[1].suggestion.labels)
    page = page._replace(items=(page.items[0]._replace(decision=rejected._replace(answer=Answer.REJECT)), kept))
    assert any("there is none before" in line for line in card(page, at=1))


def test_the_card_tells_what_was_passed_over_from_what_was_rejected():
    page = article(1, "a", [Line("Share Tweet", boilerplate="share bar")])
    for implied, said in ((True, "✗ passed over"), (False, "✗ rejected")):
        decision = Decision(1, "ana", Answer.REJECT, Labels(), "2026-03-05T10:00:00Z", implied=implied)
        decided = page._replace(items=(page.items[0]._replace(decision=decision),))
        assert said in "\n".join(card(decided, width=60))


def test_the_card_says_what_kind_of_boilerplate_a_sentence_is():
    page = article(1, "a", [Line("Share Tweet", boilerplate="share bar"), Line("It is so.")])
    assert "share bar: not the article's own text" in "\n".join(card(page, width=60))
    assert "no quote in this sentence" in "\n".join(card(page, at=1, width=60))


@pytest.mark.parametrize("width", [30, 80])
def test_a_sentence_shown_without_its_suggestion_says_so_until_it_is_decided(width):
    desk = MemoryDesk([harbour()], withhold=lambda _, index: index == 0)
    said = " ".join(line.strip("│ ") for line in card(desk.page(1), width=width))
    assert NOTE in said
    assert "no quote in this sentence" not in said
    assert "0.90" not in said
    assert NOTE not in " ".join(card(desk.page(1), at=1))
    desk.save([session.decide(session.open_sentence(desk.page(1), 0), Answer.ACCEPT, 1.0, 1)])
    assert "no quote in this sentence" in "\n".join(card(desk.page(1), width=80))


NAME = "International Federation of Associations of Workers in Harbours and Inland Waterways"


@pytest.mark.parametrize(("width", "beside"), [(80, False), (60, False), (50, True), (40, True)])
def test_a_long_name_of_a_group_is_cut_and_pushes_nothing_out(width, beside):
    said = Said("It is done", "said", "the federation", NAME, score=0.41)
    page = article(1, "a", [Line("It is done, said the federation of the harbours.", [said])])
    for line in card(page, width=width, height=14, beside=beside):
        assert cell_len(line) <= width
    shown = "\n".join(card(page, width=width, height=14, beside=beside))
    assert "0.41 unsure" in shown
    assert "International F" in shown
    assert "…" in next(line for line in shown.splitlines() if "1 International" in line)


def crowded():
    """A sentence with a quote, in an article of which the speakers take rows."""
    cast = [f"Somebody Called {number}" for number in range(9)]
    said = Said("It is done", "said", "Ada", "Ada Finch")
    return session.open_sentence(article(1, "a", [Line("It is done, Ada said.", [said], ["weather"])], cast), 0)


@pytest.mark.parametrize("height", [8, 9, 10])
def test_checks_never_hide_type_speaker_cue_and_source(height):
    state = crowded()
    odd = ["the first check, which takes more than a row of words " * 2, "the second check"]
    rows = card_rows(state, SCHEME, CardSize(80, height, beside=False), odd)
    shown = "\n".join("".join(piece.text for piece in row).rstrip() for row in rows)
    assert "! 2 checks: the first check" in shown
    assert all(words in shown for words in ("1 direct", "Ada Finch", "It is done", "cue said", "source Ada", "topics"))


def test_one_long_check_is_cut_where_the_quote_needs_its_rows_and_whole_where_there_is_room():
    state = crowded()
    odd = ["a check of many words " * 6]
    few, many = (card_rows(state, SCHEME, CardSize(80, height, beside=False), odd) for height in (8, 14))
    assert [row[1].text for row in few[1:3]] == ["! ", "▸1 "]
    assert few[1][2].text.endswith("…")
    assert ["".join(piece.text for piece in row[1:])[:3] for row in many[1:4]] == ["! a", "  m", "▸1 "]
    assert few[1][2].text.startswith("a check")


def test_checks_that_are_counted_are_told_whole_with_the_reasons():
    state = crowded()
    odd = ["the first check, which takes more than a row of words " * 2, "the second check"]
    why = Reasons(("a reason",), 0)
    rows = card_rows(state, SCHEME, CardSize(80, 9, beside=False), odd, Picking.READING, why=why)
    shown = "\n".join("".join(piece.text for piece in row).rstrip() for row in rows)
    assert "! 2 checks: " in shown
    assert "\n ! the first check" in shown


def test_a_decision_that_was_edited_since_reads_as_a_sentence():
    decision = Decision(1, "ana", Answer.ACCEPT, Labels(), "2026-03-05T10:00:00Z")
    page = harbour()
    state = session.open_sentence(page._replace(items=(page.items[0]._replace(decision=decision), *page.items[1:])), 0)
    edited = session.toggle_topic(state, "p")
    rows = card_rows(edited, SCHEME, CardSize(50, 14, beside=True))
    lines = ["".join(piece.text for piece in row).rstrip() for row in rows]
    assert "│ ✓ confirmed  since then unconfirmed edits" in lines


LONG_NOTE = (
    "whether the minister or her aide said this is not clear from the article, and neither is when: ask the desk"
)


def note_rows(height, why=None):
    """What a card of that height and 50 cells shows of a long note."""
    state = session.remark(session.open_sentence(harbour(), 0), NoteAndFlag(LONG_NOTE, False))
    picking = Picking.READING if why else None
    rows = card_rows(state, SCHEME, CardSize(50, height, beside=True), picking=picking, why=why)
    lines = ["".join(piece.text for piece in row)[2:].strip() for row in rows]
    (first,) = [number for number, line in enumerate(lines) if line.startswith("note ")]
    return lines[first : first + 3]


def test_a_long_note_is_shown_whole_where_there_is_room_for_it():
    assert " ".join(note_rows(30)) == f"note {LONG_NOTE}"


def test_of_a_note_that_there_is_no_room_for_the_beginning_is_shown_and_all_of_it_with_why():
    assert note_rows(8)[0].endswith("…")
    assert " ".join(note_rows(8, why=Reasons((), 0))) == f"note {LONG_NOTE}"


@pytest.mark.parametrize("height", range(1, 9))
def test_where_there_is_room_for_hardly_anything_why_is_still_told(height):
    note = NoteAndFlag("look at this again", True)
    state = session.remark(session.open_sentence(article(1, "a", [Line("It rained.")]), 0), note)
    for page in (0, 1):
        size, why = CardSize(40, height, beside=False), Reasons((), page)
        assert len(card_rows(state, SCHEME, size, ["odd"], Picking.READING, why=why)) <= height
