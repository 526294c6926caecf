"""Block quotes of Markdown: their signs are no part of what is said, of sentences, or of a paragraph."""

from __future__ import annotations

import pytest

from annotator.core.model import Document
from annotator.core.text.marked_text import paragraphs
from annotator.suggest.pipeline import Suggester

TEXT = """The mayor wrote a letter.

> "The dam leaks," said Mayor Ana Ruiz.
>
> "We built it in 1931.
> Nobody looked at it since." She said that
> it was late.

> > Farmers said that they would leave.
>Nobody knows where to.
>
"""
PLAIN = TEXT.replace("> > ", "    ").replace(">\n", " \n").replace("> ", "  ").replace("\n>", "\n ")


def test_signs_of_block_quotes_change_nothing_that_is_suggested(suggester: Suggester) -> None:
    quoted, plain = (suggester.suggest_one(Document("a", text)) for text in (TEXT, PLAIN))
    assert len(TEXT) == len(PLAIN)
    assert ">" not in PLAIN
    assert quoted == plain._replace(document=quoted.document)
    assert len(quoted.quotes) == 3


def test_they_are_no_part_of_a_sentence_but_between_its_lines(suggester: Suggester) -> None:
    found = suggester.suggest_one(Document("a", TEXT)).sentences
    assert [one.span.of(TEXT) for one in found if ">" in one.span.of(TEXT)] == ["She said that\n> it was late."]


def test_a_text_of_another_language_has_none_in_its_sentences_either(suggester: Suggester) -> None:
    text = (
        "> Die Brücke bleibt bis zum Frühjahr gesperrt, sagte die Bürgermeisterin am Dienstag.\n>\n> Dieses Jahr haben"
        " wir kein Geld für die Arbeiten, sagte sie und fügte hinzu, dass vor dem Ende des Monats nichts mehr gilt."
    )
    document = Document("a", text)
    assert not suggester.reads(document)
    assert not any(">" in one.span.of(text) for one in suggester.suggest_one(document).sentences)


def test_paragraphs_end_at_a_line_of_nothing_but_signs() -> None:
    assert [TEXT[start:end].split()[0] for start, end in paragraphs(TEXT)] == [
        *("The", '"The', '"We', "Nobody", "Farmers", "Nobody"),
    ]


@pytest.mark.parametrize("line", [">50 people came.", ">= 3 is enough.", "Ashby > Berg.", "-> next"])
def test_other_signs_of_this_shape_stay(line: str) -> None:
    text = f"It rained.\n{line}"
    assert text[slice(*paragraphs(text)[-1])] == line
