"""What is marked in the sentences that are not the current one."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.model import Labels, Span
from annotator.core.session.desk import Page
from annotator.core.session.shown import kept_back
from annotator.tui.panes.quoted import QuotedSpans
from tests.memory_desk import Line, Said, article, harbour

NOTHING = Labels()


def words(page, marks):
    return [(Span(mark.start, mark.end).of(page.document.text), mark.look) for mark in marks]


def relabelled(page: Page, index: int, labels: Labels) -> Page:
    items = list(page.items)
    items[index] = replace(items[index], draft=labels)
    return replace(page, items=tuple(items))


def with_cue(page: Page, index: int, cue: str) -> Labels:
    at = page.document.text.index(cue)
    labels = page.items[index].suggestion.labels
    return replace(labels, quotes=(replace(labels.quotes[0], cue=Span(at, at + len(cue))),))


def test_the_content_in_all_its_pieces_and_the_cue_over_it_but_not_the_source():
    page = harbour()
    quoted = QuotedSpans()
    quoted.show(page, 0, NOTHING)
    assert words(page, quoted.own(2)) == [
        ("We lost a season", "quoted"),
        ("we will not lose another", "quoted"),
        ("told", "quoted-cue"),
    ]


def test_a_change_of_one_sentence_is_taken_in():
    page = harbour()
    quoted = QuotedSpans()
    quoted.show(page, 0, NOTHING)
    changed = relabelled(page, 2, NOTHING)
    quoted.show(changed, 0, NOTHING)
    assert quoted.own(2) == ()
    assert quoted.own(4) != ()
    quoted.show(page, 0, NOTHING)
    assert quoted.own(2) != ()


def test_another_document_with_as_many_sentences_is_another_one():
    quoted = QuotedSpans()
    quoted.show(harbour(), 0, NOTHING)
    other = article(2, "other", [Line(f"Line {number}.") for number in range(6)])
    quoted.show(other, 0, NOTHING)
    assert [quoted.own(index) for index in range(6)] == [()] * 6


def test_a_cue_in_another_sentence_is_marked_in_that_one():
    page = harbour()
    page = relabelled(page, 3, with_cue(page, 3, "told"))
    quoted = QuotedSpans()
    quoted.show(page, 0, NOTHING)
    assert words(page, quoted.of_others(2)) == [("told", "quoted-cue")]
    assert [words(page, quoted.of_others(index)) for index in (0, 1, 3, 4, 5)] == [[]] * 5


def test_the_cue_of_the_current_sentence_is_where_its_edits_put_it_until_they_are_dropped():
    lines = [Line("Ann said so."), Line("It rained.", [Said("It rained")]), Line("It ended.")]
    page = article(1, "a", lines)
    quoted = QuotedSpans()
    quoted.show(page, 1, with_cue(page, 1, "said"))
    assert words(page, quoted.of_others(0)) == [("said", "quoted-cue")]
    quoted.show(page, 2, NOTHING)
    assert quoted.of_others(0) == ()


def test_no_cue_of_another_sentence_is_marked_in_one_that_is_shown_without_its_suggestion():
    page = harbour()
    told = with_cue(page, 0, "told")
    page = relabelled(page, 0, told)
    for items, marked in ((page.items, [("told", "quoted-cue")]), (kept_back(page.items, {page.items[2].id}), [])):
        quoted = QuotedSpans()
        quoted.show(replace(page, items=items), 4, NOTHING)
        assert words(page, quoted.of_others(2)) == marked
