"""The type of words by the quotation marks around them, wherever those stand."""

from __future__ import annotations

import pytest

from annotator.core.model import QuoteType, Span
from annotator.core.text.marked_text import stretch_around, type_in_text

DIRECT, INDIRECT, MIXED = QuoteType
THREE = "“We begin. We dig. We leave,” he said. They went."


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        (THREE, "We dig.", DIRECT),
        (THREE, "We leave,” he said", MIXED),
        (THREE, "They went", INDIRECT),
        ("He said: ‘We begin. We dig.’", "We dig.", DIRECT),
        ("“We begin,” he said. She called it ‘a hole’.", "it ‘a hole’", MIXED),
        ("“We begin,” he said. She called it ‘a hole’.", "‘a hole’", DIRECT),
        # A paragraph with a mark too many: only what the words themselves hold tells.
        ("“We begin, he said. It is “a hole” now.", "It is “a hole” now", MIXED),
        ("“We begin, he said. It is “a hole” now.", "he said", INDIRECT),
        ("“We begin. We dig", "“We begin. We dig", DIRECT),
        # The next paragraph opens with a mark: the one before has not lost its closing one.
        ("“We begin. We dig.\n\n“We leave,” he said.", "We dig.", DIRECT),
        ("“We begin,” he said.\n\nWe dig.", "“We begin,” he said.\n\nWe dig.", MIXED),
        ("“…” he said", "“…”", INDIRECT),
    ],
)
def test_words_are_of_the_type_that_the_marks_around_them_give(text: str, words: str, kind: QuoteType) -> None:
    start = text.index(words)
    assert type_in_text(text, [Span(start, start + len(words))]) is kind


GERMAN = "Es war, wie er sagte, nicht mehr zu halten, und sie wird nun von der Stadt für die Schule mit Geld bedacht. "
SPANISH = (
    "Según ella no se sabe cuándo van a volver, ni con qué dinero, y por eso la ciudad lo ha dejado para más tarde. "
)
DUTCH = (
    "Het is nog niet bekend wie er dan komt, maar volgens hem wordt het door de stad met veel geld betaald op tijd. "
)


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        (GERMAN + "„Er rief: ‚Halt!‘ Dann lief er“, sagte sie.", "Dann lief er", DIRECT),
        (GERMAN + "»Er rief: ›Halt!‹ Dann lief er«, sagte sie.", "Dann lief er", DIRECT),
        (GERMAN + "„Nein“, sagte sie. „Doch“, sagte er.", "sagte sie", INDIRECT),
        (GERMAN + "»Er rief „Halt!“ und lief«, sagte sie.", "und lief", DIRECT),
        (SPANISH + "«Dijo: “Basta”. Y se fue», contó ella.", "Y se fue", DIRECT),
        (SPANISH + '«Dijo: "Basta". Y se fue», contó ella.', "contó ella", INDIRECT),
        (SPANISH + "\n\n—No —dijo ella—. Mañana.", "Mañana", DIRECT),
        (SPANISH + "\n\n– No. Mañana.", "Mañana", DIRECT),
        (SPANISH + "Y eso – dijo ella – no.", "Y eso", INDIRECT),
        (DUTCH + "‘Hij zei: “Nee.” En hij ging weg’, zei ze.", "En hij ging weg", DIRECT),
        (DUTCH + "‘Hij zei: “Nee.” En hij ging weg’, zei ze.", "zei ze", INDIRECT),
        (DUTCH + "\n\n‘Hij zei: “Nee.” En hij ging weg’, zei ze.", "En hij ging weg", DIRECT),
        (DUTCH + "‘Nee’, zei ze ’s avonds. “Ja.”", "zei ze ’s avonds", INDIRECT),
        ("It was not what they had wanted. ", "what", INDIRECT),
        # English has neither dialogue after dashes nor other marks within a pair.
        ("— No. Tomorrow, as they had said to us of it.", "Tomorrow", INDIRECT),
        ("“He said: «Go. And went to them with all of it.”", "And went", INDIRECT),
    ],
)
def test_the_marks_are_those_of_the_language_of_the_text(text: str, words: str, kind: QuoteType) -> None:
    start = text.index(words)
    assert type_in_text(text, [Span(start, start + len(words))]) is kind


def test_all_pieces_of_a_content_count_together() -> None:
    text = "“We dig,” he said, because he had to and wanted to."
    assert type_in_text(text, [Span(0, 9), Span(19, 50)]) is MIXED
    assert type_in_text(text, [Span(0, 9), Span(19, 20)]) is MIXED
    assert type_in_text(text, [Span(0, 9)]) is DIRECT


def test_pieces_in_a_paragraph_whose_marks_do_not_pair_up_count_as_what_they_look_like_by_themselves() -> None:
    text = "“We begin, he said. It is “a hole” now, “a very large one”."
    for pieces, kind in (
        (["“a hole”"], DIRECT),
        (["he", "“a hole”"], MIXED),
        (["is “a hole”"], MIXED),
        (["is “a hole”", "“a very large one”"], MIXED),
        (["he", "now"], INDIRECT),
    ):
        starts = map(text.index, pieces)
        assert type_in_text(text, [Span(at, at + len(piece)) for at, piece in zip(starts, pieces, strict=True)]) is kind


@pytest.mark.parametrize(("others", "kind"), [("bbbbbbbb", MIXED), ("bbbbbbbbb", DIRECT)])
def test_nine_tenths_of_the_letters_are_as_good_as_all(others: str, kind: QuoteType) -> None:
    text = f"a “{others}”"
    assert type_in_text(text, [Span(0, len(text))]) is kind


def test_words_between_two_paragraphs_are_no_words() -> None:
    assert type_in_text("a\n\n\n\nb", [Span(2, 4)]) is INDIRECT
    assert type_in_text("", [Span(0, 0)]) is INDIRECT


def test_a_place_is_in_the_stretch_between_the_marks_that_stand_around_it_and_behind_them_in_none() -> None:
    text = "He: “We dig.” Then: “No.”"
    held = [stretch_around(text, at) for at in range(len(text) + 1)]
    assert held == [Span(4, 13) if 4 <= at < 13 else Span(20, 25) if 20 <= at < 25 else None for at in range(26)]
    assert stretch_around("“We dig, he said. “No.”", 3) is None
