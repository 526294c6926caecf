"""What is marked in the sentences that are not the current one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.model import Labels, Span
from annotator.core.session.desk import Page
from annotator.core.session.state import SentenceDraft, open_sentence
from annotator.tui.panes.document import looks_of, visiting
from tests.memory_desk import Line, MemoryDesk, Said, article, harbour
from tests.tui.driving import on_screen, styled

NOTHING = Labels()


def words(page, marks):
    return [(Span(mark.start, mark.end).of(page.document.text), mark.look) for mark in marks]


def relabelled(page: Page, index: int, labels: Labels) -> Page:
    items = list(page.items)
    items[index] = items[index]._replace(draft=labels)
    return page._replace(items=tuple(items))


def with_cue(page: Page, index: int, cue: str) -> Labels:
    at = page.document.text.index(cue)
    labels = page.items[index].suggestion.labels
    return labels._replace(quotes=(replace(labels.quotes[0], cue=Span(at, at + len(cue))),))


def at(page: Page, index: int, labels: Labels = NOTHING):
    return replace(open_sentence(page, index), draft=SentenceDraft(labels))


def test_the_content_in_all_its_pieces_and_the_cue_over_it_but_not_the_source():
    page = harbour()
    assert words(page, looks_of(page.items, [], {})[2].own) == [
        ("We lost a season", "quoted"),
        ("we will not lose another", "quoted"),
        ("told", "quoted-cue"),
    ]


def test_a_change_of_one_sentence_is_taken_in_and_the_others_look_as_they_did():
    page = harbour()
    before = looks_of(page.items, [], {})
    looks = looks_of(relabelled(page, 2, NOTHING).items, before, {})
    assert looks[2].own == ()
    assert [look is known for look, known in zip(looks, before, strict=True)] == [True, True, False, True, True, True]
    assert looks_of(page.items, looks, {})[2].own != ()


def test_another_document_with_as_many_sentences_is_another_one():
    other = article(2, "other", [Line(f"Line {number}.") for number in range(6)])
    looks = looks_of(other.items, looks_of(harbour().items, [], {}), {})
    assert [look.own for look in looks] == [()] * 6


def test_the_cue_of_the_current_sentence_is_where_its_edits_put_it_until_they_are_dropped():
    lines = [Line("Ann said so."), Line("It rained.", [Said("It rained")]), Line("It ended.")]
    page = article(1, "a", lines)
    looks = looks_of(page.items, [], {})
    assert words(page, visiting(looks, at(page, 1, with_cue(page, 1, "said")))) == [("said", "quoted-cue")]
    assert visiting(looks, at(page, 2)) == ()
    looks = looks_of(relabelled(page, 1, with_cue(page, 1, "said")).items, looks, {})
    assert words(page, visiting(looks, at(page, 2))) == [("said", "quoted-cue")]


@pytest.mark.parametrize("withheld", [False, True])
async def test_a_cue_in_another_sentence_is_marked_in_that_one_unless_it_is_shown_without_its_suggestion(withheld):
    lines = [Line("Ann said so.", [Said("so")]), Line("It is over.", [Said("over")]), Line("It rained.")]
    page = article(1, "a", lines)
    async with on_screen(MemoryDesk([page], withhold=lambda _, index: withheld and index == 0)) as (app, pilot):
        await pilot.press("right", "v", "up", "b", "right")
        marked = {text for text, _ in styled(app, "view", underline=True)}
        assert ("said" in marked) is not withheld
