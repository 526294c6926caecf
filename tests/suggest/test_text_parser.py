"""Long texts are parsed in pieces, and come out as one."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from annotator.suggest.component_names import ON_WHOLE_DOCUMENTS, QUOTES, ROLES, SPEAKERS, TOPICS
from annotator.suggest.text_parser import RUN, TextParser, chunks

LONG = "One line of a long text.\n\n" * 2_000


def parser(*names: str, without: tuple[str, ...] = ()) -> tuple[TextParser, list[tuple[str, int]]]:
    """A parser with steps that note their name and how long a text they were given."""
    seen: list[tuple[str, int]] = []

    def step(name: str):  # type: ignore[no-untyped-def]
        def run(doc: Doc) -> Doc:
            seen.append((name, len(doc.text)))
            return doc

        return run

    return TextParser(spacy.blank("en").make_doc, [(name, step(name)) for name in names], without=without), seen


def test_a_long_text_is_parsed_in_pieces_and_read_whole() -> None:
    parse, seen = parser("tagger", QUOTES, TOPICS)
    assert parse.parse(LONG).text == LONG
    pieces = [length for name, length in seen if name == "tagger"]
    assert len(pieces) > 1
    assert sum(pieces) == len(LONG)
    assert seen[len(pieces) :] == [(QUOTES, len(LONG)), (TOPICS, len(LONG))]


def test_components_on_whole_documents_run_last_and_in_their_own_order() -> None:
    parse, seen = parser(TOPICS, SPEAKERS, "tagger", ROLES, QUOTES, "ner")
    parse.parse("No.")
    assert [name for name, _ in seen] == ["tagger", "ner", QUOTES, ROLES, SPEAKERS, TOPICS]
    assert ON_WHOLE_DOCUMENTS.index(QUOTES) < ON_WHOLE_DOCUMENTS.index(ROLES) < ON_WHOLE_DOCUMENTS.index(SPEAKERS)


def test_a_component_may_be_left_out() -> None:
    parse, seen = parser("tagger", QUOTES, TOPICS, without=(QUOTES,))
    parse.parse("No.")
    assert [name for name, _ in seen] == ["tagger", TOPICS]


def test_in_pieces_only_leaves_quotes_speakers_and_topics_out() -> None:
    parse, seen = parser("tagger", QUOTES, TOPICS)
    assert parse.parse_chunks("No.").text == "No."
    assert [name for name, _ in seen] == ["tagger"]


def test_vectors_of_a_long_text_are_dropped_piece_by_piece_where_nobody_reads_them() -> None:
    alive: list[int] = []

    def embed(doc: Doc) -> Doc:
        alive.append(sum(len(other.tensor) for other in made))
        made.append(doc)
        doc.tensor = np.ones((len(doc), 4), dtype=np.float32)
        return doc

    made: list[Doc] = []
    make_doc = spacy.blank("en").make_doc
    doc = TextParser(make_doc, [("tok2vec", embed)], keeps_vectors=False).parse(LONG)
    assert len(doc.tensor) == 0
    assert len(made) > 2
    assert set(alive) == {0}, "none are there any more when the next piece is parsed"
    made.clear()
    assert len(TextParser(make_doc, [("tok2vec", embed)]).parse(LONG).tensor) == len(doc)
    made.clear()
    assert len(TextParser(make_doc, [("tok2vec", embed)], keeps_vectors=False).parse("It is.").tensor) == 3


# ---- Where a long text is cut into pieces.


@pytest.mark.parametrize(
    ("text", "size", "pieces"),
    [
        ("", 5, [""]),
        ("abcde", 5, ["abcde"]),
        ("abcdef", 5, ["abcde", "f"]),
        ("ab cdef", 5, ["ab ", "cdef"]),
        ("a bcdef", 5, ["a bcd", "ef"]),  # the space stands in the first half
        ("Once. Two now.", 9, ["Once. ", "Two now."]),
        ("(Once.) Two now.", 11, ["(Once.) ", "Two now."]),
        ("One a. b\nc d.", 12, ["One a. b\n", "c d."]),
        ("One aa\n\nb\nc d e.", 12, ["One aa\n\n", "b\nc d e."]),
        ("One. Two. Six. Ten.", 16, ["One. Two. Six. ", "Ten."]),  # the last of them
    ],
)
def test_a_piece_ends_at_the_best_place_of_its_second_half(text: str, size: int, pieces: list[str]) -> None:
    assert chunks(text, size) == pieces


@pytest.mark.parametrize(("length", "pieces"), [(RUN, [RUN]), (RUN + 1, [RUN, 1]), (2 * RUN, [RUN, RUN])])
def test_no_piece_holds_a_longer_run_without_white_space(length: int, pieces: list[int]) -> None:
    assert [len(piece) for piece in chunks("x" * length)] == pieces
