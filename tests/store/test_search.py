"""Words and names are searched in all documents."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import CastMember, Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggested
from annotator.core.session.desk import Place
from annotator.store import search
from annotator.store.desk import SqliteDesk
from annotator.store.importer import Importer
from tests.store.conftest import RUN


def document(name: str, *sentences: str, header: str = "", cast: tuple[str, ...] = ()) -> Suggested:
    text, found = header, []
    for index, words in enumerate(sentences):
        found.append(Sentence(index, len(text), len(text) + len(words)))
        text += f"{words} "
    members = tuple(CastMember(member) for member in cast)
    return Suggested(Document(name, text, body_start=len(header)), tuple(found), (), ((),) * len(found), members)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "annotator.db"
    with closing(Importer(path)) as importer:
        importer.add(document("a", "Snow fell.", "She LEFT early.", cast=("Ada Bell", "Émile Roy")), RUN)
        importer.add(document("b", "It was 100% ice_cold.", "Is she left alone?", cast=("Bo Dahl",)), RUN)
        importer.add(document("c", "Rain.", "Élan and élan.", "she left. she left.", header="she left \n\n"), RUN)
        importer.add(document("d", "Ému.", "Très ému."), RUN)
    return path


@pytest.mark.parametrize(
    ("words", "but", "places"),
    [
        ("she LEFT", 0, [(1, 1), (2, 1), (3, 2)]),
        ("she left", 2, [(1, 1), (3, 2)]),
        ("e", 0, [(1, 0), (2, 0), (3, 2)]),
        ("fell. She", 0, []),
        ("snow fell.", 0, [(1, 0)]),
        ("%", 0, [(2, 0)]),
        ("_", 0, [(2, 0)]),
        ("\\", 0, []),
        ("100% ice_cold", 0, [(2, 0)]),
        (".", 3, [(1, 0), (2, 0), (4, 0)]),
    ],
)
def test_the_first_sentence_of_each_document_with_the_words(
    library: Path, words: str, but: int, places: list[tuple[int, int]]
) -> None:
    with closing(SqliteDesk(library, "ana")) as desk:
        found = desk.find(words, but)
        assert [place for place, _ in found] == [Place(*place) for place in places]
        for place, text in found:
            page = desk.page(place.document)
            assert text == page.items[place.index].sentence.span.of(page.document.text)


def test_upper_and_lower_case_are_the_same_in_ascii_letters_only(library: Path) -> None:
    with closing(SqliteDesk(library, "ana")) as desk:
        assert [place for place, _ in desk.find("Élan", 0)] == [Place(3, 1)]
        assert [place for place, _ in desk.find("élan", 0)] == [Place(3, 1)]
        assert desk.find("ÉLAN AND", 0) == desk.find("Élan AND", 0) != ()
        assert desk.find("élan and", 0) == ()
        assert [place for place, _ in desk.find("ému", 0)] == [Place(4, 1)], "not the sentence with another letter"


def test_no_more_than_can_be_offered_are_found(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FOUND_AT_MOST", 2)
    with closing(SqliteDesk(library, "ana")) as desk:
        assert [place.document for place, _ in desk.find("she left", 0)] == [1, 2]


def decide(desk: SqliteDesk, sentence: int, *speakers: str | None) -> None:
    parts = tuple(QuotePart((Span(0, 1),), QuoteType.DIRECT, speaker=name) for name in speakers)
    desk.save([NewDecision(sentence, Answer.ACCEPT, Labels(parts))])


def test_names_are_those_of_all_casts_and_of_ones_own_decisions_in_order(library: Path) -> None:
    with closing(SqliteDesk(library, "ana")) as ana, closing(SqliteDesk(library, "bo")) as bo:
        decide(ana, 1, "Zoë Quist", None, "Bo Dahl", "")
        assert ana.names() == ("Ada Bell", "Bo Dahl", "Zoë Quist", "Émile Roy")
        assert bo.names() == ("Ada Bell", "Bo Dahl", "Émile Roy")


def test_only_the_newest_documents_and_decisions_are_looked_through(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NEWEST_DOCUMENTS", 2)
    monkeypatch.setattr(search, "NEWEST_DECISIONS", 1)
    with closing(SqliteDesk(library, "ana")) as desk:
        decide(desk, 1, "Cy Orr")
        decide(desk, 2, "Di Poe")
        assert desk.names() == ("Di Poe",)
    monkeypatch.setattr(search, "NEWEST_DOCUMENTS", 3)
    with closing(SqliteDesk(library, "ana")) as desk:
        assert desk.names() == ("Bo Dahl", "Di Poe")
