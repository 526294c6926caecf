"""Words and names are searched in all documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import CastMember, Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggested
from annotator.core.session.desk import Place
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.find import search
from annotator.store.log import fold
from annotator.store.work.importer import Importer
from tests.memory_desk import stand_in, words
from tests.store.conftest import RUN, accepted, holding, imported

pytestmark = pytest.mark.usefixtures("labels_anywhere")


def document(name: str, *sentences: str, header: str = "", cast: tuple[str, ...] = ()) -> Suggested:
    text, found = header, []
    for index, sentence in enumerate(sentences):
        found.append(Sentence(index, len(text), len(text) + len(sentence)))
        text += f"{sentence} "
    members = tuple(CastMember(member) for member in cast)
    return Suggested(Document(name, text, body_start=len(header)), tuple(found), (), ((),) * len(found), members)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return holding(
        tmp_path / "annotator.db",
        document("a", "Snow fell.", "She LEFT early.", cast=("Ada Bell", "Émile Roy")),
        document("b", "It was 100% ice_cold.", "Is she left alone?", cast=("Bo Dahl",)),
        document("c", "Rain.", "Élan and élan.", "she left. she left.", header="she left \n\n"),
        document("d", "Ému.", "Très ému.", "Rue du Port"),
    )


@pytest.mark.parametrize(
    ("words", "but", "places"),
    [
        ("she LEFT", 0, [(1, 1), (2, 1), (3, 2)]),
        ("she left", 2, [(1, 1), (3, 2)]),
        ("left al", 0, [(2, 1)]),
        ("eft", 0, []),
        ("alone left", 0, []),
        ("fell. She", 0, []),
        ("snow fell.", 0, [(1, 0)]),
        ("%", 0, []),
        ("\\", 0, []),
        ("\0", 0, []),
        ('she "left', 0, [(1, 1), (2, 1), (3, 2)]),
        ("she OR it", 0, []),
        ("100% ice_cold", 0, [(2, 0)]),
        ("100 ice cold!", 0, [(2, 0)]),
        ("du port", 0, [(4, 2)]),
    ],
)
def test_the_first_sentence_of_each_document_with_the_words(
    library: Path, words: str, but: int, places: list[tuple[int, int]]
) -> None:
    with SqliteDesk(library, "ana") as desk:
        found = desk.find(words, but)
        assert [place for place, _ in found] == [Place(*place) for place in places]
        for place, text in found:
            page = desk.page(place.document)
            assert text == page.items[place.index].sentence.span.of(page.document.text)


@pytest.mark.parametrize("words", ["Élan and", "élan AND", "ÉLAN and", "elan an", "e\u0301lan and é"])
def test_upper_and_lower_case_and_accents_are_the_same(library: Path, words: str) -> None:
    with SqliteDesk(library, "ana") as desk:
        assert [place for place, _ in desk.find(words, 0)] == [Place(3, 1)]
        assert [place for place, _ in desk.find("emu", 0)] == [Place(4, 0)], "the first sentence of the article"


def test_those_that_only_begin_so_come_last(tmp_path: Path) -> None:
    articles = (document("a", "A bridgehead."), document("b", "The bridge."), document("c", "Bridges."))
    with SqliteDesk(imported(tmp_path / "annotator.db", *articles), "ana") as desk:
        assert [place.document for place, _ in desk.find("bridge", 0)] == [2, 1, 3]


_TEXTS = st.text("ab é.", min_size=1, max_size=12).map(lambda text: f"{text}.")


def overlaps_itself(words: Sequence[str]) -> bool:
    """Whether the words can stand in a text twice so that some are the same: "no no", "by and by"."""
    return any(words[-n:] == words[:n] for n in range(1, len(words)))


@pytest.mark.long
@given(
    st.lists(st.lists(_TEXTS, min_size=1, max_size=4), min_size=1, max_size=5),
    st.lists(st.text("abé ", max_size=6), min_size=1, max_size=4),
)
def test_it_finds_what_looking_at_every_sentence_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], asked: list[str]
) -> None:
    path = tmp_path_factory.mktemp("found") / "annotator.db"
    imported(path, *(document(f"{number}", *cut, header=f"{number} \n\n") for number, cut in enumerate(texts)))
    with SqliteDesk(path, "ana") as desk:
        for wanted in filter(lambda one: not overlaps_itself(words(one)), asked):
            exactly, begun = dict[int, Place](), dict[int, Place]()
            for number in desk.numbers():
                page = desk.page(number)
                for index, item in enumerate(page.items):
                    sentence = words(item.sentence.span.of(page.document.text))
                    if stand_in(words(wanted), sentence, longer=False):
                        exactly.setdefault(number, Place(number, index))
                    if stand_in(words(wanted), sentence, longer=True):
                        begun.setdefault(number, Place(number, index))
            places = [place for place, _ in desk.find(wanted, 0)]
            assert places == [*exactly.values(), *(place for n, place in begun.items() if n not in exactly)]


def test_articles_are_found_by_words_of_their_titles(tmp_path: Path) -> None:
    with Importer(tmp_path / "annotator.db") as importer:
        for name, title in (("a", "Bridges to be built"), ("b", None), ("Über bridge", None), ("d", "A fund")):
            made = document(name, f"Words of {name}.")
            importer.add(made._replace(document=replace(made.document, title=title)), RUN)
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        found = {titled: list(desk.numbers(titled)) for titled in ("bridg", "b", "uber BRI", "built bridges", "%", "")}
        assert found == {
            "bridg": [1, 3],
            "b": [1, 2, 3],
            "uber BRI": [3],
            "built bridges": [1],
            "%": [],
            "": [1, 2, 3, 4],
        }
        with transaction(desk.connection):
            fold.forget_title(desk.connection, 1)
            desk.connection.execute("UPDATE documents SET title = 'A tunnel' WHERE number = 1")
            fold.index_title(desk.connection, 1)
            remove(desk.connection, 3, "ana")
        assert (list(desk.numbers("bridg")), list(desk.numbers("tunnel")), list(desk.numbers())) == ([], [1], [1, 2, 4])


def test_no_more_than_can_be_offered_are_found(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FOUND_AT_MOST", 2)
    with SqliteDesk(library, "ana") as desk:
        assert [place.document for place, _ in desk.find("she left", 0)] == [1, 2]


def decide(desk: SqliteDesk, sentence: int, *speakers: str | None) -> None:
    parts = tuple(QuotePart((Span(0, 1),), QuoteType.DIRECT, speaker=name) for name in speakers)
    desk.save([accepted(sentence, Labels(parts))])


def test_names_are_those_of_all_casts_and_of_ones_own_decisions_in_order(library: Path) -> None:
    with SqliteDesk(library, "ana") as ana, SqliteDesk(library, "bo") as bo:
        decide(ana, 1, "Zoë Quist", None, "Bo Dahl", "")
        assert ana.names() == ("Ada Bell", "Bo Dahl", "Zoë Quist", "Émile Roy")
        assert bo.names() == ("Ada Bell", "Bo Dahl", "Émile Roy")


def test_names_are_looked_for_around_the_last_step_and_in_the_newest_steps(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NAMES_FROM", 1)
    with SqliteDesk(library, "ana") as desk:
        assert desk.names() == (), "nothing was decided: the last two articles have no cast"
        decide(desk, 1, "Cy Orr")
        assert desk.names() == ("Ada Bell", "Bo Dahl", "Cy Orr", "Émile Roy")
        decide(desk, 2, "Di Poe")
        decide(desk, 6, "Ed Roe")
        assert desk.names() == ("Bo Dahl", "Cy Orr", "Di Poe", "Ed Roe")
        for sentence in (3, 4, 5, 7):
            decide(desk, sentence)
        assert desk.names() == ("Bo Dahl", "Ed Roe"), "those of the newest five steps"


def test_names_given_in_an_article_that_was_corrected_are_still_there_and_those_around_the_last_step(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NAMES_FROM", 1)
    with SqliteDesk(library, "ana") as desk:
        decide(desk, 8, "Cy Orr")
        decide(desk, 1, "Di Poe")
        with Importer(library) as importer:
            importer.add_edition(document("e", "Ému.", "Très, très ému."), RUN, 4, "lea")
        assert desk.names() == ("Ada Bell", "Bo Dahl", "Cy Orr", "Di Poe", "Émile Roy")
