"""Versions as rows: in columns, or one under the other; what differs is marked, and what is alike kept short."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.scheme import Attribute
from annotator.tui.panes.pieces import Piece
from annotator.tui.review.comparison import (
    Field,
    Versions,
    fields,
    shortened,
    spoken_rows,
    version_rows,
)
from tests.memory_desk import SCHEME

TEXT = "Okoro believes that the city of the two rivers can pay for a second crane at last. He said no."
LONG = QuotePart((Span(15, 81),), QuoteType.INDIRECT, Span(6, 14), Span(0, 5), "Paul Okoro")
SHORT = replace(LONG, content=(Span(20, 81),))
STANCE = SCHEME._replace(attributes=(Attribute("stance", ("for", "against"), "s", "stance"),))


def versions(*labels, heads=None, scheme=SCHEME, lit=0, **more):
    above = tuple(heads[at] if heads else f"{at + 1} people" for at in range(len(labels)))
    return Versions(above, fields(labels, TEXT, scheme), lit, **more)


def shown(*labels, width=119, height=20, lit=0, skipped=0, scheme=SCHEME, heads=None, last=()):
    found = versions(*labels, heads=heads, scheme=scheme, lit=lit, last=last)
    rows, hidden = version_rows(found, width, height, skipped)
    assert len(rows) == height
    lines = ["".join(piece.text for piece in row).rstrip() for row in rows]
    assert all(cell_len(line) <= width for line in lines), lines
    return [line for line in lines if line], hidden


def test_what_only_one_has_stands_in_braces_and_what_is_alike_in_one_row():
    (_rule, head, *rows), hidden = shown(Labels((LONG,)), Labels((SHORT,)))
    assert head.split() == ["▸1", "·", "1", "people", "2", "·", "2", "people"]
    assert [" ".join(row.split()) for row in rows] == [
        "≠ content {that} the city … at last the city … at last",
        "alike indirect · speaker Paul Okoro · cue believes · source Okoro",
    ]
    assert hidden == 0


def test_that_a_version_has_no_cue_is_said_dimly():
    found = versions(Labels((LONG,)), Labels((replace(LONG, cue=None),)))
    assert (Piece("no cue", "dim"),) in [cell for field in found.fields for cell in field.cells]


@pytest.mark.parametrize(
    ("changed", "row"),
    [
        ({"type": QuoteType.DIRECT}, "≠ type indirect direct"),
        ({"speaker": None}, "≠ speaker Paul Okoro nobody"),
        ({"cue": None}, "≠ cue {believes} no cue"),
        ({"source": Span(2, 5)}, "≠ source {Ok}oro oro"),
        ({"continues": True}, "≠ continues begins here goes on with the quote before"),
        ({"attributes": (("stance", "for"),)}, "≠ stance none for"),
        ({"content": (Span(15, 40), Span(47, 81))}, "≠ content that … the {two }rivers"),
    ],
)
def test_each_thing_they_differ_in_has_a_row(changed, row):
    lines, _ = shown(Labels((LONG,)), Labels((replace(LONG, **changed),)), scheme=STANCE)
    marked = [" ".join(line.split()) for line in lines if "≠" in line]
    assert len(marked) == 1
    assert marked[0].split()[:2] == row.split()[:2]
    if "content" not in row:
        assert marked[0] == row


def test_columns_stand_below_their_heads_beside_a_title_of_wide_characters():
    scheme = SCHEME._replace(attributes=(Attribute("stance", ("for", "against"), "s", "賛成か反対か"),))
    lines, _ = shown(Labels((LONG,)), Labels((replace(LONG, attributes=(("stance", "for"),)),)), scheme=scheme)
    row = next(line for line in lines if "賛成か反対か" in line)
    assert cell_len(row.partition("for")[0]) == cell_len(lines[1].partition("2 ·")[0])


def test_topics_that_all_have_stand_there_once():
    both = Labels(topics=("weather",))
    (_rule, _head, *rows), _ = shown(both, both)
    assert [" ".join(row.split()) for row in rows] == ["quote no quote in this sentence", "topics weather"]


def test_a_quote_that_not_all_have_and_topics():
    lines, _ = shown(Labels((LONG,), ("politics", "weather")), Labels(topics=("weather",)))
    said = [" ".join(line.split()) for line in lines[2:]]
    assert said == [
        "≠ content that the city of the … a second crane at last – no quote",
        "rest indirect · speaker Paul Okoro · cue believes · source Okoro",
        "≠ topics {politics}, weather weather",
    ]


def test_several_quotes_are_numbered():
    no = QuotePart((Span(91, 93),), QuoteType.DIRECT)
    lines, _ = shown(Labels((LONG, no)), Labels((SHORT, no)))
    assert [line.split()[:3] for line in lines[2:]] == [
        ["≠", "1", "content"],
        ["1", "alike", "indirect"],
        ["2", "alike", "no"],
    ]


def test_nothing_anywhere_is_said():
    lines, _ = shown(Labels(), Labels())
    assert "no quote in this sentence" in lines[-1]


def test_one_version_is_shown_in_the_same_way():
    lines, _ = shown(Labels((LONG,), ("politics",)), heads=["3 people"])
    assert "▸1 · 3 people" in lines[1]
    assert "≠" not in "".join(lines)


def test_without_room_for_columns_they_stand_under_each_other_and_each_thing_once():
    lines, _ = shown(*[Labels((one,)) for one in (LONG, SHORT, LONG, SHORT)], width=60)
    assert [" ".join(line.split()) for line in lines[1:4]] == [
        "▸1 · 1 people 2 · 2 people 3 · 3 people 4 · 4 people",
        "≠ content 1 3 {that} the city … at last",
        "2 4 the city … at last",
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_every_size_is_filled_and_not_exceeded(count):
    labels = [Labels((replace(LONG, content=(Span(15 + number, 81),)),)) for number in range(count)]
    for width in (1, 5, 12, 20, 30, 60, 80, 120, 300):
        for height in (1, 2, 5, 9, 30):
            found = versions(*labels, first=((Piece("reason"),),), last=((Piece("why"),),))
            rows, _ = version_rows(found, width, height)
            assert len(rows) == height, (width, height)


def test_what_is_out_of_view_is_counted_and_can_be_scrolled_to():
    six = [Labels((replace(LONG, content=(Span(15 + number, 81),), speaker=f"S {number}"),)) for number in range(6)]
    first, hidden = shown(*six, width=50, height=7)
    assert hidden > 0
    assert first[-1].split()[0] == "▾"
    at_end, _ = shown(*six, width=50, height=7, skipped=hidden)
    assert any(line.strip().startswith("▴") for line in at_end)
    beyond, _ = shown(*six, width=50, height=7, skipped=hidden + 50)
    assert beyond == at_end


def test_what_stands_below_all_versions_keeps_its_rows():
    lines, _ = shown(Labels((LONG,)), Labels((SHORT,)), height=8, last=((Piece("why"),), (Piece("words"),)))
    assert lines[-2:] == [" why", " words"]


def test_hostile_words_are_shown_and_never_obeyed():
    bad = "\x1b[31mEve\u202e"
    labels = Labels((replace(LONG, speaker=bad, attributes=((bad, bad),)),), (bad,))
    lines, _ = shown(labels, Labels((SHORT,)), heads=[bad, "x"])
    assert not set("".join(lines)) & set("\x1b\u202e")
    assert "␛[31mEve" in "".join(lines)


def test_what_is_read_out_says_in_words_who_says_what():
    rows = spoken_rows(versions(Labels((LONG,)), Labels((SHORT,)), Labels((LONG,)), lit=1))
    lines = ["".join(piece.text for piece in row) for row in rows]
    assert lines == [
        "version  1 · 1 people",
        "version ▸2 · 2 people",
        "version  3 · 3 people",
        "≠ content: version 1 and 3, {that} the city … at last",
        "≠ content: version 2, the city … at last",
        "alike: indirect · speaker Paul Okoro · cue believes · source Okoro",
    ]


def test_without_numbers_they_are_called_by_what_stands_above_them_and_nothing_is_cut_if_all_is_wanted():
    long, short = (Piece("word " * 60),), (Piece("other"),)
    both = Versions(("before", "now"), (Field("sentence", True, (long, short)),), None, whole=True)
    rows, hidden = version_rows(both, 80, 20)
    lines = ["".join(piece.text for piece in row) for row in rows]
    assert lines[1].split() == ["before", "now"]
    assert sum(line.count("word") for line in lines) + 6 * hidden >= 60
    assert ["".join(piece.text for piece in row)[:26] for row in spoken_rows(both)] == [
        "≠ sentence: before, word w",
        "≠ sentence: now, other",
    ]
    narrow, _ = version_rows(both, 40, 60)
    assert [line.split()[:3] for line in ("".join(p.text for p in row) for row in narrow) if "≠" in line] == [
        ["≠", "sentence", "before"]
    ]


def test_words_are_left_out_only_where_there_are_more_than_fit():
    assert shortened("a b c d e f", 2) == "a b c d e f"
    assert shortened("a b c d e f g", 2) == "a b … f g"
