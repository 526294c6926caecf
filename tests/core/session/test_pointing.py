"""Pointing at words by letters: which letters there are, and what is made of the words pointed at."""

from __future__ import annotations

import string

import pytest

from annotator.core.model import Span
from annotator.core.session.boundaries import Kind, Side
from annotator.core.session.edits import Grip, chosen_grip
from annotator.core.session.pointing import Aim, Pointing, point_out
from annotator.core.session.state import choose, open_sentence, undo_edit
from tests.memory_desk import Line, Said, article, harbour

LONG = " ".join(f"w{number}" for number in range(120))


def opened(text, *said):
    return open_sentence(article(1, "a", [Line(text, said)], ["Ada Finch", "Paul Okoro"]), 0)


def pointed(state, aim, first, last=None):
    """Point at a word by how it is shown, and at the last one too, if it is given."""
    pointing = Pointing(state.page, state.index)
    shown = {word.of(state.page.document.text): word for word in pointing.labels.values()}
    return point_out(state, aim, pointing, shown[first], shown[last] if last else None)


def of(state, span):
    return None if span is None else span.of(state.page.document.text)


def test_the_words_of_the_sentence_have_small_letters_and_the_last_is_a_capital():
    page = harbour()
    pointing = Pointing(page, 0)
    assert list(pointing.labels)[:3] == ["a", "b", "c"]
    assert of_words(pointing)[:3] == ["The", "port", "will"]
    begun = pointing.begin(pointing.labels["d"])
    assert of_words(begun)[:3] == ["reopen", "in", "May,"]
    assert list(begun.labels)[:3] == ["A", "B", "C"]
    assert pointing.window == page.items[0].sentence.span


def of_words(pointing):
    return [word.of(pointing.page.document.text) for word in pointing.labels.values()]


def test_one_points_in_other_sentences_of_the_document():
    pointing = Pointing(harbour(), 0)
    begun = pointing.further().begin(pointing.labels["b"])
    moved = begun.move(1)
    assert (moved.index, moved.first, moved.skipped) == (1, None, 0)
    assert of_words(moved)[0] == "Dredging"
    assert [pointing.move(by).index for by in (-5, 2, 5, 9)] == [0, 2, 5, 5]


def test_words_of_long_sentences_get_letters_in_portions_and_then_from_the_beginning():
    pointing = Pointing(article(1, "a", [Line(LONG)]), 0)
    seen = []
    for _ in range(4):
        seen.append((of_words(pointing)[0], len(pointing.labels)))
        pointing = pointing.further()
    assert seen == [("w0", 52), ("w52", 52), ("w104", 16), ("w0", 52)]
    assert "".join(Pointing(pointing.page, 0).labels) == string.ascii_lowercase + string.ascii_uppercase
    begun = pointing.begin(Pointing(pointing.page, 0).labels["a"])
    seen = []
    for _ in range(6):
        seen.append((of_words(begun)[0], len(begun.labels)))
        begun = begun.further()
    assert seen == [("w0", 26), ("w26", 26), ("w52", 26), ("w78", 26), ("w104", 16), ("w0", 26)]
    assert begun.further().begin(Span(0, 2)).skipped == 0


def test_a_sentence_of_just_as_many_words_as_letters_has_one_portion():
    pointing = Pointing(article(1, "a", [Line(" ".join(["w"] * 52))]), 0)
    assert pointing.further().skipped == 0


@pytest.mark.parametrize(
    ("aim", "kind"),
    [
        (Aim.NEW, Kind.CONTENT),
        (Aim.MORE, Kind.CONTENT),
        (Aim.CONTENT, Kind.CONTENT),
        (Aim.BY_CUE, Kind.CUE),
        (Aim.CUE, Kind.CUE),
        (Aim.SOURCE, Kind.SOURCE),
    ],
)
def test_each_aim_is_at_a_kind_of_span(aim, kind):
    assert aim.kind is kind


def test_a_new_quote_is_pointed_out():
    state = opened("So cold, said Finch.")
    new = pointed(state, Aim.NEW, "So")
    assert of(new, new.chosen_quote.content[0]) == "So cold"
    ended = pointed(state, Aim.NEW, "So", "said")
    assert of(ended, ended.chosen_quote.content[0]) == "So cold, said"


def test_a_quote_is_pointed_out_by_its_cue():
    state = opened("So cold, Finch has openly said.")
    new = pointed(state, Aim.BY_CUE, "has")
    quote = new.chosen_quote
    assert [of(new, span) for span in (*quote.content, quote.cue, quote.source)] == [
        "So cold",
        "has openly said",
        "Finch",
    ]
    assert quote.speaker == "Ada Finch"
    ended = pointed(state, Aim.BY_CUE, "has", "has")
    assert of(ended, ended.chosen_quote.cue) == "has"
    alone = opened("said")
    assert pointed(alone, Aim.BY_CUE, "said") is alone


def test_a_further_piece_of_content_is_pointed_out_and_its_end_can_be_moved():
    state = opened("So cold, said Finch, and so dark.", Said("So cold", "said", "Finch"))
    more = pointed(state, Aim.MORE, "so", "dark.")
    assert [of(more, span) for span in more.chosen_quote.content] == ["So cold", "so dark"]
    assert chosen_grip(more) == Grip(Kind.CONTENT, 1, Side.END)


def test_the_end_of_a_span_is_kept_or_guessed():
    state = open_sentence(harbour(), 0)
    content = pointed(state, Aim.CONTENT, "port")
    assert of(content, content.chosen_quote.content[0]) == "port will reopen in May"
    assert chosen_grip(content) == Grip(Kind.CONTENT, 0, Side.END)
    ended = pointed(state, Aim.CONTENT, "port", "reopen")
    assert of(ended, ended.chosen_quote.content[0]) == "port will reopen"
    source = pointed(state, Aim.SOURCE, "Ines")
    assert of(source, source.chosen_quote.source) == "Ines Duarte"
    assert chosen_grip(source) == Grip(Kind.SOURCE, 0, Side.END)
    cue = pointed(state, Aim.CUE, "Duarte")
    assert of(cue, cue.chosen_quote.cue) == "Duarte said", "the end that it had"
    assert undo_edit(cue).draft.labels == state.draft.labels


def test_a_cue_brings_its_source_unless_the_quote_has_one():
    state = opened("So cold, Finch said.", Said("So cold", None, None, None))
    cue = pointed(state, Aim.CUE, "said.")
    assert (of(cue, cue.chosen_quote.cue), of(cue, cue.chosen_quote.source)) == ("said", "Finch")
    assert cue.chosen_quote.speaker == "Ada Finch"
    assert undo_edit(cue).draft.labels == state.draft.labels, "in one edit"
    assert chosen_grip(cue) == Grip(Kind.CUE, 0, Side.END)
    state = opened("So cold, Finch said to Okoro.", Said("So cold", None, "Okoro", None))
    cue = pointed(state, Aim.CUE, "said")
    assert of(cue, cue.chosen_quote.source) == "Okoro"
    content = pointed(opened("So cold, Finch said.", Said("So cold")), Aim.CONTENT, "cold,")
    assert content.chosen_quote.source is None


def test_a_span_of_another_sentence_is_guessed_within_that_one():
    page = harbour()
    state = choose(open_sentence(page, 2), 0)
    elsewhere = Pointing(page, 0)
    word = next(span for span in elsewhere.labels.values() if span.of(page.document.text) == "harbour")
    source = point_out(state, Aim.SOURCE, elsewhere, word)
    assert of(source, source.chosen_quote.source) == "harbour master Ines Duarte"
